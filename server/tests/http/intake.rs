//! One way in for every answer: sent again, sent otherwise, too early, too late, too large, not at all.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::county::{Answer, County, county, get, import_areas, post, put, send};

pub fn id(n: u32) -> String {
    format!("{n:032x}")
}

pub fn body(roads: u8) -> String {
    json!({ "version": 1, "lang": "zh-Hans", "mode": "web", "answers": { "S_ROADS": roads } }).to_string()
}

pub fn receipt(answer: &Answer) -> String {
    answer.json()["receipt"].as_str().unwrap().to_owned()
}

pub async fn counts(county: &County, wave: &str) -> (u64, u64, u64) {
    let counts = county.store.wave_counts(wave).await.unwrap();
    (counts.counted, counts.late, counts.quarantined)
}

/// The reason a body is refused with; never a failure of the server.
async fn reason(
    county: &County,
    wave: &str,
    id: &str,
    body: impl Into<axum::body::Body>,
) -> (StatusCode, String) {
    let answer = put(&county.public, wave, id, body).await;
    (
        answer.status,
        answer.json()["reason"].as_str().unwrap_or_default().to_owned(),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_form_five_times_at_once_is_one_answer_with_five_equal_receipts() {
    let county = county().await;
    for n in 0..200 {
        let sends = (0..5).map(|_| {
            let door = county.public.clone();
            tokio::spawn(async move { put(&door, "open", &id(n), body(3)).await })
        });
        let sends: Vec<_> = sends.collect();
        let mut answers = Vec::new();
        for send in sends {
            answers.push(send.await.unwrap());
        }
        let created = answers.iter().filter(|a| a.status == StatusCode::CREATED).count();
        let repeated = answers.iter().filter(|a| a.status == StatusCode::OK).count();
        assert_eq!((created, repeated), (1, 4), "{answers:?}");
        assert!(answers.iter().all(|a| receipt(a) == receipt(&answers[0])));
    }
    assert_eq!(counts(&county, "open").await, (200, 0, 0));
}

#[tokio::test]
async fn a_replayed_submission_returns_the_same_receipt() {
    let county = county().await;
    let first = put(&county.public, "open", &id(1), body(3)).await;
    assert_eq!(
        (first.status, &first.json()["status"]),
        (StatusCode::CREATED, &json!("stored"))
    );
    for spelling in [id(1), id(1).to_uppercase()] {
        let again = put(&county.desk, "open", &spelling, body(3)).await;
        assert_eq!(
            (again.status, &again.json()["status"]),
            (StatusCode::OK, &json!("duplicate"))
        );
        assert_eq!(receipt(&again), receipt(&first));
    }
    let form = receipt(&first);
    assert!(
        form.len() == 14 && form.split('-').all(|part| part.len() == 4),
        "{form}"
    );
    assert!(
        !form.contains(['I', 'L', 'O', 'U']),
        "{form} is not Crockford's base 32"
    );
}

#[tokio::test]
async fn other_answers_under_the_same_id_are_kept_apart_and_counted_once() {
    let county = county().await;
    let first = put(&county.public, "open", &id(1), body(3)).await;
    let other = put(&county.public, "open", &id(1), body(4)).await;
    assert_eq!(
        (other.status, &other.json()["status"]),
        (StatusCode::CONFLICT, &json!("quarantined"))
    );
    assert_eq!(receipt(&other), receipt(&first));
    assert_eq!(counts(&county, "open").await, (1, 0, 1));
    // the same answers written otherwise are other bytes
    let spaced = body(3).replace(':', ": ");
    assert_eq!(
        put(&county.public, "open", &id(1), spaced).await.status,
        StatusCode::CONFLICT
    );
    // and the first bytes are still the ones that count
    assert_eq!(
        put(&county.public, "open", &id(1), body(3)).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn one_id_in_two_waves_does_not_overwrite_an_answer() {
    let county = county().await;
    assert_eq!(
        put(&county.public, "open", &id(1), body(3)).await.status,
        StatusCode::CREATED
    );
    let second = put(&county.public, "closing", &id(1), body(3)).await;
    assert!(!second.status.is_server_error(), "{second:?}");
    assert_eq!(counts(&county, "open").await.0, 1);
}

#[tokio::test]
async fn a_wave_takes_answers_by_its_state() {
    let county = county().await;
    assert_eq!(
        put(&county.public, "open", &id(1), body(3)).await.status,
        StatusCode::CREATED
    );
    assert_eq!(
        put(&county.public, "closing", &id(2), body(3)).await.status,
        StatusCode::CREATED,
        "grace"
    );
    let late = put(&county.public, "closed", &id(3), body(3)).await;
    assert_eq!(
        (late.status, &late.json()["status"]),
        (StatusCode::ACCEPTED, &json!("late"))
    );
    assert_eq!(
        counts(&county, "closed").await,
        (0, 1, 0),
        "late answers are kept apart"
    );
    let early = put(&county.public, "upcoming", &id(4), body(3)).await;
    assert_eq!(early.status, StatusCode::FORBIDDEN);
    assert_eq!(early.json()["reason"], "not_open");
    assert_eq!(early.json()["detail"], "2026-07-04", "the opening day");
    let nowhere = put(&county.public, "nowhere", &id(5), body(3)).await;
    assert_eq!(
        (nowhere.status, &nowhere.json()["reason"]),
        (StatusCode::NOT_FOUND, &json!("unknown_wave"))
    );
    for wave in ["%20", "..%2f..", "a%00b", "%F0%9F%99%82", &"w".repeat(5_000)] {
        assert_eq!(
            put(&county.public, wave, &id(6), body(3)).await.status,
            StatusCode::NOT_FOUND,
            "{wave}"
        );
    }
}

#[tokio::test]
async fn a_late_answer_sent_again_gets_its_receipt_again() {
    let county = county().await;
    let first = put(&county.public, "closed", &id(1), body(3)).await;
    let again = put(&county.public, "closed", &id(1), body(3)).await;
    assert_eq!((again.status, receipt(&again)), (StatusCode::OK, receipt(&first)));
    assert_eq!(counts(&county, "closed").await, (0, 1, 0));
}

#[tokio::test]
async fn an_id_that_is_not_32_hex_digits_is_refused() {
    let county = county().await;
    for bad in [
        "0",
        "xyz",
        &"0".repeat(31),
        &"0".repeat(33),
        &"g".repeat(32),
        "%F0%9F%99%82",
        &"0".repeat(3_000),
        "..%2f",
    ] {
        let (status, reason) = reason(&county, "open", bad, body(3)).await;
        assert_eq!(
            (status, reason.as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, "bad_id"),
            "{bad}"
        );
    }
    assert_eq!(counts(&county, "open").await, (0, 0, 0));
}

#[tokio::test]
async fn a_version_that_was_never_published_is_refused() {
    let county = county().await;
    for version in [0_u32, 2, u32::MAX] {
        let body = json!({ "version": version, "answers": {} }).to_string();
        let refused = reason(&county, "open", &id(1), body).await;
        assert_eq!(
            refused,
            (StatusCode::UNPROCESSABLE_ENTITY, "unknown_version".to_owned())
        );
    }
}

#[tokio::test]
async fn what_is_no_form_is_refused_and_never_a_failure() {
    let county = county().await;
    let deep = format!(
        r#"{{"version":1,"answers":{{"S_ROADS":{}1{}}}}}"#,
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    for bad in [
        "",
        " ",
        "{",
        "[]",
        "null",
        "1",
        "\"\"",
        "\0",
        "\u{feff}{}",
        "{}",
        r#"{"version":1}"#,
        r#"{"answers":{}}"#,
        r#"{"version":-1,"answers":{}}"#,
        r#"{"version":1.5,"answers":{}}"#,
        r#"{"version":"1","answers":{}}"#,
        r#"{"version":99999999999999999999,"answers":{}}"#,
        r#"{"version":1,"answers":[]}"#,
        r#"{"version":1,"answers":{"S_ROADS":null}}"#,
        r#"{"version":1,"answers":{"S_ROADS":true}}"#,
        r#"{"version":1,"answers":{"S_ROADS":{}}}"#,
        r#"{"version":1,"answers":{"S_ROADS":[[1]]}}"#,
        r#"{"version":1,"answers":{"S_ROADS":1e999}}"#,
        r#"{"version":1,"mode":"telepathy","answers":{}}"#,
        r#"{"version":1,"lang":5,"answers":{}}"#,
        r#"{"version":1,"answers":{"S_ROADS":3}} trailing"#,
        r#"[1,"zh-Hans","web",{"S_ROADS":3}]"#,
        r#"[1,"zh-Hans","web",{"S_ROADS":3},null]"#,
        r#"{"version":1,"version":1,"answers":{"S_ROADS":3}}"#,
        r#"{"version":1,"answers":{"S_ROADS":"\ud800"}}"#,
        &deep,
    ] {
        let (status, reason) = reason(&county, "open", &id(1), bad.to_owned()).await;
        assert_eq!(
            (status, reason.as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, "malformed"),
            "{bad:.60}"
        );
    }
    let (status, _) = reason(&county, "open", &id(1), vec![0xff, 0xfe, 0x00, 0x80]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(counts(&county, "open").await, (0, 0, 0));
}

#[tokio::test]
async fn a_value_that_is_no_answer_or_an_item_twice_is_refused_with_the_item_and_what_to_do() {
    let county = county().await;
    for (answers, want) in [
        (r#""S_ROADS":null"#, "malformed"),
        (r#""S_ROADS":true"#, "malformed"),
        (r#""S_ROADS":{}"#, "malformed"),
        (r#""S_ROADS":[[1]]"#, "malformed"),
        (r#""S_WATER":2,"S_ROADS":[1,null]"#, "malformed"),
        (r#""S_ROADS":3,"S_ROADS":3"#, "answered_twice"),
        (r#""S_ROADS":3,"S_WATER":2,"S_ROADS":4"#, "answered_twice"),
        (r#""S_ROADS":6"#, "unknown_option"),
    ] {
        let body = format!(r#"{{"version":1,"answers":{{{answers}}}}}"#);
        let answer = put(&county.public, "open", &id(1), body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answers}");
        let told = answer.json();
        assert_eq!(
            (&told["reason"], &told["item"]),
            (&json!(want), &json!("S_ROADS")),
            "{answers}"
        );
        assert!(
            told["detail"].as_str().is_some_and(|d| d.contains("; ")),
            "{told}: what is wrong; what to do"
        );
    }
    assert_eq!(counts(&county, "open").await, (0, 0, 0));
}

#[tokio::test]
async fn only_a_language_of_the_form_is_kept_beside_an_answer() {
    let county = county().await;
    let said = [
        ("en", "en"),
        ("ZH-hant", "zh-Hant"),
        ("fr", "zh-Hans"),
        ("Li Si, 138 0000 0000", "zh-Hans"),
        ("", "zh-Hans"),
    ];
    for (n, (lang, _)) in said.iter().enumerate() {
        let body = json!({ "version": 1, "lang": lang, "answers": { "S_ROADS": 3 } }).to_string();
        let taken = put(&county.public, "open", &id(n as u32), body).await;
        assert_eq!(
            taken.status,
            StatusCode::CREATED,
            "{lang}: an answer is not lost for it"
        );
    }
    let stored = county.stored_languages().await;
    for (n, (lang, kept)) in said.iter().enumerate() {
        assert_eq!(stored[&id(n as u32)], *kept, "{lang}");
    }
}

#[tokio::test]
async fn an_impossible_answer_is_refused_with_its_item_and_reason() {
    let county = county().await;
    let long = "字".repeat(10_000);
    for (item, value, want) in [
        ("S_ROADS", json!(6), "unknown_option"),
        ("S_ROADS", json!(-1), "unknown_option"),
        ("S_ROADS", json!(3.5), "unknown_option"),
        ("S_ROADS", json!(""), "unknown_option"),
        ("S_ROADS", json!([3, 4]), "one_answer_only"),
        (
            "S_ROADS",
            json!("</textarea><script>alert(1)</script>"),
            "unknown_option",
        ),
        ("D_VILLAGE", json!("c"), "unknown_option"),
        (
            "R_TOP3",
            json!(["roads", "water", "schools", "jobs"]),
            "too_many_picks",
        ),
        ("R_TOP3", json!(["roads", "roads"]), "same_pick_twice"),
        ("OWN", json!(long), "text_too_long"),
        ("NOT_THERE", json!(1), "unknown_item"),
        ("", json!(1), "unknown_item"),
        ("\u{202e}", json!("\u{0}"), "unknown_item"),
    ] {
        let body = json!({ "version": 1, "answers": { item: value } }).to_string();
        let answer = put(&county.public, "open", &id(1), body).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{item} {value:.40}"
        );
        assert_eq!(
            (&answer.json()["reason"], &answer.json()["item"]),
            (&json!(want), &json!(item))
        );
    }
    assert_eq!(counts(&county, "open").await, (0, 0, 0));
}

#[tokio::test]
async fn an_answer_to_what_was_not_asked_is_not_kept_and_that_is_said() {
    let county = county().await;
    let of =
        |roads: u8| json!({ "version": 1, "answers": { "S_ROADS": roads, "OWN_WHY": "holes" } }).to_string();
    let asked = put(&county.public, "open", &id(1), of(2)).await;
    assert_eq!(
        (asked.status, asked.json().get("left_out")),
        (StatusCode::CREATED, None)
    );
    let not_asked = put(&county.public, "open", &id(2), of(5)).await;
    assert_eq!(not_asked.json()["left_out"], json!(["OWN_WHY"]));
    let again = put(&county.public, "open", &id(2), of(5)).await;
    assert_eq!(
        (again.status, &again.json()["left_out"]),
        (StatusCode::OK, &json!(["OWN_WHY"]))
    );
    let kept = county.store.responses("open", None, 9).await.unwrap();
    let with = |code: &str| kept.iter().filter(|r| r.answers.get(code).is_some()).count();
    assert_eq!((with("S_ROADS"), with("OWN_WHY")), (2, 1));
}

#[tokio::test]
async fn every_item_may_be_skipped_and_every_known_village_named() {
    let county = county().await;
    for (n, answers) in [
        json!({}),
        json!({ "D_VILLAGE": "v1" }),
        json!({ "D_VILLAGE": "out", "OWN": "好 🙂 \u{202e}<b>" }),
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({ "version": 1, "answers": answers }).to_string();
        let answer = put(&county.public, "open", &id(n as u32), body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    }
}

#[tokio::test]
async fn a_village_that_has_gone_elsewhere_since_is_no_mistake_and_counts_where_it_was_asked() {
    let county = county().await;
    import_areas(&county.store, "t2,Other,township,c\nv2,Lower,village,t2\n").await;
    county.forget("open");
    let form = get(&county.public, "/s/open").await;
    assert!(!form.text.contains("Lower"), "nobody is offered it any more");
    let of = |village: &str| json!({ "version": 1, "answers": { "D_VILLAGE": village } }).to_string();
    let answer = put(&county.public, "open", &id(1), of("v2")).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let areas = county.store.counts_by_area("open").await.unwrap();
    let areas: Vec<_> = areas.iter().map(|a| (a.area.as_str(), a.count)).collect();
    assert_eq!(areas, [("t", 1)]);
    for other in ["t", "c", "v9"] {
        assert_eq!(
            reason(&county, "open", &id(2), of(other)).await.1,
            "unknown_option"
        );
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_in_both_ways_of_sending() {
    let county = county().await;
    let large = json!({ "version": 1, "answers": { "OWN": "x".repeat(70_000) } }).to_string();
    let (status, reason) = reason(&county, "open", &id(1), large.clone()).await;
    assert_eq!(
        (status, reason.as_str()),
        (StatusCode::PAYLOAD_TOO_LARGE, "too_large")
    );
    let form = format!("id={}&version=1&OWN={}", id(1), "x".repeat(70_000));
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let page = send(&county.public, Method::POST, "/s/open", &headers, form).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.text.contains("<h1"), "said in words, on a page");
    assert_eq!(counts(&county, "open").await, (0, 0, 0));
}

#[tokio::test]
async fn in_grace_nobody_begins_and_who_has_begun_goes_on() {
    let county = county().await;
    let begin = get(&county.public, "/s/closing?lang=en").await;
    assert_eq!(begin.status, StatusCode::GONE);
    assert!(
        begin.text.contains("no new answers begin") && begin.text.contains("2 July"),
        "{}",
        begin.text
    );
    assert!(!begin.text.contains("name=\"S_ROADS\""));
    let over = get(&county.public, "/s/closed?lang=en").await;
    assert_eq!(over.status, StatusCode::GONE);
    assert!(!over.text.contains("no new answers begin"));
    let begun = get(&county.public, &format!("/s/closing?lang=en&id={}", id(1))).await;
    assert_eq!(begun.status, StatusCode::OK);
    assert!(begun.text.contains("name=\"S_ROADS\"") && begun.text.contains(&id(1)));
    let late = get(&county.public, &format!("/s/closed?id={}", id(1))).await;
    assert_eq!(late.status, StatusCode::GONE);
    // something is wrong with what was typed: it comes back to be mended, not to be lost
    let long = "长".repeat(5_000);
    let fields = [
        ("id", &*id(2)),
        ("version", "1"),
        ("S_ROADS", "3"),
        ("OWN", &long),
    ];
    let page = post(&county, "/s/closing", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains(&long));
}

#[tokio::test]
async fn a_survey_that_was_taken_back_keeps_apart_what_still_comes_and_counts_nothing() {
    let county = county().await;
    let before = receipt(&put(&county.public, "open", &id(1), body(3)).await);
    county.store.withdraw_wave("open", "2026-07-01").await.unwrap();
    county.forget("open");
    for begun in ["/s/open?lang=en", &format!("/s/open?lang=en&id={}", id(2))] {
        let page = get(&county.public, begun).await;
        assert_eq!(page.status, StatusCode::GONE);
        assert!(page.text.contains("taken back on 1 July") && !page.text.contains("name=\"S_ROADS\""));
    }
    let late = put(&county.public, "open", &id(2), body(3)).await;
    assert_eq!(
        (late.status, &late.json()["status"]),
        (StatusCode::ACCEPTED, &json!("late"))
    );
    assert_eq!(counts(&county, "open").await, (1, 1, 0));
    for code in [before, receipt(&late)] {
        for page in [
            format!("/check/{code}?lang=en"),
            format!("/s/open/done/{code}?lang=en"),
        ] {
            let page = get(&county.public, &page).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.text.contains("no answers to it count"), "{}", page.text);
        }
    }
    let results = get(&county.public, "/results/open?lang=en").await;
    assert!(
        results.text.contains("This survey was taken back"),
        "{}",
        results.text
    );

    let desk = async |path: &str| get(&county.desk, path).await.text;
    assert!(
        desk("/surveys/open?lang=en")
            .await
            .contains("Taken back: 2 answers received, none counted")
    );
    let apart = desk("/surveys/open/apart?lang=en").await;
    assert!(apart.contains("taken back") && !apart.contains("name=\"ruling\""));
    for (path, fields, status) in [
        (
            "/surveys/open/close",
            "confirm=yes",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "/surveys/open/dates",
            "closes=2026-12-31",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "/surveys/open/apart",
            "ruling=count_late+2026-07-01+1&reason=x&step=confirm",
            StatusCode::CONFLICT,
        ),
    ] {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("sec-fetch-site", "same-origin"),
        ];
        let refused = send(&county.desk, Method::POST, path, &headers, fields.to_owned()).await;
        assert_eq!(refused.status, status, "{path}");
    }
    assert_eq!(counts(&county, "open").await, (1, 1, 0));
}

#[tokio::test]
async fn a_receipt_says_received_and_counted_while_the_survey_runs_and_counted_once_it_is_over() {
    let county = county().await;
    let code = receipt(&put(&county.public, "closing", &id(1), body(3)).await);
    let check = async || get(&county.public, &format!("/check/{code}?lang=en")).await.text;
    let page = check().await;
    assert!(page.contains("<h1>Received and counted<"), "{page}");
    let wave = county.store.wave("closing").await.unwrap().unwrap();
    let now = super::county::noon();
    county
        .store
        .set_wave_dates("closing", wave.opens, wave.closes, now, 2026)
        .await
        .unwrap();
    county.forget("closing");
    assert!(check().await.contains("<h1>Counted<"));
}

#[tokio::test]
async fn a_receipt_is_found_however_it_is_written_and_an_unknown_one_is_told_so() {
    let county = county().await;
    let code = receipt(&put(&county.public, "open", &id(1), body(3)).await);
    for way in [
        code.clone(),
        code.replace('-', ""),
        code.to_lowercase(),
        code.replace('-', "%20"),
    ] {
        let page = get(&county.public, &format!("/check/{way}")).await;
        assert_eq!(page.status, StatusCode::OK, "{way}");
        assert!(page.text.contains(&code), "{way}");
        assert!(!page.text.contains("S_ROADS"), "what was said is not shown");
    }
    for unknown in [
        "0000-0000-0000",
        "short",
        &"Z".repeat(4_000),
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "%E2%80%AE",
        "%F0%9F%99%82",
    ] {
        let page = get(&county.public, &format!("/check/{unknown}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{unknown}");
        assert!(!page.text.contains("<script>alert"), "{unknown}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_in_an_address_are_a_refusal_not_a_failure() {
    let county = county().await;
    for path in [
        "/s/%ff",
        "/check/%ff",
        "/s/open/done/%ff",
        "/check?receipt=%ff",
        "/s/open?lang=%ff",
        "/api/v1/waves/%ff/submissions/%ff",
    ] {
        for method in [Method::GET, Method::POST, Method::PUT] {
            let status = send(&county.public, method.clone(), path, &[], "").await.status;
            assert!(!status.is_server_error(), "{method} {path}: {status}");
        }
    }
    let good = || body(3);
    for (method, path, body, want) in [
        (Method::GET, "/s/%ff", String::new(), 404),
        (Method::POST, "/s/%ff", format!("id={}", id(1)), 404),
        (Method::GET, "/results/%ff", String::new(), 404),
        (Method::GET, "/check/%ff", String::new(), 404),
        (Method::GET, "/s/open/done/%ff?lang=en", String::new(), 404),
        (Method::GET, "/pkg/%ff", String::new(), 404),
        (Method::GET, "/%ff", String::new(), 404),
        (Method::GET, "/surveys/%ff", String::new(), 404),
        (Method::GET, "/association/%ff", String::new(), 404),
        (
            Method::PUT,
            "/api/v1/waves/%ff/submissions/00000000000000000000000000000001",
            good(),
            404,
        ),
        (
            Method::POST,
            "/api/v1/waves/%ff/submissions:batch",
            r#"{"items":[]}"#.to_owned(),
            404,
        ),
        (Method::GET, "/api/v1/waves/%ff/key", String::new(), 404),
        (Method::PUT, "/api/v1/waves/open/submissions/%ff", good(), 422),
    ] {
        for door in [&county.public, &county.desk] {
            let answer = send(door, method.clone(), path, &[], body.clone()).await;
            assert_eq!(answer.status.as_u16(), want, "{method} {path}");
            if path.starts_with("/api/") {
                assert!(
                    answer.json()["detail"].is_string(),
                    "{method} {path}: {}",
                    answer.text
                );
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_counted_is_listed_by_reason_and_day_and_never_shows_an_answer() {
    let county = county().await;
    for (lang, words) in [
        ("en", "Nothing is kept apart"),
        ("zh-Hans", "没有另外存着的答卷"),
        ("zh-Hant", "沒有另外存著的答卷"),
    ] {
        let page = get(&county.desk, &format!("/surveys/closed/apart?lang={lang}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains(words), "{}", page.text);
    }
    put(&county.public, "closed", &id(1), body(3)).await;
    put(&county.public, "open", &id(2), body(3)).await;
    put(&county.public, "open", &id(2), body(4)).await;
    let late = get(&county.desk, "/surveys/closed/apart?lang=en").await;
    assert!(late.text.contains("1 submission is kept apart") && late.text.contains("1 July 2026"));
    assert!(late.text.contains("Late: after grace") && !late.text.contains("Same number, other"));
    let conflict = get(&county.desk, "/surveys/open/apart?lang=zh-Hans").await;
    assert!(conflict.text.contains("编号相同，内容不同") && !conflict.text.contains("S_ROADS"));
    let wave = get(&county.desk, "/surveys/open?lang=en").await;
    assert!(wave.text.contains("/surveys/open/apart") && wave.text.contains("not counted: 1"));
}
