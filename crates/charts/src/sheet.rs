//! One drawing in the making: shapes go to the canvas of charts-rs by token, words are remembered with their
//! places. What is not finite is not drawn.

use crate::FONT;
use crate::curve::Stroke;
use crate::geometry::{Area, Segment};
use crate::paint::{Paint, with_tokens};
use crate::text::{ASCENT, BOLD, DESCENT, clean, text_width};
use charts_rs::{Canvas, Circle, Line, Polygon, Polyline, Rect, Text};

/// Where a text is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A text to draw: where its base line is held, and how it looks.
#[derive(Clone, Debug)]
pub(crate) struct Words<'a> {
    pub text: &'a str,
    pub x: f64,
    pub y: f64,
    pub anchor: Anchor,
    pub paint: Paint,
    pub strong: bool,
    pub halo: bool,
}

impl<'a> Words<'a> {
    pub fn new(text: &'a str, x: f64, y: f64) -> Self {
        Self {
            text,
            x,
            y,
            anchor: Anchor::Start,
            paint: Paint::Ink,
            strong: false,
            halo: false,
        }
    }

    pub fn middle(self) -> Self {
        Self {
            anchor: Anchor::Middle,
            ..self
        }
    }

    pub fn end(self) -> Self {
        Self {
            anchor: Anchor::End,
            ..self
        }
    }

    pub fn muted(self) -> Self {
        Self {
            paint: Paint::Muted,
            ..self
        }
    }

    pub fn paint(self, paint: Paint) -> Self {
        Self { paint, ..self }
    }

    pub fn strong(self, strong: bool) -> Self {
        Self { strong, ..self }
    }

    pub fn halo(self) -> Self {
        Self { halo: true, ..self }
    }

    fn area(&self) -> Area {
        let width = words_width(self.text, self.strong);
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - width / 2.0,
            Anchor::End => self.x - width,
        };
        Area::new(
            left,
            self.y - ASCENT * FONT,
            left + width,
            self.y + DESCENT * FONT,
        )
    }
}

/// The width of a drawn text.
pub(crate) fn words_width(text: &str, strong: bool) -> f64 {
    text_width(text, FONT) * if strong { BOLD } else { 1.0 }
}

/// The base line of a text whose middle is at `y`.
pub(crate) fn base_line(y: f64) -> f64 {
    y + 0.36 * FONT
}

pub(crate) struct Sheet {
    canvas: Canvas,
    /// Every text drawn and its box, for layout and its tests.
    pub texts: Vec<(String, Area)>,
}

impl Sheet {
    pub fn new(width: f64, height: f64) -> Self {
        Self {
            canvas: Canvas::new(width as f32, height as f32),
            texts: Vec::new(),
        }
    }

    pub fn line(&mut self, segment: Segment, paint: Paint, width: f64, dashes: Option<&str>) {
        let Segment { x1, y1, x2, y2 } = segment;
        if finite(&[x1, y1, x2, y2]) {
            self.canvas.line(Line {
                color: Some(paint.color(1.0)),
                stroke_width: width as f32,
                left: x1 as f32,
                top: y1 as f32,
                right: x2 as f32,
                bottom: y2 as f32,
                stroke_dash_array: dashes.map(str::to_owned),
            });
        }
    }

    pub fn rect(&mut self, area: Area, fill: (Paint, f64), stroke: Option<Paint>, tip: &str) {
        if finite(&[area.left, area.top, area.right, area.bottom])
            && area.width() >= 0.0
            && area.height() >= 0.0
        {
            self.canvas.rect(Rect {
                color: stroke.map(|paint| paint.color(1.0)),
                fill: Some(fill.0.color(fill.1).into()),
                left: area.left as f32,
                top: area.top as f32,
                width: area.width() as f32,
                height: area.height() as f32,
                title: title(tip),
                ..Rect::default()
            });
        }
    }

    pub fn circle(
        &mut self,
        centre: (f64, f64),
        r: f64,
        fill: Option<(Paint, f64)>,
        stroke: Option<Paint>,
        tip: &str,
    ) {
        if finite(&[centre.0, centre.1, r]) {
            self.canvas.circle(Circle {
                stroke_color: stroke.map(|paint| paint.color(1.0)),
                fill: fill.map(|(paint, opacity)| paint.color(opacity)),
                stroke_width: 1.5,
                cx: centre.0 as f32,
                cy: centre.1 as f32,
                r: r as f32,
                title: title(tip),
                ..Circle::default()
            });
        }
    }

    pub fn polygon(&mut self, points: &[(f64, f64)], fill: Paint, opacity: f64) {
        if points.len() > 2 && points.iter().all(|&(x, y)| finite(&[x, y])) {
            self.canvas.polygon(Polygon {
                fill: Some(fill.color(opacity)),
                points: points.iter().map(|&(x, y)| (x as f32, y as f32).into()).collect(),
                ..Polygon::default()
            });
        }
    }

    pub fn polyline(&mut self, points: &[(f64, f64)], paint: Paint, width: f64) {
        if points.len() > 1 && points.iter().all(|&(x, y)| finite(&[x, y])) {
            self.canvas.polyline(Polyline {
                color: Some(paint.color(1.0)),
                stroke_width: width as f32,
                points: points.iter().map(|&(x, y)| (x as f32, y as f32).into()).collect(),
            });
        }
    }

    /// A curve in this stroke.
    pub fn curve(&mut self, points: &[(f64, f64)], paint: Paint, width: f64, stroke: Stroke) {
        for piece in stroke.pieces(points) {
            self.polyline(&piece, paint, width);
        }
    }

    /// Draws a text; it must be [`clean`] already, so that what was measured is what is drawn.
    pub fn words(&mut self, words: Words<'_>) {
        if words.text.is_empty() || !finite(&[words.x, words.y]) {
            return;
        }
        let mut classes = Vec::new();
        for (class, used) in [
            ("halo", words.halo),
            ("svg-strong", words.strong),
            ("svg-muted", words.paint == Paint::Muted),
        ] {
            classes.extend(used.then_some(class));
        }
        self.texts.push((words.text.to_owned(), words.area()));
        self.canvas.text(Text {
            text: words.text.to_owned(),
            font_size: Some(FONT as f32),
            font_color: Some(words.paint.color(1.0)),
            x: Some(words.x as f32),
            y: Some(words.y as f32),
            text_anchor: match words.anchor {
                Anchor::Start => None,
                Anchor::Middle => Some("middle".into()),
                Anchor::End => Some("end".into()),
            },
            class: (!classes.is_empty()).then(|| classes.join(" ")),
            ..Text::default()
        });
    }

    /// The words of a tick at `x`, held between two ends; left out where that takes them too far from their tick.
    pub fn tick(&mut self, text: &str, x: f64, y: f64, (from, to): (f64, f64)) {
        let half = words_width(text, false) / 2.0;
        let middle = x.min(to - half).max(from + half);
        // Ticks are chosen so that their words stand 1.6 em apart.
        if (middle - x).abs() <= 0.8 * FONT {
            self.words(Words::new(text, middle, y).middle().muted());
        }
    }

    /// The drawing as one `<svg>` element that names and describes itself and takes its size from the page.
    pub fn finish(self, id: &str, title: &str, desc: &str) -> String {
        let svg = self
            .canvas
            .svg()
            .expect("the canvas fails only at axes, and none is drawn");
        let drawn = with_tokens(&svg);
        let body = drawn.split_once('>').map_or("", |(_, body)| body);
        let id: String = id
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
            .collect();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" \
             aria-labelledby=\"{id}-t {id}-d\">\n<title id=\"{id}-t\">{}</title>\n<desc id=\"{id}-d\">{}</desc>{body}",
            self.canvas.width.round(),
            self.canvas.height.round(),
            escaped(&clean(title)),
            escaped(&clean(desc)),
        )
    }
}

fn title(tip: &str) -> Option<String> {
    let tip = clean(tip);
    (!tip.is_empty()).then_some(tip)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn finite(values: &[f64]) -> bool {
    values.iter().all(|v| v.is_finite() && v.abs() < 1e6)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// No two texts overlap and none leaves the sheet.
    pub(crate) fn assert_legible(sheet: &Sheet, width: f64) {
        let all = Area::new(-0.5, 0.0, width + 0.5, f64::from(sheet.canvas.height));
        for (i, (text, area)) in sheet.texts.iter().enumerate() {
            assert!(
                all.contains(area),
                "{text:?} leaves the sheet of {width}: {area:?}"
            );
            for (other, beside) in &sheet.texts[i + 1..] {
                // A hundredth of a px of rounding is not an overlap.
                assert!(
                    !area.grown(-0.01).overlaps(beside),
                    "{text:?} {area:?} and {other:?} {beside:?} at {width}"
                );
            }
        }
    }

    #[test]
    fn what_is_not_finite_is_not_drawn() {
        let mut sheet = Sheet::new(100.0, 100.0);
        sheet.line(Segment::new(f64::NAN, 0.0, 1.0, 1.0), Paint::Ink, 1.0, None);
        sheet.circle((f64::INFINITY, 1.0), 2.0, None, None, "");
        sheet.polyline(&[(0.0, 0.0), (1.0, f64::NAN)], Paint::Ink, 1.0);
        sheet.words(Words::new("x", f64::NAN, 1.0));
        let svg = sheet.finish("a", "t", "d");
        assert!(
            !svg.contains("line") && !svg.contains("circle") && !svg.contains("<text"),
            "{svg}"
        );
    }

    #[test]
    fn a_tick_near_an_end_moves_a_little_or_has_no_words() {
        let mut sheet = Sheet::new(100.0, 50.0);
        sheet.tick("400", 95.0, 20.0, (0.0, 100.0));
        sheet.tick("100,000,000", 98.0, 40.0, (0.0, 100.0));
        assert_eq!(sheet.texts.len(), 1);
        assert!(sheet.texts[0].1.right <= 100.0 + 1e-9);
    }

    #[test]
    fn the_root_names_itself_and_keeps_hostile_ids_and_titles_harmless() {
        let svg = Sheet::new(100.0, 50.0).finish("a\" onload=\"x", "</title><script>", "R & D");
        let id = "aonloadx";
        assert!(svg.contains(&format!(
            "viewBox=\"0 0 100 50\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\""
        )));
        assert!(svg.contains("&lt;/title&gt;&lt;script&gt;") && svg.contains("R &amp; D"));
        assert!(!svg.contains(" width=") && !svg.contains(" height="));
    }
}
