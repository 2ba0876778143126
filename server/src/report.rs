//! The report of the county, put together from the store.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use insight::{
    Cube, Fold,
    breakdown::Errors,
    report::{
        County, Fieldwork, Input, Report, ReportError, Settings, drivers::Drivers, frozen::Frozen, newest,
        own, report,
    },
};
use store::{Error, Result, Store};
use survey::{Area, Text, Version, Wave, WaveState, content};

use crate::{jobs, judgements, state::AppState, stored};

/// Everything loaded, as a report needs it.
///
/// # Errors
/// What the store says.
pub async fn county(store: &dyn Store) -> Result<County> {
    let domains = content::DOMAINS
        .iter()
        .cloned()
        .chain(store.own_domains().await?)
        .collect();
    Ok(County {
        areas: store.areas().await?,
        population: store.population().await?,
        spending: store.spending_sums().await?,
        deflator: store.deflator().await?,
        scores: store.scores().await?,
        indicators: store.indicators().await?,
        domains,
    })
}

/// The same, read once for a state of the store.
///
/// # Errors
/// What the store says.
pub async fn kept_county(state: &AppState) -> Result<Arc<County>> {
    let revision = state.store.revision().await?;
    match state.counties.get("", &revision) {
        Some(known) => Ok(known),
        None => Ok(state.counties.put("", &revision, county(&*state.store).await?)),
    }
}

/// Closed waves, those of a round together, oldest first.
///
/// # Errors
/// What the store says.
pub async fn fieldworks(state: &AppState) -> Result<Vec<Fieldwork>> {
    let now = (state.now)();
    let rounds = state.store.rounds().await?;
    let mut groups: BTreeMap<String, Vec<Wave>> = BTreeMap::new();
    let all = state.store.waves().await?;
    // a round is one survey: it is reported when its last wave has closed
    let open: BTreeSet<&String> = all
        .iter()
        .filter(|w| !w.state(now).keeps_apart())
        .filter_map(|w| w.round.as_ref())
        .collect();
    for wave in &all {
        let waiting = wave.round.as_ref().is_some_and(|r| open.contains(r));
        if wave.state(now) == WaveState::Closed && !waiting {
            let id = wave.round.clone().unwrap_or_else(|| wave.id.clone());
            groups.entry(id).or_default().push(wave.clone());
        }
    }
    let mut found = Vec::new();
    for (id, waves) in groups {
        let Some(last) = waves.iter().max_by_key(|w| (w.closes, w.id.clone())) else {
            continue;
        };
        let title = rounds
            .iter()
            .find(|r| r.id == id)
            .map_or_else(|| last.title.clone(), |r| r.title.clone());
        let version = version(state, last).await?;
        let field = gathered(state, id, &waves, version).await?;
        if field.cube.people() > 0 {
            found.push(Fieldwork { title, ..field });
        }
    }
    own::in_order(&mut found);
    Ok(found)
}

/// These waves as one survey without a title, in the words of `version`.
///
/// # Errors
/// What the store says.
pub async fn gathered(state: &AppState, id: String, waves: &[Wave], version: Version) -> Result<Fieldwork> {
    let last = waves.iter().max_by_key(|w| (w.closes, w.id.clone()));
    Ok(Fieldwork {
        year: last.map_or(0, |w| w.year),
        closes: last.map_or(0, |w| w.closes),
        open_link: waves.iter().any(|w| w.open_link),
        id,
        title: Text::default(),
        cube: match waves {
            [one] => jobs::cube(state, one).await?,
            _ => merged(state, waves).await?,
        },
        version,
    })
}

/// The waves of a round as one.
///
/// # Errors
/// What the store says.
async fn merged(state: &AppState, waves: &[Wave]) -> Result<Cube> {
    let mut fold = Fold::default();
    for wave in waves {
        fold.absorb(&jobs::cube(state, wave).await?);
    }
    Ok(fold.finish())
}

async fn version(state: &AppState, wave: &Wave) -> Result<Version> {
    let found = state.store.version(&wave.instrument, wave.version).await?;
    found.ok_or_else(|| Error::Missing {
        what: "version",
        id: format!("{} {}", wave.instrument, wave.version),
    })
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Wave; unless named the one that speaks for the county.
    pub wave: Option<String>,
    /// Settings in place of the county's.
    pub settings: Option<Settings>,
    /// Hypotheses in place of the frozen ones.
    pub hypotheses: Option<Frozen>,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// Nothing measured, or an unknown wave.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Error),
    /// The work was broken off.
    #[error("the report could not be made: {0}")]
    Stopped(String),
}

/// A report and what it was made from, for closer looks.
pub struct Made {
    /// The report.
    pub report: Report,
    /// The county's own survey behind it; none of published scores.
    pub field: Option<Fieldwork>,
    /// Areas of all levels.
    pub areas: Vec<Area>,
}

/// Makes the report. Drivers, which cost a bootstrap, and the errors of breakdowns, for which every cell is read, are kept
/// with the county's data.
///
/// # Errors
/// See [`NotMade`].
pub async fn make(state: &AppState, asked: &Asked) -> std::result::Result<Made, NotMade> {
    let store = &*state.store;
    let county = county(store).await?;
    let fieldworks = fieldworks(state).await?;
    let settings = match &asked.settings {
        Some(settings) => settings.clone(),
        None => judgements::settings(store).await?,
    };
    let frozen = match &asked.hypotheses {
        Some(frozen) => frozen.clone(),
        None => judgements::frozen(store).await?.unwrap_or_else(Frozen::proposed),
    };
    let wave = asked.wave.clone();
    let (drivers, errors) = kept(state, &fieldworks, &county, &settings, wave.as_deref()).await?;
    tokio::task::spawn_blocking(move || {
        let report = report(&Input {
            county: &county,
            fieldworks: &fieldworks,
            settings: &settings,
            frozen: &frozen,
            wave: wave.as_deref(),
            drivers: &drivers,
            errors: &errors,
        })?;
        let id = &report.wave.id;
        Ok(Made {
            field: fieldworks.into_iter().find(|f| &f.id == id),
            areas: county.areas,
            report,
        })
    })
    .await
    .map_err(|e| NotMade::Stopped(e.to_string()))?
}

/// What is kept with the snapshot of the fieldwork that is asked for: its drivers and the errors of its breakdowns, by id.
async fn kept(
    state: &AppState,
    fieldworks: &[Fieldwork],
    county: &County,
    settings: &Settings,
    wave: Option<&str>,
) -> Result<(BTreeMap<String, Drivers>, BTreeMap<String, Errors>)> {
    let field = match wave {
        Some(id) => fieldworks.iter().find(|f| f.id == id),
        None => newest(fieldworks, county),
    };
    let Some(field) = field else {
        return Ok(Default::default());
    };
    let drivers = stored::drivers(state, field, &county.areas, settings).await?;
    let errors = stored::errors(state, field, &county.areas, settings).await?;
    Ok((
        drivers.map(|d| (field.id.clone(), d)).into_iter().collect(),
        errors.map(|e| (field.id.clone(), e)).into_iter().collect(),
    ))
}
