//! The answer, serialised exactly as DESIGN §4.4 prints it. Undefined numbers are null with a notice.

use serde::Serialize;
use survey::{AreaCode, DomainId};

use super::Price;

/// Everything `minxin associate --json` says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Association {
    /// Years of spending behind a score.
    pub window: u32,
    /// Prices used.
    pub price: Price,
    /// One per domain and wave with at least five areas.
    pub rows: Vec<Row>,
    /// One per domain and pair of waves at least `window` years apart.
    pub change: Vec<Change>,
    /// One per domain with at least two such waves.
    pub within: Vec<Within>,
}

/// Spending and satisfaction across the areas of one wave.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Service.
    pub domain: DomainId,
    /// Wave, as published.
    pub wave: String,
    /// Year in which the wave closed.
    pub year: i32,
    /// Areas compared.
    pub n: usize,
    /// Areas with a score but not every year of spending and population.
    pub left_out: Vec<AreaCode>,
    /// Mean spending per resident, currency units.
    pub mean_x: Option<f64>,
    /// Mean score, 0–100.
    pub mean_y: Option<f64>,
    /// Pearson's r.
    pub pearson: Option<f64>,
    /// Its p, t with n − 2 degrees of freedom.
    pub pearson_p: Option<f64>,
    /// Spearman's rho.
    pub spearman: Option<f64>,
    /// Its p, t with n − 2 degrees of freedom.
    pub spearman_p: Option<f64>,
    /// Kendall's tau-b.
    pub kendall: Option<f64>,
    /// Its p, exact or normal as scipy chooses.
    pub kendall_p: Option<f64>,
    /// Benjamini–Hochberg on `spearman_p` over the domains of this wave.
    pub q_bh: Option<f64>,
    /// Points of score per currency unit per resident.
    pub theil_sen: Option<f64>,
    /// Sen's 95 % interval of it.
    pub theil_sen_interval: Option<[f64; 2]>,
    /// Smallest and largest value without one area.
    pub leave_one_out: LeaveOneOut,
    /// What to know before reading the numbers.
    pub notices: Vec<Notice>,
}

/// Ranges over leaving out each area in turn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LeaveOneOut {
    /// Of Pearson's r.
    pub pearson: Option<[f64; 2]>,
    /// Of the Theil–Sen slope.
    pub theil_sen: Option<[f64; 2]>,
}

/// Change of spending against change of score between two waves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Service.
    pub domain: DomainId,
    /// Earlier wave.
    pub from: String,
    /// Later wave.
    pub to: String,
    /// Areas with both.
    pub n: usize,
    /// Pearson's r.
    pub pearson: Option<f64>,
    /// Its p.
    pub pearson_p: Option<f64>,
    /// Spearman's rho.
    pub spearman: Option<f64>,
    /// Its p.
    pub spearman_p: Option<f64>,
    /// Kendall's tau-b.
    pub kendall: Option<f64>,
    /// Its p.
    pub kendall_p: Option<f64>,
    /// Why a number is null; absent where none is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

/// Spending and score about each area's own mean, over waves that do not overlap.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Within {
    /// Service.
    pub domain: DomainId,
    /// Area × wave pairs.
    pub n: usize,
    /// Waves used, earliest first.
    pub waves: Vec<String>,
    /// Pearson's r.
    pub pearson: Option<f64>,
    /// Spearman's rho.
    pub spearman: Option<f64>,
    /// Least-squares points of score per currency unit per resident.
    pub slope: Option<f64>,
    /// Why a number is null; absent where none is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

/// A machine code of STATISTICS §2.13, with the area it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Code.
    pub code: &'static str,
    /// Area, where the notice names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
}

impl Notice {
    /// A notice about the row as a whole.
    pub(crate) fn plain(code: &'static str) -> Self {
        Self { code, area: None }
    }
}
