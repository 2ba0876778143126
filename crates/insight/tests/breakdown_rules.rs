//! Folding and breaking down, on forms small enough to check by hand.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use insight::{
    AreaCut, Cube, Cut, Fold, Hidden, ResponseRow, Threshold, breakdown, breakdown::ItemBreakdown,
    breakdown_from,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use survey::{Area, AreaCode, Level, Mode, Version};

/// A rating, one turned round that only drivers see, two rotating items, picks, a number, words, a sensitive yes or no.
fn version() -> Version {
    let item = |code: &str, scale: &str| json!({"code": code, "text": {"en": code}, "scale": scale});
    let options = |codes: &[u8]| {
        codes
            .iter()
            .map(|c| json!({"code": c, "label": {}}))
            .collect::<Vec<_>>()
    };
    let mut turned = item("TURNED", "S5");
    turned["reverse"] = json!(true);
    turned["condition"] = json!({"all": [{"item": "DRIVES", "in": [1]}]});
    let mut paid = item("PAID", "YN");
    paid["sensitive"] = json!(true);
    let mut coached = item("COACHED", "YN");
    coached["county_only"] = json!(true);
    serde_json::from_value(json!({
        "instrument": "i", "version": 1, "title": {}, "languages": ["en"],
        "items": [
            item("DRIVES", "YN"), item("ROADS", "S5"), turned, item("A", "S5"), item("B", "S5"), item("TOP", "TOP3"),
            item("YEARS", "NUM"), item("WHY", "TX"), paid, coached, item("AGE", "YN"),
        ],
        "blocks": [{"id": "A", "items": ["A"]}, {"id": "B", "items": ["B"]}],
        "profile": {"age": "AGE"},
        "domain_options": [{"code": "roads", "label": {}}, {"code": "water", "label": {}}],
        "scales": [
            {"id": "S5", "kind": "ordinal", "scored": true, "options": options(&[5, 4, 3, 2, 1]),
             "top_box": [5, 4], "bottom_box": [2, 1],
             "special": [{"code": 8, "role": "dont_know", "label": {}}, {"code": 7, "role": "not_used", "label": {}},
                         {"code": 9, "role": "refused", "label": {}}]},
            {"id": "YN", "kind": "single_choice", "options": options(&[1, 2])},
            {"id": "TOP3", "kind": "multi_choice", "max_picks": 3, "options": options(&[0]), "options_from": "domains",
             "special": [{"code": 88, "role": "dont_know", "label": {}}]},
            {"id": "NUM", "kind": "number"}, {"id": "TX", "kind": "text"},
        ],
    }))
    .unwrap()
}

fn row(area: &str, answers: Value) -> ResponseRow {
    ResponseRow {
        area: AreaCode::parse(area).unwrap(),
        age: None,
        sex: None,
        mode: Mode::Web,
        weight: 1.0,
        block: Some(0),
        answers: serde_json::from_value(answers).unwrap(),
        quality: None,
    }
}

fn tally(rows: &[ResponseRow]) -> Cube {
    let (mut fold, version) = (Fold::default(), version());
    rows.iter().for_each(|row| fold.add(&version, row));
    fold.finish()
}

/// Each of the answers given by ten people of one village.
fn ten_of_each(answers: &[Value]) -> Cube {
    tally(
        &answers
            .iter()
            .flat_map(|a| (0..10).map(|_| row("v", a.clone())))
            .collect::<Vec<_>>(),
    )
}

fn item(tally: &Cube, cut: &Cut, code: &str) -> ItemBreakdown {
    let found = breakdown(tally, &version(), cut);
    found.items.into_iter().find(|i| i.item == code).unwrap()
}

fn total(tally: &Cube, code: &str) -> insight::breakdown::Figures {
    item(tally, &Cut::All, code).total.figures.unwrap()
}

#[test]
fn special_answers_are_reported_and_never_scored() {
    let given = [
        json!({"ROADS": 5}),
        json!({"ROADS": 8}),
        json!({"ROADS": 7}),
        json!({"ROADS": 9}),
        json!({}),
    ];
    let f = total(&ten_of_each(&given), "ROADS");
    assert_eq!(
        (
            f.n_all,
            f.n_valid,
            f.n_dont_know,
            f.n_not_used,
            f.n_refused,
            f.n_blank
        ),
        (50, 10, 10, 10, 10, 10)
    );
    assert_eq!((f.mean, f.score, f.sd), (Some(5.0), Some(100.0), Some(0.0)));
}

#[test]
fn a_turned_item_keeps_its_codes_and_turns_its_score_and_boxes() {
    let given = [
        json!({"DRIVES": 1, "TURNED": 1}),
        json!({"DRIVES": 1, "TURNED": 2}),
    ];
    let f = total(&ten_of_each(&given), "TURNED");
    assert_eq!((f.mean, f.score), (Some(1.5), Some(87.5)));
    assert_eq!((f.top_two.unwrap().n, f.bottom_two.unwrap().n), (20, 0));
}

#[test]
fn what_a_condition_hides_is_not_asked_even_if_answered() {
    let given = [
        json!({"DRIVES": 1, "TURNED": 1}),
        json!({"DRIVES": 2, "TURNED": 5}),
        json!({"TURNED": 5}),
    ];
    let f = total(&ten_of_each(&given), "TURNED");
    assert_eq!((f.n_all, f.n_valid, f.n_not_asked, f.n_blank), (30, 10, 20, 0));
}

#[test]
fn items_of_the_other_block_are_not_asked() {
    let mut rows = Vec::new();
    for block in [Some(0), Some(1), None] {
        rows.extend((0..10).map(|_| ResponseRow {
            block,
            ..row("v", json!({"A": 5, "B": 1}))
        }));
    }
    let tally = tally(&rows);
    assert_eq!(
        (total(&tally, "A").n_valid, total(&tally, "A").n_not_asked),
        (20, 10)
    );
    assert_eq!(
        (total(&tally, "B").n_valid, total(&tally, "B").n_not_asked),
        (20, 10)
    );
}

#[test]
fn several_picks_count_each_once_and_unknown_ones_not_at_all() {
    let given = [
        json!({"TOP": ["roads", "water", "roads"]}),
        json!({"TOP": ["roads"]}),
        json!({"TOP": "roads"}),
        json!({"TOP": ["opera"]}),
        json!({"TOP": 88}),
    ];
    let f = total(&ten_of_each(&given), "TOP");
    assert_eq!((f.n_valid, f.n_dont_know, f.n_blank), (30, 10, 10));
    let counts: Vec<(&str, u64)> = f.distribution.iter().map(|d| (d.code.as_str(), d.n)).collect();
    assert_eq!(counts, [("0", 0), ("roads", 30), ("water", 10)]);
}

#[test]
fn typed_numbers_are_kept_as_sums_and_words_only_counted() {
    let tally = ten_of_each(&[
        json!({"YEARS": 2, "WHY": "mud"}),
        json!({"YEARS": 4.0, "WHY": " "}),
    ]);
    let f = total(&tally, "YEARS");
    assert_eq!((f.n_valid, f.mean), (20, Some(3.0)));
    assert!((f.sd.unwrap() - (20.0_f64 / 19.0).sqrt()).abs() < 1e-12);
    assert_eq!(total(&tally, "WHY").n_valid, 10);
    let bytes = tally.to_bytes();
    assert!(!bytes.windows(3).any(|at| at == b"mud"));
}

#[test]
fn weights_move_the_weighted_mean_alone_and_doubling_them_changes_nothing() {
    let rows = |unit: f64| -> Vec<ResponseRow> {
        let one = |i: usize| ResponseRow {
            weight: unit * if i < 10 { 3.0 } else { 1.0 },
            ..row(
                "v",
                if i < 10 {
                    json!({"ROADS": 5})
                } else {
                    json!({"ROADS": 1})
                },
            )
        };
        (0..20).map(one).collect()
    };
    let f = total(&tally(&rows(1.0)), "ROADS");
    assert_eq!((f.n_valid, f.mean, f.score), (20, Some(3.0), Some(50.0)));
    let weighted = f.weighted.unwrap();
    assert_eq!(
        (weighted.mean, weighted.score, weighted.n_eff),
        (Some(4.0), Some(75.0), 16.0)
    );
    assert_eq!(total(&tally(&rows(2.0)), "ROADS"), f);
}

#[test]
fn a_weight_that_is_no_weight_has_no_part_in_weighted_figures() {
    let mut rows: Vec<ResponseRow> = (0..20).map(|_| row("v", json!({"ROADS": 5}))).collect();
    rows[0] = ResponseRow {
        weight: f64::NAN,
        ..row("v", json!({"ROADS": 1}))
    };
    let f = total(&tally(&rows), "ROADS");
    assert_eq!((f.n_valid, f.weighted.unwrap().mean), (20, Some(5.0)));
}

#[test]
fn a_tally_comes_back_from_its_snapshot_as_it_was_and_merging_is_folding_on() {
    let rows: Vec<ResponseRow> = (0..30)
        .map(|i| row(&format!("v{}", i % 3), json!({"ROADS": 1 + i % 5, "YEARS": i})))
        .collect();
    let whole = tally(&rows);
    let back = Cube::from_snapshot(&whole.to_snapshot()).unwrap();
    assert_eq!(back, whole);
    let mut merged = Fold::default();
    merged.absorb(&tally(&rows[20..]));
    merged.absorb(&tally(&rows[..20]));
    assert_eq!(merged.finish().to_bytes(), whole.to_bytes());
}

fn area(code: &str, level: Level, parent: Option<&str>) -> Area {
    Area {
        code: AreaCode::parse(code).unwrap(),
        name: code.to_owned(),
        level,
        parent: parent.and_then(AreaCode::parse),
        settlement: None,
        aliases: Vec::new(),
    }
}

/// A county of townships a, b, c with villages a1, a2, …, and a tally with so many answers from each area.
fn county(answers: &[(&str, usize)]) -> (Vec<Area>, Cube) {
    let mut areas = vec![area("county", Level::County, None)];
    for township in ["a", "b", "c"] {
        areas.push(area(township, Level::Township, Some("county")));
        areas.extend((1..=3).map(|i| area(&format!("{township}{i}"), Level::Village, Some(township))));
    }
    let rows = answers
        .iter()
        .flat_map(|&(area, n)| (0..n).map(move |i| row(area, json!({"ROADS": 1 + i % 5}))));
    (areas, tally(&rows.collect::<Vec<_>>()))
}

/// key (with its township), n if shown.
fn shown(item: &ItemBreakdown) -> Vec<(String, Option<u64>)> {
    item.rows
        .iter()
        .map(|r| {
            let key = r.key.clone().unwrap_or_else(|| "-".into());
            (
                format!("{}/{key}", r.within.as_deref().unwrap_or("")),
                r.figures.as_ref().map(|f| f.n_valid),
            )
        })
        .collect()
}

#[test]
fn villages_roll_up_into_townships_and_strays_have_a_row_without_a_key() {
    let (areas, tally) = county(&[
        ("a1", 20),
        ("a2", 15),
        ("a", 5),
        ("b1", 30),
        ("c1", 25),
        ("county", 12),
    ]);
    let found = item(
        &tally,
        &Cut::Area(AreaCut::at_level(&areas, Level::Township)),
        "ROADS",
    );
    let want = [("/a", 40), ("/b", 30), ("/c", 25), ("/-", 12)];
    assert_eq!(shown(&found), want.map(|(k, n)| (k.to_owned(), Some(n))));
}

#[test]
fn each_township_is_a_line_of_its_own_for_its_villages() {
    let (areas, tally) = county(&[
        ("a1", 20),
        ("a2", 5),
        ("a3", 15),
        ("b1", 30),
        ("b2", 30),
        ("c1", 25),
        ("c2", 12),
    ]);
    let found = item(
        &tally,
        &Cut::Area(AreaCut::at_level(&areas, Level::Village)),
        "ROADS",
    );
    let want = [
        ("a/a1", Some(20)),
        ("a/a2", None),
        ("a/a3", None),
        ("b/b1", Some(30)),
        ("b/b2", Some(30)),
        ("b/b3", Some(0)),
        ("c/c1", Some(25)),
        ("c/c2", Some(12)),
        ("c/c3", Some(0)),
    ];
    assert_eq!(shown(&found), want.map(|(k, n)| (k.to_owned(), n)));
}

#[test]
fn villages_of_a_hidden_township_are_hidden_with_it() {
    let (areas, tally) = county(&[
        ("a1", 3),
        ("a2", 3),
        ("b1", 11),
        ("b2", 11),
        ("c1", 40),
        ("c2", 40),
    ]);
    let townships = item(
        &tally,
        &Cut::Area(AreaCut::at_level(&areas, Level::Township)),
        "ROADS",
    );
    assert_eq!(shown(&townships).iter().filter(|(_, n)| n.is_none()).count(), 2);
    let villages = item(
        &tally,
        &Cut::Area(AreaCut::at_level(&areas, Level::Village)),
        "ROADS",
    );
    for (key, n) in shown(&villages) {
        assert_eq!(n.is_some(), key.starts_with("c/"), "{key}");
    }
}

#[test]
fn a_hidden_row_carries_no_figure_into_the_json() {
    let (areas, tally) = county(&[("a1", 4), ("b1", 30), ("c1", 50)]);
    let found = item(
        &tally,
        &Cut::Area(AreaCut::at_level(&areas, Level::Township)),
        "ROADS",
    );
    assert_eq!(
        serde_json::to_value(&found.rows[..2]).unwrap(),
        json!([
            {"key": "a", "hidden": "SUPPRESSED_PRIMARY", "figures": null},
            {"key": "b", "hidden": "SUPPRESSED_COMPLEMENTARY", "figures": null},
        ])
    );
}

/// Ages of so many people, of whom so many rated the roads and so many A.
fn aged(groups: &[(&str, usize, usize, usize)]) -> Cube {
    let one = |age: &str, i: usize, roads: usize, a: usize| ResponseRow {
        age: Some(age.to_owned()),
        answers: serde_json::from_value(json!({
            "ROADS": if i < roads { json!(1 + i % 5) } else { json!(8) },
            "A": if i < a { json!(4) } else { json!(9) },
        }))
        .unwrap(),
        ..row("v", json!({}))
    };
    let rows = groups
        .iter()
        .flat_map(|&(age, n, roads, a)| (0..n).map(move |i| one(age, i, roads, a)));
    tally(&rows.collect::<Vec<_>>())
}

fn hidden(tally: &Cube, code: &str) -> Vec<Option<Hidden>> {
    item(tally, &Cut::Age, code)
        .rows
        .iter()
        .map(|r| r.hidden)
        .collect()
}

#[test]
fn nine_of_twenty_two_are_hidden_with_the_two_and_the_eleven_beside_them() {
    let tally = aged(&[("1", 9, 9, 9), ("2", 11, 11, 11), ("3", 2, 2, 2)]);
    assert_eq!(
        hidden(&tally, "ROADS"),
        [
            Some(Hidden::Primary),
            Some(Hidden::Complementary),
            Some(Hidden::Primary)
        ]
    );
}

#[test]
fn nine_take_one_of_three_equal_groups_with_them_and_leave_two_visible() {
    let tally = aged(&[
        ("1", 9, 9, 9),
        ("2", 18, 18, 18),
        ("3", 18, 18, 18),
        ("4", 18, 18, 18),
    ]);
    let hidden = hidden(&tally, "ROADS");
    assert_eq!(
        hidden.iter().map(Option::is_some).collect::<Vec<_>>(),
        [true, true, false, false]
    );
}

#[test]
fn what_one_item_hides_for_the_people_every_item_hides() {
    let tally = aged(&[
        ("1", 6, 6, 2),
        ("2", 40, 12, 40),
        ("3", 30, 30, 30),
        ("4", 50, 50, 8),
    ]);
    let mask = |code: &str| {
        hidden(&tally, code)
            .iter()
            .map(Option::is_some)
            .collect::<Vec<_>>()
    };
    // by its answers alone the roads would have hidden the second group beside the first
    assert_eq!(mask("ROADS"), [true, false, true, false]);
    assert_eq!(mask("A"), [true, false, true, true]);
}

#[test]
fn a_total_below_k_hides_everything() {
    let (areas, tally) = county(&[("a1", 4), ("b1", 5)]);
    let found = item(
        &tally,
        &Cut::Area(AreaCut::at_level(&areas, Level::Township)),
        "ROADS",
    );
    assert_eq!(
        (found.total.hidden, found.total.figures),
        (Some(Hidden::Primary), None)
    );
    assert!(
        found
            .rows
            .iter()
            .all(|r| r.figures.is_none() && r.hidden.is_some())
    );
}

#[test]
fn a_raised_k_hides_more() {
    let (areas, tally) = county(&[("a1", 30), ("b1", 40), ("c1", 50)]);
    let cut = Cut::Area(AreaCut::at_level(&areas, Level::Township));
    let visible = |k: u64| {
        let found = breakdown_from(&tally, &version(), &cut, Threshold::raised_to(k));
        found.items[1].rows.iter().filter(|r| r.hidden.is_none()).count()
    };
    assert_eq!((visible(1), visible(35), visible(200)), (3, 1, 0));
}

#[test]
fn everybody_or_nobody_on_a_sensitive_item_is_hidden() {
    let rows = |area: &'static str, yes: usize| {
        (0..40).map(move |i| row(area, json!({"PAID": 1 + u8::from(i >= yes)})))
    };
    let tally = tally(
        &rows("a1", 40)
            .chain(rows("b1", 10))
            .chain(rows("c1", 0))
            .collect::<Vec<_>>(),
    );
    let (areas, _) = county(&[]);
    let found = item(
        &tally,
        &Cut::Area(AreaCut::at_level(&areas, Level::Township)),
        "PAID",
    );
    assert_eq!(
        shown(&found),
        [("/a", None), ("/b", Some(40)), ("/c", None)].map(|(k, n)| (k.to_owned(), n))
    );
}

#[test]
fn items_kept_to_the_county_have_no_areas_and_who_answers_has_no_rows() {
    let (areas, tally) = county(&[("a1", 40), ("b1", 50)]);
    let found = breakdown(
        &tally,
        &version(),
        &Cut::Area(AreaCut::at_level(&areas, Level::Township)),
    );
    assert!(found.items.iter().all(|i| i.item != "COACHED"));
    assert!(
        found
            .items
            .iter()
            .find(|i| i.item == "AGE")
            .unwrap()
            .rows
            .is_empty()
    );
    assert!(!item(&tally, &Cut::Mode, "COACHED").rows.is_empty());
}

#[test]
fn ages_sexes_and_modes_are_rows_with_those_who_did_not_say_last() {
    let mut rows = Vec::new();
    for (age, sex, mode) in [
        (Some("30"), Some("f"), Mode::Web),
        (Some("60"), None, Mode::Paper),
        (None, None, Mode::Web),
    ] {
        rows.extend((0..20).map(|_| ResponseRow {
            age: age.map(str::to_owned),
            sex: sex.map(str::to_owned),
            mode,
            ..row("v", json!({"ROADS": 4}))
        }));
    }
    let tally = tally(&rows);
    let keys = |cut: &Cut| -> Vec<(String, Option<u64>)> { shown(&item(&tally, cut, "ROADS")) };
    let want = |rows: &[(&str, u64)]| -> Vec<(String, Option<u64>)> {
        rows.iter().map(|(k, n)| (format!("/{k}"), Some(*n))).collect()
    };
    assert_eq!(keys(&Cut::Age), want(&[("30", 20), ("60", 20), ("-", 20)]));
    assert_eq!(keys(&Cut::Sex), want(&[("f", 20), ("-", 40)]));
    assert_eq!(keys(&Cut::Mode), want(&[("paper", 20), ("web", 40)]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn subtracting_pages_from_each_other_never_leaves_fewer_than_ten(
        sizes in proptest::collection::vec(0_usize..35, 9)
    ) {
        let names = ["a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3"];
        let answers: Vec<(&str, usize)> = names.into_iter().zip(sizes).collect();
        let (areas, tally) = county(&answers);
        prop_assume!(answers.iter().map(|(_, n)| n).sum::<usize>() >= 10);
        let at = |level| item(&tally, &Cut::Area(AreaCut::at_level(&areas, level)), "ROADS");
        let (townships, villages) = (at(Level::Township), at(Level::Village));
        let n = |row: &insight::breakdown::Row| row.figures.as_ref().map(|f| f.n_valid);
        let sum = |rows: &[&insight::breakdown::Row]| rows.iter().filter_map(|r| n(r)).sum::<u64>();
        let left = n(&townships.total).unwrap() - sum(&townships.rows.iter().collect::<Vec<_>>());
        prop_assert!(left == 0 || left >= 10);
        for township in &townships.rows {
            let own: Vec<_> = villages.rows.iter().filter(|v| v.within == township.key).collect();
            match n(township) {
                Some(all) => prop_assert!(all - sum(&own) == 0 || all - sum(&own) >= 10),
                None => prop_assert!(own.iter().all(|v| n(v).is_none())),
            }
        }
        for row in townships.rows.iter().chain(&villages.rows) {
            prop_assert!(n(row).is_none_or(|n| n == 0 || n >= 10));
        }
    }
}
