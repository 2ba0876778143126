//! A hundred thousand ledger lines stream through.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
};

use import::{FileKind::Spending, Progress, Request, Source, run};

use crate::place::{NOW, Place};

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_lines_stream_with_progress() {
    let place = Place::county().await;
    let mut file = "area,year,domain,amount,kind,stage,payer,project\n".to_owned();
    for line in 0..100_000 {
        let area = ["T1", "T2", "North", "Hill"][line % 4];
        writeln!(
            file,
            "{area},{},roads,{}.{:02},recurrent,paid,county,P{line}",
            2000 + line % 20,
            line,
            line % 100
        )
        .unwrap();
    }
    let path = place.folder.path().join("ledger.csv");
    std::fs::write(&path, &file).unwrap();
    let told: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let hear = told.clone();
    let started = std::time::Instant::now();
    let report = run(
        place.store.clone(),
        Request::new(Spending, Source::Path(path), NOW, "2027-01-15"),
        move |p| hear.lock().unwrap().push(p),
    )
    .await
    .unwrap_or_else(|e| panic!("{e}"));
    eprintln!("100,000 lines in {:?}", started.elapsed());
    assert_eq!((report.rows, report.outcome.added), (100_000, 100_000));
    assert_eq!(report.preview.rows.len(), 20);
    let sum: i128 = report.totals.iter().map(|t| t.sent).sum();
    assert_eq!(sum, (0..100_000).map(|l: i128| l * 100 + l % 100).sum::<i128>());
    let told = told.lock().unwrap();
    assert!(told.len() >= 10, "{}", told.len());
    assert!(
        told.windows(2)
            .all(|w| w[0].rows <= w[1].rows && w[0].bytes <= w[1].bytes)
    );
    let end = Progress {
        rows: 100_000,
        bytes: file.len() as u64,
        bytes_total: file.len() as u64,
    };
    assert_eq!(told.last(), Some(&end));
}
