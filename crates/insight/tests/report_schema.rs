//! docs/report.schema.json is what the types say, and every code a report can print has words.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

fn root(path: &str) -> String {
    format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_schema_in_docs_is_that_of_the_types() {
    let path = root("docs/report.schema.json");
    let schema = insight::report::schema() + "\n";
    if std::env::var_os("MINXIN_WRITE").is_some() {
        std::fs::write(&path, &schema).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == schema,
        "write it anew: MINXIN_WRITE=1 cargo test -p insight --test report_schema"
    );
}

/// Codes written as string literals in the sources of the report and its breakdowns: capitals and underscores.
fn codes() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![
        root("crates/insight/src/report"),
        root("crates/insight/src/breakdown"),
    ];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path.to_str().unwrap().to_owned());
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            for word in code.split('"').skip(1).step_by(2) {
                let capitals = word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
                if word.len() > 5 && capitals {
                    found.insert(word.to_owned());
                }
            }
        }
    }
    found
}

#[test]
fn every_code_has_a_label_and_a_remedy_in_three_languages() {
    let statuses: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(root("content/statuses.json")).unwrap()).unwrap();
    let rows = statuses["statuses"].as_array().unwrap();
    let own = codes();
    assert!(own.len() > 20, "{own:?}");
    let gates = stats::status::Status::ALL
        .iter()
        .skip(1)
        .map(|s| serde_json::to_value(s).unwrap().as_str().unwrap().to_owned());
    // Q_OVERALL is an item's code, not a status
    for code in own.into_iter().chain(gates).filter(|c| c != "Q_OVERALL") {
        let row = rows.iter().find(|r| r["code"] == code.as_str());
        let row = row.unwrap_or_else(|| panic!("{code} has no words in content/statuses.json"));
        for lang in ["zh-Hans", "zh-Hant", "en"] {
            assert!(!row["label"][lang].as_str().unwrap().is_empty(), "{code} {lang}");
            assert!(
                !row["explanation"][lang].as_str().unwrap().is_empty(),
                "{code} {lang}"
            );
            assert!(
                !row["remedy"][lang].as_str().unwrap_or_default().is_empty(),
                "{code} {lang}"
            );
        }
    }
}

#[test]
fn breakdowns_are_typed_down_to_their_figures() {
    let schema: serde_json::Value = serde_json::from_str(&insight::report::schema()).unwrap();
    let of = |value: &serde_json::Value, field: &str| -> serde_json::Value {
        let found = &value["properties"][field];
        let items = found.get("items").unwrap_or(found);
        // a field that may be null is one of its type and null
        let chosen = items.get("anyOf").map_or(items, |any| &any[0]);
        let name = chosen["$ref"]
            .as_str()
            .unwrap_or_else(|| panic!("{field} is untyped: {found}"));
        schema["$defs"][name.rsplit('/').next().unwrap()].clone()
    };
    let item = of(&of(&schema, "breakdowns"), "items");
    let figures = of(&of(&item, "rows"), "figures");
    assert!(figures["properties"]["n_valid"].is_object(), "{figures}");
    let option = of(&figures, "distribution");
    assert!(option["properties"]["share"].is_object(), "{option}");
}
