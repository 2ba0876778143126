//! Ordinary least squares with errors that hold under unequal variances (HC3), and how much each row matters.

use serde::{Deserialize, Serialize};

use super::covariates::standardise;
use crate::{
    Interval,
    distribution::{chi_squared_upper, student_t_quantile, student_t_two_sided_p},
    linear::{Matrix, dot, least_squares},
    moments::{mean, standard_deviation, sum},
};

/// A fitted line or plane. Coefficients: the intercept, then one a column, in the unit of y per unit of the column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Regression {
    /// Rows.
    pub n: usize,
    /// Rows less coefficients.
    pub df: usize,
    /// Intercept first.
    pub coefficients: Vec<f64>,
    /// Errors under one variance for all rows.
    pub standard_errors: Vec<f64>,
    /// HC3 errors; none where a row lies on its own in some direction (leverage 1).
    pub hc3_errors: Option<Vec<f64>>,
    /// Standard deviation of the residuals, unit of y.
    pub sigma: f64,
    /// Share of the variance of y, 0–1.
    pub r_squared: f64,
    /// y less the fit, unit of y.
    pub residuals: Vec<f64>,
    /// Diagonal of the hat matrix, 0–1, summing to the number of coefficients.
    pub leverage: Vec<f64>,
}

/// One coefficient with its t-interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inference {
    /// The coefficient.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Degrees of freedom of t.
    pub df: f64,
    /// estimate / standard error.
    pub t: f64,
    /// Two-sided p of no relation.
    pub p: f64,
    /// At the confidence asked for.
    pub interval: Interval,
}

/// Estimate ± t × error with `df` degrees of freedom. `None` where the error is not positive or anything is not finite.
///
/// Source: Student (1908), Biometrika 6:1. Golden g34.
pub fn inference(estimate: f64, standard_error: f64, df: f64, confidence: f64) -> Option<Inference> {
    if !(standard_error > 0.0 && standard_error.is_finite() && estimate.is_finite()) {
        return None;
    }
    let half = standard_error * student_t_quantile((1.0 + confidence) / 2.0, df)?;
    let t = estimate / standard_error;
    let interval = Interval {
        low: estimate - half,
        high: estimate + half,
    };
    (half.is_finite() && t.is_finite()).then_some(())?;
    Some(Inference {
        estimate,
        standard_error,
        df,
        t,
        p: student_t_two_sided_p(t, df)?,
        interval,
    })
}

/// Rows less coefficients that a regression needs at least (STATISTICS §2.13).
pub const LEAST_DF: usize = 3;

/// A row this near to leverage 1 is fitted by itself alone.
const ALONE: f64 = 1e-9;

/// Residuals below this part of the spread of y are rounding.
const ROUNDING: f64 = 1e-10;

/// Least squares of `y` on an intercept and `columns` (each as long as `y`).
///
/// `None`: unequal lengths, a value that is not finite, fewer than three rows more than coefficients, y without variation, or a column
/// that is constant or a combination of the others.
/// Source: QR (Golub 1965); HC3, MacKinnon & White (1985), J. Econometrics 29:305. Golden g18 (NIST StRD Longley), g34;
/// HC3 of Longley in rational arithmetic, `longley_hc3_exact`.
pub fn regression(y: &[f64], columns: &[&[f64]]) -> Option<Regression> {
    let (n, p) = (y.len(), columns.len() + 1);
    if n < p + LEAST_DF || columns.iter().any(|c| c.len() != n) {
        return None;
    }
    let x = Standardised::new(n, columns)?;
    let centre = mean(y)?;
    let deviations: Vec<f64> = y.iter().map(|v| v - centre).collect();
    let fit = least_squares(&x.design, &deviations)?;
    let total = squares(deviations.iter().copied());
    let rest = squares(fit.residuals.iter().copied());
    if !(total > 0.0 && total.is_finite() && total.sqrt() > ROUNDING * centre.abs()) {
        return None;
    }
    let df = n - p;
    let sigma = (rest / df as f64).sqrt();
    let leverage = x.leverage(&fit.inverse_gram)?;
    let scores = x.scores(&fit.inverse_gram)?;
    let mut coefficients = x.back(&fit.coefficients);
    *coefficients.first_mut()? += centre;
    let found = Regression {
        n,
        df,
        coefficients,
        standard_errors: scores
            .iter()
            .map(|s| sigma * squares(s.iter().copied()).sqrt())
            .collect(),
        hc3_errors: hc3(&scores, &fit.residuals, &leverage),
        sigma,
        r_squared: (1.0 - rest / total).clamp(0.0, 1.0),
        residuals: fit.residuals,
        leverage,
    };
    found.is_finite().then_some(found)
}

/// Ones and the columns with mean 0 and deviation 1: no digits are lost to columns far from zero.
struct Standardised {
    design: Matrix,
    means: Vec<f64>,
    spreads: Vec<f64>,
}

impl Standardised {
    fn new(n: usize, columns: &[&[f64]]) -> Option<Self> {
        let means: Option<Vec<f64>> = columns.iter().map(|c| mean(c)).collect();
        let spreads: Option<Vec<f64>> = columns.iter().map(|c| standard_deviation(c)).collect();
        let mut all = vec![vec![1.0; n]];
        for column in columns {
            all.push(standardise(column)?);
        }
        let views: Vec<&[f64]> = all.iter().map(Vec::as_slice).collect();
        Some(Self {
            design: Matrix::from_columns(&views)?,
            means: means?,
            spreads: spreads?,
        })
    }

    /// From coefficients of the standardised columns to those of the columns.
    fn back(&self, of: &[f64]) -> Vec<f64> {
        let slopes: Vec<f64> = of.iter().skip(1).zip(&self.spreads).map(|(c, s)| c / s).collect();
        let first = of.first().copied().unwrap_or(0.0) - dot(&slopes, &self.means);
        std::iter::once(first).chain(slopes).collect()
    }

    fn leverage(&self, inverse_gram: &Matrix) -> Option<Vec<f64>> {
        let x = &self.design;
        (0..x.rows())
            .map(|i| Some(dot(x.row(i), &inverse_gram.times_vector(x.row(i))?).clamp(0.0, 1.0)))
            .collect()
    }

    /// What each row adds to each coefficient for one unit of y, a list a coefficient: X (X'X)⁻¹ turned.
    fn scores(&self, inverse_gram: &Matrix) -> Option<Vec<Vec<f64>>> {
        let by_row = self.design.times(inverse_gram)?;
        let rows: Vec<Vec<f64>> = (0..by_row.rows()).map(|i| self.back(by_row.row(i))).collect();
        let turned = Matrix::from_rows(&rows)?.transpose();
        Some((0..turned.rows()).map(|j| turned.row(j).to_vec()).collect())
    }
}

fn squares(values: impl Iterator<Item = f64>) -> f64 {
    sum(&values.map(|v| v * v).collect::<Vec<f64>>())
}

/// Square roots of the diagonal of M X' diag(e²/(1−h)²) X M.
fn hc3(scores: &[Vec<f64>], residuals: &[f64], leverage: &[f64]) -> Option<Vec<f64>> {
    if leverage.iter().any(|h| 1.0 - h < ALONE) {
        return None;
    }
    let deleted: Vec<f64> = residuals
        .iter()
        .zip(leverage)
        .map(|(e, h)| e / (1.0 - h))
        .collect();
    let errors: Vec<f64> = scores
        .iter()
        .map(|s| squares(s.iter().zip(&deleted).map(|(s, e)| s * e)).sqrt())
        .collect();
    errors.iter().all(|e| e.is_finite()).then_some(errors)
}

impl Regression {
    fn is_finite(&self) -> bool {
        let all = [
            &self.coefficients,
            &self.standard_errors,
            &self.residuals,
            &self.leverage,
        ];
        self.sigma.is_finite()
            && self.r_squared.is_finite()
            && all.iter().all(|v| v.iter().all(|v| v.is_finite()))
    }

    /// Do the rows lie on the plane, to rounding? Then errors and tests would be rounding, too.
    pub fn is_exact(&self) -> bool {
        1.0 - self.r_squared < ROUNDING * ROUNDING.sqrt()
    }

    /// Coefficient `at` (0: intercept) with its HC3 error and t with n − p degrees of freedom.
    ///
    /// `None` for no such coefficient, no HC3 error, or an exact fit. Golden g34.
    ///
    /// Source: as [`regression`].
    pub fn hc3(&self, at: usize, confidence: f64) -> Option<Inference> {
        let error = *self.hc3_errors.as_ref()?.get(at)?;
        let estimate = *self.coefficients.get(at)?;
        (!self.is_exact()).then_some(())?;
        inference(estimate, error, self.df as f64, confidence)
    }

    /// Coefficient `at` (0: intercept) with the error under one variance. `None` as [`Regression::hc3`].
    ///
    /// Source: as [`regression`]. Golden g18, its errors.
    pub fn homoscedastic(&self, at: usize, confidence: f64) -> Option<Inference> {
        (!self.is_exact()).then_some(())?;
        inference(
            *self.coefficients.get(at)?,
            *self.standard_errors.get(at)?,
            self.df as f64,
            confidence,
        )
    }

    /// F of all columns together, with (columns, df) degrees of freedom. `None` without columns or for an exact fit.
    ///
    /// Source: as [`regression`]. Golden g18.
    pub fn f_statistic(&self) -> Option<f64> {
        let columns = self.coefficients.len() - 1;
        let rest = 1.0 - self.r_squared;
        (columns > 0 && !self.is_exact()).then(|| self.r_squared / columns as f64 / (rest / self.df as f64))
    }

    /// Residual of each row over its error when the row is left out of the fit; t with df − 1 degrees of freedom.
    ///
    /// `None` for a row of leverage 1, a fit that is exact without it, or no degree of freedom left. Source: Belsley,
    /// Kuh & Welsch (1980), Regression Diagnostics, eq. 2.26. No golden.
    pub fn deleted_residuals(&self) -> Vec<Option<f64>> {
        let rest = self.sigma * self.sigma * self.df as f64;
        let deleted = |e: f64, h: f64| {
            let free = 1.0 - h;
            let variance = (rest - e * e / free) / (self.df as f64 - 1.0);
            let ok = self.df > 1 && free >= ALONE && !self.is_exact() && variance > rest * 1e-13;
            ok.then(|| e / (variance * free).sqrt()).filter(|t| t.is_finite())
        };
        self.residuals
            .iter()
            .zip(&self.leverage)
            .map(|(e, h)| deleted(*e, *h))
            .collect()
    }

    /// Cook's distance of each row: how far the coefficients move without it. `None` as for deleted residuals.
    ///
    /// Source: Cook (1977), Technometrics 19:15. Golden g18.
    pub fn cooks_distances(&self) -> Vec<Option<f64>> {
        let p = self.coefficients.len() as f64;
        let distance = |e: f64, h: f64| {
            let free = 1.0 - h;
            let ok = free >= ALONE && !self.is_exact();
            ok.then(|| (e / self.sigma / free).powi(2) * h / p)
                .filter(|d| d.is_finite())
        };
        self.residuals
            .iter()
            .zip(&self.leverage)
            .map(|(e, h)| distance(*e, *h))
            .collect()
    }

    /// Rows with more than three times the average leverage.
    ///
    /// Source: STATISTICS §2.6, 3p/n. No golden.
    pub fn high_leverage(&self) -> Vec<usize> {
        let limit = 3.0 * self.coefficients.len() as f64 / self.n as f64;
        (0..self.n).filter(|&i| self.leverage[i] > limit).collect()
    }
}

/// Test of equal variances: n R² of the squared residuals on the same columns, and its p.
///
/// `None` where either regression is undefined. Source: Breusch & Pagan (1979) in the form of Koenker (1981),
/// J. Econometrics 17:107. Golden g18.
pub fn breusch_pagan(y: &[f64], columns: &[&[f64]]) -> Option<(f64, f64)> {
    let fit = regression(y, columns).filter(|f| !f.is_exact())?;
    let squares: Vec<f64> = fit.residuals.iter().map(|e| e * e).collect();
    let statistic = fit.n as f64 * regression(&squares, columns)?.r_squared;
    Some((statistic, chi_squared_upper(statistic, columns.len() as f64)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_line_has_a_slope_but_no_test() {
        let x = [1.0, 2.0, 3.0, 4.0, 5.0];
        let y = [3.0, 5.0, 7.0, 9.0, 11.0];
        let fit = regression(&y, &[&x]).unwrap();
        assert!((fit.coefficients[1] - 2.0).abs() < 1e-12 && fit.is_exact());
        assert_eq!(fit.hc3(1, 0.95), None);
        assert_eq!(fit.f_statistic(), None);
        assert!(fit.deleted_residuals().iter().all(Option::is_none));
    }

    #[test]
    fn a_row_of_its_own_leaves_no_hc3() {
        let dummy = [1.0, 0.0, 0.0, 0.0, 0.0];
        let fit = regression(&[9.0, 1.0, 2.0, 3.0, 5.0], &[&dummy]).unwrap();
        assert_eq!(fit.hc3_errors, None);
        assert_eq!(fit.deleted_residuals()[0], None);
        assert_eq!(fit.high_leverage(), Vec::<usize>::new());
    }

    #[test]
    fn what_is_undefined_is_none() {
        let (x, y) = ([1.0, 2.0, 3.0, 5.0, 4.0], [1.0, 2.0, 4.0, 3.0, 7.0]);
        assert!(regression(&y, &[&x]).is_some());
        assert_eq!(regression(&[1.0; 5], &[&x]), None);
        assert_eq!(regression(&y, &[&[5.0; 5]]), None);
        assert_eq!(regression(&[1.0, f64::NAN, 2.0, 4.0, 3.0], &[&x]), None);
        assert_eq!(inference(1.0, 0.0, 3.0, 0.95), None);
    }

    #[test]
    fn two_rows_more_than_coefficients_are_no_regression() {
        let (x, y) = ([1.0, 2.0, 3.0, 5.0], [1.0, 2.0, 4.0, 3.0]);
        assert_eq!(regression(&y, &[&x]), None);
        assert!(regression(&y, &[]).is_some());
        assert_eq!(regression(&y[..3], &[]), None);
    }

    #[test]
    fn a_deleted_residual_is_that_of_a_fit_with_a_dummy_for_the_row() {
        let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let y = [1.0, 3.0, 2.0, 5.0, 4.0, 9.0];
        let found = regression(&y, &[&x]).unwrap().deleted_residuals()[5].unwrap();
        let dummy = [0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
        let want = regression(&y, &[&x, &dummy])
            .unwrap()
            .homoscedastic(2, 0.95)
            .unwrap()
            .t;
        assert!((found - want).abs() < 1e-10 * want.abs());
    }
}
