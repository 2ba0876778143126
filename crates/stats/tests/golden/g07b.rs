//! Fay–Herriot with its error taken apart.

use crate::{
    common::{all_within, close, golden},
    milk::fitted_milk,
};

#[test]
fn golden_g07b_fay_herriot_own() {
    let (g, fit) = (golden("g07b_fay_herriot_own"), fitted_milk());
    let want = &g["outputs"];
    close(fit.between_variance, &want["sigma2_u"]);
    all_within(fit.coefficients.clone(), &want["beta"], 1e-9);
    all_within(fit.places.iter().map(|p| p.estimate), &want["eblup"], 1e-9);
    all_within(fit.places.iter().map(|p| p.mse), &want["mse"], 1e-9);
    all_within(fit.places.iter().map(|p| p.g1), &want["g1"], 1e-9);
    all_within(fit.places.iter().map(|p| p.g2), &want["g2"], 1e-9);
    all_within(fit.places.iter().map(|p| p.g3), &want["g3"], 1e-9);
    g.every_field_is_compared(&[]);
}
