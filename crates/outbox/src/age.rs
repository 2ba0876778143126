//! How long this device has kept things, counted so that a clock set forward by a year ages nothing by a year.

use crate::moment::Moment;

const DAY: u64 = 86_400_000;

/// A clock of the device's own life. It may go slow (a tablet that lay in a drawer), never fast by more than a day at
/// a look: too slow keeps a copy longer than needed, too fast would delete one that may still be wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Age {
    /// Milliseconds lived.
    pub lived: u64,
    /// The wall clock at the last look.
    pub wall: i64,
}

/// The age together with what only this visit knows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Living {
    /// As it is stored.
    pub age: Age,
    steady: Option<u64>,
    begun: bool,
}

impl Living {
    /// Goes on from a stored age.
    pub fn resume(&mut self, stored: Age, now: &Moment) {
        if stored.lived > self.age.lived || !self.begun {
            self.age = stored;
            self.steady = None;
            self.begun = true;
        }
        self.look(now);
    }

    /// Counts what passed since the last look.
    pub fn look(&mut self, now: &Moment) {
        let passed = match (self.steady, now.steady) {
            (Some(before), Some(at)) => at.saturating_sub(before),
            _ if !self.begun || now.wall <= self.age.wall => 0,
            _ => now.wall.abs_diff(self.age.wall),
        };
        self.begun = true;
        self.steady = now.steady;
        self.age = Age {
            lived: self.age.lived + passed.min(DAY),
            wall: now.wall,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wall: i64, steady: Option<u64>) -> Moment {
        Moment {
            wall,
            steady,
            dice: 0,
        }
    }

    #[test]
    fn a_jump_of_the_clock_ages_by_a_day_at_most() {
        let mut living = Living::default();
        living.resume(Age::default(), &at(1_000, None));
        living.look(&at(1_000 + 900 * DAY as i64, None));
        assert!(living.age.lived <= 2 * DAY);
        let before = living.age.lived;
        living.look(&at(0, None));
        assert_eq!(living.age.lived, before);
        living.look(&at(5_000, None));
        assert_eq!(living.age.lived, before + 5_000);
    }

    #[test]
    fn a_steady_clock_counts_through_a_jump() {
        let mut living = Living::default();
        living.resume(Age { lived: 7, wall: 0 }, &at(0, Some(10)));
        living.look(&at(-99, Some(60)));
        assert_eq!(living.age.lived, 57);
    }
}
