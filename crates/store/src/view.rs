//! What the store hands out, shaped for reading.

use survey::{AreaCode, DomainId, Money, Spending, SubmissionId};

/// The database's own report of its promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// `wal`.
    pub journal_mode: String,
    /// 2 = FULL.
    pub synchronous: i64,
    /// Version of the engine.
    pub engine: String,
    /// Newest migration applied.
    pub migration: i64,
}

/// A sum of ledger lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// Area of the lines.
    pub area: AreaCode,
    /// Fiscal year.
    pub year: i32,
    /// Domain.
    pub domain: DomainId,
    /// Sum in fen.
    pub amount: Money,
    /// Lines summed.
    pub lines: u64,
}

/// A sum of ledger lines by who pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayerTotal {
    /// The sum.
    pub total: Total,
    /// Who pays; none where the file did not say.
    pub payer: Option<String>,
}

/// Which ledger lines to read.
#[derive(Clone, Debug, Default)]
pub struct LineFilter {
    /// Only this area.
    pub area: Option<AreaCode>,
    /// Only this area and everything in it.
    pub within: Option<AreaCode>,
    /// Only this domain.
    pub domain: Option<DomainId>,
    /// Only this year.
    pub year: Option<i32>,
    /// At most so many.
    pub limit: u32,
    /// Without the first so many.
    pub skip: u32,
}

/// One ledger line.
pub type LedgerLine = Spending;

/// What is loaded of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// areas, population, spending, deflator, scores, indicators, responses.
    pub kind: &'static str,
    /// Rows.
    pub rows: u64,
    /// First and last year, where rows have one.
    pub years: Option<(i32, i32)>,
    /// Last import, epoch milliseconds.
    pub imported_at: Option<i64>,
}

/// How many answered a wave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaveCounts {
    /// Counted.
    pub counted: u64,
    /// Kept apart after grace.
    pub late: u64,
    /// In quarantine.
    pub quarantined: u64,
}

/// Why a submission is kept and not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Apart {
    /// It came after grace.
    Late,
    /// Its id was known with other content.
    Conflict,
}

/// Submissions kept apart for one reason on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApartCount {
    /// Why.
    pub reason: Apart,
    /// Day received, `YYYY-MM-DD`.
    pub day: String,
    /// Submissions.
    pub count: u64,
}

/// What a county may say about submissions kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// The late ones are counted after all.
    CountLate,
    /// The late ones stay apart.
    KeepLate,
    /// Under a known id the second takes the place of the first.
    TakeSecond,
    /// Under a known id the first counts; the second stays apart.
    KeepFirst,
}

impl Ruling {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::CountLate, Self::KeepLate, Self::TakeSecond, Self::KeepFirst];

    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CountLate => "count_late",
            Self::KeepLate => "keep_late",
            Self::TakeSecond => "take_second",
            Self::KeepFirst => "keep_first",
        }
    }

    /// The ruling a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == word)
    }
}

/// A ruling on the submissions of one reason and day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Wave.
    pub wave: String,
    /// What was decided.
    pub ruling: Ruling,
    /// The day those submissions were received, `YYYY-MM-DD`.
    pub received: String,
    /// How many they are.
    pub submissions: u64,
    /// Why, in the county's words.
    pub reason: String,
    /// The day it was decided, `YYYY-MM-DD`.
    pub day: String,
}

/// Counted answers of one area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaCount {
    /// Area.
    pub area: AreaCode,
    /// Answers.
    pub count: u64,
}

/// Counted answers of one area on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// Area.
    pub area: AreaCode,
    /// Local day received, `YYYY-MM-DD`.
    pub day: String,
    /// Answers.
    pub count: u64,
}

/// A stored submission, as a device asks after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stored {
    /// Its id.
    pub id: SubmissionId,
    /// SHA-256 of the bytes that were received.
    pub hash: [u8; 32],
    /// It came after the grace period.
    pub late: bool,
    /// A verified backup holds it.
    pub backed_up: bool,
}

/// A backup that was written and read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// Rows of all tables.
    pub rows: u64,
    /// Answers of residents.
    pub answers: u64,
}

/// What a receipt stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptState {
    /// Wave answered.
    pub wave: String,
    /// Kept apart after grace.
    pub late: bool,
    /// A second payload took the place of the first.
    pub replaced: bool,
}

/// A key pair of a wave as it is kept: the private half wrapped.
#[derive(Clone, PartialEq, Eq)]
pub struct SealKey {
    /// Its name, 16 hex digits.
    pub kid: String,
    /// The wave whose devices seal to it.
    pub wave: String,
    /// Number of the suite.
    pub suite: u32,
    /// The public half, as the suite writes it.
    pub public: Vec<u8>,
    /// The private half under the master key.
    pub wrapped: Vec<u8>,
    /// Day it was made, `YYYY-MM-DD`.
    pub day: String,
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kid, wave, day, .. } = self;
        write!(f, "SealKey {{ {kid} of {wave}, {day} }}")
    }
}

/// A survey in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Id.
    pub id: String,
    /// `round` or `wave`.
    pub kind: String,
    /// The builder's own JSON.
    pub body: String,
    /// Last change, epoch milliseconds.
    pub updated: i64,
}

/// What a township says of a finding about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Round or wave of the report.
    pub wave: String,
    /// The township.
    pub area: AreaCode,
    /// The service.
    pub domain: DomainId,
    /// In its own words; empty takes it away.
    pub text: String,
    /// When it was last changed, `YYYY-MM-DD`.
    pub day: String,
}
