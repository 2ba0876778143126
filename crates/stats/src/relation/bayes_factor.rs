//! How many times more likely a correlation is if there is one than if there is none.

use std::sync::OnceLock;

/// Nodes of the quadrature.
const NODES: usize = 200;

/// No county has more places.
const LARGEST_N: f64 = 5000.0;

/// Up to this n/(1 − r²) 200 nodes over ρ resolve the likelihood; above it, forty times as many over atanh ρ.
const RESOLVED: f64 = 2000.0;

/// ln BF₁₀ of a correlation `r` (−1 < r < 1) of `n` pairs (2 < n ≤ 5000; degrees of freedom + 2 where r is partial), with
/// the prior Beta(`prior`, `prior`) stretched to −1…1: 3 is the hypothesis rule's, 1 is uniform.
///
/// ∫ (1−ρ²)^((n−1)/2) (1−ρr)^−(n−3/2) p(ρ) dρ by 200-node Gauss–Legendre, as logarithms so that nothing overflows.
/// `None` outside these ranges. Source: Jeffreys (1961), Theory of Probability §5.9; prior, Ly, Verhagen & Wagenmakers
/// (2016), J. Math. Psych. 72:19. Golden g15.
pub fn ln_bayes_factor(r: f64, n: f64, prior: f64) -> Option<f64> {
    let ok = r.abs() < 1.0 && n > 2.0 && n <= LARGEST_N && prior > 0.0 && prior <= 1e3;
    if !ok {
        return None;
    }
    let ln_beta = 2.0 * libm::lgamma(prior) - libm::lgamma(2.0 * prior);
    let constant = -ln_beta - (2.0 * prior - 1.0) * 2.0_f64.ln();
    let power = (n - 1.0) / 2.0 + prior - 1.0;
    let term = |rho: f64| power * (-rho * rho).ln_1p() - (n - 1.5) * (-rho * r).ln_1p();
    // in atanh ρ the likelihood is 1/√n wide whatever r is
    let stretched = |u: f64| {
        let rho = u.tanh();
        let ln_cosh = u.abs() + (-2.0 * u.abs()).exp().ln_1p() - 2.0_f64.ln();
        -2.0 * (power + 1.0) * ln_cosh - (n - 1.5) * (-rho * r).ln_1p()
    };
    let ln_integral = if n / (1.0 - r * r) <= RESOLVED {
        ln_sum(
            gauss_legendre()
                .iter()
                .map(|&(rho, weight)| weight.ln() + term(rho))
                .collect(),
        )
    } else {
        let panels = (-20..20).flat_map(|at| {
            gauss_legendre()
                .iter()
                .map(move |&(x, w)| (f64::from(at) + 0.5 + x / 2.0, w / 2.0))
        });
        ln_sum(panels.map(|(u, weight)| weight.ln() + stretched(u)).collect())
    };
    Some(constant + ln_integral).filter(|b| b.is_finite())
}

/// ln Σ eᵗ.
fn ln_sum(terms: Vec<f64>) -> f64 {
    let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    largest + terms.iter().map(|t| (t - largest).exp()).sum::<f64>().ln()
}

/// BF₁₀ with the hypothesis rule's prior, Beta(3, 3). `None` as [`ln_bayes_factor`] or above 10³⁰⁰. Golden g15.
///
/// Source: as [`ln_bayes_factor`].
pub fn bayes_factor(r: f64, n: f64) -> Option<f64> {
    ln_bayes_factor(r, n, 3.0).filter(|b| *b < 690.0).map(f64::exp)
}

/// Nodes on −1…1 and their weights, by Newton on the Legendre polynomial (Press et al. 1992, §4.5).
pub(super) fn gauss_legendre() -> &'static [(f64, f64)] {
    static RULE: OnceLock<Vec<(f64, f64)>> = OnceLock::new();
    RULE.get_or_init(|| {
        (0..NODES)
            .map(|i| {
                let mut x = (std::f64::consts::PI * (i as f64 + 0.75) / (NODES as f64 + 0.5)).cos();
                let mut slope = 1.0;
                for _ in 0..8 {
                    let (value, derivative) = legendre(x);
                    slope = derivative;
                    x -= value / derivative;
                }
                (x, 2.0 / ((1.0 - x * x) * slope * slope))
            })
            .collect()
    })
}

/// The Legendre polynomial of degree `NODES` and its derivative at x.
fn legendre(x: f64) -> (f64, f64) {
    let (mut before, mut value) = (1.0, x);
    for k in 2..=NODES {
        let k = k as f64;
        (before, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k);
    }
    (value, NODES as f64 * (x * value - before) / (x * x - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_integrates_polynomials() {
        let integral = |f: fn(f64) -> f64| gauss_legendre().iter().map(|(x, w)| w * f(*x)).sum::<f64>();
        assert!((integral(|_| 1.0) - 2.0).abs() < 1e-13);
        assert!((integral(|x| x.powi(8)) - 2.0 / 9.0).abs() < 1e-13);
    }

    #[test]
    fn it_is_even_in_r_and_defined_where_a_plain_sum_overflows() {
        assert_eq!(
            bayes_factor(0.4, 20.0).map(|b| (b * 1e12).round()),
            bayes_factor(-0.4, 20.0).map(|b| (b * 1e12).round())
        );
        assert!(ln_bayes_factor(0.99, 5000.0, 3.0).unwrap() > 700.0);
        // both ways of integrating agree where they meet
        let at = |r: f64| ln_bayes_factor(r, 100.0, 3.0).unwrap();
        let edge = (1.0 - 100.0 / RESOLVED).sqrt();
        let (below, above) = (at(edge - 1e-9), at(edge + 1e-9));
        let slope = (below - at(edge - 1e-5)) / (1e-5 - 1e-9);
        assert!((above - below - 2e-9 * slope).abs() < 1e-8, "{below} {above}");
        assert_eq!(bayes_factor(0.99, 5000.0), None);
        assert_eq!(bayes_factor(1.0, 20.0), None);
        assert_eq!(bayes_factor(f64::NAN, 20.0), None);
        assert_eq!(bayes_factor(0.1, 2.0), None);
    }
}
