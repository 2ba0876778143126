//! No link of any page leads nowhere: the desk of both demo counties, a county with a wave in every state, one with too few
//! places, and the public door are walked from page to page.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::{
    Router,
    http::{Method, StatusCode},
};
use import::{FileKind, Request, Source};
use server::{clock::Zone, demo, http, state::AppState};
use store::sqlite::SqliteStore;

use super::{
    county::{Answer, county, get, noon, put, send},
    doors::DESK,
    thin::{drawn, small},
};

/// Addresses of one kind that are visited: of hundreds of places, services and years the pages are made alike.
const OF_A_KIND: usize = 6;

struct Walk<'a> {
    door: &'a Router,
    waiting: VecDeque<(String, String)>,
    known: BTreeSet<String>,
    kinds: BTreeMap<String, usize>,
    visited: usize,
    dead: Vec<String>,
}

impl<'a> Walk<'a> {
    fn of(door: &'a Router) -> Self {
        Self {
            door,
            waiting: VecDeque::new(),
            known: BTreeSet::new(),
            kinds: BTreeMap::new(),
            visited: 0,
            dead: Vec::new(),
        }
    }

    /// An address to visit, unless it was or enough like it were.
    fn note(&mut self, address: &str, on: &str) {
        let address = address.split('#').next().unwrap_or_default();
        // files of the build are not there where only the server was built; the browser's tests load them
        let built = ["/pkg/", "/favicon", "/sw.js"];
        if !address.starts_with('/') || built.iter().any(|b| address.starts_with(b)) {
            return;
        }
        let visits = self.kinds.entry(kind(address)).or_default();
        if *visits < OF_A_KIND && self.known.insert(address.to_owned()) {
            *visits += 1;
            self.waiting.push_back((address.to_owned(), on.to_owned()));
        }
    }

    /// The links of a page; one to a place on the page itself must find it.
    fn read(&mut self, at: &str, page: &Answer) {
        if !page
            .headers
            .get("content-type")
            .is_some_and(|t| t.as_bytes().starts_with(b"text/html"))
        {
            return;
        }
        for attribute in [" href=\"", " src=\""] {
            for rest in page.text.split(attribute).skip(1) {
                let link = rest.split('"').next().unwrap_or_default().replace("&amp;", "&");
                match link.strip_prefix('#') {
                    Some(id) if !page.text.contains(&format!("id=\"{id}\"")) => {
                        self.dead
                            .push(format!("{at}: nothing on the page is called #{id}"));
                    }
                    Some(_) => {}
                    None => {
                        let path = at.split('?').next().unwrap_or_default();
                        let whole = if link.starts_with('?') {
                            format!("{path}{link}")
                        } else {
                            link
                        };
                        self.note(&whole, at);
                    }
                }
            }
        }
    }

    /// Visits what waits, and what that leads to if `further`.
    async fn visit(mut self, further: bool) -> Self {
        while let Some((address, on)) = self.waiting.pop_front() {
            let answer = get(self.door, &address).await;
            self.visited += 1;
            match answer.status {
                StatusCode::OK if further => self.read(&address, &answer),
                StatusCode::OK => {}
                // a form that is not open, or not any more, says so with this status
                StatusCode::FORBIDDEN | StatusCode::GONE if address.starts_with("/s/") => {
                    assert!(answer.text.contains("<main"), "{address}: {}", answer.text);
                }
                StatusCode::SEE_OTHER => {
                    let to = answer.headers["location"].to_str().unwrap().to_owned();
                    self.note(&to, &address);
                }
                status => self.dead.push(format!("{on} leads to {address}: {status}")),
            }
        }
        self
    }

    /// Walks from these pages to the end.
    async fn from(mut self, starts: &[&str]) -> Self {
        for start in starts {
            self.note(start, "the start");
        }
        self.visit(true).await
    }

    #[track_caller]
    fn is_whole(&self, least: usize) {
        assert_eq!(self.dead, Vec::<String>::new());
        assert!(
            self.visited >= least,
            "only {} addresses were visited",
            self.visited
        );
    }
}

/// The route of an address with the names of what it asks: `/spending/{domain} year`.
fn kind(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let fits = |route: &&&str| {
        let (route, path): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), path.split('/').collect());
        route.len() == path.len() && route.iter().zip(&path).all(|(r, p)| r == p || r.starts_with('{'))
    };
    let routes: Vec<&str> = DESK.iter().map(|(route, _)| *route).collect();
    let route = routes.iter().filter(fits).min_by_key(|r| r.matches('{').count());
    let names = query.split('&').filter_map(|pair| pair.split('=').next());
    // a file of a table is as good as another; a page in another language is one of three
    format!(
        "{} {}",
        route.unwrap_or(&path),
        names.collect::<Vec<_>>().join(" ")
    )
}

async fn demo_county(which: demo::County) -> (AppState, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("minxin.sqlite"))
        .await
        .unwrap();
    let mut state = AppState::new(std::sync::Arc::new(store), Zone::shanghai());
    state.now = noon;
    demo::fill(&state, which, |_| {}).await.unwrap();
    (state, folder)
}

#[tokio::test]
async fn every_link_of_the_desk_of_the_lgbf_demo_leads_somewhere() {
    let (state, _folder) = demo_county(demo::County::Lgbf).await;
    Walk::of(&http::desk(state))
        .from(&["/?lang=en"])
        .await
        .is_whole(100);
}

#[tokio::test]
async fn every_link_of_the_desk_of_the_synthetic_demo_leads_somewhere() {
    let (state, _folder) = demo_county(demo::County::Synthetic).await;
    let desk = http::desk(state.clone());
    let walk = Walk::of(&desk).from(&["/?lang=en"]).await;
    walk.is_whole(150);
    assert!(
        walk.known.contains("/surveys/rounds/round-2025"),
        "the round of the demo is linked"
    );
    let public = [
        "/s/demo",
        "/results/w2025?lang=en",
        "/check",
        "/offline",
        "/kiosk",
    ];
    Walk::of(&http::public(state)).from(&public).await.is_whole(15);
}

#[tokio::test]
async fn with_fewer_than_five_places_no_page_of_spending_leads_to_one_of_association() {
    let county = drawn(small(3, 9, 300), |_, text| Some(text)).await;
    let known = county.state.store.areas().await.unwrap();
    let spent = county.state.store.spending_totals().await.unwrap();
    let domains: BTreeSet<String> = spent.iter().map(|t| t.domain.to_string()).collect();
    let mut scores = String::new();
    for township in known.iter().filter(|a| a.level == survey::Level::Township) {
        let of = |domain| format!("{},2024,2024,{domain},61\n", township.code);
        scores.extend(domains.iter().map(of));
    }
    let source = Source::Bytes {
        name: "scores.csv".to_owned(),
        bytes: format!("area,wave,year,domain,score\n{scores}")
            .into_bytes()
            .into(),
    };
    let request = Request::new(FileKind::Scores, source, noon(), "2026-07-01".to_owned());
    import::run(county.state.store.clone(), request, |_| {})
        .await
        .unwrap();
    let walk = Walk::of(&county.desk).from(&["/?lang=en"]).await;
    walk.is_whole(80);
    let spending = walk.known.iter().filter(|a| a.starts_with("/spending/"));
    assert!(spending.count() >= OF_A_KIND, "{:?}", walk.known);
}

#[tokio::test]
async fn every_link_of_waves_in_every_state_leads_somewhere_at_both_doors() {
    let county = county().await;
    let body = r#"{"version":1,"answers":{"S_ROADS":3}}"#;
    for (n, wave) in ["open", "closing", "closed"].into_iter().enumerate() {
        put(&county.public, wave, &format!("{n:032x}"), body).await;
    }
    let fields = [("content-type", "application/x-www-form-urlencoded")];
    let stack = "sheets=3&lang=zh-Hans&village=";
    send(&county.desk, Method::POST, "/surveys/open/paper", &fields, stack).await;
    Walk::of(&county.desk)
        .from(&["/?lang=en", "/method"])
        .await
        .is_whole(80);
    let sent = send(
        &county.public,
        Method::POST,
        "/s/open",
        &fields,
        format!("id={}&version=1&lang=en&S_ROADS=2", "e".repeat(32)),
    )
    .await;
    let done = sent.headers["location"].to_str().unwrap().to_owned();
    let starts = [
        "/s/open",
        "/s/open?plain=1",
        done.as_str(),
        "/results/closed",
        "/results/open?lang=en",
        "/check",
        "/offline",
        "/kiosk",
    ];
    Walk::of(&county.public).from(&starts).await.is_whole(20);
}

#[tokio::test]
async fn the_pages_that_come_back_from_a_form_can_be_had_in_another_language() {
    let county = county().await;
    let fields = [("content-type", "application/x-www-form-urlencoded")];
    let mut pages = 0;
    for (route, methods) in DESK {
        if !methods.contains("POST") {
            continue;
        }
        let path = route
            .replace("{wave}", "open")
            .replace("{area}", "t")
            .replace("{domain}", "roads")
            .replace("{id}", "0123456789abcdef")
            .replace("{pass}", "1");
        let came = send(&county.desk, Method::POST, &path, &fields, "nonsense=1").await;
        if came.status == StatusCode::NOT_FOUND || !came.text.contains("<main") {
            continue;
        }
        pages += 1;
        let mut walk = Walk::of(&county.desk);
        walk.read(&path, &came);
        let walk = walk.visit(false).await;
        assert_eq!(walk.dead, Vec::<String>::new(), "POST {path}");
        assert!(
            walk.known.iter().any(|a| a.contains("lang=zh-Hant")),
            "POST {path}: {:?}",
            walk.known
        );
    }
    assert!(pages >= 8, "{pages} pages came back");
    for (address, page) in [
        ("/data/store?lang=en", "/data?lang=en"),
        ("/surveys/open/close", "/surveys/open"),
        ("/surveys/open/dates?lang=zh-Hant", "/surveys/open?lang=zh-Hant"),
        ("/surveys/open/paper/take", "/surveys/open/paper"),
        ("/devices/0123456789abcdef/revoke", "/devices"),
    ] {
        let answer = get(&county.desk, address).await;
        assert_eq!(
            (answer.status, answer.headers["location"].to_str().unwrap()),
            (StatusCode::SEE_OTHER, page),
            "{address}"
        );
    }
    let put = send(&county.desk, Method::PUT, "/surveys/open/close", &[], "").await;
    assert_eq!(put.status, StatusCode::METHOD_NOT_ALLOWED);
}
