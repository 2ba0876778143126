//! What goes into a tally and what comes out of it: a response, a cell, the counts of an item. Between the two is the
//! [`crate::cube`].

mod count;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use survey::{Answers, AreaCode, Mode, quality::Bits};

pub use count::{Count, NumberSums};

/// One response, as far as tallies need it.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseRow {
    /// Where the person lives.
    pub area: AreaCode,
    /// Age band, if stated.
    pub age: Option<String>,
    /// Sex, if stated.
    pub sex: Option<String>,
    /// How it was answered.
    pub mode: Mode,
    /// Base weight, 1 where there is none. One that is not finite, below zero or above 2²⁰ counts as 0: the answer is
    /// counted, but has no part in weighted figures.
    pub weight: f64,
    /// Which rotating block was asked; none where everyone is asked everything.
    pub block: Option<usize>,
    /// Answers.
    pub answers: Answers,
    /// What the device says of how they came about.
    pub quality: Option<Bits>,
}

/// Who a count is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cell {
    /// Area answered for.
    pub area: AreaCode,
    /// Age band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<String>,
    /// Sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// Mode.
    pub mode: Mode,
}

impl ResponseRow {
    /// The cell in which the response is counted.
    pub fn cell(&self) -> Cell {
        Cell {
            area: self.area.clone(),
            age: self.age.clone(),
            sex: self.sex.clone(),
            mode: self.mode,
        }
    }
}

/// The counts of one item in one cell, or in several.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ItemTally {
    /// People who gave an answer that is not a special one.
    pub answered: Count,
    /// People by option; of several picks each once. Empty for places, points, numbers and free text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, Count>,
    /// People by special code: don't know, not used, refused.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub special: BTreeMap<String, Count>,
    /// Asked, but left blank or unreadable.
    #[serde(default, skip_serializing_if = "Count::is_empty")]
    pub skipped: Count,
    /// Hidden by a condition, or in another rotating block.
    #[serde(default, skip_serializing_if = "Count::is_empty")]
    pub not_asked: Count,
    /// Sums of the numbers typed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<NumberSums>,
}

impl ItemTally {
    /// People whose version has the item.
    pub fn people(&self) -> u64 {
        let special: u64 = self.special.values().map(|count| count.n).sum();
        self.answered.n + special + self.skipped.n + self.not_asked.n
    }
}
