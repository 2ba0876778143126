//! `GET /townships/{area}/{domain}`: the verdict card; `POST` beside it keeps the township's statement.

use app::{
    desk::{
        finding::card::{MOST, Page, Statement, closed, title, view},
        shell::Room,
    },
    words::Words,
};
use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
};
use serde::Deserialize;
use survey::{AreaCode, DomainId};

use super::{
    Desk, ahead, encode,
    facts::{Asked, Ready, ready},
};
use crate::{
    error::{PageError, PageResult},
    scope::Scope,
    state::AppState,
};

/// What a township sends.
#[derive(Debug, Deserialize)]
pub struct Said {
    text: String,
}

/// Shows the card.
pub async fn show(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    Path((area, domain)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let ready = ready(&state, &desk, &scope, asked.wave.as_deref()).await?;
    let page = card(&state, &scope, ready, &area, &domain).await?;
    let shell = shell(&state, &desk, &page).await?;
    Ok(desk.page(&shell, move || view(&page)))
}

/// Keeps what the township says, while it may.
pub async fn say(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    Path((area, domain)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    Form(said): Form<Said>,
) -> PageResult {
    let ready = ready(&state, &desk, &scope, asked.wave.as_deref()).await?;
    let mut page = card(&state, &scope, ready, &area, &domain).await?;
    let text = said.text.replace("\r\n", "\n").trim().to_owned();
    let locale = desk.locale;
    let refused = if !page.statement.open {
        let why = closed(&page.facts, page.statement.until.as_deref());
        let kept = Words("没有保存。", "沒有儲存。", "Nothing was kept.").get(locale);
        Some([why.as_str(), kept].join(locale.space()))
    } else if text.chars().count() > MOST {
        let n = text.chars().count().to_string();
        Some(
            Words(
                "现在 {n} 字，最多 {m} 字，请删短。",
                "現在 {n} 字，最多 {m} 字，請刪短。",
                "These are {n} {n:character|characters}; at most {m} are kept. Please shorten it.",
            )
            .fill(locale, &[("n", &n), ("m", &MOST.to_string())]),
        )
    } else {
        None
    };
    if refused.is_some() {
        page.statement.refused = refused;
        page.statement.text = text;
        let shell = shell(&state, &desk, &page).await?.refused(true);
        let mut response = desk.page(&shell, move || view(&page));
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    state
        .store
        .save_statement(&store::Statement {
            wave: page.facts.report.wave.id.clone(),
            area: page.cell.place.area.clone(),
            domain: page.cell.domain.clone(),
            text,
            day: state.zone.day((state.now)()),
        })
        .await?;
    let back = format!("{}#statement", page.facts.card(&page.cell));
    Ok(Redirect::to(&back).into_response())
}

async fn shell(state: &AppState, desk: &Desk, page: &Page) -> Result<app::desk::shell::Shell, PageError> {
    Ok(desk.shell(
        state,
        &title(page),
        Some(Room::Townships),
        &state.store.areas().await?,
    ))
}

async fn card(
    state: &AppState,
    scope: &Scope,
    ready: Ready,
    area: &str,
    domain: &str,
) -> Result<Page, PageError> {
    let (Some(area), Some(domain)) = (AreaCode::parse(area), DomainId::parse(domain)) else {
        return Err(PageError::NotFound);
    };
    let facts = ready.facts.ok_or(PageError::NotFound)?;
    if !scope.covers(&area, &ready.known.areas) {
        return Err(PageError::NotFound);
    }
    let cell = facts
        .cell(&area, domain.as_str())
        .cloned()
        .ok_or(PageError::NotFound)?;
    let until = ready.reply_by.clone();
    let today = state.zone.day((state.now)());
    let kept = state.store.statements(&facts.report.wave.id).await?;
    let kept = kept.into_iter().find(|s| s.area == area && s.domain == domain);
    let statement = Statement {
        text: kept.as_ref().map_or_else(String::new, |s| s.text.clone()),
        day: kept.map_or_else(String::new, |s| s.day),
        open: until.as_ref().is_some_and(|d| &today <= d),
        until,
        action: format!(
            "/townships/{}/{}{}",
            encode(area.as_str()),
            encode(domain.as_str()),
            facts.query
        ),
        refused: None,
    };
    let like_it = ready.known.nearest.get(&area).cloned().unwrap_or_default();
    let alike = !like_it.is_empty();
    let nearest: Vec<AreaCode> = like_it
        .into_iter()
        .filter(|a| scope.covers(a, &ready.known.areas))
        .collect();
    Ok(Page {
        nearest_unseen: alike && nearest.is_empty(),
        nearest,
        ahead: ahead::ahead(state, facts.locale, Some(&area), &ready.known.areas).await?,
        statement,
        cell,
        facts,
    })
}
