//! Which survey speaks for the county, and with which an earlier one is compared: by when they closed and where they were.

use super::*;

fn closed(id: &str, closes: i64, rows: &[ResponseRow]) -> Fieldwork {
    Fieldwork {
        id: id.to_owned(),
        closes,
        ..fieldwork(rows)
    }
}

fn in_townships(from: usize, to: usize, seed: u64) -> Vec<ResponseRow> {
    let mut rows = people(12, seed);
    rows.retain(|r| (from..to).contains(&r.area.as_str()[1..3].parse::<usize>().unwrap()));
    rows
}

fn everywhere(seed: u64) -> Vec<ResponseRow> {
    in_townships(0, TOWNSHIPS, seed)
}

fn of(fields: &[Fieldwork], wave: Option<&str>) -> Report {
    let found = report(&Input {
        county: &county(),
        fieldworks: fields,
        settings: &quick(),
        frozen: &Frozen::proposed(),
        wave,
        drivers: &BTreeMap::new(),
        errors: &BTreeMap::new(),
    });
    found.unwrap()
}

#[test]
fn of_two_surveys_of_a_year_the_one_that_closed_later_follows_the_other() {
    // their names would have it the other way round
    let fields = [
        closed("b", 1_000, &everywhere(41)),
        closed("a", 2_000, &everywhere(42)),
    ];
    let found = of(&fields, None);
    assert_eq!(
        (found.wave.id.as_str(), found.wave.before.as_deref()),
        ("a", Some("b"))
    );
    assert_eq!(found.waves, ["b", "a"]);
    assert!(!found.notices.contains(&"ONE_WAVE") && found.change.status.is_none());
    let first = of(&fields, Some("b"));
    assert_eq!(first.wave.before, None);
    assert!(first.notices.contains(&"ONE_WAVE"));
    // whatever order they are given in
    let turned = [fields[1].clone(), fields[0].clone()];
    let bytes = |r: &Report| serde_json::to_string(r).unwrap();
    assert_eq!(bytes(&of(&turned, None)), bytes(&found));
    // and who came first is part of what a report hangs on
    let swapped = [closed("b", 3_000, &everywhere(41)), fields[1].clone()];
    assert_ne!(of(&swapped, Some("a")).input, found.input);
}

#[test]
fn a_later_survey_of_one_township_is_its_own_report_and_not_the_countys() {
    let fields = [
        closed("county 1", 1_000, &everywhere(43)),
        closed("one 1", 2_000, &in_townships(4, 5, 44)),
        closed("county 2", 3_000, &everywhere(45)),
        closed("one 2", 4_000, &in_townships(4, 5, 46)),
    ];
    let whole = of(&fields, None);
    assert_eq!(whole.wave.id, "county 2");
    assert_eq!(
        whole.wave.before.as_deref(),
        Some("county 1"),
        "not the township's own"
    );
    let county = |found: &Report| found.change.measures.iter().all(|m| m.county.is_some());
    assert!(county(&whole));
    let own = of(&fields, Some("one 2"));
    // a township asked alone is compared with itself in the county's survey, and the county is not compared with it
    assert_eq!(own.wave.before.as_deref(), Some("county 2"));
    assert!(own.change.measures.iter().all(|m| m.county.is_none()));
    let changed = own.change.measures.iter().flat_map(|m| &m.places);
    assert!(
        changed
            .filter(|p| p.difference.is_some())
            .all(|p| p.area == code("T04"))
    );
    // where nobody asked the whole county, the last of the widest speaks for it
    let only = [fields[1].clone(), fields[3].clone()];
    assert_eq!(of(&only, None).wave.id, "one 2");
    let half = [closed("half", 5_000, &in_townships(0, 6, 47)), fields[0].clone()];
    assert_eq!(of(&half, None).wave.id, "half");
    let fewer = [closed("fewer", 5_000, &in_townships(0, 5, 48)), fields[0].clone()];
    assert_eq!(of(&fewer, None).wave.id, "county 1");
    assert_eq!(
        insight::report::newest(&fewer, &super::county()).unwrap().id,
        "county 1"
    );
}

#[test]
fn an_own_survey_speaks_before_scores_that_somebody_else_published_later() {
    let mut county = county();
    county.scores = (0..TOWNSHIPS)
        .map(|i| survey::PublishedScore {
            area: code(&township(i)),
            wave: "rated".to_owned(),
            year: 2027,
            domain: DomainId::parse("roads").unwrap(),
            score: 60.0 + i as f64,
            n: None,
            se: None,
        })
        .collect();
    let found = made(&county, &[fieldwork(&everywhere(49))], &quick()).unwrap();
    assert_eq!(found.wave.id, "w2025");
    assert_eq!(found.waves, ["w2025", "rated"]);
    let none = made(&county, &[], &quick()).unwrap();
    assert_eq!(none.wave.id, "rated");
}

/// The same answers to an overall question that has another code.
fn with_own_code(field: &Fieldwork) -> Fieldwork {
    let mut version = serde_json::to_value(version()).unwrap();
    version["items"][0]["code"] = json!("OWN_ALL_IN_ALL");
    let version: Version = serde_json::from_value(version).unwrap();
    let mut fold = Fold::default();
    for row in people(40, 1) {
        let mut answers = serde_json::to_value(&row.answers).unwrap();
        let answers_of = answers.as_object_mut().unwrap();
        let overall = answers_of.remove("Q_OVERALL").unwrap();
        answers_of.insert("OWN_ALL_IN_ALL".to_owned(), overall);
        let answers = serde_json::from_value(answers).unwrap();
        fold.add(&version, &ResponseRow { answers, ..row });
    }
    Fieldwork {
        cube: fold.finish(),
        version,
        ..field.clone()
    }
}

#[test]
fn overall_satisfaction_is_known_by_its_outcome_whatever_its_code() {
    let usual = fieldwork(&people(40, 1));
    let found = made(&county(), &[with_own_code(&usual)], &quick()).unwrap();
    let want = made(&county(), &[usual], &quick()).unwrap();
    let overall = insight::report::overall(&found.scores).unwrap();
    assert_eq!(overall.measure, "OWN_ALL_IN_ALL");
    assert_eq!(found.standing_status, None);
    assert_eq!(found.standing, want.standing);
    assert_eq!(found.scorings[0].measure, "OWN_ALL_IN_ALL");
}

#[test]
fn where_nothing_is_said_of_true_standing_a_code_says_why() {
    let why = |county: &County, field: Option<Fieldwork>| {
        let fields: Vec<Fieldwork> = field.into_iter().collect();
        let found = made(county, &fields, &quick()).unwrap();
        assert!(found.standing.is_none());
        found.standing_status
    };
    let open = Fieldwork {
        open_link: true,
        ..fieldwork(&people(40, 5))
    };
    assert_eq!(why(&county(), Some(open)), Some("OPT_IN"));
    let mut rows = people(40, 5);
    for row in &mut rows {
        let mut answers = serde_json::to_value(&row.answers).unwrap();
        answers.as_object_mut().unwrap().remove("Q_OVERALL");
        row.answers = serde_json::from_value(answers).unwrap();
    }
    assert_eq!(why(&county(), Some(fieldwork(&rows))), Some("NO_DATA"));
    let two: Vec<ResponseRow> = in_townships(3, 5, 6);
    assert_eq!(why(&county(), Some(fieldwork(&two))), Some("INSUFFICIENT_UNITS"));
    let mut published = county();
    published.scores = (0..TOWNSHIPS)
        .map(|i| survey::PublishedScore {
            area: code(&township(i)),
            wave: "rated".to_owned(),
            year: 2025,
            domain: DomainId::parse("overall").unwrap(),
            score: 60.0 + i as f64,
            n: None,
            se: None,
        })
        .collect();
    assert_eq!(why(&published, None), Some("NO_SAMPLING_ERROR"));
}
