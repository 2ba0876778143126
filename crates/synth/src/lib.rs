//! A county with known truth: parameters and a seed become the files that a county would load, and the truth behind
//! them. For tests of the estimates and for the demo; nothing in it is about a real place.
//!
//! Pure but for the writers it is given. The same parameters give the same bytes on every machine. How such a county is
//! drawn is told in docs/synthetic.md.
#![forbid(unsafe_code)]

mod files;
mod items;
mod levels;
mod money;
mod names;
mod need;
mod numbers;
mod parameters;
mod people;
mod places;
mod services;
mod truth;

pub use items::INSTRUMENT;
pub use parameters::{Allocation, Form, Parameters, Senseless};
pub use places::{COUNTY, COUNTY_NAME};
pub use services::first as first_domains;
pub use truth::{
    CellTruth, CoachedVillage, Fieldwork, OutcomeTruth, SpendingTruth, TownshipTruth, Truth, Verdict,
    WaveTruth,
};

/// A county, drawn; its files can be written and its truth told.
///
/// ```
/// let county = synth::County::draw(synth::Parameters { responses: 500, ..Default::default() })?;
/// let mut areas = Vec::new();
/// county.write_areas(&mut areas)?;
/// assert!(areas.starts_with("code,name,level,parent,settlement,alias\n".as_bytes()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct County {
    pub(crate) parameters: Parameters,
    pub(crate) places: places::Places,
    pub(crate) money: money::Money,
    pub(crate) items: items::Items,
    pub(crate) levels: levels::Levels,
}

impl County {
    /// Draws a county: places, need, money that follows it, and what people feel. Answers are drawn when written.
    ///
    /// # Errors
    /// Parameters that make no county.
    pub fn draw(parameters: Parameters) -> Result<Self, Senseless> {
        parameters.check()?;
        let places = places::Places::draw(&parameters);
        let need = need::Need::draw(&parameters);
        let money = money::Money::draw(&parameters, &places, &need);
        let items = items::Items::new(&parameters);
        let levels = levels::Levels::new(&parameters, &places, &need, &money, &items);
        Ok(Self {
            parameters,
            places,
            money,
            items,
            levels,
        })
    }

    /// What it was drawn from.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Waves, first to last: id, year, and the name of the file.
    pub fn waves(&self) -> Vec<WaveTruth> {
        self.parameters.waves()
    }
}
