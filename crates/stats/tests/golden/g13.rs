//! p of many tests at once.

use stats::{benjamini_hochberg, benjamini_yekutieli, bonferroni, hochberg, holm};

use crate::common::{close, golden, numbers};

#[test]
fn golden_g13_multiple_testing() {
    let g = golden("g13_multiple_testing");
    let p = numbers(&g["inputs"]["p"]);
    for (found, name) in [
        (benjamini_hochberg(&p), "BH"),
        (benjamini_yekutieli(&p), "BY"),
        (holm(&p), "holm"),
        (hochberg(&p), "hochberg"),
        (bonferroni(&p), "bonferroni"),
    ] {
        for (i, q) in found.unwrap().into_iter().enumerate() {
            close(q, &g["outputs"][name][i]);
        }
    }
    g.every_field_is_compared(&[]);
}
