//! Tables of pages as files: the same words and numbers as on the page, without a script, whatever the page.

use app::{desk::format::when, words::Locale};
use axum::{
    Router,
    body::Body,
    http::{Method, StatusCode},
};
use calamine::{Data, Reader as _};

use super::{
    county::{get, send},
    thin::{drawn, small},
};

/// The bytes of an answer, for [`super::county::Answer`] is text.
pub async fn bytes(desk: &Router, path: &str) -> Vec<u8> {
    use tower::ServiceExt as _;
    let request = axum::http::Request::builder()
        .uri(path)
        .header("host", "127.0.0.1:3000")
        .body(Body::empty())
        .unwrap();
    let response = desk.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    axum::body::to_bytes(response.into_body(), 16 << 20)
        .await
        .unwrap()
        .to_vec()
}

/// Names of the tables that a page offers.
fn offered(page: &str) -> Vec<String> {
    let links = page
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let names = links.filter(|l| l.ends_with("&amp;as=xlsx") || l.ends_with("&as=xlsx"));
    let name = |link: &str| link.split("table=").nth(1)?.split('&').next().map(str::to_owned);
    names.filter_map(name).collect()
}

/// Rows of a table of a page, as read.
fn on_page(page: &str, name: &str) -> Vec<Vec<String>> {
    let table = page.split(&format!("id=\"{name}-table\"")).nth(1).unwrap();
    let body = table
        .split("<tbody>")
        .nth(1)
        .unwrap()
        .split("</tbody>")
        .next()
        .unwrap();
    let cell = |html: &str| {
        let mut out = String::new();
        let mut inside = false;
        for c in html.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => out.push(c),
                _ => {}
            }
        }
        out.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    };
    let row = |html: &str| {
        let cells = html
            .split("<t")
            .skip(1)
            .filter(|c| c.starts_with("h ") || c.starts_with('d'));
        cells.map(|c| cell(&format!("<t{c}"))).collect()
    };
    body.split("<tr").skip(1).map(row).collect()
}

#[tokio::test]
async fn every_table_of_every_page_is_had_as_a_workbook_that_says_what_the_page_says() {
    let county = drawn(small(9, 27, 1800), |_, text| Some(text)).await;
    let known = county.state.reports.of(&county.state, None).await.unwrap();
    let report = known.report.clone().unwrap();
    let area = &report.places[0].area;
    let pages = [
        "/".to_owned(),
        "/townships".to_owned(),
        "/townships?measure=roads&scoring=top2".to_owned(),
        format!("/townships/{area}?item=S_ROADS&by=village"),
        format!("/townships/{area}/roads"),
        format!("/ledger/roads/{area}"),
        "/spending/roads".to_owned(),
        "/association/roads".to_owned(),
        "/equations".to_owned(),
        "/balance".to_owned(),
        "/standing".to_owned(),
        "/settings".to_owned(),
        "/method".to_owned(),
        format!("/surveys/{}/breakdown?by=age&item=S_ROADS", report.wave.id),
        format!("/results/{}", report.wave.id),
    ];
    let hash = &report.judgements.settings_hash[..12];
    let made = |path: &str| match path.starts_with("/results") {
        true => format!("Shown by the county’s settings {hash}"),
        false => format!("Made with settings {hash}"),
    };
    let (mut tables, mut hidden, mut figures) = (0, 0, 0);
    for path in &pages {
        let mark = if path.contains('?') { '&' } else { '?' };
        let page = get(&county.desk, &format!("{path}{mark}lang=en")).await;
        let names = offered(&page.text);
        assert!(!names.is_empty(), "{path} offers no table");
        for name in names {
            let file = bytes(&county.desk, &format!("{path}{mark}lang=en&table={name}&as=xlsx")).await;
            let mut book: calamine::Xlsx<_> =
                calamine::open_workbook_from_rs(std::io::Cursor::new(file)).unwrap();
            let sheet = book.sheet_names()[0].clone();
            assert!(
                book.worksheet_formula(&sheet).unwrap().is_empty(),
                "{path} {name}"
            );
            let range = book.worksheet_range(&sheet).unwrap();
            tables += 1;
            let said: Vec<String> = range.rows().map(|r| r[0].to_string()).collect();
            let from = said.last().unwrap();
            assert!(
                from.contains(path.split('?').next().unwrap()) && from.contains("2026-07-01"),
                "{path} {name}: {from}"
            );
            // which judgements figures were made with stands in each file of them; two pages have none to show
            let judged = !["/settings", "/method"].contains(&path.as_str());
            let made = made(path);
            assert_eq!(
                said.iter().any(|line| line.contains(&made)),
                judged,
                "{path} {name}"
            );
            if report.wave.id.is_empty() || name == "matrix" {
                continue;
            }
            for (at, row) in on_page(&page.text, &name).iter().enumerate() {
                for (column, shown) in row.iter().enumerate() {
                    let cell = range.get((at + 2, column)).cloned().unwrap_or(Data::Empty);
                    match cell {
                        Data::Empty => assert_eq!(shown.trim(), "", "{path} {name}"),
                        Data::String(words) => {
                            // a file keeps days in digits
                            assert_eq!(&when(Locale::En, &words), shown, "{path} {name}");
                            hidden += usize::from(words.contains("fewer than"));
                        }
                        Data::Float(value) => {
                            figures += 1;
                            let digits: String = shown
                                .chars()
                                .filter(|c| c.is_ascii_digit() || *c == '.')
                                .collect();
                            let printed: f64 = digits.parse().unwrap();
                            let scale = if shown.contains('%') && value.abs() <= 1.0 && printed != value {
                                100.0
                            } else {
                                1.0
                            };
                            let decimals = digits.split_once('.').map_or(0, |(_, f)| f.len());
                            let near = 0.51 * 10_f64.powi(-(decimals as i32));
                            assert!(
                                (value.abs() * scale - printed).abs() <= near,
                                "{path} {name}: {shown} {value}"
                            );
                        }
                        other => panic!("{path} {name}: {other:?}"),
                    }
                }
            }
        }
    }
    assert!(tables >= 20, "{tables} tables");
    assert!(figures > 500, "{figures} figures");
    assert!(hidden > 0, "some cells are hidden, and said to be");
}

#[tokio::test]
async fn a_file_carries_source_doubt_and_settings_below_its_rows() {
    let county = drawn(small(9, 27, 900), |_, text| Some(text)).await;
    let known = county.state.reports.of(&county.state, None).await.unwrap();
    let hash = known.report.clone().unwrap().judgements.settings_hash[..12].to_owned();
    let file = bytes(&county.desk, "/equations?lang=en").await;
    let page = String::from_utf8(file).unwrap();
    let name = offered(&page).remove(0);
    let file = bytes(&county.desk, &format!("/equations?lang=en&table={name}&as=xlsx")).await;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(file)).unwrap();
    let sheet = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&sheet).unwrap();
    let said: Vec<String> = range.rows().map(|r| r[0].to_string()).collect();
    let all = said.join("\n");
    assert!(all.contains("Source: ") && all.contains(&hash), "{all}");
}

#[tokio::test]
async fn a_table_that_is_not_there_is_not_found_and_a_typed_one_is_had_by_typing_it_again() {
    let county = drawn(small(3, 9, 90), |_, text| Some(text)).await;
    for path in [
        "/?table=nothing&as=csv",
        "/nowhere?table=places&as=xlsx",
        "/townships/x?table=places&as=csv",
    ] {
        let answer = get(&county.desk, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text.contains("<h1"), "{path}: a page in words");
    }
    let typed = "kind=ranks&lines=A,3,3%0AB,1,2%0AC,2,1&n=150&spread=3&deff=1.8&sd=24&places=";
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let page = send(&county.desk, Method::POST, "/standing?lang=en", &form, typed).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(
        page.text
            .contains("action=\"/standing?lang=en&amp;table=standing&amp;as=csv\""),
        "{}",
        page.text
    );
    let path = "/standing?lang=en&table=standing&as=csv";
    let file = send(&county.desk, Method::POST, path, &form, typed).await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    let rows: Vec<&str> = file
        .text
        .lines()
        .skip(1)
        .filter_map(|l| l.split(',').next())
        .collect();
    assert_eq!(rows, ["A", "B", "C"]);
}
