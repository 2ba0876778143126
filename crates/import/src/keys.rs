//! The same key twice in one file.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use crate::{
    problem::{RowProblem, Wrong},
    said::{Said, said},
};

/// Keys seen so far, as 128-bit hashes: 20 bytes a row, so that a million rows stay small.
#[derive(Default)]
pub(crate) struct Keys {
    seen: HashMap<[u32; 4], u32>,
}

impl Keys {
    /// The row that had this key before, if any; else remembers it.
    pub fn seen_at(&mut self, key: &impl Hash, row: u64) -> Option<u64> {
        let half = |salt: u8| {
            let mut hasher = DefaultHasher::new();
            salt.hash(&mut hasher);
            key.hash(&mut hasher);
            hasher.finish()
        };
        let (a, b) = (half(0), half(1));
        let print = [a as u32, (a >> 32) as u32, b as u32, (b >> 32) as u32];
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        match self.seen.entry(print) {
            std::collections::hash_map::Entry::Occupied(e) => Some(u64::from(*e.get())),
            std::collections::hash_map::Entry::Vacant(e) => {
                e.insert(row);
                None
            }
        }
    }
}

/// A key as 64 bits.
pub(crate) fn print(key: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// The problem of a key that is there twice.
pub(crate) fn twice(row: u64, first: u64, what_is_same: impl Into<Said>, remedy: &'static str) -> RowProblem {
    Wrong::new(
        said!("has the same {0} as row {1}", what_is_same.into(), first),
        remedy,
    )
    .at(row)
}
