//! Theil–Sen slope: the median of all pairwise slopes, with Sen's interval, and the slopes without one point each.

use serde::{Deserialize, Serialize};

use crate::{
    Interval,
    distribution::normal_half_width,
    moments::{median, median_of_sorted},
    paired,
    ranks::tie_sizes,
};

/// A robust line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TheilSen {
    /// Points.
    pub n: usize,
    /// Units of y per unit of x.
    pub slope: f64,
    /// median(y) − slope × median(x), units of y.
    pub intercept: f64,
    /// Sen's interval of the slope; none where every y is the same.
    pub interval: Option<Interval>,
    /// Pairs of points with a slope.
    pub pairs: usize,
    /// Variance of Kendall's score that the interval rests on, corrected for ties.
    pub variance: f64,
}

/// Theil–Sen line of y on x with Sen's interval at `confidence`.
///
/// Two series of one length, n ≥ 2. `None` for unequal lengths, a value that is not finite, equal x throughout, or a
/// confidence outside (0, 1). Slopes of pairs with equal x are left out; ranks (N ∓ z√V)/2 of the ordered slopes with V
/// corrected for ties in x and y, rounded half to even, as `scipy.stats.theilslopes`. O(n² log n).
/// Source: Theil (1950), Indag. Math. 12:85; Sen (1968), JASA 63:1379, eq. 2.6 and 6.1. Golden g12.
pub fn theil_sen(x: &[f64], y: &[f64], confidence: f64) -> Option<TheilSen> {
    if !paired(x, y, 2) {
        return None;
    }
    let slopes = pairwise_slopes(x, y);
    let slope = median_of_sorted(slopes.len(), |i| slopes[i].0)?;
    let z = normal_half_width(confidence)?;
    let variance = sen_variance(x, y);
    let interval = (variance > 0.0 && tie_sizes(y).len() > 1).then(|| {
        let (count, reach) = (slopes.len() as f64, z * variance.sqrt());
        let low = ((count - reach) / 2.0).round_ties_even() as isize - 1;
        let high = ((count + reach) / 2.0).round_ties_even() as isize;
        let at = |rank: isize| slopes[rank.clamp(0, slopes.len() as isize - 1) as usize].0;
        Interval {
            low: at(low),
            high: at(high),
        }
    });
    let intercept = median(y)? - slope * median(x)?;
    Some(TheilSen {
        n: x.len(),
        slope,
        intercept,
        interval,
        pairs: slopes.len(),
        variance,
    })
}

/// The slope without each point in turn, in the order of the points; `None` where no two x differ then.
///
/// Shapes as [`theil_sen`]; an empty list where that is `None`. The slopes are ordered once: O(n² log n) in all.
/// Golden `lgbf_public` in `insight`.
///
/// Source: as [`theil_sen`].
pub fn theil_sen_leave_one_out(x: &[f64], y: &[f64]) -> Vec<Option<f64>> {
    if !paired(x, y, 2) {
        return Vec::new();
    }
    let slopes = pairwise_slopes(x, y);
    let mut places: Vec<Vec<usize>> = vec![Vec::new(); x.len()];
    for (place, &(_, i, j)) in slopes.iter().enumerate() {
        places[i].push(place);
        places[j].push(place);
    }
    // the k-th slope that is not at one of the ascending `gone`
    let kept = |gone: &[usize], k: usize| slopes[gone.iter().fold(k, |at, &g| at + usize::from(g <= at))].0;
    places
        .iter()
        .map(|gone| median_of_sorted(slopes.len() - gone.len(), |k| kept(gone, k)))
        .collect()
}

/// Slopes of all pairs with different x and finite slope, ascending, with the two points.
fn pairwise_slopes(x: &[f64], y: &[f64]) -> Vec<(f64, usize, usize)> {
    let mut slopes: Vec<(f64, usize, usize)> = (0..x.len())
        .flat_map(|i| (0..i).map(move |j| (i, j)))
        .filter(|&(i, j)| x[i] != x[j])
        .map(|(i, j)| ((y[i] - y[j]) / (x[i] - x[j]), i, j))
        .filter(|(slope, ..)| slope.is_finite())
        .collect();
    slopes.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    slopes
}

/// Variance of Kendall's score, corrected for ties in x and in y.
fn sen_variance(x: &[f64], y: &[f64]) -> f64 {
    let term = |t: usize| {
        let t = t as f64;
        t * (t - 1.0) * (2.0 * t + 5.0)
    };
    let ties = |v: &[f64]| -> f64 { tie_sizes(v).into_iter().map(term).sum() };
    (term(x.len()) - ties(x) - ties(y)) / 18.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_level_line_has_slope_zero_and_no_interval() {
        let line = theil_sen(&[1.0, 2.0, 3.0], &[7.0; 3], 0.95).unwrap();
        assert_eq!((line.slope, line.intercept, line.interval), (0.0, 7.0, None));
    }

    #[test]
    fn equal_x_throughout_has_no_slope() {
        assert_eq!(theil_sen(&[2.0; 4], &[1.0, 2.0, 3.0, 4.0], 0.95), None);
        assert_eq!(
            theil_sen_leave_one_out(&[2.0, 2.0, 3.0], &[1.0, 2.0, 3.0])[2],
            None
        );
    }

    proptest! {
        #[test]
        fn leaving_one_out_is_the_slope_of_the_others(
            points in proptest::collection::vec((0_i32..12, 0_i32..12), 3..12)
        ) {
            let x: Vec<f64> = points.iter().map(|p| f64::from(p.0)).collect();
            let y: Vec<f64> = points.iter().map(|p| f64::from(p.1)).collect();
            let found = theil_sen_leave_one_out(&x, &y);
            for (i, without) in found.iter().enumerate() {
                let (mut xs, mut ys) = (x.clone(), y.clone());
                xs.remove(i);
                ys.remove(i);
                prop_assert_eq!(*without, theil_sen(&xs, &ys, 0.95).map(|l| l.slope));
            }
        }
    }
}
