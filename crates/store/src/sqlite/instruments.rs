//! Instruments and their published versions, which never change.

use sqlx::SqliteConnection;
use survey::{Instrument, Version};

use super::{SqliteStore, reading};
use crate::{
    Brought,
    error::{Error, Result},
};

impl SqliteStore {
    pub(super) async fn publish_version(&self, version: &Version, brought: &Brought, now: i64) -> Result<()> {
        let publication = Publication::of(version, brought, now)?;
        self.writer
            .write(move |connection| Box::pin(async move { insert(connection, publication).await }))
            .await
    }

    pub(super) async fn read_version(&self, instrument: &str, version: u32) -> Result<Option<Version>> {
        let body: Option<String> =
            sqlx::query_scalar("select body from instrument_version where instrument = $1 and version = $2")
                .bind(instrument)
                .bind(version)
                .fetch_optional(&self.reads)
                .await?;
        body.map(|body| reading::from_json("version", &body)).transpose()
    }

    pub(super) async fn read_instruments(&self) -> Result<Vec<Instrument>> {
        // SQLite gives the body of the row that holds the maximum
        let sql = "select body, max(version) from instrument_version group by instrument order by instrument";
        let bodies: Vec<(String, u32)> = sqlx::query_as(sql).fetch_all(&self.reads).await?;
        bodies
            .into_iter()
            .map(|(body, newest)| {
                let version: Version = reading::from_json("version", &body)?;
                Ok(Instrument {
                    id: version.instrument,
                    title: version.title,
                    newest,
                })
            })
            .collect()
    }
}

/// A version as it is written down.
pub(super) struct Publication {
    version: Version,
    body: String,
    domains: Vec<(String, String)>,
    settings: Vec<(String, String)>,
    now: i64,
}

impl Publication {
    /// # Errors
    /// What cannot be written as JSON.
    pub(super) fn of(version: &Version, brought: &Brought, now: i64) -> Result<Self> {
        Ok(Self {
            version: version.clone(),
            body: reading::to_json("version", version)?,
            domains: (brought.domains.iter())
                .map(|d| Ok((d.id.to_string(), reading::to_json("domain", d)?)))
                .collect::<Result<_>>()?,
            settings: brought.settings.clone(),
            now,
        })
    }
}

/// Publishes a version; the same content again is fine.
pub(super) async fn insert(connection: &mut SqliteConnection, publication: Publication) -> Result<()> {
    let Publication {
        version,
        body,
        domains,
        settings,
        now,
    } = publication;
    let inserted = sqlx::query(
        "insert into instrument_version (instrument, version, body, published_at)
         values ($1, $2, $3, $4) on conflict (instrument, version) do nothing",
    )
    .bind(&version.instrument)
    .bind(version.version)
    .bind(&body)
    .bind(now)
    .execute(&mut *connection)
    .await?;
    if inserted.rows_affected() == 1 {
        for (id, body) in &domains {
            sqlx::query("insert into own_domain (id, body) values ($1, $2) on conflict (id) do nothing")
                .bind(id)
                .bind(body)
                .execute(&mut *connection)
                .await?;
        }
        for (key, value) in &settings {
            sqlx::query(
                "insert into setting (key, value) values ($1, $2)
                 on conflict (key) do update set value = excluded.value",
            )
            .bind(key)
            .bind(value)
            .execute(&mut *connection)
            .await?;
        }
        return Ok(());
    }
    let stored: String =
        sqlx::query_scalar("select body from instrument_version where instrument = $1 and version = $2")
            .bind(&version.instrument)
            .bind(version.version)
            .fetch_one(&mut *connection)
            .await?;
    // compared as read, not as written: a field with a default may have been added since
    if reading::from_json::<Version>("version", &stored)? == version {
        return Ok(());
    }
    let newest: u32 = sqlx::query_scalar("select max(version) from instrument_version where instrument = $1")
        .bind(&version.instrument)
        .fetch_one(&mut *connection)
        .await?;
    Err(Error::Published {
        instrument: version.instrument,
        version: version.version,
        next: newest + 1,
    })
}
