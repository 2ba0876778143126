//! Sums that do not depend on the order of their terms: whole numbers of small steps instead of floating point.
//!
//! A weight is rounded once, to a multiple of 2⁻³², its square once more, to one of 2⁻⁴⁰, and a score of 0–100 to one of
//! 1/41287680; everything after that is exact. So Σw is off by at most n·2⁻³³ (relative to it 2⁻³³ / mean weight: 4·10⁻¹⁰
//! for weights of 0.3 and more, nothing for whole weights) and Σw² by less than 10⁻⁹ of it for such weights; a mean of
//! scores is off by less than 2⁻²⁶ of its 100 points, and a weighted one besides by the spread of the scores times 2⁻³³ /
//! mean weight. Sums stop at their type's end instead of going round; that takes more than 10⁹ people's worth of weight.

use crate::tally::{Count, NumberSums};

const WEIGHT_STEP: f64 = 4_294_967_296.0;
const SQUARE_STEP: f64 = 1_099_511_627_776.0;
/// 2520·2¹⁴, so that the scores of scales of two to eleven points, and means of up to ten of them, are mostly whole.
const SCORE_STEP: f64 = 41_287_680.0;
/// A weight above this is no weight, like one that is not finite.
const HEAVIEST: f64 = 1_048_576.0;
/// A typed number beyond this cannot be read.
const LARGEST: f64 = 1_073_741_824.0;

/// A weight in steps of 2⁻³², at most 2⁵².
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Weight(pub(super) u64);

impl Weight {
    /// What is not finite, not above zero or above 2²⁰ is 0.
    pub(super) fn of(weight: f64) -> Self {
        if weight > 0.0 && weight <= HEAVIEST {
            Self((weight * WEIGHT_STEP + 0.5) as u64)
        } else {
            Self(0)
        }
    }

    /// Its square in steps of 2⁻⁴⁰.
    pub(super) fn square(self) -> u128 {
        let w = u128::from(self.0);
        (w * w + (1 << 23)) >> 24
    }
}

/// A score in steps; none outside 0–100.
pub(super) fn score(score: f64) -> Option<u64> {
    let steps = (score * SCORE_STEP + 0.5) as u64;
    (0.0..=100.0).contains(&score).then_some(steps)
}

/// Mean of `n` scores whose sum is given, rounded to a step.
pub(super) fn mean(sum: u64, n: u64) -> Option<u64> {
    // dividing by a number known beforehand is many times faster, and these are the usual ones
    match n {
        1 => Some(sum),
        2 => Some(sum.div_ceil(2)),
        3 => Some((sum + 1) / 3),
        4 => Some((sum + 2) / 4),
        n => (sum + n / 2).checked_div(n),
    }
}

/// People, Σw and Σw².
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) n: u64,
    pub(super) w: u128,
    pub(super) w2: u128,
}

impl Sums {
    pub(super) fn one(weight: Weight) -> Self {
        Self {
            n: 1,
            w: u128::from(weight.0),
            w2: weight.square(),
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.n = self.n.saturating_add(other.n);
        self.w = self.w.saturating_add(other.w);
        self.w2 = self.w2.saturating_add(other.w2);
    }

    pub(super) fn count(self) -> Count {
        Count {
            n: self.n,
            w: weights(self.w),
            w2: squares(self.w2),
        }
    }
}

/// People with an index, Σw, Σw², Σwx and Σwx².
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct IndexSums {
    pub(super) who: Sums,
    pub(super) wx: u128,
    pub(super) wxx: u128,
}

impl IndexSums {
    /// One person with the index, counted as `who`.
    pub(super) fn one(who: Sums, weight: Weight, x: u64) -> Self {
        let wx = u128::from(weight.0) * u128::from(x);
        Self {
            who,
            wx,
            wxx: wx * u128::from(x),
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.who.add(other.who);
        self.wx = self.wx.saturating_add(other.wx);
        self.wxx = self.wxx.saturating_add(other.wxx);
    }
}

/// Sums of weights as a number.
pub(super) fn weights(steps: u128) -> f64 {
    steps as f64 / WEIGHT_STEP
}

/// Sums of squared weights as a number.
pub(super) fn squares(steps: u128) -> f64 {
    steps as f64 / SQUARE_STEP
}

/// Sums of weight × score as a number.
pub(super) fn weighted_scores(steps: u128) -> f64 {
    weights(steps) / SCORE_STEP
}

/// Sums of weight × score × score as a number.
pub(super) fn weighted_squares(steps: u128) -> f64 {
    weighted_scores(steps) / SCORE_STEP
}

/// Sums of numbers typed in: Σx, Σx², Σwx in steps of 2⁻³².
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers(pub(super) [i128; 3]);

impl Numbers {
    /// One person's number; none where it is beyond ±2³⁰.
    pub(super) fn one(weight: Weight, x: f64) -> Option<Self> {
        let steps = |value: f64| (value * WEIGHT_STEP).round() as i128;
        let w = weights(u128::from(weight.0));
        (x.abs() <= LARGEST).then(|| Self([steps(x), steps(x * x), steps(w * x)]))
    }

    pub(super) fn add(&mut self, other: Self) {
        for (own, more) in self.0.iter_mut().zip(other.0) {
            *own = own.saturating_add(more);
        }
    }

    pub(super) fn sums(self) -> NumberSums {
        let [sum, squares, weighted] = self.0.map(|steps| steps as f64 / WEIGHT_STEP);
        NumberSums {
            sum,
            squares,
            weighted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_weights_are_exact_and_others_are_right_to_a_half_step() {
        assert_eq!(
            Sums::one(Weight::of(3.0)).count(),
            Count {
                n: 1,
                w: 3.0,
                w2: 9.0
            }
        );
        for w in [0.3, 0.7315, 1.9, 2.999, 412.77] {
            let found = Sums::one(Weight::of(w)).count();
            assert!((found.w / w - 1.0).abs() < 4e-10 && (found.w2 / (w * w) - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn what_is_no_weight_no_score_and_no_number_is_not_one() {
        for w in [f64::NAN, f64::INFINITY, -1.0, 0.0, -0.0, 1e300] {
            assert_eq!(Weight::of(w), Weight(0));
        }
        for x in [f64::NAN, f64::INFINITY, -0.1, 100.1] {
            assert_eq!(score(x), None);
        }
        assert_eq!(Numbers::one(Weight::of(1.0), f64::NAN), None);
        assert_eq!(Numbers::one(Weight::of(1.0), 1e300), None);
        assert_eq!(mean(5, 0), None);
    }

    #[test]
    fn the_heaviest_weight_with_the_highest_score_does_not_overflow() {
        let mut sums = IndexSums::one(
            Sums::one(Weight::of(HEAVIEST)),
            Weight::of(HEAVIEST),
            score(100.0).unwrap(),
        );
        for _ in 0..40 {
            sums.add(sums);
        }
        assert!(weighted_squares(sums.wxx).is_finite());
    }
}
