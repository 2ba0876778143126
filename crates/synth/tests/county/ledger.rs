//! Money and people of the files against the truth.

use std::collections::{BTreeMap, BTreeSet};

use synth::Parameters;

use super::made::{made, small};

/// Fen of an amount with two decimals, read without a float.
fn fen(amount: &str) -> i64 {
    let (whole, cents) = amount.split_once('.').unwrap();
    assert_eq!(cents.len(), 2);
    format!("{whole}{cents}").parse().unwrap()
}

#[test]
fn sums_of_the_spending_file_equal_the_truth_to_the_fen() {
    let made = made(small());
    let above = made.townships();
    let mut spent: BTreeMap<(String, String, String), [i64; 3]> = BTreeMap::new();
    let mut deciders = BTreeSet::new();
    for row in made.rows("spending.csv") {
        let area = above.get(&row["area"]).unwrap_or(&row["area"]).clone();
        let sums = spent
            .entry((area, row["domain"].clone(), row["year"].clone()))
            .or_default();
        let amount = fen(&row["amount"]);
        assert_eq!(amount < 0, row["kind"] == "reversal", "{row:?}");
        if row["stage"] == "budget" {
            sums[1] += amount;
            continue;
        }
        sums[0] += amount;
        sums[2] += if row["decides"] == "township" { amount } else { 0 };
        deciders.insert(row["decides"].clone());
    }
    assert!(
        deciders.contains("higher") && deciders.contains("县教育局"),
        "{deciders:?}"
    );
    assert_eq!(spent.len(), made.truth.spending.len());
    for t in &made.truth.spending {
        let sums = spent[&(t.area.clone(), t.domain.clone(), t.year.to_string())];
        assert_eq!(sums, [t.spent_fen, t.budget_fen, t.township_fen], "{t:?}");
        assert_eq!(t.spent_fen, t.township_fen + t.bureau_fen + t.higher_fen);
    }
}

#[test]
fn every_township_has_money_in_every_domain_and_year() {
    let made = made(small());
    let towns = made.truth.spending.iter().filter(|s| s.area != synth::COUNTY);
    assert_eq!(towns.clone().count(), 8 * 12 * 9);
    assert!(towns.clone().all(|s| s.spent_fen > 0));
    assert!(towns.filter(|s| s.budget_fen > 0).all(|s| s.year == 2025));
}

/// The exposure of the truth, made again from the files by the words of the specification.
#[test]
fn exposure_follows_from_the_files() {
    let made = made(small());
    let above = made.townships();
    let number = |s: &str| s.parse::<f64>().unwrap();
    let index: BTreeMap<i32, f64> = made
        .rows("deflator.csv")
        .iter()
        .map(|r| (r["year"].parse().unwrap(), number(&r["index"])))
        .collect();
    let people: BTreeMap<(String, i32), f64> = made
        .rows("population.csv")
        .iter()
        .filter(|r| r["sex"].is_empty())
        .map(|r| {
            (
                (r["area"].clone(), r["year"].parse().unwrap()),
                number(&r["population"]),
            )
        })
        .collect();
    let spending = made.rows("spending.csv");
    for cell in made
        .truth
        .cells
        .iter()
        .filter(|c| c.domain == "roads" || c.domain == "jobs")
    {
        let year: i32 = cell.wave[1..].parse().unwrap();
        let mut sum = 0.0;
        for row in spending.iter().filter(|r| r["domain"] == cell.domain) {
            let back = year - row["year"].parse::<i32>().unwrap();
            let factor = match (row["kind"].as_str(), row["stage"].as_str(), back) {
                ("capital", "in_service", 1..=6) => 0.9_f64.powi(back - 1),
                ("recurrent" | "reversal", "paid", 0..=1) => 1.0,
                _ => continue,
            };
            if above.get(&row["area"]).unwrap_or(&row["area"]) == &cell.township {
                let when = year - back;
                sum += factor * number(&row["amount"]) * index[&2025]
                    / index[&when]
                    / people[&(cell.township.clone(), when)];
            }
        }
        assert!((sum / cell.exposure - 1.0).abs() < 1e-9, "{sum} {cell:?}");
    }
}

#[test]
fn parts_of_the_population_add_up() {
    let made = made(small());
    let above = made.townships();
    let mut totals: BTreeMap<(String, String), [i64; 3]> = BTreeMap::new();
    for row in made.rows("population.csv") {
        let n: i64 = row["population"].parse().unwrap();
        let mut add = |area: &str, at: usize| {
            totals.entry((area.to_owned(), row["year"].clone())).or_default()[at] += n;
        };
        match (row["sex"].is_empty(), above.get(&row["area"])) {
            (false, _) => add(&row["area"], 1),
            (true, Some(town)) => add(town, 2),
            (true, None) => {
                add(&row["area"], 0);
                if row["area"] != synth::COUNTY {
                    add(synth::COUNTY, 2);
                }
            }
        }
    }
    assert_eq!(totals.len(), 9 * 9);
    assert!(
        totals
            .values()
            .all(|[total, parts, below]| total == parts && total == below),
        "{totals:?}"
    );
}

#[test]
fn money_follows_need_and_the_remote_cost_more_as_planted() {
    let correlation = |p: Parameters, of: fn(&synth::CellTruth) -> (f64, f64)| {
        let truth = made(p).truth;
        let (x, y): (Vec<f64>, Vec<f64>) = truth.cells.iter().map(of).unzip();
        stats::pearson(&x, &y).unwrap().r
    };
    let plain = || Parameters {
        townships: 60,
        villages: 60,
        responses: 60,
        waves: 1,
        effect: 0.0,
        context_effect: 0.0,
        coached: 0,
        ..Parameters::default()
    };
    let of_need = |c: &synth::CellTruth| (c.need_ratio.ln(), c.u);
    let targeted = correlation(
        Parameters {
            targeting: 0.8,
            ..plain()
        },
        of_need,
    );
    let against = correlation(
        Parameters {
            targeting: -0.8,
            ..plain()
        },
        of_need,
    );
    let random = correlation(
        Parameters {
            targeting: 0.0,
            ..plain()
        },
        of_need,
    );
    // pooled over domains, whose exposures vary a little differently
    assert!(targeted < -0.7, "{targeted}");
    assert!(against > 0.7, "{against}");
    assert!(random.abs() < 0.15, "{random}");
    let of_satisfaction = |c: &synth::CellTruth| (c.need_ratio.ln(), c.deviation);
    let working = correlation(
        Parameters {
            targeting: 0.0,
            effect: 5.0,
            ..plain()
        },
        of_satisfaction,
    );
    assert!(working > 0.6, "{working}");
    let costly = Parameters {
        remoteness_cost: 0.6,
        ..plain()
    };
    let truth = made(costly).truth;
    let far: BTreeMap<&str, f64> = truth
        .townships
        .iter()
        .map(|t| (t.code.as_str(), t.remoteness))
        .collect();
    let x: Vec<f64> = truth.cells.iter().map(|c| far[c.township.as_str()]).collect();
    let y: Vec<f64> = truth.cells.iter().map(|c| c.spend_ratio.ln()).collect();
    assert!(stats::pearson(&x, &y).unwrap().r > 0.6);
}
