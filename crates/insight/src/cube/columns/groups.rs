//! People of one village sorted by which variables of a panel they have, so that their sums are spread over the pairs
//! once a group and not once a person.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use crate::cube::{
    cross::{Block, PanelSums},
    exact::Weight,
    plan::Panel,
};

/// The groups of one panel.
pub(super) struct Groups<'a> {
    /// Of the panel, see [`Panel::complete`].
    complete: &'a [usize],
    /// Pattern → number of its group + 1; empty where patterns are too many for a table.
    table: Vec<u32>,
    /// Then they are looked up here.
    known: HashMap<u64, usize, BuildHasherDefault<Mix>>,
    /// Kept from one village to the next, emptied in between.
    groups: Vec<Patterned>,
    scores: Vec<u64>,
}

/// People who all have the same variables.
struct Patterned {
    /// The variables.
    ids: Vec<usize>,
    /// Where among them are those that are kept together; none if some are missing.
    complete: Option<Vec<usize>>,
    block: Block,
}

/// Up to so many variables, patterns are looked up in a table.
const TABLED: usize = 10;
/// More groups than this are not kept from one village to the next.
const KEPT: usize = 1 << 12;

/// A quick hash of one number. Only ever looked up by, never gone through.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_u64(u64::from(*b)));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 32;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl<'a> Groups<'a> {
    pub(super) fn of(panel: &'a Panel) -> Self {
        let variables = panel.variables.len();
        Self {
            complete: &panel.complete,
            table: vec![0; if variables <= TABLED { 1 << variables } else { 0 }],
            known: HashMap::default(),
            groups: Vec::new(),
            scores: Vec::with_capacity(variables),
        }
    }

    /// One person; a score for each variable, none where it is missing.
    pub(super) fn add(&mut self, weight: Weight, scores: impl Iterator<Item = Option<u64>>) {
        let mut pattern = 0_u64;
        self.scores.clear();
        for (at, x) in scores.enumerate() {
            if let Some(x) = x {
                pattern |= 1 << at;
                self.scores.push(x);
            }
        }
        if pattern == 0 {
            return;
        }
        let group = self.group(pattern);
        if let Some(group) = self.groups.get_mut(group) {
            group.block.person(weight, &self.scores);
        }
    }

    fn group(&mut self, pattern: u64) -> usize {
        let known = match self.table.get(pattern as usize) {
            Some(0) => None,
            Some(&at) => Some(at as usize - 1),
            None => self.known.get(&pattern).copied(),
        };
        known.unwrap_or_else(|| self.begin(pattern))
    }

    fn begin(&mut self, pattern: u64) -> usize {
        let at = self.groups.len();
        let ids: Vec<usize> = (0..64).filter(|at| pattern >> at & 1 == 1).collect();
        let places = self.complete.iter().map(|id| ids.binary_search(id).ok());
        self.groups.push(Patterned {
            complete: places.collect(),
            block: Block::of(ids.len()),
            ids,
        });
        match self.table.get_mut(pattern as usize) {
            Some(place) => *place = at as u32 + 1,
            None => {
                self.known.insert(pattern, at);
            }
        }
        at
    }

    /// Adds the groups up, and begins anew.
    pub(super) fn flush(&mut self, to: &mut PanelSums) {
        for group in self.groups.iter_mut().filter(|g| g.block.n > 0) {
            to.block(&group.ids, &group.block, group.complete.as_deref());
            group.block.clear();
        }
        if self.groups.len() > KEPT {
            self.table.fill(0);
            self.known.clear();
            self.groups.clear();
        }
    }
}
