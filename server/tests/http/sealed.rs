//! Sealed answers at the door: opened, validated, counted; what does not open is refused by itself and in words.

use axum::http::{Method, StatusCode};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use seal::{Bound, KeyPair, PublicKey, Sealed};
use serde_json::{Value, json};
use survey::SubmissionId;

use super::county::{Answer, County, county, get, put, send};

pub fn id(n: u32) -> SubmissionId {
    SubmissionId::parse(&format!("{n:032x}")).unwrap()
}

pub fn envelope(roads: u8) -> String {
    json!({ "version": 1, "lang": "zh-Hans", "mode": "kiosk", "answers": { "S_ROADS": roads } }).to_string()
}

/// The key that a device is given.
pub async fn key(county: &County, wave: &str) -> PublicKey {
    let offer = get(&county.public, &format!("/api/v1/waves/{wave}/key")).await;
    assert_eq!(offer.status, StatusCode::OK, "{}", offer.text);
    let offer = offer.json();
    assert_eq!(offer["suite"], 1);
    let key = PublicKey::read(&URL_SAFE_NO_PAD.decode(offer["key"].as_str().unwrap()).unwrap()).unwrap();
    assert_eq!(offer["kid"], key.kid());
    key
}

pub fn sealed(key: &PublicKey, wave: &str, n: u32, envelope: &str) -> String {
    let bound = Bound {
        wave,
        version: 1,
        id: id(n),
    };
    let mut seed = [5; 32];
    seed[..4].copy_from_slice(&n.to_le_bytes());
    Sealed::seal(key, &bound, envelope, seed).to_body()
}

async fn batch(county: &County, wave: &str, items: Vec<Value>) -> Answer {
    let path = format!("/api/v1/waves/{wave}/submissions:batch");
    send(
        &county.public,
        Method::POST,
        &path,
        &[],
        json!({ "items": items }).to_string(),
    )
    .await
}

async fn counts(county: &County, wave: &str) -> (u64, u64, u64) {
    let counts = county.store.wave_counts(wave).await.unwrap();
    (counts.counted, counts.late, counts.quarantined)
}

#[tokio::test]
async fn a_sealed_answer_is_opened_validated_and_counted_like_a_plain_one() {
    let county = county().await;
    let key = key(&county, "open").await;
    let body = sealed(&key, "open", 1, &envelope(3));
    let first = put(&county.public, "open", &id(1).hex(), body.clone()).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    assert_eq!(first.json()["receipt"], id(1).receipt().to_string());
    let again = put(&county.public, "open", &id(1).hex(), body).await;
    assert_eq!(again.status, StatusCode::OK, "the same sealed bytes");
    let plain = put(&county.public, "open", &id(2).hex(), envelope(3)).await;
    assert_eq!(plain.status, StatusCode::CREATED, "a device that cannot seal");
    let stored = county.store.responses("open", None, 10).await.unwrap();
    assert_eq!(stored[0].answers, stored[1].answers);
    assert_eq!(stored[0].mode, survey::Mode::Kiosk);
    let wrong = put(
        &county.public,
        "open",
        &id(3).hex(),
        sealed(&key, "open", 3, &envelope(9)),
    )
    .await;
    assert_eq!(
        (wrong.status, &wrong.json()["reason"], &wrong.json()["item"]),
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            &json!("unknown_option"),
            &json!("S_ROADS")
        )
    );
    // sealed anew the bytes are others: the first ones count
    let bound = Bound {
        wave: "open",
        version: 1,
        id: id(1),
    };
    let other = Sealed::seal(&key, &bound, &envelope(3), [77; 32]).to_body();
    let other = put(&county.public, "open", &id(1).hex(), other).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert_eq!(counts(&county, "open").await, (2, 0, 1));
}

#[tokio::test]
async fn what_does_not_open_is_refused_by_itself_with_its_reason() {
    let county = county().await;
    let (key, other) = (key(&county, "open").await, key(&county, "closing").await);
    assert_ne!(key.kid(), other.kid(), "one key a wave");
    let stranger = KeyPair::from_seed(&[66; 32]);
    let good = sealed(&key, "open", 20, &envelope(3));
    let with = |field: &str, value: Value| {
        let mut body: Value = serde_json::from_str(&good).unwrap();
        body[field] = value;
        body.to_string()
    };
    let tampered = {
        let mut body: Value = serde_json::from_str(&good).unwrap();
        let mut bytes = URL_SAFE_NO_PAD.decode(body["ct"].as_str().unwrap()).unwrap();
        bytes[40] ^= 1;
        body["ct"] = json!(URL_SAFE_NO_PAD.encode(bytes));
        body.to_string()
    };
    let inner = |text: &str| sealed(&key, "open", 20, text);
    let bad = [
        (tampered, "unsealable"),
        (sealed(&key, "open", 99, &envelope(3)), "unsealable"), // another id's body under this one
        (sealed(&key, "closing", 20, &envelope(3)), "unsealable"), // made for another wave
        (sealed(&other, "closing", 20, &envelope(3)), "unsealable"), // with that wave's key
        (sealed(stranger.public(), "open", 20, &envelope(3)), "unknown_key"),
        (with("kid", json!("0000000000000000")), "unknown_key"),
        (with("kid", json!(other.kid())), "unsealable"),
        (with("suite", json!(2)), "unknown_suite"),
        (with("version", json!(2)), "unsealable"),
        (with("enc", json!("AAAA")), "unsealable"),
        (with("ct", json!("not base64!")), "malformed"),
        (with("ct", json!(7)), "malformed"),
        (with("more", json!(7)), "malformed"),
        (inner("no JSON"), "malformed"),
        (inner(r#"{"version":2,"answers":{}}"#), "malformed"),
        (inner(&good), "malformed"),
    ];
    let mut items = Vec::new();
    for (n, (body, _)) in (1000..).zip(&bad) {
        items.push(json!({ "id": id(20).hex(), "body": body }));
        items.push(json!({ "id": id(n).hex(), "body": sealed(&key, "open", n, &envelope(4)) }));
    }
    let answer = batch(&county, "open", items).await;
    assert_eq!(answer.status, StatusCode::OK);
    let json = answer.json();
    for (place, result) in json["results"].as_array().unwrap().iter().enumerate() {
        if place % 2 == 1 {
            assert_eq!(result["status"], "stored");
        } else {
            let (body, want) = &bad[place / 2];
            assert_eq!(
                (&result["status"], &result["reason"]),
                (&json!("rejected"), &json!(want)),
                "{body}"
            );
        }
    }
    for (body, want) in &bad {
        let one = put(&county.public, "open", &id(20).hex(), body.clone()).await;
        assert_eq!(
            (one.status, &one.json()["reason"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(want)),
            "{body}"
        );
        assert!(
            one.json()["detail"].is_null(),
            "what is inside is nobody's business"
        );
    }
    // the id that was tried with all of them is still free for its own answer
    assert_eq!(
        put(&county.public, "open", &id(20).hex(), good).await.status,
        StatusCode::CREATED
    );
    assert_eq!(counts(&county, "open").await, (bad.len() as u64 + 1, 0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_copies_of_two_hundred_sealed_answers_at_once_are_two_hundred() {
    let county = county().await;
    let key = key(&county, "open").await;
    let items: Vec<_> = (0..200)
        .map(|n| json!({ "id": id(n).hex(), "body": sealed(&key, "open", n, &envelope(3)) }))
        .collect();
    for lot in items.chunks(100) {
        let body = json!({ "items": lot }).to_string();
        let sends: Vec<_> = (0..5)
            .map(|_| {
                let (door, body) = (county.public.clone(), body.clone());
                tokio::spawn(async move {
                    send(
                        &door,
                        Method::POST,
                        "/api/v1/waves/open/submissions:batch",
                        &[],
                        body,
                    )
                    .await
                })
            })
            .collect();
        for sent in sends {
            let answer = sent.await.unwrap();
            assert_eq!(answer.status, StatusCode::OK);
            for result in answer.json()["results"].as_array().unwrap() {
                assert!(
                    ["stored", "duplicate"].contains(&result["status"].as_str().unwrap()),
                    "{result}"
                );
            }
        }
    }
    assert_eq!(counts(&county, "open").await, (200, 0, 0));
}

#[tokio::test]
async fn a_key_is_made_once_and_an_older_one_still_opens() {
    let county = county().await;
    let first = key(&county, "open").await;
    assert_eq!(key(&county, "open").await.kid(), first.kid());
    let form = get(&county.public, "/s/open").await;
    if form.text.contains("id=\"minxin-form\"") {
        assert!(form.text.contains(&first.kid()), "the form gives the same key");
    }
    let waiting = sealed(&first, "open", 1, &envelope(3));
    let made = county
        .keys
        .make(&*county.store, "open", "2026-07-01", false)
        .await
        .unwrap();
    assert_ne!(made.unwrap().kid, first.kid());
    assert_eq!(
        put(&county.public, "open", &id(1).hex(), waiting).await.status,
        StatusCode::CREATED
    );
    for (wave, reason) in [("nowhere", "unknown_wave"), ("closed", "no_key")] {
        let none = get(&county.public, &format!("/api/v1/waves/{wave}/key")).await;
        assert_eq!(
            (none.status, &none.json()["reason"]),
            (StatusCode::NOT_FOUND, &json!(reason))
        );
    }
    // not open yet: a tablet is prepared the day before
    key(&county, "upcoming").await;
}

#[tokio::test]
async fn without_its_master_key_a_sealed_answer_waits_and_a_plain_one_does_not() {
    let mut county = county().await;
    let key = key(&county, "open").await;
    county.without_master();
    let body = sealed(&key, "open", 1, &envelope(3));
    let locked = put(&county.public, "open", &id(1).hex(), body.clone()).await;
    assert_eq!(
        (locked.status, &locked.json()["reason"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!("locked"))
    );
    assert!(locked.headers.contains_key("retry-after"));
    let items = vec![
        json!({ "id": id(1).hex(), "body": body }),
        json!({ "id": id(2).hex(), "body": envelope(3) }),
    ];
    let answer = batch(&county, "open", items).await.json();
    assert_eq!(
        (&answer["results"][0]["status"], &answer["results"][1]["status"]),
        (&json!("retry"), &json!("stored"))
    );
}
