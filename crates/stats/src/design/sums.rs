//! What one primary sampling unit (a village) must keep of its answers so that means, totals and their variances need no
//! second look at people.

use serde::{Deserialize, Serialize};

/// Sums over the people of one sampling unit who belong to one cell and gave one answer a number.
///
/// With w the weight and y the value of a person. Sums of several units or cells add up ([`PsuSums::merge`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PsuSums {
    /// People with a weight above zero.
    pub n: u64,
    /// Σw.
    pub w: f64,
    /// Σw².
    pub w2: f64,
    /// Σwy.
    pub wy: f64,
    /// Σwy².
    pub wyy: f64,
}

impl PsuSums {
    /// One person. A person of weight zero counts nowhere.
    pub fn person(weight: f64, value: f64) -> Self {
        if weight == 0.0 {
            return Self::default();
        }
        Self {
            n: 1,
            w: weight,
            w2: weight * weight,
            wy: weight * value,
            wyy: weight * value * value,
        }
    }

    /// `n` people of the same weight and value, as a count of an answer option is.
    pub fn people(n: u64, weight: f64, value: f64) -> Self {
        let one = Self::person(weight, value);
        Self {
            n: one.n.saturating_mul(n),
            w: one.w * n as f64,
            w2: one.w2 * n as f64,
            wy: one.wy * n as f64,
            wyy: one.wyy * n as f64,
        }
    }

    /// Both together.
    pub fn merge(&mut self, other: &Self) {
        self.n = self.n.saturating_add(other.n);
        self.w += other.w;
        self.w2 += other.w2;
        self.wy += other.wy;
        self.wyy += other.wyy;
    }

    /// Every weight times `factor`, as a weighting cell needs. Factor 0 leaves nobody.
    pub fn scaled(self, factor: f64) -> Self {
        if factor == 0.0 {
            return Self::default();
        }
        Self {
            n: self.n,
            w: self.w * factor,
            w2: self.w2 * factor * factor,
            wy: self.wy * factor,
            wyy: self.wyy * factor,
        }
    }

    /// Sum of many.
    pub fn total<'a>(sums: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut total = Self::default();
        sums.into_iter().for_each(|s| total.merge(s));
        total
    }

    /// Finite, weights not negative, and nothing without people?
    pub fn is_usable(&self) -> bool {
        let finite = [self.w, self.w2, self.wy, self.wyy].iter().all(|v| v.is_finite());
        let empty = self.w == 0.0 && self.w2 == 0.0 && self.wy == 0.0 && self.wyy == 0.0;
        finite && self.w >= 0.0 && self.w2 >= 0.0 && self.wyy >= 0.0 && (self.n > 0 || empty)
    }

    /// Weighted mean Σwy/Σw. `None` without weight or finite sums.
    ///
    /// Source: the ratio estimator, STATISTICS §2.2. Goldens g01, g03.
    pub fn mean(&self) -> Option<f64> {
        let ok = self.n > 0 && self.w > 0.0;
        ok.then(|| self.wy / self.w).filter(|m| m.is_finite())
    }

    /// Weighted population variance estimate S² = n/(n−1) · Σw(y−ȳ)²/Σw, in squared units of y, exactly 0 where all
    /// values are the same to rounding. `None` for fewer than two people.
    ///
    /// Source: `survey::svyvar`. Golden g01 (through the design effects).
    pub fn variance(&self) -> Option<f64> {
        let mean = self.mean()?;
        let square = self.wyy / self.w;
        let about = square - mean * mean;
        // what is left after the mean is rounding of the squares
        let about = if about <= square * 1e-12 { 0.0 } else { about };
        let n = self.n as f64;
        (self.n > 1)
            .then(|| about * n / (n - 1.0))
            .filter(|v| v.is_finite())
    }

    /// Variance of the mean had these people been drawn at random one by one: S²/n, with replacement; times
    /// (N−n)/N where the `population` size N ≥ n is given. `None` as [`PsuSums::variance`].
    ///
    /// Source: `survey::svymean(deff = "replace")` and `deff = TRUE`. Golden g01.
    pub fn random_sample_variance(&self, population: Option<f64>) -> Option<f64> {
        let n = self.n as f64;
        let left = match population {
            None => 1.0,
            Some(size) if size >= n && size.is_finite() => (size - n) / size,
            Some(_) => return None,
        };
        self.variance().map(|v| v / n * left)
    }

    /// Kish's design effect of unequal weights, n Σw²/(Σw)²: 1 for equal ones. `None` without weight.
    ///
    /// Source: Kish (1965), Survey Sampling, 11.7. Goldens g03, g32, g33.
    pub fn kish_deff(&self) -> Option<f64> {
        let deff = self.n as f64 * self.w2 / (self.w * self.w);
        (self.n > 0 && self.w > 0.0 && deff.is_finite()).then_some(deff)
    }
}

/// Sums of people by unit: `unit` of each person (0 ≤ unit < `units`), weights, values; none outside the cell, that is
/// where `value` is `None`. `None` for unequal lengths, a unit out of range, a negative weight, or a number that is not
/// finite.
pub fn sums_by_unit(
    units: usize,
    unit: &[usize],
    weight: &[f64],
    value: &[Option<f64>],
) -> Option<Vec<PsuSums>> {
    if unit.len() != weight.len() || unit.len() != value.len() {
        return None;
    }
    let mut sums = vec![PsuSums::default(); units];
    for ((at, w), y) in unit.iter().zip(weight).zip(value) {
        let cell = sums.get_mut(*at)?;
        if !(w.is_finite() && *w >= 0.0) {
            return None;
        }
        if let Some(y) = y {
            if !y.is_finite() {
                return None;
            }
            cell.merge(&PsuSums::person(*w, *y));
        }
    }
    Some(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_parts_are_the_sums_of_the_whole() {
        let mut all = PsuSums::person(2.0, 50.0);
        all.merge(&PsuSums::people(3, 1.0, 100.0));
        assert_eq!((all.n, all.w, all.w2, all.wy), (4, 5.0, 7.0, 400.0));
        assert_eq!(all.mean(), Some(80.0));
        assert_eq!(all.scaled(2.0).mean(), Some(80.0));
        assert_eq!(all.scaled(0.0), PsuSums::default());
    }

    #[test]
    fn the_same_value_everywhere_has_no_variance_at_all() {
        let same = PsuSums::total(&vec![PsuSums::person(1.37, 71.3); 1000]);
        assert_eq!(same.variance(), Some(0.0));
        assert_eq!(PsuSums::person(1.0, 1.0).variance(), None);
        assert_eq!(PsuSums::person(0.0, 1.0).mean(), None);
    }

    #[test]
    fn people_who_cannot_be_summed_give_none() {
        assert_eq!(sums_by_unit(1, &[1], &[1.0], &[Some(1.0)]), None);
        assert_eq!(sums_by_unit(1, &[0], &[-1.0], &[Some(1.0)]), None);
        assert_eq!(sums_by_unit(1, &[0], &[1.0], &[Some(f64::NAN)]), None);
        assert_eq!(sums_by_unit(1, &[0], &[1.0], &[]), None);
        let outside = sums_by_unit(2, &[0, 1], &[1.0, 1.0], &[None, Some(3.0)]).unwrap();
        assert_eq!(outside[0], PsuSums::default());
        assert_eq!(outside[1].mean(), Some(3.0));
    }
}
