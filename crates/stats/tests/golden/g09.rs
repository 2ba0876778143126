//! Places that shrink, and places that are pooled.

use stats::{
    linear::Matrix,
    places::{
        fay_herriot::fay_herriot_reml,
        shrinkage::{james_stein, pooled_mean},
    },
};

use crate::common::{all_within, close, golden, number, numbers};

#[test]
fn golden_g09_empirical_bayes() {
    let g = golden("g09_empirical_bayes");
    let (players, want) = (numbers(&g["inputs"]["baseball_y"]), &g["outputs"]);
    let stein = james_stein(&players, number(&want["js_sigma2"])).unwrap();
    close(stein.kept, &want["js_shrink"]);
    all_within(stein.estimates, &want["js"], 1e-9);

    let schools = numbers(&g["inputs"]["eight_schools_y"]);
    let v: Vec<f64> = numbers(&g["inputs"]["eight_schools_se"])
        .iter()
        .map(|se| se * se)
        .collect();
    let fixed = pooled_mean(&schools, &v).unwrap();
    close(fixed.mean, &want["eight_fixed"]["mu"]);
    close(fixed.standard_error, &want["eight_fixed"]["se"]);
    close(fixed.q, &want["eight_fixed"]["Q"]);
    close(fixed.p, &want["eight_fixed"]["Qp"]);
    let fit = fay_herriot_reml(&schools, &v, &Matrix::from_columns(&[&[1.0; 8]]).unwrap()).unwrap();
    assert!(fit.pooled_totally);
    close(fit.between_variance, &want["eight_schools_REML"]["tau2"]);
    for place in &fit.places {
        close(place.estimate, &want["eight_schools_REML"]["mu"]);
    }
    // Paule and Mandel's variance is none where Q is not above its expectation, and the mean is then the pooled one
    assert!(fixed.q < 7.0);
    assert_eq!(number(&want["eight_schools_PM"]["tau2"]), 0.0);
    close(fixed.mean, &want["eight_schools_PM"]["mu"]);
    g.every_field_is_compared(&[]);
}
