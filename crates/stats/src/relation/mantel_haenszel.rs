//! Two-by-two tables over strata: the common odds ratio, its test, and how the pooled table can turn them round.

use serde::{Deserialize, Serialize};

use crate::distribution::chi_squared_upper;

/// Counts of one stratum.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TwoByTwo {
    /// First group, yes.
    pub first_yes: f64,
    /// First group, no.
    pub first_no: f64,
    /// Second group, yes.
    pub second_yes: f64,
    /// Second group, no.
    pub second_no: f64,
}

impl TwoByTwo {
    fn total(&self) -> f64 {
        self.first_yes + self.first_no + self.second_yes + self.second_no
    }

    fn is_counted(&self) -> bool {
        let cells = [self.first_yes, self.first_no, self.second_yes, self.second_no];
        cells.iter().all(|c| *c >= 0.0) && self.total().is_finite()
    }

    /// Shares of yes in the first and the second group; none where a group is empty.
    pub fn shares(&self) -> Option<(f64, f64)> {
        let (first, second) = (self.first_yes + self.first_no, self.second_yes + self.second_no);
        (self.is_counted() && first > 0.0 && second > 0.0)
            .then(|| (self.first_yes / first, self.second_yes / second))
    }

    /// Share of yes in the first group less that in the second.
    pub fn difference(&self) -> Option<f64> {
        self.shares().map(|(first, second)| first - second)
    }
}

/// What the strata say together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MantelHaenszel {
    /// Odds of yes in the first group over those in the second, common to the strata; none where not a number.
    pub odds_ratio: Option<f64>,
    /// Chi-squared with one degree of freedom, continuity-corrected; none where no stratum can tell.
    pub statistic: Option<f64>,
    /// P of at least that if the groups were alike in every stratum.
    pub p: Option<f64>,
    /// The table of all strata added up.
    pub pooled: TwoByTwo,
    /// First less second in each stratum.
    pub differences: Vec<Option<f64>>,
    /// Does the pooled table say the opposite of the common odds ratio?
    pub reversed: bool,
}

/// The common odds ratio of `strata`. `None` for no stratum or a count that is negative or not finite.
///
/// Source: Mantel & Haenszel (1959), J. Natl. Cancer Inst. 22:719. Golden g22 (`mantelhaen.test(UCBAdmissions)`).
pub fn mantel_haenszel(strata: &[TwoByTwo]) -> Option<MantelHaenszel> {
    if strata.is_empty() || !strata.iter().all(TwoByTwo::is_counted) {
        return None;
    }
    let cell = |f: fn(&TwoByTwo) -> f64| strata.iter().map(f).sum::<f64>();
    let pooled = TwoByTwo {
        first_yes: cell(|t| t.first_yes),
        first_no: cell(|t| t.first_no),
        second_yes: cell(|t| t.second_yes),
        second_no: cell(|t| t.second_no),
    };
    let (mut above, mut below, mut excess, mut variance) = (0.0, 0.0, 0.0, 0.0);
    for t in strata.iter().filter(|t| t.total() > 0.0) {
        let n = t.total();
        above += t.first_yes * t.second_no / n;
        below += t.first_no * t.second_yes / n;
        let (first, second) = (t.first_yes + t.first_no, t.second_yes + t.second_no);
        let (yes, no) = (t.first_yes + t.second_yes, t.first_no + t.second_no);
        excess += t.first_yes - first * yes / n;
        if n > 1.0 {
            variance += first / n * second * (yes / n) * no / (n - 1.0);
        }
    }
    let odds_ratio = (above > 0.0 && below > 0.0)
        .then(|| above / below)
        .filter(|o| o.is_finite());
    let far = excess.abs();
    let statistic = (variance > 0.0)
        .then(|| (far - far.min(0.5)).powi(2) / variance)
        .filter(|s| s.is_finite());
    let direction = pooled.difference().unwrap_or(0.0);
    Some(MantelHaenszel {
        reversed: odds_ratio.is_some_and(|o| o.ln() * direction < 0.0),
        odds_ratio,
        statistic,
        p: statistic.and_then(|s| chi_squared_upper(s, 1.0)),
        pooled,
        differences: strata.iter().map(TwoByTwo::difference).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_strata_and_empty_cells_are_no_figure() {
        let table = |a, b, c, d| TwoByTwo {
            first_yes: a,
            first_no: b,
            second_yes: c,
            second_no: d,
        };
        assert_eq!(mantel_haenszel(&[]), None);
        assert_eq!(mantel_haenszel(&[table(1.0, f64::NAN, 1.0, 1.0)]), None);
        assert_eq!(mantel_haenszel(&[table(1.0, -1.0, 1.0, 1.0)]), None);
        let none = mantel_haenszel(&[table(0.0, 0.0, 0.0, 0.0)]).unwrap();
        assert_eq!((none.odds_ratio, none.p, none.reversed), (None, None, false));
        assert_eq!(
            mantel_haenszel(&[table(3.0, 0.0, 1.0, 2.0)]).unwrap().odds_ratio,
            None
        );
    }
}
