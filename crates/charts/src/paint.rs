//! Colours by the page's tokens. The canvas only knows RGB, so each token travels as a sentinel colour and
//! becomes `var(--token)` in one pass over the finished SVG; nothing but this file knows the sentinels.

use charts_rs::Color;

/// What a mark says about its place: blue above, orange below, grey when it cannot be said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Cannot be told from what is expected: calm grey.
    #[default]
    Unclear,
    /// Above what is expected: blue.
    Above,
    /// Below what is expected: orange.
    Below,
    /// Says nothing of the kind, but is the one the page speaks of.
    Accent,
}

impl Tone {
    pub(crate) fn fill(self) -> Paint {
        match self {
            Tone::Unclear => Paint::GreyMark,
            Tone::Above => Paint::Above2,
            Tone::Below => Paint::Below2,
            Tone::Accent => Paint::Accent,
        }
    }

    pub(crate) fn stroke(self) -> Paint {
        match self {
            Tone::Unclear => Paint::GreyMark,
            Tone::Above => Paint::Above3,
            Tone::Below => Paint::Below3,
            Tone::Accent => Paint::Accent,
        }
    }
}

/// The tokens a chart may use. The order is that of [`TOKENS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paint {
    Above3,
    Above2,
    Above1,
    Even,
    Below1,
    Below2,
    Below3,
    OnAbove3,
    OnAbove2,
    OnAbove1,
    OnEven,
    OnBelow1,
    OnBelow2,
    OnBelow3,
    Hatch,
    GreyMark,
    Grid,
    Edge,
    Line,
    Accent,
    Ink,
    Muted,
    Paper,
}

const TOKENS: [&str; 23] = [
    "above-3",
    "above-2",
    "above-1",
    "even",
    "below-1",
    "below-2",
    "below-3",
    "on-above-3",
    "on-above-2",
    "on-above-1",
    "on-even",
    "on-below-1",
    "on-below-2",
    "on-below-3",
    "hatch",
    "grey-mark",
    "grid",
    "edge",
    "line",
    "accent",
    "ink",
    "muted",
    "paper",
];

const SENTINEL: &str = "\"#5EED";

impl Paint {
    pub(crate) fn color(self, opacity: f64) -> Color {
        Color {
            r: 0x5E,
            g: 0xED,
            b: self as u8,
            a: (opacity.clamp(0.0, 1.0) * 255.0).round() as u8,
        }
    }

    /// Paints that `svg text` and `.svg-muted` of the page's style sheet give by themselves.
    fn is_plain_text(token: &str) -> bool {
        token == "ink" || token == "muted"
    }
}

/// The canvas's SVG with sentinels as tokens, one element a line, and no white space around words.
///
/// Only what stands between `<` and `>` is changed. Words cannot get there: the canvas escapes both.
pub(crate) fn with_tokens(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len() + svg.len() / 4);
    let mut rest = svg;
    let mut in_tinted_text = false;
    while let Some(start) = rest.find('<') {
        out.push_str(rest[..start].trim_matches('\n'));
        let end = rest[start..].find('>').map_or(rest.len(), |i| start + i + 1);
        let tag = &rest[start..end];
        rest = &rest[end..];
        if tag == "</text>" {
            out.push_str(if std::mem::take(&mut in_tinted_text) {
                "</tspan></text>"
            } else {
                tag
            });
        } else if tag.starts_with("<text") {
            out.push('\n');
            in_tinted_text = push_text_tag(&mut out, tag);
        } else {
            if !tag.starts_with("</") && !tag.starts_with("<title") {
                out.push('\n');
            }
            push_tag(&mut out, tag);
        }
    }
    out.push_str(rest.trim_matches('\n'));
    out.trim_start().to_owned()
}

fn push_tag(out: &mut String, tag: &str) {
    let mut rest = tag;
    while let Some(start) = rest.find(SENTINEL) {
        let digits = start + SENTINEL.len();
        let token = rest
            .get(digits..digits + 2)
            .and_then(|hex| usize::from_str_radix(hex, 16).ok());
        match token.and_then(|index| TOKENS.get(index)) {
            Some(name) => {
                out.push_str(&rest[..start]);
                out.push_str("\"var(--");
                out.push_str(name);
                out.push_str(")\"");
                rest = &rest[digits + 3..];
            }
            None => {
                out.push_str(&rest[..digits]);
                rest = &rest[digits..];
            }
        }
    }
    out.push_str(rest);
}

/// The page's `svg text { fill }` is stronger than an attribute of `<text>`; a `<tspan>` inside is not reached
/// by it, so a tint of its own goes there. Returns whether one was opened.
fn push_text_tag(out: &mut String, tag: &str) -> bool {
    let mut painted = String::with_capacity(tag.len() + 16);
    push_tag(&mut painted, tag);
    let fill = painted.find(" fill=\"var(--").map(|start| {
        let end = start
            + 7
            + painted[start + 7..]
                .find('"')
                .expect("the attribute was written with its quotes")
            + 1;
        (start, end)
    });
    match fill {
        Some((start, end)) if !Paint::is_plain_text(&painted[start + 13..end - 2]) => {
            out.push_str(&painted[..start]);
            out.push_str(&painted[end..]);
            out.push_str("<tspan");
            out.push_str(&painted[start..end]);
            out.push('>');
            true
        }
        _ => {
            out.push_str(&painted);
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use charts_rs::{Canvas, Rect, Text};

    #[test]
    fn every_paint_has_its_own_token_and_the_last_is_paper() {
        assert_eq!(TOKENS[Paint::Paper as usize], "paper");
        assert_eq!(TOKENS[Paint::GreyMark as usize], "grey-mark");
        assert_eq!(TOKENS[Paint::OnBelow3 as usize], "on-below-3");
        assert_eq!(Paint::Paper as usize + 1, TOKENS.len());
    }

    #[test]
    fn shapes_take_tokens_and_keep_their_opacity() {
        let mut canvas = Canvas::new(10.0, 10.0);
        canvas.rect(Rect {
            fill: Some(Paint::Above2.color(0.08).into()),
            width: 5.0,
            height: 5.0,
            ..Rect::default()
        });
        let svg = with_tokens(&canvas.svg().unwrap());
        assert!(
            svg.contains(r#"fill="var(--above-2)" fill-opacity="0.08""#),
            "{svg}"
        );
    }

    #[test]
    fn a_tinted_text_carries_its_colour_in_a_tspan_and_a_plain_one_does_not() {
        let text = |paint: Paint| {
            let mut canvas = Canvas::new(10.0, 10.0);
            let color = Some(paint.color(1.0));
            canvas.text(Text {
                text: "21".into(),
                font_color: color,
                ..Text::default()
            });
            with_tokens(&canvas.svg().unwrap())
        };
        assert!(text(Paint::OnAbove2).contains(r#"<tspan fill="var(--on-above-2)">21</tspan></text>"#));
        assert!(text(Paint::Ink).contains(r#"fill="var(--ink)">21</text>"#));
    }

    #[test]
    fn a_sentinel_written_in_a_name_stays_a_name() {
        let mut canvas = Canvas::new(10.0, 10.0);
        canvas.text(Text {
            text: r##"fill="#5EED01""##.into(),
            ..Text::default()
        });
        assert!(with_tokens(&canvas.svg().unwrap()).contains(r##">fill="#5EED01"</text>"##));
    }
}
