//! Numbers over years: a few series, each named at its end.

mod draw;

use crate::axis::number;
use crate::table::{Cell, Header, Table};
use crate::{Axis, Chart, Stroke, Tone, drawable_width};

/// A small time series.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// The name of the drawing and of its table.
    pub title: String,
    /// What it shows, in a sentence or two, for those who cannot see it.
    pub desc: String,
    /// What is measured.
    pub y: Axis,
    /// The axis starts at zero.
    pub from_zero: bool,
    /// The series, the most important first.
    pub series: Vec<Series>,
    /// Column heading of the years.
    pub year_heading: String,
    /// A value holds for its whole year: the line goes in steps.
    pub steps: bool,
    /// The years that a page speaks of, on a grey ground.
    pub window: Option<Window>,
}

/// A span of years.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// The first year.
    pub from: i32,
    /// The last year.
    pub to: i32,
    /// What it is, below the drawing: `这三年算进本次判断`.
    pub label: String,
}

/// One series.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// Its name, written at its end.
    pub name: String,
    /// Year and value; a year without a value breaks the line.
    pub points: Vec<(i32, Option<f64>)>,
    /// Its colour.
    pub tone: Tone,
    /// Drawn thick and written bold.
    pub emphasis: bool,
    /// Solid, dashed or dotted, to be told apart without colour.
    pub stroke: Stroke,
}

impl Series {
    /// A grey series; `.tone` and `.emphasis` are fields.
    pub fn new(name: impl Into<String>, points: impl IntoIterator<Item = (i32, f64)>) -> Self {
        let points = points
            .into_iter()
            .map(|(year, value)| (year, Some(value)))
            .collect();
        Self {
            name: name.into(),
            points,
            ..Self::default()
        }
    }
}

impl Chart for Lines {
    fn svg(&self, id: &str, width: f64) -> Option<String> {
        Some(
            self.sheet(drawable_width(width))?
                .finish(id, &self.title, &self.desc),
        )
    }

    fn table(&self) -> Table {
        let mut headers = vec![Header::words(&self.year_heading)];
        headers.extend(self.series.iter().map(|series| Header::number(&series.name)));
        let row = |year: i32| {
            let mut cells = vec![Cell::words(&year.to_string())];
            cells.extend(self.series.iter().map(|series| {
                let value = series
                    .points
                    .iter()
                    .find(|point| point.0 == year)
                    .and_then(|point| point.1);
                Cell::number(value, |v| number(v, self.y.decimals))
            }));
            cells
        };
        Table {
            caption: self.title.clone(),
            headers,
            rows: self.years().into_iter().map(row).collect(),
        }
    }
}

impl Lines {
    /// All years of all series, in order.
    fn years(&self) -> Vec<i32> {
        let mut years: Vec<i32> = self
            .series
            .iter()
            .flat_map(|s| s.points.iter().map(|p| p.0))
            .collect();
        years.sort_unstable();
        years.dedup();
        years
    }
}
