//! Whether an order holds under other ways of scoring: places as lines over variants, at their rank sets.

mod draw;

use crate::axis::number;
use crate::table::{Cell, Header, Table};
use crate::{Chart, drawable_width};

/// A bump chart of rank sets, first rank at the top.
#[derive(Clone, Debug, Default)]
pub struct Strip {
    /// The name of the drawing and of its table.
    pub title: String,
    /// What it shows, in a sentence or two, for those who cannot see it.
    pub desc: String,
    /// The ways of scoring, from left to right.
    pub columns: Vec<String>,
    /// The places; names are written beside movers, and beside all when they are 12 or fewer.
    pub rows: Vec<StripRow>,
    /// What stands at the left: `名次`.
    pub rank_label: String,
    /// What the thick lines are: `位次会变`.
    pub mover_label: String,
    /// What the thin ones are: `位次不变`.
    pub stays_label: String,
    /// Column heading of the rows' names.
    pub row_heading: String,
}

/// One place.
#[derive(Clone, Debug, Default)]
pub struct StripRow {
    /// Its name.
    pub label: String,
    /// Best and worst rank in each column; none where it has no rank.
    pub ranks: Vec<Option<(f64, f64)>>,
    /// Whether its place depends on the way of scoring: the caller judges.
    pub mover: bool,
    /// Shown on pointing and read aloud; the name when empty.
    pub tip: String,
}

impl StripRow {
    /// The rank set in a column, best first, where there is one that can be drawn.
    fn rank(&self, column: usize) -> Option<(f64, f64)> {
        let (a, b) = self.ranks.get(column).copied().flatten()?;
        let drawable = |rank: f64| (1.0..=1e5).contains(&rank);
        (drawable(a) && drawable(b)).then_some((a.min(b), a.max(b)))
    }
}

impl Chart for Strip {
    fn svg(&self, id: &str, width: f64) -> Option<String> {
        Some(
            self.sheet(drawable_width(width))?
                .finish(id, &self.title, &self.desc),
        )
    }

    fn table(&self) -> Table {
        let mut headers = vec![Header::words(&self.row_heading)];
        headers.extend(self.columns.iter().map(|column| Header::words(column)));
        let row = |row: &StripRow| {
            let mut cells = vec![Cell::words(&row.label)];
            cells.extend((0..self.columns.len()).map(|column| match row.rank(column) {
                Some((best, worst)) => Cell::range(
                    format!("{}–{}", number(best, 0), number(worst, 0)),
                    Some([best, worst]),
                ),
                None => Cell::words("–"),
            }));
            cells
        };
        Table {
            caption: self.title.clone(),
            headers,
            rows: self.rows.iter().map(row).collect(),
        }
    }
}
