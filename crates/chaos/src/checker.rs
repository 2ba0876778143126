//! The judge: what devices were promised, beside what is stored. Pure: a history and rows in, breaches out.

mod log;
mod tally;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    ops::Range,
};

use survey::SubmissionId;

use crate::{
    history::{Event, Moment, Promise},
    stored::{Kept, Stored},
};

pub use log::{CANARY, log};
pub use tally::tally;

/// Longest a server may take to end when asked to, milliseconds.
pub const PATIENCE: u64 = 10_000;

/// What must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// What was acknowledged is stored.
    Lost,
    /// Nothing is stored twice.
    Doubled,
    /// Nothing is stored that nobody sent.
    Foreign,
    /// What is stored is what was sent.
    Altered,
    /// One id, one receipt, derived from the id.
    Receipt,
    /// Quarantine holds other bytes under a stored id, and nothing else.
    Quarantine,
    /// What came late, and only that, is kept apart.
    Late,
    /// Nothing is acknowledged while nothing can be written, and the device is told to come back.
    FullDisk,
    /// Trouble is said as 503 or 507 with a time to come back; a good answer is refused only before the opening.
    Status,
    /// What people read stays readable.
    Reading,
    /// Everything that was finished is acknowledged in the end.
    Stuck,
    /// A server that is asked to end does, in good order and in time.
    Ending,
    /// The tallies of a closed wave are those of its rows.
    Tally,
    /// No answer, id or receipt stands in the log.
    Log,
    /// The database is whole.
    Whole,
}

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// Which.
    pub rule: Rule,
    /// In words.
    pub what: String,
}

/// When it is looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The server has just come back: devices still have work.
    Between,
    /// Everything is mended and every device is done.
    End,
}

/// Holds a history against what is stored. `before` are the ids that were there before any device sent.
pub fn check(events: &[Event], stored: &Stored, before: &HashSet<String>, when: When) -> Vec<Breach> {
    let mut breaches = Breaches::default();
    let made = made(events);
    rows(stored, &made, before, &mut breaches);
    promises(events, stored, when, &mut breaches);
    receipts(events, stored, before, &mut breaches);
    if when == When::End {
        stuck(events, &made, &mut breaches);
        statuses(events, &mut breaches);
        full_disk(events, &mut breaches);
    }
    breaches.0
}

#[derive(Default)]
struct Breaches(Vec<Breach>);

impl Breaches {
    fn extend(&mut self, some: Option<Breach>) {
        self.0.extend(some);
    }

    fn add(&mut self, rule: Rule, what: impl Into<String>) {
        let what = what.into();
        self.0.push(Breach { rule, what });
    }
}

type Made<'e> = HashMap<(&'e str, &'e str), &'e serde_json::Value>;

fn made(events: &[Event]) -> Made<'_> {
    let mut made = Made::new();
    for event in events {
        if let Event::Made {
            id, hash, answers, ..
        } = event
        {
            made.insert((id, hash), answers);
        }
    }
    made
}

fn rows(stored: &Stored, made: &Made, before: &HashSet<String>, breaches: &mut Breaches) {
    if stored.integrity != "ok" {
        breaches.add(Rule::Whole, format!("integrity_check says: {}", stored.integrity));
    }
    let mut seen = HashMap::new();
    for row in &stored.submissions {
        if seen.insert(row.id.as_str(), row).is_some() {
            breaches.add(Rule::Doubled, format!("{} is stored twice", row.id));
        }
        if !before.contains(&row.id) {
            one_row("stored", row, made, breaches);
        }
    }
    let mut apart = HashSet::new();
    for row in &stored.quarantine {
        if !apart.insert((&row.id, &row.hash)) {
            breaches.add(
                Rule::Doubled,
                format!("{} is twice in quarantine with the same bytes", row.id),
            );
        }
        one_row("in quarantine", row, made, breaches);
        match seen.get(row.id.as_str()) {
            None => breaches.add(
                Rule::Quarantine,
                format!("{} is in quarantine, and nothing is stored under it", row.id),
            ),
            Some(first) if first.hash == row.hash => {
                breaches.add(
                    Rule::Quarantine,
                    format!("{} is in quarantine with the bytes that are stored", row.id),
                );
            }
            Some(_) => {}
        }
    }
}

fn one_row(place: &str, row: &Kept, made: &Made, breaches: &mut Breaches) {
    match made.get(&(row.id.as_str(), row.hash.as_str())) {
        None => breaches.add(
            Rule::Foreign,
            format!("{} is {place} with bytes that nobody sent: {}", row.id, row.hash),
        ),
        Some(answers) if **answers != row.answers => breaches.add(
            Rule::Altered,
            format!(
                "{} is {place} as {}, and was sent as {answers}",
                row.id, row.answers
            ),
        ),
        Some(_) => {}
    }
}

/// What restores took back, unless it was promised again: each from its backup's beginning to itself.
fn taken_back(events: &[Event]) -> Vec<Range<Moment>> {
    let mut from = 0;
    let mut all = Vec::new();
    for (moment, event) in events.iter().enumerate() {
        match event {
            Event::BackupFrom => from = moment,
            Event::Restored => all.push(from..moment),
            _ => {}
        }
    }
    all
}

fn promises(events: &[Event], stored: &Stored, when: When, breaches: &mut Breaches) {
    let by_id: HashMap<&str, &Kept> = stored.submissions.iter().map(|k| (k.id.as_str(), k)).collect();
    let apart: HashSet<(&str, &str)> = stored
        .quarantine
        .iter()
        .map(|k| (k.id.as_str(), k.hash.as_str()))
        .collect();
    let void = taken_back(events);
    let mut late: BTreeMap<&str, bool> = BTreeMap::new();
    let mut told = BTreeSet::new();
    for (moment, event) in events.iter().enumerate() {
        let Event::Acknowledged {
            id, hash, promise, ..
        } = event
        else {
            continue;
        };
        let void = void.iter().any(|taken| taken.contains(&moment));
        if void && when == When::Between {
            continue;
        }
        let row = by_id.get(id.as_str());
        let kept = match promise {
            Promise::Quarantined => apart.contains(&(id.as_str(), hash.as_str())),
            _ => row.is_some_and(|k| k.hash == *hash),
        };
        if !kept && told.insert((id, hash, *promise == Promise::Quarantined)) {
            breaches.add(
                Rule::Lost,
                format!("{id} was acknowledged ({promise:?}, event {moment}) and is not stored"),
            );
        }
        match promise {
            // what was brought back may have come late the second time
            Promise::Stored if !void => _ = late.insert(id, false),
            Promise::Late if !void => _ = late.insert(id, true),
            _ => {}
        }
    }
    for (id, late) in late {
        if let Some(row) = by_id.get(id)
            && row.late != late
        {
            let (said, is) = if late {
                ("late", "counted")
            } else {
                ("stored", "late")
            };
            breaches.add(
                Rule::Late,
                format!("{id} was acknowledged as {said} and is kept as {is}"),
            );
        }
    }
}

fn receipts(events: &[Event], stored: &Stored, before: &HashSet<String>, breaches: &mut Breaches) {
    let derived = |id: &str| SubmissionId::parse(id).map(|id| id.receipt());
    for event in events {
        let Event::Acknowledged {
            id,
            receipt: Some(receipt),
            ..
        } = event
        else {
            continue;
        };
        if derived(id).is_none_or(|r| r.to_string() != *receipt) {
            breaches.add(
                Rule::Receipt,
                format!("{id} was given the receipt {receipt}, which is not its own"),
            );
        }
    }
    for row in stored.submissions.iter().filter(|k| !before.contains(&k.id)) {
        if derived(&row.id).map(|r| r.plain().to_owned()) != row.receipt {
            breaches.add(
                Rule::Receipt,
                format!(
                    "{} is stored with the receipt {:?}, which is not its own",
                    row.id, row.receipt
                ),
            );
        }
    }
}

fn stuck(events: &[Event], made: &Made, breaches: &mut Breaches) {
    let mut waiting: BTreeSet<(&str, &str)> = made.keys().copied().collect();
    for event in events {
        if let Event::Acknowledged { id, hash, .. } = event {
            waiting.remove(&(id.as_str(), hash.as_str()));
        }
    }
    for (id, hash) in waiting {
        breaches.add(Rule::Stuck, format!("{id} ({hash}) was never acknowledged"));
    }
}

fn statuses(events: &[Event], breaches: &mut Breaches) {
    for event in events {
        match event {
            Event::Failed {
                request,
                status,
                retry_after,
            } if !matches!(status, 503 | 507) || retry_after.is_none() => {
                breaches.add(
                    Rule::Status,
                    format!("{request} was answered {status}, Retry-After {retry_after:?}"),
                );
            }
            Event::Refused { id, status, reason } if (*status, reason.as_str()) != (403, "not_open") => {
                breaches.add(
                    Rule::Status,
                    format!("{id}, a good answer, was refused: {status} {reason}"),
                );
            }
            Event::Read { page, status } if *status != 200 => {
                breaches.add(Rule::Reading, format!("{page} was answered {status}"));
            }
            Event::Ended { code, after } if *code != Some(0) || *after > PATIENCE => {
                breaches.add(
                    Rule::Ending,
                    format!("the server was asked to end: exit code {code:?} after {after} ms"),
                );
            }
            _ => {}
        }
    }
}

fn full_disk(events: &[Event], breaches: &mut Breaches) {
    let mut from = None;
    let mut refused = false;
    for (moment, event) in events.iter().enumerate() {
        match event {
            Event::FullFrom => (from, refused) = (Some(moment), false),
            Event::Failed { status: 507, .. } => refused = true,
            Event::FullUntil => {
                let noticed = refused || from.is_none();
                from = None;
                let what = format!("the disk was full until event {moment}, and nobody was told 507");
                breaches.extend((!noticed).then_some(Breach {
                    rule: Rule::FullDisk,
                    what,
                }));
            }
            Event::Acknowledged {
                id,
                promise: Promise::Stored | Promise::Late,
                since,
                ..
            } if from.is_some_and(|from| *since > from) => {
                breaches.add(
                    Rule::FullDisk,
                    format!("{id} was acknowledged while nothing could be written, event {moment}"),
                );
            }
            _ => {}
        }
    }
}
