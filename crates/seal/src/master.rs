//! The master key: it wraps private keys, and lies anywhere but in the database that holds them.

use aes_gcm::{
    Aes256Gcm,
    aead::{Aead as _, KeyInit as _, Payload},
};

use crate::{Error, KeyPair, Result};

/// How the one line of a master key's file begins.
const HEAD: &str = "minxin-master-1 ";

/// Bytes of a nonce before what it was used for.
const NONCE: usize = 12;

/// What a canary is wrapped for; no wave may be called so, for it holds a space.
const CANARY: &str = "minxin canary";

/// 32 random bytes. It does not show itself when printed.
#[derive(Clone)]
pub struct Master([u8; 32]);

impl std::fmt::Debug for Master {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Master")
    }
}

impl Master {
    /// A new one from 32 random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// Reads the line that [`Master::line`] writes.
    ///
    /// # Errors
    /// [`Error::NotAMaster`].
    pub fn read(text: &str) -> Result<Self> {
        let hex = text.trim().strip_prefix(HEAD).ok_or(Error::NotAMaster)?;
        // two ids of 16 bytes: the same reading of hex digits
        let half = |at: std::ops::Range<usize>| {
            let digits = hex.get(at).ok_or(Error::NotAMaster)?;
            survey::SubmissionId::parse(digits).ok_or(Error::NotAMaster)
        };
        if hex.len() != 64 {
            return Err(Error::NotAMaster);
        }
        let (front, back) = (half(0..32)?, half(32..64)?);
        let mut key = [0; 32];
        key[..16].copy_from_slice(&front.0);
        key[16..].copy_from_slice(&back.0);
        Ok(Self(key))
    }

    /// The one line of its file.
    pub fn line(&self) -> String {
        let hex: String = self.0.iter().map(|b| format!("{b:02x}")).collect();
        format!("{HEAD}{hex}\n")
    }

    /// Wraps the private half of a wave's key: nonce, ciphertext and tag. A nonce is random and used once.
    pub fn wrap(&self, key: &KeyPair, wave: &str, nonce: [u8; 12]) -> Vec<u8> {
        self.wrap_for(&about(wave, key.kid()), &key.private_bytes(), nonce)
    }

    /// The key of a wave again.
    ///
    /// # Errors
    /// [`Error::WrongMaster`] where another master key wrapped it, or for another wave, or where it was changed.
    pub fn unwrap(&self, wrapped: &[u8], wave: &str, kid: &str) -> Result<KeyPair> {
        let private = self.unwrap_for(&about(wave, kid), wrapped)?;
        let pair = KeyPair::read(&private).map_err(|_| Error::WrongMaster)?;
        if pair.kid() == kid {
            Ok(pair)
        } else {
            Err(Error::WrongMaster)
        }
    }

    /// Something that only this master key opens, to be kept beside the wrapped keys.
    pub fn canary(&self, nonce: [u8; 12]) -> Vec<u8> {
        self.wrap_for(CANARY, &[0; 32], nonce)
    }

    /// Did this master key make the canary?
    pub fn fits(&self, canary: &[u8]) -> bool {
        self.unwrap_for(CANARY, canary).is_ok()
    }

    fn wrap_for(&self, about: &str, bytes: &[u8; 32], nonce: [u8; 12]) -> Vec<u8> {
        let payload = Payload {
            msg: bytes,
            aad: about.as_bytes(),
        };
        let wrapped = self
            .cipher()
            .encrypt(&nonce.into(), payload)
            .expect("32 bytes are far below what one nonce may carry");
        [&nonce[..], &wrapped].concat()
    }

    fn unwrap_for(&self, about: &str, wrapped: &[u8]) -> Result<Vec<u8>> {
        let (nonce, wrapped) = wrapped.split_first_chunk::<NONCE>().ok_or(Error::WrongMaster)?;
        let payload = Payload {
            msg: wrapped,
            aad: about.as_bytes(),
        };
        self.cipher()
            .decrypt(&(*nonce).into(), payload)
            .map_err(|_| Error::WrongMaster)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.0.into())
    }
}

/// What a wrapped key is bound to.
fn about(wave: &str, kid: &str) -> String {
    ["minxin key", wave, kid].join("\0")
}
