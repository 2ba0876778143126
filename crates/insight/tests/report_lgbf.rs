//! The report on the LGBF data: every figure of the golden `lgbf_public`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod lgbf;

use std::collections::BTreeMap;

use insight::report::{County, Input, Report, Settings, frozen::Frozen, report};
use serde_json::Value;
use stats::relation::domain_effects::{Cell, domain_effects};

use lgbf::{file, loaded};

/// As the demo loads it: cash, and a deflator.
fn county() -> County {
    loaded("spend_cash_k")
}

/// In real prices as the source computed them, which the golden was made of: the index of all years is one.
fn in_real_prices() -> County {
    let mut flat = county().deflator;
    flat.iter_mut().for_each(|d| d.index = 1.0);
    County {
        deflator: flat,
        ..loaded("spend_real_k")
    }
}

fn made(settings: &Settings) -> Report {
    made_of(&county(), settings)
}

fn made_of(county: &County, settings: &Settings) -> Report {
    let frozen = Frozen::proposed();
    report(&Input {
        county,
        fieldworks: &[],
        settings,
        frozen: &frozen,
        wave: Some("2017-20"),
        drivers: &BTreeMap::new(),
        errors: &BTreeMap::new(),
    })
    .unwrap()
}

#[track_caller]
fn close(found: &Value, want: &Value, tolerance: f64, what: &str) {
    let (found, want) = (found.as_f64().unwrap(), want.as_f64().unwrap());
    assert!(
        (found - want).abs() <= tolerance * want.abs(),
        "{what}: {found} is not {want}"
    );
}

#[test]
fn golden_lgbf_public() {
    is_golden(&in_real_prices(), 1e-8, 1e-6);
}

/// The figures of the golden, or of a report, that are numbers: by service and name.
fn numbers(per_domain: &Value, own: bool) -> BTreeMap<String, f64> {
    let mut found = BTreeMap::new();
    for (domain, of) in per_domain.as_object().unwrap() {
        let mut add = |name: &str, value: &Value| {
            found.insert(format!("{domain} {name}"), value.as_f64().unwrap());
        };
        for name in ["pearson", "pearson_p", "spearman", "theil_sen"] {
            add(name, &of[name]);
        }
        for name in ["fisher_ci", "loo_pearson", "theil_sen_ci95", "theil_sen_loo"] {
            (0..2).for_each(|end| add(&format!("{name} {end}"), &of[name][end]));
        }
        let partial = match own {
            true => [&of["partial"]["r"], &of["partial"]["p"]],
            false => [&of["partial_given_ln_population"], &of["partial_p"]],
        };
        add("partial r", partial[0]);
        add("partial p", partial[1]);
    }
    found
}

/// The source prints money in prices of one year to a tenth of a pound, and so the golden was made; here the money as it was
/// paid is deflated. By no more than what each line moves through that, taken all to one side, do the figures differ.
#[test]
fn golden_lgbf_public_deflated_here_within_what_the_rounding_of_the_source_leaves() {
    let golden: Value = serde_json::from_str(&file("lgbf_public.json")).unwrap();
    let want = numbers(&golden["outputs"]["per_domain"], false);
    let plain = county();
    let of = |county: &County| {
        let settings = Settings {
            permutations: 1,
            ..Settings::default()
        };
        let found = serde_json::to_value(made_of(county, &settings)).unwrap();
        numbers(&found["association"]["per_domain"], true)
    };
    let found = of(&plain);
    // what each line was moved by, in pence of the year it was paid in
    let index: BTreeMap<i32, f64> = plain.deflator.iter().map(|d| (d.year, d.index)).collect();
    let rounded = loaded("spend_real_k");
    let moved: Vec<i64> = (plain.spending.iter().zip(&rounded.spending))
        .map(|(paid, real)| {
            let as_paid = real.amount.0 as f64 * index[&paid.year];
            (paid.amount.0 as f64 - as_paid).abs().ceil() as i64
        })
        .collect();
    assert!(
        moved.iter().all(|pence| *pence <= 16),
        "no more than the last digits of two columns"
    );
    let mut bound: BTreeMap<String, f64> = want.keys().map(|name| (name.clone(), 0.0)).collect();
    for area in &plain.areas {
        let mut other = plain.clone();
        for (line, pence) in other
            .spending
            .iter_mut()
            .zip(&moved)
            .filter(|(l, _)| l.area == area.code)
        {
            line.amount.0 += pence;
        }
        for (name, figure) in of(&other) {
            *bound.get_mut(&name).unwrap() += (figure - found[&name]).abs();
        }
    }
    let mut largest = 0.0_f64;
    for (name, want) in &want {
        let off = (found[name] - want).abs();
        assert!(
            off <= bound[name] + 1e-8 * want.abs(),
            "{name}: {} is not {want}, nor within {}",
            found[name],
            bound[name]
        );
        largest = largest.max(off / want.abs());
    }
    // what the report of the built program is held to
    assert!(largest <= 2e-6, "{largest}");
}

fn is_golden(county: &County, tolerance: f64, tolerance_df: f64) {
    let golden: Value = serde_json::from_str(&file("lgbf_public.json")).unwrap();
    let found = serde_json::to_value(made_of(county, &Settings::default())).unwrap();
    let domains = golden["outputs"]["per_domain"].as_object().unwrap();
    assert_eq!(domains.len(), 5);
    for (domain, want) in domains {
        let own = &found["association"]["per_domain"][domain];
        assert_eq!(own["n"], want["n"]);
        for name in ["pearson", "pearson_p", "spearman", "theil_sen"] {
            close(&own[name], &want[name], tolerance, &format!("{domain} {name}"));
        }
        for name in ["fisher_ci", "loo_pearson", "theil_sen_ci95", "theil_sen_loo"] {
            for end in 0..2 {
                close(
                    &own[name][end],
                    &want[name][end],
                    tolerance,
                    &format!("{domain} {name}"),
                );
            }
        }
        assert_eq!(own["loo_min_dropped"]["name"], want["loo_min_dropped"]);
        assert_eq!(own["loo_max_dropped"]["name"], want["loo_max_dropped"]);
        assert_eq!(own["partial"]["given"], serde_json::json!(["ln_population"]));
        close(
            &own["partial"]["r"],
            &want["partial_given_ln_population"],
            tolerance,
            domain,
        );
        close(&own["partial"]["p"], &want["partial_p"], tolerance, domain);
    }
    let (own, want) = (
        &found["association"]["domain_fixed_effects"],
        &golden["outputs"]["domain_fixed_effects"],
    );
    for name in ["coef", "se_cr2", "p"] {
        close(&own[name], &want[name], tolerance, name);
    }
    close(&own["df"], &want["df"], tolerance_df, "df");
    assert_eq!((&own["n"], &own["clusters"]), (&want["n"], &want["clusters"]));
}

#[test]
fn without_sampling_errors_there_is_no_interval_no_rank_and_no_verdict() {
    let found = made(&Settings::default());
    assert!(
        found
            .scores
            .iter()
            .flat_map(|m| &m.places)
            .all(|p| p.se.is_none() && p.interval.is_none())
    );
    assert!(
        found
            .comparison
            .iter()
            .all(|c| c.status == Some("NO_SAMPLING_ERROR"))
    );
    assert!(
        found
            .comparison
            .iter()
            .flat_map(|c| &c.places)
            .all(|p| p.rank.is_none())
    );
    assert!(
        found
            .verdicts
            .cells
            .iter()
            .all(|v| v.verdict.is_none() && v.gate.is_some())
    );
    assert!(found.verdicts.list.is_none());
    let e1 = &found.equations[0];
    // the slope is not told from nothing, and single councils turn it
    assert_eq!(
        (e1.outcome, e1.units, e1.places),
        ("NOT_ENOUGH_DATA", 160, 32),
        "{e1:?}"
    );
    assert!(e1.interval90.unwrap()[0] < 0.0 && e1.interval90.unwrap()[1] > 0.0);
    assert!(found.equations[1..].iter().all(|e| e.outcome == "NO_DATA"));
}

#[test]
fn declared_answers_give_verdicts_that_carry_the_declaration() {
    let settings = Settings {
        assumed_n: Some(600.0),
        assumed_deff: Some(1.2),
        ..Settings::default()
    };
    let found = made(&settings);
    assert!(
        found
            .scores
            .iter()
            .all(|m| m.notices.contains(&"VARIANCE_ASSUMED"))
    );
    assert!(
        found
            .scores
            .iter()
            .flat_map(|m| &m.places)
            .all(|p| p.interval.is_none())
    );
    let cells = &found.verdicts.cells;
    assert_eq!(cells.len(), 160);
    assert!(cells.iter().all(|v| v.verdict.is_some() != v.gate.is_some()));
    assert!(cells.iter().filter(|v| v.verdict.is_some()).count() > 140);
    assert_eq!(found.judgements.settings.assumed_n, Some(600.0));
}

#[test]
fn ranks_ask_for_as_many_answers_as_verdicts_do() {
    // 25 answers are none to rank by, nor are 600 that are worth 15
    for (n, deff) in [(25.0, 1.0), (600.0, 40.0)] {
        let found = made(&Settings {
            assumed_n: Some(n),
            assumed_deff: Some(deff),
            ..Settings::default()
        });
        let places = found.comparison.iter().flat_map(|c| &c.places);
        assert!(places.clone().count() == 160);
        for place in places {
            assert!(
                place.hatched && place.rank.is_none() && !place.bottom,
                "{place:?}"
            );
            assert_eq!((place.p_top, place.p_bottom), (None, None));
        }
        let gated = |gate: &str| {
            found
                .verdicts
                .cells
                .iter()
                .all(|c| c.gates.iter().any(|g| g == gate))
        };
        assert!(gated("SMALL_BASE"));
    }
}

/// The published scores with so many answers and such an error.
fn published_with(n: Option<f64>, se: Option<f64>) -> Report {
    let mut county = county();
    county.scores.iter_mut().for_each(|s| (s.n, s.se) = (n, se));
    made_of(&county, &Settings::default())
}

#[test]
fn a_published_error_says_what_the_answers_are_worth() {
    let small = |found: &Report| {
        let cells = &found.verdicts.cells;
        cells
            .iter()
            .filter(|c| c.gates.iter().any(|g| g == "SMALL_BASE"))
            .count()
    };
    // 600 answers with an error of 2 points are enough; with one of 12 they are worth at most 17
    assert_eq!(small(&published_with(Some(600.0), Some(2.0))), 0);
    let wide = published_with(Some(600.0), Some(12.0));
    assert_eq!(small(&wide), wide.verdicts.cells.len());
    // how many there were nobody says: no verdict and no rank
    let unknown = published_with(None, Some(2.0));
    assert!(
        unknown
            .verdicts
            .cells
            .iter()
            .all(|c| c.gates.iter().any(|g| g == "BASE_UNKNOWN"))
    );
    assert!(
        unknown
            .comparison
            .iter()
            .flat_map(|c| &c.places)
            .all(|p| p.rank.is_none())
    );
}

#[test]
fn the_same_input_in_any_order_gives_the_same_bytes() {
    let settings = Settings::default();
    let frozen = Frozen::proposed();
    let (straight, mut turned) = (county(), county());
    turned.spending.reverse();
    turned.scores.reverse();
    turned.areas.reverse();
    turned.population.reverse();
    let bytes = |county: &County| {
        let found = report(&Input {
            county,
            fieldworks: &[],
            settings: &settings,
            frozen: &frozen,
            wave: None,
            drivers: &BTreeMap::new(),
            errors: &BTreeMap::new(),
        });
        serde_json::to_string(&found.unwrap()).unwrap()
    };
    assert_eq!(bytes(&straight), bytes(&turned));
}

#[test]
fn published_waves_that_share_years_are_named_and_not_compared() {
    let said = made(&Settings::default());
    let own = county();
    let year = said.wave.year;
    let shares = own.scores.iter().any(|s| s.year < year && s.year > year - 3);
    assert_eq!(said.notices.contains(&"WINDOW_OVERLAP"), shares);
    let mut yearly = own.clone();
    let before = own.scores.iter().filter(|s| s.year == year).cloned();
    yearly.scores.extend(before.map(|s| survey::PublishedScore {
        wave: "the year before".to_owned(),
        year: year - 1,
        ..s
    }));
    let said = made_of(&yearly, &Settings::default());
    assert!(said.notices.contains(&"WINDOW_OVERLAP"));
    assert!(!said.notices.contains(&"ONE_WAVE"));
    // where the one wave before shares years, two stand there: that there is only one would be untrue
    let mut two = yearly.clone();
    two.scores.retain(|s| s.year >= year - 1);
    let two = made_of(&two, &Settings::default());
    assert_eq!(two.wave.before, None);
    assert!(two.notices.contains(&"WINDOW_OVERLAP") && !two.notices.contains(&"ONE_WAVE"));
    let mut one = yearly.clone();
    one.scores.retain(|s| s.year == year);
    let one = made_of(&one, &Settings::default());
    assert!(one.notices.contains(&"ONE_WAVE") && !one.notices.contains(&"WINDOW_OVERLAP"));
    assert_ne!(said.wave.before.as_deref(), Some("the year before"));
}

#[test]
fn the_first_equation_is_the_slope_of_ln_spending_times_ln_2() {
    let found = made(&Settings::default());
    // place and service effects on ln of spending, as the methods have it
    let mut cells = Vec::new();
    for (domain, exposure) in found.exposure.iter().enumerate() {
        let scored = found
            .scores
            .iter()
            .find(|m| m.measure == exposure.domain.as_str());
        for (place, (score, spent)) in scored.unwrap().places.iter().zip(&exposure.places).enumerate() {
            cells.push(Cell {
                place,
                domain,
                x: spent.per_resident.unwrap().ln(),
                y: score.value.unwrap(),
            });
        }
    }
    let slope = domain_effects(&cells, true).unwrap().slope;
    let e1 = &found.equations[0];
    let near = |found: f64, want: f64, within: f64| assert!((found - want).abs() < within, "{e1:?}");
    near(
        e1.estimate.unwrap(),
        slope.estimate * std::f64::consts::LN_2,
        1e-9,
    );
    let [low, high] = e1.interval90.unwrap();
    near(low, slope.interval.low * std::f64::consts::LN_2, 1e-9);
    near(high, slope.interval.high * std::f64::consts::LN_2, 1e-9);
    // twice the spending goes with 3.6 points more, which is told from nothing hardly
    near(e1.estimate.unwrap(), 3.586, 5e-4);
    near(low, -0.14, 5e-3);
    near(high, 7.31, 5e-3);
    assert_eq!(e1.without_spending, 0);
}
