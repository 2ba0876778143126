//! What the machine is told, and what it wants done.

use survey::SubmissionId;

use crate::{
    index::Index,
    op::Job,
    record::Sealed,
    wire::{BatchReply, HaveReply},
};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The page or the app was opened. The first event.
    Started,
    /// The network is said to be back, or the page is seen again.
    Back,
    /// A timer: the one asked for, or the one of every minute.
    Tick,
    /// The person wants it tried now.
    Tapped,
    /// Another tab of this device says that the store changed; `hurry`: a person tapped there.
    Changed {
        /// A person wants it tried now.
        hurry: bool,
    },
    /// This tab is the sender now, or no longer.
    Lease(bool),
    /// The person opens a form: may this tab edit it?
    Edit(SubmissionId),
    /// This tab is the editor of a draft, or no longer.
    Editor(SubmissionId, bool),
    /// What is on the form.
    Save(SubmissionId, String),
    /// The person has finished.
    Finalise(Sealed),
    /// The person wants a record that was set aside to be sent again.
    Again(SubmissionId),
    /// Room left in the store, bytes.
    Room(u64),
    /// The store has done, or not done, its job.
    Stored(u32, Stored),
    /// A request was answered, or not.
    Answered(u32, Reply),
}

/// How a job of the store ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// Durable.
    Done,
    /// What a load read.
    Loaded(Box<Index>),
    /// Undone: the id of an [`crate::Op::Finalise`] is there already.
    Exists {
        /// With the same bytes: an earlier attempt had succeeded without saying so.
        same: bool,
    },
    /// Undone: no room.
    Full,
    /// The connection is gone or the store failed; whether the transaction was done, nobody knows.
    Severed,
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// 200 to a batch, and it was ours.
    Batch(BatchReply),
    /// 200 to a question, and it was ours.
    Have(HaveReply),
    /// Any other answer, sign-in pages with status 200 included.
    Status {
        /// The status.
        status: u16,
        /// `Retry-After`, seconds.
        retry_after: Option<u32>,
        /// `reason` of the body, if it was ours; else empty.
        reason: String,
    },
    /// Nothing came within the time.
    TimedOut,
    /// There was no connection.
    NoAnswer,
    /// It was not sent, because these records could not be read; `damaged` are there with bytes that do not fit
    /// their hash.
    Unread {
        /// Records whose bytes do not fit their hash.
        damaged: Vec<SubmissionId>,
    },
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A job for the store; answer with [`Event::Stored`] and this number.
    Store(u32, Job),
    /// A request; answer with [`Event::Answered`] and its ticket.
    Post(Post),
    /// Ask to be the sender; answer with [`Event::Lease`] once it is so.
    AskLease,
    /// Let another tab be the sender.
    ReleaseLease,
    /// Ask to be the editor of a draft; answer with [`Event::Editor`].
    AskEditor(SubmissionId),
    /// Tell the other tabs: [`Event::Changed`].
    Announce {
        /// A person tapped.
        hurry: bool,
    },
    /// Tell the person.
    Tell(Told),
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Names the answer.
    pub ticket: u32,
    /// The wave.
    pub wave: String,
    /// Give up after so many milliseconds, with [`Reply::TimedOut`].
    pub timeout: u32,
    /// What is asked.
    pub what: Asked,
}

/// What a request asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// `submissions:batch`: ids with their bytes, or without them where they are to be read from the store.
    Batch(Vec<(SubmissionId, Option<String>)>),
    /// `submissions:have`, with the hashes of what the store holds.
    Have(Vec<SubmissionId>),
}

/// News for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is on this device and survives a power cut.
    Saved(SubmissionId),
    /// The store did not take it: it lives as long as the page. Offer the rescue file.
    NotSaved(SubmissionId),
    /// The draft could not be saved; what is on the form is all there is.
    DraftNotSaved(SubmissionId),
    /// Another tab has handed this draft over already, with other bytes; those stay.
    HandedOver(SubmissionId),
    /// The server has it.
    Delivered {
        /// Which.
        id: SubmissionId,
        /// After the grace period: kept apart.
        late: bool,
    },
    /// The server will not take it as it is; it is kept.
    SetAside {
        /// Which.
        id: SubmissionId,
        /// Machine code.
        reason: String,
        /// Item of the questionnaire; empty for none.
        item: String,
    },
    /// The browser has emptied the store: so many records are gone.
    Emptied(u32),
    /// The server asks who is sending (401, 403): everything is kept, somebody has to look.
    Stopped,
}
