//! The three equations as files: what is tested, on what, frozen before the data arrive.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A file of hypotheses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hypotheses {
    /// Version of this shape; 1.
    pub version: u32,
    /// At least one.
    pub hypotheses: Vec<Hypothesis>,
}

/// One relation with everything that could be chosen after the fact, chosen before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hypothesis {
    /// Id, e.g. `E1`.
    pub id: String,
    /// The question in words, by language.
    #[serde(default)]
    pub question: std::collections::BTreeMap<String, String>,
    /// What is said to go with more of `y`.
    pub x: X,
    /// What is said to rise.
    pub y: Y,
    /// Covariates held equal, ids as in the settings.
    #[serde(default)]
    pub context: Vec<String>,
    /// Years by which indicators of `x` come before the wave.
    #[serde(default)]
    pub lag: u32,
    /// Smallest correlation that would matter.
    #[serde(default = "default_sesoi")]
    pub sesoi: f64,
    /// The one test that decides.
    pub primary: Primary,
}

fn default_sesoi() -> f64 {
    0.3
}

/// The series on the left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum X {
    /// ln of spending per resident on each service; empty: all that have scores.
    Spending {
        /// Domain ids.
        #[serde(default)]
        domains: Vec<String>,
    },
    /// Mean of z-scores of indicators, each turned so that more is finer or more.
    Indicators {
        /// Indicator ids.
        members: Vec<String>,
    },
}

/// The series on the right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Y {
    /// The score of the same service.
    Domains,
    /// Mean of outcome items' scores.
    Outcomes {
        /// Item codes.
        items: Vec<String>,
    },
}

/// The deciding test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Primary {
    /// Place and service fixed effects, CR2 by place: with spending on services.
    DomainFixedEffects,
    /// Correlation over places.
    Correlation,
    /// Change-score and ANCOVA slopes of two waves, both.
    Bracket,
}

/// Why a file of hypotheses cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HypothesisError {
    /// Not this shape.
    #[error("is not a file of hypotheses: {0}; see docs/report.md")]
    Shape(String),
    /// One that makes no sense.
    #[error("hypothesis {id}: {what}")]
    Senseless {
        /// Which.
        id: String,
        /// What is wrong, and what to do.
        what: &'static str,
    },
}

impl Hypotheses {
    /// The three equations as Minxin proposes them.
    pub fn proposed() -> Self {
        Self::parse(include_str!("../../../../content/hypotheses.json")).unwrap_or(Self {
            version: 1,
            hypotheses: Vec::new(),
        })
    }

    /// Reads and checks a file.
    ///
    /// # Errors
    /// Not JSON of this shape, an id twice, or a test that does not fit its series.
    pub fn parse(json: &str) -> Result<Self, HypothesisError> {
        let file: Self = serde_json::from_str(json).map_err(|e| HypothesisError::Shape(e.to_string()))?;
        if file.version != 1 || file.hypotheses.is_empty() {
            return Err(HypothesisError::Shape(
                "version 1 with at least one hypothesis is wanted".to_owned(),
            ));
        }
        for (i, h) in file.hypotheses.iter().enumerate() {
            let wrong = if h.id.trim().is_empty() {
                Some("has no id; give one")
            } else if file.hypotheses[..i].iter().any(|other| other.id == h.id) {
                Some("is there twice; give each its own id")
            } else if !(h.sesoi > 0.0 && h.sesoi < 1.0) {
                Some("has a sesoi outside 0–1; give a correlation such as 0.3")
            } else if h.lag > 20 {
                Some("has a lag of more than 20 years; give fewer")
            } else {
                match (&h.x, &h.y, h.primary) {
                    (X::Spending { .. }, Y::Domains, _) => None,
                    (_, _, Primary::DomainFixedEffects) => {
                        Some("needs spending and domains for domain_fixed_effects; choose correlation")
                    }
                    (X::Indicators { .. }, Y::Domains, _) => {
                        Some("compares indicators with domains; name outcome items")
                    }
                    (X::Indicators { members }, _, _) if members.is_empty() => {
                        Some("has no indicators; name at least one")
                    }
                    (_, Y::Outcomes { items }, _) if items.is_empty() => {
                        Some("has no outcome items; name at least one")
                    }
                    _ => None,
                }
            };
            if let Some(what) = wrong {
                return Err(HypothesisError::Senseless {
                    id: h.id.clone(),
                    what,
                });
            }
        }
        Ok(file)
    }

    /// SHA-256 of the canonical JSON, hex.
    pub fn hash(&self) -> String {
        hash_of(self)
    }
}

/// SHA-256 of a value's JSON, hex: fields stand in the order of their type, maps in order of key.
pub fn hash_of<T: Serialize>(value: &T) -> String {
    let json = serde_json::to_vec(value).unwrap_or_default();
    Sha256::digest(&json).iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_equations_are_proposed() {
        let file = Hypotheses::proposed();
        let ids: Vec<&str> = file.hypotheses.iter().map(|h| h.id.as_str()).collect();
        assert_eq!(ids, ["E1", "E2", "E3"]);
        assert_eq!(file.hash().len(), 64);
        let mut other = file.clone();
        other.hypotheses[0].sesoi = 0.2;
        assert_ne!(file.hash(), other.hash());
    }

    #[test]
    fn a_test_that_does_not_fit_is_refused() {
        let json = r#"{"version":1,"hypotheses":[{"id":"E2","x":{"kind":"indicators","members":["a"]},
            "y":{"kind":"outcomes","items":["Q_HAPPY"]},"primary":"domain_fixed_effects"}]}"#;
        let error = Hypotheses::parse(json).unwrap_err().to_string();
        assert!(error.starts_with("hypothesis E2: needs spending"), "{error}");
    }
}
