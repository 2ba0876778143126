//! Is a correlation so small that it does not matter? Two one-sided tests.

use serde::{Deserialize, Serialize};

use crate::{Interval, correlation::fisher_interval, distribution::normal_cdf};

/// Two one-sided tests of a correlation against bounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Equivalence {
    /// P of an r at least so high if the true one were the lower bound.
    pub p_low: f64,
    /// P of an r at most so low if the true one were the upper bound.
    pub p_high: f64,
    /// The larger of both: below .05 the relation is practically nil.
    pub p: f64,
    /// The 90 % interval of r, which then lies inside the bounds.
    pub interval90: Interval,
}

/// Tests `r` of `n` ≥ 4 places against `bounds`, −1 < low < high < 1. `None` outside these, or for |r| = 1.
///
/// Source: Schuirmann (1987), J. Pharmacokinet. Biopharm. 15:657, on Fisher's z. Golden g15.
pub fn correlation_equivalence(r: f64, n: usize, bounds: Interval) -> Option<Equivalence> {
    let ok = n >= 4 && r.abs() < 1.0 && bounds.low > -1.0 && bounds.low < bounds.high && bounds.high < 1.0;
    if !ok {
        return None;
    }
    let root = ((n - 3) as f64).sqrt();
    let p_low = normal_cdf((bounds.low.atanh() - r.atanh()) * root)?;
    let p_high = normal_cdf((r.atanh() - bounds.high.atanh()) * root)?;
    Some(Equivalence {
        p_low,
        p_high,
        p: p_low.max(p_high),
        interval90: fisher_interval(r, n, 0.90)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_r_of_many_places_is_inside_and_of_few_is_not() {
        let bounds = Interval { low: -0.3, high: 0.3 };
        assert!(correlation_equivalence(0.05, 200, bounds).unwrap().p < 0.05);
        assert!(correlation_equivalence(0.05, 20, bounds).unwrap().p > 0.05);
        assert_eq!(correlation_equivalence(0.05, 3, bounds), None);
        assert_eq!(correlation_equivalence(f64::NAN, 20, bounds), None);
        let turned = Interval { low: 0.3, high: -0.3 };
        assert_eq!(correlation_equivalence(0.0, 20, turned), None);
    }
}
