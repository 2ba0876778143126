//! Ranks and ties.

/// Ranks from 1, equal values sharing the mean of their places (mid-ranks). Any length; same order as the values.
///
/// `None` when a value is not a number. Source: Kendall (1945), Biometrika 33:239. Pinned by the Spearman columns of
/// `lgbf reference_results`, whose scores are tied.
pub fn mid_ranks(values: &[f64]) -> Option<Vec<f64>> {
    if values.iter().any(|v| v.is_nan()) {
        return None;
    }
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for run in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let shared = first as f64 + (run.len() as f64 + 1.0) / 2.0;
        for &i in run {
            ranks[i] = shared;
        }
        first += run.len();
    }
    Some(ranks)
}

/// Sizes of the groups of equal values, single values included. Values must not be NaN.
pub(crate) fn tie_sizes(values: &[f64]) -> Vec<usize> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a == b).map(<[f64]>::len).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_the_mean_of_their_places() {
        assert_eq!(
            mid_ranks(&[10.0, 30.0, 10.0, 20.0]),
            Some(vec![1.5, 4.0, 1.5, 3.0])
        );
        assert_eq!(mid_ranks(&[0.0, -0.0]), Some(vec![1.5, 1.5]));
        assert_eq!(mid_ranks(&[f64::NAN]), None);
    }

    #[test]
    fn ties_are_counted_by_group() {
        assert_eq!(tie_sizes(&[2.0, 1.0, 2.0, 3.0, 2.0]), vec![1, 3, 1]);
    }
}
