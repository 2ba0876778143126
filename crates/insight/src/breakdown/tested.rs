//! Do groups of people answer unlike each other? The test of Rao and Scott over the groups of a cut that are shown, villages
//! being the sampling units and townships the strata (STATISTICS §2.2).
//!
//! What is hidden has no part in it: of a hidden group no answer is looked at. F and its degrees of freedom are told to two
//! digits, and p follows from these: in full they would be an equation over the villages' counts by group, which are told
//! nowhere. Where few villages were asked even two digits would say too much of one.

use schemars::JsonSchema;
use serde::Serialize;
use stats::{
    design::{Design, crosstab::UnitTables},
    distribution::f_upper,
    multiple::benjamini_hochberg,
    status::Status,
};

use super::{Breakdown, sample::LEAST_VILLAGES};

/// Expected share of mistakes among the items of a cut that are said to differ (STATISTICS §2.3).
const RATE: f64 = 0.10;
/// Fewest degrees of freedom between villages whose test is believed (STATISTICS §0).
const LEAST_DF: f64 = 4.0;
/// Fewest villages in all: of five villages with five people of a group in each, F tells what those of one said.
const LEAST_IN_ALL: usize = 10;

/// The groups of a cut beside each other on one item, every answer counted alike. F, its degrees of freedom, p and q have two
/// digits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct GroupTest {
    /// `GROUPS_DIFFER` where `q` is at most 0.10, else `GROUPS_NOT_TOLD_APART`. None without a test.
    pub code: Option<String>,
    /// Why there is none: `TOO_FEW_GROUPS` are shown, `TOO_FEW_VILLAGES`, `LOW_CLUSTER_DF`, `ALL_ANSWER_ALIKE`. Or `LONELY_PSU`: a township
    /// with one village, whose part of the error was filled in.
    pub status: Option<String>,
    /// Groups compared: shown, and of three villages or more. Who did not say is no group.
    pub groups: usize,
    /// Answers of these.
    pub n: u64,
    /// Second-order F of Rao and Scott.
    pub f: Option<f64>,
    /// Its degrees of freedom.
    pub df: Option<[f64; 2]>,
    /// p of answers that hang on no group, from F and the degrees of freedom as they are told.
    pub p: Option<f64>,
    /// The same, adjusted for the items of the cut (Benjamini–Hochberg).
    pub q: Option<f64>,
    /// So many items that is.
    pub family: Option<usize>,
}

/// People by village, group and option of one item: only groups that are shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts<'a> {
    pub(super) groups: usize,
    pub(super) options: usize,
    /// Villages × groups × options of them.
    pub(super) people: &'a [u64],
}

impl Counts<'_> {
    /// By group, in how many villages it has anybody.
    fn villages(&self) -> Vec<usize> {
        let mut villages = vec![0; self.groups];
        for village in self.people.chunks_exact((self.groups * self.options).max(1)) {
            for (count, group) in villages.iter_mut().zip(village.chunks_exact(self.options.max(1))) {
                *count += usize::from(group.iter().any(|n| *n > 0));
            }
        }
        villages
    }
}

/// The test of one item, without q. `counts` have the villages of `design`, in its order.
///
/// Source: Rao & Scott (1984), Ann. Stat. 12:46; golden g04.
pub(super) fn group_test(design: &Design, counts: Counts<'_>) -> GroupTest {
    let told = |status: &str| GroupTest {
        status: Some(status.to_owned()),
        ..GroupTest::default()
    };
    let villages = counts.villages();
    let compared: Vec<usize> = (0..counts.groups)
        .filter(|g| villages.get(*g).is_some_and(|v| *v >= LEAST_VILLAGES))
        .collect();
    if compared.len() < 2 {
        return told("TOO_FEW_GROUPS");
    }
    let group = |at: usize| {
        counts
            .people
            .get(at * counts.options..(at + 1) * counts.options)
            .unwrap_or_default()
    };
    let weights: Vec<f64> = (0..design.units())
        .flat_map(|village| compared.iter().map(move |g| village * counts.groups + g))
        .flat_map(|at| group(at).iter().map(|n| *n as f64))
        .collect();
    let n: u64 = weights.iter().map(|w| *w as u64).sum();
    let inside = weights.chunks_exact((compared.len() * counts.options).max(1));
    let asked = inside.filter(|own| own.iter().any(|w| *w > 0.0)).count();
    let found = design.rao_scott(UnitTables {
        rows: compared.len(),
        columns: counts.options,
        weights: &weights,
        n,
    });
    let known = |status: &str| GroupTest {
        groups: compared.len(),
        n,
        ..told(status)
    };
    if asked < LEAST_IN_ALL {
        return known("TOO_FEW_VILLAGES");
    }
    match found {
        // Satterthwaite's are a multiple of those between villages
        Ok(test) if test.df_below < LEAST_DF * test.df_above => known("LOW_CLUSTER_DF"),
        Ok(test) => {
            let [f, above, below] = [test.f, test.df_above, test.df_below].map(two_digits);
            GroupTest {
                status: test.lonely.then(|| "LONELY_PSU".to_owned()),
                groups: compared.len(),
                n,
                f: Some(f),
                df: Some([above, below]),
                p: f_upper(f, above, below),
                ..GroupTest::default()
            }
        }
        Err(Status::LonelyPsu) => known("LOW_CLUSTER_DF"),
        Err(Status::NoVariation) => known("ALL_ANSWER_ALIKE"),
        Err(_) => known("NO_DATA"),
    }
}

/// Adds q over the items of a cut and what follows from it.
pub(super) fn adjust(breakdown: &mut Breakdown) {
    let tests = breakdown.items.iter_mut().filter_map(|item| item.tested.as_mut());
    let mut tests: Vec<&mut GroupTest> = tests.filter(|test| test.p.is_some()).collect();
    let p: Vec<f64> = tests.iter().filter_map(|test| test.p).collect();
    let q = benjamini_hochberg(&p).unwrap_or_default();
    let family = q.len();
    for (test, q) in tests.iter_mut().zip(q) {
        let q = two_digits(q);
        let code = if q <= RATE {
            "GROUPS_DIFFER"
        } else {
            "GROUPS_NOT_TOLD_APART"
        };
        test.code = Some(code.to_owned());
        (test.q, test.family) = (Some(q), Some(family));
        test.p = test.p.map(two_digits);
    }
}

/// A figure with two digits that count.
fn two_digits(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use stats::{
        design::{LonelyPsu, Psu},
        random::Draws,
    };

    use super::*;

    const VILLAGES: usize = 12;

    /// Twelve villages of which two groups give one of three answers; the second group is `more` likelier to give the last.
    fn people(seed: u64, more: f64) -> Vec<u64> {
        let mut draws = Draws::seeded(seed, "groups");
        let mut people = vec![0; VILLAGES * 2 * 3];
        for village in 0..VILLAGES {
            let mood = 0.2 * draws.uniform();
            for group in 0..2 {
                for _ in 0..20 {
                    let at = draws.uniform() + mood + more * group as f64;
                    let option = (at * 2.0).clamp(0.0, 2.9) as usize;
                    people[(village * 2 + group) * 3 + option] += 1;
                }
            }
        }
        people
    }

    fn tested(design: &Design, people: &[u64]) -> GroupTest {
        group_test(
            design,
            Counts {
                groups: 2,
                options: 3,
                people,
            },
        )
    }

    #[test]
    fn groups_that_answer_unlike_each_other_have_a_small_p_and_others_seldom() {
        let design = Design::clusters(VILLAGES);
        let found = tested(&design, &people(1, 0.25));
        assert!(found.p.is_some_and(|p| p < 0.001), "{found:?}");
        assert_eq!((found.groups, found.n, found.status), (2, 480, None));
        let small = (0..400)
            .filter(|seed| {
                tested(&design, &people(1000 + seed, 0.0))
                    .p
                    .is_some_and(|p| p < 0.05)
            })
            .count();
        // 5 in a hundred, give or take three errors of 400 draws
        assert!((7..=33).contains(&small), "{small}");
    }

    #[test]
    fn a_gate_that_does_not_hold_has_its_code_and_no_figure() {
        let design = Design::clusters(VILLAGES);
        let status = |found: GroupTest| {
            assert!(found.f.is_none() && found.p.is_none() && found.df.is_none());
            found.status.unwrap_or_default()
        };
        let mut one = people(1, 0.25);
        // the second group is in two villages
        for village in 2..VILLAGES {
            one[(village * 2 + 1) * 3..][..3].fill(0);
        }
        assert_eq!(status(tested(&design, &one)), "TOO_FEW_GROUPS");
        let mut alike = people(1, 0.25);
        for group in alike.chunks_exact_mut(3) {
            group.copy_from_slice(&[20, 0, 0]);
        }
        assert_eq!(status(tested(&design, &alike)), "ALL_ANSWER_ALIKE");
        let nine = &people(1, 0.25)[..9 * 6];
        assert_eq!(status(tested(&Design::clusters(9), nine)), "TOO_FEW_VILLAGES");
        let strata = |of: usize| {
            let psus = (0..VILLAGES).map(|village| Psu {
                stratum: village % of,
                population: None,
            });
            Design::new(&psus.collect::<Vec<_>>(), LonelyPsu::default()).unwrap()
        };
        assert_eq!(status(tested(&strata(9), &people(1, 0.25))), "LOW_CLUSTER_DF");
        assert!(tested(&strata(3), &people(1, 0.25)).p.is_some());
        assert_eq!(status(tested(&Design::clusters(0), &[])), "TOO_FEW_GROUPS");
    }

    #[test]
    fn two_digits_are_the_first_two_that_count() {
        assert_eq!(
            [0.123_4, 0.000_567_8, 12.34, 187.3, 0.0, 1.0].map(two_digits),
            [0.12, 0.000_57, 12.0, 190.0, 0.0, 1.0]
        );
    }
}
