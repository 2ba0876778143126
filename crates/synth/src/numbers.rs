//! Small steps shared by all parts: standard scores, rounding, sharing out whole numbers.

/// e^x, the same on every machine.
pub(crate) fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm, the same on every machine.
pub(crate) fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// To `digits` decimals.
pub(crate) fn round(x: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (x * scale).round() / scale
}

/// Standard scores (n − 1); zeros where nothing varies.
pub(crate) fn standardised(values: &[f64]) -> Vec<f64> {
    let center = stats::mean(values).unwrap_or(0.0);
    let spread = stats::standard_deviation(values)
        .filter(|s| *s > 1e-12)
        .unwrap_or(f64::INFINITY);
    values.iter().map(|v| (v - center) / spread).collect()
}

/// A whole number shared out by weights (largest remainder, ties to the first). Zero weights get nothing.
pub(crate) fn share_out(total: u64, weights: &[f64]) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|w| total as f64 * w / sum).collect();
    let mut parts: Vec<u64> = exact.iter().map(|x| x.floor() as u64).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|a, b| {
        let rest = |i: &usize| exact.get(*i).map_or(0.0, |x| x - x.floor());
        rest(b).total_cmp(&rest(a)).then(a.cmp(b))
    });
    let left = total.saturating_sub(parts.iter().sum());
    for i in order.into_iter().cycle().take(left as usize) {
        if let Some(part) = parts.get_mut(i) {
            *part += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_out_adds_up() {
        assert_eq!(share_out(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(share_out(7, &[0.0, 2.0]), [0, 7]);
        assert_eq!(share_out(7, &[0.0]), [0]);
        assert_eq!(standardised(&[5.0, 5.0]), [0.0, 0.0]);
    }
}
