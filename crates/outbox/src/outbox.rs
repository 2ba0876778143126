//! The machine: one per tab. [`Outbox::handle`] takes one event and answers with effects.

use survey::SubmissionId;

use crate::{
    age::Living,
    by_id::{ById, Ids},
    event::{Effect, Event, Told},
    index::Index,
    moment::Moment,
    policy::{Keep, Policy},
    record::{Sealed, State},
    rescue,
    sender::Sender,
    shown::{Holds, Standing, Summary},
    storing::Queue,
};

/// Room below which no new interview is begun, bytes.
pub const HEADROOM: u64 = 20_000_000;

/// The outbox of one tab.
#[derive(Debug, Default)]
pub struct Outbox {
    pub(crate) policy: Policy,
    pub(crate) index: Index,
    pub(crate) loaded: bool,
    pub(crate) living: Living,
    pub(crate) store: Queue,
    pub(crate) sender: Sender,
    pub(crate) held: ById<Held>,
    pub(crate) editing: Ids,
    pub(crate) room: Option<u64>,
    /// Something was refused for want of room, and the ballast is not back in its place.
    pub(crate) short: bool,
}

/// A record that the store did not take: it lives as long as the page.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub sealed: Sealed,
    pub fate: Fate,
}

/// What the server said of a record that lives in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Nothing yet.
    Waits,
    /// It has it; a shared device still wants a copy in its store.
    Taken,
    /// It will not take it as it is.
    Aside,
}

impl Outbox {
    /// A machine with these rules that knows nothing yet; give it [`Event::Started`].
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            ..Self::default()
        }
    }

    /// Takes one event and answers what is to be done, in this order.
    pub fn handle(&mut self, now: &Moment, event: Event) -> Vec<Effect> {
        let mut out = Vec::new();
        self.living.look(now);
        match event {
            Event::Started => self.load(),
            Event::Tick => self.tick(),
            Event::Back => self.sender.network_is_back(),
            Event::Tapped => {
                self.sender.hurry();
                self.store.hurry();
                out.push(Effect::Announce { hurry: true });
            }
            Event::Changed { hurry } => {
                if hurry {
                    self.sender.hurry();
                }
                self.load();
            }
            Event::Lease(granted) => self.lease(granted),
            Event::Edit(id) => out.push(Effect::AskEditor(id)),
            Event::Editor(id, true) => {
                self.editing.insert(id, ());
            }
            Event::Editor(id, false) => {
                self.editing.remove(&id);
            }
            Event::Save(id, text) => self.save(id, text, &mut out),
            Event::Finalise(sealed) => self.finalise(now, sealed, &mut out),
            Event::Again(id) => self.again(id, &mut out),
            Event::Room(bytes) => self.has_room(bytes),
            Event::Stored(number, outcome) => self.stored(now, number, outcome, &mut out),
            Event::Answered(ticket, reply) => self.answered(now, ticket, reply, &mut out),
        }
        self.retry_held(now);
        self.start_store(&mut out);
        self.pump(now, &mut out);
        self.start_store(&mut out);
        out
    }

    /// Milliseconds until the machine wants a [`Event::Tick`]; one comes every minute anyway.
    pub fn next_tick(&mut self, now: &Moment) -> Option<u64> {
        let sending = if self.sender.stopped || !self.has_work() {
            None
        } else {
            self.sender.wait.as_mut().map(|w| w.left(now))
        };
        let storing = self.store.rest.as_mut().map(|w| w.left(now));
        sending.into_iter().chain(storing).min()
    }

    /// May a new interview begin? Not where the room left would not do for it. What a browser says of its room is not
    /// enough: some always say ten gigabytes, whatever there is. Where something was refused for want of room, the ballast
    /// has to find its place again first.
    pub fn may_begin(&self) -> bool {
        let said = self.room.is_none_or(|room| room >= HEADROOM);
        said && !self.short && !self.store.broken && self.held.is_empty()
    }

    /// The counts that a person sees.
    pub fn summary(&self) -> Summary {
        let count = |wanted: fn(&State) -> bool| self.index.ids(wanted).count() as u32;
        let unsaved = self.held.values().filter(|h| h.fate != Fate::Taken).count() as u32;
        Summary {
            saved: count(|s| matches!(s, State::Ready)),
            delivered: count(|s| matches!(s, State::Acked { .. })) + self.index.receipts,
            attention: count(|s| matches!(s, State::Quarantined { .. })) + unsaved,
            unsaved,
            stopped: self.sender.stopped,
        }
    }

    /// Where one record stands; none if it is not here, or only as a receipt.
    pub fn standing(&self, id: SubmissionId) -> Option<Standing> {
        if self.held.get(&id).is_some_and(|h| h.fate != Fate::Taken) {
            return Some(Standing::Attention);
        }
        Some(match self.index.records.get(&id)?.state {
            State::Ready => Standing::Saved,
            State::Acked { .. } => Standing::Delivered,
            State::Quarantined { .. } => Standing::Attention,
        })
    }

    /// Does this tab wait for the answer to this request?
    pub fn awaits(&self, ticket: u32) -> bool {
        self.sender
            .flight
            .as_ref()
            .is_some_and(|(mine, _)| *mine == ticket)
    }

    /// Has this tab asked to be the sender, or is it? Who keeps a lease in `localStorage` renews it for so long.
    pub fn wants_to_send(&self) -> bool {
        self.sender.asked || self.sender.lease
    }

    /// What the store holds, as far as this tab knows.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Does anything that is not delivered live only as long as this page, and may a rescue file hold it?
    pub fn holds(&self) -> Holds {
        let here = self.held.values().filter(|h| h.fate != Fate::Taken);
        let how = here.map(|h| match rescue::may_hold(h.sealed.body()) {
            true => Holds::Sealed,
            false => Holds::Open,
        });
        how.max().unwrap_or_default()
    }

    /// Records that live only as long as this page; they belong into the rescue file too.
    pub fn in_memory(&self) -> impl Iterator<Item = &Sealed> {
        self.held.values().map(|h| &h.sealed)
    }

    pub(crate) fn keeps_until_confirmed(&self) -> bool {
        self.policy.keep == Keep::UntilConfirmed && !crate::policy::breaks!(self.policy, ForgetOnAck)
    }

    fn has_room(&mut self, bytes: u64) {
        self.room = Some(bytes);
        if self.loaded && !self.index.ballast && bytes >= HEADROOM {
            self.put_ballast();
        }
    }

    pub(crate) fn hold(&mut self, now: &Moment, sealed: Sealed, out: &mut Vec<Effect>) {
        let id = sealed.id();
        let held = Held {
            sealed,
            fate: Fate::Waits,
        };
        if self.held.insert(id, held).is_none() {
            out.push(Effect::Tell(Told::NotSaved(id)));
        }
        self.store.rest_now(now);
    }
}
