//! People of one village sorted by which variables of a panel they have, so that their sums are spread over the pairs
//! once a group and not once a person.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::{number::Number, reading::MISSING};
use crate::cube::{
    cross::{Block, PanelSums, pairs},
    plan::Panel,
};

/// The groups of one panel.
pub(super) struct Groups<T> {
    /// Of the panel, see [`Panel::complete`].
    complete: Vec<usize>,
    /// Pattern → number of its group + 1; empty where patterns are too many for a table.
    table: Vec<u32>,
    /// Then they are looked up here.
    known: HashMap<u64, usize, BuildHasherDefault<Mix>>,
    /// Kept from one village to the next, emptied in between.
    groups: Vec<Patterned<T>>,
}

/// People who all have the same variables.
struct Patterned<T> {
    /// The variables.
    ids: Vec<usize>,
    /// Where among them are those that are kept together; none if some are missing.
    complete: Option<Vec<usize>>,
    n: u64,
    w: T,
    /// People who are not in the sums below yet: their scores by variable, and their weights; 0 where nobody is.
    waiting: Vec<[T; TOGETHER]>,
    weights: [T; TOGETHER],
    held: usize,
    wx: Vec<T>,
    /// As in [`Block`].
    wxx: Vec<T>,
}

/// People multiplied at a time, so that their sums are fetched and put back once for all of them.
const TOGETHER: usize = 8;
/// Up to so many variables, patterns are looked up in a table.
const TABLED: usize = 18;
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

impl<T: Number> Groups<T> {
    pub(super) fn of(panel: &Panel) -> Self {
        let variables = panel.variables.len();
        Self {
            complete: panel.complete.clone(),
            table: vec![0; if variables <= TABLED { 1 << variables } else { 0 }],
            known: HashMap::default(),
            groups: Vec::new(),
        }
    }

    /// `n` people of the same scores whose weights add up to `w`; units for each variable, [`MISSING`] where there are
    /// none.
    pub(super) fn add(&mut self, n: u64, w: T, units: &[u32]) {
        let bits = units.iter().enumerate();
        let pattern = bits.fold(0, |bits, (at, units)| bits | u64::from(*units != MISSING) << at);
        self.put(n, w, pattern, units);
    }

    /// The same, where it is known which variables they have: a bit each.
    pub(super) fn put(&mut self, n: u64, w: T, pattern: u64, units: &[u32]) {
        if pattern == 0 {
            return;
        }
        let group = self.group(pattern);
        let Some(group) = self.groups.get_mut(group) else {
            return;
        };
        group.n += n;
        group.w += w;
        let held = group.held;
        for (place, id) in group.waiting.iter_mut().zip(&group.ids) {
            let own = units.get(*id).copied().unwrap_or_default();
            place[held] = T::of(u64::from(own));
        }
        group.weights[held] = w;
        group.held += 1;
        if group.held == TOGETHER {
            group.multiply();
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
            n: 0,
            w: T::default(),
            waiting: vec![[T::default(); TOGETHER]; ids.len()],
            weights: [T::default(); TOGETHER],
            held: 0,
            wx: vec![T::default(); ids.len()],
            wxx: vec![T::default(); pairs(ids.len())],
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

    /// Adds the groups up, in steps where `units` of each variable are given in steps, and begins anew. Every sum is
    /// multiplied by `weight`.
    pub(super) fn flush(&mut self, weight: u64, units: &[u64], to: &mut PanelSums) {
        for group in self.groups.iter_mut().filter(|g| g.n > 0) {
            group.multiply();
            let unit = |at: &usize| u128::from(units.get(*at).copied().unwrap_or(1));
            let own: Vec<u128> = group.ids.iter().map(unit).collect();
            let both = own
                .iter()
                .enumerate()
                .flat_map(|(b, y)| own.iter().take(b + 1).map(move |x| x * y));
            let sum = |sum: T| sum.into() * u128::from(weight);
            let block = Block {
                n: group.n,
                w: sum(group.w),
                wx: group
                    .wx
                    .iter()
                    .zip(&own)
                    .map(|(x, unit)| sum(*x) * unit)
                    .collect(),
                wxx: group
                    .wxx
                    .iter()
                    .zip(both)
                    .map(|(x, unit)| sum(*x) * unit)
                    .collect(),
            };
            to.block(&group.ids, &block, group.complete.as_deref());
            (group.n, group.w) = (0, T::default());
            group.wx.fill(T::default());
            group.wxx.fill(T::default());
        }
        if self.groups.len() > KEPT {
            self.table.fill(0);
            self.known.clear();
            self.groups.clear();
        }
    }
}

impl<T: Number> Patterned<T> {
    /// Adds those who wait.
    fn multiply(&mut self) {
        let mut left = self.wxx.as_mut_slice();
        for (b, (x, wx)) in self.waiting.iter().zip(&mut self.wx).enumerate() {
            let mut own = self.weights;
            for (own, x) in own.iter_mut().zip(x) {
                *own = *own * *x;
                *wx += *own;
            }
            let Some((row, rest)) = left.split_at_mut_checked(b + 1) else {
                break;
            };
            for (y, sum) in self.waiting.iter().zip(row) {
                let mut more = T::default();
                own.iter().zip(y).for_each(|(own, y)| more += *own * *y);
                *sum += more;
            }
            left = rest;
        }
        // a weight of 0 adds nothing, whatever the scores
        self.weights = [T::default(); TOGETHER];
        self.held = 0;
    }
}
