//! How many have answered, by wave: a million answers are not counted anew for every page.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use store::{AreaCount, Loaded, WaveCounts};
use survey::{Wave, WaveState};

use crate::state::AppState;

/// So old a count of a wave that is open may be, in milliseconds.
const FRESH: i64 = 5_000;
/// More waves than a county has on its pages.
const MOST: usize = 1_000;

/// What was counted of a wave.
#[derive(Clone, Debug)]
pub struct Counted {
    /// In all.
    pub wave: WaveCounts,
    /// Counted answers by area, in order of code.
    pub by_area: Vec<AreaCount>,
}

/// Of a closed wave, until anything is imported or changed; of another one, for some seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Of {
    Revision(String),
    Moment(i64),
}

/// See the module.
#[derive(Default)]
pub struct Counts {
    kept: Mutex<HashMap<String, (Of, Arc<Counted>)>>,
}

impl Counts {
    /// The counts of a wave; `revision` is the store's.
    ///
    /// # Errors
    /// What the store says.
    pub async fn of(&self, state: &AppState, wave: &Wave, revision: &str) -> store::Result<Arc<Counted>> {
        let now = (state.now)();
        let closed = wave.state(now) == WaveState::Closed;
        let good = |of: &Of| match of {
            Of::Revision(kept) => closed && kept == revision,
            Of::Moment(at) => !closed && (now - at).abs() < FRESH,
        };
        let kept = |kept: &HashMap<String, (Of, Arc<Counted>)>| {
            let (of, counted) = kept.get(&wave.id)?;
            good(of).then(|| counted.clone())
        };
        if let Some(found) = kept(&self.kept.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(found);
        }
        let found = Arc::new(Counted {
            wave: state.store.wave_counts(&wave.id).await?,
            by_area: state.store.counts_by_area(&wave.id).await?,
        });
        let of = match closed {
            true => Of::Revision(revision.to_owned()),
            false => Of::Moment(now),
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(wave.id.clone(), (of, found.clone()));
        Ok(found)
    }
}

/// What is loaded. Everything but the answers is counted once for a state of the store; the answers are those of the waves.
///
/// # Errors
/// What the store says.
pub async fn loaded(state: &AppState) -> store::Result<Vec<Loaded>> {
    let revision = state.store.revision().await?;
    let kept = match state.loaded.get("", &revision) {
        Some(kept) => kept,
        None => (state.loaded).put("", &revision, state.store.loaded().await?),
    };
    let mut answers = 0;
    for wave in state.store.waves().await? {
        let counted = state.counts.of(state, &wave, &revision).await?.wave;
        answers += counted.counted + counted.late;
    }
    let mut loaded = Vec::clone(&kept);
    for line in loaded.iter_mut().filter(|l| l.kind == "responses") {
        line.rows = answers;
    }
    Ok(loaded)
}
