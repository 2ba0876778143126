//! Spending year by year, as the ledger has it: each place beside the median of all and what places in like conditions
//! usually spend. Not what is judged: that is what stands of several years ([`super::exposure`]).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use stats::verdict::{grid::design, spend::need_ratios};
use survey::{AreaCode, DomainId};

use super::{
    context::Context,
    county::County,
    verdicts::{ENOUGH_PLACES, on_scale},
};
use crate::associate::{Price, YearOfSpending, per_resident_by_year};

/// One service over the years.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Spent {
    /// Service.
    #[schemars(with = "String")]
    pub domain: DomainId,
    /// Of prices.
    #[schemars(with = "String")]
    pub price: Price,
    /// Years that any of the places has a line in, oldest first.
    pub years: Vec<SpentYear>,
}

/// One year of it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SpentYear {
    /// Fiscal year, by the year it ends.
    pub year: i32,
    /// Median over the places, currency units per resident of the year.
    pub median: Option<f64>,
    /// Places that have lines in this year, in order of code.
    pub places: Vec<SpentPlace>,
}

/// One place in one year, currency units per resident of the year; lines of areas above it are not told over.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SpentPlace {
    /// Place.
    #[schemars(with = "String")]
    pub area: AreaCode,
    /// Its own lines and those of what lies in it; none where the population of the year is missing.
    pub per_resident: Option<f64>,
    /// What places in its conditions spent that year, by the regression that the verdict's ratio to need comes from; none
    /// with fewer than eight places or where nobody spent anything.
    pub usual: Option<f64>,
}

/// Every service over the years at `units`; `need` has one row a unit. Empty where the price index lacks a year.
pub(super) fn spent(county: &County, units: &[AreaCode], need: &Context, price: Price) -> Vec<Spent> {
    let Ok(rows) = per_resident_by_year(&county.ledger(), Some(price)) else {
        return Vec::new();
    };
    let at: BTreeMap<&AreaCode, usize> = units.iter().enumerate().map(|(i, unit)| (unit, i)).collect();
    let mut by: BTreeMap<(&DomainId, i32), Vec<(usize, &YearOfSpending)>> = BTreeMap::new();
    for row in &rows {
        if let Some(i) = at.get(&row.area) {
            by.entry((&row.domain, row.year)).or_default().push((*i, row));
        }
    }
    let mut found: Vec<Spent> = Vec::new();
    for ((domain, year), rows) in by {
        if found.last().is_none_or(|s| s.domain != *domain) {
            found.push(Spent {
                domain: domain.clone(),
                price,
                years: Vec::new(),
            });
        }
        if let Some(last) = found.last_mut() {
            last.years.push(year_of(year, &rows, need));
        }
    }
    found
}

fn year_of(year: i32, rows: &[(usize, &YearOfSpending)], need: &Context) -> SpentYear {
    let known: Vec<(usize, f64)> = rows
        .iter()
        .filter_map(|(i, row)| Some((*i, row.per_resident?)))
        .collect();
    let usual = usual(&known, need).unwrap_or_default();
    let amounts: Vec<f64> = known.iter().map(|(_, amount)| *amount).collect();
    SpentYear {
        year,
        median: stats::median(&amounts),
        places: rows
            .iter()
            .map(|(i, row)| SpentPlace {
                area: row.area.clone(),
                per_resident: row.per_resident,
                usual: usual.get(i).copied(),
            })
            .collect(),
    }
}

/// Unit → what is usual in its conditions: its amount less what of it the conditions do not say.
fn usual(known: &[(usize, f64)], need: &Context) -> Option<BTreeMap<usize, f64>> {
    if known.len() < ENOUGH_PLACES {
        return None;
    }
    let (at, amounts): (Vec<usize>, Vec<f64>) = known.iter().copied().unzip();
    let (logs, scale) = on_scale(&amounts)?;
    let (context, _) = design(at.len(), &need.of(&at).columns).ok()?;
    let ratios = need_ratios(&logs, &context).ok()?;
    let usual = logs
        .iter()
        .zip(ratios)
        .map(|(x, ratio)| scale.amount(x - ratio.ln()));
    Some(at.into_iter().zip(usual).collect())
}
