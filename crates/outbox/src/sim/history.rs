//! What people were told, and whether it held: every broken promise is written down with the time.

use std::collections::BTreeMap;

use survey::{SubmissionId, submission::payload_hash};

use super::{disk::Disk, server::Server};
use crate::State;

/// Something that a person was told is saved.
#[derive(Clone, Copy, Debug)]
pub struct Promise {
    /// The device it is on.
    pub device: usize,
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
}

/// The history of one world.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// What was said to be saved.
    pub saved: BTreeMap<SubmissionId, Promise>,
    /// Saved ones that the browser deleted with its whole store.
    pub emptied: u64,
    /// Items posted.
    pub posted: u64,
    /// Requests posted.
    pub requests: u64,
    /// Promises broken.
    pub broken: Vec<String>,
}

impl History {
    /// Writes down a broken promise; the first few are enough.
    pub fn breaks(&mut self, now: u64, what: impl FnOnce() -> String) {
        if self.broken.len() < 20 {
            self.broken.push(format!("at {} s: {}", now / 1000, what()));
        }
    }

    /// A person is told that an answer is saved: is it, with bytes that stay?
    pub fn said_saved(&mut self, now: u64, id: SubmissionId, device: usize, disk: &Disk) {
        let row = disk.rows.get(&id).map(|r| payload_hash(r.body.as_bytes()));
        let Some(hash) = row.or_else(|| disk.receipts.get(&id).copied()) else {
            return self.breaks(now, || format!("{id} was called saved and is not in the store"));
        };
        if let Some(before) = self.saved.insert(id, Promise { device, hash })
            && before.hash != hash
        {
            self.breaks(now, || {
                format!("the bytes of {id} changed after it was called saved")
            });
        }
    }

    /// At the end, with the network good for hours: nothing is lost, doubled or stuck, and the sums are right.
    pub fn judge(&mut self, now: u64, server: &Server, disks: &[&Disk]) {
        let mut lost = Vec::new();
        for (id, promise) in &self.saved {
            let row = disks[promise.device].rows.get(id);
            let aside = row.is_some_and(|r| {
                matches!(r.record.state, State::Quarantined { .. })
                    && payload_hash(r.body.as_bytes()) == promise.hash
            });
            let stored = server.rows.get(id).is_some_and(|r| r.hash == promise.hash);
            if !stored && !server.withdrawn.contains(id) && !aside {
                lost.push(*id);
            }
        }
        for id in lost {
            self.breaks(now, || format!("{id} was called saved and is lost"));
        }
        for disk in disks {
            for (id, row) in &disk.rows {
                match &row.record.state {
                    State::Ready => self.breaks(now, || format!("{id} is stuck: never delivered")),
                    State::Acked { .. } => self.breaks(now, || format!("{id} is stuck: never confirmed")),
                    State::Quarantined { reason, .. } => {
                        // refused by the server, or by something in between that does not understand it
                        let in_between = ["http_400", "http_404", "http_405", "too_large", "unknown_wave"];
                        if !server.refused.contains(id) && !in_between.contains(&reason.as_str()) {
                            self.breaks(now, || format!("{id} was set aside without a refusal: {reason}"));
                        }
                    }
                }
            }
        }
        let mut people = BTreeMap::new();
        for (id, row) in &server.rows {
            if people.insert(row.answer.interview, *id).is_some() {
                self.breaks(now, || {
                    format!("interview {} is stored twice", row.answer.interview)
                });
            }
        }
        if server.tallies != server.recount() {
            self.breaks(now, || "the tallies are not what is stored".to_owned());
        }
    }
}
