//! What needs another look, at the top; every line leads to its item.

use leptos::{ev::MouseEvent, prelude::*};

use super::{form_words::Word, hands, message, session::Session, wording::fill};

/// The error summary; present in the page, hidden while there is nothing to say.
pub fn summary(session: Session) -> impl IntoView {
    let nothing = move || session.problems.with(Vec::is_empty) && session.refused.with(String::is_empty);
    let title = move || match session.problems.with(Vec::len) {
        0 => session.refused.get(),
        n => fill(&session.say(Word::Amiss), &[("count", &n.to_string())]),
    };
    let refused = move || {
        if session.problems.with(Vec::is_empty) {
            String::new()
        } else {
            session.refused.get()
        }
    };
    let lines = move || {
        let problems = session.problems.get().into_iter();
        problems
            .map(|problem| {
                let text = session.say_about(&problem, message::in_summary);
                let href = ["#", &problem.item].concat();
                let go = move |ev: MouseEvent| hands::go_to(session, &ev, &problem.item);
                view! { <li><a href=href on:click=go>{text}</a></li> }
            })
            .collect_view()
    };
    view! {
        <div class="summary" id="summary" role="alert" {..session.said_in()} tabindex="-1" autofocus hidden=Signal::derive(nothing)>
            <h2>{Signal::derive(title)}</h2>
            <p>{Signal::derive(refused)}</p>
            <ul>{lines}</ul>
            <p class="kept">{session.say(Word::Kept)}</p>
        </div>
    }
}
