//! The CSV of `minxin ranks`: one row a place and wave.

use super::{Amiss, COLUMNS, Figure, Read, Wrong};

/// Reads it; waves stand in the order of their first row.
///
/// # Errors
/// The first thing that stands in the way, with row and column (row 1 is the header).
pub fn file(text: &str) -> Result<Read, Amiss> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let broken = |row: usize, e: csv::Error| Amiss::row(row, Wrong::Broken(e.to_string()));
    let header = reader.headers().map_err(|e| broken(1, e))?.clone();
    let column = |wanted: &str| header.iter().position(|h| h.eq_ignore_ascii_case(wanted));
    if let Some(other) = header
        .iter()
        .find(|h| !COLUMNS.iter().any(|k| h.eq_ignore_ascii_case(k)))
    {
        return Err(Amiss::cell(1, other, Wrong::UnknownColumn));
    }
    let (Some(area), Some(wave)) = (column("area"), column("wave")) else {
        return Err(Amiss::row(1, Wrong::NoColumns));
    };
    let mut read = Read::default();
    for (i, record) in reader.records().enumerate() {
        let row = i + 2;
        let record = record.map_err(|e| broken(row, e))?;
        let number = |name: &str| -> Result<Option<f64>, Amiss> {
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
                    .ok_or_else(|| Amiss::cell(row, name, Wrong::NotANumber(cell.to_owned()))),
            }
        };
        let word = |column: usize, name: &str| {
            record
                .get(column)
                .filter(|cell| !cell.is_empty())
                .ok_or_else(|| Amiss::cell(row, name, Wrong::Empty))
        };
        let (place, name) = (word(area, "area")?, word(wave, "wave")?);
        let figure = match (number("score")?, number("rank")?) {
            (Some(score), None) => Figure::Score(score),
            (None, Some(rank)) => Figure::Rank(rank),
            _ => return Err(Amiss::row(row, Wrong::NotOneFigure)),
        };
        read.put(row, place, name, figure)?;
        let (n, se, deff, sd) = (number("n")?, number("se")?, number("deff")?, number("sd")?);
        let wave = read.wave(name);
        if let Some(n) = n {
            wave.n_of.insert(place.to_owned(), n);
        }
        if let Some(se) = se {
            wave.se_of.insert(place.to_owned(), se);
        }
        wave.deff = deff.or(wave.deff);
        wave.sd = sd.or(wave.sd);
    }
    Ok(read)
}
