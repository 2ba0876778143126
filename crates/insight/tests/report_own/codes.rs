//! What stands in the way is said by its code, where it stands in the way.

use insight::report::association::lags::LAGS;

use super::*;

fn made_of(county: &County, rows: &[ResponseRow]) -> Report {
    made(county, &[fieldwork(rows)], &quick()).unwrap()
}

#[test]
fn a_township_with_one_village_borrows_its_error_and_one_village_a_stratum_is_told_for_the_county() {
    let mut rows = people(40, 21);
    rows.retain(|r| !r.area.as_str().starts_with("T05") || r.area.as_str().ends_with("V0"));
    let found = made_of(&county(), &rows);
    let roads = found.scores.iter().find(|m| m.measure == "roads").unwrap();
    assert_eq!(roads.places[5].status, Some("VARIANCE_BORROWED"));
    assert!(roads.places[5].se.is_some() && roads.places[4].status.is_none());
    let whole = roads.county.as_ref().unwrap();
    assert_eq!(whole.status, Some("LONELY_PSU"));
    assert!(whole.se.is_some(), "{whole:?}");
}

#[test]
fn capital_that_came_into_use_this_year_is_too_early_to_be_judged() {
    let mut county = county();
    for line in county
        .spending
        .iter_mut()
        .filter(|s| s.domain.as_str() == "roads")
    {
        (line.kind, line.stage) = (LedgerKind::Capital, Stage::InService);
        // the others have been in use for two years
        line.year = if line.area == code("T03") { 2025 } else { 2023 };
    }
    let own = county
        .spending
        .iter()
        .find(|s| s.area == code("T03") && s.domain.as_str() == "roads");
    let early = Spending {
        year: 2023,
        amount: Money(1000),
        ..own.unwrap().clone()
    };
    county.spending.push(early);
    let found = made_of(&county, &people(40, 22));
    let roads = cell(&found, "T03", "roads");
    assert!(roads.gates.iter().any(|g| g == "TOO_EARLY"), "{roads:?}");
    assert_eq!(roads.verdict, None);
    assert!(
        !cell(&found, "T04", "roads")
            .gates
            .iter()
            .any(|g| g == "TOO_EARLY")
    );
}

/// The county's own line on roads, of so much for each of its residents, told over to the townships.
fn with_shared(yuan_per_head: i64) -> County {
    let mut county = county();
    let residents: i64 = (0..TOWNSHIPS as i64).map(|i| 1000 + 300 * i).sum();
    county.spending.push(Spending {
        area: code("C"),
        domain: DomainId::parse("roads").unwrap(),
        amount: Money(yuan_per_head * residents * 100),
        ..county.spending[0].clone()
    });
    county
}

#[test]
fn a_verdict_that_hangs_on_how_shared_money_is_told_over_is_withheld() {
    // alone township 3 spends twice the median; with 3,000 for everybody hardly more than the others
    let found = made_of(&with_shared(3_000), &people(40, 23));
    let roads = cell(&found, "T03", "roads");
    let high = |at: usize| roads.ratios[at].median.min(roads.ratios[at].need) > 1.1;
    assert!(!high(0) && high(2), "{:?}", roads.ratios);
    assert!(
        roads.gates.iter().any(|g| g == "ALLOCATION_SENSITIVE"),
        "{:?}",
        roads.gates
    );
    assert_eq!((roads.verdict.as_deref(), roads.listed), (None, false));
    assert!(roads.gate.is_some());
    // services without a shared line have their verdicts
    assert!(cell(&found, "T03", "water").verdict.is_some());
    let water = cell(&found, "T03", "water");
    assert!(!water.gates.iter().any(|g| g == "ALLOCATION_SENSITIVE"));

    // a little of it moves no class
    let found = made_of(&with_shared(10), &people(40, 23));
    let roads = cell(&found, "T03", "roads");
    assert!(
        !roads.gates.iter().any(|g| g == "ALLOCATION_SENSITIVE"),
        "{:?}",
        roads.gates
    );
    assert_eq!(roads.verdict.as_deref(), Some("NOT_PRODUCING"));
}

#[test]
fn effects_of_services_that_hang_on_one_township_say_so() {
    let usual = made_of(&county(), &people(40, 25));
    let effects = usual.association.domain_fixed_effects.as_ref().unwrap();
    assert!(effects.df >= 4.0 && effects.notices.is_empty(), "{effects:?}");

    let mut county = county();
    for line in county.spending.iter_mut().filter(|s| s.area == code("T05")) {
        let times = if line.domain.as_str() == "water" {
            0.001
        } else {
            1000.0
        };
        line.amount = Money((line.amount.0 as f64 * times) as i64);
    }
    let found = made_of(&county, &people(40, 25));
    let effects = found.association.domain_fixed_effects.as_ref().unwrap();
    assert!(effects.df < 4.0, "{effects:?}");
    assert_eq!(effects.notices, ["LOW_CLUSTER_DF"]);
}

#[test]
fn a_service_without_figures_says_what_is_missing() {
    let why = |county: &County| -> Vec<(String, &'static str)> {
        let found = made_of(county, &people(40, 26)).association;
        assert!(found.per_domain.len() + found.not_given.len() == 3);
        let not = found.not_given.into_iter();
        not.map(|n| (n.domain, n.status)).collect()
    };
    assert_eq!(why(&county()), []);
    let all = |status| ["culture", "roads", "water"].map(|d| (d.to_owned(), status));

    let mut unpriced = county();
    unpriced.deflator = [2019, 2020]
        .map(|year| survey::Deflator { year, index: 100.0 })
        .to_vec();
    assert_eq!(why(&unpriced), all("NO_PRICE_INDEX"));

    let mut unpeopled = county();
    unpeopled.population.retain(|p| p.year != 2025);
    assert_eq!(why(&unpeopled), all("NO_POPULATION"));
    let report = made_of(&unpeopled, &people(40, 26));
    assert!(report.notices.contains(&"NO_POPULATION") && !report.notices.contains(&"NO_SPENDING"));
    assert_eq!(
        cell(&report, "T03", "roads").gate.as_deref(),
        Some("NO_POPULATION")
    );

    let mut few = county();
    few.spending
        .retain(|s| s.domain.as_str() != "roads" || s.area.as_str() < "T04");
    assert_eq!(why(&few), []);
}

#[test]
fn a_relation_that_turns_round_inside_town_and_country_is_told_beside_every_lag() {
    let mut county = county();
    // towns spend much more and are less content; inside each, more spending goes with more content people
    for (i, area) in county
        .areas
        .iter_mut()
        .filter(|a| a.level == Level::Township)
        .enumerate()
    {
        area.settlement = Some(if i.is_multiple_of(2) { "111" } else { "220" }.to_owned());
    }
    let town = |i: usize| i.is_multiple_of(2);
    for line in &mut county.spending {
        let i: usize = line.area.as_str()[1..].parse().unwrap();
        let per_head = if town(i) { 800.0 } else { 100.0 } * (1.0 + 0.1 * (i / 2) as f64);
        line.amount = Money((per_head * (1000.0 + 300.0 * i as f64) * 100.0) as i64);
    }
    let mut rows = people(40, 24);
    for (at, row) in rows.iter_mut().enumerate() {
        let i: usize = row.area.as_str()[1..3].parse().unwrap();
        let mean = if town(i) { 2.0 } else { 3.6 } + 0.2 * (i / 2) as f64;
        let value = (mean + 0.5 * ((at % 7) as f64 / 3.0 - 1.0))
            .round()
            .clamp(1.0, 5.0) as u8;
        row.answers = all(value);
    }
    let found = made_of(&county, &rows);
    let roads = &found.association.per_domain["roads"];
    let split = roads.splits.iter().find(|s| s.by == "settlement").unwrap();
    assert!(
        split.within.unwrap() > 0.0 && split.pooled.unwrap() < 0.0,
        "{split:?}"
    );
    assert_eq!((split.groups, split.n, split.r_between), (2, TOWNSHIPS, None));
    assert!(roads.notices.iter().any(|n| n.code == "SIMPSON"));
    // money of 2025 counts at no lag, and there is none of other years
    let lags: Vec<(u32, usize)> = roads.lags.iter().map(|l| (l.lag_years, l.n)).collect();
    assert_eq!(lags, [(LAGS[0], TOWNSHIPS), (LAGS[1], 0), (LAGS[2], 0)]);
    assert_eq!(roads.lags[0].q_bh, roads.lags[0].spearman_p);
    assert!(roads.lags[1].theil_sen.is_none() && roads.lags[1].q_bh.is_none());
}

#[test]
fn villages_are_split_by_township_only_where_the_ledger_reaches_them() {
    let plain = made_of(&county(), &people(40, 25));
    assert!(plain.association.per_domain["roads"].splits.is_empty());
    let mut county = county();
    for i in 0..TOWNSHIPS {
        for v in 0..VILLAGES {
            let village = code(&format!("{}V{v}", township(i)));
            county.population.push(Population {
                area: village.clone(),
                ..county.population[0].clone()
            });
            let year = Population {
                area: village.clone(),
                year: 2025,
                population: 300.0,
                ..county.population[0].clone()
            };
            county.population.push(year);
            county.spending.push(Spending {
                area: village,
                amount: Money(10_000 * (v as i64 + 1) * 300),
                ..county.spending[0].clone()
            });
        }
    }
    let found = made_of(&county, &people(40, 25));
    let roads = &found.association.per_domain["roads"];
    let split = roads.splits.iter().find(|s| s.by == "townships").unwrap();
    assert_eq!((split.groups, split.n), (TOWNSHIPS, TOWNSHIPS * VILLAGES));
    assert!(split.within.is_some() && split.r_between.is_some());
}
