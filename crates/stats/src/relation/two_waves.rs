//! Two waves of the same places: the change-score and the ANCOVA slope, which bracket the effect between them.

use serde::{Deserialize, Serialize};

use super::{
    clustered::Rows,
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
/// `None`: unequal lengths, a value that is not finite, fewer than three places more than the ANCOVA has coefficients, y1 or dx without variation of its own, or an
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
    Some(TwoWaves::of(
        y1.len(),
        change,
        ancova,
        *ancova_fit.coefficients.get(2)?,
    ))
}

impl TwoWaves {
    fn of(n: usize, change: Inference, ancova: Inference, carried_over: f64) -> Self {
        Self {
            n,
            carried_over,
            bracket: Interval {
                low: change.estimate.min(ancova.estimate),
                high: change.estimate.max(ancova.estimate),
            },
            union90: Interval {
                low: change.interval.low.min(ancova.interval.low),
                high: change.interval.high.max(ancova.interval.high),
            },
            change,
            ancova,
        }
    }

    /// The slope nearer to zero, which carries a judgement.
    pub fn nearer(&self) -> Inference {
        if self.change.estimate.abs() < self.ancova.estimate.abs() {
            self.change
        } else {
            self.ancova
        }
    }
}

/// Both slopes over cells of several services in the same places: `services` says which service a cell is of, each with a
/// level of its own, and `places` which place, the cluster of its cells. Errors CR2 with Satterthwaite's degrees of
/// freedom; all slices of one length.
///
/// `None` as [`two_waves`], and with fewer than two places. Source: as [`two_waves`]; errors as [`Rows::slope`]. No
/// golden.
pub fn two_waves_of_cells(
    y1: &[f64],
    y2: &[f64],
    dx: &[f64],
    context: &[&[f64]],
    services: &[usize],
    places: &[usize],
) -> Option<TwoWaves> {
    if y1.len() != y2.len() || y1.len() != dx.len() {
        return None;
    }
    let changed: Vec<f64> = y2.iter().zip(y1).map(|(b, a)| b - a).collect();
    let rows = |y, x, columns| Rows {
        y,
        x,
        columns,
        levels: services,
        clusters: places,
    };
    let with = |first| -> Vec<&[f64]> { std::iter::once(first).chain(context.iter().copied()).collect() };
    let change = rows(&changed, dx, context).slope(0.90)?;
    let (given_y1, given_dx) = (with(y1), with(dx));
    let ancova = rows(y2, dx, &given_y1).slope(0.90)?;
    let carried_over = rows(y2, y1, &given_dx).estimate()?;
    Some(TwoWaves::of(y1.len(), change, ancova, carried_over))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_variation_or_with_an_exact_fit_there_is_no_bracket() {
        let (y1, dx) = ([1.0, 2.0, 3.0, 5.0, 4.0, 2.0], [1.0, 0.0, 2.0, 1.0, 3.0, 2.0]);
        let y2 = [2.0, 2.5, 4.0, 5.0, 7.0, 3.0];
        assert!(two_waves(&y1, &y2, &dx, &[]).is_some());
        assert_eq!(two_waves(&y1, &y2, &[1.0; 6], &[]), None);
        assert_eq!(two_waves(&y1, &y1, &dx, &[]), None);
        assert_eq!(two_waves(&y1[..4], &y2, &dx, &[]), None);
        // five places leave two degrees of freedom to the ANCOVA
        assert_eq!(two_waves(&y1[..5], &y2[..5], &dx[..5], &[]), None);
        let one = |v: &[f64]| v[..5].to_vec();
        let cells = two_waves_of_cells(&one(&y1), &one(&y2), &one(&dx), &[], &[0; 5], &[0, 1, 2, 3, 4]);
        assert_eq!(cells, None);
    }

    #[test]
    fn cells_of_one_service_have_the_slopes_of_their_places() {
        let y1 = [1.0, 2.0, 3.0, 5.0, 4.0, 2.0, 6.0];
        let dx = [1.0, 0.0, 2.0, 1.0, 3.0, 2.0, 1.0];
        let y2 = [2.0, 2.5, 4.0, 5.0, 7.0, 3.0, 5.0];
        let size = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0];
        let places = [0, 1, 2, 3, 4, 5, 6];
        for context in [&[][..], &[&size[..]][..]] {
            let plain = two_waves(&y1, &y2, &dx, context).unwrap();
            let cells = two_waves_of_cells(&y1, &y2, &dx, context, &[0; 7], &places).unwrap();
            assert!((plain.bracket.low - cells.bracket.low).abs() < 1e-9);
            assert!((plain.bracket.high - cells.bracket.high).abs() < 1e-9);
            assert!((plain.carried_over - cells.carried_over).abs() < 1e-9);
        }
        assert_eq!(two_waves_of_cells(&y1, &y2, &dx, &[], &[0; 7], &[0; 7]), None);
    }

    #[test]
    fn a_service_told_twice_is_no_second_witness() {
        let (y1, dx) = ([1.0, 2.0, 3.0, 5.0, 4.0, 2.0], [1.0, 0.0, 2.0, 1.0, 3.0, 2.0]);
        let y2 = [2.0, 2.5, 4.0, 5.0, 7.0, 3.0];
        let twice = |v: &[f64]| [v, v].concat();
        let (services, places) = ([[0; 6], [1; 6]].concat(), [0, 1, 2, 3, 4, 5].repeat(2));
        let once = two_waves_of_cells(&y1, &y2, &dx, &[], &[0; 6], &places[..6]).unwrap();
        let both =
            two_waves_of_cells(&twice(&y1), &twice(&y2), &twice(&dx), &[], &services, &places).unwrap();
        assert!((once.change.estimate - both.change.estimate).abs() < 1e-9);
        assert!(
            (once.change.df - both.change.df).abs() < 1e-6,
            "{once:?} {both:?}"
        );
        assert!((once.change.standard_error - both.change.standard_error).abs() < 1e-9);
    }
}
