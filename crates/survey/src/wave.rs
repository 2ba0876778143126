//! Rounds and waves: who is asked what, from when to when.

use serde::{Deserialize, Serialize};

use crate::{area::AreaCode, text::Text};

/// Epoch milliseconds.
pub type Millis = i64;

/// Down to which level results are made public.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicationLevel {
    /// The county as a whole.
    #[default]
    County,
    /// Each township.
    Township,
    /// Each village.
    Village,
}

/// The approval line a form must print: 表号, 制定机关, 批准文号, 有效期.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// 表号
    pub form_number: String,
    /// 制定机关
    pub issued_by: String,
    /// 批准文号
    pub approval_number: String,
    /// 有效期至
    pub valid_until: String,
}

/// A county's fieldwork: a locked core of items, dates and rules for every wave in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Id in links.
    pub id: String,
    /// Title.
    pub title: Text,
    /// The county.
    pub area: AreaCode,
    /// Codes of the core, in order; locked.
    pub core: Vec<String>,
    /// First moment an answer is taken.
    pub opens: Millis,
    /// Closing.
    pub closes: Millis,
    /// Answers finished before closing are still counted until then.
    pub grace_until: Millis,
    /// Day the results are shown, `YYYY-MM-DD`.
    pub results_on: Option<String>,
    /// Day until which a township may add its statement, `YYYY-MM-DD`.
    pub reply_by: Option<String>,
    /// What becomes public.
    pub publication: PublicationLevel,
    /// Approval line.
    pub approval: Approval,
    /// Years answers are kept.
    pub keep_years: u16,
    /// Who asks, e.g. a county government.
    pub asker: String,
    /// Its waves are answered through an open link: a sample nobody drew. One that does not say is.
    #[serde(default = "open_link")]
    pub open_link: bool,
}

fn open_link() -> bool {
    true
}

/// One area's part in a round, or a survey that stands alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wave {
    /// Id in links: `/s/{wave}`.
    pub id: String,
    /// Its round.
    pub round: Option<String>,
    /// The area asked.
    pub area: AreaCode,
    /// Title.
    pub title: Text,
    /// Instrument.
    pub instrument: String,
    /// Newest version offered to new respondents; earlier ones stay accepted.
    pub version: u32,
    /// First moment an answer is taken.
    pub opens: Millis,
    /// Closing.
    pub closes: Millis,
    /// End of grace.
    pub grace_until: Millis,
    /// Year the scores belong to: the year it closes.
    pub year: i32,
    /// Day the results are shown.
    pub results_on: Option<String>,
    /// Who asks.
    pub asker: String,
    /// Years answers are kept.
    pub keep_years: u16,
    /// What becomes public.
    pub publication: PublicationLevel,
    /// Approval line, where the round has one.
    pub approval: Approval,
    /// Answers come from an open link: a sample nobody drew.
    pub open_link: bool,
    /// Day the county took the survey back, `YYYY-MM-DD`: nobody answers it any more and nothing of it is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
}

/// Where a wave stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaveState {
    /// Not yet open.
    Upcoming,
    /// Taking answers.
    Open,
    /// Past closing, within grace: finished answers still count.
    Closing,
    /// Past grace: late answers are kept apart.
    Closed,
    /// Taken back by the county before it closed: no findings are made, and what still comes is kept apart.
    Withdrawn,
}

impl WaveState {
    /// Is what comes now kept apart?
    pub fn keeps_apart(self) -> bool {
        matches!(self, Self::Closed | Self::Withdrawn)
    }
}

impl Wave {
    /// The state at `now`.
    pub fn state(&self, now: Millis) -> WaveState {
        if self.withdrawn.is_some() {
            WaveState::Withdrawn
        } else if now < self.opens {
            WaveState::Upcoming
        } else if now < self.closes {
            WaveState::Open
        } else if now < self.grace_until {
            WaveState::Closing
        } else {
            WaveState::Closed
        }
    }
}

/// Ids that no wave may have: under `/surveys/` these addresses are pages of their own.
pub const RESERVED_IDS: [&str; 3] = ["new", "rounds", "drafts"];

/// Is this a usable id for a wave or instrument: 1–64 characters of letters, digits, `-`, `_`, `.`, any script?
pub fn valid_id(id: &str) -> bool {
    (1..=64).contains(&id.chars().count())
        && id
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && id != "."
        && id != ".."
}
