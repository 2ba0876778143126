//! The LGBF data through `associate`: every column of the references, and the log-spend figures through `stats`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod lgbf;

use std::collections::BTreeMap;

use insight::{Association, Ledger, Price, Request, associate};
use lgbf::{Record, file, loaded, records};
use survey::{AreaCode, DomainId};

fn number(record: &Record, column: &str) -> f64 {
    record[column].parse().unwrap()
}

fn year(record: &Record, column: &str) -> i32 {
    record[column].parse().unwrap()
}

fn domain(record: &Record) -> DomainId {
    DomainId::parse(&record["domain"]).unwrap()
}

fn lgbf() -> Ledger {
    loaded("spend_cash_k").ledger()
}

fn real_three_years() -> Association {
    associate(&lgbf(), &Request::default()).unwrap()
}

#[track_caller]
fn close(found: f64, want: f64, tolerance: f64) {
    assert!((found - want).abs() <= tolerance, "{found} is not {want}");
}

#[test]
fn golden_lgbf_reference_results_every_column() {
    let one_year = Request {
        window: 1,
        price: Some(Price::Cash),
        exclude: Vec::new(),
    };
    let found = BTreeMap::from([
        ("A", associate(&lgbf(), &one_year).unwrap()),
        ("B", real_three_years()),
    ]);
    let reference = records("reference_results.csv");
    assert_eq!(
        found.values().map(|a| a.rows.len()).sum::<usize>(),
        reference.len()
    );
    for r in &reference {
        let rows = &found[r["method"].as_str()].rows;
        let row = rows
            .iter()
            .find(|w| w.domain == domain(r) && w.year == year(r, "period_end"))
            .unwrap();
        assert_eq!(row.n, number(r, "n") as usize);
        for (column, value) in [
            ("spearman", row.spearman),
            ("spearman_p", row.spearman_p),
            ("kendall", row.kendall),
            ("kendall_p", row.kendall_p),
            ("pearson", row.pearson),
            ("pearson_p", row.pearson_p),
            ("mean_x", row.mean_x),
            ("mean_y", row.mean_y),
            ("q_bh", row.q_bh),
        ] {
            close(value.unwrap(), number(r, column), 1e-6);
        }
        assert!(row.left_out.is_empty());
    }
}

#[test]
fn golden_lgbf_reference_change_and_within_every_column() {
    let found = real_three_years();
    let period_end: BTreeMap<String, i32> = records("satisfaction.csv")
        .iter()
        .map(|r| (r["period"].clone(), year(r, "period_end")))
        .collect();
    let reference = records("reference_change.csv");
    assert_eq!(found.change.len() + found.within.len(), reference.len());
    for r in &reference {
        let (from, to) = (year(r, "from_year"), year(r, "to_year"));
        if r["kind"] == "change" {
            let is = |wave: &str, year: i32| period_end[wave] == year;
            let c = found
                .change
                .iter()
                .find(|c| c.domain == domain(r) && is(&c.from, from) && is(&c.to, to));
            let c = c.unwrap();
            assert_eq!(c.n, number(r, "n") as usize);
            for (column, value) in [
                ("spearman", c.spearman),
                ("spearman_p", c.spearman_p),
                ("kendall", c.kendall),
                ("kendall_p", c.kendall_p),
                ("pearson", c.pearson),
                ("pearson_p", c.pearson_p),
            ] {
                close(value.unwrap(), number(r, column), 1e-6);
            }
        } else {
            let w = found.within.iter().find(|w| w.domain == domain(r)).unwrap();
            assert_eq!(w.n, number(r, "n") as usize);
            assert_eq!(
                (period_end[&w.waves[0]], period_end[w.waves.last().unwrap()]),
                (from, to)
            );
            for (column, value) in [
                ("spearman", w.spearman),
                ("pearson", w.pearson),
                ("slope", w.slope),
            ] {
                close(value.unwrap(), number(r, column), 1e-6);
            }
        }
    }
}

/// To 1e-8 of the wanted value, as the golden says.
#[track_caller]
fn near(found: f64, want: f64) {
    close(found, want, 1e-8 * want.abs());
}

#[test]
fn golden_lgbf_public_log_spend() {
    let golden: serde_json::Value = serde_json::from_str(&file("lgbf_public.json")).unwrap();
    let want = |domain: &str, name: &str| golden["outputs"]["per_domain"][domain][name].clone();
    let ledger = lgbf();
    let names: BTreeMap<&str, &str> = ledger
        .areas
        .iter()
        .map(|a| (a.code.as_str(), a.name.as_str()))
        .collect();
    for name in golden["outputs"]["per_domain"].as_object().unwrap().keys() {
        let (codes, x, y) = log_spend(name);
        assert_eq!(want(name, "n"), x.len());
        let pearson = stats::pearson(&x, &y).unwrap();
        let line = stats::theil_sen(&x, &y, 0.95).unwrap();
        let fisher = stats::fisher_interval(pearson.r, pearson.n, 0.95).unwrap();
        let sen = line.interval.unwrap();
        let without = stats::leave_one_out(&x, &y, |x, y| stats::pearson(x, y).map(|c| c.r));
        let loo = stats::range(&without).unwrap();
        let slopes = stats::range(&stats::theil_sen_leave_one_out(&x, &y)).unwrap();
        let one = |key: &str, found: f64| near(found, want(name, key).as_f64().unwrap());
        let two = |key: &str, found: [f64; 2]| {
            (0..2).for_each(|i| near(found[i], want(name, key)[i].as_f64().unwrap()));
        };
        one("pearson", pearson.r);
        one("pearson_p", pearson.p.unwrap());
        one("spearman", stats::spearman(&x, &y).unwrap().r);
        one("theil_sen", line.slope);
        two("fisher_ci", [fisher.low, fisher.high]);
        two("theil_sen_ci95", [sen.low, sen.high]);
        two("loo_pearson", loo);
        two("theil_sen_loo", slopes);
        let dropped =
            |value: f64| names[codes[without.iter().position(|r| *r == Some(value)).unwrap()].as_str()];
        assert_eq!(want(name, "loo_min_dropped"), dropped(loo[0]));
        assert_eq!(want(name, "loo_max_dropped"), dropped(loo[1]));
    }
}

/// Logarithm of three-year real spending per head, and the score, of 2017-20, from the published real amounts.
fn log_spend(domain: &str) -> (Vec<String>, Vec<f64>, Vec<f64>) {
    let (spending, population) = (records("spending.csv"), records("population.csv"));
    let sum = |rows: &[Record], area: &str, column: &str, every: bool| -> f64 {
        rows.iter()
            .filter(|r| r["area"] == area && (every || r["domain"] == domain))
            .filter(|r| (2018..=2020).contains(&year(r, "fy_end")))
            .map(|r| number(r, column))
            .sum()
    };
    let codes: BTreeMap<String, String> = records("areas.csv")
        .iter()
        .map(|r| (r["area"].clone(), r["gss_code"].clone()))
        .collect();
    let (mut areas, mut x, mut y) = (Vec::new(), Vec::new(), Vec::new());
    for r in records("satisfaction.csv") {
        if r["domain"] == domain && r["period_end"] == "2020" {
            let spend = sum(&spending, &r["area"], "spend_real_k", false) * 1000.0;
            x.push((spend / sum(&population, &r["area"], "population", true)).ln());
            y.push(number(&r, "pct_satisfied"));
            areas.push(codes[&r["area"]].clone());
        }
    }
    (areas, x, y)
}

#[test]
fn without_the_western_isles_the_relation_of_parks_falls_apart() {
    let found = real_three_years();
    let parks = found
        .rows
        .iter()
        .find(|r| r.domain.as_str() == "parks" && r.year == 2020)
        .unwrap();
    let notices: Vec<(&str, &str)> = parks
        .notices
        .iter()
        .map(|n| (n.code, n.area.as_ref().map_or("", AreaCode::as_str)))
        .collect();
    assert_eq!(notices, [("FRAGILE", "S12000013")]);
}

#[test]
fn the_order_of_the_ledger_changes_not_a_byte() {
    let mut ledger = lgbf();
    let before = serde_json::to_string(&associate(&ledger, &Request::default()).unwrap()).unwrap();
    ledger.areas.reverse();
    ledger.population.reverse();
    ledger.spending.reverse();
    ledger.deflator.reverse();
    ledger.scores.reverse();
    let after = serde_json::to_string(&associate(&ledger, &Request::default()).unwrap()).unwrap();
    assert_eq!(before, after);
}
