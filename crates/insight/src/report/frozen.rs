//! A file of hypotheses as it was frozen.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::hypothesis::Hypotheses;

/// Hypotheses with the moment they were fixed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Frozen {
    /// What was fixed.
    pub hypotheses: Hypotheses,
    /// SHA-256 of it.
    pub hash: String,
    /// When, epoch milliseconds; none for the proposed ones, which nobody froze.
    pub at: Option<i64>,
    /// Were there no answers and no scores yet? None where nobody froze them.
    pub before_data: Option<bool>,
    /// Hashes frozen earlier, oldest first: a change of mind is not hidden.
    #[serde(default)]
    pub earlier: Vec<String>,
}

impl Frozen {
    /// The proposed equations, frozen by nobody.
    pub fn proposed() -> Self {
        Self::given(Hypotheses::proposed())
    }

    /// A file used now, frozen by nobody.
    pub fn given(hypotheses: Hypotheses) -> Self {
        Self {
            hash: hypotheses.hash(),
            hypotheses,
            at: None,
            before_data: None,
            earlier: Vec::new(),
        }
    }

    /// Freezes `hypotheses` at `now`; the same ones again change nothing.
    pub fn freeze(before: Option<Self>, hypotheses: Hypotheses, now: i64, before_data: bool) -> Self {
        let hash = hypotheses.hash();
        let mut earlier = Vec::new();
        if let Some(before) = before {
            if before.hash == hash {
                return before;
            }
            earlier = before.earlier;
            earlier.push(before.hash);
        }
        Self {
            hypotheses,
            hash,
            at: Some(now),
            before_data: Some(before_data),
            earlier,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freezing_again_keeps_the_first_and_a_change_is_remembered() {
        let first = Frozen::freeze(None, Hypotheses::proposed(), 1, true);
        assert_eq!(
            Frozen::freeze(Some(first.clone()), Hypotheses::proposed(), 2, false),
            first
        );
        let mut other = Hypotheses::proposed();
        other.hypotheses[0].sesoi = Some(0.2);
        let second = Frozen::freeze(Some(first.clone()), other, 3, false);
        assert_eq!(
            (second.earlier.clone(), second.before_data),
            (vec![first.hash], Some(false))
        );
    }
}
