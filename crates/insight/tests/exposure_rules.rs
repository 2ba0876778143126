//! Exposure by hand: what stands, whose money it is, how shared lines are told over; and the window of `associate`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use insight::{
    associate::{self, Request},
    report::{
        County, Places, Settings,
        exposure::{Book, Counts, Span},
    },
};
use survey::{
    Area, AreaCode, Deflator, DomainId, LedgerKind, Level, Money, Population, PublishedScore, Spending, Stage,
};

fn code(c: &str) -> AreaCode {
    AreaCode::parse(c).unwrap()
}

fn area(c: &str, level: Level, parent: Option<&str>) -> Area {
    Area {
        code: code(c),
        name: format!("{c}镇"),
        level,
        parent: parent.map(code),
        settlement: None,
        aliases: Vec::new(),
    }
}

fn people(c: &str, year: i32, population: f64) -> Population {
    Population {
        area: code(c),
        year,
        sex: None,
        age_from: None,
        age_to: None,
        population,
    }
}

fn line(c: &str, year: i32, yuan: i64, kind: LedgerKind, stage: Stage) -> Spending {
    Spending {
        area: code(c),
        year,
        domain: DomainId::parse("roads").unwrap(),
        amount: Money(yuan * 100),
        kind,
        stage,
        payer: Some("县财政".to_owned()),
        decides: Some("县交通局".to_owned()),
        project: None,
        source: None,
    }
}

/// The same for a project of this name.
fn of_project(name: &str, line: Spending) -> Spending {
    Spending {
        project: Some(name.to_owned()),
        ..line
    }
}

fn county(spending: Vec<Spending>) -> County {
    County {
        areas: vec![
            area("9", Level::County, None),
            area("1", Level::Township, Some("9")),
            area("2", Level::Township, Some("9")),
            area("11", Level::Village, Some("1")),
        ],
        population: (2015..=2020)
            .flat_map(|y| [people("1", y, 100.0), people("2", y, 300.0)])
            .collect(),
        spending,
        deflator: vec![
            Deflator {
                year: 2018,
                index: 50.0,
            },
            Deflator {
                year: 2019,
                index: 80.0,
            },
            Deflator {
                year: 2020,
                index: 100.0,
            },
        ],
        ..County::default()
    }
}

fn roads(county: &County, span: Span) -> insight::report::exposure::DomainExposure {
    let (settings, places) = (Settings::default(), Places::new(county));
    let (one, two) = (code("1"), code("2"));
    let book = Book::new(county, &places, &settings);
    let units: Vec<&AreaCode> = county
        .areas
        .iter()
        .map(|a| &a.code)
        .filter(|c| **c == one || **c == two)
        .collect();
    book.exposure(&DomainId::parse("roads").unwrap(), &units, 2020, span)
}

#[test]
fn capital_stands_after_a_lag_and_wears_off_and_running_money_is_of_two_years() {
    use LedgerKind::{Capital, Recurrent, Reversal};
    let found = roads(
        &county(vec![
            line("11", 2019, 800, Capital, Stage::InService), // k = 0, × 100/80
            line("1", 2018, 500, Capital, Stage::InService),  // k = 1, × 0.9 × 100/50
            line("1", 2018, 999, Capital, Stage::Paid),       // not in service
            line("1", 2020, 999, Capital, Stage::InService),  // too late
            line("1", 2020, 70, Recurrent, Stage::Paid),
            line("1", 2018, 999, Recurrent, Stage::Paid), // too early
            line("1", 2019, -80, Reversal, Stage::InService), // capital is the default kind of roads
            line("2", 2020, 300, Recurrent, Stage::Paid),
            line("1", 2020, 999, Capital, Stage::Budget),
        ]),
        Span::Stock,
    );
    let want = (1000.0 + 900.0 + 70.0 - 100.0) / 100.0;
    assert!(
        (found.places[0].per_resident.unwrap() - want).abs() < 1e-12,
        "{found:?}"
    );
    assert_eq!(found.places[1].per_resident, Some(1.0));
    assert_eq!(found.years, Some([2018, 2020]));
    let waiting = found.places[0].not_in_service.unwrap();
    assert!((waiting - 1998.0 / (1998.0 + 800.0 + 500.0 - 80.0)).abs() < 1e-12);
}

#[test]
fn shared_lines_are_told_over_in_three_ways() {
    use LedgerKind::Recurrent;
    let found = roads(
        &county(vec![
            line("1", 2020, 300, Recurrent, Stage::Paid),
            line("2", 2020, 100, Recurrent, Stage::Paid),
            line("9", 2020, 400, Recurrent, Stage::Paid),
        ]),
        Span::Stock,
    );
    assert_eq!(found.places[0].by_allocation, [Some(4.0), Some(6.0), Some(3.0)]);
    let two: Vec<f64> = found.places[1].by_allocation.iter().map(|x| x.unwrap()).collect();
    assert!((two[0] - 400.0 / 300.0).abs() < 1e-12 && (two[1] - 200.0 / 300.0).abs() < 1e-12);
}

#[test]
fn who_decides_is_told_where_the_ledger_says_it() {
    let mut own = line("1", 2020, 100, LedgerKind::Recurrent, Stage::Paid);
    own.decides = Some("1镇".to_owned());
    let mut silent = line("2", 2020, 100, LedgerKind::Recurrent, Stage::Paid);
    silent.decides = None;
    let found = roads(
        &county(vec![
            own,
            line("1", 2020, 300, LedgerKind::Recurrent, Stage::Paid),
            silent,
        ]),
        Span::Stock,
    );
    assert_eq!(found.places[0].decided_here, Some(0.25));
    assert_eq!(found.places[0].deciders[0].who.as_deref(), Some("县交通局"));
    assert_eq!(found.places[1].decided_here, None);
}

#[test]
fn what_is_missing_gives_no_figure() {
    let mut no_people = county(vec![line("1", 2020, 100, LedgerKind::Recurrent, Stage::Paid)]);
    no_people.population.retain(|p| p.area != code("1"));
    assert_eq!(
        roads(&no_people, Span::Stock).places[0].status,
        Some("NO_POPULATION")
    );
    let nothing = roads(&county(Vec::new()), Span::Stock);
    assert!(nothing.places.iter().all(|p| p.per_resident.is_none()));
    // lines there are, but none of years that count: not the same as nothing spent
    let long_ago = roads(
        &county(vec![line("1", 2011, 100, LedgerKind::Recurrent, Stage::Paid)]),
        Span::Stock,
    );
    assert!(long_ago.places.iter().all(|p| p.status == Some("NO_DATA")));
    let taken_back = county(vec![line("1", 2019, -100, LedgerKind::Reversal, Stage::Paid)]);
    assert_eq!(roads(&taken_back, Span::Stock).places[0].per_resident, None);
}

#[test]
fn a_window_is_that_of_associate() {
    let mut county = county(
        (2018..=2020)
            .flat_map(|y| {
                [
                    line("11", y, i64::from(y) - 2000, LedgerKind::Capital, Stage::Paid),
                    line("2", y, 77, LedgerKind::Recurrent, Stage::Paid),
                ]
            })
            .collect(),
    );
    county
        .areas
        .extend(["3", "4", "5"].map(|c| area(c, Level::Township, Some("9"))));
    for (i, c) in ["3", "4", "5"].into_iter().enumerate() {
        county
            .population
            .extend((2018..=2020).map(|y| people(c, y, 50.0)));
        county
            .spending
            .extend((2018..=2020).map(|y| line(c, y, 10 * i as i64 + 3, LedgerKind::Recurrent, Stage::Paid)));
    }
    for c in ["1", "2", "3", "4", "5"] {
        county.scores.push(PublishedScore {
            area: code(c),
            wave: "2020".to_owned(),
            year: 2020,
            domain: DomainId::parse("roads").unwrap(),
            score: 60.0,
            n: None,
            se: None,
        });
    }
    let ledger = county.ledger();
    let points = associate::points(
        &ledger,
        &Request::default(),
        &DomainId::parse("roads").unwrap(),
        "2020",
    )
    .unwrap()
    .unwrap();
    let found = roads(&county, Span::Window);
    for (x, place) in points.x.iter().zip(&found.places) {
        assert!((x - place.per_resident.unwrap()).abs() < 1e-12 * x);
    }
}

#[test]
fn what_a_figure_is_made_of_adds_up_to_it_and_every_line_is_told_of() {
    use LedgerKind::{Capital, Recurrent};
    let lines = vec![
        line("11", 2019, 800, Capital, Stage::InService),
        line("1", 2018, 500, Capital, Stage::InService),
        line("1", 2018, 999, Capital, Stage::Paid),
        line("1", 2020, 70, Recurrent, Stage::Paid),
        line("1", 2017, 999, Recurrent, Stage::Paid),
        line("9", 2020, 400, Recurrent, Stage::Paid),
        line("1", 2020, 999, Capital, Stage::Budget),
    ];
    let county = county(lines.clone());
    let (settings, places) = (Settings::default(), Places::new(&county));
    let book = Book::new(&county, &places, &settings);
    let units = [&county.areas[1].code, &county.areas[2].code];
    let roads = DomainId::parse("roads").unwrap();
    let figure = book.exposure(&roads, &units, 2020, Span::Stock);
    let made = book
        .made(&roads, &units, units[0], (2020, Span::Stock), &lines)
        .unwrap();
    assert!((made.per_resident().unwrap() - figure.places[0].per_resident.unwrap()).abs() < 1e-12);
    let years: Vec<(i32, f64, f64)> = made.years.iter().map(|y| (y.year, y.own, y.shared)).collect();
    // a quarter of the residents live here, so a quarter of the county's 400 counts
    assert_eq!(
        years,
        [(2018, 900.0, 0.0), (2019, 1000.0, 0.0), (2020, 70.0, 100.0)]
    );
    assert_eq!(made.shares[&code("9")], [0.25; 2]);
    assert_eq!(
        made.counts,
        [
            Counts::Share(1.0),
            Counts::Share(0.9),
            Counts::NotInService,
            Counts::Share(1.0),
            Counts::OtherYears,
            Counts::Share(1.0),
            Counts::Budget,
        ]
    );
    assert!(
        book.made(&roads, &units, &code("9"), (2020, Span::Stock), &[])
            .is_none()
    );
}

/// Township 1 grows from 100 to 200, township 2 stays at 300.
fn growing(spending: Vec<Spending>) -> County {
    let mut county = county(spending);
    for p in county.population.iter_mut().filter(|p| p.area == code("1")) {
        p.population = 100.0 + 20.0 * f64::from(p.year - 2015);
    }
    county.deflator = (2015..=2020).map(|year| Deflator { year, index: 1.0 }).collect();
    county
}

#[test]
fn the_money_of_each_year_is_shared_by_and_divided_by_the_residents_of_that_year() {
    use LedgerKind::{Capital, Recurrent};
    let lines = vec![
        line("1", 2016, 600, Capital, Stage::InService), // k = 3, × 0.9³, over 120
        line("9", 2018, 920, Capital, Stage::InService), // k = 1, × 0.9, 160 of 460 residents, over 160
        line("1", 2020, 400, Recurrent, Stage::Paid),    // over 200
    ];
    let county = growing(lines.clone());
    let figure = roads(&county, Span::Stock);
    let want = 600.0 * 0.729 / 120.0 + 0.9 * 920.0 / 460.0 + 400.0 / 200.0;
    assert!((figure.places[0].per_resident.unwrap() - want).abs() < 1e-12);
    assert!((figure.places[1].per_resident.unwrap() - 0.9 * 920.0 / 460.0).abs() < 1e-12);

    let (settings, places) = (Settings::default(), Places::new(&county));
    let units = [&county.areas[1].code, &county.areas[2].code];
    let made = Book::new(&county, &places, &settings)
        .made(&figure.domain, &units, units[0], (2020, Span::Stock), &lines)
        .unwrap();
    let residents: Vec<(i32, Option<f64>)> = made.years.iter().map(|y| (y.year, y.residents)).collect();
    assert_eq!(
        residents,
        [(2016, Some(120.0)), (2018, Some(160.0)), (2020, Some(200.0))]
    );
    assert_eq!(made.residents, None);
    assert!((made.per_resident().unwrap() - want).abs() < 1e-12);
}

#[test]
fn a_year_whose_residents_are_missing_is_named_and_filled_from_no_other() {
    use LedgerKind::{Capital, Recurrent};
    let mut own = growing(vec![
        line("1", 2018, 600, Capital, Stage::InService),
        line("1", 2020, 400, Recurrent, Stage::Paid),
        line("2", 2020, 300, Recurrent, Stage::Paid),
    ]);
    let lacks = |p: &Population| p.area == code("1") && p.year == 2018;
    own.population.retain(|p| !lacks(p));
    let found = roads(&own, Span::Stock);
    assert_eq!(
        (found.places[0].per_resident, found.places[0].status),
        (None, Some("NO_POPULATION"))
    );
    assert_eq!(found.places[1].per_resident, Some(1.0));
    assert_eq!(found.years_without_population, [2018]);
    assert!(found.notices.contains(&"NO_POPULATION"));

    // a year without money of the place needs no residents
    own.spending.retain(|s| s.year != 2018);
    assert_eq!(roads(&own, Span::Stock).places[0].per_resident, Some(2.0));
    // but what a share of others' money hangs on does, for everyone who shares it
    own.spending.push(line("9", 2018, 600, Capital, Stage::InService));
    let found = roads(&own, Span::Stock);
    assert!(found.places.iter().all(|p| p.status == Some("NO_POPULATION")));
    assert_eq!(found.places[1].by_allocation[2], Some(1.0));
}

#[test]
fn a_year_that_the_price_index_lacks_is_named_and_no_figure_is_given() {
    let mut county = county(vec![
        line("1", 2020, 100, LedgerKind::Recurrent, Stage::Paid),
        line("2", 2019, 100, LedgerKind::Recurrent, Stage::Paid),
    ]);
    county.deflator.retain(|d| d.year != 2019);
    let found = roads(&county, Span::Stock);
    assert_eq!(found.years_without_index, [2019]);
    assert_eq!(found.notices, ["NO_PRICE_INDEX"]);
    for place in &found.places {
        assert_eq!((place.per_resident, place.status), (None, Some("NO_PRICE_INDEX")));
    }
}

#[test]
fn money_of_several_years_is_not_added_up_without_a_price_index() {
    use LedgerKind::Recurrent;
    let lines = |years: &[i32]| -> Vec<Spending> {
        let of = |year: &i32| ["1", "2"].map(|c| line(c, *year, 300, Recurrent, Stage::Paid));
        years.iter().flat_map(of).collect()
    };
    let unpriced = |years: &[i32]| County {
        deflator: Vec::new(),
        ..county(lines(years))
    };
    let found = roads(&unpriced(&[2019, 2020]), Span::Stock);
    assert_eq!(found.notices, ["NO_DEFLATOR"]);
    for place in &found.places {
        assert_eq!((place.per_resident, place.status), (None, Some("NO_DEFLATOR")));
        assert_eq!(place.by_allocation, [None; 3]);
    }
    assert_eq!(found.median, None);
    // one year needs no index, and with one there is a figure
    let one = roads(&unpriced(&[2020]), Span::Stock);
    assert_eq!((one.places[0].per_resident, one.notices.len()), (Some(3.0), 0));
    assert!(roads(&county(lines(&[2019, 2020])), Span::Stock).median.is_some());
    // three years of a window are several, too
    let window = roads(&unpriced(&[2018, 2019, 2020]), Span::Window);
    assert_eq!(window.places[0].status, Some("NO_DEFLATOR"));
}

/// A project that is paid for in 2017 and 2018 and in service from 2019 on, beside running money; and five places.
fn told_twice(paid: i64, in_service: i64) -> County {
    use LedgerKind::{Capital, Recurrent, Reversal};
    let mut lines = vec![
        of_project("bridge", line("1", 2018, paid, Capital, Stage::Paid)),
        of_project("bridge", line("1", 2019, in_service, Capital, Stage::InService)),
        of_project("bridge", line("1", 2019, -10, Reversal, Stage::Paid)),
    ];
    for c in ["1", "2", "3", "4", "5"] {
        lines.extend((2018..=2020).map(|y| line(c, y, 100 + i64::from(y) % 7, Recurrent, Stage::Paid)));
    }
    let mut county = county(lines);
    county.deflator.iter_mut().for_each(|d| d.index = 1.0);
    for c in ["3", "4", "5"] {
        county.areas.push(area(c, Level::Township, Some("9")));
        county
            .population
            .extend((2015..=2020).map(|y| people(c, y, 50.0)));
    }
    let scores = ["1", "2", "3", "4", "5"].map(|c| PublishedScore {
        area: code(c),
        wave: "2020".to_owned(),
        year: 2020,
        domain: DomainId::parse("roads").unwrap(),
        score: 60.0,
        n: None,
        se: None,
    });
    county.scores.extend(scores);
    county
}

/// What `associate` has for the first place.
fn associated(county: &County) -> f64 {
    let roads = DomainId::parse("roads").unwrap();
    let found = associate::points(&county.ledger(), &Request::default(), &roads, "2020");
    found.unwrap().unwrap().x[0]
}

#[test]
fn money_of_a_project_that_is_paid_and_in_service_counts_once() {
    let twice = told_twice(900, 890);
    let once = County {
        spending: twice
            .spending
            .iter()
            .filter(|l| l.project.is_none() || l.stage == Stage::InService)
            .cloned()
            .collect(),
        ..twice.clone()
    };
    for span in [Span::Window, Span::Stock] {
        let of = |county| roads(county, span).places[0].per_resident.unwrap();
        assert_eq!(of(&twice), of(&once), "{span:?}");
    }
    let window = roads(&twice, Span::Window).places[0].per_resident.unwrap();
    // 890 in service, and 102, 103 and 104 of running money, over 100 residents in each of three years
    assert!((window - (890.0 + 309.0) / 300.0).abs() < 1e-12);
    assert!((associated(&twice) - window).abs() < 1e-12 * window);
    assert_eq!(associated(&twice), associated(&once));
    // all that was paid for is in service: nothing waits
    assert_eq!(roads(&twice, Span::Stock).places[0].not_in_service, Some(0.0));
}

#[test]
fn what_was_paid_beyond_what_is_in_service_waits_and_each_line_says_what_became_of_it() {
    let half = told_twice(900, 400);
    let waiting = |county: &County| roads(county, Span::Stock).places[0].not_in_service.unwrap();
    // 900 and −10 were paid, 400 are in service
    assert!((waiting(&half) - 490.0 / 890.0).abs() < 1e-12);
    // another project of the place is not set against it
    let mut other = half.clone();
    other.spending.push(of_project(
        "ford",
        line("1", 2018, 50, LedgerKind::Capital, Stage::InService),
    ));
    assert!((waiting(&other) - 490.0 / 940.0).abs() < 1e-12);
    // paid so long ago that it would not count: not waited for either
    let mut old = half.clone();
    old.spending.push(of_project(
        "bridge",
        line("1", 2009, 70, LedgerKind::Capital, Stage::Paid),
    ));
    assert!((waiting(&old) - 560.0 / 960.0).abs() < 1e-12);

    let (settings, places) = (Settings::default(), Places::new(&half));
    let units = [&half.areas[1].code, &half.areas[2].code];
    let book = Book::new(&half, &places, &settings);
    let domain = DomainId::parse("roads").unwrap();
    let counts = |county: &County, span| {
        let made = book.made(&domain, &units, units[0], (2020, span), &county.spending[..3]);
        made.unwrap().counts
    };
    let (waits, built) = (Counts::NotInService, Counts::AsInService);
    assert_eq!(counts(&half, Span::Stock), [waits, Counts::Share(1.0), waits]);
    assert_eq!(counts(&half, Span::Window), [built, Counts::Share(1.0), built]);
}

#[test]
fn without_a_project_only_the_same_amount_in_the_same_year_is_the_same_money() {
    use LedgerKind::Capital;
    let nameless = |in_service: i64| {
        let mut county = told_twice(0, 0);
        county.spending.retain(|l| l.kind == LedgerKind::Recurrent);
        county.spending.extend([
            line("1", 2019, 300, Capital, Stage::Paid),
            line("1", 2019, 200, Capital, Stage::Paid),
            line("1", 2019, in_service, Capital, Stage::InService),
        ]);
        county
    };
    let (twice, other) = (nameless(500), nameless(499));
    for (county, want) in [(&twice, 500.0), (&other, 999.0)] {
        let window = roads(county, Span::Window).places[0].per_resident.unwrap();
        assert!((window - (want + 309.0) / 300.0).abs() < 1e-12, "{want}");
        assert!((associated(county) - window).abs() < 1e-12 * window);
    }
    let waiting = |county: &County| roads(county, Span::Stock).places[0].not_in_service.unwrap();
    assert_eq!(waiting(&twice), 0.0);
    assert!((waiting(&other) - 500.0 / 999.0).abs() < 1e-12);
}
