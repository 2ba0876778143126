//! Means, totals, a ratio and shares with the errors of their design.

use serde_json::Value;
use stats::design::{Estimate, LonelyPsu, PsuSums, two_stage};

use crate::{
    common::{close, golden, word},
    sample::{Sample, clusters},
};

#[test]
fn golden_g01_taylor_mean() {
    let g = golden("g01_taylor_mean");
    means_of_stratified_and_clustered_samples(&g);
    shares(&g);
    two_stages(&g);
    totals_and_a_ratio(&g);
    g.every_field_is_compared(&[
        (
            "/total_apistrat_enroll/names",
            "names the column, as the test does",
        ),
        (
            "/total_apiclus1_enroll/names",
            "names the column, as the test does",
        ),
        ("/ratio_apistrat/names", "names the columns, as the test does"),
    ]);
}

#[track_caller]
fn is_mean(found: &Estimate, people: &[PsuSums], want: &Value) {
    close(found.value.unwrap(), &want["mean"]);
    close(found.se.unwrap(), &want["se"]);
    close(found.df.unwrap(), &want["df"]);
    let interval = found.interval.unwrap();
    close(interval.low, &want["ci95_t"][0]);
    close(interval.high, &want["ci95_t"][1]);
    // the golden's design effect is against a draw without replacement from Σw people
    let people = PsuSums::total(people);
    let random = people.random_sample_variance(Some(people.w)).unwrap();
    close(found.se.unwrap().powi(2) / random, &want["deff"]);
}

fn means_of_stratified_and_clustered_samples(g: &Value) {
    let strat = Sample::new("apistrat", None);
    let sums = strat.all("api00");
    for (name, fpc) in [("apistrat_fpc", Some("fpc")), ("apistrat_nofpc", None)] {
        let design = strat.design(Some("stype"), fpc, LonelyPsu::Adjust);
        is_mean(&design.mean(&sums), &sums, &g["outputs"][name]);
    }
    let clus = Sample::new("apiclus1", Some("dnum"));
    let sums = clus.all("api00");
    for (name, fpc) in [("apiclus1_fpc", Some("fpc")), ("apiclus1_nofpc", None)] {
        let design = clus.design(None, fpc, LonelyPsu::Adjust);
        is_mean(&design.mean(&sums), &sums, &g["outputs"][name]);
    }
}

fn shares(g: &Value) {
    let (clus, design) = clusters();
    for (name, column) in [
        ("prop_apiclus1_schwide", "sch.wide"),
        ("prop_apistrat_stype", "stype"),
    ] {
        let want = &g["outputs"][name];
        let words = clus.words(column);
        for (k, label) in want["names"].as_array().unwrap().iter().enumerate() {
            let y: Vec<f64> = words
                .iter()
                .map(|w| f64::from(u8::from(format!("{column}{w}") == word(label))))
                .collect();
            let found = design.mean(&clus.sums(&y, |_| true));
            close(found.value.unwrap(), &want["est"][k]);
            close(found.se.unwrap(), &want["se"][k]);
        }
    }
}

fn two_stages(g: &Value) {
    let sample = Sample::new("apiclus2", Some("dnum"));
    let design = sample.design(None, Some("fpc1"), LonelyPsu::Adjust);
    let (y, size) = (sample.numbers("api00"), sample.numbers("fpc2"));
    let units: Vec<two_stage::SecondStage> = (0..y.len())
        .map(|i| two_stage::SecondStage {
            psu: sample.unit[i],
            population: Some(size[i]),
            sums: PsuSums::person(sample.weight[i], y[i]),
        })
        .collect();
    let found = design.two_stage_mean(&units);
    is_mean(&found, &sample.all("api00"), &g["outputs"]["apiclus2_fpc"]);
}

fn totals_and_a_ratio(g: &Value) {
    let strat = Sample::new("apistrat", None);
    let stratified = strat.design(Some("stype"), Some("fpc"), LonelyPsu::Adjust);
    let (clus, clustered) = clusters();
    let is = |found: Estimate, want: &Value| {
        close(found.value.unwrap(), &want["est"]);
        close(found.se.unwrap(), &want["se"]);
    };
    is(
        stratified.total(&strat.all("enroll")),
        &g["outputs"]["total_apistrat_enroll"],
    );
    is(
        clustered.total(&clus.all("enroll")),
        &g["outputs"]["total_apiclus1_enroll"],
    );
    let ratio = stratified.ratio(&strat.all("api.stu"), &strat.all("enroll"));
    is(ratio, &g["outputs"]["ratio_apistrat"]);
}
