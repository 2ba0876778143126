//! What a design can detect.

use stats::relation::power::detectable;

use crate::common::{golden, numbers};

#[test]
fn golden_g38_mde_design_table() {
    let g = golden("g38_mde_design_table");
    let rows = g["outputs"]["rows"].as_array().unwrap();
    assert!(rows.len() > 90);
    for row in rows {
        let [n, answers, tau, reliability, observed, truth, points] = numbers(row)[..] else {
            panic!("a row has seven columns")
        };
        let found = detectable(n as usize, tau, 1.8 * 24.0 * 24.0 / answers).unwrap();
        // printed with four and three decimals
        assert!((found.reliability - reliability).abs() <= 5e-5 + 1e-12);
        assert!((found.observed_r - observed).abs() <= 5e-5 + 1e-12);
        match (found.true_r, found.points_per_sd) {
            (Some(r), Some(p)) => {
                assert!((r - truth).abs() <= 5e-5 + 1e-12 && (p - points).abs() <= 5e-4 + 1e-12)
            }
            (None, None) => assert!(truth > 1.0),
            other => panic!("{other:?}"),
        }
        assert!((found.observed_r / found.reliability.sqrt() - truth).abs() <= 5e-5 + 1e-12);
    }
    g.every_field_is_compared(&[]);
}
