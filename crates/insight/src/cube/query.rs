//! What a cube is asked: sums by village for design-based figures, and the counts of an item by row for breakdowns.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use stats::design::PsuSums;
use survey::{
    AreaCode, Item, Mode, Scale, Version,
    score::{in_bottom_box, in_top_box, option_score},
};

use super::{
    Cube, IndexKey, Margin,
    exact::{IndexSums, Sums, squares, weighted_scores, weighted_squares, weights},
    pack::ItemColumn,
    person::Slot,
};
use crate::tally::{Cell, ItemTally};

/// A number per person that a query is about.
#[derive(Clone, Copy, Debug)]
pub enum Measure<'a> {
    /// Score of an item, 0–100; people with a scored answer.
    Score(&'a Version, &'a str),
    /// 1 in the top box of an item, else 0; people with a scored answer, or with any option where the scale has no
    /// scores.
    TopBox(&'a Version, &'a str),
    /// The same of the bottom box.
    BottomBox(&'a Version, &'a str),
    /// An index, 0–100; people who have it.
    Index(&'a IndexKey),
}

/// Which people; what is none may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Age band; `Some(None)` are those who did not say.
    pub age: Option<Option<String>>,
    /// Sex; `Some(None)` are those who did not say.
    pub sex: Option<Option<String>>,
    /// Mode.
    pub mode: Option<Mode>,
}

impl Group {
    fn holds(&self, cell: &Cell) -> bool {
        self.age.as_ref().is_none_or(|age| *age == cell.age)
            && self.sex.as_ref().is_none_or(|sex| *sex == cell.sex)
            && self.mode.is_none_or(|mode| mode == cell.mode)
    }
}

/// Sums of one village over the people of a group who have the measure. People of weight zero are among the `n`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VillageSums {
    /// The village.
    pub area: AreaCode,
    /// What design-based estimates take, the village being the sampling unit.
    pub sums: PsuSums,
}

/// Why a query has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Not folded in.
    #[error("item {0} is not in the cube; ask for one of its items")]
    UnknownItem(String),
    /// Not folded in.
    #[error("index {0:?} is not in the cube; ask for one of its indices")]
    UnknownIndex(IndexKey),
    /// Scores of a scale without scores, a box of a scale without boxes.
    #[error("item {0} has no scores or boxes; ask for a scored item")]
    NotScored(String),
    /// As many factors as cells, each finite and not below zero.
    #[error("factors must be one for each of the {0} cells, finite and not below zero")]
    Factors(usize),
}

/// How a measure is read from a cell.
pub(super) enum Source<'a> {
    Item(&'a ItemColumn, Vec<Option<f64>>),
    Index(usize),
}

impl Cube {
    /// Sums by village, over the villages that `areas` takes: one row of a table of the measure. Every such village that
    /// was answered for is there, with zeros if nobody in it is of the group, because it still counts as a primary unit
    /// of the design (STATISTICS §2.2, domains); a factor of 0 leaves nobody. `factors`, one a cell in the order of [`Cube::cells`], multiply every
    /// weight of the cell, as poststratification does.
    ///
    /// # Errors
    /// The measure is not in the cube, or the factors do not fit it.
    pub fn per_village(
        &self,
        measure: Measure<'_>,
        areas: impl Fn(&AreaCode) -> bool,
        group: &Group,
        factors: Option<&[f64]>,
    ) -> Result<Vec<VillageSums>, QueryError> {
        let ill = |f: &[f64]| f.len() != self.cells.len() || f.iter().any(|f| !(f.is_finite() && *f >= 0.0));
        if factors.is_some_and(ill) {
            return Err(QueryError::Factors(self.cells.len()));
        }
        let source = self.source(measure)?;
        if let (Source::Item(item, values), true, None) = (&source, *group == Group::default(), factors) {
            return Ok(self.whole_villages(item, values, areas));
        }
        let mut found: Vec<VillageSums> = Vec::new();
        let mut room = vec![Sums::default(); source.room()];
        for (number, area) in self.villages.iter().enumerate().filter(|(_, area)| areas(area)) {
            let mut sums = PsuSums::default();
            for cell in self.cells_of_village(number) {
                if self.cells.get(cell).is_some_and(|own| group.holds(own)) {
                    let factor = factors.and_then(|f| f.get(cell)).copied().unwrap_or(1.0);
                    self.add_cell(&source, cell, factor, &mut room, &mut sums);
                }
            }
            found.push(VillageSums {
                area: area.clone(),
                sums,
            });
        }
        Ok(found)
    }

    /// Everyone of each village, from the margin that is kept of the item.
    fn whole_villages(
        &self,
        item: &ItemColumn,
        values: &[Option<f64>],
        areas: impl Fn(&AreaCode) -> bool,
    ) -> Vec<VillageSums> {
        let (groups, records) = (
            self.margins.groups(Margin::Villages),
            item.margin(Margin::Villages),
        );
        let mut room = vec![Sums::default(); item.slots.len()];
        let villages = self.villages.iter().zip(&groups.totals).enumerate();
        villages
            .filter(|(_, (area, _))| areas(area))
            .map(|(number, (area, total))| {
                records.read_into(number, *total, &mut room);
                VillageSums {
                    area: area.clone(),
                    sums: options_sums(&room, values, 1.0),
                }
            })
            .collect()
    }

    /// [`Cube::per_village`] for several rows at once, without factors: `row` says which of `rows` a cell is in, none for
    /// a cell that is left out. By row, then by the villages that `areas` takes, in order.
    ///
    /// # Errors
    /// The measure is not in the cube.
    pub fn by_village_and_row(
        &self,
        measure: Measure<'_>,
        areas: impl Fn(&AreaCode) -> bool,
        row: impl Fn(&Cell) -> Option<usize>,
        rows: usize,
    ) -> Result<Vec<Vec<PsuSums>>, QueryError> {
        let source = self.source(measure)?;
        let mut room = vec![Sums::default(); source.room()];
        let mut found: Vec<Vec<PsuSums>> = vec![Vec::new(); rows];
        for (number, _) in self.villages.iter().enumerate().filter(|(_, area)| areas(area)) {
            found.iter_mut().for_each(|row| row.push(PsuSums::default()));
            for cell in self.cells_of_village(number) {
                let at = self.cells.get(cell).and_then(&row);
                if let Some(sums) = at.and_then(|at| found.get_mut(at)?.last_mut()) {
                    self.add_cell(&source, cell, 1.0, &mut room, sums);
                }
            }
        }
        Ok(found)
    }

    /// The cells of a village, which follow each other.
    pub(super) fn cells_of_village(&self, number: usize) -> std::ops::Range<usize> {
        let first = &self.margins.groups(Margin::Villages).first;
        let end = self.cells.len();
        let at = |number: usize| first.get(number).copied().unwrap_or(end);
        at(number)..at(number + 1)
    }

    /// [`Cube::per_village`] of every index at once and of everyone: for each village, in the order of
    /// [`Cube::villages`], the sums of each of [`Cube::indices`]. Reads every record once.
    ///
    /// # Errors
    /// The factors do not fit the cube.
    pub fn indices_per_village(&self, factors: &[f64]) -> Result<Vec<Vec<PsuSums>>, QueryError> {
        if factors.len() != self.cells.len() || factors.iter().any(|f| !(f.is_finite() && *f >= 0.0)) {
            return Err(QueryError::Factors(self.cells.len()));
        }
        let of = |number: usize| {
            let mut sums = vec![PsuSums::default(); self.indices.keys.len()];
            let cells = self.cells_of_village(number);
            let own = factors.get(cells.clone()).unwrap_or_default();
            for (cell, factor) in cells.zip(own) {
                for (own, index) in sums.iter_mut().zip(self.indices.read(cell)) {
                    own.merge(&scaled(index_sums(index), *factor));
                }
            }
            sums
        };
        Ok((0..self.villages.len()).into_par_iter().map(of).collect())
    }

    /// People who have each index, by group of cells: `group` says of each cell, in the order of [`Cube::cells`], in which
    /// of `groups` groups it is; a cell whose group is not below `groups` is left out.
    pub fn index_people(&self, group: &[usize], groups: usize) -> Vec<Vec<u64>> {
        let mut found = vec![vec![0_u64; self.indices.keys.len()]; groups];
        for (cell, at) in group.iter().enumerate().take(self.cells.len()) {
            if let Some(own) = found.get_mut(*at) {
                let people = self.indices.read(cell);
                own.iter_mut()
                    .zip(people)
                    .for_each(|(own, more)| *own += more.who.n);
            }
        }
        found
    }

    fn add_cell(&self, source: &Source<'_>, cell: usize, factor: f64, room: &mut [Sums], sums: &mut PsuSums) {
        match source {
            Source::Item(item, values) => {
                let total = self.totals.get(cell).copied().unwrap_or_default();
                item.records.read_into(cell, total, room);
                sums.merge(&options_sums(room, values, factor));
            }
            Source::Index(at) => {
                sums.merge(&scaled(index_sums(self.indices.one(cell, *at)), factor));
            }
        }
    }

    pub(super) fn source(&self, measure: Measure<'_>) -> Result<Source<'_>, QueryError> {
        let (version, code) = match measure {
            Measure::Index(key) => {
                let at = self.indices.keys.binary_search(key);
                return at
                    .map(Source::Index)
                    .map_err(|_| QueryError::UnknownIndex(key.clone()));
            }
            Measure::Score(version, code)
            | Measure::TopBox(version, code)
            | Measure::BottomBox(version, code) => (version, code),
        };
        let unknown = || QueryError::UnknownItem(code.to_owned());
        let column = self.item(code).ok_or_else(unknown)?;
        let item = version.item(code).ok_or_else(unknown)?;
        let without = || QueryError::NotScored(code.to_owned());
        let scale = version.scale_of(item).ok_or_else(without)?;
        let possible = match measure {
            Measure::Score(..) => scale.scored,
            _ => !(scale.top_box.is_empty() && scale.bottom_box.is_empty()),
        };
        if !possible {
            return Err(without());
        }
        let value = |slot: &Slot| match slot {
            Slot::Option(option) => value(measure, scale, item, option),
            _ => None,
        };
        Ok(Source::Item(column, column.slots.iter().map(value).collect()))
    }

    pub(super) fn item(&self, code: &str) -> Option<&ItemColumn> {
        let at = self.items.binary_search_by(|item| item.code.as_str().cmp(code));
        self.items.get(at.ok()?)
    }

    /// The counts of an item: of everyone, and of the rows that `row` puts the cells in. None where nobody answered a
    /// version that has the item.
    pub fn rows_of<K: Ord>(
        &self,
        code: &str,
        row: impl Fn(&Cell) -> Option<K>,
    ) -> Option<(ItemTally, BTreeMap<K, ItemTally>)> {
        // group 0 are the cells of no row
        let (mut numbers, mut group) = (BTreeMap::new(), Vec::with_capacity(self.cells.len()));
        for cell in &self.cells {
            let met = numbers.len() + 1;
            group.push(row(cell).map_or(0, |key| *numbers.entry(key).or_insert(met)));
        }
        let found = self.grouped(code, &group, numbers.len() + 1)?;
        let total = found.tally(0..=numbers.len()).unwrap_or_default();
        let rows = numbers
            .into_iter()
            .filter_map(|(key, at)| Some((key, found.tally([at])?)));
        Some((total, rows.collect()))
    }
}

/// The people of every option that has a value.
fn options_sums(room: &[Sums], values: &[Option<f64>], factor: f64) -> PsuSums {
    let mut sums = PsuSums::default();
    for (slot, value) in room.iter().zip(values) {
        if let Some(y) = value {
            sums.merge(&option_sums(*slot, *y, factor));
        }
    }
    sums
}

/// The people of one option, all with the value `y`.
fn option_sums(slot: Sums, y: f64, factor: f64) -> PsuSums {
    let count = slot.count();
    let sums = PsuSums {
        n: count.n,
        w: count.w,
        w2: count.w2,
        wy: count.w * y,
        wyy: count.w * y * y,
    };
    scaled(sums, factor)
}

fn index_sums(index: IndexSums) -> PsuSums {
    PsuSums {
        n: index.who.n,
        w: weights(index.who.w),
        w2: squares(index.who.w2),
        wy: weighted_scores(index.wx),
        wyy: weighted_squares(index.wxx),
    }
}

/// Factor 1 for those without factors: then nothing is multiplied, nor rounded.
fn scaled(sums: PsuSums, factor: f64) -> PsuSums {
    if factor == 1.0 { sums } else { sums.scaled(factor) }
}

impl Source<'_> {
    fn room(&self) -> usize {
        match self {
            Self::Item(item, _) => item.slots.len(),
            Self::Index(_) => 0,
        }
    }
}

fn value(measure: Measure<'_>, scale: &Scale, item: &Item, option: &str) -> Option<f64> {
    let score = option_score(scale, item, option);
    let inside = match measure {
        Measure::TopBox(..) => in_top_box(scale, item, option),
        Measure::BottomBox(..) => in_bottom_box(scale, item, option),
        Measure::Score(..) | Measure::Index(_) => return score.filter(|s| s.is_finite()),
    };
    (score.is_some() || !scale.scored).then(|| f64::from(u8::from(inside)))
}
