//! The counts of an item by groups of cells: every record is read once, however many tables are made of it.

use super::{
    Cube,
    exact::{Numbers, Sums},
    margins::Margin,
    pack::ItemColumn,
    person::Slot,
};
use crate::tally::ItemTally;

/// The counts of one item by group. Groups can be put together without loss, for sums are of whole numbers.
pub struct Grouped<'a> {
    item: &'a ItemColumn,
    /// Group by group, as many as the item has slots.
    sums: Vec<Sums>,
    numbers: Vec<Option<Numbers>>,
}

impl Cube {
    /// The counts of an item by group. `group` says of each cell, in the order of [`Cube::cells`], in which of `groups`
    /// groups it is; a cell whose group is not below `groups` is left out. None where nobody answered a version that has
    /// the item.
    pub fn grouped(&self, code: &str, group: &[usize], groups: usize) -> Option<Grouped<'_>> {
        let item = self.item(code)?;
        let slots = item.slots.len();
        let mut found = Grouped {
            item,
            sums: vec![Sums::default(); groups * slots],
            numbers: vec![None; groups],
        };
        let mut room = vec![Sums::default(); slots];
        for (cell, (total, at)) in self.totals.iter().zip(group).enumerate() {
            let Some(own) = found.sums.get_mut(at * slots..(at + 1) * slots) else {
                continue;
            };
            item.records.read_into(cell, *total, &mut room);
            own.iter_mut().zip(&room).for_each(|(own, more)| own.add(*more));
        }
        found.add_numbers(group);
        Some(found)
    }

    /// The counts of an item by the groups of a margin, in the order of [`Cube::cells_of`] (of villages that is the order of
    /// [`Cube::villages`]); as [`Cube::grouped`] would give
    /// them, without looking at every cell. None where nobody answered a version that has the item.
    pub fn along(&self, code: &str, margin: Margin) -> Option<Grouped<'_>> {
        let item = self.item(code)?;
        let (groups, records, slots) = (self.margins.groups(margin), item.margin(margin), item.slots.len());
        let mut found = Grouped {
            item,
            sums: vec![Sums::default(); groups.totals.len() * slots],
            numbers: vec![None; groups.totals.len()],
        };
        for (group, total) in groups.totals.iter().enumerate() {
            if let Some(own) = found.sums.get_mut(group * slots..(group + 1) * slots) {
                records.read_into(group, *total, own);
            }
        }
        found.add_numbers(&groups.of_cell);
        Some(found)
    }
}

impl Grouped<'_> {
    /// The counts of all groups together; none where nobody in them was of a version that has the item.
    pub fn whole(&self) -> Option<ItemTally> {
        self.tally(0..self.numbers.len())
    }

    /// People of each group who chose an option.
    pub fn people(&self, option: &str) -> impl Iterator<Item = u64> {
        let slots = self.item.slots.len();
        let is = |slot: &Slot| matches!(slot, Slot::Option(code) if code == option);
        let at = self.item.slots.iter().position(is);
        (0..self.numbers.len()).map(move |group| {
            let own = at.and_then(|at| self.sums.get(group * slots + at));
            own.map_or(0, |sums| sums.n)
        })
    }

    /// Numbers typed in, by the group of each cell.
    fn add_numbers(&mut self, group: &[usize]) {
        for (cell, more) in &self.item.numbers {
            let own = group.get(*cell).and_then(|at| self.numbers.get_mut(*at));
            if let Some(own) = own {
                own.get_or_insert_default().add(*more);
            }
        }
    }

    /// The counts of several groups together; none where nobody in them was of a version that has the item.
    pub fn tally(&self, groups: impl IntoIterator<Item = usize>) -> Option<ItemTally> {
        let slots = self.item.slots.len();
        let (mut sums, mut numbers) = (vec![Sums::default(); slots], None::<Numbers>);
        for group in groups {
            let own = self.sums.get(group * slots..(group + 1) * slots);
            let own = own.unwrap_or_default();
            sums.iter_mut().zip(own).for_each(|(sum, more)| sum.add(*more));
            if let Some(more) = self.numbers.get(group).copied().flatten() {
                numbers.get_or_insert_default().add(more);
            }
        }
        sums.iter()
            .any(|s| s.n > 0)
            .then(|| item_tally(self.item, &sums, numbers))
    }
}

fn item_tally(item: &ItemColumn, slots: &[Sums], numbers: Option<Numbers>) -> ItemTally {
    let mut tally = ItemTally {
        numbers: numbers.map(Numbers::sums),
        ..ItemTally::default()
    };
    let mut answered = Sums::default();
    for (slot, sums) in item.slots.iter().zip(slots).filter(|(_, sums)| sums.n > 0) {
        let count = sums.count();
        match slot {
            Slot::NotAsked => tally.not_asked = count,
            Slot::Skipped => tally.skipped = count,
            Slot::Special(code) => {
                tally.special.insert(code.clone(), count);
            }
            Slot::Answered => answered.add(*sums),
            Slot::Option(code) => {
                answered.add(*sums);
                tally.codes.entry(code.clone()).or_default().merge(count);
            }
            Slot::Pick(code) => tally.codes.entry(code.clone()).or_default().merge(count),
        }
    }
    tally.answered = answered.count();
    tally
}
