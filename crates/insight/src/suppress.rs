//! What must stay hidden of published figures: cells of fewer than k answers, and cells by which such a one could be
//! worked out. STATISTICS §2.4; the attacker of DESIGN §4.7 is a test.
//!
//! What is hidden is chosen once per cut from the numbers of people, for all items alike, so that the choices of
//! different items cannot be played against each other; an item then hides only what it needs in addition.

mod flow;
mod line;
mod pattern;
mod table;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use line::{chosen, line};
pub use pattern::Pattern;

/// Fewest answers a row must have to be shown: 10, or what the county raised it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
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

/// Why a row is hidden. Where the words themselves would tell too much, everything hidden in the line (or table) says
/// `Complementary`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Hidden {
    /// Fewer than k answers, or a share of 0 or 100 % on a sensitive item; which of the two is never told.
    #[serde(rename = "SUPPRESSED_PRIMARY")]
    Primary,
    /// More than four in five of its people are from one of several areas.
    #[serde(rename = "SUPPRESSED_DOMINATED")]
    Dominated,
    /// Large enough, but by it a hidden one could be worked out.
    #[serde(rename = "SUPPRESSED_COMPLEMENTARY")]
    Complementary,
}

impl Hidden {
    /// The code in `content/statuses.json`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Primary => "SUPPRESSED_PRIMARY",
            Self::Dominated => "SUPPRESSED_DOMINATED",
            Self::Complementary => "SUPPRESSED_COMPLEMENTARY",
        }
    }
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
    /// Areas that people of the row answered from; 0 where nobody asks.
    pub areas: usize,
    /// People of the area that most of them answered from.
    pub largest: u64,
}

impl Base {
    /// May figures on this base be shown?
    fn showable(&self, k: u64) -> bool {
        self.valid >= k && self.exposed.iter().all(|&n| n < self.valid)
    }

    /// Does one of several areas supply more than four in five of the people?
    pub(crate) fn dominated(&self) -> bool {
        self.areas > 1 && self.largest.saturating_mul(5) > self.people.saturating_mul(4)
    }

    /// Both together; exact on the areas where the two have none in common.
    pub(crate) fn plus(mut self, other: &Self) -> Self {
        self.valid = self.valid.saturating_add(other.valid);
        self.people = self.people.saturating_add(other.people);
        self.exposed
            .resize(self.exposed.len().max(other.exposed.len()), 0);
        for (own, more) in self.exposed.iter_mut().zip(&other.exposed) {
            *own = own.saturating_add(*more);
        }
        self.areas += other.areas;
        self.largest = self.largest.max(other.largest);
        self
    }
}

/// May a total be shown?
pub fn shows(threshold: Threshold, total: &Base) -> bool {
    total.showable(threshold.k())
}

#[cfg(test)]
mod attack;

/// Fewest villages among which an error may be told though one of them has answers below k.
const LEAST_AMONG: usize = 10;

/// Would the error of a row say what one of its villages said? `answers` by village. The error is one equation over the
/// villages' counts, and n, mean and counts by option are told beside it: of three villages of eight people each it leaves
/// few of the ways in which these can have answered. Where every village may itself be shown, or there are many, it tells nothing new.
pub(crate) fn error_tells_of_few(threshold: Threshold, answers: impl Iterator<Item = u64>) -> bool {
    let answers: Vec<u64> = answers.filter(|n| *n > 0).collect();
    answers.len() < LEAST_AMONG && answers.iter().any(|n| *n < threshold.k())
}
