//! Relative importance of correlated predictors: their shares of R², from cross-products alone.

use serde::{Deserialize, Serialize};

use crate::linear::Matrix;

/// Up to so many predictors the shares are averaged over all orders; above, Johnson's weights stand in.
pub const EXACT_UP_TO: usize = 12;

/// A predictor of which the others leave no more than this part says nothing new.
const NOTHING_NEW: f64 = 1e-10;

/// Weighted cross-products of predictors and, last, the outcome: what a village adds up as answers come in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrossProducts {
    /// Answers.
    pub n: u64,
    /// Σ w.
    pub weight: f64,
    /// Σ w z, one a variable, in units chosen near the centre (so that no digits are lost).
    pub sums: Vec<f64>,
    /// Σ w z z', upper triangle row by row.
    pub products: Vec<f64>,
}

impl CrossProducts {
    /// Nothing counted, of so many variables (predictors and the outcome).
    pub fn new(variables: usize) -> Self {
        Self {
            n: 0,
            weight: 0.0,
            sums: vec![0.0; variables],
            products: vec![0.0; variables * (variables + 1) / 2],
        }
    }

    /// Adds one answer. False, and nothing added, for another length, a value that is not finite, or a weight below 0.
    pub fn add(&mut self, values: &[f64], weight: f64) -> bool {
        let ok = values.len() == self.sums.len() && values.iter().all(|v| v.is_finite());
        if !(ok && weight >= 0.0 && weight.is_finite()) {
            return false;
        }
        self.n += 1;
        self.weight += weight;
        let mut at = self.products.iter_mut();
        for (i, a) in values.iter().enumerate() {
            self.sums[i] += weight * a;
            for (b, product) in values[i..].iter().zip(&mut at) {
                *product += weight * a * b;
            }
        }
        true
    }

    /// Adds `times` the other's counts. False, and nothing added, for another number of variables.
    pub fn merge(&mut self, other: &Self, times: u32) -> bool {
        if other.sums.len() != self.sums.len() || other.products.len() != self.products.len() {
            return false;
        }
        let by = f64::from(times);
        self.n += u64::from(times) * other.n;
        self.weight += by * other.weight;
        self.sums
            .iter_mut()
            .zip(&other.sums)
            .for_each(|(a, b)| *a += by * b);
        self.products
            .iter_mut()
            .zip(&other.products)
            .for_each(|(a, b)| *a += by * b);
        true
    }

    /// Correlations of all variables. `None`: no weight, a sum that is not finite, or a variable that does not vary.
    pub fn correlations(&self) -> Option<Matrix> {
        let k = self.sums.len();
        let shaped = self.products.len() == k * (k + 1) / 2;
        if !(shaped && self.weight > 0.0) {
            return None;
        }
        let mut matrix = Matrix::zeros(k, k);
        let mut products = self.products.iter();
        for i in 0..k {
            for j in i..k {
                let raw = products.next()? / self.weight;
                let covariance = raw - self.sums[i] / self.weight * (self.sums[j] / self.weight);
                let rounding = i == j && covariance <= 1e-12 * raw.abs();
                (!rounding && covariance.is_finite()).then_some(())?;
                matrix.set(i, j, covariance);
            }
        }
        let roots: Vec<f64> = (0..k).map(|i| matrix.at(i, i).sqrt()).collect();
        for i in 0..k {
            for j in i..k {
                let r = if i == j {
                    1.0
                } else {
                    (matrix.at(i, j) / (roots[i] * roots[j])).clamp(-1.0, 1.0)
                };
                matrix.set(i, j, r);
                matrix.set(j, i, r);
            }
        }
        Some(matrix)
    }
}

/// How the shares were come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Average over all orders of entry (Lindeman, Merenda & Gold; Shapley).
    Lmg,
    /// Johnson's relative weights.
    Johnson,
}

/// Shares of R², one a predictor, in their order. `shares` sum to `r_squared`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    /// How.
    pub method: Method,
    /// Of all predictors together, 0–1.
    pub r_squared: f64,
    /// Share of each.
    pub shares: Vec<f64>,
    /// R² of each alone.
    pub first: Vec<f64>,
    /// What R² loses without each.
    pub last: Vec<f64>,
}

/// Importance from a correlation matrix with the outcome last: LMG up to 12 predictors, Johnson's weights above.
///
/// `None`: no predictor, more than 60, or a matrix that is not finite or not one of correlations.
/// Source: Lindeman, Merenda & Gold (1980); Grömping (2006), JSS 17(1). Golden g19.
pub fn importance(correlations: &Matrix) -> Option<Importance> {
    let d = correlations
        .cols()
        .checked_sub(1)
        .filter(|d| (1..=60).contains(d))?;
    let unit = (0..=d).all(|i| (correlations.at(i, i) - 1.0).abs() < 1e-9);
    if correlations.rows() != d + 1 || !correlations.is_finite() || !unit {
        return None;
    }
    if d > EXACT_UP_TO {
        return by_johnson(correlations, d);
    }
    let explained = every_subset(correlations, d);
    let all = (1_usize << d) - 1;
    let r_squared = *explained.get(all)?;
    Some(Importance {
        method: Method::Lmg,
        r_squared,
        shares: average_gains(&explained, d),
        first: (0..d).map(|j| explained[1 << j]).collect(),
        last: (0..d).map(|j| r_squared - explained[all & !(1 << j)]).collect(),
    })
}

/// R² of the outcome on every subset of predictors; bit j of the index: predictor j is in it.
fn every_subset(correlations: &Matrix, d: usize) -> Vec<f64> {
    let mut explained = vec![0.0; 1 << d];
    let rows: Vec<Vec<f64>> = (0..=d).map(|i| correlations.row(i)[i..].to_vec()).collect();
    grow(&rows, 0, 0, 0.0, &mut explained);
    explained
}

/// `rest` is what is left of variables `first`… and the outcome (upper triangle) once the subset is swept out.
fn grow(rest: &[Vec<f64>], first: usize, subset: usize, so_far: f64, explained: &mut [f64]) {
    for at in 0..rest.len() - 1 {
        let pivot = rest[at][0];
        let with = subset | 1 << (first + at);
        let below = at + 1;
        if pivot <= NOTHING_NEW {
            // a combination of those in it: adds nothing, also to every subset that has it besides
            explained[with] = so_far;
            grow(&rest[below..], first + below, with, so_far, explained);
            continue;
        }
        let swept: Vec<Vec<f64>> = (below..rest.len())
            .map(|i| {
                let factor = rest[at][i - at] / pivot;
                rest[i]
                    .iter()
                    .zip(&rest[at][i - at..])
                    .map(|(r, p)| r - factor * p)
                    .collect()
            })
            .collect();
        let unexplained = swept
            .last()
            .and_then(|r| r.first())
            .map_or(1.0, |v| v.clamp(0.0, 1.0));
        let r_squared = (1.0 - unexplained).max(so_far);
        explained[with] = r_squared;
        grow(&swept, first + below, with, r_squared, explained);
    }
}

/// Each predictor's gain in R², averaged over the orders in which predictors may enter.
fn average_gains(explained: &[f64], d: usize) -> Vec<f64> {
    // share of the d! orders in which exactly a given set of k stands before a given predictor: k!(d−1−k)!/d!
    let mut weights = vec![1.0 / d as f64; d];
    for k in 1..d {
        weights[k] = weights[k - 1] * k as f64 / (d - k) as f64;
    }
    (0..d)
        .map(|j| {
            let without = (0..explained.len()).filter(|s| s >> j & 1 == 0);
            let gains =
                without.map(|s| weights[s.count_ones() as usize] * (explained[s | 1 << j] - explained[s]));
            gains.sum()
        })
        .collect()
}

/// Johnson's relative weights of the predictors of a correlation matrix (outcome last); they sum to R².
///
/// ε = Λ² (Λ⁻¹ r)² with Λ = R^½ (its pseudo-inverse where predictors are collinear).
/// Source: Johnson (2000), Multivar. Behav. Res. 35:1. Golden g19.
pub fn johnson_weights(correlations: &Matrix) -> Option<Vec<f64>> {
    let d = correlations
        .cols()
        .checked_sub(1)
        .filter(|d| *d > 0 && correlations.rows() == d + 1)?;
    let mut predictors = Matrix::zeros(d, d);
    for i in 0..d {
        for j in 0..d {
            predictors.set(i, j, correlations.at(i, j));
        }
    }
    let outcome: Vec<f64> = (0..d).map(|i| correlations.at(i, d)).collect();
    let root = predictors.symmetric_power(0.5, NOTHING_NEW)?;
    let along = predictors
        .symmetric_power(-0.5, NOTHING_NEW)?
        .times_vector(&outcome)?;
    let weights: Vec<f64> = (0..d)
        .map(|i| root.row(i).iter().zip(&along).map(|(l, b)| (l * b).powi(2)).sum())
        .collect();
    weights.iter().all(|w: &f64| w.is_finite()).then_some(weights)
}

fn by_johnson(correlations: &Matrix, d: usize) -> Option<Importance> {
    let shares = johnson_weights(correlations)?;
    let total = |m: &Matrix| -> Option<f64> { Some(johnson_weights(m)?.iter().sum::<f64>().clamp(0.0, 1.0)) };
    let r_squared = total(correlations)?;
    let last: Option<Vec<f64>> = (0..d)
        .map(|j| {
            let kept: Vec<usize> = (0..=d).filter(|k| *k != j).collect();
            let less = correlations.take_rows(&kept).transpose().take_rows(&kept);
            Some((r_squared - total(&less)?).max(0.0))
        })
        .collect();
    Some(Importance {
        method: Method::Johnson,
        r_squared,
        shares,
        first: (0..d).map(|j| correlations.at(j, d).powi(2)).collect(),
        last: last?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> Matrix {
        Matrix::from_rows(&rows.iter().map(|r| r.to_vec()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn uncorrelated_predictors_share_by_their_squares_and_twins_share_evenly() {
        let found = importance(&matrix(&[&[1.0, 0.0, 0.6], &[0.0, 1.0, 0.3], &[0.6, 0.3, 1.0]])).unwrap();
        assert!((found.shares[0] - 0.36).abs() < 1e-15 && (found.shares[1] - 0.09).abs() < 1e-15);
        let twins = importance(&matrix(&[&[1.0, 1.0, 0.6], &[1.0, 1.0, 0.6], &[0.6, 0.6, 1.0]])).unwrap();
        assert!((twins.r_squared - 0.36).abs() < 1e-12);
        assert!((twins.shares[0] - 0.18).abs() < 1e-12 && (twins.shares[1] - 0.18).abs() < 1e-12);
        let johnson =
            johnson_weights(&matrix(&[&[1.0, 1.0, 0.6], &[1.0, 1.0, 0.6], &[0.6, 0.6, 1.0]])).unwrap();
        assert!((johnson[0] - 0.18).abs() < 1e-12);
    }

    #[test]
    fn thirteen_predictors_take_johnson_and_still_sum_to_r_squared() {
        let k = 14;
        let mut m = Matrix::identity(k);
        for i in 0..k {
            for j in 0..k {
                if i != j {
                    m.set(i, j, 0.3);
                }
            }
        }
        let found = importance(&m).unwrap();
        assert_eq!(found.method, Method::Johnson);
        assert!((found.shares.iter().sum::<f64>() - found.r_squared).abs() < 1e-12);
        assert!(found.last.iter().all(|l| *l > 0.0 && *l < found.first[0]));
    }

    #[test]
    fn twice_the_weights_and_a_village_twice_change_what_they_should() {
        let rows = [[1.0, 2.0, 3.0], [2.0, 1.0, 5.0], [4.0, 4.0, 4.0], [3.0, 7.0, 9.0]];
        let (mut one, mut two) = (CrossProducts::new(3), CrossProducts::new(3));
        for r in &rows {
            assert!(one.add(r, 1.5) && two.add(r, 3.0));
        }
        let shares = |c: &CrossProducts| importance(&c.correlations().unwrap()).unwrap().shares;
        assert!(
            shares(&one)
                .iter()
                .zip(shares(&two))
                .all(|(a, b)| (a - b).abs() < 1e-12)
        );
        let mut merged = CrossProducts::new(3);
        assert!(merged.merge(&one, 2) && merged.n == 8);
        assert_eq!(merged.products, two.products);
        assert!(
            !one.add(&[1.0], 1.0)
                && !one.add(&[1.0, f64::NAN, 0.0], 1.0)
                && !one.merge(&CrossProducts::new(2), 1)
        );
    }

    #[test]
    fn a_variable_that_does_not_vary_leaves_nothing() {
        let mut flat = CrossProducts::new(2);
        for v in [1.0, 2.0, 3.0] {
            flat.add(&[v, 0.1], 1.0);
        }
        assert!(flat.correlations().is_none());
        assert!(CrossProducts::new(2).correlations().is_none());
        assert!(importance(&Matrix::identity(1)).is_none());
    }
}
