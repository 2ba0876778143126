//! The points behind one row of the association, and spending per resident over the years, for charts and tables.

use survey::{AreaCode, DomainId};

use super::{AssociateError, Ledger, Price, Request, exposure::Exposure, panel};

/// The areas of one domain and wave.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// Areas in order of code.
    pub areas: Vec<AreaCode>,
    /// Spending per resident over the window, currency units.
    pub x: Vec<f64>,
    /// Score, 0–100.
    pub y: Vec<f64>,
    /// Residents in the wave's year, where known.
    pub population: Vec<Option<f64>>,
    /// Median of x.
    pub median_x: f64,
    /// Median of y.
    pub median_y: f64,
    /// Intercept of the Theil–Sen line: median y − slope × median x.
    pub intercept: Option<f64>,
    /// 95 % interval of Spearman's rho (Bonett & Wright 2000).
    pub spearman_interval: Option<[f64; 2]>,
    /// Areas left out of the row because another level is compared; the others lack spending or population.
    pub other_level: Vec<AreaCode>,
}

/// The points of one domain and wave; none where fewer than five areas have both.
///
/// # Errors
/// As [`super::associate`].
pub fn points(
    ledger: &Ledger,
    request: &Request,
    domain: &DomainId,
    wave: &str,
) -> Result<Option<Points>, AssociateError> {
    let (panel, price, _) = panel(ledger, request)?;
    let found = panel
        .get(domain)
        .and_then(|waves| waves.iter().find(|(key, _)| key.name == wave));
    let Some((key, units)) = found.filter(|(_, u)| u.areas.len() >= 5) else {
        return Ok(None);
    };
    let exposure = Exposure::new(ledger, 1, price);
    let (Some(median_x), Some(median_y)) = (stats::median(&units.x), stats::median(&units.y)) else {
        return Ok(None);
    };
    Ok(Some(Points {
        areas: units.areas.clone(),
        other_level: units.other_level.clone(),
        population: units
            .areas
            .iter()
            .map(|a| exposure.residents_of(a, key.year))
            .collect(),
        median_x,
        median_y,
        intercept: stats::theil_sen(&units.x, &units.y, 0.95).map(|t| t.intercept),
        spearman_interval: stats::spearman(&units.x, &units.y)
            .and_then(|c| crate::spearman_interval(c.r, units.areas.len())),
        x: units.x.clone(),
        y: units.y.clone(),
    }))
}

/// Spending on one domain in one area and year.
#[derive(Clone, Debug, PartialEq)]
pub struct YearOfSpending {
    /// Service.
    pub domain: DomainId,
    /// Area, everything below it rolled up.
    pub area: AreaCode,
    /// Fiscal year, by the year it ends.
    pub year: i32,
    /// Total, currency units of the chosen prices.
    pub amount: f64,
    /// Per resident; none where the population of the year is missing.
    pub per_resident: Option<f64>,
}

/// Spending per resident by domain, area and year, with everything below an area rolled up into it.
///
/// Ordered by domain, area, year. Budget lines are not in the ledger's sums.
///
/// # Errors
/// Real prices without the index of a year that has spending.
pub fn per_resident_by_year(
    ledger: &Ledger,
    price: Option<Price>,
) -> Result<Vec<YearOfSpending>, AssociateError> {
    let price = price.unwrap_or(if ledger.deflator.is_empty() {
        Price::Cash
    } else {
        Price::Real
    });
    let mut exposure = Exposure::new(ledger, 1, price);
    let found = exposure.every_year();
    let missing = exposure.years_without_index();
    if missing.is_empty() {
        Ok(found)
    } else {
        Err(AssociateError::NoIndex { years: missing })
    }
}
