//! Two doors: the desk for this machine, residents for everyone.

use std::{collections::BTreeSet, fs, path::Path};

use axum::http::{Method, StatusCode};

use super::county::{county, get, put, send};

/// Every route of the desk with the methods it takes, by hand.
pub(super) const DESK: &[(&str, &str)] = &[
    ("/", "GET"),
    ("/association", "GET"),
    ("/association/{domain}", "GET"),
    ("/spending", "GET"),
    ("/spending/{domain}", "GET"),
    ("/townships", "GET"),
    ("/standing", "GET POST"),
    ("/townships/{area}", "GET"),
    ("/townships/{area}/{domain}", "GET POST"),
    ("/ledger/{domain}/{area}", "GET"),
    ("/balance", "GET"),
    ("/equations", "GET"),
    ("/settings", "GET POST"),
    ("/method", "GET"),
    ("/data", "GET POST"),
    ("/data/store", "POST"),
    ("/data/jobs/{id}", "GET"),
    ("/surveys", "GET"),
    ("/surveys/new", "GET POST"),
    ("/surveys/rounds/new", "GET POST"),
    ("/surveys/rounds/{id}", "GET"),
    ("/surveys/drafts/{id}", "GET POST"),
    ("/surveys/drafts/{id}/preview", "GET"),
    ("/surveys/drafts/{id}/settings", "GET POST"),
    ("/surveys/drafts/{id}/publish", "GET POST"),
    ("/surveys/{wave}", "GET"),
    ("/surveys/{wave}/apart", "GET POST"),
    ("/surveys/{wave}/written", "GET"),
    ("/surveys/{wave}/poster", "GET"),
    ("/surveys/{wave}/close", "POST"),
    ("/surveys/{wave}/dates", "POST"),
    ("/surveys/{wave}/address", "POST"),
    ("/surveys/{wave}/breakdown", "GET"),
    ("/devices", "GET POST"),
    ("/devices/{id}/revoke", "POST"),
    ("/surveys/{wave}/paper", "GET POST"),
    ("/surveys/{wave}/paper/stacks/{first}", "GET"),
    ("/surveys/{wave}/paper/type/{pass}", "GET POST"),
    ("/surveys/{wave}/paper/differences", "GET POST"),
    ("/surveys/{wave}/paper/undo", "POST"),
    ("/surveys/{wave}/paper/take", "POST"),
];

/// Every route of residents, with an address that answers.
const RESIDENTS: [(&str, StatusCode); 14] = [
    ("/kiosk.webmanifest", StatusCode::OK),
    ("/kiosk", StatusCode::OK),
    ("/api/v1/device", StatusCode::UNAUTHORIZED),
    ("/s/open", StatusCode::OK),
    ("/s/nowhere", StatusCode::NOT_FOUND),
    ("/s/open/done/0000-0000-0000", StatusCode::NOT_FOUND),
    ("/check", StatusCode::OK),
    ("/check/0000-0000-0000", StatusCode::NOT_FOUND),
    ("/api/v1/openapi.json", StatusCode::OK),
    ("/api/ping", StatusCode::OK),
    ("/api/v1/waves/nowhere/key", StatusCode::NOT_FOUND),
    ("/robots.txt", StatusCode::OK),
    ("/healthz", StatusCode::OK),
    ("/readyz", StatusCode::OK),
];

fn desk_routes() -> impl Iterator<Item = (&'static str, Vec<Method>)> {
    DESK.iter().copied().map(|(path, methods)| {
        (
            path,
            methods
                .split(' ')
                .map(|m| Method::from_bytes(m.as_bytes()).unwrap())
                .collect(),
        )
    })
}

/// A route with something in the place of its names.
fn address(route: &str) -> String {
    route
        .replace("{domain}", "schools")
        .replace("{wave}", "open")
        .replace("{id}", "0123456789abcdef")
        .replace("{first}", "1")
        .replace("{pass}", "first")
}

fn routes_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            routes_in(&entry.path(), found);
        } else {
            let source = fs::read_to_string(entry.path()).unwrap();
            // `.route(` and the literal after it, on the same line or the next
            let routes = source
                .split(".route(")
                .skip(1)
                .filter_map(|rest| rest.trim_start().strip_prefix('"'));
            found.extend(routes.map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
    }
}

#[test]
fn the_list_of_this_test_holds_every_route_of_the_desk() {
    let mut found = BTreeSet::new();
    routes_in(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/desk"),
        &mut found,
    );
    let listed: BTreeSet<String> = desk_routes().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(
        found, listed,
        "a route came or went: change the list of doors.rs, too"
    );
}

#[tokio::test]
async fn no_route_of_the_desk_is_behind_the_public_door() {
    let county = county().await;
    for (route, methods) in desk_routes() {
        let path = address(route);
        // a method that no page takes tells a route that is there from one that is not, whatever the data
        let there = send(&county.desk, Method::DELETE, &path, &[], "").await.status;
        assert_eq!(
            there,
            StatusCode::METHOD_NOT_ALLOWED,
            "{route} is no route of the desk"
        );
        for method in methods
            .into_iter()
            .chain([Method::HEAD, Method::PUT, Method::DELETE])
        {
            for host in ["127.0.0.1:3000", "county.example"] {
                let answer = send(&county.public, method.clone(), &path, &[("host", host)], "").await;
                assert_eq!(
                    answer.status,
                    StatusCode::NOT_FOUND,
                    "{method} {route} through the public door"
                );
                assert!(
                    !answer.text.contains("href=\"/surveys"),
                    "{route}: a page of the desk came through"
                );
            }
        }
    }
}

#[tokio::test]
async fn no_spelling_of_a_desk_address_gets_through_the_public_door() {
    let county = county().await;
    for path in [
        "//data",
        "/%64ata",
        "/s/../data",
        "/s/%2e%2e/data",
        "/pkg/../data",
        "/pkg/%2e%2e/data",
        "/data/",
        "/DATA",
    ] {
        let answer = get(&county.public, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn figures_for_whoever_watches_are_on_a_listener_of_their_own_and_are_sums() {
    let county = county().await;
    for door in [&county.desk, &county.public] {
        assert_eq!(get(door, "/metrics").await.status, StatusCode::NOT_FOUND);
    }
    let body = r#"{"version":1,"answers":{"S_ROADS":3}}"#;
    for (wave, id) in [
        ("open", "a"),
        ("open", "a"),
        ("open", "b"),
        ("closed", "c"),
        ("nowhere", "d"),
    ] {
        put(&county.public, wave, &id.repeat(32), body).await;
    }
    let batch = serde_json::json!({ "items": [{ "id": "e".repeat(32), "body": body }] }).to_string();
    send(
        &county.public,
        Method::POST,
        "/api/v1/waves/open/submissions:batch",
        &[],
        batch,
    )
    .await;
    let watched = county.metrics();
    let page = get(&watched, "/metrics").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        page.headers["content-type"],
        "text/plain; version=0.0.4; charset=utf-8"
    );
    for line in [
        "minxin_ready 1",
        r#"minxin_requests_total{door="desk",status="4xx"} 1"#,
        r#"minxin_requests_total{door="public",status="2xx"} 5"#,
        r#"minxin_requests_total{door="public",status="4xx"} 2"#,
        r#"minxin_submissions_total{outcome="stored"} 3"#,
        r#"minxin_submissions_total{outcome="duplicate"} 1"#,
        r#"minxin_submissions_total{outcome="late"} 1"#,
        r#"minxin_submissions_total{outcome="quarantined"} 0"#,
    ] {
        assert!(page.text.lines().any(|l| l == line), "{line} in\n{}", page.text);
    }
    assert!(
        !page.text.contains("open") && !page.text.contains("aaaa"),
        "{}",
        page.text
    );
    for path in ["/", "/surveys", "/s/open"] {
        assert_eq!(get(&watched, path).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn residents_are_served_at_both_doors_and_under_any_name() {
    let county = county().await;
    for door in [&county.desk, &county.public] {
        for (path, status) in RESIDENTS {
            for host in ["127.0.0.1:3000", "answers.county.example"] {
                let answer = send(door, Method::GET, path, &[("host", host)], "").await;
                assert_eq!(answer.status, status, "{path} as {host}");
            }
        }
    }
}

#[tokio::test]
async fn the_desk_does_not_answer_to_a_foreign_name() {
    let county = county().await;
    for (route, methods) in desk_routes() {
        for method in methods {
            for host in [
                "evil.example",
                "127.0.0.1.evil.example:3000",
                "192.0.2.7:3000",
                "localhost.evil.example",
                "",
            ] {
                let answer = send(
                    &county.desk,
                    method.clone(),
                    &address(route),
                    &[("host", host)],
                    "",
                )
                .await;
                assert_eq!(
                    answer.status,
                    StatusCode::FORBIDDEN,
                    "{method} {route} as {host:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn the_desk_takes_no_change_from_another_site() {
    let county = county().await;
    for (route, _) in desk_routes().filter(|(_, methods)| methods.contains(&Method::POST)) {
        for from in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "http://evil.example"),
            ("origin", "http://127.0.0.1:4000"),
            ("origin", "null"),
            ("referer", "http://evil.example/desk.html"),
            ("referer", "http://evil.example/?http://127.0.0.1:3000/"),
            ("referer", "http://127.0.0.1:3000.evil.example/"),
            ("referer", "http://127.0.0.1:4000/"),
            ("referer", "nonsense"),
        ] {
            let answer = send(&county.desk, Method::POST, &address(route), &[from], "").await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "POST {route} from {from:?}");
        }
        for own in [
            ("sec-fetch-site", "same-origin"),
            ("origin", "http://127.0.0.1:3000"),
            ("referer", "http://127.0.0.1:3000/surveys?lang=en"),
        ] {
            let answer = send(&county.desk, Method::POST, &address(route), &[own], "").await;
            assert_ne!(
                answer.status,
                StatusCode::FORBIDDEN,
                "POST {route} from a page of the desk, {own:?}"
            );
            assert!(
                !answer.status.is_server_error(),
                "POST {route} without a body: {}",
                answer.status
            );
        }
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_a_page_to_itself() {
    let county = county().await;
    let everywhere = [
        "/healthz",
        "/s/open",
        "/s/nowhere",
        "/check",
        "/nowhere",
        "/api/v1/openapi.json",
        "/pkg/nothing.js",
    ];
    for (door, paths) in [
        (&county.public, &everywhere[..]),
        (&county.desk, &["/", "/data", "/surveys"][..]),
    ] {
        for path in paths {
            let headers = get(door, path).await.headers;
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(
                policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
                "{path}: {policy}"
            );
            assert!(
                !policy.contains("unsafe-inline") && !policy.contains("unsafe-eval'")
                    || policy.contains("'wasm-unsafe-eval'")
            );
            assert!(
                !policy.contains("'unsafe-inline'") && !policy.contains("'unsafe-eval'"),
                "{path}: {policy}"
            );
            assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
            assert_eq!(headers["x-frame-options"], "DENY", "{path}");
            assert!(
                headers.contains_key("referrer-policy") && headers.contains_key("cache-control"),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn a_nonce_is_never_used_twice() {
    let county = county().await;
    let policy = async || get(&county.public, "/check").await.headers["content-security-policy"].clone();
    assert_ne!(policy().await, policy().await);
}
