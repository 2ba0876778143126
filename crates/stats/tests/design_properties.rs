//! What holds for every survey, and that nothing a caller can pass ends in a panic or a figure that is none.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Debug;

use proptest::{collection::vec, prelude::*, sample::select};
use stats::{design::*, distribution as d, status::Status};

/// Plain numbers and everything that goes wrong with them.
fn nasty() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -10.0..110.0_f64,
        2 => 0.0..1.0_f64,
        1 => select(vec![
            0.0, -0.0, 1.0, -1.0, 1e-300, 1e300, -1e300, f64::MAX, f64::MIN_POSITIVE, f64::NAN, f64::INFINITY,
            f64::NEG_INFINITY, f64::EPSILON, 1e15,
        ]),
    ]
}

fn nasty_sums() -> impl Strategy<Value = PsuSums> {
    let any = (0..9_u64, nasty(), nasty(), nasty(), nasty()).prop_map(|(n, w, w2, wy, wyy)| PsuSums {
        n,
        w,
        w2,
        wy,
        wyy,
    });
    prop_oneof![2 => any, 3 => people()]
}

/// Sums of people that can be.
fn people() -> impl Strategy<Value = PsuSums> {
    vec((0.0..5.0_f64, 0..=100_u32), 0..6).prop_map(|p| {
        PsuSums::total(
            &p.iter()
                .map(|(w, y)| PsuSums::person(*w, f64::from(*y)))
                .collect::<Vec<_>>(),
        )
    })
}

/// A design of units in up to four strata with their sums.
fn survey() -> impl Strategy<Value = Vec<(usize, PsuSums)>> {
    vec((0..4_usize, people()), 1..25)
}

fn design_of(strata: impl Iterator<Item = usize>) -> Design {
    let psus: Vec<Psu> = strata
        .map(|stratum| Psu {
            stratum,
            population: None,
        })
        .collect();
    Design::new(&psus, LonelyPsu::Adjust).unwrap()
}

fn split(units: &[(usize, PsuSums)]) -> (Design, Vec<PsuSums>) {
    (
        design_of(units.iter().map(|u| u.0)),
        units.iter().map(|u| u.1).collect(),
    )
}

/// Neither NaN nor infinite anywhere inside.
#[track_caller]
fn finite<T: Debug>(found: &T) {
    let text = format!("{found:?}");
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    assert!(!words.any(|w| w == "NaN" || w == "inf"), "{text}");
}

#[track_caller]
fn near(a: Option<f64>, b: Option<f64>) {
    match (a, b) {
        (Some(a), Some(b)) => assert!((a - b).abs() <= 1e-8 * (a.abs() + b.abs()) + 1e-9, "{a} {b}"),
        (a, b) => assert_eq!(a, b),
    }
}

#[track_caller]
fn same(a: &Estimate, b: &Estimate) {
    near(a.value, b.value);
    near(a.se, b.se);
    near(a.df, b.df);
    near(a.deff, b.deff);
    near(a.interval.map(|i| i.low), b.interval.map(|i| i.low));
    assert_eq!((a.n, a.status, &a.notices), (b.n, b.status, &b.notices));
}

proptest! {
    #[test]
    fn a_constant_factor_on_all_weights_changes_nothing(units in survey(), factor in 1e-3..1e4_f64) {
        let (design, sums) = split(&units);
        let scaled: Vec<PsuSums> = sums.iter().map(|s| s.scaled(factor)).collect();
        same(&design.mean(&sums), &design.mean(&scaled));
        near(PsuSums::total(&sums).kish_deff(), PsuSums::total(&scaled).kish_deff());
        let (plain, more) = (design.total(&sums), design.total(&scaled));
        near(plain.value.map(|v| v * factor), more.value);
    }

    #[test]
    fn the_order_of_the_units_changes_nothing(units in survey(), turn in 0..25_usize) {
        let mut turned = units.clone();
        turned.rotate_left(turn % units.len());
        turned.reverse();
        let (design, sums) = split(&units);
        let (other, turned) = split(&turned);
        same(&design.mean(&sums), &other.mean(&turned));
        same(&design.total(&sums), &other.total(&turned));
    }

    #[test]
    fn a_person_of_weight_zero_changes_nothing(units in survey(), at in 0..25_usize, y in nasty()) {
        let (design, mut sums) = split(&units);
        let before = design.mean(&sums);
        let at = at % sums.len();
        sums[at].merge(&PsuSums::person(0.0, y));
        prop_assert_eq!(design.mean(&sums), before);
    }

    #[test]
    fn strata_without_anyone_change_nothing(units in survey(), empty in 1..4_usize) {
        let (design, sums) = split(&units);
        let mut more = units.clone();
        more.extend((0..empty * 2).map(|i| (10 + i / 2, PsuSums::default())));
        let (larger, larger_sums) = split(&more);
        same(&design.mean(&sums), &larger.mean(&larger_sums));
    }

    #[test]
    fn a_single_unit_has_a_mean_and_borrows_its_error(person in people(), others in 0..4_usize) {
        let mut sums = vec![PsuSums::default(); others];
        sums.push(person);
        let design = Design::clusters(sums.len());
        let own = design.mean(&sums);
        prop_assert_eq!(own.se, None);
        prop_assert_ne!(own.status, Status::Ok);
        let borrowed = design.mean_or_borrowed(&sums, PooledDeff { deff: 1.8, df: 20.0 });
        prop_assert_eq!(borrowed.value, own.value);
        if borrowed.se.is_some() {
            prop_assert_eq!(borrowed.status, Status::VarianceBorrowed);
            near(borrowed.deff, Some(1.8));
        }
    }

    #[test]
    fn a_domain_and_the_rest_share_the_whole(units in survey(), cut in 0..25_usize) {
        let (design, sums) = split(&units);
        let part = |keep: &dyn Fn(usize) -> bool| -> Vec<PsuSums> {
            sums.iter().enumerate().map(|(i, s)| if keep(i) { *s } else { PsuSums::default() }).collect()
        };
        let joint = design.means(&[part(&|i| i < cut), part(&|i| i >= cut), sums.clone()]);
        same(&joint.estimates[2], &design.mean(&sums));
        // the whole against itself is nothing to test
        prop_assert_eq!(design.means(&[sums.clone(), sums.clone()]).contrast(&[1.0, -1.0]).se, None);
        finite(&joint.estimates);
        finite(&joint.contrast(&[1.0, -1.0, 0.0]));
        if let (Some(a), Some(b)) = (joint.estimates[0].value, joint.estimates[1].value) {
            near(joint.contrast(&[1.0, -1.0, 0.0]).value, Some(a - b));
        }
    }

    #[test]
    fn no_sums_end_in_a_figure_that_is_none(
        units in vec((0..3_usize, nasty_sums(), nasty_sums()), 0..12), deff in nasty(), df in nasty(), c in nasty(),
        lonely in select(vec![LonelyPsu::Adjust, LonelyPsu::Average, LonelyPsu::Certainty, LonelyPsu::Remove]),
        population in proptest::option::of(nasty()),
    ) {
        let psus: Vec<Psu> = units.iter().map(|u| Psu { stratum: u.0, population }).collect();
        let Some(design) = Design::new(&psus, lonely) else { return Ok(()) };
        let a: Vec<PsuSums> = units.iter().map(|u| u.1).collect();
        let b: Vec<PsuSums> = units.iter().map(|u| u.2).collect();
        finite(&design.mean(&a));
        finite(&design.mean(&a[..a.len() / 2]));
        finite(&design.mean_or_borrowed(&a, PooledDeff { deff, df }));
        finite(&design.total(&a));
        finite(&design.ratio(&a, &b));
        finite(&design.change(&a, &b));
        finite(&design.means(&[a.clone(), b.clone()]).contrast(&[1.0, c]));
        finite(&borrowed_mean(&PsuSums::total(&a), PooledDeff { deff, df }));
        finite(&(a.first().map(|s| (s.mean(), s.variance(), s.kish_deff(), s.random_sample_variance(population)))));
        let second: Vec<two_stage::SecondStage> = a.iter().enumerate()
            .map(|(i, s)| two_stage::SecondStage { psu: i / 2, population, sums: *s }).collect();
        finite(&design.two_stage_mean(&second));
    }

    #[test]
    fn no_table_and_no_value_does_either(
        weights in vec(nasty(), 0..48), more in vec(0.0..9.0_f64, 48), rows in 0..4_usize, columns in 0..4_usize,
        n in 0..99_u64, p in nasty(), values in vec(nasty(), 0..5),
    ) {
        for weights in [&weights, &more] {
            let units = weights.len() / (rows * columns).max(1);
            let weights = &weights[..units * rows * columns];
            let table = crosstab::UnitTables { rows, columns, weights, n };
            finite(&Design::clusters(units).rao_scott(table));
        }
        let mut values = values;
        values.retain(|v| v.is_finite());
        values.sort_by(f64::total_cmp);
        values.dedup();
        let units = 48 / values.len().max(1);
        let weights = &more[..units * values.len()];
        let answers = quantile::UnitValues { values: &values, weights, n };
        finite(&Design::clusters(units).quantile(answers, p));
        finite(&Design::clusters(units).quantile(answers, 0.5));
    }

    #[test]
    fn no_plain_number_does_either(a in nasty(), b in nasty(), c in nasty(), e in nasty(), f in nasty(), n in 0..99_u64) {
        use proportion::{ProportionMethod as M, *};
        for method in [M::Logit, M::Beta, M::Arcsine, M::Mean] {
            finite(&proportion_interval(method, a, b, n, c));
            let share = Estimate { value: Some(a), se: Some(b), df: Some(c), n, ..Estimate::default() };
            finite(&share_interval(&share, method, e));
            finite(&share.t_test());
        }
        finite(&boundary_interval(true, a));
        let (before, after) = (wave::WaveMean { value: a, se: b, df: c }, wave::WaveMean { value: e, se: f, df: a });
        let overlap = wave::Overlap { share: e, correlation: f };
        finite(&wave::overlapping_change(before, after, overlap, c));
        finite(&wave::independent_change(before, after, 2.0));
        finite(&wave::change_of(a, b, c, e));
        finite(&t_interval(a, b, c, 0.95));
        finite(&(selection::opt_in_effective_n(a, b, c), selection::opt_in_bias(a, b, c, e)));
        let place = smoothing::PlaceSpread { n, variance: Some(a), deff: Some(b), df: Some(c) };
        finite(&smoothing::smoothed_variances(&[place, smoothing::PlaceSpread { n: 5, ..place }]));
        finite(&(d::beta_quantile(a, b, c), d::f_quantile(a, b, c), d::f_upper(a, b, c), d::chi_squared_upper(a, b)));
        finite(&(d::student_t_quantile(a, b), scoring::share_of_asked(a, b), scoring::boxes(&[a, b, c, e], 1)));
        finite(&scoring::half_rule_index(&[Some(a), None, Some(b)]));
        for interval in [
            stats::proportion_exact::clopper_pearson_interval,
            stats::proportion_exact::jeffreys_interval,
            stats::proportion_exact::agresti_coull_interval,
        ] {
            finite(&interval(a, b, c));
            finite(&interval(a.min(b), b, 0.95));
        }
    }

    #[test]
    fn no_column_and_no_count_does_either(
        columns in vec(vec(proptest::option::of(nasty()), 6), 0..5), counts in vec(0..60_u64, 0..7),
        more in vec(0..200_u64, 0..7), shares in vec(nasty(), 0..8),
    ) {
        finite(&reliability::cronbach_alpha_of_columns(&columns));
        finite(&quality::day_burst(&counts, &more));
        let county: Vec<u64> = counts.iter().map(|c| c * 3 + 1).collect();
        finite(&quality::day_burst(&counts, &county));
        finite(&quality::demographic_distance(&counts, &shares));
        let flat: Vec<f64> = county.iter().map(|c| *c as f64).collect();
        finite(&quality::demographic_distance(&counts, &flat));
        finite(&quality::upper_outliers(&shares));
        let collapsed = weights::collapse(&counts, &flat, 20);
        if let Some(new) = collapsed {
            prop_assert!(new.len() == counts.len() && new.windows(2).all(|w| w[1] == w[0] || w[1] == w[0] + 1));
        }
    }

    #[test]
    fn no_weights_do_either(
        cells in vec((0..9_u64, nasty()), 0..9), one in vec(0..3_usize, 9), two in vec(0..3_usize, 9),
        targets in vec(nasty(), 6), low in nasty(), high in nasty(),
    ) {
        let cells: Vec<weights::WeightCell> = cells.iter().map(|(n, w)| weights::WeightCell::people(*n, *w)).collect();
        let k = cells.len();
        let margins = [
            weights::Margin { category: &one[..k], target: &targets[..3] },
            weights::Margin { category: &two[..k], target: &targets[3..] },
        ];
        finite(&weights::rake(&cells, &margins, weights::Stop::default()));
        finite(&weights::post_stratify(&cells, margins[0]));
        finite(&trim::rake_bounded(&cells, &margins[..1], &one[..k], (low, high), weights::Stop::default()));
        for how in [trim::Redistribute::Equally, trim::Redistribute::Proportionally] {
            finite(&trim::trim(&cells, &vec![1.0; k], &one[..k], (low, high), how));
        }
    }

    #[test]
    fn raking_meets_every_margin_whatever_the_weights_are_scaled_by(
        counts in vec(1..50_u64, 6), rows in vec(1.0..9.0_f64, 2), columns in vec(1.0..9.0_f64, 3), factor in 1e-3..1e3_f64,
    ) {
        let all: f64 = rows.iter().sum();
        let part: f64 = columns.iter().sum();
        let columns: Vec<f64> = columns.iter().map(|c| c * all / part).collect();
        let margins = [
            weights::Margin { category: &[0, 0, 0, 1, 1, 1], target: &rows },
            weights::Margin { category: &[0, 1, 2, 0, 1, 2], target: &columns },
        ];
        let raked = |by: f64| {
            let cells: Vec<weights::WeightCell> = counts.iter().map(|n| weights::WeightCell::people(*n, by)).collect();
            let found = weights::rake(&cells, &margins, weights::Stop::default()).unwrap();
            let totals: Vec<f64> = cells.iter().zip(&found.factors).map(|(c, f)| c.w * f).collect();
            (found, totals)
        };
        let (found, totals) = raked(1.0);
        prop_assert_eq!(found.status, Status::Ok);
        prop_assert!((totals[..3].iter().sum::<f64>() - rows[0]).abs() < 1e-7 * rows[0]);
        prop_assert!((totals[0] + totals[3] - columns[0]).abs() < 1e-7 * columns[0]);
        let (scaled, scaled_totals) = raked(factor);
        near(found.kish_after, scaled.kish_after);
        totals.iter().zip(&scaled_totals).for_each(|(a, b)| near(Some(*a), Some(*b)));
    }

    #[test]
    fn cut_weights_stay_within_bounds_and_keep_their_total(weights in vec(0.1..9.0_f64, 2..30), spread in 1.2..4.0_f64) {
        let cells: Vec<weights::WeightCell> = weights.iter().map(|w| weights::WeightCell::person(*w)).collect();
        let mean = weights.iter().sum::<f64>() / weights.len() as f64;
        let bounds = (mean / spread, mean * spread);
        let same = vec![0; cells.len()];
        for how in [trim::Redistribute::Equally, trim::Redistribute::Proportionally] {
            let Some(factors) = trim::trim(&cells, &vec![1.0; cells.len()], &same, bounds, how) else { continue };
            let cut: Vec<f64> = weights.iter().zip(&factors).map(|(w, f)| w * f).collect();
            near(Some(cut.iter().sum()), Some(weights.iter().sum()));
            prop_assert!(cut.iter().all(|w| *w >= bounds.0 * (1.0 - 1e-9) && *w <= bounds.1 * (1.0 + 1e-9)));
        }
    }

    #[test]
    fn a_quantile_close_to_one_is_as_exact_as_others(b in 0.2..0.5_f64, p in 0.9..0.97_f64) {
        let x = d::beta_quantile(p, 408.0, b).unwrap();
        let back = statrs::function::beta::checked_beta_reg(408.0, b, x).unwrap();
        // an interval of one double holds this much of the distribution
        let grain = (b - 1.0) * (1.0 - x).ln() - statrs::function::beta::checked_ln_beta(408.0, b).unwrap();
        prop_assert!((back - p).abs() < 1e-10 + 2.0 * f64::EPSILON * grain.exp(), "{} {}", back, p);
    }

    #[test]
    fn quantiles_of_beta_f_and_t_undo_their_distributions(p in 0.001..0.999_f64, a in 0.05..500.0_f64, b in 0.05..500.0_f64) {
        let x = d::beta_quantile(p, a, b).unwrap();
        if x > 1e-200 && x < 1.0 - 1e-9 {
            let back = statrs::function::beta::checked_beta_reg(a, b, x).unwrap();
            prop_assert!((back - p).abs() < 1e-9, "{} {}", back, p);
        }
        if a > 0.5 && b > 0.5 {
            let f = d::f_quantile(p, a, b).unwrap();
            prop_assert!((1.0 - d::f_upper(f, a, b).unwrap() - p).abs() < 1e-9);
            let t = d::student_t_quantile(p, a).unwrap();
            prop_assert!((d::student_t_cdf(t, a).unwrap() - p).abs() < 1e-9);
        }
    }

    #[test]
    fn the_hypergeometric_tail_is_the_sum_of_its_parts(total in 1..40_u64, marked in 0..40_u64, drawn in 0..40_u64, x in 0..42_u64) {
        let (marked, drawn) = (marked.min(total), drawn.min(total));
        let choose = |n: u64, k: u64| if k > n { 0.0 } else { (0..k).fold(1.0, |c, i| c * (n - i) as f64 / (i + 1) as f64) };
        let all = choose(total, drawn);
        let want: f64 = (x..=drawn).map(|k| choose(marked, k) * choose(total - marked, drawn - k) / all).sum();
        let found = d::hypergeometric_upper(x, total, marked, drawn).unwrap();
        prop_assert!((found - want).abs() < 1e-10, "{} {}", found, want);
    }

    #[test]
    fn items_added_place_by_place_give_the_same_alpha(rows in vec(vec(0..5_u32, 4), 4..30), cut in 0..30_usize) {
        let mut all = reliability::CrossProducts::new(4);
        let (mut first, mut second) = (all.clone(), all.clone());
        for (i, row) in rows.iter().enumerate() {
            let scores: Vec<f64> = row.iter().map(|v| f64::from(*v) * 25.0).collect();
            prop_assert!(all.add(1.0, &scores));
            let part = if i < cut { &mut first } else { &mut second };
            prop_assert!(part.add(2.0, &scores));
        }
        prop_assert!(first.merge(&second));
        let (a, b) = (reliability::cronbach_alpha(&all), reliability::cronbach_alpha(&first));
        near(a.as_ref().map(|r| r.alpha), b.as_ref().map(|r| r.alpha));
        finite(&a);
        prop_assert!(a.is_none_or(|r| r.alpha <= 1.0));
    }
}
