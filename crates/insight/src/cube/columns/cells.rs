//! Which cell each response is in, and the responses in order of cell, a stretch at a time.

use std::collections::BTreeMap;

use rayon::prelude::*;
use survey::{AreaCode, Mode};

use super::Columns;
use crate::{cube::exact::Weight, tally::Cell};

/// Responses that are sorted together: enough that a cell has a few dozen of them, few enough that a stretch of a
/// column stays in the cache.
const STRETCH: usize = 1 << 19;

/// The responses in order.
pub(super) struct Layout {
    pub(super) cells: Vec<Cell>,
    pub(super) villages: Vec<AreaCode>,
    /// By cell, the place of its village.
    pub(super) village_of: Vec<usize>,
    pub(super) stretches: Vec<Stretch>,
}

/// Responses from `first` on, in order of cell.
pub(super) struct Stretch {
    pub(super) first: usize,
    pub(super) len: usize,
    /// Places, counted from `first`.
    pub(super) order: Vec<u32>,
    /// Cells that occur, and where in the order the responses of each end.
    pub(super) runs: Vec<(usize, usize)>,
    /// In order.
    pub(super) weights: Vec<Weight>,
}

const MODES: usize = 4;

impl Layout {
    pub(super) fn of(columns: &Columns) -> Self {
        let key = |row: usize| -> usize {
            let at = |column: &[u8]| column.get(row).map_or(0, |v| usize::from(*v));
            let area = columns.area.get(row).map_or(0, |v| usize::from(*v));
            let mode = columns.mode.get(row).map_or(0, |m| *m as usize);
            ((area * columns.ages.len() + at(&columns.age)) * columns.sexes.len() + at(&columns.sex)) * MODES
                + mode
        };
        let keys = columns.areas.len() * columns.ages.len() * columns.sexes.len() * MODES;
        let seen = (0..columns.len())
            .into_par_iter()
            .fold(
                || vec![false; keys],
                |mut seen, row| {
                    if let Some(place) = seen.get_mut(key(row)) {
                        *place = true;
                    }
                    seen
                },
            )
            .reduce(
                || vec![false; keys],
                |mut one, other| {
                    one.iter_mut().zip(other).for_each(|(a, b)| *a |= b);
                    one
                },
            );
        let mut cells: BTreeMap<Cell, Vec<usize>> = BTreeMap::new();
        for key in seen
            .iter()
            .enumerate()
            .filter(|(_, seen)| **seen)
            .map(|(key, _)| key)
        {
            if let Some(cell) = cell(columns, key) {
                // lists may name the same place twice
                cells.entry(cell).or_default().push(key);
            }
        }
        let mut number = vec![0_u32; keys];
        for (at, key) in (0..)
            .zip(cells.values())
            .flat_map(|(at, keys)| keys.iter().map(move |k| (at, k)))
        {
            if let Some(place) = number.get_mut(*key) {
                *place = at;
            }
        }
        let cells: Vec<Cell> = cells.into_keys().collect();
        let mut villages: Vec<AreaCode> = cells.iter().map(|c| c.area.clone()).collect();
        villages.dedup();
        let village = |cell: &Cell| villages.binary_search(&cell.area).unwrap_or_default();
        let village_of = cells.iter().map(village).collect();
        let cell_of = |row: usize| number.get(key(row)).map_or(0, |at| *at as usize);
        let firsts: Vec<usize> = (0..columns.len()).step_by(STRETCH).collect();
        let stretches = firsts
            .into_par_iter()
            .map(|first| {
                let len = STRETCH.min(columns.len() - first);
                stretch(first, len, cells.len(), &cell_of, &columns.weight)
            })
            .collect();
        Self {
            cells,
            villages,
            village_of,
            stretches,
        }
    }
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

/// Counting sort.
fn stretch(
    first: usize,
    len: usize,
    cells: usize,
    cell_of: &impl Fn(usize) -> usize,
    weights: &[f64],
) -> Stretch {
    let of: Vec<usize> = (first..first + len).map(cell_of).collect();
    let mut ends = vec![0_usize; cells + 1];
    for cell in &of {
        if let Some(n) = ends.get_mut(cell + 1) {
            *n += 1;
        }
    }
    let mut runs = Vec::new();
    let mut sum = 0;
    for (cell, n) in ends.iter_mut().enumerate() {
        sum += *n;
        if *n > 0 {
            runs.push((cell - 1, sum));
        }
        *n = sum;
    }
    // ends[cell] is now where the cell begins
    let mut order = vec![0_u32; len];
    for (row, cell) in (0..).zip(&of) {
        if let Some(next) = ends.get_mut(*cell) {
            if let Some(place) = order.get_mut(*next) {
                *place = row;
            }
            *next += 1;
        }
    }
    let weight = |row: &u32| {
        weights
            .get(first + *row as usize)
            .map_or(Weight(0), |w| Weight::of(*w))
    };
    Stretch {
        first,
        len,
        weights: order.iter().map(weight).collect(),
        order,
        runs,
    }
}
