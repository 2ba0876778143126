//! Shares of an explained variance.

use stats::relation::{
    importance::{CrossProducts, importance, johnson_weights},
    regression::regression,
};

use crate::common::{close, column, golden, read, shared, table};

#[test]
fn golden_g19_relative_importance() {
    let g = golden("g19_relative_importance");
    let csv = table("swiss");
    let names = [
        "Agriculture",
        "Examination",
        "Education",
        "Catholic",
        "Infant.Mortality",
    ];
    let mut columns: Vec<Vec<f64>> = names.iter().map(|n| column(&csv, n)).collect();
    columns.push(column(&csv, "Fertility"));
    let mut sums = CrossProducts::new(6);
    for i in 0..columns[0].len() {
        let row: Vec<f64> = columns.iter().map(|c| c[i]).collect();
        assert!(sums.add(&row, 1.0));
    }
    let correlations = sums.correlations().unwrap();
    let found = importance(&correlations).unwrap();
    let johnson = johnson_weights(&correlations).unwrap();
    let o = &g["outputs"];
    close(found.r_squared, &o["r2"]);
    for (j, name) in names.iter().enumerate() {
        close(found.shares[j], &o["lmg"][name]);
        close(johnson[j], &o["johnson"][name]);
        close(found.first[j], &o["first"][name]);
        close(found.last[j], &o["last"][name]);
    }
    close(found.shares.iter().sum(), &o["sum"]);
    // Pratt's shares, which may be negative, are never shown: they check the coefficients behind R²
    let views: Vec<&[f64]> = columns[..5].iter().map(Vec::as_slice).collect();
    let fit = regression(&columns[5], &views).unwrap();
    let spread = |j: usize| stats::standard_deviation(&columns[j]).unwrap();
    for (j, name) in names.iter().enumerate() {
        let beta = fit.coefficients[j + 1] * spread(j) / spread(5);
        close(beta * correlations.at(j, 5), &o["pratt"][name]);
    }
    if let Some(file) = shared("golden/g19_relative_importance.json") {
        for (j, name) in names.iter().enumerate() {
            close(found.shares[j], &read(&file)["outputs"]["relaimpo_lmg"][name]);
        }
    }
    g.every_field_is_compared(&[]);
}
