//! areas: code★ name★ level★ parent settlement alias. Kept whole until its end: a parent may come after its child.

use std::collections::HashMap;

use store::Rows;
use survey::{Area, AreaCode, Level};

use super::{Columns, Header, Rules, chunks};
use crate::{
    areas::AreaIndex,
    cell::{Cell, is_total, total_row},
    keys::{Keys, twice},
    problem::{Problems, RowProblem, Wrong, quoted},
    read::Record,
    report::Report,
    said::{Said, said},
};

/// Reads areas.
pub(crate) struct AreaRules {
    stored: Vec<Area>,
    columns: Columns<6>,
    keys: Keys,
    read: Vec<(u64, Area)>,
    /// What each row says its parent is.
    parents: Vec<String>,
    checked: Vec<(u64, Area)>,
}

impl AreaRules {
    pub fn new(stored: Vec<Area>) -> Self {
        Self {
            stored,
            columns: Columns::unread(),
            keys: Keys::default(),
            read: Vec::new(),
            parents: Vec::new(),
            checked: Vec::new(),
        }
    }
}

impl Rules for AreaRules {
    fn header(&mut self, header: &Header, found: &mut Problems) {
        self.columns = header.resolve(
            &["code★", "name★", "level★", "parent", "settlement", "alias"],
            found,
        );
    }

    fn row(&mut self, record: &Record, found: &mut Problems) {
        let columns = self.columns;
        let [code, name, level, parent, settlement, alias] = columns.of(record);
        let of_code = found.keep(&code, read_code(&code));
        let named = found.keep(&name, read_name(&name));
        let at_level = found.keep(&level, read_level(&level));
        let below = found.keep(&parent, parent.name());
        let class = found.keep(&settlement, settlement.word());
        let others = found.keep(&alias, alias.name());
        let (Some(code), Some(name), Some(level), Some(parent), Some(settlement), Some(others)) =
            (of_code, named, at_level, below, class, others)
        else {
            return;
        };
        if let Some(first) = self.keys.seen_at(&code.as_str(), record.row) {
            return found.push(twice(
                record.row,
                first,
                "code",
                "give each area a code of its own",
            ));
        }
        let mut aliases: Vec<String> = Vec::new();
        for other in others.split('|').map(str::trim).filter(|a| !a.is_empty()) {
            if !aliases.iter().any(|a| a == other) {
                aliases.push(other.to_owned());
            }
        }
        self.parents.push(parent.to_owned());
        self.read.push((
            record.row,
            Area {
                code,
                name,
                level,
                parent: None,
                settlement,
                aliases,
            },
        ));
    }

    fn end(&mut self, found: &mut Problems) {
        let both = self
            .stored
            .iter()
            .cloned()
            .chain(self.read.iter().map(|(_, a)| a.clone()));
        let index = AreaIndex::new(both);
        for ((row, area), parent) in self.read.iter_mut().zip(&self.parents) {
            if parent.is_empty() {
                continue;
            }
            let cell = Cell {
                row: *row,
                column: "parent",
                text: parent,
                mark: None,
                typed: false,
            };
            let above = found.keep(&cell, index.find(parent, !found.full()));
            area.parent = above.map(|a| a.code.clone());
        }
        let both = self
            .stored
            .iter()
            .cloned()
            .chain(self.read.iter().map(|(_, a)| a.clone()));
        check_tree(&AreaIndex::new(both), &self.read, found);
        self.checked = std::mem::take(&mut self.read);
        self.checked.sort_by_key(|(row, a)| (a.level, *row));
    }

    fn waiting(&self) -> usize {
        self.checked.len()
    }

    fn take(&mut self) -> Vec<Rows> {
        chunks(&mut self.checked, Rows::Areas)
    }

    fn tell(&self, _report: &mut Report) {}
}

/// No circles; every parent stands above its child, also where the child is stored and the file moves its parent.
fn check_tree(index: &AreaIndex, read: &[(u64, Area)], found: &mut Problems) {
    let rows: HashMap<&AreaCode, u64> = read.iter().map(|(row, a)| (&a.code, *row)).collect();
    for area in index.all() {
        let Some(parent) = area.parent.as_ref().and_then(|p| index.by_code(p)) else {
            continue;
        };
        if area.level > parent.level {
            continue;
        }
        let in_circle = in_circle(index, area);
        let wrong = |row: u64, column: &str, what: Said, remedy: &'static str| RowProblem {
            column: Some(column.to_owned()),
            ..Wrong::new(what, remedy).at(row)
        };
        let (child, above) = (Said::from(area.level.as_str()), Said::from(parent.level.as_str()));
        let problem = match (rows.get(&area.code), rows.get(&parent.code)) {
            (Some(row), _) if in_circle => wrong(
                *row,
                "parent",
                said!(
                    "{0} is its own parent, directly or in a circle",
                    quoted(area.code.as_str())
                ),
                "name the area above it, or nothing for a county",
            ),
            (Some(row), _) => wrong(
                *row,
                "parent",
                said!(
                    "{0} is a {1}, which is not above a {2}",
                    quoted(parent.code.as_str()),
                    above,
                    child
                ),
                "a village is in a township or county, a township in a county",
            ),
            (None, Some(row)) => wrong(
                *row,
                "level",
                said!(
                    "a {0} cannot have {1}, a {2} in the data folder, below it",
                    above,
                    quoted(area.code.as_str()),
                    child
                ),
                "give the areas below it in the same file",
            ),
            (None, None) => continue,
        };
        found.push(problem);
    }
}

fn in_circle(index: &AreaIndex, area: &Area) -> bool {
    let mut at = area;
    for _ in 0..=index.all().len() {
        match at.parent.as_ref().and_then(|p| index.by_code(p)) {
            Some(above) if above.code == area.code => return true,
            Some(above) => at = above,
            None => return false,
        }
    }
    false
}

fn read_code(cell: &Cell<'_>) -> Result<AreaCode, Wrong> {
    let remedy = "write a code of 1 to 64 characters that no other area has";
    let text = cell.required_name(remedy)?;
    if is_total(text) {
        return Err(total_row());
    }
    AreaCode::parse(text).ok_or_else(|| Wrong::new(said!("{0} is not a code", quoted(text)), remedy))
}

fn read_name(cell: &Cell<'_>) -> Result<String, Wrong> {
    let text = cell.required("write the name of the area")?;
    if is_total(text) {
        return Err(total_row());
    }
    if text.chars().count() > 200 {
        return Err(Wrong::new("is longer than 200 characters", "shorten it"));
    }
    Ok(text.to_owned())
}

fn read_level(cell: &Cell<'_>) -> Result<Level, Wrong> {
    let remedy = "write county, township or village";
    let text = cell.required(remedy)?;
    Level::parse(text).ok_or_else(|| Wrong::new(said!("{0} is no level", quoted(text)), remedy))
}
