//! Are these answers possible for this form? The same code runs in the browser and at intake.
//!
//! Every item may be skipped; nothing here asks for completeness.

use serde::{Deserialize, Serialize};

use crate::{
    answer::{Answers, Value},
    form::{Form, Kind, Question},
};

/// Why an answer cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The item is not in this version.
    UnknownItem,
    /// The code is not among the options.
    UnknownOption,
    /// Several values where one is asked.
    OneAnswerOnly,
    /// More picks than allowed.
    TooManyPicks,
    /// A special answer or “none” together with another pick.
    ExclusivePick,
    /// The same option twice.
    SamePickTwice,
    /// Not a number.
    NotANumber,
    /// Outside the printed range.
    OutOfRange,
    /// Points that do not add up.
    PointsNotTotal,
    /// More characters than allowed.
    TextTooLong,
}

impl Reason {
    /// The code in replies.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownItem => "unknown_item",
            Self::UnknownOption => "unknown_option",
            Self::OneAnswerOnly => "one_answer_only",
            Self::TooManyPicks => "too_many_picks",
            Self::ExclusivePick => "exclusive_pick",
            Self::SamePickTwice => "same_pick_twice",
            Self::NotANumber => "not_a_number",
            Self::OutOfRange => "out_of_range",
            Self::PointsNotTotal => "points_not_100",
            Self::TextTooLong => "text_too_long",
        }
    }
}

/// What is wrong with one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Item code.
    pub item: String,
    /// What is wrong.
    pub reason: Reason,
}

impl Form {
    /// Is the question shown, given the answers so far?
    pub fn shown(&self, question: &Question, answers: &Answers) -> bool {
        question.condition.as_ref().is_none_or(|c| c.holds(answers))
    }

    /// Every problem, in the order of the questions; unknown items last.
    pub fn problems(&self, answers: &Answers) -> Vec<Problem> {
        let mut found: Vec<Problem> = self
            .questions
            .iter()
            .filter_map(|q| {
                let value = answers.get(&q.code)?;
                q.problem(value).map(|reason| Problem {
                    item: q.code.clone(),
                    reason,
                })
            })
            .collect();
        found.extend(
            answers
                .0
                .keys()
                .filter(|code| !self.questions.iter().any(|q| &q.code == *code))
                .map(|code| Problem {
                    item: code.clone(),
                    reason: Reason::UnknownItem,
                }),
        );
        found
    }

    /// The answers without those to items that these same answers hide.
    pub fn without_hidden(&self, mut answers: Answers) -> Answers {
        loop {
            let hidden: Vec<String> = self
                .questions
                .iter()
                .filter(|q| answers.get(&q.code).is_some() && !self.shown(q, &answers))
                .map(|q| q.code.clone())
                .collect();
            if hidden.is_empty() {
                return answers;
            }
            // built anew: what takes entries out of a tree is a good part of what a phone would have to load
            let mut left = Answers::default();
            for (code, value) in answers.0 {
                if !hidden.contains(&code) {
                    left.0.insert(code, value);
                }
            }
            answers = left;
        }
    }
}

impl Question {
    /// What is wrong with this value, if anything.
    pub fn problem(&self, value: &Value) -> Option<Reason> {
        let codes = value.codes();
        let special = |c: &str| self.special.iter().any(|s| s.code == c);
        let known = |c: &str| special(c) || self.options.iter().any(|o| o.code == c);
        let single = codes.len() == 1;
        if single && special(&codes[0]) {
            return None;
        }
        match self.kind {
            Kind::Single | Kind::Select => match (single, codes.first()) {
                (true, Some(c)) if known(c) => None,
                (true, _) => Some(Reason::UnknownOption),
                (false, _) => Some(Reason::OneAnswerOnly),
            },
            Kind::Multi(max) => {
                if codes.iter().any(|c| !known(c)) {
                    Some(Reason::UnknownOption)
                } else if codes.len() > usize::from(max) {
                    Some(Reason::TooManyPicks)
                } else if !single && codes.iter().any(|c| special(c) || c == "0") {
                    Some(Reason::ExclusivePick)
                } else if repeated(&codes) {
                    Some(Reason::SamePickTwice)
                } else {
                    None
                }
            }
            Kind::Points(total) => {
                // `option=15`: points that are no tens, kept as typed so that they can be shown again
                let odd = |c: &str| c.split_once('=').is_some_and(|(option, _)| known(option));
                if codes.iter().any(|c| special(c) || !(known(c) || odd(c))) {
                    Some(Reason::UnknownOption)
                } else if codes.len() * 10 != usize::from(total) || codes.iter().any(|c| !known(c)) {
                    Some(Reason::PointsNotTotal)
                } else {
                    None
                }
            }
            Kind::Number(min, max) => match value {
                Value::One(atom) => match atom.as_number() {
                    None => Some(Reason::NotANumber),
                    Some(x) if x < min || x > max => Some(Reason::OutOfRange),
                    Some(_) => None,
                },
                Value::Many(_) => Some(Reason::OneAnswerOnly),
            },
            Kind::Text(max) => match value {
                Value::One(atom) if atom.as_code().chars().count() > usize::from(max) => {
                    Some(Reason::TextTooLong)
                }
                Value::One(_) => None,
                Value::Many(_) => Some(Reason::OneAnswerOnly),
            },
        }
    }
}

fn repeated(codes: &[String]) -> bool {
    codes.iter().enumerate().any(|(i, c)| codes[..i].contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Choice;

    fn question(kind: Kind) -> Question {
        let choice = |c: &str| Choice {
            code: c.into(),
            label: c.into(),
        };
        Question {
            code: "Q".into(),
            text: "?".into(),
            note: None,
            kind,
            options: vec![choice("1"), choice("2"), choice("3"), choice("0")],
            special: vec![choice("8")],
            condition: None,
        }
    }

    fn value(json: &str) -> Value {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn each_kind_names_what_is_wrong() {
        let single = question(Kind::Single);
        assert_eq!(single.problem(&value("2")), None);
        assert_eq!(single.problem(&value("\"2\"")), None);
        assert_eq!(single.problem(&value("8")), None);
        assert_eq!(single.problem(&value("4")), Some(Reason::UnknownOption));
        assert_eq!(single.problem(&value("[1,2]")), Some(Reason::OneAnswerOnly));
        let multi = question(Kind::Multi(2));
        assert_eq!(multi.problem(&value("[1,2]")), None);
        assert_eq!(multi.problem(&value("[1,2,3]")), Some(Reason::TooManyPicks));
        assert_eq!(multi.problem(&value("[1,8]")), Some(Reason::ExclusivePick));
        assert_eq!(multi.problem(&value("[1,0]")), Some(Reason::ExclusivePick));
        assert_eq!(multi.problem(&value("[1,1]")), Some(Reason::SamePickTwice));
        let number = question(Kind::Number(0.0, 10.0));
        assert_eq!(number.problem(&value("3.5")), None);
        assert_eq!(number.problem(&value("11")), Some(Reason::OutOfRange));
        assert_eq!(number.problem(&value("\"abc\"")), Some(Reason::NotANumber));
        assert_eq!(number.problem(&value("\"inf\"")), Some(Reason::NotANumber));
        let text = question(Kind::Text(3));
        assert_eq!(text.problem(&value("\"路不好\"")), None);
        assert_eq!(text.problem(&value("\"路不好走\"")), Some(Reason::TextTooLong));
        let points = question(Kind::Points(100));
        assert_eq!(points.problem(&value("[1,1,1,1,1,2,2,2,2,2]")), None);
        assert_eq!(points.problem(&value("[1,2]")), Some(Reason::PointsNotTotal));
        let odd = value(r#"[1,1,1,1,1,2,2,2,2,"2=10"]"#);
        assert_eq!(points.problem(&odd), Some(Reason::PointsNotTotal));
        assert_eq!(points.problem(&value("\"9=15\"")), Some(Reason::UnknownOption));
    }
}
