//! Backups that were read back, and what they hold: told by whole days, so that nothing beside an answer says when
//! within its day it came.

use std::{collections::BTreeMap, path::Path};

use sqlx::{
    ConnectOptions as _, Connection as _, Executor as _, Row as _, SqliteConnection,
    sqlite::SqliteConnectOptions,
};
use survey::SubmissionId;

use super::{
    MIGRATIONS, SqliteStore,
    checksum::{self, Seen},
    reading,
    submissions::id_of,
};
use crate::{
    error::{Error, Result},
    view::{BackedUp, Stored},
};

/// Answers of a wave and day: how many, and the exclusive or of their ids. Equal pairs are equal sets, for ids are
/// random.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Lot {
    answers: i64,
    digest: [u8; 16],
}

impl Lot {
    fn add(&mut self, id: SubmissionId) {
        self.answers += 1;
        for (sum, byte) in self.digest.iter_mut().zip(id.0) {
            *sum ^= byte;
        }
    }
}

type Lots = BTreeMap<(String, String), Lot>;

/// What a backup file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Rows of all tables.
    pub rows: u64,
    /// Answers of residents, counted or late.
    pub answers: u64,
    /// Newest migration applied to it.
    pub migration: i64,
}

/// Reads a backup file from end to end: the pages, the tables, the references, the rows, the checksum. Changes nothing.
///
/// # Errors
/// [`Error::BadBackup`] where something in it is wrong, or it is no backup at all.
pub async fn verify(file: &Path) -> Result<Verified> {
    let bad = |why: String| Error::BadBackup {
        path: file.display().to_string(),
        why,
    };
    if !begins_as_one(file).await? {
        return Err(bad("it is no database of Minxin".to_owned()));
    }
    let mut connection = look_at(file)
        .await
        .map_err(|e| bad(format!("it cannot be opened ({e})")))?;
    let verified = read_through(&mut connection, &bad).await;
    let _nothing_was_written = connection.close().await;
    let verified = verified.map_err(|error| match error {
        Error::Full => bad("it cannot be read to its end".to_owned()),
        Error::Database(error) => bad(format!("it cannot be read ({error})")),
        error => error,
    })?;
    let path = file.to_owned();
    let seen = tokio::task::spawn_blocking(move || checksum::look_at(&path)).await;
    match seen.map_err(|_| Error::Interrupted)?.map_err(|e| io(file, e))? {
        Seen::Whole => Ok(verified),
        Seen::Changed => Err(bad("its bytes are not those that were written".to_owned())),
        Seen::Missing => Err(bad(
            "it does not end with the checksum of a backup: it was cut, changed, or not made by `minxin backup`".to_owned(),
        )),
    }
}

async fn begins_as_one(file: &Path) -> Result<bool> {
    use tokio::io::AsyncReadExt as _;
    let mut start = Vec::new();
    let opened = tokio::fs::File::open(file).await.map_err(|e| io(file, e))?;
    opened
        .take(16)
        .read_to_end(&mut start)
        .await
        .map_err(|e| io(file, e))?;
    Ok(start == b"SQLite format 3\0")
}

fn io(file: &Path, source: std::io::Error) -> Error {
    Error::Io {
        path: file.display().to_string(),
        source,
    }
}

async fn look_at(file: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .immutable(true)
        .disable_statement_logging();
    Ok(SqliteConnection::connect_with(&options).await?)
}

async fn read_through(
    connection: &mut SqliteConnection,
    bad: &(impl Fn(String) -> Error + Sync),
) -> Result<Verified> {
    let said: String = sqlx::query_scalar("pragma integrity_check(1)")
        .fetch_one(&mut *connection)
        .await?;
    if said != "ok" {
        return Err(bad(said));
    }
    let found = parts(connection).await?;
    let migration = migration(connection, &found, bad).await?;
    for (part, made) in expected(migration).await? {
        match found.get(&part) {
            None => return Err(bad(format!("it has no {part}"))),
            Some(other) if *other != made => return Err(bad(format!("its {part} is another"))),
            Some(_) => {}
        }
    }
    let dangling = sqlx::query("pragma foreign_key_check")
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(row) = dangling {
        let table: String = row.try_get(0)?;
        return Err(bad(format!(
            "a row of {table} points at something that is not there"
        )));
    }
    let mut rows = 0;
    for table in found.keys().filter_map(|part| part.strip_prefix("table ")) {
        let sql = format!("select count(*) as n from \"{}\"", table.replace('"', "\"\""));
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .fetch_one(&mut *connection)
            .await?;
        rows += reading::count(&row, "n")?;
    }
    let row = sqlx::query("select count(*) as answers from submission")
        .fetch_one(&mut *connection)
        .await?;
    Ok(Verified {
        rows,
        answers: reading::count(&row, "answers")?,
        migration,
    })
}

/// "table wave", "index …" → how it was made.
type Parts = BTreeMap<String, String>;

async fn parts(connection: &mut SqliteConnection) -> Result<Parts> {
    let rows = sqlx::query(
        "select type || ' ' || name as part, sql from sqlite_schema where sql is not null and name not like 'sqlite_%'",
    )
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("part")?, row.try_get("sql")?)))
        .collect()
}

/// The newest migration of a file, one that is known here.
async fn migration(
    connection: &mut SqliteConnection,
    found: &Parts,
    bad: &(impl Fn(String) -> Error + Sync),
) -> Result<i64> {
    if !found.contains_key("table _sqlx_migrations") {
        return Err(bad("it has no table _sqlx_migrations".to_owned()));
    }
    let newest: Option<i64> = sqlx::query_scalar("select max(version) from _sqlx_migrations")
        .fetch_one(connection)
        .await?;
    let newest = newest.ok_or_else(|| bad("it says of no table how it was made".to_owned()))?;
    let known = MIGRATIONS.iter().map(|m| m.version).max().unwrap_or_default();
    if newest > known {
        return Err(bad(format!(
            "it was made by a newer release (step {newest}, this one knows {known}), which can restore it"
        )));
    }
    Ok(newest)
}

/// What a database has after a migration.
async fn expected(migration: i64) -> Result<Parts> {
    let mut fresh = SqliteConnection::connect("sqlite::memory:").await?;
    for step in MIGRATIONS.iter().filter(|m| m.version <= migration) {
        fresh.execute(sqlx::raw_sql(step.sql.clone())).await?;
    }
    let parts = parts(&mut fresh).await?;
    fresh.close().await?;
    Ok(parts)
}

/// The lots of all days before `today`: of today's answers nothing is kept, for that would tell which came before the
/// backup and which after.
async fn lots(file: &Path, today: &str) -> Result<Lots> {
    let mut connection = look_at(file).await?;
    let mut lots = Lots::new();
    let days = sqlx::query("select distinct wave, day from submission where day < $1")
        .bind(today)
        .fetch_all(&mut connection)
        .await?;
    for row in days {
        let (wave, day): (String, String) = (row.try_get("wave")?, row.try_get("day")?);
        let lot = lot(&mut connection, &wave, &day).await?;
        lots.insert((wave, day), lot);
    }
    connection.close().await?;
    Ok(lots)
}

async fn lot(connection: &mut SqliteConnection, wave: &str, day: &str) -> Result<Lot> {
    let rows =
        sqlx::query("select id from submission indexed by submission_by_day where wave = $1 and day = $2")
            .bind(wave)
            .bind(day)
            .fetch_all(connection)
            .await?;
    let mut lot = Lot::default();
    for row in rows {
        lot.add(id_of(&row)?);
    }
    Ok(lot)
}

impl SqliteStore {
    /// Copies, reads the copy back, and notes which days it holds whole.
    pub(super) async fn back_up(&self, to: &Path, today: &str) -> Result<BackedUp> {
        let part = self.write_copy(to).await?;
        let checked = async {
            let verified = verify(&part).await?;
            Ok((verified, lots(&part, today).await?))
        }
        .await;
        let (verified, lots) = match checked {
            Ok(good) => good,
            Err(error) => {
                // what cannot be read back must not be taken for a backup
                let _ = tokio::fs::remove_file(&part).await;
                return Err(error);
            }
        };
        super::snapshot::finish_copy(&part, to).await?;
        self.note_lots(lots, today).await?;
        Ok(BackedUp {
            rows: verified.rows,
            answers: verified.answers,
        })
    }

    async fn note_lots(&self, lots: Lots, today: &str) -> Result<()> {
        let today = today.to_owned();
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    for ((wave, day), lot) in lots {
                        sqlx::query(
                            "insert into backup_day (wave, day, answers, digest) values ($1, $2, $3, $4)
                             on conflict (wave, day) do update
                             set answers = excluded.answers, digest = excluded.digest",
                        )
                        .bind(wave)
                        .bind(day)
                        .bind(lot.answers)
                        .bind(&lot.digest[..])
                        .execute(&mut *connection)
                        .await?;
                    }
                    sqlx::query(
                        "insert into backup_mark (one, through) values (1, $1)
                         on conflict (one) do update set through = excluded.through",
                    )
                    .bind(today)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    pub(super) async fn read_backup_mark(&self) -> Result<Option<String>> {
        let through = sqlx::query_scalar("select through from backup_mark");
        Ok(through.fetch_optional(&self.reads).await?)
    }

    /// Adds to each whether a verified backup holds it: where the answers of its wave and day are exactly those that
    /// the backup had.
    pub(super) async fn with_levels(&self, wave: &str, known: Vec<(Stored, String)>) -> Result<Vec<Stored>> {
        let mut days: BTreeMap<String, bool> = BTreeMap::new();
        let mut reader = self.reads.acquire().await?;
        let mut stored = Vec::with_capacity(known.len());
        for (one, day) in known {
            let backed_up = match days.get(&day) {
                Some(held) => *held,
                None => {
                    let noted =
                        sqlx::query("select answers, digest from backup_day where wave = $1 and day = $2")
                            .bind(wave)
                            .bind(&day)
                            .fetch_optional(&mut *reader)
                            .await?;
                    let held = match noted {
                        None => false,
                        Some(row) => {
                            let now = lot(&mut reader, wave, &day).await?;
                            row.try_get::<i64, _>("answers")? == now.answers
                                && row.try_get::<&[u8], _>("digest")? == now.digest
                        }
                    };
                    days.insert(day, held);
                    held
                }
            };
            stored.push(Stored { backed_up, ..one });
        }
        Ok(stored)
    }
}
