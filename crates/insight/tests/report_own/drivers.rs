//! What goes with satisfaction: priorities, users only, what people put first with the error of its villages.

use super::*;

#[test]
fn a_priority_is_share_times_room_times_how_sure_it_is_above_an_even_part() {
    let found = made(&county(), &[fieldwork(&people(40, 1))], &quick()).unwrap();
    let drivers = found.drivers.as_ref().unwrap();
    assert_eq!((drivers.replicates, drivers.drivers.len()), (99, 3));
    for driver in &drivers.drivers {
        let measure = found.scores.iter().find(|m| m.measure == driver.domain).unwrap();
        let score = measure.county.as_ref().unwrap().value.unwrap();
        let want = driver.share * (100.0 - score) * driver.above_even.unwrap();
        assert!((driver.priority.unwrap() - want).abs() < 1e-12);
        let [low, high] = driver.ci95.unwrap();
        assert!(low <= driver.share && driver.share <= high, "{driver:?}");
    }
    assert!(drivers.users_only.is_empty(), "everybody rated every service");
}

#[test]
fn a_service_that_few_use_is_looked_at_among_its_users() {
    let mut rows = people(40, 1);
    for (i, row) in rows.iter_mut().enumerate() {
        let mut answers = serde_json::to_value(&row.answers).unwrap();
        let answers_of = answers.as_object_mut().unwrap();
        if i % 2 == 0 {
            answers_of.remove("S_WATER");
        }
        if i % 16 > 0 {
            answers_of.remove("S_CULTURE");
        }
        row.answers = serde_json::from_value(answers).unwrap();
    }
    let found = made(&county(), &[fieldwork(&rows)], &quick()).unwrap();
    let drivers = found.drivers.unwrap();
    let [culture, water] = drivers.users_only.as_slice() else {
        panic!("{:?}", drivers.users_only);
    };
    assert_eq!(
        (culture.domain.as_str(), culture.n, culture.r),
        ("culture", 120, None)
    );
    assert_eq!(culture.status.as_deref(), Some("NOT_ENOUGH_DATA"));
    assert_eq!((water.domain.as_str(), water.n), ("water", 960));
    let both: (Vec<f64>, Vec<f64>) = rows
        .iter()
        .filter_map(|row| {
            let answers = serde_json::to_value(&row.answers).unwrap();
            Some((answers["S_WATER"].as_f64()?, answers["Q_OVERALL"].as_f64()?))
        })
        .unzip();
    let r = stats::pearson(&both.0, &both.1).unwrap().r;
    assert!((water.r.unwrap() - r).abs() < 1e-9);
    let [low, high] = water.ci95.unwrap();
    assert!(low < r && r < high && water.status.is_none());
}

/// Everybody is asked what to put first; of each village the part `share(village)` names roads.
fn with_priorities(share: impl Fn(usize) -> f64) -> Fieldwork {
    let mut version = serde_json::to_value(version()).unwrap();
    version["items"]
        .as_array_mut()
        .unwrap()
        .push(json!({"code": "Q_FIRST", "text": {"en": "first"}, "scale": "FIRST"}));
    version["scales"].as_array_mut().unwrap().push(json!({
        "id": "FIRST", "kind": "multi_choice", "options_from": "domains", "scored": false,
        "options": DOMAINS.map(|d| json!({"code": d, "label": {}}))}));
    let version: Version = serde_json::from_value(version).unwrap();
    let mut fold = Fold::default();
    let mut rows = people(40, 1);
    for (i, row) in rows.iter_mut().enumerate() {
        let village = i / 40;
        let named = if ((i % 40) as f64) < 40.0 * share(village) {
            "roads"
        } else {
            "water"
        };
        let mut answers = serde_json::to_value(&row.answers).unwrap();
        answers["Q_FIRST"] = json!([named]);
        row.answers = serde_json::from_value(answers).unwrap();
        fold.add(&version, row);
    }
    Fieldwork {
        cube: fold.finish(),
        version,
        ..fieldwork(&[])
    }
}

#[test]
fn what_people_put_first_has_the_error_of_its_villages() {
    let of = |field: Fieldwork| {
        let found = made(&county(), &[field], &quick()).unwrap();
        let priority = found
            .priorities
            .iter()
            .find(|p| p.domain == "roads")
            .unwrap()
            .clone();
        (priority.deff.unwrap(), priority)
    };
    // villages nearly alike, 18 and 22 of 40: deff = 40 · 0.05²/(½ · ½) = 0.4, far below what was planned with
    let (deff, alike) = of(with_priorities(|v| if v % 2 == 0 { 0.45 } else { 0.55 }));
    assert!(
        (alike.named - 0.5).abs() < 1e-12 && (deff - 0.4).abs() < 0.02,
        "{deff}"
    );
    // villages of one mind: the n of 1,920 is worth its 48 villages, deff = 40 but for what little samples change
    let (deff, split) = of(with_priorities(|v| f64::from(u8::from(v % 2 == 0))));
    assert!(
        (split.named - 0.5).abs() < 1e-12 && (deff - 40.0).abs() < 1.5,
        "{deff}"
    );
    let [low, high] = split.interval.unwrap();
    let [low0, high0] = alike.interval.unwrap();
    assert!(high - low > 2.0 * (high0 - low0));
}

#[test]
fn what_people_put_first_and_how_content_they_are_have_the_same_weights() {
    // those who name roads stand for three people each
    let mut field = with_priorities(|v| if v % 2 == 0 { 0.45 } else { 0.55 });
    let version = field.version.clone();
    let mut fold = Fold::default();
    let (mut named, mut all) = (0.0, 0.0);
    for (i, mut row) in people(40, 1).into_iter().enumerate() {
        let first = if (i % 40) < 10 { "roads" } else { "water" };
        row.weight = if first == "roads" { 3.0 } else { 1.0 };
        let mut answers = serde_json::to_value(&row.answers).unwrap();
        answers["Q_FIRST"] = json!([first]);
        row.answers = serde_json::from_value(answers).unwrap();
        named += if first == "roads" { row.weight } else { 0.0 };
        all += row.weight;
        fold.add(&version, &row);
    }
    field.cube = fold.finish();
    let found = made(&county(), &[field], &quick()).unwrap();
    let roads = found.priorities.iter().find(|p| p.domain == "roads").unwrap();
    assert!(
        (roads.named - named / all).abs() < 1e-12 && (roads.named - 0.5).abs() < 1e-12,
        "{roads:?}"
    );
    assert!((roads.rating - roads.named * (1.0 - roads.content)).abs() < 1e-12);
    assert_eq!(roads.n, 1920);
}

#[test]
fn shares_are_told_without_the_moods_of_townships_too_and_say_their_weights() {
    let drivers = |rows: &[ResponseRow]| {
        let found = made(&county(), &[fieldwork(rows)], &quick()).unwrap();
        found.drivers.unwrap()
    };
    let mut rows = people(40, 1);
    // a township's mood lifts roads and the whole together
    for row in &mut rows {
        let i: usize = row.area.as_str()[1..3].parse().unwrap();
        if i.is_multiple_of(2) {
            let mut answers = serde_json::to_value(&row.answers).unwrap();
            for item in ["Q_OVERALL", "S_ROADS"] {
                answers[item] = json!(5);
            }
            row.answers = serde_json::from_value(answers).unwrap();
        }
    }
    let found = drivers(&rows);
    assert_eq!(found.notices, ["BASE_WEIGHTS_ONLY"]);
    let roads = found.drivers.iter().position(|d| d.domain == "roads").unwrap();
    let (villages, townships) = (found.within_villages.unwrap(), found.within_townships.unwrap());
    assert!((townships.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    assert!(
        found.drivers[roads].share > townships[roads] + 0.1,
        "{townships:?}"
    );
    assert!((townships[roads] - villages[roads]).abs() > 1e-6);
    // with one village each both are the same
    rows.retain(|r| r.area.as_str().ends_with("V0"));
    let alone = drivers(&rows);
    let pairs = alone
        .within_villages
        .unwrap()
        .into_iter()
        .zip(alone.within_townships.unwrap());
    for (village, township) in pairs {
        assert!((village - township).abs() < 1e-9);
    }
}
