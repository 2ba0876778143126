//! Submissions as recorded: no name, address, device, or time finer than the day.

use survey::{Answers, AreaCode, Mode, SubmissionId, quality::Bits};

/// A validated submission on its way into the store.
#[derive(Clone, Debug, PartialEq)]
pub struct NewSubmission {
    /// Random id from the resident's device, or derived from an imported row.
    pub id: SubmissionId,
    /// Wave.
    pub wave: String,
    /// Version answered.
    pub version: u32,
    /// SHA-256 of the received bytes.
    pub hash: [u8; 32],
    /// Language answered in.
    pub lang: String,
    /// How.
    pub mode: Mode,
    /// Local day received, `YYYY-MM-DD`.
    pub day: String,
    /// Where the person lives; the wave's own area where they did not say.
    pub area: AreaCode,
    /// Age band code.
    pub age: Option<String>,
    /// Sex code.
    pub sex: Option<String>,
    /// Base weight, 1 unless the file says otherwise.
    pub weight: f64,
    /// Answers.
    pub answers: Answers,
    /// Received after grace: kept apart, not counted.
    pub late: bool,
    /// What the device says of how the answers came about.
    pub quality: Option<Bits>,
}

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// New, counted.
    Stored,
    /// New, kept apart.
    Late,
    /// Same id, same bytes: nothing changed.
    Duplicate {
        /// The stored one is in the late bucket.
        late: bool,
    },
    /// Same id, and these bytes counted until the county took the second ones that came.
    Replaced,
    /// Same id, other bytes (or another wave): kept in quarantine for two-step resolution.
    Conflict,
}

/// A counted response as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredResponse {
    /// Id.
    pub id: SubmissionId,
    /// Version answered.
    pub version: u32,
    /// How.
    pub mode: Mode,
    /// Area.
    pub area: AreaCode,
    /// Age band code.
    pub age: Option<String>,
    /// Sex code.
    pub sex: Option<String>,
    /// Base weight.
    pub weight: f64,
    /// Answers.
    pub answers: Answers,
    /// What the device says of how they came about.
    pub quality: Option<Bits>,
}
