//! Counters of answering patterns by village.
//!
//! The day is not in a response that is folded: the store counts days by itself, so that none stands beside an answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use survey::quality::Bits;

/// Kinds of answers that people are told apart by: the same answers throughout are one kind, different ones seldom are.
pub const KINDS: usize = 1024;

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
    /// Of these, those whose answers are not all the same option, by kind of answers: 1,024 numbers, or none where there
    /// is nobody. People who gave the same answers to the same items are of one kind.
    pub kinds: Vec<u32>,
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
    /// One person: option, score in steps and [`mark`] of each scored answer to the battery.
    pub(super) fn person<T: PartialEq>(&mut self, mut answers: impl Iterator<Item = (T, u64, u64)>) {
        let Some((first, score, mut marks)) = answers.next() else {
            return self.judge(0, false, false, || 0);
        };
        let top = super::exact::score(100.0);
        let (mut n, mut identical, mut ceiling) = (1, true, Some(score) == top);
        for (option, score, mark) in answers {
            n += 1;
            identical &= option == first;
            ceiling &= Some(score) == top;
            marks = u64::wrapping_add(marks, mark);
        }
        self.judge(n, identical, ceiling, || marks);
    }

    /// One person who gave `n` scored answers to the battery: were they all the same option, and all of score 100? `marks` are
    /// those of all answers, added.
    pub(super) fn judge(&mut self, n: u64, identical: bool, ceiling: bool, marks: impl FnOnce() -> u64) {
        self.people += 1;
        if n >= FEWEST {
            self.judged += 1;
            self.identical += u64::from(identical);
            self.ceiling += u64::from(ceiling);
            if !identical {
                let kind = (mixed(marks()) % KINDS as u64) as usize;
                self.of_kind(kind, 1);
            }
        }
    }

    /// So many people more of a kind.
    pub(crate) fn of_kind(&mut self, kind: usize, n: u32) {
        self.kinds.resize(KINDS, 0);
        if let Some(known) = self.kinds.get_mut(kind) {
            *known = known.saturating_add(n);
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
        for (kind, n) in other.kinds.iter().enumerate().filter(|(_, n)| **n > 0) {
            self.of_kind(kind, *n);
        }
        other.days.iter().for_each(|(day, n)| self.day(day, *n));
    }
}

/// A number for one answer: the item's name and the score in steps. Those of a person's answers are added.
pub(super) fn mark(item: u64, score: u64) -> u64 {
    mixed(item ^ mixed(score))
}

/// A number for an item's code, the same in every run.
///
/// Source: FNV-1a, 64 bits (Fowler, Noll, Vo).
pub(super) fn name(code: &str) -> u64 {
    let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    code.bytes().fold(0xcbf2_9ce4_8422_2325, add)
}

/// Every bit moves every bit.
///
/// Source: the finalizer of SplitMix64 (Steele, Lea & Flood 2014).
fn mixed(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
