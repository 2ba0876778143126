//! Surveys in the making, and the settings of the house.

use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};
use survey::{Version, Wave};

use super::{
    SqliteStore,
    instruments::{self, Publication},
    waves,
};
use crate::{
    Brought,
    error::{Error, Result},
    view::Draft,
};

impl SqliteStore {
    pub(super) async fn read_setting(&self, key: &str) -> Result<Option<String>> {
        let value = sqlx::query_scalar("select value from setting where key = $1").bind(key);
        Ok(value.fetch_optional(&self.reads).await?)
    }

    pub(super) async fn write_setting(&self, key: &str, value: &str) -> Result<()> {
        let (key, value) = (key.to_owned(), value.to_owned());
        self.writer
            .write_once(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "insert into setting (key, value) values ($1, $2)
                         on conflict (key) do update set value = excluded.value",
                    )
                    .bind(key)
                    .bind(value)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    pub(super) async fn write_draft(&self, draft: &Draft) -> Result<()> {
        let draft = draft.clone();
        self.writer
            .write_once(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "insert into draft (id, kind, body, updated) values ($1, $2, $3, $4)
                         on conflict (id) do update
                         set kind = excluded.kind, body = excluded.body, updated = excluded.updated",
                    )
                    .bind(draft.id)
                    .bind(draft.kind)
                    .bind(draft.body)
                    .bind(draft.updated)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    pub(super) async fn read_draft(&self, id: &str) -> Result<Option<Draft>> {
        let row = sqlx::query("select id, kind, body, updated from draft where id = $1")
            .bind(id)
            .fetch_optional(&self.reads)
            .await?;
        row.as_ref().map(draft_of).transpose()
    }

    pub(super) async fn read_drafts(&self) -> Result<Vec<Draft>> {
        let rows = sqlx::query("select id, kind, body, updated from draft order by updated desc, id")
            .fetch_all(&self.reads)
            .await?;
        rows.iter().map(draft_of).collect()
    }

    pub(super) async fn remove_draft(&self, id: &str) -> Result<()> {
        let id = id.to_owned();
        self.writer
            .write_once(move |connection| Box::pin(async move { delete(connection, id).await }))
            .await
    }

    pub(super) async fn turn_draft_into_wave(
        &self,
        draft: &str,
        version: &Version,
        wave: &Wave,
        now: i64,
    ) -> Result<()> {
        let publication = Publication::of(version, &Brought::default(), now)?;
        let (draft, wave) = (draft.to_owned(), wave.clone());
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    instruments::insert(connection, publication).await?;
                    waves::insert(connection, &wave).await?;
                    delete(connection, draft).await
                })
            })
            .await
    }
}

async fn delete(connection: &mut SqliteConnection, id: String) -> Result<()> {
    let deleted = sqlx::query("delete from draft where id = $1")
        .bind(&id)
        .execute(connection)
        .await?;
    if deleted.rows_affected() == 0 {
        return Err(Error::Missing { what: "draft", id });
    }
    Ok(())
}

fn draft_of(row: &SqliteRow) -> Result<Draft> {
    Ok(Draft {
        id: row.try_get("id")?,
        kind: row.try_get("kind")?,
        body: row.try_get("body")?,
        updated: row.try_get("updated")?,
    })
}
