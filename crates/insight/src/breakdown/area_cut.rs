//! Rows by area: one level of the county, everything below rolled up into it.

use std::collections::BTreeMap;

use survey::{Area, AreaCode, Level};

/// Where a cell belongs: a row, and the area of the level above with whose total the row is published.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) within: Option<AreaCode>,
    pub(super) key: Option<String>,
}

/// The areas of one level as rows.
///
/// Made only from the whole list of areas, so that no choice of rows can be played against another.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaCut {
    level: Level,
    /// The rows, each with its line.
    rows: BTreeMap<AreaCode, Option<AreaCode>>,
    /// Any area → the row it is counted in.
    row_of: BTreeMap<AreaCode, AreaCode>,
    /// Any area → the line it is counted in.
    line_of: BTreeMap<AreaCode, AreaCode>,
}

impl AreaCut {
    /// All areas of `level`, in order of code. Answers for an area below count in the row above it; answers for an area
    /// above all rows, or for one that is not in the list, count in the row without a key.
    pub fn at_level(areas: &[Area], level: Level) -> Self {
        let by_code: BTreeMap<&AreaCode, &Area> = areas.iter().map(|a| (&a.code, a)).collect();
        let reach = |area: &Area, level: Level| -> Option<AreaCode> {
            let mut at = area;
            // a county has three levels; a longer way up goes round in a circle
            for _ in 0..4 {
                if at.level == level {
                    return Some(at.code.clone());
                }
                at = by_code.get(at.parent.as_ref()?)?;
            }
            None
        };
        let all = |wanted: Level| -> BTreeMap<AreaCode, AreaCode> {
            areas
                .iter()
                .filter_map(|a| Some((a.code.clone(), reach(a, wanted)?)))
                .collect()
        };
        // the county is no line: its total is the total
        let line_of = if level == Level::Village {
            all(Level::Township)
        } else {
            BTreeMap::new()
        };
        let rows = areas.iter().filter(|a| a.level == level);
        Self {
            level,
            rows: rows
                .map(|a| (a.code.clone(), line_of.get(&a.code).cloned()))
                .collect(),
            row_of: all(level),
            line_of,
        }
    }

    /// Where answers for this area are counted.
    pub(super) fn place(&self, area: &AreaCode) -> Place {
        Place {
            within: self.line_of.get(area).cloned(),
            key: self.row_of.get(area).map(AreaCode::to_string),
        }
    }

    /// The row that answers for this area are counted in.
    pub(super) fn row(&self, area: &AreaCode) -> Option<&AreaCode> {
        self.row_of.get(area)
    }

    /// The level of its rows.
    pub(super) fn level(&self) -> Level {
        self.level
    }

    /// Every row, answered or not.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.rows.iter().map(|(row, within)| Place {
            within: within.clone(),
            key: Some(row.to_string()),
        })
    }
}
