//! What serde and [`Version::check`] let pass: names that point nowhere, and misspelt keys.

use survey::{DefinitionError, Version};

use super::catalogue::reused;
use crate::{
    problem::{Problems, Wrong, quoted},
    said::said,
};

/// Why a definition cannot be published, as [`Version::check`] finds it.
fn undefined(error: &DefinitionError) -> Wrong {
    use DefinitionError as E;
    let mend = "mend the definition";
    match error {
        E::CodeTwice(code) => Wrong::new(
            said!("item {0} is there twice", code),
            "a code belongs to one item",
        ),
        E::UnknownScale { item, scale } => Wrong::new(
            said!("item {0} names scale {1}, which is not defined", item, scale),
            "define it under scales",
        ),
        E::UnknownCondition { item, on } => Wrong::new(
            said!("item {0} depends on {1}, which is not asked before it", item, on),
            mend,
        ),
        E::NoItems => Wrong::new("there are no items", "add at least one"),
        E::NoText(item) => Wrong::new(
            said!("item {0} has no text", item),
            "give it in at least one language",
        ),
        E::BadCode(code) => Wrong::new(
            said!(
                "item code {0} may hold only letters, digits, '_', '-' and '.', at most 40",
                format!("{code:?}")
            ),
            mend,
        ),
        E::OptionTwice { scale, code } => {
            Wrong::new(said!("scale {0} has option {1} twice", scale, code), mend)
        }
    }
}

/// What [`Version::check`] leaves to the file: names that point somewhere.
pub(super) fn check(version: &Version, found: &mut Problems) {
    if let Err(e) = version.check() {
        found.push(undefined(&e).anywhere());
    }
    if version.title.is_empty() {
        found.push(Wrong::new("title has no words", "give the title in one of the languages").anywhere());
    }
    for lang in &version.languages {
        if !version.items.is_empty() && version.items.iter().all(|i| !i.text.0.contains_key(lang)) {
            found.push(
                Wrong::new(
                    said!("languages names {0}, in which no item is written", quoted(lang)),
                    "write the items in it, or take it out",
                )
                .anywhere(),
            );
        }
    }
    reused(version, found);
    let profile = &version.profile;
    let roles = [
        ("area", &profile.area),
        ("age", &profile.age),
        ("sex", &profile.sex),
    ];
    let in_profile = roles
        .into_iter()
        .filter_map(|(role, code)| Some((format!("profile.{role}"), code.as_ref()?)));
    let in_blocks = version
        .blocks
        .iter()
        .flat_map(|b| b.items.iter().map(|c| (format!("block {}", b.id), c)));
    for (place, code) in in_profile.chain(in_blocks) {
        if version.item(code).is_none() {
            found.push(
                Wrong::new(
                    said!("{0} names {1}, which is no item", place, quoted(code)),
                    "name an item",
                )
                .anywhere(),
            );
        }
    }
    for scale in &version.scales {
        if scale.scored && scale.options.len() == 1 {
            found.push(
                Wrong::new(
                    said!("scale {0} is scored and has one option", scale.id),
                    "give it two options or more",
                )
                .anywhere(),
            );
        }
        let bad = scale
            .options
            .iter()
            .find(|o| o.score.is_some_and(|s| !(0.0..=100.0).contains(&s)));
        if let Some(option) = bad {
            let what = said!(
                "option {0} of scale {1} has a score outside 0 to 100",
                option.code.0,
                scale.id
            );
            found.push(Wrong::new(what, "score options from 0 to 100").anywhere());
        }
        for boxed in scale
            .top_box
            .iter()
            .chain(&scale.bottom_box)
            .filter(|c| scale.option(&c.0).is_none())
        {
            let what = said!(
                "scale {0} boxes {1}, which is no option of it",
                scale.id,
                quoted(&boxed.0)
            );
            found.push(Wrong::new(what, "name codes of its options").anywhere());
        }
    }
}

const ITEM_KEYS: [&str; 12] = [
    "code",
    "text",
    "note",
    "scale",
    "domain",
    "outcome",
    "reverse",
    "condition",
    "allow",
    "seconds",
    "sensitive",
    "county_only",
];
const SCALE_KEYS: [&str; 15] = [
    "id",
    "name",
    "kind",
    "scored",
    "may_flip",
    "options",
    "special",
    "top_box",
    "bottom_box",
    "neutral_code",
    "options_from",
    "max_picks",
    "min",
    "max",
    "max_chars",
];
/// Kept in the catalogue for people; read by nobody.
const SCALE_NOTES: [&str; 8] = [
    "end_labels",
    "balanced",
    "printed_direction",
    "about",
    "random_order",
    "total",
    "step",
    "max_options",
];

/// A misspelt key would be passed over in silence, and `reversed` for `reverse` turns a score round.
pub(super) fn unknown_keys(text: &str, found: &mut Problems) {
    let Ok(all) = serde_json::from_str::<serde_json::Value>(text) else {
        return;
    };
    let known_scale: Vec<&str> = SCALE_KEYS.iter().chain(&SCALE_NOTES).copied().collect();
    for (list, noun, name, known) in [
        ("items", "item", "code", &ITEM_KEYS[..]),
        ("scales", "scale", "id", &known_scale[..]),
    ] {
        for object in all[list]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|e| e.as_object())
        {
            let who = object.get(name).and_then(|n| n.as_str()).unwrap_or("?");
            for key in object.keys().filter(|k| !known.contains(&k.as_str())) {
                found.push(
                    Wrong::new(
                        match noun {
                            "item" => said!("item {0} has the unknown key {1}", who, quoted(key)),
                            _ => said!("scale {0} has the unknown key {1}", who, quoted(key)),
                        },
                        said!("remove it or rename it: the keys are {0}", known.join(" ")),
                    )
                    .anywhere(),
                );
            }
        }
    }
}
