//! Stacks of paper and what has been typed of them. Every step is one conditional statement: of two clerks at one
//! sheet one is told that the other was faster.

use sqlx::{Row as _, sqlite::SqliteRow};
use survey::{Answers, SubmissionId};

use super::{SqliteStore, reading, submissions::id_of};
use crate::{
    error::{Error, Result},
    paper::{PaperPrint, PaperSheet, PaperStack, PaperState, Pass},
};

impl SqliteStore {
    pub(super) async fn insert_paper_stack(
        &self,
        wave: &str,
        sheets: u32,
        print: &PaperPrint,
        day: &str,
    ) -> Result<u32> {
        let (wave, body, day) = (
            wave.to_owned(),
            reading::to_json("paper stack", print)?,
            day.to_owned(),
        );
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let first: u32 = sqlx::query_scalar(
                        "select coalesce(max(last), 0) + 1 from paper_stack where wave = $1",
                    )
                    .bind(&wave)
                    .fetch_one(&mut *connection)
                    .await?;
                    sqlx::query(
                        "insert into paper_stack (wave, first, last, body, day) values ($1, $2, $3, $4, $5)",
                    )
                    .bind(&wave)
                    .bind(first)
                    .bind(first + sheets.max(1) - 1)
                    .bind(body)
                    .bind(day)
                    .execute(connection)
                    .await
                    .map_err(|error| match Error::from(error) {
                        error if error.is_dangling() => Error::Missing {
                            what: "wave",
                            id: wave,
                        },
                        error => error,
                    })?;
                    Ok(first)
                })
            })
            .await
    }

    pub(super) async fn read_paper_stacks(&self, wave: &str) -> Result<Vec<PaperStack>> {
        let rows =
            sqlx::query("select first, last, body, day from paper_stack where wave = $1 order by first")
                .bind(wave)
                .fetch_all(&self.reads)
                .await?;
        rows.iter()
            .map(|row| {
                Ok(PaperStack {
                    first: row.try_get("first")?,
                    last: row.try_get("last")?,
                    print: reading::json(row, "body")?,
                    day: row.try_get("day")?,
                })
            })
            .collect()
    }

    pub(super) async fn read_paper_states(&self, wave: &str) -> Result<Vec<(u32, PaperState)>> {
        let rows = sqlx::query(
            "select serial, second is not null as twice, body is not null as agreed, taken
             from paper_sheet where wave = $1 order by serial",
        )
        .bind(wave)
        .fetch_all(&self.reads)
        .await?;
        rows.iter()
            .map(|row| {
                let state = if row.try_get("taken")? {
                    PaperState::Taken
                } else if row.try_get("agreed")? {
                    PaperState::Agreed
                } else if row.try_get("twice")? {
                    PaperState::Twice
                } else {
                    PaperState::Once
                };
                Ok((row.try_get("serial")?, state))
            })
            .collect()
    }

    pub(super) async fn read_paper_sheet(&self, wave: &str, serial: u32) -> Result<Option<PaperSheet>> {
        let row = sqlx::query(
            "select first, second, id, body, taken from paper_sheet where wave = $1 and serial = $2",
        )
        .bind(wave)
        .bind(serial)
        .fetch_optional(&self.reads)
        .await?;
        row.as_ref().map(sheet_of).transpose()
    }

    pub(super) async fn write_paper_pass(
        &self,
        wave: &str,
        serial: u32,
        pass: Pass,
        answers: &Answers,
    ) -> Result<bool> {
        let (wave, answers) = (wave.to_owned(), reading::to_json("answers", answers)?);
        let sql = match pass {
            Pass::First => {
                "insert into paper_sheet (wave, serial, first, taken) values ($1, $2, $3, 0)
                 on conflict (wave, serial) do nothing"
            }
            Pass::Second => {
                "update paper_sheet set second = $3
                 where wave = $1 and serial = $2 and first is not null and second is null and taken = 0"
            }
        };
        self.writer
            .write_once(move |connection| {
                Box::pin(async move {
                    let done = sqlx::query(sql)
                        .bind(wave)
                        .bind(serial)
                        .bind(answers)
                        .execute(connection)
                        .await?;
                    Ok(done.rows_affected() == 1)
                })
            })
            .await
    }

    pub(super) async fn write_paper_agreed(
        &self,
        wave: &str,
        serial: u32,
        id: SubmissionId,
        body: &str,
    ) -> Result<bool> {
        let (wave, body) = (wave.to_owned(), body.to_owned());
        self.writer
            .write_once(move |connection| {
                Box::pin(async move {
                    let done = sqlx::query(
                        "update paper_sheet set id = $3, body = $4
                         where wave = $1 and serial = $2 and second is not null and body is null and taken = 0",
                    )
                    .bind(wave)
                    .bind(serial)
                    .bind(&id.0[..])
                    .bind(body)
                    .execute(connection)
                    .await?;
                    Ok(done.rows_affected() == 1)
                })
            })
            .await
    }

    pub(super) async fn forget_paper_answers(&self, wave: &str, serial: u32) -> Result<()> {
        self.change_sheet(
            wave,
            serial,
            "update paper_sheet set first = null, second = null, id = null, body = null, taken = 1
             where wave = $1 and serial = $2 and body is not null",
        )
        .await
        .map(drop)
    }

    pub(super) async fn delete_paper_sheet(&self, wave: &str, serial: u32) -> Result<bool> {
        self.change_sheet(
            wave,
            serial,
            "delete from paper_sheet where wave = $1 and serial = $2 and body is null and taken = 0",
        )
        .await
    }

    async fn change_sheet(&self, wave: &str, serial: u32, sql: &'static str) -> Result<bool> {
        let wave = wave.to_owned();
        self.writer
            .write_once(move |connection| {
                Box::pin(async move {
                    let done = sqlx::query(sql)
                        .bind(wave)
                        .bind(serial)
                        .execute(connection)
                        .await?;
                    Ok(done.rows_affected() == 1)
                })
            })
            .await
    }
}

fn sheet_of(row: &SqliteRow) -> Result<PaperSheet> {
    let answers = |column: &'static str| -> Result<Option<Answers>> {
        let text: Option<String> = row.try_get(column)?;
        text.map(|t| reading::from_json(column, &t)).transpose()
    };
    let body: Option<String> = row.try_get("body")?;
    Ok(PaperSheet {
        first: answers("first")?,
        second: answers("second")?,
        agreed: body.map(|b| Ok::<_, Error>((id_of(row)?, b))).transpose()?,
        taken: row.try_get("taken")?,
    })
}
