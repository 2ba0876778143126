//! Intervals of a share from a clustered sample, where value ± t × se would leave 0–1 or lie.

use serde::{Deserialize, Serialize};

use crate::{
    Interval,
    design::estimate::{Estimate, t_interval},
    distribution::{beta_quantile, student_t_quantile},
    proportion_exact::clopper_pearson_interval,
};

/// How the interval is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProportionMethod {
    /// Symmetric on the log odds, back to shares.
    Logit,
    /// Korn and Graubard: Clopper–Pearson on the effective sample. Best for small samples and shares near the ends.
    #[default]
    Beta,
    /// Symmetric on the arcsine of the root.
    Arcsine,
    /// value ± t × se; may leave 0–1.
    Mean,
}

/// 95 % interval of a share strictly between 0 and 1 with standard error `se` > 0 from `n` people and `df` degrees of
/// freedom.
///
/// `None` outside these ranges; at 0 and 1 use [`boundary_interval`].
/// Source: Korn & Graubard (1998), Surv. Methodol. 24:193; `survey::svyciprop`. Golden g04.
pub fn proportion_interval(
    method: ProportionMethod,
    share: f64,
    se: f64,
    n: u64,
    df: f64,
) -> Option<Interval> {
    if !(share > 0.0 && share < 1.0 && se > 0.0 && se.is_finite()) {
        return None;
    }
    let t = student_t_quantile(0.975, df)?;
    let spread = share * (1.0 - share);
    let interval = match method {
        ProportionMethod::Mean => t_interval(share, se, df, 0.95)?,
        ProportionMethod::Logit => {
            let (middle, half) = ((share / (1.0 - share)).ln(), t * se / spread);
            let expit = |x: f64| 1.0 / (1.0 + (-x).exp());
            Interval {
                low: expit(middle - half),
                high: expit(middle + half),
            }
        }
        ProportionMethod::Arcsine => {
            let (middle, half) = (share.sqrt().asin(), t * se / (2.0 * spread.sqrt()));
            let back = |x: f64| x.clamp(0.0, std::f64::consts::FRAC_PI_2).sin().powi(2);
            Interval {
                low: back(middle - half),
                high: back(middle + half),
            }
        }
        ProportionMethod::Beta => {
            let people = (n > 1).then_some(n as f64 - 1.0)?;
            let ratio = student_t_quantile(0.975, people)? / t;
            let n_eff = spread / (se * se) * ratio * ratio;
            Interval {
                low: beta_quantile(0.025, n_eff * share, n_eff * (1.0 - share) + 1.0)?,
                high: 1.0 - beta_quantile(0.025, n_eff * (1.0 - share), n_eff * share + 1.0)?,
            }
        }
    };
    (interval.low.is_finite() && interval.high.is_finite()).then_some(interval)
}

/// 95 % interval where nobody (`all` = false) or everybody said yes: Clopper–Pearson on `n_eff` people, that is n over
/// the design effect of like questions. `None` for n_eff not above zero. Source: STATISTICS §2.1. Golden g10.
pub fn boundary_interval(all: bool, n_eff: f64) -> Option<Interval> {
    clopper_pearson_interval(if all { n_eff } else { 0.0 }, n_eff, 0.95)
}

/// Interval of a share estimated as the mean of zeros and ones: [`proportion_interval`], at 0 and 1 the boundary
/// interval with n over `pooled_deff` (at least 1). `None` without a value or standard error between the ends.
///
/// Source: as [`proportion_interval`]. Golden g04.
pub fn share_interval(share: &Estimate, method: ProportionMethod, pooled_deff: f64) -> Option<Interval> {
    let value = share.value?;
    // what adds up weights may miss the ends by rounding
    let at_end = (value <= 1e-12)
        .then_some(false)
        .or((value >= 1.0 - 1e-12).then_some(true));
    match at_end {
        Some(all) => (pooled_deff.is_finite() && (-1e-9..=1.0 + 1e-9).contains(&value))
            .then(|| boundary_interval(all, share.n as f64 / pooled_deff.max(1.0)))
            .flatten(),
        None => proportion_interval(method, value, share.se?, share.n, share.df?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_out_of_twenty_is_still_up_to_a_sixth() {
        let none = Estimate {
            value: Some(0.0),
            n: 20,
            ..Estimate::default()
        };
        let found = share_interval(&none, ProportionMethod::Beta, 1.0).unwrap();
        assert!(found.low == 0.0 && (found.high - 0.168).abs() < 1e-3);
        let wider = share_interval(&none, ProportionMethod::Beta, 2.0).unwrap();
        assert!(wider.high > found.high);
        assert_eq!(
            share_interval(&Estimate::default(), ProportionMethod::Beta, 1.0),
            None
        );
    }

    #[test]
    fn what_is_no_share_has_no_interval() {
        let beta = ProportionMethod::Beta;
        assert_eq!(proportion_interval(beta, 0.0, 0.1, 20, 5.0), None);
        assert_eq!(proportion_interval(beta, f64::NAN, 0.1, 20, 5.0), None);
        assert_eq!(proportion_interval(beta, 0.5, 0.0, 20, 5.0), None);
        assert_eq!(proportion_interval(beta, 0.5, 0.1, 1, 5.0), None);
        assert_eq!(proportion_interval(beta, 0.5, 0.1, 20, 0.0), None);
    }
}
