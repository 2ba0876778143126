//! `POST /api/v1/waves/{wave}/submissions:have`: which of these are stored? A device asks before it sends again. The device
//! sends the hash of what it has; nobody is told the hash of what is stored, which could be tried against guessed answers.

use std::collections::HashMap;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    response::{IntoResponse, Response},
};
use outbox::wire::{Have, HaveItem, HaveReply, MAX_IDS};
use store::Stored;
use survey::SubmissionId;

use super::{
    api, envelope,
    intake::{self, Refused},
};
use crate::state::AppState;

/// Names the stored ones; an id that is not 32 hex digits is not stored, nor is one with other bytes than were hashed.
pub async fn post(
    State(state): State<AppState>,
    Path(wave): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match have(&state, &wave, body).await {
        Ok(reply) => Json(reply).into_response(),
        Err(refused) => api::refusal(&state, &refused),
    }
}

async fn have(
    state: &AppState,
    wave: &str,
    body: Result<Bytes, BytesRejection>,
) -> Result<HaveReply, Refused> {
    let open = intake::door(state, wave).await?;
    let body = api::body(body)?;
    let asked: Have = envelope::object(&body)?;
    if asked.ids.len() > MAX_IDS {
        return Err(Refused::TooLarge);
    }
    let ids: Vec<_> = asked
        .ids
        .iter()
        .filter_map(|id| SubmissionId::parse(id))
        .collect();
    let have = state.store.have(&open.wave.id, &ids).await?;
    let hashes: HashMap<SubmissionId, &str> = asked
        .ids
        .iter()
        .zip(&asked.hashes)
        .filter_map(|(id, hash)| Some((SubmissionId::parse(id)?, hash.as_str())))
        .filter(|(_, hash)| !hash.is_empty())
        .collect();
    let same = |stored: &Stored| {
        let hash = hashes.get(&stored.id);
        hash.is_none_or(|hash| is_of(hash, &stored.hash))
    };
    Ok(HaveReply {
        have: have
            .into_iter()
            .filter(same)
            .map(|stored| HaveItem {
                id: stored.id.hex(),
                level: if stored.backed_up { 2 } else { 1 },
                late: stored.late,
            })
            .collect(),
        backup_through: backup_through(state).await?,
    })
}

/// Is this how the bytes are written in hex digits, of either case?
fn is_of(hex: &str, bytes: &[u8]) -> bool {
    let pairs = hex.as_bytes().chunks(2);
    let read = |pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    hex.len() == 2 * bytes.len() && pairs.zip(bytes).all(|(pair, byte)| read(pair) == Some(*byte))
}

/// The first moment of the day of the newest verified backup, epoch milliseconds: what was received on the days before
/// is in it. Never a time within a day.
pub(super) async fn backup_through(state: &AppState) -> Result<Option<i64>, Refused> {
    let day = state.store.backup_through().await?;
    Ok(day.and_then(|day| state.zone.start_of(&day)))
}
