//! Places beside each other: what their own answers say (hollow), what a model makes of it (filled), the interval.
//! Not an order: the caller decides in which order rows stand, and what their rank sets say.

mod draw;

use crate::axis::number;
use crate::scatter::interval_cell;
use crate::table::{Cell, Header, Table};
use crate::{Axis, Chart, Reference, Tone, drawable_width};

/// A dot plot of places, up to some 200 of them.
#[derive(Clone, Debug, Default)]
pub struct Dots {
    /// The name of the drawing and of its table.
    pub title: String,
    /// What it shows, in a sentence or two, for those who cannot see it.
    pub desc: String,
    /// What is measured; always linear.
    pub x: Axis,
    /// The rows from top to bottom.
    pub rows: Vec<Dot>,
    /// A line across all rows: the county's mean.
    pub reference: Option<Reference>,
    /// What the hollow dots are: `直接估计`. In the key and the table; left out of both when empty.
    pub direct_label: String,
    /// What the filled dots are: `平滑后`.
    pub smoothed_label: String,
    /// What the lines are: `90% 区间`.
    pub interval_label: String,
    /// What hatched lines are: `份数太少`. In the key where a row is hatched.
    pub hatched_label: String,
    /// Column heading of the rows' names.
    pub row_heading: String,
    /// Column heading of the groups; they are left out of the table when it is empty.
    pub group_heading: String,
    /// Column heading of the words at the right; they are left out of the table when it is empty.
    pub rank_heading: String,
}

/// One place.
#[derive(Clone, Debug, Default)]
pub struct Dot {
    /// Its group, on the first row of the group alone: `乡`. Empty elsewhere.
    pub heading: String,
    /// Its name.
    pub label: String,
    /// From its own answers: the hollow dot.
    pub direct: Option<f64>,
    /// From the model: the filled dot.
    pub smoothed: Option<f64>,
    /// Lower end of the interval of the smoothed value.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// At the right: `第 3–9 名之间`.
    pub rank: String,
    /// What it says: the colour.
    pub tone: Tone,
    /// Written bold.
    pub emphasis: bool,
    /// From few answers or none, so mostly a model's: its interval is hatched across and its dot is hollow.
    pub hatched: bool,
    /// Stands in place of the dots: `少于 10 份,不显示`.
    pub hidden: Option<String>,
    /// Shown on pointing and read aloud; name and numbers when empty.
    pub tip: String,
}

impl Chart for Dots {
    fn svg(&self, id: &str, width: f64) -> Option<String> {
        Some(
            self.sheet(drawable_width(width))?
                .finish(id, &self.title, &self.desc),
        )
    }

    fn table(&self) -> Table {
        let given = |heading: &str| !heading.is_empty();
        let [group, direct, smoothed, interval, rank] = [
            &self.group_heading,
            &self.direct_label,
            &self.smoothed_label,
            &self.interval_label,
            &self.rank_heading,
        ]
        .map(|heading| given(heading));
        let mut headers = vec![Header::words(&self.row_heading)];
        headers.extend(group.then(|| Header::words(&self.group_heading)));
        headers.extend(direct.then(|| Header::number(&self.direct_label)));
        headers.extend(smoothed.then(|| Header::number(&self.smoothed_label)));
        headers.extend(interval.then(|| Header::words(&self.interval_label)));
        headers.extend(rank.then(|| Header::words(&self.rank_heading)));
        let mut of = "";
        let row = |row: &'_ Dot, of: &str| {
            let shown = |v: f64| number(v, self.x.decimals);
            let open = |value: Option<f64>| value.filter(|_| row.hidden.is_none());
            let mut cells = vec![Cell::words(&row.label)];
            cells.extend(group.then(|| Cell::words(of)));
            cells.extend(direct.then(|| Cell::number(open(row.direct), shown)));
            cells.extend(smoothed.then(|| Cell::number(open(row.smoothed), shown)));
            cells.extend(interval.then(|| interval_cell(open(row.low), open(row.high), self.x.decimals)));
            cells.extend(rank.then(|| Cell::words(&row.rank)));
            // The reason stands where the first number would.
            if let (Some(hidden), Some(cell)) = (&row.hidden, cells.get_mut(1 + usize::from(group))) {
                *cell = Cell::words(hidden);
            }
            cells
        };
        let rows = self.rows.iter().map(|dot| {
            if given(&dot.heading) {
                of = &dot.heading;
            }
            row(dot, of)
        });
        Table {
            caption: self.title.clone(),
            rows: rows.collect(),
            headers,
        }
    }
}
