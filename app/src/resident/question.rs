//! One item: a fieldset whose legend is the question.

use leptos::prelude::*;

use super::{markup::Parts, message, session::Session};

/// The item at `place`; on the screen always without a script, one at a time with it.
pub fn question(session: Session, place: usize) -> impl IntoView {
    let (code, follows, parts) = session.form.with_value(|form| {
        let question = &form.questions[place];
        let parts = session
            .answers
            .with_untracked(|kept| Parts::of(form, place, kept));
        (question.code.clone(), question.condition.is_some(), parts)
    });
    let item = code.clone();
    let amiss = Signal::derive(move || {
        let problem = session
            .problems
            .with(|all| all.iter().find(|p| p.item == item).cloned());
        problem.map_or(String::new(), |p| session.say_about(&p, message::beside))
    });
    view! {
        <fieldset
            class="item"
            class:after=follows
            class:amiss=Signal::derive(move || !amiss.with(String::is_empty))
            id=code.clone()
            aria-describedby=[&code, "-h ", &code, "-e"].concat()
            hidden=Signal::derive(move || !session.on_screen(place))
        >
            <legend tabindex="-1" id=[&code, "-q"].concat() inner_html=parts.legend></legend>
            <p class="follow" inner_html=parts.follow></p>
            <p class="hint" id=[&code, "-h"].concat() inner_html=parts.hint></p>
            <p class="msg" id=[&code, "-e"].concat()>{amiss}</p>
            <div class="answers" inner_html=parts.controls></div>
        </fieldset>
    }
}
