//! The rules of DESIGN §4.4 on ledgers small enough to check by hand.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use insight::{AssociateError, Association, Ledger, Price, Request, SpendingTotal, associate};
use survey::{Area, AreaCode, Deflator, DomainId, Level, Money, Population, PublishedScore};

fn code(text: &str) -> AreaCode {
    AreaCode::parse(text).unwrap()
}

fn roads() -> DomainId {
    DomainId::parse("roads").unwrap()
}

fn area(text: &str, level: Level, parent: Option<&str>) -> Area {
    Area {
        code: code(text),
        name: text.to_owned(),
        level,
        parent: parent.map(code),
        settlement: None,
        aliases: Vec::new(),
    }
}

fn people(area: &str, year: i32, population: f64) -> Population {
    Population {
        area: code(area),
        year,
        sex: None,
        age_from: None,
        age_to: None,
        population,
    }
}

fn spent(area: &str, year: i32, yuan: i64) -> SpendingTotal {
    SpendingTotal {
        area: code(area),
        year,
        domain: roads(),
        amount: Money(yuan * 100),
    }
}

fn score(area: &str, year: i32, score: f64) -> PublishedScore {
    PublishedScore {
        area: code(area),
        wave: year.to_string(),
        year,
        domain: roads(),
        score,
        n: None,
        se: None,
    }
}

/// Townships with 100 residents each, the given spending of 2020 and the given scores.
fn townships(spending: &[i64], scores: &[f64]) -> Ledger {
    let mut ledger = Ledger {
        areas: vec![area("county", Level::County, None)],
        ..Ledger::default()
    };
    for (i, (yuan, points)) in spending.iter().zip(scores).enumerate() {
        let name = format!("t{i:02}");
        ledger.areas.push(area(&name, Level::Township, Some("county")));
        ledger.population.push(people(&name, 2020, 100.0));
        ledger.spending.push(spent(&name, 2020, *yuan));
        ledger.scores.push(score(&name, 2020, *points));
    }
    ledger
}

fn one_year(ledger: &Ledger) -> Association {
    associate(
        ledger,
        &Request {
            window: 1,
            ..Request::default()
        },
    )
    .unwrap()
}

fn codes(association: &Association) -> Vec<&str> {
    association.rows[0].notices.iter().map(|n| n.code).collect()
}

const SPENDING: [i64; 8] = [1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000];
const SCORES: [f64; 8] = [40.0, 52.0, 48.0, 61.0, 66.0, 59.0, 75.0, 80.0];

#[test]
fn the_json_has_the_keys_of_the_contract_in_its_order() {
    let text = serde_json::to_string(&one_year(&townships(&SPENDING, &SCORES))).unwrap();
    let mut rest = text.as_str();
    for key in "window price rows domain wave year n left_out mean_x mean_y pearson pearson_p spearman spearman_p \
                kendall kendall_p q_bh theil_sen theil_sen_interval leave_one_out pearson theil_sen notices code \
                change within"
        .split_whitespace()
    {
        let at = rest.find('"').unwrap();
        let found = rest[at + 1..].split('"').next().unwrap();
        assert_eq!(found, key, "in {text}");
        rest = &rest[at + found.len() + 2..];
        // values that are words
        for word in ["cash", "roads", "2020", "CASH_PRICES"] {
            rest = rest.strip_prefix(&format!(":\"{word}\"")).unwrap_or(rest);
        }
    }
    assert!(text.starts_with(
        r#"{"window":1,"price":"cash","rows":[{"domain":"roads","wave":"2020","year":2020,"n":8,"#
    ));
    assert!(text.contains(r#""notices":[{"code":"CASH_PRICES"}]"#), "{text}");
    assert!(text.ends_with(r#""change":[],"within":[]}"#), "{text}");
}

#[test]
fn villages_roll_up_and_an_own_population_goes_before_the_sum_of_the_children() {
    let mut ledger = townships(&SPENDING, &SCORES);
    ledger.population.retain(|p| p.area.as_str() != "t00");
    for village in ["v1", "v2"] {
        ledger.areas.push(area(village, Level::Village, Some("t00")));
        ledger
            .areas
            .push(area(&format!("{village}b"), Level::Village, Some("t01")));
        ledger.population.push(people(village, 2020, 25.0));
        ledger.population.push(people(&format!("{village}b"), 2020, 1.0));
        ledger.spending.push(spent(village, 2020, 500));
    }
    ledger.population.push(Population {
        sex: Some("female".into()),
        ..people("t00", 2020, 7.0)
    });
    ledger.population.push(Population {
        age_from: Some(60),
        ..people("t00", 2020, 7.0)
    });
    // t00: (1000 + 2 × 500) / 50 = 40 instead of 10; t01 keeps its own 100 residents
    let plain = one_year(&townships(&SPENDING, &SCORES)).rows[0].mean_x.unwrap();
    assert!((one_year(&ledger).rows[0].mean_x.unwrap() - (plain + 30.0 / 8.0)).abs() < 1e-12);
}

#[test]
fn an_area_without_every_year_of_both_is_left_out_by_code() {
    let mut ledger = townships(&SPENDING, &SCORES);
    ledger.spending.retain(|s| s.area.as_str() != "t03");
    ledger.population.retain(|p| p.area.as_str() != "t05");
    let row = &one_year(&ledger).rows[0];
    assert_eq!((row.n, &row.left_out), (6, &vec![code("t03"), code("t05")]));
    let two_years = associate(
        &ledger,
        &Request {
            window: 2,
            ..Request::default()
        },
    )
    .unwrap();
    assert!(two_years.rows.is_empty());
    let endless = associate(
        &ledger,
        &Request {
            window: u32::MAX,
            ..Request::default()
        },
    )
    .unwrap();
    assert!(endless.rows.is_empty());
}

#[test]
fn a_village_without_population_leaves_its_township_out() {
    let mut ledger = townships(&SPENDING, &SCORES);
    ledger.population.retain(|p| p.area.as_str() != "t00");
    ledger.areas.push(area("v1", Level::Village, Some("t00")));
    ledger.areas.push(area("v2", Level::Village, Some("t00")));
    ledger.population.push(people("v1", 2020, 25.0));
    assert_eq!(one_year(&ledger).rows[0].left_out, [code("t00")]);
}

#[test]
fn real_amounts_are_in_prices_of_the_last_year_of_the_file() {
    let mut ledger = townships(&SPENDING, &SCORES);
    ledger.deflator = vec![
        Deflator {
            year: 2020,
            index: 0.8,
        },
        Deflator {
            year: 2022,
            index: 1.0,
        },
    ];
    let found = one_year(&ledger);
    assert_eq!(found.price, Price::Real);
    assert!((found.rows[0].mean_x.unwrap() - 45.0 / 0.8).abs() < 1e-12);
    assert_eq!(codes(&found), Vec::<&str>::new());
}

#[test]
fn real_prices_with_a_missing_year_are_refused_and_the_year_is_named() {
    let mut ledger = townships(&SPENDING, &SCORES);
    ledger.deflator = vec![Deflator {
        year: 2021,
        index: 1.0,
    }];
    let refused = associate(
        &ledger,
        &Request {
            window: 1,
            ..Request::default()
        },
    )
    .unwrap_err();
    assert_eq!(refused, AssociateError::NoIndex { years: vec![2020] });
    assert!(refused.to_string().contains("2020"));
    let cash = Request {
        window: 1,
        price: Some(Price::Cash),
        exclude: Vec::new(),
    };
    assert_eq!(codes(&associate(&ledger, &cash).unwrap()), Vec::<&str>::new());
}

#[test]
fn four_areas_give_no_row_and_fewer_than_eight_a_notice() {
    assert!(one_year(&townships(&SPENDING[..4], &SCORES[..4])).rows.is_empty());
    let five = one_year(&townships(&SPENDING[..5], &SCORES[..5]));
    assert_eq!(codes(&five)[..2], ["CASH_PRICES", "INSUFFICIENT_UNITS"]);
}

#[test]
fn excluded_areas_are_gone_and_unknown_ones_refused() {
    let ledger = townships(&SPENDING, &SCORES);
    let ask = |name: &str| Request {
        window: 1,
        price: None,
        exclude: vec![code(name)],
    };
    let row = &associate(&ledger, &ask("t07")).unwrap().rows[0];
    assert_eq!((row.n, row.left_out.len()), (7, 0));
    assert_eq!(
        associate(&ledger, &ask("t99")).unwrap_err(),
        AssociateError::UnknownArea(code("t99"))
    );
    let none = Request {
        window: 0,
        ..Request::default()
    };
    assert_eq!(associate(&ledger, &none).unwrap_err(), AssociateError::NoWindow);
}

#[test]
fn equal_spending_makes_every_relation_null_with_a_notice() {
    let found = one_year(&townships(&[3000; 8], &SCORES));
    let row = &found.rows[0];
    assert_eq!(
        (row.pearson, row.spearman_p, row.kendall, row.q_bh),
        (None, None, None, None)
    );
    assert_eq!(
        (row.theil_sen, row.theil_sen_interval, row.leave_one_out.pearson),
        (None, None, None)
    );
    assert_eq!(codes(&found), ["CASH_PRICES", "NO_VARIATION", "ALL_TIED"]);
}

#[test]
fn equal_scores_make_the_slope_zero_without_an_interval() {
    let found = one_year(&townships(&SPENDING, &[60.0; 8]));
    let row = &found.rows[0];
    assert_eq!(
        (row.pearson, row.theil_sen, row.theil_sen_interval),
        (None, Some(0.0), None)
    );
    assert_eq!(codes(&found), ["CASH_PRICES", "ALL_TIED"]);
}

#[test]
fn spending_proportional_to_population_does_not_vary_however_it_rounds() {
    let mut ledger = townships(&SPENDING, &SCORES);
    for (i, (s, p)) in ledger.spending.iter_mut().zip(&mut ledger.population).enumerate() {
        p.population = 101.0 + 37.0 * i as f64;
        s.amount = Money((p.population * 1234.0) as i64);
    }
    assert_eq!(
        codes(&one_year(&ledger)),
        ["CASH_PRICES", "NO_VARIATION", "ALL_TIED"]
    );
}

#[test]
fn one_far_area_is_named_fragile_and_its_row_outlier_driven() {
    let mut spending = SPENDING;
    spending[7] = 90_000;
    let scores = [50.0, 52.0, 49.0, 51.0, 48.0, 50.5, 49.5, 90.0];
    let found = one_year(&townships(&spending, &scores));
    assert!(codes(&found).contains(&"OUTLIER_DRIVEN"), "{found:?}");
    assert!(
        found.rows[0]
            .notices
            .iter()
            .any(|n| n.code == "FRAGILE" && n.area == Some(code("t07")))
    );
}

#[test]
fn a_county_scored_beside_its_townships_is_left_out() {
    let mut ledger = townships(&SPENDING, &SCORES);
    ledger.scores.push(score("county", 2020, 60.0));
    ledger.population.push(people("county", 2020, 800.0));
    let row = &one_year(&ledger).rows[0];
    assert_eq!((row.n, &row.left_out), (8, &vec![code("county")]));
}

#[test]
fn parents_that_go_round_in_a_circle_do_not_hang() {
    let mut ledger = townships(&SPENDING, &SCORES);
    ledger.areas[0].parent = Some(code("t00"));
    ledger.population.retain(|p| p.area.as_str() != "t00");
    assert_eq!(one_year(&ledger).rows[0].left_out, [code("t00")]);
}

#[test]
fn change_needs_waves_a_window_apart_and_within_takes_them_from_the_latest_back() {
    let mut ledger = townships(&SPENDING, &SCORES);
    for year in [2017, 2018, 2019] {
        for i in 0..8_i64 {
            let name = format!("t{i:02}");
            ledger.population.push(people(&name, year, 100.0));
            ledger
                .spending
                .push(spent(&name, year, 900 + 700 * ((i * 5 + i64::from(year)) % 8)));
            ledger
                .scores
                .push(score(&name, year, 50.0 + ((i * 3 + i64::from(year)) % 7) as f64));
        }
    }
    let found = associate(
        &ledger,
        &Request {
            window: 2,
            ..Request::default()
        },
    )
    .unwrap();
    let pairs: Vec<(&str, &str, usize)> = found
        .change
        .iter()
        .map(|c| (c.from.as_str(), c.to.as_str(), c.n))
        .collect();
    assert_eq!(pairs, [("2018", "2020", 8)]);
    assert_eq!(
        (found.within[0].n, &found.within[0].waves),
        (16, &vec!["2018".to_owned(), "2020".to_owned()])
    );
}

#[test]
fn scores_that_tie_about_their_means_are_ranked_as_the_reference_ranks_them() {
    let mut ledger = Ledger::default();
    for i in 0..6_i64 {
        let name = format!("t{i:02}");
        ledger.areas.push(area(&name, Level::Township, None));
        for (w, year) in (0..).zip([2017, 2020, 2023]) {
            let tenths = 400 + ((i * 37 + w * 53 + 33 + i * w * 29) % 97) * 3;
            let yuan = 100 + ((i * 17 + w * 31 + i * i * 7) % 23) * 10;
            ledger.population.push(people(&name, year, 100.0));
            ledger.spending.push(spent(&name, year, yuan * 100));
            ledger.scores.push(score(&name, year, tenths as f64 / 10.0));
        }
    }
    // pandas 3.1 (groupby, transform; wave after wave) and scipy 1.17 (spearmanr) of the same numbers
    let found = one_year(&ledger).within[0].spearman.unwrap();
    assert!((found - -0.315_825_236_048_690_3).abs() < 1e-12, "{found}");
}

#[test]
fn changes_and_relations_within_areas_do_not_rank_rounding() {
    // 84 yuan a head every year: in real prices all areas fall alike, and only rounding tells them apart
    let mut ledger = Ledger::default();
    for (i, people_there) in [
        1_009.0, 7_717.0, 23_456.0, 61_003.0, 45_101.0, 3_331.0, 88_013.0, 17_077.0, 5_003.0, 30_011.0,
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("t{i:02}");
        ledger.areas.push(area(&name, Level::Township, None));
        for (year, points) in [
            (2020, 40.0 + 3.0 * i as f64),
            (2023, 70.0 - 1.7 * ((i * 7) % 10) as f64),
        ] {
            ledger.population.push(people(&name, year, people_there));
            ledger.spending.push(spent(&name, year, 84 * people_there as i64));
            ledger.scores.push(score(&name, year, points));
        }
    }
    ledger.deflator = vec![
        Deflator {
            year: 2020,
            index: 0.93,
        },
        Deflator {
            year: 2023,
            index: 1.0,
        },
    ];
    let found = one_year(&ledger);
    let change = &found.change[0];
    assert_eq!(
        (change.pearson, change.spearman, change.kendall, change.spearman_p),
        (None, None, None, None)
    );
    assert_eq!(change.notices[0].code, "ALL_TIED");
    // ten areas before and after: x has two values only, so its ranks are those of the waves
    let within = found.within[0].spearman.unwrap();
    ledger.population.reverse();
    for p in &mut ledger.population {
        p.population *= 3.0;
    }
    for s in &mut ledger.spending {
        s.amount = Money(s.amount.0 * 3);
    }
    assert_eq!(one_year(&ledger).within[0].spearman, Some(within));
}
