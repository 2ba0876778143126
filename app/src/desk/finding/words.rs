//! Sentences about findings. Labels and explanations of codes are data (`content/statuses.json`).

use insight::report::verdicts::Cell;

use super::{Facts, Unit};
use crate::{
    desk::{
        breakdown::printed,
        format::{number, percent},
    },
    words::{Locale, Words},
};

/// A code in words: label, one sentence, what would settle it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Short label.
    pub label: String,
    /// One sentence.
    pub explanation: String,
    /// What would settle it.
    pub remedy: String,
}

impl Facts {
    /// What a code says, of what is compared and with the fewest answers that are shown; `values` fill its other keys.
    pub fn status(&self, code: &str, values: &[(&str, &str)]) -> Said {
        status(
            self.locale,
            self.unit,
            self.report.judgements.settings.k,
            code,
            values,
        )
    }
}

/// The same where there is no report to say it of.
pub fn status(locale: Locale, unit: Unit, k: u64, code: &str, values: &[(&str, &str)]) -> Said {
    let Some(found) = survey::content::STATUSES.iter().find(|s| s.code == code) else {
        return Said {
            label: code.to_owned(),
            ..Said::default()
        };
    };
    let k = k.to_string();
    let values = [&unit.values(locale)[..], &[("k", &*k)], values].concat();
    let said = |text: &survey::Text| printed(locale, &text.fill(locale.tag(), &values));
    Said {
        label: said(&found.label),
        explanation: said(&found.explanation),
        remedy: said(&found.remedy),
    }
}

/// How many listed ones may in truth not be low: “0 到 1”.
pub fn mistaken_words(locale: Locale, expected: f64) -> String {
    let (low, high) = (expected.floor(), expected.ceil());
    if low == high {
        return number(expected, 0);
    }
    Words("{a} 到 {b}", "{a} 到 {b}", "{a} to {b}")
        .fill(locale, &[("a", &number(low, 0)), ("b", &number(high, 0))])
}

/// Names in a row.
pub fn joined(locale: Locale, names: &[String]) -> String {
    names.join(if locale == Locale::En { ", " } else { "、" })
}

/// Any one of these names: “甲乡、乙乡或丙乡”.
pub fn one_of(locale: Locale, names: &[String]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => Words("{a}或{b}", "{a}或{b}", "{a} or {b}")
            .fill(locale, &[("a", &joined(locale, rest)), ("b", last)]),
        _ => joined(locale, names),
    }
}

/// The context actually allowed for, in words; none where there was none.
pub fn context_words(locale: Locale, names: &[String]) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let all: Vec<String> = names.iter().map(|n| covariate(locale, n)).collect();
    Some(joined(locale, &all))
}

/// A covariate or indicator by name, small inside an English sentence.
pub fn covariate(locale: Locale, id: &str) -> String {
    if id == "ln_population" {
        return Words("人口", "人口", "population").get(locale).to_owned();
    }
    let known = survey::content::INDICATORS.iter().find(|i| i.id == id);
    known.map_or_else(
        || id.replace('_', " "),
        |i| lower(locale, i.name.get(locale.tag())),
    )
}

/// English names inside a sentence start small.
pub fn lower(locale: Locale, text: &str) -> String {
    let mut letters = text.chars();
    match (locale, letters.next()) {
        (Locale::En, Some(first)) => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// What begins a sentence in English begins large.
pub fn upper(locale: Locale, text: &str) -> String {
    let mut letters = text.chars();
    match (locale, letters.next()) {
        (Locale::En, Some(first)) => first.to_uppercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// A difference in points with its sign: `−5.6`, `+3.8`.
pub fn signed(value: f64) -> String {
    let text = number(value, 1);
    if value > 0.0 && text.chars().any(|c| ('1'..='9').contains(&c)) {
        format!("+{text}")
    } else {
        text
    }
}

/// “比预期低 5.6 分（90% 区间 2.5–8.7）”; none where nothing was estimated.
pub fn gap(facts: &Facts, cell: &Cell) -> Option<String> {
    let (effect, [low, high]) = cell.effect.zip(cell.interval90)?;
    // distances below are given as positive numbers, so their ends change places
    let (side, ends) = if effect < 0.0 {
        (
            Words(
                "比预期低 {d} 分（90% 区间 {lo} 至 {hi}）",
                "比預期低 {d} 分（90% 區間 {lo} 至 {hi}）",
                "{d} {d:point|points} below what is expected (90% interval {lo} to {hi})",
            ),
            [-high, -low],
        )
    } else {
        (
            Words(
                "比预期高 {d} 分（90% 区间 {lo} 至 {hi}）",
                "比預期高 {d} 分（90% 區間 {lo} 至 {hi}）",
                "{d} {d:point|points} above what is expected (90% interval {lo} to {hi})",
            ),
            [low, high],
        )
    };
    Some(side.fill(
        facts.locale,
        &[
            ("d", &number(effect.abs(), 1)),
            ("lo", &number(ends[0], 1)),
            ("hi", &number(ends[1], 1)),
        ],
    ))
}

/// “近 7 年投入折合人均 412 元”: what is judged is the money of several years, which is that of none of them; none without
/// spending.
pub fn invested(facts: &Facts, cell: &Cell) -> Option<String> {
    let amount = facts.currency.amount(facts.locale, cell.per_resident?, 0);
    let exposures = &facts.report.exposure;
    let years = exposures.iter().find(|e| e.domain == cell.domain);
    let [first, last] = years.and_then(|e| e.years).unwrap_or_default();
    let words = if last > first {
        Words(
            "近 {y} 年投入折合人均 {a}",
            "近 {y} 年投入折合人均 {a}",
            "spending of {y} {y:year|years} comes to {a} per resident",
        )
    } else {
        Words("人均投入 {a}", "人均投入 {a}", "spending is {a} per resident")
    };
    let count = (last - first + 1).to_string();
    Some(words.fill(facts.locale, &[("y", &count), ("a", &amount)]))
}

/// The same beside the median: “…，是各地中位数的 1.62 倍”.
pub fn spending(facts: &Facts, cell: &Cell) -> Option<String> {
    let spent = invested(facts, cell)?;
    Some(match cell.ratios.first() {
        Some(ratio) => Words(
            "{s}，是各地中位数的 {r} 倍",
            "{s}，是各地中位數的 {r} 倍",
            "{s}, {r} times the median",
        )
        .fill(facts.locale, &[("s", &spent), ("r", &number(ratio.median, 2))]),
        None => spent,
    })
}

/// “县住建局付 78%、本镇付 9%”: `does` stands between who and how much.
pub fn parts(locale: Locale, parts: &[insight::report::exposure::Part], does: Words) -> String {
    let shown: Vec<String> = parts
        .iter()
        .take(3)
        .map(|p| {
            let who = p.who.as_deref().map_or_else(
                || Words("没有写明", "沒有寫明", "not stated").get(locale).to_owned(),
                |w| who(locale, w),
            );
            format!("{who}{} {}", does.get(locale), percent(p.share, 0))
        })
        .collect();
    joined(locale, &shown)
}

/// Payers and deciders as people say them; bureaus stand as the ledger wrote them.
pub fn who(locale: Locale, written: &str) -> String {
    match written {
        "township" => Words("本镇", "本鎮", "the township"),
        "county" => Words("县级", "縣級", "the county"),
        "province" => Words("省级", "省級", "the province"),
        "higher" => Words("上级", "上級", "higher levels"),
        "village" => Words("村里", "村裡", "the village"),
        "council" => Words("地方议会", "地方議會", "the council"),
        other => return other.to_owned(),
    }
    .get(locale)
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_labels_start_small_inside_a_sentence_and_chinese_stays() {
        assert_eq!(lower(Locale::En, "Too few answers"), "too few answers");
        assert_eq!(lower(Locale::ZhHans, "份数太少"), "份数太少");
    }

    #[test]
    fn mistaken_ones_are_a_range_unless_whole() {
        assert_eq!(mistaken_words(Locale::ZhHans, 0.4), "0 到 1");
        assert_eq!(mistaken_words(Locale::En, 2.0), "2");
    }
}
