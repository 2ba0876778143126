//! How large the files are that people download, and how large they may be.

use std::fmt::Write as _;

use crate::step::Outcome;

/// What a resident on a slow line, or a county leader, may at most be made to download: brotli bytes.
const BUDGETS: [(&str, usize); 5] = [
    (FORM, 14_000),
    ("resident.wasm", 110_000),
    ("resident.js", 8_000),
    (OFFLINE, 12_000),
    ("desk.wasm", 350_000),
];

/// What works without a network costs beside the glue and the wasm: the scripts that the glue imports, the one that starts
/// a page from the phone's own files, the screens of a shared tablet, and the service worker, together.
pub const OFFLINE: &str = "offline, all";

/// The page of a form of 14 items with everything that stands in it: what a phone gets at once.
pub const FORM: &str = "form, HTML+CSS";

/// How large one file of the manifest is, or several together.
pub struct Size {
    /// Its logical name.
    pub name: String,
    pub(super) raw: usize,
    pub(super) gzip: usize,
    pub(super) brotli: usize,
}

impl Size {
    /// Bytes as they are, as gzip, as brotli.
    pub fn of(name: &str, raw: usize, gzip: usize, brotli: usize) -> Self {
        Self {
            name: name.to_owned(),
            raw,
            gzip,
            brotli,
        }
    }

    /// Several files as one line of the table.
    pub(super) fn together(name: &str, parts: &[Self]) -> Self {
        let sum = |of: fn(&Self) -> usize| parts.iter().map(of).sum();
        Self {
            name: name.to_owned(),
            raw: sum(|size| size.raw),
            gzip: sum(|size| size.gzip),
            brotli: sum(|size| size.brotli),
        }
    }
}

/// The sizes against their budgets, for the terminal.
pub fn size_table(sizes: &[Size]) -> String {
    let mut table = format!(
        "{:<16} {:>9} {:>9} {:>9} {:>9}",
        "bytes", "raw", "gzip", "brotli", "budget"
    );
    for size in sizes {
        let budget = budget(&size.name)
            .map(|bytes| bytes.to_string())
            .unwrap_or_default();
        let Size {
            name,
            raw,
            gzip,
            brotli,
        } = size;
        write!(table, "\n{name:<16} {raw:>9} {gzip:>9} {brotli:>9} {budget:>9}").expect("a String takes all");
    }
    table
}

/// Fails with every file that is over its budget.
pub fn within_budget(sizes: &[Size]) -> Outcome {
    let over = sizes.iter().filter_map(|size| {
        let budget = budget(&size.name).filter(|&budget| size.brotli > budget)?;
        Some(format!(
            "{} is {} bytes of brotli over its budget of {budget}",
            size.name,
            size.brotli - budget
        ))
    });
    match over.collect::<Vec<_>>().join("; ") {
        over if over.is_empty() => Ok(()),
        over => Err(format!(
            "{over}; drop a dependency, words or rules of style, or move code to the server"
        )),
    }
}

fn budget(name: &str) -> Option<usize> {
    BUDGETS
        .iter()
        .find(|(of, _)| *of == name)
        .map(|&(_, bytes)| bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_over_its_budget_is_named_and_others_are_not() {
        let size = |name: &str, brotli| Size::of(name, 0, 0, brotli);
        let parts = [size("store.js", 7_000), size("sw.js", 5_001)];
        let message = within_budget(&[Size::together(OFFLINE, &parts)]).unwrap_err();
        assert!(message.starts_with("offline, all is 1 bytes"), "{message}");
        assert_eq!(
            within_budget(&[size("resident.wasm", 110_000), size("desk.css", 9_999_999)]),
            Ok(())
        );
        let message = within_budget(&[size(FORM, 14_001), size("resident.css", 14_001)]).unwrap_err();
        assert!(
            message.starts_with("form, HTML+CSS is 1 bytes") && !message.contains("resident.css"),
            "{message}"
        );
        let message = within_budget(&[size("resident.wasm", 110_001), size("desk.wasm", 1)]).unwrap_err();
        assert!(
            message.starts_with("resident.wasm is 1 bytes") && !message.contains("desk"),
            "{message}"
        );
    }
}
