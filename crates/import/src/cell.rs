//! One cell, and what it may be read as. Every refusal says what to write instead.

use std::borrow::Cow;

use survey::{Money, ledger::MoneyError};

use crate::{
    problem::{Wrong, quoted},
    read::{Mark, Record},
    said::{Said, said},
};

/// A cell with its place in the file.
#[derive(Clone, Copy)]
pub(crate) struct Cell<'a> {
    pub row: u64,
    pub column: &'a str,
    /// Without outer space.
    pub text: &'a str,
    pub mark: Option<&'a Mark>,
    /// From a workbook.
    pub typed: bool,
}

impl<'a> Cell<'a> {
    /// A cell of a record; empty where the file has no such column.
    pub fn of(record: &'a Record, at: Option<usize>, column: &'a str) -> Self {
        Self {
            row: record.row,
            column,
            text: at.map_or("", |at| record.cell(at)),
            mark: at.and_then(|at| record.marked(at)),
            typed: record.typed,
        }
    }

    /// Text that must be there.
    pub fn required(&self, remedy: &'static str) -> Result<&'a str, Wrong> {
        match self.optional()? {
            "" if self.typed => Err(Wrong::new(
                "is empty, or a formula whose result was not saved",
                remedy,
            )),
            "" => Err(Wrong::new("is empty", remedy)),
            text => Ok(text),
        }
    }

    /// Text that may be empty, but not a spreadsheet's error.
    pub fn optional(&self) -> Result<&'a str, Wrong> {
        match self.mark {
            Some(Mark::Error(error)) => Err(Wrong::new(
                said!("holds the spreadsheet error {0}", error),
                "mend the formula or empty the cell",
            )),
            _ => Ok(self.text),
        }
    }

    /// Optional text; none where empty.
    pub fn word(&self) -> Result<Option<String>, Wrong> {
        let text = self.optional()?;
        if text.chars().count() > 500 {
            return Err(Wrong::new("is longer than 500 characters", "shorten it"));
        }
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }

    /// A code or a name, which may be empty: as people see it, `58` also where a data frame wrote `58.0`. A date is none:
    /// spreadsheets make one of `2010-11`.
    pub fn name(&self) -> Result<&'a str, Wrong> {
        let text = self.optional()?;
        match self.mark {
            Some(Mark::Padded(shown)) => Ok(shown),
            Some(Mark::Date) => Err(Wrong::new(
                said!("is a date ({0})", self.text),
                "format the cell as text and write it again as it should read",
            )),
            Some(Mark::Rounded) => Err(Wrong::new(
                "is a number of more digits than a spreadsheet keeps",
                "format the cell as text and write it again, digit by digit",
            )),
            Some(Mark::Scaled(_)) => self.as_it_is_shown("write it as it should read").map(|()| text),
            _ => Ok(plain(text)),
        }
    }

    /// A code or a name that must be there.
    pub fn required_name(&self, remedy: &'static str) -> Result<&'a str, Wrong> {
        self.required(remedy)?;
        self.name()
    }

    /// A year from 1900 to 2200.
    pub fn year(&self) -> Result<i32, Wrong> {
        let remedy = "write a year from 1900 to 2200, such as 2020";
        self.as_it_is_shown(remedy)?;
        let text = self.required(remedy)?;
        if let Some(year) = whole(text).filter(|y| (1900..=2200).contains(y)) {
            return Ok(year as i32);
        }
        if let Some(end) = fiscal_year_end(text) {
            return Err(Wrong::new(
                said!("{0} is not a year", quoted(text)),
                said!("write the year in which the fiscal year ends, {0}", end),
            ));
        }
        Err(Wrong::new(said!("{0} is not a year", quoted(text)), remedy))
    }

    /// A whole number, if there is one.
    pub fn whole(&self, remedy: &'static str) -> Result<Option<i64>, Wrong> {
        self.as_it_is_shown(remedy)?;
        match self.optional()? {
            "" => Ok(None),
            text => whole(text)
                .map(Some)
                .ok_or_else(|| Wrong::new(said!("{0} is not a whole number", quoted(text)), remedy)),
        }
    }

    /// A finite number that must be there.
    pub fn number(&self, remedy: &'static str) -> Result<f64, Wrong> {
        self.required(remedy)?;
        self.number_or_none(remedy).map(|x| x.unwrap_or(0.0))
    }

    /// A finite number, if there is one.
    pub fn number_or_none(&self, remedy: &'static str) -> Result<Option<f64>, Wrong> {
        self.as_it_is_shown(remedy)?;
        match self.optional()? {
            "" => Ok(None),
            text => finite(&ungrouped(text)?)
                .map(Some)
                .map_err(|what| Wrong::new(said!("{0} {1}", quoted(text), Said::from(what)), remedy)),
        }
    }

    /// A finite number that counts people or answers, if there is one. A workbook's own sums may be off by a hair.
    pub fn count_or_none(&self, remedy: &'static str) -> Result<Option<f64>, Wrong> {
        match self.number_or_none(remedy)? {
            Some(n) if (n - n.round()).abs() <= 1e-6 => Ok(Some(n.round())),
            Some(_) => Err(Wrong::new(
                said!("{0} is not a whole number", quoted(self.text)),
                remedy,
            )),
            None => Ok(None),
        }
    }

    /// An amount in currency units, to the fen.
    pub fn money(&self) -> Result<Money, Wrong> {
        let remedy = "write currency units with at most two decimals, such as 1234.50";
        self.as_it_is_shown(remedy)?;
        let text = self.required(remedy)?;
        let plain = ungrouped(text)?;
        let read = match Money::parse(&plain) {
            Err(MoneyError::TooFine) if self.typed => {
                plain.parse().map_or(Err(MoneyError::NotANumber), Money::from_f64)
            }
            other => other,
        };
        read.map_err(|e| match e {
            MoneyError::NotANumber => {
                let what = finite(&plain).err().unwrap_or("is not a number");
                Wrong::new(said!("{0} {1}", quoted(text), Said::from(what)), remedy)
            }
            MoneyError::TooFine => Wrong::new(
                said!("{0} has more than two decimals", quoted(text)),
                "round it to the fen, and say so to whoever made the file",
            ),
            MoneyError::TooLarge => Wrong::new(
                said!("{0} is too large", quoted(text)),
                "write currency units, not fen",
            ),
        })
    }

    /// Refuses a cell that holds another number than people see: a date, or one shown as per cent or in 万.
    fn as_it_is_shown(&self, remedy: &'static str) -> Result<(), Wrong> {
        match self.mark {
            Some(Mark::Date) => Err(Wrong::new(
                said!("is a date ({0})", self.text),
                said!("format the cell as a number and {0}", Said::from(remedy)),
            )),
            Some(Mark::Scaled(format)) => Err(Wrong::new(
                said!(
                    "holds {0} but is shown as another number by its format {1}",
                    self.text,
                    quoted(format)
                ),
                said!("format the cell as a plain number and {0}", Said::from(remedy)),
            )),
            _ => Ok(()),
        }
    }
}

/// A whole number, also when a spreadsheet or a data frame wrote it as `5.0`.
pub(crate) fn whole(text: &str) -> Option<i64> {
    let digits = text
        .split_once('.')
        .filter(|(_, f)| f.bytes().all(|b| b == b'0'))
        .map_or(text, |(w, _)| w);
    digits.parse().ok()
}

/// `58.0` as `58`, anything else as it is.
pub(crate) fn plain(text: &str) -> &str {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, zeros)) if digits(whole) && digits(zeros) && zeros.bytes().all(|b| b == b'0') => whole,
        _ => text,
    }
}

fn finite(text: &str) -> Result<f64, &'static str> {
    let lower = text.to_ascii_lowercase();
    let bare = lower.trim_start_matches(['+', '-']);
    if bare.starts_with("inf") || bare == "∞" {
        return Err("is infinite");
    }
    if bare == "nan" {
        return Err("is not a number (NaN)");
    }
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() => Ok(x),
        Ok(_) => Err("is infinite"),
        Err(_) => Err("is not a number"),
    }
}

/// Takes thousands separators out, and refuses commas that are anything else: `1,5` is not 15.
fn ungrouped(text: &str) -> Result<Cow<'_, str>, Wrong> {
    if !text.contains([',', '，']) {
        return Ok(Cow::Borrowed(text));
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.trim_start_matches(['+', '-', '−']).split([',', '，']);
    let digits = |g: &str| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit());
    let first = groups.next().is_some_and(|g| g.len() <= 3 && digits(g));
    if first && groups.all(|g| g.len() == 3 && digits(g)) && !fraction.contains([',', '，']) {
        return Ok(Cow::Owned(text.replace([',', '，'], "")));
    }
    Err(Wrong::new(
        said!("{0} has a comma that does not part thousands", quoted(text)),
        "write decimals with a point, such as 1234.50",
    ))
}

/// `2019-20`, `2019/20` and `2019-2020` end in 2020.
fn fiscal_year_end(text: &str) -> Option<i64> {
    let (from, to) = text.split_once(['-', '/', '–'])?;
    let (from, end) = (from.trim(), to.trim());
    let start: i64 = from.parse().ok().filter(|y| (1900..=2200).contains(y))?;
    let end: i64 = match end.len() {
        2 => start - start % 100 + end.parse::<i64>().ok()?,
        4 => end.parse().ok()?,
        _ => return None,
    };
    (end == start + 1 || end == start + 1 - 100).then_some(start + 1)
}

/// The word of a row that sums up others: 合计, 总计, 小计, total, however it is spaced.
pub(crate) fn is_total(text: &str) -> bool {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：'))
        .flat_map(char::to_lowercase)
        .collect();
    matches!(
        bare.as_str(),
        "合计" | "总计" | "小计" | "合計" | "總計" | "小計" | "total" | "totals" | "subtotal" | "grandtotal"
    )
}

/// The refusal of such a row.
pub(crate) fn total_row() -> Wrong {
    Wrong::new("is a total row", "remove it: totals are computed")
}
