//! Power, and the smallest correlation that can be seen.

use stats::{
    distribution::{noncentral_f_upper, student_t_quantile},
    relation::power::{
        correlation_power, critical_r, minimum_detectable_r, needed_places, partial_detectable_r,
        solved_detectable_r,
    },
};

use crate::common::{close, golden, number, numbers, within};

/// pwr solves by `uniroot`, whose answer is good to .Machine$double.eps^0.25; here the equation is solved to the end, and
/// stopped where `uniroot` stops it has pwr's own digits.
const UNIROOT: f64 = 1.220703125e-4;

/// Where R's `uniroot` stops: Brent's procedure (1973, Algorithms for Minimization without Derivatives, ch. 4) from both ends,
/// which leaves off once the root is known to `UNIROOT`.
fn where_uniroot_stops(low: f64, high: f64, f: impl Fn(f64) -> f64) -> f64 {
    // the best guess, the one before it, and one on the other side of the root
    let (mut before, mut best) = ((low, f(low)), (high, f(high)));
    let mut other = before;
    loop {
        let last_step = best.0 - before.0;
        if other.1.abs() < best.1.abs() {
            (before, best, other) = (best, other, best);
        }
        let least = 2.0 * f64::EPSILON * best.0.abs() + UNIROOT / 2.0;
        let width = other.0 - best.0;
        let mut step = width / 2.0;
        if step.abs() <= least || best.1 == 0.0 {
            return best.0;
        }
        if last_step.abs() >= least && before.1.abs() > best.1.abs() {
            let ratio = best.1 / before.1;
            let (mut over, mut under) = if before.0 == other.0 {
                (width * ratio, 1.0 - ratio)
            } else {
                let (q, r) = (before.1 / other.1, best.1 / other.1);
                (
                    ratio * (width * q * (q - r) - (best.0 - before.0) * (r - 1.0)),
                    (q - 1.0) * (r - 1.0) * (ratio - 1.0),
                )
            };
            if over > 0.0 {
                under = -under;
            } else {
                over = -over;
            }
            let inside = over < 0.75 * width * under - (least * under).abs() / 2.0;
            if inside && over < (last_step * under / 2.0).abs() {
                step = over / under;
            }
        }
        if step.abs() < least {
            step = least.copysign(step);
        }
        before = best;
        let next = best.0 + step;
        best = (next, f(next));
        if (best.1 > 0.0) == (other.1 > 0.0) {
            other = before;
        }
    }
}

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
        let want = number(&o["mde_pwr"][i]);
        assert!((r - want).abs() <= UNIROOT);
        let off = |r: f64| correlation_power(r, n as f64, 0.05).unwrap() - 0.8;
        within(where_uniroot_stops(1e-10, 1.0 - 1e-10, off), want, 1e-9);
        within(correlation_power(r, n as f64, 0.05).unwrap(), 0.8, 1e-12);
    }
    for (i, r) in numbers(&g["inputs"]["r"]).into_iter().enumerate() {
        let needed = needed_places(r, 0.8, 0.05).unwrap();
        let want = number(&o["n_needed"][i]);
        assert!((needed - want).abs() <= UNIROOT);
        let off = |n: f64| correlation_power(r, n, 0.05).unwrap() - 0.8;
        within(where_uniroot_stops(4.0 + 1e-10, 1e9, off), want, 1e-9);
        within(correlation_power(r, needed, 0.05).unwrap(), 0.8, 1e-12);
    }
    let partial = &o["partial_r_mde_2covariates"];
    for (n, want) in numbers(&partial["n"]).into_iter().zip(numbers(&partial["mde"])) {
        let found = partial_detectable_r(n as usize, 2, 0.8, 0.05).unwrap();
        assert!((found - want).abs() <= UNIROOT);
        let df = n - 4.0;
        let t = student_t_quantile(0.975, df).unwrap();
        let off =
            |r: f64| noncentral_f_upper(t * t, 1.0, df, r * r / (1.0 - r * r) * (df + 2.0)).unwrap() - 0.8;
        // the reference stops 1e-6 to 5e-5 short of 80 % power, here the last bit is right
        assert!(off(found).abs() <= 1e-12 && off(want).abs() >= 1e-7, "{n}");
    }
    g.every_field_is_compared(&[]);
}
