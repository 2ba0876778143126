//! `GET /method`: what Minxin does and what it cannot say.

use app::desk::method::{TITLE, view};
use axum::extract::State;

use super::Desk;
use crate::{error::PageResult, judgements, state::AppState};

/// Shows it.
pub async fn show(State(state): State<AppState>, desk: Desk) -> PageResult {
    let locale = desk.locale;
    let areas = state.store.areas().await?;
    let shell = desk.shell(&state, TITLE.get(locale), None, &areas);
    let k = judgements::settings(&*state.store).await?.k;
    Ok(desk.page(&shell, move || view(locale, k)))
}
