//! What the rule of the hypotheses does, beside what was simulated.

use stats::{
    random::Draws,
    relation::{
        hypothesis::{Evidence, Outcome, SESOI_R, judge},
        operating::operating_characteristics,
    },
};

use crate::common::{golden, number};

#[test]
fn operating_characteristics_are_those_simulated() {
    for row in golden("sim_hypothesis")["rows"].as_array().unwrap() {
        let (n, rho) = (number(&row["n"]) as usize, number(&row["rho"]));
        let found = operating_characteristics(n, rho, SESOI_R).unwrap();
        for (chance, name) in [
            (found.supported, "supported"),
            (found.contradicted, "contradicted"),
            (found.practically_nil, "nil"),
            (found.not_enough_data, "not_enough"),
        ] {
            let want = number(&row[name]);
            // 20,000 simulations, three decimals: five Monte-Carlo errors and half of the last digit
            let error = 5.0 * (chance * (1.0 - chance) / 20_000.0).sqrt() + 0.0005;
            assert!(
                (chance - want).abs() <= error,
                "n {n} rho {rho} {name}: {chance} is not {want}"
            );
        }
    }
}

#[test]
fn the_rule_on_series_says_what_its_characteristics_promise() {
    let (n, rho, runs) = (20, 0.5_f64, 3000);
    let mut draws = Draws::seeded(2, "series");
    let mut supported = 0;
    for _ in 0..runs {
        let x: Vec<f64> = (0..n).map(|_| draws.normal()).collect();
        let y: Vec<f64> = x
            .iter()
            .map(|x| rho * x + (1.0 - rho * rho).sqrt() * draws.normal())
            .collect();
        let r = stats::pearson(&x, &y).unwrap().r;
        let outcome = judge(&Evidence::of_r(r, n, SESOI_R).unwrap()).outcome;
        supported += u32::from(outcome == Outcome::Supported);
    }
    let want = operating_characteristics(n, rho, SESOI_R).unwrap().supported;
    let found = f64::from(supported) / f64::from(runs);
    assert!(
        (found - want).abs() < 4.0 * (want * (1.0 - want) / f64::from(runs)).sqrt(),
        "{found} {want}"
    );
}
