//! What the spending of one place is made of, line by line and year by year: the sum behind a card, opened.

use std::collections::BTreeMap;

use survey::{AreaCode, DomainId, Spending, Stage};

use super::{Allocation, Amounts, Book, Counts, Span, Years};

/// The figure of one place and service, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// Years that count, oldest first.
    pub years: Vec<MadeYear>,
    /// What the sum is divided by where all years are counted together; none where each year has its own residents, or where
    /// they are missing.
    pub residents: Option<f64>,
    /// What falls to the place of money spent on each area above it, by residents, 0–1: in the year of the least, and of the
    /// most.
    pub shares: BTreeMap<AreaCode, [f64; 2]>,
    /// What becomes of each line asked about, in their order.
    pub counts: Vec<Counts>,
}

/// One year of it, currency units in the prices of the figure, after depreciation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MadeYear {
    /// Fiscal year.
    pub year: i32,
    /// Lines of the place and of what lies in it.
    pub own: f64,
    /// Its share, by residents, of lines of areas above it.
    pub shared: f64,
    /// What the money of this year is divided by; none where it is missing.
    pub residents: Option<f64>,
}

impl Made {
    /// The sum of all years, currency units.
    pub fn sum(&self) -> f64 {
        let parts: Vec<f64> = self.years.iter().flat_map(|y| [y.own, y.shared]).collect();
        stats::sum(&parts)
    }

    /// The figure: the same as `Exposure::per_resident` wherever that is given.
    pub fn per_resident(&self) -> Option<f64> {
        if let Some(together) = self.residents {
            return Some(self.sum() / together);
        }
        let each = |y: &MadeYear| match (y.own + y.shared, y.residents) {
            (0.0, _) => Some(0.0),
            (amount, residents) => Some(amount / residents?),
        };
        let each: Option<Vec<f64>> = self.years.iter().map(each).collect();
        each.map(|each| stats::sum(&each))
    }
}

impl<'a> Book<'a> {
    /// Takes the figure of `unit`, one of `units`, apart, and says of each of `lines` what becomes of it. Lines may name
    /// project and source, which the ledger of a book need not; none for a place that is not one of the units.
    pub fn made(
        &self,
        domain: &DomainId,
        units: &[&'a AreaCode],
        unit: &AreaCode,
        (year, span): (i32, Span),
        lines: &[Spending],
    ) -> Option<Made> {
        let i = units.iter().position(|u| *u == unit)?;
        let rule = self.settings.rule(domain.as_str());
        let years = Years::new(self.county, span, &rule, self.settings.window, year);
        let counted = self
            .county
            .spending
            .iter()
            .filter(|s| s.domain == *domain && s.stage != Stage::Budget);
        let mut amounts = Amounts::new(
            units,
            &years,
            self.index.as_ref(),
            years.projects(counted.clone()),
        );
        let projects = years.projects(counted.clone());
        for line in counted {
            amounts.add(line, self.places);
        }
        let residents = years.residents(self.places, units);
        let by_year = amounts.years_of(Allocation::Population, i, &residents);
        Some(Made {
            years: by_year
                .into_iter()
                .map(|(year, (own, shared))| MadeYear {
                    year,
                    own,
                    shared: shared.unwrap_or(0.0),
                    residents: residents.of(i, year).filter(|_| shared.is_some()),
                })
                .collect(),
            residents: residents.together(i),
            shares: amounts.shares_of(i, &residents),
            counts: lines.iter().map(|line| years.counts(line, &projects)).collect(),
        })
    }
}
