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
    #[error(
        "version {version} of instrument {instrument} is published and cannot change; publish it as version {next}"
    )]
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
    /// Findings of a wave are made, and stay as they are.
    #[error("the findings of wave {wave} are made; what was kept apart stays apart")]
    Settled {
        /// Which wave.
        wave: String,
    },
    /// Submissions came in, or somebody decided, since it was looked at.
    #[error("this now concerns {now} submissions; look again")]
    Changed {
        /// How many.
        now: u64,
    },
    /// A backup that cannot be relied on.
    #[error("{path}: cannot be relied on: {why}; take another backup, or make it again with `minxin backup`")]
    BadBackup {
        /// Which file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// A backup that could not be written whole.
    #[error(
        "{path}: could not be written: the disk is full or read-only, or files may not grow so large; free space there, or name another place. No part of it is left"
    )]
    NoRoom {
        /// Which file.
        path: String,
    },
    /// The rows stopped before the end of the file.
    #[error("the file was not read to its end; nothing was stored")]
    Interrupted,
    /// One file names the same key twice.
    #[error("row {row} has the same key as row {first}; keep one of them")]
    Twice {
        /// The later row.
        row: u64,
        /// The row it repeats.
        first: u64,
    },
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

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match primary_code(&error) {
            Some(5 | 6) => Self::Busy,       // SQLITE_BUSY, SQLITE_LOCKED
            Some(8 | 10 | 13) => Self::Full, // SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL
            _ if matches!(error, sqlx::Error::PoolTimedOut) => Self::Busy,
            _ => Self::Database(error),
        }
    }
}

impl Error {
    /// The same error for another caller who shared the failed transaction.
    pub(crate) fn for_another(&self) -> Self {
        match self {
            Self::Busy => Self::Busy,
            Self::Full => Self::Full,
            other => Self::Database(sqlx::Error::Protocol(other.to_string())),
        }
    }

    /// Does this end the transaction for everybody in it, or only concern the one statement?
    pub(crate) fn spoils_the_transaction(&self) -> bool {
        match self {
            Self::Busy | Self::Full => true,
            // NOMEM, INTERRUPT, CORRUPT, CANTOPEN, PROTOCOL, NOTADB
            Self::Database(error @ sqlx::Error::Database(_)) => {
                matches!(primary_code(error), Some(7 | 9 | 11 | 14 | 15 | 26) | None)
            }
            Self::Database(error) => {
                matches!(
                    error,
                    sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed
                )
            }
            _ => false,
        }
    }

    /// Did a row point at something that is not there?
    pub(crate) fn is_dangling(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_foreign_key_violation())
    }

    /// Was the key taken?
    pub(crate) fn is_taken(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}

/// SQLite's primary result code: the low byte of the extended one.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let code: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}

/// Result of the store.
pub type Result<T> = std::result::Result<T, Error>;
