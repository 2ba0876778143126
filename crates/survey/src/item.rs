//! Items: one question each, with a stable code that is never reused.

use serde::{Deserialize, Serialize};

use crate::{
    answer::Answers,
    domain::DomainId,
    scale::{Code, Role},
    text::Text,
};

/// One term of a condition: the item was answered with one of these codes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// Code of the item looked at.
    pub item: String,
    /// Codes that satisfy the term.
    #[serde(rename = "in")]
    pub any_of: Vec<Code>,
}

/// Show the item only if every term holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// All of these.
    pub all: Vec<Term>,
}

impl Condition {
    /// Does it hold for these answers?
    pub fn holds(&self, answers: &Answers) -> bool {
        self.all.iter().all(|t| {
            answers
                .get(&t.item)
                .is_some_and(|v| v.codes().iter().any(|c| t.any_of.iter().any(|w| w.0 == *c)))
        })
    }
}

/// One question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Stable code, e.g. `S_ROADS`.
    pub code: String,
    /// What is asked.
    pub text: Text,
    /// A line below the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Id of its scale.
    pub scale: String,
    /// The service it rates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<DomainId>,
    /// overall, happiness, satisfaction, profile, coaching …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Score counts downwards (1 = best).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reverse: bool,
    /// Asked only if this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Special answers offered beside don't know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Role>,
    /// Reading and answering, seconds.
    #[serde(default)]
    pub seconds: u16,
    /// May be refused; shares of 0 or 100 % are hidden.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
    /// Shown at county level only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub county_only: bool,
}
