//! Scores of answers, 0–100 (STATISTICS §2.1, golden g32).

use crate::{
    answer::Value,
    item::Item,
    scale::{Role, Scale, ScaleKind},
};

/// What one answer amounts to.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// An option of the scale, with its code; scored where the scale is.
    Option {
        /// Code.
        code: String,
        /// 0–100, reversed items turned.
        score: Option<f64>,
    },
    /// Don't know, not used, refused: reported, never scored.
    Special {
        /// Code.
        code: String,
        /// Meaning.
        role: Role,
    },
    /// Several picks.
    Picks(Vec<String>),
    /// A typed number.
    Number(f64),
    /// Words.
    Words(String),
}

/// Score of an option: its own, else its place among the ordered codes; reversed items are turned round.
pub fn option_score(scale: &Scale, item: &Item, code: &str) -> Option<f64> {
    if !scale.scored {
        return None;
    }
    let option = scale.option(code)?;
    let own = option.score.or_else(|| {
        let mut codes: Vec<f64> = scale
            .options
            .iter()
            .filter_map(|o| o.code.0.parse().ok())
            .collect();
        codes.sort_by(f64::total_cmp);
        let at = codes
            .iter()
            .position(|c| option.code.0.parse::<f64>().is_ok_and(|v| v == *c))?;
        (codes.len() > 1).then(|| 100.0 * at as f64 / (codes.len() - 1) as f64)
    })?;
    Some(if item.reverse { 100.0 - own } else { own })
}

/// Is the code in the top box (turned round for reversed items)?
pub fn in_top_box(scale: &Scale, item: &Item, code: &str) -> bool {
    let boxed = if item.reverse {
        &scale.bottom_box
    } else {
        &scale.top_box
    };
    boxed.iter().any(|c| c.0 == code)
}

/// Is the code in the bottom box?
pub fn in_bottom_box(scale: &Scale, item: &Item, code: &str) -> bool {
    let boxed = if item.reverse {
        &scale.top_box
    } else {
        &scale.bottom_box
    };
    boxed.iter().any(|c| c.0 == code)
}

/// Reads one stored answer; none for a code the scale does not have.
pub fn read(scale: &Scale, item: &Item, value: &Value) -> Option<Reading> {
    if let Some(code) = value.code()
        && let Some(special) = scale.special(&code)
    {
        return Some(Reading::Special {
            code,
            role: special.role,
        });
    }
    match scale.kind {
        ScaleKind::Ordinal | ScaleKind::SingleChoice | ScaleKind::Numeric => {
            let code = value.code()?;
            scale.option(&code)?;
            let score = option_score(scale, item, &code);
            Some(Reading::Option { code, score })
        }
        ScaleKind::Area => Some(Reading::Option {
            code: value.code()?,
            score: None,
        }),
        ScaleKind::MultiChoice | ScaleKind::Allocation => Some(Reading::Picks(value.codes())),
        ScaleKind::Number => match value {
            Value::One(a) => a.as_number().map(Reading::Number),
            Value::Many(_) => None,
        },
        ScaleKind::Text => value.code().map(Reading::Words),
    }
}
