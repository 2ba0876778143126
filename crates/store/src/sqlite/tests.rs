//! What only SQLite can get wrong: settings, a full disk, a group of writes, the order of arrival.

use std::path::Path;

use sqlx::{Connection as _, Row as _, SqliteConnection};
use survey::{
    Answers, AreaCode, Mode, PublicationLevel, SubmissionId, Text, Version, Wave,
    instrument::{Columns, Profile},
    submission::payload_hash,
    wave::Approval,
};

use super::{SqliteStore, Synchronous, check, connect, settings};
use crate::{Error, NewSubmission, Recorded, Store};

const FILE: &str = "minxin.sqlite";

fn submission(number: u64) -> NewSubmission {
    let digest = payload_hash(&number.to_le_bytes());
    NewSubmission {
        id: SubmissionId(digest[..16].try_into().unwrap()),
        wave: "w".to_owned(),
        version: 1,
        hash: digest,
        lang: "en".to_owned(),
        mode: Mode::Web,
        day: "2026-11-23".to_owned(),
        area: AreaCode::parse("1").unwrap(),
        age: None,
        sex: None,
        weight: 1.0,
        answers: Answers::default(),
        late: false,
        quality: None,
    }
}

async fn open_wave(store: &SqliteStore) {
    let version = Version {
        instrument: "i".to_owned(),
        version: 1,
        title: Text::default(),
        languages: Vec::new(),
        items: Vec::new(),
        scales: Vec::new(),
        blocks: Vec::new(),
        domain_options: Vec::new(),
        profile: Profile::default(),
        columns: Columns::default(),
        missing: Vec::new(),
        ignore: Vec::new(),
    };
    store.publish(&version, 0).await.unwrap();
    let wave = Wave {
        id: "w".to_owned(),
        round: None,
        area: AreaCode::parse("1").unwrap(),
        title: Text::default(),
        instrument: "i".to_owned(),
        version: 1,
        opens: 0,
        closes: 1,
        grace_until: 2,
        year: 2026,
        results_on: None,
        asker: String::new(),
        keep_years: 1,
        publication: PublicationLevel::County,
        approval: Approval::default(),
        open_link: true,
        withdrawn: None,
    };
    store.add_wave(&wave).await.unwrap();
}

async fn open(folder: &Path) -> SqliteStore {
    let store = SqliteStore::open(&folder.join(FILE)).await.unwrap();
    open_wave(&store).await;
    store
}

#[tokio::test]
async fn a_full_disk_is_told_and_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).await.close().await;
    let small = settings(&folder.path().join(FILE), Synchronous::Full).pragma("max_page_count", "100");
    let store = SqliteStore::start(folder.path(), small, Synchronous::Full)
        .await
        .unwrap();
    let mut acknowledged = 0;
    let refusal = loop {
        match store.record(submission(acknowledged)).await {
            Ok(outcome) => assert_eq!(outcome, Recorded::Stored),
            Err(error) => break error,
        }
        acknowledged += 1;
    };
    assert!(matches!(refusal, Error::Full), "{refusal}");
    let again = store.record(submission(acknowledged)).await;
    assert!(matches!(again, Err(Error::Full)), "{again:?}");
    assert_eq!(
        store.record(submission(0)).await.unwrap(),
        Recorded::Duplicate { late: false }
    );
    assert_eq!(store.wave_counts("w").await.unwrap().counted, acknowledged);
    store.close().await;

    let roomy = SqliteStore::open(&folder.path().join(FILE)).await.unwrap();
    assert_eq!(roomy.wave_counts("w").await.unwrap().counted, acknowledged);
    assert_eq!(
        roomy.record(submission(acknowledged)).await.unwrap(),
        Recorded::Stored
    );
    roomy.close().await;
}

#[tokio::test]
async fn a_job_that_fails_is_undone_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let half = store.writer.write::<(), _>(|connection| {
        Box::pin(async move {
            sqlx::query("insert into setting (key, value) values ('half', '1')")
                .execute(&mut *connection)
                .await?;
            sqlx::query("insert into draft (id) values ('no body')")
                .execute(&mut *connection)
                .await?;
            Ok(())
        })
    });
    let (before, half, after) =
        tokio::join!(store.record(submission(1)), half, store.set_setting("whole", "1"));
    assert_eq!(before.unwrap(), Recorded::Stored);
    assert!(matches!(half, Err(Error::Database(_))), "{half:?}");
    after.unwrap();
    assert_eq!(store.setting("half").await.unwrap(), None);
    assert_eq!(store.setting("whole").await.unwrap().as_deref(), Some("1"));
    store.close().await;
}

#[tokio::test]
async fn a_connection_that_does_not_keep_the_promise_is_refused() {
    // a folder of its own for each, so that none waits for the one before to close
    let folders: Vec<_> = (0..5).map(|_| tempfile::tempdir().unwrap()).collect();
    let mut unused = folders.iter();
    let mut full = || settings(&unused.next().unwrap().path().join(FILE), Synchronous::Full);
    let cases = [
        (full().pragma("synchronous", "normal"), "synchronous", "1"),
        (full().pragma("foreign_keys", "off"), "foreign_keys", "0"),
        (full().pragma("busy_timeout", "7"), "busy_timeout", "7"),
        (full().pragma("journal_mode", "delete"), "journal_mode", "delete"),
    ];
    for (options, wrong, is) in cases {
        match connect(&options, Synchronous::Full).await {
            Err(Error::NotDurable { setting, found, .. }) => {
                assert_eq!((setting, found.as_str()), (wrong, is))
            }
            other => panic!("{wrong} was not noticed: {}", other.is_ok()),
        }
    }
    let mut good = connect(&full(), Synchronous::Full).await.unwrap();
    check(&mut good, Synchronous::Full).await.unwrap();
}

#[tokio::test]
async fn readers_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let written = sqlx::query("delete from wave")
        .execute(&store.reads)
        .await
        .map_err(Error::from);
    assert!(
        matches!(written, Err(Error::Full)),
        "SQLite calls it read-only: {written:?}"
    );
    store.close().await;
}

#[tokio::test]
async fn a_lock_that_does_not_yield_is_busy() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let mut holder = store.connect().await.unwrap();
    sqlx::query("begin immediate").execute(&mut holder).await.unwrap();
    let mut other = store.connect().await.unwrap();
    sqlx::query("pragma busy_timeout = 0")
        .execute(&mut other)
        .await
        .unwrap();
    let refused = sqlx::query("begin immediate")
        .execute(&mut other)
        .await
        .map_err(Error::from);
    assert!(matches!(refused, Err(Error::Busy)), "{refused:?}");
    drop(holder);
    store.close().await;
}

#[tokio::test]
async fn no_table_of_answers_knows_when_they_came() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    for table in ["submission", "quarantine"] {
        let facts = sqlx::query("select wr, strict from pragma_table_list where name = $1")
            .bind(table)
            .fetch_one(&store.reads)
            .await
            .unwrap();
        assert_eq!(
            (facts.get::<bool, _>("wr"), facts.get::<bool, _>("strict")),
            (true, true),
            "{table}"
        );
        let columns: Vec<String> = sqlx::query_scalar("select name from pragma_table_info($1) order by name")
            .bind(table)
            .fetch_all(&store.reads)
            .await
            .unwrap();
        let mut known = vec![
            "age", "answers", "area", "day", "decided", "hash", "id", "lang", "late", "mode", "quality",
            "receipt", "replaced", "sex", "version", "wave", "weight",
        ];
        known.retain(|c| match *c {
            "receipt" | "replaced" => table == "submission",
            "decided" => table == "quarantine",
            _ => true,
        });
        assert_eq!(
            columns, known,
            "a new column beside an answer needs a thought about who could be recognised"
        );
    }
    store.close().await;
}

#[tokio::test]
async fn the_same_answers_in_another_order_leave_the_same_backup() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (name, numbers) in [
        ("up", (0..200).collect::<Vec<u64>>()),
        ("down", (0..200).rev().collect()),
    ] {
        let store = open(&folder.path().join(name)).await;
        for number in numbers {
            store.record(submission(number)).await.unwrap();
        }
        let file = folder.path().join(format!("{name}.sqlite"));
        store.backup(&file, "2026-11-24").await.unwrap();
        store.close().await;
        // when a migration ran says nothing about answers
        let mut connection = SqliteConnection::connect_with(&settings(&file, Synchronous::Full))
            .await
            .unwrap();
        sqlx::query("drop table _sqlx_migrations")
            .execute(&mut connection)
            .await
            .unwrap();
        let bare = folder.path().join(format!("{name}-bare.sqlite"));
        sqlx::query("vacuum into $1")
            .bind(bare.to_str().unwrap())
            .execute(&mut connection)
            .await
            .unwrap();
        files.push(std::fs::read(bare).unwrap());
    }
    assert!(
        files[0] == files[1],
        "a backup tells the order in which answers came"
    );
}

#[tokio::test]
async fn what_every_page_asks_for_is_told_without_reading_tallies() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let plan = sqlx::query(sqlx::AssertSqlSafe(format!(
        "explain query plan {}",
        super::statements::REVISION
    )))
    .fetch_all(&store.reads)
    .await
    .unwrap();
    let steps: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
    let of_tallies: Vec<&String> = steps.iter().filter(|s| s.contains("snapshot")).collect();
    assert!(
        matches!(of_tallies.as_slice(), [one] if one.contains("COVERING INDEX")),
        "{steps:?}"
    );
    store.close().await;
}
