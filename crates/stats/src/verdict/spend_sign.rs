//! On which side of what is expected the spend model puts a place: fast enough to be asked again for every shuffle.
//!
//! The spend model is the context model with one column more, so each τ needs only the border of its matrix. τ runs over
//! 10 equal steps that hold all but a thousandth of the context model's posterior: the sign of E(u) needs no more.

use super::{
    Undefined,
    grid::{PRIOR_COEFFICIENT, Problem},
};
use crate::linear::{Matrix, dot};

const NODES: usize = 10;

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

/// Steps of τ on which the range of the nodes is looked for: 0.4, 1.2, … 39.6 points.
const COARSE: (usize, f64) = (50, 0.8);

impl SpendSign {
    pub(super) fn new(y: &[f64], v: &[f64], z: &Matrix) -> Result<Self, Undefined> {
        let problem = Problem::new(y, v, z)?;
        let (low, high) = range(&problem).ok_or(Undefined::NotFinite)?;
        let nodes = (0..NODES)
            .map(|k| low + (high - low) * (k as f64 + 0.5) / NODES as f64)
            .map(|spread| Node::new(&problem, spread))
            .collect::<Option<Vec<_>>>()
            .ok_or(Undefined::NotFinite)?;
        Ok(Self { nodes })
    }

    /// E(u) of the places asked for, with `x` the standardised log spending of every place.
    pub(super) fn effects(&self, x: &[f64], places: &[usize], room: &mut Room, effects: &mut Vec<f64>) {
        effects.clear();
        effects.resize(places.len(), 0.0);
        room.borders.resize_with(self.nodes.len(), Border::default);
        for (node, border) in self.nodes.iter().zip(&mut room.borders) {
            node.border(x, &mut room.cross, border);
        }
        let largest = room
            .borders
            .iter()
            .fold(f64::NEG_INFINITY, |a, f| a.max(f.log_weight));
        let mut total = 0.0;
        for (node, border) in self.nodes.iter().zip(&room.borders) {
            let weight = (border.log_weight - largest).exp();
            total += weight;
            for (effect, place) in effects.iter_mut().zip(places) {
                *effect += weight * node.effect(border, x, *place).unwrap_or(0.0);
            }
        }
        effects.iter_mut().for_each(|effect| *effect /= total);
    }
}

/// Where all but a thousandth of the context model's posterior of τ lies, a coarse step added at both ends.
fn range(problem: &Problem) -> Option<(f64, f64)> {
    let (steps, step) = COARSE;
    let spread = |k: usize| (k as f64 + 0.5) * step;
    let logs = (0..steps)
        .map(|k| Some(problem.at(spread(k))?.log_weight))
        .collect::<Option<Vec<_>>>()?;
    let largest = logs.iter().fold(f64::NEG_INFINITY, |a, l| a.max(*l));
    let weights: Vec<f64> = logs.iter().map(|l| (l - largest).exp()).collect();
    let cut = 0.0005 * weights.iter().sum::<f64>();
    let low = reach(weights.iter(), cut)?;
    let high = steps - 1 - reach(weights.iter().rev(), cut)?;
    Some(((spread(low) - step).max(0.0), spread(high) + step))
}

/// How many steps until the weights add up to `cut`.
fn reach<'a>(mut weights: impl Iterator<Item = &'a f64>, cut: f64) -> Option<usize> {
    let mut so_far = 0.0;
    weights.position(|w| {
        so_far += w;
        so_far >= cut
    })
}

/// Room used again for every shuffle.
#[derive(Default)]
pub(super) struct Room {
    borders: Vec<Border>,
    cross: Vec<f64>,
}

/// What the column more changes at one τ.
#[derive(Default)]
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
    fn border(&self, x: &[f64], cross: &mut Vec<f64>, border: &mut Border) {
        cross.clear();
        cross.resize(self.weighted_z.cols(), 0.0);
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
        border.shift.clear();
        border
            .shift
            .extend((0..cross.len()).map(|j| dot(self.covariance.row(j), cross)));
        let rest = square - dot(cross, &border.shift);
        border.log_weight = self.log_weight - 0.5 * rest.ln() + 0.5 * pull * pull / rest;
        border.slope = pull / rest;
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
        SpendSign::new(&y, &v, &z).unwrap().effects(
            &with_spend.column(2),
            &all,
            &mut Room::default(),
            &mut found,
        );
        for (f, w) in found.iter().zip(&want.places) {
            assert!((f - w.effect).abs() < 0.02, "{f} {}", w.effect);
        }
    }
}
