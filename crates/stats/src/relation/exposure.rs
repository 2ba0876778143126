//! Spending per head as the x of a relation: its logarithm, so that a doubling counts the same anywhere.

use serde::{Deserialize, Serialize};

use crate::median;
use crate::status::Status;

/// Up to this share of places without spending they get a small amount instead.
const FEW_ZEROS: f64 = 0.10;

/// Largest over smallest below this: there is nothing to compare.
const LEAST_RATIO: f64 = 1.05;

/// How x came from the amounts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "scale")]
pub enum Scale {
    /// ln E.
    Ln,
    /// ln(E + shift), where a tenth of the places or fewer spent nothing; the shift is half the smallest amount.
    LnShifted {
        /// Same unit as E.
        shift: f64,
    },
    /// asinh(E / by), where more spent nothing; `by` is the median of those that spent.
    Asinh {
        /// Same unit as E.
        by: f64,
    },
}

/// The exposure of every place, in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    /// Log scale.
    pub x: Vec<f64>,
    /// How.
    pub scale: Scale,
    /// Median of the amounts, zeros included.
    pub median: f64,
}

/// Why a domain has no exposure to relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NoExposure {
    /// No place, an amount below zero, or one that is not finite.
    #[error("no amounts, or an amount that is negative or not finite")]
    BadInput,
    /// No place spent anything.
    #[error("no place spent anything")]
    AllZero,
    /// The largest amount is less than 1.05 times the smallest.
    #[error("all places spent the same")]
    NoVariation,
}

impl NoExposure {
    /// The code a report shows.
    pub fn notice(self) -> Status {
        match self {
            Self::BadInput => Status::InsufficientUnits,
            Self::AllZero | Self::NoVariation => Status::NoVariation,
        }
    }
}

/// Exposure from `amounts` per head (≥ 0, one a place, any one unit).
///
/// Source: STATISTICS §2.5. Golden `lgbf_public`, whose x is the logarithm.
pub fn exposure(amounts: &[f64]) -> Result<Exposure, NoExposure> {
    let sound = amounts.iter().all(|e| *e >= 0.0 && e.is_finite());
    let middle = median(amounts).filter(|_| sound).ok_or(NoExposure::BadInput)?;
    let spent: Vec<f64> = amounts.iter().copied().filter(|e| *e > 0.0).collect();
    let by = median(&spent).ok_or(NoExposure::AllZero)?;
    let least = spent.iter().copied().fold(f64::INFINITY, f64::min);
    let most = spent.iter().copied().fold(0.0, f64::max);
    let zeros = amounts.len() - spent.len();
    if zeros == 0 && most < LEAST_RATIO * least {
        return Err(NoExposure::NoVariation);
    }
    let scale = if zeros == 0 {
        Scale::Ln
    } else if zeros as f64 <= FEW_ZEROS * amounts.len() as f64 {
        Scale::LnShifted { shift: 0.5 * least }
    } else {
        Scale::Asinh { by }
    };
    let x: Vec<f64> = amounts.iter().map(|e| scale.of(*e)).collect();
    if !x.iter().all(|x| x.is_finite()) {
        return Err(NoExposure::BadInput);
    }
    Ok(Exposure {
        x,
        scale,
        median: middle,
    })
}

impl Scale {
    /// x of one amount.
    pub fn of(&self, amount: f64) -> f64 {
        match self {
            Self::Ln => libm::log(amount),
            Self::LnShifted { shift } => libm::log(amount + shift),
            Self::Asinh { by } => libm::asinh(amount / by),
        }
    }

    /// The amount that has this x; none below zero.
    pub fn amount(&self, x: f64) -> f64 {
        let amount = match self {
            Self::Ln => x.exp(),
            Self::LnShifted { shift } => x.exp() - shift,
            Self::Asinh { by } => by * x.sinh(),
        };
        amount.max(0.0)
    }

    /// dx/dE at an amount.
    fn rate(&self, amount: f64) -> f64 {
        match self {
            Self::Ln => 1.0 / amount,
            Self::LnShifted { shift } => 1.0 / (amount + shift),
            Self::Asinh { by } => 1.0 / amount.hypot(*by),
        }
    }
}

impl Exposure {
    /// Points for twice the median amount, from a slope per unit of x: b ln 2 where no place spent nothing. `None` where
    /// the median is zero or the slope is not finite.
    ///
    /// Source: STATISTICS §2.5. No golden.
    pub fn per_doubling(&self, slope: f64) -> Option<f64> {
        let ok = self.median > 0.0 && slope.is_finite();
        let points = slope * (self.scale.of(2.0 * self.median) - self.scale.of(self.median));
        ok.then_some(points).filter(|p| p.is_finite())
    }

    /// Points for `amount` more per head at the median (100 元, or 10,000 元): b × amount / median where no place spent
    /// nothing. `None` as [`Exposure::per_doubling`].
    ///
    /// Source: STATISTICS §2.5. No golden.
    pub fn per_amount(&self, slope: f64, amount: f64) -> Option<f64> {
        let ok = self.median > 0.0 && slope.is_finite() && amount.is_finite();
        ok.then(|| slope * amount * self.scale.rate(self.median))
            .filter(|p| p.is_finite())
    }

    /// Points for 100 元 more per head at the median, amounts being in 元 per head.
    pub fn per_100_yuan(&self, slope: f64) -> Option<f64> {
        self.per_amount(slope, 100.0)
    }

    /// Points for 万元 more per head at the median, amounts being in 元 per head.
    pub fn per_10_000_yuan(&self, slope: f64) -> Option<f64> {
        self.per_amount(slope, 10_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_choose_the_scale() {
        let plain = exposure(&[100.0, 200.0, 400.0]).unwrap();
        assert_eq!((plain.scale, plain.median), (Scale::Ln, 200.0));
        let mut ten: Vec<f64> = (1..=9).map(|i| f64::from(i) * 10.0).collect();
        ten.push(0.0);
        let few = exposure(&ten).unwrap();
        assert_eq!(few.scale, Scale::LnShifted { shift: 5.0 });
        assert!((few.x[9] - 5.0_f64.ln()).abs() < 1e-15);
        ten[0] = 0.0;
        assert_eq!(exposure(&ten).unwrap().scale, Scale::Asinh { by: 55.0 });
        for (amounts, scale) in [(&plain.x, plain.scale), (&few.x, few.scale)] {
            let back: Vec<f64> = amounts.iter().map(|x| scale.amount(*x)).collect();
            let again: Vec<f64> = back.iter().map(|a| scale.of(*a)).collect();
            assert!(amounts.iter().zip(again).all(|(a, b)| (a - b).abs() < 1e-9));
        }
        assert!((Scale::Asinh { by: 55.0 }.amount(1.0_f64.asinh()) - 55.0).abs() < 1e-9);
        assert_eq!(Scale::LnShifted { shift: 5.0 }.amount(0.0), 0.0);
        assert_eq!(exposure(&[0.0, 0.0]), Err(NoExposure::AllZero));
        assert_eq!(exposure(&[100.0, 104.0, 103.0]), Err(NoExposure::NoVariation));
        assert_eq!(exposure(&[1.0, -1.0]), Err(NoExposure::BadInput));
        assert_eq!(exposure(&[1.0, f64::INFINITY]), Err(NoExposure::BadInput));
        assert_eq!(exposure(&[]), Err(NoExposure::BadInput));
    }

    #[test]
    fn slopes_in_words_people_use() {
        let plain = exposure(&[100.0, 200.0, 400.0]).unwrap();
        assert!((plain.per_doubling(3.0).unwrap() - 3.0 * 2.0_f64.ln()).abs() < 1e-14);
        assert_eq!(plain.per_100_yuan(3.0), Some(1.5));
        assert_eq!(plain.per_10_000_yuan(3.0), Some(150.0));
        assert_eq!(plain.per_doubling(f64::NAN), None);
        let mostly_none = exposure(&[0.0, 0.0, 0.0, 5.0]).unwrap();
        assert_eq!(mostly_none.per_100_yuan(3.0), None);
    }
}
