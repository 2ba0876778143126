//! Counters of answering patterns by village.
//!
//! The day is not in a response that is folded: the store counts days by itself, so that none stands beside an answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use survey::quality::Bits;

/// Fewer answers to the battery than this show no pattern.
const FEWEST: u64 = 3;

/// People by how they went through the battery: the scored items of the scale that most scored items of the version
/// share. Unweighted; for the county's own use, nothing is suppressed in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// Everyone.
    pub people: u64,
    /// Those with at least three scored answers to the battery.
    pub judged: u64,
    /// Of these, all answers are the same option.
    pub identical: u64,
    /// Of these, every answer has the score 100.
    pub ceiling: u64,
    /// Those of whose answers a device has judged how they came about.
    pub device: u64,
    /// Of these, too fast to have been read.
    pub fast: u64,
    /// Of these, the same option throughout a scale.
    pub straight: u64,
    /// Of these, somebody helped.
    pub helped: u64,
    /// Answers from people's own devices by local day received, `YYYY-MM-DD`.
    pub days: BTreeMap<String, u64>,
}

impl Quality {
    /// One person: option and score in steps of each scored answer to the battery.
    pub(super) fn person<T: PartialEq>(&mut self, mut answers: impl Iterator<Item = (T, u64)>) {
        let Some((first, score)) = answers.next() else {
            return self.judge(0, false, false);
        };
        let top = super::exact::score(100.0);
        let (mut n, mut identical, mut ceiling) = (1, true, Some(score) == top);
        for (option, score) in answers {
            n += 1;
            identical &= option == first;
            ceiling &= Some(score) == top;
        }
        self.judge(n, identical, ceiling);
    }

    /// One person who gave `n` scored answers to the battery: were they all the same option, and all of score 100?
    pub(super) fn judge(&mut self, n: u64, identical: bool, ceiling: bool) {
        self.people += 1;
        if n >= FEWEST {
            self.judged += 1;
            self.identical += u64::from(identical);
            self.ceiling += u64::from(ceiling);
        }
    }

    /// What a device says of one person's answers, if one judged them.
    pub(super) fn device(&mut self, bits: Option<Bits>) {
        if let Some(bits) = bits {
            self.device += 1;
            self.fast += u64::from(bits.fast);
            self.straight += u64::from(bits.straight);
            self.helped += u64::from(bits.helped);
        }
    }

    /// So many answers more on a day.
    pub(super) fn day(&mut self, day: &str, n: u64) {
        let known = self.days.entry(day.to_owned()).or_default();
        *known = known.saturating_add(n);
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.people = self.people.saturating_add(other.people);
        self.judged = self.judged.saturating_add(other.judged);
        self.identical = self.identical.saturating_add(other.identical);
        self.ceiling = self.ceiling.saturating_add(other.ceiling);
        self.device = self.device.saturating_add(other.device);
        self.fast = self.fast.saturating_add(other.fast);
        self.straight = self.straight.saturating_add(other.straight);
        self.helped = self.helped.saturating_add(other.helped);
        other.days.iter().for_each(|(day, n)| self.day(day, *n));
    }
}
