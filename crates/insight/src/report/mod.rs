//! One value with everything the county can be told: breakdowns, comparison, exposure, association, verdicts, equations.
//!
//! Pages, commands, exports and API print parts of it; none of them computes a number of its own.

pub mod alpha;
pub mod asked;
pub mod association;
pub mod balance;
mod beside;
pub mod breakdowns;
pub mod change;
pub mod comparison;
pub mod context;
pub mod county;
pub mod drivers;
pub mod equations;
pub mod exposure;
pub mod frozen;
pub mod hypothesis;
mod make;
pub mod nearest;
pub mod own;
pub mod quality;
pub mod represent;
pub mod scores;
pub mod scorings;
pub mod settings;
pub mod spent;
pub mod target;
mod value;
pub mod verdicts;
pub mod villages;
pub mod weights;
mod within;

use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use stats::{random::Draws, verdict::evidence::Grade};
use survey::AreaCode;

use crate::standing::{self, Standings};

pub use county::{County, Places};
pub use make::report;
pub use own::{Fieldwork, newest};
pub use settings::{Settings, SettingsError};
pub use value::{Assumption, Input, Judgements, Place, REPORT_VERSION, Report, ReportError, WaveInfo};

/// An evidence grade as it is printed.
fn grade_code(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "GRADE_A",
        Grade::B => "GRADE_B",
        Grade::C => "GRADE_C",
        Grade::D => "GRADE_D",
    }
}

/// A place by code and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Named {
    /// Code.
    #[schemars(with = "String")]
    pub area: AreaCode,
    /// Name as people say it.
    pub name: String,
}

/// Where the draws of a report come from: its data and judgements, so that the same input gives the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed([u8; 32]);

impl Seed {
    /// Of a hash.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// The draws of one method.
    pub fn draws(&self, method: &str) -> Draws {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(method.as_bytes());
        Draws::new(hash.finalize().into())
    }

    /// A number for methods that take one.
    pub fn number(&self, method: &str) -> u64 {
        self.draws(method).bits()
    }
}

/// The code of a notice, as it is written everywhere.
pub(crate) fn code_of<T: Serialize>(notice: &T) -> Option<String> {
    match serde_json::to_value(notice) {
        Ok(serde_json::Value::String(code)) => Some(code),
        _ => None,
    }
}

/// Where places truly stand, from the overall scores of this wave and the one before.
///
/// # Errors
/// The code that says why nothing can be said.
pub(crate) fn standing_of(
    now: &scores::Scores,
    before: Option<&scores::Scores>,
    settings: &Settings,
) -> Result<Standings, &'static str> {
    let wave_of = |s: &scores::Scores| -> Result<standing::Wave, &'static str> {
        let measure = overall(&s.measures).ok_or("NO_DATA")?;
        let scored: Vec<&scores::Score> = measure.places.iter().filter(|p| p.value.is_some()).collect();
        let rated = scored
            .iter()
            .filter_map(|p| Some((p.area.to_string(), p.value?, p.variance?)));
        let rated: Vec<(String, f64, f64)> = rated.filter(|(_, _, v)| *v > 0.0).collect();
        if rated.len() < 3 {
            return Err(match scored.len() {
                0 => "NO_DATA",
                n if n > rated.len() => "NO_SAMPLING_ERROR",
                _ => "INSUFFICIENT_UNITS",
            });
        }
        Ok(standing::Wave {
            wave: s.wave.clone(),
            scores: rated
                .iter()
                .map(|(area, value, _)| (area.clone(), *value))
                .collect(),
            se_of: rated
                .iter()
                .map(|(area, _, v)| (area.clone(), v.sqrt()))
                .collect(),
            ..standing::Wave::default()
        })
    };
    if now.open_link && !settings.list_open_link {
        return Err("OPT_IN");
    }
    let before = before.and_then(|s| wave_of(s).ok());
    let waves = before.into_iter().chain([wave_of(now)?]).collect();
    let asked = standing::Asked {
        waves,
        ..standing::Asked::default()
    };
    standing::standings(&asked).map_err(|_| "NOT_ENOUGH_DATA")
}

/// The measure of overall satisfaction, where somebody asked for it.
pub fn overall(measures: &[scores::Measure]) -> Option<&scores::Measure> {
    measures.iter().find(|m| m.overall)
}

/// The JSON schema of a report, made from the types.
pub fn schema() -> String {
    serde_json::to_string_pretty(&schemars::schema_for!(Report)).unwrap_or_default()
}
