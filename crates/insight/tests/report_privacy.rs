//! Raked scores and plain counts stand side by side in a report: an attacker who reads both, with the residents by sex that
//! anybody can look up, tries to work out the answers of a few.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use insight::{
    Cut, Fold, ResponseRow, Threshold,
    breakdown::{Crossing, Group, breakdown_from},
    report::{County, Fieldwork, Input, Report, Settings, frozen::Frozen, report},
};
use serde_json::json;
use stats::random::Draws;
use survey::{Answers, Area, AreaCode, Level, Mode, Population, Text, Version};

const TOWNSHIPS: usize = 10;
const MEN: f64 = 9000.0;
const WOMEN: f64 = 3000.0;

fn code(text: &str) -> AreaCode {
    AreaCode::parse(text).unwrap()
}

fn version() -> Version {
    let options: Vec<_> = (1..=5).map(|c| json!({"code": c, "label": {}})).collect();
    let item = |code: &str, domain: &str| json!({"code": code, "text": {"en": code}, "scale": "S", "domain": domain});
    serde_json::from_value(json!({
        "instrument": "i", "version": 1, "title": {}, "languages": ["en"],
        "items": [item("S_ROADS", "roads"), item("S_WATER", "water")],
        "scales": [{"id": "S", "kind": "ordinal", "scored": true, "options": options,
                    "special": [{"code": 8, "role": "dont_know", "label": {}}]}],
    }))
    .unwrap()
}

fn county() -> County {
    let area = |c: String, level, parent: Option<&str>| Area {
        code: code(&c),
        name: c,
        level,
        parent: parent.map(code),
        settlement: None,
        aliases: Vec::new(),
    };
    let mut found = County {
        areas: vec![area("C".to_owned(), Level::County, None)],
        ..County::default()
    };
    for t in 0..TOWNSHIPS {
        let name = format!("T{t}");
        found.areas.push(area(name.clone(), Level::Township, Some("C")));
        found
            .areas
            .extend((0..3).map(|v| area(format!("{name}V{v}"), Level::Village, Some(&name))));
        for (sex, population) in [("male", MEN), ("female", WOMEN)] {
            found.population.push(Population {
                area: code(&name),
                year: 2025,
                sex: Some(sex.to_owned()),
                age_from: Some(18),
                age_to: None,
                population,
            });
        }
    }
    found
}

/// 40 men and 60 women a township; of the men of every second township only one to nine know anything about water.
fn people(draws: &mut Draws) -> Vec<ResponseRow> {
    let mut rows = Vec::new();
    for t in 0..TOWNSHIPS {
        let know = if t % 2 == 0 { 1 + draws.below(9) } else { 40 };
        for (sex, many) in [("male", 40), ("female", 60)] {
            for i in 0..many {
                let mut rate = || 1 + draws.below(5);
                let (roads, water) = (rate(), rate());
                let water = if sex == "male" && i >= know { 8 } else { water };
                rows.push(ResponseRow {
                    area: code(&format!("T{t}V{}", i % 3)),
                    age: None,
                    sex: Some(sex.to_owned()),
                    mode: Mode::Web,
                    weight: 1.0,
                    block: None,
                    quality: None,
                    answers: serde_json::from_value::<Answers>(json!({"S_ROADS": roads, "S_WATER": water}))
                        .unwrap(),
                });
            }
        }
    }
    rows
}

fn made(county: &County, field: &Fieldwork) -> Report {
    let settings = Settings {
        shuffles: 50,
        permutations: 99,
        bootstrap: 0,
        ..Settings::default()
    };
    report(&Input {
        county,
        fieldworks: std::slice::from_ref(field),
        settings: &settings,
        frozen: &Frozen::proposed(),
        wave: None,
        drivers: &BTreeMap::new(),
        errors: &BTreeMap::new(),
    })
    .unwrap()
}

/// Numbers of men with an answer, and sums of their scores, that leave both the raked and the plain figure as printed.
/// People by sex are known from an item that everybody answered, and with residents by sex so are the weights. Where both
/// figures are the same all answers may have been weighted alike, which tells nothing.
fn possible(raked: f64, counts: &[u64; 5], men: u64, women: u64) -> Vec<(u64, u64)> {
    let (of_man, of_woman) = (MEN / men as f64, WOMEN / women as f64);
    let n: u64 = counts.iter().sum();
    let sum: u64 = (0..5).map(|step| 25 * step as u64 * counts[step]).sum();
    let mut found = Vec::new();
    let alike = (sum as f64 / n as f64 - raked).abs() < 1e-9;
    for own in 0..=men.min(n) {
        for score in (0..=100 * own.min(n)).step_by(25).filter(|s| *s <= sum) {
            let (rest, others) = (sum - score, n - own);
            let weight = of_man * own as f64 + of_woman * others as f64;
            let mean = (of_man * score as f64 + of_woman * rest as f64) / weight;
            let fits = alike || (mean - raked).abs() < 1e-9;
            if others <= women && rest <= 100 * others && fits {
                found.push((own, score));
            }
        }
    }
    found
}

#[test]
fn raked_and_plain_figures_together_do_not_give_the_answers_of_a_few_away() {
    let (county, version, mut draws) = (county(), version(), Draws::seeded(3, "raked and plain"));
    let mut small = 0;
    for _ in 0..6 {
        let rows = people(&mut draws);
        let mut fold = Fold::default();
        rows.iter().for_each(|row| fold.add(&version, row));
        let field = Fieldwork {
            id: "w".to_owned(),
            title: Text::default(),
            year: 2025,
            closes: 0,
            open_link: false,
            cube: fold.finish(),
            version: version.clone(),
        };
        let report = made(&county, &field);
        assert!(
            report.weights.iter().all(|w| w.method == "sex"),
            "{:?}",
            report.weights
        );
        let cut = Cut::Crossing(Crossing::of_townships(&county.areas, Group::Sex));
        let by_sex = breakdown_from(&field.cube, &version, &cut, Threshold::default());
        let plain = report.breakdowns.iter().find(|b| b.cut == "area").unwrap();
        for (measure, item) in [("roads", 0), ("water", 1)] {
            let scores = report.scores.iter().find(|m| m.measure == measure).unwrap();
            for place in &scores.places {
                let t = place.area.as_str();
                let men: Vec<&ResponseRow> = rows
                    .iter()
                    .filter(|r| r.area.as_str().starts_with(t) && r.sex.as_deref() == Some("male"))
                    .collect();
                let row = plain.items[item]
                    .rows
                    .iter()
                    .find(|r| r.key.as_deref() == Some(t))
                    .unwrap();
                // what is hidden in one table is hidden in the other
                assert_eq!(row.figures.is_some(), place.value.is_some(), "{measure} {t}");
                let Some((figures, raked)) = row.figures.as_ref().zip(place.value) else {
                    continue;
                };
                let mut counts = [0; 5];
                figures
                    .distribution
                    .iter()
                    .for_each(|c| counts[c.code.parse::<usize>().unwrap() - 1] = c.n);
                let hidden = by_sex.items[item].rows.iter().any(|r| {
                    r.within.as_deref() == Some(t) && r.key.as_deref() == Some("male") && r.hidden.is_some()
                });
                let possible = possible(raked, &counts, 40, 60);
                if hidden {
                    small += 1;
                    let numbers: std::collections::BTreeSet<u64> = possible.iter().map(|(n, _)| *n).collect();
                    assert!(
                        numbers.len() != 1 && possible.len() != 1,
                        "{measure} {t}: {} men, and only {possible:?} fits",
                        men.len()
                    );
                }
            }
        }
    }
    assert!(small >= 20, "{small}");
}
