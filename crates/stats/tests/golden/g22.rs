//! A relation that turns round inside groups.

use stats::relation::{
    mantel_haenszel::{TwoByTwo, mantel_haenszel},
    within_between::{GroupSums, within_between},
};

use crate::common::{all_within, close, column, golden, numbers, table, words};

#[test]
fn golden_g22_simpson_ecological() {
    let g = golden("g22_simpson_ecological");
    let csv = table("ucb");
    let (admit, gender, dept) = (words(&csv, "Admit"), words(&csv, "Gender"), words(&csv, "Dept"));
    let count = column(&csv, "Freq");
    let cell = |a: &str, s: &str, d: &str| {
        let at = (0..count.len()).find(|&i| admit[i] == a && gender[i] == s && dept[i] == d);
        count[at.unwrap()]
    };
    let strata: Vec<TwoByTwo> = ["A", "B", "C", "D", "E", "F"]
        .map(|d| TwoByTwo {
            first_yes: cell("Admitted", "Male", d),
            first_no: cell("Rejected", "Male", d),
            second_yes: cell("Admitted", "Female", d),
            second_no: cell("Rejected", "Female", d),
        })
        .to_vec();
    let found = mantel_haenszel(&strata).unwrap();
    let o = &g["outputs"];
    close(found.odds_ratio.unwrap(), &o["mantel_haenszel_OR"]);
    close(found.p.unwrap(), &o["mh_p"]);
    let (male, female) = found.pooled.shares().unwrap();
    close(male, &o["pooled_rate"]["male"]);
    close(female, &o["pooled_rate"]["female"]);
    let differences: Vec<f64> = found.differences.iter().map(|d| d.unwrap()).collect();
    all_within(differences, &o["dept_diff_male_minus_female"], 1e-9);
    assert!(found.reversed);

    let wb = &g["inputs"]["wb"];
    let (of, x, y) = (numbers(&wb["g"]), numbers(&wb["x"]), numbers(&wb["y"]));
    let groups: Vec<GroupSums> = (1..=6)
        .map(|k| {
            let pick = |v: &[f64]| -> Vec<f64> {
                v.iter()
                    .zip(&of)
                    .filter(|(_, g)| **g == f64::from(k))
                    .map(|(v, _)| *v)
                    .collect()
            };
            GroupSums::of(&pick(&x), &pick(&y)).unwrap()
        })
        .collect();
    let found = within_between(&groups).unwrap();
    for (figure, name) in [
        (found.pooled, "pooled"),
        (found.within, "within"),
        (found.between, "between"),
        (found.r_total, "r_total"),
        (found.r_between, "r_between"),
        (found.r_within, "r_within"),
        (found.eta2_x, "eta2_x"),
        (found.eta2_y, "eta2_y"),
    ] {
        close(figure.unwrap(), &o["wb"][name]);
    }
    assert_eq!(found.notices.len(), 1);
    g.every_field_is_compared(&[]);
}
