//! A phone or a tablet: its store, its tabs, its clocks, the locks that its browser gives.

use std::collections::{BTreeMap, VecDeque};

use survey::SubmissionId;

use super::{answer::Answer, disk::Disk};
use crate::{Moment, Outbox, Policy, lease::Lease};

/// A page that is open.
#[derive(Debug)]
pub struct Tab {
    /// Names it; never used twice.
    pub id: u64,
    /// Its machine.
    pub outbox: Outbox,
    /// When it was opened.
    pub born: u64,
    /// When its newest timer goes off.
    pub timer: u64,
    /// The server asked to be left alone until then.
    pub not_before: u64,
}

/// An interview under way.
#[derive(Clone, Copy, Debug)]
pub struct Interview {
    /// The id its answers will have.
    pub id: SubmissionId,
    /// What is answered.
    pub answer: Answer,
    /// Length of the text in it.
    pub length: usize,
}

/// A device.
#[derive(Debug)]
pub struct Device {
    /// Its rules.
    pub policy: Policy,
    /// Its store.
    pub disk: Disk,
    /// Its pages.
    pub tabs: Vec<Tab>,
    /// The Web Lock of the sender, and who waits for it.
    pub lock: Option<u64>,
    /// Tabs that wait for the lock.
    pub queue: VecDeque<u64>,
    /// The browser has Web Locks; else the lease in `localStorage` stands in.
    pub has_locks: bool,
    /// That lease.
    pub lease: Option<Lease>,
    /// Editors of drafts.
    pub editors: BTreeMap<SubmissionId, u64>,
    /// How wrong the clock is, milliseconds.
    pub clock: i64,
    /// The browser tells a steady time.
    pub has_steady: bool,
    /// No network.
    pub offline: bool,
    /// Every transaction is cut off until then.
    pub severed_until: u64,
    /// The interview under way.
    pub current: Option<Interview>,
    /// Interviews still to be held.
    pub left: u64,
    /// How often ids were sent; only for broken rules.
    pub attempts: BTreeMap<SubmissionId, u64>,
}

impl Device {
    /// What a tab is told about time.
    pub fn moment(&self, tab: &Tab, now: u64, dice: u64) -> Moment {
        Moment {
            wall: EPOCH + now as i64 + self.clock,
            steady: self.has_steady.then(|| now - tab.born),
            dice,
        }
    }

    /// The wall clock.
    pub fn wall(&self, now: u64) -> i64 {
        EPOCH + now as i64 + self.clock
    }

    /// A tab by its id.
    pub fn tab(&mut self, id: u64) -> Option<&mut Tab> {
        self.tabs.iter_mut().find(|t| t.id == id)
    }

    /// A page is gone, and with it what the browser held for it. True if the sender's lock fell free.
    pub fn close(&mut self, id: u64) -> bool {
        self.tabs.retain(|t| t.id != id);
        self.queue.retain(|t| *t != id);
        self.editors.retain(|_, t| *t != id);
        self.release(id)
    }

    /// The lock is given back; true if it was this tab's.
    pub fn release(&mut self, id: u64) -> bool {
        if self.lease.is_some_and(|l| l.holder == id) {
            self.lease = None;
        }
        if self.lock == Some(id) {
            self.lock = None;
            return true;
        }
        false
    }
}

/// When the world begins: a day in 2026.
const EPOCH: i64 = 1_790_000_000_000;
