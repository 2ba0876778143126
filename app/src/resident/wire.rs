//! The form on its way to the browser: nested lists without words, so that the browser needs no parser of its own.
//!
//! `[wave, version, lang, id, [words], [[code, kind, low, high, [options], [special], [[item, [codes]]]]],
//! [[item, reason]], {suite, kid, key} to seal with or null]`

use survey::{Kind, Reason};

/// Reasons by their number on the wire.
pub const REASONS: [Reason; 10] = [
    Reason::UnknownItem,
    Reason::UnknownOption,
    Reason::OneAnswerOnly,
    Reason::TooManyPicks,
    Reason::ExclusivePick,
    Reason::SamePickTwice,
    Reason::NotANumber,
    Reason::OutOfRange,
    Reason::PointsNotTotal,
    Reason::TextTooLong,
];

/// A kind as a number and its two limits.
#[cfg(feature = "ssr")]
fn kind_out(kind: &Kind) -> (u8, f64, f64) {
    match kind {
        Kind::Single => (0, 0.0, 0.0),
        Kind::Select => (1, 0.0, 0.0),
        Kind::Multi(max) => (2, 0.0, f64::from(*max)),
        Kind::Number(low, high) => (3, *low, *high),
        Kind::Points(total) => (4, 0.0, f64::from(*total)),
        Kind::Text(max) => (5, 0.0, f64::from(*max)),
    }
}

/// The kind again.
#[cfg(any(feature = "hydrate", test))]
fn kind_in(number: u32, low: f64, high: f64) -> Kind {
    match number {
        0 => Kind::Single,
        1 => Kind::Select,
        2 => Kind::Multi(high as u8),
        3 => Kind::Number(low, high),
        4 => Kind::Points(high as u16),
        _ => Kind::Text(high as u16),
    }
}

#[cfg(feature = "ssr")]
pub use out::write;

#[cfg(feature = "ssr")]
mod out {
    use serde_json::{Value, json};
    use survey::{Choice, Question};

    use super::{REASONS, kind_out};
    use crate::resident::form::Seed;

    /// The lists for a seed; answers kept from a POST are in the controls already.
    pub fn write(seed: &Seed, seal: Option<&Value>) -> Value {
        let form = &seed.form;
        let questions: Vec<Value> = form.questions.iter().map(question).collect();
        let problems: Vec<Value> = seed
            .problems
            .iter()
            .map(|p| json!([p.item, REASONS.iter().position(|r| *r == p.reason)]))
            .collect();
        json!([
            form.wave,
            form.version,
            form.lang,
            seed.id,
            seed.words.0,
            questions,
            problems,
            seal
        ])
    }

    fn question(q: &Question) -> Value {
        let codes = |all: &[Choice]| all.iter().map(|c| json!(c.code)).collect::<Vec<_>>();
        let (kind, low, high) = kind_out(&q.kind);
        let terms: Vec<Value> = q
            .condition
            .iter()
            .flat_map(|c| &c.all)
            .map(|t| json!([t.item, t.any_of.iter().map(|c| &c.0).collect::<Vec<_>>()]))
            .collect();
        json!([
            q.code,
            kind,
            low,
            high,
            codes(&q.options),
            codes(&q.special),
            terms
        ])
    }
}

#[cfg(feature = "hydrate")]
pub use on_arrival::{key, read, words};

#[cfg(feature = "hydrate")]
mod on_arrival {
    use js_sys::{Array, JSON, Reflect};
    use survey::{Answers, Choice, Condition, Form, Problem, Question, item::Term, scale::Code};
    use wasm_bindgen::JsValue;

    use super::{REASONS, kind_in};
    use crate::resident::{form::Seed, form_words::FormWords};

    /// The seed again, without the words of its items.
    pub fn read(json: &str) -> Option<Seed> {
        let list = Array::from(&JSON::parse(json).ok()?);
        let form = Form {
            wave: text(&list, 0),
            version: number(&list, 1) as u32,
            lang: text(&list, 2),
            title: String::new(),
            questions: Array::from(&list.get(5)).iter().map(|q| question(&q)).collect(),
        };
        Some(Seed {
            form,
            words: FormWords(texts(&list.get(4))),
            id: text(&list, 3),
            problems: Array::from(&list.get(6))
                .iter()
                .filter_map(|p| problem(&p))
                .collect(),
            kept: Answers::default(),
        })
    }

    /// Name and public key to seal answers to, if the page brought one of the suite that is known here.
    pub fn key(json: &str) -> Option<(String, String)> {
        let seal = Array::from(&JSON::parse(json).ok()?).get(7);
        let part = |name: &str| Reflect::get(&seal, &name.into()).ok();
        (part("suite")?.as_f64()? == 1.0).then_some(())?;
        Some((part("kid")?.as_string()?, part("key")?.as_string()?))
    }

    /// The words of the page around kept forms.
    pub fn words(json: &str) -> Option<Vec<String>> {
        Some(texts(&JSON::parse(json).ok()?))
    }

    fn question(q: &JsValue) -> Question {
        let q = Array::from(q);
        let all: Vec<Term> = Array::from(&q.get(6)).iter().map(|t| term(&t)).collect();
        Question {
            code: text(&q, 0),
            text: String::new(),
            note: None,
            kind: kind_in(number(&q, 1) as u32, number(&q, 2), number(&q, 3)),
            options: choices(&q.get(4)),
            special: choices(&q.get(5)),
            condition: (!all.is_empty()).then_some(Condition { all }),
        }
    }

    fn term(t: &JsValue) -> Term {
        let t = Array::from(t);
        Term {
            item: text(&t, 0),
            any_of: texts(&t.get(1)).into_iter().map(Code).collect(),
        }
    }

    fn problem(p: &JsValue) -> Option<Problem> {
        let p = Array::from(p);
        Some(Problem {
            item: text(&p, 0),
            reason: *REASONS.get(number(&p, 1) as usize)?,
        })
    }

    fn choices(list: &JsValue) -> Vec<Choice> {
        let choice = |code| Choice {
            code,
            label: String::new(),
        };
        texts(list).into_iter().map(choice).collect()
    }

    fn texts(list: &JsValue) -> Vec<String> {
        Array::from(list).iter().filter_map(|t| t.as_string()).collect()
    }

    fn text(list: &Array, at: u32) -> String {
        list.get(at).as_string().unwrap_or_default()
    }

    fn number(list: &Array, at: u32) -> f64 {
        list.get(at).as_f64().unwrap_or_default()
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_kind_comes_out_as_it_went_in() {
        for kind in [
            Kind::Single,
            Kind::Select,
            Kind::Multi(3),
            Kind::Number(-1.5, 20.0),
            Kind::Points(100),
            Kind::Text(200),
        ] {
            let (number, low, high) = kind_out(&kind);
            assert_eq!(kind_in(number.into(), low, high), kind);
        }
    }
}
