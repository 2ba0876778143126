//! `POST /api/v1/waves/{wave}/submissions:batch`: many answered forms of a device that was offline.
//!
//! One transaction; every item has its own result, and what is wrong with one touches none of the others.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    response::{IntoResponse, Response},
};
use outbox::wire::{BatchItem, BatchReply, ItemResult, ItemStatus, MAX_ITEMS};
use serde::Deserialize;
use serde_json::Value;
use store::Recorded;
use survey::SubmissionId;

use super::{
    api, envelope, have,
    intake::{self, Refused, Taken},
};
use crate::state::AppState;

/// A batch whose items are not looked at yet: one that is none must not spoil the others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Items {
    items: Vec<Value>,
}

/// Takes the items that can be taken.
pub async fn post(
    State(state): State<AppState>,
    Path(wave): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match take(&state, &wave, body).await {
        Ok(reply) => Json(reply).into_response(),
        Err(refused) => api::refusal(&state, &refused),
    }
}

async fn take(
    state: &AppState,
    wave: &str,
    body: Result<Bytes, BytesRejection>,
) -> Result<BatchReply, Refused> {
    let open = intake::door(state, wave).await?;
    let body = api::body(body)?;
    let batch: Items = envelope::object(&body)?;
    if batch.items.len() > MAX_ITEMS {
        return Err(Refused::TooLarge);
    }
    let items: Vec<Result<BatchItem, ItemResult>> = batch.items.into_iter().map(item).collect();
    let good: Vec<_> = items
        .iter()
        .flatten()
        .map(|i| (i.id.as_str(), i.body.as_bytes()))
        .collect();
    let mut answers = intake::take_all(state, &open, &good).await?.into_iter();
    // what is stored is stored, whatever the next question comes to
    let backup_through = have::backup_through(state).await.ok().flatten();
    let result = |item| match item {
        Ok(BatchItem { id, .. }) => answers.next().map(|answer| result(state, id, answer)),
        Err(malformed) => Some(malformed),
    };
    Ok(BatchReply {
        results: items.into_iter().filter_map(result).collect(),
        backup_through,
    })
}

/// An item, or the result of what is none.
fn item(value: Value) -> Result<BatchItem, ItemResult> {
    let id = value
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let read = match value {
        Value::Object(_) => serde_json::from_value(value).ok(),
        _ => None, // a list would be read field by field
    };
    read.ok_or(ItemResult {
        id,
        receipt: None,
        status: ItemStatus::Rejected,
        reason: Some("malformed".to_owned()),
        item: None,
    })
}

/// What became of an item in the words of the wire.
fn result(state: &AppState, id: String, answer: Result<Taken, Refused>) -> ItemResult {
    let (status, receipt, reason, item) = match answer {
        Ok(Taken {
            receipt, recorded, ..
        }) => {
            let (status, reason) = match recorded {
                Recorded::Stored => (ItemStatus::Stored, None),
                Recorded::Late | Recorded::Duplicate { late: true } => (ItemStatus::Late, None),
                Recorded::Duplicate { late: false } => (ItemStatus::Duplicate, None),
                Recorded::Replaced => (ItemStatus::Replaced, None),
                Recorded::Conflict => (ItemStatus::Quarantined, Some("payload_mismatch".to_owned())),
            };
            (status, Some(receipt.to_string()), reason, None)
        }
        Err(refused) => {
            let status = match refused {
                Refused::Store(_) | Refused::Locked(_) => ItemStatus::Retry,
                _ => ItemStatus::Rejected,
            };
            let (_, why) = api::describe(state, &refused);
            (status, None, Some(why.reason.to_owned()), why.item)
        }
    };
    ItemResult {
        id: SubmissionId::parse(&id).map_or(id, |known| known.hex()),
        receipt,
        status,
        reason,
        item,
    }
}
