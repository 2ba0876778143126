//! Languages of questionnaires: how their readers call them and which way they run. Data, so that a county adds one without
//! a compiler's help; a language that is not there is shown by its tag and runs from left to right unless its script says
//! otherwise.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize)]
struct Known {
    languages: Vec<Language>,
    right_to_left: Vec<String>,
}

#[derive(Deserialize)]
struct Language {
    tag: String,
    name: String,
    /// The script it is written in where the tag does not say, as far as that matters.
    #[serde(default)]
    script: String,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../content/languages.json"))
        .expect("the file is part of the program and read by a test")
});

fn known(tag: &str) -> Option<&'static Language> {
    let same = |l: &&Language| l.tag.eq_ignore_ascii_case(tag);
    KNOWN.languages.iter().find(same)
}

/// A language's name in itself; the tag where it is not known.
pub fn name(tag: &str) -> &str {
    known(tag).map_or(tag, |language| &language.name)
}

/// Is it written from right to left? The script in the tag decides, as in `kk-Arab`; else that of the language.
pub fn right_to_left(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or(tag);
    let script = parts
        .find(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic()))
        .or_else(|| known(primary).map(|language| language.script.as_str()))
        .unwrap_or_default();
    let same = |right: &String| right.eq_ignore_ascii_case(script);
    KNOWN.right_to_left.iter().any(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_its_own_name_and_an_unknown_one_its_tag() {
        for (tag, own) in [
            ("ug", "ئۇيغۇرچە"),
            ("UG", "ئۇيغۇرچە"),
            ("bo", "བོད་སྐད་"),
            ("zh-Hans", "简体中文"),
            ("xx", "xx"),
        ] {
            assert_eq!(name(tag), own);
        }
    }

    #[test]
    fn the_script_decides_which_way_a_language_runs() {
        for tag in ["ug", "ug-CN", "kk-Arab", "az-arab-IR", "he-Hebr"] {
            assert!(right_to_left(tag), "{tag}");
        }
        for tag in ["zh-Hans", "en", "bo", "kk", "ug-Latn", "mn-Mong", "", "xx"] {
            assert!(!right_to_left(tag), "{tag}");
        }
    }
}
