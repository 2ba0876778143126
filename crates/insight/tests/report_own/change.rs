//! What changed since the wave before: planted rises are found, nothing else is called a rise, and what cannot be compared
//! says so.

use insight::report::change::{Changed, MeasureChange};

use super::*;

/// Villages keep their own character from wave to wave; `rise` is added, in points of 1–5, by township and item.
fn wave(seed: u64, each: usize, rise: impl Fn(usize, &str) -> f64) -> Vec<ResponseRow> {
    let (mut character, mut draws) = (Draws::seeded(77, "villages"), Draws::seeded(seed, "wave"));
    let mut rows = Vec::new();
    for i in 0..TOWNSHIPS {
        for v in 0..VILLAGES {
            let village = character.normal() * 0.5;
            for _ in 0..each {
                let mood = draws.normal() * 0.4;
                let mut rate = |item: &'static str, mean: f64| {
                    let value = mean + village + mood + draws.normal() * 0.6 + rise(i, item);
                    (item, value.round().clamp(1.0, 5.0) as u8)
                };
                let low = if i == 3 { 2.2 } else { 3.0 };
                let answers = BTreeMap::from([
                    rate("Q_OVERALL", 3.0),
                    rate("Q_HAPPY", 3.0),
                    rate("S_ROADS", low),
                    rate("S_WATER", 3.0),
                    rate("S_CULTURE", 3.0),
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

fn still(_: usize, _: &str) -> f64 {
    0.0
}

fn earlier(rows: &[ResponseRow]) -> Fieldwork {
    Fieldwork {
        id: "w2023".to_owned(),
        year: 2023,
        ..fieldwork(rows)
    }
}

fn both(then: Fieldwork, now: Fieldwork) -> Report {
    made(&county(), &[then, now], &quick()).unwrap()
}

fn measure<'a>(report: &'a Report, name: &str) -> &'a MeasureChange {
    report.change.measures.iter().find(|m| m.measure == name).unwrap()
}

fn village_means(rows: &[ResponseRow], place: usize, item: &str) -> Vec<f64> {
    let of = |v: usize| {
        let area = format!("{}V{v}", township(place));
        let here = rows.iter().filter(|r| r.area.as_str() == area);
        let points: Vec<f64> = here
            .map(|r| serde_json::to_value(&r.answers).unwrap()[item].as_f64().unwrap())
            .map(|v| 25.0 * (v - 1.0))
            .collect();
        stats::mean(&points).unwrap()
    };
    (0..VILLAGES).map(of).collect()
}

#[test]
fn a_planted_rise_and_a_planted_fall_are_found_where_they_are() {
    let moved = |i: usize, item: &str| match (i, item) {
        (5, "S_ROADS") => 0.8,
        (8, "S_ROADS") => -0.8,
        _ => 0.0,
    };
    let found = both(earlier(&wave(1, 60, still)), fieldwork(&wave(2, 60, moved)));
    assert_eq!(found.change.before.as_deref(), Some("w2023"));
    let roads = measure(&found, "roads");
    let at = |i: usize| &roads.places[i];
    assert_eq!((at(5).code, at(8).code), (Some("UP"), Some("DOWN")), "{roads:?}");
    assert!((at(5).difference.unwrap() - 20.0).abs() < 5.0 && at(5).villages_twice == VILLAGES);
    assert!(at(5).q.unwrap() < 0.1 && at(5).q.unwrap() >= at(5).p.unwrap());
    let water = measure(&found, "water");
    let sure = |c: &&Changed| c.q.is_some_and(|q| q < 0.1);
    assert_eq!(water.places.iter().filter(sure).count(), 0, "{water:?}");
    let county = water.county.as_ref().unwrap();
    assert_eq!(
        (county.q, county.code),
        (None, Some("ABOUT_THE_SAME")),
        "{county:?}"
    );
}

#[test]
fn villages_asked_twice_are_compared_with_themselves() {
    let (then, now) = (wave(3, 60, still), wave(4, 60, still));
    let found = both(earlier(&then), fieldwork(&now));
    let place = &measure(&found, "roads").places[6];
    // with as many people in every village the stacked error is that of the mean of the villages' differences
    let (a, b) = (
        village_means(&then, 6, "S_ROADS"),
        village_means(&now, 6, "S_ROADS"),
    );
    let differences: Vec<f64> = b.iter().zip(&a).map(|(b, a)| b - a).collect();
    let mean = stats::mean(&differences).unwrap();
    let squares: f64 = differences.iter().map(|d| (d - mean).powi(2)).sum();
    let m = VILLAGES as f64;
    assert!((place.difference.unwrap() - mean).abs() < 1e-9);
    assert!((place.se.unwrap() - (squares / (m * (m - 1.0))).sqrt()).abs() < 1e-9);
    let old = made(&county(), &[earlier(&then)], &quick()).unwrap();
    let se = |r: &Report| {
        let roads = r.scores.iter().find(|s| s.measure == "roads").unwrap();
        roads.county.as_ref().unwrap().se.unwrap()
    };
    let whole = measure(&found, "roads").county.as_ref().unwrap();
    assert!(whole.se.unwrap() < 0.6 * se(&old).hypot(se(&found)), "{whole:?}");
    assert_eq!(
        (whole.villages_twice, whole.df),
        (48, Some((48 - TOWNSHIPS - 1) as f64))
    );
}

#[test]
fn other_villages_are_a_separate_sample() {
    let (mut then, mut now) = (wave(5, 60, still), wave(6, 60, still));
    let early = |r: &ResponseRow| r.area.as_str().ends_with("V0") || r.area.as_str().ends_with("V1");
    then.retain(early);
    now.retain(|r| !early(r));
    let old = made(&county(), &[earlier(&then)], &quick()).unwrap();
    let found = both(earlier(&then), fieldwork(&now));
    let score = |r: &Report| r.scores.iter().find(|s| s.measure == "water").unwrap().places[2].clone();
    let (before, after) = (score(&old), score(&found));
    let place = &measure(&found, "water").places[2];
    assert_eq!((place.villages_twice, place.before), (0, before.value));
    let (a, b) = (before.se.unwrap().powi(2), after.se.unwrap().powi(2));
    assert!((place.se.unwrap() - (a + b).sqrt()).abs() < 1e-9);
    assert!((place.df.unwrap() - (a + b).powi(2) / (a * a + b * b)).abs() < 1e-9);
}

#[test]
fn a_place_hidden_in_either_wave_shows_neither_the_other_score_nor_the_change() {
    let mut then = wave(7, 40, still);
    let mut kept = 0;
    then.retain(|r| {
        !r.area.as_str().starts_with("T07") || {
            kept += 1;
            kept % 23 == 1
        }
    });
    let found = both(earlier(&then), fieldwork(&wave(8, 40, still)));
    for measure in &found.change.measures {
        let hidden: Vec<&Changed> = measure.places.iter().filter(|c| c.difference.is_none()).collect();
        assert!(hidden.len() >= 2 && hidden.iter().any(|c| c.area.as_str() == "T07"));
        for place in hidden {
            assert_eq!(
                (place.before, place.se, place.p, place.q),
                (None, None, None, None)
            );
            assert!(place.code.is_none() && place.interval.is_none());
            assert!(place.status.unwrap().starts_with("SUPPRESSED"), "{place:?}");
        }
    }
}

#[test]
fn an_open_link_few_answers_and_one_wave_give_no_verdict_on_change() {
    let open = Fieldwork {
        open_link: true,
        ..earlier(&wave(9, 40, still))
    };
    let found = both(open, fieldwork(&wave(10, 40, |_, _| 1.0)));
    assert_eq!(found.change.notices, ["OPT_IN"]);
    let all = found
        .change
        .measures
        .iter()
        .flat_map(|m| m.places.iter().chain(&m.county));
    for place in all {
        assert!(place.difference.is_some() && place.interval.is_none() && place.p.is_none());
        assert_eq!((place.code, place.status), (Some("CANNOT_TELL"), Some("OPT_IN")));
    }
    let few = both(earlier(&wave(11, 6, still)), fieldwork(&wave(12, 6, |_, _| 1.5)));
    let place = &measure(&few, "roads").places[1];
    assert_eq!(
        (place.code, place.status, place.q),
        (Some("CANNOT_TELL"), Some("SMALL_BASE"), None)
    );
    let one = made(&county(), &[fieldwork(&wave(13, 20, still))], &quick()).unwrap();
    assert_eq!(
        (one.change.status, one.change.measures.len()),
        (Some("ONE_WAVE"), 0)
    );
}

#[test]
fn another_wording_scale_or_set_of_items_is_no_change() {
    let rows = wave(14, 20, still);
    let mut then = earlier(&rows);
    let item = |version: &mut Version, code: &str| {
        let at = version.items.iter().position(|i| i.code == code).unwrap();
        version.items[at].clone()
    };
    then.version.items[2].text = Text::of("en", "How good are the roads?");
    let mut more = item(&mut then.version, "S_WATER");
    more.code = "S_WATER_2".to_owned();
    then.version.items.push(more);
    then.version.items[4]
        .text
        .0
        .insert("zh-Hans".to_owned(), "文化".to_owned());
    let mut now = fieldwork(&wave(15, 20, still));
    now.version.items[0].reverse = true;
    let found = both(then, now);
    let status = |name: &str| measure(&found, name).status;
    assert_eq!(status("roads"), Some("OTHER_QUESTIONS"));
    assert_eq!(status("water"), Some("OTHER_QUESTIONS"));
    assert_eq!(status("Q_OVERALL"), Some("OTHER_QUESTIONS"));
    assert!(measure(&found, "roads").places.is_empty() && measure(&found, "roads").county.is_none());
    // a language more is no other wording
    assert_eq!((status("culture"), status("Q_HAPPY")), (None, None));
}

#[test]
fn waves_answered_in_other_ways_are_not_compared() {
    let moved = |i: usize, item: &str| if i == 5 && item == "S_ROADS" { 0.8 } else { 0.0 };
    let mut then = wave(16, 60, still);
    then.iter_mut().step_by(3).for_each(|r| r.mode = Mode::Paper);
    let found = both(earlier(&then), fieldwork(&wave(17, 60, moved)));
    assert_eq!(found.change.notices, ["MODES_DIFFER"]);
    let roads = measure(&found, "roads");
    for place in roads.places.iter().chain(&roads.county) {
        assert_eq!(
            (place.code, place.status),
            (None, Some("MODES_DIFFER")),
            "{place:?}"
        );
        assert_eq!(
            (place.before, place.difference, place.interval, place.q),
            (None, None, None, None)
        );
    }
}

#[test]
fn one_township_that_changed_its_ways_is_not_compared_and_the_others_are() {
    let moved = |i: usize, item: &str| match (i, item) {
        (5, "S_ROADS") => 0.8,
        (8, "S_ROADS") => -0.8,
        _ => 0.0,
    };
    let mut then = wave(1, 60, still);
    for row in then.iter_mut().filter(|r| r.area.as_str().starts_with("T05")) {
        row.mode = Mode::Paper;
    }
    let found = both(earlier(&then), fieldwork(&wave(2, 60, moved)));
    assert_eq!(found.change.notices, ["MODES_DIFFER"]);
    let roads = measure(&found, "roads");
    let said = |i: usize| (roads.places[i].code, roads.places[i].status);
    assert_eq!(
        (said(5), said(8)),
        ((None, Some("MODES_DIFFER")), (Some("DOWN"), None))
    );
    assert!(roads.county.as_ref().unwrap().difference.is_some());
    // a fifth of the answers and less moves nothing
    let mut then = wave(1, 60, still);
    then.iter_mut().step_by(6).for_each(|r| r.mode = Mode::Paper);
    let alike = both(earlier(&then), fieldwork(&wave(2, 60, moved)));
    assert!(alike.change.notices.is_empty());
    assert_eq!(measure(&alike, "roads").places[5].code, Some("UP"));
}

#[test]
fn a_township_that_surely_rises_is_not_told_that_its_money_does_not_produce() {
    let rising = |i: usize, item: &str| if i == 3 && item == "S_ROADS" { -0.8 } else { 0.0 };
    let risen = both(earlier(&wave(18, 60, rising)), fieldwork(&wave(19, 60, still)));
    assert_eq!(measure(&risen, "roads").places[3].code, Some("UP"));
    let roads = cell(&risen, "T03", "roads");
    assert!(
        roads.gates.iter().any(|g| g == "IMPROVING") && !roads.listed,
        "{roads:?}"
    );
    let same = both(earlier(&wave(18, 60, still)), fieldwork(&wave(19, 60, still)));
    let roads = cell(&same, "T03", "roads");
    assert_eq!(roads.verdict.as_deref(), Some("NOT_PRODUCING"), "{roads:?}");
}

#[test]
fn the_order_of_two_waves_answers_changes_no_byte() {
    let (then, now) = (wave(20, 20, still), wave(21, 20, still));
    let turned = |rows: &[ResponseRow]| {
        let mut rows = rows.to_vec();
        Draws::seeded(5, "order").shuffle(&mut rows);
        rows
    };
    let bytes = |a: &[ResponseRow], b: &[ResponseRow]| {
        serde_json::to_string(&both(earlier(a), fieldwork(b))).unwrap()
    };
    assert_eq!(bytes(&then, &now), bytes(&turned(&then), &turned(&now)));
}
