//! Weights from population counts: post-stratification and raking, on people or on cells of people who share a factor.

use serde::{Deserialize, Serialize};

use crate::{design::sums::PsuSums, status::Status};

/// People who get the same factor: a cell of a table, or one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WeightCell {
    /// People.
    pub n: u64,
    /// Σ of their weights so far.
    pub w: f64,
    /// Σ of squared weights.
    pub w2: f64,
}

impl WeightCell {
    /// One person.
    pub fn person(weight: f64) -> Self {
        Self::people(1, weight)
    }

    /// `n` people of the same weight.
    pub fn people(n: u64, weight: f64) -> Self {
        let sums = PsuSums::people(n, weight, 0.0);
        Self {
            n: sums.n,
            w: sums.w,
            w2: sums.w2,
        }
    }

    fn is_usable(&self) -> bool {
        self.w.is_finite() && self.w2.is_finite() && self.w >= 0.0 && self.w2 >= 0.0
    }
}

/// One way to divide the population: the category of each cell, and what each category has in the population.
#[derive(Clone, Copy, Debug)]
pub struct Margin<'a> {
    /// For each cell, its category: a place in `target`. People of unknown category need one of their own, whose target
    /// is their share of the sample.
    pub category: &'a [usize],
    /// Population of each category.
    pub target: &'a [f64],
}

/// Why there are no weights.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightError {
    /// Weights or lengths.
    #[error("a cell has no usable weight, or margin {margin} does not give each cell a category")]
    Input {
        /// Margin, from 0.
        margin: usize,
    },
    /// A target.
    #[error("margin {margin}: a population count is negative or not a number, or all are zero")]
    Target {
        /// Margin, from 0.
        margin: usize,
    },
    /// Totals that differ by more than one in a million.
    #[error("margin {margin} has another total than the first: correct the population counts")]
    TotalsDiffer {
        /// Margin, from 0.
        margin: usize,
    },
    /// Nobody to stand for a part of the population.
    #[error(
        "margin {margin}: category {category} has people in the population and none in the sample: merge it"
    )]
    NoSampleInMargin {
        /// Margin, from 0.
        margin: usize,
        /// Category, from 0.
        category: usize,
    },
    /// Nobody in the population for people who answered.
    #[error(
        "margin {margin}: category {category} has people in the sample and none in the population: merge it"
    )]
    NoPopulationInMargin {
        /// Margin, from 0.
        margin: usize,
        /// Category, from 0.
        category: usize,
    },
}

impl WeightError {
    /// Its machine code.
    pub fn status(&self) -> Status {
        match self {
            Self::NoSampleInMargin { .. } => Status::NoSampleInMargin,
            _ => Status::NoData,
        }
    }
}

/// Factors to multiply the weights with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Factors {
    /// One a cell, above zero.
    pub factors: Vec<f64>,
    /// Rounds over all margins.
    pub iterations: usize,
    /// Largest |found − target| / target left.
    pub error: f64,
    /// Margins, from 0, that are not met to the tolerance. The last one is, for it was met last: a margin that is open is at
    /// odds with those after it.
    pub open: Vec<usize>,
    /// `OK` or `NOT_CONVERGED`, where the factors are those of the last round.
    pub status: Status,
    /// Kish's design effect of the weights before.
    pub kish_before: Option<f64>,
    /// And after; above 2 it deserves a notice.
    pub kish_after: Option<f64>,
}

/// When raking stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// Largest |found − target| / target that is good enough.
    pub tolerance: f64,
    /// Most rounds over all margins.
    pub iterations: usize,
}

impl Default for Stop {
    fn default() -> Self {
        Self {
            tolerance: 1e-8,
            iterations: 100,
        }
    }
}

/// Weights that meet one margin exactly: every category's factor is N_g / N̂_g.
///
/// Errors as [`rake`]. Source: Holt & Smith (1979), JRSS A 142:33. Golden g03.
pub fn post_stratify(cells: &[WeightCell], margin: Margin) -> Result<Factors, WeightError> {
    rake(cells, &[margin], Stop::default())
}

/// Weights that meet several margins at once: each margin in turn is met by scaling its categories, again and again
/// (iterative proportional fitting).
///
/// Cells without weight keep factor 1. Without margins every factor is 1. Errors: lengths, weights or targets that
/// cannot be; margins with different totals (by more than 1e-6 of the first); a category with people on one side only.
/// Source: Deming & Stephan (1940), Ann. Math. Stat. 11:427. Goldens g03, g33.
pub fn rake(cells: &[WeightCell], margins: &[Margin], stop: Stop) -> Result<Factors, WeightError> {
    check(cells, margins)?;
    let mut factors = vec![1.0; cells.len()];
    let (mut iterations, mut error) = (0, if margins.is_empty() { 0.0 } else { f64::INFINITY });
    let mut left = vec![0.0; margins.len()];
    while error > stop.tolerance && iterations < stop.iterations {
        for margin in margins {
            let found = totals(cells, &factors, margin);
            for (factor, category) in factors.iter_mut().zip(margin.category) {
                if found[*category] > 0.0 {
                    *factor *= margin.target[*category] / found[*category];
                }
            }
        }
        left = margins.iter().map(|m| distance(cells, &factors, m)).collect();
        error = left.iter().copied().fold(0.0, f64::max);
        iterations += 1;
    }
    if !factors.iter().all(|f| f.is_finite()) {
        return Err(WeightError::Input { margin: 0 });
    }
    let settled = error <= stop.tolerance && factors.iter().all(|f| *f > 0.0);
    Ok(Factors {
        kish_before: kish(cells, &vec![1.0; cells.len()]),
        kish_after: kish(cells, &factors),
        factors,
        iterations,
        error,
        open: (0..)
            .zip(left)
            .filter(|(_, left)| *left > stop.tolerance)
            .map(|(at, _)| at)
            .collect(),
        status: if settled { Status::Ok } else { Status::NotConverged },
    })
}

fn totals(cells: &[WeightCell], factors: &[f64], margin: &Margin) -> Vec<f64> {
    let mut found = vec![0.0; margin.target.len()];
    for ((cell, factor), category) in cells.iter().zip(factors).zip(margin.category) {
        found[*category] += cell.w * factor;
    }
    found
}

fn distance(cells: &[WeightCell], factors: &[f64], margin: &Margin) -> f64 {
    totals(cells, factors, margin)
        .iter()
        .zip(margin.target)
        .filter(|(_, target)| **target > 0.0)
        .map(|(found, target)| ((found - target) / target).abs())
        .fold(
            0.0,
            |worst, d| if d.is_nan() { f64::INFINITY } else { worst.max(d) },
        )
}

fn check(cells: &[WeightCell], margins: &[Margin]) -> Result<(), WeightError> {
    if cells.is_empty() || !cells.iter().all(WeightCell::is_usable) {
        return Err(WeightError::Input { margin: 0 });
    }
    let mut first = None;
    for (at, margin) in margins.iter().enumerate() {
        let inside = margin.category.iter().all(|c| *c < margin.target.len());
        if margin.category.len() != cells.len() || !inside {
            return Err(WeightError::Input { margin: at });
        }
        let total: f64 = margin.target.iter().sum();
        let usable = margin.target.iter().all(|t| t.is_finite() && *t >= 0.0);
        if !(usable && total > 0.0 && total.is_finite()) {
            return Err(WeightError::Target { margin: at });
        }
        let first = *first.get_or_insert(total);
        if (total - first).abs() > 1e-6 * first {
            return Err(WeightError::TotalsDiffer { margin: at });
        }
        let found = totals(cells, &vec![1.0; cells.len()], margin);
        for (category, (found, target)) in found.iter().zip(margin.target).enumerate() {
            if *target > 0.0 && *found == 0.0 {
                return Err(WeightError::NoSampleInMargin { margin: at, category });
            }
            if *target == 0.0 && *found > 0.0 {
                return Err(WeightError::NoPopulationInMargin { margin: at, category });
            }
        }
    }
    Ok(())
}

/// Kish's design effect of weights times factors. `None` without weight or for unequal lengths. Goldens g03, g33.
///
/// Source: Kish (1992), J. Off. Stat. 8:183.
pub fn kish(cells: &[WeightCell], factors: &[f64]) -> Option<f64> {
    if cells.len() != factors.len() {
        return None;
    }
    let mut all = PsuSums::default();
    for (cell, factor) in cells.iter().zip(factors) {
        let sums = PsuSums {
            n: cell.n,
            w: cell.w,
            w2: cell.w2,
            ..PsuSums::default()
        };
        all.merge(&sums.scaled(*factor));
    }
    all.kish_deff()
}

/// Which ordered categories to merge so that each has at least `least` people and nobody stands for an empty population
/// (the rule: the smallest one joins its smaller neighbour, the lower one if they are equal, until all are large enough).
///
/// For each category its new one, from 0 without gaps; a single category stays however small. `None` for no category,
/// unequal lengths, or a target that is negative or not finite. Source: STATISTICS §2.2. No golden.
pub fn collapse(people: &[u64], target: &[f64], least: u64) -> Option<Vec<usize>> {
    let usable = target.iter().all(|t| t.is_finite() && *t >= 0.0);
    if people.is_empty() || people.len() != target.len() || !usable {
        return None;
    }
    // (people, target, categories merged so far)
    let mut groups: Vec<(u64, f64, usize)> = people.iter().zip(target).map(|(n, t)| (*n, *t, 1)).collect();
    while groups.len() > 1 {
        let short = groups
            .iter()
            .enumerate()
            .filter(|(_, (n, t, _))| *n < least || *t == 0.0)
            .min_by_key(|(i, (n, _, _))| (*n, *i));
        let Some((at, _)) = short else { break };
        let lower = at.checked_sub(1).and_then(|i| groups.get(i)).map(|g| g.0);
        let upper = groups.get(at + 1).map(|g| g.0);
        let joins_lower = match (lower, upper) {
            (Some(l), Some(u)) => l <= u,
            (lower, _) => lower.is_some(),
        };
        let left = if joins_lower { at - 1 } else { at };
        let gone = groups.remove(left + 1);
        let kept = &mut groups[left];
        *kept = (kept.0.saturating_add(gone.0), kept.1 + gone.1, kept.2 + gone.2);
    }
    Some(
        groups
            .iter()
            .enumerate()
            .flat_map(|(new, (_, _, merged))| std::iter::repeat_n(new, *merged))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(counts: &[u64], target: &[f64]) -> WeightError {
        let cells: Vec<WeightCell> = counts.iter().map(|n| WeightCell::people(*n, 1.0)).collect();
        let category: Vec<usize> = (0..counts.len()).collect();
        let margin = Margin {
            category: &category,
            target,
        };
        post_stratify(&cells, margin).unwrap_err()
    }

    #[test]
    fn a_category_on_one_side_only_is_named() {
        let none = WeightError::NoSampleInMargin {
            margin: 0,
            category: 1,
        };
        assert_eq!(fails(&[3, 0], &[5.0, 5.0]), none);
        assert_eq!(none.status(), Status::NoSampleInMargin);
        assert_eq!(
            fails(&[3, 1], &[5.0, 0.0]),
            WeightError::NoPopulationInMargin {
                margin: 0,
                category: 1
            }
        );
        assert_eq!(
            fails(&[3, 1], &[f64::NAN, 1.0]),
            WeightError::Target { margin: 0 }
        );
        assert_eq!(fails(&[3, 1], &[1.0]), WeightError::Input { margin: 0 });
        assert_eq!(fails(&[], &[1.0]), WeightError::Input { margin: 0 });
    }

    #[test]
    fn margins_that_cannot_be_met_together_are_told() {
        let cells = [WeightCell::people(3, 1.0), WeightCell::people(5, 1.0)];
        let first = Margin {
            category: &[0, 1],
            target: &[10.0, 10.0],
        };
        let other = Margin {
            category: &[0, 1],
            target: &[5.0, 16.0],
        };
        let found = rake(&cells, &[first, other], Stop::default());
        assert_eq!(found, Err(WeightError::TotalsDiffer { margin: 1 }));
        // the same categories with other counts never settle
        let other = Margin {
            category: &[0, 1],
            target: &[5.0, 15.0],
        };
        let found = rake(&cells, &[first, other], Stop::default()).unwrap();
        assert_eq!((found.status, found.iterations), (Status::NotConverged, 100));
        assert!(found.error > 0.1 && found.factors.len() == 2);
        // the margin that was met last is met, the one before is not
        assert_eq!(found.open, [0]);
        let met = rake(&cells, &[first, first], Stop::default()).unwrap();
        assert!(met.open.is_empty(), "{met:?}");
    }

    #[test]
    fn small_categories_join_their_smaller_neighbour() {
        let even = |n: usize| vec![1.0; n];
        assert_eq!(collapse(&[30, 5, 25, 40], &even(4), 20), Some(vec![0, 1, 1, 2]));
        assert_eq!(collapse(&[30, 40, 0], &even(3), 20), Some(vec![0, 1, 1]));
        assert_eq!(collapse(&[3, 4], &even(2), 20), Some(vec![0, 0]));
        assert_eq!(collapse(&[30, 40], &[1.0, 0.0], 20), Some(vec![0, 0]));
        assert_eq!(collapse(&[3, 3, 3, 30], &even(4), 5), Some(vec![0, 0, 0, 1]));
        assert_eq!(collapse(&[], &[], 20), None);
    }
}
