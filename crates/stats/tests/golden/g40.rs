//! Change in the same villages.

use serde_json::Value;
use stats::design::{Design, Estimate, wave};

use crate::{
    common::{close, golden},
    sample::Sample,
};

#[test]
fn golden_g40_wave_change_same_psus() {
    let g = golden("g40_wave_change_same_psus");
    change_between_waves_in_the_same_villages(&g);
    separate_samples_would_hide_the_change(&g);
    g.every_field_is_compared(&[]);
}

fn change_between_waves_in_the_same_villages(g: &Value) {
    let sample = Sample::new("api_two_wave", Some("dnum"));
    let (y, wave) = (sample.numbers("y"), sample.numbers("w"));
    let design = Design::clusters(sample.units());
    let domains = [0.0, 1.0].map(|w| sample.sums(&y, |i| wave[i] == w));
    let joint = design.means(&domains);
    let want = &g["outputs"];
    for i in 0..2 {
        for j in 0..2 {
            close(joint.covariance.at(i, j), &want["cov"][i][j]);
        }
    }
    let found = joint.contrast(&[-1.0, 1.0]);
    close(found.value.unwrap(), &want["change"]);
    close(found.se.unwrap(), &want["se_stacked"]);
}

fn separate_samples_would_hide_the_change(g: &Value) {
    let sample = Sample::new("api_two_wave", Some("dnum"));
    let (y, wave) = (sample.numbers("y"), sample.numbers("w"));
    let design = Design::clusters(sample.units());
    let [before, after] = [0.0, 1.0].map(|w| sample.sums(&y, |i| wave[i] == w));
    let stacked = design.change(&before, &after);
    close(stacked.value.unwrap(), &g["outputs"]["change"]);
    close(stacked.se.unwrap(), &g["outputs"]["se_stacked"]);
    let as_mean = |e: Estimate| wave::WaveMean {
        value: e.value.unwrap(),
        se: e.se.unwrap(),
        df: e.df.unwrap(),
    };
    let naive = wave::independent_change(
        as_mean(design.mean(&before)),
        as_mean(design.mean(&after)),
        wave::MATERIAL,
    )
    .unwrap();
    close(naive.se, &g["outputs"]["se_naive_independent"]);
    assert_eq!(naive.direction, wave::Direction::Unclear);
    let found = wave::change_from(&stacked, wave::MATERIAL).unwrap();
    assert_eq!(found.direction, wave::Direction::Up);
}
