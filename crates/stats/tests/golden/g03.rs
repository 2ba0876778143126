//! Weights from population counts.

use serde_json::Value;
use stats::design::{PsuSums, calibrate::calibrate, trim, weights};

use crate::{
    common::{close, golden, number, numbers, within, word},
    sample::clusters,
};

#[test]
fn golden_g03_poststrat_rake_calibrate() {
    let g = golden("g03_poststrat_rake_calibrate");
    let (clus, _) = clusters();
    let types = ["E", "H", "M"];
    let kind: Vec<usize> = clus
        .words("stype")
        .iter()
        .map(|w| types.iter().position(|t| t == w).unwrap())
        .collect();
    let wide: Vec<usize> = clus
        .words("sch.wide")
        .iter()
        .map(|w| usize::from(w == "Yes"))
        .collect();
    let (by_kind, by_wide) = (
        numbers(&g["inputs"]["pop_stype"]["Freq"]),
        numbers(&g["inputs"]["pop_schwide"]["Freq"]),
    );
    let cells: Vec<weights::WeightCell> = clus
        .weight
        .iter()
        .map(|w| weights::WeightCell::person(*w))
        .collect();
    let y = clus.numbers("api00");
    let is = |factors: &[f64], want: &Value, tolerance: f64| {
        let w: Vec<f64> = clus.weight.iter().zip(factors).map(|(w, f)| w * f).collect();
        let all = PsuSums::total(
            &w.iter()
                .zip(&y)
                .map(|(w, y)| PsuSums::person(*w, *y))
                .collect::<Vec<_>>(),
        );
        within(all.mean().unwrap(), number(&want["mean"]), tolerance);
        within(all.w, number(&want["w_sum"]), tolerance);
        within(all.kish_deff().unwrap(), number(&want["kish_deff"]), tolerance);
        within(
            w.iter().copied().fold(f64::INFINITY, f64::min),
            number(&want["w_min"]),
            tolerance,
        );
        within(
            w.iter().copied().fold(0.0, f64::max),
            number(&want["w_max"]),
            tolerance,
        );
    };
    let kinds = weights::Margin {
        category: &kind,
        target: &by_kind,
    };
    let found = weights::post_stratify(&cells, kinds).unwrap();
    is(&found.factors, &g["outputs"]["poststrat"], 1e-9);
    let by_cell = &g["outputs"]["weights_by_cell"];
    // of the people of each kind of cell: all have the same weight
    let agrees = |factors: &[f64], name: &str| {
        for (cell, want) in by_cell[name].as_array().unwrap().iter().enumerate() {
            let kind_of = word(&by_cell["stype"][cell]);
            let wide_of = usize::from(word(&by_cell["sch.wide"][cell]) == "Yes");
            let inside = |i: &usize| types[kind[*i]] == kind_of && wide[*i] == wide_of;
            let own: Vec<usize> = (0..kind.len()).filter(inside).collect();
            assert!(!own.is_empty());
            own.iter()
                .for_each(|i| close(clus.weight[*i] * factors[*i], want));
        }
    };
    agrees(&found.factors, "w_post");
    let margins = [
        kinds,
        weights::Margin {
            category: &wide,
            target: &by_wide,
        },
    ];
    let stop = weights::Stop {
        tolerance: 1e-13,
        iterations: 100,
    };
    let raked = weights::rake(&cells, &margins, stop).unwrap();
    is(&raked.factors, &g["outputs"]["rake"], 1e-9);
    agrees(&raked.factors, "w_rake");
    let bounds = numbers(&g["inputs"]["trim"]);
    let bounds = (bounds[0], bounds[1]);
    let trimmed = trim::trim(
        &cells,
        &raked.factors,
        &vec![0; cells.len()],
        bounds,
        trim::Redistribute::Equally,
    );
    is(&trimmed.unwrap(), &g["outputs"]["rake_trimmed"], 1e-9);
    let kind_is = |k: usize| kind.iter().map(|i| f64::from(u8::from(*i == k))).collect();
    let columns: [Vec<f64>; 4] = [
        vec![1.0; kind.len()],
        kind_is(1),
        kind_is(2),
        wide.iter().map(|w| *w as f64).collect(),
    ];
    let totals = [by_kind.iter().sum(), by_kind[1], by_kind[2], by_wide[1]];
    let calibrated = calibrate(&cells, &columns.each_ref().map(Vec::as_slice), &totals).unwrap();
    is(&calibrated.factors, &g["outputs"]["calibrate_linear"], 1e-9);
    agrees(&calibrated.factors, "w_cal");
    let later =
        "errors from calibration residuals are of a later version; those before calibration are in g01";
    g.every_field_is_compared(&[
        ("/poststrat/se", later),
        ("/rake/se", later),
        ("/calibrate_linear/se", later),
        ("/rake_trimmed/se", later),
    ]);
}
