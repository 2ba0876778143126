//! One world from one seed: what it is made of, how it runs, how it ends.

use super::{
    device::{Device, Tab},
    dice::Dice,
    disk::Disk,
    happening::{Calendar, Happening, Page},
    history::History,
    server::{Mood, Server},
};
use crate::{Effect, Event, Outbox, Policy, flaw::Flaw};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Everything follows from it.
    pub seed: u64,
    /// Interviews to be held.
    pub submissions: u64,
    /// Shared devices, and a server that loses its disk; else phones, which forget what is delivered.
    pub kiosks: bool,
    /// A rule broken on purpose.
    pub flaw: Option<Flaw>,
}

/// What came of a world.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Answers that people were told are saved.
    pub saved: u64,
    /// Answers stored at the end.
    pub stored: u64,
    /// Kept aside on devices at the end.
    pub aside: u64,
    /// Saved ones that a browser deleted with its whole store.
    pub emptied: u64,
    /// Items posted, and requests.
    pub posted: u64,
    /// Requests posted.
    pub requests: u64,
    /// Promises broken, with the time.
    pub broken: Vec<String>,
}

/// The world.
pub(super) struct World {
    pub plan: Plan,
    pub now: u64,
    pub dice: Dice,
    pub calendar: Calendar,
    pub server: Server,
    pub devices: Vec<Device>,
    pub history: History,
    pub tabs_opened: u64,
    pub interviews: u64,
    /// Everything is mended, and stays so.
    pub calm: bool,
}

/// Runs one world to its end.
pub fn run(plan: Plan) -> Figures {
    let mut world = World::new(plan);
    world.live();
    world.mend();
    world.wait_for(6 * HOUR);
    world.judge()
}

impl World {
    fn new(plan: Plan) -> Self {
        let mut dice = Dice::new(plan.seed);
        let closes = vec![dice.between(2 * HOUR, 12 * HOUR), u64::MAX, u64::MAX];
        let count = dice.between(1, 4).min(plan.submissions.max(1));
        let rules = if plan.kiosks {
            Policy::kiosk()
        } else {
            Policy::phone()
        };
        let policy = Policy {
            flaw: plan.flaw,
            ..rules
        };
        let device = |i: u64, dice: &mut Dice| Device {
            policy,
            disk: Disk::default(),
            tabs: Vec::new(),
            lock: None,
            queue: Default::default(),
            has_locks: dice.chance(700),
            lease: None,
            editors: Default::default(),
            clock: 0,
            has_steady: dice.chance(700),
            offline: false,
            severed_until: 0,
            current: None,
            left: plan.submissions / count + u64::from(i < plan.submissions % count),
            attempts: Default::default(),
        };
        let devices = (0..count).map(|i| device(i, &mut dice)).collect();
        let mut world = Self {
            plan,
            now: 0,
            dice,
            calendar: Calendar::default(),
            server: Server::new(closes),
            devices,
            history: History::default(),
            tabs_opened: 0,
            interviews: 0,
            calm: false,
        };
        for device in 0..world.devices.len() {
            world.calendar.put(0, Happening::Person(device));
        }
        world.calendar.put(MINUTE, Happening::Trouble);
        world
    }

    /// Until every interview is held, or for as long as a wave may last.
    fn live(&mut self) {
        while self.now < 20 * 24 * HOUR && self.devices.iter().any(|d| d.left > 0 || d.current.is_some()) {
            self.step();
        }
    }

    /// Faults cease. Some pages stay open as they are, others are opened anew; where sending has stopped, somebody
    /// taps.
    fn mend(&mut self) {
        self.calm = true;
        self.server.mood = Mood::Well;
        for device in 0..self.devices.len() {
            let it = &mut self.devices[device];
            it.offline = false;
            it.severed_until = 0;
            it.disk.full = false;
            let anew = it.tabs.is_empty() || self.dice.chance(500);
            if anew {
                self.close_all(device);
                self.open_tab(device);
            }
            let stopped: Vec<u64> = self.devices[device]
                .tabs
                .iter()
                .filter(|t| t.outbox.summary().stopped)
                .map(|t| t.id)
                .collect();
            for tab in stopped {
                self.tell((device, tab), Event::Tapped);
            }
        }
        self.wait_for(2 * HOUR);
        self.server.back_up(self.now);
    }

    fn wait_for(&mut self, time: u64) {
        let end = self.now + time;
        while self.now < end {
            self.step();
        }
    }

    fn judge(mut self) -> Figures {
        let disks: Vec<&Disk> = self.devices.iter().map(|d| &d.disk).collect();
        self.history.judge(self.now, &self.server, &disks);
        let rows = disks.iter().flat_map(|d| d.rows.values());
        let aside = rows
            .filter(|r| matches!(r.record.state, crate::State::Quarantined { .. }))
            .count();
        Figures {
            saved: self.history.saved.len() as u64 + self.history.emptied,
            stored: self.server.rows.len() as u64,
            aside: aside as u64,
            emptied: self.history.emptied,
            posted: self.history.posted,
            requests: self.history.requests,
            broken: self.history.broken,
        }
    }

    fn step(&mut self) {
        let Some((at, what)) = self.calendar.next() else {
            self.now += HOUR;
            return;
        };
        self.now = at;
        match what {
            Happening::Told(page, event) => self.tell(page, event),
            Happening::Timer(page, number) => {
                if self.tab(page).is_some_and(|t| t.timer == number) {
                    self.tell(page, Event::Tick);
                }
            }
            Happening::Minute(page) => {
                if self.tab(page).is_some() {
                    self.calendar.put(at + MINUTE, Happening::Minute(page));
                    self.tell(page, Event::Tick);
                }
            }
            Happening::Disk(page, number, job) => self.disk(page, number, &job),
            Happening::Arrives {
                page,
                ticket,
                wave,
                items,
                echo,
            } => self.arrives(page, ticket, wave, items, echo),
            Happening::Replies(page, ticket, reply) => self.replied(page, ticket, reply),
            Happening::Lease(page) => self.look_at_lease(page),
            Happening::Person(device) => self.person(device),
            Happening::Types(page, id, text, done) => self.types(page, id, text, done),
            Happening::Leaves(page) if !self.calm => self.close_tab(page),
            Happening::Leaves(_) => {}
            Happening::Trouble => self.trouble(),
            Happening::Passes(trouble) => self.passes(trouble),
        }
    }

    pub fn tab(&mut self, (device, tab): Page) -> Option<&mut Tab> {
        self.devices[device].tab(tab)
    }

    /// Opens a page on a device.
    pub fn open_tab(&mut self, device: usize) -> u64 {
        self.tabs_opened += 1;
        let id = self.tabs_opened;
        let tab = Tab {
            id,
            outbox: Outbox::new(self.devices[device].policy),
            born: self.now,
            timer: 0,
            not_before: 0,
        };
        self.devices[device].tabs.push(tab);
        let page = (device, id);
        self.calendar.put(self.now + MINUTE, Happening::Minute(page));
        self.tell(page, Event::Started);
        id
    }

    /// Closes every page of a device, as a crash does.
    pub fn close_all(&mut self, device: usize) {
        while let Some(tab) = self.devices[device].tabs.first().map(|t| t.id) {
            self.close_tab((device, tab));
        }
    }

    /// Closes a page; the browser passes its lock on.
    pub fn close_tab(&mut self, (device, tab): Page) {
        if self.devices[device].close(tab) {
            self.pass_lock(device);
        }
    }

    /// Gives the free lock to the tab that has waited longest.
    pub fn pass_lock(&mut self, device: usize) {
        let it = &mut self.devices[device];
        if it.lock.is_none()
            && let Some(next) = it.queue.pop_front()
        {
            it.lock = Some(next);
            let told = Happening::Told((device, next), Event::Lease(true));
            self.calendar.put(self.now + 1, told);
        }
    }

    /// Tells a machine something and does what it wants.
    pub fn tell(&mut self, page: Page, event: Event) {
        let dice = self.dice.next();
        let (device, tab) = page;
        let it = &mut self.devices[device];
        let Some(at) = it.tabs.iter().position(|t| t.id == tab) else {
            return;
        };
        let moment = it.moment(&it.tabs[at], self.now, dice);
        let tab = &mut it.tabs[at];
        let hurry = matches!(
            event,
            Event::Tapped | Event::Again(_) | Event::Changed { hurry: true }
        );
        if hurry {
            tab.not_before = 0;
        }
        let effects = tab.outbox.handle(&moment, event);
        if let Some(wait) = tab.outbox.next_tick(&moment) {
            let at = self.now + wait.max(1);
            if tab.timer != at {
                tab.timer = at;
                self.calendar.put(at, Happening::Timer(page, at));
            }
        }
        for effect in effects {
            self.carry_out(page, effect);
        }
    }

    fn carry_out(&mut self, page: Page, effect: Effect) {
        match effect {
            Effect::Store(number, job) => {
                let soon = self.dice.between(1, 20);
                let slow = if !self.calm && self.dice.chance(5) {
                    5_000
                } else {
                    0
                };
                self.calendar
                    .put(self.now + soon + slow, Happening::Disk(page, number, job));
            }
            Effect::Post(post) => self.post(page, post),
            Effect::AskLease => self.ask_lease(page),
            Effect::ReleaseLease => {
                if self.devices[page.0].release(page.1) {
                    self.pass_lock(page.0);
                }
            }
            Effect::AskEditor(id) => {
                let editor = *self.devices[page.0].editors.entry(id).or_insert(page.1);
                let told = Event::Editor(id, editor == page.1);
                self.calendar.put(self.now + 1, Happening::Told(page, told));
            }
            Effect::Announce { hurry } => {
                let others: Vec<u64> = self.devices[page.0].tabs.iter().map(|t| t.id).collect();
                for tab in others.into_iter().filter(|t| *t != page.1) {
                    let told = Happening::Told((page.0, tab), Event::Changed { hurry });
                    self.calendar.put(self.now + 2, told);
                }
            }
            Effect::Tell(told) => self.told(page, told),
        }
    }
}
