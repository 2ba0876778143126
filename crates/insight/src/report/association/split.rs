//! The relation of a service inside groups of places and between them: does it point the same way (STATISTICS §2.6)?

use schemars::JsonSchema;
use serde::Serialize;
use stats::relation::{
    exposure as transform,
    within_between::{GroupSums, within_between},
};

use super::{DomainAssociation, Note};

/// Fewest points and groups that are split.
const LEAST_POINTS: usize = 8;

/// A point: its group, spending per resident, score.
pub type Grouped = (usize, f64, f64);

/// One way of grouping.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Split {
    /// `settlement`: the places, by town and country; `townships`: villages of each township, where ledger and answers
    /// reach down to villages.
    pub by: &'static str,
    /// Groups with points.
    pub groups: usize,
    /// Places or villages.
    pub n: usize,
    /// Points for one more ln unit of spending, over all of them.
    pub pooled: Option<f64>,
    /// The same inside the groups.
    pub within: Option<f64>,
    /// Slope of the groups' means.
    pub between: Option<f64>,
    /// Correlation over all.
    pub r_total: Option<f64>,
    /// Inside the groups.
    pub r_within: Option<f64>,
    /// Of the groups' means, weighted; none for two groups, whose means always lie on one line.
    pub r_between: Option<f64>,
    /// Share of the spread of spending that lies between groups, 0–1.
    pub between_share_of_spending: Option<f64>,
    /// Inside the groups the relation points the other way than over all, or than between three groups or more.
    pub reverses: bool,
}

impl Split {
    /// Of some points; none for fewer than eight, for one group, or where spending cannot be put on a scale. Which
    /// spending is high is judged over all points together: ln as for the places.
    pub fn new(by: &'static str, points: &[Grouped]) -> Option<Self> {
        if points.len() < LEAST_POINTS {
            return None;
        }
        let spending: Vec<f64> = points.iter().map(|p| p.1).collect();
        let x = transform::exposure(&spending).ok()?.x;
        let groups = points.iter().map(|p| p.0).max()? + 1;
        let mut of: Vec<(Vec<f64>, Vec<f64>)> = vec![(Vec::new(), Vec::new()); groups];
        for ((group, _, y), x) in points.iter().zip(x) {
            if let Some(own) = of.get_mut(*group) {
                own.0.push(x);
                own.1.push(*y);
            }
        }
        let sums: Vec<GroupSums> = of.iter().filter_map(|(x, y)| GroupSums::of(x, y)).collect();
        let found = within_between(&sums)?;
        let apart = |a: Option<f64>, b: Option<f64>| a.zip(b).is_some_and(|(a, b)| a * b < 0.0);
        let r_between = found.r_between.filter(|_| found.groups > 2);
        Some(Self {
            by,
            groups: found.groups,
            n: points.len(),
            pooled: found.pooled,
            within: found.within,
            between: found.between,
            r_total: found.r_total,
            r_within: found.r_within,
            r_between,
            between_share_of_spending: found.eta2_x,
            reverses: apart(found.r_within, found.r_total) || apart(found.r_within, r_between),
        })
    }
}

impl DomainAssociation {
    /// Adds what was found, and says `SIMPSON` once where any of them turns round.
    pub fn split(&mut self, splits: impl IntoIterator<Item = Split>) {
        self.splits.extend(splits);
        let said = self.notices.iter().any(|note| note.code == "SIMPSON");
        if !said && self.splits.iter().any(|split| split.reverses) {
            self.notices.push(Note::plain("SIMPSON"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two groups; inside each more spending goes with higher scores, the richer group being lower by `gap`.
    fn points(gap: f64) -> Vec<Grouped> {
        let of = |group: usize| {
            (0..5).map(move |i| {
                let x = f64::from(i) * 0.1 + group as f64;
                (group, x.exp() * 100.0, 60.0 + 10.0 * x - gap * group as f64)
            })
        };
        of(0).chain(of(1)).collect()
    }

    #[test]
    fn a_relation_that_turns_round_inside_the_groups_is_told() {
        let found = Split::new("settlement", &points(40.0)).unwrap();
        assert!((found.within.unwrap() - 10.0).abs() < 1e-9, "{found:?}");
        assert!(found.pooled.unwrap() < 0.0 && found.reverses && found.r_between.is_none());
        let mut own = DomainAssociation::empty();
        own.split([found.clone()]);
        own.split([found]);
        let said = own.notices.iter().filter(|n| n.code == "SIMPSON").count();
        assert_eq!((said, own.splits.len()), (1, 2));
    }

    #[test]
    fn one_that_does_not_and_one_that_cannot_be_split_are_not() {
        let found = Split::new("settlement", &points(0.0)).unwrap();
        assert!(!found.reverses && found.groups == 2);
        assert_eq!(Split::new("settlement", &points(0.0)[..7]), None);
        let one: Vec<Grouped> = points(0.0).into_iter().map(|(_, x, y)| (0, x, y)).collect();
        assert_eq!(Split::new("settlement", &one), None);
        let same: Vec<Grouped> = points(0.0).into_iter().map(|(g, _, y)| (g, 5.0, y)).collect();
        assert_eq!(Split::new("settlement", &same), None);
    }
}
