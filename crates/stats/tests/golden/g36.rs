//! The verdict on few and on equal places.

use stats::verdict::{
    gate::{Gate, enough_answers, enough_places},
    grid::{design, fit},
};

use crate::common::{all_within, close, golden, numbers, word};

#[test]
fn golden_g36_verdict_edges() {
    let g = golden("g36_verdict_edges");
    for case in ["a", "b"] {
        let (inputs, want) = (&g["inputs"][case], &g["outputs"][case]);
        let y = numbers(&inputs["y"]);
        let (z, _) = design(y.len(), &[]).unwrap();
        let found = fit(&y, &numbers(&inputs["v"]), &z, 2.0).unwrap();
        close(found.spread_mean, &want["tau_mean"]);
        close(found.spread_mode, &want["tau_mode"]);
        all_within(found.places.iter().map(|p| p.below), &want["p_below"], 1e-9);
        if case == "a" {
            all_within(found.places.iter().map(|p| p.effect), &want["u_mean"], 1e-9);
            all_within(found.places.iter().map(|p| p.deviation), &want["u_sd"], 1e-9);
            assert_eq!(enough_places(y.len()), Some(Gate::InsufficientUnits));
        }
    }
    let policy = word(&g["outputs"]["policy"]);
    for part in ["n<8", "zero-variance covariate", "n_resp<30 or n_eff<20"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert_eq!(enough_places(8), None);
    let (z, dropped) = design(10, &[vec![3.0; 10]]).unwrap();
    assert_eq!((z.cols(), dropped), (1, vec![0]));
    assert_eq!(enough_answers(Some(29.0), 25.0), Some(Gate::SmallBase));
    assert_eq!(enough_answers(Some(40.0), 19.9), Some(Gate::SmallBase));
    assert_eq!(enough_answers(Some(30.0), 20.0), None);
    g.every_field_is_compared(&[]);
}
