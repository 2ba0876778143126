//! Texts in traditional characters keep none of the simplified ones.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, fs};

use serde_json::Value;

/// (file, simplified, traditional) of every text of the content.
fn texts() -> Vec<(String, String, String)> {
    fn walk(value: &Value, file: &str, found: &mut Vec<(String, String, String)>) {
        match value {
            Value::Object(fields) => {
                let text = |lang| fields.get(lang).and_then(Value::as_str);
                if let Some((simplified, traditional)) = text("zh-Hans").zip(text("zh-Hant")) {
                    found.push((file.to_owned(), simplified.to_owned(), traditional.to_owned()));
                }
                fields.values().for_each(|inner| walk(inner, file, found));
            }
            Value::Array(all) => all.iter().for_each(|inner| walk(inner, file, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "json") {
            let value: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            walk(&value, &path.display().to_string(), &mut found);
        }
    }
    found
}

/// Characters that the texts themselves write in another way whenever they are traditional, but for one time in fifty.
fn simplified_only(texts: &[(String, String, String)]) -> Vec<char> {
    let mut seen: BTreeMap<char, (usize, usize)> = BTreeMap::new();
    for (_, simplified, traditional) in texts {
        if simplified.chars().count() == traditional.chars().count() {
            for (one, other) in simplified.chars().zip(traditional.chars()) {
                let (all, same) = seen.entry(one).or_default();
                *all += 1;
                *same += usize::from(one == other);
            }
        }
    }
    let only = |(c, (all, same)): (char, (usize, usize))| (all >= 5 && same * 50 <= all).then_some(c);
    seen.into_iter().filter_map(only).collect()
}

#[test]
fn no_text_in_traditional_characters_keeps_a_simplified_one() {
    let texts = texts();
    let only = simplified_only(&texts);
    assert!(
        texts.len() > 500 && only.contains(&'满') && !only.contains(&'里'),
        "{only:?}"
    );
    let kept: Vec<_> = texts
        .iter()
        .filter(|(_, _, traditional)| traditional.chars().any(|c| only.contains(&c)))
        .collect();
    assert!(kept.is_empty(), "{kept:?}");
}
