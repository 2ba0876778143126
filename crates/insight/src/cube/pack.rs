//! Counts as short byte records, one for each cell: read fast, kept small, the same in memory and in a snapshot.
//!
//! A record of counts is a bit list (*even*, *closed*, then which slots hold anyone) and for each such slot n and, unless
//! even, Σw and Σw². *Even*: the weights of every slot are its share of the cell's, as where all weights of the cell are
//! the same. *Closed*: the slots add up to the cell, so the last one is left out.

use super::{
    bytes::{Reader, Unreadable, length, put_sized, put_uint},
    exact::{IndexSums, Numbers, Sums},
    fold::ItemCell,
    person::Slot,
    plan::IndexKey,
};

/// Records by cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Records {
    pub(super) bytes: Vec<u8>,
    /// Where each begins, and the end.
    starts: Vec<usize>,
}

impl Records {
    fn new() -> Self {
        Self {
            bytes: Vec::new(),
            starts: vec![0],
        }
    }

    fn end(&mut self) {
        self.starts.push(self.bytes.len());
    }

    fn get(&self, cell: usize) -> Reader<'_> {
        let span = self.starts.get(cell).zip(self.starts.get(cell + 1));
        Reader::new(
            span.and_then(|(from, to)| self.bytes.get(*from..*to))
                .unwrap_or_default(),
        )
    }

    fn trimmed(mut self) -> Self {
        self.bytes.shrink_to_fit();
        self.starts.shrink_to_fit();
        self
    }

    pub(super) fn heap(&self) -> usize {
        self.bytes.capacity() + self.starts.capacity() * size_of::<usize>()
    }
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ItemColumn {
    pub(super) code: String,
    /// In order; each holds someone in some cell.
    pub(super) slots: Vec<Slot>,
    pub(super) records: Records,
    /// Sums of typed numbers by cell, where there are any.
    pub(super) numbers: Vec<(usize, Numbers)>,
}

impl ItemColumn {
    pub(super) fn pack(
        code: String,
        slots: Vec<Slot>,
        cells: impl Iterator<Item = ItemCell>,
        totals: &[Sums],
    ) -> Self {
        let (mut records, mut numbers) = (Records::new(), Vec::new());
        for (number, (cell, total)) in cells.zip(totals).enumerate() {
            put_counts(&mut records.bytes, &cell.slots, *total);
            records.end();
            numbers.extend(cell.numbers.map(|n| (number, n)));
        }
        Self {
            code,
            slots,
            records: records.trimmed(),
            numbers,
        }
    }

    /// What is counted in a cell.
    pub(super) fn read(&self, cell: usize, total: Sums) -> ItemCell {
        let mut slots = vec![Sums::default(); self.slots.len()];
        self.read_into(cell, total, &mut slots);
        let at = self.numbers.binary_search_by_key(&cell, |(cell, _)| *cell);
        ItemCell {
            slots,
            numbers: at.ok().and_then(|at| self.numbers.get(at)).map(|(_, n)| *n),
        }
    }

    /// The counts of a cell into `slots`, which are as many as the item's. Records were checked when they were made.
    pub(super) fn read_into(&self, cell: usize, total: Sums, slots: &mut [Sums]) {
        slots.fill(Sums::default());
        let _checked = get_counts(&mut self.records.get(cell), total, slots);
    }

    /// Reads back what a snapshot holds.
    pub(super) fn unpack(
        code: String,
        slots: Vec<Slot>,
        from: &mut Reader<'_>,
        totals: &[Sums],
    ) -> Result<Self, Unreadable> {
        let mut records = Records::new();
        let mut room = vec![Sums::default(); slots.len()];
        for total in totals {
            let begin = from.at();
            room.fill(Sums::default());
            get_counts(from, *total, &mut room)?;
            records.bytes.extend_from_slice(from.since(begin));
            records.end();
        }
        Ok(Self {
            code,
            slots,
            records: records.trimmed(),
            numbers: Vec::new(),
        })
    }
}

fn is_even(slots: &[Sums], total: Sums) -> bool {
    slots.iter().all(|s| {
        let share = |of: u128| of.checked_mul(u128::from(s.n));
        let times = |own: u128| own.checked_mul(u128::from(total.n));
        let same = |own: u128, of: u128| matches!((times(own), share(of)), (Some(a), Some(b)) if a == b);
        same(s.w, total.w) && same(s.w2, total.w2)
    })
}

fn put_counts(to: &mut Vec<u8>, slots: &[Sums], total: Sums) {
    let mut sum = Sums::default();
    slots.iter().for_each(|s| sum.add(*s));
    let (even, closed) = (is_even(slots, total), sum == total && sum.n > 0);
    let mut mask = vec![0_u8; (slots.len() + 2).div_ceil(8)];
    let mut last = None;
    let bits = [even, closed].into_iter().chain(slots.iter().map(|s| s.n > 0));
    for (at, bit) in bits.enumerate() {
        if let Some(byte) = mask.get_mut(at / 8) {
            *byte |= u8::from(bit) << (at % 8);
        }
        if bit && at > 1 {
            last = Some(at - 2);
        }
    }
    to.extend(mask);
    for (at, slot) in slots.iter().enumerate().filter(|(_, s)| s.n > 0) {
        if closed && last == Some(at) {
            continue;
        }
        put_uint(to, u128::from(slot.n));
        if !even {
            to.push(length(slot.w) | length(slot.w2) << 4);
            put_sized(to, slot.w);
            put_sized(to, slot.w2);
        }
    }
}

fn get_counts(from: &mut Reader<'_>, total: Sums, slots: &mut [Sums]) -> Result<(), Unreadable> {
    let mask = from.take((slots.len() + 2).div_ceil(8))?;
    let bit = |at: usize| mask.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1);
    let (even, closed) = (bit(0), bit(1));
    let last = (0..slots.len()).rev().find(|at| bit(at + 2));
    let mut left = total;
    for (at, slot) in slots.iter_mut().enumerate().filter(|(at, _)| bit(at + 2)) {
        if closed && last == Some(at) {
            *slot = left;
            return Ok(());
        }
        slot.n = from.small()?;
        (slot.w, slot.w2) = if even {
            let share = |of: u128| {
                of.checked_mul(u128::from(slot.n))?
                    .checked_div(u128::from(total.n))
            };
            (
                share(total.w).ok_or(Unreadable)?,
                share(total.w2).ok_or(Unreadable)?,
            )
        } else {
            let lengths = from.byte()?;
            (from.sized(lengths & 15)?, from.sized(lengths >> 4)?)
        };
        if closed {
            left = Sums {
                n: left.n.checked_sub(slot.n).ok_or(Unreadable)?,
                w: left.w.checked_sub(slot.w).ok_or(Unreadable)?,
                w2: left.w2.checked_sub(slot.w2).ok_or(Unreadable)?,
            };
        }
    }
    Ok(())
}

/// Sums of the indices by cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexColumn {
    /// In order.
    pub(super) keys: Vec<IndexKey>,
    pub(super) records: Records,
}

impl IndexColumn {
    pub(super) fn pack(keys: Vec<IndexKey>, cells: impl Iterator<Item = Vec<IndexSums>>) -> Self {
        let mut records = Records::new();
        for cell in cells {
            for sums in cell {
                put_index(&mut records.bytes, &sums);
            }
            records.end();
        }
        Self {
            keys,
            records: records.trimmed(),
        }
    }

    /// Sums of every index in a cell, in order of the keys.
    pub(super) fn read(&self, cell: usize) -> Vec<IndexSums> {
        let mut from = self.records.get(cell);
        self.keys
            .iter()
            .map(|_| get_index(&mut from).unwrap_or_default())
            .collect()
    }

    /// Sums of one index, by its place among the keys, in a cell.
    pub(super) fn one(&self, cell: usize, at: usize) -> IndexSums {
        let mut from = self.records.get(cell);
        let sums = (0..=at).map(|_| get_index(&mut from).unwrap_or_default());
        sums.last().unwrap_or_default()
    }

    /// Reads back what a snapshot holds.
    pub(super) fn unpack(
        keys: Vec<IndexKey>,
        from: &mut Reader<'_>,
        cells: usize,
    ) -> Result<Self, Unreadable> {
        let mut records = Records::new();
        for _ in 0..cells {
            let begin = from.at();
            for _ in &keys {
                get_index(from)?;
            }
            records.bytes.extend_from_slice(from.since(begin));
            records.end();
        }
        Ok(Self {
            keys,
            records: records.trimmed(),
        })
    }
}

fn put_index(to: &mut Vec<u8>, sums: &IndexSums) {
    put_uint(to, u128::from(sums.who.n));
    if sums.who.n > 0 {
        to.push(length(sums.who.w) | length(sums.who.w2) << 4);
        put_sized(to, sums.who.w);
        put_sized(to, sums.who.w2);
        put_uint(to, sums.wx);
        put_uint(to, sums.wxx);
    }
}

fn get_index(from: &mut Reader<'_>) -> Result<IndexSums, Unreadable> {
    let n = from.small()?;
    if n == 0 {
        return Ok(IndexSums::default());
    }
    let lengths = from.byte()?;
    Ok(IndexSums {
        who: Sums {
            n,
            w: from.sized(lengths & 15)?,
            w2: from.sized(lengths >> 4)?,
        },
        wx: from.uint()?,
        wxx: from.uint()?,
    })
}
