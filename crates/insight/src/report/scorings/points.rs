//! Answers on five points by village, and what they come to under each scheme.

use std::collections::BTreeMap;

use stats::design::{Design, PsuSums};
use survey::{Item, Version, score::option_score};

use super::SCHEMES;
use crate::{
    cube::{Cube, Margin},
    report::villages::Villages,
};

/// Which of the five answers, 1–5, each option of an item is, reversed items turned. None for a scale that does not have
/// five evenly spaced ones.
pub(super) fn steps(version: &Version, item: &Item) -> Option<BTreeMap<String, u8>> {
    let scale = version.scale_of(item)?;
    let mut found = BTreeMap::new();
    for option in &scale.options {
        let score = option_score(scale, item, &option.code.0)?;
        let step = (1_u8..=5).find(|s| 25.0 * f64::from(s - 1) == score)?;
        found.insert(option.code.0.clone(), step);
    }
    let mut all: Vec<u8> = found.values().copied().collect();
    all.sort_unstable();
    (all == [1, 2, 3, 4, 5]).then_some(found)
}

/// People by answer in each village of each unit, for one item; unweighted.
pub(super) struct Counted {
    /// By unit, then village.
    units: BTreeMap<usize, Vec<[u64; 5]>>,
}

impl Counted {
    /// None where nobody's version had the item.
    pub(super) fn new(
        cube: &Cube,
        villages: &Villages,
        code: &str,
        steps: &BTreeMap<String, u8>,
    ) -> Option<Self> {
        let counts = cube.along(code, Margin::Villages)?;
        let mut people = vec![[0; 5]; cube.villages().len()];
        for (option, step) in steps {
            let Some(at) = usize::from(*step).checked_sub(1) else {
                continue;
            };
            for (village, n) in people.iter_mut().zip(counts.people(option)) {
                if let Some(slot) = village.get_mut(at) {
                    *slot += n;
                }
            }
        }
        let mut units: BTreeMap<usize, Vec<[u64; 5]>> = BTreeMap::new();
        for ((_, unit), people) in villages.areas.iter().zip(people) {
            if let Some(unit) = unit {
                units.entry(*unit).or_default().push(people);
            }
        }
        Some(Self { units })
    }

    fn of(&self, unit: usize) -> &[[u64; 5]] {
        self.units.get(&unit).map_or(&[], Vec::as_slice)
    }
}

/// A measure of one place under one scheme.
#[derive(Clone, Copy, Debug)]
pub(super) struct Estimated {
    /// 0–100.
    pub(super) value: f64,
    /// Answers.
    pub(super) n: f64,
    /// Design variance, villages being the sampling units.
    pub(super) variance: Option<f64>,
}

/// Fewest answers to any of the items, and the measure under each scheme; empty where an item has none.
pub(super) fn under(items: &[Counted], unit: usize) -> (u64, Vec<Estimated>) {
    let answers = |item: &Counted| item.of(unit).iter().flatten().sum::<u64>();
    let n = items.iter().map(answers).min().unwrap_or(0);
    let scheme = |points: &BTreeMap<u8, f64>| -> Option<Estimated> {
        let sums: Vec<Vec<PsuSums>> = items
            .iter()
            .map(|i| i.of(unit).iter().map(|v| village(v, points)).collect())
            .collect();
        let means: Option<Vec<f64>> = sums.iter().map(|s| PsuSums::total(s).mean()).collect();
        let joint = Design::clusters(sums.first().map_or(0, Vec::len)).means(&sums);
        let share = 1.0 / items.len() as f64;
        let found = joint.contrast(&vec![share; items.len()]);
        Some(Estimated {
            value: stats::mean(&means?)?,
            n: n as f64,
            variance: found.se.map(|se| se * se),
        })
    };
    let all: Option<Vec<Estimated>> = SCHEMES.iter().map(|s| scheme(&s.points)).collect();
    (n, all.unwrap_or_default())
}

fn village(people: &[u64; 5], points: &BTreeMap<u8, f64>) -> PsuSums {
    let mut sums = PsuSums::default();
    for (step, n) in (1_u8..).zip(people) {
        sums.merge(&PsuSums::people(
            *n,
            1.0,
            points.get(&step).copied().unwrap_or(0.0),
        ));
    }
    sums
}
