//! Horizontal bars, or dots with intervals: one row for each place or service, sorted by the caller.

mod draw;

use crate::axis::number;
use crate::scatter::interval_cell;
use crate::table::{Cell, Header, Table};
use crate::{Axis, Chart, Tone, drawable_width};

/// A chart of horizontal bars from zero, or of dots on a scale of their own.
#[derive(Clone, Debug, Default)]
pub struct Bars {
    /// The name of the drawing and of its table.
    pub title: String,
    /// What it shows, in a sentence or two, for those who cannot see it.
    pub desc: String,
    /// What is measured; always linear.
    pub x: Axis,
    /// The rows from top to bottom.
    pub rows: Vec<Bar>,
    /// A line across all rows: the median.
    pub reference: Option<Reference>,
    /// Dots instead of bars: for scores, whose zero is far away.
    pub dots: bool,
    /// What the upright tick of each row is: `模型预期`.
    pub expected_label: String,
    /// Column heading of the rows' names.
    pub row_heading: String,
    /// Column heading of the groups; they are left out of the table when it is empty.
    pub group_heading: String,
    /// Column heading of the intervals; they are left out of the table when it is empty.
    pub interval_heading: String,
}

/// One row.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    /// Its group, on the first row of the group alone: a tier of drivers. Empty elsewhere.
    pub heading: String,
    /// Its name.
    pub label: String,
    /// Its length.
    pub value: Option<f64>,
    /// The number as printed at the right.
    pub shown: String,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end of its interval.
    pub high: Option<f64>,
    /// What it was expected to be: an upright tick.
    pub expected: Option<f64>,
    /// What it says: the colour.
    pub tone: Tone,
    /// Written bold.
    pub emphasis: bool,
    /// Stands in place of the bar: `少于 10 份,不显示`.
    pub hidden: Option<String>,
    /// Shown on pointing and read aloud; name and number when empty.
    pub tip: String,
}

/// An upright line across the rows.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// Where it stands.
    pub value: f64,
    /// Its words, above it.
    pub label: String,
}

impl Bar {
    /// A grey row without interval.
    pub fn new(label: impl Into<String>, value: f64, shown: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: Some(value),
            shown: shown.into(),
            ..Self::default()
        }
    }

    fn drawable(&self) -> Option<f64> {
        self.value
            .filter(|v| self.hidden.is_none() && v.is_finite() && v.abs() < 1e12)
    }
}

impl Chart for Bars {
    fn svg(&self, id: &str, width: f64) -> Option<String> {
        Some(
            self.sheet(drawable_width(width))?
                .finish(id, &self.title, &self.desc),
        )
    }

    fn table(&self) -> Table {
        let interval = !self.interval_heading.is_empty();
        let expected = !self.expected_label.is_empty();
        let group = !self.group_heading.is_empty();
        let mut headers = vec![Header::words(&self.row_heading)];
        headers.extend(group.then(|| Header::words(&self.group_heading)));
        headers.push(Header::number(&self.x.label));
        headers.extend(interval.then(|| Header::words(&self.interval_heading)));
        headers.extend(expected.then(|| Header::number(&self.expected_label)));
        let mut of = "";
        let row = |row: &'_ Bar, of: &str| {
            let value = match &row.hidden {
                Some(hidden) => Cell::words(hidden),
                None => Cell::number(row.value, |v| {
                    if row.shown.is_empty() {
                        number(v, self.x.decimals)
                    } else {
                        row.shown.clone()
                    }
                }),
            };
            let bare = row.hidden.is_some();
            let mut cells = vec![Cell::words(&row.label)];
            cells.extend(group.then(|| Cell::words(of)));
            cells.push(value);
            cells.extend(interval.then(|| {
                let (low, high) = if bare { (None, None) } else { (row.low, row.high) };
                interval_cell(low, high, self.x.decimals)
            }));
            cells.extend(expected.then(|| Cell::number(row.expected, |v| number(v, self.x.decimals))));
            cells
        };
        let rows = self.rows.iter().map(|bar| {
            if !bar.heading.is_empty() {
                of = &bar.heading;
            }
            row(bar, of)
        });
        Table {
            caption: self.title.clone(),
            headers,
            rows: rows.collect(),
        }
    }
}
