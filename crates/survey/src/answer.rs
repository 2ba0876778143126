//! Answers as they travel and are stored: item code → value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One value: a code, a number, or words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Atom {
    /// A whole number, usually an option's code.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// A word: an option's code, an area, or free text.
    Word(String),
}

impl Atom {
    /// The text by which options are compared.
    pub fn as_code(&self) -> String {
        match self {
            Self::Int(n) => n.to_string(),
            Self::Float(x) => number::written(*x),
            Self::Word(w) => w.trim().to_owned(),
        }
    }

    /// The number, where it is one.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Int(n) => Some(*n as f64),
            Self::Float(x) => Some(*x),
            Self::Word(w) => number::read(w.trim()),
        }
        .filter(|x: &f64| x.is_finite())
    }

    /// A form field's text: whole numbers become numbers, so that both ways of sending store the same.
    pub fn from_field(text: &str) -> Self {
        let canonical = text.parse::<i64>().ok().filter(|n| n.to_string() == text);
        canonical.map_or_else(|| Self::Word(text.to_owned()), Self::Int)
    }
}

/// Numbers with a fraction, written and read.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
mod number {
    pub fn written(x: f64) -> String {
        x.to_string()
    }

    pub fn read(text: &str) -> Option<f64> {
        text.parse().ok()
    }
}

/// The same by the browser: Rust's own tables would be a fifth of what a resident downloads.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
mod number {
    use wasm_bindgen::JsValue;

    pub fn written(x: f64) -> String {
        let text = &JsValue::from_f64(x) + &JsValue::from_str("");
        text.as_string().unwrap_or_default()
    }

    pub fn read(text: &str) -> Option<f64> {
        // JavaScript also reads 0x10 and nothing at all as numbers
        let plain = |b: u8| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E');
        let decimal = !text.is_empty() && text.bytes().all(plain);
        decimal
            .then(|| f64::try_from(JsValue::from_str(text)).ok())
            .flatten()
    }
}

/// What was answered to one item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// One value.
    One(Atom),
    /// Several picks.
    Many(Vec<Atom>),
}

impl Value {
    /// All codes, one or several.
    pub fn codes(&self) -> Vec<String> {
        match self {
            Self::One(a) => vec![a.as_code()],
            Self::Many(all) => all.iter().map(Atom::as_code).collect(),
        }
    }

    /// The code of a single answer.
    pub fn code(&self) -> Option<String> {
        match self {
            Self::One(a) => Some(a.as_code()),
            Self::Many(all) => (all.len() == 1).then(|| all[0].as_code()),
        }
    }
}

/// Item code → value. Skipped items are absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, Value>);

impl Answers {
    /// The answer to an item.
    pub fn get(&self, item: &str) -> Option<&Value> {
        self.0.get(item)
    }

    /// Reads the fields of a plain HTML form: repeated names are several picks, empty fields are skipped items.
    pub fn from_fields<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut many: BTreeMap<String, Vec<Atom>> = BTreeMap::new();
        for (name, value) in fields {
            if !value.trim().is_empty() {
                many.entry(name.to_owned())
                    .or_default()
                    .push(Atom::from_field(value));
            }
        }
        Self(
            many.into_iter()
                .map(|(k, mut v)| {
                    (
                        k,
                        if v.len() == 1 {
                            Value::One(v.remove(0))
                        } else {
                            Value::Many(v)
                        },
                    )
                })
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_and_a_json_body_give_the_same_answers() {
        let form = Answers::from_fields([("A", "5"), ("B", "roads"), ("B", "water"), ("C", ""), ("D", "05")]);
        let json: Answers = serde_json::from_str(r#"{"A":5,"B":["roads","water"],"D":"05"}"#).unwrap();
        assert_eq!(form, json);
    }
}
