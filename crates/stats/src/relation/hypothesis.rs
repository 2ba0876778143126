//! What may be said of a hypothesis "more of X goes with more of Y" that was frozen before the data came.

use serde::{Deserialize, Serialize};

use super::{
    bayes_factor::ln_bayes_factor,
    fragility::fragility,
    power::{minimum_detectable_r, needed_places},
    regression::Inference,
    reliability::disattenuated,
};
use crate::{Interval, correlation::fisher_interval, status::Status};

/// The four things that may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// The relation is there, in the direction stated.
    Supported,
    /// The relation is there, in the other direction.
    Contradicted,
    /// The relation, if any, is too small to matter.
    PracticallyNil,
    /// None of these.
    NotEnoughData,
}

/// Smallest correlation of interest.
pub const SESOI_R: f64 = 0.3;

/// Smallest slope of interest: points per doubling of x.
pub const SESOI_POINTS: f64 = 2.0;

/// BF₁₀ that supports, and its inverse that speaks for nil.
const STRONG: f64 = 3.0;

/// "Practically nil" is not said on fewer units (places, or places × domains, or places × waves).
const UNITS_FOR_NIL: usize = 80;

/// Below this many places nothing is said.
const LEAST_PLACES: usize = 8;

/// Below this many degrees of freedom a clustered error is not relied on.
const LEAST_DF: f64 = 4.0;

/// What the rule looks at. Optional parts are not asked for where the design does not have them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Units behind the estimate.
    pub units: usize,
    /// Places they belong to: the same number, or fewer where a place gives several.
    pub places: usize,
    /// r, or a slope in points per doubling of x.
    pub estimate: f64,
    /// Its 90 % interval.
    pub interval90: Interval,
    /// ln BF₁₀; none where the data are a perfect line.
    pub ln_bf10: Option<f64>,
    /// Does the smallest effect of interest enclose the interval? In the unit of the estimate.
    pub sesoi: f64,
    /// Degrees of freedom of a clustered error.
    pub cluster_df: Option<f64>,
    /// Does sign or p = .05 hang on one place?
    pub fragile: bool,
    /// Spearman's rho.
    pub rho: Option<f64>,
    /// Change-score and ANCOVA slopes of two waves.
    pub bracket: Option<Interval>,
    /// False where x after the wave is related to y before it.
    pub placebo_clean: Option<bool>,
}

impl Evidence {
    /// Of a correlation `r` of `n` ≥ 4 places, the smallest of interest being `sesoi`. `None` outside −1…1.
    ///
    /// Source: STATISTICS §2.11. Golden `sim_hypothesis`, through [`judge`].
    pub fn of_r(r: f64, n: usize, sesoi: f64) -> Option<Self> {
        if !(sesoi > 0.0 && sesoi < 1.0) {
            return None;
        }
        let interval90 = fisher_interval(r, n, 0.90)?;
        Some(Self {
            units: n,
            places: n,
            estimate: r,
            interval90,
            ln_bf10: ln_bayes_factor(r, n as f64, 3.0),
            sesoi,
            cluster_df: None,
            fragile: false,
            rho: None,
            bracket: None,
            placebo_clean: None,
        })
    }

    /// Of two series over places: r, its fragility and Spearman's rho. `None` as for the fragility panel (n ≥ 5).
    ///
    /// Source: STATISTICS §2.11. Golden `sim_hypothesis`, through [`judge`].
    pub fn of_series(x: &[f64], y: &[f64], sesoi: f64) -> Option<Self> {
        let panel = fragility(x, y)?;
        Some(Self {
            fragile: panel.is_fragile(),
            rho: Some(panel.rho),
            ..Self::of_r(panel.r.all, panel.n, sesoi)?
        })
    }

    /// Of a slope (per doubling of x) with its 90 % t-interval over `units`; `clusters`: the number of places, where its
    /// degrees of freedom are those of an error clustered by place. BF₁₀ from r = t/√(t² + df) of df + 2 pairs. `None` if
    /// `sesoi` is not positive.
    ///
    /// Source: STATISTICS §2.11. No golden.
    pub fn of_slope(slope: &Inference, units: usize, clusters: Option<usize>, sesoi: f64) -> Option<Self> {
        let positive = sesoi > 0.0 && sesoi.is_finite() && slope.df > 0.0;
        let r = slope.t / (slope.t * slope.t + slope.df).sqrt();
        positive.then(|| Self {
            units,
            places: clusters.unwrap_or(units),
            estimate: slope.estimate,
            interval90: slope.interval,
            ln_bf10: ln_bayes_factor(r, slope.df + 2.0, 3.0),
            sesoi,
            cluster_df: clusters.map(|_| slope.df),
            fragile: false,
            rho: None,
            bracket: None,
            placebo_clean: None,
        })
    }
}

/// The rule's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// What may be said.
    pub outcome: Outcome,
    /// Why not more: `INSUFFICIENT_UNITS`, `FRAGILE`, `LOW_CLUSTER_DF`, `REVERSE_CAUSALITY_SIGNAL`, `NOT_ENOUGH_DATA`.
    pub notices: Vec<Status>,
    /// BF₁₀; none where it is beyond 10³⁰⁰ or the data are a perfect line.
    pub bf10: Option<f64>,
}

/// Applies the rule. Fixed before the data, so nothing here can be set.
///
/// SUPPORTED: the 90 % interval is above zero, BF₁₀ ≥ 3, not fragile, Spearman of the same sign, both ends of a bracket
/// above zero. CONTRADICTED: the mirror, and the placebo clean. PRACTICALLY_NIL: the 90 % interval inside ± the
/// smallest effect of interest, BF₁₀ ≤ 1/3, 80 units or more. Else NOT_ENOUGH_DATA. Source: STATISTICS §2.11. Reference
/// sim_hypothesis. Golden `sim_hypothesis`.
pub fn judge(evidence: &Evidence) -> Judgement {
    let e = evidence;
    let mut notices = Vec::new();
    let direction = if e.interval90.low > 0.0 {
        1.0
    } else if e.interval90.high < 0.0 {
        -1.0
    } else {
        0.0
    };
    // a perfect line is as strong as evidence gets
    let ln_bf10 = e
        .ln_bf10
        .unwrap_or(if direction == 0.0 { 0.0 } else { f64::INFINITY });
    let few = e.places < LEAST_PLACES;
    let low_df = e.cluster_df.is_some_and(|df| df < LEAST_DF);
    let reverse = direction < 0.0 && e.placebo_clean == Some(false);
    for (so, notice) in [
        (few, Status::InsufficientUnits),
        (low_df, Status::LowClusterDf),
        (e.fragile, Status::Fragile),
        (reverse, Status::ReverseCausalitySignal),
    ] {
        if so {
            notices.push(notice);
        }
    }
    let same_side = |v: f64| v * direction > 0.0;
    let agrees =
        e.rho.is_none_or(same_side) && e.bracket.is_none_or(|b| same_side(b.low) && same_side(b.high));
    let strong = direction != 0.0 && ln_bf10 >= STRONG.ln() && agrees && !e.fragile && !reverse;
    let inside = e.interval90.low > -e.sesoi && e.interval90.high < e.sesoi;
    let nil = inside && ln_bf10 <= -STRONG.ln() && e.units >= UNITS_FOR_NIL;
    let outcome = match (few || low_df, strong, nil) {
        (false, true, _) if direction > 0.0 => Outcome::Supported,
        (false, true, _) => Outcome::Contradicted,
        (false, _, true) => Outcome::PracticallyNil,
        _ => Outcome::NotEnoughData,
    };
    if outcome == Outcome::NotEnoughData {
        notices.push(Status::NotEnoughData);
    }
    Judgement {
        outcome,
        notices,
        bf10: e.ln_bf10.filter(|b| *b < 690.0).map(f64::exp),
    }
}

/// The rule on r alone. `None` outside its range.
pub(super) fn outcome_of_r(r: f64, n: usize, sesoi: f64) -> Option<Outcome> {
    Evidence::of_r(r, n, sesoi).map(|e| judge(&e).outcome)
}

/// The cheapest thing that would help.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", tag = "remedy")]
pub enum Remedy {
    /// Ask the same places again: only one wave is there, or the numbers would do if the relation were plain.
    MoreWaves,
    /// More answers in each place.
    MoreResponses {
        /// Times as many answers a place as now.
        factor: f64,
    },
    /// More places (or domains, or waves, pooled).
    MorePlaces {
        /// Units needed in all.
        units: u64,
    },
}

/// What stands in every "not enough data" sentence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shortfall {
    /// Smallest true correlation that 80 % of such surveys would detect; none: not even 1.
    pub detectable_r: Option<f64>,
    /// What would help most cheaply.
    pub remedy: Remedy,
}

/// The smallest detectable correlation of `n` ≥ 4 places with scores of `reliability` (0–1], and the cheapest remedy to
/// detect `target` (0 < target < 1): more waves, before more answers, before more places.
///
/// Source: STATISTICS §2.11. `None` outside these ranges. No golden.
pub fn shortfall(n: usize, reliability: f64, waves: usize, target: f64) -> Option<Shortfall> {
    if !(reliability > 0.0 && reliability <= 1.0 && target > 0.0 && target < 1.0) {
        return None;
    }
    let observed = minimum_detectable_r(n, 0.8, 0.05)?;
    let needed = (observed / target).powi(2);
    let remedy = if waves < 2 || needed <= reliability {
        Remedy::MoreWaves
    } else if needed < 1.0 {
        // reliability/(1 − reliability) grows with the answers
        let odds = |p: f64| p / (1.0 - p);
        Remedy::MoreResponses {
            factor: odds(needed) / odds(reliability),
        }
    } else {
        let units = needed_places(target * reliability.sqrt(), 0.8, 0.05)?.ceil();
        Remedy::MorePlaces { units: units as u64 }
    };
    Some(Shortfall {
        detectable_r: disattenuated(observed, reliability),
        remedy,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(r: f64, n: usize) -> Evidence {
        Evidence::of_r(r, n, SESOI_R).unwrap()
    }

    #[test]
    fn each_outcome_has_its_data() {
        assert_eq!(judge(&evidence(0.6, 30)).outcome, Outcome::Supported);
        assert_eq!(judge(&evidence(-0.6, 30)).outcome, Outcome::Contradicted);
        assert_eq!(judge(&evidence(0.0, 100)).outcome, Outcome::PracticallyNil);
        let found = judge(&evidence(0.3, 20));
        assert_eq!(
            (found.outcome, found.notices),
            (Outcome::NotEnoughData, vec![Status::NotEnoughData])
        );
        assert_eq!(judge(&evidence(1.0, 20)).outcome, Outcome::Supported);
        assert_eq!(judge(&evidence(1.0, 7)).outcome, Outcome::NotEnoughData);
    }

    #[test]
    fn every_condition_can_hold_support_back() {
        let strong = evidence(0.7, 30);
        let weaker = [
            Evidence {
                fragile: true,
                ..strong.clone()
            },
            Evidence {
                rho: Some(-0.1),
                ..strong.clone()
            },
            Evidence {
                bracket: Some(Interval { low: -0.1, high: 2.0 }),
                ..strong.clone()
            },
            Evidence {
                cluster_df: Some(3.9),
                ..strong.clone()
            },
            Evidence {
                ln_bf10: Some(1.0),
                ..strong.clone()
            },
        ];
        for e in weaker {
            assert_eq!(judge(&e).outcome, Outcome::NotEnoughData, "{e:?}");
        }
        let turned = Evidence {
            placebo_clean: Some(false),
            ..evidence(-0.7, 30)
        };
        assert_eq!(
            judge(&turned).notices,
            vec![Status::ReverseCausalitySignal, Status::NotEnoughData]
        );
        let kept = Evidence {
            placebo_clean: Some(false),
            ..strong
        };
        assert_eq!(judge(&kept).outcome, Outcome::Supported);
    }

    #[test]
    fn many_cells_of_few_places_are_few() {
        let few = Evidence {
            units: 84,
            places: 7,
            ..evidence(0.6, 84)
        };
        let found = judge(&few);
        assert_eq!(found.outcome, Outcome::NotEnoughData);
        assert!(found.notices.contains(&Status::InsufficientUnits));
    }

    #[test]
    fn practically_nil_is_not_said_of_few_units() {
        let few = Evidence {
            units: 79,
            ..evidence(0.0, 400)
        };
        assert_eq!(judge(&few).outcome, Outcome::NotEnoughData);
    }

    #[test]
    fn the_remedy_is_the_cheapest_that_helps() {
        assert_eq!(shortfall(20, 0.9, 1, 0.7).unwrap().remedy, Remedy::MoreWaves);
        let answers = shortfall(20, 0.5, 2, 0.7).unwrap();
        assert!(matches!(answers.remedy, Remedy::MoreResponses { factor } if factor > 1.0 && factor < 4.0));
        let places = shortfall(20, 0.9, 2, 0.3).unwrap();
        assert!(matches!(places.remedy, Remedy::MorePlaces { units } if units > 84 && units < 110));
        assert_eq!(shortfall(15, 0.4, 2, 0.3).unwrap().detectable_r, None);
        assert_eq!(shortfall(15, 0.0, 2, 0.3), None);
    }
}
