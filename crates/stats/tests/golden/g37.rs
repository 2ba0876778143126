//! Variances of places, smoothed.

use stats::design::smoothing;

use crate::common::{close, golden, numbers};

#[test]
fn golden_g37_variance_smoothing() {
    let g = golden("g37_variance_smoothing");
    let (n, s2, deff) = (
        numbers(&g["inputs"]["n"]),
        numbers(&g["inputs"]["s2"]),
        numbers(&g["inputs"]["deff"]),
    );
    let places: Vec<smoothing::PlaceSpread> = (0..n.len())
        .map(|i| smoothing::PlaceSpread {
            n: n[i] as u64,
            variance: Some(s2[i]),
            deff: Some(deff[i]),
            df: None,
        })
        .collect();
    let found = smoothing::smoothed_variances(&places).unwrap();
    close(found.variance_within, &g["outputs"]["s2_pooled"]);
    close(found.pooled.deff, &g["outputs"]["deff_bar"]);
    for (k, v) in found.variances.iter().enumerate() {
        close(v.unwrap(), &g["outputs"]["v"][k]);
    }
    g.every_field_is_compared(&[]);
}
