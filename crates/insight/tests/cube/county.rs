//! A form with everything in it, random responses to it, and a person read naively.

use std::collections::BTreeMap;

use insight::ResponseRow;
use proptest::prelude::*;
use serde_json::{Value, json};
use survey::{
    Answers, AreaCode, Mode, Version,
    score::{Reading, read},
};

/// Three roads items (one only for drivers, one turned round), two water items in rotating blocks, overall, trust and
/// neighbours, a number and picks.
pub fn version() -> Version {
    let options = |codes: &[u8]| {
        codes
            .iter()
            .map(|c| json!({"code": c, "label": {}}))
            .collect::<Vec<_>>()
    };
    let item = |code: &str, scale: &str, more: Value| {
        let mut item = json!({"code": code, "text": {"en": code}, "scale": scale});
        item.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        item
    };
    let only_drivers = json!({"all": [{"item": "DRIVES", "in": [1]}]});
    serde_json::from_value(json!({
        "instrument": "i", "version": 1, "title": {}, "languages": ["en"],
        "items": [
            item("OVERALL", "S5", json!({"outcome": "overall"})),
            item("DRIVES", "YN", json!({})),
            item("R1", "S5", json!({"domain": "roads"})),
            item("R2", "S5", json!({"domain": "roads", "reverse": true})),
            item("R3", "S4", json!({"domain": "roads", "condition": only_drivers})),
            item("W1", "S5", json!({"domain": "water"})),
            item("W2", "S5", json!({"domain": "water"})),
            item("C1", "S5", json!({"domain": "culture"})),
            item("C2", "S5", json!({"domain": "culture"})),
            item("TRUST", "S4", json!({"outcome": "harmony_trust"})),
            item("HELP", "S5", json!({"outcome": "harmony_neighbours"})),
        ],
        "blocks": [{"id": "A", "items": ["W1"]}, {"id": "B", "items": ["W2", "HELP"]}],
        "scales": [
            {"id": "S5", "kind": "ordinal", "scored": true, "options": options(&[5, 4, 3, 2, 1]),
             "top_box": [5, 4], "bottom_box": [2, 1],
             "special": [{"code": 8, "role": "dont_know", "label": {}}, {"code": 7, "role": "not_used", "label": {}}]},
            {"id": "S4", "kind": "ordinal", "scored": true, "options": options(&[1, 2, 3, 4]),
             "special": [{"code": 8, "role": "dont_know", "label": {}}]},
            {"id": "YN", "kind": "single_choice", "options": options(&[1, 2])},
        ],
    }))
    .unwrap()
}

fn answer(code: &str) -> impl Strategy<Value = Option<(String, u8)>> + use<> {
    let code = code.to_owned();
    let value = prop_oneof![6 => 1_u8..=5, 1 => Just(8), 1 => Just(7), 1 => Just(99), 2 => Just(0)];
    value.prop_map(move |v| (v > 0).then(|| (code.clone(), v)))
}

prop_compose! {
    pub fn response()(
        area in 0_u8..4, age in 0_u8..3, sex in 0_u8..3, paper in any::<bool>(), block in 0_usize..4,
        weight in prop_oneof![
            3 => Just(1.0), 4 => 0.3..3.0, 1 => prop_oneof![
                Just(0.0), Just(-1.0), Just(f64::NAN), Just(f64::INFINITY), Just(1e300), Just(1_000_000.0)
            ],
        ],
        answers in ["OVERALL", "DRIVES", "R1", "R2", "R3", "W1", "W2", "C1", "C2", "TRUST", "HELP"].map(answer),
    ) -> ResponseRow {
        let stated = |v: u8| (v > 0).then(|| v.to_string());
        let answers: BTreeMap<String, u8> = answers.into_iter().flatten().collect();
        ResponseRow {
            area: AreaCode::parse(&format!("v{area}")).unwrap(),
            age: stated(age),
            sex: stated(sex),
            mode: if paper { Mode::Paper } else { Mode::Web },
            weight,
            block: (block < 3).then_some(block),
            answers: serde_json::from_value::<Answers>(json!(answers)).unwrap(),
            quality: None,
        }
    }
}

/// Scores by item of what was asked; the outer none is an item that was not asked.
pub fn scores(version: &Version, row: &ResponseRow) -> BTreeMap<String, Option<Option<f64>>> {
    let mut answers = row.answers.clone();
    let mut found = BTreeMap::new();
    for item in &version.items {
        let hidden = item.condition.as_ref().is_some_and(|c| !c.holds(&answers));
        let elsewhere = row.block.is_some_and(|asked| {
            let others = version.blocks.iter().enumerate().filter(|(i, _)| *i != asked);
            others.map(|(_, b)| b).any(|b| b.items.contains(&item.code))
        });
        if hidden || elsewhere {
            answers.0.remove(&item.code);
            found.insert(item.code.clone(), None);
            continue;
        }
        let scale = version.scale_of(item).unwrap();
        let score = answers.get(&item.code).and_then(|v| match read(scale, item, v) {
            Some(Reading::Option { score, .. }) => score,
            _ => None,
        });
        found.insert(item.code.clone(), Some(score));
    }
    found
}

/// The half rule, by the book.
pub fn index(scores: &BTreeMap<String, Option<Option<f64>>>, items: &[&str]) -> Option<f64> {
    let asked: Vec<Option<f64>> = items.iter().filter_map(|i| scores[*i]).collect();
    let answered: Vec<f64> = asked.iter().copied().flatten().collect();
    let enough = !answered.is_empty() && answered.len() >= asked.len().div_ceil(2);
    enough.then(|| answered.iter().sum::<f64>() / answered.len() as f64)
}

pub fn weight(row: &ResponseRow) -> f64 {
    if row.weight.is_finite() && row.weight > 0.0 && row.weight < 1e200 {
        row.weight
    } else {
        0.0
    }
}
