//! `test`: every test there is: Rust's, the examples in the docs, counties with known truth, a server that is killed and
//! starved, and the journeys in a real browser.

use std::{path::PathBuf, process::Command};

use crate::build::{self, Mode};
use crate::calibrate;
use crate::chaos;
use crate::site;
use crate::step::{Outcome, run, step};
use crate::tools::{self, Workspace};

/// Builds, then runs all tests; `long` lets them take the time that exhaustive ones need (`MINXIN_LONG=1`).
pub fn test(workspace: &Workspace, long: bool) -> Outcome {
    // what the browser tests need is asked for first: better to hear of it now than after ten minutes
    tools::ensure_npm_packages(workspace)?;
    let chromium = tools::ensure_chromium()?;
    tools::ensure_cjk_font()?;
    step("scripts, as old browsers read them", || {
        site::scripts_are_read(workspace)
    })?;
    build::build(workspace, Mode::Dev)?;

    say_what_is_skipped(workspace);

    let env = |command: &mut Command| {
        if long {
            command.env("MINXIN_LONG", "1");
        }
    };
    let mut cargo = workspace.cargo();
    env(&mut cargo);
    if tools::has_cargo_subcommand(workspace, "nextest") {
        step("cargo nextest run", || run(cargo.args(["nextest", "run"])))?;
        let mut cargo = workspace.cargo();
        env(&mut cargo);
        step("cargo test --doc", || {
            run(cargo.args(["test", "--doc", "--quiet"]))
        })?;
    } else {
        step("cargo test", || run(cargo.arg("test")))?;
    }

    calibrate::short(workspace)?;
    chaos::among_the_tests(workspace, long)?;

    let mut playwright = workspace.npm_program("playwright");
    env(&mut playwright);
    playwright.args(["test", "--config", "end2end/playwright.config.mjs"]);
    playwright
        .env("CHROMIUM", chromium)
        .env("MINXIN_BIN", build::dev_binary(workspace));
    step("browser tests", || run(&mut playwright))
}

/// Data that is not the project's to pass on lies beside it, or in `MINXIN_SHARED`. The tests that read it say so when they
/// are skipped, but a test that passes is not heard.
fn say_what_is_skipped(workspace: &Workspace) {
    let shared =
        std::env::var_os("MINXIN_SHARED").map_or_else(|| workspace.root.join("../shared"), PathBuf::from);
    for (folder, what) in [
        ("golden", "reference answers that may not be copied"),
        ("data/kcmo", "the residents' survey of Kansas City, row by row"),
        ("data/lgbf", "the published references of the LGBF"),
    ] {
        if !shared.join(folder).is_dir() {
            println!(
                "xtask: SKIPPED, for want of {}: tests against {what}",
                shared.join(folder).display()
            );
        }
    }
}
