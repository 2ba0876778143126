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

use super::{
    check::{check, unknown_keys},
    once::Once,
};
use crate::{
    catalogue::DomainNames,
    problem::{Problems, Wrong, quoted},
    said::{Said, said},
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
        // a list would be read as one, field by field
        if text.trim_start().starts_with('[') {
            let wrong = Wrong::new(
                "is a list, not an object",
                "write it as docs/instrument.md describes it",
            );
            found.push(wrong.anywhere());
            return None;
        }
        let read = serde_json::from_str::<Self>(text);
        let read = read.and_then(|file| serde_json::from_str::<Once>(text).map(|_| file));
        if read.is_ok() {
            unknown_keys(text, found);
        }
        read.map_err(|e| {
            let said = e.to_string();
            let what = said.split(" at line ").next().unwrap_or(&said).to_owned();
            let (line, at) = (e.line(), e.column());
            let wrong = match (text.trim().is_empty(), e.is_eof()) {
                (true, _) => Wrong::new("is empty", "give a JSON file as docs/instrument.md describes it"),
                (_, true) => Wrong::new(
                    said!("line {0}, position {1}: the file ends too soon", line, at),
                    "copy the whole file again",
                ),
                _ => Wrong::new(
                    said!("line {0}, position {1}: {2}", line, at, Said::from(what)),
                    "write it as docs/instrument.md describes it",
                ),
            };
            found.push(wrong.anywhere());
        })
        .ok()
    }

    /// The version to publish, with the words of its mode column.
    pub fn into_version(self, domains: &mut DomainNames, found: &mut Problems) -> Option<(Version, Modes)> {
        let mut wrong = |what: Said, remedy: &'static str| found.push(Wrong::new(what, remedy).anywhere());
        if !valid_id(&self.id) {
            wrong(
                said!("id {0} cannot be used", quoted(&self.id)),
                "use 1 to 64 letters, digits, '-', '_' or '.'",
            );
        }
        if self.version == 0 {
            wrong("version is 0".into(), "count versions from 1");
        }
        if self.languages.is_empty() {
            wrong(
                "languages is empty".into(),
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
                        said!("item {0} is not in the bank", quoted(&code)),
                        "write the item out",
                    ),
                },
            }
        }
        let mut unknown = Vec::new();
        for item in &mut items {
            let Some(domain) = &item.domain else { continue };
            match domains.find(domain.as_str()) {
                Ok((id, _)) => item.domain = Some(id),
                Err(e) => {
                    let what = said!("the domain of item {0} {1}", item.code, e.what);
                    unknown.push(Wrong::new(what, e.remedy));
                }
            }
        }
        let columns = self.columns;
        for word in columns.modes.values().filter(|w| Mode::parse(w).is_none()) {
            wrong(
                said!("columns.modes names {0}", quoted(word)),
                "use web, kiosk, phone or paper",
            );
        }
        unknown.into_iter().for_each(|w| found.push(w.anywhere()));
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
