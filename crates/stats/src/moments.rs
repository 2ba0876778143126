//! Sum, mean, standard deviation, median.

/// Sum with Neumaier's compensation, so that the order of the terms does not reach the digits shown.
///
/// Any length (none: 0), the unit of the terms. Source: Neumaier (1974), ZAMM 54:39. Pinned by the means of golden
/// `lgbf reference_results` in `insight`.
pub fn sum(values: &[f64]) -> f64 {
    let (mut total, mut lost) = (0.0_f64, 0.0_f64);
    for &v in values {
        let next = total + v;
        lost += if total.abs() >= v.abs() {
            (total - next) + v
        } else {
            (v - next) + total
        };
        total = next;
    }
    total + lost
}

/// Arithmetic mean, in the unit of the values. `None` for no values or one that is not finite.
pub fn mean(values: &[f64]) -> Option<f64> {
    let ok = !values.is_empty() && values.iter().all(|v| v.is_finite());
    ok.then(|| sum(values) / values.len() as f64)
        .filter(|m| m.is_finite())
}

/// Standard deviation with n − 1 below the line, in the unit of the values. `None` for fewer than two values.
///
/// Two passes about the mean (Chan, Golub & LeVeque 1983, Am. Stat. 37:242). No golden by itself; g31 standardises with
/// it.
pub fn standard_deviation(values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let centre = mean(values)?;
    let squares: Vec<f64> = values.iter().map(|v| (v - centre) * (v - centre)).collect();
    Some((sum(&squares) / (values.len() - 1) as f64).sqrt()).filter(|s| s.is_finite())
}

/// Median: the middle value, or the mean of the two in the middle. `None` for no values or one that is not finite.
pub fn median(values: &[f64]) -> Option<f64> {
    if values.iter().any(|v| !v.is_finite()) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    median_of_sorted(sorted.len(), |at| sorted[at])
}

/// Median of `n` ordered values read by place.
pub(crate) fn median_of_sorted(n: usize, at: impl Fn(usize) -> f64) -> Option<f64> {
    match n {
        0 => None,
        n if n % 2 == 1 => Some(at(n / 2)),
        n => Some((at(n / 2 - 1) + at(n / 2)) / 2.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_keeps_what_a_plain_loop_loses() {
        assert_eq!(sum(&[1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(sum(&[]), 0.0);
    }

    #[test]
    fn mean_deviation_and_median_of_a_small_series() {
        let v = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        assert_eq!(mean(&v), Some(5.0));
        assert_eq!(standard_deviation(&v), Some((32.0_f64 / 7.0).sqrt()));
        assert_eq!(median(&v), Some(4.5));
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
    }

    #[test]
    fn what_is_undefined_is_none() {
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[1.0, f64::NAN]), None);
        assert_eq!(standard_deviation(&[1.0]), None);
        assert_eq!(median(&[f64::INFINITY]), None);
    }
}
