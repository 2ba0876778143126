//! `GET /surveys/{wave}`: how many have answered, the link, the last day, the end. Never how they answered.

use std::collections::BTreeMap;

use app::desk::{
    devices::holds,
    shell::Room,
    surveys::{
        form::Form,
        length,
        wave::{WavePage, page},
    },
};
use app::words::Words;
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use survey::{Area, Wave, WaveState};

use super::{address, compile, places, plan::Plan, qr, written};
use crate::{
    cache,
    desk::Desk,
    error::{PageError, PageResult},
    scope::Scope,
    state::AppState,
};

/// The page.
pub async fn show(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> PageResult {
    render(&state, &scope, &desk, &headers, &id, None).await
}

/// The page, with what was typed into one of its forms and what is wrong with it.
pub async fn render(
    state: &AppState,
    scope: &Scope,
    desk: &Desk,
    headers: &HeaderMap,
    id: &str,
    typed: Option<Form>,
) -> Result<Response, PageError> {
    let (wave, areas) = places::wave(state, scope, id).await?;
    let (locale, tag) = (desk.locale, desk.locale.tag());
    let counts = state.store.wave_counts(&wave.id).await?;
    let (places, elsewhere) = by_place(state, &wave, &areas, counts.counted).await?;
    let base = address::base(state, headers).await?;
    let link = address::link(&base, &wave.id);
    let mut form = Form::default();
    form.set("closes", state.zone.day(wave.closes - 1));
    form.set(
        address::SETTING,
        state.store.setting(address::SETTING).await?.unwrap_or_default(),
    );
    if let Some(typed) = typed {
        form.values.extend(typed.values);
        form.errors = typed.errors;
    }
    let rounds = state.store.rounds().await?;
    let round = wave
        .round
        .as_ref()
        .and_then(|r| rounds.iter().find(|known| &known.id == r));
    let shown = WavePage {
        locale,
        title: wave.title.get(tag).to_owned(),
        area: places::name(&wave.area, &areas),
        round: round.map(|r| (r.id.clone(), r.title.get(tag).to_owned())),
        state: wave.state((state.now)()),
        opens: state.zone.day(wave.opens),
        closes: state.zone.day(wave.closes - 1),
        grace: state.zone.minute(wave.grace_until),
        answers: counts.counted,
        late: counts.late,
        quarantined: counts.quarantined,
        places,
        elsewhere,
        qr: qr::code(&link),
        local_only: address::is_local(&base),
        link,
        tablets: tablets(state, &wave.id, desk).await?,
        drawn: !wave.open_link,
        written: *scope == Scope::County && leaves_room(state, &wave).await?,
        facts: facts(state, &wave, &areas, desk).await?,
        form,
        id: wave.id.clone(),
    };
    let shell = desk
        .shell(state, &shown.title.clone(), Some(Room::Surveys), &areas)
        .refused(!shown.form.is_fine());
    Ok(desk.page(&shell, || page(shown)))
}

/// Does the form leave room for people's own words?
async fn leaves_room(state: &AppState, wave: &Wave) -> store::Result<bool> {
    let version = state.cache.version(&*state.store, &wave.instrument, wave.version);
    Ok(version.await?.is_some_and(|v| written::asks(&v)))
}

/// Counted answers of each place, in the county's order, and of none of them.
async fn by_place(
    state: &AppState,
    wave: &Wave,
    areas: &[Area],
    counted: u64,
) -> store::Result<(Vec<(String, u64)>, u64)> {
    if wave.state((state.now)()) == WaveState::Closed {
        // once results are out, the size of a small place would give away what the breakdown hides
        return Ok((Vec::new(), 0));
    }
    let counts = state.store.counts_by_area(&wave.id).await?;
    let counts: BTreeMap<&str, u64> = counts.iter().map(|c| (c.area.as_str(), c.count)).collect();
    let places: Vec<(String, u64)> = cache::places(areas, &wave.area)
        .into_iter()
        .map(|place| {
            let count = counts.get(place.code.as_str()).copied().unwrap_or(0);
            (place.label, count)
        })
        .collect();
    let placed: u64 = places.iter().map(|(_, n)| n).sum();
    Ok((places, counted.saturating_sub(placed)))
}

/// Tablets that have asked in this wave and have not said that everything is delivered.
async fn tablets(state: &AppState, wave: &str, desk: &Desk) -> store::Result<Vec<(String, String)>> {
    let devices = state.store.devices().await?;
    let owing = devices.into_iter().filter(|d| d.owes(wave));
    Ok(owing
        .map(|d| {
            let said = holds(d.pending, d.reported.as_deref(), desk.locale);
            (d.plan.name, said)
        })
        .collect())
}

async fn facts(
    state: &AppState,
    wave: &Wave,
    areas: &[Area],
    desk: &Desk,
) -> Result<Vec<(String, String)>, PageError> {
    let locale = desk.locale;
    let mut facts = Vec::new();
    if let Some(version) = state
        .cache
        .version(&*state.store, &wave.instrument, wave.version)
        .await?
    {
        let version = compile::put(&version, &wave.area, areas);
        let name = Words("问卷", "問卷", "Form").get(locale).to_owned();
        facts.push((
            name,
            length(locale, compile::asked(&version).0, version.seconds()),
        ));
    }
    facts.extend(Plan::of_wave(wave, &state.zone).facts(locale));
    Ok(facts)
}
