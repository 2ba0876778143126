//! The published scores of 32 councils.

use std::collections::BTreeMap;

use stats::relation::{
    domain_effects::{Cell, domain_effects, standardise_within_domains},
    exposure::exposure,
    fragility::fragility,
    partial::partial_correlation,
};

use crate::common::{all_within, column, golden, interval_within, number, whole, within, word, words};

/// The files of the LGBF, as the project carries them.
fn lgbf(name: &str) -> String {
    std::fs::read_to_string(format!(
        "{}/../insight/tests/lgbf/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

/// Score and spending per head, by area.
type ByArea = BTreeMap<String, (f64, f64)>;

/// Score and three-year real spending per head of the period 2017–20, by domain and area; population 2020 by area.
fn lgbf_series() -> (BTreeMap<String, ByArea>, BTreeMap<String, f64>) {
    let (population, spending, scores) = (
        lgbf("population.csv"),
        lgbf("spending.csv"),
        lgbf("satisfaction.csv"),
    );
    let years = |csv: &str| column(csv, "fy_end");
    let mut people = BTreeMap::<String, f64>::new();
    let mut latest = BTreeMap::new();
    for ((area, year), n) in words(&population, "area")
        .into_iter()
        .zip(years(&population))
        .zip(column(&population, "population"))
    {
        if year >= 2018.0 {
            *people.entry(area.clone()).or_default() += n;
        }
        if year == 2020.0 {
            latest.insert(area, n);
        }
    }
    let mut spent = BTreeMap::<(String, String), f64>::new();
    let (areas, domains, amounts) = (
        words(&spending, "area"),
        words(&spending, "domain"),
        column(&spending, "spend_real_k"),
    );
    for (i, year) in years(&spending).into_iter().enumerate() {
        if (2018.0..=2020.0).contains(&year) {
            *spent.entry((domains[i].clone(), areas[i].clone())).or_default() += 1000.0 * amounts[i];
        }
    }
    let mut found = BTreeMap::<String, ByArea>::new();
    let (areas, domains, score) = (
        words(&scores, "area"),
        words(&scores, "domain"),
        column(&scores, "pct_satisfied"),
    );
    for (i, end) in column(&scores, "period_end").into_iter().enumerate() {
        if end == 2020.0 {
            let per_head = spent[&(domains[i].clone(), areas[i].clone())] / people[&areas[i]];
            found
                .entry(domains[i].clone())
                .or_default()
                .insert(areas[i].clone(), (score[i], per_head));
        }
    }
    (found, latest)
}

#[test]
fn golden_lgbf_public_in_the_methods() {
    let g = golden("lgbf_public");
    let (series, population) = lgbf_series();
    let mut cells = Vec::new();
    let tolerance = 1e-8;
    for (k, (domain, of)) in series.iter().enumerate() {
        let want = &g["outputs"]["per_domain"][domain];
        let names: Vec<&String> = of.keys().collect();
        let y: Vec<f64> = of.values().map(|v| v.0).collect();
        let x = exposure(&of.values().map(|v| v.1).collect::<Vec<f64>>())
            .unwrap()
            .x;
        let size: Vec<f64> = of.keys().map(|a| population[a].ln()).collect();
        let pearson = stats::pearson(&x, &y).unwrap();
        assert_eq!(pearson.n as u64, whole(&want["n"]));
        interval_within(
            stats::theil_sen(&x, &y, 0.95).unwrap().interval.unwrap(),
            &want["theil_sen_ci95"],
            tolerance,
        );
        within(pearson.r, number(&want["pearson"]), tolerance);
        within(pearson.p.unwrap(), number(&want["pearson_p"]), tolerance);
        interval_within(
            stats::fisher_interval(pearson.r, pearson.n, 0.95).unwrap(),
            &want["fisher_ci"],
            tolerance,
        );
        let panel = fragility(&x, &y).unwrap();
        within(panel.rho, number(&want["spearman"]), tolerance);
        all_within([panel.r.min, panel.r.max], &want["loo_pearson"], tolerance);
        assert_eq!(names[panel.r.min_without], word(&want["loo_min_dropped"]));
        assert_eq!(names[panel.r.max_without], word(&want["loo_max_dropped"]));
        let partial = partial_correlation(&x, &y, &[&size], 0.95).unwrap();
        within(partial.r, number(&want["partial_given_ln_population"]), tolerance);
        within(partial.p, number(&want["partial_p"]), tolerance);
        let robust = panel.robust_slope.unwrap();
        within(robust.all, number(&want["theil_sen"]), tolerance);
        all_within([robust.min, robust.max], &want["theil_sen_loo"], tolerance);
        if domain == "parks" {
            let codes: Vec<String> = panel
                .notices
                .iter()
                .map(|n| serde_json::to_string(n).unwrap())
                .collect();
            assert_eq!(codes, ["\"FRAGILE\"", "\"OUTLIER_DRIVEN\""]);
        }
        let cell = |(place, (x, y)): (usize, (&f64, &f64))| Cell {
            place,
            domain: k,
            x: *x,
            y: *y,
        };
        cells.extend(x.iter().zip(&y).enumerate().map(cell));
    }
    let want = &g["outputs"]["domain_fixed_effects"];
    let found = domain_effects(&standardise_within_domains(&cells).unwrap(), true).unwrap();
    within(found.slope.estimate, number(&want["coef"]), tolerance);
    within(found.slope.standard_error, number(&want["se_cr2"]), tolerance);
    within(found.slope.df, number(&want["df"]), 1e-6);
    within(found.slope.p, number(&want["p"]), tolerance);
    assert_eq!(
        (found.n as u64, found.clusters as u64),
        (whole(&want["n"]), whole(&want["clusters"]))
    );
    g.every_field_is_compared(&[]);
}
