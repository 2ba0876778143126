//! Two waves: change and ANCOVA.

use stats::relation::{regression::regression, two_waves::two_waves};

use crate::common::{close, golden, interval_within, number, numbers, within};

#[test]
fn golden_g34_change_ancova_bracket() {
    let g = golden("g34_change_ancova_bracket");
    let series = |name: &str| numbers(&g["inputs"][name]);
    let (y1, y2, dx) = (series("y1"), series("y2"), series("dx"));
    let found = two_waves(&y1, &y2, &dx, &[]).unwrap();
    let o = &g["outputs"];
    for (one, name) in [(found.change, "change"), (found.ancova, "ancova")] {
        let want = &o[name];
        close(one.estimate, &want["b"][1]);
        close(one.standard_error, &want["se_hc3"][1]);
        close(one.df, &want["df"]);
        close(one.p, &want["p"][1]);
        interval_within(one.interval, &want["ci90"][1], 1e-9);
    }
    close(found.carried_over, &o["ancova"]["b"][2]);
    interval_within(found.bracket, &o["bracket"], 1e-9);
    let lows = [
        number(&o["change"]["ci90"][1][0]),
        number(&o["ancova"]["ci90"][1][0]),
    ];
    within(found.union90.low, lows[0].min(lows[1]), 1e-9);
    let change: Vec<f64> = y2.iter().zip(&y1).map(|(after, before)| after - before).collect();
    for (fit, name) in [
        (regression(&change, &[&dx]).unwrap(), "change"),
        (regression(&y2, &[&dx, &y1]).unwrap(), "ancova"),
    ] {
        let want = &o[name];
        for j in 0..fit.coefficients.len() {
            let one = fit.hc3(j, 0.95).unwrap();
            close(one.estimate, &want["b"][j]);
            close(one.standard_error, &want["se_hc3"][j]);
            close(one.p, &want["p"][j]);
            interval_within(one.interval, &want["ci95"][j], 1e-9);
            interval_within(fit.hc3(j, 0.90).unwrap().interval, &want["ci90"][j], 1e-9);
        }
    }
    g.every_field_is_compared(&[]);
}
