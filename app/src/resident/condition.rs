//! “If you chose … at question 3, please go on”: a condition in words, for the page that shows every item.

use survey::{Condition, Form, item::Term};

use super::wording::fill;
use crate::words::{Locale, Words};

const FOLLOW: Words = Words(
    "如果{when}，请接着答。",
    "如果{when}，請接著答。",
    "If {when}, please answer this one too.",
);
const WHEN_EARLIER: Words = Words(
    "第{n}题选了{options}",
    "第{n}題選了{options}",
    "you chose {options} in question {n}",
);
const WHEN_PREVIOUS: Words = Words(
    "上一题选了{options}",
    "上一題選了{options}",
    "you chose {options} just above",
);
const QUOTED: Words = Words("“{option}”", "「{option}」", "“{option}”");
const OR: Words = Words("或", "或", " or ");
const AND: Words = Words("、而且", "、而且", " and ");

/// Keeps the items that somebody can be asked: a condition on an item outside this form can never hold.
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
pub fn in_words(form: &Form, place: usize, locale: Locale) -> Option<String> {
    let condition: &Condition = form.questions[place].condition.as_ref()?;
    let parts: Vec<String> = condition
        .all
        .iter()
        .map(|t| term(form, place, t, locale))
        .collect();
    Some(fill(
        FOLLOW.get(locale),
        &[("when", &parts.join(AND.get(locale)))],
    ))
}

fn term(form: &Form, place: usize, term: &Term, locale: Locale) -> String {
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
        .map(|o| fill(QUOTED.get(locale), &[("option", &o.label)]))
        .collect();
    let options = chosen.join(OR.get(locale));
    if at + 1 == place {
        return fill(WHEN_PREVIOUS.get(locale), &[("options", &options)]);
    }
    fill(
        WHEN_EARLIER.get(locale),
        &[("n", &(at + 1).to_string()), ("options", &options)],
    )
}
