//! Villages drawn again and again inside their strata: the rescaling bootstrap of Rao and Wu.

use std::collections::BTreeMap;

use crate::random::Draws;

/// How much each sampling unit counts in one replicate.
///
/// `strata` names the stratum of each unit, any number. In a stratum of m units m − 1 are drawn with replacement and
/// count m/(m − 1) times as often as they were drawn, so that the variance over replicates of a total is Σ_h m/(m − 1)
/// Σ (z − z̄)², the design's own. Strata of one unit are taken together with each other, a last one alone with the
/// smallest other. `None` for fewer than two units. Source: Rao & Wu (1988), JASA 83:231, with m − 1 draws; Rao, Wu &
/// Yue (1992), Survey Methodology 18:209. No golden.
pub fn rao_wu_factors(strata: &[usize], draws: &mut Draws) -> Option<Vec<f64>> {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (unit, stratum) in strata.iter().enumerate() {
        members.entry(*stratum).or_default().push(unit);
    }
    let (lonely, mut groups): (Vec<Vec<usize>>, Vec<Vec<usize>>) =
        members.into_values().partition(|units| units.len() == 1);
    let lonely: Vec<usize> = lonely.into_iter().flatten().collect();
    match (lonely.len(), groups.iter_mut().min_by_key(|g| g.len())) {
        (0, _) => {}
        (1, Some(smallest)) => smallest.extend(lonely),
        (1, None) => return None,
        _ => groups.push(lonely),
    }
    let mut factors = vec![0.0; strata.len()];
    for units in &groups {
        let m = units.len();
        let each = m as f64 / (m - 1) as f64;
        for _ in 1..m {
            let drawn = units.get(draws.below(m)).and_then(|u| factors.get_mut(*u));
            if let Some(factor) = drawn {
                *factor += each;
            }
        }
    }
    (strata.len() > 1).then_some(factors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stratum_keeps_its_weight_and_units_count_by_their_draws() {
        let strata = [0, 0, 0, 1, 1, 1, 1, 7, 8];
        let mut draws = Draws::seeded(1, "rao wu");
        for _ in 0..50 {
            let found = rao_wu_factors(&strata, &mut draws).unwrap();
            let sum = |of: std::ops::Range<usize>| found[of].iter().sum::<f64>();
            assert!((sum(0..3) - 3.0).abs() < 1e-12 && (sum(3..7) - 4.0).abs() < 1e-12);
            // 7 and 8 are taken together: one of the two counts twice
            assert!(found[7..] == [2.0, 0.0] || found[7..] == [0.0, 2.0]);
            assert!(found[..3].iter().all(|f| (f / 1.5).fract() == 0.0));
        }
    }

    #[test]
    fn the_variance_of_a_total_is_the_designs() {
        // strata {1, 3, 8} and {2, 6}: Σ m/(m−1) Σ(z−z̄)² = 3/2 · 26 + 2 · 8 = 55
        let (z, strata) = ([1.0, 3.0, 8.0, 2.0, 6.0], [0, 0, 0, 1, 1]);
        let mut draws = Draws::seeded(2, "rao wu");
        let totals: Vec<f64> = (0..40_000)
            .map(|_| {
                let factors = rao_wu_factors(&strata, &mut draws).unwrap();
                factors.iter().zip(z).map(|(f, z)| f * z).sum()
            })
            .collect();
        let mean = crate::mean(&totals).unwrap();
        let variance = crate::standard_deviation(&totals).unwrap().powi(2);
        // Monte-Carlo error of the variance ≈ 55 √(2/40,000) ≈ 0.4
        assert!(
            (mean - 20.0).abs() < 0.2 && (variance - 55.0).abs() < 2.0,
            "{mean} {variance}"
        );
    }

    #[test]
    fn one_unit_or_none_cannot_be_drawn_again() {
        let mut draws = Draws::seeded(3, "rao wu");
        assert_eq!(rao_wu_factors(&[], &mut draws), None);
        assert_eq!(rao_wu_factors(&[4], &mut draws), None);
        let joined = rao_wu_factors(&[4, 5, 5], &mut draws).unwrap();
        assert!((joined.iter().sum::<f64>() - 3.0).abs() < 1e-12);
    }
}
