//! The samples of California schools as people drawn in units.

use std::collections::BTreeMap;

use stats::design::{Design, LonelyPsu, Psu, PsuSums, sums_by_unit};

use crate::common::{column, table, words};

/// Each word's place among the different words, in their order.
pub fn places(words: &[String]) -> Vec<usize> {
    let all: std::collections::BTreeSet<&String> = words.iter().collect();
    let at: BTreeMap<&String, usize> = all.into_iter().enumerate().map(|(i, w)| (w, i)).collect();
    words.iter().map(|w| at[w]).collect()
}

fn count(places: &[usize]) -> usize {
    places.iter().max().unwrap() + 1
}

pub struct Sample {
    csv: String,
    pub unit: Vec<usize>,
    pub weight: Vec<f64>,
}

impl Sample {
    /// People drawn in clusters named by a column, or each by themselves.
    pub fn new(file: &str, unit: Option<&str>) -> Self {
        let csv = table(file);
        let weight = column(&csv, "pw");
        let unit = unit.map_or_else(|| (0..weight.len()).collect(), |u| places(&words(&csv, u)));
        Self { csv, unit, weight }
    }

    pub fn units(&self) -> usize {
        count(&self.unit)
    }

    pub fn numbers(&self, name: &str) -> Vec<f64> {
        column(&self.csv, name)
    }

    pub fn words(&self, name: &str) -> Vec<String> {
        words(&self.csv, name)
    }

    /// Sums by unit of the people who are in.
    pub fn sums(&self, y: &[f64], inside: impl Fn(usize) -> bool) -> Vec<PsuSums> {
        let y: Vec<Option<f64>> = y
            .iter()
            .enumerate()
            .map(|(i, y)| inside(i).then_some(*y))
            .collect();
        sums_by_unit(self.units(), &self.unit, &self.weight, &y).unwrap()
    }

    pub fn all(&self, y: &str) -> Vec<PsuSums> {
        self.sums(&self.numbers(y), |_| true)
    }

    pub fn design(&self, stratum: Option<&str>, population: Option<&str>, lonely: LonelyPsu) -> Design {
        let strata = stratum.map_or_else(|| vec![0; self.unit.len()], |s| places(&self.words(s)));
        let sizes = population.map(|p| self.numbers(p));
        let mut psus = vec![Psu::default(); self.units()];
        for (i, &u) in self.unit.iter().enumerate() {
            psus[u] = Psu {
                stratum: strata[i],
                population: sizes.as_ref().map(|s| s[i]),
            };
        }
        Design::new(&psus, lonely).unwrap()
    }
}

pub fn clusters() -> (Sample, Design) {
    let sample = Sample::new("apiclus1", Some("dnum"));
    let design = sample.design(None, Some("fpc"), LonelyPsu::Adjust);
    (sample, design)
}
