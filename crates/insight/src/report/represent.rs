//! Who answered, beside who lives here: how far a sample is from its residents, and what a sample nobody drew is worth
//! (STATISTICS §2.2, 2.12).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use stats::design::{
    quality::demographic_distance,
    selection::{opt_in_bias, opt_in_effective_n},
};
use survey::AreaCode;

use super::{
    Named,
    context::indicator,
    county::{County, Places},
    own::Fieldwork,
    quality::Flag,
    scores::Scores,
    settings::Settings,
    weights,
};

/// Correlations of answering with the answer that the scenario goes through.
const CORRELATIONS: [f64; 3] = [0.005, 0.02, 0.05];
/// Fewest answers of a place that are held against its residents.
const LEAST: u64 = 30;

/// Who answered.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Represented {
    /// Places in order of code.
    pub places: Vec<PlaceRepresented>,
    /// What answers to an open link are worth; none where people were drawn.
    pub selection: Option<Selection>,
}

/// The answers of one place against its residents of 18 or over.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaceRepresented {
    /// Place.
    #[schemars(with = "String")]
    pub area: AreaCode,
    /// By sex; none beside a status.
    pub sex: Option<Distance>,
    /// `NO_POPULATION` (residents by sex not loaded, or not asked), `SMALL_BASE` (under 30 who said, or a group under k).
    pub sex_status: Option<&'static str>,
    /// By age band; none beside a status.
    pub age: Option<Distance>,
    /// As `sex_status`.
    pub age_status: Option<&'static str>,
    /// Response rate 1: answers ÷ people asked, 0–1. People asked are the indicator `survey_invited` of the place in the
    /// wave's year. None beside a status.
    pub response_rate: Option<f64>,
    /// `NO_INVITATIONS`: nobody loaded how many were asked, or more answered than were; `OPT_IN`: nobody was asked.
    pub response_status: Option<&'static str>,
    /// The most that those who did not answer could move the score of overall satisfaction, points: (1 − rate) ×
    /// max(score, 100 − score). None without a rate or a score.
    pub bias_bound: Option<f64>,
}

/// How far the groups of those who answered are from the groups of residents.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Distance {
    /// The part of the sample that would have to be other people, 0–1.
    pub distance: f64,
    /// What a random sample of as many would show on average.
    pub expected: f64,
    /// The distance less that, not below zero.
    pub excess: f64,
    /// People who said.
    pub n: u64,
    /// Groups compared.
    pub groups: usize,
}

/// A scenario, not an estimate: nobody knows how answering goes with the answer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Selection {
    /// Answers.
    pub n: u64,
    /// Residents whom the survey is about: those of all places, of 18 or over where loaded, else of any age.
    pub residents: Option<f64>,
    /// From the mildest; empty beside a status.
    pub scenarios: Vec<Scenario>,
    /// `NO_POPULATION`; `NO_DATA` where no more live there than answered.
    pub status: Option<&'static str>,
}

/// One strength of self-selection.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Scenario {
    /// Correlation of answering with the answer.
    pub correlation: f64,
    /// Answers of a simple random sample that would be worth as much, at most n.
    pub effective_n: f64,
    /// How far off the mean would be, in standard deviations between people.
    pub bias_in_sd: f64,
}

/// Places whose answers are much farther from their residents than a random sample would be: by sex or by age, more than one
/// answer in ten beyond chance.
pub(super) fn far(found: &Represented, names: &dyn Fn(&AreaCode) -> Named) -> Vec<Flag> {
    let farthest = |place: &PlaceRepresented| {
        let both = place.sex.into_iter().chain(place.age);
        both.filter(|d| d.excess > FAR)
            .max_by(|a, b| a.excess.total_cmp(&b.excess))
    };
    let flag = |place: &PlaceRepresented| {
        farthest(place).map(|d| Flag {
            place: names(&place.area),
            sign: "FAR_FROM_RESIDENTS",
            found: d.distance,
            usual: d.expected,
            n: d.n,
            q: None,
            day: None,
        })
    };
    found.places.iter().filter_map(flag).collect()
}

/// Part of the sample, beyond what chance does, from which a place is named.
const FAR: f64 = 0.10;

/// Indicator with the number of people who were asked.
const INVITED: &str = "survey_invited";

/// People asked in the very year of the wave; another year's are no base.
fn indicator_of(county: &County, area: &AreaCode, year: i32) -> Option<f64> {
    let of_year = county
        .indicators
        .iter()
        .any(|i| i.area == *area && i.indicator == INVITED && i.year == year);
    indicator(county, area, INVITED, year).filter(|asked| of_year && *asked >= 1.0)
}

/// Answers of each unit.
fn answered(field: &Fieldwork, places: &Places<'_>, units: &[AreaCode]) -> Vec<u64> {
    let set: BTreeSet<&AreaCode> = units.iter().collect();
    let mut found = vec![0; units.len()];
    for (village, people) in field.cube.villages().iter().zip(field.cube.village_people()) {
        let unit = places.unit_of_any(village, &set);
        let at = unit.and_then(|unit| units.binary_search(unit).ok());
        if let Some(slot) = at.and_then(|at| found.get_mut(at)) {
            *slot += people;
        }
    }
    found
}

/// Who answered a fieldwork, `scores` being its own.
pub(super) fn represented(
    field: &Fieldwork,
    county: &County,
    places: &Places<'_>,
    scores: &Scores,
    settings: &Settings,
) -> Represented {
    let units = scores.units.as_slice();
    let answered = answered(field, places, units);
    let overall = super::overall(&scores.measures);
    let found = weights::groups(field, county, places, units, settings.k);
    Represented {
        places: units
            .iter()
            .zip(&found)
            .enumerate()
            .map(|(at, (area, [sex, age]))| {
                let rate = indicator_of(county, area, field.year)
                    .filter(|_| !field.open_link)
                    .map(|asked| answered[at] as f64 / asked)
                    .filter(|_| answered[at] >= settings.k)
                    .filter(|rate| (0.0..=1.0).contains(rate));
                let score = overall.and_then(|m| m.places.get(at)?.value);
                let (sex, sex_status) = distance(sex.as_ref(), settings);
                let (age, age_status) = distance(age.as_ref(), settings);
                PlaceRepresented {
                    area: area.clone(),
                    sex,
                    sex_status,
                    age,
                    age_status,
                    response_rate: rate,
                    response_status: match rate {
                        Some(_) => None,
                        None if field.open_link => Some("OPT_IN"),
                        None => Some("NO_INVITATIONS"),
                    },
                    bias_bound: rate
                        .zip(score)
                        .map(|(rate, score)| (1.0 - rate) * score.max(100.0 - score)),
                }
            })
            .collect(),
        selection: field.open_link.then(|| selection(field, county, places, units)),
    }
}

/// A distance over few groups would tell the people of a small one, so none is under k.
fn distance(
    groups: Option<&weights::Groups>,
    settings: &Settings,
) -> (Option<Distance>, Option<&'static str>) {
    let Some(groups) = groups else {
        return (None, Some("NO_POPULATION"));
    };
    let n = groups.people.iter().sum();
    let few = |people: &u64| *people < settings.k;
    if n < LEAST || groups.people.len() < 2 || groups.people.iter().any(few) {
        return (None, Some("SMALL_BASE"));
    }
    match demographic_distance(&groups.people, &groups.residents) {
        None => (None, Some("NO_POPULATION")),
        Some(found) => (
            Some(Distance {
                distance: found.distance,
                expected: found.expected,
                excess: found.excess,
                n,
                groups: groups.people.len(),
            }),
            None,
        ),
    }
}

fn selection(field: &Fieldwork, county: &County, places: &Places<'_>, units: &[AreaCode]) -> Selection {
    let each: Option<Vec<f64>> = units
        .iter()
        .map(|unit| weights::adults_or_residents(county, places, unit, field.year))
        .collect();
    let residents = each.map(|r| stats::sum(&r)).filter(|r| *r > 0.0);
    let n = field.cube.people();
    let scenario = |correlation: f64| {
        Some(Scenario {
            correlation,
            effective_n: opt_in_effective_n(n as f64, residents?, correlation)?,
            bias_in_sd: opt_in_bias(n as f64, residents?, correlation, 1.0)?,
        })
    };
    let scenarios: Vec<Scenario> = CORRELATIONS.into_iter().filter_map(scenario).collect();
    Selection {
        n,
        residents,
        status: match (residents, scenarios.is_empty()) {
            (None, _) => Some("NO_POPULATION"),
            (Some(_), true) => Some("NO_DATA"),
            (Some(_), false) => None,
        },
        scenarios,
    }
}
