//! A code means the same everywhere, in the bank, the catalogue and every stored instrument: answers under it are
//! compared between surveys.

use survey::{
    Item, Scale, Text, Version,
    content::{SCALES, bank_item},
};

use crate::{
    problem::{Problems, Wrong, quoted},
    said::{Said, said},
};

/// Refuses codes of the bank with other words or another scale, and scales of the catalogue with other options.
pub(super) fn reused(version: &Version, found: &mut Problems) {
    for item in &version.items {
        let Some(ours) = bank_item(&item.code) else {
            continue;
        };
        if let Some(differs) = other_item(item, &ours) {
            found.push(
                Wrong::new(
                    said!(
                        "item {0} has {1} in the bank, and a code is never reused",
                        item.code,
                        Said::from(differs)
                    ),
                    said!(
                        "write {0} alone to ask the bank's item, or give yours a new code",
                        quoted(&item.code)
                    ),
                )
                .anywhere(),
            );
        }
    }
    for scale in &version.scales {
        let ours = SCALES.iter().find(|s| s.id == scale.id);
        if ours.is_some_and(|ours| other_scale(scale, ours)) {
            found.push(
                Wrong::new(
                    said!(
                        "scale {0} has other options in the catalogue, and a code is never reused",
                        scale.id
                    ),
                    "leave the scale out to use the catalogue's, or give yours a new id",
                )
                .anywhere(),
            );
        }
    }
}

/// Refuses codes that a stored version has with another meaning; `told` are those that were refused before.
pub(super) fn reused_from(
    version: &Version,
    stored: &Version,
    text: &str,
    told: &mut Vec<String>,
    found: &mut Problems,
) {
    for item in &version.items {
        let Some(known) = stored.item(&item.code).filter(|_| !told.contains(&item.code)) else {
            continue;
        };
        let scales = version.scale_of(item).zip(stored.scale_of(known));
        if let Some(differs) = other_meaning(item, known, scales) {
            let (code, version, of) = (&item.code, stored.version, &stored.instrument);
            let differs = Said::from(differs);
            let what = match line_of(text, code) {
                Some(n) => said!(
                    "line {0}: item {1} has {2} in version {3} of instrument {4}, and a code is never reused",
                    n,
                    code,
                    differs,
                    version,
                    of
                ),
                None => said!(
                    "item {0} has {1} in version {2} of instrument {3}, and a code is never reused",
                    code,
                    differs,
                    version,
                    of
                ),
            };
            found.push(Wrong::new(what, "give yours a new code, or write it as it is there").anywhere());
            told.push(item.code.clone());
        }
    }
}

fn other_meaning(item: &Item, known: &Item, scales: Option<(&Scale, &Scale)>) -> Option<&'static str> {
    let other_note = match (&item.note, &known.note) {
        (None, None) => false,
        (Some(own), Some(theirs)) => other_words(own, theirs),
        _ => true,
    };
    if other_words(&item.text, &known.text) {
        Some("other words")
    } else if other_note {
        Some("another note")
    } else if scales.is_none_or(|(own, theirs)| other_scale(own, theirs) || other_special(own, theirs)) {
        Some("another scale")
    } else if item.reverse != known.reverse {
        Some("another direction")
    } else {
        None
    }
}

/// Does a special code say something else?
fn other_special(scale: &Scale, known: &Scale) -> bool {
    let role = |s: &Scale, code: &str| s.special(code).map(|special| special.role);
    scale.special.iter().any(|own| {
        let theirs = role(known, &own.code.0);
        theirs.is_some_and(|theirs| theirs != own.role)
    })
}

/// The line of the file where an item's code stands.
fn line_of(text: &str, code: &str) -> Option<usize> {
    let written = serde_json::to_string(code).ok()?;
    let at = text.match_indices("\"code\"").find_map(|(at, key)| {
        let value = text[at + key.len()..].trim_start().strip_prefix(':')?;
        value.trim_start().starts_with(&written).then_some(at)
    })?;
    Some(text[..at].matches('\n').count() + 1)
}

fn other_item(item: &Item, ours: &Item) -> Option<&'static str> {
    if other_words(&item.text, &ours.text) {
        Some("other words")
    } else if item.scale != ours.scale {
        Some("another scale")
    } else if item.reverse != ours.reverse {
        Some("another direction")
    } else {
        None
    }
}

fn other_scale(scale: &Scale, ours: &Scale) -> bool {
    scale.kind != ours.kind
        || scale.options.len() != ours.options.len()
        || scale.options.iter().zip(&ours.options).any(|(own, option)| {
            own.code != option.code || own.score != option.score || other_words(&own.label, &option.label)
        })
}

/// Do two texts differ in a language that both have? A language more is a translation.
fn other_words(own: &Text, ours: &Text) -> bool {
    own.0
        .iter()
        .any(|(lang, words)| ours.0.get(lang).is_some_and(|known| known.trim() != words.trim()))
}
