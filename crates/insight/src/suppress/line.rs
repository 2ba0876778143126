//! One line: rows that together are the whole of a total that is shown.

use super::{Base, Hidden, Threshold};

/// What is hidden of a line for every item alike, decided from people.
///
/// `total` and `rows` carry people both as `people` and as `valid`. Hidden are rows of fewer than k people, rows that
/// one of several areas supplies more than four in five of (unless it does so of the total: then the figures are that
/// area's anyway), and what protects them as in [`line()`].
pub fn chosen(threshold: Threshold, total: &Base, rows: &[Base]) -> Vec<bool> {
    let start: Vec<bool> = rows
        .iter()
        .map(|row| row.dominated() && !total.dominated())
        .collect();
    if !total.showable(threshold.k()) {
        return vec![true; rows.len()];
    }
    Line::new(threshold.k(), rows, &start, true).hidden()
}

/// Decides a line of one item: `fixed` says which rows are hidden for every item ([`chosen`]; false where it is
/// shorter than `rows`).
///
/// Rows below k are hidden. Then, until they are protected, the smallest row still visible is hidden too (the first of
/// equal ones). Protected means: the hidden rows together could be shown as one row, so that what is left after
/// subtracting is nobody's answers; and someone who knows the total, the visible rows and the people of every row that
/// is visible for some item finds for a row of v answers nothing narrower than v ± k/2, cut off at 0 and at those
/// people, or at what is found with every row hidden.
///
/// Rows that are all below k are hidden with another until they hold what the largest of them could need.
///
/// One answer per row, in their order. Reasons are told only where they leave every row below k anything from 0 to k − 1, to
/// someone who also knows that the smallest row is taken next. That a row chosen from people is nearly all one area is told
/// with them: it bounds no number of answers from above, so it leaves no row below k less than before. A total below k hides everything; a row of nobody at all has
/// nothing to hide.
pub fn line(threshold: Threshold, total: &Base, rows: &[Base], fixed: &[bool]) -> Vec<Option<Hidden>> {
    if !total.showable(threshold.k()) {
        return vec![Some(Hidden::Complementary); rows.len()];
    }
    let line = Line::new(threshold.k(), rows, fixed, false);
    let hidden = line.hidden();
    let told = line.may_be_told(&hidden);
    let dominated = |i: usize| {
        let row = rows.get(i);
        line.fixed(i) && !total.dominated() && row.is_some_and(Base::dominated)
    };
    let reason = |i: usize| match (told, line.primary(i)) {
        (true, true) => Hidden::Primary,
        (true, false) if dominated(i) => Hidden::Dominated,
        _ => Hidden::Complementary,
    };
    let reasons = hidden.iter().enumerate();
    reasons.map(|(i, hidden)| hidden.then(|| reason(i))).collect()
}

struct Line<'a> {
    k: u64,
    rows: &'a [Base],
    fixed: Vec<bool>,
    /// Are the rows decided from people, so that nobody knows the people of a hidden row?
    of_people: bool,
}

impl<'a> Line<'a> {
    fn new(k: u64, rows: &'a [Base], fixed: &[bool], of_people: bool) -> Self {
        let fixed = fixed.iter().copied().chain(std::iter::repeat(false));
        let fixed = rows.iter().zip(fixed).map(|(row, f)| f && row.people > 0);
        Self {
            k,
            rows,
            fixed: fixed.collect(),
            of_people,
        }
    }

    fn fixed(&self, i: usize) -> bool {
        self.fixed.get(i).is_some_and(|f| *f)
    }

    /// Hidden for its own sake?
    fn primary(&self, i: usize) -> bool {
        let row = self.rows.get(i);
        row.is_some_and(|row| row.people > 0 && !row.showable(self.k))
    }

    /// Rows of people that are hidden (or not), with their place.
    fn which<'b>(&'b self, hidden: &'b [bool], wanted: bool) -> impl Iterator<Item = (usize, &'b Base)> {
        let rows = self.rows.iter().zip(hidden).enumerate();
        rows.filter(move |(_, (row, hidden))| **hidden == wanted && row.people > 0)
            .map(|(i, (row, _))| (i, row))
    }

    fn hidden(&self) -> Vec<bool> {
        let mut hidden: Vec<bool> = (0..self.rows.len())
            .map(|i| self.fixed(i) || self.primary(i))
            .collect();
        while let Some(next) = self.next(&hidden) {
            match hidden.get_mut(next) {
                Some(row) => *row = true,
                None => break,
            }
        }
        hidden
    }

    /// The row to be hidden next: the smallest, or if only gaps are lacking the first with most of them.
    fn next(&self, hidden: &[bool]) -> Option<usize> {
        let visible = self.which(hidden, false);
        let next = if !self.answers_protected(hidden) {
            visible.min_by_key(|(_, row)| row.valid)
        } else if !self.gaps_protected(hidden) {
            visible.min_by_key(|(_, row)| u64::MAX - gaps(row))
        } else {
            None
        };
        next.map(|(i, _)| i)
    }

    /// Could the hidden rows be one row, with enough beside each one that is hidden for its own sake?
    fn answers_protected(&self, hidden: &[bool]) -> bool {
        let together = sum(self.which(hidden, true).map(|(_, row)| row));
        // rows that are all below k need the sum that the largest would, so that stopping tells nothing of their sizes
        let small = self.which(hidden, true).all(|(_, row)| row.valid < self.k);
        if small && together.people > 0 && together.valid < self.k - 1 + self.k / 2 {
            return false;
        }
        self.which(hidden, true).all(|(i, row)| {
            let own = self.primary(i) || (self.of_people && self.fixed(i));
            let room = if self.of_people || self.fixed(i) {
                u64::MAX
            } else {
                gaps(row)
            };
            let others = together.valid.saturating_sub(row.valid);
            together.showable(self.k) && (!own || others >= (self.k / 2).min(room))
        })
    }

    /// Could enough answers of each small row be answers of the others, whose people are known? A row chosen from people
    /// has company whose people are not.
    fn gaps_protected(&self, hidden: &[bool]) -> bool {
        let (together, all) = (
            sum(self.which(hidden, true).map(|(_, row)| row)),
            sum(self.rows.iter()),
        );
        self.of_people
            || self
                .which(hidden, true)
                .filter(|(i, _)| self.primary(*i) && !self.fixed(*i))
                .all(|(_, row)| {
                    let beside = |whole: &Base| gaps(whole).saturating_sub(gaps(row));
                    beside(&together) >= (self.k / 2).min(row.valid).min(beside(&all))
                })
    }

    /// Do the reasons leave every row below k anything from 0 to k − 1, even to someone who knows in which order rows are
    /// taken? Asked of no particular size, so that telling tells none.
    fn may_be_told(&self, hidden: &[bool]) -> bool {
        let k = self.k;
        let (small, large): (Vec<_>, Vec<_>) = self.which(hidden, true).partition(|(_, row)| row.valid < k);
        let all = sum(small.iter().chain(&large).map(|(_, row)| *row)).valid;
        let floors = large.iter().filter(|(i, _)| !self.primary(*i)).count() as u64;
        let high = all.saturating_sub(k.saturating_mul(floors));
        let ceilings = self.ceilings(hidden);
        let chosen = sum(self.which(&self.fixed, true).map(|(_, row)| row)).people;
        small.iter().all(|(i, _)| {
            let beside = |fixed: bool| {
                let others = ceilings.iter().filter(|(j, _)| j != i && self.fixed(*j) == fixed);
                others.fold(0_u64, |sum, (_, most)| sum.saturating_add(*most))
            };
            // a row chosen from people shares their sum with its company
            let of_chosen = if self.fixed(*i) {
                beside(true)
            } else {
                beside(true).min(chosen)
            };
            let low = all.saturating_sub(beside(false).saturating_add(of_chosen));
            low == 0 && high >= k - 1 && (!self.fixed(*i) || self.people_may_be_told(&large))
        })
    }

    /// The most that each hidden row can hold: below k; no more than the smallest row left visible, by what it was
    /// chosen from; of a row that other items show, its people.
    fn ceilings(&self, hidden: &[bool]) -> Vec<(usize, u64)> {
        let people = self.which(&self.fixed, false).map(|(_, row)| row.people).min();
        let valid = self.which(hidden, false).map(|(_, row)| row.valid).min();
        let most = |i: usize, row: &Base| {
            let smallest = if self.fixed(i) { people } else { valid };
            let most = if row.valid < self.k {
                self.k - 1
            } else {
                smallest.unwrap_or(u64::MAX).max(row.valid)
            };
            if self.fixed(i) { most } else { most.min(row.people) }
        };
        self.which(hidden, true)
            .map(|(i, row)| (i, most(i, row)))
            .collect()
    }

    /// Of rows chosen from people the sum of people is known, and a large one has k of them: does that leave enough?
    fn people_may_be_told(&self, large: &[(usize, &Base)]) -> bool {
        let chosen = sum(self.which(&self.fixed, true).map(|(_, row)| row));
        let large = large.iter().filter(|(i, _)| self.fixed(*i)).count() as u64;
        chosen.people.saturating_sub(self.k.saturating_mul(large)) >= self.k - 1
    }
}

fn sum<'a>(rows: impl Iterator<Item = &'a Base>) -> Base {
    rows.fold(Base::default(), Base::plus)
}

/// People who gave no answer that counts.
fn gaps(base: &Base) -> u64 {
    base.people.saturating_sub(base.valid)
}
