//! Raking of cells.

use stats::design::weights;

use crate::common::{close, golden, number, numbers};

#[test]
fn golden_g33_raking_ipf() {
    let g = golden("g33_raking_ipf");
    let counts: Vec<Vec<u64>> = serde_json::from_value(g["inputs"]["counts"].clone()).unwrap();
    let cells: Vec<weights::WeightCell> = counts
        .concat()
        .iter()
        .map(|n| weights::WeightCell::people(*n, 1.0))
        .collect();
    let (rows, columns) = (
        numbers(&g["inputs"]["row_target"]),
        numbers(&g["inputs"]["col_target"]),
    );
    let margins = [
        weights::Margin {
            category: &[0, 0, 0, 1, 1, 1],
            target: &rows,
        },
        weights::Margin {
            category: &[0, 1, 2, 0, 1, 2],
            target: &columns,
        },
    ];
    // the golden's stop, 1e-10 people, in parts of the smaller row
    let tolerance = number(&g["inputs"]["eps"]) / rows[0];
    let stop = weights::Stop {
        tolerance,
        ..weights::Stop::default()
    };
    let found = weights::rake(&cells, &margins, stop).unwrap();
    let want = &g["outputs"];
    for (k, factor) in found.factors.iter().enumerate() {
        close(*factor, &want["cell_weight"][k / 3][k % 3]);
        close(cells[k].w * factor, &want["cell_totals"][k / 3][k % 3]);
    }
    close(found.iterations as f64, &want["iterations"]);
    close(found.kish_after.unwrap(), &want["kish_deff"]);
    g.every_field_is_compared(&[]);
}
