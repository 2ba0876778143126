//! Weighted totals, and ratios of two totals.

use crate::{
    design::{estimate::Estimate, strata::Design, sums::PsuSums},
    status::Status,
};

impl Design {
    /// Total Σwy over the population the weights stand for; in the unit of the values.
    ///
    /// `sums` and statuses as [`Design::mean`]; no design effect, since a total has none without the population's size.
    /// Source: Särndal, Swensson & Wretman (1992), 2.8; `survey::svytotal`. Golden g01.
    pub fn total(&self, sums: &[PsuSums]) -> Estimate {
        let (all, touched) = match self.pooled(sums) {
            Ok(found) => found,
            Err((status, n)) => return Estimate::without(status, n),
        };
        let estimate = Estimate {
            value: Some(all.wy),
            n: all.n,
            ..Estimate::default()
        };
        self.spread(estimate, touched, |c| sums[c].wy)
    }

    /// Ratio Σwy / Σwx of two values of the same people, for example spending by head of household size.
    ///
    /// Statuses as [`Design::mean`] for both; `NO_DATA` where Σwx is zero.
    /// Source: Särndal, Swensson & Wretman (1992), 5.6; `survey::svyratio`. Golden g01.
    pub fn ratio(&self, above: &[PsuSums], below: &[PsuSums]) -> Estimate {
        let (y, x, touched) = match (self.pooled(above), self.pooled(below)) {
            (Ok((y, touched)), Ok((x, _))) => (y, x, touched),
            (Err((status, n)), _) | (_, Err((status, n))) => return Estimate::without(status, n),
        };
        let ratio = y.wy / x.wy;
        if !ratio.is_finite() {
            return Estimate::without(Status::NoData, y.n);
        }
        let estimate = Estimate {
            value: Some(ratio),
            n: y.n.min(x.n),
            ..Estimate::default()
        };
        self.spread(estimate, touched, |c| (above[c].wy - ratio * below[c].wy) / x.wy)
    }

    fn spread(
        &self,
        mut estimate: Estimate,
        touched: crate::design::strata::Touched,
        score: impl Fn(usize) -> f64,
    ) -> Estimate {
        let df = touched.df();
        estimate.df = Some(df);
        if touched.lonely {
            estimate.notices.push(Status::LonelyPsu);
        }
        if !touched.open {
            estimate.se = Some(0.0);
            estimate.interval = estimate.value.map(|v| crate::Interval { low: v, high: v });
            return estimate;
        }
        if df < 1.0 {
            estimate.status = Status::LonelyPsu;
            return estimate;
        }
        let size = estimate.value.map_or(0.0, f64::abs);
        let variance = self.variance(score).filter(|v| *v > size * size * 1e-28);
        estimate.with_variance(variance, df)
    }
}
