//! Many means pulled towards their own mean: one pooled mean with its test of homogeneity, and James–Stein.

use serde::{Deserialize, Serialize};

use super::{Undefined, check};
use crate::distribution::chi_squared_upper;

/// The precision-weighted mean of places and Cochran's test that they are all the same.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PooledMean {
    /// Σ(y/v)/Σ(1/v).
    pub mean: f64,
    /// 1/√Σ(1/v).
    pub standard_error: f64,
    /// Cochran's Q = Σ(y−mean)²/v.
    pub q: f64,
    /// P(χ²₍ₙ₋₁₎ ≥ Q).
    pub p: f64,
}

/// Pools `y` with known variances `v`. [`Undefined`]: lengths, values not finite, variances not above zero, fewer than two.
///
/// Source: Cochran (1954), Biometrics 10:101. Golden g09 (eight schools).
pub fn pooled_mean(y: &[f64], v: &[f64]) -> Result<PooledMean, Undefined> {
    check(y, v, 2)?;
    let precision: f64 = v.iter().map(|v| 1.0 / v).sum();
    let mean = y.iter().zip(v).map(|(y, v)| y / v).sum::<f64>() / precision;
    let q: f64 = y.iter().zip(v).map(|(y, v)| (y - mean).powi(2) / v).sum();
    let p = chi_squared_upper(q, (y.len() - 1) as f64).ok_or(Undefined::NotFinite)?;
    let pooled = PooledMean {
        mean,
        standard_error: precision.sqrt().recip(),
        q,
        p,
    };
    let finite = pooled.mean.is_finite() && pooled.q.is_finite() && pooled.standard_error.is_finite();
    if finite && pooled.standard_error > 0.0 {
        Ok(pooled)
    } else {
        Err(Undefined::NotFinite)
    }
}

/// Means of equal variance, shrunken towards their grand mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JamesStein {
    /// The grand mean.
    pub mean: f64,
    /// Share of each distance from the grand mean that is kept, 0–1; 0: the means differ by no more than noise.
    pub kept: f64,
    /// One a place.
    pub estimates: Vec<f64>,
}

/// Positive-part James–Stein estimate towards the grand mean: kept = max(0, 1 − (k−3)v/Σ(y−ȳ)²).
///
/// `y` at least four means, `variance` their common sampling variance, above zero. Equal means keep nothing.
/// [`Undefined`]: not finite, variance not above zero, fewer than four.
///
/// Source: Efron & Morris (1975), JASA 70:311. Golden g09 (18 players).
pub fn james_stein(y: &[f64], variance: f64) -> Result<JamesStein, Undefined> {
    check(y, &vec![variance; y.len()], 4)?;
    let mean = crate::mean(y).ok_or(Undefined::NotFinite)?;
    let squares: f64 = y.iter().map(|y| (y - mean).powi(2)).sum();
    let noise = (y.len() - 3) as f64 * variance;
    if !(squares.is_finite() && noise.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let kept = if squares > noise {
        1.0 - noise / squares
    } else {
        0.0
    };
    let estimates = y.iter().map(|y| mean + kept * (y - mean)).collect();
    Ok(JamesStein {
        mean,
        kept,
        estimates,
    })
}
