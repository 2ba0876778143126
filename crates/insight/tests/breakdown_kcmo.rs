//! Kansas City microdata through tally and breakdown. The data stay outside the project: read where `MINXIN_SHARED`
//! points (default `../shared` beside the workspace), skipped with a word where they are not.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use std::{collections::BTreeMap, path::PathBuf};

use insight::{AreaCut, Cube, Cut, Fold, ResponseRow, breakdown};
use survey::{Answers, Area, AreaCode, Level, Mode, Version, answer::Atom, answer::Value};

type Record = BTreeMap<String, String>;

fn kcmo() -> Option<PathBuf> {
    let workspace = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = workspace.join(std::env::var_os("MINXIN_SHARED").unwrap_or_else(|| "../shared".into()));
    let folder = shared.join("data/kcmo");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not there; set MINXIN_SHARED", folder.display());
    None
}

fn records(folder: &std::path::Path, name: &str) -> Vec<Record> {
    csv::Reader::from_path(folder.join(name))
        .unwrap()
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

/// Five points, 9 = don't know, for each of the items.
fn version(items: &[String]) -> Version {
    let items: Vec<_> = items
        .iter()
        .map(|code| serde_json::json!({"code": code, "text": {"en": code}, "scale": "S5"}))
        .collect();
    serde_json::from_value(serde_json::json!({
        "instrument": "kcmo", "version": 1, "title": {"en": "2021"}, "languages": ["en"], "items": items,
        "scales": [{
            "id": "S5", "kind": "ordinal", "scored": true, "top_box": [4, 5], "bottom_box": [1, 2],
            "options": (1..=5).map(|c| serde_json::json!({"code": c, "label": {}})).collect::<Vec<_>>(),
            "special": [{"code": 9, "role": "dont_know", "label": {}}],
        }],
    }))
    .unwrap()
}

fn area(code: &str) -> Area {
    Area {
        code: AreaCode::parse(code).unwrap(),
        name: code.to_owned(),
        level: Level::Township,
        parent: None,
        settlement: None,
        aliases: Vec::new(),
    }
}

/// Tally of the items by the areas in `column`, and those areas.
fn tally(rows: &[Record], version: &Version, column: &str) -> (Cube, Vec<Area>) {
    let mut fold = Fold::default();
    let mut areas = BTreeMap::new();
    for row in rows {
        let answer = |code: &String| match row[code].as_str() {
            "" | "NA" | "99" => None,
            value => Some((code.clone(), Value::One(Atom::from_field(value)))),
        };
        let codes = version.items.iter().map(|item| &item.code);
        areas
            .entry(row[column].clone())
            .or_insert_with(|| area(&row[column]));
        fold.add(
            version,
            &ResponseRow {
                area: AreaCode::parse(&row[column]).unwrap(),
                age: None,
                sex: None,
                mode: Mode::Web,
                weight: 1.0,
                block: None,
                answers: Answers(codes.filter_map(answer).collect()),
                quality: None,
            },
        );
    }
    (fold.finish(), areas.into_values().collect())
}

#[track_caller]
fn close(found: f64, want: &str) {
    let want: f64 = want.parse().unwrap();
    assert!((found - want).abs() <= 1e-6, "{found} is not {want}");
}

#[test]
fn golden_kcmo_reference_by_district_every_column() {
    let Some(folder) = kcmo() else { return };
    let (reference, rows) = (
        records(&folder, "reference_by_district.csv"),
        records(&folder, "FY2022_RS_Cleaned_safe.csv"),
    );
    let mut items: Vec<String> = reference.iter().map(|r| r["column"].clone()).collect();
    items.dedup();
    assert_eq!((items.len(), reference.len()), (22, 132));
    let version = version(&items);
    let (tally, districts) = tally(&rows, &version, "counci");
    let found = breakdown(
        &tally,
        &version,
        &Cut::Area(AreaCut::at_level(&districts, Level::Township)),
    );
    for want in &reference {
        let item = found.items.iter().find(|i| i.item == want["column"]).unwrap();
        let row = item
            .rows
            .iter()
            .find(|r| r.key.as_ref() == Some(&want["district"]))
            .unwrap();
        let figures = row.figures.as_ref().unwrap();
        for (column, n) in [
            ("n_all", figures.n_all),
            ("n_valid", figures.n_valid),
            ("n_dont_know", figures.n_dont_know),
            ("n_blank", figures.n_blank),
        ] {
            assert_eq!(n.to_string(), want[column], "{column} of {want:?}");
        }
        close(figures.mean.unwrap(), &want["mean"]);
        close(figures.score.unwrap(), &want["score100"]);
        close(figures.sd.unwrap(), &want["sd"]);
        close(100.0 * figures.top_two.unwrap().share, &want["top2box"]);
        close(100.0 * figures.bottom_two.unwrap().share, &want["bottom2box"]);
        assert_eq!(figures.weighted, None);
    }
}

#[test]
fn no_postcode_with_fewer_than_ten_answers_is_shown() {
    let Some(folder) = kcmo() else { return };
    let version = version(&["q3_11".to_owned(), "q9_01".to_owned()]);
    let rows = records(&folder, "FY2022_RS_Cleaned_safe.csv");
    let (tally, postcodes) = tally(&rows, &version, "zip");
    let found = breakdown(
        &tally,
        &version,
        &Cut::Area(AreaCut::at_level(&postcodes, Level::Township)),
    );
    for item in &found.items {
        let total = item.total.figures.as_ref().unwrap();
        let visible: Vec<_> = item.rows.iter().filter_map(|row| row.figures.as_ref()).collect();
        assert!(visible.iter().all(|f| f.n_valid >= 10));
        let left = total.n_valid - visible.iter().map(|f| f.n_valid).sum::<u64>();
        assert!(left >= 10 && item.rows.iter().filter(|row| row.hidden.is_some()).count() > 5);
    }
}
