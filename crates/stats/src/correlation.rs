//! Pearson's r and Spearman's rho with p from t, and Fisher's interval. Kendall's tau-b has its own file.

use serde::{Deserialize, Serialize};

use crate::{
    Interval,
    distribution::{normal_cdf, normal_half_width, student_t_tail},
    moments::{mean, sum},
    paired,
    ranks::mid_ranks,
};

/// A correlation of two series.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correlation {
    /// Pairs.
    pub n: usize,
    /// The coefficient, −1 to 1.
    pub r: f64,
    /// Two-sided p of no association; none for fewer than three pairs.
    pub p: Option<f64>,
}

/// Spread below this part of the mean is rounding, not variation.
const ROUNDING: f64 = 1e-13;

/// A coefficient nearer to ±1 than this is ±1: what is missing is rounding, and p would show its square root.
const PERFECT: f64 = 1e-15;

/// Pearson's product-moment correlation, p from t with n − 2 degrees of freedom.
///
/// Two series of one length, n ≥ 2, any units. `None` for unequal lengths, a value that is not finite, or a series
/// without variation (spread within rounding of its mean).
/// Source: Pearson (1896), Phil. Trans. A 187:253; t by Student (1908), p = I(1 − r²; (n − 2)/2, 1/2). Golden g11.
pub fn pearson(x: &[f64], y: &[f64]) -> Option<Correlation> {
    if !paired(x, y, 2) {
        return None;
    }
    let n = x.len();
    let (dx, dy) = (deviations(x)?, deviations(y)?);
    let products: Vec<f64> = dx.iter().zip(&dy).map(|(a, b)| a * b).collect();
    let r = sum(&products).clamp(-1.0, 1.0);
    let r = if 1.0 - r.abs() < PERFECT { r.signum() } else { r };
    let p = (n > 2)
        .then(|| student_t_tail((1.0 - r) * (1.0 + r), (n - 2) as f64))
        .flatten();
    Some(Correlation { n, r, p })
}

/// Deviations from the mean, scaled to length one.
fn deviations(values: &[f64]) -> Option<Vec<f64>> {
    let centre = mean(values)?;
    let mut out: Vec<f64> = values.iter().map(|v| v - centre).collect();
    let largest = out.iter().fold(0.0_f64, |m, d| m.max(d.abs()));
    if !largest.is_finite() || largest <= ROUNDING * centre.abs() {
        return None;
    }
    out.iter_mut().for_each(|d| *d /= largest);
    let squares: Vec<f64> = out.iter().map(|d| d * d).collect();
    let length = sum(&squares).sqrt();
    out.iter_mut().for_each(|d| *d /= length);
    Some(out)
}

/// Spearman's rho: Pearson's r of the mid-ranks, p from t with n − 2 degrees of freedom.
///
/// Shapes and `None` as [`pearson`]. Source: Spearman (1904), Am. J. Psych. 15:72; ties by mid-ranks (Kendall 1945).
/// Golden g11 (rho); p: `lgbf reference_results` in `insight`.
pub fn spearman(x: &[f64], y: &[f64]) -> Option<Correlation> {
    if !paired(x, y, 2) {
        return None;
    }
    pearson(&mid_ranks(x)?, &mid_ranks(y)?)
}

/// Two-sided p of Spearman's rho of `n` pairs without ties, from Σd², the sum of the squared differences of ranks.
///
/// Edgeworth's series of the distribution of Σd²; within 10⁻³ of the exact p for n ≥ 10, much nearer for larger n. The engine
/// draws orders instead, which holds with ties; this pins what it draws. `None` for n < 6 or a sum outside 0..=(n³ − n)/3.
/// Source: Best & Roberts (1975), Applied Statistics 24:377, algorithm AS 89. Golden g11.
pub fn spearman_edgeworth_p(squares: f64, n: usize) -> Option<f64> {
    let pairs = n as f64;
    let most = (pairs.powi(3) - pairs) / 3.0;
    if n < 6 || !(0.0..=most).contains(&squares) {
        return None;
    }
    // the nearer tail: by symmetry, sums above the middle are turned over; sums are even, so the edge lies one above
    let edge = squares.min(most - squares).round() + 2.0;
    let b = pairs.recip();
    let x = (6.0 * (edge - 1.0) / (pairs * (pairs * pairs - 1.0)) - 1.0) * (pairs - 1.0).sqrt();
    let y = x * x;
    let sixth = 0.0072 - 0.0831 * b + y * b * (0.0131 - 0.000_46 * y);
    let fourth = -0.0758 + b * (0.1033 + 0.3932 * b) - y * b * (0.0879 + 0.0151 * b - y * sixth);
    let series = x * b * (0.2274 + b * (0.2531 + 0.1745 * b) + y * fourth);
    let tail = normal_cdf(x)? - series * (-y / 2.0).exp();
    Some((2.0 * tail).clamp(0.0, 1.0))
}

/// Interval of a correlation: tanh(atanh r ± z/√(n − 3)).
///
/// −1 ≤ r ≤ 1, n ≥ 4, 0 < confidence < 1; else `None`. At r = ±1 both ends are r.
/// Source: Fisher (1921), Metron 1:3. Golden g11.
pub fn fisher_interval(r: f64, n: usize, confidence: f64) -> Option<Interval> {
    if n < 4 || !(-1.0..=1.0).contains(&r) {
        return None;
    }
    let half = normal_half_width(confidence)? / ((n - 3) as f64).sqrt();
    Some(Interval {
        low: (r.atanh() - half).tanh(),
        high: (r.atanh() + half).tanh(),
    })
}

/// Interval of Spearman's rho on Fisher's z scale with the variance (1 + rho²/2)/(n − 3).
///
/// None where `n` ≤ 3 or |rho| ≥ 1. Source: Bonett & Wright (2000), Psychometrika 65:23, eq. 7. No golden.
pub fn spearman_interval(rho: f64, n: usize, confidence: f64) -> Option<Interval> {
    let z = normal_half_width(confidence)?;
    if n <= 3 || rho.is_nan() || rho.abs() >= 1.0 {
        return None;
    }
    let half = z * ((1.0 + rho * rho / 2.0) / (n - 3) as f64).sqrt();
    let centre = rho.atanh();
    Some(Interval {
        low: (centre - half).tanh(),
        high: (centre + half).tanh(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_without_variation_has_no_correlation() {
        let y = [1.0, 2.0, 4.0];
        assert_eq!(pearson(&[5.0; 3], &y), None);
        assert_eq!(pearson(&[0.0; 3], &y), None);
        assert_eq!(pearson(&[0.1 + 0.2, 0.3, 0.3], &y), None);
        assert_eq!(spearman(&y, &[5.0; 3]), None);
        assert_eq!(pearson(&[1.0, 2.0], &y), None);
        assert_eq!(pearson(&[1.0, f64::NAN, 2.0], &y), None);
    }

    #[test]
    fn a_straight_line_is_one_with_p_zero_and_two_points_have_no_p() {
        let line = pearson(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]).unwrap();
        assert_eq!((line.r, line.p), (1.0, Some(0.0)));
        assert_eq!(pearson(&[1.0, 2.0], &[2.0, 1.0]).unwrap().p, None);
    }

    #[test]
    fn units_so_large_or_small_that_squares_overflow_change_nothing() {
        let (x, y) = ([1.0, 2.0, 4.0, 3.0], [1.0, 3.0, 2.0, 5.0]);
        let r = pearson(&x, &y).unwrap().r;
        for unit in [1e-200, 1e200] {
            let scaled: Vec<f64> = x.iter().map(|v| v * unit).collect();
            assert!((pearson(&scaled, &y).unwrap().r - r).abs() < 1e-14);
        }
    }

    #[test]
    fn edgeworth_is_the_same_in_both_tails_and_near_one_in_the_middle() {
        for squares in [0.0, 114.0, 300.0, 558.0] {
            let (low, high) = (
                spearman_edgeworth_p(squares, 15).unwrap(),
                spearman_edgeworth_p(1120.0 - squares, 15).unwrap(),
            );
            assert!((low - high).abs() < 1e-12 && (0.0..=1.0).contains(&low));
        }
        assert!(spearman_edgeworth_p(560.0, 15).unwrap() > 0.99);
        assert_eq!(spearman_edgeworth_p(1122.0, 15), None);
        assert_eq!(spearman_edgeworth_p(4.0, 5), None);
        assert_eq!(spearman_edgeworth_p(f64::NAN, 15), None);
    }

    #[test]
    fn fisher_needs_four_pairs() {
        assert_eq!(fisher_interval(0.5, 3, 0.95), None);
        assert_eq!(
            fisher_interval(1.0, 9, 0.95),
            Some(Interval { low: 1.0, high: 1.0 })
        );
    }
}
