//! No input makes a relation of two series panic or give a number that is not finite.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use stats::{
    random::Draws,
    relation::{
        bayes_factor::ln_bayes_factor, covariates::choose_covariates, domain_effects::*, exposure::exposure,
        fragility::fragility, hypothesis::*, importance::*, meta_influence::meta_influence,
        meta_regression::meta_regression, operating::operating_characteristics, partial::partial_correlation,
        permutation::*, power::*, regression::regression, two_waves::two_waves, within_between::*,
    },
};

/// Plain numbers, and the ones that break things.
fn value() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => -100.0..100.0_f64,
        2 => (0..4_i8).prop_map(f64::from),
        1 => Just(0.0),
        1 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(1e308), Just(-1e308), Just(1e-308), Just(1e15)],
    ]
}

fn tame() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -100.0..100.0_f64, 2 => (0..4_i8).prop_map(f64::from)]
}

fn series(of: impl Strategy<Value = f64> + Clone + 'static) -> impl Strategy<Value = [Vec<f64>; 4]> {
    (0..14_usize).prop_flat_map(move |n| {
        let one = || proptest::collection::vec(of.clone(), n);
        [one(), one(), one(), one()]
    })
}

/// JSON has no NaN and no infinity: serde writes them as null, and a field that is not optional shows it.
fn sound<T: serde::Serialize + serde::de::DeserializeOwned + std::fmt::Debug>(found: &T) {
    let json = serde_json::to_string(found).unwrap();
    assert!(serde_json::from_str::<T>(&json).is_ok(), "{found:?}");
}

fn look(x: &[f64], y: &[f64], z: &[f64], v: &[f64]) {
    let mut draws = Draws::seeded(1, "properties");
    let short = x.len() < 8;
    regression(y, &[x, z]).iter().for_each(|f| {
        sound(f);
        assert!((f.leverage.iter().sum::<f64>() - 3.0).abs() < 1e-6);
        f.hc3(1, 0.9).iter().for_each(sound);
        sound(&f.deleted_residuals());
        sound(&f.cooks_distances());
    });
    partial_correlation(x, y, &[z], 0.95).iter().for_each(sound);
    meta_regression(y, v, &[x]).iter().for_each(sound);
    meta_influence(y, v, &[x]).iter().for_each(sound);
    fragility(x, y).iter().for_each(sound);
    two_waves(x, y, z, &[]).iter().for_each(sound);
    exposure(x).iter().for_each(sound);
    sound(&choose_covariates(&[x, y, z], x.len()));
    if short {
        for p in [
            pearson_permutation(x, y, &mut draws),
            spearman_permutation(x, y, &mut draws),
            kendall_permutation(x, y, 199, &mut draws),
        ] {
            assert!(p.is_none_or(|p| p.p > 0.0 && p.p <= 1.0));
        }
    }
    Evidence::of_series(x, y, SESOI_R)
        .iter()
        .for_each(|e| sound(&judge(e)));
    let cells: Vec<Cell> = (0..x.len())
        .map(|i| Cell {
            place: i / 3,
            domain: i % 3,
            x: x[i],
            y: y[i],
        })
        .collect();
    for place_effects in [true, false] {
        domain_effects(&cells, place_effects).iter().for_each(sound);
    }
    standardise_within_domains(&cells).iter().for_each(sound);
    let groups: Vec<GroupSums> = x
        .chunks(3)
        .zip(y.chunks(3))
        .filter_map(|(x, y)| GroupSums::of(x, y))
        .collect();
    within_between(&groups).iter().for_each(sound);
    let mut sums = CrossProducts::new(4);
    for i in 0..x.len() {
        sums.add(&[x[i], y[i], z[i], v[i]], 1.0);
    }
    if let Some(found) = sums.correlations().and_then(|c| importance(&c)) {
        sound(&found);
        assert!((found.shares.iter().sum::<f64>() - found.r_squared).abs() < 1e-9);
        assert!(found.shares.iter().all(|s| *s >= -1e-12));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn nasty_series_never_panic_and_never_give_nan([x, y, z, v] in series(value().boxed())) {
        look(&x, &y, &z, &v);
    }

    #[test]
    fn plain_series_never_panic_and_never_give_nan([x, y, z, v] in series(tame().boxed())) {
        let v: Vec<f64> = v.iter().map(|v| v.abs() + 0.01).collect();
        look(&x, &y, &z, &v);
    }

    #[test]
    fn nasty_numbers_never_panic_and_never_give_nan(r in value(), n in 0..500_usize, p in value(), q in 0.0..1.0_f64) {
        let finite = |v: Option<f64>| assert!(v.is_none_or(f64::is_finite), "{v:?}");
        for r in [r, r / 100.0] {
            finite(ln_bayes_factor(r, n as f64, 3.0));
            finite(correlation_power(r, n as f64, 0.05));
            Evidence::of_r(r, n, SESOI_R).iter().for_each(|e| sound(&judge(e)));
            finite(needed_places(r, 0.8, 0.05));
            detectable(n, r, p).iter().for_each(sound);
            shortfall(n, q, 2, r).iter().for_each(sound);
        }
        finite(minimum_detectable_r(n, q, p));
        finite(critical_r(p, q));
        finite(detectable_difference(p, 24.0, 1.8, true, q, 0.05));
        assert!(needed_answers(p, 24.0, 1.8, true, q, 0.05).is_none_or(|n| n > 0));
        if n < 20 {
            operating_characteristics(n, q, 0.3).iter().for_each(sound);
        }
    }

    #[test]
    fn the_order_of_the_places_changes_nothing([x, y, z, _v] in series(tame().boxed()), by in 0..14_usize) {
        let turn = |s: &[f64]| { let mut s = s.to_vec(); if !s.is_empty() { let k = by % s.len(); s.rotate_left(k); } s };
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-7 * (1.0 + a.abs());
        let (a, b) = (partial_correlation(&x, &y, &[&z], 0.95), partial_correlation(&turn(&x), &turn(&y), &[&turn(&z)], 0.95));
        if let (Some(a), Some(b)) = (a, b) {
            prop_assert!(near(a.r, b.r));
        }
    }
}
