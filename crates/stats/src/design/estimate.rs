//! A figure with everything that must stand beside it.

use serde::{Deserialize, Serialize};

use crate::{
    Interval,
    design::sums::PsuSums,
    distribution::{student_t_quantile, student_t_two_sided_p},
    status::Status,
};

/// Fewest answers an estimate is made of (STATISTICS §2.1); showing one asks for more.
pub const LEAST_ANSWERS: u64 = 5;

/// A design-based estimate. A part that is undefined is `None` and `status` says why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure, in the unit of the values.
    pub value: Option<f64>,
    /// Its standard error.
    pub se: Option<f64>,
    /// 95 % interval: value ± t × se with `df` degrees of freedom.
    pub interval: Option<Interval>,
    /// People it is made of.
    pub n: u64,
    /// People a simple random sample would have needed for this precision: n / deff.
    pub n_eff: Option<f64>,
    /// Sampling units less strata, of those in which the domain has people.
    pub df: Option<f64>,
    /// Variance against that of a simple random sample of n, with replacement.
    pub deff: Option<f64>,
    /// `OK`, or why a part is missing or borrowed.
    pub status: Status,
    /// What it must be read with.
    pub notices: Vec<Status>,
}

impl Estimate {
    /// No figure.
    pub fn without(status: Status, n: u64) -> Self {
        Self {
            status,
            n,
            ..Self::default()
        }
    }

    /// Is it zero? t = value / se with the estimate's degrees of freedom. `None` without a standard error above zero.
    ///
    /// Of a contrast of two domains it is the design-based t test (`survey::svyttest`). Golden g04.
    ///
    /// Source: Student (1908) on the design's degrees of freedom, STATISTICS §2.2.
    pub fn t_test(&self) -> Option<TTest> {
        let (value, se, df) = (self.value?, self.se.filter(|se| *se > 0.0)?, self.df?);
        let t = Some(value / se).filter(|t| t.is_finite())?;
        let p = student_t_two_sided_p(t, df)?;
        Some(TTest { t, df, p })
    }

    /// Standard error and interval from a variance above zero; without them, and with the status `NO_VARIATION`,
    /// otherwise.
    pub(crate) fn with_variance(mut self, variance: Option<f64>, df: f64) -> Self {
        self.df = Some(df);
        let se = variance.filter(|v| *v > 0.0).map(f64::sqrt);
        self.interval = self.value.zip(se).and_then(|(v, se)| t_interval(v, se, df, 0.95));
        self.se = self.interval.and(se);
        if self.se.is_none() {
            self.status = Status::NoVariation;
        }
        self
    }

    /// Design effect and effective n against a simple random sample of the same people; left out where the sample says
    /// nothing about either.
    pub(crate) fn with_deff(mut self, people: &PsuSums) -> Self {
        let random = people.random_sample_variance(None).filter(|v| *v > 0.0);
        self.deff = self
            .se
            .zip(random)
            .map(|(se, v)| se * se / v)
            .filter(|d| d.is_finite());
        self.n_eff = self
            .deff
            .map(|d| self.n as f64 / d)
            .filter(|n| n.is_finite() && *n > 0.0);
        self
    }
}

/// A test of a figure against zero.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TTest {
    /// Figure in standard errors.
    pub t: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Two-sided p.
    pub p: f64,
}

/// value ± t × se with `df` > 0 degrees of freedom. `None` for numbers that are not finite, se < 0, or a confidence
/// outside (0, 1).
///
/// Source: STATISTICS §2.2. Golden g01, through the interval of a mean.
pub fn t_interval(value: f64, se: f64, df: f64, confidence: f64) -> Option<Interval> {
    if !(se >= 0.0 && se.is_finite() && value.is_finite()) {
        return None;
    }
    let half = -student_t_quantile((1.0 - confidence) / 2.0, df)? * se;
    let interval = Interval {
        low: value - half,
        high: value + half,
    };
    (interval.low.is_finite() && interval.high.is_finite()).then_some(interval)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_needs_degrees_of_freedom_and_an_error() {
        assert_eq!(t_interval(1.0, 1.0, 0.0, 0.95), None);
        assert_eq!(t_interval(1.0, f64::NAN, 5.0, 0.95), None);
        assert_eq!(t_interval(1.0, 1.0, 5.0, 1.0), None);
        let one = t_interval(1.0, 1.0, f64::INFINITY, 0.95);
        assert!(one.is_none_or(|i| i.low.is_finite()));
    }

    #[test]
    fn a_figure_without_variance_says_so() {
        let value = Estimate {
            value: Some(3.0),
            n: 9,
            ..Estimate::default()
        };
        let found = value.with_variance(Some(0.0), 4.0);
        assert_eq!((found.se, found.status), (None, Status::NoVariation));
        assert_eq!(found.value, Some(3.0));
    }
}
