//! `GET /api/v1/waves/{wave}/key`: what a device seals its answers to.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{
    api::{self, Refusal},
    intake::Refused,
};
use crate::{keys, state::AppState};

/// The newest key of the wave; 404 `no_key` where answers to it are not sealed.
pub async fn show(State(state): State<AppState>, Path(wave): Path<String>) -> Response {
    let open = match state.cache.wave(&*state.store, &wave, (state.now)()).await {
        Ok(Some(open)) => open,
        Ok(None) => return api::refusal(&state, &Refused::UnknownWave),
        Err(e) => return api::refusal(&state, &Refused::Store(e)),
    };
    match keys::offered(&state, &open).await {
        Some(key) => Json(api::offer(&key)).into_response(),
        None => {
            let refusal = Refusal {
                reason: "no_key",
                item: None,
                detail: None,
            };
            (StatusCode::NOT_FOUND, Json(refusal)).into_response()
        }
    }
}
