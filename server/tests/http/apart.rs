//! Deciding about submissions kept apart: proposed, seen, confirmed, written down; never shown.

use axum::http::{Method, StatusCode};
use serde_json::json;
use survey::SubmissionId;

use super::county::{Answer, County, county, get, put, send};

fn id(n: u32) -> String {
    format!("{n:032x}")
}

fn body(roads: u8) -> String {
    json!({ "version": 1, "answers": { "S_ROADS": roads, "OWN": "canary-words" } }).to_string()
}

async fn post(county: &County, wave: &str, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    send(
        &county.desk,
        Method::POST,
        &format!("/surveys/{wave}/apart?lang=en"),
        &headers,
        body,
    )
    .await
}

async fn check(county: &County, n: u32) -> String {
    let receipt = SubmissionId::parse(&id(n)).unwrap().receipt();
    get(&county.public, &format!("/check/{receipt}?lang=en"))
        .await
        .text
}

async fn counts(county: &County, wave: &str) -> (u64, u64, u64) {
    let counts = county.store.wave_counts(wave).await.unwrap();
    (counts.counted, counts.late, counts.quarantined)
}

#[tokio::test]
async fn late_ones_are_counted_after_a_proposal_and_a_second_look() {
    let county = county().await;
    for n in 1..4 {
        put(&county.public, "closed", &id(n), body(3)).await;
    }
    assert!(check(&county, 1).await.contains("Received late, not counted"));
    let amiss = post(&county, "closed", &[]).await;
    assert_eq!(amiss.status, StatusCode::UNPROCESSABLE_ENTITY);
    let at = |what: &str| amiss.text.find(what).unwrap();
    assert!(
        at("class=\"summary\"") < at("id=\"apart-table\""),
        "what is wrong is said first"
    );
    assert!(at("href=\"#ruling\"") < at("id=\"ruling\"") && at("href=\"#reason\"") < at("id=\"reason\""));
    let choice = [
        ("ruling", "count_late 2026-07-01 3"),
        ("reason", "the ferry <b>did</b> not go"),
    ];
    let look = post(&county, "closed", &choice).await;
    assert_eq!(look.status, StatusCode::OK, "{}", look.text);
    assert!(look.text.contains("Nothing is changed yet"));
    assert!(look.text.contains("Counted: 0 → 3") && look.text.contains("Kept apart, undecided: 3 → 0"));
    assert!(look.text.contains("the ferry &lt;b&gt;did&lt;/b&gt; not go") && !look.text.contains("<b>did"));
    assert_eq!(
        counts(&county, "closed").await,
        (0, 3, 0),
        "a proposal changes nothing"
    );

    let confirm = [&choice[..], &[("step", "confirm")]].concat();
    let done = post(&county, "closed", &confirm).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(counts(&county, "closed").await, (3, 0, 0));
    assert!(!check(&county, 1).await.contains("Received late"));
    let page = get(&county.desk, "/surveys/closed/apart?lang=en").await.text;
    assert!(
        page.contains("What was decided") && page.contains("Late: count them") && page.contains("the ferry")
    );
    assert!(!page.contains("canary-words") && !page.contains("S_ROADS"));
    // the same click again: nothing left to decide
    assert_eq!(
        post(&county, "closed", &confirm).await.status,
        StatusCode::CONFLICT
    );
    assert_eq!(counts(&county, "closed").await, (3, 0, 0));
}

#[tokio::test]
async fn a_second_answer_may_take_the_place_of_the_first_and_its_receipt_says_so() {
    let county = county().await;
    put(&county.public, "open", &id(1), body(3)).await;
    put(&county.public, "open", &id(1), body(4)).await;
    let look = post(
        &county,
        "open",
        &[
            ("ruling", "take_second 2026-07-01 1"),
            ("reason", "typed in twice"),
        ],
    )
    .await;
    assert!(
        look.text.contains("Counted: 1 → 1") && look.text.contains("undecided: 1 → 0"),
        "{}",
        look.text
    );
    let fields = [
        ("ruling", "take_second 2026-07-01 1"),
        ("reason", "typed in twice"),
        ("step", "confirm"),
    ];
    assert_eq!(post(&county, "open", &fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(counts(&county, "open").await, (1, 0, 0));
    assert!(check(&county, 1).await.contains("Replaced by a newer one"));
    // both devices, sending once more, are told what is true
    let first = put(&county.public, "open", &id(1), body(3)).await;
    assert_eq!(
        (first.status, &first.json()["status"]),
        (StatusCode::OK, &json!("replaced"))
    );
    let second = put(&county.public, "open", &id(1), body(4)).await;
    assert_eq!(
        (second.status, &second.json()["status"]),
        (StatusCode::OK, &json!("duplicate"))
    );
}

#[tokio::test]
async fn a_decision_needs_a_choice_a_reason_and_numbers_that_are_still_true() {
    let county = county().await;
    put(&county.public, "closed", &id(1), body(3)).await;
    let long = "x".repeat(201);
    for (ruling, reason) in [
        ("", "why"),
        ("count_late", "why"),
        ("count_late 2026-07-01 x", "why"),
        ("erase 2026-07-01 1", "why"),
        ("count_late 2026-07-01 1", " "),
        ("count_late 2026-07-01 1", &long),
    ] {
        let fields = [("ruling", ruling), ("reason", reason), ("step", "confirm")];
        let page = post(&county, "closed", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{ruling} {reason}");
    }
    let nothing = [("ruling", ""), ("reason", "")];
    let page = post(&county, "closed", &nothing).await.text;
    let at = |link: &str| page.find(link).unwrap_or_else(|| panic!("{link}: {page}"));
    assert!(
        at("href=\"#ruling\"") < at("href=\"#reason\""),
        "in the order of the page"
    );
    assert!(page.contains("class=\"kinds ask amiss\""), "{page}");
    put(&county.public, "closed", &id(2), body(3)).await;
    for step in ["", "confirm"] {
        let fields = [
            ("ruling", "count_late 2026-07-01 1"),
            ("reason", "why"),
            ("step", step),
        ];
        let page = post(&county, "closed", &fields).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "one more came meanwhile");
        assert!(page.text.contains("The numbers have changed meanwhile"));
    }
    assert_eq!(counts(&county, "closed").await, (0, 2, 0));
    // once findings are made nothing is decided, and the page says so
    county
        .store
        .save_snapshot("closed", "{}", super::county::noon())
        .await
        .unwrap();
    let fields = [
        ("ruling", "count_late 2026-07-01 2"),
        ("reason", "why"),
        ("step", "confirm"),
    ];
    let page = post(&county, "closed", &fields).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.text.contains("The findings are made") && !page.text.contains("name=\"ruling\""));
    assert_eq!(counts(&county, "closed").await, (0, 2, 0));
    assert!(county.store.decisions("closed").await.unwrap().is_empty());
}
