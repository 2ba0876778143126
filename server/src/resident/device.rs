//! A tablet of the county: it trades its one-time code for a token, asks what it may prepare, and says how many answers it
//! still holds. The token opens these three and nothing else; an answer is taken without it and never beside it.

use std::collections::BTreeMap;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use store::Device;
use survey::{AreaCode, WaveState, submission::payload_hash};

use super::{api::Refusal, envelope};
use crate::{error::store_status, state::AppState};

/// Letters of a code: Crockford's, lower case.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A fresh code of 26 letters, 130 random bits: it travels in the fragment of an address, which no server sees.
pub fn fresh_code() -> String {
    let mut bytes = [0_u8; 26];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
        .iter()
        .map(|b| char::from(LETTERS[usize::from(b & 31)]))
        .collect()
}

fn fresh_token() -> String {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// What is stored of a code or a token.
pub fn hash(secret: &str) -> [u8; 32] {
    payload_hash(secret.as_bytes())
}

#[derive(Deserialize)]
struct Enrol {
    code: String,
}

#[derive(Deserialize)]
struct Report {
    pending: u64,
}

/// What a tablet may prepare.
#[derive(Serialize)]
struct Prepared {
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    name: String,
    expires: i64,
    waves: Vec<Asked>,
    villages: Vec<Village>,
}

#[derive(Serialize)]
struct Asked {
    id: String,
    title: BTreeMap<String, String>,
    area: String,
    version: u32,
    languages: Vec<String>,
    /// Rotating blocks: with the two orders of options this many times two forms differ.
    blocks: usize,
    state: WaveState,
    opens: i64,
    closes: i64,
    grace_until: i64,
    /// The item that asks where somebody lives, and the places it offers: a village chosen beforehand is its answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    place_item: Option<String>,
    places: Vec<String>,
}

#[derive(Serialize)]
struct Village {
    code: String,
    name: String,
}

/// `POST /api/v1/devices:enrol`: the one-time code for a token, once.
pub async fn enrol(State(state): State<AppState>, body: Bytes) -> Response {
    let Ok(asked) = envelope::object::<Enrol>(&body) else {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "malformed");
    };
    let (now, token) = ((state.now)(), fresh_token());
    let (code, hashed) = (hash(asked.code.trim()), hash(&token));
    let day = state.zone.day(now);
    match state.store.enrol_device(&code, &hashed, now, &day).await {
        Ok(true) => {}
        Ok(false) => return refuse(StatusCode::FORBIDDEN, "unknown_code"),
        Err(e) => return busy(&e),
    }
    match state.store.device(&hashed, now).await {
        Ok(Some(device)) => prepared(&state, &device, Some(token)).await,
        Ok(None) => refuse(StatusCode::UNAUTHORIZED, "unknown_device"),
        Err(e) => busy(&e),
    }
}

/// `GET /api/v1/device`: what this tablet may prepare, as it stands now.
pub async fn show(State(state): State<AppState>, headers: HeaderMap) -> Response {
    match known(&state, &headers).await {
        Ok(Some((device, _))) => prepared(&state, &device, None).await,
        Ok(None) => refuse(StatusCode::UNAUTHORIZED, "unknown_device"),
        Err(e) => busy(&e),
    }
}

/// `POST /api/v1/device/report`: how many answers it still holds; never which, never what is in them.
pub async fn report(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> Response {
    let Ok(said) = envelope::object::<Report>(&body) else {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "malformed");
    };
    let Some(token) = bearer(&headers) else {
        return refuse(StatusCode::UNAUTHORIZED, "unknown_device");
    };
    let now = (state.now)();
    let day = state.zone.day(now);
    match state
        .store
        .report_device(&hash(token), said.pending, now, &day)
        .await
    {
        Ok(true) => StatusCode::NO_CONTENT.into_response(),
        Ok(false) => refuse(StatusCode::UNAUTHORIZED, "unknown_device"),
        Err(e) => busy(&e),
    }
}

async fn known(state: &AppState, headers: &HeaderMap) -> store::Result<Option<(Device, [u8; 32])>> {
    let Some(token) = bearer(headers).map(hash) else {
        return Ok(None);
    };
    let found = state.store.device(&token, (state.now)()).await?;
    Ok(found.map(|device| (device, token)))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let said = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = said.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn prepared(state: &AppState, device: &Device, token: Option<String>) -> Response {
    match waves_of(state, device).await {
        Ok((waves, villages)) => Json(Prepared {
            token,
            name: device.plan.name.clone(),
            expires: device.expires,
            waves,
            villages,
        })
        .into_response(),
        Err(e) => busy(&e),
    }
}

async fn waves_of(state: &AppState, device: &Device) -> store::Result<(Vec<Asked>, Vec<Village>)> {
    let now = (state.now)();
    let mut waves = Vec::new();
    for id in &device.plan.waves {
        let Some(open) = state.cache.wave(&*state.store, id, now).await? else {
            continue;
        };
        let wave = &open.wave;
        let version = state
            .cache
            .version(&*state.store, &wave.instrument, wave.version)
            .await?;
        let place_item = version.as_ref().and_then(|v| v.profile.area.clone());
        waves.push(Asked {
            id: wave.id.clone(),
            title: wave.title.0.clone(),
            area: open.area_name.clone(),
            version: wave.version,
            languages: version.as_ref().map(|v| v.languages.clone()).unwrap_or_default(),
            blocks: version.as_ref().map_or(0, |v| v.blocks.len()),
            state: wave.state(now),
            opens: wave.opens,
            closes: wave.closes,
            grace_until: wave.grace_until,
            place_item,
            places: open.places.iter().map(|p| p.code.clone()).collect(),
        });
    }
    let areas = state.store.areas().await?;
    let name = |code: &AreaCode| {
        let found = areas.iter().find(|a| &a.code == code);
        found.map_or_else(|| code.to_string(), |a| a.name.clone())
    };
    let villages = device
        .plan
        .villages
        .iter()
        .map(|code| Village {
            code: code.to_string(),
            name: name(code),
        })
        .collect();
    Ok((waves, villages))
}

fn refuse(status: StatusCode, reason: &'static str) -> Response {
    let refusal = Refusal {
        reason,
        item: None,
        detail: None,
    };
    (status, Json(refusal)).into_response()
}

fn busy(e: &store::Error) -> Response {
    tracing::error!(error = %e, "a tablet could not be served");
    let (status, wait) = store_status(e);
    let mut response = refuse(status, "busy");
    if let Ok(wait) = wait.parse() {
        response.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_26_letters_that_can_be_typed() {
        let code = fresh_code();
        assert_eq!(code.len(), 26);
        assert!(code.bytes().all(|b| LETTERS.contains(&b)));
        assert_ne!(code, fresh_code());
        assert_eq!(fresh_token().len(), 64);
    }
}
