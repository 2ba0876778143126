//! What a county decides about submissions kept apart: counted after all, or not; and the list of it, which only grows.

use sqlx::{Row as _, SqliteConnection};

use super::{SqliteStore, reading};
use crate::{
    error::{Error, Result},
    view::{Decision, Ruling},
};

impl SqliteStore {
    pub(super) async fn read_decisions(&self, wave: &str) -> Result<Vec<Decision>> {
        let rows = sqlx::query(
            "select wave, ruling, received, submissions, reason, day from decision
             where wave = $1 order by number",
        )
        .bind(wave)
        .fetch_all(&self.reads)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Decision {
                    wave: row.try_get("wave")?,
                    ruling: reading::parsed(row, "ruling", Ruling::parse)?,
                    received: row.try_get("received")?,
                    submissions: reading::count(row, "submissions")?,
                    reason: row.try_get("reason")?,
                    day: row.try_get("day")?,
                })
            })
            .collect()
    }

    pub(super) async fn write_decision(&self, decision: &Decision) -> Result<()> {
        let decision = decision.clone();
        self.writer
            .write(move |connection| Box::pin(decide(connection, decision)))
            .await
    }

    pub(super) async fn count_decidable(&self, wave: &str, ruling: Ruling, received: &str) -> Result<u64> {
        let mut reader = self.reads.acquire().await?;
        concerned(&mut reader, wave, ruling, received).await
    }
}

/// How many submissions a ruling would concern.
async fn concerned(
    connection: &mut SqliteConnection,
    wave: &str,
    ruling: Ruling,
    received: &str,
) -> Result<u64> {
    let sql = match ruling {
        Ruling::CountLate | Ruling::KeepLate => {
            "select count(*) as n from submission where wave = $1 and late = 1 and +day = $2"
        }
        Ruling::KeepFirst => {
            "select count(*) as n from quarantine where wave = $1 and decided = 0 and day = $2"
        }
        // where two seconds came, or the first answers another wave, nobody can say which one
        Ruling::TakeSecond => {
            "select count(*) as n from quarantine q join submission s on s.id = q.id and s.wave = q.wave
             where q.wave = $1 and q.decided = 0 and q.day = $2
             and not exists (select 1 from quarantine o where o.id = q.id and o.hash <> q.hash)"
        }
    };
    let row = sqlx::query(sql)
        .bind(wave)
        .bind(received)
        .fetch_one(connection)
        .await?;
    reading::count(&row, "n")
}

async fn decide(connection: &mut SqliteConnection, decision: Decision) -> Result<()> {
    let Decision {
        wave,
        ruling,
        received,
        submissions,
        reason,
        day,
    } = decision;
    let made: Option<i64> = sqlx::query_scalar("select 1 from snapshot where wave = $1")
        .bind(&wave)
        .fetch_optional(&mut *connection)
        .await?;
    if made.is_some() {
        return Err(Error::Settled { wave });
    }
    let now = concerned(connection, &wave, ruling, &received).await?;
    if now == 0 || now != submissions {
        return Err(Error::Changed { now });
    }
    let steps: &[&'static str] = match ruling {
        Ruling::CountLate => &["update submission set late = 0 where wave = $1 and late = 1 and +day = $2"],
        Ruling::KeepLate => &[],
        Ruling::KeepFirst => &["update quarantine set decided = 2 where wave = $1 and decided = 0 and day = $2"],
        Ruling::TakeSecond => &[
            // the first ones wait beside their seconds …
            "insert into quarantine (id, hash, wave, version, lang, mode, day, area, age, sex, weight, answers, late, quality, decided)
             select s.id, s.hash, s.wave, s.version, s.lang, s.mode, s.day, s.area, s.age, s.sex, s.weight, s.answers, s.late, s.quality, 1
             from submission s join quarantine q on q.id = s.id and q.wave = s.wave
             where q.wave = $1 and q.decided = 0 and q.day = $2
             and not exists (select 1 from quarantine o where o.id = q.id and o.hash <> q.hash)",
            // … these take their place, under the day the first came …
            "update submission set replaced = 1, hash = q.hash, version = q.version, lang = q.lang, mode = q.mode,
             area = q.area, age = q.age, sex = q.sex, weight = q.weight, answers = q.answers,
             quality = q.quality
             from quarantine q
             where q.id = submission.id and q.wave = submission.wave and q.wave = $1 and q.decided = 0 and q.day = $2
             and 1 = (select count(*) from quarantine o where o.id = q.id and o.decided = 0)
             and exists (select 1 from quarantine o where o.id = q.id and o.hash = submission.hash and o.decided = 1)",
            // … and are in quarantine no longer
            "delete from quarantine where wave = $1 and decided = 0 and day = $2
             and exists (select 1 from submission s where s.id = quarantine.id and s.hash = quarantine.hash
                         and s.wave = quarantine.wave and s.replaced = 1)",
        ],
    };
    for sql in steps {
        sqlx::query(*sql)
            .bind(&wave)
            .bind(&received)
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query(
        "insert into decision (wave, ruling, received, submissions, reason, day) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(wave)
    .bind(ruling.as_str())
    .bind(received)
    .bind(i64::try_from(submissions).unwrap_or(i64::MAX))
    .bind(reason)
    .bind(day)
    .execute(connection)
    .await?;
    Ok(())
}
