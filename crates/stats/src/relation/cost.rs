//! What a point costs: a ratio, whose interval may have no end. Then there is no figure.

use serde::{Deserialize, Serialize};

use super::{
    exposure::Exposure,
    regression::{Inference, inference},
};
use crate::{Interval, distribution::student_t_quantile};

/// Interval of a ratio a/b by Fieller's theorem; none where it has no end (b is not told apart from zero).
///
/// Estimates `a`, `b` with variances and covariance, and `df` degrees of freedom of t (infinite degrees: pass 1e9).
/// `None` also for a variance below zero or anything not finite. Source: Fieller (1954), JRSS B 16:175. No golden.
pub fn fieller(
    a: f64,
    b: f64,
    variance: [f64; 2],
    covariance: f64,
    df: f64,
    confidence: f64,
) -> Option<Interval> {
    let [of_a, of_b] = variance;
    let finite = [a, b, of_a, of_b, covariance].iter().all(|v| v.is_finite());
    if !finite || of_a < 0.0 || of_b < 0.0 {
        return None;
    }
    let t2 = student_t_quantile((1.0 + confidence) / 2.0, df)?.powi(2);
    let below = b * b - t2 * of_b;
    let middle = a * b - t2 * covariance;
    let root = middle * middle - below * (a * a - t2 * of_a);
    if !(below > 0.0 && root >= 0.0) {
        return None;
    }
    let (low, high) = ((middle - root.sqrt()) / below, (middle + root.sqrt()) / below);
    (low.is_finite() && high.is_finite()).then_some(Interval { low, high })
}

/// Why no cost is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NoCost {
    /// The slope is not told apart from zero: the cost could be without bound.
    Unbounded,
    /// More spending goes with lower scores: a cost would be negative.
    Negative,
    /// No slope, no error, or no median.
    Undefined,
}

/// Spending per head that goes with one point more, at the median, in the unit of the amounts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostPerPoint {
    /// median / b.
    pub cost: f64,
    /// Fieller's interval at the confidence asked for.
    pub interval: Interval,
}

/// Cost of a point from a slope per unit of log exposure with its error and degrees of freedom.
///
/// Source: STATISTICS §2.5; the median counts as known. No golden.
pub fn cost_per_point(
    exposure: &Exposure,
    slope: &Inference,
    confidence: f64,
) -> Result<CostPerPoint, NoCost> {
    let points = exposure
        .per_amount(1.0, 1.0)
        .filter(|p| *p > 0.0)
        .ok_or(NoCost::Undefined)?;
    let again =
        inference(slope.estimate, slope.standard_error, slope.df, confidence).ok_or(NoCost::Undefined)?;
    if again.interval.high < 0.0 {
        return Err(NoCost::Negative);
    }
    let variance = again.standard_error * again.standard_error;
    let interval = fieller(
        1.0 / points,
        again.estimate,
        [0.0, variance],
        0.0,
        again.df,
        confidence,
    )
    .filter(|i| i.low > 0.0)
    .ok_or(NoCost::Unbounded)?;
    Ok(CostPerPoint {
        cost: 1.0 / points / again.estimate,
        interval,
    })
}

#[cfg(test)]
mod tests {
    use super::{super::exposure::exposure, *};

    #[test]
    fn a_known_numerator_over_a_slope_is_the_slopes_interval_turned_over() {
        let e = exposure(&[100.0, 200.0, 400.0]).unwrap();
        let slope = inference(5.0, 1.0, 20.0, 0.95).unwrap();
        let found = cost_per_point(&e, &slope, 0.95).unwrap();
        assert_eq!(found.cost, 40.0);
        assert!((found.interval.low - 200.0 / slope.interval.high).abs() < 1e-9);
        assert!((found.interval.high - 200.0 / slope.interval.low).abs() < 1e-9);
    }

    #[test]
    fn a_slope_about_zero_or_below_has_no_cost() {
        let e = exposure(&[100.0, 200.0, 400.0]).unwrap();
        let of = |b| inference(b, 1.0, 20.0, 0.95).unwrap();
        assert_eq!(cost_per_point(&e, &of(1.5), 0.95), Err(NoCost::Unbounded));
        assert_eq!(cost_per_point(&e, &of(-1.5), 0.95), Err(NoCost::Unbounded));
        assert_eq!(cost_per_point(&e, &of(-5.0), 0.95), Err(NoCost::Negative));
        assert_eq!(fieller(1.0, f64::NAN, [1.0, 1.0], 0.0, 5.0, 0.95), None);
        assert_eq!(fieller(1.0, 5.0, [-1.0, 1.0], 0.0, 5.0, 0.95), None);
    }

    #[test]
    fn fieller_with_both_uncertain_solves_its_equation() {
        let found = fieller(10.0, 4.0, [1.0, 0.25], 0.1, 12.0, 0.95).unwrap();
        let t2 = student_t_quantile(0.975, 12.0).unwrap().powi(2);
        for q in [found.low, found.high] {
            let z2 = (10.0 - q * 4.0).powi(2) / (1.0 - 2.0 * q * 0.1 + q * q * 0.25);
            assert!((z2 - t2).abs() < 1e-9);
        }
    }
}
