//! What is asked of an import.

use std::{path::PathBuf, sync::Arc};

use jiff::tz::TimeZone;

/// A kind of file of DESIGN §4.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Areas and their parents.
    Areas,
    /// Residents by area and year.
    Population,
    /// Ledger lines.
    Spending,
    /// Price index by year.
    Deflator,
    /// Scores that somebody else measured.
    Scores,
    /// Any other area × year number.
    Indicators,
    /// A questionnaire, as JSON.
    Instrument,
    /// Answers, one person a row.
    Responses,
    /// Sealed answers that a device could not send; taken by the server's intake, not by [`run`](crate::run).
    Rescue,
}

impl FileKind {
    /// Every kind that [`run`](crate::run) takes, in the order a county loads them.
    pub const ALL: [Self; 8] = [
        Self::Areas,
        Self::Population,
        Self::Spending,
        Self::Deflator,
        Self::Scores,
        Self::Indicators,
        Self::Instrument,
        Self::Responses,
    ];

    /// The word of the command line and of the desk page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Areas => "areas",
            Self::Population => "population",
            Self::Spending => "spending",
            Self::Deflator => "deflator",
            Self::Scores => "scores",
            Self::Indicators => "indicators",
            Self::Instrument => "instrument",
            Self::Responses => "responses",
            Self::Rescue => "rescue",
        }
    }

    /// The kind a word names.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase();
        let mut all = Self::ALL.into_iter().chain([Self::Rescue]);
        all.find(|k| k.as_str() == word)
    }
}

/// Where the file is.
#[derive(Clone, Debug)]
pub enum Source {
    /// On disk; named in messages as given.
    Path(PathBuf),
    /// Uploaded to the desk page.
    Bytes {
        /// The name it had.
        name: String,
        /// What it holds.
        bytes: Arc<[u8]>,
    },
}

impl Source {
    /// The name that messages begin with.
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Bytes { name, .. } => name.clone(),
        }
    }
}

/// One import.
#[derive(Clone, Debug)]
pub struct Request {
    /// Which kind of file.
    pub kind: FileKind,
    /// The file.
    pub source: Source,
    /// Look, do not touch.
    pub dry_run: bool,
    /// Let stored keys take the file's values.
    pub replace: bool,
    /// The time, epoch milliseconds.
    pub now: i64,
    /// The local day, `YYYY-MM-DD`: the day received of imported responses.
    pub day: String,
    /// Whose clocks say when a year begins; Asia/Shanghai unless set.
    pub zone: TimeZone,
    /// Responses: the wave they belong to.
    pub wave: Option<String>,
    /// Responses of a wave that is not there yet: its instrument.
    pub instrument: Option<String>,
    /// Responses of a wave that is not there yet: its year.
    pub year: Option<i32>,
}

impl Request {
    /// An import with no options set.
    pub fn new(kind: FileKind, source: Source, now: i64, day: impl Into<String>) -> Self {
        Self {
            kind,
            source,
            dry_run: false,
            replace: false,
            now,
            day: day.into(),
            zone: TimeZone::get("Asia/Shanghai").expect("the zone database is compiled in"),
            wave: None,
            instrument: None,
            year: None,
        }
    }
}

/// How far the reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows read, the header aside.
    pub rows: u64,
    /// Bytes read. A workbook is opened whole: its bytes are read when its rows begin.
    pub bytes: u64,
    /// Bytes of the file.
    pub bytes_total: u64,
}
