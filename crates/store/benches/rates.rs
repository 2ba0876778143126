//! How fast the store takes what it is given: rows of imports, answers of many residents.
//!
//! `cargo bench -p store`; a number after `--` sets the rows of an import (100000).
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on should stop")]

#[path = "../tests/contract/sample.rs"]
#[expect(dead_code, reason = "the contract uses more of it")]
mod sample;

use std::{sync::Arc, time::Instant};

use store::{ImportChunk, ImportMode, Rows, Store, sqlite::SqliteStore};
use survey::Spending;

const CHUNK: u64 = 1000;

#[tokio::main]
async fn main() {
    let measured = std::env::args().any(|a| a == "--bench"); // else `cargo test` only sees that it runs
    let rows: u64 = std::env::args()
        .skip(1)
        .find_map(|a| a.parse().ok())
        .unwrap_or(if measured { 100_000 } else { 1000 });
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(
        SqliteStore::open(&folder.path().join("minxin.sqlite"))
            .await
            .unwrap(),
    );
    sample::with_waves(&*store).await;
    sample::import(&store, vec![Rows::Areas(sample::areas(100))], sample::PLAIN)
        .await
        .unwrap();

    for (what, mode) in [
        ("new", sample::PLAIN),
        ("known", sample::PLAIN),
        ("dry run", sample::DRY),
    ] {
        import(
            &store,
            &format!("spending, {what}"),
            rows,
            mode,
            |n| {
                let area = format!("51{:04}", 1 + n % 100);
                let project = Some(format!("项目 {n}"));
                Spending {
                    project,
                    ..sample::line(&area, 2015 + (n % 10) as i32, 1)
                }
            },
            Rows::Spending,
        )
        .await;
    }
    for what in ["new", "known"] {
        let make = |n| sample::submission(1_000_000 + n, 5);
        import(
            &store,
            &format!("responses, {what}"),
            rows,
            sample::PLAIN,
            make,
            Rows::Responses,
        )
        .await;
    }
    record(&store, rows / 5).await;

    let began = Instant::now();
    let mut after = None;
    let mut read = 0;
    loop {
        let page = store.responses("w", after, 5000).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        read += page.len() as u64;
    }
    tell("responses, read in pages", read, began);
    let began = Instant::now();
    store.spending_totals().await.unwrap();
    tell("spending, summed", rows, began);
    let began = Instant::now();
    store.counts_by_area("w").await.unwrap();
    tell("answers, counted by area", read, began);
    store.close().await;
}

async fn import<T>(
    store: &Arc<dyn Store>,
    what: &str,
    rows: u64,
    mode: ImportMode,
    make: impl Fn(u64) -> T,
    wrap: fn(Vec<(u64, T)>) -> Rows,
) {
    let began = Instant::now();
    let (sender, receiver) = tokio::sync::mpsc::channel(4);
    let feed = async {
        for first in (0..rows).step_by(CHUNK as usize) {
            let chunk = (first..rows.min(first + CHUNK))
                .map(|n| (n + 2, make(n)))
                .collect();
            sender.send(ImportChunk::Rows(wrap(chunk))).await.unwrap();
        }
        sender.send(ImportChunk::End).await.unwrap();
    };
    let (outcome, ()) = tokio::join!(store.import(receiver, mode), feed);
    outcome.unwrap();
    tell(what, rows, began);
}

async fn record(store: &Arc<dyn Store>, answers: u64) {
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..100 {
        let store = Arc::clone(store);
        tasks.spawn(async move {
            for n in 0..answers / 100 {
                store
                    .record(sample::submission(writer * answers + n, 5))
                    .await
                    .unwrap();
            }
        });
    }
    tasks.join_all().await;
    tell("answers of 100 residents at a time", answers, began);
}

fn tell(what: &str, rows: u64, began: Instant) {
    let seconds = began.elapsed().as_secs_f64();
    eprintln!(
        "{what:36} {rows:9} in {seconds:7.2} s  {:9.0}/s",
        rows as f64 / seconds
    );
}
