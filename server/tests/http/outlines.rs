//! What pages say where there is little to say: heading, standfirst and sections of every page of the finding, kept as text,
//! one county a test (two more in `thin.rs`). A figure is written `#`: what is said is looked at here, how much is looked at elsewhere.

use std::fmt::Write as _;

use axum::http::StatusCode;
use survey::AreaCode;

use super::{
    county::{get, noon},
    thin::{Drawn, drawn, small},
};

/// The words of a piece of HTML, digits as `#`.
fn words(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if inside => {}
            c if c.is_ascii_digit() => out.push('#'),
            c => out.push(c),
        }
    }
    while out.contains("##") {
        out = out.replace("##", "#");
    }
    out.replace("#,#", "#").replace("#.#", "#").trim().to_owned()
}

/// What stands between two marks, wherever it does.
fn all<'a>(html: &'a str, from: &'a str, to: &'a str) -> impl Iterator<Item = String> + 'a {
    let pieces = html.split(from).skip(1);
    pieces.filter_map(move |rest| Some(words(&format!("<{}", rest.split(to).next()?))))
}

fn outline(page: &str) -> String {
    let main = page.split("<main").nth(1).unwrap();
    let mut out = String::new();
    for (mark, from, to) in [
        ("# ", "<h1", "</h1>"),
        ("> ", "<p class=\"standfirst", "</p>"),
        ("## ", "<h2", "</h2>"),
    ] {
        for text in all(main, from, to) {
            writeln!(out, "{mark}{text}").unwrap();
        }
    }
    out
}

impl Drawn {
    /// The outlines of every kind of page that this county has.
    pub(super) async fn outlines(&self) -> String {
        let known = self.state.reports.of(&self.state, None).await.unwrap();
        let mut paths: Vec<String> = [
            "/",
            "/townships",
            "/standing",
            "/association/roads",
            "/spending/roads",
            "/equations",
            "/balance",
            "/data",
            "/surveys",
        ]
        .map(str::to_owned)
        .into();
        if let Some(report) = &known.report {
            let place = report.places.first().unwrap();
            paths.push(format!("/townships/{}", place.area));
            let mut cells = report
                .verdicts
                .cells
                .iter()
                .filter(|c| c.place.area == place.area);
            paths.extend(
                cells
                    .next()
                    .map(|c| format!("/townships/{}/{}", place.area, c.domain)),
            );
            paths.push(format!("/ledger/roads/{}", place.area));
            paths.push(format!("/surveys/{}/breakdown?by=age", report.wave.id));
            paths.push(format!("/results/{}", report.wave.id));
        }
        let mut out = String::new();
        for path in paths {
            let mark = if path.contains('?') { '&' } else { '?' };
            let page = get(&self.desk, &format!("{path}{mark}lang=zh-Hans")).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            for bad in ["NaN", "inf ", "Some(", "None)", "{n}"] {
                assert!(!page.text.contains(bad), "{path} says {bad}");
            }
            writeln!(out, "{} {path}\n{}", page.status.as_u16(), outline(&page.text)).unwrap();
        }
        out
    }
}

/// Rows of a file that `keep` keeps, the header always.
fn rows(text: &str, keep: impl Fn(&[&str]) -> bool) -> String {
    let mut lines = text.lines();
    let mut out = format!("{}\n", lines.next().unwrap());
    for line in lines.filter(|l| keep(&l.split(',').collect::<Vec<_>>())) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[tokio::test]
async fn no_waves() {
    let county = drawn(small(9, 27, 90), |name, text| {
        (name != "responses").then_some(text)
    })
    .await;
    insta::assert_snapshot!(county.outlines().await);
}

#[tokio::test]
async fn one_township() {
    let county = drawn(small(1, 6, 400), |_, text| Some(text)).await;
    insta::assert_snapshot!(county.outlines().await);
    // its villages are compared, and no page calls them townships
    let known = county.state.reports.of(&county.state, None).await.unwrap();
    let place = known
        .report
        .as_ref()
        .unwrap()
        .places
        .first()
        .unwrap()
        .area
        .clone();
    let village = format!("/townships/{place}");
    for path in ["/", "/townships", "/standing", "/nowhere", &*village] {
        for (lang, unfit) in [
            ("zh-Hans", ["乡镇", "本镇", "每镇"]),
            ("zh-Hant", ["鄉鎮", "本鎮", "每鎮"]),
            ("en", ["ownship ", "ownships", "ownship."]),
        ] {
            let page = words(&get(&county.desk, &format!("{path}?lang={lang}")).await.text);
            // the office that a question is about stays what it is, and so do levels of files and who decides
            let said = page
                .replace("乡镇（街道）", "")
                .replace("鄉鎮（街道）", "")
                .replace("对乡镇政府", "")
                .replace("對鄉鎮政府", "")
                .replace("township government", "");
            for word in unfit {
                let at = said.find(word).map(|at| {
                    let from = (0..=at.saturating_sub(90))
                        .rev()
                        .find(|i| said.is_char_boundary(*i))
                        .unwrap();
                    &said[from..at + word.len()]
                });
                assert_eq!(at, None, "{path} in {lang}");
            }
        }
    }
}

#[tokio::test]
async fn no_spending() {
    let county = drawn(small(9, 27, 900), |name, text| {
        (name != "spending").then_some(text)
    })
    .await;
    insta::assert_snapshot!(county.outlines().await);
    // a service without figures says why in the reader's language, and leads to what mends it
    for (lang, why, remedy) in [
        ("zh-Hans", "算不出人均投入", "导入这些年份的支出和人口"),
        ("zh-Hant", "算不出人均投入", "匯入這些年份的支出和人口"),
        (
            "en",
            "spending per resident cannot be given",
            "Import spending and population",
        ),
    ] {
        for path in ["/association/roads", "/spending/roads"] {
            let page = get(&county.desk, &format!("{path}?lang={lang}")).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            for said in [why, remedy, "href=\"/data?kind=spending\""] {
                assert!(page.text.contains(said), "{path} in {lang}: {said}");
            }
        }
    }
    for path in ["/association/nothing", "/spending/nothing"] {
        assert_eq!(
            get(&county.desk, path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn one_year() {
    let county = drawn(small(9, 27, 900), |name, text| match name {
        "spending" | "population" | "deflator" | "indicators" => {
            let at = usize::from(name != "deflator");
            let last = text
                .lines()
                .skip(1)
                .filter_map(|l| l.split(',').nth(at))
                .max()
                .unwrap()
                .to_owned();
            Some(rows(&text, |row| row[at] == last))
        }
        _ => Some(text),
    })
    .await;
    insta::assert_snapshot!(county.outlines().await);
}

#[tokio::test]
async fn all_suppressed() {
    let county = drawn(small(9, 27, 54), |_, text| Some(text)).await;
    insta::assert_snapshot!(county.outlines().await);
}

#[tokio::test]
async fn zeros() {
    let county = drawn(small(9, 27, 900), |name, text| match name {
        "spending" => {
            let mut lines = text.lines();
            let mut out = format!("{}\n", lines.next().unwrap());
            for line in lines {
                let mut cells: Vec<&str> = line.split(',').collect();
                cells[3] = "0";
                out.push_str(&cells.join(","));
                out.push('\n');
            }
            Some(out)
        }
        _ => Some(text),
    })
    .await;
    insta::assert_snapshot!(county.outlines().await);
}

#[tokio::test]
async fn one_domain() {
    let parameters = synth::Parameters {
        domains: vec!["roads".to_owned()],
        ..small(9, 27, 900)
    };
    let county = drawn(parameters, |_, text| Some(text)).await;
    insta::assert_snapshot!(county.outlines().await);
}

#[tokio::test]
async fn an_open_wave() {
    let county = drawn(small(9, 27, 900), |_, text| Some(text)).await;
    let store = &county.state.store;
    let wave = store.waves().await.unwrap().remove(0);
    let later = noon() + 30 * 86_400_000;
    store
        .set_wave_dates(&wave.id, wave.opens, later, later, 2026)
        .await
        .unwrap();
    let said = county.outlines().await;
    insta::assert_snapshot!(said);
    let front = get(&county.desk, "/?lang=en").await.text;
    assert!(
        front.contains("of 27 villages with at least 10 answers"),
        "{front}"
    );
    let asked = get(&county.desk, &format!("/results/{}?lang=en", wave.id))
        .await
        .text;
    let place = store.areas().await.unwrap().remove(1);
    assert!(!asked.contains(&place.name), "{asked}");
    assert!(AreaCode::parse(wave.area.as_str()).is_some());
}
