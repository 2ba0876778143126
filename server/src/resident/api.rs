//! `PUT /api/v1/waves/{wave}/submissions/{id}`: one answered form from a browser (DESIGN §4.5).

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use store::{Recorded, SealKey};

use super::intake::{self, Refused, Taken};
use crate::{error::store_status, state::AppState};

/// A submission that was taken.
#[derive(Serialize)]
pub struct Reply {
    /// `XXXX-XXXX-XXXX`
    pub receipt: String,
    /// stored, duplicate, late or quarantined.
    pub status: &'static str,
}

/// A submission that was not.
#[derive(Serialize)]
pub struct Refusal {
    /// Machine code.
    pub reason: &'static str,
    /// The item it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// More in words: the opening date, the place in the JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Takes one submission; the same bytes again give the same receipt.
pub async fn put(
    State(state): State<AppState>,
    Path((wave, id)): Path<(String, String)>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match self::body(body) {
        Ok(body) => body,
        Err(refused) => return refusal(&state, &refused),
    };
    match intake::take(&state, &wave, &id, &body).await {
        Ok(taken) => reply(&taken),
        Err(refused) => refusal(&state, &refused),
    }
}

/// The body, if it arrived whole and is not too large.
pub(super) fn body(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Refused> {
    body.map_err(|e| match e.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refused::TooLarge,
        _ => Refused::Malformed(e.body_text()),
    })
}

/// What a device seals to, as it is given.
#[derive(Serialize)]
pub struct Offer {
    suite: u32,
    kid: String,
    key: String,
}

/// A key as devices read it: base64url without padding.
pub fn offer(key: &SealKey) -> Offer {
    Offer {
        suite: key.suite,
        kid: key.kid.clone(),
        key: URL_SAFE_NO_PAD.encode(&key.public),
    }
}

/// Status and words of what the store did.
pub fn outcome(recorded: Recorded) -> (StatusCode, &'static str) {
    match recorded {
        Recorded::Stored => (StatusCode::CREATED, "stored"),
        Recorded::Late => (StatusCode::ACCEPTED, "late"),
        Recorded::Duplicate { .. } => (StatusCode::OK, "duplicate"),
        Recorded::Replaced => (StatusCode::OK, "replaced"),
        Recorded::Conflict => (StatusCode::CONFLICT, "quarantined"),
    }
}

fn reply(taken: &Taken) -> Response {
    let (status, word) = outcome(taken.recorded);
    (
        status,
        Json(Reply {
            receipt: taken.receipt.to_string(),
            status: word,
        }),
    )
        .into_response()
}

/// Status, machine code, item and detail of a refusal.
pub fn describe(state: &AppState, refused: &Refused) -> (StatusCode, Refusal) {
    let of = |reason, item, detail| Refusal { reason, item, detail };
    match refused {
        Refused::UnknownWave => (StatusCode::NOT_FOUND, of("unknown_wave", None, None)),
        Refused::NotOpen(open) => (
            StatusCode::FORBIDDEN,
            of("not_open", None, Some(state.zone.day(open.wave.opens))),
        ),
        Refused::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, of("too_large", None, None)),
        Refused::Malformed(why) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            of("malformed", None, Some(why.clone())),
        ),
        Refused::BadId => (StatusCode::UNPROCESSABLE_ENTITY, of("bad_id", None, None)),
        Refused::UnknownVersion(_) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            of("unknown_version", None, None),
        ),
        Refused::Sealed(e) => {
            let reason = match e {
                seal::Error::UnknownKey => "unknown_key",
                seal::Error::UnknownSuite => "unknown_suite",
                seal::Error::Unsealable => "unsealable",
                _ => "malformed",
            };
            (StatusCode::UNPROCESSABLE_ENTITY, of(reason, None, None))
        }
        Refused::Invalid(problems) => {
            let first = problems.first();
            let reason = first.map_or("invalid", |p| p.reason.as_str());
            (
                StatusCode::UNPROCESSABLE_ENTITY,
                of(reason, first.map(|p| p.item.clone()), None),
            )
        }
        Refused::Locked(e) => {
            tracing::error!(error = %e, "a sealed submission could not be opened");
            (StatusCode::SERVICE_UNAVAILABLE, of("locked", None, None))
        }
        Refused::Store(e) => {
            tracing::error!(error = %e, "a submission could not be recorded");
            let (status, _) = store_status(e);
            let reason = if status == StatusCode::INSUFFICIENT_STORAGE {
                "full"
            } else {
                "busy"
            };
            (status, of(reason, None, None))
        }
    }
}

/// A refusal as an answer.
pub(super) fn refusal(state: &AppState, refused: &Refused) -> Response {
    let (status, body) = describe(state, refused);
    let wait = match refused {
        Refused::Store(e) => store_status(e).1,
        Refused::Locked(_) => "60",
        _ => return (status, Json(body)).into_response(),
    };
    (status, [(header::RETRY_AFTER, wait)], Json(body)).into_response()
}
