//! Moving through the form: next, back, to an item; what a touch changes.

use leptos::{
    ev::{Event, MouseEvent, SubmitEvent},
    prelude::*,
};
use survey::Answers;
use web_sys::HtmlFormElement;

use super::{
    controls,
    draft::Draft,
    platform::{document, focus, keep_alone, put_away, read, take_away, window},
    send,
};
use crate::resident::session::{News, Session, Stage, shown};

/// Milliseconds after a step in which another touch of the same button is taken for a slip.
const SLIP: f64 = 400.0;

thread_local! {
    static STEPPED: std::cell::Cell<f64> = const { std::cell::Cell::new(-SLIP) };
}

/// The form's element.
pub fn element(session: Session) -> Option<HtmlFormElement> {
    session.element.get_untracked()
}

/// Reads the controls into the answers and saves the draft.
pub fn take_note(session: Session) {
    let Some(element) = element(session) else {
        return;
    };
    let fields = controls::fields(&element);
    let answers = session.form.with_value(|f| controls::answers(f, &fields));
    session.answers.set(answers);
    let at = session.at.get_untracked();
    session.form.with_value(|form| {
        Draft {
            version: form.version,
            id: session.id.get_value(),
            at: form.questions.get(at).map_or(String::new(), |q| q.code.clone()),
            fields,
        }
        .save(&form.wave);
    });
}

/// The answers have left: nothing of them stays in the page.
pub fn wipe(session: Session) {
    if let Some(element) = element(session) {
        element.reset();
    }
    session.answers.set(Answers::default());
}

/// A control changed.
pub fn changed(session: Session, event: &Event) {
    if let Some(touched) = event.target() {
        keep_alone(&touched);
    }
    take_note(session);
    // a complaint goes as soon as it no longer holds, a new one comes on going on
    let still = session
        .form
        .with_value(|f| session.answers.with_untracked(|a| f.problems(a)));
    let fewer: Vec<_> = session
        .problems
        .get_untracked()
        .into_iter()
        .filter(|p| still.contains(p))
        .collect();
    if fewer.len() < session.problems.with_untracked(Vec::len) {
        session.problems.set(fewer);
    }
    let at = session.at.get_untracked();
    let here = session.form.with_value(|f| {
        let code = &f.questions.get(at)?.code;
        still
            .into_iter()
            .find(|p| &p.item == code && p.reason == survey::Reason::TooManyPicks)
    });
    if let Some(problem) = here.filter(|p| session.problems.with_untracked(|all| !all.contains(p))) {
        session.problems.update(|all| all.push(problem));
    }
}

/// Enter or the button: on to the next item, or send on the last one.
pub fn submitted(session: Session, event: &SubmitEvent) {
    event.prevent_default();
    if session.stage.get_untracked() != Stage::Filling || event.time_stamp() - STEPPED.get() < SLIP {
        return;
    }
    take_note(session);
    let at = session.at.get_untracked();
    if complain(session, Some(at)) {
        return;
    }
    match place(session, |i| i > at) {
        Some(next) if session.enhanced.get_untracked() => {
            STEPPED.set(event.time_stamp());
            show(session, next);
        }
        _ if complain(session, None) => {}
        _ => send::send(session),
    }
}

/// Shows the problems of one item, or of all; true if there are any.
fn complain(session: Session, only: Option<usize>) -> bool {
    let found = session.form.with_value(|form| {
        let answers = form.without_hidden(session.answers.get_untracked());
        let code = only.and_then(|i| form.questions.get(i)).map(|q| q.code.as_str());
        let mut found = form.problems(&answers);
        found.retain(|p| code.is_none_or(|c| p.item == c));
        found
    });
    let any = !found.is_empty();
    session.problems.set(found);
    session.refused.set(String::new());
    if any {
        after_paint(|| focus("summary"));
    }
    any
}

fn place(session: Session, wanted: impl Fn(usize) -> bool) -> Option<usize> {
    let places = session
        .form
        .with_value(|f| session.answers.with_untracked(|a| shown(f, a)));
    places.into_iter().find(|i| wanted(*i))
}

/// One item back.
pub fn back(session: Session) {
    let at = session.at.get_untracked();
    let places = session
        .form
        .with_value(|f| session.answers.with_untracked(|a| shown(f, a)));
    if let Some(previous) = places.into_iter().rev().find(|i| *i < at) {
        show(session, previous);
    }
}

/// To the item with this code, from the summary.
pub fn go_to(session: Session, event: &MouseEvent, code: &str) {
    event.prevent_default();
    let place = session
        .form
        .with_value(|f| f.questions.iter().position(|q| q.code == code));
    if let Some(place) = place {
        show(session, place);
    }
}

/// Puts an item on the screen and the focus on its question.
pub fn show(session: Session, place: usize) {
    session.at.set(place);
    session.news.set(News::default());
    take_note(session);
    let id = session.form.with_value(|f| {
        f.questions
            .get(place)
            .map_or(String::new(), |q| [&q.code, "-q"].concat())
    });
    after_paint(move || {
        focus(&id);
        window().scroll_to_with_x_and_y(0.0, 0.0);
    });
}

/// Runs once the page has followed the signals.
pub fn after_paint(work: impl FnOnce() + 'static) {
    leptos::prelude::request_animation_frame(work);
}

/// Reads the item aloud: its question, its note, its answers.
pub fn listen(session: Session) {
    let at = session.at.get_untracked();
    session.form.with_value(|f| {
        if let Some(question) = f.questions.get(at) {
            read(&f.lang, &question.code);
        }
    });
}

/// Larger text on or off, remembered on this phone.
pub fn larger(session: Session) {
    let on = !session.large.get_untracked();
    session.large.set(on);
    let Some(root) = document().document_element() else {
        return;
    };
    if on {
        put_away("minxin.large", "1");
        let _ = root.set_attribute("data-large", "");
    } else {
        take_away("minxin.large");
        let _ = root.remove_attribute("data-large");
    }
}
