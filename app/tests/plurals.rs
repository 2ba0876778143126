//! No page and no line says “1 answers”: every English text of the product is read from its source.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Words after a figure that are verbs, not things counted.
const VERBS: [&str; 16] = [
    "is", "has", "was", "asks", "depends", "spends", "holds", "names", "matches", "carries", "unpacks",
    "goes", "boxes", "does", "times", "says",
];

/// Counts that are never one, each with why.
const NEVER_ONE: [&str; 19] = [
    "{k} answers are not",        // the smallest group shown, ten at least
    "{k} answers; none is",       // the same
    "{k} answers, or others",     // the same
    "{1} characters",             // room for a text
    "{k} people",                 // the same
    "{n} people said",            // the same
    "{n} minutes\"",              // one has a sentence of its own
    "{count} places",             // one has a sentence of its own
    "{max} characters",           // room for a text
    "{0} more problems",          // one has a line of its own
    "{n} answers left out",       // one has a line of its own
    "{n} rows hold",              // one has a line of its own
    "{1} areas: ",                // a name that several areas share
    "{0} counties for",           // several
    "{0} cells where the header", // more than the header has; fewer has its own noun
    "{total} rows",               // how far among many
    "{1} points",                 // a hundred
    "{answers} answers",          // a heading of the calibration table: hundreds
    "{0} parts",                  // an archive with too many
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// Does this text behind a figure begin with a noun in the plural?
fn is_plural(behind: &str) -> bool {
    let Some(behind) = behind.strip_prefix(' ') else {
        return false;
    };
    let word: String = behind.chars().take_while(char::is_ascii_alphabetic).collect();
    let followed = &behind[word.len()..];
    let two: Vec<&str> = behind.split(' ').take(2).collect();
    let plural = |w: &str| w.len() > 2 && w.ends_with('s') && !w.ends_with("ss") && !VERBS.contains(&w);
    let counted = plural(&word) || ["people", "have"].contains(&word.as_str());
    // “{n} more answers”: the thing counted is one word on
    let further = ["more", "closed", "open"].contains(&word.as_str())
        && two
            .get(1)
            .is_some_and(|w| plural(w.trim_matches(|c: char| !c.is_ascii_alphabetic())));
    (counted && !followed.starts_with('/')) || further
}

/// A placeholder that a plural follows.
fn offence(line: &str) -> Option<&str> {
    let mut at = 0;
    while let Some(open) = line[at..].find('{').map(|i| at + i) {
        let close = line[open..].find('}').map(|i| open + i)?;
        at = open + 1;
        let key = &line[open + 1..close];
        if key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && is_plural(&line[close + 1..]) {
            return Some(&line[open..]);
        }
    }
    None
}

#[test]
fn no_text_says_1_and_means_many() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "../server/src", "../crates/import/src"] {
        sources(&here.join(folder), &mut files);
    }
    assert!(files.len() > 100, "the sources were not found");
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in text.lines() {
            let code = line.trim_start();
            if code.starts_with("//") || !code.contains('"') {
                continue;
            }
            if let Some(what) = offence(code)
                && !NEVER_ONE.iter().any(|known| what.starts_with(known))
            {
                found.push(format!("{}: {what}", file.display()));
            }
        }
    }
    assert!(
        found.is_empty(),
        "write {{n:one|many}} or plural():\n{}",
        found.join("\n")
    );
}

#[test]
fn this_test_can_fail() {
    for text in [
        "{n} answers",
        "\"{} rows read\"",
        "{m} people",
        "{n} closed waves",
    ] {
        assert!(offence(text).is_some(), "{text}");
    }
    for text in [
        "{n} {n:answer|answers}",
        "{a} is not",
        "{x} per resident",
        "{d} has",
    ] {
        assert!(offence(text).is_none(), "{text}");
    }
}
