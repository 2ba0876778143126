//! One sender among tabs where the browser has no Web Locks: a lease in `localStorage`, by the wall clock.
//!
//! Storage of a page is not locked, so two tabs may take a free lease in the same instant: write it, wait a moment,
//! read it back. Should two send all the same, the server answers `duplicate`.

/// How long a lease holds without being renewed, milliseconds.
pub const LENGTH: i64 = 30_000;

/// How often its holder renews it, milliseconds.
pub const RENEW: i64 = 10_000;

/// A lease as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// A random number of the tab.
    pub holder: u64,
    /// Wall clock, milliseconds since 1970.
    pub until: i64,
}

/// The lease to write, if `me` may hold it: nobody does, I do, it has run out, or it ends later than any lease can,
/// which means that the clock was set back.
pub fn take(stored: Option<Lease>, me: u64, now: i64) -> Option<Lease> {
    let taken =
        stored.is_some_and(|l| l.holder != me && l.until > now && l.until <= now.saturating_add(LENGTH));
    (!taken).then_some(Lease {
        holder: me,
        until: now.saturating_add(LENGTH),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_lease_is_one_tabs_until_it_runs_out() {
        let mine = take(None, 1, 0);
        assert_eq!(take(mine, 2, LENGTH - 1), None);
        assert!(take(mine, 1, LENGTH - 1).is_some());
        assert_eq!(take(mine, 2, LENGTH).map(|l| l.holder), Some(2));
    }

    proptest! {
        #[test]
        fn no_jump_of_the_clock_keeps_a_dead_tabs_lease_longer_than_its_length(then in -1_000_000_000_i64..1_000_000_000, jump: i32) {
            let dead = take(None, 1, then);
            let now = then + i64::from(jump);
            prop_assert!(take(dead, 2, now).is_some() || take(dead, 2, now + LENGTH).is_some());
        }
    }
}
