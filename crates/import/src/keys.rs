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
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        match self.seen.entry(long_print(key)) {
            std::collections::hash_map::Entry::Occupied(e) => Some(u64::from(*e.get())),
            std::collections::hash_map::Entry::Vacant(e) => {
                e.insert(row);
                None
            }
        }
    }

    /// Had a row this key?
    pub fn have(&self, key: &impl Hash) -> bool {
        self.seen.contains_key(&long_print(key))
    }
}

/// A key as 128 bits.
fn long_print(key: &impl Hash) -> [u32; 4] {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        key.hash(&mut hasher);
        hasher.finish()
    };
    let (a, b) = (half(0), half(1));
    [a as u32, (a >> 32) as u32, b as u32, (b >> 32) as u32]
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
