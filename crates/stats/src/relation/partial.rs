//! Correlation of two series given covariates.

use serde::{Deserialize, Serialize};

use super::regression::regression;
use crate::{
    Interval,
    correlation::pearson,
    distribution::{normal_half_width, student_t_tail},
    moments::standard_deviation,
};

/// A correlation with the covariates held.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartialCorrelation {
    /// Places.
    pub n: usize,
    /// Covariates held.
    pub covariates: usize,
    /// −1 to 1.
    pub r: f64,
    /// n − 2 − covariates.
    pub df: usize,
    /// Two-sided p of no relation.
    pub p: f64,
    /// Fisher's interval with n − 3 − covariates; none where that is not positive.
    pub interval: Option<Interval>,
    /// Variance inflation of x by the covariates: above 10 they say nearly all that x says.
    pub inflation: f64,
}

/// A series of which the covariates leave no more than this part is theirs, but for rounding.
const ROUNDING: f64 = 1e-9;

/// Correlation of `x` and `y` given `covariates` (columns of their length), t with n − 2 − q degrees of freedom.
///
/// It is −K_xy/√(K_xx K_yy) of the precision matrix K, computed as the correlation of the two residuals, which loses no
/// digits where covariates are nearly collinear. `None`: unequal lengths, a value that is not finite, no degree of
/// freedom, or x or y without variation of its own.
/// Source: Yule (1907), Proc. R. Soc. A 79:182; Fisher (1924), Metron 3:329. Goldens g18, lgbf_public.
pub fn partial_correlation(
    x: &[f64],
    y: &[f64],
    covariates: &[&[f64]],
    confidence: f64,
) -> Option<PartialCorrelation> {
    let (n, q) = (x.len(), covariates.len());
    if y.len() != n || n < q + 3 {
        return None;
    }
    let (own_x, own_y) = (own_part(x, covariates)?, own_part(y, covariates)?);
    let df = n - 2 - q;
    let r = pearson(&own_x.residuals, &own_y.residuals)?.r;
    let interval = (df > 1).then(|| fisher(r, df - 1, confidence)).flatten();
    Some(PartialCorrelation {
        n,
        covariates: q,
        r,
        df,
        p: student_t_tail((1.0 - r) * (1.0 + r), df as f64)?,
        interval,
        inflation: own_x.inflation,
    })
}

struct OwnPart {
    residuals: Vec<f64>,
    inflation: f64,
}

fn own_part(series: &[f64], covariates: &[&[f64]]) -> Option<OwnPart> {
    if covariates.is_empty() {
        return Some(OwnPart {
            residuals: series.to_vec(),
            inflation: 1.0,
        });
    }
    let residuals = regression(series, covariates)?.residuals;
    let kept = standard_deviation(&residuals)? / standard_deviation(series)?;
    (kept > ROUNDING).then(|| OwnPart {
        residuals,
        inflation: (1.0 / kept / kept).max(1.0),
    })
}

/// tanh(atanh r ± z/√below).
fn fisher(r: f64, below: usize, confidence: f64) -> Option<Interval> {
    let half = normal_half_width(confidence)? / (below as f64).sqrt();
    Some(Interval {
        low: (r.atanh() - half).tanh(),
        high: (r.atanh() + half).tanh(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_covariates_it_is_pearson() {
        let (x, y) = ([1.0, 2.0, 3.0, 4.0, 6.0], [2.0, 1.0, 4.0, 3.0, 7.0]);
        let found = partial_correlation(&x, &y, &[], 0.95).unwrap();
        let want = pearson(&x, &y).unwrap();
        assert_eq!((found.r, Some(found.p)), (want.r, want.p));
        assert_eq!(found.interval, crate::fisher_interval(want.r, 5, 0.95));
    }

    #[test]
    fn one_covariate_follows_the_textbook_formula() {
        let x = [1.0, 2.0, 3.0, 4.0, 6.0, 5.0];
        let y = [2.0, 1.0, 4.0, 3.0, 7.0, 4.0];
        let z = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0];
        let r = |a: &[f64], b: &[f64]| pearson(a, b).unwrap().r;
        let (xy, xz, yz) = (r(&x, &y), r(&x, &z), r(&y, &z));
        let want = (xy - xz * yz) / ((1.0 - xz * xz) * (1.0 - yz * yz)).sqrt();
        let found = partial_correlation(&x, &y, &[&z], 0.95).unwrap();
        assert!((found.r - want).abs() < 1e-14 && found.df == 3);
        assert!((found.inflation - 1.0 / (1.0 - xz * xz)).abs() < 1e-12);
    }

    #[test]
    fn a_covariate_that_is_x_leaves_nothing() {
        let (x, y) = ([1.0, 2.0, 3.0, 4.0, 6.0], [2.0, 1.0, 4.0, 3.0, 7.0]);
        let double: Vec<f64> = x.iter().map(|v| 2.0 * v + 1.0).collect();
        assert_eq!(partial_correlation(&x, &y, &[&double], 0.95), None);
        assert_eq!(partial_correlation(&x[..3], &y[..3], &[&x[..3]], 0.95), None);
    }
}
