//! What the pages of the finding share: the report with names, groups and the words of its wave.

use std::{collections::BTreeMap, sync::Arc};

use app::{
    desk::finding::{Facts, Group, Settlement, Unit},
    words::Locale,
};
use insight::report::{
    Place,
    county::{Places, compared, is_town},
    hypothesis::hash_of,
};
use serde::Deserialize;
use survey::{Area, AreaCode, Version, Wave};

use super::{Desk, association as assoc, encode, names};
use crate::{error::PageError, judgements, report, reports::Known, scope::Scope, state::AppState};

/// What an address may say of the report.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// Wave; the newest unless named.
    pub wave: Option<String>,
}

/// A report ready for a page.
pub struct Ready {
    /// As kept.
    pub known: Arc<Known>,
    /// For the page; none where nothing has been measured.
    pub facts: Option<Facts>,
    /// The waves of the report: those of a round, or one alone; none of a published one.
    pub waves: Vec<Wave>,
    /// The last day on which townships may answer the findings; none where the county set none.
    pub reply_by: Option<String>,
}

/// The report of the wave that is asked for, as far as the scope may see it.
///
/// # Errors
/// An unknown wave, or what the store says.
pub async fn ready(
    state: &AppState,
    desk: &Desk,
    scope: &Scope,
    wave: Option<&str>,
) -> Result<Ready, PageError> {
    let known = state.reports.of(state, wave).await?;
    let report = known.report.clone().map(|whole| match scope {
        Scope::County => whole,
        Scope::Area(_) => Arc::new(whole.within(|area| scope.covers(area, &known.areas))),
    });
    let Some(report) = report.filter(|r| !r.places.is_empty()) else {
        return Ok(Ready {
            known,
            facts: None,
            waves: Vec::new(),
            reply_by: None,
        });
    };
    let locale = desk.locale;
    let id = report.wave.id.clone();
    let all = state.store.waves().await?;
    let waves: Vec<Wave> = all
        .into_iter()
        .filter(|w| w.round.as_deref().unwrap_or(&w.id) == id)
        .collect();
    let last = waves.iter().max_by_key(|w| (w.closes, w.id.clone()));
    let version = match last {
        Some(w) => {
            state
                .cache
                .version(&*state.store, &w.instrument, w.version)
                .await?
        }
        None => None,
    };
    let round = state.store.rounds().await?.into_iter().find(|r| r.id == id);
    let reply_by = round.as_ref().and_then(|r| r.reply_by.clone());
    let title = round.map(|r| r.title).or_else(|| last.map(|w| w.title.clone()));
    let title = title
        .map(|t| t.get(locale.tag()).to_owned())
        .filter(|t| !t.is_empty())
        .unwrap_or_else(|| id.clone());
    let sizes = sizes(state, &report).await?;
    let facts = Facts {
        locale,
        currency: assoc::currency(state).await?,
        wave: title,
        query: wave.map_or_else(String::new, |w| format!("?wave={}", encode(w))),
        unit: unit(&known.areas, &report),
        domains: domain_names(&known, locale),
        groups: groups(&known.areas, &sizes),
        sized: sizes.iter().any(|(_, residents)| *residents > 0.0),
        version,
        source: assoc::source(state, locale).await?,
        invented: state
            .store
            .setting("demo")
            .await?
            .is_some_and(|d| d.contains("synthetic")),
        report,
    };
    Ok(Ready {
        known,
        facts: Some(facts),
        waves,
        reply_by,
    })
}

/// Hash of the judgements that a page was made with: those of the report, else those that stand now.
///
/// # Errors
/// What the store says.
pub async fn judged_by(state: &AppState, facts: Option<&Facts>) -> Result<String, PageError> {
    Ok(match facts {
        Some(facts) => facts.report.judgements.settings_hash.clone(),
        None => hash_of(&judgements::settings(&*state.store).await?),
    })
}

/// Residents of the places: those the report counts, else the latest that were loaded; zero where none are known.
async fn sizes(
    state: &AppState,
    report: &insight::report::Report,
) -> Result<Vec<(AreaCode, f64)>, PageError> {
    let sizes = |of: &dyn Fn(&Place) -> Option<f64>| {
        let size = |p: &Place| (p.area.clone(), of(p).unwrap_or(0.0));
        report.places.iter().map(size).collect()
    };
    if report.places.iter().any(|p| p.residents.is_some()) {
        return Ok(sizes(&|p| p.residents));
    }
    let county = report::kept_county(state).await?;
    let latest = county.population.iter().map(|p| p.year).max();
    let places = Places::new(&county);
    Ok(sizes(&|p| places.residents_near(&p.area, latest?)))
}

/// What the places of a report are: published scores may be of another level than the county's own.
fn unit(areas: &[Area], report: &insight::report::Report) -> Unit {
    let first = report.places.first().map(|p| &p.area);
    let found = areas.iter().find(|a| Some(&a.code) == first);
    Unit(found.map_or_else(|| compared(areas), |a| a.level))
}

/// Service id → name.
pub fn domain_names(known: &Known, locale: Locale) -> BTreeMap<String, String> {
    known
        .domains
        .iter()
        .map(|d| (d.id.to_string(), names::of(&known.domains, &d.id, locale)))
        .collect()
}

/// Town before country, the largest first.
fn groups(areas: &[Area], places: &[(AreaCode, f64)]) -> Vec<Group> {
    let mut by: BTreeMap<Option<Settlement>, Vec<(AreaCode, f64)>> = BTreeMap::new();
    for (area, residents) in places {
        by.entry(settlement(areas, area))
            .or_default()
            .push((area.clone(), *residents));
    }
    by.into_iter()
        .rev()
        .map(|(settlement, mut places)| {
            places.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Group {
                settlement,
                places: places.into_iter().map(|(area, _)| area).collect(),
            }
        })
        .rev()
        .collect()
}

/// By its own class (1xx is town, 2xx is country), else by that of most of its villages.
pub fn settlement(areas: &[Area], code: &AreaCode) -> Option<Settlement> {
    is_town(areas, code).map(|town| match town {
        true => Settlement::Town,
        false => Settlement::Country,
    })
}

/// The version that was asked, where the report is of the county's own survey.
pub fn version(ready: &Ready) -> Option<Arc<Version>> {
    ready.facts.as_ref()?.version.clone()
}
