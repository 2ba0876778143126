//! The ledger: what was spent where, by whom decided, and the exposure that follows from it.

use std::collections::BTreeMap;

use stats::random::Draws;

use crate::{
    need::Need,
    numbers::exp,
    parameters::Parameters,
    places::{Places, Township},
    services::{Service, service},
};

/// Years of spending before the first wave: lag 1, and K = 5 years more.
pub(crate) const BEFORE: i32 = 6;
const CAPITAL_LAG: i32 = 1;
const CAPITAL_YEARS: i32 = 5;
const DEPRECIATION: f64 = 0.1;
const RECURRENT_YEARS: i32 = 1;
const GROWTH: f64 = 0.04;
const INFLATION: f64 = 0.02;

/// Who benefits from a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Benefits {
    County,
    Township(usize),
    Village(usize),
}

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decider {
    Township,
    Bureau,
    Higher,
}

/// A ledger line, amounts in fen.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub benefits: Benefits,
    pub year: i32,
    pub domain: usize,
    pub fen: i64,
    pub kind: &'static str,
    pub stage: &'static str,
    pub payer: &'static str,
    pub decider: Decider,
    pub project: String,
}

/// All lines, and what they come to.
#[derive(Clone, Debug)]
pub(crate) struct Money {
    pub lines: Vec<Line>,
    pub first_year: i32,
    pub last_year: i32,
    /// Fen by township (or none for the county), domain, year: capital in service, and recurrent paid.
    capital: BTreeMap<(Option<usize>, usize, i32), i64>,
    recurrent: BTreeMap<(Option<usize>, usize, i32), i64>,
}

impl Money {
    pub fn draw(p: &Parameters, places: &Places, need: &Need) -> Self {
        let mut money = Self {
            lines: Vec::new(),
            first_year: p.start_year - BEFORE,
            last_year: p.year(p.waves.saturating_sub(1)),
            capital: BTreeMap::new(),
            recurrent: BTreeMap::new(),
        };
        let mut draws = Draws::seeded(p.seed, "money");
        for (d, id) in p.domains.iter().enumerate() {
            let Some(service) = service(id) else { continue };
            for (t, town) in places.townships.iter().enumerate() {
                let lasting = draws.normal();
                for year in money.years() {
                    let z = desire(p, need.before(p, year, t, d), town, lasting, &mut draws);
                    let people = places.township_residents(town, year) as f64;
                    let yuan = service.per_resident
                        * growth(p, year)
                        * people
                        * (1.0 - p.shared)
                        * exp(p.spend_sd * z + p.remoteness_cost * town.remoteness);
                    money.township(t, town, d, service, year, yuan, &mut draws);
                }
            }
            for year in money.years() {
                let people: u64 = places
                    .townships
                    .iter()
                    .map(|t| places.township_residents(t, year))
                    .sum();
                let yuan = service.per_resident * growth(p, year) * people as f64 * p.shared;
                money.county(d, service, year, yuan);
            }
        }
        money.add_up(places);
        money
    }

    /// Years with spending.
    pub fn years(&self) -> std::ops::RangeInclusive<i32> {
        self.first_year..=self.last_year
    }

    /// Price index of a year, as the file gives it.
    pub fn index(&self, year: i32) -> f64 {
        crate::numbers::round(exp(INFLATION * f64::from(year - self.last_year)), 4)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call, named arguments would be a struct used once"
    )]
    fn township(
        &mut self,
        t: usize,
        town: &Township,
        domain: usize,
        service: &Service,
        year: i32,
        yuan: f64,
        draws: &mut Draws,
    ) {
        let running = yuan * (1.0 - service.capital);
        let split = [
            (Decider::Township, service.township),
            (Decider::Bureau, 1.0 - service.township - service.higher),
            (Decider::Higher, service.higher),
        ];
        let line = |benefits, fen, kind, stage, decider, project| Line {
            benefits,
            year,
            domain,
            fen,
            kind,
            stage,
            payer: payer(decider, kind),
            decider,
            project,
        };
        let mut spent = 0;
        for (decider, share) in split {
            let fen = fen(running * share * (0.9 + 0.2 * draws.uniform()));
            if fen <= 0 {
                continue;
            }
            spent += fen;
            let here = Benefits::Township(t);
            self.lines
                .push(line(here, fen, "recurrent", "paid", decider, String::new()));
            if decider == Decider::Bureau && draws.uniform() < 0.02 {
                let back = -(fen / 25).max(1);
                spent += back;
                self.lines.push(line(
                    here,
                    back,
                    "reversal",
                    "paid",
                    decider,
                    "收回结余".to_owned(),
                ));
            }
        }
        let pick = draws.uniform();
        let in_village = draws.uniform() < 0.3;
        let village = draws.below(town.villages.len());
        let late = draws.uniform() < 0.5;
        if service.capital > 0.0 {
            let decider = split
                .iter()
                .scan(0.0, |sum, (d, share)| {
                    *sum += share;
                    Some((*d, *sum))
                })
                .find(|(_, sum)| pick < *sum)
                .map_or(Decider::Bureau, |(d, _)| d);
            // what was paid in the last year and is not in service yet can have no effect yet
            let stage = if year == self.last_year && late {
                "paid"
            } else {
                "in_service"
            };
            let benefits = match town.villages.get(village).filter(|_| in_village) {
                Some(v) => Benefits::Village(*v),
                None => Benefits::Township(t),
            };
            let fen = fen(yuan * service.capital).max(1);
            spent += fen;
            self.lines.push(line(
                benefits,
                fen,
                "capital",
                stage,
                decider,
                format!("示例工程{year}"),
            ));
        }
        if year == self.last_year {
            let (here, project) = (Benefits::Township(t), String::new());
            let planned = spent + spent / 20;
            self.lines.push(line(
                here,
                planned,
                "recurrent",
                "budget",
                Decider::Bureau,
                project,
            ));
        }
    }

    fn county(&mut self, domain: usize, service: &Service, year: i32, yuan: f64) {
        for (kind, stage, share) in [
            ("recurrent", "paid", 1.0 - service.capital),
            ("capital", "in_service", service.capital),
        ] {
            let fen = fen(yuan * share);
            if fen > 0 {
                self.lines.push(Line {
                    benefits: Benefits::County,
                    year,
                    domain,
                    fen,
                    kind,
                    stage,
                    payer: "county",
                    decider: Decider::Bureau,
                    project: "全县共用".to_owned(),
                });
            }
        }
    }

    fn add_up(&mut self, places: &Places) {
        for line in &self.lines {
            let key = (township_of(line.benefits, places), line.domain, line.year);
            let sums = match (line.kind, line.stage) {
                (_, "budget") => continue,
                ("capital", "in_service") => &mut self.capital,
                ("capital", _) => continue,
                _ => &mut self.recurrent,
            };
            *sums.entry(key).or_insert(0) += line.fen;
        }
    }

    /// Real yuan per resident that a wave of `year` can have felt: capital in service from the year before on, worn
    /// off by a tenth a year, and running costs of this year and last; of the township's own lines, or of the county's.
    pub fn exposure(
        &self,
        place: Option<usize>,
        domain: usize,
        year: i32,
        residents: impl Fn(i32) -> u64,
    ) -> f64 {
        let last = self.index(self.last_year);
        let real = |sums: &BTreeMap<_, i64>, year: i32| {
            let fen = sums.get(&(place, domain, year)).copied().unwrap_or(0);
            fen as f64 / 100.0 * last / self.index(year) / residents(year) as f64
        };
        let capital = (0..=CAPITAL_YEARS).map(|k| worn(k) * real(&self.capital, year - CAPITAL_LAG - k));
        let recurrent = (0..=RECURRENT_YEARS).map(|k| real(&self.recurrent, year - k));
        capital.chain(recurrent).sum()
    }
}

/// The township that benefits; none for the whole county.
pub(crate) fn township_of(benefits: Benefits, places: &Places) -> Option<usize> {
    match benefits {
        Benefits::County => None,
        Benefits::Township(t) => Some(t),
        Benefits::Village(v) => places.villages.get(v).map(|v| v.township),
    }
}

/// Standard score of log spending: need, the omitted cause where there is one, and what is nobody's plan.
fn desire(p: &Parameters, need: f64, town: &Township, lasting: f64, draws: &mut Draws) -> f64 {
    let hidden = if p.omitted == 0.0 { 0.0 } else { 0.5 };
    let rest = (1.0 - p.targeting * p.targeting - hidden * hidden)
        .max(0.0)
        .sqrt();
    let chance = 0.8_f64.sqrt() * lasting + 0.2_f64.sqrt() * draws.normal();
    p.targeting * need + hidden * town.omitted + rest * chance
}

/// What is left of a work after `years`.
fn worn(years: i32) -> f64 {
    (0..years).fold(1.0, |left, _| left * (1.0 - DEPRECIATION))
}

fn growth(p: &Parameters, year: i32) -> f64 {
    exp(GROWTH * f64::from(year - p.start_year))
}

fn fen(yuan: f64) -> i64 {
    (yuan * 100.0).round().clamp(0.0, 1e14) as i64
}

fn payer(decider: Decider, kind: &str) -> &'static str {
    match (decider, kind) {
        (Decider::Higher, _) => "province",
        (Decider::Township, "recurrent") => "township",
        _ => "county",
    }
}
