//! Keys of waves, wrapped: what is here opens nothing without the master key, which is not here.

use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};

use super::SqliteStore;
use crate::{
    error::{Error, Result},
    view::SealKey,
};

impl SqliteStore {
    pub(super) async fn read_canary(&self) -> Result<Option<Vec<u8>>> {
        let canary = sqlx::query_scalar("select canary from seal_canary");
        Ok(canary.fetch_optional(&self.reads).await?)
    }

    pub(super) async fn read_keys(&self) -> Result<Vec<SealKey>> {
        let rows = sqlx::query(
            "select kid, wave, suite, public, wrapped, day from seal_key order by wave, number desc",
        )
        .fetch_all(&self.reads)
        .await?;
        rows.iter().map(key_of).collect()
    }

    pub(super) async fn read_key(&self, kid: &str) -> Result<Option<SealKey>> {
        let row = sqlx::query("select kid, wave, suite, public, wrapped, day from seal_key where kid = $1")
            .bind(kid)
            .fetch_optional(&self.reads)
            .await?;
        row.as_ref().map(key_of).transpose()
    }

    pub(super) async fn read_newest_key(&self, wave: &str) -> Result<Option<SealKey>> {
        let row = sqlx::query(
            "select kid, wave, suite, public, wrapped, day from seal_key
             where wave = $1 order by number desc limit 1",
        )
        .bind(wave)
        .fetch_optional(&self.reads)
        .await?;
        row.as_ref().map(key_of).transpose()
    }

    pub(super) async fn write_key(&self, key: &SealKey, canary: &[u8], only_first: bool) -> Result<()> {
        let (key, canary) = (key.clone(), canary.to_owned());
        self.writer
            .write(move |connection| Box::pin(add(connection, key, canary, only_first)))
            .await
    }

    pub(super) async fn remove_keys(&self) -> Result<u64> {
        self.writer
            .write(|connection| {
                Box::pin(async move {
                    let keys = sqlx::query("delete from seal_key")
                        .execute(&mut *connection)
                        .await?;
                    sqlx::query("delete from seal_canary").execute(connection).await?;
                    Ok(keys.rows_affected())
                })
            })
            .await
    }
}

async fn add(
    connection: &mut SqliteConnection,
    key: SealKey,
    canary: Vec<u8>,
    only_first: bool,
) -> Result<()> {
    sqlx::query("insert into seal_canary (one, canary) values (1, $1) on conflict do nothing")
        .bind(canary)
        .execute(&mut *connection)
        .await?;
    let wave = key.wave.clone();
    sqlx::query(
        "insert into seal_key (kid, wave, number, suite, public, wrapped, day)
         select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6 from seal_key
         where wave = $2 having not $7 or count(*) = 0",
    )
    .bind(key.kid)
    .bind(key.wave)
    .bind(key.suite)
    .bind(key.public)
    .bind(key.wrapped)
    .bind(key.day)
    .bind(only_first)
    .execute(connection)
    .await
    .map_err(|error| match Error::from(error) {
        error if error.is_dangling() => Error::Missing {
            what: "wave",
            id: wave,
        },
        error => error,
    })?;
    Ok(())
}

fn key_of(row: &SqliteRow) -> Result<SealKey> {
    Ok(SealKey {
        kid: row.try_get("kid")?,
        wave: row.try_get("wave")?,
        suite: row.try_get("suite")?,
        public: row.try_get("public")?,
        wrapped: row.try_get("wrapped")?,
        day: row.try_get("day")?,
    })
}
