//! One job of the store after the other, and what happens when it fails.
//!
//! A transaction that only marks records may be lost: its record is sent again and the server says `duplicate`. One
//! that finishes an answer may not: it is tried again, then held in memory with the rescue file offered.

use std::collections::VecDeque;

use survey::SubmissionId;

use crate::{
    backoff::Wait,
    event::{Effect, Stored, Told},
    index::Index,
    moment::Moment,
    op::{Job, Op},
    outbox::{HEADROOM, Outbox},
    record::{Sealed, State},
};

/// Failures in a row after which the store is given up for a while.
const PATIENCE: u8 = 3;

/// How long it is given up, milliseconds.
const REST: u64 = 60_000;

/// Jobs that wait, the first perhaps under way.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    jobs: VecDeque<Job>,
    busy: Option<u32>,
    number: u32,
    failures: u8,
    /// It does not take anything: answers live in memory.
    pub broken: bool,
    /// Until it is tried again, and what is held with it.
    pub rest: Option<Wait>,
}

impl Queue {
    pub fn push(&mut self, job: Job) {
        self.jobs.push_back(job);
    }

    /// Jobs that are not under way.
    pub fn waiting(&mut self) -> impl Iterator<Item = &mut Job> {
        self.jobs.iter_mut().skip(usize::from(self.busy.is_some()))
    }

    pub fn loading(&self) -> bool {
        self.jobs.iter().any(|j| matches!(j, Job::Load))
    }

    /// Is this answer on its way into the store?
    pub fn finalises(&self, id: SubmissionId) -> bool {
        self.jobs
            .iter()
            .any(|j| finalised_by(j).is_some_and(|s| s.id() == id))
    }

    pub fn rest_now(&mut self, now: &Moment) {
        self.rest.get_or_insert(Wait::new(now, REST, false));
    }

    /// A person wants it tried now.
    pub fn hurry(&mut self) {
        if let Some(rest) = &mut self.rest {
            *rest = Wait::new(&Moment::default(), 0, false);
        }
    }
}

fn finalised_by(job: &Job) -> Option<&Sealed> {
    let Job::Commit(ops) = job else {
        return None;
    };
    ops.iter().find_map(|op| match op {
        Op::Finalise(sealed) => Some(sealed),
        _ => None,
    })
}

impl Outbox {
    /// Reads the index anew, unless that waits already.
    pub(crate) fn load(&mut self) {
        if !self.store.broken && !self.store.waiting().any(|j| matches!(j, Job::Load)) {
            self.store.push(Job::Load);
        }
    }

    /// Changes the index now and the store when it comes to it.
    pub(crate) fn mark(&mut self, ops: Vec<Op>) {
        if ops.is_empty() {
            return;
        }
        for op in &ops {
            self.index.apply(op);
        }
        if !self.store.broken {
            self.store.push(Job::Commit(ops));
        }
    }

    pub(crate) fn put_ballast(&mut self) {
        self.mark(vec![Op::Ballast(true)]);
    }

    pub(crate) fn start_store(&mut self, out: &mut Vec<Effect>) {
        if self.store.busy.is_some() || self.store.broken {
            return;
        }
        let Some(job) = self.store.jobs.front() else {
            return;
        };
        self.store.number += 1;
        self.store.busy = Some(self.store.number);
        out.push(Effect::Store(self.store.number, job.clone()));
    }

    /// After a rest: opens the store anew and gives it what is held.
    pub(crate) fn retry_held(&mut self, now: &Moment) {
        let due = self.store.rest.as_mut().is_some_and(|w| w.left(now) == 0);
        if !due {
            return;
        }
        self.store.rest = None;
        if self.store.broken {
            self.store.broken = false;
            self.store.push(Job::Reopen);
            self.store.push(Job::Load);
        }
        for held in self.held.values() {
            if !self.store.finalises(held.sealed.id()) {
                self.store
                    .push(Job::Commit(vec![Op::Finalise(held.sealed.clone())]));
            }
        }
    }

    pub(crate) fn stored(&mut self, now: &Moment, number: u32, outcome: Stored, out: &mut Vec<Effect>) {
        if self.store.busy != Some(number) {
            return;
        }
        self.store.busy = None;
        match outcome {
            Stored::Severed => self.severed(now, out),
            Stored::Full => self.full(now, out),
            Stored::Done => {
                let job = self.store.jobs.pop_front();
                if !matches!(job, Some(Job::Reopen)) {
                    self.store.failures = 0;
                }
                if let Some(sealed) = job.as_ref().and_then(finalised_by) {
                    self.finalised(sealed, out);
                }
                if let Some(Job::Commit(ops)) = &job
                    && ops.iter().any(|op| matches!(op, Op::Ballast(true)))
                {
                    self.short = false;
                }
            }
            Stored::Loaded(index) => {
                self.store.jobs.pop_front();
                self.store.failures = 0;
                self.loaded(now, *index, out);
            }
            Stored::Exists { same } => {
                let job = self.store.jobs.pop_front();
                let Some(sealed) = job.as_ref().and_then(finalised_by) else {
                    return;
                };
                let id = sealed.id();
                if same {
                    out.push(Effect::Tell(Told::Saved(id)));
                } else {
                    self.store.push(Job::Commit(vec![Op::DropDraft(id)]));
                    out.push(Effect::Tell(Told::HandedOver(id)));
                }
                self.held.remove(&id);
                self.editing.remove(&id);
                self.load();
            }
        }
    }

    /// Takes over what the store holds, and what is still on its way into it.
    fn loaded(&mut self, now: &Moment, index: Index, out: &mut Vec<Effect>) {
        let gone = match (index.age, self.index.age) {
            (None, Some(_)) => self.index.records.len() as u32,
            _ => 0,
        };
        if gone > 0 {
            out.push(Effect::Tell(Told::Emptied(gone)));
        }
        self.index = index;
        for job in &self.store.jobs {
            if let Job::Commit(ops) = job {
                let known = ops.iter().filter(|op| !matches!(op, Op::Finalise(_)));
                known.for_each(|op| self.index.apply(op));
            }
        }
        match self.index.age {
            Some(age) => self.living.resume(age, now),
            None => self.mark(vec![Op::Lived(self.living.age)]),
        }
        if !self.index.ballast && self.room.is_none_or(|room| room >= HEADROOM) {
            self.put_ballast();
        }
        self.loaded = true;
        self.refreshed();
    }

    fn severed(&mut self, now: &Moment, out: &mut Vec<Effect>) {
        self.store.failures += 1;
        if self.store.failures < PATIENCE {
            if !matches!(self.store.jobs.front(), Some(Job::Reopen)) {
                self.store.jobs.push_front(Job::Reopen);
            }
            return;
        }
        self.store.failures = 0;
        self.store.broken = true;
        self.loaded = true;
        self.store.rest_now(now);
        for job in std::mem::take(&mut self.store.jobs) {
            if let Some(sealed) = finalised_by(&job) {
                self.hold(now, sealed.clone(), out);
            } else if let Job::Commit(ops) = job
                && let Some(Op::SaveDraft { id, .. }) = ops.first()
            {
                out.push(Effect::Tell(Told::DraftNotSaved(*id)));
            }
        }
        self.refreshed();
    }

    /// No room: the ballast goes first, so that the answers of the interview under way can be finished.
    fn full(&mut self, now: &Moment, out: &mut Vec<Effect>) {
        let Some(Job::Commit(ops)) = self.store.jobs.pop_front() else {
            return self.severed(now, out);
        };
        self.short = true;
        let matters = matches!(ops.first(), Some(Op::Finalise(_) | Op::SaveDraft { .. }));
        if matters && self.index.ballast {
            self.index.ballast = false;
            self.store.jobs.push_front(Job::Commit(ops));
            let drop = Job::Commit(vec![Op::Ballast(false)]);
            return self.store.jobs.push_front(drop);
        }
        match ops.into_iter().next() {
            Some(Op::Finalise(sealed)) => self.hold(now, sealed, out),
            Some(Op::SaveDraft { id, .. }) => out.push(Effect::Tell(Told::DraftNotSaved(id))),
            Some(Op::Ballast(_)) => self.index.ballast = false,
            _ => {}
        }
    }

    /// What a minute brings: the age is kept, copies of thirty days go.
    pub(crate) fn tick(&mut self) {
        const HOUR: u64 = 3_600_000;
        const THIRTY_DAYS: u64 = 30 * 24 * HOUR;
        let lived = self.age();
        let mut ops = Vec::new();
        for (id, record) in self.index.records.iter() {
            if let State::Acked { late, since } = record.state
                && lived.saturating_sub(since) >= THIRTY_DAYS
            {
                ops.push(Op::Forget { id: *id, late });
            }
        }
        let stored = self.index.age.map_or(0, |a| a.lived);
        if self.loaded && self.living.age.lived >= stored + HOUR {
            ops.push(Op::Lived(self.living.age));
        }
        self.mark(ops);
        if self.short && self.loaded && !self.index.ballast {
            self.put_ballast(); // whether there is room again
        }
    }
}
