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
    /// Items whose answers are not kept, because the other answers say that they were not asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
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
            left_out: taken.left_out.clone(),
        }),
    )
        .into_response()
}

/// What to do about a refusal, for whoever writes a program.
fn remedy(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "unknown_wave" => "there is no such survey; check the address",
        "too_large" => "send less at once; /api/v1/openapi.json names the limits",
        "bad_id" => "the id is 32 hex digits, drawn at random for each form",
        "unknown_version" => "the survey has no such version; load the form again",
        "answered_twice" => "it is there twice; send one value, or a list where several picks are asked",
        "malformed" => {
            "its value is no answer; send a number, a text or a list of them, and leave a skipped item out"
        }
        "unknown_item" => "this version does not ask it; leave it out",
        "unknown_option" => "its value is none of the options; send the code of one",
        "one_answer_only" => "one value is asked; send one",
        "too_many_picks" => "there are more picks than the form allows; send fewer",
        "exclusive_pick" => "this pick excludes the others; send it alone",
        "same_pick_twice" => "a pick is there twice; send it once",
        "not_a_number" => "a number is asked; send one",
        "out_of_range" => "the number is outside the printed range; send one inside it",
        "points_not_100" => "the points do not add up to 100; spread all of them in steps of ten",
        "text_too_long" => "the text is longer than the form allows; shorten it",
        _ => return None,
    })
}

/// Status, machine code, item and detail of a refusal.
pub fn describe(state: &AppState, refused: &Refused) -> (StatusCode, Refusal) {
    let of = |reason, item, detail: Option<String>| Refusal {
        reason,
        item,
        detail: detail.or_else(|| remedy(reason).map(str::to_owned)),
    };
    match refused {
        Refused::UnknownWave => (StatusCode::NOT_FOUND, of("unknown_wave", None, None)),
        Refused::NotOpen(open) => (
            StatusCode::FORBIDDEN,
            of("not_open", None, Some(state.zone.day(open.wave.opens))),
        ),
        Refused::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, of("too_large", None, None)),
        Refused::Malformed(why) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            of(
                "malformed",
                None,
                Some(format!("{why}; send what /api/v1/openapi.json describes")),
            ),
        ),
        Refused::Answer { item, reason } => (
            StatusCode::UNPROCESSABLE_ENTITY,
            of(reason, Some(item.clone()), None),
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
            // what is inside is nobody's business
            let refusal = Refusal {
                reason,
                item: None,
                detail: None,
            };
            (StatusCode::UNPROCESSABLE_ENTITY, refusal)
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

/// Seconds after which the same may be taken.
pub fn wait(refused: &Refused) -> Option<&'static str> {
    match refused {
        Refused::Store(e) => Some(store_status(e).1),
        Refused::Locked(_) => Some("60"),
        _ => None,
    }
}

/// A refusal as an answer.
pub(super) fn refusal(state: &AppState, refused: &Refused) -> Response {
    let (status, body) = describe(state, refused);
    let wait = wait(refused).map(|seconds| [(header::RETRY_AFTER, seconds)]);
    (status, wait, Json(body)).into_response()
}
