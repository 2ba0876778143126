//! Ranks without scores: what is declared beside them, and sums over draws.

use super::{
    Undefined,
    two_years::TrueStanding,
    two_years_model::{drift_variance, precision},
};
use crate::distribution::normal_quantile;

/// Weights of the number of places truly below, summed over independent draws.
pub(super) struct TrueCounts {
    /// Of each draw: its total weight, and that of the upper half and of being last.
    draws: Vec<[f64; 3]>,
    below: Vec<f64>,
}

impl TrueCounts {
    pub(super) fn new(places: usize) -> Self {
        Self {
            draws: Vec::new(),
            below: vec![0.0; places],
        }
    }

    pub(super) fn add(&mut self, below: &[f64]) {
        let one = TrueStanding::from_below(below);
        self.draws.push([below.iter().sum(), one.upper_half, one.last]);
        self.below.iter_mut().zip(below).for_each(|(sum, b)| *sum += b);
    }

    /// The ratio of sums, and the larger standard error of its two headline figures (Cochran 1977, Sampling Techniques, 6.4).
    pub(super) fn standing(&self) -> Option<TrueStanding> {
        let total: f64 = self.draws.iter().map(|d| d[0]).sum();
        let shares: Vec<f64> = self.below.iter().map(|b| b / total).collect();
        let standing = TrueStanding::from_below(&shares);
        let error = |which: fn(&[f64; 3]) -> f64, p: f64| {
            let squares: f64 = self.draws.iter().map(|d| (which(d) - p * d[0]).powi(2)).sum();
            squares.sqrt() / total
        };
        let largest = error(|d| d[1], standing.upper_half).max(error(|d| d[2], standing.last));
        (total > 0.0 && largest.is_finite()).then_some(TrueStanding {
            monte_carlo_error: Some(largest),
            ..standing
        })
    }
}

/// What is declared where only ranks are known.
pub(super) struct Noise {
    pub(super) spread: f64,
    /// v + drift² of each wave.
    pub(super) variances: Vec<f64>,
}

impl Noise {
    pub(super) fn new(variances: &[f64], spread: f64, drift: f64) -> Result<Self, Undefined> {
        let extra = drift_variance(drift)?;
        if variances.is_empty() {
            return Err(Undefined::InsufficientUnits);
        }
        variances
            .iter()
            .try_for_each(|v| precision(v + extra).map(|_| ()))?;
        Ok(Self {
            spread,
            variances: variances.iter().map(|v| v + extra).collect(),
        })
    }

    /// One rank a wave, each in 1..=places, of 3 to 2,000 places?
    pub(super) fn check(&self, ranks: &[f64], places: usize) -> Result<(), Undefined> {
        if !(3..=2_000).contains(&places) {
            return Err(Undefined::InsufficientUnits);
        }
        let possible = ranks.iter().all(|r| (1.0..=places as f64).contains(r));
        if possible && ranks.len() == self.variances.len() {
            Ok(())
        } else {
            Err(Undefined::Shapes)
        }
    }

    /// Posterior mean and standard deviation of θ from one rank a wave: normal scores on the scale of the published scores,
    /// then the usual shrinkage; what a rank leaves open about its score comes on top.
    pub(super) fn normal_of(&self, ranks: &[f64], places: usize) -> Result<(f64, f64), Undefined> {
        let k = places as f64;
        let tau2 = self.spread * self.spread;
        let information: f64 = self.variances.iter().map(|v| 1.0 / v).sum();
        let variance = tau2 / (1.0 + tau2 * information);
        let (mut mean, mut open) = (0.0, 0.0);
        for (rank, v) in ranks.iter().zip(&self.variances) {
            let p = (rank - 0.375) / (k + 0.25);
            let z = normal_quantile(p).ok_or(Undefined::NotFinite)?;
            let scale = (tau2 + v).sqrt();
            mean += variance * scale * z / v;
            open += (variance * scale / v).powi(2) * order_variance(p, z, k);
        }
        let deviation = (variance + open).sqrt();
        if mean.is_finite() && deviation.is_finite() && deviation > 0.0 {
            Ok((mean, deviation))
        } else {
            Err(Undefined::NotFinite)
        }
    }
}

/// Variance of the order statistic at `p` of `k` standard normals, to first order: p(1−p)/((k+2)φ(z)²)
/// (David & Nagaraja 2003, Order Statistics, 4.6).
fn order_variance(p: f64, z: f64, k: f64) -> f64 {
    let density = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    p * (1.0 - p) / ((k + 2.0) * density * density)
}
