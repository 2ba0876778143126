//! Regression of scores whose sampling variances are known (errors in y), with true scatter between places on top.

use serde::{Deserialize, Serialize};

use super::regression::{Inference, LEAST_DF, inference};
use crate::{
    distribution::chi_squared_upper,
    linear::{Cholesky, Matrix, dot, least_squares},
};

/// A fitted meta-regression. Coefficients: the intercept, then one a column, in the unit of y per unit of the column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetaRegression {
    /// Places.
    pub n: usize,
    /// Places less coefficients.
    pub df: usize,
    /// Intercept first.
    pub coefficients: Vec<f64>,
    /// Knapp–Hartung errors, never below the plain ones.
    pub standard_errors: Vec<f64>,
    /// Variance between places that neither the columns nor sampling explain, unit of y squared.
    pub tau2: f64,
    /// Knapp–Hartung's q: scatter over what the variances lead one to expect. Errors carry √max(1, q).
    pub q: f64,
    /// Σ (y − fit)²/v with tau² = 0: Cochran's Q.
    pub heterogeneity: f64,
    /// P of at least that Q if all scatter were sampling.
    pub heterogeneity_p: f64,
    /// Share of the scatter about the fit that is not sampling, 0–1; 0 where tau² is 0.
    pub i_squared: f64,
    /// Inverse of X'WX, row by row: the plain covariance of the coefficients.
    pub covariance: Vec<Vec<f64>>,
}

/// Restricted maximum likelihood stops when a step moves tau² by less than this part of tau² + mean variance.
const STEP: f64 = 1e-13;

/// Steps before it is called not converged.
const STEPS: usize = 500;

/// Why there is no fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NoFit {
    /// Lengths differ, or a value is not finite, or a variance is not positive.
    #[error("series of unequal length, a value that is not finite, or a variance that is not positive")]
    BadInput,
    /// Places less coefficients below three.
    #[error("too few places for the coefficients asked for")]
    InsufficientUnits,
    /// A column is constant or a combination of the others.
    #[error("a column is constant or a combination of the others")]
    Collinear,
    /// The steps did not settle.
    #[error("restricted maximum likelihood did not settle")]
    NotConverged,
}

/// Scores `y` with sampling variances `v` on an intercept and `columns`: tau² by REML, errors by Knapp & Hartung with
/// max(1, q), t with n − p degrees of freedom.
///
/// Source: REML by Fisher scoring, Raudenbush (2009); Knapp & Hartung (2003), Stat. Med. 22:2693; max(1, q), Jackson et
/// al. (2017), Stat. Med. 36:3923. Golden g08 (metafor `rma(test = "knha")`).
pub fn meta_regression(y: &[f64], v: &[f64], columns: &[&[f64]]) -> Result<MetaRegression, NoFit> {
    meta_regression_by(y, v, columns, |m| m.reml())
}

/// As [`meta_regression`] with `tau2` given (≥ 0, unit of y squared), by whatever method it was found.
///
/// Golden g08, at the tau² of each of metafor's estimators.
///
/// Source: as [`meta_regression`].
pub fn meta_regression_at(
    y: &[f64],
    v: &[f64],
    columns: &[&[f64]],
    tau2: f64,
) -> Result<MetaRegression, NoFit> {
    if !(tau2 >= 0.0 && tau2.is_finite()) {
        return Err(NoFit::BadInput);
    }
    Model::new(y, v, columns)?.finish(tau2).ok_or(NoFit::Collinear)
}

/// As [`meta_regression`], with tau² found by `settle`.
fn meta_regression_by(
    y: &[f64],
    v: &[f64],
    columns: &[&[f64]],
    settle: Settle,
) -> Result<MetaRegression, NoFit> {
    let model = Model::new(y, v, columns)?;
    let tau2 = settle(&model)?;
    model.finish(tau2).ok_or(NoFit::Collinear)
}

/// Finds tau².
pub(super) type Settle = fn(&Model<'_>) -> Result<f64, NoFit>;

impl MetaRegression {
    /// Coefficient `at` (0: intercept) with its Knapp–Hartung t. `None` for no such coefficient. Golden g08.
    ///
    /// Source: as [`meta_regression`].
    pub fn inference(&self, at: usize, confidence: f64) -> Option<Inference> {
        let error = *self.standard_errors.get(at)?;
        inference(*self.coefficients.get(at)?, error, self.df as f64, confidence)
    }

    /// Errors without Knapp and Hartung's scaling, for z. Golden g08.
    ///
    /// Source: as [`meta_regression`].
    pub fn plain_errors(&self) -> Vec<f64> {
        (0..self.coefficients.len())
            .map(|j| self.covariance[j][j].sqrt())
            .collect()
    }
}

/// The data of one fit.
pub(super) struct Model<'a> {
    pub(super) y: &'a [f64],
    pub(super) v: &'a [f64],
    pub(super) x: Matrix,
}

/// Generalised least squares at one tau².
pub(super) struct Weighted {
    pub(super) weights: Vec<f64>,
    pub(super) coefficients: Vec<f64>,
    pub(super) residuals: Vec<f64>,
    pub(super) inverse: Matrix,
}

impl<'a> Model<'a> {
    pub(super) fn new(y: &'a [f64], v: &'a [f64], columns: &[&[f64]]) -> Result<Self, NoFit> {
        let n = y.len();
        let lengths = v.len() == n && columns.iter().all(|c| c.len() == n);
        let finite = y
            .iter()
            .chain(columns.iter().copied().flatten())
            .all(|v| v.is_finite());
        if !lengths || !finite || !v.iter().all(|v| *v > 0.0 && v.is_finite()) {
            return Err(NoFit::BadInput);
        }
        if n < columns.len() + 1 + LEAST_DF {
            return Err(NoFit::InsufficientUnits);
        }
        let ones = vec![1.0; n];
        let all: Vec<&[f64]> = std::iter::once(ones.as_slice())
            .chain(columns.iter().copied())
            .collect();
        let x = Matrix::from_columns(&all).ok_or(NoFit::BadInput)?;
        least_squares(&x, y).ok_or(NoFit::Collinear)?;
        Ok(Self { y, v, x })
    }

    /// The fit at `tau2`.
    pub(super) fn at(&self, tau2: f64) -> Option<Weighted> {
        let weights: Vec<f64> = self.v.iter().map(|v| 1.0 / (v + tau2)).collect();
        let inverse = self
            .x
            .gram(Some(&weights))?
            .cholesky()
            .as_ref()
            .map(Cholesky::inverse)?;
        let scaled: Vec<f64> = weights.iter().map(|w| w.sqrt()).collect();
        let rows: Vec<Vec<f64>> = (0..self.x.rows())
            .map(|i| self.x.row(i).iter().map(|x| x * scaled[i]).collect())
            .collect();
        let y: Vec<f64> = self.y.iter().zip(&scaled).map(|(y, s)| y * s).collect();
        let fit = least_squares(&Matrix::from_rows(&rows)?, &y)?;
        let fitted = self.x.times_vector(&fit.coefficients)?;
        Some(Weighted {
            residuals: self.y.iter().zip(fitted).map(|(y, f)| y - f).collect(),
            coefficients: fit.coefficients,
            weights,
            inverse,
        })
    }

    /// tau² by Fisher scoring, the step halved while it turns back.
    pub(super) fn reml(&self) -> Result<f64, NoFit> {
        let n = self.v.len() as f64;
        let typical = self.v.iter().sum::<f64>() / n;
        let (mut tau2, mut last, mut damp) = (typical, 0.0_f64, 1.0_f64);
        for _ in 0..STEPS {
            let step = self.score_step(tau2).ok_or(NoFit::Collinear)?;
            if step * last < 0.0 {
                damp = (damp * 0.5).max(1e-3);
            }
            last = step;
            let next = (tau2 + damp * step).max(0.0);
            if (next - tau2).abs() <= STEP * (tau2 + typical) {
                return Ok(next);
            }
            tau2 = next;
        }
        Err(NoFit::NotConverged)
    }

    /// Score over information at `tau2`, from sums over the rows (P is never formed).
    fn score_step(&self, tau2: f64) -> Option<f64> {
        let fit = self.at(tau2)?;
        let power = |k: i32| -> Vec<f64> { fit.weights.iter().map(|w| w.powi(k)).collect() };
        let second = fit.inverse.times(&self.x.gram(Some(&power(2)))?)?;
        let third = fit.inverse.times(&self.x.gram(Some(&power(3)))?)?;
        let trace_p = fit.weights.iter().sum::<f64>() - second.trace();
        let trace_pp = power(2).iter().sum::<f64>() - 2.0 * third.trace() + second.times(&second)?.trace();
        let quadratic: f64 = fit
            .residuals
            .iter()
            .zip(&fit.weights)
            .map(|(e, w)| (e * w).powi(2))
            .sum();
        let step = (quadratic - trace_p) / trace_pp;
        (trace_pp > 0.0 && step.is_finite()).then_some(step)
    }

    fn finish(&self, tau2: f64) -> Option<MetaRegression> {
        let fit = self.at(tau2)?;
        let plain = self.at(0.0)?;
        let (n, p) = (self.y.len(), self.x.cols());
        let df = n - p;
        let spread =
            |w: &Weighted| -> f64 { w.residuals.iter().zip(&w.weights).map(|(e, w)| e * e * w).sum() };
        let q = spread(&fit) / df as f64;
        let heterogeneity = spread(&plain);
        let squares: Vec<f64> = plain.weights.iter().map(|w| w * w).collect();
        let trace =
            plain.weights.iter().sum::<f64>() - plain.inverse.times(&self.x.gram(Some(&squares))?)?.trace();
        let scale = q.max(1.0).sqrt();
        let standard_errors: Vec<f64> = (0..p).map(|j| fit.inverse.at(j, j).sqrt() * scale).collect();
        let finite = standard_errors
            .iter()
            .chain(&fit.coefficients)
            .all(|v| v.is_finite());
        (finite && trace > 0.0).then_some(())?;
        Some(MetaRegression {
            n,
            df,
            standard_errors,
            tau2,
            q,
            heterogeneity,
            heterogeneity_p: chi_squared_upper(heterogeneity, df as f64)?,
            i_squared: tau2 / (tau2 + df as f64 / trace),
            covariance: (0..p).map(|i| fit.inverse.row(i).to_vec()).collect(),
            coefficients: fit.coefficients,
        })
    }
}

impl Weighted {
    /// x'M x for one row.
    pub(super) fn quadratic(&self, row: &[f64]) -> Option<f64> {
        Some(dot(row, &self.inverse.times_vector(row)?))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::Value;

    use super::*;
    use crate::distribution::{normal_half_width, normal_two_sided_p};

    /// metafor 3.8 goes from the Hedges–Olkin estimate and stops at the first step below 1e-5, which leaves its tau²
    /// off by some 1e-7. To compare what follows to 1e-9, stop where it stops.
    pub(in super::super) fn as_metafor(model: &Model<'_>) -> Result<f64, NoFit> {
        let plain = least_squares(&model.x, model.y).ok_or(NoFit::Collinear)?;
        let n = model.x.rows();
        let hat = |i: usize| {
            dot(
                model.x.row(i),
                &plain.inverse_gram.times_vector(model.x.row(i)).unwrap(),
            )
        };
        let expected: f64 = (0..n).map(|i| (1.0 - hat(i)) * model.v[i]).sum();
        let rest: f64 = plain.residuals.iter().map(|e| e * e).sum();
        let mut tau2 = ((rest - expected) / (n - model.x.cols()) as f64).max(0.0);
        for _ in 0..100 {
            let mut step = model.score_step(tau2).ok_or(NoFit::Collinear)?;
            while tau2 + step < 0.0 {
                step /= 2.0;
            }
            tau2 += step;
            if step.abs() <= 1e-5 {
                return Ok(tau2);
            }
        }
        Err(NoFit::NotConverged)
    }

    pub(in super::super) fn file(path: &str) -> String {
        std::fs::read_to_string(format!("{}/tests/golden/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    /// yi, vi, ablat.
    pub(in super::super) fn bcg() -> [Vec<f64>; 3] {
        let rows: Vec<Vec<f64>> = file("data/bcg.csv")
            .lines()
            .skip(1)
            .map(|l| l.split(',').map(|c| c.parse().unwrap()).collect())
            .collect();
        [1, 2, 3].map(|j| rows.iter().map(|r| r[j]).collect())
    }

    #[track_caller]
    pub(in super::super) fn close(found: f64, want: &Value) {
        let want = want.as_f64().unwrap();
        assert!(
            (found - want).abs() <= 1e-9 * want.abs() + 1e-15,
            "{found} is not {want}"
        );
    }

    #[test]
    fn golden_g08_when_stopped_where_metafor_stops() {
        let g: Value = serde_json::from_str(&file("g08_meta_regression.json")).unwrap();
        let [y, v, x] = bcg();
        let none = meta_regression_by(&y, &v, &[], as_metafor).unwrap();
        let want = &g["outputs"]["no_moderator"]["REML"];
        close(none.tau2, &want["tau2"]);
        close(100.0 * none.i_squared, &want["I2"]);
        close(none.coefficients[0], &want["mu"]);
        close(none.plain_errors()[0], &want["se"]);
        close(none.heterogeneity, &want["Q"]);
        close(none.heterogeneity_p, &want["Qp"]);
        // where a new place would lie: the error of the mean and the scatter of places together
        let (mean, error) = (none.coefficients[0], none.plain_errors()[0]);
        let half = normal_half_width(0.95).unwrap() * (none.tau2 + error * error).sqrt();
        let want = &g["outputs"]["prediction_interval_REML"];
        close(mean - half, &want[0]);
        close(mean + half, &want[1]);
        let found = meta_regression_by(&y, &v, &[&x], as_metafor).unwrap();
        let plain = &g["outputs"]["mods_REML_z"];
        close(found.tau2, &plain["tau2"]);
        let z = found.coefficients[1] / found.plain_errors()[1];
        close(z * z, &plain["QM"]);
        close(normal_two_sided_p(z).unwrap(), &plain["p"][1]);
        close(100.0 * (1.0 - found.tau2 / none.tau2), &plain["R2"]);
        let want = &g["outputs"]["mods_REML_knha"];
        for j in 0..2 {
            let one = found.inference(j, 0.95).unwrap();
            close(found.plain_errors()[j], &plain["se"][j]);
            close(one.estimate, &want["beta"][j]);
            close(one.standard_error, &want["se"][j]);
            close(one.t, &want["t"][j]);
            close(one.p, &want["p"][j]);
            close(one.interval.low, &want["ci"][j][0]);
            close(one.interval.high, &want["ci"][j][1]);
        }
    }

    #[test]
    fn scatter_below_sampling_gives_no_tau2_and_no_error_below_the_plain_one() {
        let x = [1.0, 2.0, 3.0, 4.0, 5.0];
        let found = meta_regression(&[1.1, 2.0, 2.9, 4.1, 5.0], &[1.0; 5], &[&x]).unwrap();
        assert_eq!(found.tau2, 0.0);
        assert!(found.q < 1.0);
        assert_eq!(found.standard_errors, found.plain_errors());
        assert!((found.standard_errors[1] - 0.1_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn equal_variances_give_the_moment_estimate() {
        // y = 1, 2, 4, 9 about 4 with v = 2: tau² = s² − v
        let found = meta_regression(&[1.0, 2.0, 4.0, 9.0], &[2.0; 4], &[]).unwrap();
        assert!((found.coefficients[0] - 4.0).abs() < 1e-12);
        assert!((found.tau2 - (38.0 / 3.0 - 2.0)).abs() < 1e-9, "{}", found.tau2);
    }

    #[test]
    fn what_cannot_be_fitted_says_why() {
        let x = [1.0, 2.0, 3.0, 5.0, 4.0];
        let y = [1.0, 3.0, 2.0, 6.0, 4.0];
        assert!(meta_regression(&y, &[1.0; 5], &[&x]).is_ok());
        let mut v = [1.0; 5];
        v[1] = 0.0;
        assert_eq!(meta_regression(&y, &v, &[]), Err(NoFit::BadInput));
        assert_eq!(meta_regression(&y, &[1.0; 2], &[]), Err(NoFit::BadInput));
        // two places more than coefficients are none to speak of
        assert_eq!(
            meta_regression(&y[..4], &[1.0; 4], &[&x[..4]]),
            Err(NoFit::InsufficientUnits)
        );
        assert_eq!(
            meta_regression(&y[..3], &[1.0; 3], &[]),
            Err(NoFit::InsufficientUnits)
        );
        assert_eq!(
            meta_regression(&y, &[1.0; 5], &[&[7.0; 5]]),
            Err(NoFit::Collinear)
        );
    }
}
