//! The shape of the report, and what it is made from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use survey::AreaCode;

use super::{
    association::Association,
    change::WaveChange,
    comparison::Comparison,
    context::LeftOut,
    county::County,
    drivers::{Drivers, Priority},
    equations::Equation,
    exposure::DomainExposure,
    frozen::Frozen,
    own::Fieldwork,
    quality::Flag,
    represent::Represented,
    scores::{Measure, Source},
    scorings::Scoring,
    settings::Settings,
    spent::Spent,
    verdicts::Verdicts,
    weights::PlaceWeights,
};
use crate::{
    breakdown::{Breakdown, Errors},
    standing::Standings,
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
    pub breakdowns: Vec<Breakdown>,
    /// How answers were weighted.
    pub weights: Vec<PlaceWeights>,
    /// Places compared on each measure.
    pub comparison: Vec<Comparison>,
    /// What changed since the county's own survey before.
    pub change: WaveChange,
    /// Overall satisfaction and every service under other ways of scoring; empty for published scores.
    pub scorings: Vec<Scoring>,
    /// Context covariates wanted but not used.
    pub context_left_out: Vec<LeftOut>,
    /// Spending by service.
    pub exposure: Vec<DomainExposure>,
    /// Spending year by year, as the ledger has it.
    pub spent: Vec<Spent>,
    /// How spending and scores go together.
    pub association: Association,
    /// Township × service: what may be said, the list, the bureaus.
    pub verdicts: Verdicts,
    /// Low two years running: is it true? From this wave and the one before; from this one alone where there is none.
    pub standing: Option<Standings>,
    /// Why there is none: `NO_DATA` where nobody asked for overall satisfaction, `OPT_IN`, `NO_SAMPLING_ERROR`,
    /// `INSUFFICIENT_UNITS` with fewer than three places, `NOT_ENOUGH_DATA`.
    pub standing_status: Option<&'static str>,
    /// What goes with overall satisfaction.
    pub drivers: Option<Drivers>,
    /// What people put first, against how content they are.
    pub priorities: Vec<Priority>,
    /// The three equations.
    pub equations: Vec<Equation>,
    /// Signs that answers were not free, for the county.
    pub quality: Vec<Flag>,
    /// Who answered, beside who lives here; none for published scores.
    pub represented: Option<Represented>,
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
    /// SHA-256 of the price index, by year; none where none is loaded.
    pub deflator_hash: Option<String>,
    /// SHA-256 of what is read of the catalogue of services, the rules by which their money counts, and of the county's own services.
    pub domains_hash: String,
    /// What stands in for something that a ledger or a county does not have.
    pub assumptions: Vec<Assumption>,
}

/// Something that the method asks for and the data do not hold, and what was used in its place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Assumption {
    /// `benefit_area`: where the benefit of money spent on several places together falls. `months_in_service`: how long
    /// something has been in use when people are asked. `call_back_audit`: do people say the same when called back?
    pub asked: &'static str,
    /// `own_spending`: in proportion to the places' own spending on the service. `share_of_years`: in use by the end of the
    /// year before the wave's, for the ledger has years and no months. `none`: nothing.
    pub used: &'static str,
    /// Share of the capital that is not in use from which `TOO_EARLY` is said; none elsewhere.
    pub share: Option<f64>,
}

impl Assumption {
    /// Those of every report.
    pub(super) fn all() -> Vec<Self> {
        let plain = |asked, used| Self {
            asked,
            used,
            share: None,
        };
        vec![
            plain("benefit_area", "own_spending"),
            Self {
                share: Some(super::verdicts::MOSTLY),
                ..plain("months_in_service", "share_of_years")
            },
            plain("call_back_audit", "none"),
        ]
    }
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
    /// Own rounds and waves, closed and folded, in any order.
    pub fieldworks: &'a [Fieldwork],
    /// Settings.
    pub settings: &'a Settings,
    /// Hypotheses.
    pub frozen: &'a Frozen,
    /// Id of a fieldwork or name of a published wave; absent: the own one that speaks for the county
    /// ([`super::own::newest`]), else the newest published one. An own survey comes first whatever its year, for only it has
    /// errors of its own, without which there are no ranks and no verdicts.
    pub wave: Option<&'a str>,
    /// Drivers kept with the snapshot, by fieldwork id; made now where absent.
    pub drivers: &'a BTreeMap<String, Drivers>,
    /// Errors of the breakdowns kept with the snapshot ([`super::breakdowns::errors`]), by fieldwork id; made now where
    /// absent.
    pub errors: &'a BTreeMap<String, Errors>,
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
