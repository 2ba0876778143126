//! Ten thousand bodies that nobody should send, open and sealed, drawn from a seed that is printed (`MINXIN_SEED` repeats
//! them): whatever comes, it is the sender's fault and never a failure of the server; what is refused is refused with a
//! reason and leaves nothing behind.

use std::hash::{BuildHasher as _, RandomState};

use axum::http::{Method, StatusCode};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use seal::{Bound, PublicKey, Sealed};
use serde_json::{Value, json};
use survey::SubmissionId;

use super::county::{Answer, County, county, get, put, send};

const CASES: usize = 10_000;

/// Steele, Lea, Flood (2014), SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// What parsers stumble over.
const NASTY: [&[u8]; 25] = [
    b"null",
    b"true",
    b"-0",
    b"1e999",
    b"18446744073709551616",
    b"0.1",
    b"{}",
    b"[]",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"\"\"",
    b"\"\\ud800\"",
    b"\"\\u0000\"",
    b"\xff\xfe",
    b"\xc0\x80",
    "\u{202e}\u{feff}".as_bytes(),
    b"\"version\":",
    b"\"answers\":{\"S_ROADS\":[1,2,3,4,5]},",
    b"\"OWN\":\"<script>alert(1)</script>\",",
    b"\"suite\":1,\"kid\":\"0000000000000000\",\"enc\":\"AA\",\"ct\":\"AA\",",
    b"%00%ff%c0%80",
    b"&S_ROADS=9&S_ROADS=&id=&version=-1&lang=",
    b"&&&===;;;",
    b",",
    b"\"",
    b"\0",
];

/// What was asked.
struct Case {
    method: Method,
    path: String,
    kind: &'static str,
    body: Vec<u8>,
    /// The address is one of the interface for programs, which gives reasons.
    reasoned: bool,
}

/// Where answers go, one by one, many at once, from a form without a script; and where it is asked what is there.
fn case(random: &mut Random, key: &PublicKey, number: usize) -> Case {
    let good = envelope();
    let id = format!("{:016x}{:016x}", random.next(), random.next());
    let odd = ["", "0", "%00", "g", "%E4%BA%BA", "..", "a%2Fb"];
    let wave = random.one(&[
        "open", "open", "open", "closing", "closed", "upcoming", "nowhere", "%FF", "a%00b",
    ]);
    let (method, path, kind, whole) = match random.below(10) {
        0..3 => {
            let to = if random.below(20) == 0 {
                random.one(&odd)
            } else {
                &id
            };
            let path = format!("/api/v1/waves/{wave}/submissions/{to}");
            (Method::PUT, path, "application/json", good)
        }
        3..5 => {
            // spoilt before it was sealed, or, below, after
            let inside = if random.below(2) == 0 {
                String::from_utf8_lossy(&spoilt(random, good.as_bytes())).into_owned()
            } else {
                good
            };
            let path = format!("/api/v1/waves/open/submissions/{id}");
            (
                Method::PUT,
                path,
                "application/json",
                sealed(random, key, &id, &inside),
            )
        }
        5..7 => {
            let items: Vec<_> = (0..random.below(4))
                .map(|n| json!({ "id": format!("{n:02x}{}", &format!("{number:030x}")), "body": good }))
                .collect();
            let path = format!("/api/v1/waves/{wave}/submissions:batch");
            (
                Method::POST,
                path,
                "application/json",
                json!({ "items": items }).to_string(),
            )
        }
        7 => {
            let path = format!("/api/v1/waves/{wave}/submissions:have");
            let ids = json!({ "ids": [id, id] }).to_string();
            (Method::POST, path, "application/json", ids)
        }
        _ => {
            let body = format!("id={id}&version=1&lang=zh-Hans&S_ROADS=3&OWN=%E8%B7%AF");
            let kind = "application/x-www-form-urlencoded";
            (Method::POST, format!("/s/{wave}"), kind, body)
        }
    };
    Case {
        body: spoilt(random, whole.as_bytes()),
        kind: random.one(&[
            kind,
            kind,
            kind,
            "text/plain",
            "multipart/form-data; boundary=x",
            "",
        ]),
        reasoned: path.starts_with("/api/")
            && !path.contains('%')
            && !path.ends_with('/')
            && !path.contains(".."),
        method,
        path,
    }
}

fn envelope() -> String {
    json!({ "version": 1, "lang": "zh-Hans", "mode": "web", "answers": { "S_ROADS": 3, "OWN": "路" } })
        .to_string()
}

fn sealed(random: &mut Random, key: &PublicKey, id: &str, inside: &str) -> String {
    let bound = Bound {
        wave: "open",
        version: 1,
        id: SubmissionId::parse(id).unwrap(),
    };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&random.next().to_le_bytes());
    Sealed::seal(key, &bound, inside, seed).to_body()
}

/// Stored and late answers, and those kept apart, as far as this answer says so.
fn taken(case: &Case, answer: &Answer) -> (u64, u64) {
    let count = |words: &[&str]| {
        let Ok(json) = serde_json::from_str::<Value>(&answer.text) else {
            return 0;
        };
        let one = std::slice::from_ref(&json);
        let all = json["results"].as_array().map_or(one, Vec::as_slice);
        let said = |r: &&Value| words.contains(&r["status"].as_str().unwrap_or_default());
        all.iter().filter(said).count() as u64
    };
    let form = case.path.starts_with("/s/") && answer.status == StatusCode::SEE_OTHER;
    (
        count(&["stored", "late"]) + u64::from(form),
        count(&["quarantined"]),
    )
}

async fn counts(county: &County) -> (u64, u64) {
    let mut sum = (0, 0);
    for wave in ["open", "closing", "closed", "upcoming"] {
        let counts = county.store.wave_counts(wave).await.unwrap();
        sum.0 += counts.counted + counts.late;
        sum.1 += counts.quarantined;
    }
    sum
}

/// A body that was good once.
fn spoilt(random: &mut Random, good: &[u8]) -> Vec<u8> {
    let mut body = good.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(body.len() + 1);
        match random.below(6) {
            0 => body.truncate(at),
            1 => {
                let bit = 1 << random.below(8);
                if let Some(byte) = body.get_mut(at) {
                    *byte ^= bit;
                }
            }
            2 => {
                let end = (at + random.below(12)).min(body.len());
                body.drain(at..end);
            }
            3 => {
                let part = body[at..(at + random.below(40)).min(body.len())].to_vec();
                body.splice(at..at, part);
            }
            _ => {
                body.splice(at..at, random.one(&NASTY).iter().copied());
            }
        }
    }
    body
}

#[tokio::test]
async fn ten_thousand_malformed_bodies_are_refused_with_a_reason_and_never_a_failure_of_the_server() {
    let seed = std::env::var("MINXIN_SEED").ok().and_then(|s| s.parse().ok());
    let seed = seed.unwrap_or_else(|| RandomState::new().hash_one("malformed"));
    eprintln!("MINXIN_SEED={seed} repeats this");
    let mut random = Random(seed);
    let county = county().await;
    let offer = get(&county.public, "/api/v1/waves/open/key").await.json();
    let point = URL_SAFE_NO_PAD.decode(offer["key"].as_str().unwrap()).unwrap();
    let key = PublicKey::read(&point).unwrap();
    let (mut refused, mut all) = (0, (0, 0));
    for number in 0..CASES {
        let case = case(&mut random, &key, number);
        let head = [("content-type", case.kind)];
        let answer = send(
            &county.public,
            case.method.clone(),
            &case.path,
            &head,
            case.body.clone(),
        )
        .await;
        let told = || {
            format!(
                "seed {seed}, case {number}: {} {} ({}): {} {}\n{}",
                case.method,
                case.path,
                case.kind,
                answer.status,
                answer.text,
                String::from_utf8_lossy(&case.body)
            )
        };
        assert!(!answer.status.is_server_error(), "{}", told());
        let (stored, apart) = taken(&case, &answer);
        if answer.status.is_client_error() && answer.status != StatusCode::CONFLICT {
            refused += 1;
            assert_eq!((stored, apart), (0, 0), "{}", told());
            let reason = || {
                serde_json::from_str::<Value>(&answer.text).ok()?["reason"]
                    .as_str()
                    .map(str::to_owned)
            };
            assert!(
                !case.reasoned || reason().is_some_and(|r| !r.is_empty()),
                "no reason: {}",
                told()
            );
        }
        all = (all.0 + stored, all.1 + apart);
    }
    assert!(
        refused > CASES / 3,
        "only {refused} of {CASES} were spoilt enough to be refused"
    );
    assert_eq!(
        counts(&county).await,
        all,
        "seed {seed}: what was said to be taken, and nothing else"
    );

    let after = put(&county.public, "open", &"f".repeat(32), envelope()).await;
    assert_eq!(
        after.status,
        StatusCode::CREATED,
        "and good ones are taken as before"
    );
    assert_eq!(get(&county.public, "/readyz").await.status, StatusCode::OK);
}
