//! Charts as SVG text for server-rendered pages, drawn on the canvas of charts-rs.
//! Models in, strings out: no files, no clock, no script; colours are the page's own custom properties.
//!
//! | kind | shows |
//! |---|---|
//! | [`Bars`] | amounts or scores by row, with intervals, in groups |
//! | [`Diverging`] | answers from worst to best |
//! | [`Scatter`] | two numbers of many places, with what cannot be told apart |
//! | [`Lines`] | numbers over years |
//! | [`Dots`] | many places: own answers, smoothed value, interval, rank set |
//! | [`Gap`] | one place against what is expected of it |
//! | [`Slope`] | two waves: rose, fell, cannot be told |
//! | [`Funnel`] | scores by number of answers, inside limits of chance |
//! | [`Dumbbell`] | a place beside its county, spending and satisfaction |
//! | [`Strip`] | rank sets under several ways of scoring |
//!
//! Every chart comes twice, wide and narrow, for the page's container query to choose from, and has a
//! [`Table`] twin. All words are the caller's; they are escaped here and never trusted.
//!
//! ```
//! use charts::{Axis, Bar, Bars, Chart};
//!
//! let chart = Bars {
//!     title: "Spending on roads per resident".into(),
//!     x: Axis::new("yuan per resident"),
//!     rows: vec![Bar::new("城关镇", 412.0, "412"), Bar::new("河口镇", 388.0, "388")],
//!     ..Bars::default()
//! };
//! let drawn = chart.draw("roads").expect("it has two rows");
//! assert!(drawn.wide.starts_with("<svg") && drawn.narrow.contains("城关镇"));
//! ```

mod axis;
mod bars;
mod curve;
mod diverging;
mod dots;
mod dumbbell;
mod funnel;
mod gap;
mod geometry;
mod key;
mod labels;
mod lines;
mod paint;
mod ramp;
mod rows;
mod scatter;
mod sheet;
mod slope;
mod spread;
mod strip;
mod table;
mod text;

pub use axis::{Axis, number};
pub use bars::{Bar, Bars, Reference};
pub use curve::Stroke;
pub use diverging::{Diverging, DivergingRow};
pub use dots::{Dot, Dots};
pub use dumbbell::{Dumbbell, DumbbellRow, Pair};
pub use funnel::{Funnel, FunnelPoint, Limit, Place};
pub use gap::Gap;
pub use lines::{Lines, Series, Window};
pub use paint::Tone;
pub use ramp::{on_ramp, ramp};
pub use scatter::{Corners, Cross, Mark, Point, RobustLine, Scatter};
pub use slope::{Change, Slope, SlopeRow};
pub use strip::{Strip, StripRow};
pub use table::{Cell, Header, Table, Written};
pub use text::text_width;

/// The width in px that [`Chart::draw`] gives the wide drawing.
pub const WIDE: f64 = 780.0;
/// The width in px of every narrow drawing: a phone of 360 px less its margins.
pub const NARROW: f64 = 340.0;
/// The size in px of every text in a drawing.
pub const FONT: f64 = 12.5;

/// The two drawings of one chart, each a complete `<svg>` element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawings {
    /// For containers from 30 rem up.
    pub wide: String,
    /// For anything below.
    pub narrow: String,
}

/// What every chart can do.
pub trait Chart {
    /// One drawing `width` px wide (340 to 1600), or `None` when there is nothing to draw. `id` is the prefix of the ids
    /// of its `<title>` (`{id}-t`) and `<desc>` (`{id}-d`); anything but letters, digits, `-` and `_` is
    /// dropped from it.
    fn svg(&self, id: &str, width: f64) -> Option<String>;

    /// The same numbers as a table, for the `details` below the chart.
    fn table(&self) -> Table;

    /// Both drawings, the wide one 780 px wide, or `None` when there is nothing to draw. Ids start with
    /// `{id}-w` and `{id}-n`.
    fn draw(&self, id: &str) -> Option<Drawings> {
        self.draw_at(id, WIDE)
    }

    /// Both drawings with a wide one of `width` px: about 540 for a chart in half a page.
    fn draw_at(&self, id: &str, width: f64) -> Option<Drawings> {
        Some(Drawings {
            wide: self.svg(&format!("{id}-w"), width)?,
            narrow: self.svg(&format!("{id}-n"), NARROW)?,
        })
    }
}

/// The width that is drawn for one that was asked for.
fn drawable_width(width: f64) -> f64 {
    if width.is_finite() {
        width.clamp(NARROW, 1600.0)
    } else {
        WIDE
    }
}
