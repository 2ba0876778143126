//! The golden files, one test each. The files are copied from the golden references; no number is repeated here.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value;
use stats::{distribution as d, *};

fn golden(id: &str) -> Value {
    let path = format!("{}/tests/golden/{id}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn number(v: &Value) -> f64 {
    v.as_f64().unwrap()
}

fn numbers(v: &Value) -> Vec<f64> {
    v.as_array().unwrap().iter().map(number).collect()
}

#[track_caller]
fn close(found: f64, want: &Value) {
    let want = number(want);
    assert!(
        (found - want).abs() <= 1e-9 * want.abs() + 1e-15,
        "{found} is not {want}"
    );
}

#[track_caller]
fn interval(found: Interval, want: &Value) {
    close(found.low, &want[0]);
    close(found.high, &want[1]);
}

#[test]
fn golden_g10_wilson_and_newcombe() {
    let g = golden("g10_proportion_ci");
    for case in g["outputs"]["single"].as_array().unwrap() {
        interval(
            wilson_interval(number(&case["x"]), number(&case["n"]), 0.95).unwrap(),
            &case["wilson"],
        );
        interval(
            wilson_interval_corrected(number(&case["x"]), number(&case["n"]), 0.95).unwrap(),
            &case["wilson_cc"],
        );
    }
    let d = numbers(&g["inputs"]["diff"]);
    let found = newcombe_difference((d[0], d[1]), (d[2], d[3]), 0.95).unwrap();
    let want = &g["outputs"]["newcombe_diff"];
    close(found.estimate, &want[0]);
    close(found.interval.low, &want[1]);
    close(found.interval.high, &want[2]);
}

/// Σd², which ρ of series without ties stands for.
fn squares_of_rank_differences(x: &[f64], y: &[f64], want: &Value) {
    let n = x.len() as f64;
    close((1.0 - spearman(x, y).unwrap().r) * (n.powi(3) - n) / 6.0, want);
}

/// Concordant pairs, which τ of series without ties stands for.
fn pairs_in_order(x: &[f64], y: &[f64], want: &Value) {
    let n = x.len() as f64;
    close((1.0 + kendall_tau_b(x, y).unwrap().r) * n * (n - 1.0) / 4.0, want);
}

#[test]
fn golden_g11_pearson_spearman_and_kendall() {
    let g = golden("g11_correlation");
    let (x, y) = (
        numbers(&g["inputs"]["law_LSAT"]),
        numbers(&g["inputs"]["law_GPA"]),
    );
    let law = &g["outputs"]["law"];
    let r = pearson(&x, &y).unwrap();
    close(r.r, &law["r"]);
    close(r.p.unwrap(), &law["p"]);
    interval(fisher_interval(r.r, r.n, 0.95).unwrap(), &law["fisher_ci"]);
    close(spearman(&x, &y).unwrap().r, &law["rho"]);
    squares_of_rank_differences(&x, &y, &law["rho_S"]);
    let tau = kendall_tau_b(&x, &y).unwrap();
    close(tau.r, &law["tau"]);
    close(tau.p.unwrap(), &law["tau_p_exact"]);
    pairs_in_order(&x, &y, &law["tau_T"]);

    let without: Vec<f64> = leave_one_out(&x, &y, |x, y| pearson(x, y).map(|c| c.r))
        .into_iter()
        .flatten()
        .collect();
    let n = without.len() as f64;
    close(
        standard_deviation(&without).unwrap() * (n - 1.0) / n.sqrt(),
        &law["jack_se"],
    );

    let (x, y) = (
        numbers(&g["inputs"]["HollanderWolfe_x"]),
        numbers(&g["inputs"]["HollanderWolfe_y"]),
    );
    let tuna = &g["outputs"]["HollanderWolfe"];
    let r = pearson(&x, &y).unwrap();
    close(r.r, &tuna["r"]);
    close(r.p.unwrap(), &tuna["r_p"]);
    interval(fisher_interval(r.r, r.n, 0.95).unwrap(), &tuna["r_ci"]);
    close(spearman(&x, &y).unwrap().r, &tuna["rho"]);
    let tau = kendall_tau_b(&x, &y).unwrap();
    close(tau.r, &tuna["tau"]);
    squares_of_rank_differences(&x, &y, &tuna["S"]);
    pairs_in_order(&x, &y, &tuna["T"]);
    close(tau.p.unwrap(), &tuna["p_exact"]);

    interval(
        fisher_interval(0.3, 20, 0.95).unwrap(),
        &g["outputs"]["fisher_ci_r.3_n20"],
    );
    interval(
        fisher_interval(0.0, 15, 0.95).unwrap(),
        &g["outputs"]["fisher_ci_r0_n15"],
    );
}

#[test]
fn golden_g12_theil_sen() {
    let g = golden("g12_theil_sen");
    for (series, output, confidence) in [
        ("sen", "sen68", 0.95),
        ("sen", "sen68_93", 0.93),
        ("law", "law", 0.95),
    ] {
        let x = numbers(&g["inputs"][format!("{series}_x")]);
        let y = numbers(&g["inputs"][format!("{series}_y")]);
        let want = &g["outputs"][output];
        let line = theil_sen(&x, &y, confidence).unwrap();
        close(line.slope, &want["slope"]);
        close(line.intercept, &want["intercept"]);
        close(line.interval.unwrap().low, &want["lo"]);
        close(line.interval.unwrap().high, &want["up"]);
        close(line.variance, &want["var"]);
        assert_eq!(want["N"], line.pairs);
    }
}

#[test]
fn golden_g13_adjusted_p() {
    let g = golden("g13_multiple_testing");
    let p = numbers(&g["inputs"]["p"]);
    for (found, name) in [
        (benjamini_hochberg(&p), "BH"),
        (benjamini_yekutieli(&p), "BY"),
        (holm(&p), "holm"),
        (hochberg(&p), "hochberg"),
        (bonferroni(&p), "bonferroni"),
    ] {
        for (i, q) in found.unwrap().into_iter().enumerate() {
            close(q, &g["outputs"][name][i]);
        }
    }
}

#[test]
fn golden_g35_normal_t_and_beta() {
    let g = golden("g35_special_functions");
    let rows = |name: &str| g["outputs"][name].as_array().unwrap().clone();
    for row in rows("norm_cdf") {
        close(d::normal_cdf(number(&row[0])).unwrap(), &row[1]);
    }
    for row in rows("norm_ppf") {
        close(d::normal_quantile(number(&row[0])).unwrap(), &row[1]);
    }
    for row in rows("t_sf") {
        close(
            d::student_t_cdf(-number(&row[0]), number(&row[1])).unwrap(),
            &row[2],
        );
    }
    for row in rows("t_ppf") {
        close(
            d::student_t_quantile(number(&row[0]), number(&row[1])).unwrap(),
            &row[2],
        );
    }
    for row in rows("beta_ppf") {
        let row = numbers(&row);
        let found = d::beta_quantile(row[0], row[1], row[2]).unwrap();
        close(found, &Value::from(row[3]));
    }
    let both = d::normal_two_sided_p(3.0).unwrap();
    close(both / 2.0, &rows("norm_cdf")[1][1]);
}
