//! Import: a file in one transaction, all or nothing, while residents keep answering.
//!
//! Rows are staged as they come in a temporary table of a connection of its own; no lock is held while the file
//! is read, and memory stays flat, since the table spills to the disk. At the end of the file the import takes a
//! turn with the writing task: in one `begin immediate` transaction a few set-based statements compare the staged
//! rows with what is stored and, if nothing conflicts, merge them in the order of their key. Submissions that
//! arrive during that turn wait in the queue for it; those that arrive while the file is read do not notice.
//!
//! A dry run compares in a read transaction and never asks for the turn.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{Connection as _, Row as _, SqliteConnection, sqlite::SqliteRow};
use survey::{Money, Wave};
use tokio::sync::mpsc::Receiver;

use super::{
    SqliteStore, reading,
    shape::{Shape, Staged, Told},
};
use crate::{
    error::{Error, Result},
    import::{Conflict, ImportChunk, ImportMode, ImportOutcome, Rows},
};

/// Rows of one insert statement.
const AT_ONCE: usize = 200;
/// Conflicts that are told one by one; all are counted.
const TOLD: usize = 20;

impl SqliteStore {
    pub(super) async fn import_file(
        &self,
        mut chunks: Receiver<ImportChunk>,
        mode: ImportMode,
    ) -> Result<ImportOutcome> {
        let mut staging = Staging::begin(self.connect().await?).await?;
        loop {
            match chunks.recv().await {
                Some(ImportChunk::Rows(rows)) => staging.take(rows).await?,
                Some(ImportChunk::End) => break,
                None => return Err(Error::Interrupted),
            }
        }
        staging.end().await?;
        if mode.dry_run {
            return staging.look(mode).await;
        }
        self.writer.alone(staging.merge(mode)).await
    }
}

/// A file on its way in: temporary tables, and the few things small enough to be held.
struct Staging {
    connection: SqliteConnection,
    shapes: Vec<&'static Shape>,
    wave: Option<Box<Wave>>,
    own_domains: BTreeMap<String, String>,
    own_indicators: BTreeSet<String>,
}

impl Staging {
    async fn begin(mut connection: SqliteConnection) -> Result<Self> {
        // only temporary tables are written until the merge: this transaction locks nobody out
        for cache in [
            "pragma temp.cache_size = -65536",
            "pragma main.cache_size = -65536",
        ] {
            sqlx::query(cache).execute(&mut connection).await?; // KiB: what an import may hold in memory
        }
        sqlx::query("begin").execute(&mut connection).await?;
        Ok(Self {
            connection,
            shapes: Vec::new(),
            wave: None,
            own_domains: BTreeMap::new(),
            own_indicators: BTreeSet::new(),
        })
    }

    async fn take(&mut self, rows: Rows) -> Result<()> {
        match rows {
            Rows::Areas(rows) => self.stage(rows).await,
            Rows::Population(rows) => self.stage(rows).await,
            Rows::Spending(rows) => self.stage(rows).await,
            Rows::Deflator(rows) => self.stage(rows).await,
            Rows::Scores(rows) => self.stage(rows).await,
            Rows::Indicators(rows) => self.stage(rows).await,
            Rows::Responses(rows) => self.stage(rows).await,
            Rows::Wave(wave) => {
                self.wave = Some(wave);
                Ok(())
            }
            Rows::OwnDomains(domains) => {
                for domain in domains {
                    let body = reading::to_json("domain", &domain)?;
                    self.own_domains.insert(domain.id.to_string(), body);
                }
                Ok(())
            }
            Rows::OwnIndicators(ids) => {
                self.own_indicators.extend(ids);
                Ok(())
            }
        }
    }

    async fn stage<T: Staged>(&mut self, rows: Vec<(u64, T)>) -> Result<()> {
        let shape = T::SHAPE;
        if !self.shapes.iter().any(|known| known.kind == shape.kind) {
            sqlx::query(shape.create()).execute(&mut self.connection).await?;
            self.shapes.push(shape);
        }
        let mut rows = rows.into_iter();
        while rows.len() > 0 {
            let some = rows.len().min(AT_ONCE);
            let mut query = sqlx::query(shape.stage(some)).persistent(some == AT_ONCE);
            for (line, row) in rows.by_ref().take(some) {
                query = row.bind(query)?.bind(line as i64);
            }
            query.execute(&mut self.connection).await?;
        }
        Ok(())
    }

    /// All rows are here: no key twice?
    async fn end(&mut self) -> Result<()> {
        sqlx::query("commit").execute(&mut self.connection).await?;
        self.shapes.sort_by_key(|shape| shape.kind != "areas"); // what others point at comes first
        for shape in &self.shapes {
            let repeated: Option<(i64, i64)> = sqlx::query_as(shape.first_repeated())
                .fetch_optional(&mut self.connection)
                .await?;
            if let Some((row, first)) = repeated {
                return Err(Error::Twice {
                    row: row as u64,
                    first: first as u64,
                });
            }
        }
        Ok(())
    }

    /// What would happen; nothing does.
    async fn look(mut self, mode: ImportMode) -> Result<ImportOutcome> {
        sqlx::query("begin").execute(&mut self.connection).await?;
        let (outcome, _) = self.compare(mode.replace).await?;
        sqlx::query("rollback").execute(&mut self.connection).await?;
        self.connection.close().await?;
        Ok(outcome)
    }

    /// Compares and, if nothing conflicts, takes everything over. An error leaves all as it was: the
    /// connection is dropped with its transaction open.
    async fn merge(mut self, mode: ImportMode) -> Result<ImportOutcome> {
        sqlx::query("begin immediate")
            .execute(&mut self.connection)
            .await?;
        let (outcome, by_kind) = self.compare(mode.replace).await?;
        if outcome.conflict_count > 0 {
            sqlx::query("rollback").execute(&mut self.connection).await?;
        } else {
            let news = |kind| {
                by_kind
                    .iter()
                    .any(|(k, one)| *k == kind && one.added + one.replaced > 0)
            };
            if let Some(wave) = &self.wave {
                super::waves::insert(&mut self.connection, wave).await?;
            }
            for shape in self.shapes.iter().filter(|shape| news(shape.kind)) {
                if let Some(sql) = shape.take_displaced_away().filter(|_| mode.replace) {
                    sqlx::query(sql).execute(&mut self.connection).await?;
                }
                sqlx::query(shape.merge(mode.replace))
                    .execute(&mut self.connection)
                    .await?;
            }
            self.add_own().await?;
            self.log(&by_kind, mode.now).await?;
            sqlx::query("commit").execute(&mut self.connection).await?;
        }
        self.connection.close().await?;
        Ok(outcome)
    }

    /// Counts and conflicts over all kinds, and the counts of each.
    async fn compare(
        &mut self,
        replace: bool,
    ) -> Result<(ImportOutcome, Vec<(&'static str, ImportOutcome)>)> {
        let areas_staged = self.shapes.iter().any(|shape| shape.kind == "areas");
        let mut whole = ImportOutcome::default();
        let mut by_kind = Vec::new();
        for shape in &self.shapes {
            expect_areas(&mut self.connection, shape, areas_staged).await?;
            let one = compare_kind(&mut self.connection, shape, replace).await?;
            whole.added += one.added;
            whole.unchanged += one.unchanged;
            whole.replaced += one.replaced;
            whole.displaced += one.displaced;
            whole.conflict_count += one.conflict_count;
            let room = TOLD - whole.conflicts.len();
            whole.conflicts.extend(one.conflicts.iter().take(room).cloned());
            by_kind.push((shape.kind, one));
        }
        if whole.conflict_count > 0 {
            whole.added = 0; // nothing is stored then
        }
        Ok((whole, by_kind))
    }

    /// Domains and indicators that a file brought, where they are not known yet.
    async fn add_own(&mut self) -> Result<()> {
        for (id, body) in &self.own_domains {
            sqlx::query("insert into main.own_domain (id, body) values ($1, $2) on conflict (id) do nothing")
                .bind(id)
                .bind(body)
                .execute(&mut self.connection)
                .await?;
        }
        for id in &self.own_indicators {
            sqlx::query("insert into main.own_indicator (id) values ($1) on conflict (id) do nothing")
                .bind(id)
                .execute(&mut self.connection)
                .await?;
        }
        Ok(())
    }

    /// Remembers when each kind was last changed; a file that changes nothing leaves no trace.
    async fn log(&mut self, by_kind: &[(&'static str, ImportOutcome)], now: i64) -> Result<()> {
        for (kind, one) in by_kind.iter().filter(|(_, one)| one.added + one.replaced > 0) {
            sqlx::query(
                "insert into main.import_log (kind, imported_at, added, unchanged, replaced)
                 values ($1, $2, $3, $4, $5)",
            )
            .bind(*kind)
            .bind(now)
            .bind(one.added as i64)
            .bind(one.unchanged as i64)
            .bind(one.replaced as i64)
            .execute(&mut self.connection)
            .await?;
        }
        Ok(())
    }
}

/// Every area that the rows name must be stored, or come with the file.
async fn expect_areas(connection: &mut SqliteConnection, shape: &Shape, areas_staged: bool) -> Result<()> {
    let Some(sql) = shape.missing_area(areas_staged) else {
        return Ok(());
    };
    match sqlx::query_scalar(sql).fetch_optional(connection).await? {
        Some(id) => Err(Error::Missing { what: "area", id }),
        None => Ok(()),
    }
}

async fn compare_kind(
    connection: &mut SqliteConnection,
    shape: &Shape,
    replace: bool,
) -> Result<ImportOutcome> {
    let counts = sqlx::query(shape.compare()).fetch_one(&mut *connection).await?;
    let staged = reading::count(&counts, "staged")?;
    let stored = reading::count(&counts, "stored")?;
    let differing = reading::count(&counts, "differing")?;
    let mut outcome = ImportOutcome {
        added: staged - stored,
        unchanged: stored - differing,
        ..ImportOutcome::default()
    };
    if replace {
        if let Some(sql) = shape.count_displaced() {
            let displaced: i64 = sqlx::query_scalar(sql).fetch_one(&mut *connection).await?;
            outcome.displaced = displaced as u64;
        }
        outcome.replaced = differing + outcome.displaced;
    } else if differing > 0 {
        outcome.conflict_count = differing;
        let rows = sqlx::query(shape.conflicts(TOLD)).fetch_all(connection).await?;
        outcome.conflicts = rows
            .iter()
            .map(|row| conflict(shape, row))
            .collect::<Result<_>>()?;
    }
    Ok(outcome)
}

/// The first value that differs in a row of [`Shape::conflicts`].
fn conflict(shape: &Shape, row: &SqliteRow) -> Result<Conflict> {
    let line: i64 = row.try_get(0)?;
    for (at, value) in shape.values.iter().enumerate() {
        let stored = told(row, 1 + 2 * at, value.told)?;
        let given = told(row, 2 + 2 * at, value.told)?;
        if stored != given {
            return Ok(Conflict {
                row: line as u64,
                column: value.named,
                stored,
                given,
            });
        }
    }
    Err(reading::unreadable("conflict", "a value that differs"))
}

fn told(row: &SqliteRow, column: usize, told: Told) -> Result<String> {
    let text = match told {
        Told::Text => row.try_get::<Option<String>, _>(column)?,
        Told::Number => row
            .try_get_unchecked::<Option<f64>, _>(column)?
            .map(|x| x.to_string()),
        Told::Money => row
            .try_get::<Option<i64>, _>(column)?
            .map(|fen| in_units(Money(fen))),
        Told::Digest => {
            let bytes = row.try_get::<Option<Vec<u8>>, _>(column)?.unwrap_or_default();
            Some(bytes.iter().take(4).map(|b| format!("{b:02x}")).collect())
        }
    };
    Ok(text.unwrap_or_default())
}

/// Currency units to the fen, as a file would say it.
fn in_units(money: Money) -> String {
    let fen = money.0.unsigned_abs();
    let sign = if money.0 < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}
