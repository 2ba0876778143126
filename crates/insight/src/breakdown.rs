//! Breakdowns: per item the figures of everyone and of each row of a cut, suppressed before anything leaves here.

mod area_cut;
mod crossed;
mod errors;
mod estimated;
mod figures;
mod hiding;
mod joint;
mod kept;
mod rows;
mod sample;
mod tested;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use survey::{AreaCode, Item, Version};

pub use area_cut::AreaCut;
pub use crossed::{Crossing, Group};
pub use errors::Errors;
pub use estimated::{EstimatedRow, estimated};
pub use figures::{BaseSize, CodeCount, Figures, Share, Weighted, share, share_of_sample};
pub use kept::Patterns;
pub use sample::{Sample, Sampled};
pub use tested::GroupTest;

use area_cut::Place;
use hiding::Hiding;
use joint::Joint;
use rows::Rows;

use crate::{
    cube::Cube,
    suppress::{Base, Hidden, Threshold, shows},
    tally::{Cell, ItemTally},
};

/// How rows are made.
#[derive(Clone, Debug, PartialEq)]
pub enum Cut {
    /// No rows, the total only.
    All,
    /// By area.
    Area(AreaCut),
    /// By age band.
    Age,
    /// By sex.
    Sex,
    /// By mode.
    Mode,
    /// By township and a group at once.
    Crossing(Crossing),
}

/// The figures of every item by one cut.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Breakdown {
    /// `all`, `area`, `age`, `sex`, `mode`, `area_age`, `area_sex` or `area_mode`.
    pub cut: &'static str,
    /// Fewest answers shown.
    pub k: Threshold,
    /// Items in the order of the version.
    pub items: Vec<ItemBreakdown>,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ItemBreakdown {
    /// Its code.
    pub item: String,
    /// Everyone.
    pub total: Row,
    /// Rows, which together are everyone; in order of key, those who are in none of them last.
    pub rows: Vec<Row>,
    /// Do the groups answer unlike each other? By age, sex and mode, of a drawn sample, where people give one answer out of
    /// several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tested: Option<GroupTest>,
}

/// One row. What is hidden carries no figure of any kind.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Row {
    /// Area code, age band, sex or mode; none for the total, and for those who did not say or are in no row.
    pub key: Option<String>,
    /// The area of the level above that the row is part of; of a crossing the township.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// Why it is hidden, if it is.
    pub hidden: Option<Hidden>,
    /// The figures, unless hidden.
    pub figures: Option<Figures>,
}

/// Breakdown at the floor k = 10. See [`breakdown_from`].
pub fn breakdown(cube: &Cube, version: &Version, cut: &Cut) -> Breakdown {
    breakdown_from(cube, version, cut, Threshold::default())
}

/// Every item of `version` by `cut`, with rows below `threshold` hidden and, beside them, as many others as it takes
/// ([`crate::suppress::line()`]): first the same ones for every item, by people, then what an item needs in addition. Means are on the codes, scores 0–100 with reversed items turned, shares 0–1 with Wilson's 95 % interval,
/// whose place the design's takes where the answers are a drawn sample ([`Sample::with_errors`]); n is always unweighted.
///
/// In a cut by villages each township is a line of its own, and villages of a township that is hidden are hidden with
/// it. A crossing is a table, with the cuts by township and by group as its margins ([`crate::suppress::Pattern`]).
/// Items that say who answers are given without rows, items kept to the county without areas.
/// Golden `kcmo` (reference_by_district).
pub fn breakdown_from(cube: &Cube, version: &Version, cut: &Cut, threshold: Threshold) -> Breakdown {
    let mut one = breakdowns_from(cube, version, std::slice::from_ref(cut), threshold);
    one.pop().expect("one cut gives one breakdown")
}

/// [`breakdown_from`] by several cuts, in their order: the counts of an item are read once for all.
pub fn breakdowns_from(cube: &Cube, version: &Version, cuts: &[Cut], threshold: Threshold) -> Vec<Breakdown> {
    breakdowns_until(cube, version, cuts, threshold, &|| false).expect("nothing stops it")
}

/// The same, broken off between two cuts or items once `stopped` says so; none then.
fn breakdowns_until(
    cube: &Cube,
    version: &Version,
    cuts: &[Cut],
    threshold: Threshold,
    stopped: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<Breakdown>> {
    let decide = |cut: &Cut, rows: &Rows| {
        let go_on = !stopped();
        go_on.then(|| Decision::Made(Hiding::from_people(threshold, cube, cut, rows)))
    };
    breakdowns(cube, version, cuts, threshold, (&decide, stopped))
}

/// The same as [`breakdown_from`] by what was decided and kept for the same cube, areas and version: quick, for nothing is
/// decided again. What was not decided is hidden.
pub fn breakdown_kept(cube: &Cube, version: &Version, cut: &Cut, patterns: &Patterns) -> Breakdown {
    let cuts = std::slice::from_ref(cut);
    let decide = |_: &Cut, _: &Rows| Some(Decision::Kept(patterns, cut));
    let made = breakdowns(cube, version, cuts, patterns.threshold(), (&decide, &|| false));
    let mut one = made.expect("nothing stops it");
    one.pop().expect("one cut gives one breakdown")
}

/// Decides what is hidden of a cut; none where it is broken off.
type Decide<'a, 'b> = dyn Fn(&Cut, &Rows) -> Option<Decision<'a>> + Sync + 'b;

/// Who says what is hidden of a cut.
enum Decision<'a> {
    Made(Hiding),
    Kept(&'a Patterns, &'a Cut),
}

impl Decision<'_> {
    /// Rows that are told even where nobody is in them.
    fn places(&self, item: &str) -> Vec<Place> {
        match self {
            Self::Made(hiding) => hiding.places().collect(),
            Self::Kept(patterns, cut) => {
                let rows = patterns.rows(cut, item).unwrap_or_default();
                rows.into_keys().collect()
            }
        }
    }

    fn item(&self, item: &str, whole: &Base, places: &[Place], bases: &[Base]) -> Vec<Option<Hidden>> {
        match self {
            Self::Made(hiding) => hiding.item(whole, places, bases),
            Self::Kept(patterns, cut) => {
                let rows = patterns.rows(cut, item).unwrap_or_default();
                let own = |place: &Place| rows.get(place).copied().unwrap_or(Some(Hidden::Complementary));
                places.iter().map(own).collect()
            }
        }
    }
}

fn breakdowns<'a>(
    cube: &Cube,
    version: &Version,
    cuts: &[Cut],
    threshold: Threshold,
    (decide, stopped): (&Decide<'a, '_>, &(dyn Fn() -> bool + Sync)),
) -> Option<Vec<Breakdown>> {
    let profile: BTreeSet<&String> = [&version.profile.area, &version.profile.age, &version.profile.sex]
        .into_iter()
        .flatten()
        .collect();
    let rows: Vec<Rows> = cuts.par_iter().map(|cut| Rows::new(cube, cut)).collect();
    let decisions: Vec<Decision<'_>> = cuts
        .par_iter()
        .zip(&rows)
        .map(|(cut, rows)| decide(cut, rows))
        .collect::<Option<_>>()?;
    let joint = Joint::new(cube, cuts, &rows);
    let by_item: Vec<Vec<Option<ItemBreakdown>>> = version
        .items
        .par_iter()
        .map(|item| {
            if stopped() {
                return None;
            }
            let found = joint.tallies(cube, &item.code);
            let (total, tallies) =
                found.unwrap_or_else(|| (ItemTally::default(), vec![Vec::new(); cuts.len()]));
            let about = Asked {
                version,
                item,
                who: profile.contains(&item.code),
                threshold,
            };
            let cuts = cuts.iter().zip(&rows).zip(decisions.iter().zip(tallies));
            let items = cuts.map(|((cut, rows), (decision, tallies))| {
                about.by(cut, decision, &total, (&rows.places, tallies))
            });
            Some(items.collect::<Vec<_>>())
        })
        .collect::<Option<_>>()?;
    let mut found: Vec<Breakdown> = cuts
        .iter()
        .map(|cut| Breakdown {
            cut: cut.name(),
            k: threshold,
            items: Vec::new(),
        })
        .collect();
    for cuts in by_item {
        for (breakdown, item) in found.iter_mut().zip(cuts) {
            breakdown.items.extend(item);
        }
    }
    Some(found)
}

impl Cut {
    fn name(&self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Area(_) => "area",
            Self::Age => "age",
            Self::Sex => "sex",
            Self::Mode => "mode",
            Self::Crossing(crossing) => crossing.name(),
        }
    }

    /// Where a cell belongs; none for a cut without rows.
    fn place(&self, cell: &Cell) -> Option<Place> {
        let key = match self {
            Self::All => return None,
            Self::Area(areas) => return Some(areas.place(&cell.area)),
            Self::Crossing(crossing) => return crossing.place(cell),
            Self::Age => cell.age.clone(),
            Self::Sex => cell.sex.clone(),
            Self::Mode => Some(cell.mode.as_str().to_owned()),
        };
        Some(Place { within: None, key })
    }
}

/// One item.
struct Asked<'a> {
    version: &'a Version,
    item: &'a Item,
    /// Does it say who answers?
    who: bool,
    threshold: Threshold,
}

impl Asked<'_> {
    /// The item by a cut; none where it is kept to the county.
    fn by(
        &self,
        cut: &Cut,
        decision: &Decision<'_>,
        total: &ItemTally,
        (places, tallies): (&[Place], Vec<Option<ItemTally>>),
    ) -> Option<ItemBreakdown> {
        if matches!(cut, Cut::Area(_) | Cut::Crossing(_)) && self.item.county_only {
            return None;
        }
        if self.who {
            let mut who = self.table(&Cut::All, decision, total, BTreeMap::new());
            if let Some(figures) = &mut who.total.figures {
                figures.hide_small_groups(self.threshold);
            }
            return Some(who);
        }
        let rows = places.iter().cloned().zip(tallies);
        let known = rows.filter_map(|(place, tally)| Some((place, tally?)));
        Some(self.table(cut, decision, total, known.collect()))
    }

    fn table(
        &self,
        cut: &Cut,
        decision: &Decision<'_>,
        total: &ItemTally,
        mut rows: BTreeMap<Place, ItemTally>,
    ) -> ItemBreakdown {
        let item = self.item;
        if let Cut::Area(areas) = cut {
            for place in areas.places() {
                rows.entry(place).or_default();
            }
        }
        for place in decision.places(&item.code).into_iter().filter(|_| !self.who) {
            rows.entry(place).or_default();
        }
        let figures = |counts: &ItemTally| Figures::new(self.version, item, counts);
        let (whole, parts): (Figures, Vec<Figures>) = (figures(total), rows.values().map(figures).collect());
        let places: Vec<Place> = rows.into_keys().collect();
        let bases: Vec<_> = parts.iter().map(|part| part.base(item)).collect();
        let hidden = decision.item(&item.code, &whole.base(item), &places, &bases);
        let show = |hidden: Option<Hidden>, figures: Figures| hidden.is_none().then_some(figures);
        let whole_hidden = (!shows(self.threshold, &whole.base(item))).then_some(Hidden::Primary);
        let mut rows: Vec<Row> = places
            .into_iter()
            .zip(parts)
            .zip(hidden)
            .map(|((place, figures), hidden)| Row {
                key: place.key,
                within: place.within.map(|area: AreaCode| area.to_string()),
                hidden,
                figures: show(hidden, figures),
            })
            .collect();
        rows.sort_by_key(|row| {
            (
                row.within.is_none(),
                row.within.clone(),
                row.key.is_none(),
                row.key.clone(),
            )
        });
        ItemBreakdown {
            item: item.code.clone(),
            total: Row {
                key: None,
                within: None,
                hidden: whole_hidden,
                figures: show(whole_hidden, whole),
            },
            rows,
            tested: None,
        }
    }
}
