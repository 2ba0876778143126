//! The attacker: knows the total, every visible row, the people of every row that some item shows, what the reasons
//! mean and, where they are told, the order in which rows are taken, and tries to work out a row below k.

use std::collections::BTreeSet;

use proptest::prelude::*;
use stats::random::Draws;

use super::{Base, Hidden, Threshold, chosen, line};

/// Small enough that every table behind a publication can be tried.
const SMALL_K: u64 = 4;

fn bases(rows: &[(u64, u64)]) -> Vec<Base> {
    rows.iter()
        .map(|&(valid, blank)| Base {
            valid,
            people: valid + blank,
            ..Base::default()
        })
        .collect()
}

fn total(rows: &[Base]) -> Base {
    rows.iter().fold(Base::default(), |sum, row| sum.plus(row))
}

fn of_ten(valid: &[u64]) -> Vec<Option<Hidden>> {
    let rows = bases(&valid.iter().map(|&v| (v, 1000)).collect::<Vec<_>>());
    line(Threshold::default(), &total(&rows), &rows, &[])
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

/// What one item shows, and what an attacker knows of it.
struct Published<'a> {
    k: u64,
    rows: &'a [Base],
    fixed: Vec<bool>,
    reasons: Vec<Option<Hidden>>,
}

impl<'a> Published<'a> {
    /// Both steps: the rows hidden for every item, then this one.
    fn of(k: u64, rows: &'a [Base]) -> Self {
        let people: Vec<Base> = rows
            .iter()
            .map(|row| Base {
                valid: row.people,
                ..row.clone()
            })
            .collect();
        let fixed = chosen(Threshold(k), &total(&people), &people);
        let reasons = line(Threshold(k), &total(rows), rows, &fixed);
        Self {
            k,
            rows,
            fixed,
            reasons,
        }
    }

    fn told(&self) -> bool {
        self.reasons.contains(&Some(Hidden::Primary))
    }

    /// Sizes that a hidden row may have. People are known of rows that another item shows; with the reasons, also that
    /// no row was taken for another's sake before a smaller one.
    fn bounds(&self, i: usize) -> (u64, u64) {
        let (row, fixed) = (&self.rows[i], self.fixed[i]);
        let rows = || (0..self.rows.len()).filter(|j| self.rows[*j].people > 0);
        let smallest = if fixed {
            rows()
                .filter(|j| !self.fixed[*j])
                .map(|j| self.rows[j].people)
                .min()
        } else {
            rows()
                .filter(|j| self.reasons[*j].is_none())
                .map(|j| self.rows[j].valid)
                .min()
        };
        let people = if fixed { u64::MAX } else { row.people };
        match self.reasons[i] {
            Some(Hidden::Primary) => (0, self.k - 1),
            _ if self.told() => (self.k, people.min(smallest.unwrap_or(u64::MAX).max(row.valid))),
            _ => (0, people),
        }
    }

    /// For each hidden row, the sizes that fit everything the attacker knows.
    fn possible(&self) -> Vec<(usize, BTreeSet<u64>)> {
        let hidden: Vec<usize> = (0..self.rows.len())
            .filter(|&i| self.reasons[i].is_some())
            .collect();
        let bounds: Vec<(u64, u64)> = hidden.iter().map(|&i| self.bounds(i)).collect();
        let left = hidden.iter().map(|&i| self.rows[i].valid).sum();
        let of_fixed = |value: &dyn Fn(usize) -> u64| -> u64 {
            (0..hidden.len())
                .filter(|&at| self.fixed[hidden[at]])
                .map(value)
                .sum()
        };
        let people = of_fixed(&|at| self.rows[hidden[at]].people);
        let mut found = vec![BTreeSet::new(); hidden.len()];
        share(left, &bounds, &mut Vec::new(), &mut |sizes| {
            if of_fixed(&|at| sizes[at]) <= people {
                found.iter_mut().zip(sizes).for_each(|(seen, size)| {
                    seen.insert(*size);
                });
            }
        });
        hidden.into_iter().zip(found).collect()
    }

    /// The interval that has to be left of a row below k.
    fn wanted(&self, i: usize) -> (u64, u64) {
        let (row, width) = (&self.rows[i], self.k / 2);
        let all = total(self.rows);
        // with every row hidden, and the people of all but those chosen from people
        let (gaps, own) = (all.people - all.valid, row.people - row.valid);
        let least = if self.fixed[i] {
            0
        } else {
            row.valid.saturating_sub(gaps - own)
        };
        if self.told() {
            return (0, self.k - 1);
        }
        let most = if self.fixed[i] {
            all.valid
        } else {
            all.valid.min(row.people)
        };
        (
            row.valid.saturating_sub(width).max(least),
            (row.valid + width).min(most),
        )
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_row_below_k_is_shown_and_each_is_left_in_doubt(
        rows in proptest::collection::vec((0_u64..9, 0_u64..4), 2..6)
    ) {
        let rows = bases(&rows);
        let published = Published::of(SMALL_K, &rows);
        for (row, reason) in rows.iter().zip(&published.reasons) {
            prop_assert!(row.valid >= SMALL_K || row.people == 0 || reason.is_some(), "{rows:?}");
        }
        prop_assume!(total(&rows).valid >= SMALL_K);
        for (i, sizes) in published.possible() {
            prop_assert!(sizes.contains(&rows[i].valid), "the attacker is wrong about {rows:?}");
            let (low, high) = published.wanted(i);
            if rows[i].valid < SMALL_K {
                prop_assert!(
                    *sizes.first().unwrap() <= low && *sizes.last().unwrap() >= high,
                    "row {i} of {rows:?} can only be {sizes:?}, not {low} to {high}"
                );
            }
        }
    }

    #[test]
    fn every_item_hides_what_is_hidden_of_the_people(
        rows in proptest::collection::vec((0_u64..30, 0_u64..9), 1..9)
    ) {
        let rows = bases(&rows);
        let published = Published::of(10, &rows);
        for (fixed, reason) in published.fixed.iter().zip(&published.reasons) {
            prop_assert!(!fixed || reason.is_some());
        }
    }

    #[test]
    fn what_is_left_after_subtracting_is_nobody_or_a_row_that_may_be_shown(
        rows in proptest::collection::vec((0_u64..60, 0_u64..9), 1..12)
    ) {
        let rows = bases(&rows);
        prop_assume!(total(&rows).valid >= 10);
        let published = line(Threshold::default(), &total(&rows), &rows, &[]);
        let hidden: Vec<u64> =
            rows.iter().zip(&published).filter(|(_, h)| h.is_some()).map(|(row, _)| row.valid).collect();
        prop_assert!(hidden.is_empty() || (hidden.len() > 1 && hidden.iter().sum::<u64>() >= 10));
        prop_assert!(!hidden.is_empty() || rows.iter().all(|row| row.valid >= 10 || row.people == 0));
    }

    #[test]
    fn a_raised_k_never_shows_more(rows in proptest::collection::vec((0_u64..60, 0_u64..9), 1..9), k in 10_u64..40) {
        let rows = bases(&rows);
        for (row, reason) in rows.iter().zip(line(Threshold::raised_to(k), &total(&rows), &rows, &[])) {
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
    assert_eq!(of_ten(&[50, 10, 30]), [None, None, None]);
}

#[test]
fn two_small_rows_leave_a_large_one_visible_where_they_protect_each_other() {
    assert_eq!(of_ten(&[9, 8, 11]).iter().filter(|h| h.is_some()).count(), 2);
    // 9 of 11 could be nothing above 11: the large one has to go with them
    use Hidden::{Complementary, Primary};
    assert_eq!(
        of_ten(&[9, 11, 2]),
        [Some(Primary), Some(Complementary), Some(Primary)]
    );
}

#[test]
fn reasons_are_not_told_where_they_would_tell_the_size() {
    let both = [Some(Hidden::Complementary); 2];
    // taken next is never larger than what is still visible, so 18 of the 27 would leave 9
    assert_eq!(of_ten(&[9, 18, 18, 18]), [both[0], both[1], None, None]);
    assert_eq!(of_ten(&[9, 9, 60, 40]), [both[0], both[1], None, None]);
    assert_eq!(of_ten(&[6, 8, 50, 40]), [both[0], both[1], None, None]);
    assert_eq!(of_ten(&[3, 12]), both);
    assert_eq!(of_ten(&[3, 4]), both);
    assert_eq!(of_ten(&[0, 10, 10]), [both[0], both[1], None]);
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
fn a_row_that_is_nearly_all_one_village_says_so_and_its_company_does_not() {
    let row = |people: u64, largest: u64| Base {
        valid: people,
        people,
        areas: 2,
        largest,
        ..Base::default()
    };
    let rows = [row(50, 41), row(50, 25), row(60, 30)];
    let whole = total(&rows);
    let fixed = chosen(Threshold::default(), &whole, &rows);
    assert_eq!(
        line(Threshold::default(), &whole, &rows, &fixed),
        [Some(Hidden::Dominated), Some(Hidden::Complementary), None]
    );
    // where reasons would tell a size, this one is not told either
    let rows = [row(50, 41), row(9, 5), row(60, 30), row(60, 30)];
    let whole = total(&rows);
    let reasons = line(Threshold::default(), &whole, &rows, &[true, true, false, false]);
    let told = reasons.contains(&Some(Hidden::Primary));
    assert_eq!(told, reasons.contains(&Some(Hidden::Dominated)), "{reasons:?}");
}

#[test]
fn a_row_that_is_nearly_all_one_village_is_hidden_unless_everything_is() {
    let row = |people: u64, largest: u64| Base {
        valid: people,
        people,
        areas: 2,
        largest,
        ..Base::default()
    };
    let rows = [row(50, 41), row(50, 40), row(60, 30)];
    let whole = row(160, 41);
    assert_eq!(chosen(Threshold::default(), &whole, &rows), [true, true, false]);
    assert_eq!(chosen(Threshold::default(), &row(160, 140), &rows), [false; 3]);
    let alone = [
        row(50, 41),
        Base {
            areas: 1,
            ..row(50, 50)
        },
        row(70, 30),
    ];
    assert_eq!(chosen(Threshold::default(), &whole, &alone), [true, true, false]);
}

#[test]
fn an_item_few_answered_hides_a_row_more_and_never_another_one_less() {
    let rows = bases(&[(4, 2), (30, 5), (12, 5), (9, 20), (40, 9)]);
    let published = Published::of(10, &rows);
    assert_eq!(published.fixed, [true, false, true, false, false]);
    assert_eq!(
        published.reasons.iter().map(Option::is_some).collect::<Vec<_>>(),
        [true, false, true, true, false]
    );
}

#[test]
fn a_share_of_all_or_none_on_a_sensitive_item_is_hidden() {
    let row = |valid: u64, yes: u64| Base {
        valid,
        people: valid,
        exposed: vec![yes, valid - yes],
        ..Base::default()
    };
    let rows = [row(40, 40), row(30, 12), row(50, 20), row(60, 0)];
    let published = line(Threshold::default(), &total(&rows), &rows, &[]);
    assert_eq!(
        published,
        [Some(Hidden::Primary), None, None, Some(Hidden::Primary)]
    );
}

#[test]
fn a_township_nobody_answered_from_hides_nobody_else() {
    let rows = bases(&[(0, 0), (80, 3), (0, 0)]);
    assert_eq!(line(Threshold::default(), &total(&rows), &rows, &[]), [None; 3]);
}

#[test]
fn k_is_raised_only() {
    assert_eq!(Threshold::raised_to(3).k(), 10);
    assert_eq!(Threshold::raised_to(25).k(), 25);
}

/// Sizes of the hidden rows for which the rule, run again, publishes the same.
fn worlds(published: &Published) -> Vec<(usize, BTreeSet<u64>)> {
    let hidden: Vec<usize> = (0..published.rows.len())
        .filter(|&i| published.reasons[i].is_some())
        .collect();
    let left = hidden.iter().map(|&i| published.rows[i].valid).sum();
    let mut found = vec![BTreeSet::new(); hidden.len()];
    let bounds = vec![(0, left); hidden.len()];
    share(left, &bounds, &mut Vec::new(), &mut |sizes| {
        let mut rows = published.rows.to_vec();
        for (&i, &size) in hidden.iter().zip(sizes) {
            (rows[i].valid, rows[i].people) = (size, size);
        }
        if Published::of(published.k, &rows).reasons == published.reasons {
            found.iter_mut().zip(sizes).for_each(|(seen, size)| {
                seen.insert(*size);
            });
        }
    });
    hidden.into_iter().zip(found).collect()
}

#[test]
fn running_the_rule_again_tells_fewer_than_one_row_in_two_hundred() {
    let mut draws = Draws::seeded(10, "lines");
    let (mut small, mut told) = (0, 0);
    for _ in 0..2500 {
        let top = [14, 30, 60][draws.below(3)];
        let rows: Vec<(u64, u64)> = (0..2 + draws.below(4))
            .map(|_| (draws.below(top) as u64, 0))
            .collect();
        let rows = bases(&rows);
        let published = Published::of(10, &rows);
        let hidden = published.reasons.iter().flatten().count();
        if total(&rows).valid < 10 || hidden == 0 || hidden > 3 {
            continue;
        }
        for (i, sizes) in worlds(&published) {
            assert!(sizes.contains(&rows[i].valid));
            if rows[i].valid < 10 {
                small += 1;
                told += usize::from(sizes.len() == 1);
            }
        }
    }
    // what is told: which of equal rows was taken, and three rows of nine each
    assert!(small > 1000 && told * 200 < small, "{told} of {small}");
}
