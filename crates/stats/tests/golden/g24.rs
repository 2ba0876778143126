//! Ranks that can be told apart.

use serde_json::Value;
use stats::places::rank_sets::{expected_ranks, rank_sets};

use crate::{
    common::{all_within, close, column, numbers, shared_golden},
    milk::milk,
};

fn ranks_agree(estimates: &[f64], errors: &[f64], confidence: f64, want: &Value) {
    let found = rank_sets(estimates, errors, confidence).unwrap();
    close(found.half_width, &want["z"]);
    all_within(found.sets.iter().map(|s| s.low as f64), &want["rank_lo"], 0.0);
    all_within(found.sets.iter().map(|s| s.high as f64), &want["rank_hi"], 0.0);
    all_within(
        expected_ranks(estimates, errors).unwrap(),
        &want["expected_rank_ascending"],
        1e-9,
    );
}

/// Klein, Wright & Wieczorek and the expected ranks; the stepdown of csranks is of a later version.
#[test]
fn golden_g24_rank_confidence() {
    let Some(g) = shared_golden("g24_rank_confidence") else {
        return;
    };
    let (inputs, want) = (&g["inputs"], &g["outputs"]);
    let example = &inputs["example"];
    ranks_agree(
        &numbers(&example["th"]),
        &numbers(&example["se"]),
        0.95,
        &want["example"],
    );
    let milk = milk();
    ranks_agree(
        &column(&milk, "direct_est"),
        &column(&milk, "std_error"),
        0.90,
        &want["milk"],
    );
    let travel = &inputs["travel_time"];
    let z90 = stats::distribution::normal_half_width(0.90).unwrap();
    let errors: Vec<f64> = numbers(&travel["moe90"]).iter().map(|moe| moe / z90).collect();
    ranks_agree(&numbers(&travel["est"]), &errors, 0.90, &want["travel_time_90"]);
    g.every_field_is_compared(&[("/example/mrsw", "the stepdown of csranks is of a later version")]);
}
