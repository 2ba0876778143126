//! What a number of places and answers could show: power, the smallest relation that can be detected, what is needed.

use serde::{Deserialize, Serialize};

use super::reliability::disattenuated;
use crate::distribution::{noncentral_f_upper, normal_cdf, normal_quantile, student_t_quantile};

/// Smallest |r| that differs from zero at two-sided level `alpha` with `n` places. `None` for n < 3.
///
/// Source: t/√(t² + n − 2), Student (1908). Golden g14.
pub fn critical_r(n: f64, alpha: f64) -> Option<f64> {
    if !(n > 2.0 && alpha > 0.0 && alpha < 1.0) {
        return None;
    }
    let t = student_t_quantile(1.0 - alpha / 2.0, n - 2.0)?;
    Some(t / (t * t + n - 2.0).sqrt())
}

/// Chance that a true correlation `r` (0 ≤ |r| < 1) shows at two-sided level `alpha` with `n` > 3 places.
///
/// Source: Fisher's z with its bias r/(2(n − 1)), Cohen (1988), Statistical Power Analysis, ch. 3. Golden g14.
pub fn correlation_power(r: f64, n: f64, alpha: f64) -> Option<f64> {
    let r = r.abs();
    if !(r < 1.0 && n > 3.0 && n.is_finite()) {
        return None;
    }
    let critical = critical_r(n, alpha)?.atanh();
    let z = r.atanh() + r / (2.0 * (n - 1.0));
    let root = (n - 3.0).sqrt();
    Some(normal_cdf((z - critical) * root)? + normal_cdf((-z - critical) * root)?)
}

/// Smallest observed |r| of which `n` > 3 places detect a share `power`: tanh((z₁₋α/₂ + z_power)/√(n − 3)).
///
/// Source: Fisher (1921), Metron 1:3. Goldens g14 (`mde_fisher_closed`), g38.
pub fn minimum_detectable_r(n: usize, power: f64, alpha: f64) -> Option<f64> {
    if n < 4 || !(alpha > 0.0 && alpha < 1.0) {
        return None;
    }
    let z = normal_quantile(1.0 - alpha / 2.0)? + normal_quantile(power)?;
    (z > 0.0).then(|| (z / ((n - 3) as f64).sqrt()).tanh())
}

/// As [`minimum_detectable_r`] by solving [`correlation_power`]: a little smaller in small counties. Golden g14.
///
/// Source: as [`correlation_power`].
pub fn solved_detectable_r(n: f64, power: f64, alpha: f64) -> Option<f64> {
    crossing(0.0, 1.0 - 1e-12, power, |r| correlation_power(r, n, alpha))
}

/// Smallest partial correlation given `covariates` covariates, from the noncentral F with 1 and n − 2 − q degrees.
///
/// `None` where no degree of freedom is left. Source: Cohen (1988), ch. 9. Golden g14.
pub fn partial_detectable_r(n: usize, covariates: usize, power: f64, alpha: f64) -> Option<f64> {
    let df = n.checked_sub(covariates + 2).filter(|df| *df > 0)? as f64;
    if !(alpha > 0.0 && alpha < 1.0) {
        return None;
    }
    let t = student_t_quantile(1.0 - alpha / 2.0, df)?;
    crossing(0.0, 1.0 - 1e-9, power, |r| {
        let effect = r * r / (1.0 - r * r);
        // beyond this noncentrality the power is one
        let lambda = (effect * (df + 2.0)).min(1e4);
        noncentral_f_upper(t * t, 1.0, df, lambda)
    })
}

/// Places needed to detect a true correlation `r` with `power` at two-sided level `alpha`, not rounded up.
///
/// `None` for r = 0, |r| ≥ 1, or more than 10⁹ places. Source: as [`correlation_power`]. Golden g14.
pub fn needed_places(r: f64, power: f64, alpha: f64) -> Option<f64> {
    crossing(4.0 + 1e-10, 1e9, power, |n| correlation_power(r, n, alpha))
}

/// What a county's places and answers can detect, at 80 % power and 5 % two-sided.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detectable {
    /// Places.
    pub n: usize,
    /// Smallest correlation of the scores as measured.
    pub observed_r: f64,
    /// Reliability of the scores, 0–1.
    pub reliability: f64,
    /// Smallest correlation of the true scores; none where even 1 could not be seen.
    pub true_r: Option<f64>,
    /// In points of the score per standard deviation of x; none where even 1 could not be seen.
    pub points_per_sd: Option<f64>,
}

/// The smallest relation that `n` places detect when scores of true standard deviation `tau` have mean sampling
/// variance `v`. `None` for n < 4, tau ≤ 0, or v < 0. Source: STATISTICS §2.6. Golden g38.
pub fn detectable(n: usize, tau: f64, v: f64) -> Option<Detectable> {
    let reliability = super::reliability::reliability(tau * tau, v).filter(|r| *r > 0.0)?;
    let observed_r = minimum_detectable_r(n, 0.8, 0.05)?;
    let true_r = disattenuated(observed_r, reliability);
    Some(Detectable {
        n,
        observed_r,
        reliability,
        true_r,
        points_per_sd: true_r.map(|r| r * tau).filter(|p| p.is_finite()),
    })
}

/// Answers needed in a place to tell its mean from a known value (`of_two` = false) or from another place with as many
/// answers (`of_two`), when they differ by `difference`: deff × sd² × (z₁₋α/₂ + z_power)²/difference², twice that for two.
///
/// `difference`, `sd` in points, > 0; `deff` ≥ 1 usually. Rounded up. `None` for anything not positive or a number
/// above 10⁹. Source: Cochran (1977), Sampling Techniques, ch. 4. No golden.
pub fn needed_answers(
    difference: f64,
    sd: f64,
    deff: f64,
    of_two: bool,
    power: f64,
    alpha: f64,
) -> Option<u64> {
    let positive = |v: f64| v > 0.0 && v.is_finite();
    if !(positive(difference) && positive(sd) && positive(deff) && alpha > 0.0 && alpha < 1.0) {
        return None;
    }
    let z = normal_quantile(1.0 - alpha / 2.0)? + normal_quantile(power)?;
    let places = if of_two { 2.0 } else { 1.0 };
    let needed = places * deff * (sd * z / difference).powi(2);
    // a hair above a whole number is that number
    (z > 0.0 && needed <= 1e9).then(|| (needed - 1e-9).ceil().max(1.0) as u64)
}

/// Smallest difference that `answers` a place show: the inverse of [`needed_answers`], in points. Source: as there. No
/// golden.
pub fn detectable_difference(
    answers: f64,
    sd: f64,
    deff: f64,
    of_two: bool,
    power: f64,
    alpha: f64,
) -> Option<f64> {
    let positive = |v: f64| v > 0.0 && v.is_finite();
    if !(positive(answers) && positive(sd) && positive(deff) && alpha > 0.0 && alpha < 1.0) {
        return None;
    }
    let z = normal_quantile(1.0 - alpha / 2.0)? + normal_quantile(power)?;
    let places = if of_two { 2.0 } else { 1.0 };
    Some(z * sd * (places * deff / answers).sqrt()).filter(|d| *d > 0.0 && d.is_finite())
}

/// Where a rising function first reaches `level` between `low` and `high`, by halving. `None` where it is undefined,
/// already above at `low`, or still below at `high`.
pub(super) fn crossing(low: f64, high: f64, level: f64, f: impl Fn(f64) -> Option<f64>) -> Option<f64> {
    let (mut low, mut high) = (low, high);
    if f(low)? >= level || f(high)? < level || level.is_nan() {
        return None;
    }
    for _ in 0..200 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if f(middle)? < level {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needed_and_detectable_undo_each_other() {
        let r = solved_detectable_r(30.0, 0.8, 0.05).unwrap();
        assert!((needed_places(r, 0.8, 0.05).unwrap() - 30.0).abs() < 1e-6);
        // 2 points, sd 24, deff 1.8, against another place: 2 × 1.8 × (24 × 2.8016/2)²
        let needed = needed_answers(2.0, 24.0, 1.8, true, 0.8, 0.05).unwrap();
        assert_eq!(needed, 4069);
        let back = detectable_difference(needed as f64, 24.0, 1.8, true, 0.8, 0.05).unwrap();
        assert!((back - 2.0).abs() < 1e-3);
    }

    #[test]
    fn fifteen_places_of_fifty_answers_can_show_nothing() {
        let found = detectable(15, 4.0, 1.8 * 24.0 * 24.0 / 50.0).unwrap();
        assert_eq!((found.true_r, found.points_per_sd), (None, None));
        assert!((found.reliability - 0.4355).abs() < 1e-4);
    }

    #[test]
    fn what_is_undefined_is_none() {
        assert_eq!(minimum_detectable_r(3, 0.8, 0.05), None);
        assert_eq!(needed_places(0.0, 0.8, 0.05), None);
        assert_eq!(needed_places(1.0, 0.8, 0.05), None);
        assert_eq!(critical_r(f64::NAN, 0.05), None);
        assert_eq!(partial_detectable_r(4, 2, 0.8, 0.05), None);
        assert_eq!(needed_answers(0.0, 24.0, 1.0, false, 0.8, 0.05), None);
        assert_eq!(detectable(20, 0.0, 1.0), None);
    }
}
