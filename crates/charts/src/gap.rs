//! One place against what is expected of it, on one small scale: the drawing of a verdict card.

mod draw;

use crate::axis::number;
use crate::scatter::interval_cell;
use crate::table::{Cell, Header, Table};
use crate::{Axis, Chart, Tone, drawable_width};

/// A horizontal scale with what is expected (a tick in a band), what is observed (a dot on its interval) and,
/// smaller, the plain mean.
#[derive(Clone, Debug, Default)]
pub struct Gap {
    /// The name of the drawing and of its table.
    pub title: String,
    /// What it shows, in a sentence or two, for those who cannot see it.
    pub desc: String,
    /// What is measured; always linear. The ends of the scale are round numbers inside its limits.
    pub x: Axis,
    /// What is expected: the tick.
    pub expected: Option<f64>,
    /// Its name; the number is written behind it: `模型预期`.
    pub expected_name: String,
    /// Half-width of the band around it, in units of x: differences that do not matter. 0 for none.
    pub margin: f64,
    /// What the band is, for the key: `上下 2 分以内算相当`.
    pub margin_label: String,
    /// What is observed: the dot.
    pub observed: Option<f64>,
    /// Its name; the number is written behind it: `城关镇`.
    pub observed_name: String,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// What the interval is: `90% 区间`. In the key and the table.
    pub interval_label: String,
    /// The plain mean: a small hollow dot.
    pub direct: Option<f64>,
    /// Its name: `原始平均`.
    pub direct_name: String,
    /// What the gap says: the colour of the dot.
    pub tone: Tone,
    /// Column heading of the three names.
    pub row_heading: String,
}

impl Chart for Gap {
    fn svg(&self, id: &str, width: f64) -> Option<String> {
        Some(
            self.sheet(drawable_width(width))?
                .finish(id, &self.title, &self.desc),
        )
    }

    fn table(&self) -> Table {
        let rows = [
            (&self.expected_name, self.expected, None),
            (&self.observed_name, self.observed, self.low.zip(self.high)),
            (&self.direct_name, self.direct, None),
        ];
        let row = |(name, value, interval): (&String, Option<f64>, Option<(f64, f64)>)| {
            vec![
                Cell::words(name),
                Cell::number(value, |v| number(v, self.x.decimals)),
                interval_cell(interval.map(|i| i.0), interval.map(|i| i.1), self.x.decimals),
            ]
        };
        let given = rows.into_iter().filter(|(_, value, _)| value.is_some());
        Table {
            caption: self.title.clone(),
            headers: vec![
                Header::words(&self.row_heading),
                Header::number(&self.x.label),
                Header::words(&self.interval_label),
            ],
            rows: given.map(row).collect(),
        }
    }
}
