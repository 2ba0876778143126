//! What was acknowledged is there: after kill -9, and after a power cut.
//!
//! A process of its own (this same test binary, see [`the_writing_process`]) records submissions with sixteen
//! writers and says which were acknowledged; it is killed at a random acknowledgement. The power cut is played by
//! `preload.c`, which keeps only what was fsynced. The same cut with `synchronous=NORMAL` must lose answers, or
//! the test would prove nothing.
//!
//! `MINXIN_LONG=1` runs fifty times instead of ten; `MINXIN_SEED` repeats a run.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod writing;

use std::{
    collections::BTreeSet,
    hash::{BuildHasher as _, RandomState},
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use store::{Recorded, Store, sqlite::SqliteStore};
use survey::SubmissionId;
use writing::{BATCH, Random, WAVE, submission};

const FILE: &str = "minxin.sqlite";

#[test]
fn every_acknowledged_submission_survives_kill_9_and_none_is_stored_twice() {
    let mut random = Random::printed("kill");
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let mut acknowledged = Acknowledged::default();
    for _ in 0..runs(10, 50) {
        let writer = Writer::new(folder.path(), random.next());
        let latest = writer.killed_after(1 + random.below(1500));
        acknowledged.add(&latest);
        let lost = check(folder.path(), &acknowledged, &latest);
        assert_eq!(lost, 0, "acknowledged, then lost by kill -9");
    }
    assert!(acknowledged.ids.len() > 100, "too few answers to prove anything");
}

#[test]
fn every_acknowledged_submission_survives_a_power_cut() {
    let mut random = Random::printed("cut");
    let disk = Disk::new();
    for run in 0..runs(10, 50) {
        let luck = (run % 2 == 1).then(|| random.next());
        let acknowledged = disk.cut_after(1 + random.below(1500), random.next(), "FULL", luck);
        let lost = check(&disk.image(), &acknowledged, &acknowledged);
        assert_eq!(lost, 0, "acknowledged, then lost by a power cut in run {run}");
    }
}

#[test]
fn without_waiting_for_the_disk_a_power_cut_loses_answers() {
    let mut random = Random::printed("careless");
    let disk = Disk::new();
    let mut lost = 0;
    for _ in 0..3 {
        let acknowledged = disk.cut_after(300 + random.below(300), random.next(), "NORMAL", None);
        lost += check(&disk.image(), &acknowledged, &acknowledged);
    }
    eprintln!("careless: {lost} acknowledged answers and imports were lost, as they must be");
    assert!(
        lost > 0,
        "the power cut lost nothing even with synchronous=NORMAL: it would not notice a broken promise"
    );
}

#[test]
#[ignore = "the other tests run this in a process of its own, to kill it"]
fn the_writing_process() {
    let file = PathBuf::from(std::env::var_os("MINXIN_POWER_FILE").unwrap());
    let seed = std::env::var("MINXIN_POWER_SEED").unwrap().parse().unwrap();
    writing::until_killed(&file, seed);
}

fn runs(usual: u64, long: u64) -> u64 {
    if std::env::var_os("MINXIN_LONG").is_some_and(|v| v == "1") {
        long
    } else {
        usual
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(work)
}

/// A database with an open wave.
fn prepare(folder: &Path) {
    block_on(async {
        let store = SqliteStore::open(&folder.join(FILE)).await.unwrap();
        writing::open_wave(&store).await;
        store.close().await;
    });
}

/// What the writing process said was done.
#[derive(Default)]
struct Acknowledged {
    ids: BTreeSet<SubmissionId>,
    /// Whole files imported.
    batches: u64,
}

impl Acknowledged {
    fn add(&mut self, other: &Self) {
        self.ids.extend(&other.ids);
        self.batches += other.batches;
    }
}

/// The writing process, ready to run.
struct Writer(Command);

impl Writer {
    fn new(folder: &Path, seed: u64) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "the_writing_process", "--ignored", "--nocapture"])
            .env("MINXIN_POWER_FILE", folder.join(FILE))
            .env("MINXIN_POWER_SEED", seed.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        Self(command)
    }

    /// Kills it at its so-manieth acknowledgement and returns all that it had sent by then.
    fn killed_after(mut self, acknowledgements: u64) -> Acknowledged {
        let mut child = self.0.spawn().unwrap();
        let mut seen = Acknowledged::default();
        let mut count = 0;
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some(id) = line.strip_prefix("stored ") {
                seen.ids.insert(SubmissionId::parse(id).unwrap());
                count += 1;
            } else if line == "imported" {
                seen.batches += 1;
            }
            if count == acknowledgements {
                child.kill().unwrap(); // SIGKILL; lines already in the pipe still count
            }
        }
        let status = child.wait().unwrap();
        assert!(
            !status.success() && status.code().is_none(),
            "the writing process ended by itself: {status}"
        );
        assert!(count >= acknowledgements);
        seen
    }
}

/// Two folders: what the process sees, and what a power cut would leave of it.
struct Disk {
    folder: tempfile::TempDir,
    fresh: tempfile::TempDir,
    preload: PathBuf,
}

impl Disk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let preload = folder.path().join("preload.so");
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
            .arg(&preload)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/power_loss/preload.c"))
            .arg("-lpthread")
            .status()
            .expect("a C compiler, as the README asks for");
        assert!(built.success());
        let fresh = tempfile::tempdir().unwrap();
        prepare(fresh.path());
        Self {
            folder,
            fresh,
            preload,
        }
    }

    fn live(&self) -> PathBuf {
        self.folder.path().join("live")
    }

    fn image(&self) -> PathBuf {
        self.folder.path().join("image")
    }

    fn cut_after(
        &self,
        acknowledgements: u64,
        seed: u64,
        synchronous: &str,
        luck: Option<u64>,
    ) -> Acknowledged {
        for folder in [self.live(), self.image()] {
            if folder.exists() {
                std::fs::remove_dir_all(&folder).unwrap();
            }
            std::fs::create_dir(&folder).unwrap();
            std::fs::copy(self.fresh.path().join(FILE), folder.join(FILE)).unwrap();
        }
        let mut writer = Writer::new(&self.live(), seed);
        writer
            .0
            .env("MINXIN_TEST_SYNCHRONOUS", synchronous)
            .env("MINXIN_POWER_FOLDER", self.live())
            .env("MINXIN_POWER_IMAGE", self.image())
            .env("LD_PRELOAD", &self.preload);
        if let Some(seed) = luck {
            writer.0.env("MINXIN_POWER_LUCK", seed.to_string());
        }
        writer.killed_after(acknowledgements)
    }
}

/// Opens what is left and counts what was acknowledged and is gone. The file must be whole, no answer there twice,
/// no import there in part, and sending the latest again must change nothing.
fn check(folder: &Path, acknowledged: &Acknowledged, latest: &Acknowledged) -> usize {
    block_on(async {
        let store = SqliteStore::open(&folder.join(FILE)).await.unwrap();
        let stored: Vec<SubmissionId> = store
            .responses(WAVE, None, u32::MAX)
            .await
            .unwrap()
            .iter()
            .map(|r| r.id)
            .collect();
        let distinct: BTreeSet<SubmissionId> = stored.iter().copied().collect();
        assert_eq!(stored.len(), distinct.len(), "an answer is there twice");
        let lost = acknowledged.ids.difference(&distinct).count();

        let areas = store.areas().await.unwrap().len() as u64;
        assert_eq!(areas % BATCH, 0, "a part of an import is there");
        let imports_lost = acknowledged.batches.saturating_sub(areas / BATCH) as usize;

        for id in latest.ids.intersection(&distinct) {
            let again = store.record(submission(*id)).await.unwrap();
            assert_eq!(again, Recorded::Duplicate { late: false });
        }
        let counts = store.wave_counts(WAVE).await.unwrap();
        assert_eq!((counts.counted, counts.quarantined), (stored.len() as u64, 0));
        store.close().await;

        let options = SqliteConnectOptions::new().filename(folder.join(FILE));
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        let verdict: String = sqlx::query_scalar("pragma integrity_check")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(verdict, "ok");
        connection.close().await.unwrap();
        lost + imports_lost
    })
}

impl Random {
    /// A new seed, or that of `MINXIN_SEED`; printed, so that a failure can be repeated.
    fn printed(what: &str) -> Self {
        let seed = std::env::var("MINXIN_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or_else(|| RandomState::new().hash_one(what));
        eprintln!("{what}: MINXIN_SEED={seed}");
        Self(seed)
    }
}
