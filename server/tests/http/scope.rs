//! Who may see one township sees no figure of another one: on no page of the desk, in no file of it.

use std::collections::BTreeSet;

use axum::{Extension, Router, http::StatusCode};
use insight::report::Report;
use server::scope::Scope;
use survey::{AreaCode, Level};

use super::{
    county::get,
    doors::DESK,
    thin::{Drawn, drawn, small},
};

/// What belongs to other townships: names, and numbers with so many digits that no other number is like them.
struct Others {
    names: BTreeSet<String>,
    numbers: BTreeSet<String>,
    /// The same as pages print them, where that has four digits or more.
    printed: BTreeSet<String>,
}

/// A number as pages print it to whole ones, where it has so many digits that few others are like it.
fn printed(number: &str) -> Option<String> {
    let value: f64 = number.parse().unwrap();
    let text = app::desk::format::number(value.abs(), 0);
    (text.bytes().filter(u8::is_ascii_digit).count() >= 4).then_some(text)
}

impl Others {
    async fn of(county: &Drawn, own: &AreaCode) -> Self {
        let known = county.state.reports.of(&county.state, None).await.unwrap();
        let report = known.report.clone().unwrap();
        let inside = Scope::Area(own.clone());
        let other = |code: &AreaCode| !inside.covers(code, &known.areas);
        let below = known.areas.iter().filter(|a| a.level != Level::County);
        let names = below.filter(|a| other(&a.code)).map(|a| a.name.clone()).collect();
        let mut numbers = BTreeSet::new();
        let mut known_here = BTreeSet::new();
        let codes = |theirs: bool| -> BTreeSet<String> {
            let places = report.places.iter().map(|p| &p.area);
            places
                .filter(|a| other(a) == theirs)
                .map(ToString::to_string)
                .collect()
        };
        let json = serde_json::to_value(&*report).unwrap();
        gather(&json, false, &codes(true), &mut numbers, &mut known_here);
        // what is usual in its conditions is worked out on its card
        let cells = report.verdicts.cells.iter().filter(|c| !other(&c.place.area));
        let usual = cells.flat_map(|c| c.ratios.iter().filter_map(|r| Some(c.per_resident? / r.need)));
        known_here.extend(usual.map(|amount| amount.to_string()));
        let here: BTreeSet<String> = known_here.iter().filter_map(|n| printed(n)).collect();
        let mut printed: BTreeSet<String> = numbers.iter().filter_map(|n| printed(n)).collect();
        printed.retain(|text| !here.contains(text));
        numbers.retain(|n| n.len() >= 8 && !known_here.contains(n) && !simple(n));
        Self {
            names,
            numbers,
            printed,
        }
    }

    /// What of theirs a page has.
    fn seen_on(&self, page: &str) -> Option<String> {
        let main = page.split("<main").nth(1).unwrap_or(page);
        let named = self.names.iter().find(|n| main.contains(n.as_str())).cloned();
        let ends = |c: char| c == '"' || c == ',' || c == '\r' || c == '\n';
        let figures: BTreeSet<&str> = main.split(ends).collect();
        let of_figure = |c: char| c.is_ascii_digit() || c == ',' || c == '.';
        let text = super::thin::words(main);
        let shown: BTreeSet<&str> = text
            .split(|c| !of_figure(c))
            .map(|figure| figure.trim_matches([',', '.']))
            .collect();
        let number = || self.numbers.iter().find(|n| figures.contains(n.as_str()));
        let printed = || self.printed.iter().find(|n| shown.contains(n.as_str()));
        named.or_else(|| number().or_else(printed).cloned())
    }
}

/// A share of few answers, such as 1/21: others have it too.
fn simple(number: &str) -> bool {
    let value: f64 = number.parse().unwrap();
    let whole = |x: f64| (x - x.round()).abs() < 1e-9;
    value.abs() <= 1.0 && (1..=500).any(|n| whole(value * f64::from(n)))
}

/// Numbers below an object that is about one of `codes`, and those that are about anything else.
fn gather(
    json: &serde_json::Value,
    theirs: bool,
    codes: &BTreeSet<String>,
    numbers: &mut BTreeSet<String>,
    rest: &mut BTreeSet<String>,
) {
    match json {
        serde_json::Value::Number(n) => {
            let text = n.as_f64().unwrap().to_string();
            if theirs {
                numbers.insert(text)
            } else {
                rest.insert(text)
            };
        }
        serde_json::Value::Array(all) => all.iter().for_each(|v| gather(v, theirs, codes, numbers, rest)),
        serde_json::Value::Object(of) => {
            let about = [
                of.get("area"),
                of.get("key"),
                of.get("place").and_then(|p| p.get("area")),
                of.get("place"),
            ];
            let about = about.into_iter().flatten().filter_map(|v| v.as_str());
            let theirs = theirs || about.into_iter().any(|code| codes.contains(code));
            of.values().for_each(|v| gather(v, theirs, codes, numbers, rest));
        }
        _ => {}
    }
}

/// Every address of the desk that may be got, for these areas.
fn addresses(report: &Report, areas: &[&AreaCode], wave: &str) -> Vec<String> {
    let domains: BTreeSet<String> = report
        .verdicts
        .cells
        .iter()
        .map(|c| c.domain.to_string())
        .collect();
    let mut all = Vec::new();
    for (route, methods) in DESK.iter().filter(|(_, methods)| methods.contains("GET")) {
        assert!(!methods.is_empty());
        let with_area = |path: String| -> Vec<String> {
            match path.contains("{area}") {
                true => areas.iter().map(|a| path.replace("{area}", a.as_str())).collect(),
                false => vec![path],
            }
        };
        let path = route.replace("{wave}", wave).replace("{id}", "0123456789abcdef");
        let path = path.replace("{first}", "1").replace("{pass}", "1");
        let of_domain: Vec<String> = match path.contains("{domain}") {
            true => domains.iter().map(|d| path.replace("{domain}", d)).collect(),
            false => vec![path],
        };
        all.extend(of_domain.into_iter().flat_map(with_area));
    }
    let measures = report
        .scores
        .iter()
        .map(|m| format!("/townships?measure={}", m.measure));
    all.extend(measures);
    for area in areas {
        all.extend(["age", "village"].map(|by| format!("/townships/{area}?item=S_ROADS&by={by}")));
    }
    all
}

/// Pages with what they have of others, and how many pages and files were read.
async fn read(desk: &Router, others: &Others, paths: &[String]) -> (Vec<String>, usize) {
    let (mut strange, mut read) = (Vec::new(), 0);
    for path in paths {
        let page = get(desk, path).await;
        assert!(!page.status.is_server_error(), "{path}: {}", page.status);
        if page.status != StatusCode::OK {
            continue;
        }
        let mark = if path.contains('?') { '&' } else { '?' };
        let marks = ["?table=", "&table=", "&amp;table="];
        let names: BTreeSet<&str> = marks
            .iter()
            .flat_map(|mark| page.text.split(mark).skip(1))
            .filter_map(|rest| rest.split('&').next())
            .collect();
        let mut texts = vec![(path.clone(), page.text.clone())];
        for name in names {
            let file = format!("{path}{mark}table={name}&as=csv");
            let answer = get(desk, &file).await;
            assert_eq!(answer.status, StatusCode::OK, "{file}");
            texts.push((file, answer.text));
        }
        for (path, text) in texts {
            read += 1;
            strange.extend(others.seen_on(&text).map(|what| format!("{path}: {what}")));
        }
    }
    (strange, read)
}

#[tokio::test]
async fn signs_are_named_to_the_county_and_to_nobody_else() {
    let county = drawn(small(10, 30, 2000), |_, text| Some(text)).await;
    let known = county.state.reports.of(&county.state, None).await.unwrap();
    let report = known.report.clone().unwrap();
    let whole = get(&county.desk, "/townships").await;
    let named = whole.text.split("id=\"signs\"").nth(1);
    let named = named.expect("coached villages were drawn, and their townships stand out");
    for flag in &report.quality {
        assert!(named.contains(&flag.place.name), "{flag:?}");
    }
    let own = report.quality[0].place.area.clone();
    let township = county.desk.clone().layer(Extension(Scope::Area(own)));
    let page = get(&township, "/townships").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("id=\"signs\""), "{}", page.text);
}

#[tokio::test]
async fn who_sees_one_township_sees_no_figure_of_another() {
    // of an odd number of places, whose median is the figure of one of them
    let county = drawn(small(11, 33, 2200), |_, text| Some(text)).await;
    let known = county.state.reports.of(&county.state, None).await.unwrap();
    let report = known.report.clone().unwrap();
    let own = report.places[0].area.clone();
    let village = |of: &AreaCode| {
        let mut below = known.areas.iter().filter(|a| a.parent.as_ref() == Some(of));
        below.next().unwrap().code.clone()
    };
    let (mine, theirs) = (village(&own), village(&report.places[1].area));
    let top = known.areas.iter().find(|a| a.level == Level::County).unwrap();
    let areas = [
        &own,
        &mine,
        &report.places[1].area,
        &report.places[8].area,
        &theirs,
        &top.code,
    ];
    let others = Others::of(&county, &own).await;
    assert!(others.names.len() > 20 && others.numbers.len() > 500);
    let wave = &report.wave.id;
    let paths = addresses(&report, &areas, wave);

    let township = county.desk.clone().layer(Extension(Scope::Area(own.clone())));
    let (strange, pages) = read(&township, &others, &paths).await;
    assert_eq!(strange, Vec::<String>::new());
    assert!(pages > 60, "{pages} pages and files were read");

    // its own are there, those of others are not
    let front = get(&township, "/").await;
    assert_eq!(front.headers["location"], format!("/townships/{own}").as_str());
    for (area, status) in [
        (&own, StatusCode::OK),
        (&report.places[1].area, StatusCode::NOT_FOUND),
    ] {
        for path in [
            format!("/townships/{area}"),
            format!("/townships/{area}/roads"),
            format!("/ledger/roads/{area}"),
        ] {
            assert_eq!(get(&township, &path).await.status, status, "{path}");
        }
    }
    for path in ["/data", "/data/jobs/0123456789abcdef"] {
        assert_eq!(get(&township, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }

    // the county sees what the township does not: the search above can find something
    let (strange, _) = read(&county.desk, &others, &paths).await;
    for page in [
        "/: ",
        "/townships: ",
        "/standing: ",
        "/association/roads: ",
        "/spending/roads: ",
    ] {
        assert!(strange.iter().any(|s| s.starts_with(page)), "{page} {strange:?}");
    }
}
