//! What pages will ask for, made ahead: when the server starts and whenever something has changed, so that nobody waits
//! for it who asks first. Pages that come before it is done make what they need themselves.

use insight::breakdown::Group;
use survey::{PublicationLevel, Wave, WaveState};

use crate::{
    desk::ledger,
    error::PageError,
    judgements, report,
    reports::{self, Known},
    state::AppState,
    stored,
    tables::{self, Table},
};

/// So many reports of earlier waves are ready beside the newest; a county that asks once a year looks no further back.
const EARLIER: usize = 3;

/// Makes it unless it was made for the state of the county in `made_of`, which then is the present one. Dropped on the way,
/// it breaks off what is being decided.
///
/// # Errors
/// What the store says.
pub async fn make_new(state: &AppState, made_of: &mut Option<String>) -> Result<(), PageError> {
    let now = Some(reports::state_of(state).await?);
    if *made_of == now {
        return Ok(());
    }
    state.metrics.ahead(false);
    match make(state).await {
        Ok(()) => state.metrics.ahead(true),
        // the store may answer in a moment; what broke off by itself would do so again
        Err(PageError::Store(e)) if !matches!(e, store::Error::Interrupted) => return Err(e.into()),
        Err(e) => {
            tracing::error!(error = ?e, "not made ahead; each page makes what it needs until something changes")
        }
    }
    // folding may have been what changed the store
    *made_of = Some(reports::state_of(state).await?);
    Ok(())
}

/// Makes the newest report, the counts of every closed wave, what is hidden of every survey's tables, the tables that
/// the pages of the report's survey show, and the reports of the waves before it.
///
/// # Errors
/// What the store says.
pub async fn make(state: &AppState) -> Result<(), PageError> {
    let known = state.reports.of(state, None).await?;
    report::kept_county(state).await?;
    ledger::kept(state).await?;
    let waves = closed(state).await?;
    decide(state, &known).await?;
    tables_of_report(state, &known, waves).await?;
    earlier(state, &known).await
}

/// Reports of the waves before the newest, those that pages offer beside it first.
async fn earlier(state: &AppState, known: &Known) -> Result<(), PageError> {
    let Some(report) = &known.report else {
        return Ok(());
    };
    let others = report.waves.iter().rev().filter(|id| **id != report.wave.id);
    for id in others.take(EARLIER) {
        state.reports.of(state, Some(id)).await?;
    }
    Ok(())
}

/// Closed waves, their answers counted.
async fn closed(state: &AppState) -> Result<Vec<Wave>, PageError> {
    let now = (state.now)();
    let mut waves = state.store.waves().await?;
    waves.retain(|w| w.state(now) == WaveState::Closed);
    let revision = state.store.revision().await?;
    for wave in &waves {
        state.counts.of(state, wave, &revision).await?;
    }
    Ok(waves)
}

/// Decides what is hidden of every survey's tables where that is not stored.
async fn decide(state: &AppState, known: &Known) -> Result<(), PageError> {
    let k = judgements::settings(&*state.store).await?.k;
    for field in report::fieldworks(state).await? {
        let patterns = stored::decide(state, &field, &known.areas, k).await?;
        if let Some(closer) = known.closer.as_ref().filter(|closer| closer.is_of(&field)) {
            closer.look_up(patterns);
        }
    }
    Ok(())
}

async fn tables_of_report(state: &AppState, known: &Known, mut waves: Vec<Wave>) -> Result<(), PageError> {
    let Some(report) = known.report.as_ref().filter(|_| known.closer.is_some()) else {
        return Ok(());
    };
    waves.retain(|w| w.round.as_ref().unwrap_or(&w.id) == &report.wave.id);
    let Some(last) = waves.iter().max_by_key(|w| (w.closes, w.id.clone())) else {
        return Ok(());
    };
    let version = state
        .cache
        .version(&*state.store, &last.instrument, last.version)
        .await?;
    let Some(version) = version else { return Ok(()) };
    for table in shown(&waves) {
        tables::of(state, &waves, &version, table).await?;
    }
    Ok(())
}

/// The tables that pages of these waves show parts of.
fn shown(waves: &[Wave]) -> Vec<Table> {
    let groups = [Group::Age, Group::Sex, Group::Mode];
    if waves.len() > 1 {
        let places = [Table::Townships, Table::Villages].into_iter();
        return places.chain(groups.map(Table::Crossed)).collect();
    }
    let villages = waves.iter().any(|w| w.publication == PublicationLevel::Village);
    let places = [Table::All, Table::Townships].into_iter();
    let people = groups.map(Table::People);
    let below = villages.then_some(Table::Villages);
    places.chain(people).chain(below).collect()
}
