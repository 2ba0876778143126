//! What a data folder holds, read past the program: plain SQL on the file.

use std::path::Path;

use sqlx::{Connection as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions, sqlite::SqliteRow};

/// A row of answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// 32 hex digits.
    pub id: String,
    /// SHA-256 of the bytes it came as, hex.
    pub hash: String,
    /// Twelve characters; none in quarantine.
    pub receipt: Option<String>,
    /// Came after the grace period.
    pub late: bool,
    /// web, kiosk, phone, paper.
    pub mode: String,
    /// What was answered.
    pub answers: serde_json::Value,
}

/// All rows of one wave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stored {
    /// Answers, in no order.
    pub submissions: Vec<Kept>,
    /// Second payloads under a known id.
    pub quarantine: Vec<Kept>,
    /// What SQLite says of the file: `ok`.
    pub integrity: String,
}

/// Reads a database file. Nothing may be left out: a row that cannot be read is an error.
///
/// # Errors
/// A sentence.
pub fn read(file: &Path, wave: &str) -> Result<Stored, String> {
    run(async {
        let mut db = open(file).await?;
        let submissions = sqlx::query(
            "select hex(id) as id, hex(hash) as hash, receipt, late, mode, answers from submission where wave = $1",
        )
        .bind(wave)
        .fetch_all(&mut db)
        .await?;
        let quarantine = sqlx::query(
            "select hex(id) as id, hex(hash) as hash, null as receipt, late, mode, answers from quarantine where wave = $1",
        )
        .bind(wave)
        .fetch_all(&mut db)
        .await?;
        let integrity = sqlx::query_scalar("pragma integrity_check").fetch_one(&mut db).await?;
        db.close().await?;
        Ok(Stored {
            submissions: submissions.iter().map(kept).collect::<sqlx::Result<_>>()?,
            quarantine: quarantine.iter().map(kept).collect::<sqlx::Result<_>>()?,
            integrity,
        })
    })
    .map_err(|e| format!("{}: {e}", file.display()))
}

/// Keeps the database for itself as long as `meanwhile` takes.
///
/// # Errors
/// A sentence.
pub fn locked<T>(file: &Path, meanwhile: impl FnOnce() -> T) -> Result<T, String> {
    run(async {
        let mut db = open(file).await?;
        sqlx::query("begin immediate").execute(&mut db).await?;
        let done = meanwhile();
        sqlx::query("rollback").execute(&mut db).await?;
        db.close().await?;
        Ok(done)
    })
    .map_err(|e| format!("{}: {e}", file.display()))
}

/// When the wave's tallies were made by the server's clock, epoch milliseconds; none: not yet.
///
/// # Errors
/// A sentence.
pub fn folded(file: &Path, wave: &str) -> Result<Option<i64>, String> {
    run(async {
        let mut db = open(file).await?;
        let at = sqlx::query_scalar("select folded_at from snapshot where wave = $1")
            .bind(wave)
            .fetch_optional(&mut db)
            .await?;
        db.close().await?;
        Ok(at)
    })
    .map_err(|e| format!("{}: {e}", file.display()))
}

async fn open(file: &Path) -> sqlx::Result<SqliteConnection> {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file)).await
}

fn run<T>(work: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(sqlx::Error::Io)?
        .block_on(work)
}

fn kept(row: &SqliteRow) -> sqlx::Result<Kept> {
    let answers: String = row.try_get("answers")?;
    Ok(Kept {
        id: row.try_get::<String, _>("id")?.to_lowercase(),
        hash: row.try_get::<String, _>("hash")?.to_lowercase(),
        receipt: row.try_get("receipt")?,
        late: row.try_get("late")?,
        mode: row.try_get("mode")?,
        answers: serde_json::from_str(&answers).map_err(|e| sqlx::Error::Decode(e.into()))?,
    })
}
