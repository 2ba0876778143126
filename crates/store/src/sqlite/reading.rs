//! From columns back to the vocabulary, and JSON both ways.

use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Row as _, sqlite::SqliteRow};

use crate::error::{Error, Result};

/// A text column that a vocabulary type reads.
pub(super) fn parsed<T>(row: &SqliteRow, column: &'static str, read: fn(&str) -> Option<T>) -> Result<T> {
    read(row.try_get(column)?).ok_or_else(|| unreadable(column, "a known word"))
}

/// A text column where empty means absent.
pub(super) fn absent_if_empty(row: &SqliteRow, column: &'static str) -> Result<Option<String>> {
    let text: String = row.try_get(column)?;
    Ok(Some(text).filter(|t| !t.is_empty()))
}

/// A count; SQLite's integers have a sign.
pub(super) fn count(row: &SqliteRow, column: &'static str) -> Result<u64> {
    let n: i64 = row.try_get(column)?;
    u64::try_from(n).map_err(|_| unreadable(column, "a count"))
}

/// A column of JSON.
pub(super) fn json<T: DeserializeOwned>(row: &SqliteRow, column: &'static str) -> Result<T> {
    from_json(column, row.try_get(column)?)
}

/// Reads JSON; `what` goes into the error.
pub(super) fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|source| Error::Corrupt { what, source })
}

/// Writes JSON; `what` goes into the error.
pub(super) fn to_json<T: Serialize>(what: &'static str, value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|source| Error::Corrupt { what, source })
}

/// A stored value that no version of this program wrote.
pub(super) fn unreadable(what: &'static str, expected: &str) -> Error {
    let source = <serde_json::Error as serde::de::Error>::custom(format!("expected {expected}"));
    Error::Corrupt { what, source }
}
