//! On which side of what is expected the spend model puts a place: fast enough to be asked again for every shuffle.
//!
//! The spend model is the context model with one column more, so each τ needs only the border of its matrix. τ runs over
//! 16 equal steps that hold all but a thousandth of the context model's posterior: the sign of E(u) needs no more.

use super::{
    Undefined,
    grid::{PRIOR_COEFFICIENT, Problem},
};
use crate::linear::{Matrix, dot};

const NODES: usize = 16;

/// The context model at the nodes of τ, ready to take one column more.
pub(super) struct SpendSign {
    nodes: Vec<Node>,
}

struct Node {
    log_weight: f64,
    /// w = 1/(v + τ²), and w × what the context model leaves of the scores.
    weights: Vec<f64>,
    weighted_residuals: Vec<f64>,
    residuals: Vec<f64>,
    /// τ²w.
    own: Vec<f64>,
    /// (Z'WZ + P)⁻¹, and Z'W row by row of Z.
    covariance: Matrix,
    weighted_z: Matrix,
    z: Matrix,
}

impl SpendSign {
    pub(super) fn new(y: &[f64], v: &[f64], z: &Matrix) -> Result<Self, Undefined> {
        let problem = Problem::new(y, v, z)?;
        let grid = problem.grid().ok_or(Undefined::NotFinite)?;
        let mut so_far = 0.0;
        let cumulated: Vec<(f64, f64)> = grid
            .iter()
            .map(|(w, f)| {
                so_far += w;
                (so_far, f.spread)
            })
            .collect();
        let reach = |p: f64| cumulated.iter().find(|(c, _)| *c >= p).map(|(_, spread)| *spread);
        let (low, high) = reach(0.0005).zip(reach(0.9995)).ok_or(Undefined::NotFinite)?;
        let nodes = (0..NODES)
            .map(|k| low + (high - low) * (k as f64 + 0.5) / NODES as f64)
            .map(|spread| Node::new(&problem, spread))
            .collect::<Option<Vec<_>>>()
            .ok_or(Undefined::NotFinite)?;
        Ok(Self { nodes })
    }

    /// E(u) of the places asked for, with `x` the standardised log spending of every place.
    pub(super) fn effects(&self, x: &[f64], places: &[usize], effects: &mut Vec<f64>) {
        effects.clear();
        effects.resize(places.len(), 0.0);
        let fits: Vec<Border> = self.nodes.iter().map(|node| node.border(x)).collect();
        let largest = fits.iter().fold(f64::NEG_INFINITY, |a, f| a.max(f.log_weight));
        let weights: Vec<f64> = fits.iter().map(|f| (f.log_weight - largest).exp()).collect();
        let total: f64 = weights.iter().sum();
        for ((node, fit), weight) in self.nodes.iter().zip(&fits).zip(weights) {
            for (effect, place) in effects.iter_mut().zip(places) {
                *effect += weight / total * node.effect(fit, x, *place).unwrap_or(0.0);
            }
        }
    }
}

/// What the column more changes at one τ.
struct Border {
    log_weight: f64,
    slope: f64,
    /// By how much each coefficient of the context falls per unit of slope.
    shift: Vec<f64>,
}

impl Node {
    fn new(problem: &Problem, spread: f64) -> Option<Self> {
        let fit = problem.at(spread)?;
        let weights: Vec<f64> = problem.v.iter().map(|v| 1.0 / (v + spread * spread)).collect();
        let fitted = problem.z.times_vector(&fit.coefficients)?;
        let residuals: Vec<f64> = problem
            .from_centre
            .iter()
            .zip(fitted)
            .map(|(r, f)| r - f)
            .collect();
        let mut weighted_z = problem.z.clone();
        for (i, w) in weights.iter().enumerate() {
            for j in 0..weighted_z.cols() {
                weighted_z.set(i, j, w * problem.z.at(i, j));
            }
        }
        Some(Self {
            log_weight: fit.log_weight,
            weighted_residuals: weights.iter().zip(&residuals).map(|(w, r)| w * r).collect(),
            residuals,
            own: weights.iter().map(|w| spread * spread * w).collect(),
            covariance: fit.covariance,
            weighted_z,
            z: problem.z.clone(),
            weights,
        })
    }

    /// Schur complement of the new column: d = x'Wx + 1/25 − c'A⁻¹c, slope = x'We/d, ln weight − ½ln d + ½(x'We)²/d.
    fn border(&self, x: &[f64]) -> Border {
        let mut cross = vec![0.0; self.weighted_z.cols()];
        let (mut square, mut pull) = (PRIOR_COEFFICIENT.powi(-2), 0.0);
        for (i, (x, (w, e))) in x
            .iter()
            .zip(self.weights.iter().zip(&self.weighted_residuals))
            .enumerate()
        {
            cross
                .iter_mut()
                .zip(self.weighted_z.row(i))
                .for_each(|(c, z)| *c += z * x);
            square += w * x * x;
            pull += e * x;
        }
        let shift: Vec<f64> = (0..cross.len())
            .map(|j| dot(self.covariance.row(j), &cross))
            .collect();
        let rest = square - dot(&cross, &shift);
        Border {
            log_weight: self.log_weight - 0.5 * rest.ln() + 0.5 * pull * pull / rest,
            slope: pull / rest,
            shift,
        }
    }

    fn effect(&self, fit: &Border, x: &[f64], place: usize) -> Option<f64> {
        let (own, residual, x) = (self.own.get(place)?, self.residuals.get(place)?, x.get(place)?);
        Some(own * (residual + fit.slope * (dot(self.z.row(place), &fit.shift) - x)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::grid::{design, fit};

    #[test]
    fn the_border_agrees_with_the_whole_spend_model() {
        let y = [
            63.9, 71.6, 60.7, 72.0, 70.7, 60.2, 76.3, 60.3, 67.3, 79.2, 73.2, 64.9,
        ];
        let v: Vec<f64> = (0..12).map(|i| 2.5 + 0.3 * f64::from(i)).collect();
        let context: Vec<f64> = (0..12).map(|i| f64::from((i * 7) % 12)).collect();
        let spend: Vec<f64> = (0..12).map(|i| f64::from((i * 5 + 3) % 12)).collect();
        let (z, _) = design(12, std::slice::from_ref(&context)).unwrap();
        let (with_spend, _) = design(12, &[context, spend]).unwrap();
        let want = fit(&y, &v, &with_spend, 2.0).unwrap();
        let mut found = Vec::new();
        let all: Vec<usize> = (0..12).collect();
        SpendSign::new(&y, &v, &z)
            .unwrap()
            .effects(&with_spend.column(2), &all, &mut found);
        for (f, w) in found.iter().zip(&want.places) {
            assert!((f - w.effect).abs() < 0.02, "{f} {}", w.effect);
        }
    }
}
