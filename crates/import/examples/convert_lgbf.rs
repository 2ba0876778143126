//! Turns the published LGBF tables of `demo/lgbf/source` into the import files of DESIGN §4.3.
//!
//! ```text
//! cargo run -p import --example convert_lgbf -- demo/lgbf/source demo/lgbf
//! ```
//!
//! - areas: the 32 councils as townships of one county, Scotland; a council's official name is its alias where it
//!   differs from the name the tables use.
//! - spending: `spend_cash_k` × 1000, exactly; fiscal year = the year it ends; recurrent, paid, by the council.
//!   Who decides is left empty: the tables do not say.
//! - scores: wave = the rolling survey period as published, year = the year it ends.
//! - population and deflator: as they are, years and names apart.
//!
//! The domain `schools` is in the catalogue; libraries, parks, refuse and street_cleaning become the county's own.
//! The output depends on the input alone, so the files in the repository can be made again and compared.

use std::{collections::HashMap, env, error::Error, fs::File, path::Path};

use csv::{Reader, StringRecord, Writer};

type Done = Result<(), Box<dyn Error>>;

const COUNTY: &str = "S92000003";

fn main() -> Done {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [from, to] = arguments.as_slice() else {
        return Err("usage: convert_lgbf SOURCE_FOLDER TARGET_FOLDER".into());
    };
    convert(Path::new(from), Path::new(to))
}

/// Makes the five files of `to` from the five tables of `from`.
pub fn convert(from: &Path, to: &Path) -> Done {
    areas(&from.join("areas.csv"), &to.join("areas.csv"))?;
    population(&from.join("population.csv"), &to.join("population.csv"))?;
    spending(&from.join("spending.csv"), &to.join("spending.csv"))?;
    deflator(&from.join("deflator.csv"), &to.join("deflator.csv"))?;
    scores(&from.join("satisfaction.csv"), &to.join("scores.csv"))
}

fn areas(from: &Path, to: &Path) -> Done {
    let mut out = Writer::from_path(to)?;
    out.write_record(["code", "name", "level", "parent", "alias"])?;
    out.write_record([COUNTY, "Scotland", "county", "", ""])?;
    each(from, |row| {
        let (name, official) = (row("area")?, row("official_name")?);
        let alias = if official == name { String::new() } else { official };
        Ok(out.write_record([&row("gss_code")?, &name, "township", COUNTY, &alias])?)
    })?;
    Ok(out.flush()?)
}

fn population(from: &Path, to: &Path) -> Done {
    let mut out = Writer::from_path(to)?;
    out.write_record(["area", "year", "population"])?;
    each(from, |row| {
        Ok(out.write_record([row("area")?, row("fy_end")?, row("population")?])?)
    })?;
    Ok(out.flush()?)
}

fn spending(from: &Path, to: &Path) -> Done {
    let mut out = Writer::from_path(to)?;
    out.write_record([
        "area", "year", "domain", "amount", "kind", "stage", "payer", "decides", "source",
    ])?;
    each(from, |row| {
        let amount = times_thousand(&row("spend_cash_k")?)?;
        Ok(out.write_record([
            row("area")?.as_str(),
            &row("fy_end")?,
            &row("domain")?,
            &amount,
            "recurrent",
            "paid",
            "council",
            "",
            &row("indicators")?,
        ])?)
    })?;
    Ok(out.flush()?)
}

fn deflator(from: &Path, to: &Path) -> Done {
    let mut out = Writer::from_path(to)?;
    out.write_record(["year", "index"])?;
    each(from, |row| Ok(out.write_record([row("year")?, row("index")?])?))?;
    Ok(out.flush()?)
}

fn scores(from: &Path, to: &Path) -> Done {
    let mut out = Writer::from_path(to)?;
    out.write_record(["area", "wave", "year", "domain", "score"])?;
    each(from, |row| {
        let score = row("pct_satisfied")?;
        Ok(out.write_record([
            row("area")?,
            row("period")?,
            row("period_end")?,
            row("domain")?,
            score,
        ])?)
    })?;
    Ok(out.flush()?)
}

/// Calls `with` for every row, giving it the row's cells by the names of their columns.
fn each(path: &Path, mut with: impl FnMut(&dyn Fn(&str) -> Result<String, Box<dyn Error>>) -> Done) -> Done {
    let mut reader = Reader::from_reader(File::open(path)?);
    let columns: HashMap<String, usize> = reader
        .headers()?
        .iter()
        .enumerate()
        .map(|(at, name)| (name.to_owned(), at))
        .collect();
    for record in reader.records() {
        let record: StringRecord = record?;
        with(&|name| {
            let at = columns
                .get(name)
                .ok_or_else(|| format!("{}: no column {name}", path.display()))?;
            Ok(record.get(*at).unwrap_or_default().to_owned())
        })?;
    }
    Ok(())
}

/// A decimal × 1000 by moving its point: no binary number comes in between.
fn times_thousand(thousands: &str) -> Result<String, Box<dyn Error>> {
    let (whole, fraction) = thousands.split_once('.').unwrap_or((thousands, ""));
    let digits = format!("{fraction:0<3}");
    let (moved, rest) = digits.split_at(3);
    let rest = rest.trim_end_matches('0');
    if !whole.bytes().chain(digits.bytes()).all(|b| b.is_ascii_digit()) || rest.len() > 2 {
        return Err(format!("{thousands} thousand is not an amount to the penny").into());
    }
    let units = format!("{whole}{moved}");
    let units = units.trim_start_matches('0');
    let units = if units.is_empty() { "0" } else { units };
    Ok(if rest.is_empty() {
        units.to_owned()
    } else {
        format!("{units}.{rest}")
    })
}
