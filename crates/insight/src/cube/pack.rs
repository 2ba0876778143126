//! Counts as short byte records, one for each cell: read fast, kept small, the same in memory and in a snapshot.
//!
//! A record of counts is a byte (*even*, *closed*, *all*: every slot holds someone), unless all a bit list of the slots
//! that hold anyone, for each such slot n and, unless even, how far Σw and Σw² are from n times their means in the cell, in
//! as many bits as the farthest takes. *Even*: the weights of every slot are its share of
//! the cell's, as where all weights of the cell are the same. *Closed*: the slots add up to the cell, so the last one is
//! left out.

use super::{
    bytes::{Bits, Reader, Unreadable, bits, length, put_uint},
    exact::{Numbers, Sums},
    fold::ItemCell,
    margins::{Margin, Margins},
    person::Slot,
};

/// Records by cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Records {
    pub(super) bytes: Vec<u8>,
    /// Where each begins, and the end; of one item in all cells there are never 4 GB.
    starts: Vec<u32>,
}

impl Records {
    pub(super) fn new() -> Self {
        Self {
            bytes: Vec::new(),
            starts: vec![0],
        }
    }

    pub(super) fn end(&mut self) {
        self.starts
            .push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
    }

    /// One more record, of the counts of a cell or a group in which everyone is `total`.
    pub(super) fn put(&mut self, slots: &[Sums], total: Sums) {
        put_counts(&mut self.bytes, slots, total);
        self.end();
    }

    /// The counts of a record into `slots`, which are as many as were put. Records were checked when they were made.
    pub(super) fn read_into(&self, at: usize, total: Sums, slots: &mut [Sums]) {
        slots.fill(Sums::default());
        let _checked = get_counts(&mut self.get(at), total, slots);
    }

    /// Only how many people are in each slot, of `total` in the cell: their weights are passed over.
    pub(super) fn people_into(&self, at: usize, total: u64, slots: &mut [u64]) {
        slots.fill(0);
        let _checked = get_people(&mut self.get(at), total, slots);
    }

    pub(super) fn get(&self, cell: usize) -> Reader<'_> {
        let span = self.starts.get(cell).zip(self.starts.get(cell + 1));
        Reader::new(
            span.and_then(|(from, to)| self.bytes.get(*from as usize..*to as usize))
                .unwrap_or_default(),
        )
    }

    pub(super) fn trimmed(mut self) -> Self {
        self.bytes.shrink_to_fit();
        self.starts.shrink_to_fit();
        self
    }

    pub(super) fn heap(&self) -> usize {
        self.bytes.capacity() + self.starts.capacity() * size_of::<u32>()
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
    /// Counts by group, of villages and of demographics.
    margins: [Records; 2],
}

impl ItemColumn {
    pub(super) fn pack(
        code: String,
        slots: Vec<Slot>,
        cells: impl Iterator<Item = ItemCell>,
        totals: &[Sums],
        margins: &Margins,
    ) -> Self {
        let (mut records, mut numbers) = (Records::new(), Vec::new());
        let mut gathering = margins.gathering(slots.len());
        for (number, (cell, total)) in cells.zip(totals).enumerate() {
            records.put(&cell.slots, *total);
            gathering.add(number, &cell.slots);
            numbers.extend(cell.numbers.map(|n| (number, n)));
        }
        Self {
            code,
            slots,
            records: records.trimmed(),
            numbers,
            margins: gathering.records(),
        }
    }

    /// What is counted in a cell.
    pub(super) fn read(&self, cell: usize, total: Sums) -> ItemCell {
        let mut slots = vec![Sums::default(); self.slots.len()];
        self.records.read_into(cell, total, &mut slots);
        let at = self.numbers.binary_search_by_key(&cell, |(cell, _)| *cell);
        ItemCell {
            slots,
            numbers: at.ok().and_then(|at| self.numbers.get(at)).map(|(_, n)| *n),
        }
    }

    /// The records of a margin's groups.
    pub(super) fn margin(&self, margin: Margin) -> &Records {
        let [villages, demographics] = &self.margins;
        match margin {
            Margin::Villages => villages,
            Margin::Demographics => demographics,
        }
    }

    /// Bytes of all records.
    pub(super) fn heap(&self) -> usize {
        self.records.heap() + self.margins.iter().map(Records::heap).sum::<usize>()
    }

    /// Reads back what a snapshot holds.
    pub(super) fn unpack(
        code: String,
        slots: Vec<Slot>,
        from: &mut Reader<'_>,
        totals: &[Sums],
        margins: &Margins,
    ) -> Result<Self, Unreadable> {
        let mut records = Records::new();
        let mut gathering = margins.gathering(slots.len());
        let mut room = vec![Sums::default(); slots.len()];
        for (number, total) in totals.iter().enumerate() {
            let begin = from.at();
            room.fill(Sums::default());
            get_counts(from, *total, &mut room)?;
            records.bytes.extend_from_slice(from.since(begin));
            records.end();
            gathering.add(number, &room);
        }
        Ok(Self {
            code,
            slots,
            records: records.trimmed(),
            numbers: Vec::new(),
            margins: gathering.records(),
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

/// How a record of counts begins.
const EVEN: u8 = 1;
const CLOSED: u8 = 2;
/// Every slot holds someone.
const ALL: u8 = 4;

fn put_counts(to: &mut Vec<u8>, slots: &[Sums], total: Sums) {
    let mut sum = Sums::default();
    slots.iter().for_each(|s| sum.add(*s));
    let (even, closed) = (is_even(slots, total), sum == total && sum.n > 0);
    let all = slots.iter().all(|s| s.n > 0);
    let flags = [(even, EVEN), (closed, CLOSED), (all, ALL)];
    to.push(
        flags
            .iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, flag)| flag)
            .sum(),
    );
    if !all {
        for eight in slots.chunks(8) {
            let bits = eight
                .iter()
                .rev()
                .fold(0, |bits, s| bits << 1 | u8::from(s.n > 0));
            to.push(bits);
        }
    }
    let held = slots.iter().filter(|s| s.n > 0).count();
    let told = if closed { held - 1 } else { held };
    let slots = || slots.iter().filter(|s| s.n > 0).take(told);
    slots().for_each(|slot| put_uint(to, u128::from(slot.n)));
    if !even && told > 0 {
        let means = Means::of(total);
        let most = |off: fn(&Means, &Sums) -> u128| slots().map(|s| length(off(&means, s))).max();
        let [w, w2] = [most(Means::off), most(Means::off_square)].map(Option::unwrap_or_default);
        to.extend([w as u8, w2 as u8]);
        let mut bits = Bits::default();
        for slot in slots() {
            bits.put(to, means.off(slot), w);
            bits.put(to, means.off_square(slot), w2);
        }
        bits.end(to);
    }
}

/// The first part of what [`get_counts`] reads.
fn get_people(from: &mut Reader<'_>, total: u64, slots: &mut [u64]) -> Result<(), Unreadable> {
    let flags = from.byte()?;
    let width = slots.len();
    let mask = from.take(if flags & ALL == 0 { width.div_ceil(8) } else { 0 })?;
    let held = match flags & ALL {
        0 => mask.iter().map(|byte| byte.count_ones() as usize).sum(),
        _ => width,
    };
    let told = held - usize::from(flags & CLOSED != 0 && held > 0);
    let holds =
        |at: &usize| flags & ALL != 0 || mask.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1);
    let mut left = total;
    for (number, at) in (0..width).filter(holds).enumerate() {
        let people = if number < told { from.small()? } else { left };
        left = left.saturating_sub(people);
        if let Some(slot) = slots.get_mut(at) {
            *slot = people;
        }
    }
    Ok(())
}

fn get_counts(from: &mut Reader<'_>, total: Sums, slots: &mut [Sums]) -> Result<(), Unreadable> {
    let flags = from.byte()?;
    let [even, closed, all] = [EVEN, CLOSED, ALL].map(|flag| flags & flag != 0);
    let width = slots.len();
    let mask = from.take(if all { 0 } else { width.div_ceil(8) })?;
    let holds = |at: usize| all || mask.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1);
    let own = || (0..width).filter(|at| holds(*at));
    let held = own().count();
    let told = if closed { held.saturating_sub(1) } else { held };
    let last = own().nth(told);
    let mut left = total;
    let mut take = |slot: Sums| -> Result<(), Unreadable> {
        left = Sums {
            n: left.n.checked_sub(slot.n).ok_or(Unreadable)?,
            w: left.w.checked_sub(slot.w).ok_or(Unreadable)?,
            w2: left.w2.checked_sub(slot.w2).ok_or(Unreadable)?,
        };
        Ok(())
    };
    for at in own().take(told) {
        let slot = slots.get_mut(at).ok_or(Unreadable)?;
        slot.n = from.small()?;
    }
    let lengths = if even || told == 0 {
        [0; 2]
    } else {
        [from.byte()?, from.byte()?]
    };
    let [w, w2] = lengths.map(u32::from);
    let bytes = from.take((told * (w + w2) as usize).div_ceil(8))?;
    let means = Means::of(total);
    for (number, at) in own().take(told).enumerate() {
        let slot = slots.get_mut(at).ok_or(Unreadable)?;
        if even {
            let share = |of: u128| {
                of.checked_mul(u128::from(slot.n))?
                    .checked_div(u128::from(total.n))
            };
            (slot.w, slot.w2) = share(total.w).zip(share(total.w2)).ok_or(Unreadable)?;
        } else {
            let begin = number * (w + w2) as usize;
            *slot = means.back(slot.n, bits(bytes, begin, w), bits(bytes, begin + w as usize, w2));
        }
        if closed {
            take(*slot)?;
        }
    }
    if let Some(slot) = last.and_then(|at| slots.get_mut(at)) {
        *slot = left;
    }
    Ok(())
}

/// Σw and Σw² of a person of a cell on average, rounded down: sums are written as how far they are from as many of them.
struct Means {
    w: u128,
    w2: u128,
}

impl Means {
    fn of(total: Sums) -> Self {
        let mean = |sum: u128| match u64::try_from(sum) {
            // many times faster, and usual
            Ok(sum) => u128::from(sum / total.n.max(1)),
            Err(_) => sum / u128::from(total.n.max(1)),
        };
        Self {
            w: mean(total.w),
            w2: mean(total.w2),
        }
    }

    fn off(&self, sums: &Sums) -> u128 {
        zigzag(sums.w.wrapping_sub(self.w.wrapping_mul(sums.n.into())))
    }

    fn off_square(&self, sums: &Sums) -> u128 {
        zigzag(sums.w2.wrapping_sub(self.w2.wrapping_mul(sums.n.into())))
    }

    fn back(&self, n: u64, off: u128, off_square: u128) -> Sums {
        let sum = |off: u128, mean: u128| unzigzag(off).wrapping_add(mean.wrapping_mul(n.into()));
        Sums {
            n,
            w: sum(off, self.w),
            w2: sum(off_square, self.w2),
        }
    }
}

/// A difference, which may be below zero, as a number that is small when it is near zero.
fn zigzag(difference: u128) -> u128 {
    (difference << 1) ^ ((difference as i128) >> 127) as u128
}

fn unzigzag(value: u128) -> u128 {
    (value >> 1) ^ (value & 1).wrapping_neg()
}
