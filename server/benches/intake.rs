//! Durable intake over HTTP, parsing and validation included, beside raw sqlx batches of 50: same disk, same promise, and
//! the same rows in the same table and indexes, made ready beforehand. That is how the sketch was measured that the bound
//! comes from: both of its sides wrote to one kind of table. What bodies of 600 bytes cost in a table of nothing else is
//! printed beside it.
//!
//! Five interleaved runs; prints each and the median ratios. Bound: 0.6. Then batches of 100 from eight tablets, open and
//! sealed: records a second. Bound: 3,000.
#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use seal::{Bound, Master, PublicKey, Sealed};
use server::{clock::Zone, demo, http, keys::Keys, state::AppState};
use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions};
use store::sqlite::SqliteStore;
use survey::SubmissionId;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

const CLIENTS: usize = 64;
const RUN: Duration = Duration::from_secs(3);
const RUNS: usize = 5;
const BOUND: f64 = 0.6;

/// Records in a batch, batches of a tablet, tablets.
const LOT: usize = 100;
const LOTS: usize = 15;
const TABLETS: usize = 8;
/// Records a second that batches must reach.
const RECORDS: f64 = 3_000.0;

type Anyhow<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Anyhow<()> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let folder = tempfile::tempdir()?;
            let (mut to_same, mut to_bare) = (Vec::new(), Vec::new());
            println!("run   intake/s   same rows/s   ratio   bare rows/s   ratio   mean latency");
            for run in 0..RUNS {
                let here = folder.path().join(run.to_string());
                std::fs::create_dir_all(&here)?;
                let (rate, latency) = intake(&here).await?;
                let (same, bare) = (same_rows(&here).await?, bare_rows(&here).await?);
                println!(
                    "{run:>3}   {rate:>8.0}   {same:>11.0}   {:>5.2}   {bare:>11.0}   {:>5.2}   {:>9.1} ms",
                    rate / same,
                    rate / bare,
                    latency * 1e3
                );
                to_same.push(rate / same);
                to_bare.push(rate / bare);
            }
            to_same.sort_by(f64::total_cmp);
            to_bare.sort_by(f64::total_cmp);
            let median = to_same[RUNS / 2];
            let mut slow = median < BOUND;
            let verdict = if slow { "BROKEN" } else { "holds" };
            println!("median ratio to the same rows {median:.2}, bound {BOUND}: {verdict}");
            println!("median ratio to bare rows {:.2}, no bound", to_bare[RUNS / 2]);
            for sealed in [false, true] {
                let here = folder.path().join(format!("batch-{sealed}"));
                std::fs::create_dir_all(&here)?;
                let rate = batches(&here, sealed).await?;
                let raw = same_rows(&here).await?;
                let word = if sealed { "sealed" } else { "open" };
                let verdict = if rate >= RECORDS { "holds" } else { "BROKEN" };
                println!(
                    "batches of {LOT}, {word}: {rate:.0} records/s, the same rows raw {raw:.0}, bound {RECORDS:.0}: {verdict}"
                );
                slow |= rate < RECORDS;
            }
            if slow {
                Err("intake is slower than its bound".into())
            } else {
                Ok(())
            }
        })
}

/// Every question of the demo's form, answered.
fn envelope(mode: &str) -> String {
    format!(
        r#"{{"version":1,"lang":"zh-Hans","mode":"{mode}","answers":{{"D_VILLAGE":"S12000033","Q_OVERALL":4,"Q_HAPPY":4,"S_ROADS":3,"S_HEALTH":4,"S_SCHOOLS":7,"S_SANIT":2,"G_TOWN":4,"V_NEED":8,"R_TOP3":["roads","health","water"],"H_TRUST":3,"D_AGE":3,"D_SEX":2,"COACH":2}}}}"#
    )
}

/// Acknowledged submissions a second, and the mean latency in seconds.
async fn intake(folder: &Path) -> Anyhow<(f64, f64)> {
    let store = Arc::new(SqliteStore::open(&folder.join("minxin.sqlite")).await?);
    let state = AppState::new(store, Zone::shanghai());
    demo::fill(&state, demo::County::Lgbf, |_| {}).await?;
    let doors = http::Doors::open("127.0.0.1:0".parse()?, None).await?;
    let (tell, told) = tokio::sync::oneshot::channel();
    let serving = tokio::spawn(http::serve(state, doors, |at, _| {
        let _ = tell.send(at);
    }));
    let at = told.await?;
    let end = Instant::now() + RUN;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|c| tokio::spawn(client(at, c as u64, end)))
        .collect();
    let (mut sent, mut waited) = (0_u64, 0.0);
    for client in clients {
        let (n, seconds) = client.await??;
        sent += n;
        waited += seconds;
    }
    serving.abort();
    Ok((sent as f64 / RUN.as_secs_f64(), waited / sent.max(1) as f64))
}

async fn client(at: std::net::SocketAddr, number: u64, end: Instant) -> Anyhow<(u64, f64)> {
    let mut stream = TcpStream::connect(at).await?;
    stream.set_nodelay(true)?;
    let body = envelope("web");
    let (mut sent, mut waited) = (0_u64, 0.0);
    let mut buffer = vec![0_u8; 4096];
    while Instant::now() < end {
        let id = format!(
            "{:016x}{:016x}",
            (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15),
            (sent + 1).wrapping_mul(0xbf58_476d_1ce4_e5b9)
        );
        let head = format!(
            "PUT /api/v1/waves/demo/submissions/{id} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let started = Instant::now();
        stream.write_all(format!("{head}{body}").as_bytes()).await?;
        let mut got = 0;
        loop {
            let n = stream.read(&mut buffer[got..]).await?;
            if n == 0 {
                return Err("the server closed the connection".into());
            }
            got += n;
            if complete(&buffer[..got]) {
                break;
            }
        }
        if !buffer.starts_with(b"HTTP/1.1 201") {
            return Err(String::from_utf8_lossy(&buffer[..got]).into_owned().into());
        }
        waited += started.elapsed().as_secs_f64();
        sent += 1;
    }
    Ok((sent, waited))
}

/// Records a second through `submissions:batch`; what the tablets send is made before the clock starts.
async fn batches(folder: &Path, sealed: bool) -> Anyhow<f64> {
    let store = Arc::new(SqliteStore::open(&folder.join("minxin.sqlite")).await?);
    let mut state = AppState::new(store, Zone::shanghai());
    state.keys = Arc::new(Keys::with(Master::new([7; 32])));
    demo::fill(&state, demo::County::Lgbf, |_| {}).await?;
    let made = state
        .keys
        .make(&*state.store, demo::WAVE, "2026-07-01", false)
        .await?;
    let key = PublicKey::read(&made.ok_or("no key")?.public)?;
    let doors = http::Doors::open("127.0.0.1:0".parse()?, None).await?;
    let (tell, told) = tokio::sync::oneshot::channel();
    let serving = tokio::spawn(http::serve(state, doors, |at, _| {
        let _ = tell.send(at);
    }));
    let at = told.await?;
    let key = sealed.then_some(&key);
    let tablets: Vec<Vec<String>> = (0..TABLETS)
        .map(|tablet| (0..LOTS).map(|lot| request(tablet * LOTS + lot, key)).collect())
        .collect();
    let started = Instant::now();
    let sending: Vec<_> = tablets
        .into_iter()
        .map(|lots| tokio::spawn(tablet(at, lots)))
        .collect();
    for tablet in sending {
        tablet.await??;
    }
    let seconds = started.elapsed().as_secs_f64();
    serving.abort();
    Ok((LOT * LOTS * TABLETS) as f64 / seconds)
}

/// A batch as it goes over the line.
fn request(number: usize, key: Option<&PublicKey>) -> String {
    let items = (0..LOT).map(|n| {
        let n = (number * LOT + n) as u64;
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&(n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        bytes[8..].copy_from_slice(&n.to_be_bytes());
        let id = SubmissionId(bytes);
        let envelope = envelope("kiosk");
        let body = match key {
            None => envelope,
            Some(key) => {
                let bound = Bound {
                    wave: demo::WAVE,
                    version: 1,
                    id,
                };
                let seed = std::array::from_fn(|i| bytes[i % 16] ^ i as u8);
                Sealed::seal(key, &bound, &envelope, seed).to_body()
            }
        };
        serde_json::json!({ "id": id.hex(), "body": body })
    });
    let body = serde_json::json!({ "items": items.collect::<Vec<_>>() }).to_string();
    format!(
        "POST /api/v1/waves/{}/submissions:batch HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {}\r\n\r\n{body}",
        demo::WAVE,
        body.len()
    )
}

/// Sends one batch after the other; every record must be stored.
async fn tablet(at: std::net::SocketAddr, lots: Vec<String>) -> Anyhow<()> {
    let mut stream = TcpStream::connect(at).await?;
    stream.set_nodelay(true)?;
    let mut buffer = vec![0_u8; 64 * 1024];
    for lot in lots {
        stream.write_all(lot.as_bytes()).await?;
        let mut got = 0;
        while !complete(&buffer[..got]) {
            let n = stream.read(&mut buffer[got..]).await?;
            if n == 0 {
                return Err("the server closed the connection".into());
            }
            got += n;
        }
        let said = String::from_utf8_lossy(&buffer[..got]);
        let stored = said.matches("\"status\":\"stored\"").count();
        if stored != LOT {
            return Err(format!("{stored} of {LOT} stored: {said:.400}").into());
        }
    }
    Ok(())
}

/// Head and the announced length of the body are there.
fn complete(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let length = head
        .lines()
        .find_map(|l| l.strip_prefix("content-length:")?.trim().parse::<usize>().ok())
        .unwrap_or(0);
    bytes.len() >= end + 4 + length
}

/// Rows a second of one connection that inserts batches of 50 into the table of submissions with all its indexes, and
/// commits each with FULL. The rows are those that intake has stored, but for their ids and receipts.
async fn same_rows(folder: &Path) -> Anyhow<f64> {
    let file = folder.join("same.sqlite");
    {
        let store = Arc::new(SqliteStore::open(&file).await?);
        demo::fill(
            &AppState::new(store, Zone::shanghai()),
            demo::County::Lgbf,
            |_| {},
        )
        .await?;
    }
    let mut db = full(&file).await?;
    sqlx::query("attach $1 as model")
        .bind(folder.join("minxin.sqlite").to_string_lossy().into_owned())
        .execute(&mut db)
        .await?;
    let row = sqlx::query(
        "select wave, version, hash, lang, mode, day, area, age, sex, weight, answers, late, quality \
         from model.submission limit 1",
    )
    .fetch_one(&mut db)
    .await?;
    let (wave, version, hash): (String, i64, Vec<u8>) = (row.get(0), row.get(1), row.get(2));
    let (lang, mode, day, area): (String, String, String, String) =
        (row.get(3), row.get(4), row.get(5), row.get(6));
    let (age, sex, weight): (Option<String>, Option<String>, f64) = (row.get(7), row.get(8), row.get(9));
    let (answers, late, quality): (String, i64, Option<i64>) = (row.get(10), row.get(11), row.get(12));
    let (mut rows, mut seed) = (0_u64, 0_u64);
    let end = Instant::now() + RUN;
    while Instant::now() < end {
        let mut tx = db.begin_with("begin immediate").await?;
        for _ in 0..50 {
            let id = next_id(&mut seed);
            sqlx::query(
                "insert into submission (id, wave, version, hash, receipt, lang, mode, day, area, age, sex, weight, \
                 answers, late, quality) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            )
            .bind(&id[..])
            .bind(&wave)
            .bind(version)
            .bind(&hash)
            .bind(format!("{:012X}", u128::from_be_bytes(id) >> 80))
            .bind(&lang)
            .bind(&mode)
            .bind(&day)
            .bind(&area)
            .bind(&age)
            .bind(&sex)
            .bind(weight)
            .bind(&answers)
            .bind(late)
            .bind(quality)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        rows += 50;
    }
    Ok(rows as f64 / RUN.as_secs_f64())
}

/// Rows a second of one connection that inserts batches of 50 bodies of 600 bytes into a table of nothing else, and commits
/// each with FULL: what the first sketch of intake was held against.
async fn bare_rows(folder: &Path) -> Anyhow<f64> {
    let mut db = full(&folder.join("bare.sqlite")).await?;
    sqlx::query(
        "create table t (id blob primary key, hash blob not null, body text not null) strict, without rowid",
    )
    .execute(&mut db)
    .await?;
    let body = "x".repeat(600);
    let (mut rows, mut seed) = (0_u64, 0_u64);
    let end = Instant::now() + RUN;
    while Instant::now() < end {
        let mut tx = db.begin_with("begin immediate").await?;
        for _ in 0..50 {
            sqlx::query("insert into t values ($1, $2, $3)")
                .bind(&next_id(&mut seed)[..])
                .bind(&[7_u8; 32][..])
                .bind(&body)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        rows += 50;
    }
    Ok(rows as f64 / RUN.as_secs_f64())
}

async fn full(file: &Path) -> Anyhow<SqliteConnection> {
    Ok(SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
        .connect()
        .await?)
}

fn next_id(seed: &mut u64) -> [u8; 16] {
    *seed += 1;
    let mut id = [0; 16];
    id[..8].copy_from_slice(&seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    id[8..].copy_from_slice(&seed.to_be_bytes());
    id
}
