//! Weights that meet population totals of several columns at once, by one linear step.

use thiserror::Error;

use crate::{
    design::weights::{Factors, WeightCell, kish},
    linear::{Matrix, dot},
    status::Status,
};

/// Why there are no weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CalibrateError {
    /// Lengths, a cell, or a number.
    #[error("a cell has no usable weight, or a column or total is missing or not a number")]
    Input,
    /// A column that follows from the others.
    #[error("a column follows from the others, or nobody has it: leave it out")]
    Collinear,
}

/// Factors 1 + x'λ that make Σ w x meet the population's `totals` exactly (the generalised regression estimator).
///
/// `columns` one value a cell (a column of ones for the number of people), as many as `totals`, in their units. A factor may
/// be at or below zero where the sample is far from the population: the status is then `NOT_CONVERGED`, and raking is to be
/// used. Errors: lengths, weights, numbers that are not finite; columns that follow from one another.
///
/// Source: Deville & Särndal (1992), JASA 87:376, their case 1. Golden g03.
pub fn calibrate(
    cells: &[WeightCell],
    columns: &[&[f64]],
    totals: &[f64],
) -> Result<Factors, CalibrateError> {
    let usable = |c: &WeightCell| c.w.is_finite() && c.w >= 0.0;
    let x = Matrix::from_columns(columns).ok_or(CalibrateError::Input)?;
    let shapes = x.rows() == cells.len() && x.cols() == totals.len();
    if !shapes || !x.is_finite() || !cells.iter().all(usable) || !totals.iter().all(|t| t.is_finite()) {
        return Err(CalibrateError::Input);
    }
    let weights: Vec<f64> = cells.iter().map(|c| c.w).collect();
    let found = x.transposed_times(&weights).ok_or(CalibrateError::Input)?;
    let missing: Vec<f64> = totals.iter().zip(&found).map(|(t, f)| t - f).collect();
    let gram = x.gram(Some(&weights)).ok_or(CalibrateError::Input)?;
    let step = gram
        .cholesky()
        .and_then(|c| c.solve(&missing))
        .ok_or(CalibrateError::Collinear)?;
    let factors: Vec<f64> = (0..x.rows()).map(|i| 1.0 + dot(x.row(i), &step)).collect();
    if !factors.iter().all(|f| f.is_finite()) {
        return Err(CalibrateError::Collinear);
    }
    let met: Vec<f64> = weights.iter().zip(&factors).map(|(w, f)| w * f).collect();
    let met = x.transposed_times(&met).ok_or(CalibrateError::Input)?;
    let error = met
        .iter()
        .zip(totals)
        .map(|(m, t)| (m - t).abs() / t.abs().max(1.0));
    Ok(Factors {
        kish_before: kish(cells, &vec![1.0; cells.len()]),
        kish_after: kish(cells, &factors),
        iterations: 1,
        open: Vec::new(),
        error: error.fold(0.0, f64::max),
        status: if factors.iter().all(|f| *f > 0.0) {
            Status::Ok
        } else {
            Status::NotConverged
        },
        factors,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_met_and_what_cannot_be_met_is_said() {
        let cells = [
            WeightCell::people(3, 1.0),
            WeightCell::people(5, 1.0),
            WeightCell::people(2, 1.0),
        ];
        let (ones, x) = ([1.0; 3], [0.0, 1.0, 2.0]);
        let found = calibrate(&cells, &[&ones, &x], &[20.0, 17.0]).unwrap();
        assert!(found.status == Status::Ok && found.error < 1e-12, "{found:?}");
        let far = calibrate(&cells, &[&ones, &x], &[10.0, 20.0]).unwrap();
        assert_eq!(far.status, Status::NotConverged);
        let twice = calibrate(&cells, &[&ones, &ones], &[10.0, 10.0]);
        assert_eq!(twice, Err(CalibrateError::Collinear));
        for (columns, totals) in [
            (vec![&ones[..2]], vec![10.0]),
            (vec![&ones[..]], vec![f64::NAN]),
            (vec![&ones[..]], vec![10.0, 17.0]),
        ] {
            assert_eq!(calibrate(&cells, &columns, &totals), Err(CalibrateError::Input));
        }
    }
}
