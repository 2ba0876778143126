//! Answers from worst to best, laid out to both sides of the middle of the neutral one; answers that are not
//! a judgement (不了解, 没用过) stand apart at the right.

mod columns;
mod draw;

use crate::axis::number;
use crate::table::{Cell, Header, Table};
use crate::{Chart, drawable_width};

/// A diverging stacked bar chart of answers.
#[derive(Clone, Debug, Default)]
pub struct Diverging {
    /// The name of the drawing and of its table.
    pub title: String,
    /// What it shows, in a sentence or two, for those who cannot see it.
    pub desc: String,
    /// The scored answers from worst to best; with an odd number the middle one is neutral.
    pub options: Vec<String>,
    /// The answers that are not scored.
    pub specials: Vec<String>,
    /// The rows from top to bottom.
    pub rows: Vec<DivergingRow>,
    /// Column heading of the rows' names.
    pub row_heading: String,
    /// Column heading of the means.
    pub mean_heading: String,
    /// Column heading of the numbers of answers.
    pub n_heading: String,
}

/// One question, place or group.
#[derive(Clone, Debug, Default)]
pub struct DivergingRow {
    /// Its name.
    pub label: String,
    /// Shares of the scored answers, 0 to 1, in the order of the options; they add to 1.
    pub shares: Vec<f64>,
    /// Shares of the other answers among all, 0 to 1, in their order.
    pub specials: Vec<f64>,
    /// The mean as printed; empty for none.
    pub mean: String,
    /// The number of answers as printed; empty for none.
    pub n: String,
    /// Stands in place of all numbers: `少于 10 份,不显示`.
    pub hidden: Option<String>,
}

impl Chart for Diverging {
    fn svg(&self, id: &str, width: f64) -> Option<String> {
        Some(
            self.sheet(drawable_width(width))?
                .finish(id, &self.title, &self.desc),
        )
    }

    fn table(&self) -> Table {
        let mut headers = vec![Header::words(&self.row_heading)];
        headers.extend(
            self.options
                .iter()
                .chain(&self.specials)
                .map(|option| Header::number(option)),
        );
        headers.extend([
            Header::number(&self.mean_heading),
            Header::number(&self.n_heading),
        ]);
        let percent =
            |share: Option<&f64>| Cell::number(share.map(|s| 100.0 * s), |v| format!("{}%", number(v, 0)));
        let row = |row: &DivergingRow| {
            let mut cells = vec![Cell::words(&row.label)];
            match &row.hidden {
                Some(hidden) => {
                    cells.push(Cell::words(hidden));
                    cells.resize(headers.len(), Cell::words("–"));
                }
                None => {
                    cells.extend((0..self.options.len()).map(|i| percent(row.shares.get(i))));
                    cells.extend((0..self.specials.len()).map(|i| percent(row.specials.get(i))));
                    cells.extend([&row.mean, &row.n].map(|text| Cell {
                        shown: if text.is_empty() {
                            "–".into()
                        } else {
                            text.clone()
                        },
                        value: text.replace(',', "").parse().ok(),
                    }));
                }
            }
            cells
        };
        let rows = self.rows.iter().map(row).collect();
        Table {
            caption: self.title.clone(),
            headers,
            rows,
        }
    }
}
