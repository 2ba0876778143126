//! Which cells are listed, and how many of them the header admits may be wrong.

use serde::{Deserialize, Serialize};

/// What the header of a list promises.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    /// Cells with P ≥ 0.95: go and look.
    pub strong: usize,
    /// Cells with 0.80 ≤ P < 0.95: keep an eye on.
    pub probable: usize,
    /// How many of them may in truth not be low: 0.1 a strong and 0.2 a probable cell, never below Σ(1 − P).
    pub may_be_wrong: f64,
}

/// The largest set with a mean of 1 − p of at most `rate` among probabilities of at least `floor`, as ascending places.
///
/// Values that are not a number are never listed. Source: Newton, Noueiry, Sarkar & Ahlquist (2004), Biostatistics 5:155.
/// Golden g31 (`bayes_fdr_flagged`, rate 0.10, floor 0.80).
pub fn bayesian_fdr(p: &[f64], rate: f64, floor: f64) -> Vec<usize> {
    let mut order: Vec<(usize, f64)> = p
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, p)| *p >= floor)
        .collect();
    order.sort_by(|(i, a), (j, b)| b.total_cmp(a).then(i.cmp(j)));
    let kept = longest(order.iter().map(|(_, p)| *p), rate);
    let mut listed: Vec<usize> = order.into_iter().take(kept).map(|(i, _)| i).collect();
    listed.sort_unstable();
    listed
}

/// How many of these descending probabilities keep the mean of 1 − p within `rate`: that mean only grows.
pub(super) fn longest(descending: impl Iterator<Item = f64>, rate: f64) -> usize {
    let (mut doubt, mut kept) = (0.0, 0);
    for (at, p) in descending.enumerate() {
        doubt += 1.0 - p;
        if doubt / (at + 1) as f64 > rate {
            break;
        }
        kept = at + 1;
    }
    kept
}

/// The promise of a list of cells with these probabilities. What survives the stress test of an omitted confounder, not the
/// nominal posterior. `None` if a value is not a probability.
///
/// Source: STATISTICS §2.8, from `sim_verdict_misspec`.
pub fn promise(p: &[f64]) -> Option<Promise> {
    if p.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return None;
    }
    let strong = p.iter().filter(|p| **p >= 0.95).count();
    let probable = p.len() - strong;
    let nominal: f64 = p.iter().map(|p| 1.0 - p).sum();
    Some(Promise {
        strong,
        probable,
        may_be_wrong: (0.1 * strong as f64 + 0.2 * probable as f64).max(nominal),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_stops_where_its_doubt_passes_the_rate() {
        assert_eq!(
            bayesian_fdr(&[0.81, 0.99, 0.85, 0.2, 0.97], 0.10, 0.80),
            vec![0, 1, 2, 4]
        );
        assert_eq!(bayesian_fdr(&[0.81, 0.82], 0.10, 0.80), Vec::<usize>::new());
        assert_eq!(bayesian_fdr(&[0.79, f64::NAN], 0.5, 0.80), Vec::<usize>::new());
        assert_eq!(bayesian_fdr(&[], 0.1, 0.8), Vec::<usize>::new());
    }

    #[test]
    fn the_promise_is_never_below_the_nominal_doubt() {
        let p = promise(&[0.96, 0.99, 0.85]).unwrap();
        assert_eq!((p.strong, p.probable), (2, 1));
        assert!((p.may_be_wrong - 0.4).abs() < 1e-12);
        assert!((promise(&[0.5, 0.5]).unwrap().may_be_wrong - 1.0).abs() < 1e-12);
        assert_eq!(promise(&[1.5]), None);
    }
}
