//! Handing over: sealed, into the outbox, and what the page says of it from then on.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use leptos::prelude::*;
use survey::{Problem, SubmissionId, quality::Bits};

use ::outbox::{
    Reply, Sealed, Told,
    wire::{BatchReply, ItemStatus},
};

use super::{
    draft, kiosk,
    open::open_again,
    phone::{self, Heard},
    platform::{can_keep, clears_after_a_week, focus, fresh_id, seal, steady, window},
    steps,
};
use crate::resident::{
    body::body,
    form_words::Word,
    session::{News, Session, Stage},
    wire::REASONS,
    wording::fill,
};

/// How long the page says “sending” before it says where the answers are, milliseconds.
const SOON: u64 = 4000;

thread_local! {
    /// The answers outlive the page.
    static ON_PHONE: Cell<bool> = const { Cell::new(true) };
    /// When the form was first seen, on the page's own clock; none where part of it was filled in before.
    static BEGAN: Cell<Option<f64>> = const { Cell::new(None) };
    /// Name and key that answers are sealed to.
    static KEY: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
    /// Answers are being sealed: whatever asks for them once more meanwhile asks for the same.
    static SEALING: Cell<bool> = const { Cell::new(false) };
    /// A refused record that the answers on the form are to replace.
    static REPLACES: Cell<Option<SubmissionId>> = const { Cell::new(None) };
    /// The answers of this page are delivered; it is left once the store knows.
    static DELIVERED: Cell<Option<SubmissionId>> = const { Cell::new(None) };
    /// What was said of answers that wait from earlier visits.
    static SAID: Cell<u32> = const { Cell::new(0) };
}

fn my_id(session: Session) -> Option<SubmissionId> {
    SubmissionId::parse(&session.id.get_value())
}

/// The form is seen; `anew`: nothing on it was filled in before.
pub fn seen(anew: bool) {
    BEGAN.set(steady().filter(|_| anew));
}

/// What the answers of this page are sealed to; without it they go as they are, and the store takes none of them.
pub fn seal_to(key: Option<(String, String)>) {
    KEY.set(key);
}

/// Sends the answers on the form.
pub fn send(session: Session) {
    session.stage.set(Stage::Sending);
    let (wave, version, text) = session.form.with_value(|form| {
        let answers = form.without_hidden(session.answers.get_untracked());
        // the time stays here; what leaves is whether it was too short to read
        let millis = BEGAN.get().zip(steady()).map(|(began, now)| now - began);
        let handed = kiosk::handed();
        let mode = if handed.is_some() { "kiosk" } else { "web" };
        let helped = handed.is_some_and(|h| h.helped);
        let bits = Bits::judge(form, &answers, millis, helped);
        let text = body(form.version, &form.lang, mode, bits, &answers);
        (form.wave.clone(), form.version, text)
    });
    let Some(id) = my_id(session).filter(|_| !SEALING.replace(true)) else {
        return;
    };
    leptos::task::spawn_local(async move {
        let mut sealed = String::new();
        if let Some((kid, key)) = KEY.with_borrow(Clone::clone) {
            let made = seal(&kid, &key, &wave, version, &id.hex(), &text).await;
            sealed = made.as_string().unwrap_or_default();
        }
        // sealed once: these bytes are sent at every attempt
        let bytes = if sealed.is_empty() { text } else { sealed };
        SEALING.set(false);
        phone::finish(Sealed::new(id, wave, bytes, REPLACES.get()));
    });
}

/// What the outbox says.
pub fn hear(session: Session, heard: &Heard) {
    match heard {
        Heard::Told(told) => told_of(session, told),
        Heard::Replied(ids, reply) => {
            if my_id(session).is_some_and(|id| ids.contains(&id)) {
                say_waiting(session, Some(reply));
            }
        }
        Heard::Editor(id, held) if my_id(session) == Some(*id) => edits(session, *held),
        Heard::Editor(..) => {}
        Heard::Loaded => loaded(session),
        Heard::Room => roomless(session),
        Heard::Idle => {
            if let Some(id) = DELIVERED.take() {
                done(session, id);
            }
        }
        Heard::Blocked => tell(session, session.say(Word::Elsewhere), String::new()),
    }
}

/// This page may fill the form in, or another page does.
fn edits(session: Session, held: bool) {
    match session.stage.get_untracked() {
        Stage::Filling if !held => session.stage.set(Stage::Elsewhere),
        Stage::Elsewhere if held => open_again(session, Some(&session.id.get_value())),
        Stage::Filling => steps::take_note(session),
        Stage::Sending if held => send(session),
        _ => {}
    }
}

fn told_of(session: Session, told: &Told) {
    let mine =
        |id: &SubmissionId| my_id(session) == Some(*id) && session.stage.get_untracked() != Stage::Filling;
    match told {
        Told::Saved(id) if mine(id) => left(session, true),
        Told::NotSaved(id) if mine(id) => left(session, false),
        Told::Delivered { id, .. } if mine(id) => DELIVERED.set(Some(*id)),
        Told::SetAside { id, reason, item } if mine(id) => refused(session, *id, reason, item),
        Told::HandedOver(id) if mine(id) => open_again(session, None),
        Told::Delivered { id, late } => {
            // the code itself follows as a link
            let told = session.say(if *late { Word::Late } else { Word::Delivered });
            let told = told.split("{receipt}").next().unwrap_or_default().to_owned();
            tell(session, told, id.receipt().to_string());
        }
        Told::SetAside { reason, .. } => tell(session, needs_action(session, reason), String::new()),
        Told::DraftNotSaved(_) => tell(session, session.say(Word::MemoryOnly), String::new()),
        Told::Emptied(count) => {
            let told = fill(&session.say(Word::Emptied), &[("count", &count.to_string())]);
            tell(session, told, String::new());
        }
        Told::Stopped => say_waiting(session, None),
        Told::Saved(_) | Told::NotSaved(_) | Told::HandedOver(_) => {}
    }
}

/// The answers have left the form.
fn left(session: Session, on_phone: bool) {
    if let Some(id) = my_id(session).filter(|_| on_phone && kiosk::is_handed()) {
        steps::wipe(session);
        return kiosk::thank(id);
    }
    ON_PHONE.set(on_phone);
    REPLACES.set(None);
    if on_phone {
        no_draft_any_more(session);
    }
    set_timeout(move || say_waiting(session, None), Duration::from_millis(SOON));
}

/// What left is not opened again, nor sent under the same id.
fn no_draft_any_more(session: Session) {
    session.form.with_value(|form| {
        draft::remember_sent(&form.wave, &session.id.get_value());
    });
}

/// Once the store was read: what waits from earlier visits, and whether another page has delivered ours.
fn loaded(session: Session) {
    let waiting = matches!(session.stage.get_untracked(), Stage::Waiting(..));
    if let Some(id) = my_id(session).filter(|id| waiting && phone::is_gone(*id)) {
        return done(session, id);
    }
    let summary = phone::summary();
    let others = summary.saved - u32::from(waiting && ON_PHONE.get()).min(summary.saved);
    if others > 0 && SAID.replace(others) != others && session.stage.get_untracked() == Stage::Filling {
        let pending = fill(&session.say(Word::Pending), &[("count", &others.to_string())]);
        tell(session, pending, String::new());
    }
}

/// Where a phone is full its browser may keep nothing of what is begun now.
fn roomless(session: Session) {
    if can_keep() && !phone::may_begin() && session.stage.get_untracked() == Stage::Filling {
        tell(session, session.say(Word::MemoryOnly), String::new());
    }
}

/// The person asks for another try.
pub fn retry(_: Session) {
    phone::feed(::outbox::Event::Tapped);
}

/// The person wants to fill in another form than the one that is open on another page.
pub fn another(session: Session) {
    open_again(session, Some(&fresh_id(&session.id.get_value())));
}

/// Where the answers are, and why they are not delivered yet.
fn say_waiting(session: Session, reply: Option<&Reply>) {
    if !matches!(session.stage.get_untracked(), Stage::Sending | Stage::Waiting(..)) {
        return;
    }
    let title = if ON_PHONE.get() {
        Word::Saved
    } else {
        Word::NotSent
    };
    let busy = || {
        let seconds = phone::seconds_to_next().max(1).to_string();
        fill(&session.say(Word::Busy), &[("seconds", &seconds)])
    };
    let stopped = phone::summary().stopped;
    let mut help = match reply {
        _ if !can_keep() => session.say(Word::Unsafe),
        _ if !ON_PHONE.get() => session.say(Word::MemoryOnly),
        _ if stopped => String::new(),
        Some(Reply::Status { status: 507, .. }) => session.say(Word::Full),
        Some(Reply::Status {
            status: 429 | 500.., ..
        }) => busy(),
        Some(Reply::Batch(BatchReply { results, .. }))
            if results.iter().any(|r| r.status == ItemStatus::Retry) =>
        {
            busy()
        }
        _ if clears_after_a_week() => [session.say(Word::SavedHelp), session.say(Word::Week)].concat(),
        _ => session.say(Word::SavedHelp),
    };
    if stopped {
        help.push_str(&session.say(Word::Stopped));
    }
    let first = session.stage.get_untracked() == Stage::Sending;
    session.stage.set(Stage::Waiting(title, help));
    if first {
        steps::wipe(session);
        steps::after_paint(|| focus("waiting"));
    }
}

/// The server has it: to the page that says so. The draft of answers that the store did not take goes only now.
fn done(session: Session, id: SubmissionId) {
    steps::wipe(session);
    if kiosk::is_handed() {
        return kiosk::thank(id);
    }
    let (wave, lang) = session.form.with_value(|f| (f.wave.clone(), f.lang.clone()));
    let wave = String::from(js_sys::encode_uri_component(&wave));
    let receipt = id.receipt().to_string();
    leptos::task::spawn_local(async move {
        if !ON_PHONE.get() {
            no_draft_any_more(session);
            phone::drop_draft(id).await;
        }
        let _ = window()
            .location()
            .assign(&["/s/", &wave, "/done/", &receipt, "?lang=", &lang].concat());
    });
}

fn needs_action(session: Session, reason: &str) -> String {
    match reason {
        "payload_mismatch" => session.say(Word::BothKept),
        "413" | "too_large" => fill(
            &session.say(Word::NeedsAction),
            &[("reason", &session.say(Word::TooLarge))],
        ),
        reason => fill(&session.say(Word::NeedsAction), &[("reason", reason)]),
    }
}

/// The server will not take it as it is. While the answers are still on the form they can be mended; afterwards
/// nobody can read them here any more.
fn refused(session: Session, id: SubmissionId, reason: &str, item: &str) {
    let told = needs_action(session, reason);
    if session.stage.get_untracked() != Stage::Sending || reason == "payload_mismatch" {
        let help = if reason == "payload_mismatch" {
            String::new()
        } else {
            told.clone()
        };
        let title = if reason == "payload_mismatch" {
            Word::BothKept
        } else {
            Word::Attention
        };
        session.stage.set(Stage::Aside(title, help));
        steps::wipe(session);
        return steps::after_paint(|| focus("waiting"));
    }
    REPLACES.set(Some(id));
    session.id.set_value(fresh_id(&id.hex()));
    if let Some(id) = my_id(session) {
        phone::edit(id);
    }
    let known = REASONS.into_iter().find(|r| r.as_str() == reason);
    let on_form = session
        .form
        .with_value(|f| f.questions.iter().any(|q| q.code == item));
    let item = item.to_owned();
    let problem = known.filter(|_| on_form).map(|reason| Problem { item, reason });
    // a code says nothing to a person where a sentence beside the item does
    session
        .refused
        .set(if problem.is_some() { String::new() } else { told });
    session.problems.set(problem.into_iter().collect());
    session.stage.set(Stage::Filling);
    steps::take_note(session);
    steps::after_paint(|| focus("summary"));
}

/// A line above the form.
pub fn tell(session: Session, text: String, receipt: String) {
    session.news.set(News { text, receipt });
}
