//! The normal and Student's t distributions: statrs for the beta function, `libm::erfc` for Φ.

use libm::erfc;
use statrs::{
    distribution::{ContinuousCDF, Normal, StudentsT},
    function::beta::checked_beta_reg,
};

/// Φ(z): probability that a standard normal is at most `z`. `None` for NaN.
///
/// Source: Φ(z) = erfc(−z/√2)/2 (Abramowitz & Stegun 1964, 26.2.29), relative error below 1e-15 in both tails.
/// Golden g35.
pub fn normal_cdf(z: f64) -> Option<f64> {
    (!z.is_nan()).then(|| 0.5 * erfc(-z / std::f64::consts::SQRT_2))
}

/// Two-sided tail of a standard normal: P(|Z| ≥ |z|). `None` for NaN. Golden g35.
pub fn normal_two_sided_p(z: f64) -> Option<f64> {
    (!z.is_nan()).then(|| erfc(z.abs() / std::f64::consts::SQRT_2))
}

/// z with Φ(z) = `p`, for 0 < p < 1; else `None`.
///
/// statrs' inverse, then one step of Halley on Φ. Golden g35.
pub fn normal_quantile(p: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0) {
        return None;
    }
    if p > 0.5 {
        return normal_quantile(1.0 - p).map(|z| -z);
    }
    let start = Normal::standard().inverse_cdf(p);
    let density = (-0.5 * start * start).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let step = (normal_cdf(start)? - p) / density;
    Some(start - step / (1.0 + start * step / 2.0)).filter(|z| z.is_finite())
}

/// Half-width in standard errors of a two-sided interval: 1.96 for `confidence` 0.95. `None` outside (0, 1).
pub fn normal_half_width(confidence: f64) -> Option<f64> {
    normal_quantile((1.0 - confidence) / 2.0).map(|z| -z)
}

/// P(T ≤ t) for Student's t with `df` > 0 degrees of freedom. `None` for NaN or `df` ≤ 0.
///
/// Source: Student (1908), Biometrika 6:1, through the regularised beta function. Golden g35.
pub fn student_t_cdf(t: f64, df: f64) -> Option<f64> {
    let upper = 0.5 * student_t_two_sided_p(t, df)?;
    Some(if t > 0.0 { 1.0 - upper } else { upper })
}

/// P(|T| ≥ |t|) for Student's t with `df` > 0 degrees of freedom; 0 for an infinite t. Golden g35.
pub fn student_t_two_sided_p(t: f64, df: f64) -> Option<f64> {
    if t.is_nan() {
        return None;
    }
    if t.is_infinite() {
        return (df > 0.0).then_some(0.0);
    }
    student_t_tail(df / (df + t * t), df)
}

/// P(|T| ≥ |t|) from `rest` = df / (df + t²), which for a correlation is 1 − r².
pub(crate) fn student_t_tail(rest: f64, df: f64) -> Option<f64> {
    if !(df > 0.0 && df.is_finite()) {
        return None;
    }
    checked_beta_reg(0.5 * df, 0.5, rest)
        .ok()
        .filter(|p| p.is_finite())
        .map(|p| p.clamp(0.0, 1.0))
}

/// t with P(T ≤ t) = `p` for `df` > 0 degrees of freedom. `None` outside 0 < p < 1. Golden g35.
pub fn student_t_quantile(p: f64, df: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0) {
        return None;
    }
    let t = StudentsT::new(0.0, 1.0, df).ok()?.inverse_cdf(p);
    t.is_finite().then_some(t)
}
