//! A rescue file at the desk: looked at first, taken by the second click, each record for itself.

use axum::http::{Method, StatusCode};
use outbox::rescue::{MAX_FILE, Rescued, write};
use seal::{Bound, KeyPair, PublicKey, Sealed};
use survey::SubmissionId;

use super::county::{Answer, County, county, get, send};

fn id(n: u8) -> SubmissionId {
    SubmissionId([n; 16])
}

fn plain(roads: u8) -> String {
    format!(r#"{{"version":1,"mode":"kiosk","answers":{{"S_ROADS":{roads},"OWN":"canary-words"}}}}"#)
}

pub fn record(wave: &str, n: u8, body: String) -> Rescued {
    Rescued {
        wave: wave.to_owned(),
        id: id(n),
        body,
    }
}

pub fn file(records: Vec<Rescued>) -> Vec<u8> {
    let mut files = write(records).unwrap();
    assert_eq!(files.len(), 1);
    files.remove(0)
}

pub async fn upload(county: &County, bytes: &[u8]) -> Answer {
    let head = "--x\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\nrescue\r\n--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"tablet-7.rsbox\"\r\n\r\n";
    let body = [head.as_bytes(), bytes, b"\r\n--x--\r\n"].concat();
    let headers = [("content-type", "multipart/form-data; boundary=x")];
    send(&county.desk, Method::POST, "/data?lang=en", &headers, body).await
}

pub async fn take(county: &County, preview: &Answer) -> Answer {
    let at = preview.text.find("name=\"key\" value=\"").unwrap();
    let key = preview.text[at + 18..].split('"').next().unwrap();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    send(
        &county.desk,
        Method::POST,
        "/data/store?lang=en",
        &form,
        format!("key={key}"),
    )
    .await
}

async fn counts(county: &County, wave: &str) -> (u64, u64, u64) {
    let counts = county.store.wave_counts(wave).await.unwrap();
    (counts.counted, counts.late, counts.quarantined)
}

#[tokio::test]
async fn a_rescue_file_is_looked_at_then_taken_and_brought_twice_changes_nothing() {
    let county = county().await;
    let made = county
        .keys
        .make(&*county.store, "open", "2026-07-01", false)
        .await
        .unwrap();
    let key = PublicKey::read(&made.unwrap().public).unwrap();
    let sealed_to = |key: &PublicKey, wave: &str, n: u8| {
        let bound = Bound {
            wave,
            version: 1,
            id: id(n),
        };
        Sealed::seal(key, &bound, &plain(3), [n; 32]).to_body()
    };
    let sealed = |wave: &str, n: u8| sealed_to(&key, wave, n);
    let another_county = KeyPair::from_seed(&[66; 32]);
    let records = vec![
        record("open", 1, plain(3)),
        record("open", 2, sealed("open", 2)),
        record("open", 3, sealed("open", 9)), // another answer's bytes
        record("open", 4, plain(9)),          // no such option
        record("open", 5, "no JSON".to_owned()),
        record("closed", 6, plain(3)),
        record("upcoming", 7, plain(3)),
        record("elsewhere", 8, plain(3)),
        record("open", 9, sealed_to(another_county.public(), "open", 9)),
    ];
    let bytes = file(records);
    let look = upload(&county, &bytes).await;
    assert_eq!(look.status, StatusCode::OK, "{}", look.text);
    assert!(look.text.contains("not stored yet, look first"));
    let lines = [
        "9 rows read: 3 to add, 0 unchanged",
        "wave open: 6 records: 1 refused (malformed), 1 refused (unknown_key), 1 refused (unknown_option), 1 refused (unsealable), 2 stored",
        "wave closed: 1 record: 1 late, kept apart",
        "wave upcoming: 1 record: 1 refused (not_open)",
        "wave elsewhere: 1 record: 1 refused (unknown_wave)",
    ];
    for line in lines {
        assert!(look.text.contains(line), "{line}: {}", look.text);
    }
    for secret in [
        "canary-words",
        "S_ROADS",
        &id(1).hex(),
        &id(1).receipt().to_string(),
    ] {
        assert!(!look.text.contains(secret), "{secret} on a page of the desk");
    }
    assert_eq!(counts(&county, "open").await, (0, 0, 0), "looked at, not taken");

    let done = take(&county, &look).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert!(
        done.text.contains("2 stored") && done.text.contains("3 added"),
        "{}",
        done.text
    );
    assert_eq!(counts(&county, "open").await, (2, 0, 0));
    assert_eq!(counts(&county, "closed").await, (0, 1, 0));
    let receipt = get(&county.public, &format!("/check/{}", id(2).receipt())).await;
    assert_eq!(receipt.status, StatusCode::OK);

    let again = upload(&county, &bytes).await;
    assert!(
        again.text.contains("2 stored before") && again.text.contains("nothing changed"),
        "{}",
        again.text
    );
    take(&county, &again).await;
    assert_eq!(counts(&county, "open").await, (2, 0, 0));
    assert_eq!(counts(&county, "closed").await, (0, 1, 0));
}

#[tokio::test]
async fn a_foreign_damaged_or_oversized_file_is_refused_in_a_sentence() {
    let county = county().await;
    let good = file((1..60).map(|n| record("open", n, plain(3))).collect());
    let mut flipped = good.clone();
    flipped[200] ^= 1;
    let mut later = good.clone();
    later[7] = 2;
    let mut large = good.clone();
    large.resize(MAX_FILE + 1, 0);
    for (bytes, says) in [
        (b"code,name,level\n".to_vec(), "not a rescue file"),
        (b"PK\x03\x04".to_vec(), "not a rescue file"),
        (flipped, "is damaged"),
        (good[..good.len() - 5].to_vec(), "is damaged"),
        (good[..9].to_vec(), "is damaged"),
        (later, "has version 2"),
        (large, "larger than"),
    ] {
        let page = upload(&county, &bytes).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.text.contains("tablet-7.rsbox") && page.text.contains(says),
            "{says}: {}",
            page.text
        );
    }
    assert_eq!(counts(&county, "open").await, (0, 0, 0));
}
