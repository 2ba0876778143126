//! Reports kept for the pages: made once for a state of the county, shared by everybody who asks.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, MutexGuard, PoisonError},
};

use insight::report::{Fieldwork, Report, ReportError};
use survey::{Area, AreaCode, Domain};
use tokio::sync::Mutex;

use crate::{
    closer::Closer,
    error::PageError,
    metrics::Work,
    report::{self, NotMade},
    state::AppState,
    stored,
};

/// More reports of one state of the county than anybody looks at.
const MOST: usize = 16;
/// So often a report is made again because something was stored while it was made.
const TRIES: usize = 2;

/// So many places are named as being most like one.
const LIKE_IT: usize = 3;

/// A report with the names that pages need.
#[derive(Debug)]
pub struct Known {
    /// The report; none where nothing has been measured yet.
    pub report: Option<Arc<Report>>,
    /// Areas of all levels.
    pub areas: Vec<Area>,
    /// The catalogue and the county's own services.
    pub domains: Vec<Domain>,
    /// Breakdowns of places; none for published scores.
    pub closer: Option<Closer>,
    /// The three places most like each place of the report.
    pub nearest: BTreeMap<AreaCode, Vec<AreaCode>>,
}

impl Known {
    /// Name of a place; its code where nobody named it.
    pub fn area_name(&self, code: &AreaCode) -> String {
        self.areas
            .iter()
            .find(|a| &a.code == code)
            .map_or_else(|| code.to_string(), |a| a.name.clone())
    }

    /// Code → name.
    pub fn area_names(&self) -> BTreeMap<AreaCode, String> {
        self.areas
            .iter()
            .map(|a| (a.code.clone(), a.name.clone()))
            .collect()
    }
}

/// A report and the state of the county that it was made of; none until it is made.
type Slot = Arc<Mutex<Option<(String, Arc<Known>)>>>;

/// See the module. Whoever asks for what is being made waits for it; whoever asks for another wave does not.
#[derive(Default)]
pub struct Reports {
    slots: std::sync::Mutex<HashMap<Option<String>, Slot>>,
}

impl Reports {
    /// The report of a wave, the newest where none is named.
    ///
    /// # Errors
    /// An unknown wave, or what the store says.
    pub async fn of(&self, state: &AppState, wave: Option<&str>) -> Result<Arc<Known>, PageError> {
        let key = wave.map(str::to_owned);
        let slot = self.slots().entry(key.clone()).or_default().clone();
        let mut kept = slot.lock().await;
        let now = state_of(state).await?;
        if let Some((of, known)) = &*kept
            && *of == now
        {
            return Ok(known.clone());
        }
        match made(state, wave, now).await {
            Ok((of, known)) => {
                *kept = Some((of.clone(), known.clone()));
                self.keep(key, &slot, &of, &known);
                Ok(known)
            }
            Err(e) => {
                // a name that nobody knows takes no room
                self.slots()
                    .retain(|_, other| !Arc::ptr_eq(other, &slot) || kept.is_some());
                Err(e)
            }
        }
    }

    fn slots(&self) -> MutexGuard<'_, HashMap<Option<String>, Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what was made, the newest under its own name too, and drops what is of another state of the county.
    fn keep(&self, key: Option<String>, slot: &Slot, of: &str, known: &Arc<Known>) {
        let mut slots = self.slots();
        // those that are being made are locked, and stay
        slots.retain(|_, slot| {
            let kept = slot.try_lock();
            kept.map_or(true, |kept| kept.as_ref().is_some_and(|(other, _)| other == of))
        });
        if slots.len() >= MOST {
            slots.clear();
        }
        if key.is_none()
            && let Some(report) = &known.report
        {
            let same = Mutex::new(Some((of.to_owned(), known.clone())));
            slots.insert(Some(report.wave.id.clone()), Arc::new(same));
        }
        slots.insert(key, slot.clone());
    }
}

/// Makes the report of a wave, from `now` on, and tells of which state of the county it is. Folding a wave on the way
/// changes nothing in it; where something else was stored meanwhile it is made again.
async fn made(
    state: &AppState,
    wave: Option<&str>,
    mut now: String,
) -> Result<(String, Arc<Known>), PageError> {
    for _ in 0..TRIES {
        let known = Arc::new(make(state, wave).await?);
        let after = state_of(state).await?;
        if but_for_folding(&after) == but_for_folding(&now) {
            return Ok((after, known));
        }
        now = after;
    }
    // it goes on and on: kept for what it was made of, and made anew for whoever asks next
    Ok((now, Arc::new(make(state, wave).await?)))
}

/// What a state says beside which waves are folded.
fn but_for_folding(state: &str) -> Vec<&str> {
    state
        .lines()
        .filter(|line| !line.starts_with("snapshot "))
        .collect()
}

/// What is stored, and which waves time has closed since.
///
/// # Errors
/// What the store says.
pub async fn state_of(state: &AppState) -> Result<String, PageError> {
    let now = (state.now)();
    let stored = state.store.revision().await?;
    let closed: Vec<String> = state
        .store
        .waves()
        .await?
        .into_iter()
        .filter(|w| w.state(now) == survey::WaveState::Closed)
        .map(|w| w.id)
        .collect();
    Ok(format!("{}\n{stored}", closed.join(" ")))
}

async fn make(state: &AppState, wave: Option<&str>) -> Result<Known, PageError> {
    state.metrics.made(Work::Report);
    let asked = report::Asked {
        wave: wave.map(str::to_owned),
        ..report::Asked::default()
    };
    let made = match report::make(state, &asked).await {
        Ok(made) => Some(made),
        Err(NotMade::Report(ReportError::NoScores)) => None,
        Err(NotMade::Report(ReportError::UnknownWave { .. })) => return Err(PageError::NotFound),
        Err(NotMade::Store(e)) => return Err(e.into()),
        Err(NotMade::Stopped(e)) => return Err(PageError::Bad(e)),
    };
    let nearest = match &made {
        Some(made) => nearest(state, &made.report).await?,
        None => BTreeMap::new(),
    };
    let (report, closer) = match made {
        Some(made) => {
            let closer = match made.field {
                Some(field) => Some(looked_up(state, field, made.areas, &made.report).await?),
                None => None,
            };
            (Some(Arc::new(made.report)), closer)
        }
        None => (None, None),
    };
    Ok(Known {
        nearest,
        closer,
        report,
        domains: crate::desk::names::domains(state).await?,
        areas: state.store.areas().await?,
    })
}

/// Closer looks that go by what is stored of what is hidden.
async fn looked_up(
    state: &AppState,
    field: Fieldwork,
    areas: Vec<Area>,
    report: &Report,
) -> Result<Closer, PageError> {
    let settings = &report.judgements.settings;
    let patterns = stored::patterns(state, &field, &areas, settings.k).await?;
    let closer = Closer::new(field, areas, settings, state.metrics.clone());
    if let Some(patterns) = patterns {
        closer.look_up(patterns);
    }
    Ok(closer)
}

async fn nearest(state: &AppState, of: &Report) -> Result<BTreeMap<AreaCode, Vec<AreaCode>>, PageError> {
    let county = report::county(&*state.store).await?.in_order();
    let units: Vec<AreaCode> = of.places.iter().map(|p| p.area.clone()).collect();
    let found =
        insight::report::nearest::nearest(&county, &of.judgements.settings, &units, of.wave.year, LIKE_IT);
    Ok(units.into_iter().zip(found).collect())
}

#[cfg(test)]
mod tests {
    use store::sqlite::SqliteStore;

    use super::*;
    use crate::clock::Zone;

    #[tokio::test]
    async fn whoever_asks_for_another_wave_does_not_wait_for_one_that_is_being_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("minxin.sqlite");
        let store = SqliteStore::open(&file).await.expect("a store");
        let state = AppState::new(Arc::new(store), Zone::shanghai());
        let reports = Reports::default();
        let slot = Slot::default();
        reports.slots().insert(Some("2020".to_owned()), slot.clone());
        let making = slot.lock().await;
        // would wait for ever otherwise
        assert!(reports.of(&state, None).await.expect("a page").report.is_none());
        assert_eq!(state.metrics.times(Work::Report), 1);
        drop(making);
        // there is no such wave: its name is forgotten
        assert!(reports.of(&state, Some("2020")).await.is_err());
        assert!(!reports.slots().contains_key(&Some("2020".to_owned())));
    }
}
