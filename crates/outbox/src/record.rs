//! One finished submission: sealed bytes that never change, and where they are on their way.

use survey::{SubmissionId, submission::payload_hash};

use crate::wire;

/// A finished submission on its way into the store. Its bytes are fixed here and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    id: SubmissionId,
    wave: String,
    body: String,
    hash: [u8; 32],
    replaces: Option<SubmissionId>,
}

impl Sealed {
    /// `body` is the JSON text of the envelope or of its sealed form; `replaces` is a refused record whose mended
    /// answers these are: it is deleted in the same transaction.
    pub fn new(id: SubmissionId, wave: String, body: String, replaces: Option<SubmissionId>) -> Self {
        let hash = payload_hash(body.as_bytes());
        Self {
            id,
            wave,
            body,
            hash,
            replaces,
        }
    }

    /// Its id, the draft's too.
    pub fn id(&self) -> SubmissionId {
        self.id
    }

    /// The wave it answers.
    pub fn wave(&self) -> &str {
        &self.wave
    }

    /// The bytes.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// SHA-256 of the bytes.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The refused record that goes when this one comes.
    pub fn replaces(&self) -> Option<SubmissionId> {
        self.replaces
    }

    /// What the index keeps of it: everything but the bytes.
    pub fn record(&self) -> Record {
        Record {
            wave: self.wave.clone(),
            size: wire::item_len(&self.body) as u32,
            state: State::Ready,
        }
    }
}

/// A finished submission in the store, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The wave it answers.
    pub wave: String,
    /// Bytes it adds to a batch; see [`wire::item_len`].
    pub size: u32,
    /// Where it is.
    pub state: State,
}

/// Where a record is. `sending` is not stored: after a crash nobody knows whether it arrived, so it is ready.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// To be sent.
    #[default]
    Ready,
    /// The server has committed it (level 1); the copy is kept.
    Acked {
        /// It came after the grace period.
        late: bool,
        /// The device's age then; see [`crate::age`].
        since: u64,
    },
    /// The server will not take it as it is. Kept, and part of the rescue file.
    Quarantined {
        /// Machine code.
        reason: String,
        /// The item of the questionnaire that it is about; empty for none.
        item: String,
    },
}
