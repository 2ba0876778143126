//! What a storage transaction is made of. The store carries out all operations of one transaction or none.

use survey::SubmissionId;

use crate::{age::Age, record::Sealed};

/// One change of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// Keeps an unfinished form; does nothing where this id was handed over already.
    SaveDraft {
        /// The draft, by the id that its answers will have.
        id: SubmissionId,
        /// What is on the form, as the caller writes it.
        text: String,
    },
    /// Deletes a draft.
    DropDraft(SubmissionId),
    /// Puts a record, deletes its draft and what it replaces. Where the id is in the store or among the receipts
    /// already, the whole transaction is undone and the answer is [`crate::Stored::Exists`].
    Finalise(Sealed),
    /// The record is stored by the server; its bytes stay.
    Acked {
        /// Which.
        id: SubmissionId,
        /// After the grace period.
        late: bool,
        /// The device's age now.
        since: u64,
    },
    /// Deletes the bytes and keeps id, hash and `late` as a receipt.
    Forget {
        /// Which.
        id: SubmissionId,
        /// After the grace period.
        late: bool,
    },
    /// The record is to be sent again.
    Ready(SubmissionId),
    /// The record is kept aside.
    Quarantine {
        /// Which.
        id: SubmissionId,
        /// Machine code.
        reason: String,
        /// Item of the questionnaire; empty for none.
        item: String,
    },
    /// How long this device has lived.
    Lived(Age),
    /// Puts one megabyte of nothing, or deletes it to make room.
    Ballast(bool),
}

/// One thing for the store to do; the machine gives one at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// Reads everything but bodies and drafts.
    Load,
    /// One transaction, durable when it is answered.
    Commit(Vec<Op>),
    /// Closes the connection, which may be dead, and opens another.
    Reopen,
}
