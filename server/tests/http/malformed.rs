//! Ten thousand bodies that nobody should send, drawn from a seed that is printed (`MINXIN_SEED` repeats them): whatever
//! comes, it is the sender's fault and never a failure of the server.

use std::hash::{BuildHasher as _, RandomState};

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::county::{county, get, put, send};

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
async fn ten_thousand_malformed_bodies_are_never_a_failure_of_the_server() {
    let seed = std::env::var("MINXIN_SEED").ok().and_then(|s| s.parse().ok());
    let seed = seed.unwrap_or_else(|| RandomState::new().hash_one("malformed"));
    eprintln!("MINXIN_SEED={seed} repeats this");
    let mut random = Random(seed);
    let county = county().await;
    let good =
        json!({ "version": 1, "lang": "zh-Hans", "mode": "web", "answers": { "S_ROADS": 3, "OWN": "路" } });
    let mut refused = 0;
    for case in 0..CASES {
        let id = format!("{:016x}{:016x}", random.next(), random.next());
        let id = match random.below(20) {
            0 => random
                .one(&["", "0", "%00", "g", "%E4%BA%BA", "..", "a%2Fb"])
                .to_owned(),
            _ => id,
        };
        let wave = random.one(&[
            "open", "open", "open", "closing", "closed", "upcoming", "nowhere", "%FF", "a%00b",
        ]);
        let (method, path, kind, whole) = match random.below(10) {
            0..4 => {
                let path = format!("/api/v1/waves/{wave}/submissions/{id}");
                (Method::PUT, path, "application/json", good.to_string())
            }
            4..7 => {
                let items: Vec<_> = (0..random.below(4))
                    .map(|n| json!({ "id": format!("{n:02x}{}", &format!("{case:030x}")), "body": good.to_string() }))
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
                (
                    Method::POST,
                    path,
                    "application/json",
                    json!({ "ids": [id, id] }).to_string(),
                )
            }
            _ => {
                let body = format!("id={id}&version=1&lang=zh-Hans&S_ROADS=3&OWN=%E8%B7%AF");
                (
                    Method::POST,
                    format!("/s/{wave}"),
                    "application/x-www-form-urlencoded",
                    body,
                )
            }
        };
        let body = spoilt(&mut random, whole.as_bytes());
        let told = String::from_utf8_lossy(&body).into_owned();
        let kind = random.one(&[
            kind,
            kind,
            kind,
            "text/plain",
            "multipart/form-data; boundary=x",
            "",
        ]);
        let answer = send(
            &county.public,
            method.clone(),
            &path,
            &[("content-type", kind)],
            body,
        )
        .await;
        assert!(
            !answer.status.is_server_error(),
            "seed {seed}, case {case}: {method} {path} ({kind}): {} {}\n{told}",
            answer.status,
            answer.text
        );
        refused += usize::from(answer.status.is_client_error());
    }
    assert!(
        refused > CASES / 3,
        "only {refused} of {CASES} were spoilt enough to be refused"
    );

    let after = put(&county.public, "open", &"f".repeat(32), good.to_string()).await;
    assert_eq!(
        after.status,
        StatusCode::CREATED,
        "and good ones are taken as before"
    );
    assert_eq!(get(&county.public, "/readyz").await.status, StatusCode::OK);
}
