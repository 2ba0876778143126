//! Which cell each response is in, and the responses in order of cell, a stretch at a time.

use std::{borrow::Cow, collections::BTreeMap, ops::Range};

use rayon::prelude::*;
use survey::{AreaCode, Mode};

use super::Columns;
use crate::{cube::exact::Weight, tally::Cell};

/// Responses that are put in order together: few enough that their values stay in the last cache while being moved.
const STRETCH: usize = 1 << 18;
/// Responses turned from columns to rows at a time.
const TILE: usize = 1 << 9;

const MODES: usize = 4;

/// The cells of some columns.
pub(super) struct Layout {
    pub(super) cells: Vec<Cell>,
    pub(super) villages: Vec<AreaCode>,
    /// By village, its cells.
    pub(super) cells_of: Vec<Range<usize>>,
    /// Number of the cell by key.
    number: Vec<u32>,
}

/// Responses in order of cell.
pub(super) struct Stretch {
    /// By cell, where its responses begin; and the end.
    starts: Vec<usize>,
    /// Values by item, one response after the other.
    rows: Vec<u8>,
    width: usize,
    weights: Vec<Weight>,
}

impl Stretch {
    /// Rows and weights of the responses of some cells that follow each other.
    pub(super) fn of(&self, cells: Range<usize>) -> (&[u8], &[Weight]) {
        let at = |cell: usize| self.starts.get(cell).copied().unwrap_or_default();
        let (from, to) = (at(cells.start), at(cells.end));
        (
            self.rows
                .get(from * self.width..to * self.width)
                .unwrap_or_default(),
            self.weights.get(from..to).unwrap_or_default(),
        )
    }
}

/// Stretches of so many responses.
pub(super) fn stretches(len: usize) -> Vec<Range<usize>> {
    let firsts = (0..len).step_by(STRETCH);
    firsts.map(|first| first..len.min(first + STRETCH)).collect()
}

/// The responses' keys: one for each combination of the lists.
fn keys(columns: &Columns, within: Range<usize>) -> impl Iterator<Item = usize> {
    fn part<T>(all: &[T], within: Range<usize>) -> &[T] {
        all.get(within).unwrap_or_default()
    }
    let (ages, sexes) = (columns.ages.len(), columns.sexes.len());
    let area = part(&columns.area, within.clone()).iter();
    let rest = part(&columns.age, within.clone())
        .iter()
        .zip(part(&columns.sex, within.clone()))
        .zip(part(&columns.mode, within));
    area.zip(rest).map(move |(area, ((age, sex), mode))| {
        ((usize::from(*area) * ages + usize::from(*age)) * sexes + usize::from(*sex)) * MODES + *mode as usize
    })
}

impl Layout {
    pub(super) fn of(columns: &Columns) -> Self {
        let keys_of = columns.areas.len() * columns.ages.len() * columns.sexes.len() * MODES;
        let either = |mut one: Vec<bool>, other: Vec<bool>| {
            one.iter_mut().zip(other).for_each(|(a, b)| *a |= b);
            one
        };
        let seen = stretches(columns.len())
            .into_par_iter()
            .fold(
                || vec![false; keys_of],
                |mut seen, within| {
                    for key in keys(columns, within) {
                        if let Some(place) = seen.get_mut(key) {
                            *place = true;
                        }
                    }
                    seen
                },
            )
            .reduce(|| vec![false; keys_of], either);
        let mut cells: BTreeMap<Cell, Vec<usize>> = BTreeMap::new();
        for (key, _) in seen.iter().enumerate().filter(|(_, seen)| **seen) {
            if let Some(cell) = cell(columns, key) {
                // lists may name the same place twice
                cells.entry(cell).or_default().push(key);
            }
        }
        let mut number = vec![0_u32; keys_of];
        for (at, keys) in (0..).zip(cells.values()) {
            for key in keys {
                if let Some(place) = number.get_mut(*key) {
                    *place = at;
                }
            }
        }
        let cells: Vec<Cell> = cells.into_keys().collect();
        let mut villages: Vec<AreaCode> = cells.iter().map(|c| c.area.clone()).collect();
        villages.dedup();
        let up_to = |area: &AreaCode| cells.partition_point(|cell| cell.area <= *area);
        let mut from = 0;
        let cells_of = villages
            .iter()
            .map(|area| std::mem::replace(&mut from, up_to(area))..up_to(area))
            .collect();
        Self {
            cells,
            villages,
            cells_of,
            number,
        }
    }

    /// A stretch in order; `items` are its values by item, and no value is taken for more than `last` of its item.
    pub(super) fn stretch(
        &self,
        columns: &Columns,
        within: Range<usize>,
        items: &[Cow<'_, [u8]>],
        last: &[u8],
    ) -> Stretch {
        let len = within.len();
        let cell = |key| self.number.get(key).map_or(0, |at| *at as usize);
        let of: Vec<u32> = keys(columns, within.clone())
            .map(|key| cell(key) as u32)
            .collect();
        let mut starts = vec![0_usize; self.cells.len() + 1];
        for cell in &of {
            if let Some(n) = starts.get_mut(*cell as usize + 1) {
                *n += 1;
            }
        }
        let mut sum = 0;
        for n in &mut starts {
            sum += *n;
            *n = sum;
        }
        let mut next = starts.clone();
        let mut weights = vec![Weight(0); len];
        let given = columns.weight.get(within).unwrap_or_default();
        let mut place = |(cell, weight): (&u32, &f64)| {
            let at = next.get_mut(*cell as usize).map_or(0, |next| {
                *next += 1;
                *next - 1
            });
            if let Some(own) = weights.get_mut(at) {
                *own = Weight::of(*weight);
            }
            at
        };
        let places: Vec<usize> = of.iter().zip(given).map(&mut place).collect();
        let width = items.len().max(1);
        Stretch {
            rows: in_order(items, last, &places, width),
            starts,
            width,
            weights,
        }
    }
}

/// Values response by response instead of item by item, each response at its place.
fn in_order(items: &[Cow<'_, [u8]>], last: &[u8], places: &[usize], width: usize) -> Vec<u8> {
    let mut rows = vec![0; places.len() * width];
    let mut tile = vec![0; TILE * width];
    for (number, places) in places.chunks(TILE).enumerate() {
        for (at, (column, last)) in items.iter().zip(last).enumerate() {
            let values = column.get(number * TILE..).unwrap_or_default();
            for (row, value) in tile.chunks_exact_mut(width).zip(values) {
                if let Some(place) = row.get_mut(at) {
                    *place = *value.min(last);
                }
            }
        }
        for (row, at) in tile.chunks_exact(width).zip(places) {
            if let Some(own) = rows.get_mut(at * width..(at + 1) * width) {
                own.copy_from_slice(row);
            }
        }
    }
    rows
}

fn cell(columns: &Columns, key: usize) -> Option<Cell> {
    let (rest, mode) = (key / MODES, key % MODES);
    let (rest, sex) = (rest / columns.sexes.len(), rest % columns.sexes.len());
    let (area, age) = (rest / columns.ages.len(), rest % columns.ages.len());
    let modes = [Mode::Web, Mode::Kiosk, Mode::Phone, Mode::Paper];
    Some(Cell {
        area: columns.areas.get(area)?.clone(),
        age: columns.ages.get(age)?.clone(),
        sex: columns.sexes.get(sex)?.clone(),
        mode: *modes.iter().find(|m| **m as usize == mode)?,
    })
}
