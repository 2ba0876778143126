//! Paper questionnaires on their way in: stacks of printed sheets, and what has been typed of each sheet.

use serde::{Deserialize, Serialize};
use survey::{Answers, AreaCode, Choice, SubmissionId};

/// Sheets printed together. What is printed on them is frozen, so that a number means the same when it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperPrint {
    /// Version printed.
    pub version: u32,
    /// Language printed.
    pub lang: String,
    /// The village all of them are for, printed at the head; otherwise the sheet asks.
    pub village: Option<AreaCode>,
    /// Places in the order printed.
    pub places: Vec<Choice>,
}

/// A stack as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperStack {
    /// First serial.
    pub first: u32,
    /// Last serial.
    pub last: u32,
    /// What is printed.
    pub print: PaperPrint,
    /// Day made, `YYYY-MM-DD`.
    pub day: String,
}

/// Which of the two passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// The first.
    First,
    /// The second, typed without seeing the first.
    Second,
}

/// How far a sheet is. Sheets that nobody has typed yet have no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperState {
    /// Typed once.
    Once,
    /// Typed twice, not yet agreed.
    Twice,
    /// Agreed, not yet taken in.
    Agreed,
    /// Taken in; what was answered does not stand here any more.
    Taken,
}

/// What is known of one sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PaperSheet {
    /// Answers of the first pass.
    pub first: Option<Answers>,
    /// Answers of the second pass.
    pub second: Option<Answers>,
    /// Id and body for the intake, once both passes agree.
    pub agreed: Option<(SubmissionId, String)>,
    /// Taken in.
    pub taken: bool,
}
