//! Which covariates a relation may be adjusted for: they must vary, say something of their own, and be few.

use serde::{Deserialize, Serialize};

use super::regression::regression;
use crate::{
    linear::Matrix,
    moments::{mean, standard_deviation, sum},
    status::Status,
};

/// Above this variance inflation a covariate is left out.
pub const LARGEST_INFLATION: f64 = 10.0;

/// At most one covariate to so many places.
pub const PLACES_PER_COVARIATE: usize = 6;

/// Why a covariate is left out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// Wrong length, or a value that is not finite.
    NotUsable,
    /// The same for every place.
    NoVariation,
    /// The others say it already; none: wholly.
    Collinear {
        /// 1 / (1 − R²) on the others.
        inflation: Option<f64>,
    },
    /// There are already as many as the places carry; those named first stay.
    TooMany,
}

/// A covariate that is left out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dropped {
    /// Its place among those given.
    pub index: usize,
    /// Why.
    #[serde(flatten)]
    pub reason: Reason,
}

/// The covariates that stay, and those that do not.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Covariates {
    /// Places of the kept ones among those given, ascending.
    pub kept: Vec<usize>,
    /// The kept ones in the same order, with mean 0 and standard deviation 1.
    pub standardised: Vec<Vec<f64>>,
    /// The others, ascending.
    pub dropped: Vec<Dropped>,
    /// `NO_VARIATION`, `COLLINEAR_DROPPED`, `INSUFFICIENT_UNITS`, each at most once.
    pub notices: Vec<Status>,
}

/// Values less their mean, over their standard deviation (n − 1).
///
/// `None` for fewer than two values, one that is not finite, or a spread within rounding of the mean.
///
/// Source: STATISTICS §2.6. No golden by itself; g31 has its covariates standardised alike.
pub fn standardise(values: &[f64]) -> Option<Vec<f64>> {
    let (centre, spread) = (mean(values)?, standard_deviation(values)?);
    let ok = spread > 1e-13 * centre.abs() && spread > 0.0;
    let out: Vec<f64> = values.iter().map(|v| (v - centre) / spread).collect();
    (ok && out.iter().all(|v| v.is_finite())).then_some(out)
}

/// Variance inflation 1/(1 − R²) of each column on the others. `None` where a column is constant or a combination.
///
/// Columns of one length, more rows than columns. Source: Marquardt (1970), Technometrics 12:591. Golden g18.
pub fn variance_inflation(columns: &[&[f64]]) -> Option<Vec<f64>> {
    (0..columns.len())
        .map(|j| {
            let others: Vec<&[f64]> = (0..columns.len())
                .filter(|k| *k != j)
                .map(|k| columns[k])
                .collect();
            let column = standardise(columns[j])?;
            if others.is_empty() {
                return Some(1.0);
            }
            let fit = regression(&column, &others).filter(|f| !f.is_exact())?;
            let rest: Vec<f64> = fit.residuals.iter().map(|e| e * e).collect();
            Some((column.len() as f64 - 1.0) / sum(&rest)).filter(|v| v.is_finite())
        })
        .collect()
}

/// Chooses among `columns`, in the order of their importance, for `places` rows.
///
/// Left out, in this order: columns of another length or not finite; without variation; a combination of those before;
/// the one with the largest inflation while that is above 10 (of equals the last); what is above `places`/6. Source:
/// STATISTICS §2.6. No golden.
pub fn choose_covariates(columns: &[&[f64]], places: usize) -> Covariates {
    let mut found = Covariates::default();
    let mut kept: Vec<(usize, Vec<f64>)> = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        let usable = column.len() == places && column.iter().all(|v| v.is_finite());
        match standardise(column).filter(|_| usable) {
            Some(standardised) => kept.push((index, standardised)),
            None if usable => found.drop(index, Reason::NoVariation),
            None => found.drop(index, Reason::NotUsable),
        }
    }
    while let Some((at, inflation)) = most_inflated(&kept) {
        let (index, _) = kept.remove(at);
        found.drop(index, Reason::Collinear { inflation });
    }
    for (index, _) in kept.iter().skip(places / PLACES_PER_COVARIATE) {
        found.drop(*index, Reason::TooMany);
    }
    kept.truncate(places / PLACES_PER_COVARIATE);
    (found.kept, found.standardised) = kept.into_iter().unzip();
    found.dropped.sort_by_key(|d| d.index);
    found.notices.sort_unstable();
    found.notices.dedup();
    found
}

/// The next one to go, with its inflation; none when all may stay.
fn most_inflated(kept: &[(usize, Vec<f64>)]) -> Option<(usize, Option<f64>)> {
    let columns: Vec<&[f64]> = kept.iter().map(|(_, c)| c.as_slice()).collect();
    if let Some(at) = first_combination(&columns) {
        return Some((at, None));
    }
    let inverse = Matrix::from_columns(&columns)?.gram(None)?.cholesky()?.inverse();
    let degrees = columns.first()?.len() as f64 - 1.0;
    let mut worst: Option<(usize, f64)> = None;
    for j in 0..columns.len() {
        let inflation = inverse.at(j, j) * degrees;
        // of two that say the same, the one named later goes
        if worst.is_none_or(|(_, w)| inflation >= w * (1.0 - 1e-9)) {
            worst = Some((j, worst.map_or(inflation, |(_, w)| w.max(inflation))));
        }
    }
    worst
        .filter(|(_, w)| *w > LARGEST_INFLATION)
        .map(|(at, w)| (at, Some(w)))
}

/// The first column that is, to rounding, a combination of those before it (or that the rows are too few to tell).
fn first_combination(columns: &[&[f64]]) -> Option<usize> {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let mut rest = column.to_vec();
        let length = length(&rest);
        for _ in 0..2 {
            for b in &basis {
                let along: f64 = b.iter().zip(&rest).map(|(b, r)| b * r).sum();
                rest.iter_mut().zip(b).for_each(|(r, b)| *r -= along * b);
            }
        }
        let left = rest.iter().map(|r| r * r).sum::<f64>().sqrt();
        if left <= 1e-6 * length || basis.len() + 2 > rest.len() {
            return Some(at);
        }
        rest.iter_mut().for_each(|r| *r /= left);
        basis.push(rest);
    }
    None
}

fn length(values: &[f64]) -> f64 {
    values.iter().map(|v| v * v).sum::<f64>().sqrt()
}

impl Covariates {
    fn drop(&mut self, index: usize, reason: Reason) {
        self.dropped.push(Dropped { index, reason });
        self.notices.push(match reason {
            Reason::NotUsable | Reason::NoVariation => Status::NoVariation,
            Reason::Collinear { .. } => Status::CollinearDropped,
            Reason::TooMany => Status::InsufficientUnits,
        });
    }

    /// The kept ones as columns.
    pub fn columns(&self) -> Vec<&[f64]> {
        self.standardised.iter().map(Vec::as_slice).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_vary_repeats_or_is_too_much_is_left_out_with_its_reason() {
        let n = 18;
        let a: Vec<f64> = (0..n).map(|i| f64::from(i * 7 % 18)).collect();
        let near: Vec<f64> = a
            .iter()
            .enumerate()
            .map(|(i, v)| 3.0 * v + f64::from(i as u32 % 3))
            .collect();
        let double: Vec<f64> = a.iter().map(|v| 5.0 - 2.0 * v).collect();
        let others: Vec<Vec<f64>> = [5, 11, 13]
            .iter()
            .map(|k| (0..n).map(|i| f64::from((i * i * k + i) % 19)).collect())
            .collect();
        let flat = vec![4.0; 18];
        let columns: Vec<&[f64]> = vec![&a, &flat, &double, &near, &others[0], &others[1], &others[2]];
        let found = choose_covariates(&columns, 18);
        assert_eq!(found.kept, vec![0, 4, 5]);
        let reasons: Vec<(usize, Reason)> = found.dropped.iter().map(|d| (d.index, d.reason)).collect();
        assert_eq!(reasons[0], (1, Reason::NoVariation));
        assert_eq!(reasons[1], (2, Reason::Collinear { inflation: None }));
        assert!(matches!(reasons[2], (3, Reason::Collinear { inflation: Some(v) }) if v > 10.0));
        assert_eq!(reasons[3], (6, Reason::TooMany));
        assert_eq!(
            found.notices,
            vec![
                Status::InsufficientUnits,
                Status::NoVariation,
                Status::CollinearDropped
            ]
        );
        assert!((found.standardised[0].iter().map(|z| z * z).sum::<f64>() - 17.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_given_and_nothing_usable_are_no_error() {
        assert_eq!(choose_covariates(&[], 5), Covariates::default());
        let found = choose_covariates(&[&[1.0, f64::NAN]], 2);
        assert_eq!(found.dropped[0].reason, Reason::NotUsable);
        assert_eq!(standardise(&[0.1 + 0.2, 0.3]), None);
    }
}
