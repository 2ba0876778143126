//! The three correlations of two series, as every part of the answer shows them.

use stats::Correlation;

/// Spread below this part of the largest value is rounding: the values are one.
const ROUNDING: f64 = 1e-12;

/// Pearson, Spearman and Kendall; none where undefined.
pub(super) struct Battery {
    pub(super) pearson: Option<Correlation>,
    pub(super) spearman: Option<Correlation>,
    pub(super) kendall: Option<Correlation>,
}

impl Battery {
    pub(super) fn new(x: &[f64], y: &[f64]) -> Self {
        Self {
            pearson: stats::pearson(x, y),
            spearman: stats::spearman(x, y),
            kendall: stats::kendall_tau_b(x, y),
        }
    }
}

/// Coefficient and p apart.
pub(super) fn parts(found: Option<Correlation>) -> (Option<f64>, Option<f64>) {
    (found.map(|c| c.r), found.and_then(|c| c.p))
}

/// Are all values the same, rounding aside?
pub(super) fn tied(values: &[f64]) -> bool {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    high - low <= ROUNDING * high.abs().max(low.abs())
}

/// The values, made exactly equal where only rounding keeps them apart, so that ranks do not rank rounding.
pub(super) fn without_rounding(values: &[f64]) -> Vec<f64> {
    if tied(values) {
        vec![values.first().copied().unwrap_or(0.0); values.len()]
    } else {
        values.to_vec()
    }
}
