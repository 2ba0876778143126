//! `GET /surveys`: waves, rounds, drafts.

use app::desk::{
    shell::Room,
    surveys::{SURVEYS, list},
};
use axum::{extract::State, response::Response};
use survey::{Area, Round, Wave, WaveState};

use super::{draft::SurveyDraft, places};
use crate::{
    desk::Desk,
    error::{PageError, PageResult},
    scope::Scope,
    state::AppState,
};

/// The page.
pub async fn show(State(state): State<AppState>, scope: Scope, desk: Desk) -> PageResult {
    page(&state, &scope, &desk).await
}

async fn page(state: &AppState, scope: &Scope, desk: &Desk) -> Result<Response, PageError> {
    let areas = state.store.areas().await?;
    let rounds = state.store.rounds().await?;
    let waves = state.store.waves().await?;
    let visible: Vec<&Wave> = waves.iter().filter(|w| scope.covers(&w.area, &areas)).collect();
    let round_rows = rounds
        .iter()
        .filter(|r| places::sees_round(scope, r, &areas))
        .map(|r| list::RoundRow {
            id: r.id.clone(),
            title: r.title.get(desk.locale.tag()).to_owned(),
            opens: state.zone.day(r.opens),
            closes: state.zone.day(r.closes - 1),
            waves: waves.iter().filter(|w| w.round.as_ref() == Some(&r.id)).count(),
            over: r.closes <= (state.now)(),
        })
        .collect();
    let shown = list::ListPage {
        locale: desk.locale,
        has_areas: !areas.is_empty(),
        drafts: drafts(state, scope, &areas, desk).await?,
        rounds: round_rows,
        waves: rows(state, visible, &rounds, &areas, desk).await?,
    };
    let shell = desk.shell(state, SURVEYS.get(desk.locale), Some(Room::Surveys), &areas);
    Ok(desk.page(&shell, || list::page(shown)))
}

async fn drafts(
    state: &AppState,
    scope: &Scope,
    areas: &[Area],
    desk: &Desk,
) -> Result<Vec<list::DraftRow>, PageError> {
    let mut rows = Vec::new();
    for draft in state.store.drafts().await? {
        let Ok(body) = serde_json::from_str::<SurveyDraft>(&draft.body) else {
            continue;
        };
        if scope.covers(&body.area, areas) {
            rows.push(list::DraftRow {
                id: draft.id,
                title: body.title.get(desk.locale.tag()).to_owned(),
                area: places::name(&body.area, areas),
                updated: state.zone.minute(draft.updated),
            });
        }
    }
    Ok(rows)
}

/// Waves as rows: those that take answers first, then by day and by the county's own order of areas.
///
/// # Errors
/// What the store says.
pub async fn rows(
    state: &AppState,
    mut waves: Vec<&Wave>,
    rounds: &[Round],
    areas: &[Area],
    desk: &Desk,
) -> Result<Vec<list::WaveRow>, PageError> {
    let now = (state.now)();
    let revision = state.store.revision().await?;
    let tag = desk.locale.tag();
    waves.sort_by_key(|w| {
        let state = match w.state(now) {
            WaveState::Open | WaveState::Closing => 0,
            WaveState::Upcoming => 1,
            WaveState::Closed => 2,
            WaveState::Withdrawn => 3,
        };
        (state, std::cmp::Reverse(w.opens), places::rank(&w.area, areas))
    });
    let mut rows = Vec::with_capacity(waves.len());
    for wave in waves {
        let round = wave
            .round
            .as_ref()
            .and_then(|id| rounds.iter().find(|r| &r.id == id));
        rows.push(list::WaveRow {
            id: wave.id.clone(),
            title: wave.title.get(tag).to_owned(),
            area: places::name(&wave.area, areas),
            state: wave.state(now),
            opens: state.zone.day(wave.opens),
            closes: state.zone.day(wave.closes - 1),
            answers: match wave.state(now) {
                WaveState::Closed => state.counts.of(state, wave, &revision).await?.wave.counted,
                // to the last one: whoever has just sent theirs looks for it here
                _ => state.store.wave_counts(&wave.id).await?.counted,
            },
            round: round.map(|r| r.title.get(tag).to_owned()),
        });
    }
    Ok(rows)
}
