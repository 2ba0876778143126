//! What the machine is told about time and chance with every event.

/// Now, by the device's two clocks, and one random number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970 by the device's clock, which people and networks set: it may jump by years.
    pub wall: i64,
    /// Milliseconds since the page was opened, which only grows; not every device tells it.
    pub steady: Option<u64>,
    /// A random number, each value as likely as any other.
    pub dice: u64,
}
