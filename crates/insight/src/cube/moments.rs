//! Sums of the indices by cell as short byte records, like the counts of [`super::pack`]: read fast, kept small.

use std::borrow::Cow;

use super::{
    bytes::{Reader, Unreadable, put_uint},
    exact::{IndexSums, Sums},
    pack::Records,
    plan::IndexKey,
};

/// Sums of the indices by cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexColumn {
    /// In order.
    pub(super) keys: Vec<IndexKey>,
    /// By index: numbers that all Σwx and all Σwx² are multiples of; only the multiple is written.
    pub(super) units: Vec<[u128; 2]>,
    pub(super) records: Records,
}

impl IndexColumn {
    /// `cells` have the sums of every index, in order of the keys.
    pub(super) fn pack<'a>(
        keys: Vec<IndexKey>,
        cells: impl Iterator<Item = Cow<'a, [IndexSums]>> + Clone,
    ) -> Self {
        let mut units = vec![[0; 2]; keys.len()];
        for cell in cells.clone() {
            for (unit, sums) in units.iter_mut().zip(cell.iter()) {
                *unit = [common(unit[0], sums.wx), common(unit[1], sums.wxx)];
            }
        }
        units.iter_mut().flatten().for_each(|unit| *unit = (*unit).max(1));
        let mut records = Records::new();
        for cell in cells {
            for (sums, unit) in cell.iter().zip(&units) {
                put_index(&mut records.bytes, sums, *unit);
            }
            records.end();
        }
        Self {
            keys,
            units,
            records: records.trimmed(),
        }
    }

    /// Sums of every index in a cell, in order of the keys.
    pub(super) fn read(&self, cell: usize) -> impl Iterator<Item = IndexSums> {
        let mut from = self.records.get(cell);
        let units = self.units.iter();
        units.map(move |unit| get_index(&mut from, *unit).unwrap_or_default())
    }

    /// Sums of one index, by its place among the keys, in a cell.
    pub(super) fn one(&self, cell: usize, at: usize) -> IndexSums {
        let mut from = self.records.get(cell);
        let before = (0..at).try_for_each(|_| skip_index(&mut from));
        let unit = self.units.get(at).copied().unwrap_or_default();
        let sums = before.and_then(|()| get_index(&mut from, unit));
        sums.unwrap_or_default()
    }

    /// Reads back what a snapshot holds.
    pub(super) fn unpack(
        keys: Vec<IndexKey>,
        from: &mut Reader<'_>,
        cells: usize,
    ) -> Result<Self, Unreadable> {
        let mut units = Vec::with_capacity(keys.len());
        for _ in &keys {
            units.push([from.uint()?, from.uint()?]);
        }
        let mut records = Records::new();
        for _ in 0..cells {
            let begin = from.at();
            for unit in &units {
                get_index(from, *unit)?;
            }
            records.bytes.extend_from_slice(from.since(begin));
            records.end();
        }
        Ok(Self {
            keys,
            units,
            records: records.trimmed(),
        })
    }
}

/// The largest common divisor, 0 being a multiple of everything.
fn common(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    if a > 0 && b % a == 0 {
        return a;
    }
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn put_index(to: &mut Vec<u8>, sums: &IndexSums, units: [u128; 2]) {
    put_uint(to, u128::from(sums.who.n));
    if sums.who.n > 0 {
        let [wx, wxx] = [(sums.wx, units[0]), (sums.wxx, units[1])].map(|(sum, unit)| sum / unit.max(1));
        let all = [sums.who.w, sums.who.w2, wx, wxx];
        all.iter().for_each(|sum| put_uint(to, *sum));
    }
}

/// Goes past what [`put_index`] wrote.
fn skip_index(from: &mut Reader<'_>) -> Result<(), Unreadable> {
    if from.small()? > 0 {
        (0..4).try_for_each(|_| from.skip())?;
    }
    Ok(())
}

fn get_index(from: &mut Reader<'_>, units: [u128; 2]) -> Result<IndexSums, Unreadable> {
    let n = from.small()?;
    if n == 0 {
        return Ok(IndexSums::default());
    }
    let [w, w2, wx, wxx] = [from.uint()?, from.uint()?, from.uint()?, from.uint()?];
    Ok(IndexSums {
        who: Sums { n, w, w2 },
        wx: wx.checked_mul(units[0]).ok_or(Unreadable)?,
        wxx: wxx.checked_mul(units[1]).ok_or(Unreadable)?,
    })
}
