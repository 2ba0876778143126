//! Each code a report can print arises from data such as a county has, and says something in three languages.

use insight::report::weights::PlaceWeights;
use survey::PublishedScore;

use super::*;

/// The report of a county, with settings.
fn with(county: &County, rows: &[ResponseRow], settings: Settings) -> Report {
    made(county, &[fieldwork(rows)], &settings).unwrap()
}

/// The code has a label, an explanation and a remedy in each language.
fn is_said(code: &str) {
    let path = format!("{}/../../content/statuses.json", env!("CARGO_MANIFEST_DIR"));
    let file: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let rows = file["statuses"].as_array().unwrap();
    let row = rows.iter().find(|r| r["code"] == code).unwrap();
    for part in ["label", "explanation", "remedy"] {
        for lang in ["zh-Hans", "zh-Hant", "en"] {
            assert!(
                row[part][lang].as_str().is_some_and(|s| !s.is_empty()),
                "{code} {part} {lang}"
            );
        }
    }
}

fn number(area: &AreaCode) -> usize {
    area.as_str()[1..3].parse().unwrap()
}

/// People of each township by sex and age: so many residents of each.
fn residents(county: &mut County, of: &[(&str, i32, i32, f64)]) {
    for i in 0..TOWNSHIPS {
        county
            .population
            .extend(of.iter().map(|(sex, from, to, population)| Population {
                area: code(&township(i)),
                year: 2025,
                sex: Some((*sex).to_owned()),
                age_from: Some(*from),
                age_to: Some(*to),
                population: *population,
            }));
    }
}

/// The n-th person of a township has this sex and age.
fn who(rows: &mut [ResponseRow], of: impl Fn(usize) -> (&'static str, &'static str)) {
    let mut seen = [0; TOWNSHIPS];
    for row in rows {
        let at = &mut seen[number(&row.area)];
        let (sex, age) = of(*at);
        (row.sex, row.age) = (Some(sex.to_owned()), Some(age.to_owned()));
        *at += 1;
    }
}

const EVEN: [(&str, i32, i32, f64); 4] = [
    ("male", 18, 39, 500.0),
    ("male", 40, 130, 500.0),
    ("female", 18, 39, 500.0),
    ("female", 40, 130, 500.0),
];

fn weighted(of: &[(&str, i32, i32, f64)], rows: &[ResponseRow]) -> Vec<PlaceWeights> {
    let mut county = county();
    residents(&mut county, of);
    with(&county, rows, quick()).weights
}

#[test]
fn residents_that_the_answers_cannot_stand_for_leave_weights_that_do_not_settle() {
    let mut rows = people(40, 41);
    // the young are all men and the old all women
    who(&mut rows, |n| {
        if n % 2 == 0 {
            ("male", "18–39")
        } else {
            ("female", "40+")
        }
    });
    let mut uneven = EVEN;
    uneven[1].3 = 900.0;
    let found = weighted(&uneven, &rows);
    assert!(found.iter().all(|p| p.notices == ["NOT_CONVERGED"]), "{found:?}");
    // what was met last is kept: ages are those of the residents, the sexes are not
    assert!(
        found
            .iter()
            .all(|p| p.method == "sex_and_age" && p.not_met == ["sex"])
    );
    let settled = weighted(&EVEN, &rows);
    assert!(
        settled
            .iter()
            .all(|p| p.not_met.is_empty() && p.notices.is_empty()),
        "{settled:?}"
    );
    is_said("NOT_CONVERGED");
}

#[test]
fn residents_of_whom_nobody_has_a_weight_are_a_margin_without_sample() {
    let mut rows = people(40, 42);
    who(&mut rows, |n| {
        if n % 2 == 0 {
            ("male", "18–39")
        } else {
            ("female", "18–39")
        }
    });
    for row in rows
        .iter_mut()
        .filter(|r| number(&r.area) == 2 && r.sex.as_deref() == Some("female"))
    {
        row.weight = 0.0;
    }
    let found = weighted(&[("male", 18, 39, 500.0), ("female", 18, 39, 500.0)], &rows);
    let notices: Vec<&[&str]> = found.iter().map(|p| p.notices.as_slice()).collect();
    assert_eq!(notices[2], ["NO_SAMPLE_IN_MARGIN"]);
    assert!(notices[1].is_empty(), "{notices:?}");
    is_said("NO_SAMPLE_IN_MARGIN");
}

#[test]
fn a_sample_far_from_its_residents_has_uneven_weights() {
    let mut rows = people(40, 43);
    who(&mut rows, |n| {
        if n % 7 == 0 {
            ("female", "18–39")
        } else {
            ("male", "18–39")
        }
    });
    let found = weighted(&[("male", 18, 39, 500.0), ("female", 18, 39, 2000.0)], &rows);
    // one margin fixes every weight, so none can be cut: the margin wins
    let told = ["WEIGHTS_BEYOND_BOUNDS", "UNEVEN_WEIGHTS"];
    assert!(found.iter().all(|p| p.notices == told), "{found:?}");
    assert!(
        found
            .iter()
            .all(|p| p.kish_after.unwrap() > 2.0 && p.method == "sex")
    );
    is_said("UNEVEN_WEIGHTS");
}

/// Spending of a place on every service, by its number.
fn spends(county: &mut County, per_head: impl Fn(usize) -> f64) {
    for line in &mut county.spending {
        let i = number(&line.area);
        line.amount = Money((per_head(i) * (1000.0 + 300.0 * i as f64) * 100.0).round() as i64);
    }
}

fn indicators(county: &mut County, id: &str, value: impl Fn(usize) -> f64) {
    county.indicators.extend((0..TOWNSHIPS).map(|i| Indicator {
        area: code(&township(i)),
        year: 2025,
        indicator: id.to_owned(),
        value: value(i),
    }));
}

/// What the i-th place has more of than the others, in no order of its size.
fn turned(i: usize) -> f64 {
    (i * 5 % TOWNSHIPS) as f64
}

#[test]
fn a_context_that_says_the_same_twice_is_used_once() {
    let mut county = county();
    indicators(&mut county, "density", turned);
    indicators(&mut county, "urban_share", |i| 3.0 * turned(i) + (i % 2) as f64);
    let settings = Settings {
        context: vec!["density".to_owned(), "urban_share".to_owned()],
        ..quick()
    };
    let found = with(&county, &people(40, 44), settings);
    let left: Vec<(&str, &str)> = found
        .context_left_out
        .iter()
        .map(|l| (l.covariate.as_str(), l.status))
        .collect();
    assert_eq!(left, [("urban_share", "COLLINEAR_DROPPED")]);
    assert!(
        found
            .verdicts
            .models
            .iter()
            .all(|m| m.context == ["density"] && m.status.is_none())
    );
    is_said("COLLINEAR_DROPPED");
}

#[test]
fn a_place_that_is_low_only_for_what_it_spends_is_not_judged() {
    let mut county = county();
    spends(&mut county, |i| 100.0 * (0.2 * turned(i)).exp());
    let mut draws = Draws::seeded(45, "answers");
    let mut rows = people(60, 45);
    for row in &mut rows {
        let x = turned(number(&row.area));
        // the more is spent the lower; the one that spends most is a little less low than that
        let mean = 4.2 - 0.13 * x + if x > 10.5 { 0.25 } else { 0.0 };
        let mut rate = || (mean + draws.normal() * 0.8).round().clamp(1.0, 5.0) as u8;
        let answers = ["Q_OVERALL", "Q_HAPPY", "S_ROADS", "S_WATER", "S_CULTURE"].map(|c| (c, rate()));
        row.answers = serde_json::from_value(json!(BTreeMap::from(answers))).unwrap();
    }
    let found = with(
        &county,
        &rows,
        Settings {
            context: Vec::new(),
            ..quick()
        },
    );
    let most = (0..TOWNSHIPS).find(|i| turned(*i) > 10.5).unwrap();
    let roads = cell(&found, &township(most), "roads");
    assert_eq!(roads.gate.as_deref(), Some("SPEND_MODEL_DISAGREES"), "{roads:?}");
    assert_eq!((roads.verdict.as_deref(), roads.listed), (None, false));
    is_said("SPEND_MODEL_DISAGREES");
}

#[test]
fn a_place_that_spends_what_its_conditions_cost_is_costly_and_not_listed() {
    let mut county = county();
    indicators(&mut county, "distance_to_county_town", |i| {
        if i == 3 { 40.0 } else { (i % 4) as f64 }
    });
    spends(&mut county, |i| {
        if i == 3 {
            400.0
        } else {
            100.0 * (0.035 * (i % 4) as f64).exp()
        }
    });
    let settings = Settings {
        context: vec!["grids_per_1000".to_owned()],
        need: vec!["distance_to_county_town".to_owned()],
        ..quick()
    };
    let found = with(&county, &people(40, 46), settings);
    let roads = cell(&found, "T03", "roads");
    assert_eq!(roads.verdict.as_deref(), Some("HIGH_COST_PLACE"), "{roads:?}");
    assert_eq!(roads.filed_under.as_deref(), Some("TYPICAL_SPEND_LOW_SAT"));
    assert!(!roads.listed && roads.ratios[0].median > 2.0 && roads.ratios[0].need < 1.1);
    is_said("HIGH_COST_PLACE");
}

#[test]
fn a_township_of_best_answers_throughout_is_named_for_it() {
    let mut rows = people(40, 47);
    for (n, row) in rows.iter_mut().enumerate().filter(|(_, r)| number(&r.area) == 5) {
        if n % 2 == 0 {
            row.answers = all(5);
        }
    }
    let found = with(&county(), &rows, quick()).quality;
    for sign in ["CEILING", "IDENTICAL_ANSWERS"] {
        let places: Vec<&str> = found
            .iter()
            .filter(|f| f.sign == sign)
            .map(|f| f.place.area.as_str())
            .collect();
        assert_eq!(
            places,
            ["T05", "T05V0", "T05V1", "T05V2", "T05V3"],
            "{sign}: {found:?}"
        );
        is_said(sign);
    }
    let flag = found.iter().find(|f| f.sign == "CEILING").unwrap();
    assert!(flag.found >= 0.5 && flag.usual < 0.1 && flag.n == 160);
}

#[test]
fn a_village_where_a_third_gave_one_sheet_is_named_though_no_answer_is_the_same_throughout() {
    let mut rows = people(40, 47);
    let named = |rows: &[ResponseRow]| -> Vec<(String, f64, f64, u64)> {
        let found = with(&county(), rows, quick()).quality.into_iter();
        let these = found.filter(|f| f.sign == "IDENTICAL_ANSWERS");
        these
            .map(|f| (f.place.area.to_string(), f.found, f.usual, f.n))
            .collect()
    };
    assert_eq!(named(&rows), [], "people who answered for themselves");
    let sheet = json!({"Q_OVERALL": 4, "Q_HAPPY": 3, "S_ROADS": 4, "S_WATER": 5, "S_CULTURE": 2});
    for (n, row) in rows.iter_mut().enumerate() {
        if row.area.as_str() == "T05V2" && n % 3 == 0 {
            row.answers = serde_json::from_value(sheet.clone()).unwrap();
        }
    }
    let found = named(&rows);
    let areas: Vec<&str> = found.iter().map(|f| f.0.as_str()).collect();
    assert_eq!(
        areas,
        ["T05", "T05V2"],
        "its township stands out by it, too: {found:?}"
    );
    let (_, here, usual, n) = &found[1];
    assert!(
        *here > 0.08 && *here > 4.0 * usual && (30..=40).contains(n),
        "{found:?}"
    );
}

#[test]
fn one_village_of_best_answers_throughout_is_named_and_none_that_is_too_small() {
    let mut rows = people(40, 47);
    for (n, row) in rows.iter_mut().enumerate() {
        if row.area.as_str() == "T05V2" && n % 2 == 0 {
            row.answers = all(5);
        }
    }
    let named = |rows: &[ResponseRow]| -> Vec<String> {
        let found = with(&county(), rows, quick()).quality;
        let these = found
            .iter()
            .filter(|f| f.sign == "CEILING" && f.place.area.as_str().len() > 3);
        these.map(|f| f.place.area.to_string()).collect()
    };
    assert_eq!(named(&rows), ["T05V2"]);
    // of 29 people nothing is said
    let mut kept = 0;
    rows.retain(|r| {
        r.area.as_str() != "T05V2" || {
            kept += 1;
            kept <= 29
        }
    });
    assert_eq!(named(&rows), Vec::<String>::new());
}

#[test]
fn a_township_where_many_were_told_how_to_answer_is_named_to_the_county() {
    let mut asked = serde_json::to_value(version()).unwrap();
    let item = json!({"code": "Q_TOLD", "text": {"en": "told"}, "scale": "YN", "outcome": "coaching"});
    asked["items"].as_array_mut().unwrap().push(item);
    let options = json!([{"code": 1, "label": {}}, {"code": 2, "label": {}}]);
    let scale = json!({"id": "YN", "kind": "single_choice", "scored": false, "options": options});
    asked["scales"].as_array_mut().unwrap().push(scale);
    let asked: Version = serde_json::from_value(asked).unwrap();
    let mut fold = Fold::default();
    for (n, mut row) in people(40, 48).into_iter().enumerate() {
        let mut answers = serde_json::to_value(&row.answers).unwrap();
        let often = if number(&row.area) == 8 { 3 } else { 40 };
        answers["Q_TOLD"] = json!(if n % often == 0 { 1 } else { 2 });
        row.answers = serde_json::from_value(answers).unwrap();
        fold.add(&asked, &row);
    }
    let field = Fieldwork {
        version: asked,
        cube: fold.finish(),
        ..fieldwork(&people(1, 48))
    };
    let found = made(&county(), &[field], &quick()).unwrap().quality;
    let told: Vec<&str> = found
        .iter()
        .filter(|f| f.sign == "TOLD_HOW_TO_ANSWER")
        .map(|f| f.place.area.as_str())
        .collect();
    assert_eq!(told, ["T08", "T08V0", "T08V1", "T08V2", "T08V3"], "{found:?}");
    is_said("TOLD_HOW_TO_ANSWER");
}

/// Scores of roads that somebody else measured: 60 to 71, with so many answers and such an error.
fn published(n: Option<f64>, se: Option<f64>) -> County {
    let mut county = county();
    county.scores = (0..TOWNSHIPS)
        .map(|i| PublishedScore {
            area: code(&township(i)),
            wave: "2025".to_owned(),
            year: 2025,
            domain: DomainId::parse("roads").unwrap(),
            score: 60.0 + turned(i),
            n,
            se,
        })
        .collect();
    county
}

fn of_published(n: Option<f64>, se: Option<f64>, settings: &Settings) -> Report {
    let settings = Settings {
        window: 1,
        ..settings.clone()
    };
    made(&published(n, se), &[], &settings).unwrap()
}

#[test]
fn an_error_without_a_number_of_answers_is_told_as_that() {
    let found = of_published(None, Some(2.0), &quick());
    let roads = cell(&found, "T03", "roads");
    assert_eq!(roads.gates, ["BASE_UNKNOWN"], "{roads:?}");
    assert_eq!((roads.verdict.as_deref(), roads.n), (None, None));
    is_said("BASE_UNKNOWN");
    let declared = Settings {
        assumed_n: Some(300.0),
        assumed_deff: Some(1.5),
        ..quick()
    };
    let found = of_published(None, Some(2.0), &declared);
    assert!(cell(&found, "T03", "roads").verdict.is_some());
    let known = of_published(Some(300.0), Some(2.0), &quick());
    assert!(cell(&known, "T03", "roads").verdict.is_some());
}

#[test]
fn a_model_that_cannot_be_fitted_is_not_spending_that_does_not_vary() {
    let found = of_published(Some(300.0), Some(1e-155), &quick());
    let model = &found.verdicts.models[0];
    assert_eq!(model.status, Some("NOT_CONVERGED"), "{model:?}");
    assert_eq!(
        cell(&found, "T03", "roads").gate.as_deref(),
        Some("NOT_CONVERGED")
    );
}

#[test]
fn many_zeros_stand_on_the_scale_of_the_association() {
    let mut county = county();
    let none = |area: &AreaCode| [1, 6, 9].contains(&number(area));
    for line in county.spending.iter_mut().filter(|s| none(&s.area)) {
        line.amount = Money(0);
    }
    let settings = Settings {
        need: Vec::new(),
        ..quick()
    };
    let found = with(&county, &people(40, 49), settings);
    assert_eq!(found.association.per_domain["roads"].transform, Some("asinh"));
    let exposure = found
        .exposure
        .iter()
        .find(|e| e.domain.as_str() == "roads")
        .unwrap();
    let spent: Vec<f64> = exposure.places.iter().map(|p| p.per_resident.unwrap()).collect();
    let some: Vec<f64> = spent.iter().copied().filter(|x| *x > 0.0).collect();
    assert_eq!(some.len(), TOWNSHIPS - 3);
    let by = stats::median(&some).unwrap();
    let x: Vec<f64> = spent.iter().map(|e| (e / by).asinh()).collect();
    let mean = stats::mean(&x).unwrap();
    for (i, x) in x.iter().enumerate() {
        let ratios = &cell(&found, &township(i), "roads").ratios[0];
        assert!((ratios.need - (x - mean).exp()).abs() < 1e-9, "{i}: {ratios:?}");
        assert!((ratios.median - spent[i] / exposure.median.unwrap()).abs() < 1e-9);
    }
}

#[test]
fn settings_for_planning_and_orders_are_used() {
    let rows: Vec<ResponseRow> = people(40, 50)
        .into_iter()
        .filter(|r| number(&r.area) != 4)
        .collect();
    let needed = |planning_sd| {
        let settings = Settings {
            planning_sd,
            ..quick()
        };
        let found = with(&county(), &rows, settings);
        let roads = cell(&found, "T04", "roads");
        assert_eq!(roads.score, None);
        roads.needed_answers.unwrap()
    };
    let (narrow, wide) = (needed(12.0), needed(24.0));
    // twice the spread asks for four times the answers, each rounded up
    assert!(wide > 4 * (narrow - 1) && wide <= 4 * narrow, "{narrow} {wide}");
    for orders in [199_u32, 499] {
        let settings = Settings {
            permutations: orders,
            ..quick()
        };
        let p = with(&county(), &rows, settings).association.per_domain["roads"]
            .spearman_p
            .unwrap();
        let times = p * f64::from(orders + 1);
        assert!((times - times.round()).abs() < 1e-9, "{orders}: {p}");
    }
}

#[test]
fn two_waves_whose_slopes_agree_make_a_better_grade() {
    let [then, now] = super::equations::waves();
    let found = made(&super::equations::two_years(), &[then, now], &quick()).unwrap();
    assert!(found.verdicts.models.iter().all(|m| m.bracket.is_some()));
    for model in &found.verdicts.models {
        let [change, ancova] = model.bracket.unwrap();
        let want = if change * ancova > 0.0 {
            "GRADE_B"
        } else {
            "GRADE_C"
        };
        let of = |c: &&insight::report::verdicts::Cell| c.domain == model.domain && c.p_below.is_some();
        assert!(found.verdicts.cells.iter().filter(of).all(|c| c.grade == want));
    }
    let one = with(&county(), &people(40, 51), quick());
    assert!(one.verdicts.models.iter().all(|m| m.bracket.is_none()));
    assert!(one.verdicts.cells.iter().all(|c| c.grade != "GRADE_B"));
}

#[test]
fn what_stands_in_for_something_that_is_not_there_is_declared() {
    let found = with(&county(), &people(40, 52), quick());
    let asked: Vec<(&str, &str)> = found
        .judgements
        .assumptions
        .iter()
        .map(|a| (a.asked, a.used))
        .collect();
    assert_eq!(
        asked,
        [
            ("benefit_area", "own_spending"),
            ("months_in_service", "share_of_years"),
            ("call_back_audit", "none")
        ]
    );
    assert!(found.notices.contains(&"AUDIT_PENDING"));
    assert!(
        !of_published(Some(300.0), Some(2.0), &quick())
            .notices
            .contains(&"AUDIT_PENDING")
    );
    is_said("AUDIT_PENDING");
}
