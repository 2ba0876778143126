//! Which row of a cut every cell of a cube is in, worked out once for all items.

use std::collections::{BTreeMap, HashMap};

use survey::{AreaCode, Mode};

use super::{Cut, area_cut::Place, crossed::Group};
use crate::{cube::Cube, suppress::Base, tally::Cell};

/// The rows of a cut.
pub(super) struct Rows {
    /// In order.
    pub(super) places: Vec<Place>,
    /// For each cell of the cube the position of its row; none in a cut without rows.
    pub(super) of_cell: Vec<Option<usize>>,
}

/// What of a cell decides its row.
type Key<'a> = (Option<&'a AreaCode>, Option<&'a str>, Option<Mode>);

impl Cut {
    fn key<'a>(&self, cell: &'a Cell) -> Key<'a> {
        match self {
            Self::All => (None, None, None),
            Self::Area(_) => (Some(&cell.area), None, None),
            Self::Age => (None, cell.age.as_deref(), None),
            Self::Sex => (None, cell.sex.as_deref(), None),
            Self::Mode => (None, None, Some(cell.mode)),
            Self::Crossing(crossing) => match crossing.group() {
                Group::Age => (Some(&cell.area), cell.age.as_deref(), None),
                Group::Sex => (Some(&cell.area), cell.sex.as_deref(), None),
                Group::Mode => (Some(&cell.area), None, Some(cell.mode)),
            },
        }
    }
}

impl Rows {
    pub(super) fn new(cube: &Cube, cut: &Cut) -> Self {
        let mut by_key: HashMap<Key<'_>, Option<usize>> = HashMap::new();
        let mut met: BTreeMap<Place, usize> = BTreeMap::new();
        let mut of_cell: Vec<Option<usize>> = Vec::with_capacity(cube.cells().len());
        for cell in cube.cells() {
            of_cell.push(*by_key.entry(cut.key(cell)).or_insert_with(|| {
                let place = cut.place(cell)?;
                let next = met.len();
                Some(*met.entry(place).or_insert(next))
            }));
        }
        let mut position = vec![0; met.len()];
        for (at, number) in met.values().enumerate() {
            if let Some(slot) = position.get_mut(*number) {
                *slot = at;
            }
        }
        for row in of_cell.iter_mut().flatten() {
            *row = position.get(*row).copied().unwrap_or(*row);
        }
        Self {
            places: met.into_keys().collect(),
            of_cell,
        }
    }

    /// People of everyone and of each row, whatever they answered, and of how many areas they are.
    pub(super) fn people(&self, cube: &Cube) -> (Base, Vec<Base>) {
        let mut whole = Base::default();
        let mut found = vec![Base::default(); self.places.len()];
        let cells = cube.cells().iter().zip(cube.cell_counts()).zip(&self.of_cell);
        let cells: Vec<_> = cells
            .map(|((cell, count), row)| (&cell.area, count.n, *row))
            .collect();
        for area in cells.chunk_by(|(a, ..), (b, ..)| a == b) {
            let mut own: BTreeMap<usize, u64> = BTreeMap::new();
            for (_, people, row) in area {
                if let Some(row) = row {
                    *own.entry(*row).or_default() += people;
                }
            }
            whole = whole.plus(&one_area(area.iter().map(|(_, people, _)| people).sum()));
            for (row, people) in own {
                if let Some(slot) = found.get_mut(row) {
                    *slot = std::mem::take(slot).plus(&one_area(people));
                }
            }
        }
        (whole, found)
    }
}

fn one_area(people: u64) -> Base {
    Base {
        valid: people,
        people,
        exposed: Vec::new(),
        areas: 1,
        largest: people,
    }
}
