//! What lies under the points of a scatter: the cross of what cannot be told, tinted corners, the robust line.

use super::plot::Plot;
use super::{Cross, Point, RobustLine, Scatter};
use crate::geometry::{Area, Segment, clip_heights};
use crate::paint::Paint;
use crate::sheet::Sheet;

/// The two bands of the cross, cut to the plot.
pub(super) fn bands(cross: &Cross, plot: &Plot) -> Option<Area> {
    let share = cross.x_share.abs().min(0.99);
    let places = [
        plot.x.px(cross.x * (1.0 - share)),
        plot.y.px(cross.y + cross.y_margin.abs()),
        plot.x.px(cross.x * (1.0 + share)),
        plot.y.px(cross.y - cross.y_margin.abs()),
    ];
    let all = [cross.x, share, cross.y, cross.y_margin]
        .iter()
        .chain(&places)
        .all(|v| v.is_finite());
    all.then(|| Area::new(places[0], places[1], places[2], places[3]))
}

/// The corners beyond both bands, their words and their tint.
pub(super) fn corners<'a>(cross: &'a Cross, plot: &Plot) -> Vec<(Area, &'a str, Paint)> {
    let Some(band) = bands(cross, plot) else {
        return Vec::new();
    };
    let all = plot.area;
    let words = &cross.corners;
    [
        (
            Area::new(band.right, all.top, all.right, band.top),
            &words.high_above,
            Paint::Above2,
        ),
        (
            Area::new(band.right, band.bottom, all.right, all.bottom),
            &words.high_below,
            Paint::Below2,
        ),
        (
            Area::new(all.left, all.top, band.left, band.top),
            &words.low_above,
            Paint::Above2,
        ),
        (
            Area::new(all.left, band.bottom, band.left, all.bottom),
            &words.low_below,
            Paint::Below2,
        ),
    ]
    .into_iter()
    .filter(|(area, words, _)| !words.is_empty() && area.width() > 0.0 && area.height() > 0.0)
    .map(|(area, words, paint)| (area, words.as_str(), paint))
    .collect()
}

pub(super) fn draw_cross(sheet: &mut Sheet, cross: &Cross, plot: &Plot) {
    for (area, _, paint) in corners(cross, plot) {
        sheet.rect(area, (paint, 0.08), None, "");
    }
    if let Some(band) = bands(cross, plot) {
        let Area {
            left,
            top,
            right,
            bottom,
        } = plot.area;
        sheet.rect(
            Area::new(left, band.top, right, band.bottom),
            (Paint::GreyMark, 0.08),
            None,
            "",
        );
        sheet.rect(
            Area::new(band.left, top, band.right, bottom),
            (Paint::GreyMark, 0.08),
            None,
            "",
        );
    }
}

/// The robust line as drawn.
pub(super) struct DrawnLine {
    pub line: Segment,
    /// The edges of its wedge: notes stand on one side of them.
    pub edges: Vec<Segment>,
}

/// Draws wedge and line.
pub(super) fn draw_line(
    sheet: &mut Sheet,
    line: &RobustLine,
    chart: &Scatter,
    points: &[&Point],
    plot: &Plot,
) -> Option<DrawnLine> {
    let mut xs: Vec<f64> = points.iter().map(|p| chart.x.straight(p.x)).collect();
    xs.sort_by(f64::total_cmp);
    let (first, last) = (*xs.first()?, *xs.last()?);
    let middle = (xs[(xs.len() - 1) / 2] + xs[xs.len() / 2]) / 2.0;
    let pivot = line.intercept + line.slope * middle;
    let place = |x: f64, slope: f64| {
        (
            plot.x.px_straight(x),
            plot.y.px_straight(pivot + slope * (x - middle)),
        )
    };
    if !(pivot.is_finite() && last > first) {
        return None;
    }
    let Area { top, bottom, .. } = plot.area;
    let mut edges = Vec::new();
    if let Some((low, high)) = line.slope_interval {
        for end in [first, last] {
            let wedge = [place(middle, 0.0), place(end, low), place(end, high)];
            if wedge.iter().all(|(x, y)| x.is_finite() && y.is_finite()) {
                let cut = clip_heights(&wedge, top, bottom);
                let turned = cut.iter().cycle().skip(1);
                edges.extend(
                    cut.iter()
                        .zip(turned)
                        .map(|(a, b)| Segment::new(a.0, a.1, b.0, b.1)),
                );
                sheet.polygon(&cut, Paint::Above2, 0.12);
            }
        }
    }
    let ends = clip_heights(&[place(first, line.slope), place(last, line.slope)], top, bottom);
    let a = *ends.iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
    let b = *ends.iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
    let drawn = Segment::new(a.0, a.1, b.0, b.1);
    sheet.line(drawn, Paint::Accent, 2.0, Some("7 5"));
    Some(DrawnLine { line: drawn, edges })
}
