//! Forms sent without a script: one submit, then a page.

use axum::http::StatusCode;

use super::{
    county::{county, get, post},
    intake::{counts, id},
};

#[tokio::test]
async fn a_form_posted_twice_without_a_script_is_one_answer() {
    let county = county().await;
    let fields = [
        ("id", &*id(7)),
        ("version", "1"),
        ("lang", "en"),
        ("S_ROADS", "3"),
        ("R_TOP3", "roads"),
        ("R_TOP3", "water"),
    ];
    let first = post(&county, "/s/open", &fields).await;
    let again = post(&county, "/s/open", &fields).await;
    assert_eq!(
        (first.status, again.status),
        (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER)
    );
    assert_eq!(first.headers["location"], again.headers["location"]);
    assert_eq!(counts(&county, "open").await, (1, 0, 0));
    let done = get(&county.public, first.headers["location"].to_str().unwrap()).await;
    assert_eq!(done.status, StatusCode::OK);
    let receipt = survey::SubmissionId::parse(&id(7)).unwrap().receipt().to_string();
    assert!(done.text.contains(&receipt) && done.text.contains(&format!("/check/{receipt}")));
}

#[tokio::test]
async fn without_a_script_the_page_after_sending_says_what_was_not_kept() {
    let county = county().await;
    for (roads, n, left_out) in [("1", 8, false), ("5", 9, true)] {
        let fields = [
            ("id", &*id(n)),
            ("lang", "en"),
            ("S_ROADS", roads),
            ("OWN_WHY", "holes"),
        ];
        let sent = post(&county, "/s/open", &fields).await;
        let done = get(&county.public, sent.headers["location"].to_str().unwrap()).await;
        assert_eq!(done.status, StatusCode::OK);
        let said = done.text.contains("the question is not for you: 1.");
        assert_eq!(said, left_out, "{}", done.text);
    }
}

#[tokio::test]
async fn other_answers_without_a_script_are_kept_and_the_page_shows_the_receipt() {
    let county = county().await;
    let fields = |roads: &'static str| {
        [
            ("id", id(7)),
            ("lang", "en".to_owned()),
            ("S_ROADS", roads.to_owned()),
        ]
    };
    for (roads, want) in [("3", StatusCode::SEE_OTHER), ("4", StatusCode::CONFLICT)] {
        let fields = fields(roads);
        let fields: Vec<_> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let answer = post(&county, "/s/open", &fields).await;
        assert_eq!(answer.status, want);
        if want == StatusCode::CONFLICT {
            let receipt = survey::SubmissionId::parse(&id(7)).unwrap().receipt().to_string();
            assert!(
                answer.text.contains(&format!(">{receipt}</output>"))
                    && answer
                        .text
                        .contains(&format!("href=\"/check/{receipt}?lang=en\"")),
                "{}",
                answer.text
            );
        }
    }
    assert_eq!(counts(&county, "open").await, (1, 0, 1));
}

#[tokio::test]
async fn a_form_with_something_wrong_comes_back_with_what_was_typed() {
    let county = county().await;
    let long = format!("</textarea><script>alert(1)</script>{}", "长".repeat(5_000));
    let page = post(
        &county,
        "/s/open",
        &[("id", &id(8)), ("version", "1"), ("S_ROADS", "3"), ("OWN", &long)],
    )
    .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.text.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)"),
        "what was typed is kept, escaped"
    );
    assert!(
        !page.text.contains("<script>alert(1)"),
        "what was typed left its box"
    );
    assert!(
        page.text.contains(&id(8)),
        "the same id, so that nobody counts twice"
    );
    assert_eq!(counts(&county, "open").await, (0, 0, 0));
}

#[tokio::test]
async fn a_plain_form_meets_the_same_doors_as_a_program() {
    let county = county().await;
    for (wave, fields, want) in [
        ("open", &[("version", "1")][..], StatusCode::UNPROCESSABLE_ENTITY),
        ("open", &[("id", "nonsense")], StatusCode::UNPROCESSABLE_ENTITY),
        (
            "open",
            &[("id", "00000000000000000000000000000009"), ("version", "77")],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "upcoming",
            &[("id", "00000000000000000000000000000009")],
            StatusCode::FORBIDDEN,
        ),
        (
            "nowhere",
            &[("id", "00000000000000000000000000000009")],
            StatusCode::NOT_FOUND,
        ),
        (
            "closing",
            &[("id", "0000000000000000000000000000000a")],
            StatusCode::SEE_OTHER,
        ),
        (
            "closed",
            &[("id", "0000000000000000000000000000000b")],
            StatusCode::SEE_OTHER,
        ),
    ] {
        let answer = post(&county, &format!("/s/{wave}"), fields).await;
        assert_eq!(answer.status, want, "{wave} {fields:?}");
    }
    assert_eq!(counts(&county, "closed").await, (0, 1, 0));
}

#[tokio::test]
async fn a_form_with_something_wrong_comes_back_after_the_end_too_and_is_kept_once_mended() {
    let county = county().await;
    let long = "长".repeat(5_000);
    for wave in ["closed", "open"] {
        if wave == "open" {
            county.store.withdraw_wave("open", "2026-07-01").await.unwrap();
            county.forget("open");
        }
        let address = format!("/s/{wave}?lang=en");
        let sent = id(if wave == "open" { 31 } else { 30 });
        let fields = |own| {
            [
                ("id", sent.as_str()),
                ("version", "1"),
                ("lang", "en"),
                ("S_ROADS", "3"),
                ("OWN", own),
            ]
        };
        let page = post(&county, &address, &fields(&long)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wave}");
        assert!(
            page.text.contains("href=\"#OWN\"") && page.text.contains(&long) && page.text.contains(&sent),
            "the question is named, and what was typed is there: {}",
            page.text
        );
        assert_eq!(counts(&county, wave).await, (0, 0, 0));
        let kept = post(&county, &address, &fields("short")).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER);
        assert_eq!(counts(&county, wave).await, (0, 1, 0));
    }
}
