//! The desk's three languages: every text is written in all of them or it does not compile.
//!
//! Residents' words are not here; they are data (`content/`), so that a county adds a language without a compiler.

use serde::{Deserialize, Serialize};

/// A language of the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// 简体中文
    #[default]
    #[serde(rename = "zh-Hans")]
    ZhHans,
    /// 繁體中文
    #[serde(rename = "zh-Hant")]
    ZhHant,
    /// English
    #[serde(rename = "en")]
    En,
}

impl Locale {
    /// All of them, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::ZhHans, Self::ZhHant, Self::En];

    /// The tag in `<html lang>`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
            Self::En => "en",
        }
    }

    /// Its own name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ZhHans => "简体",
            Self::ZhHant => "繁體",
            Self::En => "English",
        }
    }

    /// What stands between two sentences.
    pub fn space(self) -> &'static str {
        match self {
            Self::ZhHans | Self::ZhHant => "",
            Self::En => " ",
        }
    }

    /// The locale nearest to a language tag as browsers send it.
    pub fn nearest(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_lowercase();
        if tag.starts_with("zh-hant")
            || tag.starts_with("zh-tw")
            || tag.starts_with("zh-hk")
            || tag.starts_with("zh-mo")
        {
            Some(Self::ZhHant)
        } else if tag.starts_with("zh") {
            Some(Self::ZhHans)
        } else if tag.starts_with("en") {
            Some(Self::En)
        } else {
            None
        }
    }
}

/// One text: 简体, 繁體, English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(pub &'static str, pub &'static str, pub &'static str);

impl Words {
    /// The words in one language.
    pub fn get(self, locale: Locale) -> &'static str {
        match locale {
            Locale::ZhHans => self.0,
            Locale::ZhHant => self.1,
            Locale::En => self.2,
        }
    }

    /// The words with every `{key}` filled in, as [`fill`] does.
    pub fn fill(self, locale: Locale, values: &[(&str, &str)]) -> String {
        fill(locale, self.get(locale), values)
    }
}

/// A text with every `{key}` filled in; `{key:answer|answers}` is the first word where the value is 1.
///
/// A key without a value stays as it stands, and what is filled in is not looked at again. In Chinese a name in
/// Latin letters is set off from the characters beside it by a space: `去掉 Orkney，`.
pub fn fill(locale: Locale, text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((inside, behind)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let (key, forms) = inside.split_once(':').unwrap_or((inside, ""));
        match values.iter().find(|(k, _)| *k == key) {
            Some((_, value)) if forms.is_empty() => {
                let (first, last) = (value.chars().next(), value.chars().next_back());
                if locale != Locale::En && parted(out.chars().next_back(), first) {
                    out.push(' ');
                }
                out.push_str(value);
                if locale != Locale::En && parted(behind.chars().next(), last) {
                    out.push(' ');
                }
            }
            Some((_, value)) => {
                let (one, many) = forms.split_once('|').unwrap_or((forms, forms));
                out.push_str(if *value == "1" { one } else { many });
            }
            None => out.extend(["{", inside, "}"]),
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Is one of two neighbours a Chinese character and the other a Latin letter?
fn parted(a: Option<char>, b: Option<char>) -> bool {
    let han = |c: char| matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}');
    let latin = |c: char| c.is_alphabetic() && c < '\u{250}';
    a.zip(b)
        .is_some_and(|(a, b)| (han(a) && latin(b)) || (latin(a) && han(b)))
}

/// `1 answer`, `2 answers`: for lines that are English alone.
pub fn plural(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_get_the_nearest_language() {
        assert_eq!(Locale::nearest("zh-CN"), Some(Locale::ZhHans));
        assert_eq!(Locale::nearest("zh-TW"), Some(Locale::ZhHant));
        assert_eq!(Locale::nearest("en-GB"), Some(Locale::En));
        assert_eq!(Locale::nearest("fr"), None);
    }

    #[test]
    fn names_in_latin_letters_are_set_off_from_chinese_characters() {
        let words = Words("去掉{a}，{b}变为 {n}分", "去掉{a}，{b}變為 {n}分", "Without{a}");
        let fill = |locale, a| words.fill(locale, &[("a", a), ("b", "Åland"), ("n", "3")]);
        assert_eq!(fill(Locale::ZhHans, "Orkney"), "去掉 Orkney，Åland 变为 3分");
        assert_eq!(fill(Locale::ZhHant, "城关镇"), "去掉城关镇，Åland 變為 3分");
        assert_eq!(fill(Locale::En, "Orkney"), "WithoutOrkney");
    }

    #[test]
    fn one_is_not_many() {
        let words = Words("{n} 份", "{n} 份", "{n} {n:answer has|answers have} come{x}");
        assert_eq!(words.fill(Locale::En, &[("n", "1")]), "1 answer has come{x}");
        assert_eq!(words.fill(Locale::En, &[("n", "21")]), "21 answers have come{x}");
        assert_eq!(words.fill(Locale::ZhHans, &[("n", "1")]), "1 份");
        assert_eq!(
            words.fill(Locale::En, &[("n", "{x}"), ("x", "!")]),
            "{x} answers have come!"
        );
        assert_eq!(
            (&*plural(1, "row", "rows"), &*plural(0, "row", "rows")),
            ("1 row", "0 rows")
        );
    }
}
