//! What an opt-in sample is worth.

use stats::design::selection;

use crate::common::{close, golden, numbers};

#[test]
fn golden_g42_selection_and_audit() {
    let g = golden("g42_selection_and_audit");
    for (k, case) in g["inputs"]["meng"].as_array().unwrap().iter().enumerate() {
        let c = numbers(case);
        let found = selection::opt_in_effective_n(c[0], c[1], c[2]).unwrap();
        close(found, &g["outputs"]["meng_neff"][k]);
    }
    let c = numbers(&g["inputs"]["meng"][1]);
    let found = selection::opt_in_bias(c[0], c[1], c[2], 24.0).unwrap();
    close(found, &g["outputs"]["bias_example"]);
    g.every_field_is_compared(&[
        (
            "/mse_bias_sd_units",
            "the formula in words, compared as bias_example",
        ),
        ("/audit_", "call-backs are of a later version"),
        ("/t", "call-backs are of a later version"),
        ("/corrected_mean", "call-backs are of a later version"),
    ]);
}
