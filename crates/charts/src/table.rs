//! The table twin of a chart: the same numbers for readers, screen readers and spreadsheets.

/// A table as rows of cells; every row is as long as `headers`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What the table is about: the chart's title.
    pub caption: String,
    /// One for each column.
    pub headers: Vec<Header>,
    /// The first cell of a row is its heading.
    pub rows: Vec<Vec<Cell>>,
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The words.
    pub text: String,
    /// Whether its cells are numbers: set flush right, sorted by value.
    pub number: bool,
}

/// One cell: what is shown, and the number behind it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// As printed; `–` for a number that is not there.
    pub shown: String,
    /// The raw number for sorting and download: none for words, hidden cells and missing numbers.
    pub value: Option<f64>,
}

/// What of a cell goes into a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Written<'a> {
    /// Words, as shown.
    Words(&'a str),
    /// A number with what stands around it on the page.
    Number {
        /// In the unit that is shown, not rounded; a share of one where `percent`.
        value: f64,
        /// So many decimals are shown.
        decimals: usize,
        /// Shown before it, such as a currency.
        before: &'a str,
        /// Shown behind it; without the sign where `percent`.
        after: &'a str,
        /// Shown times a hundred, with the sign.
        percent: bool,
        /// Shown in ten thousands or millions of what [`Cell::value`] counts.
        scaled: bool,
    },
}

impl Cell {
    /// A range as it is shown. It is sorted by its lower end, and by its upper end among those that begin alike; as long as
    /// the two differ it is no number of the table, see [`Cell::written`].
    pub fn range(shown: String, ends: Option<[f64; 2]>) -> Self {
        let finite = ends.filter(|ends| ends.iter().all(|end| end.is_finite()));
        Self {
            shown,
            value: finite.map(|[low, high]| low + (high - low) * 1e-6),
        }
    }

    /// The number behind the cell where that very number is shown; else the words that are shown. A number kept for
    /// sorting alone, such as that of a range, is no number of the table.
    pub fn written(&self) -> Written<'_> {
        let words = Written::Words(&self.shown);
        let Some((value, (before, shown, after))) = self.value.zip(number_in(&self.shown)) else {
            return words;
        };
        let decimals = shown.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let Ok(printed) = shown.replace(',', "").replace('\u{2212}', "-").parse::<f64>() else {
            return words;
        };
        // a last digit that was rounded either way
        let near = |value: f64| (value - printed).abs() <= 0.500_001 * 10_f64.powi(-(decimals as i32));
        let number = |value: f64, after, percent, scaled| Written::Number {
            value,
            decimals,
            before,
            after,
            percent,
            scaled,
        };
        match after.strip_prefix('%') {
            Some(after) if near(100.0 * value) => number(value, after, true, false),
            _ if near(value) => number(value, after, false, false),
            _ if near(value / 1e4) => number(value / 1e4, after, false, true),
            _ if near(value / 1e6) => number(value / 1e6, after, false, true),
            _ => words,
        }
    }
}

/// The one number of a text with what stands before and behind it; none where there is none or more than one.
fn number_in(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[start..];
    let inside = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let end = start + rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
    let before = &text[..start];
    let sign = ['\u{2212}', '-', '+']
        .iter()
        .find(|sign| before.ends_with(**sign));
    let start = start - sign.filter(|s| **s != '+').map_or(0, |s| s.len_utf8());
    let after = &text[end..];
    let alone = !after.contains(|c: char| c.is_ascii_digit()) && !before.contains('<');
    alone.then(|| (&text[..start], &text[start..end], after))
}

impl Header {
    pub(crate) fn words(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            number: false,
        }
    }

    pub(crate) fn number(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            number: true,
        }
    }
}

impl Cell {
    pub(crate) fn words(text: &str) -> Self {
        Self {
            shown: text.to_owned(),
            value: None,
        }
    }

    /// A number shown in the caller's words, or a dash when it is not there.
    pub(crate) fn number(value: Option<f64>, shown: impl FnOnce(f64) -> String) -> Self {
        match value.filter(|v| v.is_finite()) {
            Some(value) => Self {
                shown: shown(value),
                value: Some(value),
            },
            None => Self {
                shown: "–".to_owned(),
                value: None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(shown: &str, value: f64) -> Cell {
        Cell {
            shown: shown.to_owned(),
            value: Some(value),
        }
    }

    #[test]
    fn a_number_goes_into_a_file_unrounded_with_its_unit() {
        let written = |shown: &'static str, value: f64| match cell(shown, value).written() {
            Written::Words(words) => words.to_owned(),
            Written::Number {
                value,
                decimals,
                before,
                after,
                percent,
                scaled,
            } => format!("{before}|{value}|{decimals}|{after}|{percent}|{scaled}"),
        };
        assert_eq!(written("71.4", 71.36), "|71.36|1||false|false");
        assert_eq!(written("−5.6", -5.61), "|-5.61|1||false|false");
        assert_eq!(written("1,412 元", 1411.8), "|1411.8|0| 元|false|false");
        assert_eq!(written("£956", 955.6), "£|955.6|0||false|false");
        assert_eq!(written("62%", 0.617), "|0.617|0||true|false");
        assert_eq!(written("62%", 61.7), "|61.7|0|%|false|false");
        assert_eq!(
            written("1,235 万元", 12_345_678.0),
            "|1234.5678|0| 万元|false|true"
        );
    }

    #[test]
    fn ranges_are_sorted_by_their_lower_end_then_by_their_upper_one() {
        let of = |low: f64, high: f64| Cell::range(format!("{low}–{high}"), Some([low, high]));
        let mut cells = [
            of(10.0, 15.0),
            of(3.0, 9.0),
            of(3.0, 12.0),
            of(3.0, 3.0),
            of(-1.5, 20.0),
        ];
        cells.sort_by(|a, b| a.value.unwrap().total_cmp(&b.value.unwrap()));
        let shown: Vec<&str> = cells.iter().map(|c| c.shown.as_str()).collect();
        assert_eq!(shown, ["-1.5–20", "3–3", "3–9", "3–12", "10–15"]);
        assert_eq!(Cell::range("–".to_owned(), None).value, None);
        assert_eq!(Cell::range("–".to_owned(), Some([1.0, f64::NAN])).value, None);
    }

    #[test]
    fn a_number_that_is_not_the_one_shown_stays_on_the_page() {
        for (shown, value) in [
            ("第 3–9 名之间", 3.000_006),
            ("68.9–73.8", 68.900_004_9),
            ("−1.2–3.4", -1.2),
            ("少于 10 份，不显示", 7.0),
            ("< 0.001", 0.0002),
            ("under 1%", 0.003),
            ("71.4", 12.0),
            ("–", 3.0),
        ] {
            assert_eq!(cell(shown, value).written(), Written::Words(shown));
        }
    }
}
