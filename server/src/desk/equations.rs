//! `GET /equations`: the three equations.

use app::desk::{
    finding::equations::{Page, TITLE, view},
    shell::Room,
};
use axum::extract::{Query, State};

use super::{
    Desk,
    facts::{Asked, ready},
    in_the_field, nothing_measured,
};
use crate::{error::PageResult, scope::Scope, state::AppState};

/// Shows them.
pub async fn show(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    Query(asked): Query<Asked>,
) -> PageResult {
    let ready = ready(&state, &desk, &scope, asked.wave.as_deref()).await?;
    let title = TITLE.get(desk.locale);
    let shell = desk.shell(&state, title, Some(Room::Association), &ready.known.areas);
    let Some(facts) = ready.facts else {
        let asking = in_the_field(&state).await?;
        return Ok(desk.page(&shell, move || nothing_measured(desk.locale, asking)));
    };
    let frozen_on = facts.report.judgements.hypotheses.at.map(|at| state.zone.day(at));
    let page = Page { facts, frozen_on };
    Ok(desk.page(&shell, move || view(&page)))
}
