//! What is wrong with one item, in words.

use survey::{Answers, Form, Kind, Problem, Reason};

use super::{form_words::FormWords, wording::fill};

/// The message beside the item, without its number.
pub fn beside(form: &Form, answers: &Answers, problem: &Problem, words: &FormWords) -> String {
    let place = form.questions.iter().position(|q| q.code == problem.item);
    let kind = place.map(|p| &form.questions[p].kind);
    let mut code = problem.reason.as_str();
    let (mut min, mut max) = (String::new(), String::new());
    match kind {
        Some(Kind::Multi(most)) => {
            max = most.to_string();
            // the data's sentence says three
            if problem.reason == Reason::TooManyPicks && *most != 3 {
                code = "too_many_other";
            }
        }
        Some(Kind::Number(low, high)) => (min, max) = (low.to_string(), high.to_string()),
        Some(Kind::Text(most)) => max = most.to_string(),
        _ => {}
    }
    let sum = answers.get(&problem.item).map_or(0, |v| v.codes().len() * 10);
    let sentence = words.reasons.get(code).map_or(code, String::as_str);
    fill(
        sentence,
        &[
            ("n", &place.map_or(String::new(), |p| (p + 1).to_string())),
            ("min", &min),
            ("max", &max),
            ("sum", &sum.to_string()),
        ],
    )
}

/// The same with the item's number in front, for the summary.
pub fn in_summary(form: &Form, answers: &Answers, problem: &Problem, words: &FormWords) -> String {
    let message = beside(form, answers, problem, words);
    let Some(place) = form.questions.iter().position(|q| q.code == problem.item) else {
        return [&problem.item, words.colon.as_str(), &message].concat();
    };
    if words
        .reasons
        .get(problem.reason.as_str())
        .is_some_and(|s| s.contains("{n}"))
    {
        return message;
    }
    let number = fill(&words.number, &[("n", &(place + 1).to_string())]);
    [&number, words.colon.as_str(), &message].concat()
}
