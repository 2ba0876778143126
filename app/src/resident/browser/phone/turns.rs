//! One sender among the pages of this phone, one editor of a draft: Web Locks, or a lease where there are none.

use survey::SubmissionId;
use wasm_bindgen::prelude::*;

use ::outbox::Event;

use super::{Heard, feed, lease, tell, with_machine};
use crate::resident::hands::platform;

const SENDER: &str = "minxin.sender";

thread_local! {
    static SENDING: Closure<dyn FnMut(bool)> = Closure::new(|held| {
        // that another page holds it is no news: the lock comes when that page lets go
        if held {
            feed(Event::Lease(true));
        }
    });
}

/// Asks to be the page that sends.
pub fn ask_to_send() {
    if !SENDING.with(|tell| platform::lock(SENDER, tell)) {
        let wants = || with_machine(::outbox::Outbox::wants_to_send);
        lease::keep(SENDER, wants, |held| feed(Event::Lease(held)));
    }
}

/// Lets another page send.
pub fn stop_sending() {
    platform::unlock(SENDER);
    lease::give_back(SENDER);
}

/// Asks to be the page that edits this draft; goes on asking while another is.
pub fn ask_to_edit(id: SubmissionId) {
    let name = ["minxin.editor.", &id.hex()].concat();
    let granted = move |held| {
        feed(Event::Editor(id, held));
        tell(&Heard::Editor(id, held));
    };
    let asked = Closure::<dyn FnMut(bool)>::new(granted);
    if !platform::lock(&name, &asked) {
        lease::keep(&name, || true, granted);
    }
    asked.forget();
}
