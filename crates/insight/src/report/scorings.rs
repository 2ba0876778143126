//! The same answers under other ways of scoring: does the order of places hang on the points given to the middle answer?
//!
//! Answers are counted as they came, not raked to residents, and a place is there only where the breakdown by area shows
//! every item of the measure: all that is printed of it follows from counts that are printed. Its variance is that of all
//! places pooled, so that nothing is said about the villages of one.

mod points;
mod ranked;
mod schemes;

use schemars::JsonSchema;
use serde::Serialize;
use survey::AreaCode;

use super::{
    asked::items_of,
    own::Fieldwork,
    scores::{Measure, Scores},
    settings::Settings,
    villages::Villages,
};
use crate::breakdown::{Breakdown, Row};

use points::{Counted, steps};

pub use schemes::{SCHEMES, Scheme};

/// One measure under every scheme of `content/scales.json`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Scoring {
    /// Domain id, or the code of the item on overall satisfaction.
    pub measure: String,
    /// Its items. The score of a measure of several is the mean of their means.
    pub items: Vec<String>,
    /// Ids of the schemes, the house's own first.
    pub schemes: Vec<String>,
    /// Why there are no scores: `NOT_FIVE_POINTS`, `NO_DATA`.
    pub status: Option<&'static str>,
    /// In the order of the scores.
    pub places: Vec<ScoredPlace>,
    /// Every two schemes.
    pub turned: Vec<Turned>,
    /// Mean distance of the highest from the lowest score of a place over the schemes, points.
    pub spread: Option<f64>,
}

/// One place.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ScoredPlace {
    /// Place.
    #[schemars(with = "String")]
    pub area: AreaCode,
    /// Answers to the item that fewest answered.
    pub n: Option<u64>,
    /// In the order of the schemes; empty where the place is hidden.
    pub under: Vec<Under>,
    /// Two of its rank sets have no rank in common: its place hangs on the way of scoring.
    pub moves: bool,
    /// Why it is hidden, or `SMALL_BASE`: too few answers to be compared.
    pub status: Option<&'static str>,
}

/// One place under one scheme.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Under {
    /// 0–100.
    pub value: f64,
    /// Best and worst rank it may have, 1 the best, all places together at 95 %. None for an open link, too few answers or
    /// fewer than eight places.
    pub rank: Option<[usize; 2]>,
    /// Expected rank, 1 the best.
    pub expected_rank: Option<f64>,
}

/// Two schemes: do they put places in the same order?
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Turned {
    /// The two.
    pub schemes: [String; 2],
    /// Pairs of places that differ under both.
    pub pairs: usize,
    /// Pairs of them that stand the other way round.
    pub turned: usize,
}

/// Overall satisfaction first, then services in the order of the scores. `villages` and `breakdowns` are those of the
/// fieldwork.
pub fn scorings(
    field: &Fieldwork,
    scores: &Scores,
    villages: &Villages,
    breakdowns: &[Breakdown],
    settings: &Settings,
) -> Vec<Scoring> {
    let first = super::overall(&scores.measures);
    let services = scores.measures.iter().filter(|m| m.domain && !m.overall);
    let material = Material {
        field,
        villages,
        areas: breakdowns.iter().find(|b| b.cut == "area"),
        ranks: !scores.open_link || settings.list_open_link,
        settings,
    };
    first
        .into_iter()
        .chain(services)
        .map(|m| material.scoring(m))
        .collect()
}

struct Material<'a> {
    field: &'a Fieldwork,
    villages: &'a Villages,
    areas: Option<&'a Breakdown>,
    ranks: bool,
    settings: &'a Settings,
}

impl Material<'_> {
    fn scoring(&self, measure: &Measure) -> Scoring {
        let version = &self.field.version;
        let items = items_of(version, &measure.measure, measure.domain);
        let mut found = Scoring {
            measure: measure.measure.clone(),
            items: items.iter().map(|i| i.code.clone()).collect(),
            schemes: SCHEMES.iter().map(|s| s.id.clone()).collect(),
            status: None,
            places: Vec::new(),
            turned: Vec::new(),
            spread: None,
        };
        let five: Option<Vec<_>> = items.iter().map(|item| steps(version, item)).collect();
        let Some(five) = five.filter(|f| !f.is_empty()) else {
            found.status = Some("NOT_FIVE_POINTS");
            return found;
        };
        let counted: Option<Vec<Counted>> = found
            .items
            .iter()
            .zip(&five)
            .map(|(code, steps)| Counted::new(&self.field.cube, self.villages, code, steps))
            .collect();
        let Some(counted) = counted else {
            found.status = Some("NO_DATA");
            return found;
        };
        let mut variances = Vec::new();
        for (unit, score) in measure.places.iter().enumerate() {
            let mut place = ScoredPlace {
                area: score.area.clone(),
                n: None,
                under: Vec::new(),
                moves: false,
                status: score.status.filter(|_| score.value.is_none()),
            };
            let hidden = found.items.iter().find_map(|item| self.hidden(item, &score.area));
            if score.value.is_none() {
                place.status = place.status.or(Some("NO_DATA"));
            } else if let Some(why) = hidden {
                place.status = Some(why);
            } else {
                let (n, under) = points::under(&counted, unit);
                place.n = Some(n);
                place.under = under.iter().map(|u| Under::bare(u.value)).collect();
                place.status = (score.thin(self.settings) || n < 30).then_some("SMALL_BASE");
                variances.push((found.places.len(), under));
            }
            found.places.push(place);
        }
        variances.retain(|(at, under)| found.places[*at].status.is_none() && !under.is_empty());
        if self.ranks {
            ranked::ranks(&mut found.places, &variances);
        }
        found.turned = ranked::turned(&found.schemes, &found.places);
        found.spread = ranked::spread(&found.places);
        found
    }

    /// Why the breakdown by area does not show an item of a place; none where it does.
    fn hidden(&self, item: &str, place: &AreaCode) -> Option<&'static str> {
        let items = self.areas.map(|b| &b.items).into_iter().flatten();
        let rows = items.filter(|i| i.item == item).flat_map(|i| &i.rows);
        let own: Option<&Row> = rows
            .into_iter()
            .find(|r| r.key.as_deref() == Some(place.as_str()));
        match own {
            Some(row) if row.figures.is_some() => None,
            Some(row) => Some(row.hidden.map_or("NO_DATA", |h| h.code())),
            None => Some("NO_DATA"),
        }
    }
}

impl Under {
    fn bare(value: f64) -> Self {
        Self {
            value,
            rank: None,
            expected_rank: None,
        }
    }
}
