//! Bad input of every kind while the good goes on: each is refused by itself and with its reason, and nobody else notices.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use outbox::rescue::MAX_FILE;
use seal::KeyPair;
use serde_json::{Value, json};

use super::{
    county::{Answer, County, county, send},
    intake::counts,
    rescue::{file, record, take, upload},
    sealed::{envelope, id, key, sealed},
};

fn item(n: u32, body: &str) -> Value {
    json!({ "id": id(n).hex(), "body": body })
}

/// Sends a batch beside everything else that is under way.
fn batch(county: &County, items: &[Value]) -> tokio::task::JoinHandle<Answer> {
    let (door, body) = (county.public.clone(), json!({ "items": items }).to_string());
    let path = "/api/v1/waves/open/submissions:batch";
    tokio::spawn(async move { send(&door, Method::POST, path, &[], body).await })
}

/// The body with one bit of its cipher text turned over.
fn tampered(body: &str) -> String {
    let mut body: Value = serde_json::from_str(body).unwrap();
    let mut bytes = URL_SAFE_NO_PAD.decode(body["ct"].as_str().unwrap()).unwrap();
    bytes[40] ^= 1;
    body["ct"] = json!(URL_SAFE_NO_PAD.encode(bytes));
    body.to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn bad_input_of_every_kind_is_refused_by_itself_while_five_copies_of_two_hundred_answers_arrive_once() {
    let county = county().await;
    let key = key(&county, "open").await;
    let stranger = KeyPair::from_seed(&[66; 32]);
    let good = |n: u32| sealed(&key, "open", n, &envelope(3));
    let strange = |n: u32| sealed(stranger.public(), "open", n, &envelope(3));

    let bad = [
        (item(300, &tampered(&good(300))), "unsealable"),
        (item(301, &good(999)), "unsealable"), // another answer's bytes
        (item(302, &strange(302)), "unknown_key"),
        (item(303, &"x".repeat(70_000)), "too_large"),
        (
            item(304, &sealed(&key, "open", 304, &envelope(9))),
            "unknown_option",
        ),
    ];
    let mixed: Vec<Value> = (310..)
        .zip(&bad)
        .flat_map(|(n, (bad, _))| [bad.clone(), item(n, &good(n))])
        .collect();
    let many: Vec<Value> = (400..501).map(|n| item(n, &good(n))).collect();
    let pad = format!(r#"{{"version":1,"answers":{{}},"pad":"{}"}}"#, "x".repeat(6_000));
    let wide: Vec<Value> = (600..700).map(|n| item(n, &pad)).collect();
    let copies: Vec<Value> = (0..200).map(|n| item(n, &good(n))).collect();
    let mut sends = Vec::new();
    let (mut over, mut beside) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        sends.extend(copies.chunks(100).map(|lot| batch(&county, lot)));
        over.extend([batch(&county, &many), batch(&county, &wide)]);
        beside.push(batch(&county, &mixed));
    }
    let foreign = file(vec![
        record("open", 70, sealed_as(70, &stranger)),
        record("open", 71, envelope(3)),
    ]);
    let mut damaged = foreign.clone();
    damaged[60] ^= 1;
    let mut large = foreign.clone();
    large.resize(MAX_FILE + 1, 0);
    for (bytes, says) in [
        (b"PK\x03\x04".to_vec(), "not a rescue file"),
        (damaged, "is damaged"),
        (large, "larger than"),
    ] {
        let page = upload(&county, &bytes).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(page.text.contains(says), "{says}: {}", page.text);
    }
    let look = upload(&county, &foreign).await;
    assert_eq!(look.status, StatusCode::OK, "{}", look.text);
    let told = "wave open: 2 records: 1 refused (unknown_key), 1 stored";
    assert!(look.text.contains(told), "{told}: {}", look.text);
    assert_eq!(take(&county, &look).await.status, StatusCode::OK);

    let mut said = BTreeMap::<(String, String), Vec<String>>::new();
    for sent in sends {
        let answer = sent.await.unwrap();
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        for result in answer.json()["results"].as_array().unwrap() {
            let text = |name: &str| result[name].as_str().unwrap().to_owned();
            said.entry((text("id"), text("receipt")))
                .or_default()
                .push(text("status"));
        }
    }
    assert_eq!(said.len(), 200, "one receipt an answer, however often it came");
    for (answer, mut words) in said {
        words.sort();
        let once = ["duplicate", "duplicate", "duplicate", "duplicate", "stored"];
        assert_eq!(words, once, "{answer:?}");
    }
    for sent in over {
        let answer = sent.await.unwrap();
        assert_eq!(
            (answer.status, &answer.json()["reason"]),
            (StatusCode::PAYLOAD_TOO_LARGE, &json!("too_large"))
        );
    }
    for sent in beside {
        let answer = sent.await.unwrap();
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let json = answer.json();
        for (pair, (_, reason)) in json["results"].as_array().unwrap().chunks(2).zip(&bad) {
            assert_eq!(
                (&pair[0]["status"], &pair[0]["reason"]),
                (&json!("rejected"), &json!(reason))
            );
            let neighbour = pair[1]["status"].as_str().unwrap();
            assert!(
                ["stored", "duplicate"].contains(&neighbour),
                "{reason}: {neighbour}"
            );
        }
    }
    let neighbours = bad.len() as u64;
    assert_eq!(counts(&county, "open").await, (200 + neighbours + 1, 0, 0));
}

/// A record of another county, made for the id that rescue files write.
fn sealed_as(n: u8, by: &KeyPair) -> String {
    let bound = seal::Bound {
        wave: "open",
        version: 1,
        id: survey::SubmissionId([n; 16]),
    };
    seal::Sealed::seal(by.public(), &bound, &envelope(3), [n; 32]).to_body()
}
