//! The verdict.

use serde_json::Value;
use stats::verdict::{
    class::{Thresholds, classify},
    grid::{Posterior, design, fit},
    list::bayesian_fdr,
    spend::{Ratios, Spend, median_ratios, need_ratios, spend_class},
};

use crate::common::{all_within, close, golden, number, numbers, word};

fn verdict_inputs(g: &Value) -> (Vec<f64>, Vec<f64>, Vec<Vec<f64>>, Vec<f64>) {
    let i = &g["inputs"];
    let v = numbers(&i["se"]).iter().map(|se| se * se).collect();
    let ln = |name: &str| numbers(&i[name]).iter().map(|x| x.ln()).collect();
    (
        numbers(&i["y"]),
        v,
        vec![numbers(&i["urban"]), ln("income")],
        ln("spend_pc"),
    )
}

fn posterior_agrees(found: &Posterior, want: &Value) {
    close(found.spread_mean, &want["tau_mean"]);
    close(found.spread_mode, &want["tau_mode"]);
    all_within(found.coefficients.iter().map(|c| c.mean), &want["b_mean"], 1e-9);
    all_within(
        found.coefficients.iter().map(|c| c.deviation),
        &want["b_sd"],
        1e-9,
    );
    all_within(
        found.coefficients.iter().map(|c| c.positive),
        &want["p_b_positive"],
        1e-9,
    );
    all_within(found.places.iter().map(|p| p.effect), &want["u_mean"], 1e-9);
    all_within(found.places.iter().map(|p| p.deviation), &want["u_sd"], 1e-9);
    all_within(found.places.iter().map(|p| p.below), &want["p_below"], 1e-9);
    all_within(found.places.iter().map(|p| p.smoothed), &want["theta"], 1e-9);
}

#[test]
fn golden_g31_verdict() {
    let g = golden("g31_verdict");
    let (y, v, mut covariates, spend) = verdict_inputs(&g);
    let (margin, want) = (number(&g["inputs"]["margin"]), &g["outputs"]);
    let (z, _) = design(y.len(), &covariates).unwrap();
    let context = fit(&y, &v, &z, margin).unwrap();
    posterior_agrees(&context, &want["context_model"]);
    all_within(context.places.iter().map(|p| p.above), &want["p_above"], 1e-9);

    let median = median_ratios(&numbers(&g["inputs"]["spend_pc"])).unwrap();
    all_within(median.clone(), &want["spend_ratio_to_median"], 1e-9);
    all_within(
        need_ratios(&spend, &z).unwrap(),
        &want["spend_ratio_to_need"],
        1e-9,
    );
    covariates.push(spend);
    let (with_spend, _) = design(y.len(), &covariates).unwrap();
    posterior_agrees(&fit(&y, &v, &with_spend, margin).unwrap(), &want["spend_model"]);

    // the golden classifies by the ratio to the median alone
    let lines = Thresholds::default();
    let classes: Vec<_> = context
        .places
        .iter()
        .zip(&median)
        .map(|(p, r)| {
            let spend = spend_class(&[Ratios { median: *r, need: *r }], lines.band).unwrap();
            classify(p.below, p.above, spend, None, &lines)
        })
        .collect();
    for (found, want) in classes.iter().zip(want["classes"].as_array().unwrap()) {
        let found = serde_json::to_value(found).unwrap();
        assert_eq!(found["verdict"], word(&want["verdict"]));
        let lower = |name: &str| found[name].as_str().unwrap().to_lowercase();
        assert_eq!(lower("spend"), word(&want["spend"]));
        assert_eq!(lower("satisfaction"), word(&want["satisfaction"]));
        assert_eq!(lower("certainty"), word(&want["grade"]));
    }
    let listed: Vec<f64> = classes
        .iter()
        .zip(&context.places)
        .map(|(c, p)| if c.spend == Spend::High { p.below } else { 0.0 })
        .collect();
    all_within(listed.clone(), &want["p_not_producing"], 1e-9);
    all_within(
        bayesian_fdr(&listed, 0.10, 0.80).iter().map(|i| *i as f64),
        &want["bayes_fdr_flagged"],
        0.0,
    );
    g.every_field_is_compared(&[]);
}
