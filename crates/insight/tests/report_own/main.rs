//! The report of a county's own survey: planted townships are found, small ones hidden, nothing is ever NaN, and the order
//! of answers changes no byte.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod alpha;
mod bad_input;
mod bureaus;
mod bursts;
mod change;
mod codes;
mod cost;
mod devices;
mod drivers;
mod each_code;
mod equations;
mod gates;
mod kept_errors;
mod missing;
mod nobody_answered;
mod over_time;
mod represented;
mod scorings;
mod spent;
mod strength;
mod which_wave;

use std::collections::BTreeMap;

use insight::{
    Fold, ResponseRow,
    report::{County, Fieldwork, Input, Report, ReportError, Settings, frozen::Frozen, report},
};
use proptest::prelude::*;
use serde_json::json;
use stats::random::Draws;
use survey::{
    Answers, Area, AreaCode, DomainId, Indicator, LedgerKind, Level, Mode, Money, Population, Spending,
    Stage, Text, Version,
};

const TOWNSHIPS: usize = 12;
const VILLAGES: usize = 4;
const DOMAINS: [&str; 3] = ["roads", "water", "culture"];

fn code(text: &str) -> AreaCode {
    AreaCode::parse(text).unwrap()
}

fn version() -> Version {
    let options: Vec<_> = (1..=5).map(|c| json!({"code": c, "label": {}})).collect();
    let item = |code: &str, more: serde_json::Value| {
        let mut item = json!({"code": code, "text": {"en": code}, "scale": "S"});
        item.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        item
    };
    serde_json::from_value(json!({
        "instrument": "i", "version": 1, "title": {}, "languages": ["en"],
        "items": [
            item("Q_OVERALL", json!({"outcome": "overall"})),
            item("Q_HAPPY", json!({"outcome": "happiness"})),
            item("S_ROADS", json!({"domain": "roads"})),
            item("S_WATER", json!({"domain": "water"})),
            item("S_CULTURE", json!({"domain": "culture"})),
        ],
        "scales": [{"id": "S", "kind": "ordinal", "scored": true, "options": options,
                    "top_box": [4, 5], "bottom_box": [1, 2],
                    "special": [{"code": 8, "role": "dont_know", "label": {}}]}],
    }))
    .unwrap()
}

fn township(i: usize) -> String {
    format!("T{i:02}")
}

fn county() -> County {
    let area = |c: &str, level, parent: Option<String>| Area {
        code: code(c),
        name: format!("{c} name"),
        level,
        parent: parent.as_deref().map(code),
        settlement: None,
        aliases: Vec::new(),
    };
    let mut found = County {
        areas: vec![area("C", Level::County, None)],
        ..County::default()
    };
    for i in 0..TOWNSHIPS {
        let name = township(i);
        found
            .areas
            .push(area(&name, Level::Township, Some("C".to_owned())));
        for v in 0..VILLAGES {
            found
                .areas
                .push(area(&format!("{name}V{v}"), Level::Village, Some(name.clone())));
        }
        found.population.extend((2019..=2025).map(|year| Population {
            area: code(&name),
            year,
            sex: None,
            age_from: None,
            age_to: None,
            population: 1000.0 + 300.0 * i as f64,
        }));
        for (d, domain) in DOMAINS.iter().enumerate() {
            // township 3 spends twice as much as the others, on everything
            let per_head = if i == 3 {
                400
            } else {
                150 + ((i * 7 + d * 5) % 11) as i64 * 10
            };
            found.spending.push(Spending {
                area: code(&name),
                year: 2025,
                domain: DomainId::parse(domain).unwrap(),
                amount: Money(per_head * (1000 + 300 * i as i64) * 100),
                kind: LedgerKind::Recurrent,
                stage: Stage::Paid,
                payer: Some("县财政".to_owned()),
                decides: Some(if d == 1 { "县水务局" } else { "乡镇" }.to_owned()),
                project: None,
                source: None,
            });
        }
        found.indicators.push(Indicator {
            area: code(&name),
            year: 2025,
            indicator: "grids_per_1000".to_owned(),
            value: (i % 5) as f64,
        });
    }
    found
}

/// People of each village; township 3 is far below the others in roads and water.
fn people(each: usize, seed: u64) -> Vec<ResponseRow> {
    let mut draws = Draws::seeded(seed, "people");
    let mut rows = Vec::new();
    for i in 0..TOWNSHIPS {
        for v in 0..VILLAGES {
            let village = draws.normal() * 0.1;
            for _ in 0..each {
                let mood = village + draws.normal() * 0.5;
                let mut rate = |low: bool| {
                    let mean = if low { 2.0 } else { 3.6 };
                    (mean + mood + draws.normal() * 0.7).round().clamp(1.0, 5.0) as u8
                };
                let answers = BTreeMap::from([
                    ("Q_OVERALL", rate(i == 3)),
                    ("Q_HAPPY", rate(false)),
                    ("S_ROADS", rate(i == 3)),
                    ("S_WATER", rate(i == 3)),
                    ("S_CULTURE", rate(false)),
                ]);
                rows.push(ResponseRow {
                    area: code(&format!("{}V{v}", township(i))),
                    age: None,
                    sex: None,
                    mode: Mode::Web,
                    weight: 1.0,
                    block: None,
                    answers: serde_json::from_value::<Answers>(json!(answers)).unwrap(),
                    quality: None,
                });
            }
        }
    }
    rows
}

fn fieldwork(rows: &[ResponseRow]) -> Fieldwork {
    let version = version();
    let mut fold = Fold::default();
    rows.iter().for_each(|row| fold.add(&version, row));
    Fieldwork {
        id: "w2025".to_owned(),
        title: Text::default(),
        year: 2025,
        closes: 0,
        open_link: false,
        cube: fold.finish(),
        version,
    }
}

fn quick() -> Settings {
    Settings {
        shuffles: 200,
        permutations: 199,
        bootstrap: 99,
        ..Settings::default()
    }
}

fn made(county: &County, fields: &[Fieldwork], settings: &Settings) -> Result<Report, ReportError> {
    report(&Input {
        county,
        fieldworks: fields,
        settings,
        frozen: &Frozen::proposed(),
        wave: None,
        drivers: &BTreeMap::new(),
        errors: &BTreeMap::new(),
    })
}

fn cell<'a>(report: &'a Report, place: &str, domain: &str) -> &'a insight::report::verdicts::Cell {
    let mut cells = report.verdicts.cells.iter();
    cells
        .find(|c| c.place.area.as_str() == place && c.domain.as_str() == domain)
        .unwrap()
}

#[test]
fn a_township_that_spends_much_and_is_low_is_listed_and_water_goes_to_its_bureau() {
    let found = made(&county(), &[fieldwork(&people(40, 1))], &quick()).unwrap();
    let roads = cell(&found, "T03", "roads");
    assert_eq!(roads.verdict.as_deref(), Some("NOT_PRODUCING"), "{roads:?}");
    assert!(roads.p_below.unwrap() > 0.95 && roads.listed && roads.effect.unwrap() < -20.0);
    assert_eq!(roads.decided_here, Some(1.0));
    let water = cell(&found, "T03", "water");
    assert_eq!(water.verdict.as_deref(), Some("DECIDED_ELSEWHERE"));
    assert_eq!(water.filed_under.as_deref(), Some("NOT_PRODUCING"));
    let bureau = found
        .verdicts
        .bureaus
        .iter()
        .find(|b| b.bureau == "县水务局")
        .unwrap();
    assert_eq!(bureau.places[0].place.area.as_str(), "T03");
    let list = found.verdicts.list.as_ref().unwrap();
    assert!(list.k >= 1 && list.expected_mistaken >= 0.1 * list.k as f64);
    let standing = &found.standing.as_ref().unwrap().places[3];
    assert!(standing.last > 0.9 && standing.upper_half < 0.01);
    let roads = found.comparison.iter().find(|c| c.measure == "roads").unwrap();
    assert_eq!(roads.places[3].rank, Some([12, 12]));
    assert!(found.drivers.as_ref().unwrap().drivers.len() == 3);
}

#[test]
fn a_score_is_the_mean_of_its_people_with_a_cluster_error() {
    let rows = people(40, 2);
    let found = made(&county(), &[fieldwork(&rows)], &quick()).unwrap();
    let roads = found.scores.iter().find(|m| m.measure == "roads").unwrap();
    let own: Vec<f64> = rows
        .iter()
        .filter(|r| r.area.as_str().starts_with("T05"))
        .map(|r| {
            serde_json::to_value(&r.answers).unwrap()["S_ROADS"]
                .as_f64()
                .unwrap()
        })
        .map(|v| 25.0 * (v - 1.0))
        .collect();
    let score = &roads.places[5];
    assert!((score.value.unwrap() - stats::mean(&own).unwrap()).abs() < 1e-9);
    assert_eq!((score.n, score.df), (Some(160.0), Some(3.0)));
    assert!(score.se.unwrap() > 0.0 && score.deff.unwrap() > 0.0);
}

#[test]
fn a_service_that_nobody_rated_has_no_data_and_nothing_hidden() {
    let mut rows = people(40, 2);
    for row in &mut rows {
        let mut answers = serde_json::to_value(&row.answers).unwrap();
        answers.as_object_mut().unwrap().remove("S_CULTURE");
        row.answers = serde_json::from_value(answers).unwrap();
    }
    let found = made(&county(), &[fieldwork(&rows)], &quick()).unwrap();
    let culture = found.scores.iter().find(|m| m.measure == "culture").unwrap();
    for score in culture.places.iter().chain(&culture.county) {
        assert_eq!((score.value, score.status), (None, Some("NO_DATA")), "{score:?}");
    }
    assert!(culture.county.is_some());
}

#[test]
fn small_townships_are_hidden_with_a_neighbour_and_never_ranked() {
    let mut rows = people(40, 3);
    let small = |r: &ResponseRow| r.area.as_str().starts_with("T07");
    let mut kept = 0;
    rows.retain(|r| {
        !small(r) || {
            kept += 1;
            kept % 23 == 1
        }
    });
    let found = made(&county(), &[fieldwork(&rows)], &quick()).unwrap();
    for measure in &found.scores {
        assert_eq!(measure.places[7].value, None, "{measure:?}");
        assert!(measure.places.iter().filter(|p| p.value.is_none()).count() >= 2);
    }
    assert!(found.comparison.iter().all(|c| c.places[7].rank.is_none()));
    assert!(cell(&found, "T07", "roads").verdict.is_none());
}

#[test]
fn the_order_of_answers_and_of_files_changes_no_byte() {
    let rows = people(30, 4);
    let mut turned = rows.clone();
    Draws::seeded(9, "order").shuffle(&mut turned);
    let mut other = county();
    other.spending.reverse();
    other.indicators.reverse();
    other.areas.reverse();
    let bytes = |county: &County, rows: &[ResponseRow]| {
        serde_json::to_string(&made(county, &[fieldwork(rows)], &quick()).unwrap()).unwrap()
    };
    assert_eq!(bytes(&county(), &rows), bytes(&other, &turned));
}

#[test]
fn one_thread_or_two_give_the_same_bytes() {
    let (county, rows) = (county(), people(30, 4));
    let bytes = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            serde_json::to_string(&made(&county, &[fieldwork(&rows)], &quick()).unwrap()).unwrap()
        })
    };
    assert_eq!(bytes(1), bytes(2));
}

#[test]
fn an_open_link_gets_grade_d_no_margin_and_no_place_in_the_list() {
    let open = Fieldwork {
        open_link: true,
        ..fieldwork(&people(40, 5))
    };
    let found = made(&county(), std::slice::from_ref(&open), &quick()).unwrap();
    assert!(found.notices.contains(&"OPT_IN"));
    assert!(
        found
            .scores
            .iter()
            .flat_map(|m| &m.places)
            .all(|p| p.se.is_none() && p.interval.is_none())
    );
    assert!(
        found
            .verdicts
            .cells
            .iter()
            .all(|c| c.grade == "GRADE_D" && !c.listed)
    );
    assert_eq!(found.verdicts.list.as_ref().unwrap().k, 0);
    assert!(
        found
            .comparison
            .iter()
            .flat_map(|c| &c.places)
            .all(|p| p.rank.is_none())
    );
    let set = Settings {
        list_open_link: true,
        ..quick()
    };
    assert!(made(&county(), &[open], &set).unwrap().verdicts.list.unwrap().k >= 1);
}

#[test]
fn no_scores_and_unknown_waves_are_said_in_words() {
    let none = made(&county(), &[], &quick()).unwrap_err();
    assert_eq!(none, ReportError::NoScores);
    let asked = report(&Input {
        county: &county(),
        fieldworks: &[fieldwork(&people(5, 6))],
        settings: &quick(),
        frozen: &Frozen::proposed(),
        wave: Some("w1999"),
        drivers: &BTreeMap::new(),
        errors: &BTreeMap::new(),
    });
    assert_eq!(
        asked.unwrap_err().to_string(),
        "there is no closed or published wave w1999; there are: w2025"
    );
}

/// What a county may look like when everything goes wrong.
fn spoil(kind: u8, county: &mut County, rows: &mut Vec<ResponseRow>) {
    match kind {
        0 => rows.iter_mut().for_each(|r| r.weight = 0.0),
        1 => rows.retain(|r| r.area.as_str().ends_with("V0")),
        2 => rows.retain(|r| r.area.as_str().starts_with("T01")),
        3 => rows.iter_mut().for_each(|r| r.answers = all(5)),
        4 => county.spending.iter_mut().for_each(|s| s.amount = Money(100_000)),
        5 => rows.iter_mut().for_each(|r| r.answers = Answers::default()),
        6 => county.population.clear(),
        7 => county.population.iter_mut().for_each(|p| p.population = f64::NAN),
        8 => county.indicators.iter_mut().for_each(|i| i.value = f64::INFINITY),
        9 => county
            .spending
            .iter_mut()
            .for_each(|s| s.amount = Money(i64::MAX)),
        10 => county
            .spending
            .iter_mut()
            .for_each(|s| s.amount = Money(-s.amount.0)),
        11 => county.areas.clear(),
        12 => county.areas.iter_mut().for_each(|a| a.parent = Some(code("T01"))),
        13 => county.spending.clear(),
        14 => rows.clear(),
        15 => rows.iter_mut().for_each(|r| r.weight = f64::NAN),
        16 => county.spending.iter_mut().for_each(|s| s.year = i32::MAX),
        17 => county.population.iter_mut().for_each(|p| p.population = 0.0),
        18 => county.areas.truncate(2),
        // every other year is missing: of residents, of the price index
        19 => county.population.retain(|p| p.year % 2 == 0),
        20 => {
            county.deflator = [2020, 2022, 2024]
                .map(|year| survey::Deflator { year, index: 90.0 })
                .to_vec();
        }
        // a context that says the same twice
        21 => {
            let size: Vec<Indicator> = county
                .indicators
                .iter()
                .flat_map(|i| ["density", "urban_share"].map(|name| like(i, name)))
                .collect();
            county.indicators.extend(size);
        }
        23 => rows.iter_mut().for_each(|r| r.answers = all(8)),
        // a stratum of which nobody answered
        22 => rows.retain(|r| !r.area.as_str().starts_with("T04")),
        _ => rows.truncate(1),
    }
}

/// The county spoilt in one way after another; `seed` draws its people.
fn spoilt(ways: &[u8], seed: u64) -> (County, Vec<ResponseRow>) {
    let (mut county, mut rows) = (county(), people(6, seed));
    ways.iter().for_each(|way| spoil(*way, &mut county, &mut rows));
    (county, rows)
}

/// How many ways there are in [`spoil`].
const WAYS: u8 = 25;

fn like(indicator: &Indicator, name: &str) -> Indicator {
    Indicator {
        indicator: name.to_owned(),
        value: 3.0 * indicator.value,
        ..indicator.clone()
    }
}

#[test]
fn each_thing_that_goes_wrong_has_a_status_where_a_figure_would_stand() {
    for way in 0..WAYS {
        let (county, rows) = spoilt(&[way], u64::from(way));
        let found = whole(&county, &[fieldwork(&rows)], &format!("way {way}"));
        missing::each_has_a_status(&found, &format!("way {way}"));
    }
}

/// A report: of a county whose survey is there, whatever is wrong with it, none is refused.
fn whole(county: &County, fields: &[Fieldwork], what: &str) -> Report {
    made(county, fields, &quick()).unwrap_or_else(|why| panic!("{what}: {why}"))
}

fn all(value: u8) -> Answers {
    let codes = ["Q_OVERALL", "Q_HAPPY", "S_ROADS", "S_WATER", "S_CULTURE"];
    serde_json::from_value(json!(BTreeMap::from(codes.map(|c| (c, value))))).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    // a failure prints both ways and the seed of the people: `spoilt(&[first, second], seed)`
    #[test]
    fn whatever_two_things_go_wrong_every_missing_figure_has_a_status(first in 0..WAYS, second in 0..WAYS, seed in 0..1_000_u64) {
        let (county, rows) = spoilt(&[first, second], seed);
        let (_, before) = spoilt(&[second], seed);
        let fields = [fieldwork(&rows), Fieldwork { id: "w2020".into(), year: 2020, ..fieldwork(&before) }];
        let what = format!("spoilt(&[{first}, {second}], {seed})");
        for fields in [&fields[..1], &fields[..]] {
            missing::each_has_a_status(&whole(&county, fields, &what), &what);
        }
    }
}
