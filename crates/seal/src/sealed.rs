//! The sealed form of a submission, and the way in and out of it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hpke::{
    Deserializable as _, OpModeR, OpModeS, Serializable as _,
    rand_core::{TryCryptoRng, TryRng},
};
use serde::{Deserialize, Serialize};

use crate::{Aead, Bound, Error, INFO, Kdf, Kem, KeyPair, PublicKey, Result, SUITE, pad};

/// `{"suite":1,"kid":"…","version":1,"enc":"…","ct":"…"}`, compact, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    suite: u32,
    kid: String,
    version: u32,
    enc: String,
    ct: String,
}

/// Is it sealed, and how? Everything else is not looked at.
#[derive(Deserialize)]
struct Probe {
    suite: Option<u32>,
}

impl Sealed {
    /// Reads a body; none where it is not sealed, which is for the caller to read then.
    ///
    /// # Errors
    /// [`Error::UnknownSuite`], [`Error::Malformed`].
    pub fn read(body: &[u8]) -> Result<Option<Self>> {
        match serde_json::from_slice::<Probe>(body) {
            Ok(Probe { suite: Some(SUITE) }) => serde_json::from_slice(body)
                .map(Some)
                .map_err(|_| Error::Malformed),
            Ok(Probe { suite: Some(_) }) => Err(Error::UnknownSuite),
            _ => Ok(None),
        }
    }

    /// The body that travels.
    pub fn to_body(&self) -> String {
        serde_json::to_string(self).expect("numbers and texts have a JSON form")
    }

    /// The name of the key it is sealed to.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The version it says it answers; what it opens to must say the same.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Seals an envelope's JSON. `seed` is 32 random bytes that are used for nothing else.
    pub fn seal(to: &PublicKey, bound: &Bound<'_>, envelope: &str, seed: [u8; 32]) -> Self {
        let kid = to.kid();
        let (enc, ct) = hpke::single_shot_seal_with_rng::<Aead, Kdf, Kem>(
            &OpModeS::Base,
            &to.point,
            INFO,
            &pad::padded(envelope),
            &bound.aad(&kid),
            &mut Given(seed),
        )
        .expect("a public key that was read is a point other than zero, and one message is no overflow");
        Self {
            suite: SUITE,
            kid,
            version: bound.version,
            enc: URL_SAFE_NO_PAD.encode(enc.to_bytes()),
            ct: URL_SAFE_NO_PAD.encode(ct),
        }
    }

    /// Opens it for a wave and id; gives the envelope's JSON with its padding.
    ///
    /// # Errors
    /// [`Error::UnknownKey`] for another key than this one, [`Error::Malformed`] where a field is not base64url,
    /// [`Error::Unsealable`] where it does not open.
    pub fn open(&self, key: &KeyPair, wave: &str, id: survey::SubmissionId) -> Result<Vec<u8>> {
        if self.kid != key.kid() {
            return Err(Error::UnknownKey);
        }
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| Error::Malformed);
        let (enc, ct) = (bytes(&self.enc)?, bytes(&self.ct)?);
        let enc = <Kem as hpke::Kem>::EncappedKey::from_bytes(&enc).map_err(|_| Error::Unsealable)?;
        let bound = Bound {
            wave,
            version: self.version,
            id,
        };
        hpke::single_shot_open::<Aead, Kdf, Kem>(
            &OpModeR::Base,
            &key.private,
            &enc,
            INFO,
            &ct,
            &bound.aad(&self.kid),
        )
        .map_err(|_| Error::Unsealable)
    }
}

/// The random bytes that were given, once: HPKE draws as many as a private key is long.
struct Given([u8; 32]);

impl TryRng for Given {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> std::result::Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> std::result::Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, slots: &mut [u8]) -> std::result::Result<(), Self::Error> {
        slots.copy_from_slice(&self.0[..slots.len()]);
        Ok(())
    }
}

impl TryCryptoRng for Given {}
