//! What the county has loaded, as far as a report needs it.

use std::collections::{BTreeMap, BTreeSet};

use survey::{
    Area, AreaCode, Deflator, Domain, DomainId, Indicator, Level, Money, Population, PublishedScore,
    Spending, Stage,
};

use super::exposure::told_twice;
use crate::{
    associate::{Ledger, SpendingTotal},
    tree::Tree,
};

/// Everything loaded. Order does not matter.
#[derive(Clone, Debug, Default)]
pub struct County {
    /// Areas of all levels.
    pub areas: Vec<Area>,
    /// Residents, totals and by sex and age.
    pub population: Vec<Population>,
    /// Ledger lines, or their sums over everything but source, and but project where they are recurrent.
    pub spending: Vec<Spending>,
    /// Price index; empty where none is loaded.
    pub deflator: Vec<Deflator>,
    /// Scores that somebody else measured.
    pub scores: Vec<PublishedScore>,
    /// Other area × year numbers.
    pub indicators: Vec<Indicator>,
    /// The catalogue and the county's own domains.
    pub domains: Vec<Domain>,
}

impl County {
    /// What `associate` needs.
    pub fn ledger(&self) -> Ledger {
        let mut totals: BTreeMap<(&AreaCode, i32, &DomainId), i64> = BTreeMap::new();
        let twice = told_twice(&self.spending);
        for line in self.spending.iter().filter(|s| s.stage != Stage::Budget) {
            let sum = totals.entry((&line.area, line.year, &line.domain)).or_default();
            // the year is there all the same, whoever has its money
            let amount = if twice(line) { 0 } else { line.amount.0 };
            *sum = sum.saturating_add(amount);
        }
        Ledger {
            areas: self.areas.clone(),
            population: self.population.clone(),
            spending: totals
                .into_iter()
                .map(|((area, year, domain), amount)| SpendingTotal {
                    area: area.clone(),
                    year,
                    domain: domain.clone(),
                    amount: Money(amount),
                })
                .collect(),
            deflator: self.deflator.clone(),
            scores: self.scores.clone(),
        }
    }

    /// The same, each list in an order of its own: what follows must not hang on the order of files.
    pub fn in_order(&self) -> Self {
        let mut sorted = self.clone();
        let text = |o: &Option<String>| o.clone().unwrap_or_default();
        sorted.areas.sort_by(|a, b| a.code.cmp(&b.code));
        let who = |p: &Population| (p.area.clone(), p.year, text(&p.sex), p.age_from, p.age_to);
        sorted.population.sort_by_cached_key(who);
        sorted.spending.sort_by_cached_key(|s| {
            (
                (s.area.clone(), s.year, s.domain.clone(), s.kind, s.stage),
                (
                    text(&s.payer),
                    text(&s.decides),
                    text(&s.project),
                    text(&s.source),
                ),
                s.amount,
            )
        });
        sorted.deflator.sort_by_key(|d| d.year);
        sorted.domains.sort_by_cached_key(|d| d.id.clone());
        let which = |s: &PublishedScore| (s.year, s.wave.clone(), s.domain.clone(), s.area.clone());
        sorted.scores.sort_by_cached_key(which);
        let of = |i: &Indicator| (i.indicator.clone(), i.year, i.area.clone());
        sorted.indicators.sort_by_cached_key(of);
        sorted
    }

    /// SHA-256 of everything but names of services; of a county in order.
    pub fn hash(&self) -> String {
        super::hypothesis::hash_of(&(
            &self.areas,
            &self.population,
            &self.spending,
            &self.deflator,
            &self.scores,
            &self.indicators,
        ))
    }

    /// The area with this code.
    pub fn area(&self, code: &AreaCode) -> Option<&Area> {
        self.areas.iter().find(|a| a.code == *code)
    }
}

/// Who lies below whom, and how many live there.
pub struct Places<'a> {
    areas: BTreeMap<&'a AreaCode, &'a Area>,
    tree: Tree<'a>,
}

impl<'a> Places<'a> {
    /// Of a county.
    pub fn new(county: &'a County) -> Self {
        Self {
            areas: county.areas.iter().map(|a| (&a.code, a)).collect(),
            tree: Tree::new(&county.areas, &county.population),
        }
    }

    /// The area with this code.
    pub fn area(&self, code: &AreaCode) -> Option<&'a Area> {
        self.areas.get(code).copied()
    }

    /// The unit of `units` that any area, known or not, is or lies in.
    pub fn unit_of_any(&self, area: &AreaCode, units: &BTreeSet<&'a AreaCode>) -> Option<&'a AreaCode> {
        match self.area(area) {
            Some(known) => self.unit_of(&known.code, units),
            None => units.get(area).copied(),
        }
    }

    /// The unit of `units` that an area is or lies in.
    pub fn unit_of(&self, area: &'a AreaCode, units: &BTreeSet<&'a AreaCode>) -> Option<&'a AreaCode> {
        self.upwards(area).into_iter().find_map(|a| units.get(a).copied())
    }

    /// Does `above` lie above one of the units?
    pub fn is_above(&self, above: &AreaCode, unit: &'a AreaCode) -> bool {
        self.upwards(unit).into_iter().skip(1).any(|a| a == above)
    }

    /// The area and those above it, each once even if the parents go round in a circle.
    pub fn upwards(&self, area: &'a AreaCode) -> Vec<&'a AreaCode> {
        self.tree.upwards(area)
    }

    /// Residents of a year: the area's own total, else the sum of all areas directly below it.
    pub fn residents(&self, area: &AreaCode, year: i32) -> Option<f64> {
        self.tree.residents(area, year)
    }

    /// Residents of the year, else of the nearest year within five, the earlier of two.
    pub fn residents_near(&self, area: &AreaCode, year: i32) -> Option<f64> {
        (0..=5).find_map(|far| {
            self.residents(area, year.saturating_sub(far))
                .or_else(|| self.residents(area, year.saturating_add(far)))
        })
    }
}

/// The level whose places are compared: the first of townships, villages and counties of which there are several;
/// townships where there are never more than one.
pub fn compared(areas: &[Area]) -> Level {
    let several = |level: &Level| areas.iter().filter(|a| a.level == *level).nth(1).is_some();
    [Level::Township, Level::Village, Level::County]
        .into_iter()
        .find(several)
        .unwrap_or(Level::Township)
}

/// The places that are compared, by code; none where no level has several.
pub fn townships(county: &County) -> Vec<&AreaCode> {
    let level = compared(&county.areas);
    let at_level = county.areas.iter().filter(|a| a.level == level);
    let mut found: Vec<&AreaCode> = at_level.map(|a| &a.code).collect();
    if found.len() < 2 {
        found.clear();
    }
    found.sort();
    found
}

/// Is it town (class 1xx of 统计用城乡分类代码) or country (2xx): by its own class, else by that of most of its villages?
pub fn is_town(areas: &[Area], code: &AreaCode) -> Option<bool> {
    let class = |a: &Area| match a.settlement.as_deref()?.chars().next()? {
        '1' => Some(true),
        '2' => Some(false),
        _ => None,
    };
    let own = areas.iter().find(|a| &a.code == code).and_then(class);
    own.or_else(|| {
        let inside = |a: &&Area| a.level == Level::Village && a.parent.as_ref() == Some(code);
        let below: Vec<bool> = areas.iter().filter(inside).filter_map(class).collect();
        let town = below.iter().filter(|town| **town).count();
        (!below.is_empty()).then_some(town * 2 > below.len())
    })
}
