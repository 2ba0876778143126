//! Is a place low in one service, or low in all? Scores with each place's general mood taken out.

use serde::{Deserialize, Serialize};

use super::Undefined;

/// How far a finding reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reach {
    /// Stays on the same side when the place's mean over domains is taken out: of this service.
    DomainSpecific,
    /// Does not: the place as a whole.
    Overall,
}

/// Reach of a finding from E(u) with and without the place's general level.
///
/// Source: STATISTICS §2.8. No golden.
pub fn reach(effect: f64, effect_without_halo: f64) -> Reach {
    if effect * effect_without_halo > 0.0 {
        Reach::DomainSpecific
    } else {
        Reach::Overall
    }
}

/// A score and its sampling variance.
pub type Measured = (f64, f64);

/// Scores less their place's mean over domains, each domain centred first so that a domain not asked shifts nothing.
///
/// `domains` one series a domain, one score a place, none where there is no score. A place with a single domain has none
/// left. Variances as if the errors of a place's domains were independent; the same people answer, so they are in truth
/// smaller, and a finding made with these is cautious. [`Undefined`]: series of different lengths, not finite, variances
/// not above zero.
///
/// Source: STATISTICS §2.8. No golden.
pub fn without_halo(domains: &[Vec<Option<Measured>>]) -> Result<Vec<Vec<Option<Measured>>>, Undefined> {
    let places = domains.first().map_or(0, Vec::len);
    if domains.iter().any(|d| d.len() != places) {
        return Err(Undefined::Shapes);
    }
    let finite = |(y, v): &Measured| y.is_finite() && v.is_finite();
    if !domains.iter().flatten().flatten().all(finite) {
        return Err(Undefined::NotFinite);
    }
    if domains.iter().flatten().flatten().any(|(_, v)| *v <= 0.0) {
        return Err(Undefined::NoVariance);
    }
    let centres: Vec<f64> = domains.iter().map(|d| centre(d)).collect();
    let mut without = vec![vec![None; places]; domains.len()];
    for place in 0..places {
        let at = domains.iter().map(|d| d.get(place).copied().flatten());
        let here: Vec<Option<Measured>> = at
            .zip(&centres)
            .map(|(m, c)| m.map(|(y, v)| (y - c, v)))
            .collect();
        for (series, rest) in without.iter_mut().zip(deviations(&here)) {
            if let Some(slot) = series.get_mut(place) {
                *slot = rest;
            }
        }
    }
    let overflow = without.iter().flatten().flatten().any(|m| !finite(m));
    if overflow {
        Err(Undefined::NotFinite)
    } else {
        Ok(without)
    }
}

fn centre(domain: &[Option<Measured>]) -> f64 {
    let scores: Vec<f64> = domain.iter().flatten().map(|(y, _)| *y).collect();
    crate::mean(&scores).unwrap_or(0.0)
}

/// Each score less the mean of all; variance (1 − 1/k)²v + Σ of the others' v/k².
fn deviations(here: &[Option<Measured>]) -> Vec<Option<Measured>> {
    let asked = here.iter().flatten().count();
    if asked < 2 {
        return vec![None; here.len()];
    }
    let k = asked as f64;
    let mean = here.iter().flatten().map(|(y, _)| y).sum::<f64>() / k;
    let total: f64 = here.iter().flatten().map(|(_, v)| v).sum();
    here.iter()
        .map(|m| {
            m.map(|(y, v)| {
                (
                    y - mean,
                    (1.0 - 1.0 / k).powi(2) * v + (total - v).max(0.0) / (k * k),
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_low_everywhere_is_low_nowhere_once_its_level_is_out() {
        let domain = |scores: [f64; 3]| scores.map(|y| Some((y, 4.0))).to_vec();
        let out = without_halo(&[domain([60.0, 70.0, 80.0]), domain([50.0, 60.0, 70.0])]).unwrap();
        assert!(
            out.iter()
                .flatten()
                .flatten()
                .all(|(y, v)| y.abs() < 1e-12 && (v - 2.0).abs() < 1e-12)
        );
        let single = without_halo(&[domain([60.0, 70.0, 80.0])]).unwrap();
        assert!(single.iter().flatten().all(Option::is_none));
        assert_eq!(reach(-3.0, -1.0), Reach::DomainSpecific);
        assert_eq!(reach(-3.0, 0.5), Reach::Overall);
    }
}
