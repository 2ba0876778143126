//! The demo county: the files in `demo/` load, reconcile with their sources, and load twice without a change.

use std::path::{Path, PathBuf};

use import::{FileKind, Report, Request, Source};

use crate::{
    place::{NOW, Place},
    shared::shared,
};

#[path = "../../examples/convert_lgbf.rs"]
#[expect(dead_code, reason = "its `main` belongs to the example")]
mod convert_lgbf;

const ORDER: [FileKind; 5] = [
    FileKind::Areas,
    FileKind::Population,
    FileKind::Spending,
    FileKind::Deflator,
    FileKind::Scores,
];

fn demo(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../demo")
        .join(file)
}

async fn load_all(place: &Place) -> Vec<Report> {
    let mut reports = Vec::new();
    for kind in ORDER {
        let path = demo(&format!("lgbf/{}.csv", kind.as_str()));
        let request = Request::new(kind, Source::Path(path), NOW, "2027-01-15");
        reports.push(place.run(request).await.unwrap_or_else(|e| panic!("{e}")));
    }
    reports
}

#[tokio::test]
async fn the_demo_county_loads_whole_and_a_second_time_changes_nothing() {
    let place = Place::empty().await;
    let first = load_all(&place).await;
    let added: Vec<u64> = first.iter().map(|r| r.outcome.added).collect();
    assert_eq!(added, [33, 320, 1536, 11, 1120]);
    let new: Vec<&str> = first[2].new_domains.iter().map(|n| n.id.as_str()).collect();
    assert_eq!(
        new,
        ["libraries", "parks", "refuse", "street_cleaning"],
        "schools is in the catalogue"
    );
    assert!(first[4].new_domains.is_empty(), "the ledger brought them already");
    let before = place.everything().await;
    for report in load_all(&place).await {
        assert_eq!(report.outcome.added, 0);
        assert!(
            report
                .to_string()
                .contains("unchanged, 0 replaced; nothing changed"),
            "{report}"
        );
    }
    assert_eq!(place.everything().await, before);
}

#[tokio::test]
async fn every_penny_of_the_source_is_in_the_ledger() {
    let place = Place::empty().await;
    let reports = load_all(&place).await;
    let mut thousandths = 0_i128;
    let mut source = csv::Reader::from_path(demo("lgbf/source/spending.csv")).unwrap();
    for row in source.records() {
        let digits = row.unwrap()[5].replace('.', "");
        thousandths += digits.parse::<i128>().unwrap(); // of four decimals of a thousand: tenths of a unit
    }
    let read: i128 = reports[2].totals.iter().map(|t| t.read).sum();
    assert_eq!(read, thousandths * 10);
    assert!(reports[2].totals.iter().all(|t| t.read == t.sent));
    let stored: i128 = place
        .store
        .spending_totals()
        .await
        .unwrap()
        .iter()
        .map(|t| i128::from(t.amount.0))
        .sum();
    assert_eq!(stored, read);
}

/// The files of the demo are what the documented command makes of these tables, byte for byte.
fn conversion_is_the_demo(source: &Path) {
    let made = tempfile::tempdir().unwrap();
    convert_lgbf::convert(source, made.path()).unwrap();
    for kind in ORDER {
        let name = format!("{}.csv", kind.as_str());
        let bytes = std::fs::read(made.path().join(&name)).unwrap();
        let kept = std::fs::read(demo(&format!("lgbf/{name}"))).unwrap();
        assert!(!bytes.is_empty());
        assert!(
            bytes == kept,
            "{name} made from {} is not the file of the demo",
            source.display()
        );
    }
}

#[test]
fn the_demo_is_what_the_conversion_makes_of_its_source() {
    conversion_is_the_demo(&demo("lgbf/source"));
}

#[test]
fn the_demo_is_what_the_conversion_makes_of_the_shared_tables() {
    if let Some(source) = shared("lgbf") {
        conversion_is_the_demo(&source);
    }
}
