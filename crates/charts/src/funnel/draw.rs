//! Draws a funnel: limits and centre, then points, then the names of those beyond.

use super::{Funnel, FunnelPoint, Place};
use crate::axis::Scale;
use crate::curve::{Stroke, inside};
use crate::geometry::{Area, Segment};
use crate::key::{Key, Sign};
use crate::labels::{Ground, LINE, Wanted, place};
use crate::paint::Paint;
use crate::sheet::{Sheet, Words, base_line, words_width};
use crate::spread::spread;
use crate::text::{clean, fit};
use crate::{Axis, FONT, text_width};

/// The plot inside its axes.
struct Plot {
    area: Area,
    x: Scale,
    y: Scale,
}

impl Funnel {
    pub(super) fn sheet(&self, width: f64) -> Option<Sheet> {
        let narrow = width < 480.0;
        let height = if narrow {
            380.0
        } else {
            (0.6 * width).round().min(520.0)
        };
        let points: Vec<&FunnelPoint> = self
            .points
            .iter()
            .filter(|p| self.x.holds(p.x) && self.y.holds(p.y))
            .collect();
        let key = self.key(&points, width);
        let head = key.height + 0.5 * FONT;
        let ends: Vec<String> = self
            .limits
            .iter()
            .map(|limit| fit(&clean(&limit.label), FONT, 0.3 * width))
            .collect();
        let room = ends.iter().map(|text| text_width(text, FONT)).fold(0.0, f64::max);
        let plot = self.plot(&points, (width, height + head), head, room)?;

        let mut sheet = Sheet::new(width, (height + head).ceil());
        key.draw(&mut sheet, 0.0);
        self.draw_axes(&mut sheet, &plot, width, head);
        let (curves, heights) = self.draw_limits(&mut sheet, &plot);
        write_ends(&mut sheet, &ends, &heights, &plot);
        draw_points(&mut sheet, &points, &plot);
        write_names(&mut sheet, &points, &plot, curves, narrow);
        Some(sheet)
    }

    fn key(&self, points: &[&FunnelPoint], width: f64) -> Key {
        let words = |place: Place, label| {
            if points.iter().any(|p| p.place == place) {
                label
            } else {
                ""
            }
        };
        let centre = self.centre.filter(|&c| self.y.holds(c));
        let entries = [
            (Sign::Centre, centre.map_or("", |_| self.centre_label.as_str())),
            (Sign::Small, words(Place::Within, self.within_label.as_str())),
            (Sign::Hollow, words(Place::BeyondInner, &self.beyond_inner_label)),
            (Sign::Filled, words(Place::BeyondOuter, &self.beyond_outer_label)),
        ];
        Key::new(&entries, width)
    }

    /// The scales hold all points, and the limits from the middle of the answers on; nearer to zero the limits may
    /// leave the plot.
    fn plot(
        &self,
        points: &[&FunnelPoint],
        (width, height): (f64, f64),
        head: f64,
        room: f64,
    ) -> Option<Plot> {
        let mut answers: Vec<f64> = points.iter().map(|p| p.x).collect();
        answers.sort_by(f64::total_cmp);
        let middle = *answers.get(answers.len() / 2)?;
        let samples = || {
            self.limits
                .iter()
                .flat_map(|limit| limit.low.iter().chain(&limit.high))
        };
        let wide = samples().filter(|(x, _)| *x >= middle).map(|&(_, y)| y);
        let ys = points.iter().map(|p| p.y).chain(self.centre).chain(wide);
        let (top, bottom) = (head + 2.1 * FONT, height - 3.9 * FONT);
        let y = Scale::new(&self.y, ys, bottom, top, true)?;
        let ticks = y
            .ticks
            .iter()
            .map(|(_, text)| text_width(text, FONT))
            .fold(0.0, f64::max);
        let left = ticks.min(0.3 * width) + 9.0;
        let right = width - (10.0 + room).max(24.0);
        let axis = Axis {
            // Nobody has fewer than no answers.
            limits: self
                .x
                .limits
                .or_else(|| (middle > 0.0).then_some((0.0, f64::MAX.sqrt().min(9e11)))),
            ..self.x.clone()
        };
        let x = Scale::new(
            &axis,
            answers.into_iter().chain(samples().map(|&(x, _)| x)),
            left,
            right,
            false,
        )?;
        Some(Plot {
            area: Area::new(left, top, right, bottom),
            x,
            y,
        })
    }

    fn draw_axes(&self, sheet: &mut Sheet, plot: &Plot, width: f64, head: f64) {
        let Area {
            left, right, bottom, ..
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
            sheet.tick(text, x, bottom + 4.0 + 1.15 * FONT, (0.0, width));
        }
        let x_label = fit(&clean(&self.x.label), FONT, width);
        let x = right.max(words_width(&x_label, false));
        sheet.words(Words::new(&x_label, x, bottom + 3.2 * FONT).end().muted());
        let y_label = fit(&clean(&self.y.label), FONT, width);
        sheet.words(Words::new(&y_label, 0.0, head + FONT).muted());
    }

    /// Draws limits and centre; their pieces, and the heights of the right ends of the upper limits.
    fn draw_limits(&self, sheet: &mut Sheet, plot: &Plot) -> (Vec<Segment>, Vec<Option<f64>>) {
        let (mut pieces, mut heights) = (Vec::new(), Vec::new());
        for (i, limit) in self.limits.iter().enumerate() {
            let stroke = [Stroke::Dashed, Stroke::Solid, Stroke::Dotted][i.min(2)];
            let mut end = None;
            for curve in [&limit.low, &limit.high] {
                let places: Vec<(f64, f64)> = curve
                    .iter()
                    .filter(|(x, y)| self.x.holds(*x) && self.y.holds(*y))
                    .map(|&(x, y)| {
                        (
                            plot.x.px_straight(self.x.straight(x)),
                            plot.y.px_straight(self.y.straight(y)),
                        )
                    })
                    .collect();
                end = None;
                for run in inside(&places, &plot.area) {
                    sheet.curve(&run, Paint::GreyMark, 1.2, stroke);
                    pieces.extend(
                        run.windows(2)
                            .map(|w| Segment::new(w[0].0, w[0].1, w[1].0, w[1].1)),
                    );
                    end = run.last().map(|at| at.1);
                }
            }
            heights.push(end);
        }
        let centre = self.centre.filter(|&c| self.y.holds(c)).map(|c| plot.y.px(c));
        if let Some(y) = centre {
            let line = Segment::level(y, plot.area.left, plot.area.right);
            sheet.line(line, Paint::Ink, 1.0, Some("3 3"));
            pieces.push(line);
        }
        (pieces, heights)
    }
}

/// What the limits are, at their right ends.
fn write_ends(sheet: &mut Sheet, ends: &[String], heights: &[Option<f64>], plot: &Plot) {
    let shown: Vec<(&String, f64)> = ends
        .iter()
        .zip(heights)
        .filter_map(|(text, height)| Some((text, (*height)?)))
        .filter(|(text, _)| !text.is_empty())
        .collect();
    let wanted: Vec<f64> = shown.iter().map(|(_, y)| *y).collect();
    for ((text, _), y) in shown
        .iter()
        .zip(spread(&wanted, LINE + 2.0, plot.area.top, plot.area.bottom))
    {
        sheet.words(Words::new(text, plot.area.right + 7.0, base_line(y)).muted());
    }
}

fn radius(place: Place) -> f64 {
    match place {
        Place::Within => 2.8,
        Place::BeyondInner => 5.0,
        Place::BeyondOuter => 5.5,
    }
}

fn draw_points(sheet: &mut Sheet, points: &[&FunnelPoint], plot: &Plot) {
    for beyond in [false, true] {
        for point in points.iter().filter(|p| (p.place != Place::Within) == beyond) {
            let at = (plot.x.px(point.x), plot.y.px(point.y));
            let (fill, stroke) = match point.place {
                Place::Within => (Paint::GreyMark, None),
                Place::BeyondInner => (Paint::Paper, Some(point.tone.stroke())),
                Place::BeyondOuter => (point.tone.stroke(), Some(point.tone.stroke())),
            };
            let tip = if point.tip.is_empty() {
                &point.name
            } else {
                &point.tip
            };
            sheet.circle(at, radius(point.place), Some((fill, 1.0)), stroke, tip);
        }
    }
}

fn write_names(sheet: &mut Sheet, points: &[&FunnelPoint], plot: &Plot, curves: Vec<Segment>, narrow: bool) {
    let strong = |point: &FunnelPoint| point.place == Place::BeyondOuter;
    let room = if narrow { 0.5 } else { 0.35 } * plot.area.width() / 1.13;
    let names: Vec<String> = points.iter().map(|p| fit(&clean(&p.name), FONT, room)).collect();
    let wanted: Vec<Wanted> = points
        .iter()
        .zip(&names)
        .map(|(point, name)| Wanted {
            centre: (plot.x.px(point.x), plot.y.px(point.y)),
            r: radius(point.place),
            width: words_width(name, strong(point)),
            must: point.place != Place::Within && !name.is_empty(),
            weight: f64::from(u8::from(strong(point))),
        })
        .collect();
    let mut ground = Ground {
        inside: Some(plot.area.grown(-2.0)),
        lines: curves,
        ..Ground::default()
    };
    for found in place(&wanted, true, &mut ground, narrow) {
        if let Some(leader) = found.leader {
            sheet.line(leader, Paint::Hatch, 1.0, None);
        }
        let (x, y) = found.hold();
        let words = Words::new(&names[found.index], x, y)
            .strong(strong(points[found.index]))
            .halo();
        sheet.words(Words {
            anchor: found.anchor,
            ..words
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::tests::assert_legible;
    use crate::{Chart, Limit, Tone};

    fn limit(label: &str, z: f64) -> Limit {
        let curve = |sign: f64| {
            (1..=60)
                .map(|i| 10.0 * f64::from(i))
                .map(|n| (n, 60.0 + sign * z * 24.0 / f64::sqrt(n)))
                .collect()
        };
        Limit {
            label: label.into(),
            low: curve(-1.0),
            high: curve(1.0),
        }
    }

    fn chart(name: &str, count: usize, beyond: usize) -> Funnel {
        let point = |i: usize| FunnelPoint {
            name: format!("{name}{i}"),
            x: 20.0 + ((i * 7919) % 571) as f64,
            y: 48.0 + ((i * 104_729) % 241) as f64 / 10.0,
            place: match i {
                _ if i >= beyond => Place::Within,
                _ if i.is_multiple_of(2) => Place::BeyondOuter,
                _ => Place::BeyondInner,
            },
            tone: Tone::Above,
            ..FunnelPoint::default()
        };
        Funnel {
            x: Axis::new("有效份数"),
            y: Axis::score("0–100 分"),
            centre: Some(60.0),
            centre_label: "全县平均 60.0".into(),
            limits: vec![limit("95%", 1.96), limit("99.8%", 3.09)],
            points: (0..count).map(point).collect(),
            within_label: "在界内".into(),
            beyond_inner_label: "在 95% 界外".into(),
            beyond_outer_label: "在 99.8% 界外".into(),
            ..Funnel::default()
        }
    }

    #[test]
    fn no_two_texts_overlap_with_one_point_and_with_two_hundred() {
        for name in [
            "镇",
            "Dumfries & Galloway ",
            "城关镇环境卫生和垃圾处理满意度调查办公室主任科员及其他工作人员",
        ] {
            for (count, beyond) in [(1, 1), (2, 0), (24, 5), (60, 60), (200, 12)] {
                for width in [340.0, 540.0, 780.0] {
                    assert_legible(&chart(name, count, beyond).sheet(width).unwrap(), width);
                }
            }
        }
    }

    #[test]
    fn places_that_are_all_alike_are_drawn_with_their_names_apart() {
        let mut chart = chart("镇", 12, 6);
        for point in &mut chart.points {
            (point.x, point.y) = (200.0, 60.0);
        }
        for width in [340.0, 780.0] {
            assert_legible(&chart.sheet(width).unwrap(), width);
            chart.limits.clear();
        }
    }

    #[test]
    fn only_places_beyond_the_limits_are_named() {
        let chart = chart("第", 24, 5);
        for width in [340.0, 780.0] {
            let sheet = chart.sheet(width).unwrap();
            let named = |point: &FunnelPoint| sheet.texts.iter().any(|(text, _)| *text == point.name);
            assert!(
                chart
                    .points
                    .iter()
                    .all(|p| named(p) == (p.place != Place::Within))
            );
        }
    }

    #[test]
    fn curves_stay_inside_the_plot_and_differ_without_colour() {
        let chart = chart("镇", 24, 0);
        let points: Vec<&FunnelPoint> = chart.points.iter().collect();
        let plot = chart.plot(&points, (780.0, 480.0), 0.0, 80.0).unwrap();
        let mut sheet = Sheet::new(780.0, 480.0);
        let (pieces, heights) = chart.draw_limits(&mut sheet, &plot);
        let area = plot.area.grown(0.01);
        assert!(pieces.iter().all(|s| {
            [(s.x1, s.y1), (s.x2, s.y2)]
                .iter()
                .all(|&at| area.distance(at) == 0.0)
        }));
        assert!(heights.iter().all(Option::is_some));
        let svg = sheet.finish("a", "", "");
        // Four curves: the dashed ones are many pieces, the solid ones one each.
        assert!(svg.matches("<polyline").count() > 40);
    }

    #[test]
    fn no_place_is_no_drawing_and_one_place_is_one() {
        assert!(chart("镇", 0, 0).svg("a", 540.0).is_none());
        let mut one = chart("镇", 1, 0);
        one.limits.clear();
        one.centre = None;
        assert_eq!(one.svg("a", 540.0).unwrap().matches("<circle").count(), 2);
        one.points[0].y = f64::NAN;
        assert!(one.svg("a", 540.0).is_none());
        assert_eq!(one.table().rows[0][2].shown, "–");
    }
}
