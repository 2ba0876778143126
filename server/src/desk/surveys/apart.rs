//! `GET /surveys/{wave}/apart`: what came in and is not counted, by reason and day. Never what was answered.

use app::desk::{
    shell::Room,
    surveys::apart::{ApartPage, ApartRow, NAME, page},
};
use axum::extract::{Path, State};
use store::Apart;

use super::places;
use crate::{desk::Desk, error::PageResult, scope::Scope, state::AppState};

/// See the module.
pub async fn show(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
) -> PageResult {
    let (wave, areas) = places::wave(&state, &scope, &id).await?;
    let rows = state.store.counts_apart(&wave.id).await?;
    let shown = ApartPage {
        locale: desk.locale,
        title: wave.title.get(desk.locale.tag()).to_owned(),
        area: places::name(&wave.area, &areas),
        rows: rows
            .into_iter()
            .map(|r| ApartRow {
                late: r.reason == Apart::Late,
                day: r.day,
                count: r.count,
            })
            .collect(),
        wave: super::encode(&wave.id),
    };
    let shell = desk.shell(&state, NAME.get(desk.locale), Some(Room::Surveys), &areas);
    Ok(desk.page(&shell, || page(shown)))
}
