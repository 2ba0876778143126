//! Scores by number of answers, inside limits that widen where answers are few: what chance alone would spread.

mod draw;

use crate::axis::number;
use crate::table::{Cell, Header, Table};
use crate::{Axis, Chart, Tone, drawable_width};

/// A funnel plot (Spiegelhalter 2005): the caller gives the limits as sampled curves.
#[derive(Clone, Debug, Default)]
pub struct Funnel {
    /// The name of the drawing and of its table.
    pub title: String,
    /// What it shows, in a sentence or two, for those who cannot see it.
    pub desc: String,
    /// The effective number of answers.
    pub x: Axis,
    /// The score.
    pub y: Axis,
    /// The level line in the middle.
    pub centre: Option<f64>,
    /// Its words, in the key: `全县平均 60.0`.
    pub centre_label: String,
    /// The limits, the inner ones first.
    pub limits: Vec<Limit>,
    /// The places.
    pub points: Vec<FunnelPoint>,
    /// What places within all limits are called, in the key and the table.
    pub within_label: String,
    /// What places beyond the inner limits are called.
    pub beyond_inner_label: String,
    /// What places beyond the outer limits are called.
    pub beyond_outer_label: String,
    /// Column heading of the places' names.
    pub name_heading: String,
    /// Column heading of where they lie.
    pub place_heading: String,
}

/// One pair of limits; points are (number of answers, score), in order of answers.
#[derive(Clone, Debug, Default)]
pub struct Limit {
    /// At the right end of the upper curve: `95%`.
    pub label: String,
    /// The lower curve.
    pub low: Vec<(f64, f64)>,
    /// The upper curve.
    pub high: Vec<(f64, f64)>,
}

/// One place.
#[derive(Clone, Debug, Default)]
pub struct FunnelPoint {
    /// Its name, written when it lies beyond a limit.
    pub name: String,
    /// Effective number of answers.
    pub x: f64,
    /// Score.
    pub y: f64,
    /// Where it lies.
    pub place: Place,
    /// Its colour where it lies beyond a limit.
    pub tone: Tone,
    /// Shown on pointing and read aloud; the name when empty.
    pub tip: String,
}

/// Where a point of a funnel lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Within all limits: a small grey dot without a name.
    #[default]
    Within,
    /// Beyond the inner limits: a ring.
    BeyondInner,
    /// Beyond the outer limits: a filled dot.
    BeyondOuter,
}

impl Chart for Funnel {
    fn svg(&self, id: &str, width: f64) -> Option<String> {
        Some(
            self.sheet(drawable_width(width))?
                .finish(id, &self.title, &self.desc),
        )
    }

    fn table(&self) -> Table {
        let row = |point: &FunnelPoint| {
            vec![
                Cell::words(&point.name),
                Cell::number(Some(point.x), |v| number(v, self.x.decimals)),
                Cell::number(Some(point.y), |v| number(v, self.y.decimals)),
                Cell::words(match point.place {
                    Place::Within => &self.within_label,
                    Place::BeyondInner => &self.beyond_inner_label,
                    Place::BeyondOuter => &self.beyond_outer_label,
                }),
            ]
        };
        Table {
            caption: self.title.clone(),
            headers: vec![
                Header::words(&self.name_heading),
                Header::number(&self.x.label),
                Header::number(&self.y.label),
                Header::words(&self.place_heading),
            ],
            rows: self.points.iter().map(row).collect(),
        }
    }
}
