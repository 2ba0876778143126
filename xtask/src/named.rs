//! The tables of docs/offline.md name tests: a row whose test has gone or is called otherwise now is found here.

use crate::{site, step::Outcome, tools::Workspace};

const TABLES: &str = "docs/offline.md";

/// What one row of a table says: which scenario, in which files, under which names.
struct Row {
    scenario: String,
    files: Vec<String>,
    names: Vec<String>,
}

/// Every name of a test in the tables stands in one of the files that the row names.
pub fn tests_are_there(workspace: &Workspace) -> Outcome {
    let read = |path: &str| -> Outcome<String> {
        let bytes = site::read(&workspace.root.join(path))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let rows = rows(&read(TABLES)?);
    if rows.is_empty() {
        return Err(format!("{TABLES} has no table of scenarios any more"));
    }
    let mut missing = Vec::new();
    for row in rows {
        let mut texts = Vec::new();
        for file in &row.files {
            texts.push(read(file)?);
        }
        missing.extend(missing_of(&row, &texts));
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(missing.join("\n"))
    }
}

/// The rows `| B1 | … | files | names |`: of the scenarios in a browser and of bad input.
fn rows(text: &str) -> Vec<Row> {
    let cells = |line: &str| -> Option<Row> {
        let cells: Vec<_> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
        let [scenario, _, files, names, ""] = cells[..] else {
            return None;
        };
        let numbered = scenario.strip_prefix(['B', 'I'])?;
        numbered.parse::<u8>().ok()?;
        Some(Row {
            scenario: scenario.to_owned(),
            files: files.split(", ").map(file).collect(),
            names: names.split("; ").map(str::to_owned).collect(),
        })
    };
    text.lines().filter_map(cells).collect()
}

/// The file of `` `offline` ``, a spec of the browser, or of `` `server/tests/http/batch.rs` ``.
fn file(name: &str) -> String {
    let name = name.trim_matches('`');
    if name.ends_with(".rs") {
        name.to_owned()
    } else {
        format!("end2end/{name}.spec.mjs")
    }
}

/// The names that stand in none of the texts. A name may be cut by `…`, and what stands in brackets is a note.
fn missing_of(row: &Row, texts: &[String]) -> Vec<String> {
    let found = |name: &&String| {
        let known = name
            .split('(')
            .next()
            .unwrap_or_default()
            .split('…')
            .next()
            .unwrap_or_default()
            .trim()
            .trim_matches('`');
        !known.is_empty() && texts.iter().any(|text| text.contains(known))
    };
    row.names
        .iter()
        .filter(|name| !found(name))
        .map(|name| {
            format!(
                "{TABLES}: {}: no test is called “{name}” in {}",
                row.scenario,
                row.files.join(", ")
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_whose_test_is_called_otherwise_is_found() {
        let table = "| | scenario | spec | test |\n|---|---|---|---|\n| B5 | tabs | `offline` | two pages …; with no locks (rarely) |\n| I2 | a flipped bit | `crates/seal/tests/sealing.rs` | `a_flipped_bit` |\n| draft | finish | ready | two pages |\n";
        let rows = rows(table);
        let files: Vec<_> = rows.iter().flat_map(|row| row.files.clone()).collect();
        assert_eq!(
            files,
            ["end2end/offline.spec.mjs", "crates/seal/tests/sealing.rs"]
        );
        let text = |text: &str| [text.to_owned()];
        assert!(
            missing_of(
                &rows[0],
                &text("test('two pages of one form'); test('with no locks')")
            )
            .is_empty()
        );
        let missing = missing_of(&rows[0], &text("test('two tabs'); test('with no locks')"));
        assert_eq!(missing.len(), 1);
        assert!(
            missing[0].contains("B5") && missing[0].contains("two pages …"),
            "{missing:?}"
        );
        assert!(missing_of(&rows[1], &text("fn a_flipped_bit()")).is_empty());
        assert_eq!(missing_of(&rows[1], &text("fn another()")).len(), 1);
    }
}
