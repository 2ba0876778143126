//! Requests, with the bytes read from the store at the last moment, and what came back.

use js_sys::Array;
use survey::SubmissionId;
use wasm_bindgen::JsValue;

use ::outbox::{
    Asked, Post, Reply,
    wire::{BatchReply, HaveItem, HaveReply, ItemResult, ItemStatus},
};

use super::store;
use crate::resident::hands::platform::{self, flag, list_of, number, text};

/// `fetch` gave up by itself.
const NO_ANSWER: f64 = 0.0;
/// We gave up.
const TOO_LATE: f64 = -1.0;

/// Carries a request out: the records it was about, and the reply.
pub async fn ask(post: Post) -> (Vec<SubmissionId>, Reply) {
    match post.what {
        Asked::Batch(parcels) => {
            let ids: Vec<_> = parcels.iter().map(|(id, _)| *id).collect();
            let items = match items(parcels).await {
                Ok(items) => items,
                Err(damaged) => return (ids, Reply::Unread { damaged }),
            };
            let said = platform::send_batch(&post.wave, &list_of(&items), post.timeout).await;
            (ids, reply(&said, batch))
        }
        Asked::Have(ids) => {
            let list: Array = ids.iter().map(|id| JsValue::from(id.hex())).collect();
            let said = platform::ask_have(&post.wave, &list, post.timeout).await;
            (ids, reply(&said, have))
        }
    }
}

/// Ids with their bytes; the damaged ones where not all can be read.
async fn items(
    parcels: Vec<(SubmissionId, Option<String>)>,
) -> Result<Vec<(String, String)>, Vec<SubmissionId>> {
    let missing: Vec<_> = parcels
        .iter()
        .filter(|(_, b)| b.is_none())
        .map(|(id, _)| *id)
        .collect();
    let read = if missing.is_empty() {
        Vec::new()
    } else {
        store::bodies(Some(&missing)).await.unwrap_or_default()
    };
    let damaged: Vec<_> = read.iter().filter(|r| !r.sound).map(|r| r.id).collect();
    if !damaged.is_empty() || read.len() < missing.len() {
        return Err(damaged);
    }
    let mut read = read.into_iter();
    // read in the order asked for, and all of it
    let whole = parcels.into_iter().filter_map(|(id, body)| {
        let body = body.or_else(|| read.next().map(|r| r.body))?;
        Some((id.hex(), body))
    });
    Ok(whole.collect())
}

fn reply(said: &JsValue, ours: fn(&Array, Option<i64>) -> Reply) -> Reply {
    let said = Array::from(said);
    let status = number(&said, 0);
    if status == TOO_LATE {
        return Reply::TimedOut;
    }
    if status == NO_ANSWER {
        return Reply::NoAnswer;
    }
    if status == 200.0
        && let Some(list) = platform::list(said.get(3))
    {
        return ours(&list, said.get(4).as_f64().map(|ms| ms as i64));
    }
    Reply::Status {
        status: status as u16,
        retry_after: said.get(1).as_f64().filter(|s| *s >= 0.0).map(|s| s as u32),
        reason: text(&said, 2),
    }
}

fn batch(list: &Array, backup_through: Option<i64>) -> Reply {
    let result = |row: JsValue| {
        let row = Array::from(&row);
        let word = |at| row.get(at).as_string();
        ItemResult {
            id: text(&row, 0),
            receipt: word(1),
            status: status(&text(&row, 2)),
            reason: word(3),
            item: word(4),
        }
    };
    Reply::Batch(BatchReply {
        results: list.iter().map(result).collect(),
        backup_through,
    })
}

fn have(list: &Array, backup_through: Option<i64>) -> Reply {
    let item = |row: JsValue| {
        let row = Array::from(&row);
        HaveItem {
            id: text(&row, 0),
            level: number(&row, 1) as u8,
            late: flag(&row, 2),
        }
    };
    Reply::Have(HaveReply {
        have: list.iter().map(item).collect(),
        backup_through,
    })
}

fn status(word: &str) -> ItemStatus {
    match word {
        "stored" => ItemStatus::Stored,
        "duplicate" => ItemStatus::Duplicate,
        "replaced" => ItemStatus::Replaced,
        "late" => ItemStatus::Late,
        "quarantined" => ItemStatus::Quarantined,
        "rejected" => ItemStatus::Rejected,
        "gone" => ItemStatus::Gone,
        "retry" => ItemStatus::Retry,
        _ => ItemStatus::Unknown,
    }
}
