//! Columns against one response at a time, for scales, domains and weights of every kind: the same bytes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use insight::{Fold, ResponseRow, cube::Columns};
use serde_json::{Value, json};
use stats::random::Draws;
use survey::{Answers, AreaCode, Mode, Version};

/// Overall, and one domain of so many items, all of one scale.
fn version(options: &[Value], items: usize) -> Version {
    let item = |at: usize| json!({"code": format!("D{at:02}"), "text": {}, "scale": "S", "domain": "roads"});
    let overall = json!({"code": "OVERALL", "text": {}, "scale": "S", "outcome": "overall"});
    let items: Vec<Value> = std::iter::once(overall).chain((0..items).map(item)).collect();
    serde_json::from_value(json!({
        "instrument": "i", "version": 1, "title": {}, "languages": ["en"],
        "items": items,
        "scales": [{"id": "S", "kind": "ordinal", "scored": true, "options": options,
                    "special": [{"code": 88, "role": "dont_know", "label": {}}]}],
    }))
    .unwrap()
}

/// Points 1 to `n`.
fn points(n: u8) -> Vec<Value> {
    (1..=n).map(|code| json!({"code": code, "label": {}})).collect()
}

fn rows(version: &Version, n: usize, cells: u64, weight: fn(u64) -> f64) -> Vec<ResponseRow> {
    let mut draws = Draws::seeded(7, "columns");
    let options = &version.scales[0].options;
    let mut row = || {
        let cell = draws.bits() % cells;
        // blank or don't know one time in eight each
        let mut answer = |item: &survey::Item| match draws.bits() % 8 {
            0 => None,
            1 => Some((item.code.clone(), json!(88))),
            _ => {
                let option = &options[draws.bits() as usize % options.len()];
                Some((item.code.clone(), json!(option.code)))
            }
        };
        let answers: serde_json::Map<String, Value> = version.items.iter().filter_map(&mut answer).collect();
        ResponseRow {
            area: AreaCode::parse(&format!("v{}", cell / 2)).unwrap(),
            age: None,
            sex: None,
            mode: if cell.is_multiple_of(2) {
                Mode::Web
            } else {
                Mode::Paper
            },
            weight: weight(draws.bits()),
            block: None,
            answers: serde_json::from_value::<Answers>(Value::Object(answers)).unwrap(),
            quality: None,
        }
    };
    (0..n).map(|_| row()).collect()
}

#[track_caller]
fn same_bytes(version: &Version, rows: &[ResponseRow]) {
    let (mut fold, mut columns) = (Fold::default(), Columns::default());
    for row in rows {
        fold.add_now(version, row);
        columns.push(version, row).unwrap();
    }
    assert!(columns.fold(version).unwrap().to_bytes() == fold.finish().to_bytes());
}

fn alike(_: u64) -> f64 {
    0.7
}

fn usual(bits: u64) -> f64 {
    0.3 + (bits % 1000) as f64 / 370.0
}

fn heavy(bits: u64) -> f64 {
    (bits % 1_048_577) as f64
}

#[test]
fn short_and_long_domains_of_any_scale_give_the_same_bytes() {
    for (scale, items) in [
        (2, 3),
        (5, 2),
        (5, 5),
        (5, 11),
        (5, 18),
        (7, 4),
        (10, 9),
        (11, 3),
        (11, 12),
    ] {
        let version = version(&points(scale), items);
        for weight in [alike, usual, heavy] {
            same_bytes(&version, &rows(&version, 120, 6, weight));
        }
    }
}

#[test]
fn scores_that_are_no_round_shares_or_missing_or_the_same_give_the_same_bytes() {
    let scored = |code: u8, score: f64| json!({"code": code, "label": {}, "score": score});
    let odd = vec![
        scored(1, 0.1),
        scored(2, 33.333),
        scored(3, 71.7),
        scored(4, 99.9),
    ];
    let twice = vec![scored(1, 0.0), scored(2, 100.0), scored(3, 100.0)];
    let word = json!({"code": "word", "label": {}});
    let unscored = [points(2), vec![word], vec![json!({"code": 3, "label": {}})]].concat();
    for options in [odd, twice, unscored] {
        for items in [3, 6] {
            let version = version(&options, items);
            for weight in [alike, usual, heavy] {
                same_bytes(&version, &rows(&version, 120, 6, weight));
            }
        }
    }
}

#[test]
fn more_people_in_a_cell_than_are_added_up_at_once_give_the_same_bytes() {
    let version = version(&points(5), 3);
    for weight in [alike, usual, heavy] {
        same_bytes(&version, &rows(&version, 9000, 1, weight));
    }
}
