//! The LGBF data as a county loads them.

use std::collections::BTreeMap;

use insight::report::County;
use survey::{
    Area, AreaCode, Deflator, DomainId, LedgerKind, Level, Money, Population, PublishedScore, Spending, Stage,
};

pub type Record = BTreeMap<String, String>;

/// The text of one of the files beside this one.
pub fn file(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/lgbf/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Its rows by column.
pub fn records(name: &str) -> Vec<Record> {
    let text = file(name);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// Everything, spending from the column `amount` (thousands).
pub fn loaded(amount: &str) -> County {
    let year = |r: &Record, column: &str| r[column].parse::<i32>().unwrap();
    let domain = |r: &Record| DomainId::parse(&r["domain"]).unwrap();
    let codes: BTreeMap<String, AreaCode> = records("areas.csv")
        .iter()
        .map(|r| (r["area"].clone(), AreaCode::parse(&r["gss_code"]).unwrap()))
        .collect();
    let code = |r: &Record| codes[&r["area"]].clone();
    County {
        areas: records("areas.csv")
            .iter()
            .map(|r| Area {
                code: code(r),
                name: r["area"].clone(),
                level: Level::Township,
                parent: None,
                settlement: None,
                aliases: Vec::new(),
            })
            .collect(),
        population: records("population.csv")
            .iter()
            .map(|r| Population {
                area: code(r),
                year: year(r, "fy_end"),
                sex: None,
                age_from: None,
                age_to: None,
                population: r["population"].parse().unwrap(),
            })
            .collect(),
        spending: records("spending.csv")
            .iter()
            .map(|r| Spending {
                area: code(r),
                year: year(r, "fy_end"),
                domain: domain(r),
                amount: Money::from_f64((r[amount].parse::<f64>().unwrap() * 100_000.0).round() / 100.0)
                    .unwrap(),
                kind: LedgerKind::Recurrent,
                stage: Stage::Paid,
                payer: None,
                decides: None,
                project: None,
                source: None,
            })
            .collect(),
        deflator: records("deflator.csv")
            .iter()
            .map(|r| Deflator {
                year: year(r, "year"),
                index: r["index"].parse().unwrap(),
            })
            .collect(),
        scores: records("satisfaction.csv")
            .iter()
            .map(|r| PublishedScore {
                area: code(r),
                wave: r["period"].clone(),
                year: year(r, "period_end"),
                domain: domain(r),
                score: r["pct_satisfied"].parse().unwrap(),
                n: None,
                se: None,
            })
            .collect(),
        ..County::default()
    }
}
