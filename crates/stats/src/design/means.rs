//! Weighted means with ultimate-cluster variance, alone or several at once with what they share.

use serde::{Deserialize, Serialize};

use crate::{
    design::{
        estimate::{Estimate, LEAST_ANSWERS},
        strata::{Design, Touched},
        sums::PsuSums,
    },
    linear::Matrix,
    status::Status,
};

/// A variance below this part of a simple random sample's is rounding, not precision.
const ROUNDING: f64 = 1e-9;

/// A design effect pooled over places that have several sampling units, with the degrees of freedom it is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PooledDeff {
    /// Variance against a simple random sample, with replacement.
    pub deff: f64,
    /// Degrees of freedom.
    pub df: f64,
}

impl Design {
    /// Mean of a domain from the sums of its people in each unit of the design, units without any included as zero.
    ///
    /// ȳ = Σwy/Σw, scores z_c = (Σ_c wy − ȳ Σ_c w)/Σw. `NO_DATA`: another number of units, sums that cannot be, no
    /// weight. `SMALL_BASE` under five people. `LONELY_PSU` without standard error: a single unit has people, or as many
    /// strata as units. `NO_VARIATION` without standard error: all values, or all units, agree. A stratum of one unit
    /// gives the notice `LONELY_PSU`. A domain drawn whole has standard error 0.
    /// Source: Särndal, Swensson & Wretman (1992), 5.7; `survey::svymean`. Goldens g01, g02, g06.
    pub fn mean(&self, sums: &[PsuSums]) -> Estimate {
        let (total, touched) = match self.pooled(sums) {
            Ok(found) => found,
            Err((status, n)) => return Estimate::without(status, n),
        };
        let Some(value) = total.mean() else {
            return Estimate::without(Status::NoData, total.n);
        };
        let variance = self.variance(|c| (sums[c].wy - value * sums[c].w) / total.w);
        finish(value, variance, &total, touched)
    }

    /// As [`Design::mean`]; a domain in one sampling unit borrows the pooled design effect: V = deff · S²/n, with the
    /// status `VARIANCE_BORROWED`.
    ///
    /// Source: as [`borrowed_mean`]. No golden.
    pub fn mean_or_borrowed(&self, sums: &[PsuSums], pooled: PooledDeff) -> Estimate {
        let own = self.mean(sums);
        if own.status != Status::LonelyPsu || own.se.is_some() {
            return own;
        }
        let borrowed = borrowed_mean(&PsuSums::total(sums), pooled);
        if borrowed.se.is_some() { borrowed } else { own }
    }

    /// People of all units and where they are, or why there is no estimate, and of how many people.
    pub(crate) fn pooled(&self, sums: &[PsuSums]) -> Result<(PsuSums, Touched), (Status, u64)> {
        if sums.len() != self.units() || !sums.iter().all(PsuSums::is_usable) {
            return Err((Status::NoData, 0));
        }
        let total = PsuSums::total(sums);
        if total.mean().is_none() || !total.is_usable() {
            return Err((Status::NoData, total.n));
        }
        if total.n < LEAST_ANSWERS {
            return Err((Status::SmallBase, total.n));
        }
        Ok((total, self.touched(|c| sums[c].n > 0)))
    }
}

/// Puts together a mean and its variance.
pub(crate) fn finish(value: f64, variance: Option<f64>, people: &PsuSums, touched: Touched) -> Estimate {
    let df = touched.df();
    let mut estimate = Estimate {
        value: Some(value),
        n: people.n,
        df: Some(df),
        ..Estimate::default()
    };
    if touched.lonely {
        estimate.notices.push(Status::LonelyPsu);
    }
    if !touched.open {
        estimate.se = Some(0.0);
        estimate.interval = Some(crate::Interval {
            low: value,
            high: value,
        });
        return estimate;
    }
    if df < 1.0 {
        estimate.status = Status::LonelyPsu;
        return estimate;
    }
    let floor = people.random_sample_variance(None).map(|v| v * ROUNDING);
    let variance = variance
        .zip(floor)
        .filter(|(v, floor)| *floor > 0.0 && v > floor)
        .map(|(v, _)| v);
    estimate.with_variance(variance, df).with_deff(people)
}

/// Mean of people whose own units cannot give a variance: V = deff · S²/n with a design effect borrowed from elsewhere,
/// status `VARIANCE_BORROWED`.
///
/// `NO_DATA`: no weight, or a design effect or degrees of freedom not above zero. `SMALL_BASE` under five people,
/// `NO_VARIATION` where all values agree. Source: Kish (1965), 8.2; STATISTICS §2.2. No golden.
pub fn borrowed_mean(people: &PsuSums, pooled: PooledDeff) -> Estimate {
    let usable = people.is_usable()
        && pooled.deff > 0.0
        && pooled.deff.is_finite()
        && pooled.df > 0.0
        && pooled.df.is_finite();
    let Some(value) = people.mean().filter(|_| usable) else {
        return Estimate::without(Status::NoData, people.n);
    };
    if people.n < LEAST_ANSWERS {
        return Estimate::without(Status::SmallBase, people.n);
    }
    let variance = people.random_sample_variance(None).map(|v| v * pooled.deff);
    let mut estimate = Estimate {
        value: Some(value),
        n: people.n,
        ..Estimate::default()
    }
    .with_variance(variance, pooled.df)
    .with_deff(people);
    if estimate.se.is_some() {
        estimate.status = Status::VarianceBorrowed;
    }
    estimate
}

/// Means of several domains of one design with their covariance.
#[derive(Clone, Debug, PartialEq)]
pub struct JointMeans {
    /// One for each domain.
    pub estimates: Vec<Estimate>,
    /// Covariance of the means; zero in the rows of a domain without a mean.
    pub covariance: Matrix,
    /// For each domain, the units it has people in.
    inside: Vec<Vec<bool>>,
    design: Design,
}

impl Design {
    /// Means of several domains, each given as for [`Design::mean`]. The domains may share people, units, or nothing.
    ///
    /// Source: `survey::svyby(covmat = TRUE)`. Golden g02, g40.
    pub fn means(&self, domains: &[Vec<PsuSums>]) -> JointMeans {
        let estimates: Vec<Estimate> = domains.iter().map(|d| self.mean(d)).collect();
        let scores: Vec<Vec<f64>> = domains
            .iter()
            .zip(&estimates)
            .map(|(sums, estimate)| self.mean_scores(sums, estimate))
            .collect();
        let empty = || Matrix::zeros(domains.len(), domains.len());
        JointMeans {
            covariance: self.covariances(&scores).unwrap_or_else(empty),
            inside: domains
                .iter()
                .map(|d| d.iter().map(|s| s.n > 0).collect())
                .collect(),
            estimates,
            design: self.clone(),
        }
    }

    fn mean_scores(&self, sums: &[PsuSums], estimate: &Estimate) -> Vec<f64> {
        let weight: f64 = sums.iter().map(|s| s.w).sum();
        match estimate.value {
            Some(mean) => sums.iter().map(|s| (s.wy - mean * s.w) / weight).collect(),
            None => vec![0.0; self.units()],
        }
    }
}

impl JointMeans {
    /// Σ coefficient × mean, with the covariance of the means. Degrees of freedom: units less strata of those the
    /// domains of the contrast have people in, less the number of these domains, plus one.
    ///
    /// `NO_DATA`: another number of coefficients than domains, one that is not finite, or none that is not zero; the
    /// status of a domain that has no standard error of its own is passed on. `n` counts the people of all domains of
    /// the contrast. Source: `survey::svycontrast`; degrees of freedom as `survey::svyttest`. Goldens g02, g04, g40.
    pub fn contrast(&self, coefficients: &[f64]) -> Estimate {
        let parts: Vec<(usize, f64)> = coefficients
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, c)| *c != 0.0)
            .collect();
        let fits = coefficients.len() == self.estimates.len() && coefficients.iter().all(|c| c.is_finite());
        if !fits || parts.is_empty() {
            return Estimate::without(Status::NoData, 0);
        }
        let n = parts
            .iter()
            .fold(0_u64, |n, (i, _)| n.saturating_add(self.estimates[*i].n));
        if let Some((i, _)) = parts.iter().find(|(i, _)| self.estimates[*i].value.is_none()) {
            return Estimate::without(self.estimates[*i].status, n);
        }
        let value: f64 = parts
            .iter()
            .filter_map(|(i, c)| self.estimates[*i].value.map(|v| v * c))
            .sum();
        if !value.is_finite() {
            return Estimate::without(Status::NoData, n);
        }
        let touched = self
            .design
            .touched(|c| parts.iter().any(|(i, _)| self.inside[*i].get(c) == Some(&true)));
        let mut estimate = Estimate {
            value: Some(value),
            n,
            ..Estimate::default()
        };
        if touched.lonely {
            estimate.notices.push(Status::LonelyPsu);
        }
        if let Some((i, _)) = parts.iter().find(|(i, _)| self.estimates[*i].se.is_none()) {
            estimate.status = self.estimates[*i].status;
            return estimate;
        }
        let df = touched.df() - (parts.len() - 1) as f64;
        if df < 1.0 {
            estimate.status = Status::LonelyPsu;
            return estimate;
        }
        estimate.with_variance(self.contrast_variance(&parts), df)
    }

    /// None where it is rounding beside the variances it is made of.
    fn contrast_variance(&self, parts: &[(usize, f64)]) -> Option<f64> {
        let (mut total, mut own) = (0.0, 0.0);
        for (i, a) in parts {
            own += a * a * self.covariance.at(*i, *i);
            for (j, b) in parts {
                total += a * b * self.covariance.at(*i, *j);
            }
        }
        (total > own * 1e-12).then_some(total)
    }
}
