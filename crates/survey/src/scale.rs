//! Answer scales: options with codes and scores, special codes that are never scored.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// What kind of answer a scale takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScaleKind {
    /// Ordered options, scored unless the scale says otherwise.
    Ordinal,
    /// One of several, unordered.
    SingleChoice,
    /// Several of several, up to `max_picks`.
    MultiChoice,
    /// Whole numbers of a printed range (0–10).
    Numeric,
    /// Any number the resident types.
    Number,
    /// The place where the resident lives.
    Area,
    /// 100 points over options, in steps of ten.
    Allocation,
    /// Short free text, read at county level only.
    Text,
}

/// What a special code means. Special answers are reported, never scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 不了解
    DontKnow,
    /// 没用过
    NotUsed,
    /// Does not apply.
    NotApplicable,
    /// 不想回答
    Refused,
}

/// When a special option is offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Always.
    #[default]
    Always,
    /// If the item allows its role.
    IfItemAllows,
    /// If the item is sensitive.
    IfItemSensitive,
}

/// A code as written in data: a number or a word. Compared as text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(pub String);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Number(i64),
            Word(String),
        }
        Ok(match Either::deserialize(d)? {
            Either::Number(n) => Self(n.to_string()),
            Either::Word(w) => Self(w),
        })
    }
}

/// One option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptionRow {
    /// Stable code.
    pub code: Code,
    /// Words.
    pub label: Text,
    /// 0–100, or none for options that only classify.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}

/// One special option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpecialRow {
    /// Stable code (7, 8, 9; 77, 88, 99 on numeric scales).
    pub code: Code,
    /// Meaning.
    pub role: Role,
    /// Words.
    pub label: Text,
    /// When it is offered.
    #[serde(default)]
    pub shown: Shown,
}

/// Words at the two ends of a numeric scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EndLabels {
    /// At the lowest value.
    pub low: Text,
    /// At the highest value.
    pub high: Text,
}

/// An answer scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// Stable id, e.g. `S5`.
    pub id: String,
    /// Name.
    #[serde(default)]
    pub name: Text,
    /// Kind of answer.
    pub kind: ScaleKind,
    /// Whether the options carry a 0–100 score.
    #[serde(default)]
    pub scored: bool,
    /// Whether the order may be reversed for half of the people.
    #[serde(default)]
    pub may_flip: bool,
    /// Options, in printed order.
    #[serde(default)]
    pub options: Vec<OptionRow>,
    /// Special options, always after the others.
    #[serde(default)]
    pub special: Vec<SpecialRow>,
    /// Codes counted as the top box (satisfied).
    #[serde(default)]
    pub top_box: Vec<Code>,
    /// Codes counted as the bottom box.
    #[serde(default)]
    pub bottom_box: Vec<Code>,
    /// The middle option, where there is one.
    #[serde(default)]
    pub neutral_code: Option<Code>,
    /// Where options come from, if not from here: `domains`, `areas_of_the_wave`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options_from: Option<String>,
    /// Most picks of a multiple choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_picks: Option<u8>,
    /// Lowest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Highest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Most characters of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<u16>,
    /// Words at the ends of a numeric scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_labels: Option<EndLabels>,
}

impl Scale {
    /// The option with this code.
    pub fn option(&self, code: &str) -> Option<&OptionRow> {
        self.options.iter().find(|o| o.code.0 == code)
    }

    /// The special option with this code.
    pub fn special(&self, code: &str) -> Option<&SpecialRow> {
        self.special.iter().find(|s| s.code.0 == code)
    }
}
