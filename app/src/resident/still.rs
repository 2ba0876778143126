//! On the server nobody touches the page: the same names as `browser`, doing nothing.

use leptos::ev::{Event, MouseEvent, SubmitEvent};

use super::{session::Session, shell::Phone};

/// The script takes over.
pub fn take_over(_: Session) {}
/// Earlier answers go out.
pub fn look_after(_: Session) {}
/// A control changed.
pub fn changed(_: Session, _: &Event) {}
/// Next, or send.
pub fn submitted(_: Session, _: &SubmitEvent) {}
/// One item back.
pub fn back(_: Session) {}
/// To the item with this code.
pub fn go_to(_: Session, _: &MouseEvent, _: &str) {}
/// Send what waits.
pub fn retry(_: Session) {}
/// Another form than the one that is open elsewhere.
pub fn another(_: Session) {}
/// Read the item aloud.
pub fn listen(_: Session) {}
/// Larger text on or off.
pub fn larger(_: Session) {}
/// What the phone holds.
pub fn look_at_phone(_: Phone) {}
/// One record is tried again.
pub fn send_again(_: &str) {}
/// The newer page.
pub fn take_newer(_: Session) {}
