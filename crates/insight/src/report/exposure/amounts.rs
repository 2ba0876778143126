//! Which years count and how much, and the sums of lines over them.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use survey::{AreaCode, LedgerKind, Spending, Stage};

use super::{
    ALLOCATIONS, Allocation, Capital, Exposure, NO_DEFLATOR, NO_POPULATION, NO_PRICE_INDEX, Part,
    projects::Projects, residents::Residents, words::is_township,
};
use crate::report::{
    county::{County, Places},
    settings::ExposureRule,
};

/// What adds up to the spending of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// All money of the last years, over the residents of these years: for published scores, as `associate` has it.
    Window,
    /// What stands after depreciation and lag, the money of each year over the residents of that year.
    Stock,
}

/// What becomes of one ledger line in a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Counts {
    /// This share of it counts, above 0 to 1: what depreciation has left.
    Share(f64),
    /// Money that was planned; never summed.
    Budget,
    /// Paid for, not yet in service.
    NotInService,
    /// Paid for what another line of the same project has as in service.
    AsInService,
    /// Of years that do not count for this wave.
    OtherYears,
}

/// The years that count for one service and wave.
pub(super) struct Years<'a> {
    span: Span,
    rule: &'a ExposureRule,
    window: u32,
    year: i32,
    /// Years for which the county has any line at all.
    covered: BTreeSet<i32>,
}

impl<'a> Years<'a> {
    pub(super) fn new(county: &County, span: Span, rule: &'a ExposureRule, window: u32, year: i32) -> Self {
        let mut years = Self {
            span,
            rule,
            window,
            year,
            covered: BTreeSet::new(),
        };
        let reaches = |s: &&Spending| {
            [LedgerKind::Capital, LedgerKind::Recurrent]
                .into_iter()
                .any(|kind| years.weight(kind, s.year) > 0.0)
        };
        let covered = county
            .spending
            .iter()
            .filter(|s| s.stage != Stage::Budget)
            .filter(reaches)
            .map(|s| s.year)
            .collect();
        years.covered = covered;
        years
    }

    /// How much of a line of a service with such projects counts.
    pub(super) fn counts(&self, line: &Spending, projects: &Projects<'_>) -> Counts {
        if line.stage == Stage::Budget {
            return Counts::Budget;
        }
        let kind = self.kind(line);
        let weight = self.weight(kind, line.year);
        let waits = kind == LedgerKind::Capital
            && line.stage == Stage::Paid
            && projects.in_service_known()
            && self.span == Span::Stock;
        let twice = projects.has_twice(line);
        if weight == 0.0 {
            Counts::OtherYears
        } else if twice
            && (self.span == Span::Window
                || (waits && projects.unfinished(line).is_none_or(|left| left == 0.0)))
        {
            Counts::AsInService
        } else if waits {
            Counts::NotInService
        } else {
            Counts::Share(weight)
        }
    }

    /// The projects of a service's lines, up to the year of the wave.
    pub(super) fn projects<'l>(&self, lines: impl Iterator<Item = &'l Spending>) -> Projects<'l> {
        Projects::new(lines, self.year, |line| self.kind(line) == LedgerKind::Capital)
    }

    /// The kind of a line; money taken back is of the service's usual kind.
    fn kind(&self, line: &Spending) -> LedgerKind {
        match line.kind {
            LedgerKind::Reversal => self.rule.default_kind,
            kind => kind,
        }
    }

    /// How much of an amount of a year still counts, 0–1.
    fn weight(&self, kind: LedgerKind, year: i32) -> f64 {
        let back = i64::from(self.year) - i64::from(year);
        match self.span {
            Span::Window => f64::from(u8::from((0..i64::from(self.window)).contains(&back))),
            Span::Stock => {
                let lags = match kind {
                    LedgerKind::Capital => self.rule.capital,
                    LedgerKind::Recurrent | LedgerKind::Reversal => self.rule.recurrent,
                };
                let k = back - i64::from(lags.lag_years);
                if (0..=i64::from(lags.k)).contains(&k) {
                    (1.0 - lags.delta).powi(k as i32)
                } else {
                    0.0
                }
            }
        }
    }

    /// First and last year that has any line.
    pub(super) fn span(&self) -> Option<[i32; 2]> {
        Some([*self.covered.first()?, *self.covered.last()?])
    }

    /// What the amounts of each unit are shared by and divided by.
    pub(super) fn residents(&self, places: &Places<'_>, units: &[&AreaCode]) -> Residents {
        match self.span {
            Span::Stock => Residents::by_year(places, units, &self.covered),
            Span::Window => Residents::pooled(places, units, self.window, self.year),
        }
    }

    /// Every year that must be there for a window.
    fn required(&self) -> BTreeSet<i32> {
        match self.span {
            Span::Stock => BTreeSet::new(),
            Span::Window => (0..self.window)
                .filter_map(|back| self.year.checked_sub_unsigned(back))
                .collect(),
        }
    }
}

/// Amount of a line above the units, who paid, who decided.
type SharedLine = (f64, Option<String>, Option<String>);

/// Year → own lines, and the share of lines above, none where it is not known.
pub(super) type ByYear = BTreeMap<i32, (f64, Option<f64>)>;

/// Sums of one service.
pub(super) struct Amounts<'a, 'y> {
    units: BTreeMap<&'a AreaCode, usize>,
    set: BTreeSet<&'a AreaCode>,
    years: &'y Years<'y>,
    index: Option<&'y (BTreeMap<i32, f64>, f64)>,
    /// unit → year → amount, its own lines and those below it.
    own: Vec<BTreeMap<i32, f64>>,
    /// (area above the units, year) → amount and the units below it.
    shared: BTreeMap<(&'a AreaCode, i32), (f64, Vec<usize>)>,
    payers: Vec<BTreeMap<Option<String>, f64>>,
    deciders: Vec<BTreeMap<Option<String>, f64>>,
    /// Lines above the units by who paid and decided.
    shared_by: BTreeMap<(&'a AreaCode, i32), Vec<SharedLine>>,
    /// unit → capital in service; capital of no named project that is not, or too late to be judged.
    service: Vec<(f64, f64)>,
    /// Project → its unit, what was paid for it in years that count, what of all that was paid is not in service.
    waiting: BTreeMap<(&'a AreaCode, &'a str), (usize, f64, f64)>,
    /// Units with capital on an area above them.
    shared_capital: BTreeSet<usize>,
    projects: Projects<'a>,
    present: Vec<BTreeSet<i32>>,
    /// Money of several years counts, and there is no price index.
    pub(super) unpriced: bool,
    /// Years of lines that count but that the price index does not have.
    pub(super) without_index: BTreeSet<i32>,
    /// Years of amounts that count but whose residents are missing.
    pub(super) without_residents: BTreeSet<i32>,
}

impl<'a, 'y> Amounts<'a, 'y> {
    pub(super) fn new(
        units: &[&'a AreaCode],
        years: &'y Years<'y>,
        index: Option<&'y (BTreeMap<i32, f64>, f64)>,
        projects: Projects<'a>,
    ) -> Self {
        let n = units.len();
        Self {
            units: units.iter().enumerate().map(|(i, unit)| (*unit, i)).collect(),
            set: units.iter().copied().collect(),
            years,
            index,
            own: vec![BTreeMap::new(); n],
            shared: BTreeMap::new(),
            payers: vec![BTreeMap::new(); n],
            deciders: vec![BTreeMap::new(); n],
            shared_by: BTreeMap::new(),
            service: vec![(0.0, 0.0); n],
            shared_capital: BTreeSet::new(),
            waiting: BTreeMap::new(),
            projects,
            present: vec![BTreeSet::new(); n],
            unpriced: false,
            without_index: BTreeSet::new(),
            without_residents: BTreeSet::new(),
        }
    }

    pub(super) fn add(&mut self, line: &'a Spending, places: &Places<'a>) {
        let kind = self.years.kind(line);
        let unit = places
            .unit_of(&line.area, &self.set)
            .and_then(|unit| self.units.get(unit).copied());
        let counts = self.years.counts(line, &self.projects);
        let cash = line.amount.0 as f64 / 100.0;
        if kind == LedgerKind::Capital
            && let Some(i) = unit
            && line.year <= self.years.year
        {
            let standing = self.years.weight(kind, line.year) > 0.0;
            // in use only since the year of the wave: too late to be judged
            let late = !standing && self.years.year - line.year < 1;
            let built = line.stage == Stage::Paid && self.projects.in_service_known();
            let waits = built && self.years.span == Span::Stock;
            let named = self.projects.unfinished(line).zip(line.project.as_deref());
            if let Some((unfinished, project)) = named.filter(|_| waits && (standing || late)) {
                let slot = self.waiting.entry((&line.area, project));
                slot.or_insert((i, 0.0, unfinished)).1 += cash;
            } else if (standing || late) && !self.projects.has_twice(line) {
                let slot = &mut self.service[i];
                *(if late || waits { &mut slot.1 } else { &mut slot.0 }) += cash;
            }
        }
        if counts == Counts::AsInService
            && let Some(i) = unit
        {
            self.present[i].insert(line.year);
        }
        let Counts::Share(weight) = counts else {
            return;
        };
        let amount = weight * self.real(cash, line.year);
        let (payer, decides) = (line.payer.clone(), line.decides.clone());
        match unit {
            Some(i) => {
                *self.own[i].entry(line.year).or_default() += amount;
                self.present[i].insert(line.year);
                *self.payers[i].entry(payer).or_default() += amount;
                *self.deciders[i].entry(decides).or_default() += amount;
            }
            None => {
                let below: Vec<usize> = self
                    .units
                    .iter()
                    .filter(|(unit, _)| places.is_above(&line.area, unit))
                    .map(|(_, i)| *i)
                    .collect();
                if kind == LedgerKind::Capital {
                    self.shared_capital.extend(&below);
                }
                if !below.is_empty() {
                    let key = (&line.area, line.year);
                    self.shared.entry(key).or_insert((0.0, below)).0 += amount;
                    self.shared_by
                        .entry(key)
                        .or_default()
                        .push((amount, payer, decides));
                }
            }
        }
    }

    fn real(&mut self, cash: f64, year: i32) -> f64 {
        match self.index {
            None => cash,
            Some((index, last)) => match index.get(&year) {
                Some(own) => cash * last / own,
                None => {
                    self.without_index.insert(year);
                    cash
                }
            },
        }
    }

    /// The share of a shared amount of a year that falls to a unit; none where it hangs on residents that are not known.
    fn share(
        &self,
        rule: Allocation,
        i: usize,
        year: i32,
        below: &[usize],
        residents: &Residents,
    ) -> Option<f64> {
        if !below.contains(&i) {
            return Some(0.0);
        }
        let part = |of: &dyn Fn(usize) -> f64| {
            let total: f64 = below.iter().map(|j| of(*j)).sum();
            if total > 0.0 { of(i) / total } else { 0.0 }
        };
        // a place whose residents are never known takes no part, as if it were not there
        let people = || {
            let known = |j: &usize| residents.of(*j, year).is_some() || !residents.ever(*j);
            below
                .iter()
                .all(known)
                .then(|| part(&|j| residents.of(j, year).unwrap_or(0.0)))
        };
        match rule {
            Allocation::Exclude => Some(0.0),
            Allocation::Population => people(),
            Allocation::OwnSpending => {
                let own = |j: usize| self.own[j].get(&year).copied().unwrap_or(0.0).max(0.0);
                if below.iter().any(|j| own(*j) > 0.0) {
                    Some(part(&own))
                } else {
                    people()
                }
            }
        }
    }

    /// Year → (own lines and those below it, its share of lines above) that make up the sum of a unit. A share that is not
    /// known is none.
    pub(super) fn years_of(&self, rule: Allocation, i: usize, residents: &Residents) -> ByYear {
        let mut found = ByYear::new();
        let none = (0.0, Some(0.0));
        for (year, amount) in &self.own[i] {
            found.entry(*year).or_insert(none).0 += amount;
        }
        for ((_, year), (amount, below)) in &self.shared {
            let share = self.share(rule, i, *year, below, residents);
            if share != Some(0.0) {
                let slot = &mut found.entry(*year).or_insert(none).1;
                *slot = slot.zip(share).map(|(sum, share)| sum + amount * share);
            }
        }
        found
    }

    /// Spending per resident of a unit under an allocation, or the years whose residents are missing for it.
    fn per_resident(&self, rule: Allocation, i: usize, residents: &Residents) -> Result<f64, BTreeSet<i32>> {
        let years = self.years_of(rule, i, residents);
        let amounts = years
            .into_iter()
            .map(|(year, (own, shared))| (year, shared.map(|shared| own + shared)));
        residents.per_resident(i, &amounts.collect::<Vec<_>>())
    }

    /// What falls to a unit of every unit of money spent on an area above it, shared by residents: the least and the most of
    /// the years.
    pub(super) fn shares_of(&self, i: usize, residents: &Residents) -> BTreeMap<AreaCode, [f64; 2]> {
        let mut found: BTreeMap<AreaCode, [f64; 2]> = BTreeMap::new();
        for ((above, year), (_, below)) in &self.shared {
            let share = self.share(Allocation::Population, i, *year, below, residents);
            if let Some(share) = share.filter(|share| *share > 0.0) {
                let slot = found.entry((*above).clone()).or_insert([share; 2]);
                *slot = [slot[0].min(share), slot[1].max(share)];
            }
        }
        found
    }

    pub(super) fn exposure(
        &mut self,
        i: usize,
        unit: &AreaCode,
        residents: &Residents,
        county: &County,
    ) -> Exposure {
        let whole = self.years.required().is_subset(&self.present[i]);
        let covered = !self.years.covered.is_empty() && !self.nobody();
        let ready = whole && covered && !self.unpriced && self.without_index.is_empty();
        let figures = ALLOCATIONS.map(|rule| self.per_resident(rule, i, residents));
        let lacks_residents = figures[0].is_err();
        if let Err(years) = &figures[0] {
            self.without_residents.extend(years);
        }
        let by_allocation = figures.map(|x| x.ok().filter(|x| ready && x.is_finite() && *x >= 0.0));
        let place = county.area(unit);
        let (payers, deciders) = self.parts(i, residents);
        let known: Vec<&Part> = deciders.iter().filter(|p| p.who.is_some()).collect();
        let here: f64 = known
            .iter()
            .filter(|p| p.who.as_deref().is_some_and(|w| is_township(w, place)))
            .map(|p| p.share)
            .sum();
        let all: f64 = known.iter().map(|p| p.share).sum();
        let (standing, late) = self.service[i];
        let of_unit = self.waiting.values().filter(|(unit, ..)| *unit == i);
        // what was paid in years that do not count any more is not waited for
        let waiting = late
            + of_unit
                .map(|(_, paid, unfinished)| paid.min(*unfinished))
                .sum::<f64>();
        Exposure {
            area: unit.clone(),
            per_resident: by_allocation[0],
            by_allocation,
            ratio: None,
            decided_here: (all > 0.0).then(|| (here / all).clamp(0.0, 1.0)),
            payers,
            deciders,
            not_in_service: (standing + waiting > 0.0)
                .then(|| (waiting / (standing + waiting)).clamp(0.0, 1.0)),
            capital: match standing + waiting > 0.0 {
                true if self.projects.in_service_known() => Capital::Stated,
                true => Capital::Unstated,
                false if self.shared_capital.contains(&i) => Capital::SharedOnly,
                false => Capital::None,
            },
            status: match by_allocation[0] {
                Some(_) => None,
                None if self.unpriced => Some(NO_DEFLATOR),
                None if !self.without_index.is_empty() => Some(NO_PRICE_INDEX),
                None if covered && lacks_residents => Some(NO_POPULATION),
                None => Some("NO_DATA"),
            },
        }
    }

    /// Who paid and who decided, shared lines by residents.
    fn parts(&self, i: usize, residents: &Residents) -> (Vec<Part>, Vec<Part>) {
        let (mut payers, mut deciders) = (self.payers[i].clone(), self.deciders[i].clone());
        for (key, lines) in &self.shared_by {
            let Some((_, below)) = self.shared.get(key) else {
                continue;
            };
            let share = self
                .share(Allocation::Population, i, key.1, below, residents)
                .unwrap_or(0.0);
            for (amount, payer, decides) in lines.iter().filter(|_| share > 0.0) {
                *payers.entry(payer.clone()).or_default() += amount * share;
                *deciders.entry(decides.clone()).or_default() += amount * share;
            }
        }
        (shares(&payers), shares(&deciders))
    }

    /// Years whose money counts.
    pub(super) fn years(&self) -> BTreeSet<i32> {
        let own = self.own.iter().flat_map(BTreeMap::keys).copied();
        own.chain(self.shared.keys().map(|(_, year)| *year)).collect()
    }

    /// No line of the service counts for any place: nothing is known, which is not the same as nothing spent.
    fn nobody(&self) -> bool {
        self.own.iter().all(BTreeMap::is_empty) && self.shared.is_empty()
    }

    pub(super) fn notices(&self) -> Vec<&'static str> {
        let prices = !self.without_index.is_empty();
        let residents = !self.without_residents.is_empty();
        [
            (self.unpriced, NO_DEFLATOR),
            (prices, NO_PRICE_INDEX),
            (residents, NO_POPULATION),
            (self.nobody(), "NO_DATA"),
        ]
        .into_iter()
        .filter(|(applies, _)| *applies)
        .map(|(_, code)| code)
        .collect()
    }
}

/// Shares of amounts above zero, largest first.
fn shares(amounts: &BTreeMap<Option<String>, f64>) -> Vec<Part> {
    let total: f64 = amounts.values().filter(|a| **a > 0.0).sum();
    let mut parts: Vec<Part> = amounts
        .iter()
        .filter(|(_, amount)| **amount > 0.0 && total > 0.0)
        .map(|(who, amount)| Part {
            who: who.clone(),
            share: amount / total,
        })
        .collect();
    parts.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.who.cmp(&b.who)));
    parts
}
