//! Carrying out what machines want: the store, the network, the locks, each with its own ways to break.

use survey::SubmissionId;

use super::{
    happening::{Happening, Page},
    world::World,
};
use crate::{
    Asked, Event, Job, Op, Post, Reply, Stored,
    flaw::Flaw,
    lease,
    wire::{BATCH_FRAME, MAX_BYTES, MAX_IDS, MAX_ITEMS, item_len},
};

const THIRTY_DAYS: u64 = 30 * 24 * 3_600_000;

impl World {
    /// The store comes to a job. A page that is gone hears nothing, and its transaction may be done or not.
    pub fn disk(&mut self, page: Page, number: u32, job: &Job) {
        let alive = self.tab(page).is_some();
        let cut = self.now < self.devices[page.0].severed_until;
        let half = (cut || !alive) && self.dice.chance(500);
        let outcome = match job {
            _ if (cut || !alive) && !half => Stored::Severed,
            Job::Reopen if cut => Stored::Severed,
            Job::Reopen => Stored::Done,
            Job::Load if cut => Stored::Severed,
            Job::Load => Stored::Loaded(Box::new(self.devices[page.0].disk.index())),
            Job::Commit(ops) => {
                self.watch_deletions(page.0, ops);
                self.devices[page.0].disk.commit(ops)
            }
        };
        // done, but the connection broke before it was said
        let outcome = if cut { Stored::Severed } else { outcome };
        if alive {
            self.tell(page, Event::Stored(number, outcome));
        }
    }

    /// Bytes go only when the server has them: on a shared device, in a backup too, or after thirty days.
    fn watch_deletions(&mut self, device: usize, ops: &[Op]) {
        let (now, disk) = (self.now, &self.devices[device].disk);
        for op in ops {
            if let Op::DropDraft(id) = op
                && !disk.rows.contains_key(id)
                && !disk.receipts.contains_key(id)
            {
                let what = || format!("the draft of {id} was deleted before its record was put");
                self.history.breaks(now, what);
            }
            let Op::Forget { id, .. } = op else {
                continue;
            };
            if !disk.rows.contains_key(id) || self.server.withdrawn.contains(id) {
                continue;
            }
            let fine = if self.plan.kiosks {
                self.server.backs_up(id) || self.now > THIRTY_DAYS
            } else {
                self.server.rows.contains_key(id)
            };
            if !fine {
                self.history
                    .breaks(now, || format!("the bytes of {id} were deleted too early"));
            }
        }
    }

    /// A request leaves a page, if its bytes can be read.
    pub fn post(&mut self, page: Page, post: Post) {
        let now = self.now;
        self.history.requests += 1;
        let it = &mut self.devices[page.0];
        if it.has_locks && it.lock != Some(page.1) {
            self.history
                .breaks(now, || "a tab sent without being the sender".to_owned());
        }
        let too_soon = it.has_steady && it.tab(page.1).is_some_and(|t| now < t.not_before);
        if too_soon {
            self.history.breaks(now, || {
                "a tab did not wait as long as the server asked".to_owned()
            });
        }
        let Some(items) = self.read(page.0, post.what) else {
            let unread = Event::Answered(post.ticket, Reply::Unread { damaged: vec![] });
            return self.calendar.put(now + 5, Happening::Told(page, unread));
        };
        let (ticket, wave) = (post.ticket, post.wave);
        let timeout = Happening::Replies(page, ticket, Reply::TimedOut);
        self.calendar.put(now + u64::from(post.timeout), timeout);
        if self.devices[page.0].offline || (!self.calm && self.dice.chance(20)) {
            let silent = !self.devices[page.0].offline && self.dice.chance(500);
            if !silent {
                self.reply(page, ticket, Reply::NoAnswer);
            }
            return;
        }
        if !self.calm && self.dice.chance(30) {
            let (wave, items) = (wave.clone(), items.clone());
            let late = self.travel() + self.dice.below(120_000);
            let echo = Happening::Arrives {
                page,
                ticket,
                wave,
                items,
                echo: true,
            };
            self.calendar.put(now + late, echo);
        }
        let arrives = Happening::Arrives {
            page,
            ticket,
            wave,
            items,
            echo: false,
        };
        let at = now + self.travel();
        self.calendar.put(at, arrives);
    }

    /// The bytes of a request; none if the store cannot be read.
    fn read(&mut self, device: usize, what: Asked) -> Option<Vec<(SubmissionId, Option<String>)>> {
        let now = self.now;
        let parcels = match what {
            Asked::Have(ids) => {
                if ids.len() > MAX_IDS {
                    self.history
                        .breaks(now, || "a question names too many ids".to_owned());
                }
                // their hashes are read from the store
                let readable = now >= self.devices[device].severed_until;
                return readable.then(|| ids.into_iter().map(|id| (id, None)).collect());
            }
            Asked::Batch(parcels) => parcels,
        };
        self.history.posted += parcels.len() as u64;
        let it = &mut self.devices[device];
        let mut items = Vec::with_capacity(parcels.len());
        for (id, body) in parcels {
            if body.is_none() && now < it.severed_until {
                return None;
            }
            let mut body = body.or_else(|| it.disk.rows.get(&id).map(|r| r.body.clone()))?;
            let attempt = it.attempts.entry(id).or_default();
            if self.plan.flaw == Some(Flaw::NewBytes) {
                body.push_str(&" ".repeat(*attempt as usize));
            }
            *attempt += 1;
            items.push((id, Some(body)));
        }
        let lengths = items.iter().filter_map(|(_, b)| b.as_deref()).map(item_len);
        let bytes = BATCH_FRAME + lengths.sum::<usize>() - 1;
        if items.len() > MAX_ITEMS || (bytes > MAX_BYTES && items.len() > 1) {
            self.history
                .breaks(now, || format!("a batch of {} items, {bytes} bytes", items.len()));
        }
        Some(items)
    }

    /// A request reaches the server.
    pub fn arrives(
        &mut self,
        page: Page,
        ticket: u32,
        wave: String,
        items: Vec<(SubmissionId, Option<String>)>,
        echo: bool,
    ) {
        let asked: Vec<SubmissionId> = items.iter().map(|(id, _)| *id).collect();
        let bodies: Vec<_> = items.into_iter().filter_map(|(id, b)| Some((id, b?))).collect();
        let came = if bodies.is_empty() {
            let blind = self.plan.flaw == Some(Flaw::BlindHave);
            let disk = &self.devices[page.0].disk;
            let hash = |id| disk.hash(id).filter(|_| !blind);
            let hashes: Vec<_> = asked.iter().map(hash).collect();
            self.server.have(&asked, &hashes)
        } else {
            let under = self.under_which_ids(page.0, bodies);
            let lengths = under.iter().map(|(_, b)| item_len(b));
            let bytes = BATCH_FRAME + lengths.sum::<usize>();
            let frail = !self.calm;
            let came = self
                .server
                .batch(self.now, &wave, &under, bytes, &mut self.dice, frail);
            as_asked(came, &under, &asked)
        };
        if self.server.mood == super::server::Mood::Down && !self.calm {
            let mended = self.now + self.dice.between(1_000, 600_000);
            self.calendar
                .put(mended, Happening::Passes(super::happening::Trouble::Server));
        }
        if echo {
            return;
        }
        match came {
            None => self.reply(page, ticket, Reply::NoAnswer),
            // the answer is lost on its way
            Some(_) if !self.calm && self.dice.chance(60) => {
                if self.dice.chance(500) {
                    self.reply(page, ticket, Reply::NoAnswer);
                }
            }
            Some(reply) => self.reply(page, ticket, reply),
        }
    }

    /// Only for the broken rule that gives an answer a new id at every attempt.
    fn under_which_ids(
        &self,
        device: usize,
        bodies: Vec<(SubmissionId, String)>,
    ) -> Vec<(SubmissionId, String)> {
        if self.plan.flaw != Some(Flaw::NewId) {
            return bodies;
        }
        let attempts = &self.devices[device].attempts;
        let other = |(mut id, body): (SubmissionId, String)| {
            id.0[15] ^= attempts.get(&id).map_or(0, |n| *n as u8);
            (id, body)
        };
        bodies.into_iter().map(other).collect()
    }

    fn reply(&mut self, page: Page, ticket: u32, reply: Reply) {
        let at = self.now + self.travel();
        self.calendar.put(at, Happening::Replies(page, ticket, reply));
    }

    /// An answer reaches a page.
    pub fn replied(&mut self, page: Page, ticket: u32, reply: Reply) {
        let now = self.now;
        if let (
            Some(tab),
            Reply::Status {
                retry_after: Some(s),
                status: 408 | 429 | 500..,
                ..
            },
        ) = (self.tab(page), &reply)
            && tab.outbox.awaits(ticket)
        {
            tab.not_before = now + u64::from(*s) * 1000;
        }
        self.tell(page, Event::Answered(ticket, reply));
    }

    /// Milliseconds on the network.
    fn travel(&mut self) -> u64 {
        let usual = self.dice.between(20, 900);
        if !self.calm && self.dice.chance(30) {
            self.dice.between(1_000, 60_000)
        } else {
            usual
        }
    }

    /// A tab wants to be the sender.
    pub fn ask_lease(&mut self, page: Page) {
        if self.devices[page.0].has_locks {
            self.devices[page.0].queue.push_back(page.1);
            self.pass_lock(page.0);
        } else {
            self.look_at_lease(page);
        }
    }

    /// Takes or renews the lease in `localStorage`, and looks again later.
    pub fn look_at_lease(&mut self, page: Page) {
        let now = self.now;
        let it = &mut self.devices[page.0];
        let wall = it.wall(now);
        let (had, stored) = (it.lock == Some(page.1), it.lease);
        let Some(wants) = it.tab(page.1).map(|t| t.outbox.wants_to_send()) else {
            return;
        };
        if !wants {
            return;
        }
        let mine = lease::take(stored, page.1, wall);
        let event = match mine {
            Some(lease) => {
                it.lease = Some(lease);
                it.lock = Some(page.1);
                (!had).then_some(Event::Lease(true))
            }
            None => had.then_some(Event::Lease(false)),
        };
        self.calendar
            .put(now + lease::RENEW as u64, Happening::Lease(page));
        if let Some(event) = event {
            self.tell(page, event);
        }
    }
}

/// Results under the ids that the device knows; only where a rule is broken are they others.
fn as_asked(came: Option<Reply>, under: &[(SubmissionId, String)], asked: &[SubmissionId]) -> Option<Reply> {
    let Some(Reply::Batch(mut reply)) = came else {
        return came;
    };
    for ((sent, _), id) in under.iter().zip(asked).filter(|((sent, _), id)| sent != *id) {
        for result in reply.results.iter_mut().filter(|r| r.id == sent.hex()) {
            result.id = id.hex();
            result.receipt = result.receipt.as_ref().map(|_| id.receipt().to_string());
        }
    }
    Some(Reply::Batch(reply))
}
