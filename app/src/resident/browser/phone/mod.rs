//! This phone's outbox: the machine of `crates/outbox`, told what happens here, its wishes carried out.
//!
//! One machine a page. It decides everything; the rest of this folder only does what it says.

mod lease;
mod network;
mod store;
mod turns;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
use survey::SubmissionId;
use wasm_bindgen::prelude::*;

use ::outbox::{Effect, Event, Moment, Outbox, Policy, Reply, Sealed, Stored, Summary, Told, wire::PING};

use super::platform;

pub use store::{Whole, bodies, drop_draft, receipts};

/// The longest time without a look around, milliseconds.
const MINUTE: u64 = 60_000;

/// What a page may want to know.
#[derive(Clone, Debug)]
pub enum Heard {
    /// News for the person.
    Told(Told),
    /// A request with these records was answered, or not.
    Replied(Vec<SubmissionId>, Reply),
    /// This page may edit the draft, or another page does.
    Editor(SubmissionId, bool),
    /// The store was read.
    Loaded,
    /// There is, or there is no more, room for somebody who begins.
    Room,
    /// The store has nothing to do: the page may be left.
    Idle,
    /// Another page of this site keeps the store from being brought up to date.
    Blocked,
}

type Ear = Rc<dyn Fn(&Heard)>;

thread_local! {
    static MACHINE: RefCell<Outbox> = RefCell::new(Outbox::new(Policy::phone()));
    static EARS: RefCell<Vec<Ear>> = const { RefCell::new(Vec::new()) };
    /// Jobs that the store has not answered yet.
    static STORING: Cell<u32> = const { Cell::new(0) };
    static TIMER: RefCell<Option<TimeoutHandle>> = const { RefCell::new(None) };
}

/// Starts the machine of this page under these rules; `ear` hears of everything.
pub fn begin(policy: Policy, ear: impl Fn(&Heard) + 'static) {
    MACHINE.replace(Outbox::new(policy));
    EARS.with_borrow_mut(|ears| ears.push(Rc::new(ear)));
    let changed = Closure::<dyn FnMut(bool)>::new(|hurry| feed(Event::Changed { hurry }));
    platform::listen(&changed);
    changed.forget();
    let blocked = Closure::<dyn FnMut()>::new(|| tell(&Heard::Blocked));
    platform::when_blocked(&blocked);
    blocked.forget();
    feed(Event::Started);
    look_for_room();
}

/// Tells the machine and does what it wants.
pub fn feed(event: Event) {
    let loaded = matches!(event, Event::Stored(_, Stored::Loaded(_)));
    let now = moment();
    let (effects, next, turned, holds) = MACHINE.with_borrow_mut(|machine| {
        let before = machine.may_begin();
        let effects = machine.handle(&now, event);
        let turned = machine.may_begin() != before;
        (effects, machine.next_tick(&now), turned, machine.holds())
    });
    // before anybody is told, who may leave the page
    platform::hold(holds as u32);
    wake_in(next.map_or(MINUTE, |ms| ms.clamp(20, MINUTE)));
    for effect in effects {
        carry_out(effect);
    }
    if loaded {
        tell(&Heard::Loaded);
    }
    if turned {
        tell(&Heard::Room);
    }
    if STORING.get() == 0 {
        tell(&Heard::Idle);
    }
}

/// The network may be back, or the page is seen again: the server is asked whether it is there before anything is
/// sent, because a sign-in page of something in between would answer too.
pub fn maybe_back() {
    platform::spawn(async {
        if platform::ping().await.as_string().as_deref() == Some(PING) {
            feed(Event::Back);
        }
    });
}

/// The page is closed or put aside.
pub fn leave() {
    lease::give_all_back();
}

/// Asks to edit a draft.
pub fn edit(id: SubmissionId) {
    feed(Event::Edit(id));
}

/// Hands finished answers over.
pub fn finish(sealed: Sealed) {
    feed(Event::Finalise(sealed));
}

/// The counts that people see.
pub fn summary() -> Summary {
    MACHINE.with_borrow(Outbox::summary)
}

/// Is there nothing left of a record but its receipt?
pub fn is_gone(id: SubmissionId) -> bool {
    MACHINE.with_borrow(|m| m.standing(id)).is_none()
}

/// Is there room for the answers of somebody who begins now?
pub fn may_begin() -> bool {
    MACHINE.with_borrow(Outbox::may_begin)
}

/// Looks at the machine.
pub fn with_machine<T>(look: impl FnOnce(&Outbox) -> T) -> T {
    MACHINE.with_borrow(look)
}

/// Seconds until the next attempt.
pub fn seconds_to_next() -> u64 {
    let now = moment();
    let left = MACHINE.with_borrow_mut(|m| m.next_tick(&now)).unwrap_or(0);
    left.div_ceil(1000)
}

fn moment() -> Moment {
    Moment {
        wall: js_sys::Date::now() as i64,
        steady: platform::steady().map(|ms| ms as u64),
        dice: platform::dice(),
    }
}

fn wake_in(ms: u64) {
    let next = set_timeout_with_handle(|| feed(Event::Tick), Duration::from_millis(ms)).ok();
    if let Some(last) = TIMER.replace(next) {
        last.clear();
    }
}

fn carry_out(effect: Effect) {
    match effect {
        Effect::Store(number, job) => {
            STORING.set(STORING.get() + 1);
            platform::spawn(async move {
                let outcome = store::carry_out(job).await;
                STORING.set(STORING.get() - 1);
                feed(Event::Stored(number, outcome));
            });
        }
        Effect::Post(post) => platform::spawn(async move {
            let ticket = post.ticket;
            let (ids, reply) = network::ask(post).await;
            if MACHINE.with_borrow(|m| m.awaits(ticket)) {
                feed(Event::Answered(ticket, reply.clone()));
                tell(&Heard::Replied(ids, reply));
            }
        }),
        Effect::AskLease => turns::ask_to_send(),
        Effect::ReleaseLease => turns::stop_sending(),
        Effect::AskEditor(id) => turns::ask_to_edit(id),
        Effect::Announce { hurry } => platform::announce(hurry),
        Effect::Tell(told) => {
            if matches!(told, Told::Saved(_)) {
                platform::spawn(async {
                    platform::persist().await;
                    look_for_room();
                });
            }
            tell(&Heard::Told(told));
        }
    }
}

fn look_for_room() {
    platform::spawn(async {
        let room = platform::room().await.as_f64().unwrap_or(-1.0);
        if room >= 0.0 {
            feed(Event::Room(room as u64));
        }
    });
}

fn tell(heard: &Heard) {
    let ears = EARS.with_borrow(Clone::clone);
    for ear in ears {
        ear(heard);
    }
}
