//! How far an answer hangs on one place: the estimate with each left out in turn.

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::Named;

/// At this p a place that leads across it decides.
const LEVEL: f64 = 0.05;

/// The estimate with one place left out.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Without {
    /// Smallest.
    pub lowest: Option<LeftOne>,
    /// Largest.
    pub highest: Option<LeftOne>,
    /// Places without which the estimate has the other sign, p crosses .05, or nothing can be estimated: where there is
    /// one, the answer is `FRAGILE`.
    pub decisive: Vec<Named>,
}

/// One estimate with its place left out.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LeftOne {
    /// In the unit of the equation's estimate.
    pub estimate: f64,
    /// Which place.
    pub place: Named,
}

/// An estimate with its two-sided p.
pub(super) type Tested = (f64, f64);

impl Without {
    /// `each`: a place with what is found without it; of equal ones the first is named.
    pub(super) fn new(all: Tested, each: Vec<(Named, Option<Tested>)>) -> Self {
        let mut found = Self {
            lowest: None,
            highest: None,
            decisive: Vec::new(),
        };
        for (place, without) in each {
            let decides =
                without.is_none_or(|(estimate, p)| estimate * all.0 < 0.0 || (p < LEVEL) != (all.1 < LEVEL));
            if let Some((estimate, _)) = without {
                let one = || LeftOne {
                    estimate,
                    place: place.clone(),
                };
                if found.lowest.as_ref().is_none_or(|l| estimate < l.estimate) {
                    found.lowest = Some(one());
                }
                if found.highest.as_ref().is_none_or(|h| estimate > h.estimate) {
                    found.highest = Some(one());
                }
            }
            if decides {
                found.decisive.push(place);
            }
        }
        found
    }

    /// Does the answer hang on a place?
    pub(super) fn fragile(&self) -> bool {
        !self.decisive.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use survey::AreaCode;

    use super::*;

    #[test]
    fn a_place_that_turns_or_carries_the_answer_is_named() {
        let named = |code: &str| Named {
            area: AreaCode::parse(code).unwrap(),
            name: code.to_owned(),
        };
        let each = vec![
            (named("A"), Some((2.0, 0.01))),
            (named("B"), Some((0.5, 0.20))),
            (named("C"), Some((-0.1, 0.04))),
            (named("D"), None),
        ];
        let found = Without::new((1.5, 0.02), each);
        assert_eq!(found.lowest.as_ref().map(|l| l.place.name.as_str()), Some("C"));
        assert_eq!(found.highest.as_ref().map(|l| l.estimate), Some(2.0));
        let names: Vec<&str> = found.decisive.iter().map(|n| n.name.as_str()).collect();
        assert_eq!(names, ["B", "C", "D"]);
        assert!(found.fragile() && !Without::new((1.0, 0.01), vec![]).fragile());
    }
}
