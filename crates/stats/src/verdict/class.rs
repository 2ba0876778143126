//! Spending and satisfaction joined: the verdict, before its gates.

use serde::{Deserialize, Serialize};

use super::spend::Spend;

/// What is said about one place and service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// Much spent, satisfaction below what the context predicts: not yet turned into satisfaction.
    NotProducing,
    /// Much spent, satisfaction above.
    Producing,
    /// Little spent, satisfaction below.
    UnderInvested,
    /// Little spent, satisfaction above: something to learn from.
    DoingMoreWithLess,
    /// Usual spending, satisfaction below.
    TypicalSpendLowSat,
    /// Usual spending, satisfaction above.
    GoodAtTypicalCost,
    /// The data do not decide: the usual case.
    NoClearSignal,
    /// Spending is high only against the median, not against need.
    HighCostPlace,
    /// The place decides too little of the money; the finding is addressed to who does.
    DecidedElsewhere,
}

/// Satisfaction against what the context predicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Satisfaction {
    /// P(below by the margin) reaches the threshold.
    Below,
    /// P(above by the margin) does.
    Above,
    /// Neither.
    Undetermined,
}

/// How sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Certainty {
    /// Below the threshold.
    None,
    /// P ≥ 0.80.
    Probable,
    /// P ≥ 0.95.
    Strong,
}

/// Where the lines are drawn. One set a county, kept in its report.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Spending within 1 ± band is typical.
    pub band: f64,
    /// Probability of a strong finding.
    pub strong: f64,
    /// Probability of a probable finding.
    pub probable: f64,
    /// Share of the money the place must decide for the finding to be its own.
    pub own_share: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            band: 0.10,
            strong: 0.95,
            probable: 0.80,
            own_share: 0.30,
        }
    }
}

/// A verdict and what it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// How much was spent.
    pub spend: Spend,
    /// How satisfied people are against what the context predicts.
    pub satisfaction: Satisfaction,
    /// How sure.
    pub certainty: Certainty,
    /// What is said.
    pub verdict: Verdict,
    /// The cell of the table of spending × satisfaction under which the finding is filed: differs from `verdict` for costly
    /// places (filed under usual spending) and where others decide (the bureau's list).
    pub filed_under: Verdict,
}

/// Joins spending and satisfaction. `below` and `above` are P(u < −margin) and P(u > margin); `own_share` the share of the
/// money that the place itself decides, none where unknown. A probability that is not a number counts as undetermined.
///
/// Golden g31 (`classes`, fed with the ratio to the median alone).
///
/// Source: STATISTICS §2.8.
pub fn classify(below: f64, above: f64, spend: Spend, own_share: Option<f64>, lines: &Thresholds) -> Class {
    let satisfaction = satisfaction(below, above, lines);
    let certainty = match below.max(above) {
        p if p >= lines.strong => Certainty::Strong,
        p if p >= lines.probable => Certainty::Probable,
        _ => Certainty::None,
    };
    let filed_under = cell(spend, satisfaction);
    let verdict = match (filed_under, spend) {
        (Verdict::NoClearSignal, _) => Verdict::NoClearSignal,
        _ if own_share.is_some_and(|share| share < lines.own_share) => Verdict::DecidedElsewhere,
        (_, Spend::HighCost) => Verdict::HighCostPlace,
        _ => filed_under,
    };
    Class {
        spend,
        satisfaction,
        certainty,
        verdict,
        filed_under,
    }
}

fn satisfaction(below: f64, above: f64, lines: &Thresholds) -> Satisfaction {
    if below >= lines.probable {
        Satisfaction::Below
    } else if above >= lines.probable {
        Satisfaction::Above
    } else {
        Satisfaction::Undetermined
    }
}

/// The table of STATISTICS §2.8.
fn cell(spend: Spend, satisfaction: Satisfaction) -> Verdict {
    use {Satisfaction as Sat, Spend as S, Verdict as V};
    match (spend, satisfaction) {
        (S::High, Sat::Below) => V::NotProducing,
        (S::High, Sat::Above) => V::Producing,
        (S::Low, Sat::Below) => V::UnderInvested,
        (S::Low, Sat::Above) => V::DoingMoreWithLess,
        (S::Typical | S::HighCost, Sat::Below) => V::TypicalSpendLowSat,
        (S::Typical | S::HighCost, Sat::Above) => V::GoodAtTypicalCost,
        (_, Sat::Undetermined) => V::NoClearSignal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_decides_comes_before_cost_and_nothing_is_said_without_a_signal() {
        let of = |below, spend, share| classify(below, 0.01, spend, share, &Thresholds::default());
        let said = of(0.96, Spend::High, Some(0.29));
        assert_eq!(
            (said.verdict, said.filed_under),
            (Verdict::DecidedElsewhere, Verdict::NotProducing)
        );
        let said = of(0.85, Spend::HighCost, Some(0.30));
        assert_eq!(
            (said.verdict, said.filed_under),
            (Verdict::HighCostPlace, Verdict::TypicalSpendLowSat)
        );
        assert_eq!(said.certainty, Certainty::Probable);
        assert_eq!(
            of(0.79, Spend::HighCost, Some(0.0)).verdict,
            Verdict::NoClearSignal
        );
        assert_eq!(of(f64::NAN, Spend::High, None).verdict, Verdict::NoClearSignal);
        let code = serde_json::to_string(&Verdict::TypicalSpendLowSat).unwrap();
        assert_eq!(code, "\"TYPICAL_SPEND_LOW_SAT\"");
    }
}
