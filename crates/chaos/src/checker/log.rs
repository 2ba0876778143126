//! The log, read as a stranger would: no answer, no id, no receipt.

use std::collections::HashSet;

use survey::SubmissionId;

use super::{Breach, Rule};
use crate::history::Event;

/// Stands in every text answer that a device makes, and nowhere else.
pub const CANARY: &str = "canary";

/// Looks for what devices sent in what servers wrote.
pub fn log(text: &str, events: &[Event]) -> Vec<Breach> {
    let mut secret = HashSet::new();
    for event in events {
        if let Event::Made { id, .. } = event {
            secret.insert(id.clone());
            if let Some(id) = SubmissionId::parse(id) {
                secret.insert(id.receipt().to_string());
                secret.insert(id.receipt().plain().to_owned());
            }
        }
    }
    let part_of_a_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let speaks = |line: &&str| {
        line.contains(CANARY)
            || line
                .split(|c| !part_of_a_word(c))
                .any(|word| secret.contains(word))
    };
    text.lines()
        .filter(speaks)
        .map(|line| Breach {
            rule: Rule::Log,
            what: format!("the log says: {line}"),
        })
        .collect()
}
