//! The rules of each kind of file, one module a kind.

mod areas;
mod deflator;
mod indicators;
pub(crate) mod instrument;
mod population;
pub(crate) mod responses;
mod scores;
mod spending;

use std::collections::HashMap;

use store::Rows;

use crate::{
    cell::Cell,
    problem::{Problems, RowProblem, Wrong, quoted},
    read::Record,
    report::Report,
    said::{Said, said},
};

pub(crate) use {
    areas::AreaRules, deflator::DeflatorRules, indicators::IndicatorRules, population::PopulationRules,
    scores::ScoreRules, spending::SpendingRules,
};

/// Rows in one chunk on their way to the store.
pub(crate) const CHUNK: usize = 2_000;

/// What a kind of file asks of its header, its rows and its end.
pub(crate) trait Rules: Send {
    /// Reads the header. A problem here ends the reading.
    fn header(&mut self, header: &Header, found: &mut Problems);
    /// Reads one row that is not blank.
    fn row(&mut self, record: &Record, found: &mut Problems);
    /// Looks at the file as a whole, after its last row.
    fn end(&mut self, _found: &mut Problems) {}
    /// The file's column that tells rows apart, where one does and its name is the file's own.
    fn key_column(&self) -> Option<&str> {
        None
    }
    /// Rows that wait to be sent.
    fn waiting(&self) -> usize;
    /// Hands out what waits, in chunks of at most [`CHUNK`] rows.
    fn take(&mut self) -> Vec<Rows>;
    /// Is everything that was read also handed out?
    fn balanced(&self) -> Result<(), Wrong> {
        Ok(())
    }
    /// Adds what this kind has to say to the report.
    fn tell(&self, report: &mut Report);
}

/// The names of the columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Header {
    /// As written, without outer space.
    pub names: Vec<String>,
    /// The row they stand in.
    pub row: u64,
}

impl Header {
    /// Reads the header row. Nameless columns at its end are cut off.
    pub fn read(record: &Record) -> Result<Self, RowProblem> {
        // GB18030 has a byte order mark too
        let clean = |name: &str| name.trim_start_matches('\u{feff}').trim().to_owned();
        let mut names: Vec<String> = record.cells().map(clean).collect();
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        let problem = |what: Said, remedy: &'static str| Err(Wrong::new(what, remedy).at(record.row));
        if let [only] = names.as_slice() {
            for (mark, name) in [
                (';', "semicolons"),
                ('\t', "tabs"),
                ('|', "bars"),
                ('，', "full-width commas"),
            ] {
                if only.contains(mark) {
                    return problem(
                        said!("parts columns by {0}", Said::from(name)),
                        "save it with commas between columns",
                    );
                }
            }
        }
        let mut first: HashMap<String, usize> = HashMap::new();
        for (at, name) in names.iter().enumerate() {
            if name.is_empty() {
                return problem(
                    said!("has no name for column {0}", at + 1),
                    "name the column or remove it",
                );
            }
            if let Some(before) = first.insert(name.to_lowercase(), at) {
                return problem(
                    said!(
                        "names {0} twice, in columns {1} and {2}",
                        quoted(name),
                        before + 1,
                        at + 1
                    ),
                    "keep one of the two columns",
                );
            }
        }
        Ok(Self {
            names,
            row: record.row,
        })
    }

    /// Where a column stands: its name exactly, else in any case.
    pub fn find(&self, name: &str) -> Option<usize> {
        let exact = self.names.iter().position(|n| n == name);
        exact.or_else(|| {
            let folded = name.to_lowercase();
            self.names.iter().position(|n| n.to_lowercase() == folded)
        })
    }

    /// Checks names against the columns a kind knows: `★` marks those that must be there.
    pub fn resolve<const N: usize>(
        &self,
        known: &'static [&'static str; N],
        found: &mut Problems,
    ) -> Columns<N> {
        let plain = known.map(|k| k.trim_end_matches('★'));
        let list = known.join(" ");
        for (name, marked) in plain.iter().zip(known) {
            if marked.ends_with('★') && self.find(name).is_none() {
                found.push(RowProblem {
                    column: Some((*name).to_owned()),
                    ..Wrong::new(
                        "is missing",
                        said!("add it: the columns are {0} (★ required)", list),
                    )
                    .at(self.row)
                });
            }
        }
        for name in &self.names {
            if !plain.iter().any(|k| *k == name.to_lowercase()) {
                found.push(RowProblem {
                    column: Some(name.clone()),
                    ..Wrong::new(
                        "is not a column of this file",
                        said!("remove it or rename it: the columns are {0} (★ required)", list),
                    )
                    .at(self.row)
                });
            }
        }
        Columns {
            names: plain,
            at: plain.map(|name| self.find(name)),
        }
    }
}

/// The known columns and where they stand.
#[derive(Clone, Copy)]
pub(crate) struct Columns<const N: usize> {
    names: [&'static str; N],
    at: [Option<usize>; N],
}

impl<const N: usize> Columns<N> {
    /// Before a header was read.
    pub fn unread() -> Self {
        Self {
            names: [""; N],
            at: [None; N],
        }
    }

    /// Every cell of a record, in the order the columns were declared in.
    pub fn of<'a>(&'a self, record: &'a Record) -> [Cell<'a>; N] {
        std::array::from_fn(|i| Cell::of(record, self.at[i], self.names[i]))
    }
}

/// Cuts rows into chunks.
pub(crate) fn chunks<T>(rows: &mut Vec<(u64, T)>, wrap: fn(Vec<(u64, T)>) -> Rows) -> Vec<Rows> {
    let mut all = std::mem::take(rows);
    let mut out = Vec::new();
    while all.len() > CHUNK {
        let rest = all.split_off(CHUNK);
        out.push(wrap(std::mem::replace(&mut all, rest)));
    }
    if !all.is_empty() {
        out.push(wrap(all));
    }
    out
}
