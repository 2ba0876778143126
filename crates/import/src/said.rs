//! What a refusal says, in the language of whoever reads it: an English sentence as the code writes it, and its Chinese in
//! `content/refusals.json`. The command line shows the English; a page asks for its own.

use std::{collections::HashMap, fmt, sync::LazyLock};

use serde::Deserialize;

/// A sentence or a part of one, with what is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// English, with `{0}`, `{1}` where parts stand.
    Phrase(&'static str, Vec<Said>),
    /// What a file or a person wrote: the same in every language.
    Raw(String),
    /// English words of somebody else's, such as the system's.
    Foreign(String),
}

/// A sentence of the catalogue: `said!("{0} is not a year", quoted(text))`. Values stand as they are; a value that is
/// [`Said`] itself is put into the language too.
macro_rules! said {
    ($phrase:literal $(, $value:expr)* $(,)?) => {
        $crate::said::Said::phrase($phrase, vec![$($crate::said::Value::value(&$value)),*])
    };
}
pub(crate) use said;

impl Said {
    pub(crate) fn phrase(phrase: &'static str, parts: Vec<Self>) -> Self {
        Self(Kind::Phrase(phrase, parts))
    }

    /// In a language by its tag; none where the catalogue or somebody else's words have nothing in it.
    ///
    /// # Parameters
    /// `lang`: `zh-Hans`, `zh-Hant` or `en`.
    pub fn in_language(&self, lang: &str) -> Option<String> {
        match &self.0 {
            Kind::Raw(text) => Some(text.clone()),
            Kind::Foreign(text) => (lang == "en").then(|| text.clone()),
            Kind::Phrase(english, parts) => {
                let words = match lang {
                    "en" => english,
                    _ => CATALOGUE.get(*english)?.get(lang)?.as_str(),
                };
                let parts: Option<Vec<String>> = parts.iter().map(|p| p.in_language(lang)).collect();
                Some(fill(words, &parts?))
            }
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_language("en").unwrap_or_default())
    }
}

impl From<&'static str> for Said {
    fn from(phrase: &'static str) -> Self {
        Self::phrase(phrase, Vec::new())
    }
}

/// Words that were put together elsewhere: known to the catalogue, or foreign.
impl From<String> for Said {
    fn from(text: String) -> Self {
        match CATALOGUE.get_key_value(text.as_str()) {
            Some((known, _)) => Self::from(known.as_str()),
            None => Self(Kind::Foreign(text)),
        }
    }
}

/// What may be filled in.
pub(crate) trait Value {
    fn value(&self) -> Said;
}

impl Value for Said {
    fn value(&self) -> Said {
        self.clone()
    }
}

impl<T: Value + ?Sized> Value for &T {
    fn value(&self) -> Said {
        (**self).value()
    }
}

macro_rules! raw {
    ($($kind:ty),*) => {$(
        impl Value for $kind {
            fn value(&self) -> Said {
                Said(Kind::Raw(self.to_string()))
            }
        }
    )*};
}

raw!(
    str,
    String,
    u8,
    u16,
    u32,
    u64,
    usize,
    i32,
    i64,
    f64,
    i128,
    survey::AreaCode,
    std::io::Error
);

/// By English sentence the others, by tag.
static CATALOGUE: LazyLock<HashMap<String, HashMap<String, String>>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        phrases: Vec<HashMap<String, String>>,
    }
    let file: File = serde_json::from_str(include_str!("../../../content/refusals.json"))
        .expect("the catalogue is read by a test");
    let phrases = file.phrases.into_iter();
    phrases
        .filter_map(|mut phrase| Some((phrase.remove("en")?, phrase)))
        .collect()
});

/// The words with `{0}`, `{1}` … filled in; what is filled in is not looked at again.
fn fill(words: &str, parts: &[String]) -> String {
    let mut out = String::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let part = after.split_once('}').and_then(|(at, behind)| {
            let part = parts.get(at.parse::<usize>().ok()?)?;
            Some((part, behind))
        });
        match part {
            Some((part, behind)) => {
                out.push_str(part);
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_is_there_in_all_languages_with_the_same_parts() {
        let parts =
            |words: &str| -> Vec<bool> { (0..6).map(|n| words.contains(&format!("{{{n}}}"))).collect() };
        assert!(CATALOGUE.len() > 300, "{}", CATALOGUE.len());
        for (english, others) in CATALOGUE.iter() {
            for lang in ["zh-Hans", "zh-Hant"] {
                let words = &others[lang];
                assert!(!words.is_empty(), "{english}");
                assert_eq!(parts(words), parts(english), "{english}: {words}");
            }
        }
    }

    #[test]
    fn a_sentence_is_said_in_every_language_and_what_a_file_holds_stays_as_it_is() {
        let said = said!("{0} {1}", "{1}", Said::from("is infinite"));
        assert_eq!(said.to_string(), "{1} is infinite");
        assert_eq!(said.in_language("zh-Hans").unwrap(), "{1} 是无穷大");
        assert_eq!(said.in_language("zh-Hant").unwrap(), "{1} 是無窮大");
        assert_eq!(said.in_language("fr"), None);
        let foreign = said!("cannot be read: {0}", Said::from("os error 5".to_owned()));
        assert_eq!(foreign.in_language("zh-Hans"), None);
        assert_eq!(foreign.to_string(), "cannot be read: os error 5");
    }

    #[test]
    fn words_put_together_elsewhere_are_found_where_the_catalogue_has_them() {
        let known = Said::from("the database is busy".to_owned());
        assert_eq!(known.in_language("zh-Hans").unwrap(), "数据库正忙");
    }
}
