//! What is wrong with a file, said in the form of DESIGN §4.2: `FILE: row N, column NAME: what; what to do`.

use std::fmt;

use crate::{
    cell::Cell,
    report::Preview,
    said::{Said, said},
};

/// Problems listed one by one; the others are counted.
pub(crate) const LISTED: usize = 20;

/// One problem of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// Row in the file, 1 is the header; none where the whole file is meant.
    pub row: Option<u64>,
    /// Column by its name; none where the whole row is meant.
    pub column: Option<String>,
    /// What is wrong.
    pub what: Said,
    /// What to do about it.
    pub remedy: Said,
}

/// What is wrong with a value, before it is known where the value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub what: Said,
    pub remedy: Said,
}

impl Wrong {
    pub fn new(what: impl Into<Said>, remedy: impl Into<Said>) -> Self {
        Self {
            what: what.into(),
            remedy: remedy.into(),
        }
    }

    /// A problem of the whole file.
    pub fn anywhere(self) -> RowProblem {
        RowProblem {
            row: None,
            column: None,
            what: self.what,
            remedy: self.remedy,
        }
    }

    /// A problem of a row.
    pub fn at(self, row: u64) -> RowProblem {
        RowProblem {
            row: Some(row),
            ..self.anywhere()
        }
    }
}

/// The problems found so far: the first twenty in words, all of them in number.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    pub first: Vec<RowProblem>,
    pub count: u64,
}

impl Problems {
    pub fn none(&self) -> bool {
        self.count == 0
    }

    /// Enough are in words: the next ones need no costly hint.
    pub fn full(&self) -> bool {
        self.first.len() >= LISTED
    }

    pub fn push(&mut self, problem: RowProblem) {
        self.count += 1;
        if !self.full() {
            self.first.push(problem);
        }
    }

    /// Takes the value, or notes what is wrong with its cell.
    pub fn keep<T>(&mut self, cell: &Cell<'_>, value: Result<T, Wrong>) -> Option<T> {
        value
            .map_err(|wrong| {
                self.push(RowProblem {
                    column: Some(cell.column.to_owned()),
                    ..wrong.at(cell.row)
                });
            })
            .ok()
    }
}

/// Why a file was not taken. Nothing of it was stored.
///
/// Its [`Display`](fmt::Display) is one line a problem, as standard error shows them.
#[derive(Debug)]
pub struct Refusal {
    /// The file as the user named it.
    pub file: String,
    /// The first twenty problems, in the order of the file.
    pub problems: Vec<RowProblem>,
    /// How many there are in all.
    pub count: u64,
    /// The first rows as read, where the file could be read at all; for the desk page.
    pub preview: Option<Preview>,
    /// The store's own error, where the store refused.
    pub cause: Option<store::Error>,
}

impl Refusal {
    pub(crate) fn new(file: &str, found: Problems, preview: Option<Preview>) -> Self {
        Self {
            file: one_line(file),
            problems: found.first,
            count: found.count,
            preview,
            cause: None,
        }
    }

    /// A file refused as a whole.
    pub fn whole(file: &str, what: impl Into<Said>, remedy: impl Into<Said>) -> Self {
        Self::one(file, Wrong::new(what, remedy))
    }

    pub(crate) fn one(file: &str, wrong: Wrong) -> Self {
        let found = Problems {
            first: vec![wrong.anywhere()],
            count: 1,
        };
        Self::new(file, found, None)
    }

    pub(crate) fn of_store(file: &str, error: store::Error) -> Self {
        let said = error.to_string();
        let (what, remedy) = said.split_once("; ").unwrap_or((&said, "nothing was stored"));
        Self {
            cause: None,
            ..Self::one(file, Wrong::new(what.to_owned(), remedy.to_owned()))
        }
        .caused_by(error)
    }

    fn caused_by(mut self, error: store::Error) -> Self {
        self.cause = Some(error);
        self
    }
}

impl Refusal {
    /// One line a problem, and one for those that are not listed.
    pub fn lines(&self) -> Vec<Said> {
        let listed = self
            .problems
            .iter()
            .map(|p| said!("{0}: {1}", self.file, p.said()));
        let more = self.count.saturating_sub(self.problems.len() as u64);
        let rest = match more {
            0 => None,
            1 => Some(said!("{0} more problem; mend those above and import again", more)),
            _ => Some(said!(
                "{0} more problems; mend those above and import again",
                more
            )),
        };
        listed
            .chain(rest.map(|rest| said!("{0}: {1}", self.file, rest)))
            .collect()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.lines().iter().map(|l| one_line(&l.to_string())).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl RowProblem {
    /// Where it is, what is wrong and what to do.
    pub fn said(&self) -> Said {
        let said = said!("{0}; {1}", self.what, self.remedy);
        match (self.row, &self.column) {
            (Some(row), Some(column)) => said!("row {0}, column {1}: {2}", row, one_line(column), said),
            (Some(row), None) => said!("row {0}: {1}", row, said),
            (None, Some(column)) => said!("column {0}: {1}", one_line(column), said),
            (None, None) => said,
        }
    }
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&self.said().to_string()))
    }
}

impl std::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|e| e as _)
    }
}

/// Control characters become spaces: a problem is one line whatever the file holds.
pub(crate) fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// A value as a message shows it: quoted, on one line, at most 40 characters.
pub(crate) fn quoted(value: &str) -> String {
    let shown = one_line(value.trim());
    match shown.char_indices().nth(40) {
        Some((cut, _)) => format!("\"{}…\"", &shown[..cut]),
        None => format!("\"{shown}\""),
    }
}
