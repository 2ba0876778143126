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
pub use own::Fieldwork;
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

/// Where places truly stand, from the overall scores of this wave and the one before; none without sampling variances.
pub(crate) fn standing_of(
    now: &scores::Scores,
    before: Option<&scores::Scores>,
    settings: &Settings,
) -> Option<Standings> {
    let wave_of = |s: &scores::Scores| -> Option<standing::Wave> {
        let measure = overall(&s.measures)?;
        let rated = measure
            .places
            .iter()
            .filter_map(|p| Some((p.area.to_string(), p.value?, p.variance?)));
        let rated: Vec<(String, f64, f64)> = rated.filter(|(_, _, v)| *v > 0.0).collect();
        (rated.len() >= 3).then(|| standing::Wave {
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
        return None;
    }
    let waves = before
        .and_then(wave_of)
        .into_iter()
        .chain([wave_of(now)?])
        .collect();
    standing::standings(&standing::Asked {
        waves,
        ..standing::Asked::default()
    })
    .ok()
}

/// The measure of overall satisfaction, where somebody asked for it.
pub fn overall(measures: &[scores::Measure]) -> Option<&scores::Measure> {
    measures.iter().find(|m| OVERALL.contains(&m.measure.as_str()))
}

/// What overall satisfaction is called: the code of the bank's item, or a published domain.
const OVERALL: [&str; 3] = ["Q_OVERALL", "overall", "总体满意度"];

/// The JSON schema of a report, made from the types.
pub fn schema() -> String {
    serde_json::to_string_pretty(&schemars::schema_for!(Report)).unwrap_or_default()
}
