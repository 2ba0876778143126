//! Township × service: is spending high, is satisfaction below what is expected, who decides, and how long would such a list
//! be by chance (STATISTICS §2.8).

mod bureaus;
mod cell;
mod list;
mod one;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use stats::verdict::{class::Thresholds, halo::without_halo};
use survey::{AreaCode, DomainId};

use super::{
    Named, Seed,
    change::WaveChange,
    context::Context,
    county::County,
    exposure::DomainExposure,
    scores::{Measure, Scores},
    settings::Settings,
};

pub use bureaus::{Bureau, BureauPlace};
pub use cell::{Allotted, Cell};
pub use list::{AtAnswers, Chance, Entry, List, Resolution};
pub(super) use one::{ENOUGH_PLACES, MOSTLY, on_scale};

/// Everything that may be said of places and services.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Verdicts {
    /// Every place and service with a score, by service, then place.
    pub cells: Vec<Cell>,
    /// The list of places where money is not producing satisfaction; none where no verdict could be given at all.
    pub list: Option<List>,
    /// Findings addressed to those who decide the money.
    pub bureaus: Vec<Bureau>,
    /// What each service's model was: context used, spread of true differences.
    pub models: Vec<Model>,
}

/// The model of one service.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Model {
    /// Service.
    #[schemars(with = "String")]
    pub domain: DomainId,
    /// Places in it.
    pub places: usize,
    /// Context covariates.
    pub context: Vec<String>,
    /// Points for one standard deviation of each: posterior mean.
    pub coefficients: Vec<f64>,
    /// Posterior mean of the spread of what context does not explain, points.
    pub spread: Option<f64>,
    /// Points for one standard deviation of ln spending in the model that has it, and its standard deviation. With
    /// spending steered to need it turns negative, which is why it does not decide.
    pub spend_coefficient: Option<[f64; 2]>,
    /// Change-score and ANCOVA slope of the service in two waves, points per doubling of spending; none with one wave.
    /// Where both have one sign the verdicts of the service have `GRADE_B`.
    pub bracket: Option<[f64; 2]>,
    /// Why there is none though there are two waves: `INSUFFICIENT_UNITS` where fewer than eight places have score and
    /// spending in both, `NO_VARIATION` where spending did not change, or scores do not differ.
    pub bracket_status: Option<&'static str>,
    /// Why no verdict can be given in this service.
    pub status: Option<&'static str>,
}

/// Data of one wave.
pub struct Material<'a> {
    /// Loaded.
    pub county: &'a County,
    /// Scores.
    pub scores: &'a Scores,
    /// Spending, over the same units.
    pub exposures: &'a [DomainExposure],
    /// What is expected of scores.
    pub context: &'a Context,
    /// What is expected of spending.
    pub need: &'a Context,
    /// The wave before, for IMPROVING where scores are published, and for the two-wave bracket.
    pub before: Option<&'a Scores>,
    /// Spending behind the wave before, over its own units.
    pub spent_before: Option<&'a [DomainExposure]>,
    /// The change since the own survey before, for IMPROVING.
    pub change: &'a WaveChange,
    /// Names.
    pub names: &'a (dyn Fn(&AreaCode) -> Named + Sync),
}

/// Verdicts, list, bureaus.
pub fn verdicts(material: &Material<'_>, settings: &Settings, seed: &Seed) -> Verdicts {
    let lines = Thresholds {
        band: settings.band,
        own_share: settings.decides_least,
        ..Thresholds::default()
    };
    let services: Vec<(&Measure, Option<&DomainExposure>)> = material
        .scores
        .measures
        .iter()
        .filter(|m| m.domain)
        .map(|m| {
            (
                m,
                material.exposures.iter().find(|e| e.domain.as_str() == m.measure),
            )
        })
        .collect();
    let moods = moods(&services);
    let mut found = Verdicts {
        cells: Vec::new(),
        list: None,
        bureaus: Vec::new(),
        models: Vec::new(),
    };
    let mut chances = Vec::new();
    let judged: Vec<Option<one::Judged>> = (services.par_iter().zip(&moods))
        .map(|((measure, exposure), mood)| {
            let service = one::Service {
                material,
                settings,
                lines: &lines,
                domain: DomainId::parse(&measure.measure)?,
                measure,
                exposure: *exposure,
                mood,
            };
            Some(service.judge())
        })
        .collect();
    for judged in judged.into_iter().flatten() {
        found.cells.extend(judged.cells);
        found.models.push(judged.model);
        chances.extend(judged.chance);
    }
    found.list = list::list(&mut found.cells, &chances, settings, seed);
    found.bureaus = bureaus::bureaus(&found.cells, material.county);
    found
}

/// Scores with each place's general mood taken out; none where there is no variance.
fn moods(services: &[(&Measure, Option<&DomainExposure>)]) -> Vec<Vec<Option<(f64, f64)>>> {
    let measured: Vec<Vec<Option<(f64, f64)>>> = services
        .iter()
        .map(|(m, _)| {
            m.places
                .iter()
                .map(|p| p.value.zip(p.variance.filter(|v| *v > 0.0)))
                .collect()
        })
        .collect();
    without_halo(&measured).unwrap_or_else(|_| measured.iter().map(|d| vec![None; d.len()]).collect())
}
