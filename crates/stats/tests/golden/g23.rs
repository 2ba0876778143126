//! Reliability of several items.

use stats::design::reliability;

use crate::common::{close, column, golden, table};

#[test]
fn golden_g23_alpha() {
    let g = golden("g23_alpha");
    let csv = table("attitude");
    let names = [
        "rating",
        "complaints",
        "privileges",
        "learning",
        "raises",
        "critical",
        "advance",
    ];
    let columns: Vec<Vec<Option<f64>>> = names
        .iter()
        .map(|n| column(&csv, n).into_iter().map(Some).collect())
        .collect();
    let found = reliability::cronbach_alpha_of_columns(&columns).unwrap();
    let want = &g["outputs"];
    close(found.alpha, &want["alpha"]);
    close(found.standardized.unwrap(), &want["std_alpha"]);
    for k in 0..names.len() {
        close(found.if_dropped[k].unwrap(), &want["alpha_drop"][k]);
        close(found.item_rest[k].unwrap(), &want["item_total"][k]);
    }
    let interval = found.interval.unwrap();
    close(interval.low, &want["feldt_ci95"][0]);
    close(interval.high, &want["feldt_ci95"][1]);
    g.every_field_is_compared(&[]);
}
