//! Signs that a place's answers were not given freely or not by its people. A sign asks for a look, it proves nothing.

use serde::{Deserialize, Serialize};

use statrs::function::factorial::ln_binomial;

use crate::distribution::hypergeometric_upper;

/// Which of the places lie above Q3 + 3·IQR of all places, for example in the share of answers that are all 5.
///
/// Quartiles by linear interpolation (Hyndman & Fan 1996, type 7). `None` for fewer than five places or a value that is
/// not finite. Source: Tukey (1977), Exploratory Data Analysis, "far out". No golden.
pub fn upper_outliers(values: &[f64]) -> Option<Vec<bool>> {
    if values.len() < 5 || !values.iter().all(|v| v.is_finite()) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let quartile = |p: f64| {
        let at = p * (sorted.len() - 1) as f64;
        let (low, part) = (at.floor() as usize, at.fract());
        let high = (low + 1).min(sorted.len() - 1);
        sorted[low] + part * (sorted[high] - sorted[low])
    };
    let (first, third) = (quartile(0.25), quartile(0.75));
    let fence = third + 3.0 * (third - first);
    Some(values.iter().map(|v| *v > fence).collect())
}

/// People, and those of them with a mark: an answer vector like many others', a bit of the device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// People.
    pub n: u64,
    /// With the mark.
    pub marked: u64,
}

/// More marks than chance gives?
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Excess {
    /// Share with the mark in the place, 0–1.
    pub share: f64,
    /// Share in the whole county, the place among it.
    pub expected: f64,
    /// Marks above those expected, in people; negative below.
    pub excess: f64,
    /// P(at least as many) were the county's marks dealt out at random.
    pub p: f64,
}

/// Is the share in one place above the county's? p is that of all permutations of the marks among the county's people,
/// by the hypergeometric tail, so it needs no draws. Adjust p over places (`stats::benjamini_hochberg`).
///
/// `None` for nobody in the place, or a place that does not fit into the county. Source: Fisher (1935), The Design of
/// Experiments; STATISTICS §2.12. No golden.
pub fn marked_excess(place: Marked, county: Marked) -> Option<Excess> {
    let rest = county.n.checked_sub(place.n)?;
    let fits = place.marked <= place.n && county.marked.checked_sub(place.marked)? <= rest;
    if place.n == 0 || !fits {
        return None;
    }
    let expected = county.marked as f64 / county.n as f64;
    Some(Excess {
        share: place.marked as f64 / place.n as f64,
        expected,
        excess: place.marked as f64 - expected * place.n as f64,
        p: hypergeometric_upper(place.marked, county.n, county.marked, place.n)?,
    })
}

/// The day on which a place answered most suddenly.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayBurst {
    /// Its place in the list of days.
    pub day: usize,
    /// Answers of the place that day.
    pub n: u64,
    /// Answers expected from the county's days.
    pub expected: f64,
    /// P(at least as many), times the number of days with answers (Bonferroni), at most 1.
    pub p: f64,
}

/// The day with the smallest p that a place has more of its answers on than the county, the place among it, has; the same
/// days in both lists. Places whose fieldwork took other days than the county's will show, too: look before judging.
///
/// `None` for lists of unequal length, nobody in the place, or a place that does not fit into the county. Source:
/// hypergeometric tail by day, Bonferroni over days; STATISTICS §2.12. No golden.
pub fn day_burst(place: &[u64], county: &[u64]) -> Option<DayBurst> {
    if place.len() != county.len() {
        return None;
    }
    let total = |days: &[u64]| days.iter().try_fold(0_u64, |sum, d| sum.checked_add(*d));
    let (of_place, of_county) = (total(place)?, total(county)?);
    let days = county.iter().filter(|d| **d > 0).count();
    let mut most: Option<DayBurst> = None;
    for (day, (n, all)) in place.iter().zip(county).enumerate().filter(|(_, (n, _))| **n > 0) {
        let place = Marked {
            n: of_place,
            marked: *n,
        };
        let county = Marked {
            n: of_county,
            marked: *all,
        };
        let found = marked_excess(place, county)?;
        let p = (found.p * days as f64).min(1.0);
        if most.is_none_or(|m| p < m.p) {
            most = Some(DayBurst {
                day,
                n: *n,
                expected: found.expected * of_place as f64,
                p,
            });
        }
    }
    most
}

/// How far a sample's people are from the population's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DemographicDistance {
    /// Half the sum of |sample share − population share|, 0–1: the part of the sample that would have to be others.
    pub distance: f64,
    /// What a random sample of the same n would show on average.
    pub expected: f64,
    /// Distance less that, not below zero.
    pub excess: f64,
}

/// Total variation distance of people by group against the population of the groups, beside its mean under random
/// sampling.
///
/// `None` for unequal lengths, nobody, or a population that is negative, not finite or empty. Source: mean deviation of
/// a binomial (De Moivre 1730): E|X−np| = 2ν C(n,ν) p^ν q^(n−ν+1), ν = ⌊np⌋ + 1. No golden.
pub fn demographic_distance(sample: &[u64], population: &[f64]) -> Option<DemographicDistance> {
    let n = sample.iter().try_fold(0_u64, |sum, g| sum.checked_add(*g))?;
    let all: f64 = population.iter().sum();
    let usable = population.iter().all(|p| p.is_finite() && *p >= 0.0) && all > 0.0 && all.is_finite();
    if sample.len() != population.len() || n == 0 || !usable {
        return None;
    }
    let (mut distance, mut expected) = (0.0, 0.0);
    for (found, people) in sample.iter().zip(population) {
        let share = people / all;
        distance += 0.5 * (*found as f64 / n as f64 - share).abs();
        expected += 0.5 * mean_deviation(n, share) / n as f64;
    }
    (distance.is_finite() && expected.is_finite()).then(|| DemographicDistance {
        distance,
        expected,
        excess: (distance - expected).max(0.0),
    })
}

fn mean_deviation(n: u64, p: f64) -> f64 {
    let at = (n as f64 * p).floor() as u64 + 1;
    if p <= 0.0 || p >= 1.0 || at > n {
        return 0.0;
    }
    let log = ln_binomial(n, at) + at as f64 * p.ln() + (n - at + 1) as f64 * (-p).ln_1p();
    2.0 * at as f64 * log.exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_far_out_is_marked() {
        let marks = upper_outliers(&[1.0, 2.0, 3.0, 4.0, 5.0, 40.0]).unwrap();
        assert_eq!(marks, vec![false, false, false, false, false, true]);
        assert!(!upper_outliers(&[1.0; 8]).unwrap().contains(&true));
        assert_eq!(upper_outliers(&[1.0; 4]), None);
        assert_eq!(upper_outliers(&[f64::NAN; 9]), None);
    }

    #[test]
    fn marks_dealt_out_at_random_are_counted_exactly() {
        // 2 of 4 carry a mark, the place has 2 people: both marked in 1 of 6 ways, at least one in 5 of 6
        let county = Marked { n: 4, marked: 2 };
        let p = |marked| marked_excess(Marked { n: 2, marked }, county).unwrap().p;
        assert!((p(2) - 1.0 / 6.0).abs() < 1e-14 && (p(1) - 5.0 / 6.0).abs() < 1e-14);
        assert_eq!(p(0), 1.0);
        assert_eq!(marked_excess(Marked { n: 2, marked: 3 }, county), None);
        assert_eq!(marked_excess(Marked { n: 5, marked: 2 }, county), None);
        assert_eq!(marked_excess(Marked { n: 3, marked: 0 }, county), None);
        assert_eq!(marked_excess(Marked { n: 0, marked: 0 }, county), None);
    }

    #[test]
    fn permuting_the_marks_gives_the_same_p() {
        let (place, county) = (Marked { n: 40, marked: 12 }, Marked { n: 300, marked: 50 });
        let p = marked_excess(place, county).unwrap().p;
        let mut draws = crate::random::Draws::seeded(5, "permuted marks");
        let mut marks: Vec<bool> = (0..county.n).map(|i| i < county.marked).collect();
        let rounds = 20_000;
        let hits = (0..rounds)
            .filter(|_| {
                draws.shuffle(&mut marks);
                marks.iter().take(40).filter(|m| **m).count() >= 12
            })
            .count();
        let found = hits as f64 / f64::from(rounds);
        assert!(
            (found - p).abs() < 4.0 * (p * (1.0 - p) / f64::from(rounds)).sqrt(),
            "{found} {p}"
        );
    }

    #[test]
    fn a_sudden_day_stands_out_of_the_countys_days() {
        let burst = day_burst(&[2, 50, 1], &[300, 320, 310]).unwrap();
        assert!(burst.day == 1 && burst.n == 50 && burst.p < 1e-9);
        let usual = day_burst(&[10, 10, 10], &[300, 300, 300]).unwrap();
        assert_eq!(usual.p, 1.0);
        assert_eq!(day_burst(&[0, 0], &[1, 1]), None);
        assert_eq!(day_burst(&[1], &[1, 1]), None);
        assert_eq!(day_burst(&[2, 0], &[1, 1]), None);
    }

    #[test]
    fn a_sample_of_one_is_far_and_no_farther_than_expected() {
        let one = demographic_distance(&[1, 0], &[10.0, 10.0]).unwrap();
        assert!((one.distance - 0.5).abs() < 1e-15 && (one.expected - 0.5).abs() < 1e-15);
        assert_eq!(one.excess, 0.0);
        let wrong = demographic_distance(&[900, 100], &[1.0, 1.0]).unwrap();
        assert!((wrong.distance - 0.4).abs() < 1e-15 && wrong.expected < 0.02 && wrong.excess > 0.38);
        assert_eq!(demographic_distance(&[0, 0], &[1.0, 1.0]), None);
        assert_eq!(demographic_distance(&[1], &[1.0, 1.0]), None);
        assert_eq!(demographic_distance(&[1, 1], &[0.0, 0.0]), None);
    }
}
