//! `chaos --minxin BINARY [--long] [--seed N]`: see the library. Exits 1 where a rule is broken.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "its figures are its result")]

use std::{
    collections::BTreeMap,
    hash::{BuildHasher as _, RandomState},
    path::{Path, PathBuf},
    process::ExitCode,
};

use chaos::{Figures, Size, Stop};

const USAGE: &str = "Usage: chaos --minxin BINARY [--long] [--seed N]";

const SHORT: Size = Size {
    devices: 16,
    rest: 60,
    kills: 10,
    cuts: 5,
    others: 1,
};
const LONG: Size = Size {
    devices: 16,
    rest: 120,
    kills: 200,
    cuts: 50,
    others: 5,
};

/// Breaches of one rule that are told one by one.
const TOLD: usize = 5;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (mut binary, mut size, mut seed) = (None, SHORT, None);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--minxin" => binary = args.next().map(PathBuf::from),
            "--long" => size = LONG,
            "--seed" => match args.next().and_then(|n| n.parse().ok()) {
                Some(n) => seed = Some(n),
                None => return usage(),
            },
            _ => return usage(),
        }
    }
    let Some(binary) = binary else { return usage() };
    let seed = seed.unwrap_or_else(|| RandomState::new().hash_one("chaos"));
    println!("chaos: --seed {seed} draws the same lives, answers and faults");
    match both(&binary, seed, size) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("chaos: seed {seed}: {why}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}

/// The run, and the proof that it can fail.
fn both(binary: &Path, seed: u64, size: Size) -> Result<(), String> {
    let figures = kept("chaos", |folder| chaos::run(binary, folder, seed, size))?;
    tell(&figures);
    let lost = kept("careless", |folder| chaos::careless(binary, folder, seed, size))?;
    println!(
        "without waiting for the disk (synchronous=NORMAL) power cuts lost {lost} acknowledged answers, as they must"
    );
    Ok(())
}

/// Does it in a folder of its own, which stays where something broke.
fn kept<T>(name: &str, work: impl FnOnce(&Path) -> Result<T, Stop>) -> Result<T, String> {
    let folder = tempfile::Builder::new()
        .prefix(&format!("minxin-{name}-"))
        .tempdir()
        .map_err(|e| format!("no folder for temporary files: {e}"))?;
    // the preload libraries compare paths as they are opened
    let path = folder.path().canonicalize().map_err(|e| e.to_string())?;
    let stop = match work(&path) {
        Ok(done) => return Ok(done),
        Err(stop) => stop,
    };
    let place = folder.keep();
    let what = match stop {
        Stop::Unable(why) => why,
        Stop::Breaches(all) => {
            let mut by_rule: BTreeMap<_, Vec<String>> = BTreeMap::new();
            for breach in all {
                by_rule.entry(breach.rule).or_default().push(breach.what);
            }
            let mut text = String::from("rules are broken");
            for (rule, all) in by_rule {
                text += &format!("\n  {rule:?}: {} times", all.len());
                for what in all.iter().take(TOLD) {
                    text += &format!("\n    {what}");
                }
            }
            text
        }
    };
    Err(format!("{what}\nhistory, log and data: {}", place.display()))
}

fn tell(figures: &Figures) {
    let mut lives: BTreeMap<_, usize> = BTreeMap::new();
    for life in &figures.lives {
        *lives.entry(*life).or_default() += 1;
    }
    println!("lives of the server    {lives:?}");
    println!("answers finished       {}", figures.made);
    println!("acknowledged           {:?}", figures.promises);
    println!("told to come back      {}", figures.failed);
    println!("no whole answer        {}", figures.lost);
    println!("network                {:?}", figures.network);
    println!("stored, in quarantine  {}, {}", figures.rows, figures.quarantine);
    println!("of these came sealed   {}", figures.sealed);
    println!("took                   {:.0} s", figures.took.as_secs_f64());
    println!("0 acknowledged lost, 0 doubled, 0 stuck, tallies as recounted, nothing readable in the log");
}
