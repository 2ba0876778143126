//! Tallies: the sufficient statistics behind every published number, never the responses.
//!
//! Cuts are frozen here, when answers are folded in: nothing finer than a cell can be asked for later.

mod count;

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};
use survey::{
    Answers, AreaCode, Item, Mode, ScaleKind, Value, Version,
    score::{Reading, read},
};

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
    /// Base weight, 1 where there is none. One that is not finite or below zero counts as 0: the answer is counted,
    /// but has no part in weighted figures.
    pub weight: f64,
    /// Which rotating block was asked; none where everyone is asked everything.
    pub block: Option<usize>,
    /// Answers.
    pub answers: Answers,
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

/// The counts of one item in one cell.
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
    /// Adds what was counted elsewhere.
    pub fn merge(&mut self, other: &Self) {
        self.answered.merge(other.answered);
        for (own, more) in [
            (&mut self.codes, &other.codes),
            (&mut self.special, &other.special),
        ] {
            for (code, count) in more {
                own.entry(code.clone()).or_default().merge(*count);
            }
        }
        self.skipped.merge(other.skipped);
        self.not_asked.merge(other.not_asked);
        if let Some(numbers) = other.numbers {
            self.numbers.get_or_insert_default().merge(numbers);
        }
    }

    /// People whose version has the item.
    pub fn people(&self) -> u64 {
        let special: u64 = self.special.values().map(|count| count.n).sum();
        self.answered.n + special + self.skipped.n + self.not_asked.n
    }
}

/// Counts per cell and item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    #[serde(with = "count::pairs")]
    cells: BTreeMap<Cell, BTreeMap<String, ItemTally>>,
}

impl Tally {
    /// Counts one response to the version that was answered. An answer to an item that was not asked is not counted.
    pub fn fold(&mut self, version: &Version, response: &ResponseRow) {
        let cell = Cell {
            area: response.area.clone(),
            age: response.age.clone(),
            sex: response.sex.clone(),
            mode: response.mode,
        };
        let items = self.cells.entry(cell).or_default();
        let one = Count::one(response.weight);
        let mut answers = Cow::Borrowed(&response.answers);
        for item in &version.items {
            let tally = items.entry(item.code.clone()).or_default();
            let hidden = item.condition.as_ref().is_some_and(|c| !c.holds(&answers));
            if hidden || in_another_block(version, item, response.block) {
                tally.not_asked.merge(one);
                if answers.get(&item.code).is_some() {
                    answers.to_mut().0.remove(&item.code);
                }
            } else {
                count(version, item, answers.get(&item.code), one, tally);
            }
        }
    }

    /// Adds another tally, for example of another township of the round.
    pub fn merge(&mut self, other: &Self) {
        for (cell, items) in &other.cells {
            let own = self.cells.entry(cell.clone()).or_default();
            for (code, tally) in items {
                own.entry(code.clone()).or_default().merge(tally);
            }
        }
    }

    /// Every cell with its items, in order. County-internal: cells are not suppressed.
    pub fn cells(&self) -> impl Iterator<Item = (&Cell, &BTreeMap<String, ItemTally>)> {
        self.cells.iter()
    }
}

fn in_another_block(version: &Version, item: &Item, asked: Option<usize>) -> bool {
    asked.is_some_and(|asked| {
        let holds = |block: &survey::instrument::Block| block.items.contains(&item.code);
        version
            .blocks
            .iter()
            .enumerate()
            .any(|(i, block)| i != asked && holds(block))
    })
}

/// Counts what was answered to an item that was asked.
fn count(version: &Version, item: &Item, value: Option<&Value>, one: Count, tally: &mut ItemTally) {
    let Some(scale) = version.scale_of(item) else {
        return;
    };
    match value.and_then(|value| read(scale, item, value)) {
        Some(Reading::Special { code, .. }) => tally.special.entry(code).or_default().merge(one),
        Some(Reading::Option { code, .. }) => {
            if scale.kind != ScaleKind::Area {
                tally.codes.entry(code).or_default().merge(one);
            }
            tally.answered.merge(one);
        }
        Some(Reading::Picks(mut picks)) => {
            let offered = version
                .domain_options
                .iter()
                .filter(|_| scale.options_from.as_deref() == Some("domains"));
            let known: Vec<&str> = scale
                .options
                .iter()
                .chain(offered)
                .map(|o| o.code.0.as_str())
                .collect();
            picks.retain(|pick| known.contains(&pick.as_str()));
            picks.sort();
            picks.dedup();
            let people = if picks.is_empty() {
                &mut tally.skipped
            } else {
                &mut tally.answered
            };
            people.merge(one);
            if scale.kind == ScaleKind::MultiChoice {
                for code in picks {
                    tally.codes.entry(code).or_default().merge(one);
                }
            }
        }
        Some(Reading::Number(value)) => {
            tally.answered.merge(one);
            tally.numbers.get_or_insert_default().add(value, one);
        }
        Some(Reading::Words(words)) if !words.is_empty() => tally.answered.merge(one),
        Some(Reading::Words(_)) | None => tally.skipped.merge(one),
    }
}
