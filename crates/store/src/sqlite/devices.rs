//! Tablets: found by the hash of what they show, never by anything that could be shown again.

use sqlx::{Row as _, sqlite::SqliteRow};

use super::{SqliteStore, reading};
use crate::{
    device::{Device, NewDevice},
    error::{Error, Result},
};

/// Every column but the secrets.
const COLUMNS: &str = "id, body, expires, made, enrolled, revoked, pending, reported";

impl SqliteStore {
    pub(super) async fn insert_device(&self, new: &NewDevice) -> Result<()> {
        let (new, body) = (new.clone(), reading::to_json("device", &new.plan)?);
        self.writer
            .write_once(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "insert into device (id, body, code, code_until, expires, made) values ($1, $2, $3, $4, $5, $6)",
                    )
                    .bind(&new.id)
                    .bind(body)
                    .bind(&new.code[..])
                    .bind(new.code_until)
                    .bind(new.expires)
                    .bind(&new.day)
                    .execute(connection)
                    .await
                    .map_err(|error| match Error::from(error) {
                        error if error.is_taken() => Error::Exists {
                            what: "device",
                            id: new.id,
                        },
                        error => error,
                    })?;
                    Ok(())
                })
            })
            .await
    }

    pub(super) async fn read_devices(&self) -> Result<Vec<Device>> {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from device order by made desc, id"
        )))
        .fetch_all(&self.reads)
        .await?;
        rows.iter().map(device_of).collect()
    }

    pub(super) async fn read_device(&self, token: &[u8; 32], now: i64) -> Result<Option<Device>> {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from device where token = $1 and expires > $2 and revoked is null"
        )))
        .bind(&token[..])
        .bind(now)
        .fetch_optional(&self.reads)
        .await?;
        row.as_ref().map(device_of).transpose()
    }

    pub(super) async fn use_device_code(
        &self,
        code: &[u8; 32],
        token: &[u8; 32],
        now: i64,
        day: &str,
    ) -> Result<bool> {
        let (code, token, day) = (*code, *token, day.to_owned());
        self.writer
            .write_once(move |connection| {
                Box::pin(async move {
                    let done = sqlx::query(
                        "update device set code = null, token = $2, enrolled = $4
                         where code = $1 and code_until > $3 and expires > $3 and revoked is null",
                    )
                    .bind(&code[..])
                    .bind(&token[..])
                    .bind(now)
                    .bind(day)
                    .execute(connection)
                    .await?;
                    Ok(done.rows_affected() == 1)
                })
            })
            .await
    }

    pub(super) async fn write_device_report(
        &self,
        token: &[u8; 32],
        pending: u64,
        now: i64,
        day: &str,
    ) -> Result<bool> {
        let (token, day) = (*token, day.to_owned());
        let pending = i64::try_from(pending).unwrap_or(i64::MAX);
        self.writer
            .write_once(move |connection| {
                Box::pin(async move {
                    let done = sqlx::query(
                        "update device set pending = $2, reported = $4
                         where token = $1 and expires > $3 and revoked is null",
                    )
                    .bind(&token[..])
                    .bind(pending)
                    .bind(now)
                    .bind(day)
                    .execute(connection)
                    .await?;
                    Ok(done.rows_affected() == 1)
                })
            })
            .await
    }

    pub(super) async fn end_device(&self, id: &str, day: &str) -> Result<bool> {
        let (id, day) = (id.to_owned(), day.to_owned());
        self.writer
            .write_once(move |connection| {
                Box::pin(async move {
                    let done = sqlx::query(
                        "update device set code = null, token = null, revoked = $2 where id = $1 and revoked is null",
                    )
                    .bind(id)
                    .bind(day)
                    .execute(connection)
                    .await?;
                    Ok(done.rows_affected() == 1)
                })
            })
            .await
    }
}

fn device_of(row: &SqliteRow) -> Result<Device> {
    let pending: Option<i64> = row.try_get("pending")?;
    Ok(Device {
        id: row.try_get("id")?,
        plan: reading::json(row, "body")?,
        expires: row.try_get("expires")?,
        made: row.try_get("made")?,
        enrolled: row.try_get("enrolled")?,
        revoked: row.try_get("revoked")?,
        pending: pending.and_then(|n| u64::try_from(n).ok()),
        reported: row.try_get("reported")?,
    })
}
