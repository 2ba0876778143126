//! Jobs of the store, as JavaScript takes them, and what it answers.

use js_sys::Array;
use survey::{SubmissionId, submission::payload_hash};
use wasm_bindgen::JsValue;

use ::outbox::{Index, Job, Op, Record, State, Stored, age::Age};

use crate::resident::hands::platform::{self, flag, number, text};

/// Does a job.
pub async fn carry_out(job: Job) -> Stored {
    match job {
        Job::Load => platform::list(platform::load().await)
            .map_or(Stored::Severed, |read| Stored::Loaded(Box::new(index(&read)))),
        Job::Commit(ops) => {
            let list: Array = ops.iter().map(listed).collect();
            outcome(&platform::commit(&list).await)
        }
        Job::Reopen => outcome(&platform::reopen().await),
    }
}

/// Drops a draft whose answers were delivered without the store.
pub async fn drop_draft(id: SubmissionId) {
    carry_out(Job::Commit(vec![Op::DropDraft(id)])).await;
}

fn outcome(word: &JsValue) -> Stored {
    match word.as_string().as_deref() {
        Some("done") => Stored::Done,
        Some("same") => Stored::Exists { same: true },
        Some("exists") => Stored::Exists { same: false },
        Some("full") => Stored::Full,
        _ => Stored::Severed,
    }
}

/// An operation as its name and what it takes.
fn listed(op: &Op) -> JsValue {
    let id = |id: &SubmissionId| JsValue::from(id.hex());
    let list = match op {
        Op::SaveDraft { id: of, text } => Array::of3(&"saveDraft".into(), &id(of), &text.into()),
        Op::DropDraft(of) => Array::of2(&"dropDraft".into(), &id(of)),
        Op::Finalise(sealed) => {
            let parts = [
                "finalise".into(),
                id(&sealed.id()),
                sealed.wave().into(),
                sealed.body().into(),
                hex(&sealed.hash()).into(),
                sealed.record().size.into(),
                sealed.replaces().as_ref().map_or(JsValue::NULL, id),
            ];
            parts.into_iter().collect()
        }
        Op::Acked { id: of, late, since } => {
            Array::of4(&"acked".into(), &id(of), &(*late).into(), &(*since as f64).into())
        }
        Op::Forget { id: of, late } => Array::of3(&"forget".into(), &id(of), &(*late).into()),
        Op::Ready(of) => Array::of2(&"ready".into(), &id(of)),
        Op::Quarantine { id: of, reason, item } => {
            Array::of4(&"aside".into(), &id(of), &reason.into(), &item.into())
        }
        Op::Lived(age) => Array::of3(
            &"lived".into(),
            &(age.lived as f64).into(),
            &(age.wall as f64).into(),
        ),
        Op::Ballast(there) => Array::of2(&"ballast".into(), &(*there).into()),
    };
    list.into()
}

fn index(read: &Array) -> Index {
    let age = platform::list(read.get(2));
    Index {
        records: Array::from(&read.get(0))
            .iter()
            .filter_map(|r| record(&r))
            .collect(),
        receipts: number(read, 1) as u32,
        age: age.map(|a| Age {
            lived: number(&a, 0) as u64,
            wall: number(&a, 1) as i64,
        }),
        ballast: flag(read, 3),
    }
}

fn record(row: &JsValue) -> Option<(SubmissionId, Record)> {
    let row = Array::from(row);
    let state = match text(&row, 3).as_str() {
        "acked" => State::Acked {
            late: flag(&row, 6),
            since: number(&row, 7) as u64,
        },
        "aside" => State::Quarantined {
            reason: text(&row, 4),
            item: text(&row, 5),
        },
        _ => State::Ready,
    };
    let record = Record {
        wave: text(&row, 1),
        size: number(&row, 2) as u32,
        state,
    };
    Some((SubmissionId::parse(&text(&row, 0))?, record))
}

/// A record with its bytes.
#[derive(Clone, Debug)]
pub struct Whole {
    /// Its id.
    pub id: SubmissionId,
    /// The wave it answers.
    pub wave: String,
    /// The bytes.
    pub body: String,
    /// They are those that were put; a record of the first version has no hash to tell by.
    pub sound: bool,
}

/// Records with their bytes, these or all; none if the store cannot be read.
pub async fn bodies(ids: Option<&[SubmissionId]>) -> Option<Vec<Whole>> {
    let wanted = ids.map_or(JsValue::UNDEFINED, |ids| {
        let list: Array = ids.iter().map(|id| JsValue::from(id.hex())).collect();
        list.into()
    });
    let rows = platform::list(platform::bodies(&wanted).await)?;
    let whole = |row: JsValue| {
        let row = Array::from(&row);
        let (body, hash) = (text(&row, 2), text(&row, 3));
        Some(Whole {
            id: SubmissionId::parse(&text(&row, 0))?,
            wave: text(&row, 1),
            sound: hash.is_empty() || hash == hex(&payload_hash(body.as_bytes())),
            body,
        })
    };
    Some(rows.iter().filter_map(whole).collect())
}

/// Receipts of what was delivered from here and is kept no more: id, wave, after the grace period.
pub async fn receipts() -> Vec<(SubmissionId, String, bool)> {
    let row = |row: JsValue| {
        let row = Array::from(&row);
        Some((SubmissionId::parse(&text(&row, 0))?, text(&row, 1), flag(&row, 2)))
    };
    Array::from(&platform::receipts().await)
        .iter()
        .filter_map(row)
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(n.into(), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|b| [digit(b >> 4), digit(b & 15)])
        .collect()
}
