//! A code of the bank or the catalogue means the same everywhere: answers under it are compared between surveys.

use survey::{
    Item, Scale, Text, Version,
    content::{SCALES, bank_item},
};

use crate::problem::{Problems, Wrong, quoted};

/// Refuses codes of the bank with other words or another scale, and scales of the catalogue with other options.
pub(super) fn reused(version: &Version, found: &mut Problems) {
    for item in &version.items {
        let Some(ours) = bank_item(&item.code) else {
            continue;
        };
        if let Some(differs) = other_item(item, &ours) {
            found.push(
                Wrong::new(
                    format!(
                        "item {} has {differs} in the bank, and a code is never reused",
                        item.code
                    ),
                    format!(
                        "write {} alone to ask the bank's item, or give yours a new code",
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
                    format!(
                        "scale {} has other options in the catalogue, and a code is never reused",
                        scale.id
                    ),
                    "leave the scale out to use the catalogue's, or give yours a new id",
                )
                .anywhere(),
            );
        }
    }
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
