//! What the marks of a drawing stand for, in as many lines as its width needs.

use crate::FONT;
use crate::curve::Look;
use crate::geometry::{Area, Segment};
use crate::paint::Paint;
use crate::sheet::{Sheet, Words, base_line};
use crate::text::{clean, fit, text_width};

/// A mark as it is shown in the key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sign {
    Hollow,
    Filled,
    /// A small filled dot.
    Small,
    Interval,
    /// An interval of few answers or none.
    Hatched,
    Stroke(Look),
    /// The dashes of a reference line.
    Centre,
    Band,
}

/// Strokes across a line, which is how it is hatched: told from an unbroken one in grey too.
pub(crate) const HATCH: &str = "2 2";

/// Room for a sign before its words.
const SIGN: f64 = 24.0;
const LINE: f64 = 1.55 * FONT;

/// A key laid out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Key {
    entries: Vec<(f64, f64, Sign, String)>,
    /// Its height in px; 0 without entries.
    pub height: f64,
}

impl Key {
    /// Lays out the entries that have words, from the left, in lines no longer than `width`.
    pub fn new(entries: &[(Sign, &str)], width: f64) -> Self {
        let mut key = Self::default();
        let (mut x, mut y) = (0.0, 0.0);
        for (sign, words) in entries {
            let words = fit(&clean(words), FONT, width - SIGN);
            if words.is_empty() {
                continue;
            }
            let wide = SIGN + text_width(&words, FONT);
            if x > 0.0 && x + wide > width {
                (x, y) = (0.0, y + LINE);
            }
            key.entries.push((x, y, *sign, words));
            key.height = y + LINE;
            x += wide + 1.5 * FONT;
        }
        key
    }

    /// Draws the key below `top`.
    pub fn draw(&self, sheet: &mut Sheet, top: f64) {
        for (x, y, sign, words) in &self.entries {
            let middle = top + y + LINE / 2.0;
            draw_sign(sheet, *sign, *x, middle);
            sheet.words(Words::new(words, x + SIGN, base_line(middle)).muted());
        }
    }
}

fn draw_sign(sheet: &mut Sheet, sign: Sign, x: f64, y: f64) {
    let (left, right, middle) = (x + 1.0, x + 18.0, x + 9.5);
    let across = Segment::level(y, left, right);
    match sign {
        Sign::Hollow => {
            sheet.circle(
                (middle, y),
                5.0,
                Some((Paint::Paper, 1.0)),
                Some(Paint::GreyMark),
                "",
            );
        }
        Sign::Filled => sheet.circle((middle, y), 5.0, Some((Paint::GreyMark, 1.0)), None, ""),
        Sign::Small => sheet.circle((middle, y), 2.8, Some((Paint::GreyMark, 1.0)), None, ""),
        Sign::Interval => sheet.line(across, Paint::GreyMark, 4.0, None),
        Sign::Hatched => sheet.line(across, Paint::GreyMark, 4.0, Some(HATCH)),
        Sign::Stroke(look) => sheet.line(across, look.paint, look.width, look.stroke.dashes()),
        Sign::Centre => sheet.line(across, Paint::Ink, 1.0, Some("3 3")),
        Sign::Band => {
            let area = Area::new(left, y - 6.0, right, y + 6.0);
            sheet.rect(area, (Paint::GreyMark, 0.16), None, "");
        }
    }
}
