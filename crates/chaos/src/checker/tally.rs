//! The tallies of a closed wave, counted once more from its rows, by other code than the product's.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Breach, Rule};
use crate::stored::{Kept, Stored};

/// Fewest people whose figures are shown.
const SHOWN: usize = 10;

/// Holds `minxin export tallies` beside the rows it must come from: everyone, then the rows of the cut by mode.
pub fn tally(stored: &Stored, exported: &Value) -> Vec<Breach> {
    let counted: Vec<&Kept> = stored.submissions.iter().filter(|k| !k.late).collect();
    let mut breaches = Vec::new();
    let items = exported["items"].as_array().map_or(&[][..], Vec::as_slice);
    if items.is_empty() {
        breaches.push(Breach {
            rule: Rule::Tally,
            what: format!("the export has no items: {exported}"),
        });
    }
    for item in items {
        let code = item["item"].as_str().unwrap_or_default();
        compare(code, "everyone", &counted, &item["total"], &mut breaches);
        for row in item["rows"].as_array().into_iter().flatten() {
            let mode = row["key"].as_str().unwrap_or_default();
            let some: Vec<&Kept> = counted.iter().copied().filter(|k| k.mode == mode).collect();
            compare(code, mode, &some, row, &mut breaches);
        }
    }
    breaches
}

fn compare(item: &str, who: &str, counted: &[&Kept], row: &Value, breaches: &mut Vec<Breach>) {
    let figures = &row["figures"];
    if figures.is_null() && (counted.len() < SHOWN || who != "everyone") {
        return; // too few to be shown, or hidden for the sake of those
    }
    let mut by_code: BTreeMap<String, u64> = BTreeMap::new();
    let mut blank = 0;
    for kept in counted {
        match kept.answers.get(item) {
            None => blank += 1,
            Some(value) => *by_code.entry(code_of(value)).or_default() += 1,
        }
    }
    let mut differ = |what: &str, told: &Value, found: u64| {
        if told.as_u64() != Some(found) {
            breaches.push(Breach {
                rule: Rule::Tally,
                what: format!("{item}, {who}, {what}: the tallies say {told}, the rows {found}"),
            });
        }
    };
    differ("people", &figures["n_all"], counted.len() as u64);
    differ("blank", &figures["n_blank"], blank);
    for option in figures["distribution"].as_array().into_iter().flatten() {
        let code = code_of(&option["code"]);
        differ(&code, &option["n"], by_code.get(&code).copied().unwrap_or(0));
    }
}

fn code_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
