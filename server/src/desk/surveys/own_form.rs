//! The form of an own item: read, checked, refused at the field that is wrong.

use std::collections::BTreeMap;

use app::{
    desk::surveys::{form::Form, own::KINDS},
    words::{Locale, Words},
};
use survey::Text;

use super::{
    fields::{Fields, needed, short, whole},
    own::{OwnItem, OwnKind},
};

/// Most characters of a question.
const MAX_TEXT: usize = 200;
/// Most characters of an option.
const MAX_OPTION: usize = 80;
const MAX_OPTIONS: usize = 20;

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

#[cfg(test)]
mod tests {
    use super::{super::own::build, *};

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
