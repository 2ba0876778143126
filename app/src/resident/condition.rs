//! “If you chose … at question 3, please go on”: a condition in words, for the page that shows every item.

use survey::{Condition, Form, item::Term};

use super::{form_words::FormWords, wording::fill};

/// Keeps the items that somebody can be asked: a condition on an item outside this form can never hold.
#[cfg(feature = "ssr")]
pub fn only_askable(mut form: Form) -> Form {
    loop {
        let codes: Vec<String> = form.questions.iter().map(|q| q.code.clone()).collect();
        let before = codes.len();
        form.questions.retain(|q| {
            q.condition
                .as_ref()
                .is_none_or(|c| c.all.iter().all(|t| codes.contains(&t.item)))
        });
        if form.questions.len() == before {
            return form;
        }
    }
}

/// The condition of the question at `place` in words; none without a condition.
pub fn in_words(form: &Form, place: usize, words: &FormWords) -> Option<String> {
    let condition: &Condition = form.questions[place].condition.as_ref()?;
    let parts: Vec<String> = condition
        .all
        .iter()
        .map(|t| term(form, place, t, words))
        .collect();
    Some(fill(&words.follow, &[("when", &parts.join(&words.and))]))
}

fn term(form: &Form, place: usize, term: &Term, words: &FormWords) -> String {
    let at = form
        .questions
        .iter()
        .position(|q| q.code == term.item)
        .unwrap_or(0);
    let question = &form.questions[at];
    let chosen: Vec<String> = term
        .any_of
        .iter()
        .filter_map(|code| {
            question
                .options
                .iter()
                .chain(&question.special)
                .find(|o| o.code == code.0)
        })
        .map(|o| fill(&words.quoted, &[("option", &o.label)]))
        .collect();
    let options = chosen.join(&words.or);
    if at + 1 == place {
        return fill(&words.when_previous, &[("options", &options)]);
    }
    fill(
        &words.when_earlier,
        &[("n", &(at + 1).to_string()), ("options", &options)],
    )
}
