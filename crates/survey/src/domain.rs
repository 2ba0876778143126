//! Domains: services that residents rate and money is spent on.

use serde::{Deserialize, Serialize};

use crate::{ledger::LedgerKind, text::Text};

/// The stable id of a domain, e.g. `roads`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DomainId(String);

impl DomainId {
    /// An id of 1 to 64 characters without control characters; outer space is cut.
    pub fn parse(id: &str) -> Option<Self> {
        let id = id.trim();
        let ok = (1..=64).contains(&id.chars().count()) && !id.chars().any(char::is_control);
        ok.then(|| Self(id.to_owned()))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for DomainId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A domain of the catalogue, or one that the county added by importing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// Stable id.
    pub id: DomainId,
    /// Name in every language.
    pub name: Text,
    /// The words inside a question: “the roads you use”.
    #[serde(default)]
    pub service_phrase: Text,
    /// Kind assumed where a ledger line names none (rule: else recurrent).
    pub default_kind: LedgerKind,
    /// True for a domain that the county itself added.
    #[serde(default)]
    pub own: bool,
}

impl Domain {
    /// A domain the catalogue does not know, as found in a file.
    pub fn own(id: DomainId) -> Self {
        let name = Text::of("en", id.as_str().replace('_', " "));
        Self {
            name,
            service_phrase: Text::default(),
            default_kind: LedgerKind::Recurrent,
            own: true,
            id,
        }
    }
}
