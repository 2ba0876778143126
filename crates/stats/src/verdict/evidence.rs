//! How good the evidence behind a verdict is, from D to A. Printed on every verdict.

use serde::{Deserialize, Serialize};

/// Grade of the evidence; A is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// One raw cross-section, or answers of people who chose themselves.
    D,
    /// Adjusted for context, or compared within places over domains.
    C,
    /// Two waves whose change-score and ANCOVA estimates agree.
    B,
    /// A staggered or drawn rollout whose placebo test is clean.
    A,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The expectation comes from context or from fixed effects.
    pub adjusted: bool,
    /// Both ends of the two-wave bracket have one sign.
    pub bracket_agrees: bool,
    /// A staggered or drawn rollout.
    pub rollout: bool,
    /// Its placebo test is clean.
    pub placebo_clean: bool,
    /// An open link: never above D.
    pub opt_in: bool,
    /// A second opinion disagrees: one grade lower.
    pub second_opinion_disagrees: bool,
}

/// Grade of the evidence (STATISTICS §2.8, 2.9). No golden.
pub fn grade(evidence: Evidence) -> Grade {
    let reached = match evidence {
        Evidence { opt_in: true, .. } => Grade::D,
        Evidence {
            rollout: true,
            placebo_clean: true,
            ..
        } => Grade::A,
        Evidence {
            bracket_agrees: true, ..
        } => Grade::B,
        Evidence { adjusted: true, .. } => Grade::C,
        _ => Grade::D,
    };
    match (evidence.second_opinion_disagrees, reached) {
        (false, grade) => grade,
        (true, Grade::A) => Grade::B,
        (true, Grade::B) => Grade::C,
        (true, _) => Grade::D,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_thing_done_decides_and_an_open_link_never_rises() {
        let adjusted = Evidence {
            adjusted: true,
            ..Evidence::default()
        };
        assert_eq!(grade(Evidence::default()), Grade::D);
        assert_eq!(grade(adjusted), Grade::C);
        assert_eq!(
            grade(Evidence {
                bracket_agrees: true,
                ..adjusted
            }),
            Grade::B
        );
        assert_eq!(
            grade(Evidence {
                rollout: true,
                ..adjusted
            }),
            Grade::C
        );
        assert_eq!(
            grade(Evidence {
                rollout: true,
                placebo_clean: true,
                ..adjusted
            }),
            Grade::A
        );
        assert_eq!(
            grade(Evidence {
                second_opinion_disagrees: true,
                ..adjusted
            }),
            Grade::D
        );
        assert_eq!(
            grade(Evidence {
                opt_in: true,
                bracket_agrees: true,
                ..adjusted
            }),
            Grade::D
        );
    }
}
