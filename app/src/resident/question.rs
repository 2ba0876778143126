//! One item: a fieldset whose legend is the question.

use leptos::prelude::*;
use survey::Kind;

use super::{choices, condition, message, session::Session, wording};

/// The item at `place`; on the screen always without a script, one at a time with it.
pub fn question(session: Session, place: usize) -> AnyView {
    let (question, condition) = session.form.with_value(|form| {
        let condition = session.words.with_value(|w| condition::in_words(form, place, w));
        (form.questions[place].clone(), condition)
    });
    let words = session.words.get_value();
    let code = question.code.clone();
    let chosen = session
        .answers
        .with_untracked(|a| a.get(&code).map(|v| v.codes()).unwrap_or_default());
    let hint = match question.kind {
        Kind::Multi(max) if max < u8::MAX => {
            Some(wording::fill(&words.pick_up_to, &[("max", &max.to_string())]))
        }
        Kind::Text(max) => Some(wording::fill(&words.characters, &[("max", &max.to_string())])),
        _ => None,
    };
    let number = wording::fill(&words.number, &[("n", &(place + 1).to_string())]);
    let amiss = {
        let code = code.clone();
        Memo::new(move |_| {
            let problem = session
                .problems
                .with(|all| all.iter().find(|p| p.item == code).cloned())?;
            Some(session.form.with_value(|f| {
                session
                    .words
                    .with_value(|w| session.answers.with(|a| message::beside(f, a, &problem, w)))
            }))
        })
    };
    let class = if condition.is_some() { "item after" } else { "item" };
    view! {
        <fieldset
            class=class
            class:amiss=move || amiss.with(Option::is_some)
            id=code.clone()
            aria-describedby=[&code, "-h ", &code, "-e"].concat()
            hidden=move || !session.on_screen(place)
        >
            <legend tabindex="-1" id=[&code, "-q"].concat()>
                <span class="no">{number}</span>
                {wording::heading(&question.text)}
            </legend>
            {condition.map(|c| view! { <p class="follow">{c}</p> })}
            <p class="hint" id=[&code, "-h"].concat()>{question.note.clone()}{hint.map(|h| view! { <span class="most">{h}</span> })}</p>
            <p class="msg" id=[&code, "-e"].concat()>{move || amiss.get()}</p>
            {choices::controls(&question, &chosen, &words)}
        </fieldset>
    }
    .into_any()
}
