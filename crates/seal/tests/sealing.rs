//! What opens and what does not: for this wave, version, id and key only, and not one bit changed.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use proptest::prelude::*;
use seal::{Bound, Error, KeyPair, Master, PublicKey, SUITE, Sealed};
use serde_json::{Value, json};
use survey::SubmissionId;

const ENVELOPE: &str = r#"{"version":3,"lang":"zh-Hans","mode":"kiosk","answers":{"Q_OVERALL":4}}"#;

fn pair(n: u8) -> KeyPair {
    KeyPair::from_seed(&[n; 32])
}

fn id(n: u8) -> SubmissionId {
    SubmissionId([n; 16])
}

fn bound(wave: &str) -> Bound<'_> {
    Bound {
        wave,
        version: 3,
        id: id(1),
    }
}

fn sealed() -> Sealed {
    Sealed::seal(pair(1).public(), &bound("w"), ENVELOPE, [9; 32])
}

/// The body with one field changed.
fn with(field: &str, value: Value) -> Result<Option<Sealed>, Error> {
    let mut body: Value = serde_json::from_str(&sealed().to_body()).unwrap();
    body[field] = value;
    Sealed::read(body.to_string().as_bytes())
}

#[test]
fn what_is_sealed_opens_to_the_same_text_and_its_padding() {
    let body = sealed().to_body();
    assert!(body.starts_with(r#"{"suite":1,"kid":""#) && !body.contains("Q_OVERALL"));
    let read = Sealed::read(body.as_bytes()).unwrap().unwrap();
    assert_eq!((read.version(), read.kid()), (3, pair(1).kid()));
    let open = read.open(&pair(1), "w", id(1)).unwrap();
    assert_eq!(open.len(), 512);
    assert_eq!(open.trim_ascii_end(), ENVELOPE.as_bytes());
    // one more answer, the same length
    let other = Sealed::seal(
        pair(1).public(),
        &bound("w"),
        &ENVELOPE.replace('4', "4,5"),
        [8; 32],
    );
    assert_eq!(other.to_body().len(), body.len());
}

#[test]
fn another_wave_id_version_or_key_does_not_open_it() {
    let one = sealed();
    assert_eq!(one.open(&pair(1), "v", id(1)), Err(Error::Unsealable));
    assert_eq!(one.open(&pair(1), "w", id(2)), Err(Error::Unsealable));
    assert_eq!(one.open(&pair(2), "w", id(1)), Err(Error::UnknownKey));
    let version = with("version", json!(4)).unwrap().unwrap();
    assert_eq!(version.open(&pair(1), "w", id(1)), Err(Error::Unsealable));
    // under the name of another key it does not open with that one either
    let renamed = with("kid", json!(pair(2).kid())).unwrap().unwrap();
    assert_eq!(renamed.open(&pair(2), "w", id(1)), Err(Error::Unsealable));
    // parts cannot be moved over the border between wave and version
    let moved = Sealed::seal(
        pair(1).public(),
        &Bound {
            wave: "w1",
            version: 2,
            id: id(1),
        },
        ENVELOPE,
        [9; 32],
    );
    let mut body: Value = serde_json::from_str(&moved.to_body()).unwrap();
    body["version"] = json!(12);
    let moved = Sealed::read(body.to_string().as_bytes()).unwrap().unwrap();
    assert_eq!(moved.open(&pair(1), "w", id(1)), Err(Error::Unsealable));
}

#[test]
fn a_body_that_is_not_sealed_is_somebody_elses_and_a_sealed_one_must_be_exact() {
    for plain in ["", "{", "[]", "1", "null", ENVELOPE, r#"{"suite":null}"#] {
        assert_eq!(Sealed::read(plain.as_bytes()), Ok(None), "{plain}");
    }
    assert_eq!(with("suite", json!(2)), Err(Error::UnknownSuite));
    assert_eq!(with("suite", json!(SUITE)), Ok(Some(sealed())));
    for (field, value) in [
        ("more", json!(1)),
        ("kid", json!(5)),
        ("version", json!(-1)),
        ("version", json!("3")),
        ("enc", json!(null)),
        ("ct", json!([])),
    ] {
        assert_eq!(with(field, value), Err(Error::Malformed), "{field}");
    }
    for (field, value, want) in [
        ("enc", "", Error::Unsealable),
        ("enc", "!!", Error::Malformed),
        ("enc", "AAAA", Error::Unsealable),
        ("ct", "", Error::Unsealable),
        ("ct", "AAAA", Error::Unsealable),
        ("ct", "A A", Error::Malformed),
    ] {
        let odd = with(field, json!(value)).unwrap().unwrap();
        assert_eq!(odd.open(&pair(1), "w", id(1)), Err(want), "{field} {value:?}");
    }
    // 65 bytes that are no point
    let off = URL_SAFE_NO_PAD.encode([4_u8; 65]);
    let off = with("enc", json!(off)).unwrap().unwrap();
    assert_eq!(off.open(&pair(1), "w", id(1)), Err(Error::Unsealable));
}

#[test]
fn bytes_that_are_no_key_are_refused() {
    for odd in [&[][..], &[0; 65], &[4; 65], &[4; 64], &[2; 33]] {
        assert_eq!(PublicKey::read(odd).err(), Some(Error::NotAKey));
    }
    for odd in [&[][..], &[0; 32], &[255; 32], &[1; 31]] {
        assert_eq!(KeyPair::read(odd).err(), Some(Error::NotAKey));
    }
    let key = pair(1);
    assert_eq!(PublicKey::read(key.public().bytes()).unwrap().kid(), key.kid());
    let printed = format!("{key:?}");
    assert!(
        printed.contains(key.kid()) && !printed.contains("private"),
        "{printed}"
    );
    assert_eq!(format!("{:?}", Master::new([7; 32])), "Master");
}

#[test]
fn a_master_key_opens_what_it_wrapped_and_nothing_else() {
    let (master, other, key) = (Master::new([1; 32]), Master::new([2; 32]), pair(1));
    let wrapped = master.wrap(&key, "w", [3; 12]);
    assert_eq!(wrapped.len(), 12 + 32 + 16);
    assert!(!wrapped.windows(32).any(|w| w == key.private_bytes()));
    assert_eq!(master.unwrap(&wrapped, "w", key.kid()).unwrap().kid(), key.kid());
    assert_eq!(
        other.unwrap(&wrapped, "w", key.kid()).err(),
        Some(Error::WrongMaster)
    );
    assert_eq!(
        master.unwrap(&wrapped, "v", key.kid()).err(),
        Some(Error::WrongMaster)
    );
    assert_eq!(
        master.unwrap(&wrapped, "w", pair(2).kid()).err(),
        Some(Error::WrongMaster)
    );
    for cut in [0, 5, 12, 40] {
        assert_eq!(
            master.unwrap(&wrapped[..cut], "w", key.kid()).err(),
            Some(Error::WrongMaster)
        );
    }
    let canary = master.canary([4; 12]);
    assert!(master.fits(&canary) && !other.fits(&canary) && !master.fits(&wrapped));
}

#[test]
fn the_file_of_a_master_key_is_one_line() {
    let master = Master::new(std::array::from_fn(|i| i as u8));
    let line = master.line();
    assert_eq!(line.lines().count(), 1);
    let read = Master::read(&line.to_uppercase().replace("MINXIN-MASTER-1", "minxin-master-1")).unwrap();
    assert_eq!(read.line(), line);
    for odd in [
        "",
        "minxin-master-1",
        "minxin-master-1 00",
        &line[..40],
        &format!("{}0", line.trim()),
        "minxin-master-1 字字字字字字字字字字字字字字字字字字字字字0",
    ] {
        assert_eq!(Master::read(odd).err(), Some(Error::NotAMaster), "{odd:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_flipped_bit_anywhere_is_noticed(field in 0..2_usize, at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let body: Value = serde_json::from_str(&sealed().to_body()).unwrap();
        let field = ["enc", "ct"][field];
        let mut bytes = URL_SAFE_NO_PAD.decode(body[field].as_str().unwrap()).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let changed = with(field, json!(URL_SAFE_NO_PAD.encode(bytes))).unwrap().unwrap();
        prop_assert_eq!(changed.open(&pair(1), "w", id(1)), Err(Error::Unsealable));
    }

    #[test]
    fn any_text_comes_back(text in ".{0,900}", seed in any::<[u8; 32]>()) {
        let sealed = Sealed::seal(pair(1).public(), &bound("w"), &text, seed);
        let open = sealed.open(&pair(1), "w", id(1)).unwrap();
        prop_assert!(open.starts_with(text.as_bytes()));
        prop_assert!(open[text.len()..].iter().all(|b| *b == b' '));
    }
}
