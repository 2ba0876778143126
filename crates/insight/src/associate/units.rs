//! The areas of one domain and wave, with their x and y.

use std::collections::{BTreeMap, BTreeSet};

use survey::{AreaCode, Level};

use super::Ledger;
use crate::tree::Tree;

/// Areas in order of code, with spending per resident and score.
#[derive(Clone, Debug, Default)]
pub(super) struct Units {
    pub(super) areas: Vec<AreaCode>,
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    pub(super) left_out: Vec<AreaCode>,
    /// Those of them that are of another level than the areas compared.
    pub(super) other_level: Vec<AreaCode>,
}

impl Units {
    /// Joins scores with spending per resident; an area without it, or of another level, is left out.
    pub(super) fn new(
        scores: &BTreeMap<AreaCode, f64>,
        mut per_resident: impl FnMut(&AreaCode) -> Option<f64>,
        ledger: &Ledger,
    ) -> Self {
        let other_level = other_level(scores, ledger);
        let mut units = Self {
            other_level: other_level.iter().cloned().collect(),
            ..Self::default()
        };
        for (area, score) in scores {
            match (!other_level.contains(area))
                .then(|| per_resident(area))
                .flatten()
            {
                Some(x) => {
                    units.areas.push(area.clone());
                    units.x.push(x);
                    units.y.push(*score);
                }
                None => units.left_out.push(area.clone()),
            }
        }
        units
    }

    /// x and y of an area.
    pub(super) fn get(&self, area: &AreaCode) -> Option<(f64, f64)> {
        self.areas
            .binary_search(area)
            .ok()
            .map(|i| (self.x[i], self.y[i]))
    }
}

/// Scored areas that would count twice: where one lies above another, all but those of the commonest level.
fn other_level(scores: &BTreeMap<AreaCode, f64>, ledger: &Ledger) -> BTreeSet<AreaCode> {
    let tree = Tree::new(&ledger.areas, &[]);
    let nested = scores.keys().any(|a| {
        tree.upwards(a)
            .into_iter()
            .skip(1)
            .any(|above| scores.contains_key(above))
    });
    if !nested {
        return BTreeSet::new();
    }
    let level: BTreeMap<&AreaCode, Level> = ledger
        .areas
        .iter()
        .filter(|a| scores.contains_key(&a.code))
        .map(|a| (&a.code, a.level))
        .collect();
    let count = |wanted: Level| level.values().filter(|l| **l == wanted).count();
    let kept = level.values().copied().max_by_key(|l| (count(*l), *l));
    scores
        .keys()
        .filter(|a| level.get(a).copied() != kept)
        .cloned()
        .collect()
}
