//! The suite against the test vectors of RFC 9180 (github.com/cfrg/draft-irtf-cfrg-hpke, test-vectors.json: mode base,
//! DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; the first six messages).
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use hpke::{
    Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _,
    aead::AesGcm256,
    kdf::HkdfSha256,
    kem::DhP256HkdfSha256,
    rand_core::{TryCryptoRng, TryRng},
};
use serde_json::Value;

type Kem = DhP256HkdfSha256;

fn vector() -> Value {
    serde_json::from_str(include_str!("fixtures/rfc9180.json")).unwrap()
}

fn hex(v: &Value) -> Vec<u8> {
    let text = v.as_str().unwrap();
    (0..text.len() / 2)
        .map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap())
        .collect()
}

/// Gives the vector's ikmE.
struct Ikm(Vec<u8>);

impl TryRng for Ikm {
    type Error = std::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        unreachable!("keys are drawn as bytes")
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        unreachable!("keys are drawn as bytes")
    }
    fn try_fill_bytes(&mut self, slots: &mut [u8]) -> Result<(), Self::Error> {
        slots.copy_from_slice(&self.0);
        Ok(())
    }
}

impl TryCryptoRng for Ikm {}

#[test]
fn keys_are_derived_as_the_vector_says() {
    let v = vector();
    let pair = seal::KeyPair::from_seed(&hex(&v["ikmR"]).try_into().unwrap());
    assert_eq!(pair.private_bytes().to_vec(), hex(&v["skRm"]));
    assert_eq!(pair.public().bytes().to_vec(), hex(&v["pkRm"]));
    let read = seal::KeyPair::read(&hex(&v["skRm"])).unwrap();
    assert_eq!(read.kid(), pair.kid());
}

#[test]
fn messages_are_sealed_and_opened_as_the_vector_says() {
    let v = vector();
    let (sk, pk) = Kem::derive_keypair(&hex(&v["ikmR"]));
    let info = hex(&v["info"]);
    let (enc, mut sender) = hpke::setup_sender_with_rng::<AesGcm256, HkdfSha256, Kem>(
        &OpModeS::Base,
        &pk,
        &info,
        &mut Ikm(hex(&v["ikmE"])),
    )
    .unwrap();
    assert_eq!(enc.to_bytes().to_vec(), hex(&v["enc"]));
    let enc = <Kem as hpke::Kem>::EncappedKey::from_bytes(&hex(&v["enc"])).unwrap();
    let mut receiver =
        hpke::setup_receiver::<AesGcm256, HkdfSha256, Kem>(&OpModeR::Base, &sk, &enc, &info).unwrap();
    let messages = v["encryptions"].as_array().unwrap();
    assert_eq!(messages.len(), 6);
    for message in messages {
        let (aad, pt, ct) = (hex(&message["aad"]), hex(&message["pt"]), hex(&message["ct"]));
        assert_eq!(sender.seal(&pt, &aad).unwrap(), ct);
        assert_eq!(receiver.open(&ct, &aad).unwrap(), pt);
    }
}
