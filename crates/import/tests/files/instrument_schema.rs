//! docs/instrument.schema.json takes what the import takes and refuses what it refuses for its shape.

use serde_json::{Value, json};

use crate::place::Place;
use import::FileKind::Instrument;

fn schema() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/instrument.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Does a value fit? The words of JSON Schema that the file uses, and no others.
fn fits(root: &Value, schema: &Value, value: &Value) -> bool {
    let each = |part: &str| schema[part].as_array().cloned().unwrap_or_default();
    for word in schema.as_object().unwrap().keys() {
        let known = [
            "$schema",
            "$defs",
            "$ref",
            "title",
            "description",
            "type",
            "enum",
            "anyOf",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "minItems",
            "minimum",
            "maximum",
        ];
        assert!(
            known.contains(&word.as_str()),
            "{word} is not looked at by this test"
        );
    }
    if let Some(name) = schema["$ref"].as_str() {
        return fits(root, &root["$defs"][name.trim_start_matches("#/$defs/")], value);
    }
    let is = |kind: &Value| match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("{other}"),
    };
    let kinds = match &schema["type"] {
        Value::Null => true,
        Value::Array(any) => any.iter().any(is),
        one => is(one),
    };
    let bounds = value.as_f64().is_none_or(|x| {
        schema["minimum"].as_f64().is_none_or(|low| x >= low)
            && schema["maximum"].as_f64().is_none_or(|high| x <= high)
    });
    let one_of = schema["enum"].as_array().is_none_or(|all| all.contains(value));
    let any = schema["anyOf"]
        .as_array()
        .is_none_or(|all| all.iter().any(|s| fits(root, s, value)));
    let list = value.as_array().is_none_or(|all| {
        let enough = schema["minItems"].as_u64().is_none_or(|n| all.len() as u64 >= n);
        enough && (schema["items"].is_null() || all.iter().all(|v| fits(root, &schema["items"], v)))
    });
    let object = value.as_object().is_none_or(|all| {
        let whole = each("required")
            .iter()
            .all(|k| all.contains_key(k.as_str().unwrap()));
        whole
            && all.iter().all(|(key, v)| {
                match (&schema["properties"][key], &schema["additionalProperties"]) {
                    (Value::Null, Value::Bool(false)) => false,
                    (Value::Null, Value::Null) => true,
                    (Value::Null, other) => fits(root, other, v),
                    (known, _) => fits(root, known, v),
                }
            })
    });
    kinds && bounds && one_of && any && list && object
}

fn example() -> Value {
    json!({
        "id": "home", "version": 1, "title": {"en": "Home"}, "languages": ["en"],
        "items": [
            "S_WATER",
            {"code": "Q1", "text": {"en": "Roads?"}, "note": {"en": "all"}, "scale": "S5", "domain": "roads",
             "outcome": "satisfaction", "reverse": false, "allow": ["not_used"], "seconds": 7, "sensitive": false,
             "county_only": false, "condition": {"all": [{"item": "S_WATER", "in": [1, "2"]}]}},
            {"code": "Q2", "text": {"en": "Health?"}, "scale": "health"}
        ],
        "scales": [{
            "id": "health", "name": {"en": "Health"}, "kind": "ordinal", "scored": true, "may_flip": true,
            "options": [{"code": 1, "label": {"en": "good"}, "score": 100}, {"code": 2, "label": {"en": "poor"}, "score": 0}],
            "special": [{"code": 9, "role": "dont_know", "label": {"en": "?"}, "shown": "always"}],
            "top_box": [1], "bottom_box": [2], "end_labels": {"low": {"en": "l"}, "high": {"en": "h"}}
        }],
        "blocks": [{"id": "A", "items": ["Q2"]}],
        "profile": {}, "columns": {"id": "nr", "modes": {"Mail": "paper"}}, "missing": [99, "NA"], "ignore": ["x"]
    })
}

/// The value with what is at `pointer` changed, taken out (`None`), or put there.
fn changed(pointer: &str, to: Option<Value>) -> Value {
    let mut file = example();
    let (above, key) = pointer.rsplit_once('/').unwrap();
    let at = file.pointer_mut(above).unwrap().as_object_mut().unwrap();
    match to {
        Some(value) => at.insert(key.to_owned(), value),
        None => at.remove(key),
    };
    file
}

#[tokio::test]
async fn the_schema_and_the_import_agree_on_the_shape_of_an_instrument() {
    let root = schema();
    assert!(fits(&root, &root, &example()));
    Place::empty().await.load(Instrument, example().to_string()).await;
    let (word, number) = (|| Some(json!("x")), || Some(json!(3)));
    let wrong = [
        ("/id", None),
        ("/title", None),
        ("/languages", None),
        ("/items", None),
        ("/languages", Some(json!([]))),
        ("/items", Some(json!([]))),
        ("/version", Some(json!(0))),
        ("/version", word()),
        ("/title", word()),
        ("/titel", word()),
        ("/items", word()),
        ("/items/1/code", None),
        ("/items/1/text", None),
        ("/items/1/scale", None),
        ("/items/1/reversed", word()),
        ("/items/1/reverse", word()),
        ("/items/1/allow", Some(json!(["never"]))),
        ("/items/1/seconds", Some(json!(-1))),
        ("/items/1/condition", Some(json!({"all": [{"item": "S_WATER"}]}))),
        ("/scales/0/id", None),
        ("/scales/0/kind", None),
        ("/scales/0/kind", word()),
        ("/scales/0/score", number()),
        ("/scales/0/top_box", number()),
        ("/scales/0/max_picks", Some(json!(300))),
        ("/scales/0/options/0/code", None),
        ("/scales/0/options/0/label", word()),
        ("/scales/0/special/0/role", word()),
        ("/scales/0/special/0/shown", word()),
        ("/blocks/0/items", None),
        ("/profile/village", word()),
        ("/columns/village", word()),
        ("/columns/modes/Mail", word()),
        ("/missing", number()),
        ("/ignore", number()),
    ];
    for (pointer, to) in wrong {
        let file = changed(pointer, to.clone());
        assert!(!fits(&root, &root, &file), "the schema takes {pointer} {to:?}");
        Place::empty().await.refusal(Instrument, file.to_string()).await;
    }
    // every key the schema names is one the import knows
    let defined = |name: &str| root["$defs"][name]["properties"].as_object().unwrap().clone();
    for (place, keys) in [("/items/1", defined("item")), ("/scales/0", defined("scale"))] {
        for key in keys
            .keys()
            .filter(|k| example().pointer(&format!("{place}/{k}")).is_none())
        {
            let value = match key.as_str() {
                "options_from" => json!("domains"),
                "neutral_code" => json!(1),
                _ => json!(5),
            };
            let file = changed(&format!("{place}/{key}"), Some(value));
            assert!(fits(&root, &root, &file), "{key}");
            Place::empty().await.load(Instrument, file.to_string()).await;
        }
    }
}

#[test]
fn the_example_of_the_demo_fits_the_schema() {
    let root = schema();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/kcmo-instrument.json");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(fits(&root, &root, &file));
}
