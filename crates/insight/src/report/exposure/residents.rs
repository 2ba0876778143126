//! What amounts are shared by and divided by: the residents of each year, or of all years of a window together.

use std::collections::{BTreeMap, BTreeSet};

use survey::AreaCode;

use crate::report::county::Places;

/// Residents of every unit.
pub(super) enum Residents {
    /// Unit → year → residents, above zero.
    ByYear(Vec<BTreeMap<i32, f64>>),
    /// Unit → residents of all years of the window, above zero.
    Pooled(Vec<Option<f64>>),
}

impl Residents {
    /// Of each of these years.
    pub(super) fn by_year(places: &Places<'_>, units: &[&AreaCode], years: &BTreeSet<i32>) -> Self {
        let of = |unit: &&AreaCode| {
            years
                .iter()
                .filter_map(|year| Some((*year, places.residents(unit, *year)?)))
                .filter(|(_, residents)| *residents > 0.0)
                .collect()
        };
        Self::ByYear(units.iter().map(of).collect())
    }

    /// Of the `window` years that end in `year`, every one of which must be known.
    pub(super) fn pooled(places: &Places<'_>, units: &[&AreaCode], window: u32, year: i32) -> Self {
        let years: BTreeSet<i32> = (0..window)
            .filter_map(|back| year.checked_sub_unsigned(back))
            .collect();
        let of = |unit: &&AreaCode| {
            let all: Option<Vec<f64>> = years.iter().map(|year| places.residents(unit, *year)).collect();
            all.map(|all| stats::sum(&all)).filter(|sum| *sum > 0.0)
        };
        Self::Pooled(units.iter().map(of).collect())
    }

    /// What an amount of a year is divided by.
    pub(super) fn of(&self, i: usize, year: i32) -> Option<f64> {
        match self {
            Self::ByYear(all) => all.get(i)?.get(&year).copied(),
            Self::Pooled(all) => *all.get(i)?,
        }
    }

    /// Of all years together; none where each year has its own.
    pub(super) fn together(&self, i: usize) -> Option<f64> {
        match self {
            Self::ByYear(_) => None,
            Self::Pooled(all) => *all.get(i)?,
        }
    }

    /// Are they known for any year that counts?
    pub(super) fn ever(&self, i: usize) -> bool {
        match self {
            Self::ByYear(all) => all.get(i).is_some_and(|years| !years.is_empty()),
            Self::Pooled(all) => all.get(i).is_some_and(Option::is_some),
        }
    }

    /// Σ amount / residents of its year, or Σ amount / residents of all years together, over (year, amount); an amount is none
    /// where it hangs on residents that are not known. Else the years whose residents are missing.
    pub(super) fn per_resident(
        &self,
        i: usize,
        amounts: &[(i32, Option<f64>)],
    ) -> Result<f64, BTreeSet<i32>> {
        let missing: BTreeSet<i32> = amounts
            .iter()
            .filter(|(year, amount)| {
                *amount != Some(0.0) && (amount.is_none() || self.of(i, *year).is_none())
            })
            .map(|(year, _)| *year)
            .collect();
        if !missing.is_empty() || !self.ever(i) {
            return Err(missing);
        }
        let known = amounts
            .iter()
            .filter_map(|(year, amount)| Some((*year, (*amount)?)));
        let terms: Vec<f64> = match self {
            Self::Pooled(_) => known.map(|(_, amount)| amount).collect(),
            Self::ByYear(_) => known
                .filter_map(|(year, amount)| Some(amount / self.of(i, year)?))
                .collect(),
        };
        Ok(stats::sum(&terms) / self.together(i).unwrap_or(1.0))
    }
}
