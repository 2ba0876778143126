//! `report`, `ranks`, `settings`, `hypotheses` through the built binary.

use std::fs;

use serde_json::Value;
use tempfile::tempdir;

use super::{
    cli::lgbf,
    program::{file, run},
};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_report_of_the_demo_county_is_whole_and_the_same_twice() {
    let folder = lgbf();
    let first = run(folder.path(), &["report", "--json"]).done();
    assert_eq!(first, run(folder.path(), &["report", "--json"]).done());
    let found = json(&first);
    assert_eq!(found["wave"]["id"], "2017-20");
    assert_eq!(found["association"]["per_domain"].as_object().unwrap().len(), 5);
    assert_eq!(found["association"]["domain_fixed_effects"]["clusters"], 32);
    assert_eq!(found["comparison"][0]["status"], "NO_SAMPLING_ERROR");
    let earlier = json(&run(folder.path(), &["report", "--json", "--wave", "2014-17"]).done());
    assert_eq!(earlier["wave"]["year"], 2017);
    let why = run(folder.path(), &["report", "--json", "--wave", "1999"]).refused();
    assert!(why.contains("1999") && why.contains("2017-20"), "{why}");
}

#[track_caller]
fn close(found: &Value, want: &Value, tolerance: f64, what: &str) {
    let (found, want) = (found.as_f64().unwrap(), want.as_f64().unwrap());
    assert!(
        (found - want).abs() <= tolerance * want.abs(),
        "{what}: {found} is not {want}"
    );
}

/// Every figure of the golden `lgbf_public` in a report of the demo county.
fn is_lgbf_public(found: &Value, tolerance: f64) {
    let golden = fs::read_to_string(file("crates/insight/tests/lgbf/lgbf_public.json")).unwrap();
    let want = &json(&golden)["outputs"];
    let per_domain = want["per_domain"].as_object().unwrap();
    assert_eq!(per_domain.len(), 5);
    for (domain, want) in per_domain {
        let own = &found["association"]["per_domain"][domain];
        for (name, value) in want.as_object().unwrap() {
            let what = format!("{domain} {name}");
            match name.as_str() {
                "n" => assert_eq!(&own[name], value, "{what}"),
                "loo_min_dropped" | "loo_max_dropped" => assert_eq!(&own[name]["name"], value, "{what}"),
                "partial_given_ln_population" => close(&own["partial"]["r"], value, tolerance, &what),
                "partial_p" => close(&own["partial"]["p"], value, tolerance, &what),
                _ => match value.as_array() {
                    None => close(&own[name], value, tolerance, &what),
                    Some(ends) => (ends.iter().enumerate())
                        .for_each(|(i, end)| close(&own[name][i], end, tolerance, &what)),
                },
            }
        }
    }
    let own = &found["association"]["domain_fixed_effects"];
    for (name, value) in want["domain_fixed_effects"].as_object().unwrap() {
        match name.as_str() {
            "n" | "clusters" => assert_eq!(&own[name], value, "{name}"),
            // clubSandwich's own digits
            "df" => close(&own[name], value, 1e-6, name),
            _ => close(&own[name], value, tolerance, name),
        }
    }
}

#[test]
fn golden_lgbf_public_in_the_report_of_the_demo_county() {
    // the demo has money as it was paid and the source's index with all its digits; the golden was made of the source's real
    // prices, rounded to a tenth of a pound. What that leaves is computed line by line in crates/insight/tests/report_lgbf.rs
    is_lgbf_public(&json(&run(lgbf().path(), &["report", "--json"]).done()), 2e-6);
}

#[test]
fn golden_lgbf_public_in_the_prices_it_was_made_of() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    let import = |kind: &str, path: &str| run(&data, &["import", kind, path]).done();
    for kind in ["areas", "population", "scores"] {
        import(kind, &file(&format!("demo/lgbf/{kind}.csv")));
    }
    let source = fs::read_to_string(file("demo/lgbf/source/spending.csv")).unwrap();
    let mut spending = "area,year,domain,amount\n".to_owned();
    for row in source.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let thousands: f64 = cells[6].parse().unwrap();
        spending += &format!(
            "{},{},{},{:.2}\n",
            cells[0],
            cells[4],
            cells[1],
            1000.0 * thousands
        );
    }
    // prices are those of one year already
    let flat: String = (2011..=2020).map(|year| format!("{year},1\n")).collect();
    for (kind, text) in [
        ("spending", spending),
        ("deflator", format!("year,index\n{flat}")),
    ] {
        let path = folder.path().join(format!("{kind}.csv"));
        fs::write(&path, text).unwrap();
        import(kind, path.to_str().unwrap());
    }
    // to the digits that the golden was written with
    is_lgbf_public(&json(&run(&data, &["report", "--json"]).done()), 1e-8);
}

#[test]
fn settings_are_kept_and_senseless_ones_refused_by_name() {
    let folder = lgbf();
    let file = folder.path().join("settings.json");
    fs::write(&file, r#"{"assumed_n": 600, "assumed_deff": 1.2}"#).unwrap();
    let path = file.to_str().unwrap();
    let kept = json(&run(folder.path(), &["settings", "--set", path]).done());
    assert_eq!((&kept["assumed_n"], &kept["k"]), (&600.0.into(), &10.into()));
    let found = json(&run(folder.path(), &["report", "--json"]).done());
    assert!(found["verdicts"]["list"]["judged"].as_u64().unwrap() > 100);
    fs::write(&file, r#"{"k": 3}"#).unwrap();
    let why = run(folder.path(), &["settings", "--set", path]).refused();
    assert!(why.contains("k is 3"), "{why}");
}

#[test]
fn hypotheses_frozen_late_say_so() {
    let folder = lgbf();
    let proposed = json(&run(folder.path(), &["hypotheses"]).done());
    assert!(proposed["at"].is_null());
    let file = folder.path().join("hypotheses.json");
    fs::write(&file, proposed["hypotheses"].to_string()).unwrap();
    let frozen = json(&run(folder.path(), &["hypotheses", "freeze", file.to_str().unwrap()]).done());
    assert_eq!(frozen["before_data"], false);
    let found = json(&run(folder.path(), &["report", "--json"]).done());
    assert_eq!(found["judgements"]["hypotheses"]["hash"], frozen["hash"]);
    assert!(
        found["notices"]
            .as_array()
            .unwrap()
            .contains(&"FROZEN_AFTER_DATA".into())
    );
}

#[test]
fn low_two_years_running_has_a_probability() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("ranks.csv");
    let mut table = "area,wave,score\n".to_owned();
    for wave in ["2023", "2024"] {
        for (i, place) in ["东乡", "西乡", "南乡", "北乡", "中镇"].into_iter().enumerate() {
            table += &format!("{place},{wave},{}\n", 70 + 4 * i);
        }
    }
    fs::write(&file, &table).unwrap();
    let path = file.to_str().unwrap();
    let why = run(folder.path(), &["ranks", "--json", path]).refused();
    assert!(why.contains("add n, or se"), "{why}");
    let found = json(&run(folder.path(), &["ranks", "--json", path, "--n", "400"]).done());
    let low = found["places"]
        .as_array()
        .unwrap()
        .iter()
        .find(|p| p["place"] == "东乡")
        .unwrap();
    assert_eq!(low["ranks"], serde_json::json!([5.0, 5.0]));
    assert!(
        low["last"].as_f64().unwrap() > 0.7 && low["upper_half"].as_f64().unwrap() < 0.1,
        "{low}"
    );
    fs::write(&file, "area,wave,rank\n东乡,2023,20\n东乡,2024,19\n").unwrap();
    let options = ["--n", "150", "--places", "20", "--spread", "4"];
    let found = json(
        &run(
            folder.path(),
            &[&["ranks", "--json", path], &options[..]].concat(),
        )
        .done(),
    );
    let upper = found["places"][0]["upper_half"].as_f64().unwrap();
    assert!(upper > 0.0 && upper < 0.3, "{found}");
    fs::write(&file, "area,wave,score\n东乡,2023,high\n").unwrap();
    let why = run(folder.path(), &["ranks", "--json", path]).refused();
    assert!(why.contains("row 2, column score"), "{why}");
}
