//! `ranks --json FILE`: low two years running, is it true?

use std::{collections::BTreeMap, path::PathBuf};

use clap::Args;
use insight::standing::{Asked, Wave, standings};

use super::{Done, Refused};

/// Arguments of `ranks`.
#[derive(Debug, Args)]
pub struct Ranks {
    /// Print JSON (the only form there is).
    #[arg(long, required = true)]
    json: bool,
    /// JSON, or CSV with the columns area, wave and score or rank (1 the best), and n or se, deff, sd where known.
    file: PathBuf,
    /// How many places are compared, where the file does not have them all.
    #[arg(long)]
    places: Option<usize>,
    /// Answers behind each figure, where the file does not say.
    #[arg(long)]
    n: Option<f64>,
    /// Design effect; 1.8 where nobody says.
    #[arg(long)]
    deff: Option<f64>,
    /// Standard deviation of answers between people, points; 24 where nobody says.
    #[arg(long)]
    sd: Option<f64>,
    /// Standard deviation of the true differences between places, points; learnt from scores where absent.
    #[arg(long)]
    spread: Option<f64>,
    /// Standard deviation of a place's true change between waves, points.
    #[arg(long)]
    drift: Option<f64>,
}

pub(super) fn ranks(args: &Ranks) -> Done {
    let name = args.file.display();
    let text = std::fs::read_to_string(&args.file).map_err(|e| {
        Refused(format!(
            "{name}: cannot be read: {e}; name a file that is there, in UTF-8"
        ))
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let mut asked = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|e| Refused(format!("{name}: is not what `ranks` reads: {e}")))?
    } else {
        table(text).map_err(|why| Refused(format!("{name}: {why}")))?
    };
    asked.places = args.places.or(asked.places);
    asked.spread = args.spread.or(asked.spread);
    asked.drift = args.drift.unwrap_or(asked.drift);
    for wave in &mut asked.waves {
        wave.n = wave.n.or(args.n);
        wave.deff = wave.deff.or(args.deff);
        wave.sd = wave.sd.or(args.sd);
    }
    let found = standings(&asked).map_err(|e| Refused(format!("{name}: {e}")))?;
    Ok(serde_json::to_string(&found)? + "\n")
}

/// Reads the CSV form; waves stand in the order of their first row.
fn table(text: &str) -> Result<Asked, String> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| e.to_string())?.clone();
    let column = |wanted: &str| header.iter().position(|h| h.eq_ignore_ascii_case(wanted));
    let known = ["area", "wave", "score", "rank", "n", "se", "deff", "sd"];
    if let Some(other) = header
        .iter()
        .find(|h| !known.iter().any(|k| h.eq_ignore_ascii_case(k)))
    {
        return Err(format!(
            "row 1, column {other}: is not known; the columns are {}",
            known.join(", ")
        ));
    }
    let (Some(area), Some(wave)) = (column("area"), column("wave")) else {
        return Err("row 1: the columns area and wave are needed; add them".to_owned());
    };
    let mut asked = Asked::default();
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    for (i, record) in reader.records().enumerate() {
        let row = i + 2;
        let record = record.map_err(|e| format!("row {row}: {e}; correct the row"))?;
        let number = |name: &str| -> Result<Option<f64>, String> {
            match column(name)
                .and_then(|c| record.get(c))
                .filter(|cell| !cell.is_empty())
            {
                None => Ok(None),
                Some(cell) => cell
                    .parse::<f64>()
                    .ok()
                    .filter(|v| v.is_finite())
                    .map(Some)
                    .ok_or_else(|| format!("row {row}, column {name}: {cell:?} is not a number; correct it")),
            }
        };
        let word = |column: usize, name: &str| {
            record
                .get(column)
                .filter(|cell| !cell.is_empty())
                .map(str::to_owned)
                .ok_or_else(|| format!("row {row}, column {name}: is empty; fill it in"))
        };
        let (place, name) = (word(area, "area")?, word(wave, "wave")?);
        let slot = *at.entry(name.clone()).or_insert_with(|| {
            asked.waves.push(Wave {
                wave: name,
                ..Wave::default()
            });
            asked.waves.len() - 1
        });
        let Some(wave) = asked.waves.get_mut(slot) else {
            continue;
        };
        let twice = match (number("score")?, number("rank")?) {
            (Some(score), None) => wave.scores.insert(place.clone(), score),
            (None, Some(rank)) => wave.ranks.insert(place.clone(), rank),
            _ => return Err(format!("row {row}: give a score or a rank, one of the two")),
        };
        if twice.is_some() {
            return Err(format!(
                "row {row}, column area: {place} is there twice in this wave; keep one"
            ));
        }
        if let Some(n) = number("n")? {
            wave.n_of.insert(place.clone(), n);
        }
        if let Some(se) = number("se")? {
            wave.se_of.insert(place.clone(), se);
        }
        wave.deff = number("deff")?.or(wave.deff);
        wave.sd = number("sd")?.or(wave.sd);
    }
    Ok(asked)
}
