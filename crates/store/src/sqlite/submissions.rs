//! Submissions: recorded once, found by receipt, read in the order of their random ids.

use sqlx::{QueryBuilder, Row as _, Sqlite, SqliteConnection, sqlite::SqliteRow};
use survey::{AreaCode, Receipt, SubmissionId, quality::Bits};

use super::{SqliteStore, reading};
use crate::{
    error::{Error, Result},
    submission::{NewSubmission, Recorded, StoredResponse},
    view::{Apart, ApartCount, AreaCount, DayCount, ReceiptState, Stored, WaveCounts},
};

/// Ids asked for in one statement.
const IDS: usize = 500;

impl SqliteStore {
    pub(super) async fn record_submission(&self, submission: NewSubmission) -> Result<Recorded> {
        self.writer
            .write_once(|connection| Box::pin(record(connection, submission)))
            .await
    }

    /// No savepoints: what fails for one submission has changed nothing, and what may have changed something spoils
    /// the transaction.
    pub(super) async fn record_submissions(
        &self,
        submissions: Vec<NewSubmission>,
        rehearsal: bool,
    ) -> Result<Vec<Result<Recorded>>> {
        if submissions.is_empty() {
            return Ok(Vec::new());
        }
        self.writer
            .write_once(move |connection| {
                Box::pin(async move {
                    if rehearsal {
                        sqlx::query("savepoint rehearsal")
                            .execute(&mut *connection)
                            .await?;
                    }
                    let mut outcomes = Vec::with_capacity(submissions.len());
                    for submission in submissions {
                        match record(connection, submission).await {
                            Err(error) if error.spoils_the_transaction() => return Err(error),
                            outcome => outcomes.push(outcome),
                        }
                    }
                    if rehearsal {
                        for sql in ["rollback to rehearsal", "release rehearsal"] {
                            sqlx::query(sql).execute(&mut *connection).await?;
                        }
                    }
                    Ok(outcomes)
                })
            })
            .await
    }

    pub(super) async fn have_ids(&self, wave: &str, ids: &[SubmissionId]) -> Result<Vec<Stored>> {
        let mut known = Vec::new();
        for some in ids.chunks(IDS) {
            let mut query =
                QueryBuilder::<Sqlite>::new("select id, day, hash, late from submission where wave = ");
            query.push_bind(wave).push(" and id in (");
            let mut list = query.separated(", ");
            for id in some {
                list.push_bind(&id.0[..]);
            }
            query.push(") order by id");
            for row in query
                .build()
                .persistent(some.len() == IDS)
                .fetch_all(&self.reads)
                .await?
            {
                let stored = Stored {
                    id: id_of(&row)?,
                    hash: hash_of(&row)?,
                    late: row.try_get("late")?,
                    backed_up: false,
                };
                known.push((stored, row.try_get("day")?));
            }
        }
        self.with_levels(wave, known).await
    }

    pub(super) async fn receipt_state(&self, receipt: &Receipt) -> Result<Option<ReceiptState>> {
        let row = sqlx::query(
            "select wave, late, replaced from submission where receipt = $1 order by late limit 1",
        )
        .bind(receipt.plain())
        .fetch_optional(&self.reads)
        .await?;
        row.map(|row| {
            Ok(ReceiptState {
                wave: row.try_get("wave")?,
                late: row.try_get("late")?,
                replaced: row.try_get("replaced")?,
            })
        })
        .transpose()
    }

    pub(super) async fn count_wave(&self, wave: &str) -> Result<WaveCounts> {
        let row = sqlx::query(
            "select (select count(*) from submission where wave = $1 and late = 0) as counted,
                    (select count(*) from submission where wave = $1 and late = 1) as late,
                    (select count(*) from quarantine where wave = $1 and decided = 0) as quarantined",
        )
        .bind(wave)
        .fetch_one(&self.reads)
        .await?;
        Ok(WaveCounts {
            counted: reading::count(&row, "counted")?,
            late: reading::count(&row, "late")?,
            quarantined: reading::count(&row, "quarantined")?,
        })
    }

    pub(super) async fn count_apart(&self, wave: &str) -> Result<Vec<ApartCount>> {
        // `+day`: few are late, so they are found first and then grouped; the index by day would read the whole wave
        let rows = sqlx::query(
            "select 0 as conflict, day, count(*) as kept from submission
             where wave = $1 and late = 1 group by +day
             union all
             select 1 as conflict, day, count(*) as kept from quarantine where wave = $1 and decided = 0 group by day
             order by conflict, day",
        )
        .bind(wave)
        .fetch_all(&self.reads)
        .await?;
        rows.iter()
            .map(|row| {
                let conflict: bool = row.try_get("conflict")?;
                Ok(ApartCount {
                    reason: if conflict { Apart::Conflict } else { Apart::Late },
                    day: row.try_get("day")?,
                    count: reading::count(row, "kept")?,
                })
            })
            .collect()
    }

    pub(super) async fn count_areas(&self, wave: &str) -> Result<Vec<AreaCount>> {
        let rows = sqlx::query(
            "select area, count(*) as answers from submission
             where wave = $1 and late = 0 group by area order by area",
        )
        .bind(wave)
        .fetch_all(&self.reads)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(AreaCount {
                    area: reading::parsed(row, "area", AreaCode::parse)?,
                    count: reading::count(row, "answers")?,
                })
            })
            .collect()
    }

    pub(super) async fn count_days(&self, wave: &str) -> Result<Vec<DayCount>> {
        let rows = sqlx::query(
            "select area, day, count(*) as answers from submission
             where wave = $1 and late = 0 and mode = $2 group by area, day order by area, day",
        )
        .bind(wave)
        .bind(survey::Mode::Web.as_str())
        .fetch_all(&self.reads)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(DayCount {
                    area: reading::parsed(row, "area", AreaCode::parse)?,
                    day: row.try_get("day")?,
                    count: reading::count(row, "answers")?,
                })
            })
            .collect()
    }

    pub(super) async fn page_of_responses(
        &self,
        wave: &str,
        after: Option<SubmissionId>,
        limit: u32,
    ) -> Result<Vec<StoredResponse>> {
        let rows = sqlx::query(
            "select id, version, mode, area, age, sex, weight, answers, quality
             from submission indexed by submission_by_wave
             where wave = $1 and late = 0 and id > $2 order by id limit $3",
        )
        .bind(wave)
        .bind(after.map_or_else(Vec::new, |id| id.0.to_vec())) // the empty blob comes before every id
        .bind(limit)
        .fetch_all(&self.reads)
        .await?;
        rows.iter().map(response_of).collect()
    }
}

/// Stores, or says what is stored already. At most one statement changes anything.
async fn record(connection: &mut SqliteConnection, new: NewSubmission) -> Result<Recorded> {
    let inserted = sqlx::query(
        "insert into submission (id, wave, version, hash, receipt, lang, mode, day, area, age, sex, weight, \
         answers, late, quality)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict (id) do nothing",
    )
    .bind(&new.id.0[..])
    .bind(&new.wave)
    .bind(new.version)
    .bind(&new.hash[..])
    .bind(new.id.receipt().plain())
    .bind(&new.lang)
    .bind(new.mode.as_str())
    .bind(&new.day)
    .bind(new.area.as_str())
    .bind(&new.age)
    .bind(&new.sex)
    .bind(new.weight)
    .bind(answers_json(&new)?)
    .bind(new.late)
    .bind(new.quality.map(Bits::number))
    .execute(&mut *connection)
    .await
    .map_err(|error| name_the_wave(error, &new.wave))?;
    if inserted.rows_affected() == 1 {
        return Ok(if new.late {
            Recorded::Late
        } else {
            Recorded::Stored
        });
    }

    let stored = sqlx::query("select wave, hash, late from submission where id = $1")
        .bind(&new.id.0[..])
        .fetch_one(&mut *connection)
        .await?;
    let same_wave = stored.try_get::<&str, _>("wave")? == new.wave;
    if same_wave && stored.try_get::<&[u8], _>("hash")? == new.hash {
        return Ok(Recorded::Duplicate {
            late: stored.try_get("late")?,
        });
    }
    if quarantine(connection, &new).await? {
        return Ok(Recorded::Conflict);
    }
    // these very bytes are in quarantine: as the first of two, where the county took the second, or as any other
    let replaced = sqlx::query_scalar::<_, i64>(
        "select 1 from submission s join quarantine q on q.id = s.id
         where s.id = $1 and s.replaced = 1 and s.wave = $2 and q.hash = $3 and q.decided = 1",
    )
    .bind(&new.id.0[..])
    .bind(&new.wave)
    .bind(&new.hash[..])
    .fetch_optional(connection)
    .await?;
    Ok(match replaced {
        Some(_) => Recorded::Replaced,
        None => Recorded::Conflict,
    })
}

/// Keeps the second payload of a known id; the same bytes again are kept once. Was it new?
async fn quarantine(connection: &mut SqliteConnection, new: &NewSubmission) -> Result<bool> {
    let kept = sqlx::query(
        "insert into quarantine (id, hash, wave, version, lang, mode, day, area, age, sex, weight, answers, late, \
         quality)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict (id, hash) do nothing",
    )
    .bind(&new.id.0[..])
    .bind(&new.hash[..])
    .bind(&new.wave)
    .bind(new.version)
    .bind(&new.lang)
    .bind(new.mode.as_str())
    .bind(&new.day)
    .bind(new.area.as_str())
    .bind(&new.age)
    .bind(&new.sex)
    .bind(new.weight)
    .bind(answers_json(new)?)
    .bind(new.late)
    .bind(new.quality.map(Bits::number))
    .execute(connection)
    .await
    .map_err(|error| name_the_wave(error, &new.wave))?;
    Ok(kept.rows_affected() == 1)
}

fn name_the_wave(error: sqlx::Error, wave: &str) -> Error {
    match Error::from(error) {
        error if error.is_dangling() => Error::Missing {
            what: "wave",
            id: wave.to_owned(),
        },
        error => error,
    }
}

fn answers_json(new: &NewSubmission) -> Result<String> {
    reading::to_json("answers", &new.answers)
}

pub(super) fn id_of(row: &SqliteRow) -> Result<SubmissionId> {
    let bytes: &[u8] = row.try_get("id")?;
    let id = bytes
        .try_into()
        .map_err(|_| reading::unreadable("id", "16 bytes"))?;
    Ok(SubmissionId(id))
}

fn hash_of(row: &SqliteRow) -> Result<[u8; 32]> {
    let bytes: &[u8] = row.try_get("hash")?;
    bytes
        .try_into()
        .map_err(|_| reading::unreadable("hash", "32 bytes"))
}

fn response_of(row: &SqliteRow) -> Result<StoredResponse> {
    Ok(StoredResponse {
        id: id_of(row)?,
        version: row.try_get("version")?,
        mode: reading::parsed(row, "mode", survey::Mode::parse)?,
        area: reading::parsed(row, "area", AreaCode::parse)?,
        age: row.try_get("age")?,
        sex: row.try_get("sex")?,
        weight: row.try_get("weight")?,
        answers: reading::json(row, "answers")?,
        quality: row
            .try_get::<Option<u8>, _>("quality")?
            .and_then(Bits::from_number),
    })
}
