//! Handing over and delivering: into the outbox first, then to the server, again until it answers.

use std::{cell::Cell, time::Duration};

use leptos::prelude::*;
use serde::Serialize;
use survey::{Answers, Mode, Problem, Reason, answer::Value};

use super::{
    controls, draft,
    outbox::{self, Record},
    platform::{focus, forget, fresh_id, put, window},
    steps,
};
use crate::resident::{
    delivery::{Outcome, pause},
    session::{News, Session, Stage},
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

/// The body, in the order the contract prints it.
#[derive(Serialize)]
struct Envelope<'a> {
    version: u32,
    lang: &'a str,
    mode: Mode,
    answers: &'a Answers,
}

/// Sends the answers on the form.
pub fn send(session: Session) {
    session.stage.set(Stage::Sending);
    let body = session.form.with_value(|form| {
        let answers = form.without_hidden(session.answers.get_untracked());
        serde_json::to_string(&Envelope {
            version: form.version,
            lang: &form.lang,
            mode: Mode::Web,
            answers: &answers,
        })
    });
    let record = Record {
        wave: session.form.with_value(|f| f.wave.clone()),
        id: session.id.get_value(),
        body: body.unwrap_or_default(),
        failed: None,
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
        if old.wave == wave && old.failed.is_some() {
            forget(&old.id).await;
        }
    }
}

/// At opening: refused answers go back to the form, waiting ones go out.
pub fn begin(session: Session) {
    leptos::task::spawn_local(async move {
        let wave = session.form.with_value(|f| f.wave.clone());
        let records = outbox::all().await;
        let refused = records.iter().find(|r| r.failed.is_some() && r.wave == wave);
        if let Some(record) = refused.filter(|_| session.answers.with_untracked(|a| a.0.is_empty())) {
            bring_back(session, record);
        }
        let waiting = records.iter().filter(|r| r.failed.is_none()).count();
        if waiting > 0 {
            let pending = session
                .words
                .with_value(|w| fill(&w.sent.pending, &[("count", &waiting.to_string())]));
            tell(session, pending, None);
            deliver(session).await;
        }
    });
}

/// Puts refused answers back on the form.
fn bring_back(session: Session, record: &Record) {
    #[derive(serde::Deserialize)]
    struct Body {
        answers: Answers,
    }
    let (Ok(body), Some(element)) = (
        serde_json::from_str::<Body>(&record.body),
        steps::element(session),
    ) else {
        return;
    };
    controls::set(&element, &as_fields(session, &body.answers));
    steps::take_note(session);
    tell(
        session,
        session.words.with_value(|w| w.sent.back_again.clone()),
        None,
    );
}

fn as_fields(session: Session, answers: &Answers) -> Vec<controls::Field> {
    let mut fields = Vec::new();
    for (code, value) in &answers.0 {
        let codes = value.codes();
        let points = session.form.with_value(|f| {
            let q = f.questions.iter().find(|q| &q.code == code);
            q.is_some_and(|q| matches!(q.kind, survey::Kind::Points(_))) && matches!(value, Value::Many(_))
        });
        if points {
            let mut seen: Vec<&String> = Vec::new();
            for option in &codes {
                if !seen.contains(&option) {
                    seen.push(option);
                    let given = codes.iter().filter(|c| *c == option).count() * 10;
                    fields.push(([code, ".", option].concat(), given.to_string()));
                }
            }
        } else {
            fields.extend(codes.into_iter().map(|c| (code.clone(), c)));
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
    while let Some(record) = outbox::all().await.into_iter().find(|r| r.failed.is_none()) {
        let reply = put(&record.address(), &record.body)
            .await
            .as_string()
            .unwrap_or_default();
        let mut lines = reply.splitn(3, '\n');
        let status = lines.next().and_then(|s| s.parse().ok()).unwrap_or(0);
        let outcome = Outcome::of(status, lines.next().unwrap_or(""), lines.next().unwrap_or(""));
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
    let help = session.words.with_value(|w| {
        if !ON_PHONE.get() {
            w.sent.memory_only.clone()
        } else if full {
            w.sent.full.clone()
        } else if reached {
            fill(&w.sent.busy, &[("seconds", &seconds.to_string())])
        } else {
            w.sent.saved_help.clone()
        }
    });
    let first = session.stage.get_untracked() == Stage::Sending;
    session.stage.set(Stage::Waiting(help));
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
        Outcome::Delivered(receipt) => {
            forget(&record.id).await;
            if mine {
                let lang = session.form.with_value(|f| f.lang.clone());
                let wave = String::from(js_sys::encode_uri_component(&record.wave));
                let _ = window()
                    .location()
                    .assign(&["/s/", &wave, "/done/", &receipt, "?lang=", &lang].concat());
            } else {
                let told = session
                    .words
                    .with_value(|w| fill(&w.sent.delivered, &[("receipt", &receipt)]));
                tell(session, told, Some(receipt));
            }
        }
        Outcome::BothKept => {
            forget(&record.id).await;
            if mine {
                session.stage.set(Stage::BothKept);
                steps::after_paint(|| focus("waiting"));
            } else {
                tell(
                    session,
                    session.words.with_value(|w| w.sent.both_kept.clone()),
                    None,
                );
            }
        }
        Outcome::Refused { reason, item } => {
            let told = session.words.with_value(|w| {
                let why = w.sent.why.get(&reason).unwrap_or(&reason);
                fill(&w.sent.needs_action, &[("reason", why)])
            });
            record.failed = Some(reason.clone());
            record.keep().await;
            if mine {
                mend(session, &record.id, told, &reason, item);
            } else {
                tell(session, told, None);
            }
        }
    }
}

/// Back to the form: the answers are still there and get a new id.
fn mend(session: Session, id: &str, told: String, reason: &str, item: Option<String>) {
    session.id.set_value(fresh_id(id));
    let known: Option<Reason> = serde_json::from_str(&["\"", reason, "\""].concat()).ok();
    let on_form = |code: &String| {
        session
            .form
            .with_value(|f| f.questions.iter().any(|q| &q.code == code))
    };
    let problem = known
        .zip(item.filter(on_form))
        .map(|(reason, item)| Problem { item, reason });
    session.problems.set(problem.into_iter().collect());
    session.refused.set(told);
    session.stage.set(Stage::Filling);
    steps::take_note(session);
    steps::after_paint(|| focus("summary"));
}

fn tell(session: Session, text: String, receipt: Option<String>) {
    session.news.set(News { text, receipt });
}
