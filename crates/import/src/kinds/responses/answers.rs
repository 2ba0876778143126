//! A cell as an answer, by the same rules that an answer from a form meets.

use survey::{Kind, Question, Reason, Value, answer::Atom};

use crate::{
    cell::whole,
    problem::{Wrong, quoted},
    said::said,
};

/// Reads a cell that is not missing.
pub(crate) fn read(question: &Question, text: &str) -> Result<Value, Wrong> {
    let atom = |text: &str| Atom::from_field(&canonical(question, text.trim()));
    let value = match question.kind {
        Kind::Multi(_) | Kind::Points(_) => {
            let mut picks: Vec<Atom> = text
                .split(['|', ';'])
                .filter(|p| !p.trim().is_empty())
                .map(atom)
                .collect();
            if picks.len() == 1 {
                Value::One(picks.remove(0))
            } else {
                Value::Many(picks)
            }
        }
        Kind::Text(_) => Value::One(Atom::from_field(text)),
        _ => Value::One(atom(text)),
    };
    match question.problem(&value) {
        None => Ok(value),
        Some(reason) => Err(refusal(question, reason, text)),
    }
}

/// The option's own code, where a data frame wrote 5.0 for 5.
fn canonical(question: &Question, text: &str) -> String {
    let known = |code: &str| {
        question
            .options
            .iter()
            .chain(&question.special)
            .any(|o| o.code == code)
    };
    if !known(text)
        && let Some(n) = whole(text).map(|n| n.to_string())
        && known(&n)
    {
        return n;
    }
    text.to_owned()
}

fn refusal(question: &Question, reason: Reason, text: &str) -> Wrong {
    let shown = quoted(text);
    let codes = || {
        let all: Vec<&str> = question
            .options
            .iter()
            .chain(&question.special)
            .map(|o| o.code.as_str())
            .collect();
        let more = if all.len() > 15 { " …" } else { "" };
        [&all[..all.len().min(15)].join(" "), more].concat()
    };
    match (reason, &question.kind) {
        (Reason::NotANumber, _) => {
            Wrong::new(said!("{0} is not a number", shown), "write a number, or nothing")
        }
        (Reason::OutOfRange, Kind::Number(min, max)) => Wrong::new(
            said!("{0} is out of range", shown),
            said!("write a number from {0} to {1}", min, max),
        ),
        (Reason::TooManyPicks, Kind::Multi(max)) => Wrong::new(
            said!("{0} has too many picks", shown),
            said!("give at most {0}", max),
        ),
        (Reason::ExclusivePick, _) => Wrong::new(
            said!("{0} has an answer that stands alone beside another", shown),
            "keep the one that was meant",
        ),
        (Reason::SamePickTwice, _) => Wrong::new(said!("{0} has a pick twice", shown), "keep it once"),
        (Reason::PointsNotTotal, Kind::Points(total)) => Wrong::new(
            said!("{0} does not add up to {1} points", shown, total),
            "write the option once for each ten points",
        ),
        (Reason::TextTooLong, Kind::Text(max)) => Wrong::new(
            said!("{0} is longer than {1} characters", shown, max),
            "shorten it",
        ),
        _ => Wrong::new(
            said!("{0} is no option", shown),
            said!("the codes are {0}, or list it under missing", codes()),
        ),
    }
}
