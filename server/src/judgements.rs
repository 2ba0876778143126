//! The county's judgements, kept with its data: settings of the engine and frozen hypotheses.

use insight::report::{Settings, frozen::Frozen};
use store::{Error, Result, Store};

const SETTINGS: &str = "engine_settings";
const HYPOTHESES: &str = "hypotheses";

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

/// Keeps settings.
///
/// # Errors
/// What the store says.
pub async fn set_settings(store: &dyn Store, settings: &Settings) -> Result<()> {
    let json = serde_json::to_string(settings).map_err(|source| Error::Corrupt {
        what: "settings",
        source,
    })?;
    store.set_setting(SETTINGS, &json).await
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
