//! How long a county's report takes, and that it does not grow with the answers.
//!
//! `cargo bench -p insight --bench report`; a number after `--` sets the responses (10000000). 12 services, 24 townships,
//! 300 villages, 40 items in each of two waves, raked to residents by sex and age; spending of seven years by three payers
//! in real prices; 19,999 permutations, 2,000 shuffles. Drivers belong to the snapshot and are made beforehand, as the errors
//! of breakdowns are; the cube is read from its snapshot, as the county's server does. The reference,
//! in the same run, is a plain scan of the columns for the means of one service by township: what a page that reads
//! responses would pay for each figure. Ends with 1 where the report takes over 500 ms, or over 1.2 times one of 10 thousand.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on should stop")]
#![expect(clippy::print_stdout, reason = "a bench prints what it found")]

mod county;

use std::{collections::BTreeMap, hint::black_box, process::ExitCode, time::Instant};

use county::{BANDS, Bounds, ITEMS, MODES, SEXES, TOWNSHIPS, VILLAGES, columns, version};
use insight::{
    Cube,
    breakdown::Errors,
    cube::Columns,
    report::{
        County, Fieldwork, Input, Report, Seed, Settings,
        breakdowns::errors,
        drivers::{Drivers, drivers},
        frozen::Frozen,
        report,
    },
};
use stats::random::Draws;
use survey::{
    Area, AreaCode, Deflator, DomainId, Indicator, LedgerKind, Level, Money, Population, Spending, Stage,
    Text,
};

/// Bounds on 10 million responses with two cores.
const REPORT_MS: f64 = 500.0;
const RATIO: f64 = 1.2;

/// Years of the two waves.
const WAVES: [i32; 2] = [2023, 2025];

/// How often each is made.
const TURNS: usize = 9;

fn loaded() -> County {
    let mut draws = Draws::seeded(2, "bench of the report");
    let code = |text: String| AreaCode::parse(&text).unwrap();
    let area = |code: &AreaCode, level, parent: Option<&AreaCode>| Area {
        code: code.clone(),
        name: code.to_string(),
        level,
        parent: parent.cloned(),
        settlement: None,
        aliases: Vec::new(),
    };
    let top = code("C".to_owned());
    let townships: Vec<AreaCode> = (0..TOWNSHIPS).map(|t| code(format!("T{t:02}"))).collect();
    let mut found = County {
        areas: vec![area(&top, Level::County, None)],
        deflator: (2019..=2025)
            .map(|year| Deflator {
                year,
                index: 100.0 + 2.0 * f64::from(year - 2019),
            })
            .collect(),
        ..County::default()
    };
    found
        .areas
        .extend(townships.iter().map(|t| area(t, Level::Township, Some(&top))));
    for v in 0..VILLAGES {
        let village = code(format!("{v:012}"));
        found
            .areas
            .push(area(&village, Level::Village, Some(&townships[v % TOWNSHIPS])));
    }
    for t in &townships {
        let residents = (9.0 + 0.5 * draws.normal()).exp();
        for year in 2019..=2025 {
            found.population.push(Population {
                area: t.clone(),
                year,
                sex: None,
                age_from: None,
                age_to: None,
                population: residents,
            });
        }
        for year in WAVES {
            for (sex, (_, from, to)) in SEXES.iter().flat_map(|sex| BANDS.map(|band| (*sex, band))) {
                found.population.push(Population {
                    area: t.clone(),
                    year,
                    sex: Some(sex.to_owned()),
                    age_from: Some(from),
                    age_to: Some(to),
                    population: residents * (0.06 + 0.08 * draws.uniform()),
                });
            }
        }
        for indicator in [
            "density",
            "urban_share",
            "disposable_income",
            "grids_per_1000",
            "staff_per_grid",
        ] {
            found.indicators.push(Indicator {
                area: t.clone(),
                year: 2025,
                indicator: indicator.to_owned(),
                value: draws.normal(),
            });
        }
        for domain in 0..12 {
            for year in 2019..=2025 {
                for (payer, kind) in [
                    ("县财政", LedgerKind::Capital),
                    ("省级", LedgerKind::Recurrent),
                    ("乡镇", LedgerKind::Recurrent),
                ] {
                    found.spending.push(Spending {
                        area: t.clone(),
                        year,
                        domain: DomainId::parse(&format!("d{domain:02}")).unwrap(),
                        amount: Money((residents * 100.0 * (4.0 + 0.4 * draws.normal()).exp()) as i64),
                        kind,
                        stage: Stage::Paid,
                        payer: Some(payer.to_owned()),
                        decides: Some(payer.to_owned()),
                        project: None,
                        source: None,
                    });
                }
            }
        }
    }
    found
}

fn fieldwork(year: i32, columns: &Columns) -> Fieldwork {
    let version = version();
    Fieldwork {
        id: format!("bench {year}"),
        title: Text::default(),
        year,
        closes: 0,
        open_link: false,
        cube: Cube::from_snapshot(&columns.fold(&version).unwrap().to_snapshot()).unwrap(),
        version,
    }
}

/// What a report of so many responses in each of two waves is made from.
struct Case {
    fields: [Fieldwork; 2],
    kept: BTreeMap<String, Drivers>,
    errors: BTreeMap<String, Errors>,
}

impl Case {
    /// With the columns of the later wave.
    fn new(responses: usize, areas: &[Area], settings: &Settings) -> (Self, Columns) {
        let [before, now] = WAVES;
        let earlier = fieldwork(before, &columns(responses, true, 2));
        let columns = columns(responses, true, 1);
        let fields = [earlier, fieldwork(now, &columns)];
        let kept = fields.iter().filter_map(|field| {
            let found = drivers(field, areas, settings, &Seed::of("bench"))?;
            Some((field.id.clone(), found))
        });
        let told = fields
            .iter()
            .filter_map(|field| Some((field.id.clone(), errors(field, areas, settings)?)));
        let case = Self {
            kept: kept.collect(),
            errors: told.collect(),
            fields,
        };
        (case, columns)
    }

    fn report(&self, county: &County, settings: &Settings) -> Report {
        report(&Input {
            county,
            fieldworks: &self.fields,
            settings,
            frozen: &Frozen::proposed(),
            wave: None,
            drivers: &self.kept,
            errors: &self.errors,
        })
        .unwrap()
    }
}

/// Is it a report as a county's server makes it: raked, in real prices, beside the wave before?
fn is_of_the_real_route(found: &Report) {
    assert!(
        found.weights.iter().all(|p| p.method == "sex_and_age"),
        "{:?}",
        found.weights.first()
    );
    assert!(found.exposure.iter().all(|e| e.median.is_some()));
    assert!(found.change.measures.iter().any(|m| !m.places.is_empty()));
    assert!(found.verdicts.models.iter().all(|m| m.bracket.is_some()));
}

/// Milliseconds.
fn timed<T>(work: impl FnOnce() -> T) -> f64 {
    let begin = Instant::now();
    black_box(work());
    begin.elapsed().as_secs_f64() * 1000.0
}

/// One service's means by township from the columns themselves.
fn scan(columns: &Columns) -> [(f64, f64); TOWNSHIPS] {
    let mut sums = [(0.0, 0.0); TOWNSHIPS];
    for i in 0..columns.area.len() {
        let slot = &mut sums[usize::from(columns.area[i]) % TOWNSHIPS];
        for item in [2, 3, 4] {
            let value = columns.items[item][i];
            if (1..=5).contains(&value) {
                slot.0 += columns.weight[i] * f64::from(value);
                slot.1 += columns.weight[i];
            }
        }
    }
    sums
}

fn main() -> ExitCode {
    let mut bounds = Bounds::default();
    let asked = std::env::args().filter_map(|a| a.parse().ok()).next();
    let responses: usize = asked.unwrap_or(10_000_000);
    let (county, settings) = (loaded(), Settings::default());
    println!(
        "{ITEMS} items, {} modes, {TOWNSHIPS} townships, 12 services, two waves, raked, in real prices",
        MODES.len()
    );
    let (few, _) = Case::new(10_000, &county.areas, &settings);
    let (many, all) = Case::new(responses, &county.areas, &settings);
    is_of_the_real_route(&many.report(&county, &settings));
    // by turns, so that what else the machine does falls on both; the shortest of each
    let (mut small, mut large, mut scanned) = (f64::INFINITY, f64::INFINITY, f64::INFINITY);
    for _ in 0..TURNS {
        small = small.min(timed(|| few.report(&county, &settings)));
        large = large.min(timed(|| many.report(&county, &settings)));
        scanned = scanned.min(timed(|| scan(&all)));
    }
    let scans = format!("the columns scanned for one figure by township, {scanned:.1} ms");
    let size = format!("report of {responses} responses");
    bounds.at_most(&size, large, "ms", REPORT_MS, &scans);
    let of_few = format!("a report of 10,000 responses, {small:.1} ms");
    bounds.at_most(
        "that to a report of 10,000 responses",
        large / small,
        "times",
        RATIO,
        &of_few,
    );
    println!("report against twelve scans     {:8.2}", large / (12.0 * scanned));
    bounds.end()
}
