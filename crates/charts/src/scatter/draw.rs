//! Draws a scatter from the ground up: bands, grid, line, intervals, points, names, notes.

use super::{Cross, Mark, Point, RobustLine, Scatter};
use crate::axis::Scale;
use crate::geometry::{Area, Segment, clip_heights};
use crate::labels::{Ground, LINE, Placed, Wanted, name_width, nearest_free, place};
use crate::paint::Paint;
use crate::sheet::{Anchor, Sheet, Words, base_line, words_width};
use crate::text::{ASCENT, clean, fit, wrap};
use crate::{FONT, Tone, text_width};

/// The plot inside its axes.
struct Plot {
    area: Area,
    x: Scale,
    y: Scale,
    narrow: bool,
}

/// The whole drawing, or nothing when no point has a place.
pub(crate) fn sheet(chart: &Scatter, width: f64) -> Option<Sheet> {
    let narrow = width < 480.0;
    let height = if narrow { 420.0 } else { (width * 0.77).round().min(640.0) };
    let points: Vec<&Point> = chart.points.iter().filter(|p| chart.x.holds(p.x) && chart.y.holds(p.y)).collect();
    let plot = plot(chart, &points, width, height)?;
    let mut sheet = Sheet::new(width, height);
    let mut wanted = wanted(&points, &plot);
    let mut ground = Ground { inside: Some(plot.area.grown(-2.0)), ..Ground::default() };

    if let Some(cross) = &chart.cross {
        draw_cross(&mut sheet, cross, &plot);
    }
    draw_axes(&mut sheet, chart, &plot);
    if let Some(line) = &chart.line {
        ground.lines.extend(draw_line(&mut sheet, line, chart, &points, &plot));
    }
    draw_points(&mut sheet, &points, &wanted, &plot);

    if let Some(cross) = &chart.cross {
        write_corners(&mut sheet, cross, &plot, &mut ground, &wanted);
    }
    let names: Vec<String> = points.iter().map(|point| written_name(point, narrow)).collect();
    for ((want, name), point) in wanted.iter_mut().zip(&names).zip(&points) {
        want.width = name_width(name, point.emphasis);
    }
    let placed = place(&wanted, &mut ground, narrow);
    write_names(&mut sheet, &placed, &points, &names);
    write_notes(&mut sheet, chart, &points, &plot, &mut ground, &wanted);
    Some(sheet)
}

fn plot(chart: &Scatter, points: &[&Point], width: f64, height: f64) -> Option<Plot> {
    let (top, bottom) = (1.9 * FONT, height - 3.9 * FONT);
    let ys = points.iter().flat_map(|p| [Some(p.y), p.y_lo, p.y_hi]).flatten();
    let y = Scale::new(&chart.y, ys, bottom, top, true)?;
    let ticks = y.ticks.iter().map(|(_, text)| text_width(text, FONT)).fold(0.0, f64::max);
    let (left, right) = (ticks + 9.0, width - 12.0);
    let x = Scale::new(&chart.x, points.iter().map(|p| p.x), left, right, false)?;
    Some(Plot { area: Area::new(left, top, right, bottom), x, y, narrow: width < 480.0 })
}

fn wanted(points: &[&Point], plot: &Plot) -> Vec<Wanted> {
    let weight = |p: &Point| if p.weight.is_finite() { p.weight.max(0.0) } else { 0.0 };
    let heaviest = points.iter().map(|p| weight(p)).fold(0.0, f64::max);
    let (least, most) = if plot.narrow { (3.0, 7.0) } else { (3.5, 10.0) };
    let radius = |p: &Point| if heaviest > 0.0 { (most * (weight(p) / heaviest).sqrt()).max(least) } else { 5.0 };
    points
        .iter()
        .map(|p| Wanted {
            centre: (plot.x.px(p.x), plot.y.px(p.y)),
            r: radius(p),
            width: 0.0,
            must: p.emphasis,
            weight: weight(p),
        })
        .collect()
}

/// The two bands of the cross, cut to the plot.
fn bands(cross: &Cross, plot: &Plot) -> Option<Area> {
    let share = cross.x_share.abs().min(0.99);
    let places = [
        plot.x.px(cross.x * (1.0 - share)),
        plot.y.px(cross.y + cross.y_margin.abs()),
        plot.x.px(cross.x * (1.0 + share)),
        plot.y.px(cross.y - cross.y_margin.abs()),
    ];
    let all = [cross.x, share, cross.y, cross.y_margin].iter().chain(&places).all(|v| v.is_finite());
    all.then(|| Area::new(places[0], places[1], places[2], places[3]))
}

/// The corners beyond both bands, their words and their tint.
fn corners<'a>(cross: &'a Cross, plot: &Plot) -> Vec<(Area, &'a str, Paint)> {
    let Some(band) = bands(cross, plot) else { return Vec::new() };
    let all = plot.area;
    let words = &cross.corners;
    [
        (Area::new(band.right, all.top, all.right, band.top), &words.high_above, Paint::Above2),
        (Area::new(band.right, band.bottom, all.right, all.bottom), &words.high_below, Paint::Below2),
        (Area::new(all.left, all.top, band.left, band.top), &words.low_above, Paint::Above2),
        (Area::new(all.left, band.bottom, band.left, all.bottom), &words.low_below, Paint::Below2),
    ]
    .into_iter()
    .filter(|(area, words, _)| !words.is_empty() && area.width() > 0.0 && area.height() > 0.0)
    .map(|(area, words, paint)| (area, words.as_str(), paint))
    .collect()
}

fn draw_cross(sheet: &mut Sheet, cross: &Cross, plot: &Plot) {
    for (area, _, paint) in corners(cross, plot) {
        sheet.rect(area, (paint, 0.08), None, "");
    }
    if let Some(band) = bands(cross, plot) {
        let Area { left, top, right, bottom } = plot.area;
        sheet.rect(Area::new(left, band.top, right, band.bottom), (Paint::GreyMark, 0.08), None, "");
        sheet.rect(Area::new(band.left, top, band.right, bottom), (Paint::GreyMark, 0.08), None, "");
    }
}

fn draw_axes(sheet: &mut Sheet, chart: &Scatter, plot: &Plot) {
    let Area { left, top, right, bottom } = plot.area;
    for (value, text) in &plot.y.ticks {
        let y = plot.y.px(*value);
        sheet.line(Segment { x1: left, y1: y, x2: right, y2: y }, Paint::Grid, 1.0, None);
        sheet.words(Words::new(text, left - 7.0, base_line(y)).end().muted());
    }
    sheet.line(Segment { x1: left, y1: bottom, x2: right, y2: bottom }, Paint::Edge, 1.0, None);
    for (value, text) in &plot.x.ticks {
        let x = plot.x.px(*value);
        sheet.line(Segment { x1: x, y1: bottom, x2: x, y2: bottom + 4.0 }, Paint::Edge, 1.0, None);
        sheet.words(Words::new(text, x, bottom + 4.0 + 1.15 * FONT).middle().muted());
    }
    let x_label = fit(&clean(&chart.x.label), FONT, right);
    sheet.words(Words::new(&x_label, right, bottom + 3.2 * FONT).end().muted());
    let y_label = fit(&clean(&chart.y.label), FONT, right);
    sheet.words(Words::new(&y_label, 0.0, top - 0.8 * FONT).muted());
}

/// Draws wedge and line; returns the line as drawn.
fn draw_line(
    sheet: &mut Sheet,
    line: &RobustLine,
    chart: &Scatter,
    points: &[&Point],
    plot: &Plot,
) -> Option<Segment> {
    let mut xs: Vec<f64> = points.iter().map(|p| chart.x.straight(p.x)).collect();
    xs.sort_by(f64::total_cmp);
    let (first, last) = (*xs.first()?, *xs.last()?);
    let middle = (xs[(xs.len() - 1) / 2] + xs[xs.len() / 2]) / 2.0;
    let pivot = line.intercept + line.slope * middle;
    let place = |x: f64, slope: f64| {
        (plot.x.px_straight(x), plot.y.px_straight(pivot + slope * (x - middle)))
    };
    if !(pivot.is_finite() && last > first) {
        return None;
    }
    let Area { top, bottom, .. } = plot.area;
    if let Some((low, high)) = line.slope_interval {
        for end in [first, last] {
            let wedge = [place(middle, 0.0), place(end, low), place(end, high)];
            if wedge.iter().all(|(x, y)| x.is_finite() && y.is_finite()) {
                sheet.polygon(&clip_heights(&wedge, top, bottom), Paint::Above2, 0.12);
            }
        }
    }
    let ends = clip_heights(&[place(first, line.slope), place(last, line.slope)], top, bottom);
    let (a, b) = (*ends.first()?, *ends.get(1)?);
    let (a, b) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    let drawn = Segment { x1: a.0, y1: a.1, x2: b.0, y2: b.1 };
    sheet.line(drawn, Paint::Accent, 2.0, Some("7 5"));
    Some(drawn)
}

fn draw_points(sheet: &mut Sheet, points: &[&Point], places: &[Wanted], plot: &Plot) {
    for (point, at) in points.iter().zip(places) {
        if let (Some(low), Some(high)) = (point.y_lo, point.y_hi)
            && low.is_finite()
            && high.is_finite()
        {
            let (x, r) = (at.centre.0, at.r);
            for (from, to) in [(plot.y.px(low), at.centre.1 + r), (at.centre.1 - r, plot.y.px(high))] {
                if from > to {
                    sheet.line(Segment { x1: x, y1: from, x2: x, y2: to }, point.tone.stroke(), 1.0, None);
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&a, &b| places[b].r.total_cmp(&places[a].r));
    for i in order {
        draw_point(sheet, points[i], &places[i]);
    }
}

fn draw_point(sheet: &mut Sheet, point: &Point, at: &Wanted) {
    let (fill, stroke) = (point.tone.fill(), point.tone.stroke());
    let tip = if point.tip.is_empty() { &point.name } else { &point.tip };
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

fn written_name(point: &Point, narrow: bool) -> String {
    let short = clean(&point.short);
    let name = if short.is_empty() { clean(&point.name) } else { short };
    fit(&name, FONT, if narrow { 112.0 } else { 190.0 })
}

fn write_names(sheet: &mut Sheet, placed: &[Placed], points: &[&Point], names: &[String]) {
    for leader in placed.iter().filter_map(|place| place.leader) {
        sheet.line(leader, Paint::Edge, 0.8, None);
    }
    for place in placed {
        let (x, y) = place.hold();
        let words = Words::new(&names[place.index], x, y).halo().strong(points[place.index].emphasis);
        sheet.words(Words { anchor: place.anchor, ..words });
    }
}

fn write_corners(sheet: &mut Sheet, cross: &Cross, plot: &Plot, ground: &mut Ground, points: &[Wanted]) {
    for (area, words, _) in corners(cross, plot) {
        let words = clean(words);
        let width = words_width(&words, false);
        if width > area.width() - 8.0 || area.height() < LINE + 6.0 {
            continue;
        }
        let inner = Ground { inside: Some(area.grown(-4.0)), ..ground.clone() };
        let (right, low) = (area.left > plot.area.left, area.top > plot.area.top);
        let aim = (
            if right { area.right - 4.0 - width / 2.0 } else { area.left + 4.0 + width / 2.0 },
            if low { area.bottom } else { area.top },
        );
        if let Some(free) = nearest_free(width, LINE, aim, &inner, points) {
            sheet.words(Words::new(&words, free.left, free.top + ASCENT * FONT).muted());
            ground.taken.push(free);
        }
    }
}

/// What the line and the cross mean, where there is room near them.
fn write_notes(
    sheet: &mut Sheet,
    chart: &Scatter,
    points: &[&Point],
    plot: &Plot,
    ground: &mut Ground,
    places: &[Wanted],
) {
    let mut notes: Vec<(&str, (f64, f64), Paint)> = Vec::new();
    if let (Some(line), Some(drawn)) = (&chart.line, ground.lines.first()) {
        notes.push((&line.label, (drawn.x1 + 0.78 * (drawn.x2 - drawn.x1), (drawn.y1 + drawn.y2) / 2.0), Paint::Accent));
    }
    if let Some((cross, band)) = chart.cross.as_ref().and_then(|cross| Some((cross, bands(cross, plot)?))) {
        let aim = (plot.area.right - 0.12 * plot.area.width(), (band.top + band.bottom) / 2.0);
        notes.push((&cross.label, aim, Paint::Muted));
    }
    let far = if plot.narrow { 90.0 } else { 160.0 };
    for (words, aim, paint) in notes {
        let lines = wrap(&clean(words), FONT, if plot.narrow { 120.0 } else { 175.0 });
        let width = lines.iter().map(|line| words_width(line, false)).fold(0.0, f64::max);
        let height = 1.3 * FONT * lines.len() as f64;
        let Some(free) = nearest_free(width, height, aim, ground, places) else { continue };
        if lines.is_empty() || free.distance(aim) > far {
            continue;
        }
        for (i, line) in lines.iter().enumerate() {
            let y = free.top + ASCENT * FONT + 1.3 * FONT * i as f64;
            sheet.words(Words { anchor: Anchor::Start, ..Words::new(line, free.left, y).paint(paint).halo() });
        }
        ground.taken.push(free);
    }
    debug_assert_eq!(points.len(), places.len(), "one place for each point");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Axis, Corners};

    fn chart(count: usize) -> Scatter {
        let point = |i: usize| {
            let (x, y) = (300.0 + ((i * 7919) % 401) as f64, 45.0 + ((i * 104_729) % 397) as f64 / 10.0);
            Point { emphasis: i % 5 == 0, ..Point::new(format!("第{i}镇人民政府"), x, y, (i * 1000) as f64) }
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
                corners: Corners { high_above: "高高".into(), high_below: "高低".into(), ..Corners::default() },
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
                assert!(sheet.texts.iter().any(|(text, _)| *text == name), "{name} at {width}");
            }
        }
    }

    #[test]
    fn a_point_without_a_place_on_the_axes_is_not_drawn() {
        let mut chart = chart(3);
        chart.points[0].x = 0.0;
        chart.points[1].y = f64::NAN;
        let drawn = sheet(&chart, 780.0).unwrap();
        assert!(!drawn.texts.iter().any(|(text, _)| text.contains("第0镇") || text.contains("第1镇")));
        chart.points[2].x = f64::INFINITY;
        assert!(sheet(&chart, 780.0).is_none());
    }

    #[test]
    fn a_line_that_leaves_the_plot_is_cut_at_its_edge() {
        let mut chart = chart(24);
        chart.line = Some(RobustLine { intercept: -900.0, slope: 160.0, ..RobustLine::default() });
        let points: Vec<&Point> = chart.points.iter().collect();
        let plot = plot(&chart, &points, 780.0, 600.0).unwrap();
        let line = chart.line.as_ref().unwrap();
        let drawn = draw_line(&mut Sheet::new(780.0, 600.0), line, &chart, &points, &plot).unwrap();
        assert!(plot.area.grown(0.01).contains(&Area::new(drawn.x1, drawn.y2, drawn.x2, drawn.y1)));
    }

    #[test]
    fn tones_never_need_red_or_green() {
        let fills = [Tone::Unclear, Tone::Above, Tone::Below, Tone::Accent].map(Tone::fill);
        assert_eq!(fills, [Paint::GreyMark, Paint::Above2, Paint::Below2, Paint::Accent]);
    }
}
