//! The truth by itself: same seed, same bytes; arithmetic; nothing that is no number.

use std::collections::BTreeSet;

use proptest::prelude::*;
use synth::{Allocation, County, Form, Parameters, Verdict, first_domains};

use super::made::{made, small};

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (a, b) = (made(small()), made(small()));
    assert_eq!(a.files, b.files);
    assert_eq!(a.truth, b.truth);
    let other = made(Parameters { seed: 2, ..small() });
    for (name, bytes) in &a.files {
        // the questions and the prices are no matter of luck
        let fixed = ["instrument.json", "deflator.csv"].contains(&name.as_str());
        assert_eq!(other.files[name] == *bytes, fixed, "{name}");
    }
}

#[test]
fn satisfaction_is_what_context_expects_and_what_was_planted() {
    let made = made(Parameters {
        omitted: 2.0,
        ..small()
    });
    assert_eq!(made.truth.cells.len(), 8 * 12 * 2);
    for c in &made.truth.cells {
        let sum = c.context_expected + c.effect + c.omitted + c.u;
        assert!((sum - c.satisfaction).abs() < 1e-9, "{c:?}");
        assert!((c.deviation - (c.satisfaction - c.context_expected)).abs() < 1e-9);
        let high = c.spend_ratio.min(c.need_ratio).min(c.spend_ratio_with_shared) > 1.1;
        assert_eq!(c.not_producing, high && c.deviation < -2.0, "{c:?}");
        assert_eq!(c.not_producing, c.verdict == Verdict::NotProducing);
        assert_eq!(c.decided_elsewhere, c.township_decides < 0.3);
    }
    let schools = made.truth.cells.iter().filter(|c| c.domain == "schools");
    assert!(
        schools.clone().all(|c| c.decided_elsewhere),
        "schools are a county duty"
    );
    let other = made.truth.cells.iter().filter(|c| c.domain == "sanitation");
    assert!(other.clone().any(|c| !c.decided_elsewhere));
}

#[test]
fn effects_and_differences_have_the_size_that_was_asked_for() {
    let p = Parameters {
        townships: 100,
        villages: 100,
        responses: 100,
        coached: 0,
        effect: 2.0,
        ..Parameters::default()
    };
    let truth = made(p).truth;
    let of = |wave: &str, get: fn(&synth::CellTruth) -> f64| -> Vec<f64> {
        truth.cells.iter().filter(|c| c.wave == wave).map(get).collect()
    };
    let sd = |values: &[f64]| stats::standard_deviation(values).unwrap();
    assert!((sd(&of("w2023", |c| c.effect)) - 2.0).abs() < 0.02);
    assert!((sd(&of("w2023", |c| c.u)) - 4.0).abs() < 0.4);
    assert!((sd(&of("w2023", |c| c.context_expected - 67.0)) - 3.0).abs() < 4.0);
    let kept = stats::pearson(&of("w2023", |c| c.u), &of("w2025", |c| c.u))
        .unwrap()
        .r;
    assert!((kept - 0.8).abs() < 0.05, "{kept}");
}

#[test]
fn names_are_chinese_all_different_and_the_county_is_labelled_a_sample() {
    let made = made(small());
    let areas = made.rows("areas.csv");
    assert_eq!(areas.len(), 1 + 8 + 40);
    assert_eq!(
        (areas[0]["name"].as_str(), areas[0]["level"].as_str()),
        ("示例县", "county")
    );
    let names: BTreeSet<&String> = areas.iter().map(|a| &a["name"]).collect();
    assert_eq!(names.len(), areas.len());
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    assert!(
        areas
            .iter()
            .all(|a| a["name"].chars().all(han) && a["alias"].is_ascii())
    );
    assert!(
        String::from_utf8(made.files["instrument.json"].clone())
            .unwrap()
            .contains("示例")
    );
    assert!(made.truth.label.contains("示例"));
    assert!(
        made.rows("spending.csv")
            .iter()
            .all(|r| r["source"].starts_with("示例"))
    );
    let coached: Vec<_> = made.truth.coached_villages.iter().map(|v| &v.code).collect();
    assert_eq!(coached.len(), 2);
    assert!(made.truth.coached_villages.iter().all(|v| v.visited));
}

#[test]
fn the_truth_can_be_read_back() {
    let truth = made(small()).truth;
    let text = serde_json::to_string(&truth).unwrap();
    let back: synth::Truth = serde_json::from_str(&text).unwrap();
    assert_eq!(back.spending, truth.spending);
    assert_eq!(back.cells.len(), truth.cells.len());
    for (a, b) in back.cells.iter().zip(&truth.cells) {
        assert_eq!((&a.township, a.verdict), (&b.township, b.verdict));
        assert!((a.satisfaction - b.satisfaction).abs() < 1e-12);
    }
    assert!(!text.contains("-0.0,"), "a zero with a sign");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_county_that_is_not_refused_has_only_numbers_in_its_truth(
        seed in any::<u64>(),
        sizes in (1_usize..6, 0_usize..9, 0_u64..40, 1_usize..4),
        shares in prop::array::uniform6(0.0_f64..=1.0),
        points in prop::array::uniform6(-12.0_f64..12.0),
        domains in 1_usize..19,
        everyone in any::<bool>(),
    ) {
        let [targeting, halo, visited, nonresponse, coached_share, shared] = shares;
        let [effect, context_effect, omitted, fineness_effect, material_effect, cost] = points;
        let (townships, more, answers, waves) = sizes;
        let p = Parameters {
            seed,
            townships,
            villages: townships + more,
            responses: townships as u64 + answers,
            waves,
            start_year: 2000,
            domains: first_domains(domains),
            form: if everyone { Form::Everyone } else { Form::Rotating },
            allocation: if everyone { Allocation::Equal } else { Allocation::Population },
            visited: visited.max(0.01),
            targeting,
            halo,
            nonresponse: nonresponse * 0.95,
            coached: more.min(townships),
            coached_share,
            shared: shared * 0.9,
            effect,
            context_effect: context_effect * 0.8,
            omitted: omitted * 0.8,
            fineness_effect: fineness_effect * 0.8,
            material_effect: material_effect * 0.8,
            remoteness_cost: cost / 6.0,
            spend_sd: halo,
            tau: targeting * 20.0,
            item_sd: 1.0 + 59.0 * visited,
            village_sd: 30.0 * halo,
            ..Parameters::default()
        };
        let made = made(p.clone());
        for c in &made.truth.cells {
            for x in [
                c.satisfaction, c.context_expected, c.effect, c.u, c.exposure, c.spend_ratio,
                c.spend_ratio_with_shared, c.need_ratio, c.township_decides,
            ] {
                prop_assert!(x.is_finite(), "{c:?}");
            }
        }
        for (name, bytes) in &made.files {
            let text = std::str::from_utf8(bytes).unwrap();
            prop_assert!(!text.contains("NaN") && !text.contains("inf,"), "{name}");
        }
        for wave in &made.truth.waves {
            prop_assert_eq!(made.rows(&wave.file).len() as u64, p.responses);
        }
        let answered: u64 = made.truth.fieldwork.iter().map(|f| f.answered).sum();
        prop_assert_eq!(answered, p.responses * waves as u64);
    }

    #[test]
    fn nasty_parameters_are_refused_not_believed(x in prop::sample::select(vec![f64::NAN, f64::INFINITY, -1e300, 1e300])) {
        let p = |change: fn(&mut Parameters, f64)| {
            let mut p = small();
            change(&mut p, x);
            County::draw(p).map(drop)
        };
        prop_assert!(p(|p, x| p.effect = x).is_err());
        prop_assert!(p(|p, x| p.tau = x).is_err());
        prop_assert!(p(|p, x| p.item_sd = x).is_err());
        prop_assert!(p(|p, x| p.nonresponse = x).is_err());
        prop_assert!(p(|p, x| p.visited = x).is_err());
    }
}
