//! What can go wrong when remembering.

/// The store's error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot take a write right now; try again.
    #[error("the database is busy; try again in a few seconds")]
    Busy,
    /// The disk is full or read-only.
    #[error("the disk is full or read-only; free space in the data folder and try again")]
    Full,
    /// The database does not keep its promise of durability.
    #[error("{setting} is {found}, expected {wanted}; the data folder must be opened by minxin alone")]
    NotDurable {
        /// Which pragma.
        setting: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        wanted: String,
    },
    /// A version is published and cannot change.
    #[error("version {version} of instrument {instrument} is published and cannot change; publish it as version {next}")]
    Published {
        /// Instrument.
        instrument: String,
        /// Version.
        version: u32,
        /// What to call the new one.
        next: u32,
    },
    /// Something with this id is already there.
    #[error("{what} {id} is already there; choose another id")]
    Exists {
        /// wave, round.
        what: &'static str,
        /// The id.
        id: String,
    },
    /// Something is not there.
    #[error("there is no {what} {id}")]
    Missing {
        /// wave, draft.
        what: &'static str,
        /// The id.
        id: String,
    },
    /// The rows stopped before the end of the file.
    #[error("the file was not read to its end; nothing was stored")]
    Interrupted,
    /// Stored data that cannot be read back.
    #[error("stored {what} cannot be read: {source}")]
    Corrupt {
        /// What.
        what: &'static str,
        /// Why.
        source: serde_json::Error,
    },
    /// Anything else the database says.
    #[error("the database refused: {0}")]
    Database(#[source] sqlx::Error),
    /// A file of the data folder.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

/// Result of the store.
pub type Result<T> = std::result::Result<T, Error>;
