//! Ranks of places under each scheme, and how far schemes disagree.

use stats::places::rank_sets::{expected_ranks, rank_sets};

use super::{ScoredPlace, Turned, points::Estimated};

/// Fewer places cannot be compared in earnest.
const ENOUGH_PLACES: usize = 8;
const CONFIDENCE: f64 = 0.95;

/// Rank sets and expected ranks of the places at these positions. The variance of a place is the mean of n · V over all of
/// them, weighted by n, over its own n: the design effect of one place is too rough, and its own.
pub(super) fn ranks(places: &mut [ScoredPlace], ranked: &[(usize, Vec<Estimated>)]) {
    if ranked.len() < ENOUGH_PLACES {
        return;
    }
    let schemes = ranked.first().map_or(0, |(_, under)| under.len());
    for scheme in 0..schemes {
        let own: Vec<Estimated> = ranked
            .iter()
            .filter_map(|(_, u)| u.get(scheme))
            .copied()
            .collect();
        let known = || own.iter().filter_map(|e| Some((e.n, e.variance?)));
        let weight: f64 = known().map(|(n, _)| n).sum();
        let one = known().map(|(n, v)| n * n * v).sum::<f64>() / weight;
        if !(weight > 0.0 && one.is_finite()) {
            continue;
        }
        // from the best: on scores turned round
        let turned: Vec<f64> = own.iter().map(|e| -e.value).collect();
        let errors: Vec<f64> = own.iter().map(|e| (one / e.n).sqrt()).collect();
        let (Some(sets), Some(expected)) = (
            rank_sets(&turned, &errors, CONFIDENCE),
            expected_ranks(&turned, &errors),
        ) else {
            continue;
        };
        for ((at, _), (set, expected)) in ranked.iter().zip(sets.sets.iter().zip(expected)) {
            let slot = places.get_mut(*at).and_then(|p| p.under.get_mut(scheme));
            if let Some(slot) = slot {
                slot.rank = Some([set.low, set.high]);
                slot.expected_rank = Some(expected);
            }
        }
    }
    for place in places {
        let sets = || place.under.iter().filter_map(|u| u.rank);
        let (best, worst) = (sets().map(|r| r[0]).max(), sets().map(|r| r[1]).min());
        place.moves = best.zip(worst).is_some_and(|(low, high)| low > high);
    }
}

/// Every two schemes over the places that have enough answers.
pub(super) fn turned(schemes: &[String], places: &[ScoredPlace]) -> Vec<Turned> {
    let known: Vec<&ScoredPlace> = places
        .iter()
        .filter(|p| p.status.is_none() && p.under.len() == schemes.len())
        .collect();
    let mut found = Vec::new();
    for (a, first) in schemes.iter().enumerate() {
        for (b, second) in schemes.iter().enumerate().skip(a + 1) {
            let (mut pairs, mut round) = (0, 0);
            for (i, one) in known.iter().enumerate() {
                for other in known.iter().skip(i + 1) {
                    let apart = |s: usize| one.under[s].value - other.under[s].value;
                    // closer than this is the same score but for rounding
                    if apart(a).abs() < 1e-9 || apart(b).abs() < 1e-9 {
                        continue;
                    }
                    pairs += 1;
                    round += usize::from((apart(a) > 0.0) != (apart(b) > 0.0));
                }
            }
            found.push(Turned {
                schemes: [first.clone(), second.clone()],
                pairs,
                turned: round,
            });
        }
    }
    found
}

/// Mean over places of the highest less the lowest score.
pub(super) fn spread(places: &[ScoredPlace]) -> Option<f64> {
    let of = |p: &ScoredPlace| {
        let values = || p.under.iter().map(|u| u.value);
        let high = values().max_by(f64::total_cmp)?;
        Some(high - values().min_by(f64::total_cmp)?)
    };
    stats::mean(&places.iter().filter_map(of).collect::<Vec<f64>>())
}
