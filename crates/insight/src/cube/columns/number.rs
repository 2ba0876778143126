//! The two widths in which a village is added up: 64 bits where its weights and units leave room, else 128.

use std::ops::{Add, AddAssign, Mul};

use crate::cube::exact::{Sums, Weight};

/// Responses of a cell that are added up before the sums are put away.
pub(super) const MOST: usize = 1 << 12;
/// The heaviest weight, 16, of which [`MOST`] fit into 48 bits, and their squares into 64.
const HEAVY: u64 = 1 << 36;

/// A width.
pub(super) trait Number:
    Copy + Default + Add<Output = Self> + AddAssign + Mul<Output = Self> + Into<u128> + Send
{
    /// People are counted from this bit on, above the weights.
    const PEOPLE: u32;

    fn of(value: u64) -> Self;

    /// The square of a weight; it must fit.
    fn square(weight: Weight) -> Self;

    /// One person and the weight.
    fn person(weight: Self) -> Self;
}

impl Number for u64 {
    const PEOPLE: u32 = 48;

    fn of(value: u64) -> Self {
        value
    }

    fn square(weight: Weight) -> Self {
        weight.square() as u64
    }

    fn person(weight: Self) -> Self {
        weight + (1 << Self::PEOPLE)
    }
}

impl Number for u128 {
    const PEOPLE: u32 = 100;

    fn of(value: u64) -> Self {
        value.into()
    }

    fn square(weight: Weight) -> Self {
        weight.square()
    }

    fn person(weight: Self) -> Self {
        weight + (1 << Self::PEOPLE)
    }
}

/// How the weights of a village are added up.
#[derive(Clone, Copy)]
pub(super) struct Weighing {
    /// Every weight is this one: people are counted, and the counts multiplied.
    pub(super) same: Option<Weight>,
    /// Do 64 bits do?
    pub(super) narrow: bool,
    /// Responses of the village that are added up before the sums are put away.
    pub(super) most: usize,
}

impl Weighing {
    /// By the lightest and the heaviest weight of the village and the largest number of units of a score.
    pub(super) fn of(lightest: Weight, heaviest: Weight, units: u64) -> Self {
        let same = (lightest == heaviest).then_some(lightest);
        let heaviest = if same.is_some() { 1 } else { heaviest.0 };
        let one = u128::from(units) * u128::from(units) * u128::from(heaviest);
        let fit = usize::try_from(u128::from(u64::MAX) / one.max(1)).unwrap_or(usize::MAX);
        if heaviest <= HEAVY && fit >= MOST {
            return Self {
                same,
                narrow: true,
                most: fit,
            };
        }
        Self {
            same: None,
            narrow: false,
            most: MOST,
        }
    }

    /// What every sum of weights is to be multiplied by.
    pub(super) fn times(&self) -> u64 {
        self.same.map_or(1, |weight| weight.0)
    }

    /// The weight and its square, of which sums are made.
    pub(super) fn one<T: Number>(&self, weight: Weight) -> [T; 2] {
        match self.same {
            Some(_) => [T::of(1), T::of(1)],
            None => [T::of(weight.0), T::square(weight)],
        }
    }

    /// The sums of people ([`Number::person`]) and squares.
    pub(super) fn sums<T: Number>(&self, [people, squares]: [T; 2]) -> Sums {
        let people: u128 = people.into();
        Sums {
            n: (people >> T::PEOPLE) as u64,
            w: (people & ((1 << T::PEOPLE) - 1)) * u128::from(self.times()),
            w2: squares.into() * self.same.map_or(1, Weight::square),
        }
    }
}
