//! The median slope.

use stats::theil_sen;

use crate::common::{close, golden, numbers, whole};

#[test]
fn golden_g12_theil_sen() {
    let g = golden("g12_theil_sen");
    for (series, output, confidence) in [
        ("sen", "sen68", 0.95),
        ("sen", "sen68_93", 0.93),
        ("law", "law", 0.95),
    ] {
        let x = numbers(&g["inputs"][format!("{series}_x")]);
        let y = numbers(&g["inputs"][format!("{series}_y")]);
        let want = &g["outputs"][output];
        let line = theil_sen(&x, &y, confidence).unwrap();
        close(line.slope, &want["slope"]);
        close(line.intercept, &want["intercept"]);
        close(line.interval.unwrap().low, &want["lo"]);
        close(line.interval.unwrap().high, &want["up"]);
        close(line.variance, &want["var"]);
        assert_eq!(whole(&want["N"]), line.pairs as u64);
    }
    g.every_field_is_compared(&[]);
}
