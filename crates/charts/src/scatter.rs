//! Scatter of named places: spending along, satisfaction up, the population as area, the doubt drawn with it.
//! Named are the emphasised points and the few farthest from all others, then those that stand out most, as far as no
//! name touches another; every point has its name on pointing and in the table.

mod bands;
mod draw;
mod outliers;
mod plot;
mod words;

use crate::axis::number;
use crate::table::{Cell, Header, Table};
use crate::{Axis, Chart, Tone, drawable_width};

/// A scatter of named points.
#[derive(Clone, Debug, Default)]
pub struct Scatter {
    /// The name of the drawing and of its table.
    pub title: String,
    /// What it shows, in a sentence or two, for those who cannot see it.
    pub desc: String,
    /// Along: linear or logarithmic.
    pub x: Axis,
    /// Up: [`Axis::score`] for scores.
    pub y: Axis,
    /// The places. One that has no place on an axis (not finite, or not above 0 on a log axis) is in the table
    /// only.
    pub points: Vec<Point>,
    /// The robust line, where one may be drawn.
    pub line: Option<RobustLine>,
    /// The medians with what is too close to them to tell.
    pub cross: Option<Cross>,
    /// Column heading of the names.
    pub name_heading: String,
    /// Column heading of the intervals; they are left out when it is empty.
    pub interval_heading: String,
    /// Column heading of the weights; they are left out when it is empty.
    pub weight_heading: String,
}

/// One place.
#[derive(Clone, Debug, Default)]
pub struct Point {
    /// Its full name, for the table.
    pub name: String,
    /// The name written beside it, where shorter; the full name when empty.
    pub short: String,
    /// Along.
    pub x: f64,
    /// Up.
    pub y: f64,
    /// Lower end of the interval of `y`.
    pub y_lo: Option<f64>,
    /// Upper end of the interval of `y`.
    pub y_hi: Option<f64>,
    /// Its area: the population.
    pub weight: f64,
    /// Written bold, and named whatever stands around it.
    pub emphasis: bool,
    /// How sure it is.
    pub mark: Mark,
    /// What it says: the colour.
    pub tone: Tone,
    /// Name and numbers, shown on pointing and read aloud.
    pub tip: String,
}

/// How sure a point is, told by its filling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Undetermined.
    #[default]
    Hollow,
    /// Probable: .80 to .95.
    Half,
    /// Strong: .95 and above.
    Filled,
}

/// `y = intercept + slope × x`, on a log axis `intercept + slope × ln x`: straight in the drawing.
#[derive(Clone, Debug, Default)]
pub struct RobustLine {
    /// Height at x = 0, or at ln x = 0.
    pub intercept: f64,
    /// Rise for one unit of x, or of ln x.
    pub slope: f64,
    /// Interval of the slope, drawn as a wedge that turns about the median point.
    pub slope_interval: Option<(f64, f64)>,
    /// Written near the line; empty for none. Left out of drawings without room.
    pub label: String,
}

/// The medians, and the band around each within which nothing can be told.
#[derive(Clone, Debug, Default)]
pub struct Cross {
    /// Median of x.
    pub x: f64,
    /// Half-width of the band as a share of `x`: 0.10.
    pub x_share: f64,
    /// Median, or what is expected, of y.
    pub y: f64,
    /// Half-height of the band in units of y: 2 points.
    pub y_margin: f64,
    /// Written near the crossing; empty for none. Left out of drawings without room.
    pub label: String,
    /// The corners beyond both bands.
    pub corners: Corners,
}

/// Words in the corners. A corner with words is tinted: blue above, orange below.
#[derive(Clone, Debug, Default)]
pub struct Corners {
    /// High x, high y.
    pub high_above: String,
    /// High x, low y.
    pub high_below: String,
    /// Low x, high y.
    pub low_above: String,
    /// Low x, low y.
    pub low_below: String,
}

impl Point {
    /// A hollow grey point without interval and tip.
    pub fn new(name: impl Into<String>, x: f64, y: f64, weight: f64) -> Self {
        Self {
            name: name.into(),
            x,
            y,
            weight,
            ..Self::default()
        }
    }
}

impl Scatter {
    /// Points that have no place on one of the axes: they are in the table only.
    pub fn not_drawn(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(|point| !self.holds(point))
    }

    pub(crate) fn holds(&self, point: &Point) -> bool {
        self.x.holds(point.x) && self.y.holds(point.y)
    }
}

impl Chart for Scatter {
    fn svg(&self, id: &str, width: f64) -> Option<String> {
        Some(draw::sheet(self, drawable_width(width))?.finish(id, &self.title, &self.desc))
    }

    fn table(&self) -> Table {
        let (interval, weight) = (!self.interval_heading.is_empty(), !self.weight_heading.is_empty());
        let mut headers = vec![
            Header::words(&self.name_heading),
            Header::number(&self.x.label),
            Header::number(&self.y.label),
        ];
        headers.extend(interval.then(|| Header::words(&self.interval_heading)));
        headers.extend(weight.then(|| Header::number(&self.weight_heading)));
        let row = |point: &Point| {
            let mut cells = vec![
                Cell::words(&point.name),
                Cell::number(Some(point.x), |v| number(v, self.x.decimals)),
                Cell::number(Some(point.y), |v| number(v, self.y.decimals)),
            ];
            cells.extend(interval.then(|| interval_cell(point.y_lo, point.y_hi, self.y.decimals)));
            cells.extend(weight.then(|| Cell::number(Some(point.weight), |v| number(v, 0))));
            cells
        };
        Table {
            caption: self.title.clone(),
            headers,
            rows: self.points.iter().map(row).collect(),
        }
    }
}

/// An interval as a cell.
pub(crate) fn interval_cell(low: Option<f64>, high: Option<f64>, decimals: usize) -> Cell {
    Cell::range(
        interval_text(low, high, decimals),
        low.zip(high).map(|(low, high)| [low, high]),
    )
}

/// An interval as it is printed: `68.9–73.8`.
pub(crate) fn interval_text(low: Option<f64>, high: Option<f64>, decimals: usize) -> String {
    match (low, high) {
        (Some(low), Some(high)) if low.is_finite() && high.is_finite() => {
            format!("{}–{}", number(low, decimals), number(high, decimals))
        }
        _ => "–".to_owned(),
    }
}
