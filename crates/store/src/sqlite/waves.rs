//! Rounds, waves and their dates.

use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};
use survey::{Round, Version, Wave};

use super::{
    SqliteStore,
    instruments::{self, Publication},
    reading,
};
use crate::{
    Brought,
    error::{Error, Result},
};

impl SqliteStore {
    pub(super) async fn insert_round(&self, core: &Version, round: &Round, now: i64) -> Result<()> {
        let core = Publication::of(core, &Brought::default(), now)?;
        let body = reading::to_json("round", round)?;
        let (id, opens) = (round.id.clone(), round.opens);
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    instruments::insert(connection, core).await?;
                    sqlx::query("insert into round (id, opens, body) values ($1, $2, $3)")
                        .bind(&id)
                        .bind(opens)
                        .bind(body)
                        .execute(connection)
                        .await
                        .map_err(|error| name_if_taken(error, "round", id))?;
                    Ok(())
                })
            })
            .await
    }

    pub(super) async fn read_rounds(&self) -> Result<Vec<Round>> {
        let rows = sqlx::query("select body from round order by opens desc, id")
            .fetch_all(&self.reads)
            .await?;
        rows.iter().map(|row| reading::json(row, "body")).collect()
    }

    pub(super) async fn insert_wave(&self, wave: &Wave) -> Result<()> {
        let wave = wave.clone();
        self.writer
            .write_once(move |connection| Box::pin(async move { insert(connection, &wave).await }))
            .await
    }

    pub(super) async fn update_wave_dates(
        &self,
        wave: &str,
        opens: i64,
        closes: i64,
        grace_until: i64,
        year: i32,
    ) -> Result<()> {
        self.change_wave(wave, move |wave| Wave {
            opens,
            closes,
            grace_until,
            year,
            ..wave
        })
        .await
    }

    pub(super) async fn mark_withdrawn(&self, wave: &str, day: &str) -> Result<()> {
        let day = day.to_owned();
        self.change_wave(wave, move |wave| Wave {
            withdrawn: Some(day.clone()),
            ..wave
        })
        .await
    }

    /// Changes what may change of a wave, in one transaction with reading it.
    async fn change_wave(
        &self,
        wave: &str,
        change: impl Fn(Wave) -> Wave + Send + Sync + 'static,
    ) -> Result<()> {
        let id = wave.to_owned();
        self.writer
            .write_once(move |connection| {
                Box::pin(async move {
                    let found =
                        sqlx::query("select opens, closes, grace_until, body from wave where id = $1")
                            .bind(&id)
                            .fetch_optional(&mut *connection)
                            .await?;
                    let Some(found) = found else {
                        return Err(Error::Missing { what: "wave", id });
                    };
                    let wave = change(wave_of(&found)?);
                    sqlx::query(
                        "update wave set opens = $2, closes = $3, grace_until = $4, body = $5 where id = $1",
                    )
                    .bind(&id)
                    .bind(wave.opens)
                    .bind(wave.closes)
                    .bind(wave.grace_until)
                    .bind(reading::to_json("wave", &wave)?)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    pub(super) async fn read_wave(&self, id: &str) -> Result<Option<Wave>> {
        let row = sqlx::query("select opens, closes, grace_until, body from wave where id = $1")
            .bind(id)
            .fetch_optional(&self.reads)
            .await?;
        row.as_ref().map(wave_of).transpose()
    }

    pub(super) async fn read_waves(&self) -> Result<Vec<Wave>> {
        let rows = sqlx::query("select opens, closes, grace_until, body from wave order by opens desc, id")
            .fetch_all(&self.reads)
            .await?;
        rows.iter().map(wave_of).collect()
    }
}

fn wave_of(row: &SqliteRow) -> Result<Wave> {
    Ok(Wave {
        opens: row.try_get("opens")?,
        closes: row.try_get("closes")?,
        grace_until: row.try_get("grace_until")?,
        ..reading::json(row, "body")?
    })
}

fn name_if_taken(error: sqlx::Error, what: &'static str, id: String) -> Error {
    match Error::from(error) {
        error if error.is_taken() => Error::Exists { what, id },
        error => error,
    }
}

/// Which of the two things a wave points at is not there.
fn missing_for(wave: &Wave, published: bool) -> Error {
    match &wave.round {
        Some(round) if published => Error::Missing {
            what: "round",
            id: round.clone(),
        },
        _ => Error::Missing {
            what: "version",
            id: format!("{} of instrument {}", wave.version, wave.instrument),
        },
    }
}

/// Adds a wave; its instrument's version has to be there.
pub(super) async fn insert(connection: &mut SqliteConnection, wave: &Wave) -> Result<()> {
    let inserted = sqlx::query(
        "insert into wave (id, round, instrument, version, opens, closes, grace_until, body)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&wave.id)
    .bind(&wave.round)
    .bind(&wave.instrument)
    .bind(wave.version)
    .bind(wave.opens)
    .bind(wave.closes)
    .bind(wave.grace_until)
    .bind(reading::to_json("wave", wave)?)
    .execute(&mut *connection)
    .await;
    let Err(error) = inserted else {
        return Ok(());
    };
    let error = name_if_taken(error, "wave", wave.id.clone());
    if !error.is_dangling() {
        return Err(error);
    }
    let published: bool = sqlx::query_scalar(
        "select exists (select 1 from instrument_version where instrument = $1 and version = $2)",
    )
    .bind(&wave.instrument)
    .bind(wave.version)
    .fetch_one(connection)
    .await?;
    Err(missing_for(wave, published))
}
