//! Backups that were read back, and what they hold: told by whole days, so that nothing beside an answer says when
//! within its day it came.

use std::{collections::BTreeMap, path::Path};

use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions};
use survey::SubmissionId;

use super::{SqliteStore, reading, submissions::id_of};
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

/// Reads a backup file from end to end: the pages, the references, the rows. Changes nothing.
///
/// # Errors
/// [`Error::BadBackup`] where something in it is wrong; [`Error::Database`] where it is no database.
pub async fn verify(file: &Path) -> Result<Verified> {
    let mut connection = look_at(file).await?;
    let verified = read_through(&mut connection, file).await;
    let _nothing_was_written = connection.close().await;
    verified.map_err(|error| match error {
        Error::Full => Error::BadBackup {
            path: file.display().to_string(),
            why: "it cannot be read to its end".to_owned(),
        },
        error => error,
    })
}

async fn look_at(file: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .immutable(true)
        .disable_statement_logging();
    Ok(SqliteConnection::connect_with(&options).await?)
}

async fn read_through(connection: &mut SqliteConnection, file: &Path) -> Result<Verified> {
    let bad = |why: String| Error::BadBackup {
        path: file.display().to_string(),
        why,
    };
    let said: String = sqlx::query_scalar("pragma integrity_check(1)")
        .fetch_one(&mut *connection)
        .await?;
    if said != "ok" {
        return Err(bad(said));
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
    let tables: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
    )
    .fetch_all(&mut *connection)
    .await?;
    for needed in ["submission", "wave", "_sqlx_migrations"] {
        if !tables.iter().any(|t| t == needed) {
            return Err(bad(format!("it has no table {needed}")));
        }
    }
    let mut rows = 0;
    for table in tables {
        let sql = format!("select count(*) as n from \"{}\"", table.replace('"', "\"\""));
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .fetch_one(&mut *connection)
            .await?;
        rows += reading::count(&row, "n")?;
    }
    let row = sqlx::query(
        "select (select count(*) from submission) as answers, (select max(version) from _sqlx_migrations) as migration",
    )
    .fetch_one(&mut *connection)
    .await?;
    Ok(Verified {
        rows,
        answers: reading::count(&row, "answers")?,
        migration: row.try_get("migration")?,
    })
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
    pub(super) async fn with_levels(
        &self,
        wave: &str,
        known: Vec<(SubmissionId, String)>,
    ) -> Result<Vec<Stored>> {
        let mut days: BTreeMap<String, bool> = BTreeMap::new();
        let mut reader = self.reads.acquire().await?;
        let mut stored = Vec::with_capacity(known.len());
        for (id, day) in known {
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
            stored.push(Stored { id, backed_up });
        }
        Ok(stored)
    }
}
