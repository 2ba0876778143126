//! Variance of a mean when few units of a finite population were drawn, and some of the people in each.

use crate::{
    design::{estimate::Estimate, means::finish, strata::Design, sums::PsuSums},
    status::Status,
};

/// Sums of one second-stage unit (a household) within a primary one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SecondStage {
    /// Its primary sampling unit, by the place in the design.
    pub psu: usize,
    /// Second-stage units its primary unit has in the population, where known.
    pub population: Option<f64>,
    /// Its people.
    pub sums: PsuSums,
}

impl Design {
    /// Mean with the variance of both stages: the ultimate-cluster part, and Σ_c f_h (1−f_c) m_c/(m_c−1) Σ (z − z̄_c)².
    ///
    /// The second part is zero without finite populations of primary units; a primary unit with one second-stage unit
    /// adds nothing to it. Statuses as [`Design::mean`]; `NO_DATA` also for a unit out of range or a population smaller
    /// than its sample. Source: Särndal, Swensson & Wretman (1992), 4.3; `survey::svyrecvar`. Golden g01.
    pub fn two_stage_mean(&self, units: &[SecondStage]) -> Estimate {
        let mut sums = vec![PsuSums::default(); self.units()];
        let mut inside: Vec<Vec<&SecondStage>> = vec![Vec::new(); self.units()];
        for unit in units {
            let Some((psu, members)) = sums.get_mut(unit.psu).zip(inside.get_mut(unit.psu)) else {
                return Estimate::without(Status::NoData, 0);
            };
            psu.merge(&unit.sums);
            members.push(unit);
        }
        let (total, touched) = match self.pooled(&sums) {
            Ok(found) => found,
            Err((status, n)) => return Estimate::without(status, n),
        };
        let Some(mean) = total.mean() else {
            return Estimate::without(Status::NoData, total.n);
        };
        let score = |s: &PsuSums| (s.wy - mean * s.w) / total.w;
        let mut second = 0.0;
        for (members, drawn) in inside.iter().zip(self.sampled_shares()) {
            let Some(within) = within_unit(members, score) else {
                return Estimate::without(Status::NoData, total.n);
            };
            second += drawn * within;
        }
        let first = self.variance(|c| score(&sums[c]));
        finish(mean, first.map(|v| v + second), &total, touched)
    }
}

/// (1−f) m/(m−1) Σ (z − z̄)² of one primary unit; none for a population that cannot be.
fn within_unit(members: &[&SecondStage], score: impl Fn(&PsuSums) -> f64) -> Option<f64> {
    let m = members.len() as f64;
    let population = members.first().and_then(|u| u.population);
    let open = match population {
        None => 1.0,
        Some(size) if size >= m && size.is_finite() => 1.0 - m / size,
        Some(_) => return None,
    };
    if members.iter().any(|u| u.population != population) {
        return None;
    }
    if members.len() < 2 {
        return Some(0.0);
    }
    let mean = members.iter().map(|u| score(&u.sums)).sum::<f64>() / m;
    let squares: f64 = members.iter().map(|u| (score(&u.sums) - mean).powi(2)).sum();
    Some(open * m / (m - 1.0) * squares)
}
