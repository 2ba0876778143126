//! A server in memory that keeps the promises of docs/offline.md, and breaks down as real ones do.

use std::collections::{BTreeMap, BTreeSet};

use survey::{SubmissionId, submission::payload_hash};

use super::{answer::Answer, dice::Dice};
use crate::{
    Reply,
    wire::{BatchReply, HaveItem, HaveReply, ItemResult, ItemStatus},
};

/// A stored submission.
#[derive(Clone, Debug)]
pub struct Row {
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// Who answered, and what.
    pub answer: Answer,
    /// The wave.
    pub wave: usize,
    /// After the grace period.
    pub late: bool,
    seq: u64,
}

/// How the server, or what stands before it, is today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    /// It does its work.
    #[default]
    Well,
    /// Nobody there.
    Down,
    /// Every request gets this status, with `Retry-After` seconds if not 0.
    Says(u16, u32),
    /// A sign-in page of a hotel: 200, and not ours.
    Portal,
    /// Bodies above so many bytes get 413.
    Narrow(usize),
}

/// Answers counted in a wave: number, sum, late ones.
pub type Tally = [u64; 3];

/// The server.
#[derive(Clone, Debug, Default)]
pub struct Server {
    /// What is committed.
    pub rows: BTreeMap<SubmissionId, Row>,
    /// Withdrawn ids.
    pub withdrawn: BTreeSet<SubmissionId>,
    /// Ids that it ever refused or called a conflict.
    pub refused: BTreeSet<SubmissionId>,
    /// Its tallies, kept answer by answer.
    pub tallies: BTreeMap<usize, Tally>,
    /// How it is.
    pub mood: Mood,
    /// When the waves close, milliseconds.
    closes: Vec<u64>,
    /// Highest number in the verified backup, and when it was made.
    backup: Option<(u64, i64)>,
    seq: u64,
}

/// What came of a request: an answer, unless the process died before or while writing one.
pub type Came = Option<Reply>;

impl Server {
    /// An empty server with waves that close at these times.
    pub fn new(closes: Vec<u64>) -> Self {
        Self {
            closes,
            ..Self::default()
        }
    }

    /// Takes a batch. `frail`: it may die in the middle, keeping what it has committed.
    pub fn batch(
        &mut self,
        now: u64,
        wave: &str,
        items: &[(SubmissionId, String)],
        bytes: usize,
        dice: &mut Dice,
        frail: bool,
    ) -> Came {
        if let Some(instead) = self.instead(bytes) {
            return instead;
        }
        let Some(wave) = self.wave(wave) else {
            return Some(status(404, 0, "unknown_wave"));
        };
        let mut results = Vec::with_capacity(items.len());
        for (id, body) in items {
            if frail && dice.chance(2) {
                self.mood = Mood::Down;
                return None;
            }
            if frail && dice.chance(10) {
                results.push(result(*id, ItemStatus::Retry, None));
                continue;
            }
            let told = self.one(now, wave, *id, body);
            // an answer that forgets an item is no acknowledgement of it
            if !(frail && dice.chance(5)) {
                results.push(told);
            }
        }
        if frail && dice.chance(10) {
            self.mood = Mood::Down;
            return None;
        }
        Some(Reply::Batch(BatchReply {
            results,
            backup_through: self.backup.map(|(_, at)| at),
        }))
    }

    /// Says which ids it has, with the same bytes where a hash is sent.
    pub fn have(&mut self, ids: &[SubmissionId], hashes: &[Option<[u8; 32]>]) -> Came {
        if let Some(instead) = self.instead(ids.len() * 35) {
            return instead;
        }
        let through = self.backup.map_or(0, |(seq, _)| seq);
        let level = |row: &Row| if row.seq <= through { 2 } else { 1 };
        let known = ids
            .iter()
            .zip(hashes)
            .filter_map(|(id, hash)| Some((id, hash, self.rows.get(id)?)));
        let same = known.filter(|(_, hash, row)| hash.is_none_or(|hash| hash == row.hash));
        let have = same.map(|(id, _, row)| HaveItem {
            id: id.hex(),
            level: level(row),
            late: row.late,
        });
        Some(Reply::Have(HaveReply {
            have: have.collect(),
            backup_through: self.backup.map(|(_, at)| at),
        }))
    }

    /// A backup that is made and verified.
    pub fn back_up(&mut self, now: u64) {
        self.backup = Some((self.seq, now as i64));
    }

    /// The disk is lost and the newest verified backup put in its place.
    pub fn restore(&mut self) {
        let through = self.backup.map_or(0, |(seq, _)| seq);
        self.rows.retain(|_, row| row.seq <= through);
        self.tallies = self.recount();
    }

    /// Is it in the verified backup?
    pub fn backs_up(&self, id: &SubmissionId) -> bool {
        let through = self.backup.map_or(0, |(seq, _)| seq);
        self.rows.get(id).is_some_and(|row| row.seq <= through)
    }

    /// Withdraws an answer.
    pub fn withdraw(&mut self, id: SubmissionId) {
        if let Some(row) = self.rows.remove(&id) {
            self.count(&row, -1);
            self.withdrawn.insert(id);
        }
    }

    /// The tallies, counted anew.
    pub fn recount(&self) -> BTreeMap<usize, Tally> {
        let mut tallies: BTreeMap<usize, Tally> = BTreeMap::new();
        for row in self.rows.values() {
            let tally = tallies.entry(row.wave).or_default();
            add(tally, row, 1);
        }
        tallies
    }

    fn wave(&self, name: &str) -> Option<usize> {
        let wave = name.strip_prefix('w')?.parse().ok()?;
        (wave < self.closes.len()).then_some(wave)
    }

    fn instead(&self, bytes: usize) -> Option<Came> {
        match self.mood {
            Mood::Well => None,
            Mood::Down => Some(None),
            Mood::Says(code, after) => Some(Some(status(code, after, ""))),
            Mood::Portal => Some(Some(status(200, 0, ""))),
            Mood::Narrow(most) => (bytes > most).then(|| Some(status(413, 0, ""))),
        }
    }

    fn one(&mut self, now: u64, wave: usize, id: SubmissionId, body: &str) -> ItemResult {
        let hash = payload_hash(body.as_bytes());
        let receipt = Some(id.receipt().to_string());
        if self.withdrawn.contains(&id) {
            return result(id, ItemStatus::Gone, None);
        }
        if let Some(row) = self.rows.get(&id) {
            if row.hash == hash {
                let status = if row.late {
                    ItemStatus::Late
                } else {
                    ItemStatus::Duplicate
                };
                return result(id, status, receipt);
            }
            self.refused.insert(id);
            return ItemResult {
                reason: Some("payload_mismatch".to_owned()),
                ..result(id, ItemStatus::Quarantined, None)
            };
        }
        let Some(answer) = Answer::read(body).filter(|a| a.fits) else {
            self.refused.insert(id);
            return result(id, ItemStatus::Rejected, None);
        };
        self.seq += 1;
        let late = now > self.closes[wave];
        let row = Row {
            hash,
            answer,
            wave,
            late,
            seq: self.seq,
        };
        self.count(&row, 1);
        self.rows.insert(id, row);
        let status = if late {
            ItemStatus::Late
        } else {
            ItemStatus::Stored
        };
        result(id, status, receipt)
    }

    fn count(&mut self, row: &Row, by: i64) {
        add(self.tallies.entry(row.wave).or_default(), row, by);
        self.tallies.retain(|_, t| *t != [0, 0, 0]);
    }
}

fn add(tally: &mut Tally, row: &Row, by: i64) {
    let parts = [1, row.answer.value, u64::from(row.late)];
    for (sum, part) in tally.iter_mut().zip(parts) {
        *sum = sum.wrapping_add_signed(by * part as i64);
    }
}

fn result(id: SubmissionId, status: ItemStatus, receipt: Option<String>) -> ItemResult {
    ItemResult {
        id: id.hex(),
        receipt,
        status,
        reason: None,
        item: None,
    }
}

fn status(status: u16, after: u32, reason: &str) -> Reply {
    Reply::Status {
        status,
        retry_after: (after > 0).then_some(after),
        reason: reason.to_owned(),
    }
}
