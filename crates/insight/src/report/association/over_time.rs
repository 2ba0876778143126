//! The relation of a service over time: where spending rose more, did scores rise more; when a place spends more than it
//! usually does, is it more satisfied than usual; and did money go where scores had been low (STATISTICS §2.7)?

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use stats::relation::{
    domain_effects::{Cell, domain_effects},
    regression::{Inference, inference},
};
use survey::AreaCode;

use super::{CONFIDENCE, DomainAssociation, ENOUGH_PLACES, LEAST_PLACES, Note};
use crate::report::{context::Context, equations::of_one_service, exposure::DomainExposure, scores::Measure};

/// p below which the change of spending goes with the earlier score.
const PLACEBO: f64 = 0.05;
/// Degrees of freedom below which an error is not relied on.
const RELIED_ON: f64 = 4.0;
/// Fewest place × wave pairs of a relation within places (as in `associate --json`).
const LEAST_PAIRS: usize = 9;

/// One service in this wave and the one before; spending counts by its doublings, so places that spent nothing in either
/// wave are left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct OverTime {
    /// The wave before; none where there is none to compare with.
    pub before: Option<String>,
    /// Places with score and spending in both.
    pub n: usize,
    /// Spearman's rho of change of score and change of spending.
    pub spearman: Option<f64>,
    /// Its 95 % interval (Bonett & Wright 2000).
    pub spearman_ci: Option<[f64; 2]>,
    /// Its p, t with n − 2 degrees of freedom.
    pub spearman_p: Option<f64>,
    /// Change of score on change of spending, the context held equal; HC3.
    pub change: Option<PerDoubling>,
    /// Later score on change of spending, the earlier score and the context held equal; HC3. What is true lies between both
    /// slopes (Ding & Li 2019).
    pub ancova: Option<PerDoubling>,
    /// From the lowest to the highest end of both 90 % intervals.
    pub union90: Option<[f64; 2]>,
    /// Within places, each about its own mean over both waves.
    pub within: Option<WithinPlaces>,
    /// Did money go where scores had been low: change of spending on the earlier score. None where that is not tested.
    pub placebo: Option<Placebo>,
    /// Why a figure is missing, or to be read with care: `ONE_WAVE`, `WINDOW_OVERLAP`, `NO_DATA` (not rated in the wave
    /// before), `NO_SPENDING`, `INSUFFICIENT_UNITS` (fewer than eight places; no figure below five), `NO_VARIATION`.
    pub status: Option<&'static str>,
}

/// Points for twice the spending.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PerDoubling {
    /// Points.
    pub slope: f64,
    /// Standard error.
    pub se: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Two-sided p.
    pub p: f64,
    /// 90 % interval.
    pub interval90: [f64; 2],
}

/// Score on spending with a level of its own for each place: what all places share over time is in it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WithinPlaces {
    /// Waves, earliest first.
    pub waves: Vec<String>,
    /// Places.
    pub places: usize,
    /// Place × wave pairs.
    pub n: usize,
    /// Pearson's r of both about the place's own mean.
    pub pearson: Option<f64>,
    /// Its 95 % interval: that of the slope, CR2 by place, in standard deviations; it may reach beyond −1 and 1.
    pub pearson_ci: Option<[f64; 2]>,
    /// Slope; CR2 by place with Satterthwaite's degrees of freedom.
    pub slope: PerDoubling,
    /// `LOW_CLUSTER_DF` below four degrees of freedom.
    pub status: Option<&'static str>,
}

/// Change of spending, doublings, for one point of the earlier score; the context held equal. It should show nothing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Placebo {
    /// Doublings for one point more.
    pub slope: f64,
    /// Two-sided p.
    pub p: f64,
    /// Money rose more where scores had been lower (p below .05): said as `REVERSE_CAUSALITY_SIGNAL`.
    pub followed_low: bool,
    /// Money rose more where scores had been higher (p below .05).
    pub followed_high: bool,
}

/// A service of a wave: its name, scores and spending over the same places.
pub type Side<'a> = (&'a str, &'a Measure, &'a DomainExposure);

impl OverTime {
    /// Nothing, and why.
    pub(crate) fn none(before: Option<&str>, status: &'static str) -> Self {
        Self {
            before: before.map(str::to_owned),
            status: Some(status),
            ..Self::default()
        }
    }

    /// Of a service in two waves; `context` has one row a place of the wave now.
    pub(crate) fn of(now: Side<'_>, then: Side<'_>, context: &Context) -> Self {
        let both = of_one_service((now.1, now.2), (then.1, then.2), context);
        let n = both.changed.len();
        let mut found = Self {
            before: Some(then.0.to_owned()),
            n,
            ..Self::default()
        };
        if n < ENOUGH_PLACES {
            let rated = rated_twice(now.1, then.1) >= ENOUGH_PLACES;
            found.status = Some(if rated {
                "NO_SPENDING"
            } else {
                "INSUFFICIENT_UNITS"
            });
        }
        if n < LEAST_PLACES {
            return found;
        }
        if let Some(c) = stats::spearman(&both.doublings, &both.changed) {
            (found.spearman, found.spearman_p) = (Some(c.r), c.p);
            found.spearman_ci = stats::spearman_interval(c.r, c.n, CONFIDENCE).map(|i| [i.low, i.high]);
        }
        match both.slopes {
            Some(slopes) => {
                found.change = Some(slopes.change.into());
                found.ancova = Some(slopes.ancova.into());
                found.union90 = Some([slopes.union90.low, slopes.union90.high]);
            }
            None => found.status = found.status.or(Some("NO_VARIATION")),
        }
        found.within = within(&[then, now]);
        found.placebo = both.placebo.filter(|_| n >= ENOUGH_PLACES).map(Placebo::of);
        found
    }
}

impl Placebo {
    fn of(found: Inference) -> Self {
        let shows = found.p < PLACEBO;
        Self {
            slope: found.estimate,
            p: found.p,
            followed_low: shows && found.estimate < 0.0,
            followed_high: shows && found.estimate > 0.0,
        }
    }
}

impl From<Inference> for PerDoubling {
    fn from(found: Inference) -> Self {
        Self {
            slope: found.estimate,
            se: found.standard_error,
            df: found.df,
            p: found.p,
            interval90: [found.interval.low, found.interval.high],
        }
    }
}

impl DomainAssociation {
    /// Adds what was found, and says where money may have followed low scores.
    pub(crate) fn over_time(&mut self, found: OverTime) {
        if found.placebo.is_some_and(|p| p.followed_low) {
            self.notices.push(Note::plain("REVERSE_CAUSALITY_SIGNAL"));
        }
        self.over_time = found;
    }
}

/// Places with a score in both waves.
fn rated_twice(now: &Measure, then: &Measure) -> usize {
    let rated = |m: &Measure, area: &AreaCode| m.places.iter().any(|p| &p.area == area && p.value.is_some());
    let both = now
        .places
        .iter()
        .filter(|p| p.value.is_some() && rated(then, &p.area));
    both.count()
}

/// The 95 % interval of r that a slope's error gives: its own, times the ratio of both standard deviations.
pub(crate) fn standardised_interval(r: f64, slope: &Inference) -> Option<[f64; 2]> {
    let ratio = r / slope.estimate;
    let at95 = inference(slope.estimate, slope.standard_error, slope.df, CONFIDENCE)?.interval;
    let ends = [at95.low * ratio, at95.high * ratio];
    ends.iter().all(|e| e.is_finite()).then_some(ends)
}

/// Places that have score and spending in every one of the waves, each about its own mean over them.
///
/// None with fewer than nine pairs, or where spending never changes.
fn within(waves: &[Side<'_>]) -> Option<WithinPlaces> {
    let mut by: BTreeMap<&AreaCode, Vec<(f64, f64)>> = BTreeMap::new();
    for (_, measure, exposure) in waves {
        for (score, spent) in measure.places.iter().zip(&exposure.places) {
            if let (Some(y), Some(x)) = (score.value, spent.per_resident.filter(|x| *x > 0.0)) {
                by.entry(&score.area).or_default().push((x.log2(), y));
            }
        }
    }
    let whole: Vec<&Vec<(f64, f64)>> = by.values().filter(|own| own.len() == waves.len()).collect();
    let cells: Vec<Cell> = whole
        .iter()
        .enumerate()
        .flat_map(|(place, own)| {
            own.iter().map(move |(x, y)| Cell {
                place,
                domain: 0,
                x: *x,
                y: *y,
            })
        })
        .collect();
    if cells.len() < LEAST_PAIRS {
        return None;
    }
    let fit = domain_effects(&cells, true)?;
    let about = |of: fn(&(f64, f64)) -> f64| -> Option<Vec<f64>> {
        let mut all = Vec::with_capacity(cells.len());
        for own in &whole {
            let values: Vec<f64> = own.iter().map(of).collect();
            let mean = stats::mean(&values)?;
            all.extend(values.iter().map(|v| v - mean));
        }
        Some(all)
    };
    let (x, y) = (about(|p| p.0)?, about(|p| p.1)?);
    let pearson = stats::pearson(&x, &y).map(|c| c.r);
    Some(WithinPlaces {
        waves: waves.iter().map(|w| w.0.to_owned()).collect(),
        places: fit.clusters,
        n: fit.n,
        pearson,
        pearson_ci: pearson.and_then(|r| standardised_interval(r, &fit.slope)),
        status: (fit.slope.df < RELIED_ON).then_some("LOW_CLUSTER_DF"),
        slope: fit.slope.into(),
    })
}
