//! The margins that every table of a report is made of: counts by village, and by age × sex × mode over all villages.
//! They are kept beside the cells, so that a report takes as long for a county that answered in every cell.

use std::collections::BTreeMap;

use super::{exact::Sums, pack::Records};
use crate::tally::Cell;

/// A margin of the cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Margin {
    /// By village.
    Villages,
    /// By age band, sex and mode.
    Demographics,
}

/// The groups of one margin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Groups {
    /// By cell.
    pub(super) of_cell: Vec<usize>,
    /// By group, its first cell.
    pub(super) first: Vec<usize>,
    /// By group, everyone in it.
    pub(super) totals: Vec<Sums>,
}

/// The groups of both margins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Margins([Groups; 2]);

impl Groups {
    fn new<K: Ord>(cells: &[Cell], totals: &[Sums], key: impl for<'a> Fn(&'a Cell) -> K) -> Self {
        let (mut met, mut found) = (BTreeMap::new(), Self::default());
        for (number, (cell, total)) in cells.iter().zip(totals).enumerate() {
            let group = *met.entry(key(cell)).or_insert_with(|| {
                found.first.push(number);
                found.totals.push(Sums::default());
                found.totals.len() - 1
            });
            found.of_cell.push(group);
            if let Some(own) = found.totals.get_mut(group) {
                own.add(*total);
            }
        }
        found
    }

    fn heap(&self) -> usize {
        (self.of_cell.capacity() + self.first.capacity()) * size_of::<usize>()
            + self.totals.capacity() * size_of::<Sums>()
    }
}

impl Margins {
    pub(super) fn of(cells: &[Cell], totals: &[Sums]) -> Self {
        Self([
            Groups::new(cells, totals, |cell| cell.area.clone()),
            Groups::new(cells, totals, |c| (c.age.clone(), c.sex.clone(), c.mode)),
        ])
    }

    pub(super) fn groups(&self, margin: Margin) -> &Groups {
        let [villages, demographics] = &self.0;
        match margin {
            Margin::Villages => villages,
            Margin::Demographics => demographics,
        }
    }

    pub(super) fn heap(&self) -> usize {
        self.0.iter().map(Groups::heap).sum()
    }

    /// To add up an item that has so many slots.
    pub(super) fn gathering(&self, slots: usize) -> Gathering<'_> {
        let room = |groups: &Groups| vec![Sums::default(); groups.first.len() * slots];
        Gathering {
            margins: self,
            slots,
            sums: [room(&self.0[0]), room(&self.0[1])],
        }
    }
}

/// The counts of an item by margin, in the making.
pub(super) struct Gathering<'a> {
    margins: &'a Margins,
    slots: usize,
    sums: [Vec<Sums>; 2],
}

impl Gathering<'_> {
    /// The counts of a cell.
    pub(super) fn add(&mut self, cell: usize, counts: &[Sums]) {
        for (groups, sums) in self.margins.0.iter().zip(&mut self.sums) {
            let group = groups.of_cell.get(cell).copied().unwrap_or_default();
            let own = sums.get_mut(group * self.slots..(group + 1) * self.slots);
            let own = own.unwrap_or_default().iter_mut();
            own.zip(counts).for_each(|(own, more)| own.add(*more));
        }
    }

    /// A record for each group, by margin.
    pub(super) fn records(self) -> [Records; 2] {
        let Self { margins, slots, sums } = self;
        let of = |groups: &Groups, sums: &[Sums]| {
            let mut records = Records::new();
            for (group, total) in groups.totals.iter().enumerate() {
                let own = sums.get(group * slots..(group + 1) * slots);
                records.put(own.unwrap_or_default(), *total);
            }
            records.trimmed()
        };
        let [villages, demographics] = &margins.0;
        [of(villages, &sums[0]), of(demographics, &sums[1])]
    }
}
