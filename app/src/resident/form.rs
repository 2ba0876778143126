//! The form: every item on one page without a script, one item per screen with it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use survey::{Answers, Form, Problem};

use super::{
    form_words::FormWords,
    hands,
    question::question,
    session::{Session, Stage},
    summary::summary,
    wording::fill,
};

/// What server and browser render the same form from; travels as JSON in the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seed {
    /// The form.
    pub form: Form,
    /// Its words.
    pub words: FormWords,
    /// Id of the answers, 32 hex digits.
    pub id: String,
    /// What was wrong with a plain POST.
    pub problems: Vec<Problem>,
    /// What it held.
    pub kept: Answers,
}

/// One person's form.
#[component]
pub fn ResidentForm(
    /// The form.
    form: Form,
    /// Its words.
    words: FormWords,
    /// Id of the answers, 32 hex digits.
    id: String,
    /// What was wrong with a plain POST.
    #[prop(optional)]
    problems: Vec<Problem>,
    /// What it held.
    #[prop(optional)]
    kept: Answers,
) -> impl IntoView {
    let action = ["/s/", &form.wave].concat();
    let (version, lang, count) = (form.version.to_string(), form.lang.clone(), form.questions.len());
    let seed = Seed {
        form,
        words,
        id: id.clone(),
        problems,
        kept,
    };
    let session = Session::new(seed);
    Effect::new(move |_| hands::take_over(session));
    let away = move || !matches!(session.stage.get(), Stage::Filling | Stage::Sending);
    view! {
        {news(session)}
        <form
            class="items"
            class:one=move || session.enhanced.get()
            method="post"
            action=action
            novalidate
            autocomplete="off"
            node_ref=session.element
            hidden=away
            on:input=move |ev| hands::changed(session, &ev)
            on:submit=move |ev| hands::submitted(session, &ev)
        >
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version/>
            <input type="hidden" name="lang" value=lang/>
            {top(session)}
            {summary(session)}
            {(0..count).map(|place| question(session, place)).collect_view()}
            {pager(session)}
        </form>
        {waiting(session)}
    }
}

/// Progress and the two aids; only with a script.
fn top(session: Session) -> AnyView {
    let words = session.words.get_value();
    let place = Memo::new(move |_| {
        let shown = session.shown();
        let at = session.at.get();
        (shown.iter().position(|i| *i == at).unwrap_or(0) + 1, shown.len())
    });
    let said = move || {
        let (n, total) = place.get();
        fill(
            &words.position,
            &[("n", &n.to_string()), ("total", &total.to_string())],
        )
    };
    view! {
        <div class="where" hidden=move || !session.enhanced.get()>
            <p class="at">
                <span class="vh" aria-live="polite">{said}</span>
                <span aria-hidden="true"><b>{move || place.get().0}</b>" / "{move || place.get().1}</span>
            </p>
            <button
                class="aid"
                type="button"
                aria-pressed=move || if session.large.get() { "true" } else { "false" }
                on:click=move |_| hands::larger(session)
            >
                {words.larger}
            </button>
            <button class="aid" type="button" hidden=move || !session.aloud.get() on:click=move |_| hands::listen(session)>
                <span aria-hidden="true">"🔊"</span>
                {words.listen}
            </button>
            <progress
                aria-hidden="true"
                max=move || place.get().1.to_string()
                value=move || place.get().0.to_string()
            ></progress>
        </div>
    }
    .into_any()
}

/// Back, and one button that says what it does: next, skip or send.
fn pager(session: Session) -> AnyView {
    let words = session.words.get_value();
    let last =
        Memo::new(move |_| !session.enhanced.get() || session.shown().last() == Some(&session.at.get()));
    let first = Memo::new(move |_| !session.enhanced.get() || session.at.get() == 0);
    let answered = Memo::new(move |_| {
        let at = session.at.get();
        session.form.with_value(|f| {
            f.questions
                .get(at)
                .is_some_and(|q| session.answers.with(|a| a.get(&q.code).is_some()))
        })
    });
    let missing = {
        let sentence = words.missing.clone();
        move || {
            if !session.enhanced.get() || !last.get() {
                return String::new();
            }
            let shown = session.shown();
            let open = session.answers.with(|a| {
                session.form.with_value(|f| {
                    shown
                        .iter()
                        .filter(|i| a.get(&f.questions[**i].code).is_none())
                        .count()
                })
            });
            if open == 0 {
                return String::new();
            }
            fill(&sentence, &[("count", &open.to_string())])
        }
    };
    let label = move || {
        if session.stage.get() == Stage::Sending {
            words.sending.clone()
        } else if last.get() {
            words.send.clone()
        } else if answered.get() {
            words.next.clone()
        } else {
            words.skip.clone()
        }
    };
    view! {
        <p class="missing" role="status">{missing}</p>
        <div class="pager">
            <button class="btn" type="button" hidden=move || first.get() on:click=move |_| hands::back(session)>
                {words.back}
            </button>
            <button
                class="btn"
                class:primary=move || last.get() || answered.get()
                aria-disabled=move || (session.stage.get() == Stage::Sending).then_some("true")
            >
                {label}
            </button>
        </div>
    }
    .into_any()
}

/// A line about answers of an earlier visit.
fn news(session: Session) -> AnyView {
    let link = move || {
        let receipt = session.news.with(|n| n.receipt.clone());
        receipt.map(|r| view! { <a href=["/check/", &r].concat()>{r.clone()}</a> })
    };
    view! {
        <p class="news" role="status" hidden=move || session.news.with(|n| n.text.is_empty())>
            {move || session.news.with(|n| n.text.clone())}
            {link}
        </p>
    }
    .into_any()
}

/// In place of the form once the answers have left it.
fn waiting(session: Session) -> AnyView {
    let words = session.words.get_value().sent;
    let both = words.both_kept.clone();
    let saved = words.saved.clone();
    let on_phone = move || matches!(session.stage.get(), Stage::Waiting(_));
    let title = move || if on_phone() { saved.clone() } else { both.clone() };
    let help = move || match session.stage.get() {
        Stage::Waiting(help) => help,
        _ => String::new(),
    };
    view! {
        <section class="waiting" role="status" hidden=move || !on_phone() && session.stage.get() != Stage::BothKept>
            <h2 id="waiting" tabindex="-1">{title}</h2>
            <p>{help}</p>
            <button class="btn primary" type="button" hidden=move || !on_phone() on:click=move |_| hands::retry(session)>
                {words.retry}
            </button>
        </section>
    }
    .into_any()
}
