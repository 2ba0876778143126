//! One place beside another, service by service: what is spent at the left, how satisfied people are at the right.

mod draw;

use crate::axis::number;
use crate::table::{Cell, Header, Table};
use crate::{Axis, Chart, Tone, drawable_width};

/// Two panels that share their rows; in each a filled dot (the place) and a hollow one (what it is held against).
#[derive(Clone, Debug, Default)]
pub struct Dumbbell {
    /// The name of the drawing and of its table.
    pub title: String,
    /// What it shows, in a sentence or two, for those who cannot see it.
    pub desc: String,
    /// What the left panel measures; its label stands above it.
    pub left: Axis,
    /// What the right panel measures.
    pub right: Axis,
    /// What the filled dots are: `城关镇`.
    pub own_label: String,
    /// What the hollow dots are: `全县`.
    pub other_label: String,
    /// The rows from top to bottom.
    pub rows: Vec<DumbbellRow>,
    /// Column heading of the rows' names.
    pub row_heading: String,
}

/// One service.
#[derive(Clone, Debug, Default)]
pub struct DumbbellRow {
    /// Its name.
    pub label: String,
    /// At the left.
    pub left: Pair,
    /// At the right.
    pub right: Pair,
    /// Written bold.
    pub emphasis: bool,
}

/// Two values on one scale.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// The place's.
    pub own: Option<f64>,
    /// What it is held against.
    pub other: Option<f64>,
    /// What the difference says: the colour.
    pub tone: Tone,
    /// Stands in place of the dots: `少于 10 份,不显示`.
    pub hidden: Option<String>,
    /// Shown on pointing and read aloud; names and numbers when empty.
    pub tip: String,
}

impl Chart for Dumbbell {
    fn svg(&self, id: &str, width: f64) -> Option<String> {
        Some(
            self.sheet(drawable_width(width))?
                .finish(id, &self.title, &self.desc),
        )
    }

    fn table(&self) -> Table {
        let mut headers = vec![Header::words(&self.row_heading)];
        for axis in [&self.left, &self.right] {
            for whose in [&self.own_label, &self.other_label] {
                headers.push(Header::number(&format!("{} {whose}", axis.label)));
            }
        }
        let row = |row: &DumbbellRow| {
            let mut cells = vec![Cell::words(&row.label)];
            for (pair, axis) in [(&row.left, &self.left), (&row.right, &self.right)] {
                let shown = |v: f64| number(v, axis.decimals);
                match &pair.hidden {
                    Some(hidden) => cells.extend([Cell::words(hidden), Cell::words("–")]),
                    None => cells.extend([pair.own, pair.other].map(|value| Cell::number(value, shown))),
                }
            }
            cells
        };
        Table {
            caption: self.title.clone(),
            headers,
            rows: self.rows.iter().map(row).collect(),
        }
    }
}
