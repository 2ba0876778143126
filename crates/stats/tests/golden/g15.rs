//! Equivalence and Bayes factors.

use stats::{
    Interval,
    relation::{
        bayes_factor::{bayes_factor, ln_bayes_factor},
        bayes_factor_of_t::t_bayes_factor,
        equivalence::correlation_equivalence,
    },
};

use crate::common::{close, golden, interval_within, number, numbers, within};

#[test]
fn golden_g15_tost_bf_correlation() {
    let g = golden("g15_tost_bf_correlation");
    for (case, want) in g["inputs"]["tost"]
        .as_array()
        .unwrap()
        .iter()
        .zip(g["outputs"]["tost"].as_array().unwrap())
    {
        let bounds = Interval {
            low: number(&case["lo"]),
            high: number(&case["hi"]),
        };
        let found = correlation_equivalence(number(&case["r"]), number(&case["n"]) as usize, bounds).unwrap();
        close(found.p_low, &want["p1"]);
        close(found.p_high, &want["p2"]);
        close(found.p, &want["p"]);
        interval_within(found.interval90, &want["ci90"], 1e-9);
    }
    let o = &g["outputs"];
    for (i, r) in numbers(&g["inputs"]["bf"]["r"]).into_iter().enumerate() {
        for (j, n) in numbers(&g["inputs"]["bf"]["n"]).into_iter().enumerate() {
            close(bayes_factor(r, n).unwrap(), &o["bf10_jeffreys_beta33"][i][j]);
            close(
                ln_bayes_factor(r, n, 1.0).unwrap().exp(),
                &o["bf10_jeffreys_uniform"][i][j],
            );
            // the package has the exact likelihood: half a percent (STATISTICS 2.11), a little more where r is .8
            within(
                ln_bayes_factor(r, n, 1.0).unwrap().exp(),
                number(&o["bf10_package_rscale_1"][i][j]),
                0.006,
            );
            within(
                bayes_factor(r, n).unwrap(),
                number(&o["bf10_package_rscale_third"][i][j]),
                0.005,
            );
        }
    }
    // the sleep of ten people under two drugs, as hours more with the second (Student 1908, Biometrika 6:20)
    let more = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];
    let n = more.len() as f64;
    let t = stats::mean(&more).unwrap() / stats::standard_deviation(&more).unwrap() * n.sqrt();
    close(t_bayes_factor(t, n, 0.5_f64.sqrt()).unwrap(), &o["sleep_ttestBF"]);
    g.every_field_is_compared(&[]);
}
