//! Reference files through the whole program: import → store → formula → JSON.
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use std::{collections::BTreeMap, path::PathBuf};

use serde_json::Value;
use tempfile::tempdir;

use super::{
    cli::{associate, lgbf},
    program::{file, run},
};

type Record = BTreeMap<String, String>;

fn records(path: &str) -> Vec<Record> {
    csv::Reader::from_path(path)
        .unwrap()
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

fn reference(name: &str) -> Vec<Record> {
    records(&file(&format!("crates/insight/tests/lgbf/{name}")))
}

/// The year in which each published wave ends, as imported.
fn ends() -> BTreeMap<String, String> {
    let scores = records(&file("demo/lgbf/scores.csv"));
    scores
        .iter()
        .map(|r| (r["wave"].clone(), r["year"].clone()))
        .collect()
}

fn found(all: &Value, is: impl Fn(&Value) -> bool) -> &Value {
    let mut hits = all.as_array().unwrap().iter().filter(|row| is(row));
    let one = hits.next().unwrap();
    assert!(hits.next().is_none(), "two rows for one key: {one}");
    one
}

#[track_caller]
fn same(row: &Value, columns: &[&str], want: &Record) {
    assert_eq!(row["n"].to_string(), want["n"]);
    for column in columns {
        let (is, should) = (
            row[column].as_f64().unwrap(),
            want[*column].parse::<f64>().unwrap(),
        );
        assert!(
            (is - should).abs() <= 1e-6,
            "{column}: {is} is not {should} in {want:?}"
        );
    }
}

#[test]
fn golden_lgbf_reference_results_at_the_command_line_every_column() {
    let folder = lgbf();
    let methods = BTreeMap::from([
        (
            "A",
            associate(folder.path(), &["--window", "1", "--price", "cash"]),
        ),
        ("B", associate(folder.path(), &[])),
    ]);
    assert_eq!(
        (&methods["A"]["window"], &methods["A"]["price"]),
        (&1.into(), &"cash".into())
    );
    assert_eq!(
        (&methods["B"]["window"], &methods["B"]["price"]),
        (&3.into(), &"real".into())
    );
    let want = reference("reference_results.csv");
    let rows: usize = methods
        .values()
        .map(|m| m["rows"].as_array().unwrap().len())
        .sum();
    assert_eq!(rows, want.len());
    for want in &want {
        let row = found(&methods[want["method"].as_str()]["rows"], |r| {
            r["domain"] == want["domain"].as_str() && r["year"].as_i64() == want["period_end"].parse().ok()
        });
        let columns = [
            "spearman",
            "spearman_p",
            "kendall",
            "kendall_p",
            "pearson",
            "pearson_p",
            "mean_x",
            "mean_y",
            "q_bh",
        ];
        same(row, &columns, want);
    }
}

#[test]
fn golden_lgbf_reference_change_and_within_at_the_command_line_every_column() {
    let folder = lgbf();
    let all = associate(folder.path(), &[]);
    let ends = ends();
    let end = |wave: &Value| ends[wave.as_str().unwrap()].clone();
    let want = reference("reference_change.csv");
    let count = |key: &str| all[key].as_array().unwrap().len();
    assert_eq!(count("change") + count("within"), want.len());
    for want in &want {
        let is_domain = |r: &Value| r["domain"] == want["domain"].as_str();
        if want["kind"] == "change" {
            let row = found(&all["change"], |r| {
                is_domain(r) && end(&r["from"]) == want["from_year"] && end(&r["to"]) == want["to_year"]
            });
            same(
                row,
                &[
                    "spearman",
                    "spearman_p",
                    "kendall",
                    "kendall_p",
                    "pearson",
                    "pearson_p",
                ],
                want,
            );
        } else {
            let row = found(&all["within"], is_domain);
            let waves = row["waves"].as_array().unwrap();
            assert_eq!(end(&waves[0]), want["from_year"]);
            assert_eq!(end(waves.last().unwrap()), want["to_year"]);
            same(row, &["spearman", "pearson", "slope"], want);
        }
    }
}

/// The microdata stay outside the project: `MINXIN_SHARED`, default `../shared` beside the workspace.
fn kcmo() -> Option<PathBuf> {
    let shared = std::env::var_os("MINXIN_SHARED").unwrap_or_else(|| "../shared".into());
    let folder = PathBuf::from(file("")).join(shared).join("data/kcmo");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not there; set MINXIN_SHARED", folder.display());
    None
}

#[test]
fn golden_kcmo_reference_by_district_at_the_command_line_every_column() {
    let Some(folder) = kcmo() else { return };
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let data = tempdir().unwrap();
    run(data.path(), &["import", "areas", &file("demo/kcmo-areas.csv")]).done();
    run(
        data.path(),
        &["import", "instrument", &file("demo/kcmo-instrument.json")],
    )
    .done();
    let answers = path("FY2022_RS_Cleaned_safe.csv");
    let import = |more: &[&str]| {
        run(
            data.path(),
            &[&["import", "responses", &answers, "--wave", "kcmo-2021"], more].concat(),
        )
        .done()
    };
    import(&["--instrument", "kcmo", "--year", "2021"]);
    let again = import(&[]);
    assert!(
        again.lines().next().unwrap().ends_with("nothing changed"),
        "{again}"
    );

    let text = run(
        data.path(),
        &["export", "tallies", "--wave", "kcmo-2021", "--by", "area"],
    )
    .done();
    let tallies: Value = serde_json::from_str(&text).unwrap();
    let reference = records(&path("reference_by_district.csv"));
    assert_eq!(reference.len(), 132);
    for want in &reference {
        let item = found(&tallies["items"], |i| i["item"] == want["column"].as_str());
        let row = found(&item["rows"], |r| {
            r["key"] == format!("kcmo-{}", want["district"])
        });
        let figures = &row["figures"];
        for column in ["n_all", "n_valid", "n_dont_know", "n_blank"] {
            assert_eq!(figures[column].to_string(), want[column], "{column} of {want:?}");
        }
        for (column, is) in [
            ("mean", &figures["mean"]),
            ("sd", &figures["sd"]),
            ("score100", &figures["score"]),
            ("top2box", &figures["top_two"]["share"]),
            ("bottom2box", &figures["bottom_two"]["share"]),
        ] {
            let scale = if column.ends_with("2box") { 100.0 } else { 1.0 };
            let (is, should) = (is.as_f64().unwrap() * scale, want[column].parse::<f64>().unwrap());
            assert!(
                (is - should).abs() <= 1e-6,
                "{column}: {is} is not {should} in {want:?}"
            );
        }
    }
}
