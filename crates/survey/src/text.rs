//! Text in several languages, and the language a person reads.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A BCP 47 tag as written in the data: `zh-Hans`, `zh-Hant`, `en`, or one that a county adds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lang(String);

impl Lang {
    /// Simplified Chinese, the language of last resort.
    pub const ZH_HANS: &str = "zh-Hans";

    /// A language tag of letters, digits and hyphens, at most 35 characters; `None` for anything else.
    pub fn parse(tag: &str) -> Option<Self> {
        let ok = (2..=35).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        ok.then(|| Self(tag.to_owned()))
    }

    /// Simplified Chinese.
    pub fn zh_hans() -> Self {
        Self(Self::ZH_HANS.to_owned())
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One text in every language the data has it in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub BTreeMap<String, String>);

impl Text {
    /// The same words in one language only.
    pub fn of(lang: &str, words: impl Into<String>) -> Self {
        Self(BTreeMap::from([(lang.to_owned(), words.into())]))
    }

    /// The words in `lang`; else in a language of the same script family, English, or whatever there is.
    pub fn get(&self, lang: &str) -> &str {
        let primary = lang.split('-').next().unwrap_or(lang);
        self.0
            .get(lang)
            .or_else(|| {
                self.0
                    .iter()
                    .find(|(k, _)| k.split('-').next() == Some(primary))
                    .map(|(_, v)| v)
            })
            .or_else(|| self.0.get(Lang::ZH_HANS))
            .or_else(|| self.0.get("en"))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// The words in `lang` with every `{key}` replaced.
    pub fn fill(&self, lang: &str, values: &[(&str, &str)]) -> String {
        let mut out = self.get(lang).to_owned();
        for (key, value) in values {
            out = out.replace(&format!("{{{key}}}"), value);
        }
        out
    }

    /// Whether every language has no words.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(|v| v.trim().is_empty())
    }

    /// Does any language say exactly `words`, case and outer space aside?
    pub fn says(&self, words: &str) -> bool {
        let want = words.trim().to_lowercase();
        self.0.values().any(|v| v.trim().to_lowercase() == want)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_falls_back_to_its_script_family_then_to_chinese() {
        let t: Text = serde_json::from_str(r#"{"zh-Hans":"路","en":"road"}"#).unwrap();
        assert_eq!(t.get("en"), "road");
        assert_eq!(t.get("zh-Hant"), "路");
        assert_eq!(t.get("ug"), "路");
    }

    #[test]
    fn placeholders_are_filled_by_name() {
        assert_eq!(
            Text::of("en", "{n} of {k}").fill("en", &[("n", "3"), ("k", "14")]),
            "3 of 14"
        );
    }
}
