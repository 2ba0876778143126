//! What is wrong with one item, in words.

use survey::{Answers, Form, Kind, Problem, answer::Atom};

use super::{
    form_words::{FormWords, Word},
    wording::fill,
};

/// The message beside the item, without its number.
pub fn beside(form: &Form, answers: &Answers, problem: &Problem, words: &FormWords) -> String {
    let place = form.questions.iter().position(|q| q.code == problem.item);
    let (mut min, mut max) = (String::new(), String::new());
    match place.map(|p| &form.questions[p].kind) {
        Some(Kind::Multi(most)) => max = most.to_string(),
        Some(Kind::Number(low, high)) => {
            (min, max) = (Atom::Float(*low).as_code(), Atom::Float(*high).as_code())
        }
        Some(Kind::Text(most)) => max = most.to_string(),
        _ => {}
    }
    let sum = answers.get(&problem.item).map_or(0, |v| v.codes().len() * 10);
    fill(
        words.say(word(problem, &max)),
        &[
            ("n", &place.map_or(String::new(), |p| (p + 1).to_string())),
            ("min", &min),
            ("max", &max),
            ("sum", &sum.to_string()),
        ],
    )
}

fn word(problem: &Problem, max: &str) -> Word {
    match Word::about(problem.reason) {
        // the data's sentence says three
        Word::TooManyPicks if max != "3" => Word::TooManyOther,
        word => word,
    }
}

/// The same with the item's number in front, for the summary.
pub fn in_summary(form: &Form, answers: &Answers, problem: &Problem, words: &FormWords) -> String {
    let message = beside(form, answers, problem, words);
    let colon = words.say(Word::Colon);
    let Some(place) = form.questions.iter().position(|q| q.code == problem.item) else {
        return [&problem.item, colon, &message].concat();
    };
    if words.say(Word::about(problem.reason)).contains("{n}") {
        return message;
    }
    let number = fill(words.say(Word::Number), &[("n", &(place + 1).to_string())]);
    [&number, colon, &message].concat()
}
