//! Places compared on one measure: direct and smoothed, rank sets instead of ranks, funnel limits (STATISTICS §2.3).

mod told;

use schemars::JsonSchema;
use serde::Serialize;
use stats::{
    linear::Matrix,
    places::{fay_herriot::fay_herriot_reml, funnel::funnel, rank_ends::rank_ends, rank_sets},
};
use survey::AreaCode;

use super::{
    association::half_width,
    context::Context,
    scores::{Measure, Scores},
    settings::Settings,
};

pub use told::Told;

/// Fewer places cannot be compared in earnest.
const ENOUGH_PLACES: usize = 8;
const CONFIDENCE: f64 = 0.95;

/// One measure over the places.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Comparison {
    /// Domain id or outcome code.
    pub measure: String,
    /// Why there is no comparison: `NO_SAMPLING_ERROR`, `INSUFFICIENT_UNITS`, `NOT_CONVERGED`, `COLLINEAR_DROPPED`.
    pub status: Option<&'static str>,
    /// Variance of true differences that context does not explain, points².
    pub between_variance: Option<f64>,
    /// Places differ by no more than sampling noise: no ranks are shown.
    pub within_noise: bool,
    /// φ of the funnel: mean squared distance from its centre in standard errors, a tenth winsorised at each end; about 1
    /// where only chance is at work. Above 1 the limits are widened by `funnel_variance`.
    pub overdispersion: Option<f64>,
    /// τ² of the funnel, points²: what places differ beyond chance, conditions not considered.
    pub funnel_variance: Option<f64>,
    /// Context covariates used.
    pub context: Vec<String>,
    /// How many places each end has that `p_top` and `p_bottom` speak of: a third of the ranked ones, rounded down; none
    /// where no ranks are shown.
    pub third: Option<usize>,
    /// In the order of the scores.
    pub places: Vec<Compared>,
}

/// One place.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Compared {
    /// Place.
    #[schemars(with = "String")]
    pub area: AreaCode,
    /// Smoothed score; for a place without answers what its context predicts.
    pub smoothed: Option<f64>,
    /// Root of its mean squared error, points.
    pub rmse: Option<f64>,
    /// 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Weight of the place's own answers, 0–1; 0 where it has none.
    pub own_weight: Option<f64>,
    /// Best and worst rank it may have, 1 the best, all places together at 95 %; none where ranks are not shown.
    pub rank: Option<[usize; 2]>,
    /// Expected rank, 1 the best.
    pub expected_rank: Option<f64>,
    /// P(truly among the best third), 0–1, by the smoothed scores and their errors; none where ranks are not shown or an
    /// error is zero.
    pub p_top: Option<f64>,
    /// P(truly among the worst third), 0–1.
    pub p_bottom: Option<f64>,
    /// The whole rank set lies in the worst third.
    pub bottom: bool,
    /// Too few answers, or nobody knows how many: shown hatched, never ranked or flagged.
    pub hatched: bool,
    /// Limits within which chance moves a place of this size, 95 %; where `overdispersion` is above 1 chance and what places
    /// usually differ.
    pub funnel95: Option<[f64; 2]>,
    /// The same, 99.8 %.
    pub funnel998: Option<[f64; 2]>,
    /// Distance from the funnel's centre in the standard errors of these limits: beyond ±1.96 it lies outside the first.
    pub z_additive: Option<f64>,
}

/// Compares the places of a measure. `context` is over `scores.units`.
pub fn comparison(scores: &Scores, measure: &Measure, context: &Context, settings: &Settings) -> Comparison {
    let mut found = Comparison {
        measure: measure.measure.clone(),
        status: None,
        between_variance: None,
        within_noise: false,
        overdispersion: None,
        funnel_variance: None,
        context: Vec::new(),
        third: None,
        places: measure.places.iter().map(|s| Compared::empty(&s.area)).collect(),
    };
    let known: Vec<usize> = (0..measure.places.len())
        .filter(|i| measure.places[*i].value.is_some())
        .collect();
    let of = |field: &dyn Fn(usize) -> Option<f64>| -> Option<Vec<f64>> {
        known.iter().map(|i| field(*i)).collect()
    };
    let y = of(&|i| measure.places[i].value).unwrap_or_default();
    let Some(v) = of(&|i| measure.places[i].variance) else {
        found.status = Some("NO_SAMPLING_ERROR");
        return found;
    };
    if known.len() < ENOUGH_PLACES {
        found.status = Some("INSUFFICIENT_UNITS");
        return found;
    }
    // nobody answered there: what the conditions of the place predict. What is hidden stays hidden
    let without: Vec<usize> = (0..measure.places.len())
        .filter(|i| measure.places[*i].value.is_none() && measure.places[*i].status == Some("NO_DATA"))
        .collect();
    smooth(&mut found, (&known, &without), &y, &v, context);
    limits(&mut found, measure, &known, &y, &v);
    let ranked: Vec<usize> = known
        .iter()
        .copied()
        .filter(|i| !measure.places[*i].thin(settings) && (!scores.open_link || settings.list_open_link))
        .collect();
    for i in &known {
        found.places[*i].hatched = !ranked.contains(i);
    }
    if !found.within_noise {
        ranks(&mut found, &ranked);
    }
    found
}

fn smooth(
    found: &mut Comparison,
    (known, without): (&[usize], &[usize]),
    y: &[f64],
    v: &[f64],
    context: &Context,
) {
    let own = context.of(known);
    let ones = vec![1.0; known.len()];
    let columns: Vec<&[f64]> = std::iter::once(ones.as_slice())
        .chain(own.columns.iter().map(Vec::as_slice))
        .collect();
    let Some(x) = Matrix::from_columns(&columns) else {
        found.status = Some("NOT_CONVERGED");
        return;
    };
    let fit = match fay_herriot_reml(y, v, &x) {
        Ok(fit) => fit,
        Err(e) => {
            found.status = Some(match e {
                stats::places::Undefined::Collinear => "COLLINEAR_DROPPED",
                stats::places::Undefined::InsufficientUnits => "INSUFFICIENT_UNITS",
                _ => "NOT_CONVERGED",
            });
            return;
        }
    };
    found.between_variance = Some(fit.between_variance);
    found.within_noise = fit.pooled_totally;
    for (i, place) in known.iter().zip(&fit.places) {
        found.places[*i].smooth(place.estimate, place.mse, place.own_weight);
    }
    for (i, row) in without.iter().zip(context.beside(&own, known, without)) {
        let row: Vec<f64> = std::iter::once(1.0).chain(row).collect();
        if let Some(synthetic) = fit.synthetic(&row) {
            found.places[*i].smooth(synthetic.estimate, synthetic.mse, 0.0);
        }
    }
    found.context = own.names;
}

fn limits(found: &mut Comparison, measure: &Measure, known: &[usize], y: &[f64], v: &[f64]) {
    let se: Vec<f64> = v.iter().map(|v| v.sqrt()).collect();
    let n: Vec<f64> = known
        .iter()
        .map(|i| measure.places[*i].n.unwrap_or(1.0))
        .collect();
    let Ok(funnel) = funnel(y, &se, &n) else {
        return;
    };
    found.overdispersion = Some(funnel.overdispersion);
    found.funnel_variance = Some(funnel.between_variance);
    for (i, place) in known.iter().zip(&funnel.places) {
        let slot = &mut found.places[*i];
        slot.funnel95 = Some([place.wide_95.low, place.wide_95.high]);
        slot.funnel998 = Some([place.wide_998.low, place.wide_998.high]);
        slot.z_additive = Some(if funnel.overdispersion > 1.0 {
            place.z_additive
        } else {
            place.z
        });
    }
}

/// Ranks from the best: on scores turned round.
fn ranks(found: &mut Comparison, ranked: &[usize]) {
    let turned: Option<Vec<f64>> = ranked
        .iter()
        .map(|i| found.places[*i].smoothed.map(|s| -s))
        .collect();
    let rmse: Option<Vec<f64>> = ranked.iter().map(|i| found.places[*i].rmse).collect();
    let (Some(turned), Some(rmse)) = (turned, rmse) else {
        return;
    };
    let Some(sets) = rank_sets::rank_sets(&turned, &rmse, CONFIDENCE) else {
        return;
    };
    let expected = rank_sets::expected_ranks(&turned, &rmse).unwrap_or_default();
    let third = ranked.len() / 3;
    let worst_third = ranked.len() - third;
    found.third = Some(third);
    // turned round, the best are the smallest
    let ends = rank_ends(&turned, &rmse, third).unwrap_or_default();
    for (k, (i, set)) in ranked.iter().zip(&sets.sets).enumerate() {
        let slot = &mut found.places[*i];
        slot.rank = Some([set.low, set.high]);
        slot.expected_rank = expected.get(k).copied();
        slot.p_top = ends.get(k).map(|p| p.smallest);
        slot.p_bottom = ends.get(k).map(|p| p.largest);
        slot.bottom = set.low > worst_third;
    }
}

impl Compared {
    fn empty(area: &AreaCode) -> Self {
        Self {
            area: area.clone(),
            smoothed: None,
            rmse: None,
            interval: None,
            own_weight: None,
            rank: None,
            expected_rank: None,
            p_top: None,
            p_bottom: None,
            bottom: false,
            hatched: true,
            funnel95: None,
            funnel998: None,
            z_additive: None,
        }
    }

    fn smooth(&mut self, estimate: f64, mse: f64, own_weight: f64) {
        let rmse = mse.max(0.0).sqrt();
        let half = half_width() * rmse;
        self.smoothed = Some(estimate);
        self.rmse = Some(rmse);
        // no score lies outside 0–100, whatever the normal approximation says
        self.interval = Some([
            (estimate - half).max(0.0).min(estimate),
            (estimate + half).min(100.0).max(estimate),
        ]);
        self.own_weight = Some(own_weight);
    }
}
