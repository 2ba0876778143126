//! `GET /surveys/{wave}/poster[?size=a3]`: one sheet for the wall.

use app::{
    desk::surveys::{
        length,
        poster::{Poster, document},
    },
    resident::day_words,
    words::Words,
};
use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{Html, IntoResponse},
};
use serde::Deserialize;

use super::{address, compile, places, qr};
use crate::{
    desk::Desk,
    error::{PageError, PageResult},
    scope::Scope,
    state::AppState,
};

const LONG: Words = Words(
    "这个网址太长，画不成二维码",
    "這個網址太長，畫不成 QR 碼",
    "The address is too long for a code",
);

/// What the address may ask.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    size: String,
}

/// The sheet.
pub async fn show(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> PageResult {
    let (wave, areas) = places::wave(&state, &scope, &id).await?;
    let tag = desk.locale.tag();
    let version = state
        .cache
        .version(&*state.store, &wave.instrument, wave.version)
        .await?
        .ok_or(PageError::NotFound)?;
    let version = compile::put(&version, &wave.area, &areas);
    let base = address::base(&state, &headers).await?;
    let link = address::link(&base, &wave.id);
    let qr = qr::code(&link).ok_or_else(|| PageError::Bad(LONG.get(desk.locale).to_owned()))?;
    let a = &wave.approval;
    let approval: Vec<&str> = [&a.form_number, &a.issued_by, &a.approval_number, &a.valid_until]
        .into_iter()
        .map(String::as_str)
        .filter(|s| !s.is_empty())
        .collect();
    let shown = Poster {
        locale: desk.locale,
        title: wave.title.get(tag).to_owned(),
        area: places::name(&wave.area, &areas),
        asker: wave.asker.clone(),
        closes: day_words(tag, &state.zone.day(wave.closes - 1)),
        length: length(desk.locale, compile::asked(&version).0, version.seconds()),
        local_only: address::is_local(&base),
        link,
        qr,
        large: asked.size == "a3",
        approval: approval.join(" · "),
        assets: (*state.assets).clone(),
        id: wave.id,
    };
    Ok(Html(document(shown)).into_response())
}
