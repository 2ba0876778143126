//! Are two answers related, in a clustered sample? The test of Rao and Scott.

use serde::{Deserialize, Serialize};

use crate::{
    design::strata::Design,
    distribution::{chi_squared_upper, f_upper},
    linear::Matrix,
    status::Status,
};

/// Test of independence of rows and columns.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RaoScott {
    /// Pearson's statistic of the weighted shares, as if n people had been drawn at random.
    pub chi_squared: f64,
    /// First-order p: chi-squared over the mean design effect.
    pub chi_squared_p: f64,
    /// Second-order F.
    pub f: f64,
    /// Its degrees of freedom above.
    pub df_above: f64,
    /// And below.
    pub df_below: f64,
    /// Second-order p, the one to report.
    pub p: f64,
    /// Mean of the generalised design effects.
    pub mean_deff: f64,
    /// One of the strata has a single unit, whose part of the variance was filled in.
    pub lonely: bool,
}

/// Weighted counts of a table by sampling unit: unit by unit, in each row by row.
#[derive(Clone, Copy, Debug)]
pub struct UnitTables<'a> {
    /// Rows of the table.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Σw of each cell in each unit; units × rows × columns of them.
    pub weights: &'a [f64],
    /// People in all.
    pub n: u64,
}

impl Design {
    /// Rao–Scott test with Satterthwaite's correction. Rows and columns without weight are left out.
    ///
    /// `NO_DATA`: weights that are negative, not finite, zero in all or not units × rows × columns of them, or nobody.
    /// `NO_VARIATION`: one row or column left, or no variance between units. `LONELY_PSU`: no more units than strata.
    /// Source: Rao & Scott (1984), Ann. Stat. 12:46; Thomas & Rao (1987), JASA 82:630; `survey::svychisq`. Golden g04.
    pub fn rao_scott(&self, table: UnitTables) -> Result<RaoScott, Status> {
        let cells = table.rows * table.columns;
        let usable = table.weights.iter().all(|w| w.is_finite() && *w >= 0.0);
        if cells == 0 || table.n == 0 || !usable || table.weights.len() != self.units() * cells {
            return Err(Status::NoData);
        }
        let mut total = vec![0.0; cells];
        for unit in table.weights.chunks_exact(cells) {
            total.iter_mut().zip(unit).for_each(|(t, w)| *t += w);
        }
        let all: f64 = total.iter().sum();
        if !(all > 0.0 && all.is_finite()) {
            return Err(Status::NoData);
        }
        let (rows, columns) = (table.rows, table.columns);
        let kept_rows: Vec<usize> = (0..rows)
            .filter(|r| total[r * columns..(r + 1) * columns].iter().any(|w| *w > 0.0))
            .collect();
        let kept_columns: Vec<usize> = (0..columns)
            .filter(|c| (0..rows).any(|r| total[r * columns + c] > 0.0))
            .collect();
        let kept: Vec<usize> = kept_rows
            .iter()
            .flat_map(|r| kept_columns.iter().map(move |c| r * columns + c))
            .collect();
        let shares: Vec<f64> = kept.iter().map(|&c| total[c] / all).collect();
        if kept_rows.len() < 2 || kept_columns.len() < 2 {
            return Err(Status::NoVariation);
        }
        let touched = self.touched(|u| table.weights[u * cells..(u + 1) * cells].iter().any(|w| *w > 0.0));
        if touched.df() < 1.0 {
            return Err(Status::LonelyPsu);
        }
        // scores of the shares: (w_cell − share × w) / W
        let scores: Vec<Vec<f64>> = kept
            .iter()
            .zip(&shares)
            .map(|(&cell, share)| {
                let of = |unit: &[f64]| (unit[cell] - share * unit.iter().sum::<f64>()) / all;
                table.weights.chunks_exact(cells).map(of).collect()
            })
            .collect();
        let covariance = self.covariances(&scores).ok_or(Status::NoVariation)?;
        let shape = (kept_rows.len(), kept_columns.len());
        let found = test(&shares, &covariance, shape, table.n as f64, touched.df());
        let found = found.ok_or(Status::NoVariation)?;
        Ok(RaoScott {
            lonely: touched.lonely,
            ..found
        })
    }
}

fn test(
    shares: &[f64],
    covariance: &Matrix,
    (rows, columns): (usize, usize),
    n: f64,
    df: f64,
) -> Option<RaoScott> {
    let chi_squared = pearson(shares, (rows, columns), n);
    let effects = design_effects(shares, covariance, (rows, columns), n)?;
    let trace = effects.trace();
    let trace_of_square = effects.times(&effects)?.trace();
    if !(trace > 1e-9 && trace_of_square > 0.0) {
        return None;
    }
    let df_above = trace * trace / trace_of_square;
    let mean_deff = trace / effects.rows() as f64;
    let (f, df_below) = (chi_squared / trace, df_above * df);
    Some(RaoScott {
        chi_squared,
        chi_squared_p: chi_squared_upper(chi_squared / mean_deff, effects.rows() as f64)?,
        f,
        df_above,
        df_below,
        p: f_upper(f, df_above, df_below)?,
        mean_deff,
        lonely: false,
    })
}

fn pearson(shares: &[f64], (rows, columns): (usize, usize), n: f64) -> f64 {
    let at = |r: usize, c: usize| shares[r * columns + c];
    let row: Vec<f64> = (0..rows).map(|r| (0..columns).map(|c| at(r, c)).sum()).collect();
    let column: Vec<f64> = (0..columns).map(|c| (0..rows).map(|r| at(r, c)).sum()).collect();
    let mut sum = 0.0;
    for (r, row) in row.iter().enumerate() {
        for (c, column) in column.iter().enumerate() {
            let expected = row * column;
            sum += (at(r, c) - expected).powi(2) / expected;
        }
    }
    n * sum
}

/// (C'D⁻¹C/n)⁻¹ C'D⁻¹VD⁻¹C for contrasts C of rows with columns and D the shares; empty cells count for nothing.
fn design_effects(
    shares: &[f64],
    covariance: &Matrix,
    (rows, columns): (usize, usize),
    n: f64,
) -> Option<Matrix> {
    let mut weighted = Matrix::zeros(rows * columns, (rows - 1) * (columns - 1));
    let mut plain = weighted.clone();
    // row i against the last row, column j against the last column: any basis of the contrasts gives the same trace
    let sign =
        |at: usize, one: usize, last: usize| f64::from(u8::from(at == one)) - f64::from(u8::from(at == last));
    for (cell, share) in shares.iter().enumerate() {
        let (r, c) = (cell / columns, cell % columns);
        for k in 0..(rows - 1) * (columns - 1) {
            let value = sign(r, k / (columns - 1), rows - 1) * sign(c, k % (columns - 1), columns - 1);
            plain.set(cell, k, value);
            let inverse = if *share > 0.0 { 1.0 / share } else { 0.0 };
            weighted.set(cell, k, value * inverse);
        }
    }
    let random = plain.transpose().times(&weighted)?.scaled(1.0 / n);
    let found = weighted.transpose().times(&covariance.times(&weighted)?)?;
    random.cholesky()?.inverse().times(&found)
}
