//! The form: every item on one page without a script, one item per screen with it.
//!
//! Only what changes is reactive. The items' words and controls are the server's markup, which hydration leaves
//! alone; so the browser needs neither their words nor the code that writes them.

use leptos::{ev::MouseEvent, prelude::*};
use survey::{Answers, Form, Problem};

use super::{
    form_words::{FormWords, Word},
    hands,
    question::question,
    session::{Session, Stage},
    summary::summary,
    wording::fill,
};

/// What server and browser render the same form from.
#[derive(Clone, Debug, PartialEq)]
pub struct Seed {
    /// The form.
    pub form: Form,
    /// Its words.
    pub words: FormWords,
    /// Id of the answers, 32 hex digits.
    pub id: String,
    /// What was wrong with a plain POST.
    pub problems: Vec<Problem>,
    /// What it held; empty in the browser, where the controls hold it.
    pub kept: Answers,
}

/// One person's form.
#[component]
pub fn ResidentForm(
    /// What it is made from.
    seed: Seed,
) -> impl IntoView {
    let action = ["/s/", &seed.form.wave].concat();
    let (id, version, lang) = (
        seed.id.clone(),
        seed.form.version.to_string(),
        seed.form.lang.clone(),
    );
    let count = seed.form.questions.len();
    let session = Session::new(seed);
    Effect::new(move |_| hands::take_over(session));
    let away = move || !matches!(session.stage.get(), Stage::Filling | Stage::Sending);
    view! {
        {news(session)}
        <form
            class="items"
            class:one=Signal::from(session.enhanced)
            method="post"
            action=action
            novalidate
            autocomplete="off"
            node_ref=session.element
            hidden=Signal::derive(away)
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

/// On a page without a form: answers of an earlier visit go out.
#[component]
pub fn Outbox(
    /// A form without questions.
    seed: Seed,
) -> impl IntoView {
    let session = Session::new(seed);
    Effect::new(move |_| hands::look_after(session));
    news(session)
}

/// One type for every button's handler.
fn pressed(session: Session, act: fn(Session)) -> impl Fn(MouseEvent) + 'static {
    move |_| act(session)
}

/// Progress and the two aids; only with a script.
fn top(session: Session) -> impl IntoView {
    let place = Memo::new(move |_| {
        let shown = session.shown();
        let at = session.at.get();
        let n = shown.iter().position(|i| *i == at).unwrap_or(0) + 1;
        (n.to_string(), shown.len().to_string())
    });
    let (n, total) = (
        Signal::derive(move || place.get().0),
        Signal::derive(move || place.get().1),
    );
    let said = Signal::derive(move || {
        fill(
            &session.say(Word::Position),
            &[("n", &n.get()), ("total", &total.get())],
        )
    });
    let large = Signal::derive(move || session.large.get().to_string());
    view! {
        <div class="where" {..session.said_in()} hidden=Signal::derive(move || !session.enhanced.get())>
            <p class="at">
                <span class="vh" aria-live="polite">{said}</span>
                <span aria-hidden="true" dir="ltr"><b>{n}</b>" / "{total}</span>
            </p>
            <button class="aid" type="button" aria-pressed=large on:click=pressed(session, hands::larger)>
                {session.say(Word::Larger)}
            </button>
            <button
                class="aid"
                type="button"
                hidden=Signal::derive(move || !session.aloud.get())
                on:click=pressed(session, hands::listen)
            >
                {["🔊 ", &session.say(Word::Listen)].concat()}
            </button>
            <progress aria-hidden="true" max=total value=n></progress>
        </div>
    }
}

/// Back, and one button that says what it does: next, skip or send.
fn pager(session: Session) -> impl IntoView {
    let last = move || !session.enhanced.get() || session.shown().last() == Some(&session.at.get());
    let first = move || !session.enhanced.get() || session.at.get() == 0;
    let answered = move || {
        let at = session.at.get();
        session.form.with_value(|f| {
            let asked = f.questions.get(at);
            asked.is_some_and(|q| session.answers.with(|a| a.get(&q.code).is_some()))
        })
    };
    let missing = move || {
        if !session.enhanced.get() || !last() {
            return String::new();
        }
        match session.unanswered() {
            0 => String::new(),
            open => fill(&session.say(Word::Missing), &[("count", &open.to_string())]),
        }
    };
    let label = move || {
        session.say(if session.stage.get() == Stage::Sending {
            Word::Sending
        } else if last() {
            Word::Send
        } else if answered() {
            Word::Next
        } else {
            Word::Skip
        })
    };
    let sending = move || (session.stage.get() == Stage::Sending).to_string();
    view! {
        <p class="missing" role="status" {..session.said_in()}>{Signal::derive(missing)}</p>
        <div class="pager" {..session.said_in()}>
            <button class="btn" type="button" hidden=Signal::derive(first) on:click=pressed(session, hands::back)>
                {session.say(Word::Back)}
            </button>
            <button
                class="btn"
                class:primary=Signal::derive(move || last() || answered())
                aria-disabled=Signal::derive(sending)
            >
                {Signal::derive(label)}
            </button>
        </div>
    }
}

/// A line about answers of an earlier visit.
fn news(session: Session) -> impl IntoView {
    let receipt = move || session.news.with(|n| n.receipt.clone());
    view! {
        <p
            class="news"
            role="status"
            {..session.said_in()}
            hidden=Signal::derive(move || session.news.with(|n| n.text.is_empty()))
        >
            {Signal::derive(move || session.news.with(|n| n.text.clone()))}
            " "
            <a
                href=Signal::derive(move || ["/check", if receipt().is_empty() { "" } else { "/" }, &receipt()].concat())
                hidden=Signal::derive(move || receipt().is_empty())
            >
                {Signal::derive(receipt)}
            </a>
        </p>
        {newer(session)}
    }
}

/// A newer page, offered only where nothing was answered yet and nothing is under way.
fn newer(session: Session) -> impl IntoView {
    let begun = move || {
        let filling = session.stage.with(|s| *s == Stage::Filling);
        !filling || session.answers.with(|a| !a.0.is_empty())
    };
    view! {
        <p class="news" hidden=Signal::derive(move || !session.newer.get() || begun())>
            <button class="aid" type="button" id="newer" on:click=pressed(session, hands::take_newer)>
                {session.say(Word::Newer)}
            </button>
        </p>
    }
}

/// In place of the form once the answers have left it.
fn waiting(session: Session) -> impl IntoView {
    let title = move || match session.stage.get() {
        Stage::Waiting(title, _) | Stage::Aside(title, _) => session.say(title),
        _ => session.say(Word::Elsewhere),
    };
    let help = move || match session.stage.get() {
        Stage::Waiting(_, help) | Stage::Aside(_, help) => help,
        _ => String::new(),
    };
    let nothing = move || matches!(session.stage.get(), Stage::Filling | Stage::Sending);
    let button = |word: Word, shown: fn(&Stage) -> bool, act: fn(Session)| {
        view! {
            <button
                class="btn primary"
                type="button"
                hidden=Signal::derive(move || !session.stage.with(shown))
                on:click=pressed(session, act)
            >
                {session.say(word)}
            </button>
        }
    };
    view! {
        <section class="waiting" role="status" {..session.said_with_file()} hidden=Signal::derive(nothing)>
            <h2 id="waiting" tabindex="-1">{Signal::derive(title)}</h2>
            <p>{Signal::derive(help)}</p>
            {button(Word::Retry, |s| matches!(s, Stage::Waiting(..)), hands::retry)}
            {button(Word::Another, |s| *s == Stage::Elsewhere, hands::another)}
            <a
                class="btn"
                href=["/offline?lang=", &session.form.with_value(|f| f.lang.clone())].concat()
                hidden=Signal::derive(move || session.stage.with(|s| *s == Stage::Elsewhere))
            >
                {session.say(Word::Here)}
            </a>
        </section>
    }
}
