//! A strip beside the finding: the same relation with money counted so many years earlier. It shows whether the finding
//! hangs on the lag that was set beforehand; it is no choice among lags (STATISTICS §2.5).

use schemars::JsonSchema;
use serde::Serialize;
use stats::relation::exposure as transform;

use super::{CONFIDENCE, LEAST_PLACES, Pairs};
use crate::report::{exposure::DomainExposure, scores::Measure};

/// The lags of the strip, years.
pub const LAGS: [u32; 3] = [0, 1, 2];

/// The relation at one lag.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Lagged {
    /// Years between spending and wave: of all kinds of money alike, whatever the service's rule.
    pub lag_years: u32,
    /// Places.
    pub n: usize,
    /// Theil–Sen slope, points for one more ln unit.
    pub theil_sen: Option<f64>,
    /// Sen's 95 % interval.
    pub theil_sen_ci95: Option<[f64; 2]>,
    /// Spearman's rho.
    pub spearman: Option<f64>,
    /// Its p by t with n − 2 degrees of freedom.
    pub spearman_p: Option<f64>,
    /// The same adjusted over the lags of the strip (Benjamini–Hochberg).
    pub q_bh: Option<f64>,
    /// Why there are no figures: `INSUFFICIENT_UNITS` where fewer than five places have both, `NO_VARIATION`.
    pub status: Option<&'static str>,
}

/// The strip of a service; `exposures` are its spending at each of [`LAGS`]. A lag at which fewer than five places have
/// both has no figures.
pub fn strip(measure: &Measure, exposures: &[DomainExposure]) -> Vec<Lagged> {
    let mut found: Vec<Lagged> = LAGS
        .iter()
        .zip(exposures)
        .map(|(lag, exposure)| one(*lag, measure, exposure))
        .collect();
    let p: Vec<f64> = found.iter().filter_map(|l| l.spearman_p).collect();
    let mut q = stats::benjamini_hochberg(&p).unwrap_or_default().into_iter();
    for lagged in found.iter_mut().filter(|l| l.spearman_p.is_some()) {
        lagged.q_bh = q.next();
    }
    found
}

fn one(lag_years: u32, measure: &Measure, exposure: &DomainExposure) -> Lagged {
    let pairs = Pairs::new(measure, exposure);
    let x = transform::exposure(&pairs.spending).ok();
    let x = x.filter(|_| pairs.y.len() >= LEAST_PLACES).map(|e| e.x);
    let line = x.as_ref().and_then(|x| stats::theil_sen(x, &pairs.y, CONFIDENCE));
    let rank = x.as_ref().and_then(|x| stats::spearman(x, &pairs.y));
    Lagged {
        lag_years,
        n: pairs.y.len(),
        theil_sen: line.map(|l| l.slope),
        theil_sen_ci95: line.and_then(|l| l.interval).map(|i| [i.low, i.high]),
        spearman: rank.as_ref().map(|c| c.r),
        spearman_p: rank.as_ref().and_then(|c| c.p),
        q_bh: None,
        status: match rank {
            Some(_) => None,
            None if pairs.y.len() < LEAST_PLACES => Some("INSUFFICIENT_UNITS"),
            None => Some("NO_VARIATION"),
        },
    }
}
