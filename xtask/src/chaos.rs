//! `chaos`: does the built server lose answers when everything goes wrong? Linux only: it preloads libraries of its own.

use crate::build::{self, Mode};
use crate::step::{Outcome, run, step};
use crate::tools::Workspace;

/// Builds, then tries the dev binary, which has the switch that shows that the run can fail; `options`: `--long`, `--seed N`.
pub fn chaos(workspace: &Workspace, options: &[&str]) -> Outcome {
    build::build(workspace, Mode::Dev)?;
    harness(workspace, options)
}

/// With the binary that is built.
pub fn among_the_tests(workspace: &Workspace, long: bool) -> Outcome {
    harness(workspace, if long { &["--long"] } else { &[] })
}

fn harness(workspace: &Workspace, options: &[&str]) -> Outcome {
    if !cfg!(target_os = "linux") {
        println!("xtask: chaos is skipped: it needs Linux");
        return Ok(());
    }
    let mut cargo = workspace.cargo();
    // without -p: with the features of all rooms together, as the tests were built
    cargo.args(["run", "--quiet", "--bin", "chaos", "--", "--minxin"]);
    cargo.arg(build::dev_binary(workspace)).args(options);
    step("chaos", || run(&mut cargo))
}
