//! Bad input by name: each has the code of STATISTICS §2.13 where a figure would stand, and no figure that looks real.

use std::collections::BTreeSet;

use super::*;

/// The report of the county spoilt in one way; nothing in it is without a figure or a code, and no figure is not finite.
fn of(what: &str, change: impl Fn(&mut County, &mut Vec<ResponseRow>)) -> Report {
    let (mut county, mut rows) = (county(), people(20, 77));
    change(&mut county, &mut rows);
    let found = whole(&county, &[fieldwork(&rows)], what);
    missing::each_has_a_status(&found, what);
    found
}

/// Scores for roads: the status of each township, and whether there is a value.
fn roads(found: &Report) -> Vec<(bool, Option<&'static str>)> {
    let roads = found.scores.iter().find(|m| m.measure == "roads").unwrap();
    roads
        .places
        .iter()
        .map(|p| (p.value.is_some(), p.status))
        .collect()
}

/// What stands in the way of judging roads, each gate once; `judged` where nothing does.
fn gates(found: &Report) -> BTreeSet<&str> {
    let cells = found
        .verdicts
        .cells
        .iter()
        .filter(|c| c.domain.as_str() == "roads");
    cells.map(|c| c.gate.as_deref().unwrap_or("judged")).collect()
}

/// What stands in the way of spending per resident on roads.
fn spending(found: &Report) -> BTreeSet<Option<&'static str>> {
    let roads = found.exposure.iter().find(|e| e.domain.as_str() == "roads");
    roads
        .into_iter()
        .flat_map(|e| e.places.iter().map(|p| p.status))
        .collect()
}

fn every(change: impl Fn(&mut ResponseRow)) -> impl Fn(&mut County, &mut Vec<ResponseRow>) {
    move |_, rows| rows.iter_mut().for_each(&change)
}

fn only(keep: impl Fn(&str) -> bool) -> impl Fn(&mut County, &mut Vec<ResponseRow>) {
    move |_, rows| rows.retain(|r| keep(r.area.as_str()))
}

fn amounts(change: impl Fn(&mut Spending)) -> impl Fn(&mut County, &mut Vec<ResponseRow>) {
    move |county, _| county.spending.iter_mut().for_each(&change)
}

#[test]
fn zero_weights_and_answers_that_are_all_dont_know_are_no_data() {
    for (what, found) in [
        ("zero weights", of("zero weights", every(|r| r.weight = 0.0))),
        (
            "all don't know",
            of("all don't know", every(|r| r.answers = all(8))),
        ),
    ] {
        assert!(
            roads(&found).iter().all(|s| *s == (false, Some("NO_DATA"))),
            "{what}"
        );
        assert_eq!(gates(&found), BTreeSet::from(["NO_DATA"]), "{what}");
        assert!(
            found.verdicts.list.is_none() && found.standing.is_none(),
            "{what}"
        );
    }
}

#[test]
fn an_empty_stratum_is_no_data_and_the_others_have_their_figures() {
    let found = of("empty stratum", only(|village| !village.starts_with("T04")));
    for (i, score) in roads(&found).into_iter().enumerate() {
        let empty = i == 4;
        assert_eq!(score, (!empty, empty.then_some("NO_DATA")));
    }
    let measure = found.scores.iter().find(|m| m.measure == "roads").unwrap();
    assert!(measure.county.as_ref().unwrap().se.is_some());
}

#[test]
fn one_village_and_one_township_give_a_score_and_no_relation() {
    let village = of("one village", only(|village| village == "T01V1"));
    let township = of("one township", only(|village| village.starts_with("T01")));
    for (found, status) in [(&village, Some("VARIANCE_BORROWED")), (&township, None)] {
        for (i, score) in roads(found).into_iter().enumerate() {
            assert_eq!(
                score,
                if i == 1 {
                    (true, status)
                } else {
                    (false, Some("NO_DATA"))
                }
            );
        }
        assert_eq!(gates(found), BTreeSet::from(["INSUFFICIENT_UNITS", "NO_DATA"]));
        assert_eq!(
            found.association.domain_fixed_effects_status,
            Some("INSUFFICIENT_UNITS")
        );
        assert_eq!(found.standing_status, Some("INSUFFICIENT_UNITS"));
    }
}

#[test]
fn ties_throughout_and_everybody_satisfied_have_no_error_and_no_verdict() {
    for (what, answer, value) in [("all ties", 3, 50.0), ("100 % satisfied", 5, 100.0)] {
        let found = of(what, every(|r| r.answers = all(answer)));
        let measure = found.scores.iter().find(|m| m.measure == "roads").unwrap();
        for place in &measure.places {
            assert_eq!((place.value, place.status), (Some(value), Some("NO_VARIATION")));
            assert!(place.se.is_none() && place.interval.is_none(), "{place:?}");
        }
        assert_eq!(gates(&found), BTreeSet::from(["NO_SAMPLING_ERROR"]), "{what}");
        assert_eq!(
            found.association.domain_fixed_effects_status,
            Some("NO_VARIATION")
        );
    }
}

#[test]
fn spending_that_is_the_same_everywhere_or_negative_judges_nothing() {
    let number = |area: &AreaCode| area.as_str()[1..].parse::<i64>().unwrap();
    let same = of(
        "constant spend",
        amounts(|s| s.amount = Money((1000 + 300 * number(&s.area)) * 10_000)),
    );
    assert_eq!(gates(&same), BTreeSet::from(["NO_VARIATION"]));
    let negative = of("negative amounts", amounts(|s| s.amount = Money(-s.amount.0)));
    assert_eq!(spending(&negative), BTreeSet::from([Some("NO_DATA")]));
    assert_eq!(gates(&negative), BTreeSet::from(["NO_SPENDING"]));
}

#[test]
fn residents_of_missing_years_none_at_all_or_without_end_are_no_population() {
    for found in [
        of("missing years", |county, _| {
            county.population.retain(|p| p.year < 2024);
        }),
        of("no population", |county, _| county.population.clear()),
        of("residents without end", |county, _| {
            county
                .population
                .iter_mut()
                .for_each(|p| p.population = f64::INFINITY);
        }),
    ] {
        assert_eq!(spending(&found), BTreeSet::from([Some("NO_POPULATION")]));
        assert_eq!(gates(&found), BTreeSet::from(["NO_POPULATION"]));
        assert!(found.notices.contains(&"NO_POPULATION"));
    }
}

/// Money cannot be infinite: it is a whole number, and a file that says so is refused at its row. The most it can be, a context
/// without end, and one that says the same three times leave what they do not touch.
#[test]
fn the_largest_amounts_a_context_without_end_and_a_collinear_one_leave_the_rest_as_it_is() {
    let plain = of("plain", |_, _| ());
    for found in [
        of("largest amounts", amounts(|s| s.amount = Money(i64::MAX))),
        of("infinite context", |county, _| {
            county.indicators.iter_mut().for_each(|i| i.value = f64::INFINITY);
        }),
        of("collinear context", |county, _| {
            let same = |i: &Indicator| ["density", "urban_share"].map(|name| like(i, name));
            let more: Vec<Indicator> = county.indicators.iter().flat_map(same).collect();
            county.indicators.extend(more);
        }),
    ] {
        assert_eq!(roads(&found), roads(&plain));
        assert!(gates(&found).contains("judged"));
    }
}
