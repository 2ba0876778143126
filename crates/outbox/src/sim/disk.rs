//! The store of one device, carrying out [`Op`]s as a browser's database has to: all of a transaction or none.

use std::collections::BTreeMap;

use survey::{SubmissionId, submission::payload_hash};

use crate::{Index, Op, Record, State, Stored, age::Age};

/// A record with its bytes.
#[derive(Clone, Debug)]
pub struct Row {
    /// What the machine sees of it.
    pub record: Record,
    /// The bytes.
    pub body: String,
}

/// The store.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    /// Records.
    pub rows: BTreeMap<SubmissionId, Row>,
    /// Receipts: hashes of what was here.
    pub receipts: BTreeMap<SubmissionId, [u8; 32]>,
    /// Drafts.
    pub drafts: BTreeMap<SubmissionId, String>,
    /// Age of the device.
    pub age: Option<Age>,
    /// The megabyte of nothing.
    pub ballast: bool,
    /// It takes nothing larger than what was freed.
    pub full: bool,
    /// Bytes freed while it was full.
    pub spare: usize,
}

impl Disk {
    /// What a load reads.
    pub fn index(&self) -> Index {
        let records = self.rows.iter().map(|(id, row)| (*id, row.record.clone()));
        Index {
            records: records.collect(),
            receipts: self.receipts.len() as u32,
            age: self.age,
            ballast: self.ballast,
        }
    }

    /// SHA-256 of the bytes of a record.
    pub fn hash(&self, id: &SubmissionId) -> Option<[u8; 32]> {
        let row = self.rows.get(id)?;
        Some(payload_hash(row.body.as_bytes()))
    }

    /// One transaction.
    pub fn commit(&mut self, ops: &[Op]) -> Stored {
        let needed: usize = ops.iter().map(bytes_of).sum();
        if self.full && needed > self.spare {
            return Stored::Full;
        }
        if let Some(hash) = ops.iter().find_map(|op| self.there_already(op)) {
            return Stored::Exists { same: hash };
        }
        if self.full {
            self.spare -= needed;
        }
        for op in ops {
            self.apply(op);
        }
        Stored::Done
    }

    /// For an answer whose id is here: with the same bytes?
    fn there_already(&self, op: &Op) -> Option<bool> {
        let Op::Finalise(sealed) = op else {
            return None;
        };
        let row = self
            .rows
            .get(&sealed.id())
            .map(|r| payload_hash(r.body.as_bytes()));
        let here = row.or_else(|| self.receipts.get(&sealed.id()).copied());
        here.map(|hash| hash == sealed.hash())
    }

    fn apply(&mut self, op: &Op) {
        match op {
            Op::SaveDraft { id, text } => {
                if !self.rows.contains_key(id) && !self.receipts.contains_key(id) {
                    self.drafts.insert(*id, text.clone());
                }
            }
            Op::DropDraft(id) => {
                self.drafts.remove(id);
            }
            Op::Finalise(sealed) => {
                self.drafts.remove(&sealed.id());
                if let Some(old) = sealed.replaces() {
                    self.rows.remove(&old);
                }
                let (record, body) = (sealed.record(), sealed.body().to_owned());
                self.rows.insert(sealed.id(), Row { record, body });
            }
            Op::Forget { id, .. } => {
                if let Some(row) = self.rows.remove(id) {
                    self.receipts.insert(*id, payload_hash(row.body.as_bytes()));
                }
            }
            Op::Acked { id, late, since } => self.set(
                *id,
                State::Acked {
                    late: *late,
                    since: *since,
                },
            ),
            Op::Ready(id) => self.set(*id, State::Ready),
            Op::Quarantine { id, reason, item } => {
                let (reason, item) = (reason.clone(), item.clone());
                self.set(*id, State::Quarantined { reason, item });
            }
            Op::Lived(age) => self.age = Some(*age),
            Op::Ballast(there) => {
                if self.full && self.ballast && !there {
                    self.spare += BALLAST;
                }
                self.ballast = *there;
            }
        }
    }

    fn set(&mut self, id: SubmissionId, state: State) {
        if let Some(row) = self.rows.get_mut(&id) {
            row.record.state = state;
        }
    }
}

const BALLAST: usize = 1_000_000;

fn bytes_of(op: &Op) -> usize {
    match op {
        Op::SaveDraft { text, .. } => text.len(),
        Op::Finalise(sealed) => sealed.body().len(),
        Op::Ballast(true) => BALLAST,
        _ => 0,
    }
}
