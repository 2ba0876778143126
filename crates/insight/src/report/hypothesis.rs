//! The three equations as files: what is tested, on what, frozen before the data arrive.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use stats::relation::hypothesis::{SESOI_POINTS, SESOI_R};

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
    /// Years by which indicators of `x` come before the wave; 0 with spending, whose years stand in the settings.
    #[serde(default)]
    pub lag: u32,
    /// Smallest effect that would matter, in the unit of the deciding test: r for `correlation` (0–1), points per doubling
    /// of spending for the others (0–50). Absent from a file: 0.3, or 2 points.
    #[serde(default)]
    pub sesoi: Option<f64>,
    /// The one test that decides.
    pub primary: Primary,
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
    /// Correlation over places, with the context held equal.
    Correlation,
    /// Change-score and ANCOVA slopes of two waves, both, with the context held equal.
    Bracket,
}

impl Hypothesis {
    /// Smallest effect that would matter, in the unit of the deciding test.
    pub fn least(&self) -> f64 {
        self.sesoi.unwrap_or(match self.primary {
            Primary::Correlation => SESOI_R,
            Primary::DomainFixedEffects | Primary::Bracket => SESOI_POINTS,
        })
    }

    /// Why it cannot be tested as it is written, and what to do; none where it can.
    pub fn refused(&self) -> Option<&'static str> {
        if self.id.trim().is_empty() {
            return Some("has no id; give one");
        }
        let most = if self.primary == Primary::Correlation {
            1.0
        } else {
            50.0
        };
        let least = self.least();
        if !(least > 0.0 && least < most) {
            return Some(match self.primary {
                Primary::Correlation => "has a sesoi outside 0–1; give a correlation such as 0.3",
                _ => "has a sesoi outside 0–50; give points per doubling of spending such as 2",
            });
        }
        if self.lag > 20 {
            return Some("has a lag of more than 20 years; give fewer");
        }
        match (&self.x, &self.y, self.primary) {
            (X::Spending { .. }, ..) if self.lag > 0 => {
                Some("has a lag for spending, whose years stand in the settings; set it to 0")
            }
            (X::Indicators { .. }, Y::Domains, _) => {
                Some("compares indicators with domains; name outcome items")
            }
            (_, Y::Domains, Primary::Correlation) => Some(
                "compares services one by one, which a correlation over places cannot; choose domain_fixed_effects or \
                 bracket, or name outcome items",
            ),
            (_, Y::Outcomes { .. }, Primary::DomainFixedEffects) => {
                Some("needs spending and domains for domain_fixed_effects; choose correlation")
            }
            (_, _, Primary::DomainFixedEffects) if !self.context.is_empty() => Some(
                "has a context, but domain_fixed_effects holds everything of a place equal already; leave context \
                 empty, or choose bracket",
            ),
            (X::Indicators { .. }, _, Primary::Bracket) => {
                Some("wants a bracket of indicators, and a bracket is of spending; choose correlation")
            }
            (X::Indicators { members }, ..) if members.is_empty() => {
                Some("has no indicators; name at least one")
            }
            (_, Y::Outcomes { items }, _) if items.is_empty() => {
                Some("has no outcome items; name at least one")
            }
            _ => None,
        }
    }
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
        let mut file: Self = serde_json::from_str(json).map_err(|e| HypothesisError::Shape(e.to_string()))?;
        if file.version != 1 || file.hypotheses.is_empty() {
            return Err(HypothesisError::Shape(
                "version 1 with at least one hypothesis is wanted".to_owned(),
            ));
        }
        for (i, h) in file.hypotheses.iter().enumerate() {
            let twice = file.hypotheses[..i].iter().any(|other| other.id == h.id);
            let wrong = h
                .refused()
                .or_else(|| twice.then_some("is there twice; give each its own id"));
            if let Some(what) = wrong {
                return Err(HypothesisError::Senseless {
                    id: h.id.clone(),
                    what,
                });
            }
        }
        // what is frozen says how small is small
        for h in &mut file.hypotheses {
            h.sesoi = Some(h.least());
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
        other.hypotheses[0].sesoi = Some(0.2);
        assert_ne!(file.hash(), other.hash());
    }

    fn one(more: &str) -> Result<Hypotheses, HypothesisError> {
        Hypotheses::parse(&format!(r#"{{"version":1,"hypotheses":[{{"id":"H",{more}}}]}}"#))
    }

    #[test]
    fn what_cannot_be_tested_as_it_is_written_is_refused_with_a_way_out() {
        let indicators = r#""x":{"kind":"indicators","members":["a"]}"#;
        let spending = r#""x":{"kind":"spending"}"#;
        let (domains, outcomes) = (
            r#""y":{"kind":"domains"}"#,
            r#""y":{"kind":"outcomes","items":["Q"]}"#,
        );
        for (x, y, rest, said) in [
            (
                indicators,
                outcomes,
                r#""primary":"domain_fixed_effects""#,
                "needs spending and domains",
            ),
            (
                indicators,
                outcomes,
                r#""primary":"bracket""#,
                "wants a bracket of indicators",
            ),
            (
                indicators,
                domains,
                r#""primary":"correlation""#,
                "compares indicators with domains",
            ),
            (
                spending,
                domains,
                r#""primary":"correlation""#,
                "compares services one by one",
            ),
            (
                spending,
                domains,
                r#""primary":"bracket","lag":1"#,
                "has a lag for spending",
            ),
            (
                spending,
                domains,
                r#""primary":"domain_fixed_effects","context":["density"]"#,
                "has a context, but domain_fixed_effects",
            ),
            (
                spending,
                domains,
                r#""primary":"bracket","sesoi":60"#,
                "has a sesoi outside 0–50",
            ),
            (
                spending,
                outcomes,
                r#""primary":"correlation","sesoi":2"#,
                "has a sesoi outside 0–1",
            ),
        ] {
            let error = one(&format!("{x},{y},{rest}")).unwrap_err().to_string();
            assert!(error.starts_with(&format!("hypothesis H: {said}")), "{error}");
        }
    }

    #[test]
    fn a_file_that_names_no_smallest_effect_has_that_of_its_test() {
        let least = |y: &str, primary: &str| {
            let file = one(&format!(
                r#""x":{{"kind":"spending"}},"y":{y},"primary":"{primary}","context":[]"#
            ));
            file.unwrap().hypotheses[0].sesoi
        };
        assert_eq!(least(r#"{"kind":"domains"}"#, "bracket"), Some(SESOI_POINTS));
        assert_eq!(
            least(r#"{"kind":"domains"}"#, "domain_fixed_effects"),
            Some(SESOI_POINTS)
        );
        assert_eq!(
            least(r#"{"kind":"outcomes","items":["Q"]}"#, "correlation"),
            Some(SESOI_R)
        );
    }
}
