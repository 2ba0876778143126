//! What the county loads: ledger lines, populations, price index, published scores, indicators.

use serde::{Deserialize, Serialize};

use crate::{area::AreaCode, domain::DomainId};

/// An amount in minor units (fen).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

/// Largest amount of one line, fen: ten million million units, so that thousands of lines still add up in 64 bits.
const MOST: i64 = 1_000_000_000_000_000;

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a decimal number.
    #[error("is not a number")]
    NotANumber,
    /// More than two decimals that are not zero.
    #[error("has more than two decimals")]
    TooFine,
    /// Beyond what 64-bit fen hold.
    #[error("is too large")]
    TooLarge,
}

impl Money {
    /// Reads currency units such as `1,234.5`, exactly; thousands separators (`,` and the full-width one) are allowed.
    ///
    /// # Errors
    /// Anything that is not a finite decimal of at most two places within ±10¹³ units.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let cleaned: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, ',' | '\u{FF0C}'))
            .collect();
        let (negative, digits) = match cleaned.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, cleaned.strip_prefix('+').unwrap_or(&cleaned)),
        };
        if digits.contains(['e', 'E']) {
            return Self::from_f64(cleaned.parse().map_err(|_| MoneyError::NotANumber)?);
        }
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let numeric = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !numeric(whole) || !numeric(fraction) {
            return Err(MoneyError::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 2 {
            // 402938.60000000003 is what programs write for 402938.6: within a ten-thousandth of a fen it is that fen
            let noise = fraction.len() >= 6;
            return if noise {
                Self::from_f64(cleaned.parse().map_err(|_| MoneyError::NotANumber)?)
            } else {
                Err(MoneyError::TooFine)
            };
        }
        let units: i64 = if whole.is_empty() {
            0
        } else {
            whole.parse().map_err(|_| MoneyError::TooLarge)?
        };
        let cents: i64 = format!("{fraction:0<2}")
            .parse()
            .map_err(|_| MoneyError::NotANumber)?;
        let fen = units
            .checked_mul(100)
            .and_then(|f| f.checked_add(cents))
            .filter(|f| *f <= MOST)
            .ok_or(MoneyError::TooLarge)?;
        Ok(Self(if negative { -fen } else { fen }))
    }

    /// A spreadsheet's number, rounded to the fen when it is within 10⁻⁶ of one.
    ///
    /// # Errors
    /// Not finite, finer than a fen, or too large.
    pub fn from_f64(units: f64) -> Result<Self, MoneyError> {
        if !units.is_finite() {
            return Err(MoneyError::NotANumber);
        }
        let fen = units * 100.0;
        if fen.abs() > MOST as f64 {
            return Err(MoneyError::TooLarge);
        }
        let near = fen.round();
        if (fen - near).abs() > 1e-4_f64.max(fen.abs() * 1e-12) {
            return Err(MoneyError::TooFine);
        }
        Ok(Self(near as i64))
    }

    /// Currency units.
    pub fn units(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

/// What a line pays for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerKind {
    /// Building and buying.
    Capital,
    /// Running.
    Recurrent,
    /// Taking back an earlier line: the only kind whose amount may be negative.
    Reversal,
}

impl LedgerKind {
    /// The word of import files.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "capital" => Some(Self::Capital),
            "recurrent" => Some(Self::Recurrent),
            "reversal" => Some(Self::Reversal),
            _ => None,
        }
    }

    /// The word stored and exported.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Capital => "capital",
            Self::Recurrent => "recurrent",
            Self::Reversal => "reversal",
        }
    }
}

/// How far the money has come. Budget lines are kept but never summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Planned.
    Budget,
    /// Paid.
    Paid,
    /// In service.
    InService,
}

impl Stage {
    /// The word of import files.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "budget" => Some(Self::Budget),
            "paid" => Some(Self::Paid),
            "in_service" | "in service" => Some(Self::InService),
            _ => None,
        }
    }

    /// The word stored and exported.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Budget => "budget",
            Self::Paid => "paid",
            Self::InService => "in_service",
        }
    }
}

/// A ledger line. Everything but the amount is its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spending {
    /// Who benefits.
    pub area: AreaCode,
    /// Fiscal year, by the year it ends.
    pub year: i32,
    /// Service.
    pub domain: DomainId,
    /// Amount in fen; negative only for reversals.
    pub amount: Money,
    /// Capital, recurrent or reversal.
    pub kind: LedgerKind,
    /// Budget, paid or in service.
    pub stage: Stage,
    /// Who pays, as written in the file.
    pub payer: Option<String>,
    /// Who decides (township, county bureau, higher), as written.
    pub decides: Option<String>,
    /// Project.
    pub project: Option<String>,
    /// Source document.
    pub source: Option<String>,
}

/// Residents of an area in a year; rows without sex and age are totals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Population {
    /// Area.
    pub area: AreaCode,
    /// Year.
    pub year: i32,
    /// `male`, `female` or as written.
    pub sex: Option<String>,
    /// First age of the band, years.
    pub age_from: Option<i32>,
    /// Last age of the band, years.
    pub age_to: Option<i32>,
    /// Residents (a mid-year estimate may have a fraction).
    pub population: f64,
}

/// Price index of one year: real = amount × index(last year) / index(year).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deflator {
    /// Year.
    pub year: i32,
    /// Index, above zero.
    pub index: f64,
}

/// A score that somebody else measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublishedScore {
    /// Area.
    pub area: AreaCode,
    /// Name of the wave as published, e.g. `2017-20`.
    pub wave: String,
    /// Year in which the wave closed.
    pub year: i32,
    /// Domain.
    pub domain: DomainId,
    /// Score, 0–100.
    pub score: f64,
    /// Answers behind it.
    pub n: Option<f64>,
    /// Standard error.
    pub se: Option<f64>,
}

/// Any other area × year number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Area.
    pub area: AreaCode,
    /// Year.
    pub year: i32,
    /// Id of the indicator.
    pub indicator: String,
    /// Value in the indicator's unit.
    pub value: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_fen() {
        assert_eq!(Money::parse("1,234.5"), Ok(Money(123_450)));
        assert_eq!(Money::parse("-0.01"), Ok(Money(-1)));
        assert_eq!(Money::parse("5695000.0000"), Ok(Money(569_500_000)));
        assert_eq!(Money::parse("1.005"), Err(MoneyError::TooFine));
        assert_eq!(Money::parse("1e3"), Ok(Money(100_000)));
        assert_eq!(Money::parse("402938.60000000003"), Ok(Money(40_293_860)));
        assert_eq!(Money::parse("402938.59999999998"), Ok(Money(40_293_860)));
        assert_eq!(Money::parse("0.123456789"), Err(MoneyError::TooFine));
        assert_eq!(Money::parse("10000000000000.01"), Err(MoneyError::TooLarge));
        for bad in ["", "-", ".", "inf", "NaN", "12a", "１２", "1 2"] {
            assert_eq!(Money::parse(bad), Err(MoneyError::NotANumber), "{bad}");
        }
        assert_eq!(Money::parse("99999999999999999999"), Err(MoneyError::TooLarge));
    }
}
