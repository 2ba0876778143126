//! How long to wait before trying again, on clocks that jump.

use crate::moment::Moment;

/// Longest wait that the machine chooses by itself, milliseconds.
pub const LONGEST: u64 = 300_000;

/// Longest wait that a server may ask for, milliseconds.
pub const LONGEST_ASKED: u64 = 3_600_000;

/// A wait of random length between nothing and min(300 s, 2ⁿ s) (“full jitter”), milliseconds: devices that lost the
/// server together do not come back together.
pub fn jitter(attempt: u32, dice: u64) -> u64 {
    let ceiling = (1000_u64 << attempt.min(20)).min(LONGEST);
    dice % (ceiling + 1)
}

/// A wait that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    wall: i64,
    steady: Option<u64>,
    length: u64,
    /// The server named it (`Retry-After`): a network that comes back does not cut it short.
    pub asked: bool,
}

impl Wait {
    /// Waits `length` milliseconds from now.
    pub fn new(now: &Moment, length: u64, asked: bool) -> Self {
        Self {
            wall: now.wall,
            steady: now.steady,
            length,
            asked,
        }
    }

    /// After a failure: jitter, on top of what the server asked for in seconds.
    pub fn after(now: &Moment, attempt: u32, asked: Option<u32>) -> Self {
        let named = (u64::from(asked.unwrap_or(0)) * 1000).min(LONGEST_ASKED);
        Self::new(now, named + jitter(attempt, now.dice), named > 0)
    }

    /// Milliseconds left. Where only the wall clock is told and it went back, the wait begins anew, at most
    /// [`LONGEST`] long: a clock that is set back by a year must not hold anything for a year.
    pub fn left(&mut self, now: &Moment) -> u64 {
        if let (Some(from), Some(at)) = (self.steady, now.steady) {
            return (from.saturating_add(self.length)).saturating_sub(at);
        }
        if now.wall < self.wall {
            self.wall = now.wall;
            self.length = self.length.min(LONGEST);
        }
        self.length.saturating_sub(now.wall.abs_diff(self.wall))
    }

    /// The end as a clock that never jumps would have it: wrong, and here to be caught.
    #[cfg(feature = "sim")]
    pub(crate) fn end_by_clock(&self) -> i64 {
        self.wall.saturating_add_unsigned(self.length)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const YEAR: i64 = 365 * 86_400_000;

    fn at(wall: i64, steady: Option<u64>) -> Moment {
        Moment {
            wall,
            steady,
            dice: 0,
        }
    }

    #[test]
    fn waits_grow_to_five_minutes_and_no_further() {
        for (attempt, ceiling) in [(0, 1000), (1, 2000), (5, 32_000), (9, LONGEST), (60, LONGEST)] {
            assert_eq!(jitter(attempt, ceiling), ceiling);
            assert_eq!(jitter(attempt, ceiling + 1), 0);
        }
    }

    #[test]
    fn a_steady_clock_is_believed_before_the_wall_clock() {
        let mut wait = Wait::new(&at(0, Some(500)), 1000, false);
        assert_eq!(wait.left(&at(YEAR, Some(600))), 900);
        assert_eq!(wait.left(&at(-YEAR, Some(1500))), 0);
    }

    proptest! {
        #[test]
        fn no_jump_of_the_clock_holds_anything_for_longer_than_five_minutes(jump in -5 * YEAR..5 * YEAR, length in 0..LONGEST_ASKED) {
            let mut wait = Wait::new(&at(0, None), length, true);
            let left = wait.left(&at(jump, None));
            prop_assert!(jump >= 0 || left <= LONGEST);
            prop_assert_eq!(wait.left(&at(jump + left as i64, None)), 0);
        }

        #[test]
        fn what_the_server_asks_for_is_waited_for(asked in 1_u32..3600, attempt in 0_u32..20, dice: u64) {
            let now = Moment { wall: 0, steady: None, dice };
            prop_assert!(Wait::after(&now, attempt, Some(asked)).left(&now) >= u64::from(asked) * 1000);
        }
    }
}
