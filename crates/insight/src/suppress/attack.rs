//! The attacker: knows the total, every visible row, every reason and the rule itself, and tries to work out a row
//! below k.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Base, Hidden, decide};

/// Small enough that every table behind a publication can be tried.
const K: u64 = 4;

fn base(valid: u64) -> Base {
    Base {
        valid,
        people: valid + 100,
        exposed: Vec::new(),
    }
}

fn bases(valid: &[u64]) -> Vec<Base> {
    valid.iter().map(|&v| base(v)).collect()
}

fn publish(k: u64, valid: &[u64]) -> Vec<Option<Hidden>> {
    decide(k, &base(valid.iter().sum()), &bases(valid))
}

/// Every way to share `left` among the hidden rows from `at` on.
fn fill(rows: &mut Vec<u64>, hidden: &[usize], at: usize, left: u64, see: &mut impl FnMut(&[u64])) {
    if at + 1 == hidden.len() {
        rows[hidden[at]] = left;
        see(rows);
        return;
    }
    for part in 0..=left {
        rows[hidden[at]] = part;
        fill(rows, hidden, at + 1, left - part, see);
    }
}

/// For each row, the values that would have been published just so.
fn possible(k: u64, truth: &[u64]) -> Vec<BTreeSet<u64>> {
    let published = publish(k, truth);
    let hidden: Vec<usize> = (0..truth.len()).filter(|&i| published[i].is_some()).collect();
    let mut found = vec![BTreeSet::new(); truth.len()];
    if !hidden.is_empty() {
        let left = hidden.iter().map(|&i| truth[i]).sum();
        fill(&mut truth.to_vec(), &hidden, 0, left, &mut |rows| {
            if publish(k, rows) == published {
                hidden.iter().for_each(|&i| drop(found[i].insert(rows[i])));
            }
        });
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_row_below_k_is_determined(truth in proptest::collection::vec(0_u64..9, 2..6)) {
        let total: u64 = truth.iter().sum();
        prop_assume!(total >= K);
        let (published, possible) = (publish(K, &truth), possible(K, &truth));
        for (i, &valid) in truth.iter().enumerate() {
            if valid < K {
                prop_assert!(published[i].is_some(), "row {i} of {truth:?} is shown");
                prop_assert!(possible[i].len() > 1, "row {i} of {truth:?} can only be {:?}", possible[i]);
            }
        }
    }
}
