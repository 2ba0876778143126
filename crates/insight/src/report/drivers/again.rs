//! How sure drivers are: villages drawn again inside their townships (STATISTICS §2.2, replication).

use std::collections::BTreeMap;

use rayon::prelude::*;
use stats::{
    design::bootstrap::rao_wu_factors,
    random::Draws,
    relation::importance::{Importance, importance},
};
use survey::{Area, AreaCode, Level};

use super::{correlations, total};
use crate::cube::Pair;

/// Fewest villages for a bootstrap.
const LEAST_VILLAGES: usize = 5;

/// What each village counts in each replicate; empty where there are too few villages to draw from.
pub(super) fn factors(strata: &[usize], replicates: usize, draws: &mut Draws) -> Vec<Vec<f64>> {
    if strata.len() < LEAST_VILLAGES {
        return Vec::new();
    }
    (0..replicates)
        .filter_map(|_| rao_wu_factors(strata, draws))
        .collect()
}

/// Importance in each replicate that has one.
pub(super) fn bootstrap(blocks: &[Vec<Pair>], variables: usize, factors: &[Vec<f64>]) -> Vec<Importance> {
    let one = |times: &Vec<f64>| {
        importance(&correlations(&total(blocks, times), variables)?).filter(|i| i.r_squared > 1e-9)
    };
    factors.par_iter().filter_map(one).collect()
}

/// The stratum of each village: its township, or what lies above it; villages that are in nothing are one stratum.
pub(super) fn strata(villages: &[&AreaCode], areas: &[Area]) -> Vec<usize> {
    let known: BTreeMap<&AreaCode, &Area> = areas.iter().map(|a| (&a.code, a)).collect();
    let township = |village: &AreaCode| -> Option<AreaCode> {
        let mut at = *known.get(village)?;
        for _ in 0..known.len() {
            let above = at.parent.as_ref().and_then(|p| known.get(p));
            match above {
                _ if at.level == Level::Township => break,
                Some(above) if above.level != Level::County => at = above,
                _ => break,
            }
        }
        // a village that lies in the county itself belongs to no township
        (at.level == Level::Township).then(|| at.code.clone())
    };
    let found: Vec<Option<AreaCode>> = villages.iter().map(|v| township(v)).collect();
    let mut names: Vec<&Option<AreaCode>> = found.iter().collect();
    names.sort_unstable();
    names.dedup();
    found
        .iter()
        .map(|own| names.binary_search(&own).unwrap_or_default())
        .collect()
}

/// 2.5 and 97.5 % points of sorted values; none of fewer than 90.
pub(super) fn percentile(sorted: &[f64]) -> Option<[f64; 2]> {
    let at = |share: f64| {
        sorted
            .get(((sorted.len() as f64 - 1.0) * share).round() as usize)
            .copied()
    };
    (sorted.len() >= 90)
        .then(|| Some([at(0.025)?, at(0.975)?]))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn villages_of_a_township_are_one_stratum() {
        let code = |c: &str| AreaCode::parse(c).unwrap();
        let area = |c: &str, level, parent: &str| Area {
            code: code(c),
            name: c.to_owned(),
            level,
            parent: Some(code(parent)),
            settlement: None,
            aliases: Vec::new(),
        };
        let areas = [
            area("T1", Level::Township, "C"),
            area("T2", Level::Township, "C"),
            area("V1", Level::Village, "T1"),
            area("V2", Level::Village, "T2"),
            area("V3", Level::Village, "T1"),
        ];
        let codes = ["V1", "V2", "V3", "T2", "X"].map(code);
        let found = strata(&codes.each_ref(), &areas);
        assert!(found[0] == found[2] && found[1] == found[3] && found[0] != found[1]);
        assert!(found[4] != found[0] && found[4] != found[1]);
    }
}
