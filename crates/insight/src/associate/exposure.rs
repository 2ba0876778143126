//! Spending per resident of an area over a window of years, with everything below the area rolled up into it.

use std::collections::{BTreeMap, BTreeSet};

use survey::{AreaCode, DomainId};

use super::{Ledger, Price, points::YearOfSpending};
use crate::tree::Tree;

/// Rolled-up spending and population, and the price index.
pub(super) struct Exposure<'a> {
    window: u32,
    /// Index of every year and of the last one; none for cash.
    index: Option<(BTreeMap<i32, f64>, f64)>,
    /// (domain, area) → year → fen, own lines and those of every area below.
    spending: BTreeMap<(&'a DomainId, &'a AreaCode), BTreeMap<i32, i128>>,
    tree: Tree<'a>,
    without_index: BTreeSet<i32>,
}

impl<'a> Exposure<'a> {
    pub(super) fn new(ledger: &'a Ledger, window: u32, price: Price) -> Self {
        let tree = Tree::new(&ledger.areas, &ledger.population);
        let mut spending: BTreeMap<_, BTreeMap<i32, i128>> = BTreeMap::new();
        for total in &ledger.spending {
            for area in tree.upwards(&total.area) {
                let years = spending.entry((&total.domain, area)).or_default();
                *years.entry(total.year).or_default() += i128::from(total.amount.0);
            }
        }
        let index: BTreeMap<i32, f64> = ledger
            .deflator
            .iter()
            .filter(|d| d.index > 0.0)
            .map(|d| (d.year, d.index))
            .collect();
        let last = index.last_key_value().map_or(1.0, |(_, last)| *last);
        Self {
            window,
            index: (price == Price::Real).then_some((index, last)),
            spending,
            tree,
            without_index: BTreeSet::new(),
        }
    }

    /// Sum of amounts over sum of populations, currency units per resident, over the window that ends in `year`.
    ///
    /// None where a year lacks spending or population, or nobody lives there. A year without an index is noted.
    pub(super) fn per_resident(&mut self, domain: &DomainId, area: &AreaCode, year: i32) -> Option<f64> {
        let by_year = self.spending.get(&(domain, area))?;
        let (mut years, mut residents) = (Vec::new(), Vec::new());
        for back in 0..self.window {
            let year = year.checked_sub_unsigned(back)?;
            years.push((year, *by_year.get(&year)? as f64 / 100.0));
            residents.push(self.tree.residents(area, year)?);
        }
        let mut amounts = Vec::new();
        for (year, cash) in years {
            amounts.push(match &self.index {
                None => cash,
                Some((index, last)) => match index.get(&year) {
                    Some(own) => cash * last / own,
                    None => {
                        self.without_index.insert(year);
                        cash
                    }
                },
            });
        }
        let residents = stats::sum(&residents);
        (residents > 0.0)
            .then(|| stats::sum(&amounts) / residents)
            .filter(|x| x.is_finite())
    }

    /// Residents of an area in a year, rolled up; none where unknown.
    pub(super) fn residents_of(&self, area: &AreaCode, year: i32) -> Option<f64> {
        self.tree.residents(area, year)
    }

    /// Every (domain, area, year) that has spending.
    pub(super) fn every_year(&mut self) -> Vec<YearOfSpending> {
        let mut found = Vec::new();
        let keys: Vec<(&DomainId, &AreaCode, i32, i128)> = self
            .spending
            .iter()
            .flat_map(|((d, a), years)| years.iter().map(move |(y, fen)| (*d, *a, *y, *fen)))
            .collect();
        for (domain, area, year, fen) in keys {
            let cash = fen as f64 / 100.0;
            let amount = match &self.index {
                None => cash,
                Some((index, last)) => match index.get(&year) {
                    Some(own) => cash * last / own,
                    None => {
                        self.without_index.insert(year);
                        cash
                    }
                },
            };
            let per_resident = self
                .residents_of(area, year)
                .filter(|r| *r > 0.0)
                .map(|r| amount / r);
            found.push(YearOfSpending {
                domain: domain.clone(),
                area: area.clone(),
                year,
                amount,
                per_resident,
            });
        }
        found
    }

    /// Years whose spending was needed in real prices but that have no index.
    pub(super) fn years_without_index(&self) -> Vec<i32> {
        self.without_index.iter().copied().collect()
    }
}
