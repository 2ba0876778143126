//! Backups: read back before they are called made, and never said to hold what they do not.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use sqlx::{Connection as _, SqliteConnection};
use store::{
    Error, Store,
    sqlite::{SqliteStore, verify},
};

use crate::sample::{id, submission, with_waves};

async fn put(store: &dyn Store, number: u64, wave: &str, day: &str) {
    let mut one = submission(number, 5);
    one.wave = wave.to_owned();
    one.day = day.to_owned();
    store.record(one).await.unwrap();
}

/// Number → is it held by a backup?
async fn held(store: &dyn Store, wave: &str, numbers: std::ops::Range<u64>) -> BTreeMap<u64, bool> {
    let mut all = BTreeMap::new();
    for number in numbers {
        if let Some(stored) = store.have(wave, &[id(number)]).await.unwrap().first() {
            all.insert(number, stored.backed_up);
        }
    }
    all
}

async fn back_up(store: &dyn Store, folder: &Path, name: &str, today: &str) -> std::path::PathBuf {
    let file = folder.join(name);
    store.backup(&file, today).await.unwrap();
    file
}

pub async fn what_came_before_the_day_of_a_backup_is_held_by_it(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    let folder = tempfile::tempdir().unwrap();
    put(&**store, 1, "w", "2026-11-22").await;
    put(&**store, 2, "w", "2026-11-23").await;
    put(&**store, 3, "v", "2026-11-22").await;
    assert_eq!(store.backup_through().await.unwrap(), None);
    back_up(&**store, folder.path(), "one", "2026-11-23").await;
    assert_eq!(
        store.backup_through().await.unwrap().as_deref(),
        Some("2026-11-23")
    );
    let expected = BTreeMap::from([(1, true), (2, false)]);
    assert_eq!(
        held(&**store, "w", 0..9).await,
        expected,
        "of the day itself nothing is told"
    );
    assert_eq!(held(&**store, "v", 0..9).await, BTreeMap::from([(3, true)]));
    // the answers of the same day that came after the backup look like those before it
    put(&**store, 4, "w", "2026-11-23").await;
    assert_eq!(
        held(&**store, "w", 2..9).await,
        BTreeMap::from([(2, false), (4, false)])
    );
    back_up(&**store, folder.path(), "two", "2026-11-24").await;
    assert_eq!(
        held(&**store, "w", 0..9).await,
        BTreeMap::from([(1, true), (2, true), (4, true)])
    );
}

pub async fn a_day_that_the_backup_does_not_hold_whole_is_not_called_held(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    let folder = tempfile::tempdir().unwrap();
    put(&**store, 1, "w", "2026-11-22").await;
    back_up(&**store, folder.path(), "one", "2026-11-23").await;
    // a clock that was set back, or an answer that was written after midnight
    put(&**store, 2, "w", "2026-11-22").await;
    put(&**store, 3, "w", "2025-01-01").await;
    let all = held(&**store, "w", 0..9).await;
    assert_eq!(all, BTreeMap::from([(1, false), (2, false), (3, false)]));
    back_up(&**store, folder.path(), "two", "2026-11-23").await;
    assert!(held(&**store, "w", 0..9).await.values().all(|held| *held));
}

pub async fn a_restored_backup_claims_nothing_that_is_lost(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    let folder = tempfile::tempdir().unwrap();
    put(&**store, 1, "w", "2026-11-20").await;
    back_up(&**store, folder.path(), "one", "2026-11-21").await;
    put(&**store, 2, "w", "2026-11-21").await;
    put(&**store, 3, "w", "2026-11-22").await;
    let older = back_up(&**store, folder.path(), "two", "2026-11-22").await;
    put(&**store, 4, "w", "2026-11-22").await;
    back_up(&**store, folder.path(), "three", "2026-11-23").await;
    assert!(held(&**store, "w", 0..9).await.values().all(|held| *held));

    let restored = SqliteStore::open(&older).await.unwrap();
    let expected = BTreeMap::from([(1, true), (2, false), (3, false)]);
    assert_eq!(
        held(&restored, "w", 0..9).await,
        expected,
        "4 is lost, and nobody says otherwise"
    );
    assert_eq!(
        restored.backup_through().await.unwrap().as_deref(),
        Some("2026-11-21")
    );
    // the tablet that kept it sends it again, days later; then the next backup holds it
    put(&restored, 4, "w", "2026-11-25").await;
    assert!(!held(&restored, "w", 0..9).await[&4]);
    back_up(&restored, folder.path(), "four", "2026-11-26").await;
    assert!(held(&restored, "w", 0..9).await.values().all(|held| *held));
    restored.close().await;
}

pub async fn a_damaged_backup_is_named_and_not_left_lying(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    for number in 0..300 {
        put(&**store, number, "w", "2026-11-22").await;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = back_up(&**store, folder.path(), "one", "2026-11-23").await;
    assert!(!folder.path().join("one.part").exists());
    let good = verify(&file).await.unwrap();
    assert_eq!(good.answers, 300);
    assert!(good.rows > 300 && good.migration == store.health().await.unwrap().migration);
    let bytes = std::fs::read(&file).unwrap();
    let at = |name: &str| folder.path().join(name);
    for (name, damage) in [
        ("cut", bytes[..bytes.len() / 2].to_vec()),
        ("short", bytes[..bytes.len() - 1].to_vec()),
        ("zeros", [&bytes[..8192], &vec![0; bytes.len() - 8192]].concat()),
        ("empty", Vec::new()),
        ("words", b"not a database at all, only words".to_vec()),
        ("other", b"SQLite format 3\0 and then something else".to_vec()),
    ] {
        std::fs::write(at(name), damage).unwrap();
        refused(&at(name)).await;
    }
    // SQLite itself does not see that a value is another
    for place in (0..bytes.len()).step_by(bytes.len() / 50) {
        let mut flipped = bytes.clone();
        flipped[place] ^= 0x10;
        std::fs::write(at("flipped"), flipped).unwrap();
        refused(&at("flipped")).await;
    }
    assert_eq!(verify(&file).await.unwrap(), good, "it was only looked at");
}

async fn refused(file: &Path) -> String {
    let why = verify(file).await.unwrap_err();
    let told = why.to_string();
    assert!(matches!(why, Error::BadBackup { .. }), "{told}");
    assert!(
        told.contains(&*file.file_name().unwrap().to_string_lossy()) && told.contains("minxin backup"),
        "{told}"
    );
    told
}

pub async fn a_backup_without_one_of_its_tables_is_named_with_it(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    put(&**store, 1, "w", "2026-11-22").await;
    let folder = tempfile::tempdir().unwrap();
    for (n, (sql, told)) in [
        ("drop table statement", "it has no table statement"),
        ("drop table seal_key", "it has no table seal_key"),
        ("drop table _sqlx_migrations", "it has no table _sqlx_migrations"),
        (
            "drop index submission_by_day",
            "it has no index submission_by_day",
        ),
        ("alter table area add column x text", "its table area is another"),
        (
            "update _sqlx_migrations set version = version + 100",
            "a newer release",
        ),
        ("delete from _sqlx_migrations", "how it was made"),
        ("update submission set day = '2026-11-21'", "its bytes are not"),
    ]
    .into_iter()
    .enumerate()
    {
        let file = back_up(&**store, folder.path(), &format!("{n}"), "2026-11-23").await;
        let mut connection = SqliteConnection::connect(&format!("sqlite:{}", file.display()))
            .await
            .unwrap();
        sqlx::query(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        let why = refused(&file).await;
        assert!(why.contains(told), "{sql}: {why}");
    }
}
