//! A shared tablet: what its screens ask of the outbox, and what is different about a form that was handed over there.

use std::cell::RefCell;

use js_sys::Array;
use survey::SubmissionId;
use wasm_bindgen::prelude::*;

use ::outbox::{Event, Policy, State};

use super::{
    controls::Field,
    open,
    phone::{self, Heard},
    platform::{self, list, put_away_in_tab, stored, text, window},
};

#[wasm_bindgen(module = "/src/resident/browser/kiosk.js")]
extern "C" {
    #[wasm_bindgen(js_name = serveKiosk)]
    fn serve_kiosk(act: &Closure<dyn FnMut(String)>);
    #[wasm_bindgen(js_name = sayCounts)]
    fn say_counts(saved: u32, delivered: u32, attention: u32, full: bool, stopped: bool, aside: &Array);
    #[wasm_bindgen(js_name = takeHanded)]
    fn take_handed() -> JsValue;
    fn guard(words: &str, leave: &Closure<dyn FnMut()>);
}

/// What the screens handed over to this page.
#[derive(Clone, Debug)]
pub struct Handed {
    /// The village chosen beforehand: the item that asks for it, and its code; both may be empty.
    pub place: Field,
    /// First two bytes of the id, where a kept form is to be opened; may be empty.
    pub variant: String,
    /// Somebody helps.
    pub helped: bool,
}

thread_local! {
    static HANDED: RefCell<Option<Handed>> = const { RefCell::new(None) };
}

/// Is this a tablet that was set up for many people?
pub fn is_shared() -> bool {
    stored("minxin.kiosk").is_some_and(|kept| kept.contains("\"token\""))
}

/// What is kept, and how long.
pub fn policy() -> Policy {
    if is_shared() {
        Policy::kiosk()
    } else {
        Policy::phone()
    }
}

/// Is this the form of a shared tablet?
pub fn is_handed() -> bool {
    HANDED.with_borrow(Option::is_some)
}

/// What was handed over, if this is the form of a shared tablet.
pub fn handed() -> Option<Handed> {
    HANDED.with_borrow(Clone::clone)
}

/// On a shared tablet a form opens only from the first screen, once. Opened again, from the history or by itself, it
/// leads there. True if the page goes on.
pub fn may_open() -> bool {
    if !is_shared() {
        return true;
    }
    let Some(list) = list(take_handed()) else {
        leave();
        return false;
    };
    HANDED.set(Some(Handed {
        place: (text(&list, 2), text(&list, 3)),
        variant: text(&list, 4),
        helped: !text(&list, 5).is_empty(),
    }));
    let gone = Closure::<dyn FnMut()>::new(leave);
    guard(&text(&list, 6), &gone);
    gone.forget();
    true
}

/// To the first screen, which forgets whatever was begun; the form leaves no trace in the history.
pub fn leave() {
    let _ = window().location().replace("/kiosk");
}

/// The answers are in the store, or delivered: the thank-you stands on the other page.
pub fn thank(id: SubmissionId) {
    put_away_in_tab("minxin.done", &id.receipt().to_string());
    leave();
}

/// The page of the screens.
pub fn stand() {
    phone::begin(Policy::kiosk(), |heard| match heard {
        Heard::Loaded | Heard::Room | Heard::Told(_) | Heard::Replied(..) => counts(),
        Heard::Editor(..) | Heard::Blocked | Heard::Idle => {}
    });
    open::listen_for_network();
    let act = Closure::<dyn FnMut(String)>::new(|verb: String| match verb.as_str() {
        "counts" => counts(),
        "tap" => {
            for (id, _) in set_aside() {
                phone::feed(Event::Again(id));
            }
            phone::feed(Event::Tapped);
        }
        "update" => platform::spawn(platform::take_newer()),
        _ => {}
    });
    serve_kiosk(&act);
    act.forget();
    open::say_taken_over();
}

fn set_aside() -> Vec<(SubmissionId, String)> {
    phone::with_machine(|machine| {
        let all = machine.index().records.iter();
        all.filter_map(|(id, record)| match &record.state {
            State::Quarantined { reason, .. } => Some((*id, reason.clone())),
            _ => None,
        })
        .collect()
    })
}

fn counts() {
    let summary = phone::summary();
    let row =
        |(id, reason): (SubmissionId, String)| Array::of2(&id.receipt().to_string().into(), &reason.into());
    let aside: Array = set_aside().into_iter().map(row).collect();
    let full = !phone::may_begin();
    say_counts(
        summary.saved,
        summary.delivered,
        summary.attention,
        full,
        summary.stopped,
        &aside,
    );
}
