//! Bad and thin data: every page of the finding says plainly what is there and what is missing, whatever was loaded.

use std::sync::Arc;

use axum::http::StatusCode;
use import::{FileKind, Request, Source};
use server::{clock::Zone, http, state::AppState};
use store::{Store, sqlite::SqliteStore};
use synth::{County, INSTRUMENT, Parameters};
use tempfile::TempDir;

use super::county::{get, noon};

/// Words that say more than such data can say.
const TOO_MUCH: [&str; 16] = [
    "无效",
    "無效",
    "浪费",
    "浪費",
    "失败",
    "失敗",
    "见效",
    "見效",
    "嫌疑",
    "属实",
    "屬實",
    "误判",
    "誤判",
    "caused",
    "waste",
    "no effect",
];

pub(super) struct Drawn {
    pub(super) desk: axum::Router,
    pub(super) state: AppState,
    _folder: TempDir,
}

/// A drawn county; `edit` may change a file, or leave it out.
pub(super) async fn drawn(parameters: Parameters, edit: impl Fn(&str, String) -> Option<String>) -> Drawn {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(
        SqliteStore::open(&folder.path().join("minxin.sqlite"))
            .await
            .unwrap(),
    );
    let county = County::draw(parameters).unwrap();
    let text = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = Vec::new();
        write(&mut bytes);
        String::from_utf8(bytes).unwrap()
    };
    let files = [
        (
            FileKind::Areas,
            "areas",
            text(&|b| county.write_areas(b).unwrap()),
        ),
        (
            FileKind::Population,
            "population",
            text(&|b| county.write_population(b).unwrap()),
        ),
        (
            FileKind::Spending,
            "spending",
            text(&|b| county.write_spending(b).unwrap()),
        ),
        (
            FileKind::Deflator,
            "deflator",
            text(&|b| county.write_deflator(b).unwrap()),
        ),
        (
            FileKind::Indicators,
            "indicators",
            text(&|b| county.write_indicators(b).unwrap()),
        ),
        (
            FileKind::Instrument,
            "instrument",
            text(&|b| county.write_instrument(b).unwrap()),
        ),
    ];
    let request = |kind, name: &str, text: String| {
        let source = Source::Bytes {
            name: name.to_owned(),
            bytes: text.into_bytes().into(),
        };
        Request::new(kind, source, noon(), "2026-07-01".to_owned())
    };
    for (kind, name, text) in files {
        if let Some(text) = edit(name, text) {
            import::run(store.clone(), request(kind, name, text), |_| {})
                .await
                .unwrap();
        }
    }
    for (at, wave) in county.waves().iter().enumerate() {
        let answers = text(&|b| {
            county.write_responses(at, b, &mut |_| {}).unwrap();
        });
        let Some(answers) = edit("responses", answers) else {
            continue;
        };
        let mut asked = request(FileKind::Responses, &wave.file, answers);
        asked.wave = Some(wave.id.clone());
        asked.instrument = Some(INSTRUMENT.to_owned());
        asked.year = Some(wave.year);
        import::run(store.clone(), asked, |_| {}).await.unwrap();
    }
    let mut state = AppState::new(store, Zone::shanghai());
    state.now = noon;
    Drawn {
        desk: http::desk(state.clone()),
        state,
        _folder: folder,
    }
}

pub(super) fn small(townships: usize, villages: usize, responses: u64) -> Parameters {
    Parameters {
        townships,
        villages,
        responses,
        waves: 1,
        ..Parameters::default()
    }
}

/// The words of a page.
pub(super) fn words(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    let html = html.split("<main").nth(1).unwrap_or(html);
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

impl Drawn {
    /// Pages of the finding: the general ones, and those of the first and last place and every service of theirs.
    async fn pages(&self) -> Vec<String> {
        let known = self.state.reports.of(&self.state, None).await.unwrap();
        let general = ["/", "/association", "/spending", "/data", "/surveys"];
        let mut all: Vec<String> = general.map(str::to_owned).into();
        if let Some(report) = &known.report {
            for place in report.places.first().into_iter().chain(report.places.last()) {
                all.push(format!("/townships/{}", place.area));
                let cells = report
                    .verdicts
                    .cells
                    .iter()
                    .filter(|c| c.place.area == place.area);
                all.extend(cells.map(|c| format!("/townships/{}/{}", place.area, c.domain)));
            }
        }
        all
    }

    /// Every page answers, in every language, with words and numbers only.
    async fn read_all(&self) -> usize {
        let mut read = 0;
        for path in self.pages().await {
            for lang in ["zh-Hans", "zh-Hant", "en"] {
                let address = format!("{path}?lang={lang}");
                let mut found = get(&self.desk, &address).await;
                // a machine that does other things besides is slow, not wrong: it says to come again, once or twice
                for _ in 0..3 {
                    if found.status == StatusCode::SERVICE_UNAVAILABLE {
                        found = get(&self.desk, &address).await;
                    }
                }
                assert!(
                    found.status == StatusCode::OK || found.status.is_redirection(),
                    "{path} {lang}: {}",
                    found.status
                );
                let said = words(&found.text);
                for bad in ["NaN", "inf ", "Some(", "{n}", "{k}"].iter().chain(&TOO_MUCH) {
                    assert!(!said.contains(bad), "{path} {lang} says {bad}: {said}");
                }
                read += 1;
            }
        }
        read
    }
}

/// Every text of a file, its keys aside.
fn texts(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => found.push(text.clone()),
        serde_json::Value::Array(all) => all.iter().for_each(|v| texts(v, found)),
        serde_json::Value::Object(all) => all.values().for_each(|v| texts(v, found)),
        _ => {}
    }
}

/// Pages show a part of the catalogues; what they never came to show may not say too much either.
#[test]
fn no_text_of_the_catalogues_says_too_much() {
    let folder = format!("{}/../content", env!("CARGO_MANIFEST_DIR"));
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let file = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let mut found = Vec::new();
        texts(&file, &mut found);
        for text in &found {
            let small = text.to_lowercase();
            let bad = TOO_MUCH.iter().find(|bad| small.contains(**bad));
            assert_eq!(bad, None, "{}: {text}", path.display());
        }
        read += found.len();
    }
    assert!(read > 1000, "{read}");
}

#[tokio::test]
async fn with_nothing_loaded_every_page_says_where_to_begin() {
    let county = drawn(small(3, 6, 60), |_, _| None);
    // the instrument and the answers are left out too
    let county = county.await;
    assert!(county.read_all().await >= 15);
    let front = get(&county.desk, "/?lang=en").await;
    assert!(front.text.contains("href=\"/data\""), "{}", front.text);
}

#[tokio::test]
async fn with_three_townships_no_verdict_is_given_and_the_page_says_why() {
    let county = drawn(small(3, 9, 300), |_, text| Some(text)).await;
    assert!(county.read_all().await > 15);
    let known = county.state.reports.of(&county.state, None).await.unwrap();
    let report = known.report.clone().unwrap();
    let cell = report.verdicts.cells.first().unwrap();
    assert_eq!(cell.verdict, None);
    let page = get(
        &county.desk,
        &format!("/townships/{}/{}?lang=en", cell.place.area, cell.domain),
    )
    .await;
    assert!(words(&page.text).contains("No verdict yet"), "{}", page.text);
    let front = words(&get(&county.desk, "/?lang=en").await.text);
    assert!(front.contains("cannot be told yet: too few areas"), "{front}");
}

#[tokio::test]
async fn without_spending_the_pages_say_that_it_is_missing() {
    let county = drawn(small(9, 27, 900), |name, text| {
        (name != "spending").then_some(text)
    })
    .await;
    assert!(county.read_all().await > 15);
    let front = get(&county.desk, "/?lang=en").await;
    assert!(front.text.contains("kind=spending"), "{}", front.text);
}

#[tokio::test]
async fn without_people_or_context_nothing_breaks() {
    let county = drawn(small(9, 27, 900), |name, text| {
        (!["population", "indicators", "deflator"].contains(&name)).then_some(text)
    })
    .await;
    assert!(county.read_all().await > 15);
}

#[tokio::test]
async fn names_of_thirty_characters_are_shown_whole() {
    let long = "很长很长的名字一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑";
    let county = drawn(small(9, 27, 900), |name, text| {
        if name != "areas" {
            return Some(text);
        }
        // the first township in the file
        let line = text
            .lines()
            .find(|l| l.contains(",township,"))
            .unwrap()
            .to_owned();
        let name = line.split(',').nth(1).unwrap();
        Some(text.replacen(&line, &line.replacen(name, long, 1), 1))
    })
    .await;
    assert!(county.read_all().await > 15);
    assert!(get(&county.desk, "/").await.text.contains(long));
    insta::assert_snapshot!(county.outlines().await);
}

#[tokio::test]
async fn two_hundred_townships_fit_the_pages() {
    let county = drawn(small(200, 400, 8_000), |_, text| Some(text)).await;
    assert!(county.read_all().await > 15);
    let front = words(&get(&county.desk, "/?lang=en").await.text);
    assert!(front.contains("cannot be told yet: too few answers"), "{front}");
    insta::assert_snapshot!(county.outlines().await);
}
