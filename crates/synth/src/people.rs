//! Who is asked, who answers, and what they say.

use stats::random::Draws;
use survey::SubmissionId;

use crate::{
    items::{Column, Items, Measures},
    levels::{AGE, Levels, option},
    numbers::{exp, ln},
    parameters::Parameters,
    places::{Places, women},
};

/// Log odds of answering by age band: younger people are harder to reach.
const READY: [f64; 5] = [-0.5, -0.2, 0.1, 0.3, 0.2];
/// Log odds of answering of men.
const READY_MAN: f64 = -0.15;
/// Of those who did as they were told, those who say that they were told.
const ADMITS: f64 = 0.25;
/// Say that they were told, where nobody was.
const SAYS_SO_ANYWAY: f64 = 0.01;

/// Somebody who answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    pub village: usize,
    pub township: usize,
    /// 0 to 4.
    pub age: usize,
    pub woman: bool,
    /// Standard score of own contentment: what is common to all that the person says.
    mood: f64,
    pub coached: bool,
    pub mode: &'static str,
}

/// Draws people and their answers.
pub(crate) struct Field<'a> {
    p: &'a Parameters,
    places: &'a Places,
    items: &'a Items,
    levels: &'a Levels,
    wave: usize,
    wave_id: String,
    draws: Draws,
    /// How much each domain counts for satisfaction overall; squares add up to 1.
    drivers: Vec<f64>,
    /// What the person feels about each scored item, before rounding.
    feels: Vec<f64>,
}

impl<'a> Field<'a> {
    pub fn new(
        p: &'a Parameters,
        places: &'a Places,
        items: &'a Items,
        levels: &'a Levels,
        wave: usize,
    ) -> Self {
        let wave_id = p.wave_id(wave);
        Self {
            draws: Draws::seeded(p.seed, &format!("answers {wave_id}")),
            drivers: drivers(p.domains.len()),
            feels: vec![0.0; items.scored.len()],
            p,
            places,
            items,
            levels,
            wave,
            wave_id,
        }
    }

    /// The next person of a village who answers, and how many were asked until then.
    pub fn next(&mut self, village: usize) -> (Person, u64) {
        let mut asked = 0;
        loop {
            asked += 1;
            let person = self.somebody(village);
            if self.answers(&person) {
                return (person, asked);
            }
        }
    }

    fn somebody(&mut self, village: usize) -> Person {
        let (township, in_coached) = self
            .places
            .villages
            .get(village)
            .map_or((0, false), |v| (v.township, v.coached));
        let ages = self.places.townships.get(township).map_or([1.0; 6], |t| t.ages);
        let adults: f64 = ages.iter().skip(1).sum();
        let age = pick(self.draws.uniform() * adults, ages.iter().skip(1));
        let woman = self.draws.uniform() < women(age);
        let mood = self.draws.normal();
        let coached = self.draws.uniform() < self.p.coached_share && in_coached;
        let mode = mode(age, self.draws.uniform());
        Person {
            village,
            township,
            age,
            woman,
            mood,
            coached,
            mode,
        }
    }

    fn answers(&mut self, person: &Person) -> bool {
        let luck = self.draws.uniform();
        if self.p.nonresponse <= 0.0 {
            return true;
        }
        let sex = if person.woman { 0.0 } else { READY_MAN };
        let odds = ln((1.0 - self.p.nonresponse) / self.p.nonresponse)
            + READY.get(person.age).copied().unwrap_or(0.0)
            + sex
            + self.p.nonresponse_tilt * person.mood;
        luck < (1.0 / (1.0 + exp(-odds))).max(0.01)
    }

    /// Writes the person's answers, each with a comma before it.
    pub fn write(&mut self, person: &Person, name: &str, row: &mut Vec<u8>) {
        self.feel(person);
        let block = SubmissionId::of_row(&self.wave_id, name).block(self.items.blocks.len());
        let items = self.items;
        let mut gate = true;
        for (column, _, of_block) in &items.columns {
            row.push(b',');
            if of_block.is_some_and(|b| b != block) {
                continue;
            }
            // every answer costs the same draws, given or not
            let skipped = self.draws.uniform() < self.p.skipped;
            match column {
                Column::Village => {
                    let code = self
                        .places
                        .villages
                        .get(person.village)
                        .map(|v| v.code.as_bytes());
                    row.extend_from_slice(code.unwrap_or_default());
                }
                Column::Age => self.profile(b'1' + person.age as u8, row),
                Column::Sex => self.profile(if person.woman { b'2' } else { b'1' }, row),
                Column::Coached => self.told(person, row),
                Column::Gate(i) => {
                    let share = items.scored.get(*i).and_then(|s| s.gate).map_or(1.0, |g| g.1);
                    gate = self.draws.uniform() < share && !skipped;
                    if !skipped {
                        row.push(if gate { b'1' } else { b'2' });
                    }
                }
                Column::Scored(i) => {
                    let hidden = items.scored.get(*i).is_some_and(|s| s.gate.is_some()) && !gate;
                    let code = self.code(person, *i);
                    if !skipped && !hidden {
                        row.push(b'0' + code);
                    }
                }
                Column::Priorities if !skipped => self.priorities(row),
                Column::Priorities => {}
            }
        }
    }

    fn feel(&mut self, person: &Person) {
        let (common, own) = (self.p.halo.sqrt(), (1.0 - self.p.halo).sqrt());
        let age = AGE.get(person.age).copied().unwrap_or(0.0);
        let centres = self
            .levels
            .centres
            .get(self.wave)
            .and_then(|w| w.get(person.township));
        let above = self.levels.villages.get(person.village);
        let mut of_services = 0.0;
        for (i, item) in self.items.scored.iter().enumerate() {
            let at = |row: Option<&Vec<f64>>| row.and_then(|r| r.get(i)).copied().unwrap_or(0.0);
            let mut chance = self.draws.normal();
            match item.measures {
                Measures::Domain(d) => of_services += self.drivers.get(d).copied().unwrap_or(0.0) * chance,
                // the domains come first in the list: half of satisfaction overall is made of them
                Measures::Overall => chance = 0.5_f64.sqrt() * (of_services + chance),
                _ => {}
            }
            let point =
                at(centres) + at(above) + age + self.p.item_sd * (common * person.mood + own * chance);
            if let Some(slot) = self.feels.get_mut(i) {
                *slot = point;
            }
        }
    }

    /// The code said to a scored item: coached people praise everything.
    fn code(&mut self, person: &Person, i: usize) -> u8 {
        let luck = self.draws.uniform();
        let Some(item) = self.items.scored.get(i) else {
            return 8;
        };
        if person.coached {
            return item.top as u8;
        }
        // older people say more often that they do not know
        let unsure = self.p.dont_know * (0.6 + 0.2 * person.age as f64);
        if luck < item.unused {
            7
        } else if luck < item.unused + (1.0 - item.unused) * unsure {
            8
        } else {
            option(self.feels.get(i).copied().unwrap_or(50.0), item.top)
        }
    }

    fn profile(&mut self, code: u8, row: &mut Vec<u8>) {
        row.push(if self.draws.uniform() < 0.015 { b'9' } else { code });
    }

    fn told(&mut self, person: &Person, row: &mut Vec<u8>) {
        let (refuses, luck) = (self.draws.uniform() < 0.03, self.draws.uniform());
        let says = luck < if person.coached { ADMITS } else { SAYS_SO_ANYWAY };
        row.push(match (refuses, says) {
            (true, _) => b'9',
            (_, true) => b'1',
            _ => b'2',
        });
    }

    /// Up to three services that the person likes least.
    fn priorities(&mut self, row: &mut Vec<u8>) {
        let luck = self.draws.uniform();
        let picks = 1 + self.draws.below(3);
        if luck < 0.05 {
            row.extend_from_slice(b"88");
        } else if luck < 0.08 {
            row.push(b'0');
        } else {
            let mut least: Vec<(f64, &str)> = self
                .feels
                .iter()
                .zip(&self.p.domains)
                .map(|(f, d)| (*f, d.as_str()))
                .collect();
            least.sort_by(|a, b| a.0.total_cmp(&b.0));
            for (k, (_, id)) in least.into_iter().take(picks).enumerate() {
                if k > 0 {
                    row.push(b'|');
                }
                row.extend_from_slice(id.as_bytes());
            }
        }
    }
}

/// Weight of each domain in satisfaction overall: the first counts most; squares add up to 1.
pub(crate) fn drivers(domains: usize) -> Vec<f64> {
    let all: f64 = (0..domains).map(|d| 1.0 / (d as f64 + 1.0)).sum();
    (0..domains)
        .map(|d| (1.0 / (d as f64 + 1.0) / all).sqrt())
        .collect()
}

/// Where a point falls among shares.
fn pick<'a>(point: f64, shares: impl Iterator<Item = &'a f64>) -> usize {
    let (mut sum, mut last) = (0.0, 0);
    for (i, share) in shares.enumerate() {
        sum += share;
        last = i;
        if point < sum {
            break;
        }
    }
    last
}

fn mode(age: usize, luck: f64) -> &'static str {
    let own_phone = [0.8, 0.75, 0.6, 0.35, 0.15].get(age).copied().unwrap_or(0.5);
    match luck {
        x if x < own_phone => "web",
        x if x < own_phone + 0.4 * (1.0 - own_phone) => "paper",
        x if x < own_phone + 0.8 * (1.0 - own_phone) => "kiosk",
        _ => "phone",
    }
}
