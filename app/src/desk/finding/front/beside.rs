//! A small drawing beside a line of the list: how far below what is expected, on one scale for all lines. It repeats the
//! words of its line, so readers who do not see it miss nothing.

use insight::report::verdicts::Cell;
use leptos::prelude::*;

use crate::{
    desk::finding::{Facts, words::signed},
    words::Words,
};

/// Width and height of the drawing; its texts are 12 px at this width.
const SIZE: (f64, f64) = (272.0, 49.0);
/// Kept free at both ends, for half a label.
const EDGE: f64 = 26.0;

/// Points below and above what is expected that the lines of a list reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    margin: f64,
}

impl Scale {
    /// Of these cells; what is expected and the band about it are always on it.
    pub(super) fn over<'a>(cells: impl Iterator<Item = &'a Cell>, margin: f64) -> Self {
        let mut scale = Self {
            low: -margin,
            high: margin,
            margin,
        };
        for [low, high] in cells.filter_map(|c| c.interval90) {
            scale.low = scale.low.min(low);
            scale.high = scale.high.max(high);
        }
        scale
    }

    fn at(&self, points: f64) -> f64 {
        EDGE + (points - self.low) / (self.high - self.low).max(1e-9) * (SIZE.0 - 2.0 * EDGE)
    }
}

/// The drawing; none without an interval.
pub(super) fn drawing(facts: &Facts, cell: &Cell, scale: Scale) -> Option<AnyView> {
    let (effect, [low, high]) = cell.effect.zip(cell.interval90)?;
    let px = |points: f64| format!("{:.1}", scale.at(points));
    let width = |from: f64, to: f64| format!("{:.1}", scale.at(to) - scale.at(from));
    let expected = Words("模型预期", "模型預期", "expected").get(facts.locale);
    let points = Words("{v} 分", "{v} 分", "{v}").fill(facts.locale, &[("v", &signed(effect))]);
    Some(
        view! {
            <figure class="beside" aria-hidden="true">
                <svg viewBox=format!("0 0 {} {}", SIZE.0, SIZE.1) font-size="12">
                    <rect class="band" x=px(-scale.margin) y="16" width=width(-scale.margin, scale.margin) height="16"/>
                    <rect class="reach" x=px(low) y="22.5" width=width(low, high) height="3"/>
                    <rect class="tick" x=px(0.0) y="14" width="1.5" height="20"/>
                    <circle class="dot" cx=px(effect) cy="24" r="5"/>
                    <text x=px(effect) y="12" text-anchor="middle" font-weight="600">{points}</text>
                    <text x=px(0.0) y="45" text-anchor="middle" class="muted">{expected}</text>
                </svg>
            </figure>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_expected_and_every_interval_lie_on_the_scale() {
        let scale = Scale {
            low: -11.2,
            high: 2.0,
            margin: 2.0,
        };
        for points in [-11.2, -5.0, 0.0, 2.0] {
            assert!((EDGE..=SIZE.0 - EDGE).contains(&scale.at(points)), "{points}");
        }
        let none = Scale::over(std::iter::empty(), 2.0);
        assert_eq!((none.low, none.high), (-2.0, 2.0));
        assert!(none.at(0.0) == SIZE.0 / 2.0);
        let flat = Scale::over(std::iter::empty(), 0.0);
        assert!(flat.at(0.0).is_finite(), "no band is no reason for a NaN");
    }
}
