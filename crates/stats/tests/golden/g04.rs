//! Tests, quantiles and intervals of shares under a design.

use serde_json::Value;
use stats::design::{crosstab, proportion, quantile};

use crate::{
    common::{close, golden, numbers, word},
    sample::{clusters, places},
};

#[test]
fn golden_g04_survey_tests() {
    let g = golden("g04_survey_tests");
    rao_scott(&g);
    difference_of_two_groups(&g);
    quantiles(&g);
    intervals_of_a_share(&g);
    let none = "the reference interpolates its profile to about 1e-4, and the engine has no such method";
    g.every_field_is_compared(&[("/ciprop_schwide_yes/1/ci", none)]);
}

fn rao_scott(g: &Value) {
    let (clus, design) = clusters();
    let (rows, columns) = (places(&clus.words("sch.wide")), places(&clus.words("stype")));
    let mut weights = vec![0.0; clus.units() * 6];
    for i in 0..rows.len() {
        weights[clus.unit[i] * 6 + rows[i] * 3 + columns[i]] += clus.weight[i];
    }
    let table = crosstab::UnitTables {
        rows: 2,
        columns: 3,
        weights: &weights,
        n: rows.len() as u64,
    };
    let found = design.rao_scott(table).unwrap();
    let want = &g["outputs"]["rao_scott_F"];
    close(found.f, &want["F"]);
    close(found.df_above, &want["ndf"]);
    close(found.df_below, &want["ddf"]);
    close(found.p, &want["p"]);
    close(found.chi_squared, &g["outputs"]["rao_scott_chisq"]["X2"]);
    close(found.chi_squared_p, &g["outputs"]["rao_scott_chisq"]["p"]);
}

fn difference_of_two_groups(g: &Value) {
    let (clus, design) = clusters();
    let (y, imp) = (clus.numbers("api00"), clus.words("comp.imp"));
    let domains = ["No", "Yes"].map(|word| clus.sums(&y, |i| imp[i] == word));
    let found = design.means(&domains).contrast(&[-1.0, 1.0]);
    let want = &g["outputs"]["ttest_comp_imp"];
    close(found.value.unwrap(), &want["diff"]);
    close(found.df.unwrap(), &want["df"]);
    let test = found.t_test().unwrap();
    close(test.t, &want["t"]);
    close(test.p, &want["p"]);
}

fn quantiles(g: &Value) {
    let (clus, design) = clusters();
    let y = clus.numbers("api00");
    let mut values = y.clone();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let mut weights = vec![0.0; clus.units() * values.len()];
    for (i, y) in y.iter().enumerate() {
        let at = values.iter().position(|v| v == y).unwrap();
        weights[clus.unit[i] * values.len() + at] += clus.weight[i];
    }
    let answers = quantile::UnitValues {
        values: &values,
        weights: &weights,
        n: y.len() as u64,
    };
    let want = &g["outputs"]["quantiles"];
    for (k, p) in numbers(&want["q"]).iter().enumerate() {
        let found = design.quantile(answers, *p);
        close(found.value.unwrap(), &want["est"][k]);
        close(found.se.unwrap(), &want["se"][k]);
    }
}

fn intervals_of_a_share(g: &Value) {
    use proportion::ProportionMethod as Method;
    let (clus, design) = clusters();
    let yes: Vec<f64> = clus
        .words("sch.wide")
        .iter()
        .map(|w| f64::from(u8::from(w == "Yes")))
        .collect();
    let share = design.mean(&clus.sums(&yes, |_| true));
    for want in g["outputs"]["ciprop_schwide_yes"].as_array().unwrap() {
        close(share.value.unwrap(), &want["est"]);
        let method = match word(&want["method"]) {
            "logit" | "xlogit" => Method::Logit,
            "likelihood" => continue,
            "asin" => Method::Arcsine,
            "beta" => Method::Beta,
            "mean" => Method::Mean,
            other => panic!("{other}"),
        };
        let found = proportion::share_interval(&share, method, 1.0).unwrap();
        close(found.low, &want["ci"][0]);
        close(found.high, &want["ci"][1]);
    }
}
