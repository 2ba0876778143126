//! `bench`: the table of benches. Speed is judged here and nowhere else; no test asserts a time.

use crate::step::{Outcome, run, step};
use crate::tools::{self, Workspace};

/// One bench: a name to ask for, the file that holds it, and what runs it.
struct Bench {
    name: &'static str,
    /// Left out with a word while this file does not exist.
    source: &'static str,
    /// Arguments of cargo; none for a script that drives the browser against the release binary.
    cargo: &'static [&'static str],
}

/// Add a line here for a new bench.
const BENCHES: &[Bench] = &[
    Bench {
        name: "intake",
        source: "server/benches/intake.rs",
        cargo: &["bench", "-p", "server", "--bench", "intake"],
    },
    Bench {
        name: "store",
        source: "crates/store/benches",
        cargo: &["bench", "-p", "store"],
    },
    Bench {
        name: "cube",
        source: "crates/insight/benches/cube.rs",
        cargo: &["bench", "-p", "insight", "--bench", "cube"],
    },
    Bench {
        name: "report",
        source: "crates/insight/benches/report.rs",
        cargo: &["bench", "-p", "insight", "--bench", "report"],
    },
    Bench {
        name: "draws",
        source: "crates/stats/benches/draws.rs",
        cargo: &["bench", "-p", "stats", "--bench", "draws"],
    },
    Bench {
        name: "pages",
        source: "server/benches/pages.rs",
        cargo: &["bench", "-p", "server", "--bench", "pages"],
    },
    Bench {
        name: "paint",
        source: "end2end/paint.mjs",
        cargo: &[],
    },
    Bench {
        name: "sealing",
        source: "end2end/sealing.mjs",
        cargo: &[],
    },
    Bench {
        name: "upload",
        source: "end2end/upload.mjs",
        cargo: &[],
    },
    Bench {
        name: "process",
        source: "server/benches/process.rs",
        cargo: &["bench", "-p", "server", "--bench", "process"],
    },
];

/// Runs the named benches, or all: also those after one that broke, which are named at the end.
pub fn bench(workspace: &Workspace, names: &[&str]) -> Outcome {
    if let Some(unknown) = names
        .iter()
        .find(|name| !BENCHES.iter().any(|bench| bench.name == **name))
    {
        let known: Vec<_> = BENCHES.iter().map(|bench| bench.name).collect();
        return Err(format!(
            "there is no bench `{unknown}`; there are: {}",
            known.join(", ")
        ));
    }
    let asked = |bench: &&Bench| names.is_empty() || names.contains(&bench.name);
    every(BENCHES.iter().filter(asked).map(|bench| {
        let work = || {
            if !workspace.root.join(bench.source).exists() {
                println!(
                    "xtask: {}: nothing to run yet ({} does not exist)",
                    bench.name, bench.source
                );
                return Ok(());
            }
            step(bench.name, || match bench.cargo {
                [] => in_browser(workspace, bench.source),
                cargo => run(workspace.cargo().args(cargo)),
            })
        };
        (bench.name, work)
    }))
}

/// Does all of it, whatever breaks on the way; what broke is said as it happens and named at the end.
fn every<'a>(all: impl Iterator<Item = (&'a str, impl FnOnce() -> Outcome)>) -> Outcome {
    let mut broken = Vec::new();
    for (name, work) in all {
        if let Err(why) = work() {
            println!("xtask: {name}: {why}");
            broken.push(name);
        }
    }
    if broken.is_empty() {
        Ok(())
    } else {
        Err(format!("these benches broke: {}; see above", broken.join(", ")))
    }
}

/// Runs a script against the release binary, which carries its assets: `build --release` makes it.
fn in_browser(workspace: &Workspace, script: &str) -> Outcome {
    tools::ensure_npm_packages(workspace)?;
    let binary = workspace
        .target
        .join("release")
        .join(format!("minxin{}", std::env::consts::EXE_SUFFIX));
    if !binary.is_file() {
        return Err("there is no release binary yet; run `cargo xtask build --release` first".to_owned());
    }
    run(std::process::Command::new("node")
        .arg(workspace.root.join(script))
        .env("CHROMIUM", tools::ensure_chromium()?)
        .env("MINXIN_BIN", binary))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[test]
    fn what_comes_after_a_broken_bench_runs_too_and_the_broken_ones_are_named() {
        let ran = RefCell::new(Vec::new());
        let work = |(name, holds): (&'static str, bool)| {
            let ran = &ran;
            (name, move || {
                ran.borrow_mut().push(name);
                if holds {
                    Ok(())
                } else {
                    Err("over the bound".to_owned())
                }
            })
        };
        let all = [("fold", false), ("pages", true), ("upload", false)];
        let why = every(all.into_iter().map(work)).unwrap_err();
        assert_eq!(*ran.borrow(), ["fold", "pages", "upload"]);
        assert!(why.contains("fold, upload") && !why.contains("pages"), "{why}");
        assert_eq!(every([("pages", true)].into_iter().map(work)), Ok(()));
    }
}
