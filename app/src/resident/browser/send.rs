//! Handing over and delivering: into the outbox first, then to the server, again until it answers.

use std::{cell::Cell, time::Duration};

use leptos::prelude::*;
use survey::Problem;

use super::{
    controls::{self, Field},
    draft,
    outbox::{self, Record},
    platform::{focus, forget, fresh_id, pairs, pairs_of, window},
    steps,
};
use crate::resident::{
    body::body,
    delivery::{Outcome, pause},
    form_words::Word,
    session::{News, Session, Stage},
    wire::REASONS,
    wording::fill,
};

thread_local! {
    static BUSY: Cell<bool> = const { Cell::new(false) };
    static ATTEMPT: Cell<u32> = const { Cell::new(0) };
    /// The outbox outlives the page.
    static ON_PHONE: Cell<bool> = const { Cell::new(true) };
    /// Only the newest timer wakes.
    static TIMER: Cell<u32> = const { Cell::new(0) };
}

/// Sends the answers on the form.
pub fn send(session: Session) {
    session.stage.set(Stage::Sending);
    let body = session.form.with_value(|form| {
        let answers = form.without_hidden(session.answers.get_untracked());
        body(form.version, &form.lang, &answers)
    });
    let record = Record {
        wave: session.form.with_value(|f| f.wave.clone()),
        id: session.id.get_value(),
        body,
        failed: String::new(),
    };
    leptos::task::spawn_local(async move {
        ON_PHONE.set(record.keep().await);
        if ON_PHONE.get() {
            draft::forget(&record.wave);
        }
        draft::remember_sent(&record.wave, &record.id);
        drop_failed(&record.wave).await;
        deliver(session).await;
    });
}

/// A mended set takes the place of the one that was refused.
async fn drop_failed(wave: &str) {
    for old in outbox::all().await {
        if old.wave == wave && !old.failed.is_empty() {
            forget(&old.id).await;
        }
    }
}

/// At opening: refused answers go back to the form, waiting ones go out.
pub fn begin(session: Session) {
    leptos::task::spawn_local(async move {
        let wave = session.form.with_value(|f| f.wave.clone());
        let records = outbox::all().await;
        let refused = records.iter().find(|r| !r.failed.is_empty() && r.wave == wave);
        if let Some(record) = refused.filter(|_| session.answers.with_untracked(|a| a.0.is_empty())) {
            bring_back(session, record);
        }
        let waiting = records.iter().filter(|r| r.failed.is_empty()).count();
        if waiting > 0 {
            let pending = fill(&session.say(Word::Pending), &[("count", &waiting.to_string())]);
            tell(session, pending, String::new());
            deliver(session).await;
        }
    });
}

/// Puts refused answers back on the form.
fn bring_back(session: Session, record: &Record) {
    let (Ok(pairs), Some(element)) = (pairs(&record.body), steps::element(session)) else {
        return;
    };
    controls::set(&element, &as_fields(session, pairs_of(&pairs)));
    steps::take_note(session);
    tell(session, session.say(Word::BackAgain), String::new());
}

/// Answers as fields: points are one field per option, everything else is as it was sent.
fn as_fields(session: Session, pairs: Vec<Field>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let points = |code: &str, value: &str| {
        session.form.with_value(|f| {
            let question = f.questions.iter().find(|q| q.code == code);
            question.is_some_and(|q| {
                matches!(q.kind, survey::Kind::Points(_)) && q.options.iter().any(|o| o.code == value)
            })
        })
    };
    for (code, value) in pairs {
        if !points(&code, &value) {
            fields.push((code, value));
            continue;
        }
        let name = [&code, ".", &value].concat();
        match fields.iter_mut().find(|f| f.0 == name) {
            Some(field) => field.1 = (field.1.parse().unwrap_or(0) + 10).to_string(),
            None => fields.push((name, "10".to_owned())),
        }
    }
    fields
}

/// The person asks for another try.
pub fn retry(session: Session) {
    wake(session);
}

/// The network may be back.
pub fn wake(session: Session) {
    if !BUSY.get() {
        leptos::task::spawn_local(deliver(session));
    }
}

/// Delivers every waiting record, one after the other.
async fn deliver(session: Session) {
    if BUSY.replace(true) {
        return;
    }
    let mut later = None;
    // asked anew each time: one may be added while another is under way
    while let Some(record) = outbox::all().await.into_iter().find(|r| r.failed.is_empty()) {
        let outcome = Outcome::of(record.send().await);
        if let Outcome::Later {
            seconds,
            full,
            reached,
        } = outcome
        {
            later = Some((seconds, full, reached));
            break;
        }
        settle(session, record, outcome).await;
    }
    BUSY.set(false);
    match later {
        None => ATTEMPT.set(0),
        Some((asked, full, reached)) => {
            let attempt = ATTEMPT.get();
            ATTEMPT.set(attempt + 1);
            let seconds = pause(attempt, asked);
            say_waiting(session, seconds, full, reached);
            again_after(session, seconds);
        }
    }
}

fn say_waiting(session: Session, seconds: u32, full: bool, reached: bool) {
    if matches!(session.stage.get_untracked(), Stage::Filling | Stage::BothKept) {
        return;
    }
    let title = if ON_PHONE.get() {
        Word::Saved
    } else {
        Word::NotSent
    };
    let help = if !ON_PHONE.get() {
        session.say(Word::MemoryOnly)
    } else if full {
        session.say(Word::Full)
    } else if reached {
        fill(&session.say(Word::Busy), &[("seconds", &seconds.to_string())])
    } else {
        session.say(Word::SavedHelp)
    };
    let first = session.stage.get_untracked() == Stage::Sending;
    session.stage.set(Stage::Waiting(title, help));
    if first {
        steps::after_paint(|| focus("waiting"));
    }
}

fn again_after(session: Session, seconds: u32) {
    let mine = TIMER.get() + 1;
    TIMER.set(mine);
    set_timeout(
        move || {
            if TIMER.get() == mine {
                wake(session);
            }
        },
        Duration::from_secs(seconds.into()),
    );
}

async fn settle(session: Session, mut record: Record, outcome: Outcome) {
    let mine = record.id == session.id.get_value() && session.stage.get_untracked() != Stage::Filling;
    match outcome {
        Outcome::Later { .. } => {}
        Outcome::Delivered { receipt, late } => {
            forget(&record.id).await;
            if mine {
                let lang = session.form.with_value(|f| f.lang.clone());
                let wave = String::from(js_sys::encode_uri_component(&record.wave));
                let _ = window()
                    .location()
                    .assign(&["/s/", &wave, "/done/", &receipt, "?lang=", &lang].concat());
            } else {
                // the code itself follows as a link
                let told = session.say(if late { Word::Late } else { Word::Delivered });
                let told = told.split("{receipt}").next().unwrap_or_default().to_owned();
                tell(session, told, receipt);
            }
        }
        Outcome::BothKept => {
            forget(&record.id).await;
            if mine {
                session.stage.set(Stage::BothKept);
                steps::after_paint(|| focus("waiting"));
            } else {
                tell(session, session.say(Word::BothKept), String::new());
            }
        }
        Outcome::Refused { reason, item } => {
            let why = if reason == "413" || reason == "too_large" {
                session.say(Word::TooLarge)
            } else {
                reason.clone()
            };
            let told = fill(&session.say(Word::NeedsAction), &[("reason", &why)]);
            record.failed.clone_from(&reason);
            record.keep().await;
            if mine {
                mend(session, &record.id, told, &reason, item);
            } else {
                tell(session, told, String::new());
            }
        }
    }
}

/// Back to the form: the answers are still there and get a new id.
fn mend(session: Session, id: &str, told: String, reason: &str, item: String) {
    session.id.set_value(fresh_id(id));
    let known = REASONS.into_iter().find(|r| r.as_str() == reason);
    let on_form = session
        .form
        .with_value(|f| f.questions.iter().any(|q| q.code == item));
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

fn tell(session: Session, text: String, receipt: String) {
    session.news.set(News { text, receipt });
}
