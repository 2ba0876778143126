//! How many times more likely a difference between pairs is if there is one than if there is none.

use super::bayes_factor::gauss_legendre;

/// BF₁₀ of the t of one sample of `n` differences (n ≥ 2, t finite), the prior of the standardised difference being Cauchy
/// with this `scale` (above zero; √½ is the packages' default).
///
/// Zellner and Siow's mixture, ∫ (1+ng)^−½ (1+t²/((1+ng)ν))^−(ν+1)/2 p(g) dg over what it is without a difference, with
/// g = s·eᵘ and s the squared scale, by 200-node Gauss–Legendre on panels of u. `None` outside these ranges.
/// Source: Rouder, Speckman, Sun, Morey & Iverson (2009), Psychon. Bull. Rev. 16:225, eq. 1. Golden g15.
pub fn t_bayes_factor(t: f64, n: f64, scale: f64) -> Option<f64> {
    if !(t.is_finite() && n.is_finite() && n >= 2.0 && scale.is_finite() && scale > 0.0) {
        return None;
    }
    let freedom = n - 1.0;
    let ln_none = -(freedom + 1.0) / 2.0 * (t * t / freedom).ln_1p();
    let term = |u: f64| {
        let widened = 1.0 + n * scale * scale * u.exp();
        let ln_some = -0.5 * widened.ln() - (freedom + 1.0) / 2.0 * (t * t / (widened * freedom)).ln_1p();
        // p(g) dg of the inverse gamma (½, ½) over u = ln g
        let ln_prior = -0.5 * (2.0 * std::f64::consts::PI).ln() - 0.5 * u - 0.5 * (-u).exp();
        (ln_some + ln_prior - ln_none).exp()
    };
    let panels = (-8..72).flat_map(|at| {
        gauss_legendre()
            .iter()
            .map(move |&(x, w)| (f64::from(at) + 0.5 + x / 2.0, w / 2.0))
    });
    Some(panels.map(|(u, weight)| weight * term(u)).sum::<f64>()).filter(|b| b.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_difference_speaks_for_none_and_more_pairs_say_it_louder() {
        let at = |t: f64, n: f64| t_bayes_factor(t, n, 0.5_f64.sqrt()).unwrap();
        assert!(at(0.0, 100.0) < at(0.0, 10.0) && at(0.0, 10.0) < 1.0);
        assert!(at(4.0, 10.0) > at(2.0, 10.0));
        assert!((at(2.5, 10.0) - at(-2.5, 10.0)).abs() < 1e-12);
        assert_eq!(t_bayes_factor(f64::NAN, 10.0, 0.7), None);
        assert_eq!(t_bayes_factor(2.0, 1.0, 0.7), None);
        assert_eq!(t_bayes_factor(2.0, 10.0, 0.0), None);
    }
}
