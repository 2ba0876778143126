//! How spending and scores go together, per service and over all of them (STATISTICS §2.6).

mod cells;
pub mod lags;
mod one;
pub mod over_time;
pub mod split;

use std::collections::BTreeMap;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use stats::relation::exposure as transform;
use survey::AreaCode;

use super::{
    Named, Seed,
    context::Context,
    exposure::{DomainExposure, NO_DEFLATOR, NO_POPULATION, NO_PRICE_INDEX, Span},
    scores::{Measure, Scores},
};

pub use cells::Cells;
pub use one::half_width;
use one::one;

/// Fewer places give no figure.
const LEAST_PLACES: usize = 5;
/// Fewer cannot be compared in earnest.
const ENOUGH_PLACES: usize = 8;
const CONFIDENCE: f64 = 0.95;

/// The association part of a report.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Association {
    /// x in words: `ln_spending_per_resident`.
    pub x: &'static str,
    /// Years that x counts.
    pub span: Span,
    /// Services with at least five places, by id.
    pub per_domain: BTreeMap<String, DomainAssociation>,
    /// Other services with spending, and why nothing is said of them.
    pub not_given: Vec<NotGiven>,
    /// All services together, each place and each service with a level of its own; none with fewer than two services.
    pub domain_fixed_effects: Option<FixedEffects>,
    /// Why there are none: `INSUFFICIENT_UNITS` with fewer than two services, or fewer than three cells more than effects;
    /// `NO_VARIATION` where places and services explain all spending.
    pub domain_fixed_effects_status: Option<&'static str>,
    /// Always: relations of places say nothing of people.
    pub footnote: &'static str,
}

/// One service.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DomainAssociation {
    /// Places compared.
    pub n: usize,
    /// Places without score or spending.
    #[schemars(with = "Vec<String>")]
    pub left_out: Vec<AreaCode>,
    /// How x was formed: `ln`, `ln_shifted` where few places spent nothing, `asinh` where many did.
    pub transform: Option<&'static str>,
    /// Mean spending, currency units per resident.
    pub mean_spending: Option<f64>,
    /// Mean score.
    pub mean_score: Option<f64>,
    /// Median spending of the places compared.
    pub median_spending: Option<f64>,
    /// Median of their scores.
    pub median_score: Option<f64>,
    /// Pearson's r of score and x.
    pub pearson: Option<f64>,
    /// Its p, t with n − 2 degrees of freedom.
    pub pearson_p: Option<f64>,
    /// Fisher's 95 % interval.
    pub fisher_ci: Option<[f64; 2]>,
    /// Spearman's rho.
    pub spearman: Option<f64>,
    /// Its 95 % interval (Bonett & Wright 2000).
    pub spearman_ci: Option<[f64; 2]>,
    /// Permutation p of Spearman's rho: exact to 8 places, else seeded orders.
    pub spearman_p: Option<f64>,
    /// Kendall's tau-b.
    pub kendall: Option<f64>,
    /// Its p by `kendall_test`.
    pub kendall_p: Option<f64>,
    /// `exact` (no ties: every order counted) or `permutation` (ties: every order to 8 places, else seeded ones).
    pub kendall_test: Option<&'static str>,
    /// Smallest and largest r without one place.
    pub loo_pearson: Option<[f64; 2]>,
    /// The place without which r is smallest.
    pub loo_min_dropped: Option<Named>,
    /// The place without which r is largest.
    pub loo_max_dropped: Option<Named>,
    /// Places further than three of its errors from the straight line through the others (deleted residual).
    pub stand_apart: Vec<Named>,
    /// Places whose spending is so unlike the others' that they weigh on the line over three times the average (leverage).
    pub high_leverage: Vec<Named>,
    /// r with the context held equal.
    pub partial: Option<Partial>,
    /// Why there is none: what stands in the way of the first covariate wanted, `NO_DATA` where none was; `NO_VARIATION`.
    pub partial_status: Option<&'static str>,
    /// Theil–Sen slope: points for one more ln unit of spending.
    pub theil_sen: Option<f64>,
    /// Sen's 95 % interval.
    pub theil_sen_ci95: Option<[f64; 2]>,
    /// Smallest and largest slope without one place.
    pub theil_sen_loo: Option<[f64; 2]>,
    /// Points for twice the median spending, by the Theil–Sen slope.
    pub per_doubling: Option<f64>,
    /// The same at both ends of Sen's interval.
    pub per_doubling_ci95: Option<[f64; 2]>,
    /// Points for 100 currency units more per resident at the median, by the Theil–Sen slope; none where the median is zero.
    pub per_100: Option<f64>,
    /// The same at both ends of Sen's interval.
    pub per_100_ci95: Option<[f64; 2]>,
    /// The same for 10,000 units (万元).
    pub per_10_000: Option<f64>,
    /// Points per ln unit with the scores' sampling errors known (REML, Knapp–Hartung).
    pub meta_regression: Option<Slope>,
    /// Spending per resident that goes with one point more, at the median; none where that could be without bound.
    pub per_point: Option<PerPoint>,
    /// Why it is none: `NO_COST_PER_POINT`, or `NO_SAMPLING_ERROR` where scores come without errors. Where spending has no
    /// scale the notices say so.
    pub per_point_status: Option<&'static str>,
    /// The test whose p enters the adjustment over services: `spearman_permutation` or `knapp_hartung`.
    pub primary: &'static str,
    /// Its p adjusted over the services (Benjamini–Hochberg).
    pub q_bh: Option<f64>,
    /// Smallest r that n places find with 80 % power at 5 %.
    pub detectable_r: Option<f64>,
    /// `detectable_r` ÷ √reliability: how strong the relation of true scores must be to be found. Above 1 no relation can be;
    /// none where the reliability is not known, or zero.
    pub detectable_true_r: Option<f64>,
    /// Reliability of the scores: share of their spread between places that is not sampling error.
    pub reliability: Option<f64>,
    /// r ÷ √reliability: what r would be without sampling error of the scores. A scenario, not a finding.
    pub disattenuated_scenario: Option<f64>,
    /// The relation inside groups of places and between them; empty where there is nothing to group by.
    pub splits: Vec<split::Split>,
    /// With money counted 0, 1 and 2 years earlier: a strip of sensitivity, not a choice.
    pub lags: Vec<lags::Lagged>,
    /// Against the wave before: change on change, within places, and whether money followed low scores.
    pub over_time: over_time::OverTime,
    /// What to know before reading the numbers.
    pub notices: Vec<Note>,
}

/// A notice, with the places it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Note {
    /// Code.
    pub code: &'static str,
    /// Places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Named>,
}

/// A partial correlation.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Partial {
    /// Covariates held equal.
    pub given: Vec<String>,
    /// r.
    pub r: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// p.
    pub p: f64,
    /// 95 % interval.
    pub interval: Option<[f64; 2]>,
}

/// A slope with its error.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Slope {
    /// Points per ln unit.
    pub slope: f64,
    /// Standard error.
    pub se: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// p.
    pub p: f64,
    /// 95 % interval.
    pub interval: [f64; 2],
}

/// What goes with one point, by the slope of the meta-regression: median ÷ slope where every place spent something.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PerPoint {
    /// Currency units per resident.
    pub cost: f64,
    /// 95 % interval (Fieller 1954).
    pub interval: [f64; 2],
}

/// y = place + service + b z, z spending standardised within the service; CR2 by place, Satterthwaite's df.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FixedEffects {
    /// Points for one standard deviation of ln spending.
    pub coef: f64,
    /// CR2 standard error.
    pub se_cr2: f64,
    /// Satterthwaite's degrees of freedom.
    pub df: f64,
    /// Two-sided p.
    pub p: f64,
    /// 90 % interval.
    pub ci90: Option<[f64; 2]>,
    /// Place × service cells.
    pub n: usize,
    /// Places.
    pub clusters: usize,
    /// `LOW_CLUSTER_DF` below 4 degrees of freedom.
    pub notices: Vec<&'static str>,
}

/// x and y of one service: places that have both.
pub struct Pairs<'a> {
    /// Positions among the units.
    pub at: Vec<usize>,
    /// Spending per resident.
    pub spending: Vec<f64>,
    /// Score.
    pub y: Vec<f64>,
    /// Sampling variance, where every place has one.
    pub v: Option<Vec<f64>>,
    /// Places without.
    pub left_out: Vec<&'a AreaCode>,
}

impl<'a> Pairs<'a> {
    /// Joins scores and spending, both over the same units in the same order.
    pub fn new(measure: &'a Measure, exposure: &DomainExposure) -> Self {
        let mut pairs = Self {
            at: Vec::new(),
            spending: Vec::new(),
            y: Vec::new(),
            v: None,
            left_out: Vec::new(),
        };
        let mut variances = Vec::new();
        for (i, (score, spent)) in measure.places.iter().zip(&exposure.places).enumerate() {
            match (score.value, spent.per_resident) {
                (Some(y), Some(x)) => {
                    pairs.at.push(i);
                    pairs.spending.push(x);
                    pairs.y.push(y);
                    variances.extend(score.variance);
                }
                _ => pairs.left_out.push(&score.area),
            }
        }
        pairs.v = (variances.len() == pairs.y.len()).then_some(variances);
        pairs
    }

    /// The places that spent anything.
    #[must_use]
    pub fn spending_anything(self) -> Self {
        let kept: Vec<usize> = (0..self.at.len()).filter(|i| self.spending[*i] > 0.0).collect();
        let of = |v: &[f64]| kept.iter().map(|i| v[*i]).collect::<Vec<f64>>();
        Self {
            at: kept.iter().map(|i| self.at[*i]).collect(),
            spending: of(&self.spending),
            y: of(&self.y),
            v: self.v.as_deref().map(of),
            left_out: self.left_out,
        }
    }
}

/// Height at ln(spending) = 0 of the robust line through the points of a service: median y − slope · median x, its
/// slope being `theil_sen`. None where x is not the plain logarithm, or the line's sign hangs on a single place.
pub fn line_intercept(
    measure: &Measure,
    exposure: &DomainExposure,
    found: &DomainAssociation,
) -> Option<f64> {
    let holds = found
        .theil_sen_loo
        .is_some_and(|[low, high]| low > 0.0 || high < 0.0);
    if !holds || found.transform != Some("ln") {
        return None;
    }
    let pairs = Pairs::new(measure, exposure);
    let x = transform::exposure(&pairs.spending).ok()?.x;
    stats::theil_sen(&x, &pairs.y, CONFIDENCE).map(|line| line.intercept)
}

/// A service without figures, and why.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NotGiven {
    /// Service.
    pub domain: String,
    /// `NO_DEFLATOR`, `NO_PRICE_INDEX`, `NO_POPULATION`, `NO_DATA` where nobody rated it, else `INSUFFICIENT_UNITS`.
    pub status: &'static str,
}

/// A service on its way: id, places with both, x, what was found.
type Service<'a> = (&'a str, Pairs<'a>, Option<transform::Exposure>, DomainAssociation);

/// Everything of §2.6 for the services of a wave. `exposures` are over `scores.units`; `orders` are the random orders of the
/// permutation tests.
pub fn association(
    scores: &Scores,
    exposures: &[DomainExposure],
    context: &Context,
    names: &(dyn Fn(&AreaCode) -> Named + Sync),
    orders: u32,
    seed: &Seed,
) -> Association {
    let services: Vec<Result<Service<'_>, NotGiven>> = exposures
        .par_iter()
        .map(|exposure| {
            let domain = exposure.domain.as_str();
            let measure = scores
                .measure(domain)
                .ok_or_else(|| NotGiven::new(domain, "NO_DATA"))?;
            let pairs = Pairs::new(measure, exposure);
            if pairs.y.len() < LEAST_PLACES {
                let named = [NO_DEFLATOR, NO_PRICE_INDEX, NO_POPULATION]
                    .into_iter()
                    .find(|code| exposure.notices.contains(code));
                return Err(NotGiven::new(domain, named.unwrap_or("INSUFFICIENT_UNITS")));
            }
            let x = transform::exposure(&pairs.spending);
            let name = |i: usize| names(&scores.units[i]);
            let mut found = one(&pairs, x.clone(), context, &name, orders as usize, seed, domain);
            found
                .notices
                .extend(exposure.notices.iter().map(|code| Note::plain(code)));
            Ok((domain, pairs, x.ok(), found))
        })
        .collect();
    let mut per_domain = BTreeMap::new();
    let mut cells = Cells::default();
    let mut not_given = Vec::new();
    for service in services {
        let (domain, pairs, x, found) = match service {
            Ok(service) => service,
            Err(why) => {
                not_given.push(why);
                continue;
            }
        };
        if let Some(x) = x {
            cells.add(&pairs, &x.x);
        }
        per_domain.insert(domain.to_owned(), found);
    }
    adjust(&mut per_domain);
    let fixed = cells.standardised();
    Association {
        x: "ln_spending_per_resident",
        span: exposures.first().map_or(Span::Stock, |e| e.span),
        domain_fixed_effects_status: fixed.is_none().then(|| cells.without_effects()),
        domain_fixed_effects: fixed,
        per_domain,
        not_given,
        footnote: "AREA_CORRELATION",
    }
}

impl DomainAssociation {
    fn empty() -> Self {
        Self {
            n: 0,
            left_out: Vec::new(),
            transform: None,
            mean_spending: None,
            mean_score: None,
            median_spending: None,
            median_score: None,
            pearson: None,
            pearson_p: None,
            fisher_ci: None,
            spearman: None,
            spearman_ci: None,
            spearman_p: None,
            kendall: None,
            kendall_p: None,
            kendall_test: None,
            loo_pearson: None,
            loo_min_dropped: None,
            loo_max_dropped: None,
            stand_apart: Vec::new(),
            high_leverage: Vec::new(),
            partial: None,
            partial_status: Some("NO_VARIATION"),
            theil_sen: None,
            theil_sen_ci95: None,
            theil_sen_loo: None,
            per_doubling: None,
            per_doubling_ci95: None,
            per_100: None,
            per_100_ci95: None,
            per_10_000: None,
            meta_regression: None,
            per_point: None,
            per_point_status: None,
            primary: "spearman_permutation",
            q_bh: None,
            detectable_r: None,
            detectable_true_r: None,
            reliability: None,
            disattenuated_scenario: None,
            splits: Vec::new(),
            lags: Vec::new(),
            over_time: over_time::OverTime::default(),
            notices: Vec::new(),
        }
    }
}

impl NotGiven {
    fn new(domain: &str, status: &'static str) -> Self {
        Self {
            domain: domain.to_owned(),
            status,
        }
    }
}

impl Note {
    fn plain(code: &'static str) -> Self {
        Self {
            code,
            places: Vec::new(),
        }
    }
}

/// Benjamini–Hochberg over the services, each with the p of its primary test.
fn adjust(per_domain: &mut BTreeMap<String, DomainAssociation>) {
    let primary = |d: &DomainAssociation| match &d.meta_regression {
        Some(slope) => Some(slope.p),
        None => d.spearman_p,
    };
    let p: Vec<f64> = per_domain.values().filter_map(primary).collect();
    let Some(q) = stats::benjamini_hochberg(&p) else {
        return;
    };
    let with = per_domain.values_mut().filter(|d| primary(d).is_some());
    with.zip(q).for_each(|(domain, q)| domain.q_bh = Some(q));
}
