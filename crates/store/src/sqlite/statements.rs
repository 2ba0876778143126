//! What townships say of findings about them, and which state of the county a report was made from.

use sqlx::Row as _;
use survey::{AreaCode, DomainId};

use super::{SqliteStore, reading::parsed};
use crate::{error::Result, view::Statement};

/// Lines that differ wherever anything but answers has changed; of tallies only when they were made.
pub(super) const REVISION: &str =
    "select 'import ' || kind || ' ' || imported_at || ' ' || added || ' ' || replaced from import_log
     union all select 'setting ' || key || ' ' || value from setting
       where key not like 'drivers/%' and key not like 'errors/%' and key not like 'patterns/%'
     union all select 'wave ' || id || ' ' || opens || ' ' || closes || ' ' || grace_until || ' ' || body from wave
     union all select 'snapshot ' || wave || ' ' || folded_at from snapshot
     order by 1";

impl SqliteStore {
    pub(super) async fn read_statements(&self, wave: &str) -> Result<Vec<Statement>> {
        let rows = sqlx::query(
            "select area, domain, body, day from statement where wave = $1 order by area, domain",
        )
        .bind(wave)
        .fetch_all(&self.reads)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Statement {
                    wave: wave.to_owned(),
                    area: parsed(row, "area", AreaCode::parse)?,
                    domain: parsed(row, "domain", DomainId::parse)?,
                    text: row.try_get("body")?,
                    day: row.try_get("day")?,
                })
            })
            .collect()
    }

    pub(super) async fn write_statement(&self, statement: &Statement) -> Result<()> {
        let s = statement.clone();
        self.writer
            .write_once(move |connection| {
                Box::pin(async move {
                    let query = if s.text.is_empty() {
                        sqlx::query("delete from statement where wave = $1 and area = $2 and domain = $3")
                            .bind(s.wave)
                            .bind(s.area.to_string())
                            .bind(s.domain.to_string())
                    } else {
                        sqlx::query(
                            "insert into statement (wave, area, domain, body, day) values ($1, $2, $3, $4, $5)
                             on conflict (wave, area, domain) do update set body = excluded.body, day = excluded.day",
                        )
                        .bind(s.wave)
                        .bind(s.area.to_string())
                        .bind(s.domain.to_string())
                        .bind(s.text)
                        .bind(s.day)
                    };
                    query.execute(connection).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Small things that change with everything a report is made from: imports, settings, waves and their
    /// dates, snapshots. What is kept of reports (`drivers/…`, `errors/…`, `patterns/…`) is left out, and answers still
    /// coming in are too.
    pub(super) async fn read_revision(&self) -> Result<String> {
        let lines: Vec<String> = sqlx::query_scalar(REVISION).fetch_all(&self.reads).await?;
        Ok(lines.join("\n"))
    }
}
