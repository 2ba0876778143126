//! Do people of one place give the same answers throughout more often than chance? A sign asks for a look, it proves nothing.

use serde::{Deserialize, Serialize};

use crate::distribution::{chi_squared_upper, normal_cdf};

/// Above so many degrees of freedom a chi-squared variable is taken as normal.
const NORMAL_FROM: f64 = 1e5;

/// Pairs of people of one place whose answers are the same throughout.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alike {
    /// People of the place.
    pub n: u64,
    /// Share of their pairs whose answers are the same, 0–1.
    pub share: f64,
    /// The same share in the whole county, the place among it: what shuffled places would show on average.
    pub expected: f64,
    /// P(at least as many such pairs) were the county's people dealt out to places at random.
    pub p: f64,
}

/// Are pairs of people of a place alike more often than pairs of the county's people? People by kind of answers, the
/// same kinds in both lists; two people are alike where they are of one kind. Adjust p over places
/// (`stats::benjamini_hochberg`).
///
/// Under a permutation of the places' names a place is a draw without replacement, so that the number of its alike pairs
/// has a mean and a variance in closed form; p is the tail of the gamma distribution with both, half a pair being taken off
/// for continuity.
///
/// `None` for lists of unequal length, fewer than two people in the place, fewer than four in the county, or a place that
/// does not fit into the county. Source: moments of a count of pairs under sampling without replacement (Hoeffding 1948,
/// U-statistics); STATISTICS §2.12. No golden: the moments are held against every draw of a small county.
pub fn alike_excess(place: &[u64], county: &[u64]) -> Option<Alike> {
    let fits = place.len() == county.len() && place.iter().zip(county).all(|(own, all)| own <= all);
    let n: u64 = place.iter().sum();
    if !fits || n < 2 {
        return None;
    }
    let found: f64 = place.iter().map(|own| falling(*own as f64, 2)).sum::<f64>() / 2.0;
    let (mean, variance) = moments(n, county)?;
    let pairs = falling(n as f64, 2) / 2.0;
    let above = found - 0.5;
    let p = if variance <= 0.0 || above <= 0.0 || mean <= 0.0 {
        f64::from(u8::from(found <= mean || above <= 0.0))
    } else {
        let df = 2.0 * mean * mean / variance;
        if df < NORMAL_FROM {
            chi_squared_upper(2.0 * above * mean / variance, df)?
        } else {
            normal_cdf((mean - above) / variance.sqrt())?
        }
    };
    Some(Alike {
        n,
        share: found / pairs,
        expected: mean / pairs,
        p,
    })
}

/// Mean and variance of the number of alike pairs among `n` people drawn from the county without replacement.
fn moments(n: u64, county: &[u64]) -> Option<(f64, f64)> {
    let all: f64 = county.iter().map(|kind| *kind as f64).sum();
    if all < 4.0 {
        return None;
    }
    let sum = |k: u32| county.iter().map(|kind| falling(*kind as f64, k)).sum::<f64>();
    let squares: f64 = county.iter().map(|kind| falling(*kind as f64, 2).powi(2)).sum();
    let (twos, threes, fours) = (sum(2), sum(3), sum(4));
    // of two, three and four people drawn: that they are alike, that all three are, that they are two by two
    let two = twos / falling(all, 2);
    let three = threes / falling(all, 3);
    let two_by_two = (fours + twos * twos - squares) / falling(all, 4);
    let n = n as f64;
    let pairs = falling(n, 2) / 2.0;
    let mean = pairs * two;
    let apart = falling(n, 4) / 4.0;
    let square = pairs * two + falling(n, 3) * three + apart * two_by_two;
    Some((mean, (square - mean * mean).max(0.0)))
}

/// n (n − 1) … of `k` factors, never below zero.
fn falling(n: f64, k: u32) -> f64 {
    (0..k).map(|i| (n - f64::from(i)).max(0.0)).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every draw of `n` from the county, as the number of its alike pairs.
    fn every_draw(n: u32, county: &[u64]) -> Vec<f64> {
        let people: Vec<usize> = (0..county.len())
            .flat_map(|kind| std::iter::repeat_n(kind, county[kind] as usize))
            .collect();
        let mut all = Vec::new();
        for chosen in 0_u32..1 << people.len() {
            if chosen.count_ones() != n {
                continue;
            }
            let mut kinds = vec![0_u64; county.len()];
            for (at, kind) in people.iter().enumerate() {
                kinds[*kind] += u64::from(chosen >> at & 1);
            }
            all.push(kinds.iter().map(|k| falling(*k as f64, 2)).sum::<f64>() / 2.0);
        }
        all
    }

    #[test]
    fn mean_and_variance_are_those_of_every_draw() {
        for county in [vec![2, 2], vec![5, 3, 1, 1], vec![1; 6], vec![9], vec![4, 4, 3]] {
            for n in 2..=6 {
                let people: u64 = county.iter().sum();
                if u64::from(n) > people {
                    continue;
                }
                let all = every_draw(n, &county);
                let mean = all.iter().sum::<f64>() / all.len() as f64;
                let variance = all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / all.len() as f64;
                let (found, spread) = moments(u64::from(n), &county).unwrap();
                assert!((found - mean).abs() < 1e-12 && (spread - variance).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn chance_is_seldom_taken_for_a_sign_and_copies_are_found() {
        let mut draws = crate::random::Draws::seeded(11, "alike pairs");
        // three common ways to answer, and a thousand that few share
        let mut county: Vec<u64> = vec![900, 500, 300];
        county.extend([3; 300]);
        county.extend([1; 700]);
        let mut people: Vec<usize> = (0..county.len())
            .flat_map(|kind| std::iter::repeat_n(kind, county[kind] as usize))
            .collect();
        let kinds = |people: &[usize]| {
            let mut kinds = vec![0_u64; county.len()];
            people.iter().for_each(|kind| kinds[*kind] += 1);
            kinds
        };
        for n in [30, 60, 300] {
            let (mut often, mut seldom) = (0, 0);
            for _ in 0..4000 {
                draws.shuffle(&mut people);
                let p = alike_excess(&kinds(&people[..n]), &county).unwrap().p;
                often += u32::from(p <= 0.05);
                seldom += u32::from(p <= 0.001);
            }
            assert!((120..=290).contains(&often), "{n}: {often} of 4000 at 5 %");
            assert!(seldom <= 24, "{n}: {seldom} of 4000 at 0.1 %");
        }
    }

    #[test]
    fn a_sheet_that_twenty_of_sixty_share_stands_out() {
        let mut county = vec![3_u64; 900];
        county[0] += 20;
        let mut place = vec![0_u64; 900];
        place[0] = 20;
        place[1..41].fill(1);
        let found = alike_excess(&place, &county).unwrap();
        assert_eq!(found.n, 60);
        assert!(
            found.share > 0.1 && found.expected < 0.002 && found.p < 1e-9,
            "{found:?}"
        );
    }

    #[test]
    fn what_cannot_be_judged_is_not() {
        assert_eq!(alike_excess(&[1, 1], &[5]), None);
        assert_eq!(alike_excess(&[1, 0], &[5, 5]), None);
        assert_eq!(alike_excess(&[6, 0], &[5, 5]), None);
        assert_eq!(alike_excess(&[2, 0], &[2, 1]), None);
        // all of one kind, or all of different kinds: nothing stands out
        assert_eq!(alike_excess(&[4], &[9]).unwrap().p, 1.0);
        assert_eq!(alike_excess(&[1, 1, 0, 0], &[1, 1, 1, 1]).unwrap().p, 1.0);
    }
}
