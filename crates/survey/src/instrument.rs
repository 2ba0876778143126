//! Instruments and their published, immutable versions.

use serde::{Deserialize, Serialize};

use crate::{
    item::Item,
    scale::{Code, OptionRow, Scale},
    submission::SubmissionId,
    text::Text,
};

/// Which columns of a responses file hold what is not an item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Columns {
    /// Where the person lives.
    pub area: Option<String>,
    /// A number or name unique in the file; makes the same row the same response when imported again.
    pub id: Option<String>,
    /// web, kiosk, phone or paper.
    pub mode: Option<String>,
    /// Base weight.
    pub weight: Option<String>,
    /// Age band.
    pub age: Option<String>,
    /// Sex.
    pub sex: Option<String>,
}

/// Which items say who is answering, for the cuts of a breakdown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// The village, community or district.
    pub area: Option<String>,
    /// The age band.
    pub age: Option<String>,
    /// The sex.
    pub sex: Option<String>,
}

/// A rotating block: each person answers one of several, by submission id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Name, e.g. `A`.
    pub id: String,
    /// Codes of its items, in order.
    pub items: Vec<String>,
}

/// A published version: what was asked, word for word. Accepted for ever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// Instrument it belongs to.
    pub instrument: String,
    /// 1, 2, 3 …
    pub version: u32,
    /// Title.
    pub title: Text,
    /// Languages offered, best first.
    pub languages: Vec<String>,
    /// Items in order, those of every block included.
    pub items: Vec<Item>,
    /// Scales used.
    pub scales: Vec<Scale>,
    /// Rotating blocks; empty when everyone is asked everything.
    #[serde(default)]
    pub blocks: Vec<Block>,
    /// Options of scales that take them from the domains.
    #[serde(default)]
    pub domain_options: Vec<OptionRow>,
    /// Items that say who answers.
    #[serde(default)]
    pub profile: Profile,
    /// For responses files.
    #[serde(default)]
    pub columns: Columns,
    /// Marks that mean “no answer” in a responses file, beside the empty cell.
    #[serde(default)]
    pub missing: Vec<Code>,
    /// Columns of a responses file that are left out.
    #[serde(default)]
    pub ignore: Vec<String>,
}

/// An instrument: its id, title and newest version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrument {
    /// Id.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Newest version.
    pub newest: u32,
}

/// Why a definition cannot be published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DefinitionError {
    /// Two items with one code.
    #[error("item {0} is there twice; a code belongs to one item")]
    CodeTwice(String),
    /// An item names a scale that is not given.
    #[error("item {item} names scale {scale}, which is not defined; define it under scales")]
    UnknownScale {
        /// The item.
        item: String,
        /// The scale.
        scale: String,
    },
    /// A condition looks at an item that is not asked before it.
    #[error("item {item} depends on {on}, which is not asked before it")]
    UnknownCondition {
        /// The item.
        item: String,
        /// What it looks at.
        on: String,
    },
    /// No items.
    #[error("there are no items; add at least one")]
    NoItems,
    /// An item without words.
    #[error("item {0} has no text; give it in at least one language")]
    NoText(String),
    /// A bad code.
    #[error("item code {0:?} may hold only letters, digits, '_', '-' and '.', at most 40")]
    BadCode(String),
    /// Two options with one code.
    #[error("scale {scale} has option {code} twice")]
    OptionTwice {
        /// The scale.
        scale: String,
        /// The code.
        code: String,
    },
}

impl Version {
    /// The item with this code.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.code == code)
    }

    /// The scale with this id.
    pub fn scale(&self, id: &str) -> Option<&Scale> {
        self.scales.iter().find(|s| s.id == id)
    }

    /// The scale of an item.
    pub fn scale_of(&self, item: &Item) -> Option<&Scale> {
        self.scale(&item.scale)
    }

    /// Items put to the person with this id, in order: everything but the other blocks.
    pub fn asked(&self, id: &SubmissionId) -> Vec<&Item> {
        let chosen = id.block(self.blocks.len());
        let elsewhere = |code: &str| {
            self.blocks
                .iter()
                .enumerate()
                .any(|(i, b)| i != chosen && b.items.iter().any(|c| c == code))
        };
        self.items.iter().filter(|i| !elsewhere(&i.code)).collect()
    }

    /// The version as an area without smaller places puts it: nothing asks which of them somebody lives in.
    pub fn without_places(mut self) -> Self {
        let chosen_from = |s: &Scale| s.options_from.as_deref() == Some("areas_of_the_wave");
        let scales = &self.scales;
        self.items
            .retain(|i| !scales.iter().any(|s| s.id == i.scale && chosen_from(s)));
        self
    }

    /// Seconds a typical person needs; of rotating blocks the longest.
    pub fn seconds(&self) -> u32 {
        let in_block = |code: &str| self.blocks.iter().any(|b| b.items.iter().any(|c| c == code));
        let sum = |codes: &[String]| -> u32 {
            codes
                .iter()
                .filter_map(|c| self.item(c))
                .map(|i| u32::from(i.seconds))
                .sum()
        };
        let core: u32 = self
            .items
            .iter()
            .filter(|i| !in_block(&i.code) && i.condition.is_none())
            .map(|i| u32::from(i.seconds))
            .sum();
        core + self.blocks.iter().map(|b| sum(&b.items)).max().unwrap_or(0)
    }

    /// Can this be published?
    ///
    /// # Errors
    /// The first thing that is wrong with the definition.
    pub fn check(&self) -> Result<(), DefinitionError> {
        if self.items.is_empty() {
            return Err(DefinitionError::NoItems);
        }
        for (at, item) in self.items.iter().enumerate() {
            let code_ok = (1..=40).contains(&item.code.chars().count())
                && item
                    .code
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
            if !code_ok {
                return Err(DefinitionError::BadCode(item.code.clone()));
            }
            if self.items[..at].iter().any(|earlier| earlier.code == item.code) {
                return Err(DefinitionError::CodeTwice(item.code.clone()));
            }
            if item.text.is_empty() {
                return Err(DefinitionError::NoText(item.code.clone()));
            }
            if self.scale_of(item).is_none() {
                return Err(DefinitionError::UnknownScale {
                    item: item.code.clone(),
                    scale: item.scale.clone(),
                });
            }
            for term in item.condition.iter().flat_map(|c| &c.all) {
                if !self.items[..at].iter().any(|earlier| earlier.code == term.item) {
                    return Err(DefinitionError::UnknownCondition {
                        item: item.code.clone(),
                        on: term.item.clone(),
                    });
                }
            }
        }
        for scale in &self.scales {
            let codes: Vec<&str> = scale
                .options
                .iter()
                .map(|o| o.code.0.as_str())
                .chain(scale.special.iter().map(|s| s.code.0.as_str()))
                .collect();
            if let Some((_, code)) = codes.iter().enumerate().find(|(i, c)| codes[..*i].contains(c)) {
                return Err(DefinitionError::OptionTwice {
                    scale: scale.id.clone(),
                    code: (*code).to_owned(),
                });
            }
        }
        Ok(())
    }
}
