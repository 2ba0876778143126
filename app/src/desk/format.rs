//! Numbers as people read them: thousands separators, a real minus, few digits, never NaN.

use crate::{
    resident::day_words,
    words::{Locale, Words},
};

/// What the county counts money in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency(String);

impl Currency {
    /// A unit as set by the county: `元`, `£`.
    pub fn new(unit: &str) -> Self {
        Self(unit.trim().to_owned())
    }

    /// An amount with its unit, e.g. `956 元` or `£956`.
    pub fn amount(&self, locale: Locale, value: f64, decimals: usize) -> String {
        let number = number(value, decimals);
        match (self.0.as_str(), locale) {
            ("元" | "", Locale::En) => format!("{number} yuan"),
            ("元" | "", _) => format!("{number} 元"),
            (symbol, _) => format!("{symbol}{number}"),
        }
    }

    /// The unit of an axis, e.g. `元/人`, `£ per resident`.
    pub fn per_resident(&self, locale: Locale) -> String {
        let unit = match (self.0.as_str(), locale) {
            ("元" | "", Locale::En) => "yuan",
            ("", _) => "元",
            (unit, _) => unit,
        };
        Words("{u}/人", "{u}/人", "{u} per resident").fill(locale, &[("u", unit)])
    }

    /// Totals that stand in one column, in the order given: all in the unit of the greatest, with the decimals that the
    /// least of them needs.
    pub fn totals(&self, locale: Locale, all: &[f64]) -> Vec<String> {
        let most = all.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
        let sizes = all.iter().map(|v| v.abs()).filter(|size| *size > 0.0);
        let least = sizes.fold(f64::INFINITY, f64::min);
        let (unit, by) = match (self.0.as_str(), locale) {
            ("元" | "", Locale::ZhHans | Locale::ZhHant) => {
                let unit = Words("万元", "萬元", "").get(locale);
                let shown = |v: &f64| format!("{} {unit}", number(v / 1e4, ten_thousands(least)));
                return all.iter().map(shown).collect();
            }
            (_, Locale::En) if most >= 1e7 => (Words("", "", "million"), 1e6),
            (_, _) if most >= 1e8 => (Words("亿", "億", ""), 1e8),
            (_, _) if most >= 1e7 => (Words("万", "萬", ""), 1e4),
            _ => return all.iter().map(|v| self.amount(locale, *v, 0)).collect(),
        };
        let decimals = if least < by { 3 } else { 1 };
        let shown = |v: &f64| match (self.0.as_str(), locale) {
            ("元" | "", _) => format!("{} {} yuan", number(v / by, decimals), unit.get(locale)),
            _ => format!("{} {}", self.amount(locale, v / by, decimals), unit.get(locale)),
        };
        all.iter().map(shown).collect()
    }

    /// A total: 万元 in Chinese where the unit is 元, with decimals where there are few of them; else thousands or millions
    /// of the unit; of another unit 万 and 亿.
    pub fn total(&self, locale: Locale, units: f64) -> String {
        let decimals = ten_thousands(units);
        match (self.0.as_str(), locale) {
            ("元" | "", Locale::ZhHans) => format!("{} 万元", number(units / 1e4, decimals)),
            ("元" | "", Locale::ZhHant) => format!("{} 萬元", number(units / 1e4, decimals)),
            ("元" | "", Locale::En) if units.abs() >= 1e7 => {
                format!("{} million yuan", number(units / 1e6, 1))
            }
            _ if units.abs() >= 1e7 => self.totals(locale, &[units]).concat(),
            _ => self.amount(locale, units, 0),
        }
    }
}

/// How many decimals a total has in ten thousands.
fn ten_thousands(units: f64) -> usize {
    match units.abs() {
        many if many >= 1e7 => 0,
        some if some >= 1e6 => 1,
        _ => 2,
    }
}

/// A number with thousands separators and a real minus; an en dash for what is not a number.
pub fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{:.*}", decimals, value.abs());
    let (whole, fraction) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let negative = value < 0.0 && text.chars().any(|c| c.is_ascii_digit() && c != '0');
    let sign = if negative { "−" } else { "" };
    fraction.map_or_else(|| format!("{sign}{grouped}"), |f| format!("{sign}{grouped}.{f}"))
}

/// A coefficient with two decimals.
pub fn coefficient(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |v| number(v, 2))
}

/// A p or q value: `0.008`, `< 0.001`.
pub fn p_value(value: Option<f64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(p) if p < 0.0005 => "< 0.001".to_owned(),
        Some(p) if p < 0.1 => number(p, 3),
        Some(p) => number(p, 2),
    }
}

/// An interval: `0.11–0.70`; with a real minus a thin “to” is not needed.
pub fn interval(bounds: Option<[f64; 2]>, decimals: usize) -> String {
    bounds.map_or_else(
        || "–".to_owned(),
        |[lo, hi]| format!("{}–{}", number(lo, decimals), number(hi, decimals)),
    )
}

/// Years or counts from one to another: `2019–2025`, and `2025` where both are that.
pub fn from_to<T: PartialEq + ToString>([first, last]: [T; 2]) -> String {
    if first == last {
        return first.to_string();
    }
    [first.to_string(), last.to_string()].join("–")
}

/// The same in a sentence: a dash behind a minus is hard to read, so there it is `−9.9 至 17.9`, `−9.9 to 17.9`.
pub fn span(locale: Locale, bounds: [f64; 2], decimals: usize) -> String {
    let [low, high] = bounds.map(|b| number(b, decimals));
    if low.starts_with('−') || high.starts_with('−') {
        return Words("{a} 至 {b}", "{a} 至 {b}", "{a} to {b}").fill(locale, &[("a", &low), ("b", &high)]);
    }
    format!("{low}–{high}")
}

/// The same, an en dash where there is none.
pub fn spanned(locale: Locale, bounds: Option<[f64; 2]>, decimals: usize) -> String {
    bounds.map_or_else(|| "–".to_owned(), |b| span(locale, b, decimals))
}

/// Keeps a symbol and its figure on one line: no space of `r 0.38`, `q < 0.001`, `n 24` breaks.
pub fn tight(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied();
    let symbol = |i: usize| {
        let alone = i == 0 || !chars[i - 1].is_alphanumeric();
        alone && "ρτrpqn".contains(chars[i])
    };
    let figure = |c: char| c.is_ascii_digit() || matches!(c, '−' | '<');
    let kept = chars.iter().enumerate().map(|(i, c)| {
        let after_symbol = *c == ' ' && i > 0 && symbol(i - 1) && at(i + 1).is_some_and(figure);
        let after_less = *c == ' ' && i > 0 && chars[i - 1] == '<' && at(i + 1).is_some_and(figure);
        if after_symbol || after_less { '\u{a0}' } else { *c }
    });
    kept.collect()
}

/// A day, or a day with its minute, as people say it: `2026-11-30 19:27` is 2026年11月30日 19:27 or 30 November 2026, 19:27.
/// Anything else comes back as it is. Fields of forms and files keep the digits.
pub fn when(locale: Locale, at: &str) -> String {
    let day = |iso: &str| day_words(locale.tag(), iso);
    match at.split_once(' ') {
        Some((iso, minute)) if sorted_by(at).is_some() => {
            Words("{d} {m}", "{d} {m}", "{d}, {m}").fill(locale, &[("d", &day(iso)), ("m", minute)])
        }
        _ if is_day(at) => day(at),
        _ => at.to_owned(),
    }
}

/// By which days and minutes sort: their digits; none where a text is neither.
pub fn sorted_by(at: &str) -> Option<String> {
    let (day, minute) = at.split_once(' ').unwrap_or((at, "00:00"));
    let is_minute = minute.len() == 5 && minute.chars().all(|c| c.is_ascii_digit() || c == ':');
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    (is_day(day) && is_minute).then(|| digits(day) + &digits(minute))
}

fn is_day(text: &str) -> bool {
    let mut letters = text.chars().enumerate();
    text.len() == "2027-05-29".len()
        && letters.all(|(i, c)| match i {
            4 | 7 => c == '-',
            _ => c.is_ascii_digit(),
        })
}

/// A share of one as a percentage.
pub fn percent(share: f64, decimals: usize) -> String {
    format!("{}%", number(share * 100.0, decimals))
}

/// From these on a cell is marked at all, and marked strongly.
const DECIDE: [f64; 2] = [0.80, 0.95];

/// A probability as people read it: never 0% and never 100%, for nothing that is estimated is certain.
pub fn chance(locale: Locale, p: f64) -> String {
    if p < 0.005 {
        Words("不到 1%", "不到 1%", "under 1%").get(locale).to_owned()
    } else if p >= 0.995 {
        Words("超过 99%", "超過 99%", "over 99%").get(locale).to_owned()
    } else {
        probability(p)
    }
}

/// A probability in a sentence behind “is”: `约 94%`, `about 94%`; at its ends as [`chance`] says it.
pub fn about(locale: Locale, p: f64) -> String {
    let said = chance(locale, p);
    if said.starts_with(|c: char| c.is_ascii_digit()) {
        Words("约 {p}", "約 {p}", "about {p}").fill(locale, &[("p", &said)])
    } else {
        said
    }
}

/// In per cent, never rounded over a threshold that decides: 0.9463 is `94.6%`, not `95%`.
fn probability(p: f64) -> String {
    let over = |shown: f64| DECIDE.iter().any(|t| (p < *t) != (shown / 100.0 < *t));
    let tenths = p * 1000.0;
    if !over((p * 100.0).round()) {
        percent(p, 0)
    } else if !over(tenths.round() / 10.0) {
        percent(p, 1)
    } else {
        percent(tenths.floor() / 1000.0, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_in_words_and_sort_by_their_digits() {
        for (at, said, by) in [
            (
                "2026-12-20",
                ["2026年12月20日", "20 December 2026"],
                Some("202612200000"),
            ),
            (
                "2026-11-30 19:27",
                ["2026年11月30日 19:27", "30 November 2026, 19:27"],
                Some("202611301927"),
            ),
            ("–", ["–", "–"], None),
            ("2014-17", ["2014-17", "2014-17"], None),
            ("春季 2027-05-29", ["春季 2027-05-29", "春季 2027-05-29"], None),
            (
                "2026-12-20 spring",
                ["2026-12-20 spring", "2026-12-20 spring"],
                None,
            ),
        ] {
            assert_eq!([when(Locale::ZhHans, at), when(Locale::En, at)], said);
            assert_eq!(sorted_by(at).as_deref(), by);
        }
    }

    #[test]
    fn numbers_are_grouped_and_never_nan() {
        assert_eq!(number(1_234_567.891, 1), "1,234,567.9");
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(number(-12.8, 1), "−12.8");
        assert_eq!(number(f64::NAN, 1), "–");
        assert_eq!(number(999.0, 0), "999");
        assert_eq!(p_value(Some(0.0001)), "< 0.001");
        assert_eq!(p_value(Some(0.008_3)), "0.008");
    }

    #[test]
    fn a_probability_is_never_rounded_over_a_threshold() {
        let shown = [0.946_3, 0.949_99, 0.95, 0.954, 0.797, 0.8, 0.944, 0.5];
        assert_eq!(
            shown.map(probability),
            ["94.6%", "94.9%", "95%", "95%", "79.7%", "80%", "94%", "50%"]
        );
        for p in (0..=10_000).map(|i| f64::from(i) / 10_000.0) {
            let printed: f64 = probability(p).trim_end_matches('%').parse().unwrap();
            for t in DECIDE {
                assert_eq!(printed / 100.0 >= t, p >= t, "{p} as {printed}%");
            }
            assert!((printed / 100.0 - p).abs() <= 0.005_1, "{p} as {printed}%");
        }
    }

    #[test]
    fn nothing_that_is_estimated_is_certain() {
        let said = |p| Locale::ALL.map(|locale| (chance(locale, p), about(locale, p)));
        for p in [0.0, 0.004_9, 0.995, 0.999_97, 1.0] {
            for (alone, within) in said(p) {
                assert!(!alone.contains("100%") && alone != "0%", "{p}: {alone}");
                assert_eq!(alone, within);
            }
        }
        assert_eq!(about(Locale::En, 0.994), "about 99%");
        assert_eq!(about(Locale::ZhHans, 0.946_3), "约 94.6%");
        assert_eq!(chance(Locale::ZhHans, 0.999), "超过 99%");
    }

    #[test]
    fn a_column_of_totals_has_one_unit_and_as_many_decimals_everywhere() {
        let paid = [17_180_000.0, 7_008_000.0, 638_133.0, 0.0];
        assert_eq!(
            Currency::new("元").totals(Locale::ZhHans, &paid),
            ["1,718.00 万元", "700.80 万元", "63.81 万元", "0.00 万元"]
        );
        assert_eq!(
            Currency::new("元").totals(Locale::ZhHant, &paid[..2]),
            ["1,718.0 萬元", "700.8 萬元"]
        );
        let pounds = Currency::new("£");
        let all = [4_436_500_000.0, 7_008_133.0];
        assert_eq!(pounds.totals(Locale::ZhHans, &all), ["£44.365 亿", "£0.070 亿"]);
        assert_eq!(
            pounds.totals(Locale::En, &all),
            ["£4,436.5 million", "£7.0 million"]
        );
        assert_eq!(pounds.total(Locale::ZhHant, 12_345_678.0), "£1,234.6 萬");
        let yuan = Currency::new("元").totals(Locale::En, &[17_200_000.0, 7_008_133.0, 8_000.0]);
        assert_eq!(
            yuan,
            ["17.200 million yuan", "7.008 million yuan", "0.008 million yuan"]
        );
    }

    #[test]
    fn a_range_below_zero_is_said_in_words_and_figures_stay_beside_their_symbols() {
        assert_eq!(span(Locale::En, [-9.9, 17.9], 1), "−9.9 to 17.9");
        assert_eq!(span(Locale::ZhHans, [-0.51, 0.28], 2), "−0.51 至 0.28");
        assert_eq!(span(Locale::En, [0.11, 0.7], 2), "0.11–0.70");
        assert_eq!(
            tight("Spearman ρ 0.46 · q < 0.001 · for 3"),
            "Spearman ρ\u{a0}0.46 · q\u{a0}<\u{a0}0.001 · for 3"
        );
    }

    #[test]
    fn money_carries_the_countys_unit() {
        assert_eq!(Currency::new("£").amount(Locale::ZhHans, 955.6, 0), "£956");
        assert_eq!(Currency::new("元").amount(Locale::ZhHans, 955.6, 0), "956 元");
        assert_eq!(
            Currency::new("元").total(Locale::ZhHans, 12_345_678.0),
            "1,235 万元"
        );
        let totals = [1_234_567.0, 123_456.0, 7_700.0, 0.0, -7_700.0];
        assert_eq!(
            totals.map(|units| Currency::new("元").total(Locale::ZhHans, units)),
            ["123.5 万元", "12.35 万元", "0.77 万元", "0.00 万元", "−0.77 万元"]
        );
        assert_eq!(Currency::new("元").total(Locale::En, 123_456.0), "123,456 yuan");
        assert_eq!(
            Currency::new("元").total(Locale::En, 24_820_000.0),
            "24.8 million yuan"
        );
    }
}
