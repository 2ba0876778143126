//! What happens in the world, in order of time.

use std::{cmp::Ordering, collections::BinaryHeap};

use survey::SubmissionId;

use crate::{Event, Job, Reply};

/// A device and one of its tabs.
pub type Page = (usize, u64);

/// Something that happens.
#[derive(Debug)]
pub enum Happening {
    /// A machine is told something.
    Told(Page, Event),
    /// A timer of a machine, named by its time, if it is still the newest.
    Timer(Page, u64),
    /// The timer of every minute.
    Minute(Page),
    /// The store comes to a job.
    Disk(Page, u32, Job),
    /// A request reaches the server, which may answer this page.
    Arrives {
        /// Who asked.
        page: Page,
        /// The ticket.
        ticket: u32,
        /// The wave.
        wave: String,
        /// Ids and bytes; without bytes, a question.
        items: Vec<(SubmissionId, Option<String>)>,
        /// A second copy on the network; nobody waits for its answer.
        echo: bool,
    },
    /// An answer reaches a page.
    Replies(Page, u32, Reply),
    /// The lease in `localStorage` is looked at.
    Lease(Page),
    /// The person at a device does something.
    Person(usize),
    /// The person saves or finishes in this tab.
    Types(Page, SubmissionId, String, bool),
    /// The person closes this page.
    Leaves(Page),
    /// Something breaks, or is mended.
    Trouble,
    /// A trouble of a device passes.
    Passes(Trouble),
}

/// Troubles that pass.
#[derive(Clone, Copy, Debug)]
pub enum Trouble {
    /// A device is online again.
    Offline(usize),
    /// A device has room again.
    Full(usize),
    /// The server does its work again.
    Server,
}

/// A queue of happenings.
#[derive(Debug, Default)]
pub struct Calendar {
    heap: BinaryHeap<Entry>,
    count: u64,
}

#[derive(Debug)]
struct Entry(u64, u64, Box<Happening>);

impl Calendar {
    /// Puts one in.
    pub fn put(&mut self, at: u64, what: Happening) {
        self.count += 1;
        self.heap.push(Entry(at, self.count, Box::new(what)));
    }

    /// Takes the next one, with its time.
    pub fn next(&mut self) -> Option<(u64, Happening)> {
        self.heap.pop().map(|Entry(at, _, what)| (at, *what))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.0, other.1).cmp(&(self.0, self.1))
    }
}
