//! People at the devices: they hold interviews, finish them, come back after a crash, tap when something is stuck.

use survey::SubmissionId;

use super::{
    answer::Answer,
    device::Interview,
    happening::{Happening, Page},
    world::World,
};
use crate::{Event, Sealed, Told};

impl World {
    /// The person does the next thing, and comes back.
    pub fn person(&mut self, device: usize) {
        if self.calm {
            return;
        }
        let soon = self.dice.between(5_000, 90_000);
        self.calendar.put(self.now + soon, Happening::Person(device));
        if self.devices[device].tabs.is_empty() {
            self.open_tab(device);
            return;
        }
        let count = self.devices[device].tabs.len() as u64;
        let at = self.dice.below(count) as usize;
        let tab = self.devices[device].tabs[at].id;
        let page = (device, tab);
        if self.devices[device].tabs[at].outbox.summary().stopped && self.dice.chance(200) {
            return self.tell(page, Event::Tapped);
        }
        if self.devices[device].current.is_none() {
            self.begin(page, at);
        }
        if let Some(interview) = self.devices[device].current {
            self.answer(page, interview);
            // the same draft in a second tab
            let other = self.devices[device]
                .tabs
                .iter()
                .find(|t| t.id != tab)
                .map(|t| t.id);
            if let Some(other) = other.filter(|_| self.dice.chance(100)) {
                self.answer((device, other), interview);
            }
        }
    }

    fn begin(&mut self, page: Page, at: usize) {
        let it = &mut self.devices[page.0];
        if it.left == 0 || !it.tabs[at].outbox.may_begin() {
            return;
        }
        it.left -= 1;
        self.interviews += 1;
        let mut id = [0; 16];
        id[..8].copy_from_slice(&self.dice.next().to_be_bytes());
        id[8..].copy_from_slice(&self.dice.next().to_be_bytes());
        let answer = Answer {
            interview: self.interviews,
            value: self.dice.between(1, 5),
            fits: !self.dice.chance(15),
        };
        let length = if self.dice.chance(10) {
            40_000
        } else {
            self.dice.between(100, 2_500) as usize
        };
        self.devices[page.0].current = Some(Interview {
            id: SubmissionId(id),
            answer,
            length,
        });
    }

    /// Opens the draft, types, finishes. Somebody who does it again after a crash may answer otherwise.
    fn answer(&mut self, page: Page, mut interview: Interview) {
        interview.answer.value = self.dice.between(1, 5);
        let body = interview.answer.write(interview.length);
        self.tell(page, Event::Edit(interview.id));
        let mut at = self.now;
        for done in [false, false, true] {
            at += self.dice.between(300, 4_000);
            self.calendar
                .put(at, Happening::Types(page, interview.id, body.clone(), done));
        }
    }

    /// The person saves or finishes in this tab.
    pub fn types(&mut self, page: Page, id: SubmissionId, text: String, done: bool) {
        if self.devices[page.0].current.is_none_or(|i| i.id != id) {
            return;
        }
        if !done {
            return self.tell(page, Event::Save(id, text));
        }
        // the fourth wave is one that the server does not know
        let wave = if id.0[0] < 4 { 3 } else { id.0[0] % 3 };
        let wave = format!("w{wave}");
        self.tell(page, Event::Finalise(Sealed::new(id, wave, text, None)));
    }

    /// The person is told something.
    pub fn told(&mut self, page: Page, told: Told) {
        let it = &mut self.devices[page.0];
        match told {
            Told::Saved(id) => {
                it.editors.remove(&id);
                it.current = it.current.filter(|i| i.id != id);
                let now = self.now;
                self.history.said_saved(now, id, page.0, &it.disk);
            }
            // the draft is still there: some close the page all the same, perhaps while it sends, and open it once more
            Told::NotSaved(id) if self.dice.chance(300) => {
                it.editors.remove(&id);
                let soon = self.dice.between(100, 4_000);
                self.calendar.put(self.now + soon, Happening::Leaves(page));
            }
            Told::NotSaved(id) | Told::HandedOver(id) => {
                it.editors.remove(&id);
                it.current = it.current.filter(|i| i.id != id);
            }
            Told::Delivered { id, late } => {
                it.current = it.current.filter(|i| i.id != id);
                if self.server.rows.get(&id).is_some_and(|row| row.late != late) {
                    let now = self.now;
                    self.history
                        .breaks(now, || format!("of {id} it was said that late is {late}"));
                }
            }
            Told::SetAside { id, reason, .. } => {
                // what people send again was refused for good, or by something in between
                if self.dice.chance(50) && reason.starts_with("http") {
                    let later = self.now + 60_000;
                    self.calendar.put(later, Happening::Told(page, Event::Again(id)));
                }
            }
            Told::DraftNotSaved(_) | Told::Emptied(_) | Told::Stopped => {}
        }
    }
}
