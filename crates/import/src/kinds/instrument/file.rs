//! The shape of an instrument file, as docs/instrument.md describes it.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};
use survey::{
    Item, Mode, OptionRow, Scale, Text, Version,
    content::{DOMAINS, SCALES, bank_item},
    instrument::{Block, Columns, Profile},
    scale::Code,
    wave::valid_id,
};

use crate::{
    catalogue::DomainNames,
    problem::{Problems, Wrong, quoted},
};

/// Own words for the four modes.
pub(crate) type Modes = BTreeMap<String, String>;

/// An instrument file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstrumentFile {
    id: String,
    #[serde(default = "one")]
    version: u32,
    title: Text,
    languages: Vec<String>,
    items: Vec<Entry>,
    #[serde(default)]
    scales: Vec<Scale>,
    #[serde(default)]
    blocks: Vec<Block>,
    #[serde(default)]
    domain_options: Vec<OptionRow>,
    #[serde(default)]
    profile: Profile,
    #[serde(default)]
    columns: FileColumns,
    #[serde(default)]
    missing: Vec<Code>,
    #[serde(default)]
    ignore: Vec<String>,
}

fn one() -> u32 {
    1
}

/// `columns` of the file: those of a version, and the words of the mode column.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FileColumns {
    area: Option<String>,
    id: Option<String>,
    mode: Option<String>,
    modes: Modes,
    weight: Option<String>,
    age: Option<String>,
    sex: Option<String>,
}

/// An item written out, or the code of one of the bank.
#[derive(Debug)]
enum Entry {
    Bank(String),
    Own(Box<Item>),
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Entry;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an item, or the code of an item of the bank")
            }
            fn visit_str<E>(self, code: &str) -> Result<Entry, E> {
                Ok(Entry::Bank(code.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Entry, A::Error> {
                Item::deserialize(MapAccessDeserializer::new(map)).map(|i| Entry::Own(Box::new(i)))
            }
        }
        d.deserialize_any(Either)
    }
}

impl InstrumentFile {
    /// Reads the JSON; a fault is named with its line and column.
    pub fn parse(text: &str, found: &mut Problems) -> Option<Self> {
        let read = serde_json::from_str::<Self>(text);
        if read.is_ok() {
            unknown_keys(text, found);
        }
        read.map_err(|e| {
            let said = e.to_string();
            let what = said.split(" at line ").next().unwrap_or(&said).to_owned();
            let place = format!("line {}, position {}: ", e.line(), e.column());
            let wrong = match (text.trim().is_empty(), e.is_eof()) {
                (true, _) => Wrong::new("is empty", "give a JSON file as docs/instrument.md describes it"),
                (_, true) => Wrong::new(
                    format!("{place}the file ends too soon"),
                    "copy the whole file again",
                ),
                _ => Wrong::new(
                    format!("{place}{what}"),
                    "write it as docs/instrument.md describes it",
                ),
            };
            found.push(wrong.anywhere());
        })
        .ok()
    }

    /// The version to publish, with the words of its mode column.
    pub fn into_version(self, domains: &mut DomainNames, found: &mut Problems) -> Option<(Version, Modes)> {
        let mut wrong = |what: String, remedy: &str| found.push(Wrong::new(what, remedy).anywhere());
        if !valid_id(&self.id) {
            wrong(
                format!("id {} cannot be used", quoted(&self.id)),
                "use 1 to 64 letters, digits, '-', '_' or '.'",
            );
        }
        if self.version == 0 {
            wrong("version is 0".to_owned(), "count versions from 1");
        }
        if self.languages.is_empty() {
            wrong(
                "languages is empty".to_owned(),
                "name the languages of the texts, such as \"zh-Hans\"",
            );
        }
        let mut items = Vec::new();
        for entry in self.items {
            match entry {
                Entry::Own(item) => items.push(*item),
                Entry::Bank(code) => match bank_item(&code) {
                    Some(item) => items.push(item),
                    None => wrong(
                        format!("item {} is not in the bank", quoted(&code)),
                        "write the item out",
                    ),
                },
            }
        }
        for item in &mut items {
            let Some(domain) = &item.domain else { continue };
            match domains.find(domain.as_str()) {
                Ok((id, _)) => item.domain = Some(id),
                Err(e) => wrong(format!("the domain of item {} {}", item.code, e.what), &e.remedy),
            }
        }
        let columns = self.columns;
        for word in columns.modes.values().filter(|w| Mode::parse(w).is_none()) {
            wrong(
                format!("columns.modes names {}", quoted(word)),
                "use web, kiosk, phone or paper",
            );
        }
        let modes = columns
            .modes
            .into_iter()
            .map(|(k, v)| (k.trim().to_lowercase(), v.to_lowercase()))
            .collect();
        let version = Version {
            instrument: self.id,
            version: self.version,
            title: self.title,
            languages: self.languages,
            scales: with_catalogue(self.scales, &items),
            items,
            blocks: self.blocks,
            domain_options: if self.domain_options.is_empty() {
                catalogue_domains()
            } else {
                self.domain_options
            },
            profile: self.profile,
            columns: Columns {
                area: columns.area,
                id: columns.id,
                mode: columns.mode,
                weight: columns.weight,
                age: columns.age,
                sex: columns.sex,
            },
            missing: self.missing,
            ignore: self.ignore,
        };
        check(&version, found);
        found.none().then_some((version, modes))
    }
}

/// The scales given, and those of the catalogue that items name without giving them.
fn with_catalogue(mut scales: Vec<Scale>, items: &[Item]) -> Vec<Scale> {
    for scale in SCALES.iter() {
        let named = items.iter().any(|i| i.scale == scale.id);
        if named && !scales.iter().any(|s| s.id == scale.id) {
            scales.push(scale.clone());
        }
    }
    scales
}

fn catalogue_domains() -> Vec<OptionRow> {
    DOMAINS
        .iter()
        .map(|d| OptionRow {
            code: Code(d.id.as_str().to_owned()),
            label: d.name.clone(),
            score: None,
        })
        .collect()
}

/// What [`Version::check`] leaves to the file: names that point somewhere.
fn check(version: &Version, found: &mut Problems) {
    if let Err(e) = version.check() {
        let said = e.to_string();
        let (what, remedy) = said.split_once("; ").unwrap_or((&said, "mend the definition"));
        found.push(Wrong::new(what, remedy).anywhere());
    }
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
                    format!("{place} names {}, which is no item", quoted(code)),
                    "name an item",
                )
                .anywhere(),
            );
        }
    }
    for scale in &version.scales {
        let bad = scale
            .options
            .iter()
            .find(|o| o.score.is_some_and(|s| !(0.0..=100.0).contains(&s)));
        if let Some(option) = bad {
            let what = format!(
                "option {} of scale {} has a score outside 0 to 100",
                option.code.0, scale.id
            );
            found.push(Wrong::new(what, "score options from 0 to 100").anywhere());
        }
        for boxed in scale
            .top_box
            .iter()
            .chain(&scale.bottom_box)
            .filter(|c| scale.option(&c.0).is_none())
        {
            let what = format!(
                "scale {} boxes {}, which is no option of it",
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
fn unknown_keys(text: &str, found: &mut Problems) {
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
                        format!("{noun} {who} has the unknown key {}", quoted(key)),
                        format!("remove it or rename it: the keys are {}", known.join(" ")),
                    )
                    .anywhere(),
                );
            }
        }
    }
}
