//! Small samples of everything that is stored.

use std::sync::Arc;

use store::{ImportChunk, ImportMode, ImportOutcome, LineFilter, NewSubmission, Result, Rows, Store};
use survey::{
    Answers, Area, AreaCode, DomainId, Level, Mode, Money, PublicationLevel, Round, Spending, Stage,
    SubmissionId, Text, Version, Wave,
    answer::{Atom, Value},
    instrument::{Columns, Profile},
    ledger::LedgerKind,
    quality::Bits,
    submission::payload_hash,
    wave::Approval,
};

pub const NOON: i64 = 1_790_000_000_000;

pub fn code(code: &str) -> AreaCode {
    AreaCode::parse(code).unwrap()
}

pub fn domain(id: &str) -> DomainId {
    DomainId::parse(id).unwrap()
}

pub fn version(number: u32, title: &str) -> Version {
    Version {
        instrument: "livelihood".to_owned(),
        version: number,
        title: Text::of("zh-Hans", title),
        languages: vec!["zh-Hans".to_owned()],
        items: Vec::new(),
        scales: Vec::new(),
        blocks: Vec::new(),
        domain_options: Vec::new(),
        profile: Profile::default(),
        columns: Columns::default(),
        missing: Vec::new(),
        ignore: Vec::new(),
    }
}

pub fn wave(id: &str, opens: i64) -> Wave {
    Wave {
        id: id.to_owned(),
        round: None,
        area: code("510000"),
        title: Text::of("zh-Hans", "民生满意度"),
        instrument: "livelihood".to_owned(),
        version: 1,
        opens,
        closes: opens + 1000,
        grace_until: opens + 2000,
        year: 2026,
        results_on: Some("2026-12-01".to_owned()),
        asker: "县政府".to_owned(),
        keep_years: 3,
        publication: PublicationLevel::Township,
        approval: Approval::default(),
        open_link: true,
        withdrawn: None,
    }
}

pub fn round(id: &str, opens: i64) -> Round {
    Round {
        id: id.to_owned(),
        title: Text::of("zh-Hans", "年度"),
        area: code("510000"),
        core: vec!["Q1".to_owned()],
        opens,
        closes: opens + 1000,
        grace_until: opens + 2000,
        results_on: None,
        reply_by: None,
        publication: PublicationLevel::County,
        approval: Approval::default(),
        keep_years: 3,
        asker: "县政府".to_owned(),
        open_link: true,
    }
}

/// Publishes version 1 and opens the waves `w` and `v`.
pub async fn with_waves(store: &dyn Store) {
    store.publish(&version(1, "一"), NOON).await.unwrap();
    store.add_wave(&wave("w", NOON)).await.unwrap();
    store.add_wave(&wave("v", NOON)).await.unwrap();
}

/// Ids spread over the whole range, the same for the same number.
pub fn id(number: u64) -> SubmissionId {
    let digest = payload_hash(&number.to_le_bytes());
    SubmissionId(digest[..16].try_into().unwrap())
}

pub fn submission(number: u64, answer: i64) -> NewSubmission {
    NewSubmission {
        id: id(number),
        wave: "w".to_owned(),
        version: 1,
        hash: payload_hash(&answer.to_le_bytes()),
        lang: "zh-Hans".to_owned(),
        mode: Mode::Kiosk,
        day: "2026-11-23".to_owned(),
        area: code(if number.is_multiple_of(2) {
            "510001"
        } else {
            "510002"
        }),
        age: Some("30-39".to_owned()),
        sex: None,
        weight: 1.25,
        answers: Answers([("Q1".to_owned(), Value::One(Atom::Int(answer)))].into()),
        late: false,
        quality: Bits::from_number((number % 8) as u8),
    }
}

/// A county and `townships` below it; codes 510000, 510001 …
pub fn areas(townships: u32) -> Vec<(u64, Area)> {
    let area = |n: u32, level| Area {
        code: code(&format!("51{n:04}")),
        name: format!("第{n}乡"),
        level,
        parent: (n > 0).then(|| code("510000")),
        settlement: (n == 1).then(|| "121".to_owned()),
        aliases: if n == 1 {
            vec!["一乡".to_owned(), "首乡".to_owned()]
        } else {
            Vec::new()
        },
    };
    let mut rows = vec![(2, area(0, Level::County))];
    rows.extend((1..=townships).map(|n| (u64::from(n) + 2, area(n, Level::Township))));
    rows
}

pub fn line(area: &str, year: i32, yuan: i64) -> Spending {
    Spending {
        area: code(area),
        year,
        domain: domain("roads"),
        amount: Money(yuan * 100),
        kind: LedgerKind::Capital,
        stage: Stage::Paid,
        payer: None,
        decides: None,
        project: None,
        source: None,
    }
}

/// Rows of one kind, numbered as in a file whose first line is the header.
pub fn numbered<T>(rows: impl IntoIterator<Item = T>) -> Vec<(u64, T)> {
    (2..).zip(rows).collect()
}

pub const PLAIN: ImportMode = ImportMode {
    dry_run: false,
    replace: false,
    now: NOON,
};

pub const DRY: ImportMode = ImportMode {
    dry_run: true,
    ..PLAIN
};

pub const DRY_REPLACE: ImportMode = ImportMode { replace: true, ..DRY };

pub const REPLACE: ImportMode = ImportMode {
    replace: true,
    ..PLAIN
};

/// Sends the chunks, then the end, to an import.
pub async fn import(store: &Arc<dyn Store>, rows: Vec<Rows>, mode: ImportMode) -> Result<ImportOutcome> {
    let chunks = rows
        .into_iter()
        .map(ImportChunk::Rows)
        .chain([ImportChunk::End])
        .collect();
    import_chunks(store, chunks, mode).await
}

/// Sends just these chunks and lets go of the channel.
pub async fn import_chunks(
    store: &Arc<dyn Store>,
    chunks: Vec<ImportChunk>,
    mode: ImportMode,
) -> Result<ImportOutcome> {
    let (sender, receiver) = tokio::sync::mpsc::channel(2);
    let feed = async move {
        for chunk in chunks {
            if sender.send(chunk).await.is_err() {
                break; // the import gave up; its error says why
            }
        }
    };
    tokio::join!(store.import(receiver, mode), feed).0
}

/// All that can be read, for “nothing changed”.
pub async fn everything(store: &dyn Store) -> String {
    let all_lines = LineFilter {
        limit: u32::MAX,
        ..LineFilter::default()
    };
    format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        store.areas().await.unwrap(),
        store.own_domains().await.unwrap(),
        store.own_indicators().await.unwrap(),
        store.population().await.unwrap(),
        store.spending_lines(&all_lines).await.unwrap(),
        store.deflator().await.unwrap(),
        store.scores().await.unwrap(),
        store.indicators().await.unwrap(),
        store.loaded().await.unwrap(),
        store.waves().await.unwrap(),
        store.wave_counts("w").await.unwrap(),
        store.responses("w", None, u32::MAX).await.unwrap(),
    )
}
