//! Distributions.

use serde_json::Value;
use stats::{
    distribution as d,
    distribution::{chi_squared_upper, f_upper},
};

use crate::common::{close, golden, number, numbers, within};

#[test]
fn golden_g35_special_functions() {
    let g = golden("g35_special_functions");
    normal_t_and_beta(&g);
    chi_squared_and_f(&g);
    g.every_field_is_compared(&[]);
}

fn normal_t_and_beta(g: &Value) {
    let rows = |name: &str| g["outputs"][name].as_array().unwrap();
    for row in rows("norm_cdf") {
        close(d::normal_cdf(number(&row[0])).unwrap(), &row[1]);
    }
    for row in rows("norm_ppf") {
        close(d::normal_quantile(number(&row[0])).unwrap(), &row[1]);
    }
    for row in rows("t_sf") {
        close(
            d::student_t_cdf(-number(&row[0]), number(&row[1])).unwrap(),
            &row[2],
        );
    }
    for row in rows("t_ppf") {
        close(
            d::student_t_quantile(number(&row[0]), number(&row[1])).unwrap(),
            &row[2],
        );
    }
    for row in rows("beta_ppf") {
        let of = numbers(row);
        close(d::beta_quantile(of[0], of[1], of[2]).unwrap(), &row[3]);
    }
    let both = d::normal_two_sided_p(3.0).unwrap();
    close(both / 2.0, &rows("norm_cdf")[1][1]);
}

fn chi_squared_and_f(g: &Value) {
    for row in g["outputs"]["chi2_sf"].as_array().unwrap() {
        close(
            chi_squared_upper(number(&row[0]), number(&row[1])).unwrap(),
            &row[2],
        );
    }
    for row in g["outputs"]["f_sf"].as_array().unwrap() {
        let row = numbers(row);
        within(f_upper(row[0], row[1], row[2]).unwrap(), row[3], 1e-9);
    }
}
