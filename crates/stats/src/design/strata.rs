//! Sampling design: which stratum each primary sampling unit was drawn in, and the variance of sums of scores over units.

use serde::{Deserialize, Serialize};

use crate::linear::Matrix;

/// What a stratum with a single sampling unit adds to the variance.
///
/// Source: `survey`'s option `lonely.psu`. Golden g06.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LonelyPsu {
    /// The square of its distance from the mean of all units.
    #[default]
    Adjust,
    /// What the other strata add on average.
    Average,
    /// Nothing: it was sure to be drawn.
    Certainty,
    /// Nothing: it is left out of the variance.
    Remove,
}

/// Where one primary sampling unit was drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Psu {
    /// Its stratum; any number, the same for all units of the stratum.
    pub stratum: usize,
    /// Units the stratum has in the population, where it is known and the sample a good part of it.
    pub population: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
struct Stratum {
    number: usize,
    end: usize,
    /// 1 − f, the part of the variance that is left where the population is finite.
    open: f64,
}

/// A stratified sample of primary sampling units, each named by its place in the list the design was made of.
///
/// Every unit in which anybody at all was asked belongs to the design, also where a domain has no one in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    order: Vec<usize>,
    strata: Vec<Stratum>,
    lonely: LonelyPsu,
}

impl Design {
    /// A design of these units. `None` where units of one stratum differ in the population, or it is smaller than the
    /// sample.
    pub fn new(psus: &[Psu], lonely: LonelyPsu) -> Option<Self> {
        let mut order: Vec<usize> = (0..psus.len()).collect();
        order.sort_by_key(|&i| (psus[i].stratum, i));
        let mut strata = Vec::new();
        let mut end = 0;
        for run in order.chunk_by(|&a, &b| psus[a].stratum == psus[b].stratum) {
            let first = psus[run[0]];
            if run.iter().any(|&i| psus[i].population != first.population) {
                return None;
            }
            end += run.len();
            let open = match first.population {
                None => 1.0,
                Some(size) if size >= run.len() as f64 && size.is_finite() => 1.0 - run.len() as f64 / size,
                Some(_) => return None,
            };
            strata.push(Stratum {
                number: first.stratum,
                end,
                open,
            });
        }
        Some(Self {
            order,
            strata,
            lonely,
        })
    }

    /// `units` sampling units of one stratum out of a population without end.
    pub fn clusters(units: usize) -> Self {
        let strata = vec![
            Stratum {
                number: 0,
                end: units,
                open: 1.0,
            };
            usize::from(units > 0)
        ];
        Self {
            order: (0..units).collect(),
            strata,
            lonely: LonelyPsu::default(),
        }
    }

    /// Number of sampling units.
    pub fn units(&self) -> usize {
        self.order.len()
    }

    /// Number of strata.
    pub fn strata(&self) -> usize {
        self.strata.len()
    }

    fn each_stratum(&self) -> impl Iterator<Item = (&Stratum, &[usize])> {
        let mut start = 0;
        self.strata.iter().map(move |stratum| {
            let members = self.order.get(start..stratum.end).unwrap_or_default();
            start = stratum.end;
            (stratum, members)
        })
    }

    /// Stratum and units of it that are `wanted`, strata without any left out.
    pub(crate) fn touched(&self, wanted: impl Fn(usize) -> bool) -> Touched {
        let mut touched = Touched {
            open: false,
            ..Touched::default()
        };
        for (stratum, members) in self.each_stratum() {
            let inside = members.iter().filter(|&&i| wanted(i)).count();
            if inside > 0 {
                touched.units += inside;
                touched.strata += 1;
                touched.lonely |= members.len() == 1 && stratum.open > 0.0;
                touched.open |= stratum.open > 0.0;
            }
        }
        touched
    }

    /// Part of the stratum of each unit that was drawn, f = 1 − open, in the order of the list.
    pub(crate) fn sampled_shares(&self) -> Vec<f64> {
        let mut shares = vec![0.0; self.units()];
        for (stratum, members) in self.each_stratum() {
            members.iter().for_each(|&i| shares[i] = 1.0 - stratum.open);
        }
        shares
    }

    /// Covariance of Σ a and Σ b over units drawn without looking further down than the unit (ultimate cluster):
    /// Σ_h (1−f_h) m_h/(m_h−1) Σ_c (a_hc − ā_h)(b_hc − b̄_h).
    ///
    /// `a` and `b` give the score of a unit by its place in the list. `None` for a score that is not finite, no unit,
    /// or where the lonely strata take the average of others and there are none.
    /// Source: Wolter (2007), Introduction to Variance Estimation, ch. 6; `survey::svyrecvar`. Goldens g01, g02, g06.
    pub fn covariance(&self, a: impl Fn(usize) -> f64, b: impl Fn(usize) -> f64) -> Option<f64> {
        let units = self.units() as f64;
        let mean = |score: &dyn Fn(usize) -> f64, of: &[usize]| {
            of.iter().map(|&i| score(i)).sum::<f64>() / of.len() as f64
        };
        let (mut total, mut lonely) = (0.0, 0_usize);
        for (stratum, members) in self.each_stratum() {
            if members.len() > 1 {
                let (mean_a, mean_b) = (mean(&a, members), mean(&b, members));
                let m = members.len() as f64;
                let products: f64 = members.iter().map(|&i| (a(i) - mean_a) * (b(i) - mean_b)).sum();
                total += stratum.open * m / (m - 1.0) * products;
            } else if stratum.open > 0.0 {
                lonely += 1;
                if self.lonely == LonelyPsu::Adjust {
                    let (mean_a, mean_b) = (mean(&a, &self.order), mean(&b, &self.order));
                    let products: f64 = members.iter().map(|&i| (a(i) - mean_a) * (b(i) - mean_b)).sum();
                    total += stratum.open * products;
                }
            }
        }
        if self.lonely == LonelyPsu::Average && lonely > 0 {
            let strata = self.strata.len();
            if lonely == strata {
                return None;
            }
            total *= strata as f64 / (strata - lonely) as f64;
        }
        (units > 0.0 && total.is_finite()).then_some(total)
    }

    /// Variance of Σ score, as [`Design::covariance`]. Source and goldens as there.
    pub fn variance(&self, score: impl Fn(usize) -> f64) -> Option<f64> {
        self.covariance(&score, &score)
    }

    /// Covariance of several sums of scores; each inner list has one score for each unit. `None` as
    /// [`Design::covariance`], or for a list of another length. Source and goldens as there.
    pub fn covariances(&self, scores: &[Vec<f64>]) -> Option<Matrix> {
        if scores.iter().any(|s| s.len() != self.units()) {
            return None;
        }
        let mut matrix = Matrix::zeros(scores.len(), scores.len());
        for (i, a) in scores.iter().enumerate() {
            for (j, b) in scores.iter().enumerate().skip(i) {
                let value = self.covariance(|u| a[u], |u| b[u])?;
                matrix.set(i, j, value);
                matrix.set(j, i, value);
            }
        }
        Some(matrix)
    }

    /// Number of the stratum of each unit, in the order of the list.
    pub fn stratum_numbers(&self) -> Vec<usize> {
        let mut numbers = vec![0; self.units()];
        for (stratum, members) in self.each_stratum() {
            members.iter().for_each(|&i| numbers[i] = stratum.number);
        }
        numbers
    }
}

/// The part of a design in which a domain has people.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Touched {
    pub units: usize,
    pub strata: usize,
    /// One of the strata has a single unit that was not sure to be drawn.
    pub lonely: bool,
    /// One of the strata was not drawn whole.
    pub open: bool,
}

impl Touched {
    /// Units less strata.
    pub fn df(&self) -> f64 {
        self.units.saturating_sub(self.strata) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn psu(stratum: usize, population: Option<f64>) -> Psu {
        Psu { stratum, population }
    }

    #[test]
    fn a_population_smaller_than_the_sample_or_told_twice_is_refused() {
        assert!(Design::new(&[psu(0, Some(1.0)), psu(0, Some(1.0))], LonelyPsu::Adjust).is_none());
        assert!(Design::new(&[psu(0, Some(5.0)), psu(0, Some(6.0))], LonelyPsu::Adjust).is_none());
        assert!(Design::new(&[psu(0, Some(f64::NAN))], LonelyPsu::Adjust).is_none());
    }

    #[test]
    fn a_whole_stratum_adds_nothing_and_an_empty_design_has_no_variance() {
        let all = Design::new(&[psu(3, Some(2.0)), psu(3, Some(2.0))], LonelyPsu::Adjust).unwrap();
        assert_eq!(all.variance(|i| i as f64), Some(0.0));
        assert_eq!(all.stratum_numbers(), vec![3, 3]);
        assert_eq!(Design::clusters(0).variance(|_| 1.0), None);
        assert_eq!(Design::clusters(3).variance(|_| f64::NAN), None);
    }

    #[test]
    fn lonely_strata_alone_have_no_average() {
        let design = Design::new(&[psu(0, None), psu(1, None)], LonelyPsu::Average).unwrap();
        assert_eq!(design.variance(|i| i as f64), None);
    }
}
