//! The attacker: knows the total, every visible row, how many people the other rows have, every reason and the order in which
//! rows are chosen, and tries to work out a row below k.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Base, Hidden, Threshold, decide, line};

/// Small enough that every table behind a publication can be tried.
const SMALL_K: u64 = 4;

fn bases(rows: &[(u64, u64)]) -> Vec<Base> {
    rows.iter()
        .map(|&(valid, blank)| Base {
            valid,
            people: valid + blank,
            exposed: Vec::new(),
        })
        .collect()
}

fn total(rows: &[Base]) -> Base {
    rows.iter().fold(Base::default(), |sum, row| sum.plus(row))
}

fn of_ten(valid: &[u64]) -> Vec<Option<Hidden>> {
    let rows = bases(&valid.iter().map(|&v| (v, 1000)).collect::<Vec<_>>());
    line(Threshold::default(), &total(&rows), &rows)
}

/// Every way to share `left` among the rows, none above its highest value.
fn share(left: u64, bounds: &[(u64, u64)], taken: &mut Vec<u64>, see: &mut impl FnMut(&[u64])) {
    match bounds.split_first() {
        None if left == 0 => see(taken),
        None => {}
        Some(((low, high), rest)) => {
            for part in *low..=(*high).min(left) {
                taken.push(part);
                share(left - part, rest, taken, see);
                taken.pop();
            }
        }
    }
}

/// For each hidden row, the sizes that fit everything the attacker knows.
fn possible(k: u64, rows: &[Base], published: &[Option<Hidden>]) -> Vec<(usize, BTreeSet<u64>)> {
    let hidden: Vec<usize> = (0..rows.len()).filter(|&i| published[i].is_some()).collect();
    let smallest_visible = (0..rows.len())
        .filter(|i| published[*i].is_none() && rows[*i].people > 0)
        .map(|i| rows[i].valid)
        .min()
        .unwrap_or(u64::MAX);
    let whole_line = hidden.len() == rows.iter().filter(|row| row.people > 0).count();
    // the people of a row are seen where it is visible for another item, which takes k of them
    let people = |i: usize| {
        if rows[i].people < k {
            u64::MAX
        } else {
            rows[i].people
        }
    };
    let bounds: Vec<(u64, u64)> = hidden
        .iter()
        .map(|&i| match published[i] {
            _ if whole_line => (0, people(i)),
            Some(Hidden::Primary) => (0, k - 1),
            _ => (k, smallest_visible.min(people(i))),
        })
        .collect();
    let mut found = vec![BTreeSet::new(); hidden.len()];
    let left = hidden.iter().map(|&i| rows[i].valid).sum();
    share(left, &bounds, &mut Vec::new(), &mut |sizes| {
        found.iter_mut().zip(sizes).for_each(|(seen, size)| {
            seen.insert(*size);
        });
    });
    hidden.into_iter().zip(found).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_row_below_k_is_shown_or_determined(
        rows in proptest::collection::vec((0_u64..9, 0_u64..4), 2..6)
    ) {
        let rows = bases(&rows);
        let published = decide(SMALL_K, &total(&rows), &rows);
        for (row, reason) in rows.iter().zip(&published) {
            prop_assert!(row.valid >= SMALL_K || row.people == 0 || reason.is_some(), "{rows:?}");
        }
        prop_assume!(total(&rows).valid >= SMALL_K);
        for (i, sizes) in possible(SMALL_K, &rows, &published) {
            prop_assert!(sizes.contains(&rows[i].valid), "the attacker is wrong about {rows:?}");
            if rows[i].valid < SMALL_K {
                prop_assert!(sizes.len() > 1, "row {i} of {rows:?} can only be {sizes:?}");
            }
        }
    }

    #[test]
    fn what_is_left_after_subtracting_is_nobody_or_a_row_that_may_be_shown(
        rows in proptest::collection::vec((0_u64..60, 0_u64..9), 1..12)
    ) {
        let rows = bases(&rows);
        prop_assume!(total(&rows).valid >= 10);
        let published = line(Threshold::default(), &total(&rows), &rows);
        let hidden: Vec<u64> =
            rows.iter().zip(&published).filter(|(_, h)| h.is_some()).map(|(row, _)| row.valid).collect();
        prop_assert!(hidden.is_empty() || (hidden.len() > 1 && hidden.iter().sum::<u64>() >= 10));
        prop_assert!(!hidden.is_empty() || rows.iter().all(|row| row.valid >= 10 || row.people == 0));
    }

    #[test]
    fn a_raised_k_never_shows_more(rows in proptest::collection::vec((0_u64..60, 0_u64..9), 1..9), k in 10_u64..40) {
        let rows = bases(&rows);
        for (row, reason) in rows.iter().zip(line(Threshold::raised_to(k), &total(&rows), &rows)) {
            prop_assert!(reason.is_some() || row.valid >= k || row.people == 0);
        }
    }
}

#[test]
fn one_small_row_takes_the_next_smallest_with_it() {
    use Hidden::{Complementary, Primary};
    assert_eq!(
        of_ten(&[50, 5, 30, 40]),
        [None, Some(Primary), Some(Complementary), None]
    );
    assert_eq!(
        of_ten(&[30, 5, 30, 40]),
        [Some(Complementary), Some(Primary), None, None]
    );
    assert_eq!(
        of_ten(&[50, 5, 8, 40]),
        [None, Some(Primary), Some(Primary), None]
    );
    assert_eq!(of_ten(&[50, 10, 30]), [None, None, None]);
}

#[test]
fn small_rows_that_together_are_below_k_take_another_with_them() {
    use Hidden::{Complementary, Primary};
    assert_eq!(
        of_ten(&[2, 7, 60, 40]),
        [Some(Primary), Some(Primary), None, Some(Complementary)]
    );
}

#[test]
fn two_rows_of_nine_are_not_left_to_be_guessed() {
    use Hidden::{Complementary, Primary};
    assert_eq!(
        of_ten(&[9, 9, 60, 40]),
        [Some(Primary), Some(Primary), None, Some(Complementary)]
    );
}

#[test]
fn a_line_hidden_as_a_whole_gives_no_reasons() {
    assert_eq!(of_ten(&[3, 12]), [Some(Hidden::Complementary); 2]);
    assert_eq!(of_ten(&[3, 4]), [Some(Hidden::Complementary); 2]);
    assert_eq!(of_ten(&[0, 10, 10]), [Some(Hidden::Complementary); 3]);
}

#[test]
fn a_share_of_all_or_none_on_a_sensitive_item_is_hidden() {
    let row = |valid: u64, yes: u64| Base {
        valid,
        people: valid,
        exposed: vec![yes, valid - yes],
    };
    let rows = [row(40, 40), row(30, 12), row(50, 20), row(60, 0)];
    let published = line(Threshold::default(), &total(&rows), &rows);
    assert_eq!(
        published,
        [Some(Hidden::Primary), None, None, Some(Hidden::Primary)]
    );
}

#[test]
fn a_township_nobody_answered_from_hides_nobody_else() {
    let rows = bases(&[(0, 0), (80, 3), (0, 0)]);
    assert_eq!(line(Threshold::default(), &total(&rows), &rows), [None; 3]);
}

#[test]
fn k_is_raised_only() {
    assert_eq!(Threshold::raised_to(3).k(), 10);
    assert_eq!(Threshold::raised_to(25).k(), 25);
}
