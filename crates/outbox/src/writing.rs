//! Drafts and finishing: until the store says “durable”, nothing is called saved.

use survey::SubmissionId;

use crate::{
    event::{Effect, Told},
    moment::Moment,
    op::{Job, Op},
    outbox::Outbox,
    policy::breaks,
    record::{Sealed, State},
};

impl Outbox {
    /// Keeps what is on the form, if this tab is the draft's editor. A newer text takes the place of one that waits.
    pub(crate) fn save(&mut self, id: SubmissionId, text: String, out: &mut Vec<Effect>) {
        if !self.editing.contains_key(&id) {
            return out.push(Effect::AskEditor(id));
        }
        if self.store.broken {
            return out.push(Effect::Tell(Told::DraftNotSaved(id)));
        }
        let newer = Op::SaveDraft { id, text };
        for job in self.store.waiting() {
            if let Job::Commit(ops) = job
                && let [Op::SaveDraft { id: waits, .. }] = ops.as_slice()
                && *waits == id
            {
                *ops = vec![newer];
                return;
            }
        }
        self.store.push(Job::Commit(vec![newer]));
    }

    /// One transaction that puts the sealed bytes and deletes the draft.
    pub(crate) fn finalise(&mut self, now: &Moment, sealed: Sealed, out: &mut Vec<Effect>) {
        let id = sealed.id();
        if self.held.contains_key(&id) || self.store.finalises(id) {
            return; // a second tap
        }
        if self.index.records.contains_key(&id) {
            return out.push(Effect::Tell(Told::HandedOver(id)));
        }
        if !self.editing.contains_key(&id) {
            return out.push(Effect::AskEditor(id));
        }
        if self.store.broken {
            return self.hold(now, sealed, out);
        }
        if breaks!(self.policy, SavedBeforeCommit) {
            out.push(Effect::Tell(Told::Saved(id)));
        }
        if breaks!(self.policy, TwoTransactions) {
            self.store.push(Job::Commit(vec![Op::DropDraft(id)]));
        }
        self.store.push(Job::Commit(vec![Op::Finalise(sealed)]));
    }

    /// The transaction is complete.
    pub(crate) fn finalised(&mut self, sealed: &Sealed, out: &mut Vec<Effect>) {
        let id = sealed.id();
        self.index.apply(&Op::Finalise(sealed.clone()));
        self.held.remove(&id);
        self.editing.remove(&id);
        if !breaks!(self.policy, SavedBeforeCommit) {
            out.push(Effect::Tell(Told::Saved(id)));
        }
        out.push(Effect::Announce { hurry: false });
    }

    /// A person wants a record that was set aside to be sent again.
    pub(crate) fn again(&mut self, id: SubmissionId, out: &mut Vec<Effect>) {
        let record = self.index.records.get(&id);
        if record.is_some_and(|r| matches!(r.state, State::Quarantined { .. })) {
            self.mark(vec![Op::Ready(id)]);
            self.sender.hurry();
            out.push(Effect::Announce { hurry: true });
        }
    }
}
