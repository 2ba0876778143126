//! Finished answers sealed on the device to a wave's public key, opened at the server's door.
//!
//! Suite 1 is HPKE in base mode (RFC 9180): DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Browsers do the same
//! with WebCrypto; `tests/fixtures/webcrypto.json` was written by one. No storage, no clock, no chance: randomness
//! comes in as an argument. What sealing protects and what not stands in docs/sealing.md.
#![forbid(unsafe_code)]

mod bound;
mod error;
mod key;
mod master;
mod pad;
mod sealed;

pub use bound::Bound;
pub use error::{Error, Result};
pub use key::{KeyPair, PublicKey};
pub use master::Master;
pub use sealed::Sealed;

/// The suite that this version seals with and opens.
pub const SUITE: u32 = 1;

/// What separates this use of HPKE from any other.
const INFO: &[u8] = b"minxin seal 1";

type Kem = hpke::kem::DhP256HkdfSha256;
type Kdf = hpke::kdf::HkdfSha256;
type Aead = hpke::aead::AesGcm256;
