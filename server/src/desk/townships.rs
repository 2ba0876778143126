//! `GET /townships?measure=&wave=&scoring=`: the places beside each other on one measure.

use app::desk::{
    finding::Unit,
    finding::townships::{Page, first_measure, known, known_scoring, nothing, title, view},
    shell::Room,
};
use axum::extract::{Query, State};
use serde::Deserialize;

use super::{Desk, being_asked, facts::ready, in_the_field, standing};
use crate::{
    error::{PageError, PageResult},
    scope::Scope,
    state::AppState,
};

/// What an address may ask for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// A service or an outcome; overall satisfaction unless named.
    measure: Option<String>,
    /// Wave; the newest unless named.
    wave: Option<String>,
    /// Way of scoring; the house's own unless named.
    scoring: Option<String>,
}

/// Shows the comparison.
pub async fn show(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    Query(asked): Query<Asked>,
) -> PageResult {
    let wave = asked.wave.as_deref().filter(|w| !w.is_empty());
    let ready = ready(&state, &desk, &scope, wave).await?;
    let shell = desk.shell(
        &state,
        &title(
            Unit(insight::report::county::compared(&ready.known.areas)),
            desk.locale,
        ),
        Some(Room::Townships),
        &ready.known.areas,
    );
    let Some(facts) = ready.facts else {
        let locale = desk.locale;
        let asking = in_the_field(&state).await?;
        return Ok(desk.page(&shell, move || {
            nothing(locale, asking.then(|| being_asked(locale)))
        }));
    };
    let measure = match asked.measure.filter(|m| !m.is_empty()) {
        Some(id) if known(&facts, &id) => id,
        Some(_) => return Err(PageError::NotFound),
        None => first_measure(&facts).ok_or(PageError::NotFound)?,
    };
    let scoring = asked.scoring.filter(|id| !id.is_empty());
    if scoring.as_deref().is_some_and(|id| !known_scoring(id)) {
        return Err(PageError::NotFound);
    }
    let waves = waves(&state, &desk, &facts.report.waves).await?;
    let page = Page {
        scoring,
        standing: standing::own(&facts, &waves),
        waves,
        measure,
        facts,
    };
    Ok(desk.page(&shell, move || view(&page)))
}

/// Waves that reports can be had of, by the names people gave them; with their ids where two are named alike.
pub async fn waves(
    state: &AppState,
    desk: &Desk,
    ids: &[String],
) -> Result<Vec<(String, String)>, PageError> {
    let tag = desk.locale.tag();
    let (rounds, waves) = (state.store.rounds().await?, state.store.waves().await?);
    let named = |id: &String| {
        let round = rounds.iter().find(|r| &r.id == id).map(|r| r.title.get(tag));
        let wave = waves.iter().find(|w| &w.id == id).map(|w| w.title.get(tag));
        let name = round.or(wave).filter(|n| !n.is_empty()).unwrap_or(id);
        (id.clone(), name.to_owned())
    };
    let all: Vec<(String, String)> = ids.iter().map(named).collect();
    let alone = |name: &String| all.iter().filter(|(_, n)| n == name).count() == 1;
    Ok(all
        .iter()
        .map(|(id, name)| match alone(name) {
            true => (id.clone(), name.clone()),
            false => (id.clone(), format!("{name} · {id}")),
        })
        .collect())
}
