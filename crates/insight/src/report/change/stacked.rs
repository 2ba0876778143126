//! Two waves laid on one another: every village of either wave once, with its sums of both.

use std::collections::BTreeMap;

use stats::design::{Design, Estimate, LonelyPsu, Psu, PsuSums};
use survey::AreaCode;

use super::Side;

/// One place, or the county.
pub(super) struct Stack {
    /// Later mean less earlier mean with the covariance of villages asked twice.
    pub(super) estimate: Estimate,
    /// Villages with people in both waves.
    pub(super) twice: usize,
}

/// A village in both waves.
#[derive(Clone, Copy, Default)]
struct Twice {
    unit: usize,
    before: PsuSums,
    after: PsuSums,
}

/// The villages of one measure.
pub(super) struct Stacks {
    /// In order of place, then of code.
    villages: Vec<Twice>,
}

impl Stacks {
    /// A village lies in the place that this wave's areas put it in.
    pub(super) fn new(now: Side<'_>, then: Side<'_>, measure: &str) -> Self {
        let mut found: BTreeMap<(usize, &AreaCode), Twice> = BTreeMap::new();
        for (village, unit, sums) in now.villages.of(measure) {
            found.entry((unit, village)).or_default().after = *sums;
        }
        for (village, unit, sums) in then.villages.of(measure) {
            let place = then.scores.units.get(unit);
            if let Some(unit) = place.and_then(|code| now.scores.units.binary_search(code).ok()) {
                found.entry((unit, village)).or_default().before = *sums;
            }
        }
        let own = |((unit, _), twice): ((usize, &AreaCode), Twice)| Twice { unit, ..twice };
        Self {
            villages: found.into_iter().map(own).collect(),
        }
    }

    /// One place: its villages are one stratum.
    pub(super) fn place(&self, unit: usize) -> Option<Stack> {
        let from = self.villages.partition_point(|v| v.unit < unit);
        let to = self.villages.partition_point(|v| v.unit <= unit);
        stack(self.villages.get(from..to)?)
    }

    /// All places, each a stratum.
    pub(super) fn county(&self) -> Option<Stack> {
        stack(&self.villages)
    }
}

fn stack(villages: &[Twice]) -> Option<Stack> {
    let psu = |v: &Twice| Psu {
        stratum: v.unit,
        population: None,
    };
    let psus: Vec<Psu> = villages.iter().map(psu).collect();
    let before: Vec<PsuSums> = villages.iter().map(|v| v.before).collect();
    let after: Vec<PsuSums> = villages.iter().map(|v| v.after).collect();
    let twice = villages.iter().filter(|v| v.before.n > 0 && v.after.n > 0);
    Some(Stack {
        estimate: Design::new(&psus, LonelyPsu::Adjust)?.change(&before, &after),
        twice: twice.count(),
    })
}
