//! Items of one's own: kept in the draft, made into an item and its scale at publishing.

use serde::{Deserialize, Serialize};
use survey::{
    Item, OptionRow, Role, Scale, ScaleKind, Text,
    content::SCALES,
    scale::{Code, EndLabels, Shown, SpecialRow},
};

/// How an own item is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnKind {
    /// One of several.
    Single,
    /// Several of several.
    Several,
    /// Satisfaction in five points.
    Five,
    /// Agreement in five points.
    Agree,
    /// 0–10.
    Ten,
    /// Any number.
    Number,
    /// Short text, read at county level only.
    Text,
}

impl OwnKind {
    /// By the word of the form and of the stored draft.
    pub fn parse(word: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
    }
}

/// An own item of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnItem {
    /// `OWN_{draft}_{n}`: unique, never given again.
    pub code: String,
    /// How it is answered.
    pub kind: OwnKind,
    /// The question.
    pub text: Text,
    /// Options of a choice, in order.
    #[serde(default)]
    pub options: Vec<Text>,
    /// Most picks.
    #[serde(default)]
    pub picks: Option<u8>,
    /// Words at 0 and at 10.
    #[serde(default)]
    pub ends: Option<(Text, Text)>,
    /// Lowest and highest number.
    #[serde(default)]
    pub range: (Option<f64>, Option<f64>),
}

/// The item and the scale it is published with.
pub fn build(own: &OwnItem) -> (Item, Scale) {
    let bank = |id: &str| SCALES.iter().find(|s| s.id == id).cloned();
    let scale = match own.kind {
        OwnKind::Five => bank("S5"),
        OwnKind::Agree => bank("A5"),
        OwnKind::Text => bank("TX200"),
        OwnKind::Ten => bank("N11").map(|s| with_ends(s, own)),
        OwnKind::Single | OwnKind::Several | OwnKind::Number => None,
    };
    let scale = scale.unwrap_or_else(|| own_scale(own));
    let seconds = match own.kind {
        OwnKind::Text => 45,
        OwnKind::Several => 15,
        OwnKind::Single | OwnKind::Number => 10,
        OwnKind::Five | OwnKind::Agree | OwnKind::Ten => 8,
    };
    let item = Item {
        code: own.code.clone(),
        text: own.text.clone(),
        note: None,
        scale: scale.id.clone(),
        domain: None,
        outcome: Some("own".to_owned()),
        reverse: false,
        condition: None,
        allow: Vec::new(),
        seconds,
        sensitive: false,
        county_only: own.kind == OwnKind::Text,
    };
    (item, scale)
}

fn with_ends(mut scale: Scale, own: &OwnItem) -> Scale {
    if let Some((low, high)) = &own.ends {
        scale.id.clone_from(&own.code);
        for (code, words) in [("0", low), ("10", high)] {
            if let Some(option) = scale.options.iter_mut().find(|o| o.code.0 == code)
                && !words.is_empty()
            {
                option.label = Text(
                    words
                        .0
                        .iter()
                        .map(|(l, w)| (l.clone(), format!("{code} · {w}")))
                        .collect(),
                );
            }
        }
        scale.end_labels = Some(EndLabels {
            low: low.clone(),
            high: high.clone(),
        });
    }
    scale
}

fn own_scale(own: &OwnItem) -> Scale {
    // 7, 8 and 9 are special codes everywhere, so the options of a choice leave them out
    let codes = (1..).filter(|n| !(7..=9).contains(n));
    let options = codes
        .zip(&own.options)
        .map(|(n, label): (u32, _)| OptionRow {
            code: Code(n.to_string()),
            label: label.clone(),
            score: None,
        })
        .collect();
    let dont_know = SCALES
        .iter()
        .find(|s| s.id == "S5")
        .and_then(|s| s.special.iter().find(|s| s.role == Role::DontKnow))
        .map(|s| SpecialRow {
            shown: Shown::Always,
            ..s.clone()
        });
    let kind = match own.kind {
        OwnKind::Several => ScaleKind::MultiChoice,
        OwnKind::Number => ScaleKind::Number,
        _ => ScaleKind::SingleChoice,
    };
    Scale {
        id: own.code.clone(),
        name: Text::default(),
        kind,
        scored: false,
        may_flip: false,
        options,
        special: if kind == ScaleKind::Number {
            Vec::new()
        } else {
            dont_know.into_iter().collect()
        },
        top_box: Vec::new(),
        bottom_box: Vec::new(),
        neutral_code: None,
        options_from: None,
        max_picks: own.picks,
        min: own.range.0,
        max: own.range.1,
        max_chars: None,
        end_labels: None,
    }
}
