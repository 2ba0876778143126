//! The files through the real import into a real store.

use std::sync::Arc;

use import::{FileKind, Report, Request, Source};
use store::{Store, sqlite::SqliteStore};
use synth::{Form, Parameters, first_domains};
use tempfile::{TempDir, tempdir};

use super::made::{Made, made, small};

const NOW: i64 = 1_800_000_000_000;

struct Place {
    store: Arc<dyn Store>,
    folder: TempDir,
}

impl Place {
    async fn new(made: &Made) -> Self {
        let folder = tempdir().unwrap();
        for (name, bytes) in &made.files {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let store = SqliteStore::open(&folder.path().join("minxin.sqlite"))
            .await
            .unwrap();
        Self {
            store: Arc::new(store),
            folder,
        }
    }

    async fn take(&self, kind: FileKind, file: &str, wave: Option<(&str, i32)>) -> Report {
        let source = Source::Path(self.folder.path().join(file));
        let mut request = Request::new(kind, source, NOW, "2027-01-15");
        if let Some((wave, year)) = wave {
            request.wave = Some(wave.to_owned());
            request.instrument = Some(synth::INSTRUMENT.to_owned());
            request.year = Some(year);
        }
        import::run(self.store.clone(), request, |_| {})
            .await
            .unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    async fn take_all(&self, made: &Made) -> Vec<Report> {
        let mut reports = Vec::new();
        for (kind, file) in [
            (FileKind::Areas, "areas.csv"),
            (FileKind::Population, "population.csv"),
            (FileKind::Spending, "spending.csv"),
            (FileKind::Deflator, "deflator.csv"),
            (FileKind::Indicators, "indicators.csv"),
            (FileKind::Instrument, "instrument.json"),
        ] {
            reports.push(self.take(kind, file, None).await);
        }
        for wave in &made.truth.waves {
            let named = Some((wave.id.as_str(), wave.year));
            reports.push(self.take(FileKind::Responses, &wave.file, named).await);
        }
        reports
    }
}

async fn taken(p: Parameters) {
    let (responses, waves) = (p.responses, p.waves);
    let made = made(p);
    let place = Place::new(&made).await;
    for report in place.take_all(&made).await {
        let said = report.to_string();
        assert!(report.outcome.added > 0, "{said}");
        for unwanted in [
            "new domain",
            "new indicator",
            "left out",
            "no column",
            "holds no answer",
        ] {
            assert!(!said.contains(unwanted), "{said}");
        }
    }
    assert_eq!(place.store.waves().await.unwrap().len(), waves);
    for wave in &made.truth.waves {
        assert_eq!(
            place.store.wave_counts(&wave.id).await.unwrap().counted,
            responses
        );
    }
    for report in place.take_all(&made).await {
        assert!(report.to_string().contains("nothing changed"), "{report}");
    }
}

#[tokio::test]
async fn every_file_is_taken_and_a_second_time_nothing_changes() {
    taken(small()).await;
}

#[tokio::test]
async fn every_file_of_all_domains_asked_of_everyone_in_one_township_is_taken() {
    taken(Parameters {
        townships: 1,
        villages: 3,
        responses: 200,
        waves: 3,
        start_year: 2020,
        wave_gap: 1,
        domains: first_domains(18),
        form: Form::Everyone,
        coached: 3,
        shared: 0.0,
        ..Parameters::default()
    })
    .await;
}

#[tokio::test]
async fn the_block_of_a_row_is_the_one_its_submission_was_asked() {
    let made = made(small());
    let place = Place::new(&made).await;
    place.take_all(&made).await;
    let version = place.store.version(synth::INSTRUMENT, 1).await.unwrap().unwrap();
    let mut seen = [0; 3];
    for stored in place.store.responses("w2025", None, 1000).await.unwrap() {
        let asked: Vec<&str> = version
            .asked(&stored.id)
            .iter()
            .map(|i| i.code.as_str())
            .collect();
        seen[stored.id.block(3)] += 1;
        for code in stored.answers.0.keys() {
            assert!(asked.contains(&code.as_str()), "{code} of another block");
        }
    }
    assert!(seen.iter().all(|n| *n > 150), "{seen:?}");
}
