//! Which rows of a published line must stay hidden: fewer than k answers, and rows by which such a row could be worked
//! out. STATISTICS §2.4; the attacker of DESIGN §4.7 is a test.

use serde::{Deserialize, Serialize};

/// Fewest answers a row must have to be shown: 10, or what the county raised it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Threshold(u64);

impl Threshold {
    /// The floor, which no setting lowers.
    pub const FLOOR: u64 = 10;

    /// `k`, but never below the floor.
    pub fn raised_to(k: u64) -> Self {
        Self(k.max(Self::FLOOR))
    }

    /// k.
    pub fn k(self) -> u64 {
        self.0
    }
}

impl Default for Threshold {
    fn default() -> Self {
        Self(Self::FLOOR)
    }
}

/// Why a row is hidden. In a line that is hidden as a whole every row says `Complementary`, so that the word itself
/// tells nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hidden {
    /// Fewer than k answers, or a share of 0 or 100 % on a sensitive item.
    #[serde(rename = "SUPPRESSED_PRIMARY")]
    Primary,
    /// Large enough, but by it a hidden one could be worked out.
    #[serde(rename = "SUPPRESSED_COMPLEMENTARY")]
    Complementary,
}

/// What is looked at of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// Answers the row's figures rest on.
    pub valid: u64,
    /// People in the row, answered or not; an attacker may know it from another item.
    pub people: u64,
    /// Of a sensitive item, the counts that may not be everybody; empty otherwise.
    pub exposed: Vec<u64>,
}

impl Base {
    /// May figures on this base be shown?
    fn showable(&self, k: u64) -> bool {
        self.valid >= k && self.exposed.iter().all(|&n| n < self.valid)
    }

    /// Both together.
    pub(crate) fn plus(mut self, other: &Self) -> Self {
        self.valid += other.valid;
        self.people += other.people;
        self.exposed
            .resize(self.exposed.len().max(other.exposed.len()), 0);
        for (own, more) in self.exposed.iter_mut().zip(&other.exposed) {
            *own += more;
        }
        self
    }
}

/// Decides a line: rows that together are the whole of a `total` that is shown.
///
/// Rows below k are hidden. Then, until they are protected, the smallest row still visible is hidden too (the first of
/// equal ones). Protected means: the hidden rows together could be shown as one row, so that what is left after
/// subtracting is nobody's answers; beside each row hidden for its own sake the others hold k/2 answers or more; and
/// someone who knows the total, the visible rows, the reasons and the order of choice is left with more than one
/// possible size for it. One answer per row, in their order. A total below k hides everything; a row of nobody at all
/// has nothing to hide.
///
/// Not covered: several lines through one cell (two-way tables; STATISTICS §2.4 v2).
pub fn line(threshold: Threshold, total: &Base, rows: &[Base]) -> Vec<Option<Hidden>> {
    decide(threshold.k(), total, rows)
}

/// May a total be shown?
pub fn shows(threshold: Threshold, total: &Base) -> bool {
    total.showable(threshold.k())
}

fn decide(k: u64, total: &Base, rows: &[Base]) -> Vec<Option<Hidden>> {
    if !total.showable(k) {
        return vec![Some(Hidden::Complementary); rows.len()];
    }
    let mut hidden: Vec<Option<Hidden>> = rows
        .iter()
        .map(|row| (row.people > 0 && !row.showable(k)).then_some(Hidden::Primary))
        .collect();
    while hidden.contains(&Some(Hidden::Primary)) && !protected(k, rows, &hidden) {
        let next = (0..rows.len())
            .filter(|&i| hidden[i].is_none() && rows[i].people > 0)
            .min_by_key(|&i| rows[i].valid);
        match next {
            Some(i) => hidden[i] = Some(Hidden::Complementary),
            None => break,
        }
    }
    let someone = || rows.iter().map(|row| row.people > 0);
    if hidden
        .iter()
        .zip(someone())
        .all(|(h, someone)| h.is_some() || !someone)
    {
        hidden
            .iter_mut()
            .zip(someone())
            .for_each(|(h, someone)| *h = someone.then_some(Hidden::Complementary));
    }
    hidden
}

/// Is every row that is hidden for its own sake safe from what the total, the visible rows and the reasons tell?
fn protected(k: u64, rows: &[Base], hidden: &[Option<Hidden>]) -> bool {
    let of = |wanted: Option<Hidden>| -> Vec<&Base> {
        rows.iter()
            .zip(hidden)
            .filter(|(row, h)| **h == wanted && row.people > 0)
            .map(|(row, _)| row)
            .collect()
    };
    let (visible, primary) = (of(None), of(Some(Hidden::Primary)));
    let complementary = of(Some(Hidden::Complementary));
    let together = primary
        .iter()
        .chain(&complementary)
        .fold(Base::default(), |sum, row| sum.plus(row));
    if !together.showable(k) || primary.iter().any(|row| together.valid - row.valid < k / 2) {
        return false;
    }
    // a complementary row has k answers or more, and no more than any visible row or than its people
    let ceiling = visible.iter().map(|row| row.valid).min().unwrap_or(u64::MAX);
    let most_of_others = complementary
        .iter()
        .fold(0_u64, |sum, row| sum.saturating_add(row.people.min(ceiling)));
    // a row of a sensitive item may be hidden at any size
    let most = if together.exposed.is_empty() {
        k - 1
    } else {
        together.valid
    };
    let high = most.min(together.valid.saturating_sub(k * complementary.len() as u64));
    let rest = most_of_others.saturating_add(most.saturating_mul(primary.len() as u64 - 1));
    together.valid.saturating_sub(rest) < high
}

#[cfg(test)]
mod attack;
