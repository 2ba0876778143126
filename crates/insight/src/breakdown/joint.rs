//! The cells of several cuts together: the counts of an item are read once for all of them, from the margins of the cube
//! where these suffice.

use std::collections::HashMap;

use super::{Cut, rows::Rows};
use crate::{
    cube::{Cube, Grouped, Margin},
    tally::ItemTally,
};

/// Groups of cells from which every row of some cuts can be made.
pub(super) struct Joint {
    parts: Vec<Part>,
    /// For each cut its part, and of each of its rows the groups.
    cuts: Vec<(usize, Vec<Vec<usize>>)>,
}

/// What is read of an item.
enum Part {
    Margin(Margin),
    /// By cell its group, and how many groups.
    Cells(Vec<usize>, usize),
}

/// An item's tallies: of everyone, and by cut and row; a row is none where nobody's version had the item.
pub(super) type Tallies = (ItemTally, Vec<Vec<Option<ItemTally>>>);

impl Cut {
    /// The margin that knows its rows; a crossing needs the cells.
    fn margin(&self) -> Option<Margin> {
        match self {
            Self::Area(_) => Some(Margin::Villages),
            Self::All | Self::Age | Self::Sex | Self::Mode => Some(Margin::Demographics),
            Self::Crossing(_) => None,
        }
    }
}

impl Joint {
    /// `rows` are those of each cut.
    pub(super) fn new(cube: &Cube, cuts: &[Cut], rows: &[Rows]) -> Self {
        let margins: Vec<Option<Margin>> = cuts.iter().map(Cut::margin).collect();
        let mut wanted = margins.clone();
        wanted.sort();
        wanted.dedup();
        let part = |margin: &Option<Margin>| match margin {
            Some(margin) => Part::Margin(*margin),
            None => {
                let crossed = margins.iter().zip(rows).filter(|(margin, _)| margin.is_none());
                together(cube, &crossed.map(|(_, rows)| rows).collect::<Vec<_>>())
            }
        };
        let parts: Vec<Part> = wanted.iter().map(part).collect();
        let of_cut = |(margin, rows): (&Option<Margin>, &Rows)| {
            let at = wanted.binary_search(margin).unwrap_or_default();
            let groups = parts
                .get(at)
                .map_or_else(Vec::new, |part| part.members(cube, rows));
            (at, groups)
        };
        Self {
            cuts: margins.iter().zip(rows).map(of_cut).collect(),
            parts,
        }
    }

    /// The tallies of an item; none where nobody answered a version that has it.
    pub(super) fn tallies(&self, cube: &Cube, code: &str) -> Option<Tallies> {
        let read = |part: &Part| part.read(cube, code);
        let found = self.parts.iter().map(read).collect::<Option<Vec<_>>>()?;
        let rows = |(at, rows): &(usize, Vec<Vec<usize>>)| {
            let own = |groups: &Vec<usize>| found.get(*at)?.tally(groups.iter().copied());
            rows.iter().map(own).collect()
        };
        let whole = found.first().and_then(Grouped::whole).unwrap_or_default();
        Some((whole, self.cuts.iter().map(rows).collect()))
    }
}

impl Part {
    fn read<'a>(&self, cube: &'a Cube, code: &str) -> Option<Grouped<'a>> {
        match self {
            Self::Margin(margin) => cube.along(code, *margin),
            Self::Cells(of_cell, groups) => cube.grouped(code, of_cell, *groups),
        }
    }

    /// The groups of each row: all cells of a group are in the row of its first.
    fn members(&self, cube: &Cube, rows: &Rows) -> Vec<Vec<usize>> {
        let mut found = vec![Vec::new(); rows.places.len()];
        let mut put = |cell: usize, group: usize| {
            let row = rows.of_cell.get(cell).copied().flatten();
            if let Some(own) = row.and_then(|row| found.get_mut(row)) {
                own.push(group);
            }
        };
        match self {
            Self::Margin(margin) => (0..)
                .zip(cube.cells_of(*margin))
                .for_each(|(g, cell)| put(*cell, g)),
            Self::Cells(of_cell, groups) => {
                let mut met = vec![false; *groups];
                for (cell, group) in of_cell.iter().enumerate() {
                    if let Some(met) = met.get_mut(*group).filter(|met| !**met) {
                        *met = true;
                        put(cell, *group);
                    }
                }
            }
        }
        found
    }
}

/// Cells put into the coarsest groups from which every row of these cuts can be made.
fn together(cube: &Cube, cuts: &[&Rows]) -> Part {
    let mut met: HashMap<Vec<Option<usize>>, usize> = HashMap::new();
    let mut of_cell = Vec::with_capacity(cube.cells().len());
    for cell in 0..cube.cells().len() {
        let row = |cut: &&Rows| cut.of_cell.get(cell).copied().flatten();
        let next = met.len();
        let key = cuts.iter().map(row).collect();
        of_cell.push(*met.entry(key).or_insert(next));
    }
    Part::Cells(of_cell, met.len())
}
