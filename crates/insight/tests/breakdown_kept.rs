//! What is hidden of every table, decided once and kept: the same tables come out, and their errors are those of the design.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "cube/county.rs"]
mod form;

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use form::{index, response, scores, version, weight};
use insight::{
    AreaCut, Cube, Cut, Fold, ResponseRow, Threshold,
    breakdown::{Crossing, Group, Patterns, breakdown_from, breakdown_kept, estimated},
    cube::{IndexKey, Measure, QueryError},
};
use proptest::prelude::*;
use stats::design::{Design, PsuSums};
use survey::{Area, AreaCode, Level};

fn code(text: &str) -> AreaCode {
    AreaCode::parse(text).unwrap()
}

/// Two townships of two villages.
fn areas() -> Vec<Area> {
    let area = |c: &str, level, parent: Option<&str>| Area {
        code: code(c),
        name: c.to_owned(),
        level,
        parent: parent.map(code),
        settlement: None,
        aliases: Vec::new(),
    };
    let village = |(c, parent)| area(c, Level::Village, Some(parent));
    let mut all = vec![
        area("C", Level::County, None),
        area("a", Level::Township, Some("C")),
        area("b", Level::Township, Some("C")),
    ];
    all.extend([("v0", "a"), ("v1", "a"), ("v2", "b"), ("v3", "b")].map(village));
    all
}

fn folded(rows: &[ResponseRow]) -> Cube {
    let (mut fold, version) = (Fold::default(), version());
    rows.iter().for_each(|row| fold.add(&version, row));
    fold.finish()
}

fn cuts() -> Vec<Cut> {
    let areas = areas();
    let crossed = |group| Cut::Crossing(Crossing::of_townships(&areas, group));
    let level = |level| Cut::Area(AreaCut::at_level(&areas, level));
    vec![
        Cut::All,
        Cut::Age,
        Cut::Sex,
        Cut::Mode,
        level(Level::Township),
        level(Level::Village),
        crossed(Group::Age),
        crossed(Group::Sex),
        crossed(Group::Mode),
    ]
}

#[test]
fn what_was_not_decided_is_hidden_and_what_is_not_in_the_cube_is_refused() {
    let (cube, version, areas) = (folded(&[]), version(), areas());
    let patterns = Patterns::decide(&cube, &version, &areas, Threshold::default());
    assert!(
        patterns
            .crossed("R1", Group::Sex, &code("nowhere"), Some("1"))
            .is_some()
    );
    assert!(
        patterns
            .crossed("no such item", Group::Age, &code("a"), None)
            .is_some()
    );
    let crossing = Crossing::of_townships(&areas, Group::Sex);
    let asked = |measure| estimated(&cube, &patterns, &crossing, &code("a"), measure);
    let key = IndexKey::Harmony;
    assert!(
        patterns
            .crossed_index(&key, Group::Sex, &code("a"), None)
            .is_some()
    );
    assert_eq!(
        asked(Measure::Index(&key)),
        Err(QueryError::UnknownIndex(key.clone()))
    );
    assert_eq!(
        asked(Measure::Score(&version, "R1")),
        Err(QueryError::UnknownItem("R1".into()))
    );
}

#[test]
fn deciding_ends_soon_after_nobody_waits_and_gives_nothing_half_done() {
    let (cube, version, areas) = (folded(&[]), version(), areas());
    let asked = AtomicUsize::new(0);
    let decided = |most: usize| {
        asked.store(0, Relaxed);
        let stopped = || asked.fetch_add(1, Relaxed) >= most;
        Patterns::decide_beside(&cube, &version, &areas, Threshold::default(), &stopped)
    };
    let whole = Patterns::decide(&cube, &version, &areas, Threshold::default());
    assert_eq!(decided(usize::MAX), Some(whole));
    let all = asked.load(Relaxed);
    assert!(all > 8);
    for most in [0, 1, 5, all - 1] {
        assert_eq!(decided(most), None, "{most} of {all}");
        assert!(asked.load(Relaxed) <= all);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn kept_patterns_give_the_tables_that_deciding_gives(
        rows in proptest::collection::vec(response(), 100..240)
    ) {
        let (cube, version, threshold) = (folded(&rows), version(), Threshold::default());
        let decided = Patterns::decide(&cube, &version, &areas(), threshold);
        let text = serde_json::to_string(&decided).unwrap();
        let kept: Patterns = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&kept, &decided);
        for cut in cuts() {
            prop_assert_eq!(
                breakdown_kept(&cube, &version, &cut, &kept),
                breakdown_from(&cube, &version, &cut, threshold)
            );
        }
    }

    #[test]
    fn a_township_by_a_group_has_the_error_of_its_villages_and_hides_what_the_breakdown_hides(
        rows in proptest::collection::vec(response(), 100..240)
    ) {
        let (cube, version, areas) = (folded(&rows), version(), areas());
        let patterns = Patterns::decide(&cube, &version, &areas, Threshold::default());
        let crossing = Crossing::of_townships(&areas, Group::Sex);
        let told = breakdown_from(&cube, &version, &Cut::Crossing(crossing.clone()), Threshold::default());
        let item = told.items.iter().find(|i| i.item == "R1").unwrap();
        for (township, villages) in [("a", ["v0", "v1"]), ("b", ["v2", "v3"])] {
            let of = code(township);
            let found = estimated(&cube, &patterns, &crossing, &of, Measure::Score(&version, "R1")).unwrap();
            for row in &found {
                let shown = item.rows.iter().find(|r| r.within.as_deref() == Some(township) && r.key == row.key);
                prop_assert_eq!(row.hidden, shown.unwrap().hidden);
                prop_assert_eq!(row.estimate.is_none(), row.hidden.is_some());
                let Some(estimate) = &row.estimate else { continue };
                let there: Vec<&str> = villages.into_iter()
                    .filter(|v| rows.iter().any(|r| r.area.as_str() == *v)).collect();
                let rated = |village: &str| -> Vec<(f64, f64)> {
                    let own = rows.iter().filter(|r| r.area.as_str() == village && r.sex == row.key);
                    own.filter_map(|r| Some((weight(r), scores(&version, r)["R1"].flatten()?))).collect()
                };
                let people: usize = there.iter().map(|village| rated(village).len()).sum();
                prop_assert_eq!(estimate.n, people as u64);
                let sums: Vec<PsuSums> = there.iter().map(|village| {
                    let mut sums = PsuSums::default();
                    rated(village).iter().for_each(|(w, y)| sums.merge(&PsuSums::person(*w, *y)));
                    // people of weight zero are among those who answered
                    PsuSums { n: rated(village).len() as u64, ..sums }
                }).collect();
                let want = Design::clusters(sums.len()).mean(&sums);
                for (a, b) in [(estimate.value, want.value), (estimate.se, want.se)] {
                    prop_assert_eq!(a.is_some(), b.is_some());
                    prop_assert!(a.zip(b).is_none_or(|(a, b)| (a - b).abs() < 1e-6 * (1.0 + b.abs())), "{:?} {:?}", a, b);
                }
            }
        }
    }
    #[test]
    fn an_index_is_estimated_too_and_hidden_where_fewer_than_ten_have_it(
        rows in proptest::collection::vec(response(), 100..240)
    ) {
        let (cube, version, areas) = (folded(&rows), version(), areas());
        let patterns = Patterns::decide(&cube, &version, &areas, Threshold::default());
        let crossing = Crossing::of_townships(&areas, Group::Sex);
        let roads = IndexKey::Domain("roads".to_owned());
        prop_assert!(cube.indices().contains(&roads));
        for (township, villages) in [("a", ["v0", "v1"]), ("b", ["v2", "v3"])] {
            let found = estimated(&cube, &patterns, &crossing, &code(township), Measure::Index(&roads)).unwrap();
            for row in &found {
                prop_assert_eq!(row.estimate.is_none(), row.hidden.is_some());
                let rated = |village: &str| -> Vec<(f64, f64)> {
                    let own = rows.iter().filter(|r| r.area.as_str() == village && r.sex == row.key);
                    own.filter_map(|r| Some((weight(r), index(&scores(&version, r), &["R1", "R2", "R3"])?))).collect()
                };
                let there: Vec<&str> = villages.into_iter()
                    .filter(|v| rows.iter().any(|r| r.area.as_str() == *v)).collect();
                let people: usize = there.iter().map(|village| rated(village).len()).sum();
                let asked = rows.iter().filter(|r| villages.contains(&r.area.as_str()) && r.sex == row.key).count();
                prop_assert!(people >= 10 || row.hidden.is_some() || asked == 0, "{} of {}", people, asked);
                let Some(estimate) = &row.estimate else { continue };
                prop_assert_eq!(estimate.n, people as u64);
                let sums: Vec<PsuSums> = there.iter().map(|village| {
                    let mut sums = PsuSums::default();
                    rated(village).iter().for_each(|(w, y)| sums.merge(&PsuSums::person(*w, *y)));
                    PsuSums { n: rated(village).len() as u64, ..sums }
                }).collect();
                let want = Design::clusters(sums.len()).mean(&sums);
                for (a, b) in [(estimate.value, want.value), (estimate.se, want.se)] {
                    prop_assert_eq!(a.is_some(), b.is_some());
                    prop_assert!(a.zip(b).is_none_or(|(a, b)| (a - b).abs() < 1e-6 * (1.0 + b.abs())), "{:?} {:?}", a, b);
                }
            }
        }
    }
}
