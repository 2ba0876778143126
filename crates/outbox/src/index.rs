//! The records of this device, without their bytes.

use survey::SubmissionId;

use crate::{
    age::Age,
    by_id::ById,
    op::Op,
    record::{Record, State},
};

/// What the store holds, as [`crate::op::Job::Load`] reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Records by id. Ids are random, so their order tells nothing about when answers were given.
    pub records: ById<Record>,
    /// Receipts of records whose bytes are gone.
    pub receipts: u32,
    /// Age of the device; none in a store that is new, or that the browser emptied.
    pub age: Option<Age>,
    /// The megabyte of nothing is there.
    pub ballast: bool,
}

impl Index {
    /// Follows one change of the store. A record that is not there stays away: another tab may have been quicker.
    pub fn apply(&mut self, op: &Op) {
        match op {
            Op::SaveDraft { .. } | Op::DropDraft(_) => {}
            Op::Finalise(sealed) => {
                if let Some(old) = sealed.replaces() {
                    self.records.remove(&old);
                }
                self.records.insert(sealed.id(), sealed.record());
            }
            Op::Acked { id, late, since } => {
                let (late, since) = (*late, *since);
                self.set(*id, State::Acked { late, since });
            }
            Op::Forget { id, .. } => {
                if self.records.remove(id).is_some() {
                    self.receipts += 1;
                }
            }
            Op::Ready(id) => self.set(*id, State::Ready),
            Op::Quarantine { id, reason, item } => {
                let (reason, item) = (reason.clone(), item.clone());
                self.set(*id, State::Quarantined { reason, item });
            }
            Op::Lived(age) => self.age = Some(*age),
            Op::Ballast(there) => self.ballast = *there,
        }
    }

    fn set(&mut self, id: SubmissionId, state: State) {
        if let Some(record) = self.records.get_mut(&id) {
            record.state = state;
        }
    }

    /// Ids in a state.
    pub fn ids(&self, wanted: impl Fn(&State) -> bool) -> impl Iterator<Item = SubmissionId> {
        let found = self.records.iter().filter(move |(_, r)| wanted(&r.state));
        found.map(|(id, _)| *id)
    }
}
