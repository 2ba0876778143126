//! All responses of one village, added up cell by cell while its sums stay in the cache.

use super::{
    cells::{Layout, Stretch},
    groups::Groups,
    number::{MOST, Number, Weighing},
    reading::{MISSING, Reading},
};
use crate::cube::{
    Quality,
    cross::{PairSums, PanelSums, pairs},
    exact::{IndexSums, Sums, Weight},
    plan::{PanelKey, Plan},
};

/// What is known of a village.
pub(super) struct Village {
    /// By cell.
    pub(super) totals: Vec<Sums>,
    /// By cell, item and value.
    pub(super) items: Vec<Sums>,
    /// By cell and index.
    pub(super) indices: Vec<IndexSums>,
    pub(super) panels: Vec<PanelSums>,
    pub(super) quality: Quality,
}

/// What is the same for all villages.
pub(super) struct Source<'a> {
    pub(super) plan: &'a Plan,
    pub(super) layout: &'a Layout,
    pub(super) reading: Reading<'a>,
    /// [`Reading::units`].
    pub(super) units: Vec<Vec<u64>>,
    pub(super) stretches: &'a [Stretch],
}

impl Source<'_> {
    /// Adds a village up.
    pub(super) fn village(&self, number: usize, rooms: &mut (Room<u64>, Room<u128>)) -> Village {
        let cells = self.layout.cells_of.get(number).cloned().unwrap_or_default();
        let weights = || self.stretches.iter().flat_map(|s| s.of(cells.clone()).1);
        let weight = |least: Option<u64>| Weight(least.unwrap_or_default());
        let lightest = weight(weights().map(|w| w.0).min());
        let heaviest = weight(weights().map(|w| w.0).max());
        let weighing = Weighing::of(lightest, heaviest, self.reading.most());
        if weighing.narrow {
            rooms.0.village(self, cells, weighing)
        } else {
            rooms.1.village(self, cells, weighing)
        }
    }
}

/// Sums in the making, used for one village after the other.
pub(super) struct Room<T> {
    /// Of a cell: people with their weights, and squares.
    total: [T; 2],
    items: Vec<[T; 2]>,
    /// And sums of weight × units and weight × units².
    indices: Vec<[T; 4]>,
    /// Of the village: by index and place in its table, people and weights.
    joint: Vec<Vec<[T; 2]>>,
    groups: Vec<Groups<T>>,
    /// Of a person: units by index.
    person: Vec<u32>,
    /// Units of the items of a panel.
    few: Vec<u32>,
}

impl<T: Number> Room<T> {
    pub(super) fn new(source: &Source<'_>) -> Self {
        let reading = &source.reading;
        let table = |index: &super::reading::IndexUnits| vec![[T::default(); 2]; index.table.len()];
        Self {
            total: [T::default(); 2],
            items: vec![[T::default(); 2]; reading.items.len() * reading.values],
            indices: vec![[T::default(); 4]; reading.indices.len()],
            joint: reading.indices.iter().map(table).collect(),
            groups: source.plan.panels.iter().map(Groups::of).collect(),
            person: vec![0; reading.indices.len()],
            few: Vec::new(),
        }
    }

    fn village(&mut self, source: &Source<'_>, cells: std::ops::Range<usize>, weighing: Weighing) -> Village {
        let of = |panel: &crate::cube::plan::Panel| PanelSums {
            pairs: vec![PairSums::default(); pairs(panel.variables.len())],
            complete: Vec::new(),
        };
        let mut village = Village {
            totals: Vec::with_capacity(cells.len()),
            items: Vec::with_capacity(cells.len() * self.items.len()),
            indices: Vec::with_capacity(cells.len() * self.indices.len()),
            panels: source.plan.panels.iter().map(of).collect(),
            quality: Quality::default(),
        };
        let width = source.reading.items.len().max(1);
        let mut held = 0;
        for cell in cells {
            let mut own = 0;
            village.begin(self.items.len(), self.indices.len());
            for stretch in source.stretches {
                let (rows, weights) = stretch.of(cell..cell + 1);
                for (rows, weights) in rows.chunks(MOST * width).zip(weights.chunks(MOST)) {
                    if held + weights.len() > weighing.most {
                        self.put_village_away(source, weighing, &mut village);
                        held = 0;
                    }
                    if own + weights.len() > MOST {
                        self.put_cell_away(source, weighing, &mut village);
                        own = 0;
                    }
                    (own, held) = (own + weights.len(), held + weights.len());
                    for (row, weight) in rows.chunks_exact(width).zip(weights) {
                        let (w, square) = weighing.one(*weight);
                        self.person(source, row, w, square);
                        source.reading.battery.person(row, &mut village.quality);
                    }
                }
            }
            self.put_cell_away(source, weighing, &mut village);
        }
        self.put_village_away(source, weighing, &mut village);
        village
    }

    fn person(&mut self, source: &Source<'_>, row: &[u8], w: T, square: T) {
        let reading = &source.reading;
        let people = T::person(w);
        let add = |own: &mut [T; 2]| {
            own[0] += people;
            own[1] += square;
        };
        add(&mut self.total);
        for (own, value) in self.items.chunks_exact_mut(reading.values).zip(row) {
            if let Some(own) = own.get_mut(usize::from(*value)) {
                add(own);
            }
        }
        let own = self.indices.iter_mut().zip(&mut self.joint).zip(&mut self.person);
        for (((sums, joint), person), index) in own.zip(&reading.indices) {
            let (units, place) = reading.index(index, row);
            *person = units;
            if units != MISSING {
                let units = T::of(u64::from(units));
                let wx = w * units;
                sums[0] += people;
                sums[1] += square;
                sums[2] += wx;
                sums[3] += wx * units;
            }
            if let Some(own) = joint.get_mut(place) {
                own[0] += T::of(1);
                own[1] += w;
            }
        }
        let panels = self.groups.iter_mut().zip(&source.plan.panels);
        for ((groups, panel), looked_up) in panels.zip(&reading.looked_up) {
            match panel.key {
                // its variables are the indices, in the same order
                PanelKey::Indices => {
                    let all = self.person.get(..panel.variables.len());
                    groups.add(1, w, all.unwrap_or_default());
                }
                PanelKey::ItemsOf(_) if looked_up.is_none() => {
                    let value = |at: usize| row.get(at).copied().unwrap_or_default();
                    reading.items_of(panel, value, &mut self.few);
                    groups.add(1, w, &self.few);
                }
                PanelKey::ItemsOf(_) => {}
            }
        }
    }

    fn put_cell_away(&mut self, source: &Source<'_>, weighing: Weighing, village: &mut Village) {
        let last = |all: usize, own: usize| all.saturating_sub(own)..;
        if let Some(total) = village.totals.last_mut() {
            total.add(weighing.sums(self.total));
        }
        let items = last(village.items.len(), self.items.len());
        for (to, own) in village
            .items
            .get_mut(items)
            .unwrap_or_default()
            .iter_mut()
            .zip(&self.items)
        {
            to.add(weighing.sums(*own));
        }
        let indices = last(village.indices.len(), self.indices.len());
        let to = village.indices.get_mut(indices).unwrap_or_default().iter_mut();
        for ((to, own), index) in to.zip(&self.indices).zip(&source.reading.indices) {
            let [people, squares, wx, wxx] = *own;
            let (times, unit) = (u128::from(weighing.times()), u128::from(index.unit.steps));
            to.add(IndexSums {
                who: weighing.sums([people, squares]),
                wx: wx.into() * times * unit,
                wxx: wxx.into() * times * unit * unit,
            });
        }
        self.total = [T::default(); 2];
        self.items.fill([T::default(); 2]);
        self.indices.fill([T::default(); 4]);
    }

    fn put_village_away(&mut self, source: &Source<'_>, weighing: Weighing, village: &mut Village) {
        let reading = &source.reading;
        let panels = self
            .groups
            .iter_mut()
            .zip(&source.plan.panels)
            .zip(&mut village.panels);
        let all = panels.zip(&source.units).zip(&reading.looked_up);
        for ((((groups, panel), to), units), looked_up) in all {
            if let Some((index, joint)) =
                looked_up.and_then(|at| reading.indices.get(at).zip(self.joint.get(at)))
            {
                for (place, [n, w]) in joint.iter().enumerate() {
                    let n: u128 = (*n).into();
                    if n > 0 {
                        reading.items_of(panel, |at| index.value(place, at), &mut self.few);
                        groups.add(n as u64, *w, &self.few);
                    }
                }
            }
            groups.flush(weighing.times(), units, to);
        }
        self.joint
            .iter_mut()
            .for_each(|joint| joint.fill([T::default(); 2]));
    }
}

impl Village {
    /// A cell with nobody yet.
    fn begin(&mut self, items: usize, indices: usize) {
        self.totals.push(Sums::default());
        self.items.resize(self.items.len() + items, Sums::default());
        self.indices
            .resize(self.indices.len() + indices, IndexSums::default());
    }
}
