//! The JSON of a body, read strictly: an object and nothing else, every item once, every value one that an answer can
//! be. What serde would let pass or drop in silence is refused with its item.

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, Visitor},
};
use survey::{Answers, Envelope, Lang, Mode, Value, quality::Bits};

use super::intake::Refused;

/// A body that must be an object: serde would take a list for one, field by field.
///
/// # Errors
/// [`Refused::Malformed`].
pub fn object<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    let read = serde_json::from_slice(body).map_err(|e| Refused::Malformed(e.to_string()))?;
    match body.trim_ascii_start().first() {
        Some(b'{') => Ok(read),
        _ => Err(Refused::Malformed("it is no object".to_owned())),
    }
}

/// Reads an envelope.
///
/// # Errors
/// [`Refused::Malformed`], or [`Refused::Answer`] with the item that is there twice or has no value of an answer.
pub fn read(body: &[u8]) -> Result<Envelope, Refused> {
    let given: Given = object(body)?;
    let mut answers = Answers::default();
    for (item, value) in given.answers.0 {
        let Ok(value) = serde_json::from_value::<Value>(value) else {
            return Err(Refused::Answer {
                item,
                reason: "malformed",
            });
        };
        if answers.0.contains_key(&item) {
            return Err(Refused::Answer {
                item,
                reason: "answered_twice",
            });
        }
        answers.0.insert(item, value);
    }
    Ok(Envelope {
        version: given.version,
        lang: given.lang,
        mode: given.mode,
        answers,
        quality: given.quality,
    })
}

#[derive(Deserialize)]
struct Given {
    version: u32,
    #[serde(default = "Lang::zh_hans")]
    lang: Lang,
    #[serde(default)]
    mode: Mode,
    answers: Pairs,
    #[serde(default, deserialize_with = "survey::quality::lenient")]
    quality: Option<Bits>,
}

/// The members of an object in their order, however often each name is there.
struct Pairs(Vec<(String, serde_json::Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Pairs;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object from item codes to values")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        d.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_is_read_as_it_was_written() {
        let sent = Envelope {
            version: 3,
            lang: Lang::parse("en").expect("a tag"),
            mode: Mode::Kiosk,
            answers: Answers::from_fields([("A", "5"), ("B", "roads"), ("B", "water"), ("C", "words")]),
            quality: Some(Bits::default()),
        };
        let bytes = serde_json::to_vec(&sent).expect("an envelope has a JSON form");
        assert_eq!(read(&bytes).expect("it was good"), sent);
    }
}
