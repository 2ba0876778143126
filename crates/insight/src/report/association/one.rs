//! The battery of one service.

use stats::{
    distribution::normal_half_width,
    relation::{
        cost::cost_per_point,
        exposure::{self as transform, NoExposure, Scale},
        fragility::fragility,
        meta_regression::meta_regression,
        partial::partial_correlation,
        permutation::{EXACT_UP_TO, kendall_test, spearman_up_to},
        power::minimum_detectable_r,
        reliability::reliability,
    },
};

use super::{CONFIDENCE, Context, DomainAssociation, ENOUGH_PLACES, Note, Pairs, Partial, PerPoint, Slope};
use crate::report::{Named, Seed};

/// The battery; `x` is an error where spending cannot be put on a scale, `orders` the random orders of permutation tests.
pub(super) fn one(
    pairs: &Pairs<'_>,
    x: Result<transform::Exposure, NoExposure>,
    context: &Context,
    name: &dyn Fn(usize) -> Named,
    orders: usize,
    seed: &Seed,
    domain: &str,
) -> DomainAssociation {
    let n = pairs.y.len();
    let mut found = DomainAssociation {
        n,
        left_out: pairs.left_out.iter().map(|a| (*a).clone()).collect(),
        mean_spending: stats::mean(&pairs.spending),
        mean_score: stats::mean(&pairs.y),
        median_spending: stats::median(&pairs.spending),
        median_score: stats::median(&pairs.y),
        detectable_r: minimum_detectable_r(n, 0.8, 0.05),
        ..DomainAssociation::empty()
    };
    if n < ENOUGH_PLACES {
        found.notices.push(Note::plain("INSUFFICIENT_UNITS"));
    }
    let log = match x {
        Ok(log) => log,
        Err(why) => {
            found.notices.push(Note::plain(match why {
                NoExposure::BadInput => "NO_DATA",
                NoExposure::AllZero | NoExposure::NoVariation => "NO_VARIATION",
            }));
            return found;
        }
    };
    found.transform = Some(match log.scale {
        Scale::Ln => "ln",
        Scale::LnShifted { .. } => "ln_shifted",
        Scale::Asinh { .. } => "asinh",
    });
    let (x, y) = (log.x.as_slice(), pairs.y.as_slice());
    correlations(&mut found, x, y, orders, seed, domain);
    if found.pearson.is_none() {
        // every place has one score: flat, and nothing to put an interval around (STATISTICS §2.13)
        found.theil_sen = Some(0.0);
        found.notices.push(Note::plain("ALL_TIED"));
        return found;
    }
    fragile(&mut found, x, y, &|i| name(pairs.at[i]));
    slopes(&mut found, &log, y, pairs.v.as_deref());
    let own = context.of(&pairs.at);
    let columns: Vec<&[f64]> = own.columns.iter().map(Vec::as_slice).collect();
    if columns.is_empty() {
        found.partial_status = Some(own.left_out.first().map_or("NO_DATA", |l| l.status));
    } else {
        found.partial = partial_correlation(x, y, &columns, CONFIDENCE).map(|p| Partial {
            given: own.names.clone(),
            r: p.r,
            df: p.df,
            p: p.p,
            interval: p.interval.map(|i| [i.low, i.high]),
        });
        found.partial_status = found.partial.is_none().then_some("NO_VARIATION");
    }
    found
}

fn correlations(
    found: &mut DomainAssociation,
    x: &[f64],
    y: &[f64],
    orders: usize,
    seed: &Seed,
    domain: &str,
) {
    if let Some(c) = stats::pearson(x, y) {
        found.pearson = Some(c.r);
        found.pearson_p = c.p;
        found.fisher_ci = stats::fisher_interval(c.r, c.n, CONFIDENCE).map(|i| [i.low, i.high]);
    }
    if let Some(c) = stats::spearman(x, y) {
        found.spearman = Some(c.r);
        found.spearman_ci = stats::spearman_interval(c.r, c.n, CONFIDENCE).map(|i| [i.low, i.high]);
        let mut draws = seed.draws(&format!("spearman {domain}"));
        found.spearman_p = spearman_up_to(x, y, EXACT_UP_TO, orders, &mut draws).map(|p| p.p);
    }
    let mut draws = seed.draws(&format!("kendall {domain}"));
    if let Some(c) = kendall_test(x, y, orders, &mut draws) {
        (found.kendall, found.kendall_p) = (Some(c.r), Some(c.p));
        found.kendall_test = Some(if c.tied { "permutation" } else { "exact" });
    }
}

fn fragile(found: &mut DomainAssociation, x: &[f64], y: &[f64], name: &dyn Fn(usize) -> Named) {
    let Some(panel) = fragility(x, y) else {
        return;
    };
    found.loo_pearson = Some([panel.r.min, panel.r.max]);
    found.loo_min_dropped = Some(name(panel.r.min_without));
    found.loo_max_dropped = Some(name(panel.r.max_without));
    let named = |places: &[usize]| places.iter().map(|p| name(*p)).collect();
    (found.stand_apart, found.high_leverage) = (named(&panel.stand_apart), named(&panel.high_leverage));
    found.theil_sen_loo = panel.robust_slope.map(|s| [s.min, s.max]);
    let decisive = panel.decisive();
    if !decisive.is_empty() {
        found.notices.push(Note {
            code: "FRAGILE",
            places: decisive.into_iter().map(name).collect(),
        });
    }
    if panel.notices.contains(&stats::status::Status::OutlierDriven) {
        let mut far: Vec<usize> = panel
            .stand_apart
            .iter()
            .chain(&panel.high_leverage)
            .copied()
            .collect();
        far.sort_unstable();
        far.dedup();
        found.notices.push(Note {
            code: "OUTLIER_DRIVEN",
            places: far.into_iter().map(name).collect(),
        });
    }
}

fn slopes(found: &mut DomainAssociation, log: &transform::Exposure, y: &[f64], v: Option<&[f64]>) {
    let x = log.x.as_slice();
    if let Some(line) = stats::theil_sen(x, y, CONFIDENCE) {
        found.theil_sen = Some(line.slope);
        found.theil_sen_ci95 = line.interval.map(|i| [i.low, i.high]);
        let ends = |of: &dyn Fn(f64) -> Option<f64>| {
            let [low, high] = found.theil_sen_ci95?.map(of);
            Some([low?, high?])
        };
        found.per_doubling_ci95 = ends(&|slope| log.per_doubling(slope));
        found.per_100_ci95 = ends(&|slope| log.per_100_yuan(slope));
        found.per_doubling = log.per_doubling(line.slope);
        found.per_100 = log.per_100_yuan(line.slope);
        found.per_10_000 = log.per_10_000_yuan(line.slope);
    }
    let Some(v) = v else {
        found.per_point_status = Some("NO_SAMPLING_ERROR");
        return;
    };
    let fit = meta_regression(y, v, &[x]).ok();
    if let Some(slope) = fit.as_ref().and_then(|f| f.inference(1, CONFIDENCE)) {
        let cost = cost_per_point(log, &slope, CONFIDENCE).ok();
        found.per_point = cost.map(|c| PerPoint {
            cost: c.cost,
            interval: [c.interval.low, c.interval.high],
        });
        found.primary = "knapp_hartung";
        found.meta_regression = Some(Slope {
            slope: slope.estimate,
            se: slope.standard_error,
            df: slope.df,
            p: slope.p,
            interval: [slope.interval.low, slope.interval.high],
        });
    }
    found.per_point_status = found.per_point.is_none().then_some("NO_COST_PER_POINT");
    let level = meta_regression(y, v, &[]).ok().map(|f| f.tau2);
    let mean_v = stats::mean(v);
    if let Some(rel) = level
        .zip(mean_v)
        .and_then(|(tau2, v)| reliability(tau2, v))
        .filter(|r| *r > 0.0)
    {
        found.reliability = Some(rel);
        found.detectable_true_r = found.detectable_r.map(|r| r / rel.sqrt());
        found.disattenuated_scenario = found.pearson.map(|r| (r / rel.sqrt()).clamp(-1.0, 1.0));
    }
}

/// Half-width of a 95 % interval, in standard errors.
pub fn half_width() -> f64 {
    normal_half_width(CONFIDENCE).unwrap_or(1.96)
}
