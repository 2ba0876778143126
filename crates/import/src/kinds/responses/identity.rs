//! Which submission a row is: the same row gets the same id whenever it is imported.

use std::collections::HashMap;

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use survey::{Answers, AreaCode, Mode, SubmissionId};

/// What a row says, in a fixed order: two rows are the same when this is, byte for byte.
#[derive(Serialize)]
pub(super) struct Payload<'a> {
    pub answers: &'a Answers,
    pub area: &'a AreaCode,
    pub age: &'a Option<String>,
    pub sex: &'a Option<String>,
    pub mode: Mode,
    pub weight: f64,
}

/// The people of one wave, by the ids of their rows.
pub(super) struct People {
    wave: String,
    unnamed: HashMap<[u8; 16], u32>,
}

impl People {
    pub fn of(wave: &str) -> Self {
        Self {
            wave: wave.to_owned(),
            unnamed: HashMap::new(),
        }
    }

    /// The person whom the file's id column names.
    pub fn named(&self, name: &str) -> SubmissionId {
        SubmissionId::of_row(&self.wave, name)
    }

    /// A person without a name: told by what the row says, and by how many rows said the same before.
    pub fn unnamed(&mut self, payload: &[u8]) -> SubmissionId {
        let seen = self.unnamed.entry(first_half(&[payload])).or_default();
        *seen += 1;
        let count = seen.to_be_bytes();
        SubmissionId(first_half(&[
            b"minxin import row",
            self.wave.as_bytes(),
            payload,
            &count,
        ]))
    }
}

/// The first half of a SHA-256 over parts, each ended so that no two lists of parts are the same.
fn first_half(parts: &[&[u8]]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    let digest = hash.finalize();
    std::array::from_fn(|i| digest[i])
}
