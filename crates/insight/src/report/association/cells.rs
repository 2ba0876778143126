//! Place × service cells with place and service effects.

use std::collections::BTreeSet;

use rayon::prelude::*;
use stats::relation::{
    domain_effects::{Cell, DomainEffects, domain_effects, standardise_within_domains},
    regression::LEAST_DF,
};

use super::{FixedEffects, Pairs};

/// Cells gathered service by service.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    cells: Vec<Cell>,
    domains: usize,
}

impl Cells {
    /// Adds a service with its x.
    pub fn add(&mut self, pairs: &Pairs<'_>, x: &[f64]) {
        let domain = self.domains;
        self.cells
            .extend(pairs.at.iter().zip(x).zip(&pairs.y).map(|((place, x), y)| Cell {
                place: *place,
                domain,
                x: *x,
                y: *y,
            }));
        self.domains += 1;
    }

    /// How many cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Why there are no effects of places and services, where there are none.
    pub fn without_effects(&self) -> &'static str {
        let places: BTreeSet<usize> = self.cells.iter().map(|c| c.place).collect();
        let few = self.domains < 2 || self.cells.len() < places.len() + self.domains + LEAST_DF;
        if few { "INSUFFICIENT_UNITS" } else { "NO_VARIATION" }
    }

    /// None at all?
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Points for one standard deviation of x within its service; none with fewer than two services.
    pub fn standardised(&self) -> Option<FixedEffects> {
        let cells = standardise_within_domains(&self.cells)?;
        let fit = (self.domains > 1)
            .then(|| domain_effects(&cells, true))
            .flatten()?;
        Some(FixedEffects {
            coef: fit.slope.estimate,
            se_cr2: fit.slope.standard_error,
            df: fit.slope.df,
            p: fit.slope.p,
            ci90: Some([fit.slope.interval.low, fit.slope.interval.high]),
            n: fit.n,
            clusters: fit.clusters,
            notices: if fit.notices.is_empty() {
                Vec::new()
            } else {
                vec!["LOW_CLUSTER_DF"]
            },
        })
    }

    /// Points for `unit` more of x (ln 2, where x is ln of spending: for twice the spending); none with fewer than two services.
    pub fn slope(&self, unit: f64) -> Option<DomainEffects> {
        (self.domains > 1)
            .then(|| domain_effects(&self.in_units(unit), true))
            .flatten()
    }

    /// Each place in turn with the slope without it; none where it cannot be had without.
    pub fn slopes_without(&self, unit: f64) -> Vec<(usize, Option<DomainEffects>)> {
        let cells = self.in_units(unit);
        let mut places: Vec<usize> = cells.iter().map(|c| c.place).collect();
        places.sort_unstable();
        places.dedup();
        places
            .into_par_iter()
            .map(|left_out| {
                let rest: Vec<Cell> = cells.iter().copied().filter(|c| c.place != left_out).collect();
                (left_out, domain_effects(&rest, true))
            })
            .collect()
    }

    /// x and y less their place and service means (alternating until settled), for a rank correlation.
    pub fn within(&self) -> (Vec<f64>, Vec<f64>) {
        let mut x: Vec<f64> = self.cells.iter().map(|c| c.x).collect();
        let mut y: Vec<f64> = self.cells.iter().map(|c| c.y).collect();
        let places = self.cells.iter().map(|c| c.place).max().map_or(0, |m| m + 1);
        for values in [&mut x, &mut y] {
            for _ in 0..200 {
                let of_place = demean(values, self.cells.iter().map(|c| c.place), places);
                let of_domain = demean(values, self.cells.iter().map(|c| c.domain), self.domains);
                if of_place.max(of_domain) < 1e-12 {
                    break;
                }
            }
        }
        (x, y)
    }

    fn in_units(&self, unit: f64) -> Vec<Cell> {
        let scaled = |c: &Cell| Cell { x: c.x / unit, ..*c };
        self.cells.iter().map(scaled).collect()
    }
}

/// Takes group means off; gives the largest one.
fn demean(values: &mut [f64], group: impl Iterator<Item = usize> + Clone, groups: usize) -> f64 {
    let mut sums = vec![(0.0, 0.0); groups];
    for (value, g) in values.iter().zip(group.clone()) {
        if let Some(sum) = sums.get_mut(g) {
            sum.0 += value;
            sum.1 += 1.0;
        }
    }
    let mut largest = 0.0_f64;
    for (value, g) in values.iter_mut().zip(group) {
        if let Some((sum, n)) = sums.get(g) {
            let mean = sum / n;
            largest = largest.max(mean.abs());
            *value -= mean;
        }
    }
    largest
}
