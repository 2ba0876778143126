//! Reliability of area means, and what a correlation would be without sampling noise: a scenario, not a finding.

use serde::{Deserialize, Serialize};

/// Share of the variance between the measured means that is true: tau²/(tau² + v).
///
/// `tau2` ≥ 0 between places, `v` ≥ 0 sampling variance of one mean (or their average), the same unit squared. `None`
/// where both are zero or either is negative or not finite. Source: Spearman (1904), Am. J. Psych. 15:72. Golden g38.
pub fn reliability(tau2: f64, v: f64) -> Option<f64> {
    let ok = tau2 >= 0.0 && v >= 0.0 && (tau2 + v).is_finite() && tau2 + v > 0.0;
    ok.then(|| tau2 / (tau2 + v))
}

/// r over the root of the reliability of y. `None` where that is beyond ±1 (no true correlation could look like this),
/// or the reliability is not in (0, 1]. Source: Spearman (1904). Golden g38.
pub fn disattenuated(r: f64, reliability: f64) -> Option<f64> {
    let ok = reliability > 0.0 && reliability <= 1.0;
    ok.then(|| r / reliability.sqrt())
        .filter(|d| (-1.0..=1.0).contains(d))
}

/// "If the scores carried no sampling noise": never shown without this label, and never tested.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoiseFreeScenario {
    /// As measured.
    pub r: f64,
    /// tau²/(tau² + v) of y.
    pub reliability: f64,
    /// r/√reliability; none where that leaves ±1: the reliability is assumed too low for the data.
    pub scenario_r: Option<f64>,
}

/// The scenario of a measured `r` (−1 to 1) and tau², v of y. `None` where the reliability is undefined.
///
/// Source: Spearman (1904), Am. J. Psychol. 15:72. No golden.
pub fn noise_free_scenario(r: f64, tau2: f64, v: f64) -> Option<NoiseFreeScenario> {
    let reliability = reliability(tau2, v).filter(|_| (-1.0..=1.0).contains(&r))?;
    Some(NoiseFreeScenario {
        r,
        reliability,
        scenario_r: disattenuated(r, reliability),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_the_variance_true_raises_r_by_the_root_of_two_and_no_further_than_one() {
        let found = noise_free_scenario(0.5, 4.0, 4.0).unwrap();
        assert!((found.scenario_r.unwrap() - 0.5_f64.sqrt()).abs() < 1e-15);
        assert_eq!(noise_free_scenario(0.9, 4.0, 4.0).unwrap().scenario_r, None);
        assert_eq!(noise_free_scenario(0.5, 0.0, 4.0).unwrap().scenario_r, None);
        assert_eq!(noise_free_scenario(0.5, 0.0, 0.0), None);
        assert_eq!(reliability(-1.0, 2.0), None);
        assert_eq!(reliability(f64::NAN, 2.0), None);
    }
}
