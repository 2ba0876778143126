//! `synth` and its demo: files that the program itself takes, a truth, and nothing written over.

use std::{fs, path::Path};

use serde_json::Value;
use tempfile::tempdir;

use super::program::{Line, Ran, Server, file, run};

const SMALL: [[&str; 2]; 4] = [
    ["--townships", "6"],
    ["--villages", "30"],
    ["--responses", "300"],
    ["--coached", "2"],
];

/// A small county in the folder, with these options instead of its own.
fn synth(folder: &Path, options: &[&str]) -> Ran {
    let out = folder.join("county");
    let small = SMALL.iter().filter(|[name, _]| !options.contains(name)).flatten();
    let mut args = vec!["synth", "--out", out.to_str().unwrap()];
    args.extend(small.chain(options));
    run(folder, &args)
}

#[test]
fn files_of_a_synthetic_county_are_imported_as_they_are() {
    let folder = tempdir().unwrap();
    let truth = folder.path().join("elsewhere/truth.json");
    let said = synth(folder.path(), &["--truth", truth.to_str().unwrap()]).done();
    assert_eq!(said.lines().count(), 9, "{said}");
    assert!(
        said.contains("responses-w2025.csv: 300 rows") && said.contains("areas.csv: 37 rows"),
        "{said}"
    );
    let truth: Value = serde_json::from_str(&fs::read_to_string(truth).unwrap()).unwrap();
    assert_eq!(truth["cells"].as_array().unwrap().len(), 6 * 12 * 2);
    assert_eq!(truth["name"], "示例县");

    let data = folder.path().join("data");
    let path = |name: &str| {
        folder
            .path()
            .join("county")
            .join(name)
            .to_str()
            .unwrap()
            .to_owned()
    };
    for kind in ["areas", "population", "spending", "deflator", "indicators"] {
        run(&data, &["import", kind, &path(&format!("{kind}.csv"))]).done();
    }
    run(&data, &["import", "instrument", &path("instrument.json")]).done();
    for wave in truth["waves"].as_array().unwrap() {
        let (id, year) = (wave["id"].as_str().unwrap(), wave["year"].to_string());
        let answers = path(wave["file"].as_str().unwrap());
        let options = ["--wave", id, "--instrument", "synthetic", "--year", &year];
        let said = run(
            &data,
            &[&["import", "responses", &answers], &options[..]].concat(),
        )
        .done();
        assert!(said.contains("300 added"), "{said}");
    }
    let waves = run(&data, &["wave", "list"]).done();
    assert_eq!(
        waves.matches("\tclosed\t999901000000\t300 answers").count(),
        2,
        "{waves}"
    );
    let tallies = run(&data, &["export", "tallies", "--wave", "w2025", "--by", "area"]).done();
    let tallies: Value = serde_json::from_str(&tallies).unwrap();
    let all = tallies["items"].as_array().unwrap();
    let roads = all.iter().find(|i| i["item"] == "S_ROADS").unwrap();
    let asked = roads["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find_map(|r| r["figures"]["n_all"].as_u64());
    assert!(
        asked.is_some_and(|n| n < 60),
        "a block was asked of everyone: {roads}"
    );
    let by_village = run(
        &data,
        &["export", "tallies", "--wave", "w2025", "--by", "village"],
    )
    .done();
    let by_village: Value = serde_json::from_str(&by_village).unwrap();
    let all = by_village["items"].as_array().unwrap();
    let rows = || all.iter().flat_map(|i| i["rows"].as_array().unwrap());
    let shown = |row: &&Value| !row["figures"].is_null();
    assert!(rows().any(|r| !shown(&r)) && rows().any(|r| shown(&r)));
    for row in rows() {
        assert!(row["within"].is_string(), "a village without its township: {row}");
        assert_ne!(shown(&row), row["hidden"].is_string(), "{row}");
    }
    for row in rows().filter(shown).filter(|r| r["figures"]["n_all"] != 0) {
        assert!(row["figures"]["n_valid"].as_u64().unwrap() >= 10, "{row}");
    }
}

#[test]
fn the_same_options_give_the_same_bytes_and_another_seed_others() {
    let (a, b, c) = (tempdir().unwrap(), tempdir().unwrap(), tempdir().unwrap());
    synth(a.path(), &[]).done();
    synth(b.path(), &["--seed", "1"]).done();
    synth(c.path(), &["--seed", "2"]).done();
    let read = |folder: &Path, name: &str| fs::read(folder.join("county").join(name)).unwrap();
    for name in ["areas.csv", "spending.csv", "responses-w2023.csv", "truth.json"] {
        assert_eq!(read(a.path(), name), read(b.path(), name), "{name}");
        assert_ne!(read(a.path(), name), read(c.path(), name), "{name}");
    }
}

#[test]
fn nothing_is_written_over_without_force() {
    let folder = tempdir().unwrap();
    let county = folder.path().join("county");
    fs::create_dir(&county).unwrap();
    fs::write(county.join("spending.csv"), "mine").unwrap();
    let why = synth(folder.path(), &[]).refused();
    assert!(
        why.contains("spending.csv: is there already") && why.contains("--force"),
        "{why}"
    );
    assert_eq!(fs::read_dir(&county).unwrap().count(), 1, "something was written");
    assert_eq!(fs::read_to_string(county.join("spending.csv")).unwrap(), "mine");
    synth(folder.path(), &["--force"]).done();
    assert!(
        fs::read_to_string(county.join("spending.csv"))
            .unwrap()
            .starts_with("area,year,")
    );
    let left = fs::read_dir(&county).unwrap().map(|e| e.unwrap().file_name());
    assert!(left.into_iter().all(|n| !n.to_string_lossy().ends_with(".part")));
}

#[test]
fn what_makes_no_county_is_refused_and_what_is_no_option_is_usage() {
    let folder = tempdir().unwrap();
    for (options, words) in [
        (
            &["--villages", "3"][..],
            "--villages 3: 6 townships need a village each",
        ),
        (
            &["--responses", "2"],
            "--responses 2: 6 townships need an answer each",
        ),
        (&["--effect", "NaN"], "--effect NaN: is out of range"),
        (&["--targeting", "-1.5"], "--targeting -1.5: is out of range"),
        (&["--coached", "31"], "--coached 31: is out of range"),
        (&["--domains", "roads,moon"], "--domains moon: is none of roads"),
        (&["--start-year", "2190", "--waves", "9"], "--start-year 2190"),
    ] {
        let why = synth(folder.path(), options).refused();
        assert!(why.contains(words) && why.lines().count() == 1, "{why}");
    }
    let areas = folder.path().join("county/areas.csv");
    let why = synth(folder.path(), &["--truth", areas.to_str().unwrap()]).refused();
    assert!(why.contains("is the name of another file"), "{why}");
    assert!(!folder.path().join("county").exists());
    for usage in [
        &["--domains", "19"][..],
        &["--townships", "many"],
        &["--form", "poem"],
        &["--colour", "red"],
    ] {
        assert_eq!(synth(folder.path(), usage).code, 2, "{usage:?}");
    }
}

#[test]
fn every_option_is_told_in_help_and_in_the_document() {
    let folder = tempdir().unwrap();
    let help = run(folder.path(), &["synth", "--help"]).done();
    let document = fs::read_to_string(file("docs/synthetic.md")).unwrap();
    let options = help
        .split_whitespace()
        .filter(|w| w.starts_with("--") && w.len() > 2)
        .filter(|w| {
            ![
                "--data",
                "--database-url",
                "--master-key",
                "--zone",
                "--help",
                "--version",
            ]
            .contains(w)
        });
    let mut count = 0;
    for option in options {
        assert!(document.contains(&format!("`{option}`")), "{option}");
        count += 1;
    }
    assert!(count > 30, "{help}");
}

#[test]
fn the_synthetic_demo_is_loaded_served_and_told_from_others() {
    let folder = tempdir().unwrap();
    let demo = ["demo", "--county", "synthetic"];
    let server = Server::start_with(folder.path(), &demo);
    let page = Line::to(server.at).unwrap().get("/").unwrap();
    assert!(page.contains("示例"), "{page}");
    let body = r#"{"version":1,"answers":{"Q_OVERALL":4}}"#;
    let (status, reply) = Line::to(server.at)
        .unwrap()
        .put("demo", &"a".repeat(32), body)
        .unwrap();
    assert_eq!(status, 201, "{reply}");
    drop(server);
    let waves = run(folder.path(), &["wave", "list"]).done();
    assert_eq!(
        waves.matches("closed\t999901000000\t6000 answers").count(),
        2,
        "{waves}"
    );
    assert!(waves.contains("demo\topen\t999901000000\t1 answer\n"), "{waves}");

    drop(Server::start_with(folder.path(), &demo));
    assert_eq!(
        run(folder.path(), &["wave", "list"]).done(),
        waves,
        "served again, loaded again"
    );
    let why = run(folder.path(), &["demo", "--listen", "127.0.0.1:0"]).refused();
    assert!(why.contains("holds the demo synthetic"), "{why}");
}

/// What is stored of a demo: the waves with their answers, and every figure of the association.
fn stored(data: &Path) -> (String, String) {
    (
        run(data, &["wave", "list"]).done(),
        run(data, &["associate", "--json"]).done(),
    )
}

#[test]
fn a_demo_that_was_killed_while_it_was_loaded_goes_on_where_it_was() {
    let whole = tempdir().unwrap();
    drop(Server::start(whole.path(), "demo"));
    for file in ["areas.csv", "spending.csv", "deflator.csv"] {
        let folder = tempdir().unwrap();
        Server::killed_at(folder.path(), &["demo"], file);
        let other = ["demo", "--county", "synthetic", "--listen", "127.0.0.1:0"];
        let why = run(folder.path(), &other).refused();
        assert!(why.contains("a part of the demo lgbf"), "{why}");
        drop(Server::start(folder.path(), "demo"));
        assert_eq!(stored(folder.path()), stored(whole.path()), "killed at {file}");
    }
}

#[test]
fn the_synthetic_demo_goes_on_after_its_first_wave() {
    let folder = tempdir().unwrap();
    let demo = ["demo", "--county", "synthetic"];
    Server::killed_at(folder.path(), &demo, "responses-w2023.csv");
    drop(Server::start_with(folder.path(), &demo));
    let waves = run(folder.path(), &["wave", "list"]).done();
    let six_thousand = waves.matches("closed\t999901000000\t6000 answers").count();
    assert_eq!(six_thousand, 2, "{waves}");
    assert!(waves.contains("demo\topen\t999901000000\t0 answers\n"), "{waves}");
}
