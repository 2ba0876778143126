//! Many answers at once from a device that was offline: each with its own result, never a failure of the server.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::county::{Answer, County, county, get, put, send};

fn id(n: u32) -> String {
    format!("{n:032x}")
}

fn body(roads: u8) -> String {
    json!({ "version": 1, "lang": "zh-Hans", "mode": "kiosk", "answers": { "S_ROADS": roads } }).to_string()
}

fn item(n: u32, roads: u8) -> Value {
    json!({ "id": id(n), "body": body(roads) })
}

async fn post(county: &County, wave: &str, what: &str, body: impl Into<axum::body::Body>) -> Answer {
    let path = format!("/api/v1/waves/{wave}/submissions:{what}");
    let headers = [("content-type", "application/json")];
    send(&county.public, Method::POST, &path, &headers, body).await
}

async fn batch(county: &County, wave: &str, items: impl IntoIterator<Item = Value>) -> Answer {
    let items: Vec<Value> = items.into_iter().collect();
    post(county, wave, "batch", json!({ "items": items }).to_string()).await
}

/// The words of the results, in the order of the items.
#[track_caller]
fn words(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let json = answer.json();
    let results = json["results"].as_array().unwrap();
    results
        .iter()
        .map(|r| r["status"].as_str().unwrap().to_owned())
        .collect()
}

async fn counts(county: &County, wave: &str) -> (u64, u64, u64) {
    let counts = county.store.wave_counts(wave).await.unwrap();
    (counts.counted, counts.late, counts.quarantined)
}

#[tokio::test]
async fn a_batch_is_stored_and_sent_again_is_known_with_the_same_receipts() {
    let county = county().await;
    let first = batch(&county, "open", (0..100).map(|n| item(n, 3))).await;
    assert_eq!(words(&first), vec!["stored"; 100]);
    let again = batch(&county, "open", (0..100).map(|n| item(n, 3))).await;
    assert_eq!(words(&again), vec!["duplicate"; 100]);
    let receipts = |a: &Answer| -> Vec<(Value, Value)> {
        let json = a.json();
        let results = json["results"].as_array().unwrap();
        results
            .iter()
            .map(|r| (r["id"].clone(), r["receipt"].clone()))
            .collect()
    };
    assert_eq!(receipts(&first), receipts(&again));
    for (n, (told, receipt)) in (0..).zip(receipts(&first)) {
        let one = survey::SubmissionId::parse(&id(n)).unwrap();
        assert_eq!(
            (told, receipt),
            (json!(one.hex()), json!(one.receipt().to_string()))
        );
    }
    // what one way has stored, the other knows: the bytes are the same
    let put = put(&county.desk, "open", &id(7), body(3)).await;
    assert_eq!(put.status, StatusCode::OK);
    assert_eq!(counts(&county, "open").await, (100, 0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_copies_of_a_batch_at_once_are_one_answer_each_with_equal_receipts() {
    let county = county().await;
    for lot in 0..2 {
        let sends: Vec<_> = (0..5)
            .map(|_| {
                let door = county.public.clone();
                tokio::spawn(async move {
                    let items: Vec<_> = (100 * lot..100 * (lot + 1)).map(|n| item(n, 3)).collect();
                    let path = "/api/v1/waves/open/submissions:batch";
                    send(
                        &door,
                        Method::POST,
                        path,
                        &[],
                        json!({ "items": items }).to_string(),
                    )
                    .await
                })
            })
            .collect();
        let mut said = Vec::new();
        let mut receipts = std::collections::BTreeSet::new();
        for sent in sends {
            let answer = sent.await.unwrap();
            said.extend(words(&answer));
            for r in answer.json()["results"].as_array().unwrap() {
                receipts.insert(r["receipt"].as_str().unwrap().to_owned());
            }
        }
        let stored = said.iter().filter(|w| *w == "stored").count();
        let known = said.iter().filter(|w| *w == "duplicate").count();
        assert_eq!((stored, known, receipts.len()), (100, 400, 100));
    }
    assert_eq!(counts(&county, "open").await, (200, 0, 0));
}

#[tokio::test]
async fn a_bad_item_is_refused_by_itself() {
    let county = county().await;
    let with = |n: u32, body: &str| json!({ "id": id(n), "body": body });
    let bad = [
        (with(10, ""), "malformed"),
        (with(11, "{"), "malformed"),
        (with(12, "\u{feff}{}"), "malformed"),
        (with(13, &format!("{} ", "[".repeat(5_000))), "malformed"),
        (with(14, r#"{"version":9,"answers":{}}"#), "unknown_version"),
        (
            with(15, r#"{"version":1,"answers":{"S_ROADS":6}}"#),
            "unknown_option",
        ),
        (
            with(16, r#"{"version":1,"answers":{"NOT_THERE":1}}"#),
            "unknown_item",
        ),
        (
            with(
                17,
                &format!(r#"{{"version":1,"pad":"{}","answers":{{}}}}"#, "x".repeat(66_000)),
            ),
            "too_large",
        ),
        (json!({ "id": "xyz", "body": body(3) }), "bad_id"),
        (json!({ "id": "", "body": body(3) }), "bad_id"),
        (json!({ "id": id(18) }), "malformed"),
        (json!({ "body": body(3) }), "malformed"),
        (json!({ "id": id(19), "body": body(3), "at": 1 }), "malformed"),
        (
            json!({ "id": id(20), "body": { "version": 1, "answers": {} } }),
            "malformed",
        ),
        (json!({ "id": 7, "body": body(3) }), "malformed"),
        (json!(null), "malformed"),
        (json!([]), "malformed"),
        (json!([id(21), body(3)]), "malformed"),
        (with(22, r#"[1,"en","web",{}]"#), "malformed"),
        (
            with(23, r#"{"version":1,"answers":{"S_ROADS":3,"S_ROADS":4}}"#),
            "answered_twice",
        ),
    ];
    let mut items = vec![item(1, 3)];
    for (n, (odd, _)) in (100..).zip(&bad) {
        items.push(odd.clone());
        items.push(item(n, 4));
    }
    let answer = batch(&county, "open", items.clone()).await;
    let json = answer.json();
    let results = json["results"].as_array().unwrap();
    assert_eq!(results.len(), items.len());
    for (place, result) in results.iter().enumerate() {
        let sent = items[place].get("id").and_then(Value::as_str).unwrap_or_default();
        assert_eq!(result["id"], sent);
        if place % 2 == 0 {
            assert_eq!(result["status"], "stored", "{place}");
        } else {
            assert_eq!(
                (&result["status"], &result["reason"], &result["receipt"]),
                (&json!("rejected"), &json!(bad[place / 2].1), &Value::Null),
                "{}",
                items[place]
            );
        }
    }
    assert_eq!(results[11]["item"], "S_ROADS");
    assert_eq!(results[13]["item"], "NOT_THERE");
    assert_eq!(counts(&county, "open").await, (bad.len() as u64 + 1, 0, 0));
}

#[tokio::test]
async fn one_id_twice_in_a_batch_is_one_answer_and_other_bytes_are_a_conflict() {
    let county = county().await;
    let answer = batch(
        &county,
        "open",
        [item(1, 3), item(1, 3), item(2, 3), item(2, 4), item(3, 5)],
    )
    .await;
    assert_eq!(
        words(&answer),
        ["stored", "duplicate", "stored", "quarantined", "stored"]
    );
    assert_eq!(answer.json()["results"][3]["reason"], "payload_mismatch");
    assert_eq!(counts(&county, "open").await, (3, 0, 1));
    // the same conflict once more is kept once
    let again = batch(&county, "open", [item(2, 4)]).await;
    assert_eq!(words(&again), ["quarantined"]);
    assert_eq!(counts(&county, "open").await, (3, 0, 1));
}

#[tokio::test]
async fn a_wave_takes_batches_by_its_state() {
    let county = county().await;
    assert_eq!(
        words(&batch(&county, "closing", [item(1, 3)]).await),
        ["stored"],
        "grace"
    );
    assert_eq!(
        words(&batch(&county, "closed", [item(2, 3), item(3, 3)]).await),
        ["late", "late"]
    );
    assert_eq!(
        words(&batch(&county, "closed", [item(2, 3)]).await),
        ["late"],
        "sent once more it is late all the same"
    );
    assert_eq!(counts(&county, "closed").await, (0, 2, 0));
    let early = batch(&county, "upcoming", [item(4, 3)]).await;
    assert_eq!(
        (early.status, &early.json()["reason"], &early.json()["detail"]),
        (StatusCode::FORBIDDEN, &json!("not_open"), &json!("2026-07-04"))
    );
    for wave in ["nowhere", "%20", "..%2f..", "a%00b", &"w".repeat(5_000)] {
        for what in ["batch", "have"] {
            let answer = post(&county, wave, what, r#"{"items":[]}"#).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wave}");
            assert_eq!(answer.json()["reason"], "unknown_wave");
        }
    }
}

#[tokio::test]
async fn what_is_no_batch_is_refused_as_a_whole_and_never_a_failure() {
    let county = county().await;
    let deep = format!(r#"{{"items":[{}{}]}}"#, "[".repeat(5_000), "]".repeat(5_000));
    for bad in [
        "",
        "{",
        "[]",
        "null",
        "1",
        "\0",
        "{}",
        "<!doctype html><title>Sign in</title>",
        r#"{"items":{}}"#,
        r#"{"items":null}"#,
        "[[]]",
        &format!(r#"[[{{"id":"{}","body":"x"}}]]"#, id(1)),
        r#"{"items":[],"device":"7"}"#,
        r#"{"items":[{"id":"00","body":"\ud800"}]}"#,
        r#"{"items":[]} trailing"#,
        &deep,
    ] {
        let answer = post(&county, "open", "batch", bad.to_owned()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad:.60}");
        assert_eq!(answer.json()["reason"], "malformed", "{bad:.60}");
    }
    let bytes = post(&county, "open", "batch", vec![0xff_u8, 0xfe, 0x00, 0x80]).await;
    assert_eq!(bytes.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(words(&batch(&county, "open", []).await), Vec::<String>::new());
    assert_eq!(counts(&county, "open").await, (0, 0, 0));
}

#[tokio::test]
async fn a_batch_that_is_too_large_is_413_and_nothing_is_taken() {
    let county = county().await;
    let many = batch(&county, "open", (0..101).map(|n| item(n, 3))).await;
    let pad = "x".repeat(6_000);
    let long = format!(r#"{{"version":1,"answers":{{}},"pad":"{pad}"}}"#);
    let wide = batch(
        &county,
        "open",
        (0..100).map(|n| json!({ "id": id(n), "body": long })),
    )
    .await;
    for answer in [many, wide] {
        assert_eq!(
            (answer.status, &answer.json()["reason"]),
            (StatusCode::PAYLOAD_TOO_LARGE, &json!("too_large"))
        );
    }
    assert_eq!(counts(&county, "open").await, (0, 0, 0));
    let half = batch(
        &county,
        "open",
        (0..50).map(|n| json!({ "id": id(n), "body": long })),
    )
    .await;
    assert_eq!(words(&half), vec!["stored"; 50]);
}

#[tokio::test]
async fn a_device_learns_which_of_its_answers_are_stored_and_of_nothing_else() {
    let county = county().await;
    batch(&county, "open", (0..700).take(100).map(|n| item(n, 3))).await;
    batch(&county, "closed", [item(2_000, 3)]).await;
    let ids: Vec<_> = (0..1000).map(|n| id(n).to_uppercase()).collect();
    let answer = post(&county, "open", "have", json!({ "ids": ids }).to_string()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let json = answer.json();
    let have = json["have"].as_array().unwrap();
    let mut known: Vec<_> = have
        .iter()
        .map(|h| h["id"].as_str().unwrap().to_owned())
        .collect();
    known.sort();
    assert_eq!(known, (0..100).map(id).collect::<Vec<_>>());
    assert!(have.iter().all(|h| h["level"] == 1));
    let late = post(
        &county,
        "closed",
        "have",
        json!({ "ids": [id(2_000), id(1)] }).to_string(),
    )
    .await;
    assert_eq!(
        late.json()["have"],
        json!([{ "id": id(2_000), "level": 1, "late": true }])
    );
    // what is stored with other bytes than the device has is sent, and becomes a conflict then
    let hash = |roads| -> String {
        let bytes = survey::submission::payload_hash(body(roads).as_bytes());
        bytes.iter().map(|b| format!("{b:02X}")).collect()
    };
    let ids = [id(1), id(2), id(3), id(4)];
    let asked = json!({ "ids": ids, "hashes": [hash(3), hash(4), ""] });
    let same = post(&county, "open", "have", asked.to_string()).await.json();
    let same: Vec<_> = same["have"]
        .as_array()
        .unwrap()
        .iter()
        .map(|h| h["id"].clone())
        .collect();
    assert_eq!(same, [json!(id(1)), json!(id(3)), json!(id(4))]);
    let odd = post(
        &county,
        "open",
        "have",
        json!({ "ids": ["", "xyz", "字"] }).to_string(),
    )
    .await;
    assert_eq!((odd.status, &odd.json()["have"]), (StatusCode::OK, &json!([])));
    for (bad, status) in [
        ("", StatusCode::UNPROCESSABLE_ENTITY),
        (r#"{"ids":[1]}"#, StatusCode::UNPROCESSABLE_ENTITY),
        (r#"{"ids":[],"device":"7"}"#, StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        assert_eq!(post(&county, "open", "have", bad).await.status, status, "{bad}");
    }
    let many: Vec<_> = (0..1000).map(id).collect();
    let hashes = vec![hash(3); 1000];
    let most = post(
        &county,
        "open",
        "have",
        json!({ "ids": many, "hashes": hashes }).to_string(),
    )
    .await;
    assert_eq!(
        most.status,
        StatusCode::OK,
        "as many as may be asked for, each with its hash"
    );
    let many: Vec<_> = (0..1001).map(id).collect();
    let many = post(&county, "open", "have", json!({ "ids": many }).to_string()).await;
    assert_eq!(many.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_ping_tells_this_server_from_a_page_that_answers_everything() {
    let county = county().await;
    for door in [&county.desk, &county.public] {
        let answer = get(door, "/api/ping").await;
        assert_eq!(
            (answer.status, answer.text.as_str()),
            (StatusCode::OK, outbox::wire::PING)
        );
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn what_a_verified_backup_holds_is_level_two_from_the_next_day_on() {
    let county = county().await;
    batch(&county, "open", [item(1, 3), item(2, 3)]).await;
    let folder = tempfile::tempdir().unwrap();
    let levels = async |ids: &[u32]| {
        let ids: Vec<_> = ids.iter().map(|n| id(*n)).collect();
        let answer = post(&county, "open", "have", json!({ "ids": ids }).to_string()).await;
        let json = answer.json();
        let levels: Vec<_> = json["have"]
            .as_array()
            .unwrap()
            .iter()
            .map(|h| h["level"].clone())
            .collect();
        (levels, json["backup_through"].clone())
    };
    assert_eq!(levels(&[1, 2, 3]).await, (vec![json!(1), json!(1)], Value::Null));
    county
        .store
        .backup(&folder.path().join("one"), "2026-07-01")
        .await
        .unwrap();
    let first_of_july = super::county::noon() - 12 * 3_600_000;
    assert_eq!(
        levels(&[1]).await,
        (vec![json!(1)], json!(first_of_july)),
        "received on that day"
    );
    county
        .store
        .backup(&folder.path().join("two"), "2026-07-02")
        .await
        .unwrap();
    assert_eq!(
        levels(&[1, 2]).await,
        (vec![json!(2), json!(2)], json!(first_of_july + 86_400_000))
    );
    let told = batch(&county, "open", [item(3, 3)]).await.json()["backup_through"].clone();
    assert_eq!(told, json!(first_of_july + 86_400_000));
    assert_eq!(levels(&[3]).await.0, [json!(1)]);
}
