//! Whole tables of a survey that has closed: every item by one cut, for all places at once. Made once for a state of the
//! store and shared by all pages that show a part of them. What is hidden and what the errors are is read where it is
//! stored ([`crate::stored`]); where it is not, the table decides for itself.

use std::sync::Arc;

use insight::{
    Breakdown, Cut, Threshold,
    breakdown::{AreaCut, Crossing, Errors, Group, Patterns, Sample, breakdown_from, breakdown_kept},
    report::{Fieldwork, Settings},
};
use store::Result;
use survey::{Area, Level, Version, Wave};

use crate::{judgements, metrics::Work, report, state::AppState, stored};

/// What the rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// None: everyone only.
    All,
    /// Townships.
    Townships,
    /// Villages.
    Villages,
    /// A group of people.
    People(Group),
    /// Townships by a group of people.
    Crossed(Group),
}

impl Table {
    /// The cut over these areas.
    pub(crate) fn cut(self, areas: &[Area]) -> Cut {
        match self {
            Self::All => Cut::All,
            Self::Townships => Cut::Area(AreaCut::at_level(areas, Level::Township)),
            Self::Villages => Cut::Area(AreaCut::at_level(areas, Level::Village)),
            Self::People(Group::Age) => Cut::Age,
            Self::People(Group::Sex) => Cut::Sex,
            Self::People(Group::Mode) => Cut::Mode,
            Self::Crossed(group) => Cut::Crossing(Crossing::of_townships(areas, group)),
        }
    }

    /// Is it in the report, so that its errors are stored?
    fn reported(self) -> bool {
        matches!(self, Self::All | Self::Townships | Self::People(_))
    }
}

/// A table of the survey that these waves are together, in the words of `version`.
///
/// # Errors
/// What the store says.
pub async fn of(state: &AppState, waves: &[Wave], version: &Version, table: Table) -> Result<Arc<Breakdown>> {
    let revision = state.store.revision().await?;
    let id = waves
        .first()
        .map(|w| w.round.as_ref().unwrap_or(&w.id).clone())
        .unwrap_or_default();
    let survey = format!("{id} by {} {}", version.instrument, version.version);
    let name = format!("{table:?} of {survey}");
    if let Some(known) = state.breakdowns.get(&name, &revision) {
        return Ok(known);
    }
    let field = match state.surveys.get(&survey, &revision) {
        Some(known) => known,
        None => {
            let made = report::gathered(state, id, waves, version.clone()).await?;
            // folding it may have been what changed the store
            let revision = state.store.revision().await?;
            state.surveys.put(&survey, &revision, made)
        }
    };
    let areas = state.store.areas().await?;
    let settings = judgements::settings(&*state.store).await?;
    let patterns = stored::patterns(state, &field, &areas, settings.k).await?;
    if patterns.is_none() {
        state.metrics.made(Work::OnPage);
    }
    let errors = match table.reported() {
        true => stored::errors_stored(state, &field, &areas, &settings).await?,
        false => None,
    };
    let work = move || made(&field, &areas, &settings, table, (patterns, errors));
    let found = stored::beside(work).await?;
    let revision = state.store.revision().await?;
    Ok(state.breakdowns.put(&name, &revision, found))
}

fn made(
    field: &Fieldwork,
    areas: &[Area],
    settings: &Settings,
    table: Table,
    (patterns, errors): (Option<Patterns>, Option<Errors>),
) -> Breakdown {
    let (cube, version, cut) = (&field.cube, &field.version, table.cut(areas));
    let found = match &patterns {
        Some(patterns) => breakdown_kept(cube, version, &cut, patterns),
        None => breakdown_from(cube, version, &cut, Threshold::raised_to(settings.k)),
    };
    // a sample nobody drew has no margin of error
    if field.open_link {
        return found;
    }
    if let Some(told) = errors.and_then(|errors| errors.put_on_one(found.clone())) {
        return told;
    }
    let sample = Sample::of_villages(areas, settings.planning_deff);
    let mut told = sample.with_errors(vec![found], &[cut], cube, version);
    told.pop().expect("one breakdown gives one")
}
