//! `calibrate`: does the engine keep its promises on counties with known truth? In release, because it draws many.

use crate::step::{Outcome, run, step};
use crate::tools::Workspace;

/// Prints the table and fails where a bound does; `long` draws what docs/calibration.md is made of.
pub fn calibrate(workspace: &Workspace, long: bool) -> Outcome {
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--release", "--quiet", "-p", "calibrate", "--"]);
    if long {
        cargo.arg("--long");
    }
    step("calibrate", || run(&mut cargo))
}

/// The short form, 20 counties of each design, among the tests: in their profile, where the engine is optimised and built
/// already.
pub fn short(workspace: &Workspace) -> Outcome {
    let mut cargo = workspace.cargo();
    // without -p: with the features of all rooms together, as the tests were built
    cargo.args(["run", "--quiet", "--bin", "calibrate"]);
    step("calibrate, 20 counties of each design", || run(&mut cargo))
}
