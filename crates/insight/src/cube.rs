//! The tally cube: the sufficient statistics behind every published number, never the responses.
//!
//! Part one counts, for each cell (village × age band × sex × mode), every item by option and every index by its
//! moments; part two has the cross-products of indices and of the items of an index, for each village. Which cuts exist is
//! frozen at folding ([`Cube::cuts`]): nothing finer than a cell can be asked for later. Sums are of whole numbers, so
//! that the same responses give the same bytes in any order and from any number of threads.

mod bytes;
mod columns;
mod cross;
mod digest;
mod exact;
mod fold;
mod margins;
mod moments;
mod pack;
mod panel;
mod person;
mod plan;
mod quality;
mod query;
mod rows;
mod snapshot;
mod village_sums;
mod waiting;

use serde::{Deserialize, Serialize};
use survey::{AreaCode, Mode};

pub use columns::{ColumnError, Columns, codes};
pub use cross::{Complete, Cross, Pair};
pub use fold::Fold;
pub use margins::Margin;
pub use plan::{IndexKey, PanelKey};
pub use quality::Quality;
pub use query::{Group, Measure, QueryError, VillageSums};
pub use rows::Grouped;
pub use snapshot::SnapshotError;
pub use village_sums::{GroupedSums, Grouping, OptionCounts};

use crate::tally::Cell;
use digest::Digest;
use exact::Sums;
use margins::Margins;
use moments::IndexColumn;
use pack::ItemColumn;
use panel::PanelColumn;

/// What a wave's answers amount to. Made by [`Fold`]; county-internal: nothing in it is suppressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cube {
    /// In order.
    cells: Vec<Cell>,
    /// Everyone in each cell.
    totals: Vec<Sums>,
    /// In order of code.
    items: Vec<ItemColumn>,
    indices: IndexColumn,
    panels: Vec<PanelColumn>,
    /// Areas that were answered for, in order.
    villages: Vec<AreaCode>,
    /// By village.
    quality: Vec<Quality>,
    margins: Margins,
    digest: Digest,
}

/// What can be asked of a cube: rows of one kind, or crossed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cuts {
    /// Areas that were answered for, mostly villages; each can be rolled up into those above it.
    pub areas: Vec<AreaCode>,
    /// Age bands; none is not stated.
    pub ages: Vec<Option<String>>,
    /// Sexes; none is not stated.
    pub sexes: Vec<Option<String>>,
    /// Modes.
    pub modes: Vec<Mode>,
    /// Which of the four can make rows, alone or in pairs: those with more than one value.
    pub rows: Vec<Vec<String>>,
}

impl Cube {
    /// Which cuts exist.
    pub fn cuts(&self) -> Cuts {
        let cells = || self.cells.iter();
        let ages = distinct(cells().map(|c| c.age.clone()));
        let sexes = distinct(cells().map(|c| c.sex.clone()));
        let modes = distinct(cells().map(|c| c.mode));
        let kinds = [
            ("area", self.villages.len()),
            ("age", ages.len()),
            ("sex", sexes.len()),
            ("mode", modes.len()),
        ];
        let names: Vec<String> = kinds
            .iter()
            .filter(|(_, values)| *values > 1)
            .map(|(name, _)| (*name).to_owned())
            .collect();
        let single = names.iter().map(|name| vec![name.clone()]);
        let pairs = names
            .iter()
            .enumerate()
            .flat_map(|(i, a)| names.iter().skip(i + 1).map(move |b| vec![a.clone(), b.clone()]));
        Cuts {
            rows: single.chain(pairs).collect(),
            areas: self.villages.clone(),
            ages,
            sexes,
            modes,
        }
    }

    /// The cells, in the order in which per-cell factors are given.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// People in each cell with Σw and Σw², in the order of [`Cube::cells`].
    pub fn cell_counts(&self) -> impl Iterator<Item = crate::tally::Count> {
        self.totals.iter().map(|total| total.count())
    }

    /// A cell of each group of a margin, by place among [`Cube::cells`]: what it says of the margin holds for the group.
    pub fn cells_of(&self, margin: Margin) -> &[usize] {
        &self.margins.groups(margin).first
    }

    /// Everyone.
    pub fn people(&self) -> u64 {
        self.totals.iter().map(|total| total.n).sum()
    }

    /// Codes of the items of the versions that were answered, in order.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|item| item.code.as_str())
    }

    /// The indices, in order.
    pub fn indices(&self) -> &[IndexKey] {
        &self.indices.keys
    }

    /// Areas that were answered for, mostly villages, in order.
    pub fn villages(&self) -> &[AreaCode] {
        &self.villages
    }

    /// People of each village, in the order of [`Cube::villages`].
    pub fn village_people(&self) -> impl Iterator<Item = u64> {
        let villages = self.margins.groups(Margin::Villages);
        villages.totals.iter().map(|total| total.n)
    }

    /// People by mode, each mode perhaps several times.
    pub fn mode_people(&self) -> impl Iterator<Item = (Mode, u64)> {
        let groups = self.margins.groups(Margin::Demographics);
        let all = groups.first.iter().zip(&groups.totals);
        all.filter_map(|(cell, total)| Some((self.cells.get(*cell)?.mode, total.n)))
    }

    /// What is said of each village, in the order of [`Cube::villages`], said of each of its cells.
    pub fn of_villages<T: Copy>(&self, of_village: &[Option<T>]) -> Vec<Option<T>> {
        let villages = &self.margins.groups(Margin::Villages).of_cell;
        villages
            .iter()
            .map(|v| of_village.get(*v).copied().flatten())
            .collect()
    }

    /// Counters of answering patterns of a village.
    pub fn quality(&self, village: &AreaCode) -> Option<&Quality> {
        self.quality.get(self.villages.binary_search(village).ok()?)
    }

    /// What is crossed, each with its variables.
    pub fn panels(&self) -> impl Iterator<Item = (&PanelKey, &[IndexKey])> {
        self.panels.iter().map(|p| (&p.key, p.variables.as_slice()))
    }

    /// Cross-products of a panel, each village as often as `times` says: 1 or 0 for those of a township, the number of
    /// draws in a bootstrap. None for a panel that is not there.
    pub fn cross(&self, panel: &PanelKey, times: impl Fn(&AreaCode) -> u32) -> Option<Cross> {
        let panel = self.panels.iter().find(|p| p.key == *panel)?;
        Some(panel.cross(|village| self.villages.get(village).map_or(0, &times)))
    }

    /// Bytes the cube takes in memory, what the allocator adds left out of account but for the words of cells.
    pub fn heap_size(&self) -> usize {
        let numbers = size_of::<(usize, exact::Numbers)>();
        let items: usize = self
            .items
            .iter()
            .map(|i| i.heap() + i.numbers.capacity() * numbers)
            .sum();
        let panels = self.panels.iter().flat_map(|p| &p.villages);
        let crossed: usize = panels.map(cross::PanelSums::heap).sum();
        // area, age and sex are words of their own; no allocation is shorter than 32
        let kinds: usize = self.quality.iter().map(|q| size_of_val(&q.kinds[..])).sum();
        let cell = size_of::<Cell>() + size_of::<Sums>() + 3 * 32;
        items + kinds + self.indices.records.heap() + crossed + self.margins.heap() + self.cells.len() * cell
    }
}

fn distinct<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}
