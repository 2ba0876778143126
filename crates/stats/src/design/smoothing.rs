//! Sampling variances of places without the noise of their own: one pooled spread, one pooled design effect.

use serde::{Deserialize, Serialize};

use crate::design::means::PooledDeff;

/// What one place says of spread and clustering.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlaceSpread {
    /// People.
    pub n: u64,
    /// Variance S² of the answers within the place; none under two people.
    pub variance: Option<f64>,
    /// Design effect of its mean, where it has one.
    pub deff: Option<f64>,
    /// Degrees of freedom of that.
    pub df: Option<f64>,
}

/// Smoothed sampling variances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Smoothed {
    /// Variance within places, pooled by n − 1, in squared units of the answers.
    pub variance_within: f64,
    /// Design effect, the mean weighted with n, and the sum of its degrees of freedom.
    pub pooled: PooledDeff,
    /// deff · S² / n of each place's mean; none for a place without people.
    pub variances: Vec<Option<f64>>,
}

/// v_i = deff̄ · S²_pooled / n_i for every place (a generalised variance function).
///
/// Places without variance or design effect do not count towards the pool. `None` where no place has one or the other,
/// nothing varies, or a number is negative or not finite.
/// Source: Wolter (2007), Introduction to Variance Estimation, ch. 7; You & Chapman (2006), Surv. Methodol. 32:97.
/// Golden g37.
pub fn smoothed_variances(places: &[PlaceSpread]) -> Option<Smoothed> {
    let numbers = places.iter().flat_map(|p| [p.variance, p.deff, p.df]).flatten();
    if numbers.into_iter().any(|v| !(v >= 0.0 && v.is_finite())) {
        return None;
    }
    let (mut spread, mut free) = (0.0, 0.0);
    let (mut effect, mut people, mut df) = (0.0, 0.0, 0.0);
    for place in places.iter().filter(|p| p.n > 0) {
        let n = place.n as f64;
        if let Some(variance) = place.variance.filter(|_| place.n > 1) {
            spread += (n - 1.0) * variance;
            free += n - 1.0;
        }
        if let Some(deff) = place.deff {
            effect += n * deff;
            people += n;
            df += place.df.unwrap_or(0.0);
        }
    }
    if !(spread > 0.0 && effect > 0.0) {
        return None;
    }
    let (variance_within, deff) = (spread / free, effect / people);
    let of = |n: u64| (n > 0).then(|| deff * variance_within / n as f64);
    let smoothed = Smoothed {
        variance_within,
        pooled: PooledDeff { deff, df },
        variances: places.iter().map(|p| of(p.n)).collect(),
    };
    let finite = [variance_within, deff, df, deff * variance_within]
        .iter()
        .all(|v| v.is_finite());
    finite.then_some(smoothed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_without_people_gets_nothing_and_takes_nothing() {
        let place = PlaceSpread {
            n: 50,
            variance: Some(400.0),
            deff: Some(2.0),
            df: Some(9.0),
        };
        let found = smoothed_variances(&[place, PlaceSpread::default(), place]).unwrap();
        assert_eq!(found.variances, vec![Some(16.0), None, Some(16.0)]);
        assert_eq!(found.pooled, PooledDeff { deff: 2.0, df: 18.0 });
    }

    #[test]
    fn no_pool_no_variances() {
        assert_eq!(smoothed_variances(&[]), None);
        let place = PlaceSpread {
            n: 50,
            variance: Some(400.0),
            ..PlaceSpread::default()
        };
        assert_eq!(smoothed_variances(&[place]), None);
        let bad = PlaceSpread {
            deff: Some(f64::NAN),
            ..place
        };
        assert_eq!(smoothed_variances(&[bad]), None);
    }
}
