//! How far a relation hangs on single places.

use serde::{Deserialize, Serialize};

use super::regression::regression;
use crate::{
    Correlation, leave_one_out, pearson, spearman, standard_deviation, status::Status, theil_sen,
    theil_sen_leave_one_out,
};

/// At this p a drop that leads across it makes a relation fragile.
const LEVEL: f64 = 0.05;

/// Pearson and Spearman further apart than this: the relation is that of a few outliers.
const APART: f64 = 0.25;

/// A deleted residual beyond this stands apart.
const STANDS_APART: f64 = 3.0;

/// A statistic of all places, and its extremes when one is left out; a place without which it is undefined is in neither.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Of all places.
    pub all: f64,
    /// Smallest with one place left out.
    pub min: f64,
    /// That place.
    pub min_without: usize,
    /// Largest with one place left out.
    pub max: f64,
    /// That place.
    pub max_without: usize,
}

/// The fragility panel of one relation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fragility {
    /// Places.
    pub n: usize,
    /// Pearson's r.
    pub r: LeftOut,
    /// Least-squares slope, y per x.
    pub slope: LeftOut,
    /// Theil–Sen slope, y per x; none where it is undefined without some place.
    pub robust_slope: Option<LeftOut>,
    /// Spearman's rho of all places.
    pub rho: f64,
    /// Places without which r has the other sign.
    pub sign_flips: Vec<usize>,
    /// Places without which p crosses .05.
    pub crossings: Vec<usize>,
    /// Places without which x or y no longer varies: nothing is left of the relation.
    pub nothing_left: Vec<usize>,
    /// Places whose deleted residual is beyond 3.
    pub stand_apart: Vec<usize>,
    /// Places with more than three times the average leverage.
    pub high_leverage: Vec<usize>,
    /// `FRAGILE`, `OUTLIER_DRIVEN`.
    pub notices: Vec<Status>,
}

impl Fragility {
    /// Does the sign, p = .05, or the relation itself hang on one place?
    pub fn is_fragile(&self) -> bool {
        !self.decisive().is_empty()
    }

    /// The places it hangs on, ascending: without one of them r has the other sign, p crosses .05, or nothing is left.
    pub fn decisive(&self) -> Vec<usize> {
        let mut found = [&self.sign_flips[..], &self.crossings, &self.nothing_left].concat();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The panel of `y` on `x`.
///
/// Two series of one length, n ≥ 5. `None`: fewer, unequal lengths, a value that is not finite, no variation. Where nothing
/// but one place varies, that place is decisive: without it there is no relation.
/// Source: STATISTICS §2.6; deleted residuals and leverage, Belsley, Kuh & Welsch (1980). Golden lgbf_public.
pub fn fragility(x: &[f64], y: &[f64]) -> Option<Fragility> {
    if x.len() < 5 {
        return None;
    }
    let all = pearson(x, y)?;
    let fit = regression(y, &[x])?;
    let without = leave_one_out(x, y, pearson);
    let slopes = leave_one_out(x, y, slope);
    let r: Vec<Option<f64>> = without.iter().map(|c| c.map(|c| c.r)).collect();
    let below = |p: Option<f64>| p.is_some_and(|p| p < LEVEL);
    let of = |decides: &dyn Fn(Option<Correlation>) -> bool| -> Vec<usize> {
        (0..x.len()).filter(|i| decides(without[*i])).collect()
    };
    let sign_flips = of(&|c| c.is_some_and(|c| c.r * all.r < 0.0));
    let crossings = of(&|c| c.is_some_and(|c| below(c.p) != below(all.p)));
    let nothing_left = of(&|c| c.is_none());
    let rho = spearman(x, y)?.r;
    let deleted = fit.deleted_residuals();
    let mut found = Fragility {
        n: x.len(),
        r: left_out(all.r, &r)?,
        slope: left_out(*fit.coefficients.get(1)?, &slopes)?,
        robust_slope: theil_sen(x, y, 0.95)
            .zip(
                theil_sen_leave_one_out(x, y)
                    .into_iter()
                    .collect::<Option<Vec<f64>>>(),
            )
            .and_then(|(line, each)| left_out(line.slope, &each.into_iter().map(Some).collect::<Vec<_>>())),
        rho,
        sign_flips,
        crossings,
        nothing_left,
        stand_apart: (0..x.len())
            .filter(|&i| deleted[i].is_some_and(|t| t.abs() > STANDS_APART))
            .collect(),
        high_leverage: fit.high_leverage(),
        notices: Vec::new(),
    };
    let notices = [
        (found.is_fragile(), Status::Fragile),
        ((all.r - rho).abs() > APART, Status::OutlierDriven),
    ];
    found.notices = notices
        .into_iter()
        .filter(|(so, _)| *so)
        .map(|(_, n)| n)
        .collect();
    Some(found)
}

/// Least-squares slope of a plain line, y per x.
fn slope(x: &[f64], y: &[f64]) -> Option<f64> {
    Some(pearson(x, y)?.r * standard_deviation(y)? / standard_deviation(x)?)
}

/// Extremes of a statistic over the places without which it is defined; of equal ones the first place.
fn left_out(all: f64, without: &[Option<f64>]) -> Option<LeftOut> {
    let mut defined = without.iter().enumerate().filter_map(|(i, v)| Some((i, (*v)?)));
    let (at, first) = defined.next()?;
    let mut found = LeftOut {
        all,
        min: first,
        min_without: at,
        max: first,
        max_without: at,
    };
    for (i, value) in defined {
        if value < found.min {
            (found.min, found.min_without) = (value, i);
        }
        if value > found.max {
            (found.max, found.max_without) = (value, i);
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_far_place_makes_a_relation_and_is_named() {
        let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 40.0];
        let y = [5.0, 3.0, 6.0, 2.0, 5.0, 3.0, 4.0, 30.0];
        let found = fragility(&x, &y).unwrap();
        assert!(found.is_fragile());
        assert_eq!(found.notices, vec![Status::Fragile, Status::OutlierDriven]);
        assert_eq!((found.r.min_without, found.sign_flips.clone()), (7, vec![7]));
        assert_eq!(found.crossings, vec![7]);
        assert_eq!(found.high_leverage, vec![7]);
    }

    #[test]
    fn a_steady_relation_has_no_notice() {
        let x: Vec<f64> = (0..12).map(f64::from).collect();
        let y: Vec<f64> = x
            .iter()
            .enumerate()
            .map(|(i, v)| v + f64::from(i as u32 * 5 % 3))
            .collect();
        let found = fragility(&x, &y).unwrap();
        assert!(found.notices.is_empty() && found.stand_apart.is_empty());
        assert!(found.slope.min <= found.slope.all && found.slope.all <= found.slope.max);
    }

    #[test]
    fn where_only_one_place_varies_that_place_is_the_relation() {
        let x = [1.0, 1.0, 1.0, 1.0, 1.0, 2.0];
        let y = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        for (x, y) in [(x, y), (y, x)] {
            let found = fragility(&x, &y).unwrap();
            assert_eq!((found.nothing_left.clone(), found.decisive()), (vec![5], vec![5]));
            assert!(found.is_fragile() && found.notices.contains(&Status::Fragile));
            // of the others the panel still tells how far r moves
            assert!(
                found.r.min <= found.r.all && found.r.min_without != 5,
                "{found:?}"
            );
        }
        assert_eq!(fragility(&x, &y).unwrap().robust_slope, None);
        assert_eq!(fragility(&x[..4], &x[..4]), None);
        assert_eq!(fragility(&x[..5], &y[..5]), None);
    }
}
