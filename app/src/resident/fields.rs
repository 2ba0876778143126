//! From the fields of a form to answers: the same code for the plain POST and for the browser.

use survey::{
    Answers, Form, Kind, Question,
    answer::{Atom, Value},
};

/// Fields of the page that are not answers.
const NOT_ANSWERS: [&str; 4] = ["id", "version", "lang", "plain"];

/// Characters kept of points that cannot be read.
const MOST_TYPED: usize = 12;

/// Reads the fields of a resident's form in the order they were sent.
///
/// Repeated names are several picks, empty fields are skipped items, `CODE.option` points become one pick per ten.
/// Names the form does not know stay in, so that `Form::problems` can say so. Answers to items that other answers
/// hide stay in too: call `Form::without_hidden` before storing.
pub fn answers_from_fields<'a>(form: &Form, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Answers {
    let mut answers = Answers::default();
    for (name, text) in fields {
        if text.trim().is_empty() {
            continue;
        }
        if let Some(question) = form.questions.iter().find(|q| q.code == name) {
            add(&mut answers, name, atom(question, text));
        } else if let Some((question, option)) = points_field(form, name) {
            match tens(text) {
                Some(tens) => {
                    for _ in 0..tens {
                        add(&mut answers, &question.code, Atom::from_field(option));
                    }
                }
                None => add(&mut answers, &question.code, Atom::Word(odd_points(option, text))),
            }
        } else if !NOT_ANSWERS.contains(&name) {
            add(&mut answers, name, Atom::from_field(text));
        }
    }
    answers
}

fn atom(question: &Question, text: &str) -> Atom {
    match question.kind {
        // browsers send line ends as two characters, people typed one
        Kind::Text(_) => Atom::Word(text.replace("\r\n", "\n").trim().to_owned()),
        Kind::Number(..) => Atom::from_field(text.trim()),
        _ => Atom::from_field(text),
    }
}

fn points_field<'a, 'n>(form: &'a Form, name: &'n str) -> Option<(&'a Question, &'n str)> {
    form.questions
        .iter()
        .filter(|q| matches!(q.kind, Kind::Points(_)))
        .find_map(|q| Some((q, name.strip_prefix(&q.code)?.strip_prefix('.')?)))
}

/// How many tens: `30` → 3; none for anything but a whole number of tens up to a hundred.
fn tens(text: &str) -> Option<i64> {
    let points: i64 = text.trim().parse().ok()?;
    ((0..=100).contains(&points) && points % 10 == 0).then_some(points / 10)
}

/// Points that are no tens, as typed: never valid, so never stored, but shown again to whoever typed them.
fn odd_points(option: &str, text: &str) -> String {
    let typed: String = text.trim().chars().take(MOST_TYPED).collect();
    [option, "=", &typed].concat()
}

fn add(answers: &mut Answers, code: &str, atom: Atom) {
    match answers.0.get_mut(code) {
        None => {
            answers.0.insert(code.to_owned(), Value::One(atom));
        }
        Some(Value::Many(all)) => all.push(atom),
        Some(value) => {
            let first = std::mem::replace(value, Value::Many(Vec::new()));
            if let (Value::One(first), Value::Many(all)) = (first, value) {
                all.extend([first, atom]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::{Choice, Reason};

    fn form() -> Form {
        let question = |code: &str, kind: Kind| Question {
            code: code.into(),
            text: "?".into(),
            note: None,
            kind,
            options: ["roads", "water"]
                .map(|c| Choice {
                    code: c.into(),
                    label: c.into(),
                })
                .into(),
            special: Vec::new(),
            condition: None,
        };
        Form {
            wave: "w".into(),
            version: 1,
            lang: "en".into(),
            title: "t".into(),
            questions: vec![
                question("P", Kind::Points(100)),
                question("P.x", Kind::Single),
                question("T", Kind::Text(5)),
                question("N", Kind::Number(0.0, 9.0)),
            ],
        }
    }

    fn read(fields: &[(&str, &str)]) -> Answers {
        answers_from_fields(&form(), fields.iter().copied())
    }

    #[test]
    fn points_become_one_pick_per_ten() {
        let answers = read(&[("P.roads", "30"), ("P.water", "70"), ("id", "0"), ("lang", "en")]);
        assert_eq!(answers.get("P").unwrap().codes().len(), 10);
        assert!(form().problems(&answers).is_empty());
        assert!(read(&[("P.roads", "0"), ("P.water", "")]).0.is_empty());
    }

    #[test]
    fn points_that_are_no_tens_never_add_up() {
        for pair in [
            ("15", "95"),
            ("15", "75"),
            ("-10", "110"),
            ("9999999999999", "1"),
            ("x", "90"),
        ] {
            let answers = read(&[("P.roads", pair.0), ("P.water", pair.1)]);
            assert_eq!(
                form().problems(&answers)[0].reason,
                Reason::PointsNotTotal,
                "{pair:?}"
            );
        }
    }

    #[test]
    fn a_code_with_a_dot_is_not_taken_for_points() {
        assert_eq!(read(&[("P.x", "roads")]).get("P.x").unwrap().codes(), ["roads"]);
    }

    #[test]
    fn text_counts_a_line_end_once_and_stays_text() {
        let answers = read(&[("T", "12345")]);
        assert_eq!(answers.get("T"), Some(&Value::One(Atom::Word("12345".into()))));
        assert!(form().problems(&read(&[("T", "ab\r\ncd")])).is_empty());
        assert!(form().problems(&read(&[("N", " 3.5 ")])).is_empty());
    }

    #[test]
    fn a_field_the_form_does_not_know_is_a_problem_not_a_loss() {
        let answers = read(&[("ZZ", "1")]);
        assert_eq!(form().problems(&answers)[0].reason, Reason::UnknownItem);
    }
}
