//! `check`: what must hold before a commit lands, short of the tests: format, lints, docs and the project's own rules.

use crate::build::Mode;
use crate::named;
use crate::site;
use crate::step::{Outcome, output, run, step};
use crate::tools::{self, WASM_TARGET, Workspace};

/// The one view that may write a `<textarea>`: it escapes the content, which Leptos 0.8 does not.
const TEXT_AREA: &str = "app/src/resident/text_area.rs";

/// Runs every check and stops at the first that fails, the quick ones first.
pub fn check(workspace: &Workspace) -> Outcome {
    step("the project's own rules", || own_rules(workspace))?;
    step("tests that the docs name", || named::tests_are_there(workspace))?;
    let cargo = |name: &str, args: &[&str]| step(name, || run(workspace.cargo().args(args)));
    cargo("cargo fmt", &["fmt", "--all", "--check"])?;
    // the server embeds this folder; before the first build it has to exist at least
    std::fs::create_dir_all(&workspace.site)
        .map_err(|error| format!("cannot make {}: {error}", workspace.site.display()))?;
    cargo("clippy", &["clippy", "--all-targets", "--", "-D", "warnings"])?;
    tools::ensure_wasm_target(workspace)?;
    let wasm = ["clippy", "-p", "resident", "-p", "desk", "--target", WASM_TARGET];
    cargo(
        "clippy, wasm entries",
        &[&wasm[..], Mode::Dev.wasm_profile(), &["--", "-D", "warnings"]].concat(),
    )?;
    step("cargo doc", || {
        run(workspace
            .cargo()
            .args(["doc", "--no-deps"])
            .env("RUSTDOCFLAGS", "-D warnings"))
    })
}

/// Reads every text file of the project, line by line, and lists the lines that break a rule.
fn own_rules(workspace: &Workspace) -> Outcome {
    let root = workspace.root.to_string_lossy();
    // a checkout in `/app` would make a rule of a common word
    let checkout = (root.matches('/').count() > 1).then_some(&*root);
    let mut broken = Vec::new();
    for path in project_files(workspace)? {
        let Ok(bytes) = site::read(&workspace.root.join(&path)) else {
            continue;
        }; // deleted, not yet committed
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        for (number, line) in (1..).zip(text.lines()) {
            if path.starts_with("app/")
                && path.ends_with(".rs")
                && path != TEXT_AREA
                && has_bare_textarea(line)
            {
                broken.push(format!(
                    "{path}:{number}: a bare <textarea; use the component of {TEXT_AREA}"
                ));
            }
            if names_a_machine(line, checkout) {
                broken.push(format!(
                    "{path}:{number}: a path of one machine; make it relative"
                ));
            }
        }
    }
    if broken.is_empty() {
        Ok(())
    } else {
        Err(broken.join("\n"))
    }
}

/// What git tracks or would track, by path from the root.
fn project_files(workspace: &Workspace) -> Outcome<Vec<String>> {
    let mut git = std::process::Command::new("git");
    git.current_dir(&workspace.root);
    // CI may have checked out as another user
    git.args([
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    Ok(output(&mut git)?
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
        .collect())
}

fn has_bare_textarea(line: &str) -> bool {
    !line.trim_start().starts_with("//") && line.contains("<textarea")
}

/// Whether a line holds a path into somebody's home, or into this very checkout.
fn names_a_machine(line: &str, checkout: Option<&str>) -> bool {
    let homes = ["home", "root", "Users"].map(|home| format!("/{home}/"));
    let is_part_of_a_name = |c: char| c.is_alphanumeric() || "_.-~/".contains(c);
    let found = |place: &str, goes_on: fn(char) -> bool| {
        line.match_indices(place).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + place.len()..].chars().next();
            !before.is_some_and(is_part_of_a_name) && after.is_none_or(goes_on)
        })
    };
    homes.iter().any(|home| found(home, char::is_alphanumeric))
        || checkout.is_some_and(|checkout| found(checkout, |c| !c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_textarea_is_bare_in_a_view_but_not_in_a_comment() {
        assert!(has_bare_textarea("    <textarea name=\"note\">"));
        assert!(!has_bare_textarea("    // never write <textarea here"));
    }

    #[test]
    fn paths_of_a_machine_are_found_and_urls_and_routes_are_not() {
        let home = format!("cd /{}/ann/minxin", "home");
        let checkout = format!("/{}/minxin", "srv");
        assert!(names_a_machine(&home, None));
        assert!(names_a_machine(
            &format!("see {checkout}/target"),
            Some(&checkout)
        ));
        assert!(!names_a_machine(
            &format!("https://example.org{}", &home[3..]),
            None
        ));
        assert!(!names_a_machine("GET /results/{wave}", Some(&checkout)));
        assert!(!names_a_machine(&format!("{checkout}2"), Some(&checkout)));
    }
}
