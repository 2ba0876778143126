//! `GET /surveys/drafts/{id}/preview`: the page a resident would see. Nothing can be sent from it.

use app::resident::{FormPage, form_page};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse},
};
use serde::Deserialize;
use survey::{Answers, Form, SubmissionId};

use super::{compile, loaded::load, places, publish};
use crate::{
    cache,
    desk::Desk,
    error::{PageError, PageResult},
    guard::Nonce,
    resident::form::Frame,
    scope::Scope,
    state::AppState,
};

/// What the address may ask.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    lang: Option<String>,
}

/// The page. Framed by the desk alone, without scripts, and its form goes nowhere.
pub async fn show(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Extension(nonce): Extension<Nonce>,
    headers: HeaderMap,
) -> PageResult {
    let loaded = load(&state, &scope, &id, desk.locale).await?;
    let version = loaded.version(1);
    let wave = publish::wave(&state, &loaded).ok_or(PageError::NotFound)?;
    let frame = Frame::new(&version.languages, asked.lang.as_deref(), &headers, &nonce);
    let chrome = frame.chrome();
    let places = cache::places(&loaded.areas, &wave.area);
    let put = compile::put(&version, &wave.area, &loaded.areas);
    let anyone = SubmissionId([0; 16]);
    let title = wave.title.get(chrome.lang).to_owned();
    let form = Form::new(&wave.id, &version, &title, chrome.lang, &anyone, &places);
    let closes_on = state.zone.day(wave.closes - 1);
    let html = form_page(&FormPage {
        seal: None,
        chrome,
        wave: &wave,
        area_name: &places::name(&wave.area, &loaded.areas),
        form,
        id: anyone,
        minutes: put.seconds().div_ceil(60).max(1),
        closes_on: &closes_on,
        closed: false,
        problems: Vec::new(),
        kept: Answers::default(),
        assets: &state.assets,
        plain: true,
        preview: true,
        on_tablet: false,
    });
    let mut response = Html(html).into_response();
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{}'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
        nonce.0
    );
    let h = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&policy) {
        h.insert(header::CONTENT_SECURITY_POLICY, value);
    }
    h.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    Ok(response)
}
