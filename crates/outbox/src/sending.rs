//! The next request, and what an answer to it means.

use std::{cmp::Reverse, collections::BinaryHeap};

use survey::SubmissionId;

use crate::{
    by_id::ById,
    event::{Asked, Effect, Post, Reply, Told},
    moment::Moment,
    op::Op,
    outbox::{Fate, Outbox},
    policy::breaks,
    record::State,
    sender::{FEW, Flight, is_acked},
    verdict::Verdict,
    wire::{BATCH_FRAME, BatchReply, HaveReply},
};

/// How long an answer is waited for, milliseconds.
const TIMEOUT: u32 = 30_000;

/// Attempts after which a refusal that is not our server's (a filter on the way) sets a record aside all the same.
const STRANGERS_WORD: u32 = 16;

/// Our server's 403: it knows who is asking, and the survey has not begun.
const NOT_OPEN: &str = "not_open";

impl Outbox {
    /// Asks for what is needed to send, or sends, or lets another tab send.
    pub(crate) fn pump(&mut self, now: &Moment, out: &mut Vec<Effect>) {
        if !self.loaded || self.store.loading() || self.sender.flight.is_some() {
            return;
        }
        let work = self.has_work();
        if !self.sender.lease && !breaks!(self.policy, NoLease) {
            if work && !self.sender.asked {
                self.sender.asked = true;
                out.push(Effect::AskLease);
            }
            return;
        }
        if !work {
            self.sender.asked = false;
            if std::mem::take(&mut self.sender.lease) {
                self.sender.fresh = false;
                out.push(Effect::ReleaseLease);
            }
            return;
        }
        if self.sender.stopped || self.waits(now) {
            return;
        }
        if self.check_is_due() {
            self.sender.doubt.extend(self.index.ids(is_acked));
            self.sender.checked = Some(self.age());
            self.sender.news = false;
        }
        if !self.ask(out) {
            self.send(out);
        }
    }

    /// Asks what the server has of those in doubt; false if that is not worth a request.
    fn ask(&mut self, out: &mut Vec<Effect>) -> bool {
        let records = &self.index.records;
        self.sender.doubt.retain(|id| records.contains_key(id));
        let copies = self.sender.doubt.keys().any(|id| is_acked(&records[id].state));
        if breaks!(self.policy, NeverAsk) || (self.sender.doubt.len() <= FEW && !copies) {
            self.sender.doubt.clear();
            return false;
        }
        let wave = self.sender.doubt.keys().next().map(|id| records[id].wave.clone());
        let Some(wave) = wave else {
            return false;
        };
        let of_wave = self.sender.doubt.keys().filter(|id| records[*id].wave == wave);
        let ids: Vec<_> = of_wave.copied().take(self.sender.pace.ids()).collect();
        self.post(wave, Flight::Have(ids.clone()), Asked::Have(ids), out);
        true
    }

    /// Sends the records that were tried least, as many of one wave as fit.
    fn send(&mut self, out: &mut Vec<Effect>) {
        let tries = |id| self.sender.tries.get(&id).copied().unwrap_or(0);
        let all = self
            .to_send()
            .map(|(id, w, size)| Reverse((tries(id), id, w, size)));
        let mut all: BinaryHeap<_> = all.collect();
        let Some(wave) = all.peek().map(|Reverse((_, _, wave, _))| (*wave).to_owned()) else {
            return;
        };
        let mut taken = 0;
        let mut ids = Vec::new();
        while let Some(Reverse((_, id, w, size))) = all.pop() {
            if w == wave && self.sender.pace.takes(ids.len(), taken, size) {
                taken += size;
                ids.push(id);
            }
        }
        let body = |id| {
            let held = self.held.get(&id)?;
            Some(held.sealed.body().to_owned())
        };
        let parcels = ids.iter().map(|id| (*id, body(*id))).collect();
        if breaks!(self.policy, ForgetOnSend) {
            let late = false;
            let forget = ids.iter().map(|id| Op::Forget { id: *id, late });
            self.mark(forget.collect());
        }
        self.post(wave, Flight::Batch(ids), Asked::Batch(parcels), out);
    }

    fn post(&mut self, wave: String, flight: Flight, what: Asked, out: &mut Vec<Effect>) {
        self.sender.ticket += 1;
        let ticket = self.sender.ticket;
        self.sender.flight = Some((ticket, flight));
        out.push(Effect::Post(Post {
            ticket,
            wave,
            timeout: TIMEOUT,
            what,
        }));
    }

    /// An answer came, or none. One to a request that counts no more is let go: the records are sent again.
    pub(crate) fn answered(&mut self, now: &Moment, ticket: u32, reply: Reply, out: &mut Vec<Effect>) {
        if self
            .sender
            .flight
            .as_ref()
            .is_none_or(|(mine, _)| *mine != ticket)
        {
            return;
        }
        let Some((_, flight)) = self.sender.flight.take() else {
            return;
        };
        match (flight, reply) {
            (Flight::Batch(ids), Reply::Batch(reply)) => self.results(now, &ids, &reply, out),
            (Flight::Have(ids), Reply::Have(reply)) => self.had(&ids, &reply, out),
            (Flight::Batch(ids), Reply::Status { status: 200, .. }) if breaks!(self.policy, AnyAnswer) => {
                let mut ops = Vec::new();
                for id in ids {
                    self.delivered(id, false, &mut ops, out);
                }
                self.mark(ops);
            }
            (
                flight,
                Reply::Status {
                    status,
                    retry_after,
                    reason,
                },
            ) => self.status(now, flight, status, retry_after, &reason, out),
            (flight, reply) => self.no_answer(now, flight, &reply, out),
        }
    }

    /// A result for each item.
    fn results(&mut self, now: &Moment, ids: &[SubmissionId], reply: &BatchReply, out: &mut Vec<Effect>) {
        self.sender.hear(reply.backup_through);
        let told: ById<_> = reply
            .results
            .iter()
            .filter_map(|r| Some((SubmissionId::parse(&r.id)?, r)))
            .collect();
        let mut ops = Vec::new();
        let mut moved = false;
        for &id in ids {
            let mut verdict = Verdict::of(id, told.get(&id).copied());
            if breaks!(self.policy, WholeBatch) {
                verdict = Verdict::Taken { late: false };
            }
            moved |= verdict != Verdict::Again;
            match verdict {
                Verdict::Taken { late } => self.delivered(id, late, &mut ops, out),
                Verdict::Gone => {
                    self.held.remove(&id);
                    ops.push(Op::Forget { id, late: false });
                }
                Verdict::Aside { reason, item } => self.set_aside(id, reason, item, &mut ops, out),
                Verdict::Again => self.tried(&[id]),
            }
        }
        self.mark(ops);
        if moved {
            self.sender.attempt = 0;
            self.sender.wait = None;
            self.sender.pace.won();
        } else {
            self.back_off(now, None);
        }
    }

    /// What the server has of those asked for, as it is here. The others are sent, or sent again: a copy that it lacks was
    /// lost with a disk, and an older backup was put back; where it has other bytes, it says so then.
    fn had(&mut self, ids: &[SubmissionId], reply: &HaveReply, out: &mut Vec<Effect>) {
        self.sender.hear(reply.backup_through);
        self.sender.attempt = 0;
        self.sender.pace.won();
        let stored: ById<_> = reply
            .have
            .iter()
            .filter_map(|h| Some((SubmissionId::parse(&h.id)?, (h.level, h.late))))
            .collect();
        let mut ops = Vec::new();
        for &id in ids {
            self.sender.doubt.remove(&id);
            let Some(record) = self.index.records.get(&id) else {
                continue;
            };
            match (&record.state, stored.get(&id)) {
                (State::Ready, Some((_, late))) => self.delivered(id, *late, &mut ops, out),
                (State::Acked { late, .. }, Some((2.., _))) => ops.push(Op::Forget { id, late: *late }),
                (State::Acked { .. }, None) => ops.push(Op::Ready(id)),
                _ => {}
            }
        }
        self.mark(ops);
    }

    fn status(
        &mut self,
        now: &Moment,
        flight: Flight,
        status: u16,
        retry_after: Option<u32>,
        reason: &str,
        out: &mut Vec<Effect>,
    ) {
        if breaks!(self.policy, BlameRecords)
            && matches!(status, 401 | 403)
            && let Flight::Batch(ids) = &flight
        {
            return self.all_aside(ids, "http_403", out);
        }
        match (status, flight) {
            // a survey that is not open yet holds up no other
            (401 | 403, _) if reason != NOT_OPEN => {
                self.sender.stopped = true;
                out.push(Effect::Tell(Told::Stopped));
            }
            (408 | 425 | 429, flight) | (403, flight @ Flight::Batch(_)) => {
                self.later(now, flight, retry_after);
            }
            // a server, or something in between, that does not know this question
            (400..=499 | 501, Flight::Have(_)) => self.sender.doubt.clear(),
            (413, Flight::Batch(ids)) if ids.len() > 1 => {
                let sizes = self.to_send().filter(|(id, ..)| ids.contains(id));
                let bytes: usize = sizes.map(|(.., size)| size).sum();
                self.sender.pace.too_large(ids.len(), bytes + BATCH_FRAME);
            }
            (413, Flight::Batch(ids)) => self.all_aside(&ids, "too_large", out),
            (404, Flight::Batch(ids)) if !reason.is_empty() => self.all_aside(&ids, reason, out),
            // something in it is not understood: smaller batches find out what
            (400..=499, Flight::Batch(ids)) if ids.len() > 1 => {
                self.sender.pace.halve(ids.len());
                if reason.is_empty() {
                    self.later(now, Flight::Batch(ids), retry_after);
                }
            }
            (400..=499, Flight::Batch(ids)) if !reason.is_empty() => self.all_aside(&ids, reason, out),
            // not our server's word: something in between, which may let it through yet
            (400..=499, Flight::Batch(ids)) => {
                let often = |id| self.sender.tries.get(id).is_some_and(|n| *n >= STRANGERS_WORD);
                if ids.iter().all(often) {
                    let code = ["http_", &status.to_string()].concat();
                    self.all_aside(&ids, &code, out);
                } else {
                    self.later(now, Flight::Batch(ids), retry_after);
                }
            }
            (_, flight) => self.later(now, flight, retry_after),
        }
    }

    fn later(&mut self, now: &Moment, flight: Flight, asked: Option<u32>) {
        if let Flight::Batch(ids) = flight {
            self.tried(&ids);
            self.sender.doubt.extend(ids);
        }
        self.back_off(now, asked);
    }

    /// Nothing came back: it may have arrived all the same.
    fn no_answer(&mut self, now: &Moment, flight: Flight, reply: &Reply, out: &mut Vec<Effect>) {
        if *reply == Reply::TimedOut {
            let (Flight::Batch(ids) | Flight::Have(ids)) = &flight;
            let items = match &flight {
                Flight::Batch(_) => ids.len(),
                Flight::Have(_) => self.sender.pace.items(),
            };
            self.sender.pace.halve(items);
        }
        if let Reply::Unread { damaged } = reply {
            self.all_aside(damaged, "damaged", out);
            self.load();
        }
        self.later(now, flight, None);
    }

    fn tried(&mut self, ids: &[SubmissionId]) {
        for id in ids {
            let tries = self.sender.tries.get(id).copied().unwrap_or(0);
            self.sender.tries.insert(*id, tries + 1);
        }
    }

    fn delivered(&mut self, id: SubmissionId, late: bool, ops: &mut Vec<Op>, out: &mut Vec<Effect>) {
        self.sender.tries.remove(&id);
        self.sender.doubt.remove(&id);
        if self.is_ready(id) && self.keeps_until_confirmed() {
            let since = self.age();
            ops.push(Op::Acked { id, late, since });
        } else if self.is_ready(id) {
            ops.push(Op::Forget { id, late });
        } else if self.keeps_until_confirmed() {
            let Some(held) = self.held.get_mut(&id) else {
                return;
            };
            held.fate = Fate::Taken;
        } else if self.held.remove(&id).is_some() {
            self.index.receipts += 1;
        } else {
            return;
        }
        out.push(Effect::Tell(Told::Delivered { id, late }));
    }

    fn is_ready(&self, id: SubmissionId) -> bool {
        let record = self.index.records.get(&id);
        record.is_some_and(|r| r.state == State::Ready)
    }

    fn all_aside(&mut self, ids: &[SubmissionId], reason: &str, out: &mut Vec<Effect>) {
        let mut ops = Vec::new();
        for id in ids {
            self.set_aside(*id, reason.to_owned(), String::new(), &mut ops, out);
        }
        self.mark(ops);
    }

    fn set_aside(
        &mut self,
        id: SubmissionId,
        reason: String,
        item: String,
        ops: &mut Vec<Op>,
        out: &mut Vec<Effect>,
    ) {
        if breaks!(self.policy, BlockOnRejected) {
            return;
        }
        if breaks!(self.policy, DropRejected) {
            return ops.push(Op::Forget { id, late: false });
        }
        self.sender.tries.remove(&id);
        let told = Told::SetAside {
            id,
            reason: reason.clone(),
            item: item.clone(),
        };
        if self.is_ready(id) {
            ops.push(Op::Quarantine { id, reason, item });
        } else if let Some(held) = self.held.get_mut(&id) {
            held.fate = Fate::Aside;
        } else {
            return;
        }
        out.push(Effect::Tell(told));
    }
}
