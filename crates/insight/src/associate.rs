//! Do areas that spend more score higher? The association of DESIGN §4.4, whose JSON stays as it is for ever.
//!
//! Raw cross-sections, changes and within-area relations side by side; none of them is an effect of spending.

mod battery;
mod exposure;
mod over_time;
mod points;
mod result;
mod row;
mod units;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use survey::{Area, AreaCode, Deflator, DomainId, Money, Population, PublishedScore};

pub use over_time::{WithinInterval, within_interval};
pub use points::{Points, YearOfSpending, per_resident_by_year, points};
pub use result::{Association, Change, LeaveOneOut, Notice, Row, Within};

use exposure::Exposure;
use units::Units;

/// What the county has loaded, as far as association needs it. Order does not matter.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Areas, for rolling villages up into townships and those into the county.
    pub areas: Vec<Area>,
    /// Residents; only rows without sex and age are read.
    pub population: Vec<Population>,
    /// Spending, summed by area, year and domain.
    pub spending: Vec<SpendingTotal>,
    /// Price index; empty where none is loaded.
    pub deflator: Vec<Deflator>,
    /// Scores of areas, by wave and domain.
    pub scores: Vec<PublishedScore>,
}

/// The sum of the ledger lines of one area, year and domain; budget lines are never in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpendingTotal {
    /// Who benefits; lines of the areas below are not in it.
    pub area: AreaCode,
    /// Fiscal year, by the year it ends.
    pub year: i32,
    /// Service.
    pub domain: DomainId,
    /// Sum of the amounts.
    pub amount: Money,
}

/// In which prices spending is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Price {
    /// Prices of the last year of the deflator.
    Real,
    /// As paid.
    Cash,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Years of spending behind a score, ending in its year; at least 1.
    pub window: u32,
    /// Prices; none: real where a deflator is loaded, else cash with the notice `CASH_PRICES`.
    pub price: Option<Price>,
    /// Areas left aside altogether.
    pub exclude: Vec<AreaCode>,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            window: 3,
            price: None,
            exclude: Vec::new(),
        }
    }
}

/// Why no association can be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssociateError {
    /// A window of no years.
    #[error("a window of 0 years holds no spending; ask for 1 or more")]
    NoWindow,
    /// Years whose spending is needed but that the price index does not have.
    #[error("real prices need an index for {}, which the deflator does not have; import it, or ask for cash prices", list(.years))]
    NoIndex {
        /// The years, ascending.
        years: Vec<i32>,
    },
    /// An area to leave aside that nobody knows.
    #[error("area {0} is to be excluded but is not loaded; give the code of a loaded area")]
    UnknownArea(AreaCode),
}

fn list(years: &[i32]) -> String {
    years.iter().map(i32::to_string).collect::<Vec<_>>().join(", ")
}

/// A wave in order of time: year, then name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WaveKey {
    year: i32,
    name: String,
}

/// Domain → wave → its areas with x and y.
type Panel = BTreeMap<DomainId, BTreeMap<WaveKey, Units>>;

/// Association of spending per resident with scores.
///
/// x is currency units per resident over the window (sum of amounts / sum of populations), y a score 0–100; the units
/// are the areas that have scores. Where one of these lies above another, the level with more areas is kept (the lower
/// one of two equal) and the others are left out. Rows are ordered by domain, then year.
/// Source: definitions of DESIGN §4.4; methods in [`stats`]. Golden `lgbf` (reference_results, reference_change).
///
/// # Errors
/// A window of 0 years, an unknown area to exclude, or real prices without the index of a year that is needed.
pub fn associate(ledger: &Ledger, request: &Request) -> Result<Association, AssociateError> {
    let (panel, price, fell_back) = panel(ledger, request)?;
    Ok(Association {
        window: request.window,
        price,
        rows: row::rows(&panel, fell_back),
        change: over_time::changes(&panel, request.window),
        within: over_time::within(&panel, request.window),
    })
}

/// Every domain and wave with its areas, and the prices used.
fn panel(ledger: &Ledger, request: &Request) -> Result<(Panel, Price, bool), AssociateError> {
    let excluded = excluded(ledger, request)?;
    let price = request.price.unwrap_or(if ledger.deflator.is_empty() {
        Price::Cash
    } else {
        Price::Real
    });
    let fell_back = request.price.is_none() && price == Price::Cash;
    let mut exposure = Exposure::new(ledger, request.window, price);

    let mut panel: Panel = BTreeMap::new();
    for (domain, waves) in scored(ledger, &excluded) {
        for (wave, scores) in waves {
            let units = Units::new(
                &scores,
                |area| exposure.per_resident(&domain, area, wave.year),
                ledger,
            );
            if !units.areas.is_empty() {
                panel.entry(domain.clone()).or_default().insert(wave, units);
            }
        }
    }
    let missing = exposure.years_without_index();
    if !missing.is_empty() {
        return Err(AssociateError::NoIndex { years: missing });
    }
    Ok((panel, price, fell_back))
}

fn excluded(ledger: &Ledger, request: &Request) -> Result<BTreeSet<AreaCode>, AssociateError> {
    if request.window == 0 {
        return Err(AssociateError::NoWindow);
    }
    let known = |code: &AreaCode| {
        ledger.areas.iter().any(|a| a.code == *code) || ledger.scores.iter().any(|s| s.area == *code)
    };
    match request.exclude.iter().find(|code| !known(code)) {
        Some(code) => Err(AssociateError::UnknownArea(code.clone())),
        None => Ok(request.exclude.iter().cloned().collect()),
    }
}

/// Domain → wave → area → score.
fn scored(
    ledger: &Ledger,
    excluded: &BTreeSet<AreaCode>,
) -> BTreeMap<DomainId, BTreeMap<WaveKey, BTreeMap<AreaCode, f64>>> {
    let mut found: BTreeMap<DomainId, BTreeMap<WaveKey, BTreeMap<AreaCode, f64>>> = BTreeMap::new();
    for s in ledger
        .scores
        .iter()
        .filter(|s| s.score.is_finite() && !excluded.contains(&s.area))
    {
        let wave = WaveKey {
            year: s.year,
            name: s.wave.clone(),
        };
        let waves = found.entry(s.domain.clone()).or_default();
        waves.entry(wave).or_default().insert(s.area.clone(), s.score);
    }
    found
}
