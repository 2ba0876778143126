//! What goes with overall satisfaction most: shares of R² of the services, with a bootstrap over villages; and what people
//! themselves put first (STATISTICS §2.10). Correlates, not causes.

mod again;
mod stated;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stats::{
    linear::Matrix,
    relation::importance::{Importance, Method, importance},
};
use survey::{Area, AreaCode};

use super::{
    Seed,
    own::{Fieldwork, name_of},
    scores::Scores,
    settings::Settings,
};
use crate::cube::{Cross, IndexKey, Pair, PanelKey};

pub use stated::{Priority, priorities};

/// Fewest people who rate both of a pair.
const LEAST_PAIRS: u64 = 200;
/// A service that a smaller part of those who rate satisfaction overall have rated is for its users.
const MOST_PEOPLE: f64 = 0.9;
/// Counted up when drivers are made another way: what is kept of them is then made anew.
pub const METHOD: u32 = 4;

/// Drivers of overall satisfaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Drivers {
    /// The outcome: code of the item on overall satisfaction.
    pub outcome: String,
    /// `NOT_ENOUGH_DATA`, `NO_DATA`, `NOT_CONVERGED` where there are none.
    pub status: Option<String>,
    /// Fewest people behind a correlation.
    pub n: u64,
    /// `lmg` up to 12 services, `johnson` above.
    pub method: Option<String>,
    /// R² of all services together.
    pub r_squared: Option<f64>,
    /// 95 % percentile interval.
    pub r_squared_ci95: Option<[f64; 2]>,
    /// Largest share first.
    pub drivers: Vec<Driver>,
    /// Services that fewer than 200 people rate together with another.
    pub left_out: Vec<String>,
    /// Replicates of the village bootstrap (Rao and Wu: villages inside townships).
    pub replicates: usize,
    /// Services that fewer than nine in ten of those who rate satisfaction overall have rated, each among those who have:
    /// who does not use a service says nothing of it.
    #[serde(default)]
    pub users_only: Vec<UsersOnly>,
    /// The shares when each village's mean is taken off, in the order of `drivers`: what is left without places' moods.
    pub within_villages: Option<Vec<f64>>,
    /// The same with the mean of each township taken off.
    #[serde(default)]
    pub within_townships: Option<Vec<f64>>,
    /// `BASE_WEIGHTS_ONLY`: the cross-products behind the shares have the weights of the sample, not raked to residents.
    #[serde(default)]
    pub notices: Vec<String>,
}

/// One service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Driver {
    /// Domain id.
    pub domain: String,
    /// Its part of R², 0–1.
    pub share: f64,
    /// 95 % percentile interval.
    pub ci95: Option<[f64; 2]>,
    /// Part of the replicates in which it has more than an even share.
    pub above_even: Option<f64>,
    /// From 1: between services of different tiers no interval overlaps; those of one tier are not told apart.
    pub tier: usize,
    /// `share` × (100 − the county's score) × `above_even`, 0–100: what goes with satisfaction and leaves room. None without
    /// a bootstrap, or where the county has no score.
    #[serde(default)]
    pub priority: Option<f64>,
}

/// One service among the people who use it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UsersOnly {
    /// Domain id.
    pub domain: String,
    /// People who rated it and satisfaction overall.
    pub n: u64,
    /// Correlation of the two among them; none beside a status.
    pub r: Option<f64>,
    /// 95 % percentile interval over the replicates.
    pub ci95: Option<[f64; 2]>,
    /// `NOT_ENOUGH_DATA` under 200 people; `NO_VARIATION`.
    pub status: Option<String>,
}

impl Drivers {
    /// With the priorities that follow from the county's scores.
    #[must_use]
    pub fn with_scores(mut self, scores: &Scores) -> Self {
        for driver in &mut self.drivers {
            let score = scores
                .measure(&driver.domain)
                .and_then(|m| m.county.as_ref()?.value);
            driver.priority = score
                .zip(driver.above_even)
                .map(|(score, even)| driver.share * (100.0 - score) * even);
        }
        self
    }
}

/// Drivers of a fieldwork; `areas` say which villages lie in a township. Costs a bootstrap: made once for a snapshot.
pub fn drivers(field: &Fieldwork, areas: &[Area], settings: &Settings, seed: &Seed) -> Option<Drivers> {
    let outcome = field
        .version
        .items
        .iter()
        .find(|i| i.outcome.as_deref() == Some("overall"))?;
    let mut found = Drivers {
        outcome: outcome.code.clone(),
        status: Some("NO_DATA".to_owned()),
        n: 0,
        method: None,
        r_squared: None,
        r_squared_ci95: None,
        drivers: Vec::new(),
        left_out: Vec::new(),
        replicates: 0,
        users_only: Vec::new(),
        within_villages: None,
        within_townships: None,
        notices: vec!["BASE_WEIGHTS_ONLY".to_owned()],
    };
    let overall = IndexKey::Item(outcome.code.clone());
    let all = field.cube.cross(&PanelKey::Indices, |_| 1)?;
    if !all.variables.contains(&overall) {
        return Some(found);
    }
    let (domains, left_out) = chosen(&all, &overall);
    found.left_out = left_out.iter().map(name_of).collect();
    found.status = Some("NOT_ENOUGH_DATA".to_owned());
    if domains.len() < 2 {
        return Some(found);
    }
    let variables: Vec<IndexKey> = domains.iter().cloned().chain([overall]).collect();
    let (villages, crosses): (Vec<&AreaCode>, Vec<Cross>) = field
        .cube
        .villages()
        .iter()
        .filter_map(|village| {
            let own = field
                .cube
                .cross(&PanelKey::Indices, |v| u32::from(v == village))?;
            own.pairs.iter().any(|p| p.n > 0).then_some((village, own))
        })
        .unzip();
    let blocks: Vec<Vec<Pair>> = crosses.iter().filter_map(|c| pairs(c, &variables)).collect();
    let strata = again::strata(&villages, areas);
    let factors = again::factors(&strata, settings.bootstrap as usize, &mut seed.draws("drivers"));
    found.users_only = users_only(&all, &crosses, variables.last(), &factors);
    let whole = total(&blocks, &vec![1.0; blocks.len()]);
    found.n = whole.iter().map(|p| p.n).min().unwrap_or(0);
    let Some(fit) = correlations(&whole, variables.len()).and_then(|c| importance(&c)) else {
        found.status = Some("NOT_CONVERGED".to_owned());
        return Some(found);
    };
    if fit.r_squared <= 1e-9 {
        return Some(found);
    }
    found.status = None;
    found.r_squared = Some(fit.r_squared);
    found.method = Some(
        match fit.method {
            Method::Lmg => "lmg",
            Method::Johnson => "johnson",
        }
        .to_owned(),
    );
    let inside = |blocks: &[Vec<Pair>]| {
        let own: Vec<Vec<Pair>> = blocks.iter().map(|b| centred(b)).collect();
        correlations(&total(&own, &vec![1.0; own.len()]), variables.len()).and_then(|c| importance(&c))
    };
    let townships: Vec<Vec<Pair>> = (0..strata.iter().max().map_or(0, |s| s + 1))
        .map(|stratum| {
            let here = strata.iter().map(|s| f64::from(u8::from(*s == stratum)));
            total(&blocks, &here.collect::<Vec<f64>>())
        })
        .collect();
    let within = [inside(&blocks), inside(&townships)];
    let again = again::bootstrap(&blocks, variables.len(), &factors);
    fill(&mut found, &domains, &fit, &within, &again);
    Some(found)
}

fn fill(
    found: &mut Drivers,
    domains: &[IndexKey],
    fit: &Importance,
    [villages, townships]: &[Option<Importance>; 2],
    again: &[Importance],
) {
    found.replicates = again.len();
    let even = 1.0 / domains.len() as f64;
    let part = |i: &Importance, d: usize| i.shares.get(d).copied().unwrap_or(0.0) / i.r_squared;
    let mut rows: Vec<(usize, Driver)> = domains
        .iter()
        .enumerate()
        .map(|(d, key)| {
            let mut parts: Vec<f64> = again.iter().map(|i| part(i, d)).collect();
            parts.sort_by(f64::total_cmp);
            let above = parts.iter().filter(|p| **p > even).count();
            let driver = Driver {
                domain: name_of(key),
                share: part(fit, d),
                ci95: again::percentile(&parts),
                above_even: (!parts.is_empty()).then(|| above as f64 / parts.len() as f64),
                tier: 1,
                priority: None,
            };
            (d, driver)
        })
        .collect();
    rows.sort_by(|(_, a), (_, b)| b.share.total_cmp(&a.share).then_with(|| a.domain.cmp(&b.domain)));
    let mut all: Vec<f64> = again.iter().map(|i| i.r_squared).collect();
    all.sort_by(f64::total_cmp);
    found.r_squared_ci95 = again::percentile(&all);
    let within = |inside: &Option<Importance>| -> Option<Vec<f64>> {
        let inside = inside.as_ref().filter(|i| i.r_squared > 1e-9)?;
        Some(rows.iter().map(|(d, _)| part(inside, *d)).collect())
    };
    (found.within_villages, found.within_townships) = (within(villages), within(townships));
    found.drivers = rows.into_iter().map(|(_, driver)| driver).collect();
    tiers(&mut found.drivers);
}

/// A new tier begins where no interval from here down reaches any interval above. Without intervals all are one tier.
fn tiers(drivers: &mut [Driver]) {
    let mut highest_below: Vec<f64> = drivers
        .iter()
        .map(|d| d.ci95.map_or(f64::INFINITY, |[_, high]| high))
        .collect();
    for i in (1..highest_below.len()).rev() {
        highest_below[i - 1] = highest_below[i - 1].max(highest_below[i]);
    }
    let (mut tier, mut lowest) = (1, f64::INFINITY);
    for (driver, below) in drivers.iter_mut().zip(highest_below) {
        if below < lowest && lowest.is_finite() {
            tier += 1;
        }
        lowest = lowest.min(driver.ci95.map_or(f64::NEG_INFINITY, |[low, _]| low));
        driver.tier = tier;
    }
}

/// Services of which every pair, the outcome included, is rated by enough people; the one that misses most goes first.
fn chosen(all: &Cross, overall: &IndexKey) -> (Vec<IndexKey>, Vec<IndexKey>) {
    let mut domains: Vec<IndexKey> = all
        .variables
        .iter()
        .filter(|v| matches!(v, IndexKey::Domain(_)))
        .cloned()
        .collect();
    let mut left_out = Vec::new();
    let thin = |a: &IndexKey, b: &IndexKey| all.pair(a, b).is_none_or(|p| p.n < LEAST_PAIRS);
    loop {
        let misses: Vec<usize> = domains
            .iter()
            .map(|d| {
                let others = domains.iter().filter(|o| thin(d, o)).count();
                others + usize::from(thin(d, overall)) * domains.len()
            })
            .collect();
        let Some((at, most)) = misses.iter().enumerate().max_by_key(|(_, m)| **m) else {
            break;
        };
        if *most == 0 {
            break;
        }
        left_out.push(domains.remove(at));
    }
    (domains, left_out)
}

/// Services that are not everybody's, each among its users.
fn users_only(
    all: &Cross,
    villages: &[Cross],
    overall: Option<&IndexKey>,
    factors: &[Vec<f64>],
) -> Vec<UsersOnly> {
    let Some(overall) = overall else {
        return Vec::new();
    };
    let asked = all.pair(overall, overall).map_or(0, |p| p.n);
    let few = |key: &&IndexKey| -> Option<u64> {
        let rated = all.pair(key, overall)?.n;
        (matches!(key, IndexKey::Domain(_)) && (rated as f64) < MOST_PEOPLE * asked as f64).then_some(rated)
    };
    let one = |key: &IndexKey, n: u64| {
        let both = [key.clone(), overall.clone()];
        let blocks: Vec<Vec<Pair>> = villages.iter().filter_map(|v| pairs_of_both(v, &both)).collect();
        let r = |k: &[f64]| correlations(&total(&blocks, k), 2).map(|m| m.at(0, 1));
        let found = (n >= LEAST_PAIRS).then(|| r(&vec![1.0; blocks.len()])).flatten();
        let mut again: Vec<f64> = factors.iter().filter_map(|k| r(k)).collect();
        again.sort_by(f64::total_cmp);
        UsersOnly {
            domain: name_of(key),
            n,
            r: found,
            ci95: found.and(again::percentile(&again)),
            status: match (found, n) {
                (Some(_), _) => None,
                (None, n) if n < LEAST_PAIRS => Some("NOT_ENOUGH_DATA".to_owned()),
                (None, _) => Some("NO_VARIATION".to_owned()),
            },
        }
    };
    let keys = all.variables.iter();
    keys.filter_map(|key| Some(one(key, few(&key)?))).collect()
}

/// The three pairs of two variables over the people who have both.
fn pairs_of_both(cross: &Cross, [a, b]: &[IndexKey; 2]) -> Option<Vec<Pair>> {
    let both = cross.pair(a, b)?;
    // the pair itself holds the squares of those who have both
    Some(vec![Pair::default(), both, Pair::default()])
}

/// Pairs (a, b), b over the variables and a over those up to b.
fn pairs(cross: &Cross, variables: &[IndexKey]) -> Option<Vec<Pair>> {
    let mut found = Vec::new();
    for (j, b) in variables.iter().enumerate() {
        for a in variables.iter().take(j + 1) {
            found.push(cross.pair(a, b)?);
        }
    }
    Some(found)
}

/// Sums over villages, each as much as it counts; `n` are the people of those that count at all.
fn total(blocks: &[Vec<Pair>], factors: &[f64]) -> Vec<Pair> {
    let mut sum = vec![Pair::default(); blocks.first().map_or(0, Vec::len)];
    for (block, k) in blocks.iter().zip(factors).filter(|(_, k)| **k > 0.0) {
        for (own, more) in sum.iter_mut().zip(block) {
            own.n += more.n;
            own.w += k * more.w;
            own.wa += k * more.wa;
            own.wb += k * more.wb;
            own.waa += k * more.waa;
            own.wbb += k * more.wbb;
            own.wab += k * more.wab;
        }
    }
    sum
}

/// A place's pairs about its own means.
fn centred(block: &[Pair]) -> Vec<Pair> {
    block
        .iter()
        .map(|p| {
            if p.w <= 0.0 {
                return Pair::default();
            }
            Pair {
                wa: 0.0,
                wb: 0.0,
                waa: (p.waa - p.wa * p.wa / p.w).max(0.0),
                wbb: (p.wbb - p.wb * p.wb / p.w).max(0.0),
                wab: p.wab - p.wa * p.wb / p.w,
                ..*p
            }
        })
        .collect()
}

/// Pairwise-complete correlations; none where a variable does not vary.
fn correlations(pairs: &[Pair], variables: usize) -> Option<Matrix> {
    let mut matrix = Matrix::identity(variables);
    let mut at = pairs.iter();
    for j in 0..variables {
        for i in 0..=j {
            let p = at.next()?;
            if i == j {
                continue;
            }
            let (aa, bb) = (p.waa - p.wa * p.wa / p.w, p.wbb - p.wb * p.wb / p.w);
            let r = (p.wab - p.wa * p.wb / p.w) / (aa * bb).sqrt();
            if !(aa > 1e-9 * p.waa && bb > 1e-9 * p.wbb && r.is_finite()) {
                return None;
            }
            matrix.set(i, j, r.clamp(-1.0, 1.0));
            matrix.set(j, i, r.clamp(-1.0, 1.0));
        }
    }
    Some(matrix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_part_only_where_no_interval_overlaps() {
        let of = |intervals: &[[f64; 2]]| {
            let driver = |ci95: &[f64; 2]| Driver {
                domain: String::new(),
                share: 0.0,
                ci95: Some(*ci95),
                above_even: None,
                tier: 0,
                priority: None,
            };
            let mut drivers: Vec<Driver> = intervals.iter().map(driver).collect();
            tiers(&mut drivers);
            drivers.iter().map(|d| d.tier).collect::<Vec<_>>()
        };
        assert_eq!(of(&[[0.5, 0.7], [0.1, 0.4], [0.0, 0.2]]), [1, 2, 2]);
        // the third lies below the first, but the last reaches both
        assert_eq!(
            of(&[[0.5, 0.7], [0.3, 0.55], [0.0, 0.2], [0.0, 0.31]]),
            [1, 1, 1, 1]
        );
        assert_eq!(of(&[[0.5, 0.7], [0.1, 0.4], [0.0, 0.6]]), [1, 1, 1]);
        assert_eq!(of(&[]), [0; 0]);
    }
}
