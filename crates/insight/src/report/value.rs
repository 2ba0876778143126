//! The report itself and how it is put together.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use survey::AreaCode;

use super::{
    Named, Seed,
    association::{Association, association},
    comparison::{Comparison, comparison},
    context::{Context, LeftOut},
    county::{County, Places},
    drivers::{Drivers, Priority, priorities},
    equations::{Equation, Material, equation},
    exposure::{Book, DomainExposure, Span},
    frozen::Frozen,
    hypothesis::hash_of,
    own::{Fieldwork, own},
    quality::{Flag, flags},
    scores::{Measure, Scores, Source, published, published_waves},
    settings::Settings,
    standing_of,
    verdicts::{Verdicts, verdicts},
    weights::PlaceWeights,
};
use crate::{
    breakdown::{AreaCut, Breakdown, Cut, breakdown_from},
    standing::Standings,
    suppress::Threshold,
};

/// The version of the shape of [`Report`].
pub const REPORT_VERSION: u32 = 1;

/// Everything that is known of one wave. Undefined numbers are null beside a status.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Report {
    /// Of this shape; 1.
    pub version: u32,
    /// SHA-256 of all data and judgements used: the same input gives the same report, byte for byte.
    pub input: String,
    /// The wave.
    pub wave: WaveInfo,
    /// Waves that reports can be had of, oldest first.
    pub waves: Vec<String>,
    /// Every judgement used.
    pub judgements: Judgements,
    /// Places compared, in order of code.
    pub places: Vec<Place>,
    /// Scores by service and outcome.
    pub scores: Vec<Measure>,
    /// Every item of the county's own survey by area, age, sex and mode, small cells hidden; empty for published scores.
    #[schemars(with = "Vec<serde_json::Value>")]
    pub breakdowns: Vec<Breakdown>,
    /// How answers were weighted.
    pub weights: Vec<PlaceWeights>,
    /// Places compared on each measure.
    pub comparison: Vec<Comparison>,
    /// Context covariates wanted but not used.
    pub context_left_out: Vec<LeftOut>,
    /// Spending by service.
    pub exposure: Vec<DomainExposure>,
    /// How spending and scores go together.
    pub association: Association,
    /// Township × service: what may be said, the list, the bureaus.
    pub verdicts: Verdicts,
    /// Low two years running: is it true? From the waves so far; none without sampling errors, or with one wave.
    pub standing: Option<Standings>,
    /// What goes with overall satisfaction.
    pub drivers: Option<Drivers>,
    /// What people put first, against how content they are.
    pub priorities: Vec<Priority>,
    /// The three equations.
    pub equations: Vec<Equation>,
    /// Signs that answers were not free, for the county.
    pub quality: Vec<Flag>,
    /// What to know before reading anything.
    pub notices: Vec<&'static str>,
}

/// Which wave.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WaveInfo {
    /// Id, or name as published.
    pub id: String,
    /// Year it closed.
    pub year: i32,
    /// Own or published.
    pub source: Source,
    /// Answers to an open link: a sample nobody drew, grade D.
    pub open_link: bool,
    /// Answers; none for published scores.
    pub answers: Option<u64>,
    /// The wave it is compared with, if any.
    pub before: Option<String>,
}

/// Settings and hypotheses with their hashes.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Judgements {
    /// Settings used.
    pub settings: Settings,
    /// SHA-256 of them.
    pub settings_hash: String,
    /// Hypotheses as frozen.
    pub hypotheses: Frozen,
}

/// A place of the report.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Place {
    /// Code.
    #[schemars(with = "String")]
    pub area: AreaCode,
    /// Name.
    pub name: String,
    /// Residents in the wave's year, or the nearest one loaded.
    pub residents: Option<f64>,
}

/// What a report is made from.
pub struct Input<'a> {
    /// Loaded files.
    pub county: &'a County,
    /// Own rounds and waves, closed and folded, oldest first.
    pub fieldworks: &'a [Fieldwork],
    /// Settings.
    pub settings: &'a Settings,
    /// Hypotheses.
    pub frozen: &'a Frozen,
    /// Id of a fieldwork or name of a published wave; the newest own one, else the newest published one.
    pub wave: Option<&'a str>,
    /// Drivers kept with the snapshot, by fieldwork id; made now where absent.
    pub drivers: &'a BTreeMap<String, Drivers>,
}

/// Why there is no report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// Nothing measured.
    #[error("there are no scores yet; close a wave, or import scores")]
    NoScores,
    /// Not there.
    #[error("there is no closed or published wave {asked}; there are: {there}")]
    UnknownWave {
        /// Asked for.
        asked: String,
        /// What there is.
        there: String,
    },
}

/// One wave ready for use.
struct Ready<'a> {
    scores: Scores,
    weights: Vec<PlaceWeights>,
    field: Option<&'a Fieldwork>,
}

/// The report of a wave.
///
/// # Errors
/// No scores at all, or an unknown wave.
pub fn report(input: &Input<'_>) -> Result<Report, ReportError> {
    let county = input.county.in_order();
    let places = Places::new(&county);
    let waves = names(input, &county);
    let id = match input.wave {
        Some(asked) => {
            waves
                .iter()
                .find(|w| *w == asked)
                .cloned()
                .ok_or_else(|| ReportError::UnknownWave {
                    asked: asked.to_owned(),
                    there: waves.join(", "),
                })?
        }
        None => match input.fieldworks.last() {
            Some(field) => field.id.clone(),
            None => waves.last().cloned().ok_or(ReportError::NoScores)?,
        },
    };
    let now = ready(input, &county, &places, &id).ok_or(ReportError::NoScores)?;
    let earlier = before(input, &county, &now.scores);
    let then = earlier.and_then(|id| ready(input, &county, &places, &id));
    let hash = input_hash(input, &county, &id);
    let seed = Seed::of(&hash);
    Ok(Maker {
        input,
        county: &county,
        places: &places,
        now: &now,
        then: then.as_ref(),
        seed,
    }
    .make(hash, waves))
}

fn names(input: &Input<'_>, county: &County) -> Vec<String> {
    let own = input.fieldworks.iter().map(|f| (f.year, f.id.clone()));
    let mut all: Vec<(i32, String)> = published_waves(county).into_iter().chain(own).collect();
    all.sort();
    all.into_iter().map(|(_, name)| name).collect()
}

fn ready<'a>(input: &Input<'a>, county: &County, places: &Places<'_>, id: &str) -> Option<Ready<'a>> {
    match input.fieldworks.iter().find(|f| f.id == id) {
        Some(field) => {
            let found = own(field, county, places, input.settings);
            Some(Ready {
                scores: found.scores,
                weights: found.weights.places,
                field: Some(field),
            })
        }
        None => Some(Ready {
            scores: published(county, id, input.settings)?,
            weights: Vec::new(),
            field: None,
        }),
    }
}

/// The wave before: of the same kind, and for published ones far enough back that windows do not overlap.
fn before(input: &Input<'_>, county: &County, now: &Scores) -> Option<String> {
    match now.source {
        Source::Own => {
            let earlier = input.fieldworks.iter().filter(|f| f.year < now.year);
            earlier.max_by_key(|f| f.year).map(|f| f.id.clone())
        }
        Source::Published => {
            let gap = i32::try_from(input.settings.window).unwrap_or(i32::MAX);
            let far = |year: i32| year <= now.year.saturating_sub(gap);
            published_waves(county)
                .into_iter()
                .rev()
                .find(|(year, _)| far(*year))
                .map(|(_, name)| name)
        }
    }
}

/// Hash of everything that goes in.
fn input_hash(input: &Input<'_>, county: &County, wave: &str) -> String {
    let cubes: Vec<String> = input.fieldworks.iter().map(|f| f.hash()).collect();
    hash_of(&(
        REPORT_VERSION,
        wave,
        county.hash(),
        cubes,
        hash_of(input.settings),
        &input.frozen.hash,
    ))
}

struct Maker<'a> {
    input: &'a Input<'a>,
    county: &'a County,
    places: &'a Places<'a>,
    now: &'a Ready<'a>,
    then: Option<&'a Ready<'a>>,
    seed: Seed,
}

impl Maker<'_> {
    fn named(&self, code: &AreaCode) -> Named {
        Named {
            area: code.clone(),
            name: self
                .county
                .area(code)
                .map_or_else(|| code.to_string(), |a| a.name.clone()),
        }
    }

    fn context(&self, wanted: &[String], scores: &Scores) -> Context {
        let units: Vec<&AreaCode> = scores.units.iter().collect();
        Context::new(self.county, self.places, wanted, &units, scores.year)
    }

    fn exposures(&self, scores: &Scores) -> Vec<DomainExposure> {
        let book = Book::new(self.county, self.places, self.input.settings);
        let span = match scores.source {
            Source::Own => Span::Stock,
            Source::Published => Span::Window,
        };
        // units of the scores that are known areas; the others have no spending
        let known: Vec<Option<&AreaCode>> = scores
            .units
            .iter()
            .map(|u| self.county.area(u).map(|a| &a.code))
            .collect();
        if known.iter().any(Option::is_none) {
            return Vec::new();
        }
        let units: Vec<&AreaCode> = known.into_iter().flatten().collect();
        book.domains()
            .into_iter()
            .map(|domain| book.exposure(domain, &units, scores.year, span))
            .collect()
    }

    fn make(&self, hash: String, waves: Vec<String>) -> Report {
        let (settings, scores) = (self.input.settings, &self.now.scores);
        let context = self.context(&settings.context, scores);
        let need = self.context(&settings.need, scores);
        let exposure = self.exposures(scores);
        let spent_then = self.then.map(|then| self.exposures(&then.scores));
        let comparison: Vec<Comparison> = scores
            .measures
            .iter()
            .map(|m| comparison(scores, m, &context, settings))
            .collect();
        let association = association(scores, &exposure, &context, &|code| self.named(code), &self.seed);
        let verdicts = verdicts(
            &super::verdicts::Material {
                county: self.county,
                scores,
                exposures: &exposure,
                context: &context,
                need: &need,
                before: self.then.map(|t| &t.scores),
                names: &|code| self.named(code),
            },
            settings,
            &self.seed,
        );
        let reliability = association
            .per_domain
            .values()
            .filter_map(|d| d.reliability)
            .collect::<Vec<f64>>();
        let material = Material {
            county: self.county,
            places: self.places,
            scores,
            exposures: &exposure,
            before: self.then.map(|t| &t.scores).zip(spent_then.as_deref()),
            reliability: stats::mean(&reliability),
        };
        let equations = self
            .input
            .frozen
            .hypotheses
            .hypotheses
            .iter()
            .map(|h| equation(h, &material))
            .collect();
        let drivers = self.now.field.and_then(|field| {
            self.input
                .drivers
                .get(&field.id)
                .cloned()
                .or_else(|| super::drivers::drivers(field, settings, &self.seed))
        });
        Report {
            version: REPORT_VERSION,
            input: hash,
            wave: WaveInfo {
                id: scores.wave.clone(),
                year: scores.year,
                source: scores.source,
                open_link: scores.open_link,
                answers: self.now.field.map(|f| f.cube.people()),
                before: self.then.map(|t| t.scores.wave.clone()),
            },
            waves,
            judgements: Judgements {
                settings: settings.clone(),
                settings_hash: hash_of(settings),
                hypotheses: self.input.frozen.clone(),
            },
            places: scores
                .units
                .iter()
                .map(|code| Place {
                    area: code.clone(),
                    name: self.named(code).name,
                    residents: self.places.residents_near(code, scores.year),
                })
                .collect(),
            breakdowns: self.breakdowns(),
            weights: self.now.weights.clone(),
            context_left_out: context.left_out.clone(),
            standing: standing_of(scores, self.then.map(|t| &t.scores), settings),
            priorities: self.now.field.map_or_else(Vec::new, |f| priorities(f, settings)),
            quality: self.now.field.map_or_else(Vec::new, |f| {
                flags(f, self.county, self.places, scores, &|code| self.named(code))
            }),
            notices: self.notices(&exposure),
            comparison,
            association,
            verdicts,
            drivers,
            equations,
            exposure,
            scores: scores.measures.clone(),
        }
    }

    fn breakdowns(&self) -> Vec<Breakdown> {
        let Some(field) = self.now.field else {
            return Vec::new();
        };
        let threshold = Threshold::raised_to(self.input.settings.k);
        let areas = AreaCut::at_level(&self.county.areas, survey::Level::Township);
        [Cut::All, Cut::Area(areas), Cut::Age, Cut::Sex, Cut::Mode]
            .iter()
            .map(|cut| breakdown_from(&field.cube, &field.version, cut, threshold))
            .collect()
    }

    fn notices(&self, exposure: &[DomainExposure]) -> Vec<&'static str> {
        let scores = &self.now.scores;
        let none = exposure.is_empty() || exposure.iter().all(|e| e.median.is_none());
        [
            (scores.open_link, "OPT_IN"),
            (none, "NO_SPENDING"),
            (self.then.is_none(), "ONE_WAVE"),
            (self.input.frozen.at.is_none(), "HYPOTHESES_NOT_FROZEN"),
            (self.input.frozen.before_data == Some(false), "FROZEN_AFTER_DATA"),
        ]
        .into_iter()
        .filter(|(applies, _)| *applies)
        .map(|(_, code)| code)
        .collect()
    }
}
