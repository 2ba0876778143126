//! Strata of one village.

use stats::design::LonelyPsu;

use crate::{
    common::{close, golden},
    sample::Sample,
};

#[test]
fn golden_g06_lonely_psu() {
    let g = golden("g06_lonely_psu");
    let sample = Sample::new("apilone", None);
    let sums = sample.all("api00");
    for (name, lonely) in [
        ("adjust", LonelyPsu::Adjust),
        ("average", LonelyPsu::Average),
        ("certainty", LonelyPsu::Certainty),
        ("remove", LonelyPsu::Remove),
    ] {
        let found = sample.design(Some("stype"), None, lonely).mean(&sums);
        close(found.value.unwrap(), &g["outputs"][name]["mean"]);
        close(found.se.unwrap(), &g["outputs"][name]["se"]);
        assert_eq!(found.notices, vec![stats::status::Status::LonelyPsu]);
    }
    g.every_field_is_compared(&[]);
}
