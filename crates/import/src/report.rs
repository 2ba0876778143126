//! What an import did, or with a dry run would do.

use std::fmt;

use store::ImportOutcome;
use survey::Stage;

use crate::{problem::one_line, request::FileKind};

/// The file as it was read, for the eye: the header and the first twenty rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Names of the columns as written.
    pub header: Vec<String>,
    /// The first rows, cells as read.
    pub rows: Vec<Vec<String>>,
}

/// The ledger lines of one stage and year, added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountTotal {
    /// Budget, paid or in service. Budget lines are stored and never summed by anything but this total.
    pub stage: Stage,
    /// Fiscal year.
    pub year: i32,
    /// Lines.
    pub lines: u64,
    /// Sum of the amounts as read from the file, fen.
    pub read: i128,
    /// Sum of the amounts sent to the store, fen. Equal to `read`, or the import refuses itself.
    pub sent: i128,
}

/// A domain or indicator that the file brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewName {
    /// The id it has from now on: the text as given.
    pub id: String,
    /// The known one nearest to it: id and name.
    pub nearest: Option<(String, String)>,
}

/// What an import did. Its [`Display`](fmt::Display) is what standard output shows.
#[derive(Clone, Debug)]
pub struct Report {
    /// The file as the user named it.
    pub file: String,
    /// Which kind of file.
    pub kind: FileKind,
    /// Nothing was stored; the outcome is what would have happened.
    pub dry_run: bool,
    /// Rows read, the header aside; items for an instrument.
    pub rows: u64,
    /// What became of the rows.
    pub outcome: ImportOutcome,
    /// Spending: sums by stage and year.
    pub totals: Vec<AmountTotal>,
    /// Domains that the catalogue does not know.
    pub new_domains: Vec<NewName>,
    /// Indicators that the catalogue does not know.
    pub new_indicators: Vec<NewName>,
    /// The instrument read, with its version.
    pub instrument: Option<(String, u32)>,
    /// The wave that was made for responses.
    pub made_wave: Option<String>,
    /// What else is worth knowing, a sentence each.
    pub notes: Vec<String>,
    /// The first rows as read.
    pub preview: Preview,
}

impl Report {
    pub(crate) fn new(file: &str, kind: FileKind, dry_run: bool) -> Self {
        Self {
            file: one_line(file),
            kind,
            dry_run,
            rows: 0,
            outcome: ImportOutcome::default(),
            totals: Vec::new(),
            new_domains: Vec::new(),
            new_indicators: Vec::new(),
            instrument: None,
            made_wave: None,
            notes: Vec::new(),
            preview: Preview::default(),
        }
    }

    /// Did the import change what is stored, or would it?
    pub fn changed(&self) -> bool {
        self.outcome.added + self.outcome.replaced > 0
    }

    fn result(&self) -> String {
        let ImportOutcome {
            added,
            unchanged,
            replaced,
            ..
        } = &self.outcome;
        let mut line = match &self.instrument {
            Some((id, version)) => {
                let done = match (self.changed(), self.dry_run) {
                    (true, false) => "published",
                    (true, true) => "can be published",
                    (false, _) => "published already",
                };
                let noun = if self.rows == 1 { "item" } else { "items" };
                format!("instrument {id}, version {version}: {} {noun}, {done}", self.rows)
            }
            None => {
                let noun = if self.rows == 1 { "row" } else { "rows" };
                format!(
                    "{} {noun} read, {added} added, {unchanged} unchanged, {replaced} replaced",
                    self.rows
                )
            }
        };
        if !self.changed() {
            line.push_str("; nothing changed");
        } else if self.dry_run {
            line.push_str("; dry run, nothing stored");
        }
        line
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = &self.file;
        write!(f, "{file}: {}", self.result())?;
        for t in &self.totals {
            let noun = if t.lines == 1 { "line" } else { "lines" };
            let stage = t.stage.as_str();
            write!(
                f,
                "\n{file}: {stage} {}: {} {noun}, {}",
                t.year,
                t.lines,
                units(t.sent)
            )?;
        }
        for (noun, all) in [("domain", &self.new_domains), ("indicator", &self.new_indicators)] {
            for new in all {
                write!(f, "\n{file}: new {noun} {}", one_line(&new.id))?;
                if let Some((id, name)) = &new.nearest {
                    write!(
                        f,
                        "; the nearest known one is {} ({})",
                        one_line(id),
                        one_line(name)
                    )?;
                }
            }
        }
        match self.outcome.displaced {
            0 => {}
            1 => write!(f, "\n{file}: 1 stored band of ages gave way to those of the file")?,
            n => write!(
                f,
                "\n{file}: {n} stored bands of ages gave way to those of the file"
            )?,
        }
        if let Some(wave) = &self.made_wave {
            let made = if self.dry_run { "would be made" } else { "was made" };
            write!(f, "\n{file}: wave {wave} {made}")?;
        }
        for note in &self.notes {
            write!(f, "\n{file}: {}", one_line(note))?;
        }
        Ok(())
    }
}

/// Fen as currency units with two decimals.
pub(crate) fn units(fen: i128) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}
