//! What is made of a survey's tallies and stored beside them, so that it is made once and not at every start: its drivers,
//! the errors of the report's breakdowns, what is hidden of its tables. Each is stored with a hash of all that it hangs on;
//! where that is another now, it is as if nothing were stored.

use insight::{
    Threshold,
    breakdown::{Errors, Patterns},
    report::{
        Fieldwork, Seed, Settings,
        breakdowns::{self, errors as errors_of},
        drivers::{self, Drivers},
        hypothesis::hash_of,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use store::{Error, Result, Store};
use survey::{Area, AreaCode, Level};

use crate::{metrics::Work, state::AppState};

/// Counted up when patterns are decided or written another way.
const PATTERNS: u32 = 2;

/// Where something of a survey is stored, and what it is made of.
struct Place {
    key: String,
    made_of: String,
}

impl Place {
    fn new(what: &str, field: &Fieldwork, made_of: &impl Serialize) -> Self {
        Self {
            key: format!("{what}/{}", field.id),
            made_of: hash_of(made_of),
        }
    }

    async fn read<T: DeserializeOwned>(&self, store: &dyn Store) -> Result<Option<T>> {
        let Some(json) = store.setting(&self.key).await? else {
            return Ok(None);
        };
        let found = serde_json::from_str::<(String, T)>(&json).ok();
        Ok(found
            .filter(|(of, _)| *of == self.made_of)
            .map(|(_, value)| value))
    }

    /// Gives it back as it will be read: a number may lose its last digit on the way.
    async fn write<T: Serialize + DeserializeOwned>(&self, store: &dyn Store, value: T) -> Result<T> {
        let Ok(json) = serde_json::to_string(&(&self.made_of, &value)) else {
            return Ok(value);
        };
        store.set_setting(&self.key, &json).await?;
        let read = serde_json::from_str::<(String, T)>(&json);
        Ok(read.map_or(value, |(_, value)| value))
    }
}

/// The drivers of a survey, made where they are not stored; none where it does not ask for satisfaction overall.
///
/// # Errors
/// What the store says.
pub async fn drivers(
    state: &AppState,
    field: &Fieldwork,
    areas: &[Area],
    settings: &Settings,
) -> Result<Option<Drivers>> {
    let of = (drivers::METHOD, field.hash(), areas, settings.bootstrap);
    let place = Place::new("drivers", field, &of);
    if let Some(found) = place.read(&*state.store).await? {
        return Ok(found);
    }
    state.metrics.made(Work::Drivers);
    let (field, areas, settings) = (field.clone(), areas.to_vec(), settings.clone());
    let seed = Seed::of(&place.made_of);
    let work = move || drivers::drivers(&field, &areas, &settings, &seed);
    place.write(&*state.store, beside(work).await?).await
}

fn place_of_errors(field: &Fieldwork, areas: &[Area], settings: &Settings) -> Place {
    let of = (
        breakdowns::METHOD,
        field.hash(),
        tree(areas),
        settings.k,
        settings.planning_deff.to_bits(),
    );
    Place::new("errors", field, &of)
}

/// The errors of the report's breakdowns of a survey, made where they are not stored; none for a sample nobody drew.
///
/// # Errors
/// What the store says.
pub async fn errors(
    state: &AppState,
    field: &Fieldwork,
    areas: &[Area],
    settings: &Settings,
) -> Result<Option<Errors>> {
    if field.open_link {
        return Ok(None);
    }
    let place = place_of_errors(field, areas, settings);
    if let Some(found) = place.read(&*state.store).await? {
        return Ok(Some(found));
    }
    state.metrics.made(Work::Errors);
    let (field, areas, settings) = (field.clone(), areas.to_vec(), settings.clone());
    match beside(move || errors_of(&field, &areas, &settings)).await? {
        Some(found) => place.write(&*state.store, found).await.map(Some),
        None => Ok(None),
    }
}

/// The same where they are stored.
///
/// # Errors
/// What the store says.
pub async fn errors_stored(
    state: &AppState,
    field: &Fieldwork,
    areas: &[Area],
    settings: &Settings,
) -> Result<Option<Errors>> {
    let place = place_of_errors(field, areas, settings);
    place.read(&*state.store).await
}

fn place_of_patterns(field: &Fieldwork, areas: &[Area], k: u64) -> Place {
    Place::new("patterns", field, &(PATTERNS, field.hash(), tree(areas), k))
}

/// What is hidden of every table of a survey with this k, where that is stored.
///
/// # Errors
/// What the store says.
pub async fn patterns(
    state: &AppState,
    field: &Fieldwork,
    areas: &[Area],
    k: u64,
) -> Result<Option<Patterns>> {
    let place = place_of_patterns(field, areas, k);
    place.read(&*state.store).await
}

/// Decides what is hidden of every table of a survey and stores it, unless it is stored. Takes a while in a large county,
/// on one core; dropped on the way, it ends soon and stores nothing half done.
///
/// # Errors
/// What the store says.
pub async fn decide(state: &AppState, field: &Fieldwork, areas: &[Area], k: u64) -> Result<Patterns> {
    let place = place_of_patterns(field, areas, k);
    if let Some(found) = place.read(&*state.store).await? {
        return Ok(found);
    }
    let left = Waited::default();
    let told = left.0.clone();
    let (field, areas) = (field.clone(), areas.to_vec());
    let work = move || {
        let stopped = || told.load(std::sync::atomic::Ordering::Relaxed);
        Patterns::decide_beside(
            &field.cube,
            &field.version,
            &areas,
            Threshold::raised_to(k),
            &stopped,
        )
    };
    let found = beside(work).await?.ok_or(Error::Interrupted)?;
    state.metrics.made(Work::Patterns);
    place.write(&*state.store, found).await
}

/// Says to stop when nobody waits any more.
#[derive(Default)]
struct Waited(std::sync::Arc<std::sync::atomic::AtomicBool>);

impl Drop for Waited {
    fn drop(&mut self) {
        self.0.store(true, std::sync::atomic::Ordering::Relaxed);
    }
}

/// On a thread that may take its time.
pub(crate) async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Error::Interrupted)
}

/// What tables hang on of the areas: names do not count.
fn tree(areas: &[Area]) -> Vec<(&AreaCode, Level, Option<&AreaCode>)> {
    let mut tree: Vec<_> = areas
        .iter()
        .map(|a| (&a.code, a.level, a.parent.as_ref()))
        .collect();
    tree.sort();
    tree
}
