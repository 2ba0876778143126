//! The workspace's task runner: builds the site and the binary, runs the tests, the checks, the demo and the benches.
//! People and CI call the same commands; nothing here ships.
#![expect(clippy::print_stdout, reason = "a task runner talks to the terminal")]

mod bench;
mod build;
mod calibrate;
mod chaos;
mod check;
mod demo;
mod form;
mod named;
mod site;
mod step;
mod test;
mod tools;

use std::process::ExitCode;

use build::Mode;
use tools::Workspace;

const USAGE: &str = "\
Usage: cargo xtask COMMAND
  build [--release]   target/site and the minxin binary; with --release optimised and held to the size budgets
  demo [OPTIONS]      build, then serve the demo county; OPTIONS go to `minxin demo` (--data DIR, --listen ADDR, …)
  test [--long]       build, then every test, browser tests included
  check               format, clippy, docs and the project's own rules
  bench [NAME…]       the benches, or only those named
  calibrate [--long]  counties with known truth: which promises of the engine are kept (docs/calibration.md)
  chaos [--long]      kills, power cuts, full disks, a bad network: is any answer lost? (docs/chaos.md); --seed N";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = Workspace::find().and_then(|workspace| match args.as_slice() {
        ["build"] => build::build(&workspace, Mode::Dev).map(Some),
        ["build", "--release"] => build::build(&workspace, Mode::Release).map(Some),
        ["demo", options @ ..] => demo::demo(&workspace, options).map(Some),
        ["test"] => test::test(&workspace, false).map(Some),
        ["test", "--long"] => test::test(&workspace, true).map(Some),
        ["check"] => check::check(&workspace).map(Some),
        ["calibrate"] => calibrate::calibrate(&workspace, false).map(Some),
        ["calibrate", "--long"] => calibrate::calibrate(&workspace, true).map(Some),
        ["chaos", options @ ..] => chaos::chaos(&workspace, options).map(Some),
        ["bench", names @ ..] => bench::bench(&workspace, names).map(Some),
        _ => Ok(None),
    });
    match outcome {
        Ok(Some(())) => ExitCode::SUCCESS,
        Ok(None) => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
