//! Folding: responses in, in any order; a [`Cube`] out.

use std::{borrow::Cow, collections::BTreeMap};

use survey::{AreaCode, Version};

use super::{
    Cube, Quality,
    cross::{Block, PairSums, PanelSums, pairs, place},
    digest::Digest,
    exact::{IndexSums, Numbers, Sums, Weight},
    margins::Margins,
    moments::IndexColumn,
    pack::ItemColumn,
    panel::PanelColumn,
    person::{Answer, Slot, answers, half_rule},
    plan::{IndexKey, PanelKey, Plan},
    quality::mark,
    waiting::Waiting,
};
use crate::tally::{Cell, ResponseRow};

/// Names by number, in the order in which they were first seen.
#[derive(Clone, Debug)]
pub(super) struct Names<T> {
    ids: BTreeMap<T, usize>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { ids: BTreeMap::new() }
    }
}

impl<T: Ord + Clone> Names<T> {
    pub(super) fn id(&mut self, name: &T) -> usize {
        match self.ids.get(name) {
            Some(id) => *id,
            None => {
                let id = self.ids.len();
                self.ids.insert(name.clone(), id);
                id
            }
        }
    }

    /// Names in order, and the number of each.
    fn sorted(&self) -> impl Iterator<Item = (&T, usize)> {
        self.ids.iter().map(|(name, id)| (name, *id))
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct ItemCell {
    pub(super) slots: Vec<Sums>,
    pub(super) numbers: Option<Numbers>,
}

#[derive(Clone, Debug, Default)]
struct CellSums {
    total: Sums,
    items: Vec<ItemCell>,
    indices: Vec<IndexSums>,
}

#[derive(Clone, Debug, Default)]
struct VillageSums {
    panels: Vec<PanelSums>,
    quality: Quality,
}

/// Collects responses, and cubes of other townships. Takes O(items + indices²) a response; the cube keeps none.
#[derive(Default)]
pub struct Fold {
    plans: BTreeMap<(String, u32), Plan>,
    items: Names<String>,
    slots: Vec<Names<Slot>>,
    indices: Names<IndexKey>,
    panels: Names<PanelKey>,
    variables: Vec<Names<IndexKey>>,
    cells: BTreeMap<Cell, CellSums>,
    villages: BTreeMap<AreaCode, VillageSums>,
    /// What devices say of responses that wait, and the days of all: columns have no room for it.
    aside: BTreeMap<AreaCode, Quality>,
    /// By instrument, version and whether a block was asked; none where responses cannot wait.
    waiting: BTreeMap<(String, u32, bool), Option<Waiting>>,
}

/// The place `at`, made if it is not there yet.
fn at<T: Default + Clone>(all: &mut Vec<T>, at: usize) -> &mut T {
    if all.len() <= at {
        all.resize(at + 1, T::default());
    }
    &mut all[at]
}

impl Fold {
    /// Counts one response to the version that was answered. An answer to an item that was not asked is not counted.
    ///
    /// A published version never changes: one (instrument, version) must always be given with the same content. Up to a
    /// million responses wait to be folded together where all items of the version have [columns](super::Columns).
    pub fn add(&mut self, version: &Version, response: &ResponseRow) {
        let key = (
            version.instrument.clone(),
            version.version,
            response.block.is_some(),
        );
        let waiting = self.waiting.entry(key).or_insert_with(|| Waiting::new(version));
        let Some(waiting) = waiting else {
            return self.add_now(version, response);
        };
        let taken = waiting.take(response);
        if taken && response.quality.is_some() {
            let own = self.aside.entry(response.area.clone()).or_default();
            own.device(response.quality);
        }
        let full = waiting.is_full().then(|| waiting.fold()).flatten();
        full.iter().for_each(|cube| self.absorb(cube));
        if !taken {
            self.add_now(version, response);
        }
    }

    /// Counts `n` answers from people's own devices in an area on a local day, `YYYY-MM-DD`. Days are told by area alone,
    /// never beside an answer; those of areas without an answer are dropped.
    pub fn add_day(&mut self, area: &AreaCode, day: &str, n: u64) {
        self.aside.entry(area.clone()).or_default().day(day, n);
    }

    /// As [`Fold::add`], at once: slower, and the same bytes come out.
    pub fn add_now(&mut self, version: &Version, response: &ResponseRow) {
        let key = (version.instrument.clone(), version.version);
        let plan = self.plans.remove(&key).unwrap_or_else(|| Plan::new(version));
        let answers = answers(version, &plan, response);
        let weight = Weight::of(response.weight);
        let indices: Vec<Option<u64>> = plan
            .indices
            .iter()
            .map(|index| {
                let of = |at: &usize| answers.get(*at).map(|a| (a.asked(), a.score));
                half_rule(index.members.iter().filter_map(of))
            })
            .collect();
        self.add_to_cell(version, &plan, response, weight, &answers, &indices);
        self.add_to_village(&plan, &response.area, weight, &answers, &indices);
        let village = self.villages.entry(response.area.clone()).or_default();
        village.quality.device(response.quality);
        self.plans.insert(key, plan);
    }

    fn add_to_cell(
        &mut self,
        version: &Version,
        plan: &Plan,
        response: &ResponseRow,
        weight: Weight,
        answers: &[Answer],
        indices: &[Option<u64>],
    ) {
        let one = Sums::one(weight);
        let cell = self.cells.entry(response.cell()).or_default();
        cell.total.add(one);
        for (item, answer) in version.items.iter().zip(answers) {
            let id = self.items.id(&item.code);
            let (names, sums) = (at(&mut self.slots, id), at(&mut cell.items, id));
            for slot in &answer.slots {
                at(&mut sums.slots, names.id(slot)).add(one);
            }
            if let Some(number) = answer.number.and_then(|x| Numbers::one(weight, x)) {
                sums.numbers.get_or_insert_default().add(number);
            }
        }
        for (index, x) in plan.indices.iter().zip(indices) {
            let sums = at(&mut cell.indices, self.indices.id(&index.key));
            if let Some(x) = x {
                sums.add(IndexSums::one(one, weight, *x));
            }
        }
    }

    fn add_to_village(
        &mut self,
        plan: &Plan,
        area: &AreaCode,
        weight: Weight,
        answers: &[Answer],
        indices: &[Option<u64>],
    ) {
        let village = self.villages.entry(area.clone()).or_default();
        for panel in &plan.panels {
            let id = self.panels.id(&panel.key);
            let names = at(&mut self.variables, id);
            let ids: Vec<usize> = panel.variables.iter().map(|(key, _)| names.id(key)).collect();
            let of = |place: usize| match panel.key {
                PanelKey::Indices => indices.get(place).copied().flatten(),
                PanelKey::ItemsOf(_) => answers.get(place).and_then(|a| a.score),
            };
            let scores: Vec<Option<u64>> = panel.variables.iter().map(|(_, place)| of(*place)).collect();
            let all = panel
                .complete
                .iter()
                .all(|&i| matches!(scores.get(i), Some(Some(_))));
            let sums = at(&mut village.panels, id);
            let (ids, present): (Vec<usize>, Vec<u64>) = ids
                .iter()
                .zip(&scores)
                .filter_map(|(id, x)| Some((*id, (*x)?)))
                .unzip();
            let mut block = Block::of(present.len());
            block.person(weight, &present);
            let places = |i: &usize| scores.iter().take(*i).filter(|x| x.is_some()).count();
            let complete: Vec<usize> = panel.complete.iter().map(places).collect();
            sums.block(&ids, &block, all.then_some(&complete));
        }
        let items = answers.iter().zip(plan.battery.iter().zip(&plan.names));
        let battery = items.filter(|(_, (inside, _))| **inside);
        village.quality.person(battery.filter_map(|(answer, (_, name))| {
            let score = answer.score?;
            Some((answer.slots.first()?, score, mark(*name, score)))
        }));
    }

    /// Adds what was folded elsewhere, for example for another township of the round.
    pub fn absorb(&mut self, cube: &Cube) {
        let items: Vec<usize> = cube.items.iter().map(|i| self.items.id(&i.code)).collect();
        let indices: Vec<usize> = cube.indices.keys.iter().map(|k| self.indices.id(k)).collect();
        for (number, (cell, total)) in cube.cells.iter().zip(&cube.totals).enumerate() {
            let own = self.cells.entry(cell.clone()).or_default();
            own.total.add(*total);
            for (item, &id) in cube.items.iter().zip(&items) {
                let (names, sums) = (at(&mut self.slots, id), at(&mut own.items, id));
                let record = item.read(number, *total);
                for (slot, more) in item.slots.iter().zip(record.slots).filter(|(_, more)| more.n > 0) {
                    at(&mut sums.slots, names.id(slot)).add(more);
                }
                if let Some(numbers) = record.numbers {
                    sums.numbers.get_or_insert_default().add(numbers);
                }
            }
            for (&id, more) in indices.iter().zip(cube.indices.read(number)) {
                at(&mut own.indices, id).add(more);
            }
        }
        for (number, area) in cube.villages.iter().enumerate() {
            let own = self.villages.entry(area.clone()).or_default();
            if let Some(quality) = cube.quality.get(number) {
                own.quality.add(quality);
            }
            for panel in &cube.panels {
                let id = self.panels.id(&panel.key);
                let names = at(&mut self.variables, id);
                let ids: Vec<usize> = panel.variables.iter().map(|key| names.id(key)).collect();
                if let Some(more) = panel.villages.get(number) {
                    renamed(more, &ids, at(&mut own.panels, id));
                }
            }
        }
    }

    /// The cube: sorted, packed, and the same whatever the order in which responses came.
    pub fn finish(mut self) -> Cube {
        let aside = std::mem::take(&mut self.aside);
        let mut cube = self.folded();
        for (area, more) in aside {
            let at = cube.villages.binary_search(&area).ok();
            if let Some(own) = at.and_then(|at| cube.quality.get_mut(at)) {
                own.add(&more);
            }
        }
        cube
    }

    fn folded(mut self) -> Cube {
        let waiting = std::mem::take(&mut self.waiting);
        let mut cubes: Vec<Cube> = waiting
            .into_values()
            .flatten()
            .filter_map(|mut w| w.fold())
            .collect();
        if self.plans.is_empty() && self.cells.is_empty() && cubes.len() == 1 {
            return cubes.swap_remove(0);
        }
        cubes.iter().for_each(|cube| self.absorb(cube));
        let (cells, sums): (Vec<Cell>, Vec<CellSums>) = self.cells.into_iter().unzip();
        let totals: Vec<Sums> = sums.iter().map(|s| s.total).collect();
        let margins = Margins::of(&cells, &totals);
        let item = |(code, id): (&String, usize)| {
            let (slots, ids): (Vec<Slot>, Vec<usize>) = self
                .slots
                .get(id)
                .into_iter()
                .flat_map(Names::sorted)
                .map(|(slot, id)| (slot.clone(), id))
                .unzip();
            let record = |cell: &CellSums| {
                let own = cell.items.get(id);
                let slot = |id: &usize| own.and_then(|o| o.slots.get(*id)).copied().unwrap_or_default();
                ItemCell {
                    slots: ids.iter().map(slot).collect(),
                    numbers: own.and_then(|o| o.numbers),
                }
            };
            ItemColumn::pack(code.clone(), slots, sums.iter().map(record), &totals, &margins)
        };
        let items = self.items.sorted().map(item).collect();
        let (keys, ids): (Vec<IndexKey>, Vec<usize>) =
            self.indices.sorted().map(|(key, id)| (key.clone(), id)).unzip();
        let own = |cell: &CellSums| -> Cow<'_, [IndexSums]> {
            let of = |id: &usize| cell.indices.get(*id).copied().unwrap_or_default();
            ids.iter().map(of).collect()
        };
        let indices = IndexColumn::pack(keys, sums.iter().map(own));
        let panel = |(key, id): (&PanelKey, usize)| {
            let names = self.variables.get(id).cloned().unwrap_or_default();
            let mut places = vec![0; names.ids.len()];
            let variables: Vec<IndexKey> = names.ids.keys().cloned().collect();
            for (place, (_, id)) in names.sorted().enumerate() {
                *at(&mut places, id) = place;
            }
            let village = |village: &VillageSums| {
                let mut sums = PanelSums {
                    pairs: vec![PairSums::default(); pairs(variables.len())],
                    complete: Vec::new(),
                };
                if let Some(own) = village.panels.get(id) {
                    renamed(own, &places, &mut sums);
                }
                sums.complete.sort_by(|a, b| a.0.cmp(&b.0));
                sums
            };
            PanelColumn {
                key: key.clone(),
                villages: self.villages.values().map(village).collect(),
                variables,
            }
        };
        let panels = self.panels.sorted().map(panel).collect();
        Cube {
            cells,
            totals,
            items,
            indices,
            panels,
            quality: self.villages.values().map(|v| v.quality.clone()).collect(),
            villages: self.villages.into_keys().collect(),
            margins,
            digest: Digest::default(),
        }
    }
}

/// Adds sums whose variables have other numbers: `ids` says which.
fn renamed(from: &PanelSums, ids: &[usize], to: &mut PanelSums) {
    for (j, &b) in ids.iter().enumerate() {
        for (i, &a) in ids.iter().enumerate().take(j + 1) {
            if let Some(sums) = from.pairs.get(place(i, j)).filter(|s| s.n > 0) {
                let sums = if a <= b { *sums } else { sums.turned() };
                to.pair(a, b, &sums);
            }
        }
    }
    for (of, block) in &from.complete {
        let of: Vec<usize> = of.iter().filter_map(|&i| ids.get(i).copied()).collect();
        to.complete_of(&of).add(block, 1);
    }
}
