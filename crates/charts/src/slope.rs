//! Two waves: what was and what is, place by place, and whether a change can be told.

mod draw;

use crate::axis::number;
use crate::scatter::interval_cell;
use crate::table::{Cell, Header, Table};
use crate::{Axis, Chart, drawable_width};

/// A chart of two waves, joined by a line for each place.
#[derive(Clone, Debug, Default)]
pub struct Slope {
    /// The name of the drawing and of its table.
    pub title: String,
    /// What it shows, in a sentence or two, for those who cannot see it.
    pub desc: String,
    /// What is measured.
    pub y: Axis,
    /// The earlier wave: `2024 年`.
    pub before: String,
    /// The later wave.
    pub after: String,
    /// The places; names are written beside those that rose or fell, and beside all when they are 12 or fewer.
    pub rows: Vec<SlopeRow>,
    /// What a rise is called, in the key and the table: `升`.
    pub up_label: String,
    /// What a fall is called: `降`.
    pub down_label: String,
    /// What neither is called: `无法判断`.
    pub cannot_say_label: String,
    /// Column heading of the rows' names.
    pub row_heading: String,
    /// Column heading of both intervals; they are left out of the table when it is empty.
    pub interval_heading: String,
    /// Column heading of the changes.
    pub change_heading: String,
}

/// One place.
#[derive(Clone, Debug, Default)]
pub struct SlopeRow {
    /// Its name.
    pub label: String,
    /// The earlier value.
    pub before: Option<f64>,
    /// Its interval, lower end first.
    pub before_interval: Option<(f64, f64)>,
    /// The later value.
    pub after: Option<f64>,
    /// Its interval.
    pub after_interval: Option<(f64, f64)>,
    /// Whether it rose.
    pub change: Change,
    /// The change as printed, with its sign: `+7.9`. Empty for none.
    pub change_shown: String,
    /// Written bold.
    pub emphasis: bool,
    /// Shown on pointing and read aloud; name and numbers when empty.
    pub tip: String,
}

/// Whether a value rose between two waves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Change {
    /// It rose: blue, thick, ▲.
    Up,
    /// It fell: orange, dashed, ▽.
    Down,
    /// It cannot be told: grey, thin.
    #[default]
    CannotSay,
}

impl Change {
    /// The sign before a name.
    fn mark(self) -> &'static str {
        match self {
            Change::Up => "▲ ",
            Change::Down => "▽ ",
            Change::CannotSay => "",
        }
    }
}

impl Chart for Slope {
    fn svg(&self, id: &str, width: f64) -> Option<String> {
        Some(
            self.sheet(drawable_width(width))?
                .finish(id, &self.title, &self.desc),
        )
    }

    fn table(&self) -> Table {
        let interval = !self.interval_heading.is_empty();
        let mut headers = vec![Header::words(&self.row_heading)];
        for wave in [&self.before, &self.after] {
            headers.push(Header::number(wave));
            headers.extend(interval.then(|| Header::words(&self.interval_heading)));
        }
        headers.push(Header::words(&self.change_heading));
        let row = |row: &SlopeRow| {
            let mut cells = vec![Cell::words(&row.label)];
            for (value, ends) in [(row.before, row.before_interval), (row.after, row.after_interval)] {
                cells.push(Cell::number(value, |v| number(v, self.y.decimals)));
                cells.extend(interval.then(|| {
                    let (low, high) = (ends.map(|e| e.0), ends.map(|e| e.1));
                    interval_cell(low, high, self.y.decimals)
                }));
            }
            let word = match row.change {
                Change::Up => &self.up_label,
                Change::Down => &self.down_label,
                Change::CannotSay => &self.cannot_say_label,
            };
            cells.push(Cell::words(format!("{word} {}", row.change_shown).trim()));
            cells
        };
        Table {
            caption: self.title.clone(),
            headers,
            rows: self.rows.iter().map(row).collect(),
        }
    }
}
