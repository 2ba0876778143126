//! The browser's part: taking over, one item per screen, draft, outbox, reading aloud.

mod controls;
mod draft;
mod open;
mod outbox;
mod platform;
mod send;
mod steps;

pub use open::{hydrate, sent_before, take_over};
pub use send::retry;
pub use steps::{back, changed, go_to, larger, listen, submitted};
