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
    tied_among(values, largest(values))
}

/// The values, made exactly equal where only rounding keeps them apart, so that ranks do not rank rounding.
pub(super) fn without_rounding(values: &[f64]) -> Vec<f64> {
    if tied(values) {
        vec![values.first().copied().unwrap_or(0.0); values.len()]
    } else {
        values.to_vec()
    }
}

/// Are all differences of numbers up to `scale` the same, rounding aside?
pub(super) fn tied_among(differences: &[f64], scale: f64) -> bool {
    let low = differences.iter().copied().fold(f64::INFINITY, f64::min);
    let high = differences.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    high - low <= ROUNDING * scale
}

/// Differences of numbers up to `scale`, made exactly equal where only rounding keeps all of them apart.
///
/// Some that are equal but for rounding stay as they are: the contract of DESIGN §4.4 is that of its golden, which
/// ranks differences of scores as floating point has them.
pub(super) fn all_without_rounding(differences: &[f64], scale: f64) -> Vec<f64> {
    if tied_among(differences, scale) {
        vec![differences.first().copied().unwrap_or(0.0); differences.len()]
    } else {
        differences.to_vec()
    }
}

/// Differences of numbers up to `scale`, those made exactly equal that only the rounding of these numbers keeps apart.
///
/// A difference carries the rounding of what was subtracted, however small it is itself.
pub(super) fn differences_without_rounding(differences: &[f64], scale: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..differences.len()).collect();
    order.sort_by(|a, b| differences[*a].total_cmp(&differences[*b]));
    let mut settled = differences.to_vec();
    for pair in order.windows(2) {
        if differences[pair[1]] - differences[pair[0]] <= ROUNDING * scale {
            settled[pair[1]] = settled[pair[0]];
        }
    }
    settled
}

/// The largest of the values without their signs; 0 of none.
pub(super) fn largest(values: &[f64]) -> f64 {
    values.iter().map(|v| v.abs()).fold(0.0, f64::max)
}
