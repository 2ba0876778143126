//! The browser's part: taking over, one item per screen, draft, outbox, reading aloud.

mod controls;
mod draft;
mod kept;
mod kiosk;
mod open;
mod phone;
pub(super) mod platform;
mod send;
mod shell;
mod steps;

pub use open::{hydrate, look_after, take_newer, take_over};
pub use send::{another, retry};
pub use shell::{look_at_phone, send_again};
pub use steps::{back, changed, go_to, larger, listen, submitted};
