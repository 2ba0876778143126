//! Three correlations of two series, and what chance gives.

use serde_json::Value;
use stats::{
    fisher_interval, kendall_tau_b, leave_one_out, pearson,
    relation::permutation::{
        ORDERS, kendall_permutation, pearson_permutation, spearman_permutation, spearman_up_to,
    },
    spearman, spearman_edgeworth_p, standard_deviation,
};

use crate::{
    common::{close, golden, interval_close, number, numbers, whole},
    draws,
};

#[test]
fn golden_g11_correlation() {
    let g = golden("g11_correlation");
    pearson_spearman_and_kendall(&g);
    permutation(&g);
    let later = "the bootstrap of a correlation is of a later version";
    g.every_field_is_compared(&[("/law/boot_", later)]);
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

fn pearson_spearman_and_kendall(g: &Value) {
    let (x, y) = (
        numbers(&g["inputs"]["law_LSAT"]),
        numbers(&g["inputs"]["law_GPA"]),
    );
    let law = &g["outputs"]["law"];
    let r = pearson(&x, &y).unwrap();
    close(r.r, &law["r"]);
    close(r.p.unwrap(), &law["p"]);
    // t and its degrees of freedom are not kept beside r and p: they follow from r and n
    let df = (r.n - 2) as f64;
    close(df, &law["df"]);
    close(r.r * (df / (1.0 - r.r * r.r)).sqrt(), &law["t"]);
    close(
        spearman_edgeworth_p(number(&law["rho_S"]), x.len()).unwrap(),
        &law["rho_p_edgeworth_AS89"],
    );
    interval_close(fisher_interval(r.r, r.n, 0.95).unwrap(), &law["fisher_ci"]);
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
    // how skew the law of r is, from the same coefficients (Efron 1987)
    let centre = without.iter().sum::<f64>() / n;
    let power = |k: i32| without.iter().map(|r| (centre - r).powi(k)).sum::<f64>();
    close(power(3) / (6.0 * power(2).powf(1.5)), &law["jack_acceleration"]);

    let (x, y) = (
        numbers(&g["inputs"]["HollanderWolfe_x"]),
        numbers(&g["inputs"]["HollanderWolfe_y"]),
    );
    let tuna = &g["outputs"]["HollanderWolfe"];
    let r = pearson(&x, &y).unwrap();
    close(r.r, &tuna["r"]);
    close(r.p.unwrap(), &tuna["r_p"]);
    interval_close(fisher_interval(r.r, r.n, 0.95).unwrap(), &tuna["r_ci"]);
    close(spearman(&x, &y).unwrap().r, &tuna["rho"]);
    let tau = kendall_tau_b(&x, &y).unwrap();
    close(tau.r, &tuna["tau"]);
    squares_of_rank_differences(&x, &y, &tuna["S"]);
    pairs_in_order(&x, &y, &tuna["T"]);
    close(tau.p.unwrap(), &tuna["p_exact"]);

    interval_close(
        fisher_interval(0.3, 20, 0.95).unwrap(),
        &g["outputs"]["fisher_ci_r.3_n20"],
    );
    interval_close(
        fisher_interval(0.0, 15, 0.95).unwrap(),
        &g["outputs"]["fisher_ci_r0_n15"],
    );
}

fn permutation(g: &Value) {
    let (x, y) = (
        numbers(&g["inputs"]["law_LSAT"]),
        numbers(&g["inputs"]["law_GPA"]),
    );
    let want = &g["outputs"]["law_first8_exact_perm"];
    let found = pearson_permutation(&x[..8], &y[..8], &mut draws()).unwrap();
    close(pearson(&x[..8], &y[..8]).unwrap().r, &want["r"]);
    close(spearman(&x[..8], &y[..8]).unwrap().r, &want["rho"]);
    assert_eq!(found.as_extreme as u64, whole(&want["count_of_40320"]));
    assert_eq!((found.exact, found.orders), (true, 40_320));
    close(found.p, &want["p_two_sided_abs"]);
    close(
        spearman_permutation(&x[..8], &y[..8], &mut draws()).unwrap().p,
        &want["rho_p"],
    );

    // four Monte-Carlo errors of p
    let spread = |p: f64| 4.0 * (p * (1.0 - p) / 19_999.0).sqrt();
    let series = number(&g["outputs"]["law"]["rho_p_edgeworth_AS89"]);
    let drawn = spearman_permutation(&x, &y, &mut draws()).unwrap();
    assert!(
        !drawn.exact && (drawn.p - series).abs() < spread(series),
        "{drawn:?}"
    );

    let (x, y) = (
        numbers(&g["inputs"]["HollanderWolfe_x"]),
        numbers(&g["inputs"]["HollanderWolfe_y"]),
    );
    let tuna = &g["outputs"]["HollanderWolfe"];
    let every = spearman_up_to(&x, &y, 9, ORDERS, &mut draws()).unwrap();
    close(every.p, &tuna["rho_p_exact"]);
    // above eight places orders are drawn
    for (found, want) in [
        (
            spearman_permutation(&x, &y, &mut draws()),
            number(&tuna["rho_p_exact"]),
        ),
        (
            kendall_permutation(&x, &y, ORDERS, &mut draws()),
            number(&tuna["p_exact"]),
        ),
    ] {
        assert!((found.unwrap().p - want).abs() < spread(want), "{found:?} {want}");
    }
}
