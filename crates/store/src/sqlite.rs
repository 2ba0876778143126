//! SQLite behind the [`crate::Store`] trait: one file, one writer, several readers.
//!
//! Every connection is checked when it is opened: a database that does not write ahead, does not wait for the
//! disk, or does not check its references is refused, because a receipt is a promise.

mod backup;
mod checksum;
mod decisions;
mod devices;
mod drafts;
mod import;
mod instruments;
mod keys;
mod ledger;
mod paper;
mod reading;
mod shape;
mod snapshot;
mod statements;
mod store;
mod submissions;
#[cfg(test)]
mod tests;
mod waves;
mod writer;

use std::{path::Path, time::Duration};

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

pub use backup::{Verified, verify};
pub use checksum::copy_back;

use crate::error::{Error, Result};

/// What makes the tables, step by step.
static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/sqlite");

/// How many may read at once; writing never waits for them.
const READERS: u32 = 4;
/// How long a write waits for another process to let go of the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a read waits for one of the others to finish.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// When the disk is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Synchronous {
    /// At every commit: what is acknowledged survives a power cut.
    Full,
    /// At checkpoints only: a power cut loses acknowledged answers. Only the durability test asks for this,
    /// to show that it can fail.
    Normal,
}

impl Synchronous {
    fn number(self) -> i64 {
        match self {
            Self::Full => 2,
            Self::Normal => 1,
        }
    }

    fn for_sqlx(self) -> SqliteSynchronous {
        match self {
            Self::Full => SqliteSynchronous::Full,
            Self::Normal => SqliteSynchronous::Normal,
        }
    }
}

/// A database file, its writer and its readers. Open it inside a tokio runtime; end it with
/// [`crate::Store::close`].
#[derive(Debug)]
pub struct SqliteStore {
    reads: SqlitePool,
    writer: writer::Writer,
    options: SqliteConnectOptions,
    synchronous: Synchronous,
}

impl SqliteStore {
    /// Opens the database file at `path`, making it and its folder where there is none, and brings it up to date.
    ///
    /// # Errors
    /// [`Error::NotDurable`] if the database does not take the settings that keep an acknowledged answer;
    /// [`Error::Io`] if the folder cannot be made; [`Error::Full`], [`Error::Busy`] or [`Error::Database`] if
    /// the file cannot be opened or migrated.
    pub async fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, Synchronous::Full).await
    }

    /// [`SqliteStore::open`] with a choice that only the durability test may make differently.
    ///
    /// # Errors
    /// Those of [`SqliteStore::open`].
    pub async fn open_with(path: &Path, synchronous: Synchronous) -> Result<Self> {
        let folder = path
            .parent()
            .filter(|f| !f.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        make_folder(folder)?;
        Self::start(folder, settings(path, synchronous), synchronous).await
    }

    async fn start(folder: &Path, options: SqliteConnectOptions, synchronous: Synchronous) -> Result<Self> {
        let mut connection = connect(&options, synchronous).await?;
        keep_temporary_files_in(folder, &mut connection).await?;
        MIGRATIONS
            .run(&mut connection)
            .await
            .map_err(|error| Error::from(sqlx::Error::from(error)))?;

        let reads = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(READ_TIMEOUT)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    check(connection, synchronous)
                        .await
                        .map_err(|error| sqlx::Error::Configuration(error.into()))
                })
            })
            .connect_lazy_with(options.clone().pragma("query_only", "on"));
        let writer = writer::Writer::start(connection, options.clone(), synchronous);
        Ok(Self {
            reads,
            writer,
            options,
            synchronous,
        })
    }

    /// A connection of its own that may write: for staging an import or for a backup.
    async fn connect(&self) -> Result<SqliteConnection> {
        connect(&self.options, self.synchronous).await
    }
}

fn settings(path: &Path, synchronous: Synchronous) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous.for_sqlx())
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("trusted_schema", "off")
        .pragma("secure_delete", "on") // what is removed is overwritten
        .pragma("journal_size_limit", "67108864")
        .disable_statement_logging() // slow ones would be told with every column of an answer
}

async fn connect(options: &SqliteConnectOptions, synchronous: Synchronous) -> Result<SqliteConnection> {
    let mut connection = SqliteConnection::connect_with(options).await?;
    check(&mut connection, synchronous).await?;
    Ok(connection)
}

/// Asks the database what it will do, rather than believing what it was told.
async fn check(connection: &mut SqliteConnection, synchronous: Synchronous) -> Result<()> {
    let mode: String = sqlx::query_scalar("pragma journal_mode")
        .fetch_one(&mut *connection)
        .await?;
    expect_setting("journal_mode", mode, "wal".to_owned())?;
    let wanted = [
        ("synchronous", "pragma synchronous", synchronous.number()),
        ("foreign_keys", "pragma foreign_keys", 1),
        (
            "busy_timeout",
            "pragma busy_timeout",
            BUSY_TIMEOUT.as_millis() as i64,
        ),
    ];
    for (setting, sql, wanted) in wanted {
        let found: i64 = sqlx::query_scalar(sql).fetch_one(&mut *connection).await?;
        expect_setting(setting, found.to_string(), wanted.to_string())?;
    }
    Ok(())
}

fn expect_setting(setting: &'static str, found: String, wanted: String) -> Result<()> {
    if found == wanted {
        return Ok(());
    }
    Err(Error::NotDurable {
        setting,
        found,
        wanted,
    })
}

/// Large sorts and staged imports spill beside the database: its disk has the room, and answers stay in one place.
async fn keep_temporary_files_in(folder: &Path, connection: &mut SqliteConnection) -> Result<()> {
    let Some(folder) = folder.to_str() else {
        return Ok(()); // SQLite's own choice then
    };
    let sql = format!("pragma temp_store_directory = '{}'", folder.replace('\'', "''"));
    sqlx::query(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}

/// Makes the folder for its owner alone, and makes sure that it outlives a power cut.
fn make_folder(folder: &Path) -> Result<()> {
    let failed = |source| Error::Io {
        path: folder.display().to_string(),
        source,
    };
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(failed)?;
    #[cfg(unix)]
    for made in folder
        .ancestors()
        .skip(1)
        .take(1)
        .filter(|f| !f.as_os_str().is_empty())
    {
        std::fs::File::open(made)
            .and_then(|f| f.sync_all())
            .map_err(failed)?;
    }
    Ok(())
}
