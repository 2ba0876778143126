//! Importance–satisfaction: what many find important and few are content with comes first.

use serde::{Deserialize, Serialize};

use crate::{Interval, distribution::normal_half_width};

/// A share between 0 and 1 with its standard error, where known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// 0–1.
    pub value: f64,
    /// Its design-based standard error.
    pub standard_error: Option<f64>,
}

/// How urgently a domain asks for more emphasis, in the bands the method's authors print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Emphasis {
    /// Below 0.10.
    Maintain,
    /// From 0.10 to below 0.20.
    Increase,
    /// 0.20 and above.
    DefinitelyIncrease,
}

/// One domain's rating.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportanceSatisfaction {
    /// I × (1 − S), 0–1.
    pub rating: f64,
    /// By the delta method, cut at 0 and 1; none where a standard error is unknown.
    pub interval: Option<Interval>,
    /// Band of the rating.
    pub emphasis: Emphasis,
    /// Bands of the interval's ends: more than one band means the rating does not decide.
    pub emphasis_range: Option<(Emphasis, Emphasis)>,
}

/// Band of a rating.
///
/// Source: STATISTICS §1.2, ETC's bands. Golden g30.
pub fn emphasis(rating: f64) -> Emphasis {
    match rating {
        r if r >= 0.20 => Emphasis::DefinitelyIncrease,
        r if r >= 0.10 => Emphasis::Increase,
        _ => Emphasis::Maintain,
    }
}

/// IS = I(1−S) with Var = (1−S)²V(I) + I²V(S) − 2I(1−S)Cov(I,S).
///
/// `importance`: share naming the domain among its priorities; `satisfaction`: share content with it, don't-knows left out;
/// `covariance` of the two estimates (0 if they are of different people); `confidence` in (0, 1). `None`: a share outside
/// 0–1, a negative or infinite error, a covariance larger than the errors allow, a confidence outside (0, 1).
///
/// Source: ETC Institute, DirectionFinder reports; interval: delta method. Golden g30.
pub fn importance_satisfaction(
    importance: Share,
    satisfaction: Share,
    covariance: f64,
    confidence: f64,
) -> Option<ImportanceSatisfaction> {
    let shares = [importance, satisfaction];
    let z = normal_half_width(confidence)?;
    if shares.iter().any(|s| !(0.0..=1.0).contains(&s.value)) {
        return None;
    }
    if shares
        .iter()
        .filter_map(|s| s.standard_error)
        .any(|se| !(se >= 0.0 && se.is_finite()))
    {
        return None;
    }
    let rest = 1.0 - satisfaction.value;
    let rating = importance.value * rest;
    let interval = match (importance.standard_error, satisfaction.standard_error) {
        (Some(a), Some(b)) => {
            let within_errors = covariance.abs() <= a * b * (1.0 + 1e-9);
            if !within_errors {
                return None;
            }
            let variance = (rest * a).powi(2) + (importance.value * b).powi(2) - 2.0 * rating * covariance;
            let half = z * variance.max(0.0).sqrt();
            Some(Interval {
                low: (rating - half).max(0.0),
                high: (rating + half).min(1.0),
            })
        }
        _ => None,
    };
    Some(ImportanceSatisfaction {
        rating,
        interval,
        emphasis: emphasis(rating),
        emphasis_range: interval.map(|i| (emphasis(i.low), emphasis(i.high))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(value: f64, se: f64) -> Share {
        Share {
            value,
            standard_error: Some(se),
        }
    }

    #[test]
    fn the_interval_is_the_delta_methods() {
        let is = importance_satisfaction(share(0.5, 0.02), share(0.6, 0.03), 0.0, 0.95).unwrap();
        let half = 1.959_963_984_540_054 * (0.008_f64.powi(2) + 0.015_f64.powi(2)).sqrt();
        assert!((is.interval.unwrap().high - (0.2 + half)).abs() < 1e-12);
        assert_eq!(is.emphasis, Emphasis::DefinitelyIncrease);
        assert_eq!(
            is.emphasis_range,
            Some((Emphasis::Increase, Emphasis::DefinitelyIncrease))
        );
        let unknown = Share {
            value: 0.5,
            standard_error: None,
        };
        assert_eq!(
            importance_satisfaction(unknown, share(0.6, 0.03), 0.0, 0.95)
                .unwrap()
                .interval,
            None
        );
    }

    #[test]
    fn what_is_no_share_has_no_rating() {
        assert_eq!(
            importance_satisfaction(share(1.5, 0.1), share(0.5, 0.1), 0.0, 0.95),
            None
        );
        assert_eq!(
            importance_satisfaction(share(f64::NAN, 0.1), share(0.5, 0.1), 0.0, 0.95),
            None
        );
        assert_eq!(
            importance_satisfaction(share(0.5, -0.1), share(0.5, 0.1), 0.0, 0.95),
            None
        );
        assert_eq!(
            importance_satisfaction(share(0.5, 0.1), share(0.5, 0.1), 0.5, 0.95),
            None
        );
        assert_eq!(
            importance_satisfaction(share(0.5, 0.1), share(0.5, 0.1), f64::NAN, 0.95),
            None
        );
    }
}
