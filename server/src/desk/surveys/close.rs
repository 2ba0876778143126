//! `POST /surveys/{wave}/close`: closes now; findings are made at once, and only once.

use app::words::Words;
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use survey::WaveState;

use super::{encode, fields::Fields, outcome, places, wave, with_status};
use crate::{
    desk::Desk,
    error::{PageError, PageResult},
    jobs,
    scope::Scope,
    state::AppState,
};

const TICK: Words = Words(
    "请先勾选，再结束",
    "請先勾選，再結束",
    "Please tick the box to close it",
);
const NOT_OPEN: Words = Words(
    "这份调查还没开始",
    "這份調查還沒開始",
    "This survey is not open yet",
);

const WITHDRAWN: Words = Words(
    "这份调查已经撤回",
    "這份調查已經撤回",
    "This survey was taken back",
);

/// See the module.
pub async fn close(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> PageResult {
    let (found, _) = places::wave(&state, &scope, &id).await?;
    let (fields, now) = (Fields::parse(&body), (state.now)());
    let refused = match found.state(now) {
        WaveState::Upcoming => Some(NOT_OPEN),
        WaveState::Withdrawn => Some(WITHDRAWN),
        _ if fields.raw("confirm") != "yes" => Some(TICK),
        _ => None,
    };
    if let Some(why) = refused {
        let mut form = fields.kept();
        form.refuse("confirm", why.get(desk.locale));
        let page = wave::render(&state, &scope, &desk, &headers, &id, Some(form)).await?;
        return Ok(with_status(page, StatusCode::UNPROCESSABLE_ENTITY));
    }
    if found.state(now) != WaveState::Closed {
        let closes = found.closes.min(now); // in grace it has closed already; only the grace ends
        state
            .store
            .set_wave_dates(&found.id, found.opens, closes, now, state.zone.year(closes - 1))
            .await?;
        state.cache.forget(&found.id);
        let closed = state.store.wave(&found.id).await?.ok_or(PageError::NotFound)?;
        jobs::snapshot(&state, &closed).await?;
    }
    Ok(outcome(&format!("/surveys/{}", encode(&found.id))))
}
