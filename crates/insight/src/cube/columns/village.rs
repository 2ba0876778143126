//! All responses of one village, added up cell by cell while its sums stay in the cache.

use super::{
    cells::{Layout, Stretch},
    groups::Groups,
    number::{MOST, Number, Weighing},
    reading::{IndexUnits, MISSING, Reading},
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

/// People of a cell that are looked at together: item after item, so that what an index needs is at hand for all of them.
const BATCH: usize = 128;

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
    /// Those looked at together: values by item, one person after the other.
    rows: Vec<u8>,
    /// Their weights and the squares of these.
    weights: Vec<[T; 2]>,
    /// Their places in the table of an index.
    places: [u16; BATCH],
    /// Their units by index, one person after the other.
    units: Vec<u32>,
    /// Which indices they have, a bit each.
    patterns: [u64; BATCH],
    /// Units of the items of a panel.
    few: Vec<u32>,
}

impl<T: Number> Room<T> {
    pub(super) fn new(source: &Source<'_>) -> Self {
        let reading = &source.reading;
        let table = |index: &IndexUnits| vec![[T::default(); 2]; index.table.len()];
        Self {
            total: [T::default(); 2],
            items: vec![[T::default(); 2]; reading.items.len() * reading.values],
            indices: vec![[T::default(); 4]; reading.indices.len()],
            joint: reading.indices.iter().map(table).collect(),
            groups: source.plan.panels.iter().map(Groups::of).collect(),
            rows: Vec::with_capacity(BATCH * reading.items.len().max(1)),
            weights: Vec::with_capacity(BATCH),
            places: [0; BATCH],
            units: vec![MISSING; BATCH * reading.indices.len()],
            patterns: [0; BATCH],
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
        // people added up since the village's and the cell's sums were put away
        let (mut held, mut own) = (0, 0);
        for cell in cells {
            village.begin(self.items.len(), self.indices.len());
            for stretch in source.stretches {
                let (mut rows, mut weights) = stretch.of(cell..cell + 1);
                while !weights.is_empty() {
                    let more = weights.len().min(BATCH - self.weights.len());
                    let (now, later) = rows.split_at(rows.len().min(more * width));
                    self.rows.extend_from_slice(now);
                    rows = later;
                    let (now, later) = weights.split_at(more);
                    self.weights
                        .extend(now.iter().map(|weight| weighing.one::<T>(*weight)));
                    weights = later;
                    if self.weights.len() == BATCH {
                        self.batch(source, weighing, &mut village, &mut held, &mut own);
                    }
                }
            }
            self.batch(source, weighing, &mut village, &mut held, &mut own);
            self.put_cell_away(source, weighing, &mut village);
            own = 0;
        }
        self.put_village_away(source, weighing, &mut village);
        village
    }

    /// Adds those up who wait; first puts away what has no room for them.
    fn batch(
        &mut self,
        source: &Source<'_>,
        weighing: Weighing,
        village: &mut Village,
        held: &mut usize,
        own: &mut usize,
    ) {
        let people = self.weights.len();
        if *held + people > weighing.most {
            self.put_village_away(source, weighing, village);
            *held = 0;
        }
        if *own + people > MOST {
            self.put_cell_away(source, weighing, village);
            *own = 0;
        }
        (*held, *own) = (*held + people, *own + people);
        self.count_items(source, &mut village.quality);
        self.patterns.fill(0);
        for (at, index) in source.reading.indices.iter().enumerate() {
            self.index(source, at, index);
        }
        self.panels(source);
        self.rows.clear();
        self.weights.clear();
    }

    fn count_items(&mut self, source: &Source<'_>, quality: &mut Quality) {
        let reading = &source.reading;
        let rows = self.rows.chunks_exact(reading.items.len().max(1));
        for (row, [w, square]) in rows.zip(&self.weights) {
            let people = T::person(*w);
            let add = |own: &mut [T; 2]| {
                own[0] += people;
                own[1] += *square;
            };
            add(&mut self.total);
            for (own, value) in self.items.chunks_exact_mut(reading.values).zip(row) {
                if let Some(own) = own.get_mut(usize::from(*value)) {
                    add(own);
                }
            }
            reading.battery.person(row, quality);
        }
    }

    /// One index of those looked at.
    fn index(&mut self, source: &Source<'_>, at: usize, index: &IndexUnits) {
        let reading = &source.reading;
        let (width, many) = (reading.items.len().max(1), reading.indices.len());
        let looked_up = index.places(&self.rows, width, &mut self.places);
        let mut units = self.units.iter_mut().skip(at).step_by(many.max(1));
        let mut sums = self.indices.get(at).copied().unwrap_or_default();
        let joint = self.joint.get_mut(at).map(Vec::as_mut_slice).unwrap_or_default();
        let rows = self.rows.chunks_exact(width);
        let people = self.weights.iter().zip(&self.places).zip(&mut self.patterns);
        for (row, (([w, square], place), pattern)) in rows.zip(people) {
            let place = usize::from(*place);
            let own = if looked_up {
                index.table.get(place).copied().unwrap_or(MISSING)
            } else {
                reading.one_by_one(index, row)
            };
            if let Some(units) = units.next() {
                *units = own;
            }
            let there = own != MISSING;
            *pattern |= u64::from(there) << (at % 64);
            // no branch to guess: what is missing adds nothing
            let only = |value: T| if there { value } else { T::default() };
            let x = T::of(if there { u64::from(own) } else { 0 });
            let wx = *w * x;
            sums[0] += only(T::person(*w));
            sums[1] += only(*square);
            sums[2] += wx;
            sums[3] += wx * x;
            if let Some(joint) = joint.get_mut(place) {
                joint[0] += T::of(1);
                joint[1] += *w;
            }
        }
        if let Some(own) = self.indices.get_mut(at) {
            *own = sums;
        }
    }

    /// The panels that are not told by the tables of indices.
    fn panels(&mut self, source: &Source<'_>) {
        let reading = &source.reading;
        let (width, many) = (reading.items.len().max(1), reading.indices.len());
        let panels = self.groups.iter_mut().zip(&source.plan.panels);
        for ((groups, panel), looked_up) in panels.zip(&reading.looked_up) {
            match panel.key {
                // its variables are the indices, in the same order
                PanelKey::Indices => {
                    let variables = panel.variables.len();
                    let all = u64::MAX >> (64 - variables.clamp(1, 64));
                    let people = self.weights.iter().zip(&self.patterns);
                    for (([w, _], pattern), units) in people.zip(self.units.chunks_exact(many.max(1))) {
                        groups.put(1, *w, pattern & all, units);
                    }
                }
                PanelKey::ItemsOf(_) if looked_up.is_none() => {
                    for (row, [w, _]) in self.rows.chunks_exact(width).zip(&self.weights) {
                        let value = |at: usize| row.get(at).copied().unwrap_or_default();
                        reading.items_of(panel, value, &mut self.few);
                        groups.add(1, *w, &self.few);
                    }
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
