//! `ranks --json FILE`: low two years running, is it true?

use std::path::PathBuf;

use clap::Args;
use insight::standing::{Asked, standings};

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
    let mut asked: Asked = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|e| Refused(format!("{name}: is not what `ranks` reads: {e}")))?
    } else {
        crate::ranks::file(text)
            .map_err(|why| Refused(format!("{name}: {why}")))?
            .asked
    };
    asked.places = args.places.or(asked.places);
    asked.spread = args.spread.or(asked.spread);
    asked.drift = args.drift.unwrap_or(asked.drift);
    for wave in &mut asked.waves {
        wave.n = wave.n.or(args.n);
        wave.deff = wave.deff.or(args.deff);
        wave.sd = wave.sd.or(args.sd);
    }
    if let Some(spread) = asked.spread.filter(|s| !(s.is_finite() && *s > 0.0)) {
        return Err(Refused(format!(
            "{name}: the spread between places is given as {spread}; give points above 0, or scores to learn it from"
        )));
    }
    let found = standings(&asked).map_err(|e| Refused(format!("{name}: {e}")))?;
    Ok(serde_json::to_string(&found)? + "\n")
}
