//! Draws a scatter from the ground up: bands, grid, line, intervals, points, names, notes.

use super::bands::{draw_cross, draw_line};
use super::outliers::{farthest, standing_out};
use super::plot::{Plot, draw_axes, plot};
use super::words::{reserve_corners, write_corners, write_names, write_notes, written_name};
use super::{Mark, Point, Scatter};
use crate::geometry::Segment;
use crate::labels::{Ground, Wanted, place};
use crate::paint::Paint;
use crate::sheet::{Sheet, words_width};

/// The whole drawing, or nothing when no point has a place.
pub(crate) fn sheet(chart: &Scatter, width: f64) -> Option<Sheet> {
    let narrow = width < 480.0;
    let height = if narrow {
        420.0
    } else {
        (width * 0.77).round().min(640.0)
    };
    let points: Vec<&Point> = chart.points.iter().filter(|p| chart.holds(p)).collect();
    let plot = plot(chart, &points, width, height)?;
    let mut sheet = Sheet::new(width, height);
    let mut wanted = wanted(chart, &points, &plot);
    let mut ground = Ground {
        inside: Some(plot.area.grown(-2.0)),
        ..Ground::default()
    };

    if let Some(cross) = &chart.cross {
        draw_cross(&mut sheet, cross, &plot);
    }
    draw_axes(&mut sheet, chart, &plot);
    let line = chart.line.as_ref();
    let line = line.and_then(|line| draw_line(&mut sheet, line, chart, &points, &plot));
    ground.lines.extend(line.as_ref().map(|drawn| drawn.line));
    ground
        .lines
        .extend(draw_points(&mut sheet, &points, &wanted, &plot));

    let names: Vec<String> = points.iter().map(|point| written_name(point, narrow)).collect();
    for ((want, name), point) in wanted.iter_mut().zip(&names).zip(&points) {
        want.width = words_width(name, point.emphasis);
    }
    let avoided = ground.lines.len();
    if let Some(cross) = &chart.cross {
        ground.lines.extend(reserve_corners(cross, &plot, &wanted));
    }
    let mut placed = place(&wanted, true, &mut ground, true);
    ground.lines.truncate(avoided);
    if let Some(cross) = &chart.cross {
        write_corners(&mut sheet, cross, &plot, &mut ground, &wanted);
    }
    placed.extend(place(&wanted, false, &mut ground, true));
    write_names(&mut sheet, &placed, &points, &names);
    write_notes(&mut sheet, chart, line, &plot, &mut ground, &wanted);
    Some(sheet)
}

fn wanted(chart: &Scatter, points: &[&Point], plot: &Plot) -> Vec<Wanted> {
    let weight = |p: &Point| {
        if p.weight.is_finite() {
            p.weight.max(0.0)
        } else {
            0.0
        }
    };
    let heaviest = points.iter().map(|p| weight(p)).fold(0.0, f64::max);
    let (least, most) = if plot.narrow { (3.0, 7.0) } else { (3.5, 10.0) };
    let radius = |p: &Point| {
        if heaviest > 0.0 {
            (most * (weight(p) / heaviest).sqrt()).max(least)
        } else {
            5.0
        }
    };
    let far = standing_out(chart, points);
    let farthest = farthest(&far);
    points
        .iter()
        .zip(far)
        .enumerate()
        .map(|(i, (p, far))| Wanted {
            centre: (plot.x.px(p.x), plot.y.px(p.y)),
            r: radius(p),
            width: 0.0,
            must: p.emphasis || farthest.contains(&i),
            weight: far,
        })
        .collect()
}

/// Draws intervals, then points, the greatest first; returns the intervals as drawn.
fn draw_points(sheet: &mut Sheet, points: &[&Point], places: &[Wanted], plot: &Plot) -> Vec<Segment> {
    let mut intervals = Vec::new();
    for (point, at) in points.iter().zip(places) {
        let ends = point
            .y_lo
            .zip(point.y_hi)
            .filter(|(low, high)| low.is_finite() && high.is_finite());
        let Some((low, high)) = ends else { continue };
        let (x, y) = at.centre;
        // In two pieces: a hollow point stays hollow.
        for (from, to) in [(plot.y.px(low), y + at.r), (y - at.r, plot.y.px(high))] {
            if from > to {
                let piece = Segment::upright(x, from, to);
                sheet.line(piece, point.tone.stroke(), 1.0, None);
                intervals.push(piece);
            }
        }
    }
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&a, &b| places[b].r.total_cmp(&places[a].r));
    for i in order {
        draw_point(sheet, points[i], &places[i]);
    }
    intervals
}

fn draw_point(sheet: &mut Sheet, point: &Point, at: &Wanted) {
    let (fill, stroke) = (point.tone.fill(), point.tone.stroke());
    let tip = if point.tip.is_empty() {
        &point.name
    } else {
        &point.tip
    };
    match point.mark {
        Mark::Filled => sheet.circle(at.centre, at.r, Some((fill, 1.0)), Some(stroke), tip),
        Mark::Hollow => sheet.circle(at.centre, at.r, Some((Paint::Paper, 0.85)), Some(stroke), tip),
        Mark::Half => {
            sheet.circle(at.centre, at.r, Some((Paint::Paper, 1.0)), None, "");
            let half: Vec<(f64, f64)> = (0..=16)
                .map(|i| std::f64::consts::PI * f64::from(i) / 16.0)
                .map(|turn| (at.centre.0 + at.r * turn.cos(), at.centre.1 + at.r * turn.sin()))
                .collect();
            sheet.polygon(&half, fill, 1.0);
            sheet.circle(at.centre, at.r, Some((Paint::Paper, 0.0)), Some(stroke), tip);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Area;
    use crate::{Axis, Corners, Cross, RobustLine, Tone};

    fn chart(count: usize) -> Scatter {
        let point = |i: usize| {
            let (x, y) = (
                300.0 + ((i * 7919) % 401) as f64,
                45.0 + ((i * 104_729) % 397) as f64 / 10.0,
            );
            Point {
                emphasis: i.is_multiple_of(5),
                ..Point::new(format!("第{i}镇人民政府"), x, y, (i * 1000) as f64)
            }
        };
        Scatter {
            x: Axis::new("spend").log(),
            y: Axis::score("score"),
            points: (0..count).map(point).collect(),
            line: Some(RobustLine {
                intercept: -60.0,
                slope: 20.0,
                slope_interval: Some((5.0, 31.0)),
                label: "ten per cent more spend goes with two points more".into(),
            }),
            cross: Some(Cross {
                x: 480.0,
                x_share: 0.1,
                y: 64.0,
                y_margin: 2.0,
                label: "too close to tell".into(),
                corners: Corners {
                    high_above: "高高".into(),
                    high_below: "高低".into(),
                    ..Corners::default()
                },
            }),
            ..Scatter::default()
        }
    }

    #[test]
    fn no_two_texts_overlap_and_all_lie_on_the_sheet_at_every_width_and_number_of_points() {
        for count in [1, 2, 24, 60, 200] {
            for width in [340.0, 540.0, 780.0] {
                let sheet = sheet(&chart(count), width).unwrap();
                crate::sheet::tests::assert_legible(&sheet, width);
            }
        }
    }

    #[test]
    fn every_emphasised_place_is_named_in_both_drawings() {
        let chart = chart(60);
        for width in [340.0, 780.0] {
            let sheet = sheet(&chart, width).unwrap();
            for point in chart.points.iter().filter(|p| p.emphasis) {
                let name = written_name(point, width < 480.0);
                assert!(
                    sheet.texts.iter().any(|(text, _)| *text == name),
                    "{name} at {width}"
                );
            }
        }
    }

    #[test]
    fn a_point_without_a_place_on_the_axes_is_not_drawn() {
        let mut chart = chart(3);
        chart.points[0].x = 0.0;
        chart.points[1].y = f64::NAN;
        let drawn = sheet(&chart, 780.0).unwrap();
        assert!(
            !drawn
                .texts
                .iter()
                .any(|(text, _)| text.contains("第0镇") || text.contains("第1镇"))
        );
        chart.points[2].x = f64::INFINITY;
        assert!(sheet(&chart, 780.0).is_none());
    }

    #[test]
    fn a_line_that_leaves_the_plot_is_cut_at_its_edge() {
        let mut chart = chart(24);
        chart.line = Some(RobustLine {
            intercept: -900.0,
            slope: 160.0,
            ..RobustLine::default()
        });
        let points: Vec<&Point> = chart.points.iter().collect();
        let plot = plot(&chart, &points, 780.0, 600.0).unwrap();
        let line = chart.line.as_ref().unwrap();
        let drawn = draw_line(&mut Sheet::new(780.0, 600.0), line, &chart, &points, &plot)
            .unwrap()
            .line;
        assert!(
            plot.area
                .grown(0.01)
                .contains(&Area::new(drawn.x1, drawn.y2, drawn.x2, drawn.y1))
        );
    }

    #[test]
    fn tones_never_need_red_or_green() {
        let fills = [Tone::Unclear, Tone::Above, Tone::Below, Tone::Accent].map(Tone::fill);
        assert_eq!(
            fills,
            [Paint::GreyMark, Paint::Above2, Paint::Below2, Paint::Accent]
        );
    }
}
