//! Reading golden files and comparing with them. No number of a golden is repeated in a test.
#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "each test file uses its part; a test fails by panicking, and says what it skips"
)]

use std::{
    cell::RefCell,
    collections::BTreeSet,
    ops::Deref,
    path::{Path, PathBuf},
};

use serde_json::Value;
use stats::Interval;

thread_local! {
    /// Where the values lie that this test has read.
    static READ: RefCell<BTreeSet<usize>> = const { RefCell::new(BTreeSet::new()) };
}

fn mark(v: &Value) {
    READ.with_borrow_mut(|read| read.insert(std::ptr::from_ref(v).addr()));
}

/// A golden file, which knows which of its figures a test has read.
pub struct Golden(Box<Value>);

impl Deref for Golden {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.0
    }
}

impl Golden {
    /// Every figure and word of the outputs was read, but those that `left_out` begins the name of, with the reason.
    #[track_caller]
    pub fn every_field_is_compared(&self, left_out: &[(&str, &str)]) {
        let mut unread = Vec::new();
        unread_below(&self["outputs"], "", &mut unread);
        for (name, reason) in left_out {
            let before = unread.len();
            unread.retain(|field| !field.starts_with(name));
            assert!(
                unread.len() < before,
                "{name} is compared, though left out: {reason}"
            );
        }
        assert!(unread.is_empty(), "never compared: {unread:#?}");
    }
}

fn unread_below(v: &Value, name: &str, unread: &mut Vec<String>) {
    match v {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(field, v)| unread_below(v, &format!("{name}/{field}"), unread)),
        Value::Array(rows) => rows
            .iter()
            .enumerate()
            .for_each(|(i, v)| unread_below(v, &format!("{name}/{i}"), unread)),
        _ if READ.with_borrow(|read| read.contains(&std::ptr::from_ref(v).addr())) => {}
        _ => unread.push(name.to_owned()),
    }
}

/// A golden file copied into the project.
#[track_caller]
pub fn golden(id: &str) -> Golden {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{id}.json"));
    Golden(Box::new(read(&file)))
}

/// A golden file of the shared folder that may not be copied: none, said aloud, where the folder is absent.
pub fn shared_golden(id: &str) -> Option<Golden> {
    shared(&format!("golden/{id}.json")).map(|file| Golden(Box::new(read(&file))))
}

/// A table that goldens are computed from, copied into the project.
#[track_caller]
pub fn table(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/data/{name}.csv"));
    std::fs::read_to_string(file).unwrap()
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
    mark(v);
    v.as_f64().unwrap()
}

#[track_caller]
pub fn word(v: &Value) -> &str {
    mark(v);
    v.as_str().unwrap()
}

#[track_caller]
pub fn whole(v: &Value) -> u64 {
    mark(v);
    v.as_u64().unwrap()
}

/// Nothing where a figure might stand.
pub fn absent(v: &Value) -> bool {
    mark(v);
    v.is_null()
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

/// Each equal to `tolerance` of the one wanted in its place, and as many.
#[track_caller]
pub fn all_within(found: impl IntoIterator<Item = f64>, want: &Value, tolerance: f64) {
    let found: Vec<f64> = found.into_iter().collect();
    let want = numbers(want);
    assert_eq!(found.len(), want.len());
    found.iter().zip(want).for_each(|(f, w)| within(*f, w, tolerance));
}

#[track_caller]
pub fn interval_within(found: Interval, want: &Value, tolerance: f64) {
    all_within([found.low, found.high], want, tolerance);
}

#[track_caller]
pub fn interval_close(found: Interval, want: &Value) {
    interval_within(found, want, 1e-9);
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
