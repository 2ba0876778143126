//! Medians and other quantiles with Woodruff's interval.

use crate::{
    Interval,
    design::{
        estimate::{Estimate, LEAST_ANSWERS},
        strata::Design,
    },
    distribution::student_t_quantile,
    status::Status,
};

/// Weighted counts of answers by value and sampling unit.
#[derive(Clone, Copy, Debug)]
pub struct UnitValues<'a> {
    /// Different values, ascending.
    pub values: &'a [f64],
    /// Σw of each value in each unit, unit by unit.
    pub weights: &'a [f64],
    /// People in all.
    pub n: u64,
}

impl Design {
    /// The smallest value that at least the part `p` of the population does not exceed, with the interval of Woodruff:
    /// the quantiles at F(q) ± t se(F(q)). The standard error is the interval's half-width over t.
    ///
    /// `NO_DATA`: p outside (0, 1), values that do not ascend, weights that cannot be or of another length.
    /// `SMALL_BASE` under five people. `LONELY_PSU`, without interval, where no more units than strata have people;
    /// `NOT_ENOUGH_DATA`, without interval, where the sample does not reach as far as the interval would;
    /// `NO_VARIATION` where both ends are the same value: the interval stands, the standard error does not.
    /// Source: Woodruff (1952), JASA 47:635; `survey::svyquantile`. Golden g04.
    pub fn quantile(&self, answers: UnitValues, p: f64) -> Estimate {
        let k = answers.values.len();
        let ascending =
            answers.values.iter().all(|v| v.is_finite()) && answers.values.is_sorted_by(|a, b| a < b);
        let weights = answers.weights.iter().all(|w| w.is_finite() && *w >= 0.0);
        if k == 0
            || !(p > 0.0 && p < 1.0 && ascending && weights)
            || answers.weights.len() != self.units() * k
        {
            return Estimate::without(Status::NoData, 0);
        }
        let mut counts = vec![0.0; k];
        for unit in answers.weights.chunks_exact(k) {
            counts.iter_mut().zip(unit).for_each(|(c, w)| *c += w);
        }
        let all: f64 = counts.iter().sum();
        if !(all > 0.0 && all.is_finite()) || answers.n == 0 {
            return Estimate::without(Status::NoData, answers.n);
        }
        if answers.n < LEAST_ANSWERS {
            return Estimate::without(Status::SmallBase, answers.n);
        }
        let Some(at) = place(&counts, all, p) else {
            return Estimate::without(Status::NoData, answers.n);
        };
        let unit = |u: usize| &answers.weights[u * k..(u + 1) * k];
        let touched = self.touched(|u| unit(u).iter().any(|w| *w > 0.0));
        let mut estimate = Estimate {
            value: Some(answers.values[at]),
            n: answers.n,
            df: Some(touched.df()),
            ..Estimate::default()
        };
        if touched.lonely {
            estimate.notices.push(Status::LonelyPsu);
        }
        if touched.df() < 1.0 {
            estimate.status = Status::LonelyPsu;
            return estimate;
        }
        let below = counts[..=at].iter().sum::<f64>() / all;
        let score =
            |u: usize| (unit(u)[..=at].iter().sum::<f64>() - below * unit(u).iter().sum::<f64>()) / all;
        let ends = self
            .variance(score)
            .zip(student_t_quantile(0.975, touched.df()))
            .and_then(|(v, t)| {
                let half = t * v.max(0.0).sqrt();
                let (low, high) = (
                    place(&counts, all, below - half)?,
                    place(&counts, all, below + half)?,
                );
                Some((answers.values[low], answers.values[high], t))
            });
        let Some((low, high, t)) = ends else {
            estimate.status = Status::NotEnoughData;
            return estimate;
        };
        estimate.interval = Some(Interval { low, high });
        estimate.se = Some((high - low) / (2.0 * t)).filter(|se| *se > 0.0 && se.is_finite());
        if estimate.se.is_none() {
            estimate.status = Status::NoVariation;
        }
        estimate
    }
}

/// Place of the first value whose share from below reaches `p`; none for p outside 0–1.
fn place(counts: &[f64], all: f64, p: f64) -> Option<usize> {
    if !(p > 0.0 && p <= 1.0) {
        return None;
    }
    let mut sum = 0.0;
    // sums of weights miss a share by rounding, and must not pass over the value for it
    counts.iter().position(|c| {
        sum += c;
        *c > 0.0 && sum >= all * (p - 1e-12)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_sample_is_the_lower_middle() {
        let weights = [[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0]].concat();
        let answers = UnitValues {
            values: &[1.0, 2.0, 3.0, 4.0],
            weights: &weights,
            n: 8,
        };
        let found = Design::clusters(3).quantile(answers, 0.5);
        assert_eq!(found.value, Some(2.0));
        let unsorted = UnitValues {
            values: &[1.0, 1.0, 3.0, 4.0],
            ..answers
        };
        assert_eq!(Design::clusters(3).quantile(unsorted, 0.5).status, Status::NoData);
        assert_eq!(Design::clusters(3).quantile(answers, 1.0).status, Status::NoData);
        assert_eq!(Design::clusters(2).quantile(answers, 0.5).status, Status::NoData);
    }
}
