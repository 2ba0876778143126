//! Funnel plot: how far from the target chance alone carries a place of its size, allowing for overdispersion.

use serde::{Deserialize, Serialize};

use super::{Undefined, check};
use crate::Interval;

/// Share cut from each end of the standardised scores before overdispersion is measured.
const WINSORISED: f64 = 0.10;

/// A funnel: its target, its spread, its places.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Funnel {
    /// What the places are held against: the mean weighted by sample size.
    pub target: f64,
    /// φ: mean squared z after winsorising; about 1 when only sampling noise is at work.
    pub overdispersion: f64,
    /// τ²: variance between places that would explain the overdispersion; 0 where φ ≤ (k−1)/k.
    pub between_variance: f64,
    /// One a place.
    pub places: Vec<FunnelPlace>,
}

/// One place in the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunnelPlace {
    /// target ± 1.96 standard errors.
    pub limits_95: Interval,
    /// target ± 3.09 standard errors.
    pub limits_998: Interval,
    /// The same with τ² added to the sampling variance where φ > 1; else `limits_95`.
    pub wide_95: Interval,
    /// The same with τ² added to the sampling variance where φ > 1; else `limits_998`.
    pub wide_998: Interval,
    /// Standard errors from the target, by sampling noise alone.
    pub z: f64,
    /// z/√φ, not inflated where φ < 1.
    pub z_multiplicative: f64,
    /// Standard errors from the target when τ² is added to the sampling variance.
    pub z_additive: f64,
}

/// Funnel limits for places.
///
/// `y` one value a place, `se` its standard error (y's unit, above zero), `n` its sample size (weights of the target, none
/// negative, not all zero). [`Undefined`]: lengths, not finite, zero errors, weights, fewer than three places.
///
/// Source: Spiegelhalter (2005), Stat. Med. 24:1185; overdispersion: Spiegelhalter (2005), Qual. Saf. Health Care 14:347;
/// winsorising at interpolated 10 % and 90 % quantiles. Golden g27.
pub fn funnel(y: &[f64], se: &[f64], n: &[f64]) -> Result<Funnel, Undefined> {
    check(y, se, 3)?;
    check(y, n, 0).or_else(|e| {
        if e == Undefined::NoVariance {
            Ok(())
        } else {
            Err(e)
        }
    })?;
    let total: f64 = n.iter().sum();
    if n.iter().any(|n| *n < 0.0) || total <= 0.0 {
        return Err(Undefined::NoVariance);
    }
    let target = y.iter().zip(n).map(|(y, n)| y * (n / total)).sum::<f64>();
    let z: Vec<f64> = y.iter().zip(se).map(|(y, se)| (y - target) / se).collect();
    let overdispersion = winsorised_mean_square(&z).ok_or(Undefined::NotFinite)?;
    let between_variance = additive_variance(overdispersion, se);
    let inflate = overdispersion.max(1.0).sqrt();
    let (near, far) = limits().ok_or(Undefined::NotFinite)?;
    let around = |half: f64| Interval {
        low: target - half,
        high: target + half,
    };
    let spread = |se: &f64| match overdispersion > 1.0 {
        true => (se * se + between_variance).sqrt(),
        false => *se,
    };
    let place = |(z, se): (&f64, &f64)| FunnelPlace {
        limits_95: around(near * se),
        limits_998: around(far * se),
        wide_95: around(near * spread(se)),
        wide_998: around(far * spread(se)),
        z: *z,
        z_multiplicative: z / inflate,
        z_additive: z * se / (se * se + between_variance).sqrt(),
    };
    let places: Vec<FunnelPlace> = z.iter().zip(se).map(place).collect();
    let finite = |p: &FunnelPlace| p.z_additive.is_finite() && p.wide_998.high.is_finite() && p.z.is_finite();
    if !places.iter().all(finite) || !between_variance.is_finite() {
        return Err(Undefined::NotFinite);
    }
    Ok(Funnel {
        target,
        overdispersion,
        between_variance,
        places,
    })
}

/// Standard errors to the 95 % and 99.8 % limits.
fn limits() -> Option<(f64, f64)> {
    use crate::distribution::normal_half_width;
    Some((normal_half_width(0.95)?, normal_half_width(0.998)?))
}

fn winsorised_mean_square(z: &[f64]) -> Option<f64> {
    if z.iter().any(|z| !z.is_finite()) {
        return None;
    }
    let mut sorted = z.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (
        quantile(&sorted, WINSORISED)?,
        quantile(&sorted, 1.0 - WINSORISED)?,
    );
    let squares: Vec<f64> = z.iter().map(|z| z.clamp(low, high).powi(2)).collect();
    crate::mean(&squares)
}

/// Quantile of ordered values by linear interpolation between neighbours (Hyndman & Fan 1996, type 7).
fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let at = sorted.len().checked_sub(1)? as f64 * p;
    let (below, above) = (sorted.get(at.floor() as usize)?, sorted.get(at.ceil() as usize)?);
    Some(below + (at - at.floor()) * (above - below))
}

/// τ² = (kφ − (k−1)) / (Σw − Σw²/Σw), w = 1/se².
fn additive_variance(overdispersion: f64, se: &[f64]) -> f64 {
    let k = se.len() as f64;
    // relative to the smallest error, so that no weight overflows
    let unit = se.iter().fold(f64::INFINITY, |a, b| a.min(*b));
    let w: Vec<f64> = se.iter().map(|se| (unit / se).powi(2)).collect();
    let total: f64 = w.iter().sum();
    let spread = total - w.iter().map(|w| w * w).sum::<f64>() / total;
    let excess = k * overdispersion - (k - 1.0);
    if excess > 0.0 && spread > 0.0 {
        excess / spread * unit * unit
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_widened_by_what_places_differ_beyond_chance_and_never_narrowed() {
        let (se, n) = (
            [1.0, 2.0, 1.5, 1.0, 2.5, 1.2],
            [400.0, 100.0, 200.0, 400.0, 60.0, 300.0],
        );
        let apart = funnel(&[50.0, 60.0, 70.0, 55.0, 75.0, 64.0], &se, &n).unwrap();
        assert!(apart.overdispersion > 1.0 && apart.between_variance > 0.0);
        for (place, se) in apart.places.iter().zip(se) {
            let half = |i: Interval| (i.high - i.low) / 2.0;
            let wider = (1.0 + apart.between_variance / (se * se)).sqrt();
            assert!((half(place.wide_95) / half(place.limits_95) - wider).abs() < 1e-12);
            assert!((half(place.wide_998) / half(place.limits_998) - wider).abs() < 1e-12);
            // beyond the wide limits is where the additive z is beyond 1.96
            let out = place.z_additive.abs() > 1.959_963_985;
            let y = apart.target + place.z * se;
            assert_eq!(out, y < place.wide_95.low || y > place.wide_95.high);
        }
        let alike = funnel(&[60.0, 60.5, 59.8, 60.1, 60.0, 60.2], &se, &n).unwrap();
        assert!(alike.overdispersion < 1.0);
        assert!(
            alike
                .places
                .iter()
                .all(|p| p.wide_95 == p.limits_95 && p.wide_998 == p.limits_998)
        );
    }
}
