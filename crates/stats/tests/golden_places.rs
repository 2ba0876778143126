//! The goldens of places compared and of the verdict, one test each.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{close, column, golden, number, numbers, read, shared, within};
use serde_json::Value;
use stats::{
    linear::Matrix,
    places::{
        fay_herriot::{FayHerriot, fay_herriot_reml},
        funnel::funnel,
        importance::{Emphasis, Share, importance_satisfaction},
        rank_sets::{expected_ranks, rank_sets},
        shrinkage::{james_stein, pooled_mean},
    },
    verdict::{
        class::{Thresholds, classify},
        gate::{Gate, enough_answers, enough_places},
        grid::{Posterior, design, fit},
        list::bayesian_fdr,
        spend::{Ratios, Spend, median_ratios, need_ratios, spend_class},
    },
};

fn milk() -> String {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/golden/data/milk_arora_lahiri.csv"
    );
    std::fs::read_to_string(file).unwrap()
}

fn fitted_milk() -> FayHerriot {
    let milk = milk();
    let area = column(&milk, "major_area");
    let dummy = |k: f64| -> Vec<f64> { area.iter().map(|a| f64::from(u8::from(*a == k))).collect() };
    let columns = [vec![1.0; area.len()], dummy(2.0), dummy(3.0), dummy(4.0)];
    let x = Matrix::from_columns(&columns.each_ref().map(Vec::as_slice)).unwrap();
    let v: Vec<f64> = column(&milk, "std_error").iter().map(|se| se * se).collect();
    fay_herriot_reml(&column(&milk, "direct_est"), &v, &x).unwrap()
}

#[track_caller]
fn all_within(found: impl IntoIterator<Item = f64>, want: &Value, tolerance: f64) {
    let found: Vec<f64> = found.into_iter().collect();
    let want = numbers(want);
    assert_eq!(found.len(), want.len());
    found.iter().zip(want).for_each(|(f, w)| within(*f, w, tolerance));
}

/// Iterative REML: 1e-7, as the README of the references says; metafor stops earlier than we do.
#[test]
fn golden_g07_fay_herriot_against_two_packages() {
    let Some(file) = shared("golden/g07_fay_herriot_milk.json") else {
        return;
    };
    let (g, fit) = (read(&file), fitted_milk());
    for package in ["sae", "metafor"] {
        let want = &g["outputs"][package]["REML"];
        within(fit.between_variance, number(&want["sigma2_u"]), 1e-7);
        all_within(fit.coefficients.clone(), &want["beta"], 1e-7);
        all_within(fit.standard_errors.clone(), &want["se_beta"], 1e-7);
        all_within(fit.places.iter().map(|p| p.estimate), &want["eblup"], 1e-7);
    }
    all_within(
        fit.places.iter().map(|p| p.mse),
        &g["outputs"]["sae"]["REML"]["mse"],
        1e-7,
    );
}

#[test]
fn golden_g07b_fay_herriot_with_its_error_taken_apart() {
    let (g, fit) = (golden("g07b_fay_herriot_own"), fitted_milk());
    let want = &g["outputs"];
    close(fit.between_variance, &want["sigma2_u"]);
    all_within(fit.coefficients.clone(), &want["beta"], 1e-9);
    all_within(fit.places.iter().map(|p| p.estimate), &want["eblup"], 1e-9);
    all_within(fit.places.iter().map(|p| p.mse), &want["mse"], 1e-9);
    all_within(fit.places.iter().map(|p| p.g1), &want["g1"], 1e-9);
    all_within(fit.places.iter().map(|p| p.g2), &want["g2"], 1e-9);
    all_within(fit.places.iter().map(|p| p.g3), &want["g3"], 1e-9);
}

#[test]
fn golden_g09_players_shrink_and_schools_pool() {
    let g = golden("g09_empirical_bayes");
    let (players, want) = (numbers(&g["inputs"]["baseball_y"]), &g["outputs"]);
    let stein = james_stein(&players, number(&want["js_sigma2"])).unwrap();
    close(stein.kept, &want["js_shrink"]);
    all_within(stein.estimates, &want["js"], 1e-9);

    let schools = numbers(&g["inputs"]["eight_schools_y"]);
    let v: Vec<f64> = numbers(&g["inputs"]["eight_schools_se"])
        .iter()
        .map(|se| se * se)
        .collect();
    let fixed = pooled_mean(&schools, &v).unwrap();
    close(fixed.mean, &want["eight_fixed"]["mu"]);
    close(fixed.standard_error, &want["eight_fixed"]["se"]);
    close(fixed.q, &want["eight_fixed"]["Q"]);
    close(fixed.p, &want["eight_fixed"]["Qp"]);
    let fit = fay_herriot_reml(&schools, &v, &Matrix::from_columns(&[&[1.0; 8]]).unwrap()).unwrap();
    assert!(fit.pooled_totally);
    close(fit.between_variance, &want["eight_schools_REML"]["tau2"]);
    for place in &fit.places {
        close(place.estimate, &want["eight_schools_REML"]["mu"]);
    }
    // Paule and Mandel's variance is none where Q is not above its expectation, and the mean is then the pooled one
    assert!(fixed.q < 7.0);
    assert_eq!(number(&want["eight_schools_PM"]["tau2"]), 0.0);
    close(fixed.mean, &want["eight_schools_PM"]["mu"]);
}

fn ranks_agree(estimates: &[f64], errors: &[f64], confidence: f64, want: &Value) {
    let found = rank_sets(estimates, errors, confidence).unwrap();
    close(found.half_width, &want["z"]);
    all_within(found.sets.iter().map(|s| s.low as f64), &want["rank_lo"], 0.0);
    all_within(found.sets.iter().map(|s| s.high as f64), &want["rank_hi"], 0.0);
    all_within(
        expected_ranks(estimates, errors).unwrap(),
        &want["expected_rank_ascending"],
        1e-9,
    );
}

/// Klein, Wright & Wieczorek and the expected ranks; the stepdown of csranks is of a later version.
#[test]
fn golden_g24_rank_sets_and_expected_ranks() {
    let Some(file) = shared("golden/g24_rank_confidence.json") else {
        return;
    };
    let g = read(&file);
    let (inputs, want) = (&g["inputs"], &g["outputs"]);
    let example = &inputs["example"];
    ranks_agree(
        &numbers(&example["th"]),
        &numbers(&example["se"]),
        0.95,
        &want["example"],
    );
    let milk = milk();
    ranks_agree(
        &column(&milk, "direct_est"),
        &column(&milk, "std_error"),
        0.90,
        &want["milk"],
    );
    let travel = &inputs["travel_time"];
    let z90 = stats::distribution::normal_half_width(0.90).unwrap();
    let errors: Vec<f64> = numbers(&travel["moe90"]).iter().map(|moe| moe / z90).collect();
    ranks_agree(&numbers(&travel["est"]), &errors, 0.90, &want["travel_time_90"]);
}

#[test]
fn golden_g27_funnel() {
    let g = golden("g27_funnel");
    let n = numbers(&g["inputs"]["n"]);
    let sd = number(&g["inputs"]["sd"]);
    let se: Vec<f64> = n.iter().map(|n| sd / n.sqrt()).collect();
    let (found, want) = (
        funnel(&numbers(&g["inputs"]["y"]), &se, &n).unwrap(),
        &g["outputs"],
    );
    close(found.target, &want["target"]);
    close(found.overdispersion, &want["phi"]);
    close(found.between_variance, &want["tau2"]);
    let places = &found.places;
    all_within(places.iter().map(|p| p.limits_95.low), &want["lim95"][0], 1e-9);
    all_within(places.iter().map(|p| p.limits_95.high), &want["lim95"][1], 1e-9);
    all_within(places.iter().map(|p| p.limits_998.low), &want["lim998"][0], 1e-9);
    all_within(places.iter().map(|p| p.limits_998.high), &want["lim998"][1], 1e-9);
    all_within(places.iter().map(|p| p.z), &want["z"], 1e-9);
    all_within(places.iter().map(|p| p.z_multiplicative), &want["z_mult"], 1e-9);
    all_within(places.iter().map(|p| p.z_additive), &want["z_add"], 1e-9);
}

#[test]
fn golden_g30_importance_satisfaction() {
    let g = golden("g30_is_rating");
    let importance = numbers(&g["inputs"]["importance_top3_share"]);
    let satisfaction = numbers(&g["inputs"]["satisfaction_top2box_excl_dk"]);
    let share = |value: f64| Share {
        value,
        standard_error: None,
    };
    let rated: Vec<_> = importance
        .iter()
        .zip(&satisfaction)
        .map(|(i, s)| importance_satisfaction(share(*i), share(*s), 0.0, 0.95).unwrap())
        .collect();
    all_within(rated.iter().map(|r| r.rating), &g["outputs"]["IS"], 1e-9);
    let descending: Vec<f64> = rated.iter().map(|r| -r.rating).collect();
    all_within(stats::mid_ranks(&descending).unwrap(), &g["outputs"]["rank"], 0.0);
    for (found, want) in rated.iter().zip(g["outputs"]["class_"].as_array().unwrap()) {
        let band = match found.emphasis {
            Emphasis::Maintain => "maintain",
            Emphasis::Increase => "increase",
            Emphasis::DefinitelyIncrease => "very high",
        };
        assert!(want.as_str().unwrap().starts_with(band), "{want} {band}");
    }
}

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
        assert_eq!(found["verdict"], want["verdict"]);
        let lower = |name: &str| found[name].as_str().unwrap().to_lowercase();
        assert_eq!(lower("spend"), want["spend"].as_str().unwrap());
        assert_eq!(lower("satisfaction"), want["satisfaction"].as_str().unwrap());
        assert_eq!(lower("certainty"), want["grade"].as_str().unwrap());
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
}

#[test]
fn golden_g36_verdict_on_few_and_on_equal_places() {
    let g = golden("g36_verdict_edges");
    for case in ["a", "b"] {
        let (inputs, want) = (&g["inputs"][case], &g["outputs"][case]);
        let y = numbers(&inputs["y"]);
        let (z, _) = design(y.len(), &[]).unwrap();
        let found = fit(&y, &numbers(&inputs["v"]), &z, 2.0).unwrap();
        close(found.spread_mean, &want["tau_mean"]);
        close(found.spread_mode, &want["tau_mode"]);
        all_within(found.places.iter().map(|p| p.below), &want["p_below"], 1e-9);
        if case == "a" {
            all_within(found.places.iter().map(|p| p.effect), &want["u_mean"], 1e-9);
            all_within(found.places.iter().map(|p| p.deviation), &want["u_sd"], 1e-9);
            assert_eq!(enough_places(y.len()), Some(Gate::InsufficientUnits));
        }
    }
    let policy = g["outputs"]["policy"].as_str().unwrap();
    for part in ["n<8", "zero-variance covariate", "n_resp<30 or n_eff<20"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert_eq!(enough_places(8), None);
    let (z, dropped) = design(10, &[vec![3.0; 10]]).unwrap();
    assert_eq!((z.cols(), dropped), (1, vec![0]));
    assert_eq!(enough_answers(29.0, 25.0), Some(Gate::SmallBase));
    assert_eq!(enough_answers(40.0, 19.9), Some(Gate::SmallBase));
    assert_eq!(enough_answers(30.0, 20.0), None);
}
