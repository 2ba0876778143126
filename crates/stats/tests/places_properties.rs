//! Whatever is put in, nothing of places and verdicts is a figure that only looks real: no NaN, no infinity, no panic.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use serde_json::Value;
use stats::{
    linear::Matrix,
    places::{
        fay_herriot::fay_herriot_reml,
        funnel::funnel,
        importance::{Share, importance_satisfaction},
        rank_ends::rank_ends,
        rank_sets::{expected_ranks, rank_probabilities, rank_sets},
        shrinkage::{james_stein, pooled_mean},
        two_years::{Spread, Wave, from_own_ranks, from_ranks, from_scores},
    },
    verdict::{
        chance::{Domain, ListRule, chance_contrast},
        class::{Thresholds, classify},
        grid::{design, fit},
        halo::without_halo,
        list::{bayesian_fdr, promise},
        spend::{Ratios, median_ratios, need_ratios, spend_class},
    },
};

/// Mostly ordinary numbers; sometimes the worst.
fn nasty() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => 0.0..100.0_f64,
        2 => Just(50.0),
        1 => -1e3..1e3_f64,
        1 => prop::sample::select(vec![0.0, -0.0, 1e-300, 1e300, -1e300, f64::MAX, f64::MIN_POSITIVE, f64::NAN, f64::INFINITY]),
    ]
}

fn many(most: usize) -> impl Strategy<Value = Vec<f64>> {
    prop_oneof![
        3 => prop::collection::vec(nasty(), 0..most),
        2 => prop::collection::vec(0.5..90.0_f64, 0..most),
        1 => (nasty(), 0..most).prop_map(|(v, n)| vec![v; n]),
    ]
}

/// Serialised, a NaN or an infinity is a null; a missing value is one, too, so its name must be known to be optional.
#[track_caller]
fn all_finite(value: &impl serde::Serialize, optional: &[&str]) {
    fn walk(v: &Value, name: &str, optional: &[&str]) {
        match v {
            Value::Null => assert!(optional.contains(&name), "{name} is not a number"),
            Value::Array(items) => items.iter().for_each(|v| walk(v, name, optional)),
            Value::Object(fields) => fields.iter().for_each(|(k, v)| walk(v, k, optional)),
            _ => {}
        }
    }
    walk(&serde_json::to_value(value).unwrap(), "", optional);
}

/// Lengths cut to one another, as a caller with real data has them; now and then left uneven.
fn even(a: &[f64], b: &[f64], uneven: bool) -> (Vec<f64>, Vec<f64>) {
    let n = a.len().min(b.len());
    if uneven {
        (a.to_vec(), b.to_vec())
    } else {
        (a[..n].to_vec(), b[..n].to_vec())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn smoothing_gives_figures_or_a_reason(a in many(14), b in many(14), c in many(14), uneven in prop::bool::weighted(0.1)) {
        let (y, v) = even(&a, &b, uneven);
        let one = vec![1.0; y.len()];
        if let Some(Ok(found)) = Matrix::from_columns(&[&one]).map(|x| fay_herriot_reml(&y, &v, &x)) {
            all_finite(&found, &[]);
            prop_assert!(found.places.iter().all(|p| p.mse >= 0.0 && (0.0..=1.0).contains(&p.own_weight)));
        }
        let (y2, c2) = even(&y, &c, false);
        let one = vec![1.0; y2.len()];
        if let Some(x) = Matrix::from_columns(&[&one, &c2]) {
            let _ = fay_herriot_reml(&y2, &v[..y2.len().min(v.len())], &x).map(|f| all_finite(&f, &[]));
        }
        let _ = pooled_mean(&y, &v).map(|f| all_finite(&f, &[]));
        let _ = james_stein(&y, v.first().copied().unwrap_or(1.0)).map(|f| all_finite(&f, &[]));
        let _ = funnel(&y, &v, &vec![10.0; y.len()]).map(|f| all_finite(&f, &[]));
        let _ = funnel(&y, &v, &v).map(|f| all_finite(&f, &[]));
    }

    #[test]
    fn ranks_are_ranks_or_nothing(a in many(12), b in many(12), k in 0_usize..14, uneven in prop::bool::weighted(0.1)) {
        let (y, se) = even(&a, &b, uneven);
        if let Some(found) = rank_sets(&y, &se, 0.9) {
            all_finite(&found, &[]);
            prop_assert!(found.sets.iter().all(|s| 1 <= s.low && s.low <= s.high && s.high <= y.len()));
        }
        if let Some(found) = expected_ranks(&y, &se) {
            let sum: f64 = found.iter().sum();
            let n = y.len() as f64;
            prop_assert!((sum - n * (n + 1.0) / 2.0).abs() < 1e-6);
        }
        if let Some(found) = rank_ends(&y, &se, k) {
            all_finite(&found, &[]);
            prop_assert!(found.iter().all(|p| (0.0..=1.0).contains(&p.smallest) && (0.0..=1.0).contains(&p.largest)));
        }
        if let Some(found) = rank_probabilities(&y, &se, k, 20, 1) {
            all_finite(&found, &[]);
        }
        let share = |at: usize| Share { value: y.get(at).copied().unwrap_or(0.4), standard_error: se.get(at).copied() };
        let _ = importance_satisfaction(share(0), share(1), 0.0, 0.95).map(|f| all_finite(&f, &["interval", "emphasis_range"]));
    }

    #[test]
    fn the_posterior_is_finite_or_there_is_none(a in many(10), b in many(10), c in many(10), uneven in prop::bool::weighted(0.1)) {
        let (y, v) = even(&a, &b, uneven);
        let covariate = even(&c, &y, false).0;
        let covariates = if covariate.len() == y.len() { vec![covariate] } else { vec![] };
        if let Ok((z, _)) = design(y.len(), &covariates) {
            if let Ok(found) = fit(&y, &v, &z, 2.0) {
                all_finite(&found, &[]);
                for p in &found.places {
                    prop_assert!(p.below >= 0.0 && p.above >= 0.0 && p.below + p.above <= 1.0 + 1e-9, "{p:?}");
                    prop_assert!(p.interval_90.low <= p.interval_90.high);
                }
            }
            let _ = need_ratios(&y, &z).map(|f| all_finite(&f, &[]));
        }
        let ratios = median_ratios(&y);
        if let Ok(ratios) = &ratios {
            all_finite(ratios, &[]);
        }
        for (below, above) in y.iter().zip(&v) {
            let spend = spend_class(&[Ratios { median: *below, need: *above }], 0.1);
            if let Some(spend) = spend {
                classify(*below, *above, spend, Some(*above), &Thresholds::default());
            }
        }
        let listed = bayesian_fdr(&y, 0.1, 0.8);
        prop_assert!(listed.is_sorted());
        let _ = promise(&y).map(|f| all_finite(&f, &[]));
        let measured: Vec<Option<(f64, f64)>> = y.iter().zip(&v).map(|(y, v)| (*y > 20.0).then_some((*y, *v))).collect();
        let _ = without_halo(&[measured.clone(), measured]).map(|f| assert!(f.iter().flatten().flatten().all(|(y, v)| y.is_finite() && *v > 0.0 || *v == 0.0)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn two_years_and_chance_hold_too(a in many(7), b in many(7), c in many(7), drift in nasty()) {
        let n = a.len().min(b.len()).min(c.len());
        let (a, b, c) = (&a[..n], &b[..n], &c[..n]);
        let wave = |y: &[f64], v: &[f64]| Wave {
            scores: y.iter().map(|y| (*y != 50.0).then_some(*y)).collect(),
            variances: v.to_vec(),
        };
        let optional = ["monte_carlo_error"];
        for spread in [Spread::Declared(b.first().copied().unwrap_or(3.0)), Spread::Learnt] {
            let _ = from_scores(&[wave(a, b), wave(c, b)], spread, drift, 1).map(|f| all_finite(&f, &optional));
        }
        let spread = c.first().copied().unwrap_or(2.0);
        let _ = from_ranks(&[a.to_vec(), b.to_vec()], &[2.0, spread], spread, drift).map(|f| all_finite(&f, &optional));
        let _ = from_own_ranks(n, &[1.0, 2.0], &[2.0, spread], spread, drift, 1).map(|f| all_finite(&f, &optional));

        let domain = Domain {
            below: a.to_vec(),
            place_open: vec![true; n],
            spend: vec![b.to_vec()],
            logs: vec![b.iter().map(|s| s.max(1e-9).ln()).collect()],
            money_open: vec![true; n],
            need: design(n, &[]).unwrap().0,
            context: design(n, &[]).unwrap().0,
            scores: a.iter().copied().zip(c.iter().copied()).collect(),
        };
        let _ = chance_contrast(&[domain], &ListRule::default(), 10, 1).map(|f| all_finite(&f, &[]));
    }
}
