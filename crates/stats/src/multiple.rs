//! p-values adjusted for having looked more than once.

/// Benjamini–Hochberg adjusted p: the smallest false-discovery rate at which each is rejected.
///
/// p-values of one family in any order, 0–1; the answer is in the same order. `None` if one lies outside 0–1.
/// Source: Benjamini & Hochberg (1995), JRSS B 57:289. Golden g13.
pub fn benjamini_hochberg(p: &[f64]) -> Option<Vec<f64>> {
    step_up(p, 1.0)
}

/// Benjamini–Yekutieli adjusted p, valid under any dependence.
///
/// Shapes as [`benjamini_hochberg`]. Source: Benjamini & Yekutieli (2001), Ann. Stat. 29:1165. Golden g13.
pub fn benjamini_yekutieli(p: &[f64]) -> Option<Vec<f64>> {
    step_up(p, (1..=p.len()).map(|i| 1.0 / i as f64).sum())
}

/// Holm adjusted p: controls the chance of a single false rejection.
///
/// Shapes as [`benjamini_hochberg`]. Source: Holm (1979), Scand. J. Stat. 6:65. Golden g13.
pub fn holm(p: &[f64]) -> Option<Vec<f64>> {
    let order = ascending(p)?;
    let mut adjusted = vec![0.0; p.len()];
    let mut largest = 0.0_f64;
    for (place, &i) in order.iter().enumerate() {
        largest = largest.max(p[i] * (p.len() - place) as f64).min(1.0);
        adjusted[i] = largest;
    }
    Some(adjusted)
}

/// Hochberg adjusted p: as [`holm`] but from the largest down; valid where the tests are independent.
///
/// Shapes as [`benjamini_hochberg`]. Source: Hochberg (1988), Biometrika 75:800. Golden g13.
pub fn hochberg(p: &[f64]) -> Option<Vec<f64>> {
    let order = ascending(p)?;
    let mut adjusted = vec![0.0; p.len()];
    let mut smallest = 1.0_f64;
    for (place, &i) in order.iter().enumerate().rev() {
        smallest = smallest.min(p[i] * (p.len() - place) as f64);
        adjusted[i] = smallest;
    }
    Some(adjusted)
}

/// Bonferroni adjusted p: each times how many there are, at most 1.
///
/// Shapes as [`benjamini_hochberg`]. Source: Dunn (1961), JASA 56:52. Golden g13.
pub fn bonferroni(p: &[f64]) -> Option<Vec<f64>> {
    ascending(p)?;
    let many = p.len() as f64;
    Some(p.iter().map(|p| (p * many).min(1.0)).collect())
}

/// From the largest p down: the running minimum of factor × n × p / rank, at most 1.
fn step_up(p: &[f64], factor: f64) -> Option<Vec<f64>> {
    let order = ascending(p)?;
    let mut adjusted = vec![0.0; p.len()];
    let mut smallest = 1.0_f64;
    for (place, &i) in order.iter().enumerate().rev() {
        smallest = smallest.min(factor * p.len() as f64 * p[i] / (place + 1) as f64);
        adjusted[i] = smallest;
    }
    Some(adjusted)
}

/// Places of the p-values from smallest to largest.
fn ascending(p: &[f64]) -> Option<Vec<usize>> {
    if p.iter().any(|v| !(0.0..=1.0).contains(v)) {
        return None;
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    Some(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_keeps_the_order_of_the_question() {
        assert_eq!(benjamini_hochberg(&[0.04, 0.01]), Some(vec![0.04, 0.02]));
        assert_eq!(holm(&[0.04, 0.01]), Some(vec![0.04, 0.02]));
        assert_eq!(benjamini_hochberg(&[]), Some(vec![]));
    }

    #[test]
    fn what_is_not_a_probability_is_refused() {
        assert_eq!(benjamini_hochberg(&[0.5, f64::NAN]), None);
        assert_eq!(benjamini_yekutieli(&[1.1]), None);
        assert_eq!(holm(&[-0.1]), None);
        assert_eq!(hochberg(&[f64::NAN]), None);
        assert_eq!(bonferroni(&[2.0]), None);
    }
}
