//! The normal, Student's t, chi-squared, F, beta and hypergeometric distributions: statrs for the beta and gamma functions,
//! `libm::erfc` for Φ.

use libm::erfc;
use statrs::{
    distribution::{ContinuousCDF, Normal},
    function::{
        beta::{checked_beta_reg, checked_ln_beta},
        factorial::ln_binomial,
        gamma::checked_gamma_ur,
    },
};

/// Φ(z): probability that a standard normal is at most `z`. `None` for NaN.
///
/// Source: Φ(z) = erfc(−z/√2)/2 (Abramowitz & Stegun 1964, 26.2.29), relative error below 1e-15 in both tails.
/// Golden g35.
pub fn normal_cdf(z: f64) -> Option<f64> {
    (!z.is_nan()).then(|| 0.5 * erfc(-z / std::f64::consts::SQRT_2))
}

/// Two-sided tail of a standard normal: P(|Z| ≥ |z|). `None` for NaN. Golden g35.
///
/// Source: 2Φ(−|z|) by `libm::erfc`, STATISTICS §2.14.
pub fn normal_two_sided_p(z: f64) -> Option<f64> {
    (!z.is_nan()).then(|| erfc(z.abs() / std::f64::consts::SQRT_2))
}

/// z with Φ(z) = `p`, for 0 < p < 1; else `None`.
///
/// statrs' inverse, then one step of Halley on Φ. Golden g35.
///
/// Source: STATISTICS §2.14.
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
///
/// Source: (1 + confidence)/2 put into [`normal_quantile`]. Golden g10, through Wilson's interval.
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
///
/// Source: Abramowitz & Stegun (1964), 26.7.1, through the incomplete beta function.
pub fn student_t_two_sided_p(t: f64, df: f64) -> Option<f64> {
    if t.is_nan() {
        return None;
    }
    if t.is_infinite() {
        return (df > 0.0).then_some(0.0);
    }
    if t.abs() < 0.5 && df > 0.0 && df.is_finite() {
        // df / (df + t²) is so near one that little of t is left in it
        let inside = checked_beta_reg(0.5, 0.5 * df, t * t / (df + t * t)).ok()?;
        return Some((1.0 - inside).clamp(0.0, 1.0)).filter(|p| p.is_finite());
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

/// t with P(T ≤ t) = `p` for `df` > 0 degrees of freedom, also infinitely many. `None` outside 0 < p < 1. Golden g35.
///
/// Through the beta quantile; above a million degrees by the expansion about the normal quantile (Abramowitz & Stegun
/// 1964, 26.7.5), whose next term is below 1e-17.
pub fn student_t_quantile(p: f64, df: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0 && df > 0.0) {
        return None;
    }
    let z = normal_quantile(p)?;
    let first = (z.powi(3) + z) / 4.0;
    let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    let expansion = z + first / df + second / df / df;
    if df > 1e6 {
        return Some(expansion);
    }
    let square = expansion * expansion;
    let start = square / (df + square);
    let both = 2.0 * p.min(1.0 - p);
    let ratio = if both > 1e-4 {
        let part = if both < 1.0 {
            beta_quantile_from(1.0 - both, 0.5, 0.5 * df, start)?
        } else {
            0.0
        };
        part / (1.0 - part)
    } else {
        let rest = beta_quantile(both, 0.5 * df, 0.5)?;
        (1.0 - rest) / rest
    };
    let t = (df * ratio).sqrt();
    t.is_finite().then_some(if p < 0.5 { -t } else { t })
}

/// P(X ≥ x) for a chi-squared variable with `df` > 0 degrees of freedom. `None` for NaN, or `df` not above
/// zero or above a million: the series behind it would not end soon.
///
/// Source: regularised upper gamma function. Golden g04.
pub fn chi_squared_upper(x: f64, df: f64) -> Option<f64> {
    if x.is_nan() || !(df > 0.0 && df <= 1e6) {
        return None;
    }
    if x <= 0.0 || x.is_infinite() {
        return Some(f64::from(u8::from(x <= 0.0)));
    }
    checked_gamma_ur(0.5 * df, 0.5 * x)
        .ok()
        .filter(|p| p.is_finite())
        .map(|p| p.clamp(0.0, 1.0))
}

/// P(F ≥ f) for Fisher's F with `df_1` and `df_2` > 0 degrees of freedom. `None` for NaN or degrees not above zero.
///
/// Source: regularised beta function. Golden g04.
pub fn f_upper(f: f64, df_1: f64, df_2: f64) -> Option<f64> {
    let degrees = df_1 > 0.0 && df_2 > 0.0 && df_1.is_finite() && df_2.is_finite();
    if f.is_nan() || !degrees {
        return None;
    }
    if f <= 0.0 {
        return Some(1.0);
    }
    let rest = df_2 / (df_2 + df_1 * f);
    checked_beta_reg(0.5 * df_2, 0.5 * df_1, rest)
        .ok()
        .filter(|p| p.is_finite())
        .map(|p| p.clamp(0.0, 1.0))
}

/// f with P(F ≤ f) = `p` for Fisher's F. `None` outside 0 < p < 1 or for degrees not above zero. Golden g23.
///
/// Source: Abramowitz & Stegun (1964), 26.6.2, through [`beta_quantile`].
pub fn f_quantile(p: f64, df_1: f64, df_2: f64) -> Option<f64> {
    let f = if p > 0.5 {
        let rest = beta_quantile(1.0 - p, 0.5 * df_2, 0.5 * df_1)?;
        df_2 * (1.0 - rest) / (df_1 * rest)
    } else {
        let part = beta_quantile(p, 0.5 * df_1, 0.5 * df_2)?;
        df_2 * part / (df_1 * (1.0 - part))
    };
    f.is_finite().then_some(f)
}

/// x with I_x(a, b) = `p`, the quantile of a beta variable with a, b > 0. `None` outside 0 < p < 1 or for a, b not above
/// zero or not finite.
///
/// Newton's steps held inside a shrinking bracket, so that it ends for every a and b. Goldens g04, g10.
///
/// Source: STATISTICS §2.14.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> Option<f64> {
    beta_quantile_from(p, a, b, a / (a + b))
}

/// The same, with a guess to start from.
fn beta_quantile_from(p: f64, a: f64, b: f64, start: f64) -> Option<f64> {
    let shapes = a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite();
    if !(p > 0.0 && p < 1.0 && shapes) {
        return None;
    }
    let scale = checked_ln_beta(a, b).ok()?;
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    let mut x = start.clamp(1e-300, 1.0 - 1e-16);
    for _ in 0..500 {
        let error = checked_beta_reg(a, b, x).ok().filter(|f| !f.is_nan())? - p;
        if error > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let log_density = (a - 1.0) * x.ln() + (b - 1.0) * (-x).ln_1p() - scale;
        let newton = x - error / log_density.exp();
        let inside = newton > low && newton < high;
        let next = if inside { newton } else { 0.5 * (low + high) };
        // what a step of Newton leaves is of the order of its square; near one it is small beside what is left of one
        if (inside && (next - x).abs() <= 1e-10 * x.min(1.0 - x)) || high - low <= 1e-16 * low {
            return Some(next);
        }
        x = next;
    }
    Some(x)
}

/// P(X ≥ x): `drawn` taken at random out of `total`, of which `marked` carry a mark; X of those drawn carry it.
///
/// `None` where more are marked or drawn than there are. Summed from x away from the mean, so that every term is
/// smaller than the one before. Source: hypergeometric distribution (Fisher 1935), exactly what permuting the marks
/// gives. No golden.
pub fn hypergeometric_upper(x: u64, total: u64, marked: u64, drawn: u64) -> Option<f64> {
    if marked > total || drawn > total {
        return None;
    }
    let least = marked.saturating_add(drawn).saturating_sub(total);
    let most = marked.min(drawn);
    if x <= least {
        return Some(1.0);
    }
    if x > most {
        return Some(0.0);
    }
    let probability = |k: u64| {
        (ln_binomial(marked, k) + ln_binomial(total - marked, drawn - k) - ln_binomial(total, drawn)).exp()
    };
    // P(k + 1) / P(k)
    let ratio = |k: u64| {
        let up = (marked - k) as f64 * (drawn - k) as f64;
        up / ((k + 1) as f64 * (total - marked - (drawn - k) + 1) as f64)
    };
    let expected = marked as f64 * (drawn as f64 / total as f64);
    let p = if x as f64 > expected {
        probability(x) * series((x..most).map(ratio))
    } else {
        1.0 - probability(x - 1) * series((least..x - 1).rev().map(|k| 1.0 / ratio(k)))
    };
    Some(p.clamp(0.0, 1.0)).filter(|p| p.is_finite())
}

/// 1 + r₁ + r₁r₂ + …, until a term no longer counts.
fn series(ratios: impl Iterator<Item = f64>) -> f64 {
    let (mut term, mut total) = (1.0, 1.0);
    for ratio in ratios {
        term *= ratio;
        total += term;
        if term < total * 1e-17 {
            break;
        }
    }
    total
}

/// P(F ≥ `x`) for F with noncentrality `lambda` (0–10,000): the power of an F test.
///
/// Source: Poisson mixture of beta functions (Johnson, Kotz & Balakrishnan 1995, eq. 30.9). Golden g14.
pub fn noncentral_f_upper(x: f64, above: f64, below: f64, lambda: f64) -> Option<f64> {
    let positive = |d: f64| d > 0.0 && d.is_finite();
    if x.is_nan() || !positive(above) || !positive(below) || !(0.0..=1e4).contains(&lambda) {
        return None;
    }
    if x <= 0.0 || x.is_infinite() {
        return Some(f64::from(u8::from(x <= 0.0)));
    }
    let at = below / (below + above * x);
    let upper = |j: f64| {
        checked_beta_reg(0.5 * below, 0.5 * above + j, at)
            .ok()
            .filter(|p| p.is_finite())
    };
    if lambda == 0.0 {
        return upper(0.0).map(|p| p.clamp(0.0, 1.0));
    }
    let half = 0.5 * lambda;
    let reach = 12.0 * half.sqrt() + 40.0;
    let (first, last) = ((half - reach).max(0.0).floor(), (half + reach).ceil());
    let mut total = 0.0;
    let mut j = first;
    while j <= last {
        total += (j * half.ln() - half - libm::lgamma(j + 1.0)).exp() * upper(j)?;
        j += 1.0;
    }
    Some(total.clamp(0.0, 1.0))
}
