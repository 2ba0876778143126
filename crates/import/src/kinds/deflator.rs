//! deflator: year★ index★.

use store::Rows;
use survey::Deflator;

use super::{Columns, Header, Rules, chunks};
use crate::{
    keys::{Keys, twice},
    problem::{Problems, Wrong},
    read::Record,
    report::Report,
};

/// No price index is higher, whatever its base.
const HIGHEST: f64 = 1e6;

/// Reads a price index.
pub(crate) struct DeflatorRules {
    columns: Columns<2>,
    keys: Keys,
    rows: Vec<(u64, Deflator)>,
}

impl Default for DeflatorRules {
    fn default() -> Self {
        Self {
            columns: Columns::unread(),
            keys: Keys::default(),
            rows: Vec::new(),
        }
    }
}

impl Rules for DeflatorRules {
    fn header(&mut self, header: &Header, found: &mut Problems) {
        self.columns = header.resolve(&["year★", "index★"], found);
    }

    fn row(&mut self, record: &Record, found: &mut Problems) {
        let columns = self.columns;
        let [year, index] = columns.of(record);
        let year = found.keep(&year, year.year());
        let value = found.keep(
            &index,
            index
                .number("write the price index, such as 0.7666")
                .and_then(|x| {
                    let wrong = |what| Err(Wrong::new(what, "write the price index, such as 0.7666"));
                    match x {
                        x if x <= 0.0 => wrong("is not above zero"),
                        x if x > HIGHEST => wrong("is above a million"),
                        x => Ok(x),
                    }
                }),
        );
        let (Some(year), Some(index)) = (year, value) else {
            return;
        };
        if let Some(first) = self.keys.seen_at(&year, record.row) {
            return found.push(twice(record.row, first, "year", "keep one of the two"));
        }
        self.rows.push((record.row, Deflator { year, index }));
    }

    fn waiting(&self) -> usize {
        self.rows.len()
    }

    fn take(&mut self) -> Vec<Rows> {
        chunks(&mut self.rows, Rows::Deflator)
    }

    fn tell(&self, _report: &mut Report) {}
}
