//! Two waves of the same places: the change-score and the ANCOVA slope, which bracket the effect between them.

use serde::{Deserialize, Serialize};

use super::{
    covariates::standardise,
    regression::{Inference, regression},
};
use crate::Interval;

/// Both slopes of what changed on what was changed, y per x.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TwoWaves {
    /// Places.
    pub n: usize,
    /// Of y2 − y1 on the change of x, at 90 %.
    pub change: Inference,
    /// Of y2 on the change of x and y1, at 90 %.
    pub ancova: Inference,
    /// Of y1 in the ANCOVA: 1 would make both the same.
    pub carried_over: f64,
    /// Smaller and larger of both slopes.
    pub bracket: Interval,
    /// From the lowest to the highest end of both 90 % intervals.
    pub union90: Interval,
}

/// Both slopes for places with scores `y1`, `y2` and change of x `dx`, given `context` (columns). Errors HC3 with t.
///
/// `None`: unequal lengths, a value that is not finite, too few places, y1 or dx without variation of its own, or an
/// exact fit.
/// Source: Ding & Li (2019), Political Analysis 27:605; Angrist & Pischke (2009), §5.4. Golden g34.
pub fn two_waves(y1: &[f64], y2: &[f64], dx: &[f64], context: &[&[f64]]) -> Option<TwoWaves> {
    if y1.len() != y2.len() || y1.len() != dx.len() {
        return None;
    }
    // constant series of rounding would otherwise be taken for columns
    standardise(dx)?;
    standardise(y1)?;
    let changed: Vec<f64> = y2.iter().zip(y1).map(|(b, a)| b - a).collect();
    let columns =
        |first: &[&'_ [f64]]| -> Vec<Vec<f64>> { first.iter().chain(context).map(|c| c.to_vec()).collect() };
    let fit = |y: &[f64], first: &[&[f64]]| {
        let columns = columns(first);
        let views: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        regression(y, &views)
    };
    let ancova_fit = fit(y2, &[dx, y1])?;
    let change = fit(&changed, &[dx])?.hc3(1, 0.90)?;
    let ancova = ancova_fit.hc3(1, 0.90)?;
    let ends = |a: f64, b: f64| Interval {
        low: a.min(b),
        high: a.max(b),
    };
    Some(TwoWaves {
        n: y1.len(),
        carried_over: *ancova_fit.coefficients.get(2)?,
        bracket: ends(change.estimate, ancova.estimate),
        union90: Interval {
            low: change.interval.low.min(ancova.interval.low),
            high: change.interval.high.max(ancova.interval.high),
        },
        change,
        ancova,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_variation_or_with_an_exact_fit_there_is_no_bracket() {
        let (y1, dx) = ([1.0, 2.0, 3.0, 5.0, 4.0], [1.0, 0.0, 2.0, 1.0, 3.0]);
        let y2 = [2.0, 2.5, 4.0, 5.0, 7.0];
        assert!(two_waves(&y1, &y2, &dx, &[]).is_some());
        assert_eq!(two_waves(&y1, &y2, &[1.0; 5], &[]), None);
        assert_eq!(two_waves(&y1, &y1, &dx, &[]), None);
        assert_eq!(two_waves(&y1[..4], &y2, &dx, &[]), None);
        assert_eq!(two_waves(&y1[..3], &y2[..3], &dx[..3], &[]), None);
    }
}
