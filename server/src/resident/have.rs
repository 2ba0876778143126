//! `POST /api/v1/waves/{wave}/submissions:have`: which of these are stored? A device asks before it sends again.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    response::{IntoResponse, Response},
};
use outbox::wire::{Have, HaveItem, HaveReply, MAX_IDS};
use survey::SubmissionId;

use super::{
    api,
    intake::{self, Refused},
};
use crate::state::AppState;

/// Names the stored ones; an id that is not 32 hex digits is not stored.
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
    let asked: Have = serde_json::from_slice(&body).map_err(|e| Refused::Malformed(e.to_string()))?;
    if asked.ids.len() > MAX_IDS {
        return Err(Refused::TooLarge);
    }
    let ids: Vec<_> = asked
        .ids
        .iter()
        .filter_map(|id| SubmissionId::parse(id))
        .collect();
    let have = state.store.have(&open.wave.id, &ids).await?;
    Ok(HaveReply {
        have: have
            .into_iter()
            .map(|id| HaveItem {
                id: id.hex(),
                level: 1,
            })
            .collect(),
        backup_through: None,
    })
}
