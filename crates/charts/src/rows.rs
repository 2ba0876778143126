//! Rows of a chart: names at the left or above, words at the right, the plot between, headings over groups.

use crate::FONT;
use crate::geometry::Segment;
use crate::paint::Paint;
use crate::sheet::{Sheet, Words, base_line};
use crate::text::{BOLD, clean, fit, text_width};

/// The words of one row.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RowWords<'a> {
    /// Stands over the row where a group begins; empty for none.
    pub heading: &'a str,
    pub label: &'a str,
    /// At the right.
    pub shown: &'a str,
    /// In place of the marks.
    pub hidden: Option<&'a str>,
    pub strong: bool,
}

/// Where rows stand in a drawing.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    /// Names stand above their marks, not beside them.
    pub stacked: bool,
    /// The ends of the plot.
    pub left: f64,
    pub right: f64,
    /// Below the last row.
    pub bottom: f64,
    /// The width of the drawing.
    pub width: f64,
    names: f64,
    values: f64,
    tops: Vec<f64>,
    /// Room for words that stand below the name of their row, for they do not fit beside it; zero elsewhere.
    below: Vec<f64>,
    /// From the first row of each group to its last.
    groups: Vec<(f64, f64)>,
    height: f64,
}

/// Between a name and the words beside it.
const GAP: f64 = 12.0;

/// Height of a heading, with the space above it.
const HEADING: f64 = 2.3 * FONT;

impl Rows {
    /// Lays rows out below `head`, each `height` px high where names stand beside their marks, else 44 px.
    pub fn lay_out(rows: &[RowWords<'_>], width: f64, head: f64, height: f64) -> Self {
        Self::lay_out_wide(rows, width, head, height, 0.42)
    }

    /// The same for a plot that needs at least this share of the width.
    pub fn lay_out_wide(rows: &[RowWords<'_>], width: f64, head: f64, height: f64, least: f64) -> Self {
        let widest = |text: fn(&RowWords) -> String| {
            rows.iter()
                .map(|row| text_width(&clean(&text(row)), FONT))
                .fold(0.0, f64::max)
                * BOLD
        };
        let names = widest(|row| row.label.to_owned());
        let values = widest(|row| row.shown.to_owned()).min(0.45 * width);
        let inline = width - names - values - 26.0;
        let stacked = names > 0.34 * width || inline < least * width;
        let height = if stacked { 44.0 } else { height };
        let together = |row: &RowWords| {
            text_width(&clean(row.label), FONT) + text_width(&clean(row.shown), FONT) + GAP <= width
        };
        let below = rows.iter().map(|row| {
            let beside = !stacked || row.hidden.is_some() || together(row);
            if beside { 0.0 } else { 1.35 * FONT }
        });
        let below: Vec<f64> = below.collect();
        let mut bottom = head;
        let tops = rows.iter().zip(&below).map(|(row, below)| {
            let heading = if clean(row.heading).is_empty() {
                0.0
            } else {
                HEADING
            };
            let top = bottom + heading;
            bottom = top + height + below;
            top
        });
        let tops: Vec<f64> = tops.collect();
        let mut groups: Vec<(f64, f64)> = Vec::new();
        for (top, below) in tops.iter().zip(&below) {
            let end = top + height + below;
            match groups.last_mut() {
                Some(group) if group.1 == *top => group.1 = end,
                _ => groups.push((*top, end)),
            }
        }
        Self {
            stacked,
            left: if stacked { 4.0 } else { names + 14.0 },
            right: width
                - if values > 0.0 && !stacked {
                    values + 12.0
                } else {
                    8.0
                },
            bottom,
            width,
            names: if stacked { width - values - GAP } else { names },
            values,
            tops,
            below,
            groups,
            height,
        }
    }

    /// An upright line along the rows, not through the headings between them.
    pub fn draw_upright(&self, sheet: &mut Sheet, x: f64, paint: Paint) {
        for (top, bottom) in &self.groups {
            sheet.line(Segment::upright(x, *top, *bottom), paint, 1.0, None);
        }
    }

    /// The line that bars stand on: along the rows, or along each bar alone where names stand above.
    pub fn draw_base(&self, sheet: &mut Sheet, x: f64) {
        if !self.stacked {
            return self.draw_upright(sheet, x, Paint::Edge);
        }
        for row in 0..self.tops.len() {
            let y = self.middle(row);
            sheet.line(Segment::upright(x, y - 11.0, y + 11.0), Paint::Edge, 1.0, None);
        }
    }

    /// The height at which the marks of a row stand.
    pub fn middle(&self, row: usize) -> f64 {
        self.tops[row] + self.below[row] + if self.stacked { 30.0 } else { self.height / 2.0 }
    }

    /// Writes the words of a row; whether its marks may follow.
    pub fn write(&self, sheet: &mut Sheet, index: usize, row: &RowWords<'_>) -> bool {
        let middle = self.middle(index);
        self.write_heading(sheet, index, row.heading);
        let y = if self.stacked {
            self.tops[index] + 1.2 * FONT
        } else {
            base_line(middle)
        };
        // above its marks a row has the whole width: both stand uncut where both fit
        let (label, value) = (clean(row.label), clean(row.shown));
        let both = text_width(&label, FONT) + text_width(&value, FONT);
        let fits = |both: f64| self.stacked && both + GAP <= self.width;
        // rather whole than bold
        let whole = fits(both);
        let strong = row.strong && (fits(both * BOLD) || !whole);
        let apart = self.below[index] > 0.0;
        let names = if apart { self.width } else { self.names };
        let room = if row.strong { names / BOLD } else { names };
        let name = if whole { label } else { fit(&label, FONT, room) };
        sheet.words(Words::new(&name, 0.0, y).strong(strong).halo());
        if let Some(hidden) = row.hidden {
            let text = fit(&clean(hidden), FONT, self.width - self.left - 7.0);
            sheet.words(
                Words::new(&text, self.left + 7.0, base_line(middle))
                    .muted()
                    .halo(),
            );
            return false;
        }
        if apart {
            let shown = fit(&value, FONT, self.width / BOLD);
            sheet.words(
                Words::new(&shown, 0.0, y + self.below[index])
                    .halo()
                    .strong(strong),
            );
            return true;
        }
        let shown = if whole {
            value
        } else {
            fit(&value, FONT, self.values / BOLD)
        };
        sheet.words(Words::new(&shown, self.width, y).halo().end().strong(strong));
        true
    }

    /// A heading over a hairline, below the row before it.
    fn write_heading(&self, sheet: &mut Sheet, index: usize, heading: &str) {
        let heading = fit(&clean(heading), FONT, self.width);
        if heading.is_empty() {
            return;
        }
        let y = self.tops[index] - 4.0;
        sheet.line(Segment::level(y, 0.0, self.width), Paint::Line, 1.0, None);
        sheet.words(Words::new(&heading, 0.0, y - 0.45 * FONT).muted().halo());
    }
}
