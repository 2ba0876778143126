//! Was much spent? Against the county's median, and against what the context leads one to expect.

use serde::{Deserialize, Serialize};

use super::Undefined;
use crate::linear::{Matrix, least_squares};

/// One place's spending under one rule of dividing what is shared: as a multiple.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ratios {
    /// Of the median over places.
    pub median: f64,
    /// Of what places of such context spend.
    pub need: f64,
}

/// Whether much was spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Spend {
    /// Above the median and above need, under every rule.
    High,
    /// Above the median under every rule, but not above need: the place is costly to serve.
    HighCost,
    /// Neither high nor low.
    Typical,
    /// Below the median and below need, under every rule.
    Low,
}

/// What places usually spend: the median; where that is zero, for most places spent nothing, the median of those that
/// spent. `None` where nobody did, or one is not finite.
///
/// Source: STATISTICS §2.8. Golden g31, through [`median_ratios`].
pub fn usual_spend(spend: &[f64]) -> Option<f64> {
    let middle = crate::median(spend)?;
    if middle > 0.0 {
        return Some(middle);
    }
    crate::median(&spend.iter().copied().filter(|s| *s > 0.0).collect::<Vec<f64>>())
}

/// `spend` per resident of each place as a multiple of what is usual ([`usual_spend`]). [`Undefined`]: no place, not
/// finite, nobody who spent anything.
///
/// Source: STATISTICS §2.8. Golden g31.
pub fn median_ratios(spend: &[f64]) -> Result<Vec<f64>, Undefined> {
    if spend.is_empty() {
        return Err(Undefined::InsufficientUnits);
    }
    if spend.iter().any(|s| !s.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let median = usual_spend(spend).ok_or(Undefined::NoVariance)?;
    let ratios: Vec<f64> = spend.iter().map(|s| s / median).collect();
    if ratios.iter().all(|r| r.is_finite()) {
        Ok(ratios)
    } else {
        Err(Undefined::NotFinite)
    }
}

/// exp(residual of ln spend on context by least squares): spending as a multiple of what size, remoteness and settlement
/// lead one to expect.
///
/// `log_spend` one value a place (zeros as [`exposure`](crate::relation::exposure::exposure) puts them), `context` one row a place with a column of ones.
/// [`Undefined`]: lengths, not finite, fewer than columns + 3 places, collinear columns. Golden g31 (`spend_ratio_to_need`).
///
/// Source: STATISTICS §2.8.
pub fn need_ratios(log_spend: &[f64], context: &Matrix) -> Result<Vec<f64>, Undefined> {
    if log_spend.len() != context.rows() {
        return Err(Undefined::Shapes);
    }
    if !context.is_finite() || log_spend.iter().any(|x| !x.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if log_spend.len() < context.cols() + 3 {
        return Err(Undefined::InsufficientUnits);
    }
    let fit = least_squares(context, log_spend).ok_or(Undefined::Collinear)?;
    let ratios: Vec<f64> = fit.residuals.iter().map(|r| r.exp()).collect();
    if ratios.iter().all(|r| r.is_finite()) {
        Ok(ratios)
    } else {
        Err(Undefined::NotFinite)
    }
}

/// Class of a place's spending from its ratios, one a rule of dividing what is shared, with a band (0.10) about 1.
///
/// High: the smallest of all ratios is above 1 + band. Low: the largest of all is below 1 − band. High cost: high by the
/// median under every rule, but not high. `None` without a ratio or with one that is not finite.
///
/// Source: STATISTICS §2.8. Golden g31.
pub fn spend_class(rules: &[Ratios], band: f64) -> Option<Spend> {
    let finite = rules.iter().all(|r| r.median.is_finite() && r.need.is_finite());
    if rules.is_empty() || !finite {
        return None;
    }
    let smallest = |of: fn(&Ratios) -> f64| rules.iter().map(of).fold(f64::INFINITY, f64::min);
    let largest = rules
        .iter()
        .map(|r| r.median.max(r.need))
        .fold(f64::NEG_INFINITY, f64::max);
    Some(if smallest(|r| r.median.min(r.need)) > 1.0 + band {
        Spend::High
    } else if smallest(|r| r.median) > 1.0 + band {
        Spend::HighCost
    } else if largest < 1.0 - band {
        Spend::Low
    } else {
        Spend::Typical
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(median: f64, need: f64) -> Ratios {
        Ratios { median, need }
    }

    #[test]
    fn high_asks_for_both_ratios_under_every_rule() {
        assert_eq!(
            spend_class(&[rule(1.3, 1.2), rule(1.2, 1.11)], 0.1),
            Some(Spend::High)
        );
        assert_eq!(
            spend_class(&[rule(1.3, 1.2), rule(1.2, 1.05)], 0.1),
            Some(Spend::HighCost)
        );
        assert_eq!(
            spend_class(&[rule(1.3, 1.2), rule(1.05, 1.3)], 0.1),
            Some(Spend::Typical)
        );
        assert_eq!(spend_class(&[rule(0.8, 0.85)], 0.1), Some(Spend::Low));
        assert_eq!(spend_class(&[rule(0.8, 0.95)], 0.1), Some(Spend::Typical));
        assert_eq!(spend_class(&[], 0.1), None);
        assert_eq!(spend_class(&[rule(f64::NAN, 1.0)], 0.1), None);
    }

    #[test]
    fn a_county_that_spends_nothing_has_no_ratio() {
        assert_eq!(median_ratios(&[0.0, 0.0, 0.0]), Err(Undefined::NoVariance));
        assert_eq!(median_ratios(&[0.0, 0.0, 5.0]), Ok(vec![0.0, 0.0, 1.0]));
        assert_eq!(median_ratios(&[1.0, 2.0, 4.0]), Ok(vec![0.5, 1.0, 2.0]));
    }
}
