//! Rows by township and group at once, and what is hidden of them: a table whose margins are cuts of their own.

use std::collections::{BTreeMap, BTreeSet};

use survey::{Area, AreaCode, Level};

use super::{
    AreaCut, Cut,
    area_cut::Place,
    hiding::{Hiding, sum},
};
use crate::{
    suppress::{Base, Hidden, Pattern},
    tally::Cell,
};

/// What townships are crossed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Age band.
    Age,
    /// Sex.
    Sex,
    /// Mode.
    Mode,
}

impl Group {
    /// The name of its crossing.
    pub(super) fn crossed(self) -> &'static str {
        match self {
            Self::Age => "area_age",
            Self::Sex => "area_sex",
            Self::Mode => "area_mode",
        }
    }

    /// The cut by the group alone.
    fn cut(self) -> Cut {
        match self {
            Self::Age => Cut::Age,
            Self::Sex => Cut::Sex,
            Self::Mode => Cut::Mode,
        }
    }
}

/// Townships by a group. Villages are not crossed: their cells would add up to those of townships and tell of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    areas: AreaCut,
    group: Group,
}

impl Crossing {
    /// All townships of the list by `group`.
    pub fn of_townships(areas: &[Area], group: Group) -> Self {
        Self {
            areas: AreaCut::at_level(areas, Level::Township),
            group,
        }
    }

    /// The township that answers for an area are counted in.
    pub(super) fn township(&self, area: &AreaCode) -> Option<&AreaCode> {
        self.areas.row(area)
    }

    pub(super) fn group(&self) -> Group {
        self.group
    }

    pub(super) fn name(&self) -> &'static str {
        self.group.crossed()
    }

    /// The cuts whose rows are its rows and its columns.
    pub(super) fn margins(&self) -> [Cut; 2] {
        [Cut::Area(self.areas.clone()), self.group.cut()]
    }

    pub(super) fn place(&self, cell: &Cell) -> Option<Place> {
        let key = self.group.cut().place(cell)?.key;
        let within = self.areas.row(&cell.area).cloned();
        Some(Place { within, key })
    }
}

/// What is hidden of a crossing for every item: rows and columns as in their own cuts, then cells.
pub(super) struct Crossed {
    above: Hiding,
    beside: Hiding,
    rows: Vec<Option<AreaCode>>,
    cols: Vec<Option<String>>,
    pattern: Option<Pattern>,
}

impl Crossed {
    /// Chooses from `people` of each place.
    pub(super) fn from_people(
        above: Hiding,
        beside: Hiding,
        crossing: &Crossing,
        people: &BTreeMap<Place, u64>,
    ) -> Self {
        let listed = crossing
            .areas
            .places()
            .filter_map(|place| AreaCode::parse(&place.key?));
        let seen = people.keys().map(|place| place.within.clone());
        let rows: BTreeSet<_> = listed.map(Some).chain(seen).collect();
        let cols: BTreeSet<_> = people.keys().map(|place| place.key.clone()).collect();
        let mut crossed = Self {
            above,
            beside,
            rows: rows.into_iter().collect(),
            cols: cols.into_iter().collect(),
            pattern: None,
        };
        let people: Vec<u64> = crossed
            .places()
            .map(|place| people.get(&place).copied().unwrap_or(0))
            .collect();
        let hidden = |hiding: &Hiding, places: Vec<Place>| -> Vec<bool> {
            places.iter().map(|place| hiding.hides(place)).collect()
        };
        crossed.pattern = Pattern::from_people(
            crossed.above.threshold,
            &people,
            crossed.cols.len(),
            &hidden(&crossed.above, crossed.above_places()),
            &hidden(&crossed.beside, crossed.beside_places()),
        );
        crossed
    }

    /// Every cell, row by row.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.rows.iter().flat_map(|within| {
            self.cols.iter().map(|key| Place {
                within: within.clone(),
                key: key.clone(),
            })
        })
    }

    fn above_places(&self) -> Vec<Place> {
        let key = |row: &Option<AreaCode>| row.as_ref().map(AreaCode::to_string);
        self.rows
            .iter()
            .map(|row| Place {
                within: None,
                key: key(row),
            })
            .collect()
    }

    fn beside_places(&self) -> Vec<Place> {
        self.cols
            .iter()
            .map(|key| Place {
                within: None,
                key: key.clone(),
            })
            .collect()
    }

    /// What an item hides of `places`.
    pub(super) fn item(&self, whole: &Base, places: &[Place], bases: &[Base]) -> Vec<Option<Hidden>> {
        let given: BTreeMap<&Place, &Base> = places.iter().zip(bases).collect();
        let table: Vec<Place> = self.places().collect();
        let cells: Vec<Base> = table
            .iter()
            .map(|p| given.get(p).map_or_else(Base::default, |&b| b.clone()))
            .collect();
        let (rows, cols) = (self.above_places(), self.beside_places());
        let row = |r: usize| cells.iter().skip(r * cols.len()).take(cols.len());
        let col = |c: usize| cells.iter().skip(c).step_by(cols.len());
        let sums_of_rows: Vec<Base> = (0..rows.len()).map(|r| sum(row(r))).collect();
        let sums_of_cols: Vec<Base> = (0..cols.len()).map(|c| sum(col(c))).collect();
        let hidden = |of: Vec<Option<Hidden>>| of.iter().map(Option::is_some).collect::<Vec<_>>();
        let above = hidden(self.above.item(whole, &rows, &sums_of_rows));
        let beside = hidden(self.beside.item(whole, &cols, &sums_of_cols));
        let decided = self
            .pattern
            .as_ref()
            .map(|pattern| pattern.item(&cells, &above, &beside));
        let decided: BTreeMap<&Place, Option<Hidden>> =
            table.iter().zip(decided.into_iter().flatten()).collect();
        let unknown = Some(Hidden::Complementary);
        places
            .iter()
            .map(|place| decided.get(place).copied().unwrap_or(unknown))
            .collect()
    }
}
