//! Reports kept for the pages: made once for a state of the county, shared by everybody who asks.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use insight::report::{Fieldwork, Report, ReportError};
use survey::{Area, AreaCode, Domain};
use tokio::sync::Mutex;

use crate::{
    closer::Closer,
    error::PageError,
    report::{self, NotMade},
    state::AppState,
    stored,
};

/// More reports of one state of the county than anybody looks at.
const MOST: usize = 16;

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

/// Reports of one state of the county, by the wave asked for.
#[derive(Default)]
struct Kept {
    state: String,
    by_wave: HashMap<Option<String>, Arc<Known>>,
}

impl Kept {
    fn of(state: String) -> Self {
        Self {
            state,
            by_wave: HashMap::new(),
        }
    }
}

/// See the module.
#[derive(Default)]
pub struct Reports {
    kept: Mutex<Kept>,
}

impl Reports {
    /// The report of a wave, the newest where none is named. Whoever asks while it is being made waits for that one.
    ///
    /// # Errors
    /// An unknown wave, or what the store says.
    pub async fn of(&self, state: &AppState, wave: Option<&str>) -> Result<Arc<Known>, PageError> {
        let now = state_of(state).await?;
        let mut kept = self.kept.lock().await;
        if kept.state != now {
            *kept = Kept::of(now);
        }
        let key = wave.map(str::to_owned);
        if let Some(known) = kept.by_wave.get(&key) {
            return Ok(known.clone());
        }
        let known = Arc::new(make(state, wave).await?);
        // making it may have folded a wave: the state it belongs to is the one after
        let now = state_of(state).await?;
        if kept.state != now || kept.by_wave.len() >= MOST {
            *kept = Kept::of(now);
        }
        kept.by_wave.insert(key, known.clone());
        Ok(known)
    }
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
