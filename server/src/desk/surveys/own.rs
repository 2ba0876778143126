//! Items of one's own: read from a form, kept in the draft, made into an item and its scale at publishing.

use std::collections::BTreeMap;

use app::{
    desk::surveys::{form::Form, own::KINDS},
    words::{Locale, Words},
};
use serde::{Deserialize, Serialize};
use survey::{
    Item, OptionRow, Role, Scale, ScaleKind, Text,
    content::SCALES,
    scale::{Code, EndLabels, Shown, SpecialRow},
};

use super::fields::{Fields, needed, short, whole};

/// Most characters of a question.
pub const MAX_TEXT: usize = 200;
/// Most characters of an option.
pub const MAX_OPTION: usize = 80;
const MAX_OPTIONS: usize = 20;

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
    fn parse(word: &str) -> Option<Self> {
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

const TEXT: Words = Words("问什么", "問什麼", "The question");
const KIND: Words = Words("请选怎么答", "請選怎麼答", "Kind of answer: please choose");
const PICKS: Words = Words("最多选几个", "最多選幾個", "At most how many");
const ENDS: Words = Words("分数的意思", "分數的意思", "What the number means");
const FEW: Words = Words(
    "选项至少要两个，一行一个",
    "選項至少要兩個，一行一個",
    "Options: at least two, one a line",
);
const MANY: Words = Words("选项最多 20 个", "選項最多 20 個", "Options: at most 20");
const LONG: Words = Words(
    "选项“{o}…”超过 80 字",
    "選項「{o}…」超過 80 字",
    "Option “{o}…” is longer than 80 characters",
);
const TWICE: Words = Words(
    "选项“{o}”写了两次",
    "選項「{o}」寫了兩次",
    "Option “{o}” is there twice",
);
const UNEVEN: Words = Words(
    "另一种语言的选项要一样多，一行对一行",
    "另一種語言的選項要一樣多，一行對一行",
    "Options in another language: as many lines, in the same order",
);
const NOT_NUMBERS: Words = Words(
    "最小和最大要填数字，最小在前",
    "最小和最大要填數字，最小在前",
    "Lowest and highest: numbers, the lowest first",
);

/// Reads the form; none where it says what is wrong.
pub fn read(fields: &Fields, form: &mut Form, locale: Locale) -> Option<OwnItem> {
    let kind = KINDS
        .iter()
        .find(|(v, _)| *v == fields.line("kind"))
        .and_then(|(v, _)| OwnKind::parse(v));
    if kind.is_none() {
        form.refuse("kind", KIND.get(locale));
    }
    let mut text = BTreeMap::from([(
        locale.tag().to_owned(),
        needed(fields, form, "text", TEXT, MAX_TEXT, locale),
    )]);
    for other in others(locale) {
        let words = short(fields, form, &format!("text.{other}"), TEXT, MAX_TEXT, locale);
        if !words.is_empty() {
            text.insert(other.to_owned(), words);
        }
    }
    let choice = matches!(kind, Some(OwnKind::Single | OwnKind::Several));
    let options = if choice {
        options(fields, form, locale)
    } else {
        Vec::new()
    };
    let picks = (kind == Some(OwnKind::Several) && !fields.line("picks").is_empty())
        .then(|| whole(fields, form, "picks", PICKS, (1, 20), locale).to_le_bytes()[0]);
    let ends = (kind == Some(OwnKind::Ten))
        .then(|| {
            let mut end = |name| short(fields, form, name, ENDS, MAX_OPTION, locale);
            (end("low"), end("high"))
        })
        .filter(|(low, high)| !low.is_empty() || !high.is_empty())
        .map(|(low, high)| (Text::of(locale.tag(), low), Text::of(locale.tag(), high)));
    let range = if kind == Some(OwnKind::Number) {
        range(fields, form, locale)
    } else {
        (None, None)
    };
    (form.is_fine()).then_some(())?;
    Some(OwnItem {
        code: String::new(),
        kind: kind?,
        text: Text(text),
        options,
        picks,
        ends,
        range,
    })
}

fn others(locale: Locale) -> impl Iterator<Item = &'static str> {
    Locale::ALL
        .into_iter()
        .filter(move |l| *l != locale)
        .map(Locale::tag)
}

fn options(fields: &Fields, form: &mut Form, locale: Locale) -> Vec<Text> {
    let main = fields.lines("options");
    if main.len() < 2 {
        form.refuse("options", FEW.get(locale));
    } else if main.len() > MAX_OPTIONS {
        form.refuse("options", MANY.get(locale));
    } else if let Some((_, twice)) = main.iter().enumerate().find(|(i, o)| main[..*i].contains(o)) {
        form.refuse("options", TWICE.fill(locale, &[("o", twice)]));
    }
    let mut rows: Vec<Text> = main.iter().map(|o| Text::of(locale.tag(), o.clone())).collect();
    let mut all = vec![("options".to_owned(), main)];
    for other in others(locale) {
        let name = format!("options.{other}");
        let lines = fields.lines(&name);
        if lines.is_empty() {
            continue;
        }
        if lines.len() == rows.len() {
            for (row, words) in rows.iter_mut().zip(&lines) {
                row.0.insert(other.to_owned(), words.clone());
            }
        } else {
            form.refuse(&name, UNEVEN.get(locale));
        }
        all.push((name, lines));
    }
    for (name, lines) in all {
        if let Some(long) = lines.iter().find(|l| l.chars().count() > MAX_OPTION) {
            let start: String = long.chars().take(12).collect();
            form.refuse(&name, LONG.fill(locale, &[("o", &start)]));
        }
    }
    rows
}

fn range(fields: &Fields, form: &mut Form, locale: Locale) -> (Option<f64>, Option<f64>) {
    let mut wrong = false;
    let mut at = |name: &str| {
        let typed = fields.line(name);
        let value = typed.parse::<f64>().ok().filter(|v| v.is_finite());
        wrong |= !typed.is_empty() && value.is_none();
        value
    };
    let (min, max) = (at("min"), at("max"));
    if wrong || min.zip(max).is_some_and(|(low, high)| low >= high) {
        form.refuse("min", NOT_NUMBERS.get(locale));
    }
    (min, max)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> (Option<OwnItem>, Form) {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        let fields = Fields::parse(body.as_bytes());
        let mut form = fields.kept();
        (read(&fields, &mut form, Locale::ZhHans), form)
    }

    #[test]
    fn a_choice_keeps_its_options_in_order_and_leaves_the_special_codes_out() {
        let options = "甲\n\n乙\r\n丙\n丁\n戊\n己\n庚\n辛";
        let (own, form) = typed(&[("kind", "single"), ("text", "哪个?"), ("options", options)]);
        assert!(form.is_fine(), "{:?}", form.errors);
        let (_, scale) = build(&own.unwrap());
        let codes: Vec<&str> = scale.options.iter().map(|o| o.code.0.as_str()).collect();
        assert_eq!(codes, ["1", "2", "3", "4", "5", "6", "10", "11"]);
        assert_eq!(scale.special[0].code.0, "8");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let long = "长".repeat(10_000);
        let (own, form) = typed(&[
            ("kind", "several"),
            ("text", &long),
            ("options", "一\n一"),
            ("picks", "0"),
        ]);
        assert_eq!(own, None);
        let names: Vec<&str> = form.errors.iter().map(|(n, _)| n.as_str()).collect();
        assert_eq!(names, ["text", "options", "picks"]);
        assert_eq!(form.value("text"), long);
    }

    #[test]
    fn free_text_is_read_at_county_level_only() {
        let (own, _) = typed(&[("kind", "text"), ("text", "您想说什么?")]);
        let (item, scale) = build(&own.unwrap());
        assert!(item.county_only);
        assert_eq!(scale.id, "TX200");
    }

    #[test]
    fn a_ten_point_item_has_its_own_scale_only_with_its_own_words() {
        let (plain, _) = typed(&[("kind", "ten"), ("text", "几分?")]);
        assert_eq!(build(&plain.unwrap()).1.id, "N11");
        let (own, _) = typed(&[
            ("kind", "ten"),
            ("text", "几分?"),
            ("low", "不会来"),
            ("high", "常来"),
        ]);
        let mut own = own.unwrap();
        own.code = "OWN_a_1".into();
        let scale = build(&own).1;
        assert_eq!(scale.id, "OWN_a_1");
        assert_eq!(scale.option("0").unwrap().label.get("zh-Hans"), "0 · 不会来");
    }
}
