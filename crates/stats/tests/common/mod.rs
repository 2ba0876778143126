//! Reading golden files and comparing with them. No number of a golden is repeated in a test.
#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "each test file uses its part; a test fails by panicking, and says what it skips"
)]

use std::path::{Path, PathBuf};

use serde_json::Value;

/// A golden file copied into the project.
#[track_caller]
pub fn golden(id: &str) -> Value {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{id}.json")))
}

/// A file of the shared folder that may not be copied: none, said aloud, where the folder is absent.
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("MINXIN_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let file = root.join(path);
    if !file.is_file() {
        println!("skipped: {} is not there", file.display());
        return None;
    }
    Some(file)
}

/// JSON of a file.
#[track_caller]
pub fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[track_caller]
pub fn number(v: &Value) -> f64 {
    v.as_f64().unwrap()
}

#[track_caller]
pub fn numbers(v: &Value) -> Vec<f64> {
    v.as_array().unwrap().iter().map(number).collect()
}

/// Equal to 1e-9 of the wanted value.
#[track_caller]
pub fn close(found: f64, want: &Value) {
    within(found, number(want), 1e-9);
}

/// Equal to `tolerance` of the wanted value, or to 1e-15.
#[track_caller]
pub fn within(found: f64, want: f64, tolerance: f64) {
    assert!(
        (found - want).abs() <= tolerance * want.abs() + 1e-15,
        "{found} is not {want} to {tolerance}"
    );
}

/// A table with a header: the named column as numbers.
#[track_caller]
pub fn column(csv: &str, name: &str) -> Vec<f64> {
    words(csv, name).iter().map(|w| w.parse().unwrap()).collect()
}

/// A table with a header (quotes around a cell are dropped; no cell holds a comma): the named column.
#[track_caller]
pub fn words(csv: &str, name: &str) -> Vec<String> {
    let cells = |line: &str| -> Vec<String> {
        line.trim()
            .split(',')
            .map(|c| c.trim_matches('"').to_owned())
            .collect()
    };
    let mut lines = csv.lines();
    let header = cells(lines.next().unwrap());
    let at = header.iter().position(|h| h == name).unwrap();
    lines
        .filter(|l| !l.trim().is_empty())
        .map(|l| cells(l)[at].clone())
        .collect()
}
