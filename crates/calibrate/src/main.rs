//! Does the engine keep its promises? Counties with known truth are drawn, judged by `stats`, and the share of promises
//! kept is printed beside its bound. Exits 1 where a bound fails. Short by default; `--long` for docs/calibration.md.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "its table is its result")]

mod chance;
mod clusters;
mod county;
mod figure;
mod hypotheses;
mod smoothing;
mod table;
mod verdicts;
mod work;

use std::process::ExitCode;

use table::Table;

/// How much is drawn.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    /// Counties of each design.
    counties: usize,
    /// Shuffles of spending in each county of the chance contrast.
    shuffles: usize,
    /// Samples drawn of each population, for the coverage of design-based intervals.
    samples: usize,
}

const SHORT: Size = Size {
    counties: 20,
    shuffles: 200,
    samples: 1_000,
};
const LONG: Size = Size {
    counties: 400,
    shuffles: 2_000,
    samples: 20_000,
};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let size = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => SHORT,
        ["--long"] => LONG,
        _ => {
            eprintln!("Usage: calibrate [--long]");
            return ExitCode::from(2);
        }
    };
    let mut table = Table::default();
    verdicts::run(size, &mut table);
    smoothing::run(size, &mut table);
    clusters::run(size, &mut table);
    chance::run(size, &mut table);
    hypotheses::run(size, &mut table);
    println!("{}", table.markdown());
    if table.holds() {
        ExitCode::SUCCESS
    } else {
        eprintln!("calibrate: a bound fails; see the rows marked FAILS");
        ExitCode::FAILURE
    }
}
