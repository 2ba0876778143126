//! Proportions: the exact interval of Clopper and Pearson, Jeffreys' interval, and Agresti and Coull's.

use crate::{
    Interval,
    distribution::{beta_quantile, normal_half_width},
};

fn usable(successes: f64, n: f64, confidence: f64) -> bool {
    n > 0.0 && n.is_finite() && (0.0..=n).contains(&successes) && confidence > 0.0 && confidence < 1.0
}

/// Clopper–Pearson interval: never covers less often than told, so it is wide. Reaches 0 and 1 at the ends.
///
/// Arguments and `None` as [`crate::wilson_interval`]. Source: Clopper & Pearson (1934), Biometrika 26:404. Golden g10.
pub fn clopper_pearson_interval(successes: f64, n: f64, confidence: f64) -> Option<Interval> {
    if !usable(successes, n, confidence) {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let low = if successes == 0.0 {
        0.0
    } else {
        beta_quantile(tail, successes, n - successes + 1.0)?
    };
    let high = if successes == n {
        1.0
    } else {
        1.0 - beta_quantile(tail, n - successes, successes + 1.0)?
    };
    Some(Interval { low, high })
}

/// Jeffreys' interval: the middle of the posterior under a Beta(½, ½) prior.
///
/// Arguments and `None` as [`crate::wilson_interval`]. Source: Brown, Cai & DasGupta (2001), Stat. Sci. 16:101.
/// Golden g10.
pub fn jeffreys_interval(successes: f64, n: f64, confidence: f64) -> Option<Interval> {
    if !usable(successes, n, confidence) {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let (yes, no) = (successes + 0.5, n - successes + 0.5);
    Some(Interval {
        low: beta_quantile(tail, yes, no)?,
        high: 1.0 - beta_quantile(tail, no, yes)?,
    })
}

/// Agresti–Coull interval, to compare with other reports only: it can leave 0–1.
///
/// Arguments and `None` as [`crate::wilson_interval`]. Source: Agresti & Coull (1998), Am. Stat. 52:119. Golden g10.
pub fn agresti_coull_interval(successes: f64, n: f64, confidence: f64) -> Option<Interval> {
    if !usable(successes, n, confidence) {
        return None;
    }
    let z = normal_half_width(confidence)?;
    let more = n + z * z;
    let middle = (successes + z * z / 2.0) / more;
    let half = z * (middle * (1.0 - middle) / more).sqrt();
    Some(Interval {
        low: middle - half,
        high: middle + half,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_out_of_nothing_has_no_interval() {
        for interval in [
            clopper_pearson_interval,
            jeffreys_interval,
            agresti_coull_interval,
        ] {
            assert_eq!(interval(0.0, 0.0, 0.95), None);
            assert_eq!(interval(f64::NAN, 5.0, 0.95), None);
            assert_eq!(interval(1.0, 5.0, 0.0), None);
            assert_eq!(interval(6.0, 5.0, 0.95), None);
        }
        assert_eq!(clopper_pearson_interval(0.0, 5.0, 0.95).map(|i| i.low), Some(0.0));
    }
}
