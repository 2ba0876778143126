//! `/check/{receipt}`: received while the survey runs, counted once it is over, replaced, late, of a survey that was taken
//! back, or unknown – never what was said.

pub use app::resident::State as Became;
use app::resident::{CheckPage, check_page};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use survey::{Receipt, WaveState};

use super::{
    form::{Frame, message},
    intake::Refused,
};
use crate::{desk::encode, guard::Nonce, state::AppState};

/// What the small form sends.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    receipt: Option<String>,
    lang: Option<String>,
}

/// `GET /check?receipt=`: a code typed in.
pub async fn ask(
    Query(asked): Query<Asked>,
    Extension(nonce): Extension<Nonce>,
    headers: HeaderMap,
) -> Response {
    let typed = asked.receipt.as_deref().map(str::trim).filter(|c| !c.is_empty());
    let frame = Frame::new(&[], asked.lang.as_deref(), &headers, &nonce);
    match typed {
        Some(code) => {
            let lang = asked
                .lang
                .as_deref()
                .map(|l| format!("?lang={}", encode(l)))
                .unwrap_or_default();
            let short: String = code.chars().take(64).collect();
            Redirect::to(&format!("/check/{}{lang}", encode(&short))).into_response()
        }
        None => Html(check_page(&CheckPage {
            chrome: frame.chrome(),
            asked: "",
            state: None,
        }))
        .into_response(),
    }
}

/// `GET /check/{receipt}`
pub async fn show(
    State(state): State<AppState>,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
    Extension(nonce): Extension<Nonce>,
    headers: HeaderMap,
) -> Response {
    let frame = Frame::new(&[], asked.lang.as_deref(), &headers, &nonce);
    let receipt = Receipt::parse(&code);
    let found = match &receipt {
        None => None,
        Some(receipt) => match became(&state, receipt).await {
            Ok(found) => found.map(|(_, became)| became),
            Err(e) => return message(&state, &frame, &Refused::Store(e)),
        },
    };
    let status = if found.is_some() {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    let shown = receipt.map_or(code, |r| r.to_string());
    let page = check_page(&CheckPage {
        chrome: frame.chrome(),
        asked: &shown,
        state: Some(found.unwrap_or(Became::Unknown)),
    });
    (status, Html(page)).into_response()
}

/// The wave a receipt belongs to and what became of it.
///
/// # Errors
/// What the store says.
pub async fn became(state: &AppState, receipt: &Receipt) -> store::Result<Option<(String, Became)>> {
    let Some(found) = state.store.receipt(receipt).await? else {
        return Ok(None);
    };
    let now = (state.now)();
    let open = state.cache.wave(&*state.store, &found.wave, now).await?;
    let stands = open.map_or(WaveState::Closed, |open| open.wave.state(now));
    let over = stands == WaveState::Closed;
    let became = match (found.late, found.replaced) {
        _ if stands == WaveState::Withdrawn => Became::Withdrawn,
        (true, _) => Became::Late,
        (false, true) => Became::Replaced,
        (false, false) if over => Became::Counted,
        (false, false) => Became::Received,
    };
    Ok(Some((found.wave, became)))
}
