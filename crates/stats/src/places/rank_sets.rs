//! Ranks with their uncertainty: joint sets, expectations, and the probability of standing near an end.
//! Rank 1 is the smallest value; equal values share the mean of their places.

use serde::{Deserialize, Serialize};

use crate::{
    Interval,
    distribution::{normal_cdf, normal_half_width},
    mid_ranks,
    random::Draws,
};

/// The ranks a place may truly have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankSet {
    /// Smallest, from 1.
    pub low: usize,
    /// Largest, at most the number of places.
    pub high: usize,
}

/// A rank set for every place, right for all of them together with the confidence asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankSets {
    /// Standard errors to each side of an estimate.
    pub half_width: f64,
    /// One a place, in the order given.
    pub sets: Vec<RankSet>,
}

/// Where a place stands over seeded draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankProbabilities {
    /// Mean rank.
    pub expected_rank: f64,
    /// P(among the k largest).
    pub top: f64,
    /// P(among the k smallest).
    pub bottom: f64,
    /// P(in the lower half: rank at most half the number of places; with an odd number the middle is in neither half).
    pub lower_half: f64,
    /// 5 % and 95 % points of the rank.
    pub interval_90: Interval,
    /// Monte-Carlo standard error of a probability here, at its largest (p = ½).
    pub monte_carlo_error: f64,
}

fn usable(estimates: &[f64], errors: &[f64]) -> bool {
    let finite =
        errors.iter().all(|se| se.is_finite() && *se >= 0.0) && estimates.iter().all(|y| y.is_finite());
    finite && estimates.len() == errors.len() && estimates.len() >= 2
}

/// Joint confidence sets for the ranks of independent estimates.
///
/// `estimates` and standard `errors` one a place (zero allowed), `confidence` in (0, 1). Each place gets the interval
/// from L to U = y ± z·se with z = Φ⁻¹(1 − (1 − confidence^(1/K))/2); its smallest rank is 1 + the number of others with
/// U ≤ its L, its largest K − the number of others with L ≥ its U. Equal estimates never push each other. `None`: lengths,
/// fewer than two, not finite, negative errors, confidence outside (0, 1).
///
/// Source: Klein, Wright & Wieczorek (2020), JRSS C 69:589. Golden g24.
pub fn rank_sets(estimates: &[f64], errors: &[f64], confidence: f64) -> Option<RankSets> {
    let possible = confidence > 0.0 && confidence < 1.0;
    if !possible || !usable(estimates, errors) {
        return None;
    }
    let k = estimates.len();
    let half_width = normal_half_width(confidence.powf(1.0 / k as f64))?;
    let places: Vec<(f64, f64, f64)> = estimates
        .iter()
        .zip(errors)
        .map(|(y, se)| (*y, y - half_width * se, y + half_width * se))
        .collect();
    let sets = places
        .iter()
        .map(|(y, low, high)| RankSet {
            low: 1 + places
                .iter()
                .filter(|(other, _, end)| other != y && end <= low)
                .count(),
            high: k - places
                .iter()
                .filter(|(other, start, _)| other != y && start >= high)
                .count(),
        })
        .collect();
    Some(RankSets { half_width, sets })
}

/// Places whose whole rank set lies in the bottom third: high end at most ⌊K/3⌋. Only these may be listed as low.
///
/// Source: STATISTICS §2.3. No golden.
pub fn bottom_list(sets: &[RankSet]) -> Vec<usize> {
    (0..sets.len())
        .filter(|i| sets.get(*i).is_some_and(|s| s.high <= sets.len() / 3))
        .collect()
}

/// Expected rank 1 + Σ_j Φ((θ_i − θ_j)/√(s_i² + s_j²)) of independent normal values.
///
/// `means` and `deviations` one a place (zero allowed: equal values then share their places). `None` as [`rank_sets`].
/// Source: Laird & Louis (1989), J. Educ. Stat. 14:29. Golden g24.
pub fn expected_ranks(means: &[f64], deviations: &[f64]) -> Option<Vec<f64>> {
    if !usable(means, deviations) {
        return None;
    }
    let above = |(a, s): (f64, f64), (b, t): (f64, f64)| {
        let distance = a - b;
        let spread = s.hypot(t);
        let known = spread == 0.0 || distance == 0.0;
        if known {
            Some(if distance == 0.0 {
                0.5
            } else {
                f64::from(u8::from(distance > 0.0))
            })
        } else {
            normal_cdf(distance / spread)
        }
    };
    let places: Vec<(f64, f64)> = means.iter().copied().zip(deviations.iter().copied()).collect();
    places
        .iter()
        .map(|p| {
            places
                .iter()
                .map(|q| above(*p, *q))
                .sum::<Option<f64>>()
                .map(|s| s + 0.5)
        })
        .collect()
}

/// Rank probabilities of independent normal values by seeded draws.
///
/// `means` and `deviations` one a place, from the smoothed estimates; `k` places count as top or bottom; `draws` (10,000 is
/// the house's number) from `seed`. `None` as [`rank_sets`], for no draws, or where k exceeds the number of places.
///
/// Source: Goldstein & Spiegelhalter (1996), JRSS A 159:385. Checked against [`expected_ranks`]. No golden.
pub fn rank_probabilities(
    means: &[f64],
    deviations: &[f64],
    k: usize,
    draws: usize,
    seed: u64,
) -> Option<Vec<RankProbabilities>> {
    let places = means.len();
    if !usable(means, deviations) || draws == 0 || k > places {
        return None;
    }
    let mut random = Draws::seeded(seed, "rank_probabilities");
    // seen[i][r]: how often place i had rank (r + 2) / 2, in half steps because equal values share
    let mut seen = vec![vec![0_u32; 2 * places - 1]; places];
    let mut values = vec![0.0; places];
    for _ in 0..draws {
        for ((value, mean), deviation) in values.iter_mut().zip(means).zip(deviations) {
            *value = mean + deviation * random.normal();
        }
        for (counts, rank) in seen.iter_mut().zip(mid_ranks(&values)?) {
            if let Some(count) = counts.get_mut((2.0 * rank) as usize - 2) {
                *count += 1;
            }
        }
    }
    Some(
        seen.iter()
            .map(|counts| summarise(counts, places, k, draws))
            .collect(),
    )
}

fn summarise(counts: &[u32], places: usize, k: usize, draws: usize) -> RankProbabilities {
    let all = draws as f64;
    let rank = |at: usize| (at as f64 + 2.0) / 2.0;
    let share = |keep: &dyn Fn(f64) -> bool| {
        let kept = counts.iter().enumerate().filter(|(at, _)| keep(rank(*at)));
        kept.map(|(_, n)| f64::from(*n)).sum::<f64>() / all
    };
    let quantile = |p: f64| {
        let mut so_far = 0.0;
        let reached = counts.iter().position(|n| {
            so_far += f64::from(*n);
            so_far >= p * all
        });
        rank(reached.unwrap_or(counts.len().saturating_sub(1)))
    };
    RankProbabilities {
        expected_rank: counts
            .iter()
            .enumerate()
            .map(|(at, n)| rank(at) * f64::from(*n))
            .sum::<f64>()
            / all,
        top: share(&|r| r > (places - k) as f64),
        bottom: share(&|r| r <= k as f64),
        lower_half: share(&|r| r <= (places / 2) as f64),
        interval_90: Interval {
            low: quantile(0.05),
            high: quantile(0.95),
        },
        monte_carlo_error: 0.5 / all.sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_known_exactly_share_their_places() {
        let sets = rank_sets(&[5.0, 5.0, 9.0], &[0.0; 3], 0.9).unwrap().sets;
        assert_eq!(
            sets,
            [(1, 2), (1, 2), (3, 3)].map(|(low, high)| RankSet { low, high })
        );
        assert_eq!(
            expected_ranks(&[5.0, 5.0, 9.0], &[0.0; 3]),
            Some(vec![1.5, 1.5, 3.0])
        );
        let p = rank_probabilities(&[5.0, 5.0, 9.0], &[0.0; 3], 1, 10, 1).unwrap();
        assert_eq!((p[0].expected_rank, p[0].bottom, p[2].top), (1.5, 0.0, 1.0));
    }

    #[test]
    fn draws_agree_with_the_closed_form() {
        let (means, deviations) = ([60.0, 64.0, 65.0, 70.0], [2.0, 3.0, 1.0, 2.5]);
        let expected = expected_ranks(&means, &deviations).unwrap();
        let drawn = rank_probabilities(&means, &deviations, 1, 10_000, 7).unwrap();
        for (e, d) in expected.iter().zip(&drawn) {
            assert!((e - d.expected_rank).abs() < 0.05, "{e} {d:?}");
        }
        assert!(drawn[0].bottom > 0.7 && drawn[3].top > 0.7 && drawn[0].lower_half > drawn[2].lower_half);
        assert_eq!(
            drawn,
            rank_probabilities(&means, &deviations, 1, 10_000, 7).unwrap()
        );
    }

    #[test]
    fn only_a_place_wholly_in_the_bottom_third_is_listed() {
        let set = |low, high| RankSet { low, high };
        assert_eq!(
            bottom_list(&[set(1, 2), set(1, 3), set(3, 6), set(2, 6), set(2, 6), set(1, 6)]),
            vec![0]
        );
        assert!(bottom_list(&[]).is_empty());
    }

    #[test]
    fn what_is_undefined_is_none() {
        assert_eq!(rank_sets(&[1.0], &[1.0], 0.9), None);
        assert_eq!(rank_sets(&[1.0, f64::NAN], &[1.0; 2], 0.9), None);
        assert_eq!(rank_sets(&[1.0, 2.0], &[1.0, -1.0], 0.9), None);
        assert_eq!(rank_sets(&[1.0, 2.0], &[1.0; 2], 1.0), None);
        assert_eq!(rank_probabilities(&[1.0, 2.0], &[1.0; 2], 3, 10, 1), None);
        assert_eq!(rank_probabilities(&[1.0, 2.0], &[1.0; 2], 1, 0, 1), None);
    }
}
