//! How far a number hangs on one point: the statistic without each point in turn.

/// `statistic` of the pairs without each one in turn, in the order of the pairs.
///
/// Two series of one length, else an empty list; `None` where the statistic is undefined without that pair.
/// Source: Quenouille (1956), Biometrika 43:353. Golden g11 (jackknife standard error of r).
pub fn leave_one_out<T>(
    x: &[f64],
    y: &[f64],
    statistic: impl Fn(&[f64], &[f64]) -> Option<T>,
) -> Vec<Option<T>> {
    if x.len() != y.len() {
        return Vec::new();
    }
    let without = |v: &[f64], i: usize| [&v[..i], &v[i + 1..]].concat();
    (0..x.len())
        .map(|i| statistic(&without(x, i), &without(y, i)))
        .collect()
}

/// Smallest and largest of the defined values; `None` where there are none.
pub fn range(values: &[Option<f64>]) -> Option<[f64; 2]> {
    values.iter().flatten().fold(None, |found, &v| match found {
        None => Some([v, v]),
        Some([low, high]) => Some([v.min(low), v.max(high)]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_point_is_left_out_once_and_in_order() {
        let sums = leave_one_out(&[1.0, 2.0, 4.0], &[0.0; 3], |x, _| Some(x.iter().sum()));
        assert_eq!(sums, vec![Some(6.0), Some(5.0), Some(3.0)]);
        assert_eq!(range(&sums), Some([3.0, 6.0]));
        assert_eq!(range(&[None]), None);
        assert_eq!(leave_one_out::<f64>(&[1.0], &[], |_, _| None), Vec::new());
    }
}
