//! Numbers as people read them: thousands separators, a real minus, few digits, never NaN.

use crate::words::{Locale, Words};

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

    /// A total: 万元 in Chinese where the unit is 元, with decimals where there are few of them; else thousands or millions
    /// of the unit.
    pub fn total(&self, locale: Locale, units: f64) -> String {
        let decimals = match units.abs() {
            many if many >= 1e7 => 0,
            some if some >= 1e6 => 1,
            _ => 2,
        };
        match (self.0.as_str(), locale) {
            ("元" | "", Locale::ZhHans) => format!("{} 万元", number(units / 1e4, decimals)),
            ("元" | "", Locale::ZhHant) => format!("{} 萬元", number(units / 1e4, decimals)),
            ("元" | "", Locale::En) if units.abs() >= 1e7 => {
                format!("{} million yuan", number(units / 1e6, 1))
            }
            _ if units.abs() >= 1e7 => {
                let shown = self.amount(locale, units / 1e6, 1);
                Words("{a} 百万", "{a} 百萬", "{a} million").fill(locale, &[("a", &shown)])
            }
            _ => self.amount(locale, units, 0),
        }
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
