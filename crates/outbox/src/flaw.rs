//! Rules broken on purpose, so that the simulator can show that it would notice.

/// One rule that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// A record is deleted when it is sent, not when it is stored.
    ForgetOnSend,
    /// A shared device forgets its copy when the server has it, before a backup has it.
    ForgetOnAck,
    /// “Saved” is said before the transaction is complete.
    SavedBeforeCommit,
    /// The draft is deleted in a transaction of its own, before the record is put.
    TwoTransactions,
    /// Bytes are made anew at every attempt.
    NewBytes,
    /// An answer gets a new id at every attempt.
    NewId,
    /// Every tab sends.
    NoLease,
    /// What the server will not take is deleted.
    DropRejected,
    /// What the server will not take is sent again for ever, before everything else.
    BlockOnRejected,
    /// A batch that was answered is taken for stored as a whole.
    WholeBatch,
    /// Any answer with status 200 is an acknowledgement, a sign-in page too.
    AnyAnswer,
    /// Ages are counted by the wall clock.
    TrustClock,
    /// Waiting is counted by the wall clock, without a limit.
    WaitByClock,
    /// `Retry-After` is not heard.
    DeafToServer,
    /// Nobody asks what the server still has.
    NeverAsk,
    /// 401 and 403 are refusals of the records.
    BlameRecords,
    /// What the server has under an id is taken for the same answers, whatever their bytes.
    BlindHave,
}

impl Flaw {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::ForgetOnSend,
        Self::ForgetOnAck,
        Self::SavedBeforeCommit,
        Self::TwoTransactions,
        Self::NewBytes,
        Self::NewId,
        Self::NoLease,
        Self::DropRejected,
        Self::BlockOnRejected,
        Self::WholeBatch,
        Self::AnyAnswer,
        Self::TrustClock,
        Self::WaitByClock,
        Self::DeafToServer,
        Self::NeverAsk,
        Self::BlameRecords,
        Self::BlindHave,
    ];
}
