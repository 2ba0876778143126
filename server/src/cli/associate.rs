//! `associate --json`: the contract of DESIGN §4.4.

use clap::{Args, ValueEnum};
use insight::associate::{Price, Request};
use survey::AreaCode;

use super::{Context, Done, Refused};
use crate::desk::ledger;

/// Arguments of `associate`.
#[derive(Debug, Args)]
pub struct Associate {
    /// Print JSON (the only form there is; the pages show the same numbers).
    #[arg(long, required = true)]
    json: bool,
    /// Years of spending, ending in the wave's year.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=50))]
    window: u32,
    /// Real where a deflator is loaded, else cash.
    #[arg(long, value_enum)]
    price: Option<PriceArg>,
    /// Leave an area out, by code, name or alias; may be repeated.
    #[arg(long)]
    exclude: Vec<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum PriceArg {
    Real,
    Cash,
}

pub(super) async fn associate(context: Context, args: Associate) -> Done {
    let store = context.existing().await?;
    let ledger = ledger::load(&*store).await?;
    let exclude = args
        .exclude
        .iter()
        .map(|word| find(&ledger.areas, word))
        .collect::<Result<_, _>>()?;
    let price = args.price.map(|p| match p {
        PriceArg::Real => Price::Real,
        PriceArg::Cash => Price::Cash,
    });
    let request = Request {
        window: args.window,
        price,
        exclude,
    };
    let association = insight::associate::associate(&ledger, &request)?;
    Ok(serde_json::to_string(&association)? + "\n")
}

fn find(areas: &[survey::Area], word: &str) -> Result<AreaCode, Refused> {
    let word = word.trim();
    let by = |test: &dyn Fn(&survey::Area) -> bool| -> Vec<&survey::Area> {
        areas.iter().filter(|a| test(a)).collect()
    };
    for found in [
        by(&|a| a.code.as_str() == word),
        by(&|a| a.name == word),
        by(&|a| a.aliases.iter().any(|x| x == word)),
    ] {
        match found.as_slice() {
            [] => {}
            [one] => return Ok(one.code.clone()),
            many => {
                let codes: Vec<&str> = many.iter().map(|a| a.code.as_str()).collect();
                return Err(Refused(format!(
                    "--exclude {word}: matches {}; give the code",
                    codes.join(", ")
                )));
            }
        }
    }
    Err(Refused(format!(
        "--exclude {word}: there is no such area; give a code, name or alias of the areas file"
    )))
}
