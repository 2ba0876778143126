//! The key pair of a wave.

use hpke::{Deserializable as _, Kem as _, Serializable as _};
use sha2::{Digest as _, Sha256};

use crate::{Error, Kem, Result};

/// What devices seal to: an uncompressed point of P-256, 65 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    bytes: [u8; 65],
    pub(crate) point: <Kem as hpke::Kem>::PublicKey,
}

impl PublicKey {
    /// Reads 65 bytes that begin with 4.
    ///
    /// # Errors
    /// [`Error::NotAKey`] unless they are a point of the curve.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let point = <Kem as hpke::Kem>::PublicKey::from_bytes(bytes).map_err(|_| Error::NotAKey)?;
        let bytes = bytes.try_into().map_err(|_| Error::NotAKey)?;
        Ok(Self { bytes, point })
    }

    /// The 65 bytes.
    pub fn bytes(&self) -> &[u8; 65] {
        &self.bytes
    }

    /// The name of the key: the first 8 bytes of SHA-256 over its 65, 16 lower-case hex digits.
    pub fn kid(&self) -> String {
        Sha256::digest(self.bytes)[..8]
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect()
    }
}

/// A key pair. It does not show its private half when printed.
#[derive(Clone)]
pub struct KeyPair {
    pub(crate) private: <Kem as hpke::Kem>::PrivateKey,
    public: PublicKey,
    kid: String,
}

impl std::fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyPair")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

impl KeyPair {
    /// The pair that follows from 32 random bytes (RFC 9180, DeriveKeyPair).
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let (private, _) = Kem::derive_keypair(seed);
        Self::of(private)
    }

    /// Reads the private half, 32 bytes.
    ///
    /// # Errors
    /// [`Error::NotAKey`].
    pub fn read(private: &[u8]) -> Result<Self> {
        let private = <Kem as hpke::Kem>::PrivateKey::from_bytes(private).map_err(|_| Error::NotAKey)?;
        Ok(Self::of(private))
    }

    fn of(private: <Kem as hpke::Kem>::PrivateKey) -> Self {
        let point = Kem::sk_to_pk(&private);
        let public = PublicKey {
            bytes: point.to_bytes().into(),
            point,
        };
        let kid = public.kid();
        Self { private, public, kid }
    }

    /// The private half, 32 bytes: only to be wrapped.
    pub fn private_bytes(&self) -> [u8; 32] {
        self.private.to_bytes().into()
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The name of the key.
    pub fn kid(&self) -> &str {
        &self.kid
    }
}
