//! Intervals of a share and of a difference of two.

use serde_json::Value;
use stats::{
    newcombe_difference,
    proportion_exact::{agresti_coull_interval, clopper_pearson_interval, jeffreys_interval},
    wilson_interval, wilson_interval_corrected,
};

use crate::common::{close, golden, interval_close, number, numbers};

#[test]
fn golden_g10_proportion_ci() {
    let g = golden("g10_proportion_ci");
    wilson_and_newcombe(&g);
    exact_jeffreys_and_agresti_coull(&g);
    g.every_field_is_compared(&[]);
}

fn wilson_and_newcombe(g: &Value) {
    for case in g["outputs"]["single"].as_array().unwrap() {
        interval_close(
            wilson_interval(number(&case["x"]), number(&case["n"]), 0.95).unwrap(),
            &case["wilson"],
        );
        interval_close(
            wilson_interval_corrected(number(&case["x"]), number(&case["n"]), 0.95).unwrap(),
            &case["wilson_cc"],
        );
    }
    let d = numbers(&g["inputs"]["diff"]);
    let found = newcombe_difference((d[0], d[1]), (d[2], d[3]), 0.95).unwrap();
    let want = &g["outputs"]["newcombe_diff"];
    close(found.estimate, &want[0]);
    close(found.interval.low, &want[1]);
    close(found.interval.high, &want[2]);
}

fn exact_jeffreys_and_agresti_coull(g: &Value) {
    for case in g["outputs"]["single"].as_array().unwrap() {
        let (x, n) = (number(&case["x"]), number(&case["n"]));
        for (name, found) in [
            ("clopper_pearson", clopper_pearson_interval(x, n, 0.95)),
            ("jeffreys", jeffreys_interval(x, n, 0.95)),
            ("agresti_coull", agresti_coull_interval(x, n, 0.95)),
        ] {
            let found = found.unwrap();
            close(found.low, &case[name][0]);
            close(found.high, &case[name][1]);
        }
    }
}
