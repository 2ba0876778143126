//! From the ledger to spending per resident: what stands in a place in a year, who paid and who decided (STATISTICS §2.5).

mod amounts;
mod made;
mod projects;
mod residents;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use survey::{AreaCode, DomainId, Stage};

use super::{
    county::{County, Places},
    settings::{ExposureRule, Settings},
};
use crate::associate::Price;

use amounts::{Amounts, Years};
pub use amounts::{Counts, Span};
pub use made::{Made, MadeYear};
pub use projects::told_twice;
pub use words::is_township;

/// How spending of the county as a whole, or of an area above the places compared, is told over to them. The three
/// are computed side by side; a verdict must be the same under all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Allocation {
    /// By residents.
    Population,
    /// By the places' own spending on the service in the same year; by residents where none has any.
    OwnSpending,
    /// Left out.
    Exclude,
}

/// The three ways, the first one being the one shown.
pub const ALLOCATIONS: [Allocation; 3] = [
    Allocation::Population,
    Allocation::OwnSpending,
    Allocation::Exclude,
];

/// Spending of a year has no price index, so that no figure in real prices can be given.
pub const NO_PRICE_INDEX: &str = "NO_PRICE_INDEX";

/// Money counts of a year whose residents are not loaded, so that nothing can be given per resident.
pub const NO_POPULATION: &str = "NO_POPULATION";

/// Money of several years counts, and no price index is loaded: prices of different years are not added up.
pub const NO_DEFLATOR: &str = "NO_DEFLATOR";

/// A part of the money.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Part {
    /// As written in the ledger; none where it did not say.
    pub who: Option<String>,
    /// Share of the amount, 0–1.
    pub share: f64,
}

/// What a ledger says of the capital of a service in a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Capital {
    /// No capital was paid in these years: there is nothing that could be in service.
    #[default]
    None,
    /// Only on areas above the place, whose lines do not say what of it serves here.
    SharedOnly,
    /// Paid, but no capital line of the service says that anything is in service.
    Unstated,
    /// Paid, and the ledger says what is in service.
    Stated,
}

/// Spending of one place on one service, as it stands in the year of a wave.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Exposure {
    /// Place.
    #[schemars(with = "String")]
    pub area: AreaCode,
    /// Currency units per resident, shared lines by residents; none where residents of a year, or a year, are missing.
    pub per_resident: Option<f64>,
    /// The same under each [`Allocation`], in their order.
    pub by_allocation: [Option<f64>; 3],
    /// Times the median of the places.
    pub ratio: Option<f64>,
    /// Who paid, largest first.
    pub payers: Vec<Part>,
    /// Who decided, largest first.
    pub deciders: Vec<Part>,
    /// Share that the township decided, of the money whose decider is known; none where no line says who.
    pub decided_here: Option<f64>,
    /// Share of the capital of these years that was paid but not in service by the year before the wave's.
    pub not_in_service: Option<f64>,
    /// What the ledger says of capital here, without which `not_in_service` cannot be read.
    pub capital: Capital,
    /// Why there is no figure.
    pub status: Option<&'static str>,
}

/// All places for one service.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DomainExposure {
    /// Service.
    #[schemars(with = "String")]
    pub domain: DomainId,
    /// Year of the wave.
    pub year: i32,
    /// First and last year of the ledger that count.
    pub years: Option<[i32; 2]>,
    /// What adds up: the last years of published scores, or what stands by depreciation.
    pub span: Span,
    /// Of prices.
    #[schemars(with = "String")]
    pub price: Price,
    /// Median over the places, currency units per resident.
    pub median: Option<f64>,
    /// Places in order of code.
    pub places: Vec<Exposure>,
    /// Years whose money counts but that the price index lacks: as long as there are any, there is no figure.
    pub years_without_index: Vec<i32>,
    /// Years whose money counts but whose residents are missing for some place: it has no figure.
    pub years_without_population: Vec<i32>,
    /// What to know before reading the numbers.
    pub notices: Vec<&'static str>,
}

/// The ledger prepared for many questions.
pub struct Book<'a> {
    county: &'a County,
    places: &'a Places<'a>,
    settings: &'a Settings,
    /// Index of every year and of the last.
    index: Option<(BTreeMap<i32, f64>, f64)>,
}

impl<'a> Book<'a> {
    /// Of a county; real prices where a deflator is loaded, unless the settings say otherwise.
    pub fn new(county: &'a County, places: &'a Places<'a>, settings: &'a Settings) -> Self {
        let index: BTreeMap<i32, f64> = county
            .deflator
            .iter()
            .filter(|d| d.index > 0.0 && d.index.is_finite())
            .map(|d| (d.year, d.index))
            .collect();
        let last = index.last_key_value().map(|(_, last)| *last);
        let real = settings.price != Some(Price::Cash);
        Self {
            county,
            places,
            settings,
            index: last.filter(|_| real).map(|last| (index, last)),
        }
    }

    /// Is there any price index, whether it is used or not?
    fn has_index(&self) -> bool {
        let mut index = self.county.deflator.iter();
        index.any(|d| d.index > 0.0 && d.index.is_finite())
    }

    /// Prices used.
    pub fn price(&self) -> Price {
        if self.index.is_some() {
            Price::Real
        } else {
            Price::Cash
        }
    }

    /// Services with any paid line, in order.
    pub fn domains(&self) -> BTreeSet<&'a DomainId> {
        self.county
            .spending
            .iter()
            .filter(|s| s.stage != Stage::Budget)
            .map(|s| &s.domain)
            .collect()
    }

    /// Spending of each of `units` on a service, as it stands in `year`.
    pub fn exposure(
        &self,
        domain: &DomainId,
        units: &[&'a AreaCode],
        year: i32,
        span: Span,
    ) -> DomainExposure {
        self.by_rule(domain, units, year, span, self.settings.rule(domain.as_str()))
    }

    /// The same with all kinds of money counted `lag` years before the wave, whatever the service's rule.
    pub fn lagged(
        &self,
        domain: &DomainId,
        units: &[&'a AreaCode],
        year: i32,
        span: Span,
        lag: u32,
    ) -> DomainExposure {
        let mut rule = self.settings.rule(domain.as_str());
        match span {
            Span::Window => self.by_rule(domain, units, year.saturating_sub_unsigned(lag), span, rule),
            Span::Stock => {
                (rule.capital.lag_years, rule.recurrent.lag_years) = (lag, lag);
                self.by_rule(domain, units, year, span, rule)
            }
        }
    }

    /// Has the service a line, other than of a budget, that benefits one of these areas itself?
    pub fn has_lines_at(&self, domain: &DomainId, areas: &BTreeSet<&AreaCode>) -> bool {
        let lines = self.county.spending.iter();
        lines
            .filter(|s| s.domain == *domain && s.stage != Stage::Budget)
            .any(|s| areas.contains(&s.area))
    }

    fn by_rule(
        &self,
        domain: &DomainId,
        units: &[&'a AreaCode],
        year: i32,
        span: Span,
        rule: ExposureRule,
    ) -> DomainExposure {
        let years = Years::new(self.county, span, &rule, self.settings.window, year);
        let lines = self
            .county
            .spending
            .iter()
            .filter(|s| s.domain == *domain && s.stage != Stage::Budget);
        // where the ledger says what is in service, only that counts of the capital; else what was paid
        let projects = years.projects(lines.clone());
        let mut amounts = Amounts::new(units, &years, self.index.as_ref(), projects);
        for line in lines {
            amounts.add(line, self.places);
        }
        // prices as paid are those of one year only (STATISTICS §2.5); who has an index may still set it aside
        amounts.unpriced = !self.has_index() && amounts.years().len() > 1;
        let residents = years.residents(self.places, units);
        let mut found: Vec<Exposure> = units
            .iter()
            .enumerate()
            .map(|(i, unit)| amounts.exposure(i, unit, &residents, self.county))
            .collect();
        let known: Vec<f64> = found.iter().filter_map(|e| e.per_resident).collect();
        let median = stats::median(&known);
        for e in &mut found {
            e.ratio = e
                .per_resident
                .zip(median.filter(|m| *m > 0.0))
                .map(|(x, m)| x / m);
        }
        let mut notices = amounts.notices();
        if self.index.is_none() && !amounts.unpriced && years.span().is_some_and(|[first, last]| first < last)
        {
            notices.push("CASH_PRICES");
        }
        DomainExposure {
            domain: domain.clone(),
            year,
            years: years.span(),
            span,
            price: self.price(),
            median,
            places: found,
            years_without_index: amounts.without_index.into_iter().collect(),
            years_without_population: amounts.without_residents.into_iter().collect(),
            notices,
        }
    }
}
