//! Whether the items of a service agree: alpha, its interval, and what is said where they do not.

use super::*;

/// Two questions about roads, everybody's answers given by place in `answers`.
fn two_questions(answers: &[(u8, u8)], times: usize) -> Fieldwork {
    let mut version = serde_json::to_value(version()).unwrap();
    let mut second = version["items"][2].clone();
    second["code"] = json!("S_ROADS2");
    version["items"].as_array_mut().unwrap().push(second);
    let version: Version = serde_json::from_value(version).unwrap();
    let mut fold = Fold::default();
    for (i, (a, b)) in answers.iter().cycle().take(answers.len() * times).enumerate() {
        let row = ResponseRow {
            area: code(&format!("{}V{}", township(i % TOWNSHIPS), i % VILLAGES)),
            age: None,
            sex: None,
            mode: Mode::Web,
            weight: 1.0,
            block: None,
            answers: serde_json::from_value(json!({"S_ROADS": a, "S_ROADS2": b, "S_WATER": 3})).unwrap(),
            quality: None,
        };
        fold.add(&version, &row);
    }
    Fieldwork {
        cube: fold.finish(),
        version,
        ..fieldwork(&[])
    }
}

fn roads(field: Fieldwork) -> insight::report::scores::Measure {
    let found = made(&county(), &[field], &quick()).unwrap();
    let measure = |id: &str| found.scores.iter().find(|m| m.measure == id).unwrap().clone();
    assert_eq!(measure("water").alpha, None);
    measure("roads")
}

#[test]
fn items_that_have_nothing_to_do_with_each_other_have_an_alpha_of_zero() {
    let found = roads(two_questions(&[(1, 1), (1, 5), (5, 1), (5, 5)], 100));
    let alpha = found.alpha.unwrap();
    assert!(alpha.alpha.unwrap().abs() < 1e-12, "{alpha:?}");
    assert_eq!((alpha.n, alpha.status), (400, Some("INDEX_FALLS_APART")));
    assert!(found.notices.contains(&"INDEX_FALLS_APART"));
    let codes: Vec<&str> = alpha.items.iter().map(|i| i.item.as_str()).collect();
    assert_eq!(codes, ["S_ROADS", "S_ROADS2"]);
    assert!(
        alpha
            .items
            .iter()
            .all(|i| i.if_dropped.is_none() && i.item_rest.unwrap().abs() < 1e-12)
    );
}

#[test]
fn items_that_agree_mostly_have_the_alpha_that_is_counted_by_hand() {
    // of 6: 1,1 twice, 5,5 twice, 1,5, 5,1. Covariance is a third of the variance, alpha = 2 · ⅓/(1 + ⅓) = ½
    let half = roads(two_questions(
        &[(1, 1), (1, 1), (5, 5), (5, 5), (1, 5), (5, 1)],
        80,
    ));
    let alpha = half.alpha.unwrap();
    assert!((alpha.alpha.unwrap() - 0.5).abs() < 1e-12 && alpha.n == 480);
    // Feldt: 1 − (1 − α) F(0.975; 479, 479), F by R 4.2: 1.196397
    let [low, high] = alpha.interval.unwrap();
    assert!(
        low < 0.5 && 0.5 < high && (low - (1.0 - 0.5 * 1.1964)).abs() < 1e-3,
        "{low} {high}"
    );
    assert!(
        alpha
            .items
            .iter()
            .all(|i| (i.item_rest.unwrap() - 1.0 / 3.0).abs() < 1e-12)
    );
    let agree = roads(two_questions(&[(1, 1), (5, 5), (3, 3), (2, 2)], 100));
    assert!((agree.alpha.unwrap().alpha.unwrap() - 1.0).abs() < 1e-12);
    assert!(agree.notices.is_empty());
}

#[test]
fn too_few_people_or_no_spread_is_a_status() {
    let few = roads(two_questions(&[(1, 1), (5, 5)], 13)).alpha.unwrap();
    assert_eq!((few.alpha, few.n, few.status), (None, 26, Some("SMALL_BASE")));
    let flat = roads(two_questions(&[(3, 3)], 200)).alpha.unwrap();
    assert_eq!(
        (flat.alpha, flat.interval, flat.status),
        (None, None, Some("NO_VARIATION"))
    );
}
