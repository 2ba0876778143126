//! Importance beside satisfaction.

use stats::places::importance::{Emphasis, Share, importance_satisfaction};

use crate::common::{all_within, golden, numbers, word};

#[test]
fn golden_g30_is_rating() {
    let g = golden("g30_is_rating");
    let importance = numbers(&g["inputs"]["importance_top3_share"]);
    let satisfaction = numbers(&g["inputs"]["satisfaction_top2box_excl_dk"]);
    let share = |value: f64| Share {
        value,
        standard_error: None,
    };
    let rated: Vec<_> = importance
        .iter()
        .zip(&satisfaction)
        .map(|(i, s)| importance_satisfaction(share(*i), share(*s), 0.0, 0.95).unwrap())
        .collect();
    all_within(rated.iter().map(|r| r.rating), &g["outputs"]["IS"], 1e-9);
    let descending: Vec<f64> = rated.iter().map(|r| -r.rating).collect();
    all_within(stats::mid_ranks(&descending).unwrap(), &g["outputs"]["rank"], 0.0);
    for (found, want) in rated.iter().zip(g["outputs"]["class_"].as_array().unwrap()) {
        let band = match found.emphasis {
            Emphasis::Maintain => "maintain",
            Emphasis::Increase => "increase",
            Emphasis::DefinitelyIncrease => "very high",
        };
        assert!(word(want).starts_with(band), "{want} {band}");
    }
    g.every_field_is_compared(&[]);
}
