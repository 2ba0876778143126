//! What the sending side remembers between events.

use survey::SubmissionId;

use crate::{
    backoff::Wait,
    by_id::{ById, Ids},
    moment::Moment,
    outbox::{Fate, Outbox},
    pace::Pace,
    policy::breaks,
    record::State,
};

/// Records in doubt up to which nobody asks first: sending them again costs less than asking.
pub(crate) const FEW: usize = 3;

/// How often a shared device asks whether its copies are in a backup, milliseconds of its life.
const ASK_EVERY: u64 = 3_600_000;

/// A request under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Flight {
    Batch(Vec<SubmissionId>),
    Have(Vec<SubmissionId>),
}

/// The sending side.
#[derive(Debug, Default)]
pub(crate) struct Sender {
    /// This tab is the sender.
    pub lease: bool,
    /// It asked to be.
    pub asked: bool,
    /// The index was read since it is.
    pub fresh: bool,
    pub flight: Option<(u32, Flight)>,
    pub ticket: u32,
    pub wait: Option<Wait>,
    pub attempt: u32,
    pub stopped: bool,
    pub pace: Pace,
    /// How often a record was sent in this visit without being taken: those that were not go first.
    pub tries: ById<u32>,
    /// The server is to be asked whether it has these.
    pub doubt: Ids,
    /// Age at which copies were asked after last.
    pub checked: Option<u64>,
    /// `backup_through` of the last reply.
    pub backup: Option<i64>,
    /// It changed: a backup was made, or an old one put back.
    pub news: bool,
}

impl Sender {
    /// A person wants it now: nothing waits, nothing is stopped.
    pub fn hurry(&mut self) {
        self.wait = None;
        self.attempt = 0;
        self.stopped = false;
    }

    /// Waits that the machine chose itself end, and grow anew from the shortest: also where a request that began before
    /// is still to fail. Those that the server asked for go on.
    pub fn network_is_back(&mut self) {
        if self.wait.is_none_or(|w| !w.asked) {
            self.wait = None;
            self.attempt = 0;
        }
    }

    /// What a reply says of backups.
    pub fn hear(&mut self, backup: Option<i64>) {
        self.news |= self.backup != backup;
        self.backup = backup;
    }
}

impl Outbox {
    /// The device's age, milliseconds.
    pub(crate) fn age(&self) -> u64 {
        if breaks!(self.policy, TrustClock) {
            return self.living.age.wall.max(0).unsigned_abs();
        }
        self.living.age.lived
    }

    /// This tab became the sender, or no longer is: what is under way then counts no more.
    pub(crate) fn lease(&mut self, granted: bool) {
        self.sender.lease = granted;
        self.sender.asked = granted;
        self.sender.flight = None;
        self.sender.fresh = false;
        self.sender.doubt.clear();
        if granted {
            self.load();
            // a store that takes nothing is not waited for
            if self.store.broken {
                self.refreshed();
            }
        }
    }

    /// The index was read: another tab may have sent any of these, and a tab that was killed too.
    pub(crate) fn refreshed(&mut self) {
        if self.sender.lease && !self.sender.fresh {
            self.sender.fresh = true;
            self.sender.doubt = self
                .index
                .ids(|s| *s == State::Ready)
                .map(|id| (id, ()))
                .collect();
        }
    }

    /// Is it time to ask after copies that no backup is known to hold?
    pub(crate) fn check_is_due(&self) -> bool {
        if breaks!(self.policy, NeverAsk) || !self.keeps_until_confirmed() {
            return false;
        }
        let since = |then: u64| self.age().saturating_sub(then);
        let due = self.sender.news || self.sender.checked.is_none_or(|then| since(then) >= ASK_EVERY);
        due && self.index.ids(is_acked).next().is_some()
    }

    /// Is there anything to send or to ask?
    pub(crate) fn has_work(&self) -> bool {
        self.to_send().next().is_some() || !self.sender.doubt.is_empty() || self.check_is_due()
    }

    /// Records to be sent: id, wave, bytes in a batch.
    pub(crate) fn to_send(&self) -> impl Iterator<Item = (SubmissionId, &str, usize)> {
        let stored = self.index.records.iter().filter(|(_, r)| r.state == State::Ready);
        let stored = stored.map(|(id, r)| (*id, r.wave.as_str(), r.size as usize));
        let held = self.held.values().filter(|h| h.fate == Fate::Waits);
        let held = held.map(|h| {
            let size = crate::wire::item_len(h.sealed.body());
            (h.sealed.id(), h.sealed.wave(), size)
        });
        stored.chain(held.filter(|(id, ..)| !self.index.records.contains_key(id)))
    }

    /// After a failure: not before a while.
    pub(crate) fn back_off(&mut self, now: &Moment, asked: Option<u32>) {
        let asked = asked.filter(|_| !breaks!(self.policy, DeafToServer));
        self.sender.attempt = self.sender.attempt.saturating_add(1);
        self.sender.wait = Some(Wait::after(now, self.sender.attempt, asked));
    }

    /// Does the machine still wait?
    pub(crate) fn waits(&mut self, now: &Moment) -> bool {
        let Some(wait) = &mut self.sender.wait else {
            return false;
        };
        #[cfg(feature = "sim")]
        if self.policy.breaks(crate::flaw::Flaw::WaitByClock) {
            return now.wall < wait.end_by_clock();
        }
        wait.left(now) > 0
    }
}

pub(crate) fn is_acked(state: &State) -> bool {
    matches!(state, State::Acked { .. })
}
