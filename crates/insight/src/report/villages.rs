//! The sums behind the scores of a fieldwork, by village, so that two waves can be laid on one another.

use std::collections::BTreeMap;

use stats::design::PsuSums;
use survey::AreaCode;

/// Villages of one fieldwork. County-internal: nothing in it is suppressed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Villages {
    /// In order of code, each with the position of its place among the units of the scores; none outside them.
    pub areas: Vec<(AreaCode, Option<usize>)>,
    /// By name of measure: weighted sums of its people, one a village.
    pub sums: BTreeMap<String, Vec<PsuSums>>,
}

impl Villages {
    /// Villages that lie in a unit, with that unit and the sums of a measure; empty for an unknown measure.
    pub fn of<'a>(&'a self, measure: &str) -> impl Iterator<Item = (&'a AreaCode, usize, &'a PsuSums)> {
        let sums = self.sums.get(measure).into_iter().flatten();
        let areas = self.areas.iter().zip(sums);
        areas.filter_map(|((area, unit), sums)| Some((area, (*unit)?, sums)))
    }
}
