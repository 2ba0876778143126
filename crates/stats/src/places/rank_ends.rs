//! How probably a place is among the k smallest or the k largest, by integration: what seeded draws come near to, without
//! their Monte-Carlo error.

use serde::{Deserialize, Serialize};

use crate::distribution::normal_cdf;

/// Where one place stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankEnds {
    /// P(among the k smallest), 0–1.
    pub smallest: f64,
    /// P(among the k largest), 0–1.
    pub largest: f64,
}

/// Standard deviations to each side that count; beyond lie 10⁻¹⁵ of the mass.
const REACH: f64 = 8.0;
/// Widest and narrowest step of the integration, in standard deviations of the place.
const STEPS: (f64, f64) = (0.25, 0.0125);

/// P(among the `k` smallest) and P(among the `k` largest) of independent normal values.
///
/// `means` and `deviations` (above zero) one a place; 1 ≤ k < places. P = ∫ φ(z) P(at most k − 1 of the others lie
/// beyond m + s z) dz, the number beyond being a sum of independent yes-or-no's, by the trapezoid rule over ±8 s, whose
/// error falls off exponentially in the step. The k smallest sum to k over the places. `None` for unequal lengths,
/// fewer than two places, a k outside, a deviation of zero, or a number that is not finite. Source: Goldstein &
/// Spiegelhalter (1996), JRSS A 159:385, without draws. Checked against `rank_probabilities`. No golden.
pub fn rank_ends(means: &[f64], deviations: &[f64], k: usize) -> Option<Vec<RankEnds>> {
    let finite = means.iter().all(|m| m.is_finite()) && deviations.iter().all(|s| s.is_finite() && *s > 0.0);
    if !finite || means.len() != deviations.len() || k == 0 || k >= means.len() {
        return None;
    }
    let narrowest = deviations.iter().copied().fold(f64::INFINITY, f64::min);
    let places: Vec<(f64, f64)> = means.iter().copied().zip(deviations.iter().copied()).collect();
    (0..places.len())
        .map(|i| {
            let (mean, deviation) = places[i];
            // a step must not pass over the rise of a neighbour that is known better
            let step = (0.5 * narrowest / deviation).clamp(STEPS.1, STEPS.0);
            let others = || places.iter().enumerate().filter(move |(j, _)| *j != i);
            let nodes = (REACH / step).ceil() as i32;
            let (mut smallest, mut largest, mut mass) = (0.0, 0.0, 0.0);
            for node in -nodes..=nodes {
                let z = f64::from(node) * step;
                let weight = (-0.5 * z * z).exp();
                let at = mean + deviation * z;
                let below: Vec<f64> = others()
                    .map(|(_, (m, s))| normal_cdf((at - m) / s))
                    .collect::<Option<_>>()?;
                smallest += weight * fewer_than(k, below.iter().copied());
                largest += weight * fewer_than(k, below.iter().map(|p| 1.0 - p));
                mass += weight;
            }
            let part = |sum: f64| Some((sum / mass).clamp(0.0, 1.0)).filter(|p| p.is_finite());
            Some(RankEnds {
                smallest: part(smallest)?,
                largest: part(largest)?,
            })
        })
        .collect()
}

/// P(fewer than `k` of independent events happen).
fn fewer_than(k: usize, chances: impl Iterator<Item = f64>) -> f64 {
    // share[n]: exactly n so far; what reaches k is dropped
    let mut share = vec![0.0; k];
    share[0] = 1.0;
    for p in chances {
        for n in (1..k).rev() {
            share[n] = share[n] * (1.0 - p) + share[n - 1] * p;
        }
        share[0] *= 1.0 - p;
    }
    share.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{distribution::normal_cdf, places::rank_sets::rank_probabilities};

    #[test]
    fn two_places_are_a_question_of_their_difference() {
        // P(X1 < X2) = Φ(2/√(1 + 4))
        let found = rank_ends(&[1.0, 3.0], &[1.0, 2.0], 1).unwrap();
        let p = normal_cdf(2.0 / 5.0_f64.sqrt()).unwrap();
        assert!((found[0].smallest - p).abs() < 1e-9 && (found[1].largest - p).abs() < 1e-9);
        assert!((found[0].largest - (1.0 - p)).abs() < 1e-9);
    }

    #[test]
    fn equal_places_have_equal_chances_and_the_ends_are_filled() {
        let same = rank_ends(&[5.0; 7], &[2.0; 7], 3).unwrap();
        assert!(same.iter().all(|p| (p.smallest - 3.0 / 7.0).abs() < 1e-9));
        let means: Vec<f64> = (0..24).map(|i| 60.0 + f64::from(i * i % 13)).collect();
        let deviations: Vec<f64> = (0..24).map(|i| 0.3 + f64::from(i % 5)).collect();
        let found = rank_ends(&means, &deviations, 8).unwrap();
        let total: f64 = found.iter().map(|p| p.smallest).sum();
        assert!((total - 8.0).abs() < 1e-6, "{total}");
        let drawn = rank_probabilities(&means, &deviations, 8, 10_000, 3).unwrap();
        for (exact, drawn) in found.iter().zip(&drawn) {
            assert!((exact.smallest - drawn.bottom).abs() < 4.0 * drawn.monte_carlo_error);
            assert!((exact.largest - drawn.top).abs() < 4.0 * drawn.monte_carlo_error);
        }
    }

    #[test]
    fn what_is_undefined_is_none() {
        assert_eq!(rank_ends(&[1.0, 2.0], &[1.0], 1), None);
        assert_eq!(rank_ends(&[1.0, 2.0], &[1.0, 0.0], 1), None);
        assert_eq!(rank_ends(&[1.0, 2.0], &[1.0, 1.0], 2), None);
        assert_eq!(rank_ends(&[1.0, 2.0], &[1.0, 1.0], 0), None);
        assert_eq!(rank_ends(&[f64::NAN, 2.0], &[1.0, 1.0], 1), None);
        assert_eq!(rank_ends(&[], &[], 1), None);
    }
}
