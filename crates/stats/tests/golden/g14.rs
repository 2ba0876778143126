//! Power, and the smallest correlation that can be seen.

use stats::relation::power::{
    correlation_power, critical_r, minimum_detectable_r, needed_places, partial_detectable_r,
    solved_detectable_r,
};

use crate::common::{close, golden, number, numbers, within};

/// pwr solves by `uniroot`, whose answer is good to .Machine$double.eps^0.25; here the equation is solved to the end.
const UNIROOT: f64 = 1.220703125e-4;

#[test]
fn golden_g14_power_mde() {
    let g = golden("g14_power_mde");
    let n: Vec<usize> = numbers(&g["inputs"]["n"]).iter().map(|n| *n as usize).collect();
    let o = &g["outputs"];
    for (i, &n) in n.iter().enumerate() {
        close(
            minimum_detectable_r(n, 0.8, 0.05).unwrap(),
            &o["mde_fisher_closed"][i],
        );
        close(critical_r(n as f64, 0.05).unwrap(), &o["critical_r"][i]);
        let zero = stats::fisher_interval(0.0, n, 0.95).unwrap();
        close(zero.high, &o["ci_halfwidth_at_r0"][i]);
        let r = solved_detectable_r(n as f64, 0.8, 0.05).unwrap();
        assert!((r - number(&o["mde_pwr"][i])).abs() <= UNIROOT);
        within(correlation_power(r, n as f64, 0.05).unwrap(), 0.8, 1e-12);
    }
    for (i, r) in numbers(&g["inputs"]["r"]).into_iter().enumerate() {
        let needed = needed_places(r, 0.8, 0.05).unwrap();
        assert!((needed - number(&o["n_needed"][i])).abs() <= UNIROOT);
        within(correlation_power(r, needed, 0.05).unwrap(), 0.8, 1e-12);
    }
    let partial = &o["partial_r_mde_2covariates"];
    for (n, want) in numbers(&partial["n"]).into_iter().zip(numbers(&partial["mde"])) {
        let found = partial_detectable_r(n as usize, 2, 0.8, 0.05).unwrap();
        assert!((found - want).abs() <= UNIROOT);
    }
    g.every_field_is_compared(&[]);
}
