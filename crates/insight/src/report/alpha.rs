//! Do the items of a measure measure one thing? Cronbach's alpha over the county, with Feldt's interval (STATISTICS §2.1).

use schemars::JsonSchema;
use serde::Serialize;
use stats::design::reliability::{CrossProducts, Reliability, cronbach_alpha, cronbach_alpha_of_pairs};

use super::{own::Fieldwork, settings::Settings};
use crate::cube::{Complete, Cross, IndexKey, PanelKey};

/// Fewest people behind an alpha.
const LEAST: u64 = 30;
/// Below this the items are to be shown one by one.
const TOGETHER: f64 = 0.6;

/// How far the items of a measure agree. Weights as collected.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Alpha {
    /// Cronbach's alpha, at most 1, can be negative; none beside a status.
    pub alpha: Option<f64>,
    /// Feldt's 95 % interval, as if people had been drawn one by one; none where no people have answered all items.
    pub interval: Option<[f64; 2]>,
    /// People who answered every item; where no such people are kept together (items put to some only), the fewest behind a
    /// pair of items.
    pub n: u64,
    /// Each item, in order of code.
    pub items: Vec<AlphaItem>,
    /// `NO_DATA`, `SMALL_BASE` (fewer than 30 people, or than k), `NO_VARIATION`; `INDEX_FALLS_APART` where alpha is below 0.6:
    /// look at the items one by one.
    pub status: Option<&'static str>,
}

/// One item of a measure.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AlphaItem {
    /// Code.
    pub item: String,
    /// Alpha of the others; none for two items.
    pub if_dropped: Option<f64>,
    /// Its correlation with the sum of the others.
    pub item_rest: Option<f64>,
}

/// Alpha of a measure; none where it has a single item, which agrees with itself.
pub(super) fn alpha(field: &Fieldwork, index: &IndexKey, settings: &Settings) -> Option<Alpha> {
    let cross = field.cube.cross(&PanelKey::ItemsOf(index.clone()), |_| 1)?;
    let all = || cross.complete.iter().filter(|c| c.variables == cross.variables);
    let whole = all().map(sums).reduce(|mut sum, more| {
        sum.merge(&more);
        sum
    });
    let (n, found) = match &whole {
        Some(people) => (people.n, cronbach_alpha(people)),
        None => pairwise(&cross),
    };
    let found = found.filter(|_| n >= settings.k.max(LEAST));
    let items = cross.variables.iter().enumerate().map(|(i, key)| AlphaItem {
        item: super::own::name_of(key),
        if_dropped: found.as_ref().and_then(|f| *f.if_dropped.get(i)?),
        item_rest: found.as_ref().and_then(|f| *f.item_rest.get(i)?),
    });
    Some(Alpha {
        alpha: found.as_ref().map(|f| f.alpha),
        interval: found.as_ref().and_then(|f| f.interval).map(|i| [i.low, i.high]),
        n,
        items: items.collect(),
        status: match (&found, n) {
            (Some(f), _) => (f.alpha < TOGETHER).then_some("INDEX_FALLS_APART"),
            (None, 0) => Some("NO_DATA"),
            (None, n) if n < settings.k.max(LEAST) => Some("SMALL_BASE"),
            (None, _) => Some("NO_VARIATION"),
        },
    })
}

fn sums(of: &Complete) -> CrossProducts {
    CrossProducts {
        n: of.n,
        w: of.w,
        sums: of.wx.clone(),
        products: of.wxx.clone(),
    }
}

/// From covariances of pairs, each over the people who have both.
fn pairwise(cross: &Cross) -> (u64, Option<Reliability>) {
    let n = cross.pairs.iter().map(|p| p.n).min().unwrap_or(0);
    let covariances: Option<Vec<f64>> = cross.pairs.iter().map(crate::cube::Pair::covariance).collect();
    let found = covariances.and_then(|c| cronbach_alpha_of_pairs(&c, cross.variables.len(), n));
    (n, found)
}
