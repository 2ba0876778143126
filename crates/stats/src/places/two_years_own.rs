//! One place's own ranks and nothing else: the other places are drawn, its own true difference is integrated out.

use super::{
    Undefined,
    two_years::TrueStanding,
    two_years_ranks::{Noise, TrueCounts},
};
use crate::{distribution::normal_cdf, random::Draws};

/// Counties drawn. Each gives a whole integral, not one yes or no, so that rare ranks cost no more than common ones.
const COUNTIES: usize = 4_000;

/// What one drawn county adds: the likelihood of the ranks seen, split by how many others truly stand below.
struct County {
    /// True differences of the others, ascending.
    others: Vec<f64>,
    /// For each wave, between which two scores the place's own must lie, and its noise.
    windows: Vec<(f64, f64, f64)>,
}

/// Standing of the place by seeded draws; its ranks are 1..=places, one a wave of `noise`.
pub(super) fn standing(
    noise: &Noise,
    ranks: &[f64],
    places: usize,
    seed: u64,
) -> Result<TrueStanding, Undefined> {
    let mut random = Draws::seeded(seed, "own_ranks");
    let mut counts = TrueCounts::new(places);
    for _ in 0..COUNTIES {
        let county = County::draw(noise, ranks, places, &mut random);
        counts.add(&county.below(noise, random.uniform())?);
    }
    counts.standing().ok_or(Undefined::NotFinite)
}

impl County {
    fn draw(noise: &Noise, ranks: &[f64], places: usize, random: &mut Draws) -> Self {
        let mut others: Vec<f64> = (1..places).map(|_| noise.spread * random.normal()).collect();
        let windows = ranks.iter().zip(&noise.variances).map(|(rank, v)| {
            let mut scores: Vec<f64> = others.iter().map(|t| t + v.sqrt() * random.normal()).collect();
            scores.sort_by(f64::total_cmp);
            // a shared rank leaves open on which side of its neighbours the place stood
            let low = (rank.floor() as usize)
                .checked_sub(2)
                .and_then(|at| scores.get(at));
            let high = (rank.ceil() as usize)
                .checked_sub(1)
                .and_then(|at| scores.get(at));
            let open = (f64::NEG_INFINITY, f64::INFINITY);
            (
                low.copied().unwrap_or(open.0),
                high.copied().unwrap_or(open.1),
                v.sqrt(),
            )
        });
        let windows = windows.collect();
        others.sort_by(f64::total_cmp);
        Self { others, windows }
    }

    /// ∫ φ(θ/τ) Π_t P(score_t in its window | θ) dθ over the θ with 0, 1, … others below; the grid starts at a random
    /// point of its first step, so that the steps of the count bias nothing.
    fn below(&self, noise: &Noise, offset: f64) -> Result<Vec<f64>, Undefined> {
        let information: f64 = noise
            .variances
            .iter()
            .map(|v| noise.spread * noise.spread / v)
            .sum();
        let steps = (24.0 * (1.0 + information).sqrt()).min(4_000.0) as usize;
        let mut below = vec![0.0; self.others.len() + 1];
        for node in 0..steps {
            let z = -6.0 + 12.0 * (node as f64 + offset) / steps as f64;
            let truth = noise.spread * z;
            let mut weight = (-0.5 * z * z).exp();
            for (low, high, error) in &self.windows {
                weight *=
                    between((low - truth) / error, (high - truth) / error).ok_or(Undefined::NotFinite)?;
            }
            if let Some(count) = below.get_mut(self.others.partition_point(|t| *t < truth)) {
                *count += weight / steps as f64;
            }
        }
        Ok(below)
    }
}

/// Φ(high) − Φ(low), from the tail where the difference keeps its digits.
fn between(low: f64, high: f64) -> Option<f64> {
    let difference = if low > 0.0 {
        normal_cdf(-low)? - normal_cdf(-high)?
    } else {
        normal_cdf(high)? - normal_cdf(low)?
    };
    Some(difference.max(0.0))
}
