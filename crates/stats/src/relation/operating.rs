//! How often the hypothesis rule says what, if the true correlation were known: its operating characteristics.

use serde::{Deserialize, Serialize};

use super::{
    hypothesis::{Outcome, outcome_of_r},
    power::crossing,
};

/// Chances of each outcome, summing to one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperatingCharacteristics {
    /// Of SUPPORTED.
    pub supported: f64,
    /// Of CONTRADICTED.
    pub contradicted: f64,
    /// Of PRACTICALLY_NIL.
    pub practically_nil: f64,
    /// Of NOT_ENOUGH_DATA.
    pub not_enough_data: f64,
}

/// Points at which the density of r is summed (on Fisher's z).
const POINTS: usize = 2000;

/// Chances of the outcomes on `n` places (5–5000) of normal series whose true correlation is `rho`, |rho| ≤ .999; `sesoi`
/// as for the rule. Only r decides here: fragility and rank agreement, which can but lower the chances, are left out.
///
/// Source: exact density of r, Hotelling (1953), JRSS B 15:193, eq. 25, times the rule of STATISTICS §2.11. Reference
/// sim_hypothesis. Golden `sim_hypothesis`.
pub fn operating_characteristics(n: usize, rho: f64, sesoi: f64) -> Option<OperatingCharacteristics> {
    if !(5..=5000).contains(&n) || rho.is_nan() || rho.abs() > 0.999 {
        return None;
    }
    let (low, high) = ((-1.0 + 1e-9_f64).atanh(), (1.0 - 1e-9_f64).atanh());
    let supported_from = crossing(1e-9, 1.0 - 1e-9, 1.0, |r| {
        step(outcome_of_r(r, n, sesoi)?, Outcome::Supported)
    });
    let nil_until = crossing(0.0, 1.0 - 1e-9, 1.0, |r| {
        step(outcome_of_r(r, n, sesoi)?, Outcome::PracticallyNil).map(|nil| 1.0 - nil)
    });
    let from = supported_from.map_or(high, f64::atanh);
    let until = nil_until.map_or(0.0, f64::atanh);
    let total = mass(n, rho, low, high)?;
    let supported = (mass(n, rho, from, high)? / total).min(1.0);
    let contradicted = (mass(n, rho, low, -from)? / total).min(1.0);
    let practically_nil = (mass(n, rho, -until, until)? / total).min(1.0);
    Some(OperatingCharacteristics {
        supported,
        contradicted,
        practically_nil,
        not_enough_data: (1.0 - supported - contradicted - practically_nil).max(0.0),
    })
}

fn step(found: Outcome, wanted: Outcome) -> Option<f64> {
    Some(f64::from(u8::from(found == wanted)))
}

/// Integral of the density of r between two ends on Fisher's z (trapezoid), up to a factor.
fn mass(n: usize, rho: f64, low: f64, high: f64) -> Option<f64> {
    if low >= high {
        return Some(0.0);
    }
    // nothing of the density lies further than this from its centre
    let (centre, reach) = (rho.atanh(), 12.0 / ((n - 3) as f64).sqrt().max(1.0) + 1.0);
    let (low, high) = (low.max(centre - reach), high.min(centre + reach));
    if low >= high {
        return Some(0.0);
    }
    let width = (high - low) / POINTS as f64;
    let inside: f64 = (1..POINTS).map(|i| density(low + width * i as f64, n, rho)).sum();
    let ends = (density(low, n, rho) + density(high, n, rho)) / 2.0;
    Some(width * (inside + ends)).filter(|m| m.is_finite())
}

/// Density of z = atanh r, up to a factor: (1−r²)^((n−2)/2) (1−ρr)^−(n−3/2) ₂F₁(½, ½; n − ½; (1+ρr)/2).
fn density(z: f64, n: usize, rho: f64) -> f64 {
    let (r, n) = (z.tanh(), n as f64);
    let cosh = z.cosh();
    let at = (1.0 + rho * r) / 2.0;
    let (mut term, mut series) = (1.0, 1.0);
    for k in 0..60 {
        let k = f64::from(k);
        term *= (0.5 + k) * (0.5 + k) / ((n - 0.5 + k) * (1.0 + k)) * at;
        series += term;
        if term < 1e-15 {
            break;
        }
    }
    // the factor (1−ρ²)^((n−1)/2) keeps the powers near one at the centre
    let ln = (n - 1.0) / 2.0 * (-rho * rho).ln_1p() - (n - 2.0) * cosh.ln() - (n - 1.5) * (-rho * r).ln_1p();
    ln.exp() * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_sum_to_one_mirror_and_grow_with_places() {
        let at = |n, rho| operating_characteristics(n, rho, 0.3).unwrap();
        let found = at(20, 0.5);
        let mirrored = at(20, -0.5);
        assert!((found.supported - mirrored.contradicted).abs() < 1e-9);
        assert!(at(30, 0.5).supported > found.supported);
        let sum = found.supported + found.contradicted + found.practically_nil + found.not_enough_data;
        assert!((sum - 1.0).abs() < 1e-12);
        assert_eq!(operating_characteristics(4, 0.0, 0.3), None);
        assert_eq!(operating_characteristics(20, f64::NAN, 0.3), None);
    }
}
