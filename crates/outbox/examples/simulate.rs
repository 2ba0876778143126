//! `cargo run -p outbox --release --example simulate -- --submissions 1000000 --seed 1 [--world N]`: worlds of devices
//! in which everything goes wrong; prints seed, figures and rate, and every promise that was broken.
#![expect(clippy::print_stdout, reason = "it is a command")]

use std::{env, process::ExitCode, time::Instant};

use outbox::sim::{Figures, Plan, run};

/// Interviews of one world.
const WORLD: u64 = 400;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().collect();
    let number = |name: &str| {
        let at = words.iter().position(|w| w == name)?;
        words.get(at + 1)?.parse::<u64>().ok()
    };
    let seed = number("--seed").unwrap_or(1);
    let worlds = number("--submissions").unwrap_or(20_000).div_ceil(WORLD);
    let begun = Instant::now();
    let mut sum = Figures::default();
    for world in 0..worlds {
        if number("--world").is_some_and(|only| only != seed + world) {
            continue;
        }
        let plan = Plan {
            seed: seed + world,
            submissions: WORLD,
            kiosks: (seed + world).is_multiple_of(2),
            flaw: None,
        };
        let figures = run(plan);
        for broken in &figures.broken {
            println!("seed {}: {broken}", plan.seed);
        }
        sum.saved += figures.saved;
        sum.stored += figures.stored;
        sum.aside += figures.aside;
        sum.emptied += figures.emptied;
        sum.posted += figures.posted;
        sum.requests += figures.requests;
        sum.broken.extend(figures.broken);
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "seeds {seed} to {}: {} saved, {} stored, {} set aside, {} lost with a whole store, {} items in {} requests, \
         {} promises broken; {seconds:.1} s, {:.0} submissions a second",
        seed + worlds.max(1) - 1,
        sum.saved,
        sum.stored,
        sum.aside,
        sum.emptied,
        sum.posted,
        sum.requests,
        sum.broken.len(),
        sum.saved as f64 / seconds.max(1e-9),
    );
    if sum.broken.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
