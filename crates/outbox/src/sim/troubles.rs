//! Everything that goes wrong: pages killed, clocks jumping, stores full or cut off, servers down, disks lost.

use super::{
    happening::{Happening, Trouble},
    server::Mood,
    world::World,
};
use crate::{Event, HEADROOM};

const MINUTE: u64 = 60_000;
const YEAR: u64 = 365 * 24 * 60 * MINUTE;

impl World {
    /// One trouble, and the time of the next.
    pub fn trouble(&mut self) {
        if self.calm {
            return;
        }
        let next = self.dice.between(MINUTE / 6, 5 * MINUTE);
        self.calendar.put(self.now + next, Happening::Trouble);
        let device = self.dice.below(self.devices.len() as u64) as usize;
        match self.dice.below(20) {
            0..=2 => self.kill_a_tab(device),
            3 => self.close_all(device),
            4 => {
                if self.devices[device].tabs.len() < 3 {
                    self.open_tab(device);
                }
            }
            5..=6 => self.jump(device),
            7..=8 => {
                self.devices[device].offline = true;
                let most = if self.dice.chance(100) { 24 * 60 } else { 90 };
                let back = self.now + self.dice.between(MINUTE, most * MINUTE);
                self.calendar
                    .put(back, Happening::Passes(Trouble::Offline(device)));
            }
            9 => {
                self.devices[device].disk.full = true;
                self.devices[device].disk.spare = 0;
                self.room(device, 1_000_000);
                let back = self.now + self.dice.between(MINUTE, 60 * MINUTE);
                self.calendar.put(back, Happening::Passes(Trouble::Full(device)));
            }
            10 => self.devices[device].severed_until = self.now + self.dice.between(100, 5 * MINUTE),
            11 => self.empty(device),
            12..=15 => self.server_trouble(),
            16 | 17 => self.server.back_up(self.now),
            18 if self.plan.kiosks => self.server.restore(),
            _ => {
                let rows = self.server.rows.len() as u64;
                let at = self.dice.below(rows.max(1)) as usize;
                let id = self.server.rows.keys().nth(at).copied();
                if let Some(id) = id.filter(|_| self.dice.chance(300)) {
                    self.server.withdraw(id);
                }
            }
        }
    }

    /// A trouble passes.
    pub fn passes(&mut self, trouble: Trouble) {
        match trouble {
            Trouble::Offline(device) => {
                self.devices[device].offline = false;
                for tab in self.tabs_of(device) {
                    self.tell((device, tab), Event::Back);
                }
            }
            Trouble::Full(device) => {
                self.devices[device].disk.full = false;
                self.room(device, 10 * HEADROOM);
            }
            Trouble::Server => self.server.mood = Mood::Well,
        }
    }

    fn tabs_of(&self, device: usize) -> Vec<u64> {
        self.devices[device].tabs.iter().map(|t| t.id).collect()
    }

    fn room(&mut self, device: usize, bytes: u64) {
        for tab in self.tabs_of(device) {
            self.tell((device, tab), Event::Room(bytes));
        }
    }

    fn kill_a_tab(&mut self, device: usize) {
        let tabs = self.tabs_of(device);
        let at = self.dice.below(tabs.len() as u64) as usize;
        if let Some(tab) = tabs.get(at) {
            self.close_tab((device, *tab));
        }
    }

    /// The clock jumps by up to two years, either way, or is put right.
    fn jump(&mut self, device: usize) {
        self.devices[device].clock = match self.dice.below(4) {
            0 => 0,
            1 => self.dice.between(MINUTE, YEAR) as i64 * 2,
            2 => -(self.dice.between(MINUTE, YEAR) as i64) * 2,
            _ => self.dice.between(0, 4 * MINUTE) as i64 - 2 * MINUTE as i64,
        };
    }

    /// The browser empties the store: rare, and beyond what a page can prevent.
    fn empty(&mut self, device: usize) {
        if !self.dice.chance(20) {
            return;
        }
        self.devices[device].disk = super::disk::Disk::default();
        let server = &self.server;
        let before = self.history.saved.len();
        // what only this device had is gone, other answers under a known id too; what the server has without a backup may go yet
        self.history.saved.retain(|id, promise| {
            let there = server.rows.get(id).is_some_and(|row| row.hash == promise.hash);
            let stays = !self.plan.kiosks || server.backs_up(id);
            promise.device != device || server.withdrawn.contains(id) || (there && stays)
        });
        self.history.emptied += (before - self.history.saved.len()) as u64;
        self.close_all(device);
    }

    fn server_trouble(&mut self) {
        let after = self.dice.between(0, 900) as u32;
        self.server.mood = match self.dice.below(10) {
            0..=2 => Mood::Down,
            3 => Mood::Says([401, 403][self.dice.below(2) as usize], 0),
            4..=6 => {
                let codes = [408, 429, 500, 502, 503, 504, 507];
                Mood::Says(codes[self.dice.below(7) as usize], after)
            }
            7 => Mood::Portal,
            8 => Mood::Says([400, 404, 405, 511][self.dice.below(4) as usize], 0),
            _ => Mood::Narrow(self.dice.between(1_000, 60_000) as usize),
        };
        let back = self.now + self.dice.between(1_000, 20 * MINUTE);
        self.calendar.put(back, Happening::Passes(Trouble::Server));
    }
}
