//! A version as one person sees it: one language, their block, their order of options.
//!
//! This is what the server renders and what travels to the browser for hydration and validation.

use serde::{Deserialize, Serialize};

use crate::{
    instrument::Version,
    item::{Condition, Item},
    scale::{OptionRow, Role, Scale, ScaleKind, Shown},
    submission::SubmissionId,
};

/// A code and its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Stable code.
    #[serde(rename = "c")]
    pub code: String,
    /// Words.
    #[serde(rename = "l")]
    pub label: String,
}

/// How an item is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One option.
    Single,
    /// One option from a long list (where people live).
    Select,
    /// Up to this many options.
    Multi(u8),
    /// A number between two.
    Number(f64, f64),
    /// Points in steps of ten that add up to this.
    Points(u16),
    /// At most this many characters.
    Text(u16),
}

/// One item as it is put to one person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Item code.
    pub code: String,
    /// The question.
    pub text: String,
    /// A line below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How it is answered.
    pub kind: Kind,
    /// Options in the order shown.
    pub options: Vec<Choice>,
    /// Special options, set apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub special: Vec<Choice>,
    /// Asked only if this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

/// The questionnaire of one person in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Form {
    /// Wave.
    pub wave: String,
    /// Version shown.
    pub version: u32,
    /// Language.
    pub lang: String,
    /// Title.
    pub title: String,
    /// Questions in order.
    pub questions: Vec<Question>,
}

impl Form {
    /// Puts a version to a person: `areas` are the places to choose from, `id` decides block and order.
    pub fn new(
        wave: &str,
        version: &Version,
        title: &str,
        lang: &str,
        id: &SubmissionId,
        areas: &[Choice],
    ) -> Self {
        let questions = version
            .asked(id)
            .into_iter()
            .filter_map(|item| Question::new(version, item, lang, id.flipped(), areas))
            .collect();
        Self {
            wave: wave.to_owned(),
            version: version.version,
            lang: lang.to_owned(),
            title: title.to_owned(),
            questions,
        }
    }
}

impl Question {
    /// One item in one language; none if its scale is unknown or it has nothing to choose from.
    pub fn new(version: &Version, item: &Item, lang: &str, flipped: bool, areas: &[Choice]) -> Option<Self> {
        let scale = version.scale_of(item)?;
        let words = |rows: &[OptionRow]| -> Vec<Choice> {
            rows.iter()
                .map(|o| Choice {
                    code: o.code.0.clone(),
                    label: o.label.get(lang).to_owned(),
                })
                .collect()
        };
        let mut options = match scale.options_from.as_deref() {
            Some("areas_of_the_wave") => areas.to_vec(),
            Some("domains") => {
                let mut all = words(&version.domain_options);
                if flipped {
                    all.reverse();
                }
                all.extend(words(&scale.options));
                all
            }
            _ => words(&scale.options),
        };
        if scale.may_flip && flipped {
            options.reverse();
        }
        let kind = match scale.kind {
            ScaleKind::Ordinal | ScaleKind::SingleChoice | ScaleKind::Numeric => Kind::Single,
            ScaleKind::Area => Kind::Select,
            ScaleKind::MultiChoice => Kind::Multi(scale.max_picks.unwrap_or(u8::MAX)),
            ScaleKind::Number => Kind::Number(scale.min.unwrap_or(-1e12), scale.max.unwrap_or(1e12)),
            ScaleKind::Allocation => Kind::Points(100),
            ScaleKind::Text => Kind::Text(scale.max_chars.unwrap_or(200)),
        };
        if options.is_empty() && !matches!(kind, Kind::Number(..) | Kind::Text(_)) {
            return None;
        }
        Some(Self {
            code: item.code.clone(),
            text: item.text.get(lang).to_owned(),
            note: item
                .note
                .as_ref()
                .map(|n| n.get(lang).to_owned())
                .filter(|n| !n.is_empty()),
            kind,
            options,
            special: special(scale, item, lang),
            condition: item.condition.clone(),
        })
    }
}

fn special(scale: &Scale, item: &Item, lang: &str) -> Vec<Choice> {
    scale
        .special
        .iter()
        .filter(|s| match s.shown {
            Shown::Always => true,
            Shown::IfItemAllows => item.allow.contains(&s.role),
            Shown::IfItemSensitive => item.sensitive || item.allow.contains(&Role::Refused),
        })
        .map(|s| Choice {
            code: s.code.0.clone(),
            label: s.label.get(lang).to_owned(),
        })
        .collect()
}
