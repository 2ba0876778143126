//! What WebCrypto seals, this crate opens, and so it does what the resident's page seals. The fixtures were written by
//! `webcrypto.mjs` and `page.mjs` beside this file.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use seal::{KeyPair, PublicKey, Sealed};
use serde::Deserialize;
use survey::SubmissionId;

#[derive(Deserialize)]
struct Fixture {
    kid: String,
    private: String,
    public: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    wave: String,
    id: String,
    envelope: String,
    body: String,
}

const WEBCRYPTO: &str = include_str!("fixtures/webcrypto.json");
const PAGE: &str = include_str!("fixtures/page.json");

fn fixture(json: &str) -> (KeyPair, Fixture) {
    let fixture: Fixture = serde_json::from_str(json).unwrap();
    let half = |at: usize| SubmissionId::parse(&fixture.private[at..at + 32]).unwrap().0;
    let pair = KeyPair::read(&[half(0), half(32)].concat()).unwrap();
    (pair, fixture)
}

#[test]
fn a_key_of_webcrypto_is_the_same_key_here() {
    let (pair, fixture) = fixture(WEBCRYPTO);
    let bytes = URL_SAFE_NO_PAD.decode(&fixture.public).unwrap();
    assert_eq!(&bytes[..], pair.public().bytes());
    assert_eq!(PublicKey::read(&bytes).unwrap().kid(), fixture.kid);
    assert_eq!(pair.kid(), fixture.kid);
}

#[test]
fn what_webcrypto_sealed_opens_here() {
    opens(WEBCRYPTO);
}

#[test]
fn what_the_page_sealed_opens_here() {
    opens(PAGE);
}

fn opens(json: &str) {
    let (pair, fixture) = fixture(json);
    assert_eq!(fixture.cases.len(), 3);
    for case in fixture.cases {
        let id = SubmissionId::parse(&case.id).unwrap();
        let sealed = Sealed::read(case.body.as_bytes()).unwrap().unwrap();
        assert_eq!(
            sealed.to_body(),
            case.body,
            "the order of the fields and every byte of them"
        );
        let open = sealed.open(&pair, &case.wave, id).unwrap();
        assert_eq!(open.len() % 512, 0);
        assert_eq!(std::str::from_utf8(&open).unwrap().trim_end(), case.envelope);
        assert!(sealed.open(&pair, "other", id).is_err());
    }
}
