//! The plot of a scatter: where its axes stand, their grid and their words.

use super::{Point, Scatter};
use crate::axis::Scale;
use crate::geometry::{Area, Segment};
use crate::paint::Paint;
use crate::sheet::{Sheet, Words, base_line};
use crate::text::{clean, fit};
use crate::{FONT, text_width};

/// The plot inside its axes.
pub(super) struct Plot {
    pub area: Area,
    pub x: Scale,
    pub y: Scale,
    pub narrow: bool,
}

pub(super) fn plot(chart: &Scatter, points: &[&Point], width: f64, height: f64) -> Option<Plot> {
    let (top, bottom) = (1.9 * FONT, height - 3.9 * FONT);
    let ys = points.iter().flat_map(|p| [Some(p.y), p.y_lo, p.y_hi]).flatten();
    let y = Scale::new(&chart.y, ys, bottom, top, true)?;
    let ticks = y
        .ticks
        .iter()
        .map(|(_, text)| text_width(text, FONT))
        .fold(0.0, f64::max);
    let (left, right) = (ticks.min(0.4 * width) + 9.0, width - 12.0);
    let x = Scale::new(&chart.x, points.iter().map(|p| p.x), left, right, false)?;
    Some(Plot {
        area: Area::new(left, top, right, bottom),
        x,
        y,
        narrow: width < 480.0,
    })
}

pub(super) fn draw_axes(sheet: &mut Sheet, chart: &Scatter, plot: &Plot) {
    let Area {
        left,
        top,
        right,
        bottom,
    } = plot.area;
    for (value, text) in &plot.y.ticks {
        let y = plot.y.px(*value);
        sheet.line(Segment::level(y, left, right), Paint::Grid, 1.0, None);
        sheet.words(Words::new(text, left - 7.0, base_line(y)).end().muted());
    }
    sheet.line(Segment::level(bottom, left, right), Paint::Edge, 1.0, None);
    for (value, text) in &plot.x.ticks {
        let x = plot.x.px(*value);
        sheet.line(Segment::upright(x, bottom, bottom + 4.0), Paint::Edge, 1.0, None);
        sheet.words(Words::new(text, x, bottom + 4.0 + 1.15 * FONT).middle().muted());
    }
    let x_label = fit(&clean(&chart.x.label), FONT, right);
    sheet.words(Words::new(&x_label, right, bottom + 3.2 * FONT).end().muted());
    let y_label = fit(&clean(&chart.y.label), FONT, right);
    sheet.words(Words::new(&y_label, 0.0, top - 0.8 * FONT).muted());
}
