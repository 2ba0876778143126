//! The browser's part: taking over, one item per screen, draft, outbox, reading aloud.

mod controls;
mod draft;
mod open;
mod phone;
pub(super) mod platform;
mod send;
mod steps;

pub use open::{hydrate, look_after, take_over};
pub use send::{another, retry};
pub use steps::{back, changed, go_to, larger, listen, submitted};
