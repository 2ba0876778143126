//! Kendall's tau-b, with the p that `scipy.stats.kendalltau` gives by default.

use crate::{correlation::Correlation, distribution::normal_two_sided_p, paired, ranks::tie_sizes};

/// Above this many pairs the exact distribution is used only at its very end.
const EXACT_UP_TO: usize = 33;

/// Kendall's tau-b and its two-sided p.
///
/// Two series of one length, n ≥ 2, any units. `None` for unequal lengths, a value that is not finite, or a series all
/// of whose values are equal. p is exact where neither series has ties and n ≤ 33 or at most one pair is concordant or
/// discordant; else normal with the variance corrected for ties. O(n²).
/// Source: Kendall (1945), Biometrika 33:239; exact distribution by recursion, Kendall (1938), Biometrika 30:81;
/// variance, Kendall (1970), Rank Correlation Methods, eq. 4.3. Golden g11; with ties `lgbf reference_results`.
pub fn kendall_tau_b(x: &[f64], y: &[f64]) -> Option<Correlation> {
    if !paired(x, y, 2) {
        return None;
    }
    let n = x.len();
    let pairs = n * (n - 1) / 2;
    let (ties_x, ties_y) = (tie_sizes(x), tie_sizes(y));
    let tied = |ties: &[usize]| -> usize { ties.iter().map(|t| t * (t - 1) / 2).sum() };
    let (tied_x, tied_y) = (tied(&ties_x), tied(&ties_y));
    if tied_x == pairs || tied_y == pairs {
        return None;
    }
    let (concordant, discordant) = count_pairs(x, y);
    let score = concordant as f64 - discordant as f64;
    let r = score / ((pairs - tied_x) as f64).sqrt() / ((pairs - tied_y) as f64).sqrt();
    let untied = tied_x == 0 && tied_y == 0;
    let p = if untied && (n <= EXACT_UP_TO || concordant.min(discordant) <= 1) {
        Some(exact_p(n, concordant.min(discordant)))
    } else {
        normal_two_sided_p(score / tied_variance(n, &ties_x, &ties_y).sqrt())
    };
    Some(Correlation {
        n,
        r: r.clamp(-1.0, 1.0),
        p,
    })
}

/// Pairs ordered alike, and pairs ordered oppositely, in the two series.
pub(crate) fn count_pairs(x: &[f64], y: &[f64]) -> (usize, usize) {
    let (mut concordant, mut discordant) = (0, 0);
    for i in 0..x.len() {
        for j in 0..i {
            // compared, not multiplied: a product of small differences may vanish
            match (x[i].partial_cmp(&x[j]), y[i].partial_cmp(&y[j])) {
                (Some(a), Some(b)) if a.is_eq() || b.is_eq() => {}
                (a, b) if a == b => concordant += 1,
                _ => discordant += 1,
            }
        }
    }
    (concordant, discordant)
}

/// Variance of concordant − discordant under independence, given the sizes of the groups of ties.
fn tied_variance(n: usize, ties_x: &[usize], ties_y: &[usize]) -> f64 {
    let n = n as f64;
    let total = |ties: &[usize], f: fn(f64) -> f64| -> f64 { ties.iter().map(|&t| f(t as f64)).sum() };
    let first = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
    let second = |t: f64| t * (t - 1.0);
    let third = |t: f64| t * (t - 1.0) * (t - 2.0);
    let ordered_pairs = n * (n - 1.0);
    let mut variance = (ordered_pairs * (2.0 * n + 5.0) - total(ties_x, first) - total(ties_y, first)) / 18.0
        + total(ties_x, second) * total(ties_y, second) / (2.0 * ordered_pairs);
    if n > 2.0 {
        variance += total(ties_x, third) * total(ties_y, third) / (9.0 * ordered_pairs * (n - 2.0));
    }
    variance
}

/// Two-sided exact p: twice the share of the n! orders that have at most `inversions` (the smaller side), at most 1.
pub(crate) fn exact_p(n: usize, inversions: usize) -> f64 {
    if 4 * inversions >= n * (n - 1) {
        return 1.0;
    }
    // share of orders of j things with exactly k inversions, grown one thing at a time
    let mut shares = vec![0.0_f64; inversions + 1];
    shares[0] = 1.0;
    for j in 2..=n {
        let before = shares.clone();
        let mut window = 0.0;
        for k in 0..=inversions {
            window += before[k];
            if k >= j {
                window -= before[k - j];
            }
            shares[k] = window / j as f64;
        }
    }
    (2.0 * shares.iter().sum::<f64>()).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_of_four_things_are_counted_exactly() {
        // 24 orders have 1, 3, 5, 6, 5, 3, 1 with 0 … 6 inversions
        assert!((exact_p(4, 0) - 2.0 / 24.0).abs() < 1e-15);
        assert!((exact_p(4, 1) - 8.0 / 24.0).abs() < 1e-15);
        assert!((exact_p(4, 2) - 18.0 / 24.0).abs() < 1e-15);
        assert_eq!(exact_p(4, 3), 1.0);
    }

    #[test]
    fn a_perfect_order_of_many_is_exact_and_underflows_to_zero() {
        let x: Vec<f64> = (0..200).map(f64::from).collect();
        let found = kendall_tau_b(&x, &x).unwrap();
        assert_eq!((found.r, found.p), (1.0, Some(0.0)));
        let forty = kendall_tau_b(&x[..40], &x[..40]).unwrap();
        assert!(forty.p.unwrap() > 0.0 && forty.p.unwrap() < 1e-46);
    }

    #[test]
    fn equal_values_on_one_side_leave_tau_undefined() {
        assert_eq!(kendall_tau_b(&[1.0; 4], &[1.0, 2.0, 3.0, 4.0]), None);
        assert_eq!(kendall_tau_b(&[1.0], &[1.0]), None);
    }
}
