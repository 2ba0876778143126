//! Scores of the county's own survey, design-based, from its tally cube (STATISTICS §2.2): villages are the sampling
//! units, townships the strata.

use std::collections::BTreeSet;

use rayon::prelude::*;
use stats::{
    design::{
        Design, Estimate, LonelyPsu, PooledDeff, Psu, PsuSums, borrowed_mean,
        smoothing::{PlaceSpread, smoothed_variances},
    },
    status::Status,
};
use survey::{AreaCode, Level, Text, Version};

use super::{
    alpha::alpha,
    county::{County, Places, townships},
    hypothesis::hash_of,
    scores::{Measure, Score, Scores, Source},
    settings::Settings,
    villages::Villages,
    weights::{Weights, weights},
};
use crate::{
    cube::{Cube, IndexKey},
    suppress::{self, Base, Hidden, Threshold, error_tells_of_few},
};

/// One round, or one wave that stands alone, closed and folded.
#[derive(Clone, Debug)]
pub struct Fieldwork {
    /// Id of the round, or of the wave.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Year it closed.
    pub year: i32,
    /// When its last wave closed, milliseconds since 1970: which of two surveys of a year came first. Not in any report.
    pub closes: i64,
    /// Answers came from an open link: a sample nobody drew.
    pub open_link: bool,
    /// Its tallies; several waves merged.
    pub cube: Cube,
    /// What was asked: the newest version.
    pub version: Version,
}

impl Fieldwork {
    /// SHA-256 of what was asked and of the tallies.
    pub fn hash(&self) -> String {
        let asked = hash_of(&(&self.id, self.year, self.open_link, &self.version));
        hash_of(&(asked, self.cube.digest()))
    }

    /// Where it stands in time.
    pub(super) fn order(&self) -> (i32, i64, &str) {
        (self.year, self.closes, &self.id)
    }

    /// The places compared in which anybody answered; where no answer lies in a township, the areas answered for.
    fn reach(&self, county: &County, places: &Places<'_>) -> BTreeSet<AreaCode> {
        let set: BTreeSet<&AreaCode> = townships(county).into_iter().collect();
        let answered = self.cube.villages().iter().zip(self.cube.village_people());
        let areas: Vec<&AreaCode> = answered.filter(|(_, n)| *n > 0).map(|(a, _)| a).collect();
        let inside: BTreeSet<AreaCode> = areas
            .iter()
            .filter_map(|area| places.unit_of_any(area, &set).cloned())
            .collect();
        if inside.is_empty() {
            areas.into_iter().cloned().collect()
        } else {
            inside
        }
    }
}

/// The fieldwork that speaks for the county: the last that reached at least half as many places as the widest. One
/// township's own survey is the report of whoever asks for it, not of the county.
pub fn newest<'a>(fields: &'a [Fieldwork], county: &County) -> Option<&'a Fieldwork> {
    let places = Places::new(county);
    let reached = |f: &Fieldwork| f.reach(county, &places).len();
    let widest = fields.iter().map(reached).max()?;
    let wide = fields.iter().filter(|f| 2 * reached(f) >= widest);
    wide.max_by_key(|f| f.order())
}

/// The fieldwork that `now` is compared with: of those before it the last that reached more than half of its places; where
/// none did, the one that reached the most of them. None where no earlier one reached any.
pub(super) fn before<'a>(
    now: &Fieldwork,
    fields: &'a [Fieldwork],
    county: &County,
    places: &Places<'_>,
) -> Option<&'a Fieldwork> {
    let own = now.reach(county, places);
    let earlier = fields.iter().filter(|f| f.order() < now.order());
    earlier
        .map(|f| (f.reach(county, places).intersection(&own).count(), f))
        .filter(|(shared, _)| *shared > 0)
        .max_by_key(|(shared, f)| ((*shared).min(own.len() / 2 + 1), f.order()))
        .map(|(_, f)| f)
}

/// Fieldworks with the oldest first.
pub fn in_order(fields: &mut [Fieldwork]) {
    fields.sort_by(|a, b| a.order().cmp(&b.order()));
}

/// The scores of a fieldwork with what stands behind them.
#[derive(Clone, Debug)]
pub struct Own {
    /// Scores by place and measure.
    pub scores: Scores,
    /// Weights used.
    pub weights: Weights,
    /// Sums by village behind the scores.
    pub villages: Villages,
}

/// Scores of every index of the cube for every township.
pub fn own(field: &Fieldwork, county: &County, places: &Places<'_>, settings: &Settings) -> Own {
    let units = units(field, county, places);
    let weights = weights(field, county, places, &units);
    let strata = Strata::new(field, county, places, &units);
    let people = people(field, &strata, units.len());
    let villages = village_sums(field, &weights, &strata, units.len(), settings.k);
    let one = |at: usize, index: &IndexKey| -> (Measure, Vec<PsuSums>) {
        let sums: Vec<PsuSums> = villages.iter().filter_map(|v| v.get(at)).copied().collect();
        let found = measure(field, index, &sums, &units, &strata, &people, settings);
        (found, sums)
    };
    let found: Vec<(Measure, Vec<PsuSums>)> = (field.cube.indices().par_iter().enumerate())
        .map(|(at, index)| one(at, index))
        .collect();
    let sums = found.iter().map(|(m, sums)| (m.measure.clone(), sums.clone()));
    let villages = Villages {
        areas: field.cube.villages().iter().cloned().zip(strata.unit).collect(),
        sums: sums.collect(),
    };
    let mut measures: Vec<Measure> = found.into_iter().map(|(m, _)| m).collect();
    measures.sort_by(|a, b| (!a.domain, &a.measure).cmp(&(!b.domain, &b.measure)));
    Own {
        scores: Scores {
            wave: field.id.clone(),
            year: field.year,
            source: Source::Own,
            open_link: field.open_link,
            units: units.into_iter().cloned().collect(),
            measures,
        },
        weights,
        villages,
    }
}

/// By village, the sums of every index: raked as its place is, or with all answers of the place alike where a raked
/// category has too few answers to the index ([`Weights::too_few`]).
fn village_sums(
    field: &Fieldwork,
    weights: &Weights,
    strata: &Strata,
    units: usize,
    k: u64,
) -> Vec<Vec<PsuSums>> {
    let cube = &field.cube;
    let mut found = cube.indices_per_village(&weights.factors).unwrap_or_default();
    let of_cell = cube.of_villages(&strata.unit);
    let people = |group: &[usize], groups: usize| cube.index_people(group, groups);
    let few = weights.too_few(&of_cell, units, people, k);
    if !few.iter().flatten().any(|few| *few) {
        return found;
    }
    let alike = cube.indices_per_village(&weights.alike).unwrap_or_default();
    for ((own, alike), unit) in found.iter_mut().zip(alike).zip(&strata.unit) {
        let few = unit.and_then(|unit| few.get(unit));
        for (at, (sums, alike)) in own.iter_mut().zip(alike).enumerate() {
            if few.and_then(|few| few.get(at)) == Some(&true) {
                *sums = alike;
            }
        }
    }
    found
}

/// All townships, so that one without answers is seen; where no answer lies in a township, the areas answered for.
fn units<'a>(field: &'a Fieldwork, county: &'a County, places: &Places<'a>) -> Vec<&'a AreaCode> {
    let all = townships(county);
    let set: BTreeSet<&AreaCode> = all.iter().copied().collect();
    let inside = |code: &AreaCode| {
        let known = places.area(code).map(|a| &a.code);
        known.is_some_and(|code| places.unit_of(code, &set).is_some())
    };
    if field.cube.villages().iter().any(inside) {
        all
    } else {
        field.cube.villages().iter().collect()
    }
}

/// Is it the item that asks for satisfaction overall, whatever its code?
fn is_overall(field: &Fieldwork, index: &IndexKey) -> bool {
    let asks = |i: &&survey::Item| i.outcome.as_deref() == Some("overall");
    let item = field.version.items.iter().find(asks);
    item.is_some_and(|item| matches!(index, IndexKey::Item(code) if *code == item.code))
}

/// The name of a measure in a report: domain id, `harmony`, or item code.
pub fn name_of(index: &IndexKey) -> String {
    match index {
        IndexKey::Domain(id) => id.clone(),
        IndexKey::Harmony => "harmony".to_owned(),
        IndexKey::Item(code) => code.clone(),
    }
}

/// Which villages lie in which unit.
struct Strata {
    /// For each village of the cube, in its order, the position of its unit.
    unit: Vec<Option<usize>>,
    whole: Option<Design>,
    /// The county, or what the fieldwork was made of.
    top: AreaCode,
    inside: Vec<usize>,
}

impl Strata {
    fn new<'a>(field: &Fieldwork, county: &'a County, places: &Places<'a>, units: &[&'a AreaCode]) -> Self {
        let set: BTreeSet<&AreaCode> = units.iter().copied().collect();
        let unit: Vec<Option<usize>> = field
            .cube
            .villages()
            .iter()
            .map(|village| {
                let found = places.unit_of_any(village, &set);
                found.and_then(|u| units.binary_search(&u).ok())
            })
            .collect();
        let inside: Vec<usize> = (0..unit.len()).filter(|i| unit[*i].is_some()).collect();
        let psus: Vec<Psu> = inside
            .iter()
            .filter_map(|i| unit[*i])
            .map(|stratum| Psu {
                stratum,
                population: None,
            })
            .collect();
        let top = county
            .areas
            .iter()
            .find(|a| a.level == Level::County)
            .map(|a| &a.code);
        Self {
            top: top
                .or(units.first().copied())
                .cloned()
                .unwrap_or_else(AreaCode::nowhere),
            whole: Design::new(&psus, LonelyPsu::Adjust),
            unit,
            inside,
        }
    }
}

fn measure(
    field: &Fieldwork,
    index: &IndexKey,
    sums: &[PsuSums],
    units: &[&AreaCode],
    strata: &Strata,
    people: &[Base],
    settings: &Settings,
) -> Measure {
    let of_unit: Vec<Vec<PsuSums>> = (0..units.len())
        .map(|u| {
            let mine = sums
                .iter()
                .zip(&strata.unit)
                .filter(|(_, unit)| **unit == Some(u));
            mine.map(|(s, _)| *s).collect()
        })
        .collect();
    let direct: Vec<Estimate> = of_unit
        .iter()
        .map(|own| Design::clusters(own.len()).mean(own))
        .collect();
    let threshold = Threshold::raised_to(settings.k);
    let (pooled, variances) = smoothed(&direct, &of_unit, settings.planning_deff, threshold);
    let inside: Vec<PsuSums> = strata
        .inside
        .iter()
        .filter_map(|i| sums.get(*i))
        .copied()
        .collect();
    let whole = strata.whole.as_ref().map(|design| design.mean(&inside));
    let shown = shown(&of_unit, people, settings);
    let mut places = Vec::new();
    for (u, unit) in units.iter().enumerate() {
        let estimate = match of_unit[u].len() {
            0 => Estimate::without(Status::NoData, 0),
            1 => Design::clusters(1).mean_or_borrowed(&of_unit[u], pooled),
            _ if error_tells_of_few(threshold, of_unit[u].iter().map(|own| own.n)) => {
                borrowed_mean(&PsuSums::total(&of_unit[u]), pooled)
            }
            _ => direct[u].clone(),
        };
        places.push(match shown.get(u).copied().flatten() {
            Some(hidden) => Score::none(unit, hidden),
            None => score(unit, &estimate, variances[u], field.open_link),
        });
    }
    let asked = people.iter().map(|base| base.people).sum::<u64>() >= settings.k;
    let county = whole.map(|e| match e.n {
        0 if asked => Score::none(&strata.top, "NO_DATA"),
        n if n < settings.k => Score::none(&strata.top, "SUPPRESSED_PRIMARY"),
        _ => score(&strata.top, &e, None, field.open_link),
    });
    let alpha = alpha(field, index, settings);
    let apart = alpha.as_ref().and_then(|a| a.status) == Some("INDEX_FALLS_APART");
    Measure {
        overall: is_overall(field, index),
        measure: name_of(index),
        domain: matches!(index, IndexKey::Domain(_)),
        places,
        county,
        alpha,
        notices: [(field.open_link, "OPT_IN"), (apart, "INDEX_FALLS_APART")]
            .into_iter()
            .filter(|(applies, _)| *applies)
            .map(|(_, code)| code)
            .collect(),
    }
}

fn score(area: &AreaCode, e: &Estimate, variance: Option<f64>, open_link: bool) -> Score {
    let drawn = !open_link;
    Score {
        area: area.clone(),
        value: e.value,
        // a sample nobody drew has no margin of error
        se: e.se.filter(|_| drawn),
        interval: e
            .interval
            .filter(|_| drawn)
            .map(|i| [i.low.max(0.0), i.high.min(100.0)]),
        n: Some(e.n as f64),
        n_eff: e.n_eff,
        df: e.df,
        deff: e.deff,
        variance: e.value.and(variance),
        status: match e.status {
            Status::Ok => e.notices.contains(&Status::LonelyPsu).then_some("LONELY_PSU"),
            status => Some(code(status)),
        },
    }
}

/// The code of a status as it is written.
pub fn code(status: Status) -> &'static str {
    match status {
        Status::NoData => "NO_DATA",
        Status::SmallBase => "SMALL_BASE",
        Status::VarianceBorrowed => "VARIANCE_BORROWED",
        Status::LonelyPsu => "LONELY_PSU",
        Status::NoVariation => "NO_VARIATION",
        Status::NotConverged => "NOT_CONVERGED",
        _ => "NOT_ENOUGH_DATA",
    }
}

/// Design effect and sampling variances smoothed over the places (STATISTICS §2.2): those of places with several villages
/// speak for all; the planning value where none has. A single place whose error must not be told has no part in it: from what
/// is pooled and the others' it could be worked out.
pub(crate) fn smoothed(
    direct: &[Estimate],
    of_unit: &[Vec<PsuSums>],
    planning_deff: f64,
    threshold: Threshold,
) -> (PooledDeff, Vec<Option<f64>>) {
    let untold: Vec<bool> = direct
        .iter()
        .zip(of_unit)
        .map(|(e, own)| e.deff.is_some() && error_tells_of_few(threshold, own.iter().map(|v| v.n)))
        .collect();
    let alone = untold.iter().filter(|untold| **untold).count() == 1;
    let spread: Vec<PlaceSpread> = direct
        .iter()
        .zip(of_unit)
        .zip(untold)
        .map(|((estimate, own), untold)| {
            let total = PsuSums::total(own);
            let deff = estimate.deff.zip(estimate.df).filter(|_| !(alone && untold));
            PlaceSpread {
                n: total.n,
                variance: total.variance().filter(|_| total.n > 1),
                deff: deff.map(|(deff, _)| deff),
                df: deff.map(|(_, df)| df),
            }
        })
        .collect();
    let own = smoothed_variances(&spread).filter(|found| found.pooled.df >= 1.0);
    if let Some(found) = own {
        return (found.pooled, found.variances);
    }
    let planned: Vec<PlaceSpread> = spread
        .iter()
        .map(|place| PlaceSpread {
            deff: Some(planning_deff),
            df: None,
            ..*place
        })
        .collect();
    let pooled = PooledDeff {
        deff: planning_deff,
        df: 1e6,
    };
    let variances = smoothed_variances(&planned).map_or_else(|| vec![None; planned.len()], |s| s.variances);
    (pooled, variances)
}

/// Why each unit's figure is hidden, if it is: the units are a line whose total is the county's figure. Which are hidden
/// for every measure alike is chosen from people.
fn shown(of_unit: &[Vec<PsuSums>], people: &[Base], settings: &Settings) -> Vec<Option<&'static str>> {
    let threshold = Threshold::raised_to(settings.k);
    let total = |rows: &[Base]| {
        rows.iter()
            .cloned()
            .fold(Base::default(), |sum, row| sum.plus(&row))
    };
    let fixed = suppress::chosen(threshold, &total(people), people);
    let rows: Vec<Base> = of_unit
        .iter()
        .zip(people)
        .map(|(own, people)| Base {
            valid: PsuSums::total(own).n,
            ..people.clone()
        })
        .collect();
    let all = total(&rows);
    if all.valid == 0 && all.people >= threshold.k() {
        // among many people nobody gave an answer that counts: there is no figure to hide
        return vec![Some("NO_DATA"); rows.len()];
    }
    suppress::line(threshold, &all, &rows, &fixed)
        .into_iter()
        .map(|hidden| hidden.map(Hidden::code))
        .collect()
}

/// People of each unit, however much they answered.
fn people(field: &Fieldwork, strata: &Strata, units: usize) -> Vec<Base> {
    let mut found = vec![Base::default(); units];
    for (n, unit) in field.cube.village_people().zip(&strata.unit) {
        if let Some(slot) = unit.and_then(|u| found.get_mut(u)) {
            let base = std::mem::take(slot);
            *slot = base.plus(&Base {
                valid: n,
                people: n,
                exposed: Vec::new(),
                areas: usize::from(n > 0),
                largest: n,
            });
        }
    }
    found
}
