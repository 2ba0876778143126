//! Folded tallies of closed waves, the database's health, and copies of it.

use std::path::{Path, PathBuf};

use sqlx::Connection as _;

use super::{SqliteStore, checksum};
use crate::{
    error::{Error, Result},
    view::Health,
};

impl SqliteStore {
    pub(super) async fn write_snapshot(&self, wave: &str, tally: &str, now: i64) -> Result<()> {
        let (wave, tally) = (wave.to_owned(), tally.to_owned());
        self.writer
            .write_once(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "insert into snapshot (wave, tally, folded_at) values ($1, $2, $3)
                         on conflict (wave) do update set tally = excluded.tally, folded_at = excluded.folded_at",
                    )
                    .bind(&wave)
                    .bind(tally)
                    .bind(now)
                    .execute(connection)
                    .await
                    .map_err(|error| match Error::from(error) {
                        error if error.is_dangling() => Error::Missing { what: "wave", id: wave },
                        error => error,
                    })?;
                    Ok(())
                })
            })
            .await
    }

    pub(super) async fn read_snapshot(&self, wave: &str) -> Result<Option<String>> {
        let tally = sqlx::query_scalar("select tally from snapshot where wave = $1").bind(wave);
        Ok(tally.fetch_optional(&self.reads).await?)
    }

    /// Read on a reader, so that a long merge does not make a healthy database look ill; every connection was
    /// held to the same settings when it was opened.
    pub(super) async fn read_health(&self) -> Result<Health> {
        let mut reader = self.reads.acquire().await?;
        Ok(Health {
            journal_mode: sqlx::query_scalar("pragma journal_mode")
                .fetch_one(&mut *reader)
                .await?,
            synchronous: sqlx::query_scalar("pragma synchronous")
                .fetch_one(&mut *reader)
                .await?,
            engine: sqlx::query_scalar("select 'SQLite ' || sqlite_version()")
                .fetch_one(&mut *reader)
                .await?,
            migration: sqlx::query_scalar("select max(version) from _sqlx_migrations")
                .fetch_one(&mut *reader)
                .await?,
        })
    }

    /// A copy beside its final name; gives where it is.
    pub(super) async fn write_copy(&self, to: &Path) -> Result<PathBuf> {
        let named = |source| named(to, source);
        if tokio::fs::try_exists(to).await.map_err(named)? {
            return Err(Error::Exists {
                what: "file",
                id: to.display().to_string(),
            });
        }
        let mut part = to.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        match tokio::fs::remove_file(&part).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(named(error)),
            _ => {}
        }
        let name = part
            .to_str()
            .ok_or_else(|| named(std::io::ErrorKind::InvalidFilename.into()))?;
        let mut connection = self.connect().await?;
        let copied = sqlx::query("vacuum into $1")
            .bind(name)
            .execute(&mut connection)
            .await;
        connection.close().await?;
        let ended = match copied {
            Ok(_) => checksummed(part.clone()).await,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = ended.map_err(|error| no_room(to, error)) {
            // half a copy is of no use, and takes the room that was missing
            for left in ["", "-journal"] {
                let mut name = part.clone().into_os_string();
                name.push(left);
                let _ = tokio::fs::remove_file(name).await;
            }
            return Err(error);
        }
        Ok(part)
    }
}

/// Renames a copy that is on the disk: a file under its final name is whole.
pub(super) async fn finish_copy(part: &Path, to: &Path) -> Result<()> {
    let named = |source| named(to, source);
    tokio::fs::rename(part, to).await.map_err(named)?;
    #[cfg(unix)]
    {
        let folder = to
            .parent()
            .filter(|f| !f.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        tokio::fs::File::open(folder)
            .await
            .map_err(named)?
            .sync_all()
            .await
            .map_err(named)?;
    }
    Ok(())
}

/// Ends a copy with its checksum and brings it to the disk.
async fn checksummed(part: PathBuf) -> Result<()> {
    let ended =
        tokio::task::spawn_blocking(move || checksum::append(&part).map_err(|source| named(&part, source)));
    ended.await.map_err(|_| Error::Interrupted)?
}

/// Says of the copy what is otherwise said of the data folder.
fn no_room(to: &Path, error: Error) -> Error {
    use std::io::ErrorKind::{FileTooLarge, StorageFull};
    match error {
        Error::Full => {}
        Error::Io { ref source, .. } if matches!(source.kind(), FileTooLarge | StorageFull) => {}
        error => return error,
    }
    Error::NoRoom {
        path: to.display().to_string(),
    }
}

fn named(to: &Path, source: std::io::Error) -> Error {
    Error::Io {
        path: to.display().to_string(),
        source,
    }
}
