//! Rows of import files on their way into the store.

use survey::{Area, Deflator, Domain, Indicator, Population, PublishedScore, Spending, Wave};

use crate::submission::NewSubmission;

/// Parsed rows of one kind, each with its row number in the file (1 is the header).
#[derive(Clone, Debug)]
pub enum Rows {
    /// areas: key code.
    Areas(Vec<(u64, Area)>),
    /// population: key area, year, sex, ages.
    Population(Vec<(u64, Population)>),
    /// spending: key all but the amount.
    Spending(Vec<(u64, Spending)>),
    /// deflator: key year.
    Deflator(Vec<(u64, Deflator)>),
    /// scores: key area, wave, domain.
    Scores(Vec<(u64, PublishedScore)>),
    /// indicators: key area, year, indicator.
    Indicators(Vec<(u64, Indicator)>),
    /// responses: key submission id; identical hash = unchanged.
    Responses(Vec<(u64, NewSubmission)>),
    /// The wave that the responses belong to, where it is not there yet: it comes with them or not at all.
    Wave(Box<Wave>),
    /// Domains that the catalogue does not know and a file brought.
    OwnDomains(Vec<Domain>),
    /// Indicators that the catalogue does not know and a file brought.
    OwnIndicators(Vec<String>),
}

/// What the file of an instrument brings beside the version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Services that the catalogue does not know.
    pub domains: Vec<Domain>,
    /// Settings by key.
    pub settings: Vec<(String, String)>,
}

/// What comes through the channel.
#[derive(Clone, Debug)]
pub enum ImportChunk {
    /// Some rows.
    Rows(Rows),
    /// The file was read to its end without an error.
    End,
}

/// How to import.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportMode {
    /// Look, do not touch.
    pub dry_run: bool,
    /// Let a stored key take the file's value.
    pub replace: bool,
    /// Epoch milliseconds, for the log of imports.
    pub now: i64,
}

/// A stored key with another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Row in the file.
    pub row: u64,
    /// Column whose value differs (`amount`, `population`, …).
    pub column: &'static str,
    /// What is stored.
    pub stored: String,
    /// What the file says.
    pub given: String,
}

/// What an import did, or with `dry_run` would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOutcome {
    /// New rows.
    pub added: u64,
    /// Rows that were stored already, with the same value.
    pub unchanged: u64,
    /// Rows whose stored value gave way (`--replace`), and the bands of `displaced`.
    pub replaced: u64,
    /// Stored bands of ages that are no more, since the file has their ages in other bands (`--replace`).
    pub displaced: u64,
    /// Without `replace`: the first 20 stored keys with another value; if any, nothing was stored.
    pub conflicts: Vec<Conflict>,
    /// How many conflicts there are in all.
    pub conflict_count: u64,
}
