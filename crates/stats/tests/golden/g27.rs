//! The funnel of places by size.

use stats::places::funnel::funnel;

use crate::common::{all_within, close, golden, number, numbers};

#[test]
fn golden_g27_funnel() {
    let g = golden("g27_funnel");
    let n = numbers(&g["inputs"]["n"]);
    let sd = number(&g["inputs"]["sd"]);
    let se: Vec<f64> = n.iter().map(|n| sd / n.sqrt()).collect();
    let (found, want) = (
        funnel(&numbers(&g["inputs"]["y"]), &se, &n).unwrap(),
        &g["outputs"],
    );
    close(found.target, &want["target"]);
    close(found.overdispersion, &want["phi"]);
    close(found.between_variance, &want["tau2"]);
    let places = &found.places;
    all_within(places.iter().map(|p| p.limits_95.low), &want["lim95"][0], 1e-9);
    all_within(places.iter().map(|p| p.limits_95.high), &want["lim95"][1], 1e-9);
    all_within(places.iter().map(|p| p.limits_998.low), &want["lim998"][0], 1e-9);
    all_within(places.iter().map(|p| p.limits_998.high), &want["lim998"][1], 1e-9);
    all_within(places.iter().map(|p| p.z), &want["z"], 1e-9);
    all_within(places.iter().map(|p| p.z_multiplicative), &want["z_mult"], 1e-9);
    all_within(places.iter().map(|p| p.z_additive), &want["z_add"], 1e-9);
    g.every_field_is_compared(&[]);
}
