//! Change between two waves: same villages, separate samples, or a panel that overlaps; and what to call it.

use serde::{Deserialize, Serialize};

use crate::{
    Interval,
    design::{
        estimate::{Estimate, t_interval},
        strata::Design,
        sums::PsuSums,
    },
    distribution::student_t_two_sided_p,
};

/// Points of 100 below which a change does not matter (STATISTICS §2.3).
pub const MATERIAL: f64 = 2.0;

/// What a change may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// 升: the 95 % interval lies above zero.
    Up,
    /// 降: it lies below zero.
    Down,
    /// 基本不变: the 90 % interval lies within what does not matter (two one-sided tests).
    Unchanged,
    /// 无法判断.
    Unclear,
}

/// A mean of one wave.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaveMean {
    /// Mean.
    pub value: f64,
    /// Standard error.
    pub se: f64,
    /// Degrees of freedom.
    pub df: f64,
}

/// Later less earlier.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Difference, in the unit of the means.
    pub difference: f64,
    /// Standard error.
    pub se: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Difference in standard errors.
    pub t: f64,
    /// Two-sided p.
    pub p: f64,
    /// 95 % interval.
    pub interval: Interval,
    /// 90 % interval, that of the two one-sided tests at 5 %.
    pub interval_90: Interval,
    /// What it may be called.
    pub direction: Direction,
}

/// A panel of which part was asked twice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overlap {
    /// People asked twice over √(n₁n₂), 0–1.
    pub share: f64,
    /// Correlation of their two answers, −1 to 1.
    pub correlation: f64,
}

impl Design {
    /// Mean of `after` less mean of `before`, both given by unit as for [`Design::mean`] over the units of both waves, with
    /// what the waves share through their villages. Statuses and degrees of freedom as [`crate::design::JointMeans::contrast`].
    ///
    /// Source: STATISTICS §2.3; `survey::svycontrast` on a stacked design. Golden g40.
    pub fn change(&self, before: &[PsuSums], after: &[PsuSums]) -> Estimate {
        self.means(&[before.to_vec(), after.to_vec()])
            .contrast(&[-1.0, 1.0])
    }
}

/// Change of two samples that share no one and no village, with Welch–Satterthwaite degrees of freedom.
///
/// `material` > 0 is what a change must reach to matter. `None` for a standard error or degrees of freedom not above
/// zero, or a number that is not finite. Source: Welch (1947), Biometrika 34:28. Golden g29.
pub fn independent_change(before: WaveMean, after: WaveMean, material: f64) -> Option<Change> {
    let none = Overlap {
        share: 0.0,
        correlation: 0.0,
    };
    overlapping_change(before, after, none, material)
}

/// Change of two samples of which a share was asked twice: Cov = share · correlation · se₁ · se₂.
///
/// `None` as [`independent_change`], for an overlap out of its range, or where the covariance leaves no variance.
/// Source: Kish (1965), Survey Sampling, 12.4. Golden g29.
pub fn overlapping_change(
    before: WaveMean,
    after: WaveMean,
    overlap: Overlap,
    material: f64,
) -> Option<Change> {
    let usable = |w: &WaveMean| w.value.is_finite() && w.se > 0.0 && w.se.is_finite() && w.df > 0.0;
    let range = (0.0..=1.0).contains(&overlap.share) && (-1.0..=1.0).contains(&overlap.correlation);
    if !(usable(&before) && usable(&after) && range) {
        return None;
    }
    let (first, second) = (before.se * before.se, after.se * after.se);
    let covariance = overlap.share * overlap.correlation * before.se * after.se;
    let variance = first + second - 2.0 * covariance;
    if variance <= (first + second) * 1e-12 {
        return None;
    }
    let df = variance * variance / (first * first / before.df + second * second / after.df);
    change_of(after.value - before.value, variance.sqrt(), df, material)
}

/// A change from its difference, standard error and degrees of freedom. `None` as [`independent_change`].
///
/// Source: STATISTICS §2.3. Golden g29, through [`independent_change`].
pub fn change_of(difference: f64, se: f64, df: f64, material: f64) -> Option<Change> {
    if !(se > 0.0 && material > 0.0 && material.is_finite()) {
        return None;
    }
    let interval = t_interval(difference, se, df, 0.95)?;
    let interval_90 = t_interval(difference, se, df, 0.90)?;
    let t = Some(difference / se).filter(|t| t.is_finite())?;
    Some(Change {
        difference,
        se,
        df,
        t,
        p: student_t_two_sided_p(t, df)?,
        interval,
        interval_90,
        direction: direction(interval, interval_90, material),
    })
}

/// A change from the estimate of a contrast. `None` without a standard error.
///
/// Source: STATISTICS §2.3. Golden g40.
pub fn change_from(estimate: &Estimate, material: f64) -> Option<Change> {
    change_of(estimate.value?, estimate.se?, estimate.df?, material)
}

/// A sure change too small to matter is called unchanged, not up or down.
fn direction(interval: Interval, interval_90: Interval, material: f64) -> Direction {
    if interval_90.low > -material && interval_90.high < material {
        Direction::Unchanged
    } else if interval.low > 0.0 {
        Direction::Up
    } else if interval.high < 0.0 {
        Direction::Down
    } else {
        Direction::Unclear
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_called_by_its_interval() {
        let named = |difference, se| change_of(difference, se, 30.0, MATERIAL).unwrap().direction;
        assert_eq!(named(5.0, 1.0), Direction::Up);
        assert_eq!(named(-5.0, 1.0), Direction::Down);
        assert_eq!(named(0.5, 0.5), Direction::Unchanged);
        assert_eq!(named(1.0, 0.3), Direction::Unchanged);
        assert_eq!(named(1.0, 3.0), Direction::Unclear);
        assert_eq!(named(0.0, 3.0), Direction::Unclear);
    }

    #[test]
    fn a_change_without_error_or_reason_is_none() {
        assert_eq!(change_of(1.0, 0.0, 30.0, MATERIAL), None);
        assert_eq!(change_of(1.0, 1.0, 0.0, MATERIAL), None);
        assert_eq!(change_of(1.0, 1.0, 30.0, 0.0), None);
        let mean = WaveMean {
            value: 1.0,
            se: 1.0,
            df: 10.0,
        };
        let whole = Overlap {
            share: 1.0,
            correlation: 1.0,
        };
        assert_eq!(overlapping_change(mean, mean, whole, MATERIAL), None);
    }
}
