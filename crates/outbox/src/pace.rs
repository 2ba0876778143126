//! How much goes into one request: slower after trouble, faster after three successes.

use crate::wire::{BATCH_FRAME, MAX_BYTES, MAX_ITEMS};

/// Successes in a row after which a batch may be twice as large.
const WINS: u8 = 3;

/// The size of the next batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    items: usize,
    bytes: usize,
    wins: u8,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            items: MAX_ITEMS,
            bytes: MAX_BYTES - BATCH_FRAME,
            wins: 0,
        }
    }
}

impl Pace {
    /// Most items.
    pub fn items(self) -> usize {
        self.items
    }

    /// Most ids in one question: ten for each item, so that a slow network gets short questions too.
    pub fn ids(self) -> usize {
        self.items * 10
    }

    /// Is there room for `next` bytes after `taken` in `count` items? One item always goes.
    pub fn takes(self, count: usize, taken: usize, next: usize) -> bool {
        count == 0 || (count < self.items && taken + next <= self.bytes)
    }

    /// A request with so many items came through.
    pub fn won(&mut self) {
        self.wins += 1;
        if self.wins >= WINS {
            self.wins = 0;
            self.items = (self.items * 2).min(MAX_ITEMS);
        }
    }

    /// A request with so many items took too long, or something in it is not understood.
    pub fn halve(&mut self, items: usize) {
        self.wins = 0;
        self.items = (items / 2).max(1);
    }

    /// So many bytes were too large. This ceiling stays: what stands between is not going to grow.
    pub fn too_large(&mut self, items: usize, bytes: usize) {
        self.halve(items);
        self.bytes = (bytes / 2).max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_shrinks_to_one_and_grows_back_to_a_hundred() {
        let mut pace = Pace::default();
        let mut sizes = vec![pace.items()];
        while pace.items() > 1 {
            pace.halve(pace.items());
            sizes.push(pace.items());
        }
        assert_eq!(sizes, [100, 50, 25, 12, 6, 3, 1]);
        for _ in 0..WINS * 7 {
            pace.won();
        }
        assert_eq!(pace.items(), 100);
    }

    #[test]
    fn one_item_always_goes_and_a_second_only_where_there_is_room() {
        let mut pace = Pace::default();
        assert!(pace.takes(0, 0, 10 * MAX_BYTES));
        assert!(!pace.takes(1, MAX_BYTES - 100, 101));
        pace.too_large(2, 1000);
        assert!(!pace.takes(1, 400, 101));
    }
}
