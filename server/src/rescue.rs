//! Rescue files: sealed answers carried by hand, taken through the same intake as everything else.
//!
//! The file is read as a whole or refused. Its records are then taken wave by wave, each with its own outcome; what is
//! wrong with one touches none of the others, and a file that is brought twice changes nothing.

use std::{collections::BTreeMap, path::Path};

use app::words::plural;
use import::{FileKind, Preview, Progress, Refusal, Report};
use outbox::rescue::{self, MAX_FILE, Rescued};
use store::{ImportOutcome, Recorded};

use crate::{
    resident::{
        api,
        intake::{self, Refused, Taken},
    },
    state::AppState,
};

/// Records taken in one transaction.
const LOT: usize = 100;

/// Reads a rescue file from the disk; a larger one than is ever made is not read.
///
/// # Errors
/// A sentence that names the file.
pub fn load(path: &Path) -> Result<Vec<u8>, String> {
    let name = path.display().to_string();
    let unread = |e: std::io::Error| format!("{name}: cannot be read: {e}");
    if std::fs::metadata(path).map_err(unread)?.len() > MAX_FILE as u64 {
        return Err(format!("{name}: {}", rescue::Error::TooLarge));
    }
    std::fs::read(path).map_err(unread)
}

/// Takes the records of a rescue file, or with `dry_run` says what would become of them.
///
/// # Errors
/// A [`Refusal`]: the file is none of ours or damaged, or the store cannot take anything now; in the second case what
/// was taken before stays, and the same file can be brought again.
pub async fn run(
    state: &AppState,
    name: &str,
    bytes: &[u8],
    dry_run: bool,
    progress: impl Fn(Progress) + Send + Sync,
) -> Result<Report, Refusal> {
    let records = rescue::read(bytes).map_err(|e| refuse(name, &e))?;
    let (total, mut done) = (records.len() as u64, 0);
    let mut waves: BTreeMap<String, Vec<Rescued>> = BTreeMap::new();
    for record in records {
        waves.entry(record.wave.clone()).or_default().push(record);
    }
    let mut outcome = ImportOutcome::default();
    let mut notes = Vec::new();
    for (wave, records) in waves {
        let mut told: BTreeMap<String, u64> = BTreeMap::new();
        for lot in records.chunks(LOT) {
            for word in lot_of(state, &wave, lot, dry_run)
                .await
                .map_err(|e| of_store(name, e))?
            {
                match word.as_str() {
                    STORED | LATE | CONFLICT => outcome.added += 1,
                    DUPLICATE | REPLACED => outcome.unchanged += 1,
                    _ => {}
                }
                *told.entry(word).or_default() += 1;
            }
            done += lot.len() as u64;
            progress(Progress {
                rows: done,
                bytes: bytes.len() as u64 * done / total.max(1),
                bytes_total: bytes.len() as u64,
            });
        }
        let told: Vec<String> = told.into_iter().map(|(word, n)| format!("{n} {word}")).collect();
        let count = plural(records.len() as u64, "record", "records");
        notes.push(format!("wave {wave}: {count}: {}", told.join(", ")));
    }
    Ok(Report {
        file: name.to_owned(),
        kind: FileKind::Rescue,
        dry_run,
        rows: total,
        outcome,
        totals: Vec::new(),
        new_domains: Vec::new(),
        new_indicators: Vec::new(),
        instrument: None,
        made_wave: None,
        notes,
        // nothing of what somebody answered, and no id: those are the receipts
        preview: Preview::default(),
    })
}

const STORED: &str = "stored";
const LATE: &str = "late, kept apart";
const DUPLICATE: &str = "stored before";
const REPLACED: &str = "replaced by a second one";
const CONFLICT: &str = "with other content under a known id, kept apart";

/// What becomes of records of one wave, a word or phrase each.
async fn lot_of(
    state: &AppState,
    wave: &str,
    records: &[Rescued],
    dry_run: bool,
) -> store::Result<Vec<String>> {
    let refused = |e: &Refused| format!("refused ({})", api::describe(state, e).1.reason);
    let open = match intake::door(state, wave).await {
        Ok(open) => open,
        Err(Refused::Store(e)) => return Err(e),
        Err(e) => return Ok(vec![refused(&e); records.len()]),
    };
    let ids: Vec<String> = records.iter().map(|r| r.id.hex()).collect();
    let items: Vec<_> = ids
        .iter()
        .zip(records)
        .map(|(id, r)| (id.as_str(), r.body.as_bytes()))
        .collect();
    let answers = if dry_run {
        intake::look_all(state, &open, &items).await
    } else {
        intake::take_all(state, &open, &items).await
    };
    let answers = match answers {
        Ok(answers) => answers,
        Err(Refused::Store(e)) => return Err(e),
        Err(e) => return Ok(vec![refused(&e); records.len()]),
    };
    Ok(answers
        .into_iter()
        .map(|answer| match answer {
            Ok(Taken { recorded, .. }) => match recorded {
                Recorded::Stored => STORED.to_owned(),
                Recorded::Late => LATE.to_owned(),
                Recorded::Replaced => REPLACED.to_owned(),
                Recorded::Duplicate { .. } => DUPLICATE.to_owned(),
                Recorded::Conflict => CONFLICT.to_owned(),
            },
            Err(e) => refused(&e),
        })
        .collect())
}

fn refuse(name: &str, error: &rescue::Error) -> Refusal {
    let said = error.to_string();
    let (what, remedy) = said.split_once("; ").unwrap_or((&said, "choose another file"));
    Refusal::whole(name, what.to_owned(), remedy.to_owned())
}

fn of_store(name: &str, error: store::Error) -> Refusal {
    let said = error.to_string();
    let (what, _) = said.split_once("; ").unwrap_or((&said, ""));
    Refusal::whole(
        name,
        what.to_owned(),
        "what was taken before stays; bring the same file again",
    )
}
