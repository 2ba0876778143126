//! The three equations are tested as they were frozen: by their method, context and smallest effect, a place counted once.

use insight::report::{
    equations::Equation,
    hypothesis::{Hypotheses, Hypothesis, Primary, X, Y},
    settings::ExposureRule,
};

use super::*;

/// A hypothesis on spending and the scores of services.
fn frozen(primary: Primary) -> Hypothesis {
    Hypothesis {
        id: "H".to_owned(),
        question: BTreeMap::new(),
        x: X::Spending { domains: Vec::new() },
        y: Y::Domains,
        context: Vec::new(),
        lag: 0,
        sesoi: None,
        primary,
    }
}

/// Money of 2023 beside that of 2025, the same on every service of a place.
pub(super) fn two_years() -> County {
    let mut county = county();
    for line in &mut county.spending {
        let i: i64 = line.area.as_str()[1..].parse().unwrap();
        line.amount = Money((100 + i * 37 % 110) * (1000 + 300 * i) * 100);
    }
    let earlier: Vec<Spending> = county
        .spending
        .iter()
        .map(|line| {
            let i: i64 = line.area.as_str()[1..].parse().unwrap();
            Spending {
                year: 2023,
                amount: Money((90 + i * 53 % 70) * (1000 + 300 * i) * 100),
                ..line.clone()
            }
        })
        .collect();
    county.spending.extend(earlier);
    county
}

/// Everybody says of water and culture what they say of roads.
fn alike(mut rows: Vec<ResponseRow>) -> Vec<ResponseRow> {
    for row in &mut rows {
        let mut answers = serde_json::to_value(&row.answers).unwrap();
        let roads = answers["S_ROADS"].clone();
        for item in ["S_WATER", "S_CULTURE"] {
            answers[item] = roads.clone();
        }
        row.answers = serde_json::from_value(answers).unwrap();
    }
    rows
}

pub(super) fn waves() -> [Fieldwork; 2] {
    let then = Fieldwork {
        id: "w2023".to_owned(),
        year: 2023,
        ..fieldwork(&alike(people(40, 31)))
    };
    [then, fieldwork(&alike(people(40, 32)))]
}

fn answered_of(county: &County, fields: &[Fieldwork], hypothesis: Hypothesis) -> Equation {
    let rules = DOMAINS.map(|d| (d.to_owned(), ExposureRule::default()));
    let settings = Settings {
        domains: BTreeMap::from(rules),
        ..quick()
    };
    let found = report(&Input {
        county,
        fieldworks: fields,
        settings: &settings,
        frozen: &Frozen::given(Hypotheses {
            version: 1,
            hypotheses: vec![hypothesis],
        }),
        wave: None,
        drivers: &BTreeMap::new(),
        errors: &BTreeMap::new(),
    });
    found.unwrap().equations.remove(0)
}

fn answered(hypothesis: Hypothesis) -> Equation {
    answered_of(&two_years(), &waves(), hypothesis)
}

fn near(a: [f64; 2], b: [f64; 2]) -> bool {
    (a[0] - b[0]).abs() < 1e-6 && (a[1] - b[1]).abs() < 1e-6
}

#[test]
fn a_service_that_says_the_same_again_makes_a_bracket_no_surer() {
    let two = answered(Hypothesis {
        x: X::Spending {
            domains: vec!["roads".to_owned(), "water".to_owned()],
        },
        ..frozen(Primary::Bracket)
    });
    let three = answered(frozen(Primary::Bracket));
    assert_eq!((two.units, three.units), (2 * TOWNSHIPS, 3 * TOWNSHIPS));
    assert_eq!((two.places, three.places), (TOWNSHIPS, TOWNSHIPS));
    assert!(
        near(two.interval90.unwrap(), three.interval90.unwrap()),
        "{two:?} {three:?}"
    );
    assert!((two.df.unwrap() - three.df.unwrap()).abs() < 1e-6);
    assert!(three.df.unwrap() < TOWNSHIPS as f64, "{three:?}");
    let [change, ancova] = three.bracket.unwrap();
    assert_eq!(three.estimate.unwrap().abs(), change.abs().min(ancova.abs()));
}

#[test]
fn a_bracket_says_which_township_it_hangs_on() {
    let found = answered(frozen(Primary::Bracket));
    let without = found.without.unwrap();
    let (low, high) = (without.lowest.unwrap(), without.highest.unwrap());
    assert!(low.estimate < high.estimate && low.place != high.place);
    assert!(low.place.name.ends_with(" name"));
    assert_eq!(
        !without.decisive.is_empty(),
        found.notices.iter().any(|n| n == "FRAGILE"),
        "{:?}",
        found.notices
    );

    // one township alone moves: all that is seen hangs on it
    let mut county = two_years();
    let same: Vec<Spending> = county.spending.clone();
    for line in county.spending.iter_mut().filter(|s| s.year == 2023) {
        let now = same
            .iter()
            .find(|s| s.year == 2025 && s.area == line.area && s.domain == line.domain);
        let factor = if line.area == code("T05") { 0.25 } else { 1.0 };
        let wobble = 1.0 + 0.001 * (line.area.as_str().as_bytes()[2] % 5) as f64;
        line.amount = Money((now.unwrap().amount.0 as f64 * factor * wobble) as i64);
    }
    let mut risen = alike(people(40, 32));
    for row in risen.iter_mut().filter(|r| r.area.as_str().starts_with("T05")) {
        row.answers = all(5);
    }
    let [then, _] = waves();
    let found = answered_of(&county, &[then, fieldwork(&risen)], frozen(Primary::Bracket));
    let names: Vec<&str> = found
        .without
        .iter()
        .flat_map(|w| &w.decisive)
        .map(|n| n.area.as_str())
        .collect();
    assert!(names.contains(&"T05"), "{found:?}");
    assert!(found.notices.iter().any(|n| n == "FRAGILE"));
    assert_eq!(found.outcome, "NOT_ENOUGH_DATA");
}

#[test]
fn a_bracket_holds_its_frozen_context_equal_or_concludes_nothing() {
    let plain = answered(frozen(Primary::Bracket));
    let given = |context: &str| {
        answered(Hypothesis {
            context: vec![context.to_owned()],
            ..frozen(Primary::Bracket)
        })
    };
    let held = given("grids_per_1000");
    assert_eq!(held.context, ["grids_per_1000"]);
    assert!((held.estimate.unwrap() - plain.estimate.unwrap()).abs() > 1e-6);
    assert!(!held.notices.iter().any(|n| n == "CONTEXT_INCOMPLETE"));
    let missing = given("density");
    assert_eq!(missing.outcome, "NOT_ENOUGH_DATA");
    assert_eq!(missing.context_left_out[0].status, "NO_DATA");
    assert!(missing.notices.iter().any(|n| n == "CONTEXT_INCOMPLETE"));
}

#[test]
fn a_correlation_without_its_frozen_context_concludes_nothing_and_names_what_it_hangs_on() {
    let over_places = |context: &[&str]| {
        answered(Hypothesis {
            x: X::Indicators {
                members: vec!["grids_per_1000".to_owned()],
            },
            y: Y::Outcomes {
                items: vec!["Q_HAPPY".to_owned()],
            },
            context: context.iter().map(|c| (*c).to_owned()).collect(),
            ..frozen(Primary::Correlation)
        })
    };
    let held = over_places(&["ln_population"]);
    assert_eq!(held.context, ["ln_population"]);
    assert_eq!(held.partial.unwrap()[0], held.estimate.unwrap());
    let without = held.without.unwrap();
    assert!(without.lowest.unwrap().estimate < held.estimate.unwrap());
    // one for six places: of twelve a third cannot be held equal
    let mut two = two_years();
    let more: Vec<Indicator> = two
        .indicators
        .iter()
        .flat_map(|i| {
            let turned = (i.value * i.value + i.area.as_str().as_bytes()[2] as f64) % 7.0;
            [("density", turned), ("urban_share", 7.0 - turned * turned % 5.0)].map(|(name, value)| {
                Indicator {
                    indicator: name.to_owned(),
                    value,
                    ..i.clone()
                }
            })
        })
        .collect();
    two.indicators.extend(more);
    let many = answered_of(
        &two,
        &waves(),
        Hypothesis {
            x: X::Spending { domains: Vec::new() },
            y: Y::Outcomes {
                items: vec!["Q_HAPPY".to_owned()],
            },
            context: ["ln_population", "density", "urban_share"]
                .map(str::to_owned)
                .to_vec(),
            ..frozen(Primary::Correlation)
        },
    );
    assert_eq!(many.context.len(), 2);
    assert_eq!(many.context_left_out[0].status, "INSUFFICIENT_UNITS");
    assert_eq!(many.outcome, "NOT_ENOUGH_DATA");
    assert!(many.notices.iter().any(|n| n == "CONTEXT_INCOMPLETE"));
}

#[test]
fn the_frozen_smallest_effect_is_the_one_that_decides() {
    for primary in [Primary::DomainFixedEffects, Primary::Bracket] {
        let found = answered(Hypothesis {
            sesoi: Some(7.5),
            ..frozen(primary)
        });
        assert_eq!((found.sesoi, found.unit), (7.5, "points_per_doubling"));
        assert_eq!(answered(frozen(primary)).sesoi, 2.0);
    }
}

#[test]
fn a_bracket_of_outcomes_is_a_bracket_and_what_cannot_run_is_not_run() {
    let outcome = answered(Hypothesis {
        y: Y::Outcomes {
            items: vec!["Q_HAPPY".to_owned()],
        },
        ..frozen(Primary::Bracket)
    });
    assert!(outcome.bracket.is_some(), "{outcome:?}");
    assert_eq!((outcome.unit, outcome.units), ("points_per_doubling", TOWNSHIPS));
    for wrong in [
        frozen(Primary::Correlation),
        Hypothesis {
            context: vec!["grids_per_1000".to_owned()],
            ..frozen(Primary::DomainFixedEffects)
        },
    ] {
        let found = answered(wrong);
        assert_eq!((found.outcome, found.estimate), ("NO_DATA", None));
        assert_eq!(found.notices, ["CANNOT_RUN_AS_FROZEN"]);
    }
}

#[test]
fn an_open_link_and_slopes_that_part_have_no_better_grade() {
    let both = answered(frozen(Primary::Bracket));
    let [change, ancova] = both.bracket.unwrap();
    let want = if change * ancova > 0.0 {
        "GRADE_B"
    } else {
        "GRADE_C"
    };
    assert_eq!(both.grade, want);
    let [then, now] = waves();
    let open = |f: Fieldwork| Fieldwork { open_link: true, ..f };
    let two = answered_of(&two_years(), &[open(then), open(now)], frozen(Primary::Bracket));
    let plain = fieldwork(&people(40, 33));
    let adjusted = |field| answered_of(&county(), &[field], frozen(Primary::DomainFixedEffects));
    let one = adjusted(open(plain.clone()));
    for found in [two, one] {
        assert!(found.estimate.is_some() && found.grade == "GRADE_D", "{found:?}");
    }
    assert_eq!(adjusted(plain).grade, "GRADE_C");
}

#[test]
fn what_spent_nothing_cannot_be_doubled_and_is_left_out() {
    let all = answered(frozen(Primary::DomainFixedEffects));
    assert_eq!((all.units, all.without_spending), (3 * TOWNSHIPS, 0));
    let zeros = |mut county: County| {
        let roads =
            |s: &&mut Spending| s.domain.as_str() == "roads" && ["T01", "T02"].contains(&s.area.as_str());
        county
            .spending
            .iter_mut()
            .filter(roads)
            .for_each(|s| s.amount = Money(0));
        county
    };
    let nobody = |mut county: County| {
        county
            .population
            .retain(|p| !["T01", "T02"].contains(&p.area.as_str()));
        county
    };
    // in one wave amounts differ by service, in two by year
    let one = vec![fieldwork(&people(40, 32))];
    for (primary, county, fields) in [
        (Primary::DomainFixedEffects, county(), one),
        (Primary::Bracket, two_years(), waves().to_vec()),
    ] {
        let found = answered_of(&zeros(county.clone()), &fields, frozen(primary));
        assert_eq!(
            (found.units, found.without_spending),
            (3 * TOWNSHIPS - 2, 2),
            "{found:?}"
        );
        assert_eq!(found.unit, "points_per_doubling");
        assert!(found.estimate.is_some(), "{found:?}");
        // a cell whose spending nobody knows is none that spent nothing
        let unknown = answered_of(&nobody(county), &fields, frozen(primary));
        assert_eq!(
            (unknown.units, unknown.without_spending),
            (3 * (TOWNSHIPS - 2), 0)
        );
    }
}
