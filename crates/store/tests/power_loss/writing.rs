//! The process that is killed: sixteen writers, and imports between them.

use std::{io::Write as _, path::Path, sync::Arc};

use store::{
    ImportChunk, ImportMode, NewSubmission, Recorded, Rows, Store,
    sqlite::{SqliteStore, Synchronous},
};
use survey::{
    Answers, Area, AreaCode, Level, Mode, PublicationLevel, SubmissionId, Text, Version, Wave,
    answer::{Atom, Value},
    instrument::{Columns, Profile},
    submission::payload_hash,
    wave::Approval,
};

pub const WAVE: &str = "w";
/// Rows of one imported file.
pub const BATCH: u64 = 300;
const WRITERS: u64 = 16;

/// Xorshift-multiply (Steele, Lea & Flood 2014, SplitMix64): small, seeded, the same everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// The one submission that goes with an id.
pub fn submission(id: SubmissionId) -> NewSubmission {
    let words = Value::One(Atom::Word(format!("路修好了 {id}")));
    NewSubmission {
        id,
        wave: WAVE.to_owned(),
        version: 1,
        hash: payload_hash(&id.0),
        lang: "zh-Hans".to_owned(),
        mode: Mode::Web,
        day: "2026-11-23".to_owned(),
        area: AreaCode::parse("510001").unwrap(),
        age: None,
        sex: None,
        weight: 1.0,
        answers: Answers([("Q1".to_owned(), words)].into()),
        late: false,
        quality: None,
    }
}

pub async fn open_wave(store: &dyn Store) {
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
        id: WAVE.to_owned(),
        round: None,
        area: AreaCode::parse("510000").unwrap(),
        title: Text::default(),
        instrument: version.instrument,
        version: 1,
        opens: 0,
        closes: i64::MAX,
        grace_until: i64::MAX,
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

/// Records and imports for ever, saying what was acknowledged, one line each.
pub fn until_killed(file: &Path, seed: u64) {
    let synchronous = match std::env::var("MINXIN_TEST_SYNCHRONOUS").as_deref() {
        Ok("NORMAL") => Synchronous::Normal,
        _ => Synchronous::Full,
    };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open_with(file, synchronous).await.unwrap());
        let mut tasks = tokio::task::JoinSet::new();
        for writer in 0..WRITERS {
            tasks.spawn(record_for_ever(Arc::clone(&store), Random(seed ^ writer)));
        }
        tasks.spawn(import_for_ever(store, Random(seed ^ WRITERS)));
        tasks.join_all().await;
    });
}

async fn record_for_ever(store: Arc<dyn Store>, mut random: Random) {
    loop {
        let id = SubmissionId((u128::from(random.next()) << 64 | u128::from(random.next())).to_be_bytes());
        assert_eq!(store.record(submission(id)).await.unwrap(), Recorded::Stored);
        say(&format!("stored {id}"));
    }
}

async fn import_for_ever(store: Arc<dyn Store>, mut random: Random) {
    loop {
        let file = random.next();
        let rows = (0..BATCH).map(|n| {
            let area = Area {
                code: AreaCode::parse(&format!("{file:x}-{n}")).unwrap(),
                name: "村".to_owned(),
                level: Level::Village,
                parent: None,
                settlement: None,
                aliases: Vec::new(),
            };
            (n + 2, area)
        });
        let (sender, receiver) = tokio::sync::mpsc::channel(2);
        sender
            .send(ImportChunk::Rows(Rows::Areas(rows.collect())))
            .await
            .unwrap();
        sender.send(ImportChunk::End).await.unwrap();
        let outcome = store.import(receiver, ImportMode::default()).await.unwrap();
        assert_eq!(outcome.added, BATCH);
        say("imported");
    }
}

/// One line in one write, so that a kill cannot cut it.
fn say(line: &str) {
    // past the test harness, which would keep it
    std::io::stdout()
        .write_all(format!("{line}\n").as_bytes())
        .unwrap();
}
