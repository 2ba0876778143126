//! `bench`: the table of benches. Speed is judged here and nowhere else; no test asserts a time.

use crate::step::{Outcome, run, step};
use crate::tools::Workspace;

/// One bench: a name to ask for, the file that holds it, and the cargo command that runs it.
struct Bench {
    name: &'static str,
    /// Left out with a word while this file does not exist.
    source: &'static str,
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
        name: "process",
        source: "server/benches/process.rs",
        cargo: &["bench", "-p", "server", "--bench", "process"],
    },
];

/// Runs the named benches, or all.
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
    for bench in BENCHES
        .iter()
        .filter(|bench| names.is_empty() || names.contains(&bench.name))
    {
        if workspace.root.join(bench.source).exists() {
            step(bench.name, || run(workspace.cargo().args(bench.cargo)))?;
        } else {
            println!(
                "xtask: {}: nothing to run yet ({} does not exist)",
                bench.name, bench.source
            );
        }
    }
    Ok(())
}
