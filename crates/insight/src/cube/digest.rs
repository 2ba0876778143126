//! The SHA-256 of a cube's bytes: found once and remembered, so that what is made of a cube can be named by it.

use std::{borrow::Cow, sync::OnceLock};

use sha2::{Digest as _, Sha256};

use super::Cube;

/// What is known of it so far. It follows from the rest of the cube, so two are never different by themselves.
#[derive(Clone, Debug, Default)]
pub(super) struct Digest(OnceLock<[u8; 32]>);

impl PartialEq for Digest {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Digest {}

impl Digest {
    /// Hex digits; `bytes` are asked for where it is not known yet.
    pub(super) fn get<'a>(&self, bytes: impl FnOnce() -> Cow<'a, [u8]>) -> String {
        let found = self.0.get_or_init(|| Sha256::digest(bytes()).into());
        found.iter().map(|b| format!("{b:02x}")).collect()
    }
}

impl Cube {
    /// SHA-256 of [`Cube::to_bytes`] as 64 hex digits. At hand where the cube was read from a snapshot or was asked
    /// before; else it takes writing every byte once.
    pub fn digest(&self) -> String {
        self.digest.get(|| Cow::Owned(self.to_bytes()))
    }
}
