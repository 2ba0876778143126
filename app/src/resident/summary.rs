//! What needs another look, at the top; every line leads to its item.

use leptos::prelude::*;

use super::{hands, message, session::Session, wording::fill};

/// The error summary; present in the page, hidden while there is nothing to say.
pub fn summary(session: Session) -> AnyView {
    let words = session.words.get_value();
    let amiss = words.amiss.clone();
    let nothing = move || session.problems.with(Vec::is_empty) && session.refused.with(String::is_empty);
    let title = move || match session.problems.with(Vec::len) {
        0 => session.refused.get(),
        n => fill(&amiss, &[("count", &n.to_string())]),
    };
    let refused = move || {
        session.problems.with(|p| {
            if p.is_empty() {
                String::new()
            } else {
                session.refused.get()
            }
        })
    };
    view! {
        <div class="summary" id="summary" role="alert" tabindex="-1" autofocus hidden=nothing>
            <h2>{title}</h2>
            <p>{refused}</p>
            <ul>{move || lines(session)}</ul>
            <p class="kept">{words.kept}</p>
        </div>
    }
    .into_any()
}

fn lines(session: Session) -> Vec<AnyView> {
    session
        .problems
        .get()
        .into_iter()
        .map(|problem| {
            let text = session.form.with_value(|f| {
                session.words.with_value(|w| {
                    session
                        .answers
                        .with_untracked(|a| message::in_summary(f, a, &problem, w))
                })
            });
            let href = ["#", &problem.item].concat();
            view! {
                <li>
                    <a href=href on:click=move |ev| hands::go_to(session, &ev, &problem.item)>{text}</a>
                </li>
            }
            .into_any()
        })
        .collect()
}
