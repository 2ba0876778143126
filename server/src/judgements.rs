//! The county's judgements, kept with its data: settings of the engine and frozen hypotheses.

use insight::report::{Settings, frozen::Frozen};
use serde::{Deserialize, Serialize};
use store::{Error, Result, Store};

const SETTINGS: &str = "engine_settings";
const HISTORY: &str = "engine_settings_history";
const HYPOTHESES: &str = "hypotheses";

/// Settings as they were kept on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// Day, never finer.
    pub day: String,
    /// The settings.
    pub settings: Settings,
}

/// The county's settings; the defaults where it set none.
///
/// # Errors
/// What the store says, or settings that can no longer be read.
pub async fn settings(store: &dyn Store) -> Result<Settings> {
    match store.setting(SETTINGS).await? {
        None => Ok(Settings::default()),
        Some(json) => serde_json::from_str(&json).map_err(|source| Error::Corrupt {
            what: "settings",
            source,
        }),
    }
}

/// Keeps settings, and remembers them beside all earlier ones; the same again changes nothing.
///
/// # Errors
/// What the store says, or a history that can no longer be read.
pub async fn set_settings(store: &dyn Store, new: &Settings, day: &str) -> Result<()> {
    if settings(store).await? == *new {
        return Ok(());
    }
    let corrupt = |source| Error::Corrupt {
        what: "settings",
        source,
    };
    let mut all = history(store).await?;
    all.push(Version {
        day: day.to_owned(),
        settings: new.clone(),
    });
    let json = serde_json::to_string(&all).map_err(corrupt)?;
    store.set_setting(HISTORY, &json).await?;
    let json = serde_json::to_string(new).map_err(corrupt)?;
    store.set_setting(SETTINGS, &json).await
}

/// All settings the county ever kept, oldest first.
///
/// # Errors
/// What the store says, or a history that can no longer be read.
pub async fn history(store: &dyn Store) -> Result<Vec<Version>> {
    match store.setting(HISTORY).await? {
        None => Ok(Vec::new()),
        Some(json) => serde_json::from_str(&json).map_err(|source| Error::Corrupt {
            what: "history of settings",
            source,
        }),
    }
}

/// What was frozen; none where nothing was.
///
/// # Errors
/// What the store says, or hypotheses that can no longer be read.
pub async fn frozen(store: &dyn Store) -> Result<Option<Frozen>> {
    match store.setting(HYPOTHESES).await? {
        None => Ok(None),
        Some(json) => serde_json::from_str(&json)
            .map(Some)
            .map_err(|source| Error::Corrupt {
                what: "hypotheses",
                source,
            }),
    }
}

/// Keeps frozen hypotheses.
///
/// # Errors
/// What the store says.
pub async fn freeze(store: &dyn Store, frozen: &Frozen) -> Result<()> {
    let json = serde_json::to_string(frozen).map_err(|source| Error::Corrupt {
        what: "hypotheses",
        source,
    })?;
    store.set_setting(HYPOTHESES, &json).await
}
