//! Proportions: Wilson's interval, and Newcombe's for a difference.

use serde::{Deserialize, Serialize};

use crate::{Interval, distribution::normal_half_width};

/// Wilson's score interval of a proportion, clamped to 0–1.
///
/// `successes` of `n` answers, 0 ≤ successes ≤ n, n > 0 (an effective n may have a fraction); 0 < confidence < 1;
/// else `None`. Source: Wilson (1927), JASA 22:209; Newcombe (1998), Stat. Med. 17:857, method 3. Golden g10.
pub fn wilson_interval(successes: f64, n: f64, confidence: f64) -> Option<Interval> {
    if !(n > 0.0 && n.is_finite() && (0.0..=n).contains(&successes)) {
        return None;
    }
    let z = normal_half_width(confidence)?;
    let (p, zz) = (successes / n, z * z);
    let middle = p + zz / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + zz / (4.0 * n * n)).sqrt();
    let scale = 1.0 + zz / n;
    // at the ends the exact value is known, and rounding must not say otherwise
    let low = if successes == 0.0 {
        0.0
    } else {
        (middle - half) / scale
    };
    let high = if successes == n {
        1.0
    } else {
        (middle + half) / scale
    };
    Some(Interval {
        low: low.clamp(0.0, 1.0),
        high: high.clamp(0.0, 1.0),
    })
}

/// Wilson's score interval corrected for continuity: wider, to compare with reports that use it.
///
/// Arguments and `None` as [`wilson_interval`]. The correction is half an answer, or how far the count is from half of n
/// where that is less, as in R's `prop.test`.
/// Source: Newcombe (1998), Stat. Med. 17:857, method 4. Golden g10.
pub fn wilson_interval_corrected(successes: f64, n: f64, confidence: f64) -> Option<Interval> {
    if !(n > 0.0 && n.is_finite() && (0.0..=n).contains(&successes)) {
        return None;
    }
    let z = normal_half_width(confidence)?;
    let half_answer = 0.5_f64.min((successes - n / 2.0).abs());
    let end = |side: f64| {
        let p = (successes + side * half_answer) / n;
        let middle = p + z * z / (2.0 * n);
        let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        (middle + side * half) / (1.0 + z * z / n)
    };
    let low = if successes == 0.0 { 0.0 } else { end(-1.0).max(0.0) };
    let high = if successes == n { 1.0 } else { end(1.0).min(1.0) };
    Some(Interval { low, high })
}

/// A difference of two proportions, first minus second.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The difference, −1 to 1.
    pub estimate: f64,
    /// Its interval.
    pub interval: Interval,
}

/// Difference of two independent proportions with the hybrid score interval.
///
/// Arguments and `None` as [`wilson_interval`], twice.
/// Source: Newcombe (1998), Stat. Med. 17:873, method 10. Golden g10.
pub fn newcombe_difference(
    (successes_1, n_1): (f64, f64),
    (successes_2, n_2): (f64, f64),
    confidence: f64,
) -> Option<Difference> {
    let first = wilson_interval(successes_1, n_1, confidence)?;
    let second = wilson_interval(successes_2, n_2, confidence)?;
    let (p_1, p_2) = (successes_1 / n_1, successes_2 / n_2);
    let estimate = p_1 - p_2;
    Some(Difference {
        estimate,
        interval: Interval {
            low: estimate - (p_1 - first.low).hypot(second.high - p_2),
            high: estimate + (first.high - p_1).hypot(p_2 - second.low),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_out_of_nothing_has_no_interval() {
        assert_eq!(wilson_interval(0.0, 0.0, 0.95), None);
        assert_eq!(wilson_interval_corrected(3.0, 2.0, 0.95), None);
        assert_eq!(wilson_interval_corrected(1.0, 2.0, 1.0), None);
        assert_eq!(wilson_interval(3.0, 2.0, 0.95), None);
        assert_eq!(wilson_interval(1.0, 2.0, 1.0), None);
        assert_eq!(newcombe_difference((1.0, 2.0), (1.0, 0.0), 0.95), None);
    }

    #[test]
    fn the_ends_are_exactly_zero_and_one() {
        assert_eq!(wilson_interval(0.0, 20.0, 0.95).unwrap().low, 0.0);
        assert_eq!(wilson_interval(29.0, 29.0, 0.95).unwrap().high, 1.0);
    }
}
