//! Curves as runs of points in px: cut into dashes, so that their pattern runs on round bends, and clipped.

use crate::geometry::{Area, Segment};
use crate::paint::Paint;

/// How a line is drawn, so that two lines differ without their colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stroke {
    /// Unbroken.
    #[default]
    Solid,
    /// In dashes.
    Dashed,
    /// In dots.
    Dotted,
}

/// A line's colour, width in px and stroke together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    pub paint: Paint,
    pub width: f64,
    pub stroke: Stroke,
}

impl Stroke {
    /// Lengths in px of what is drawn and what is left out.
    fn pattern(self) -> Option<(f64, f64)> {
        match self {
            Stroke::Solid => None,
            Stroke::Dashed => Some((7.0, 4.0)),
            Stroke::Dotted => Some((2.0, 4.0)),
        }
    }

    /// The same for a single straight line.
    pub(crate) fn dashes(self) -> Option<&'static str> {
        match self {
            Stroke::Solid => None,
            Stroke::Dashed => Some("7 4"),
            Stroke::Dotted => Some("2 4"),
        }
    }

    /// The pieces of a curve that are drawn.
    pub(crate) fn pieces(self, curve: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
        match self.pattern() {
            None => vec![curve.to_vec()],
            Some((on, off)) => dashed(curve, on, off),
        }
    }
}

fn dashed(curve: &[(f64, f64)], on: f64, off: f64) -> Vec<Vec<(f64, f64)>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<(f64, f64)> = curve.first().copied().into_iter().collect();
    let (mut drawing, mut left) = (true, on);
    for pair in curve.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        // A drawing is at most 1600 px wide and some thousand high.
        if !(length.is_finite() && length < 1e5) {
            return vec![curve.to_vec()];
        }
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let share = done / length;
            let at = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            if drawing {
                piece.push(at);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![at];
            }
            drawing = !drawing;
            left = if drawing { on } else { off };
        }
        left -= length - done;
        if drawing {
            piece.push(to);
        }
    }
    if piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

/// The runs of a curve inside an area (Liang & Barsky 1984, segment by segment).
pub(crate) fn inside(curve: &[(f64, f64)], area: &Area) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut open = false;
    for pair in curve.windows(2) {
        let segment = Segment::new(pair[0].0, pair[0].1, pair[1].0, pair[1].1);
        let Some(kept) = area.cut(&segment) else {
            open = false;
            continue;
        };
        let (start, end) = ((kept.x1, kept.y1), (kept.x2, kept.y2));
        match runs.last_mut() {
            Some(run) if open && start == pair[0] => run.push(end),
            _ => runs.push(vec![start, end]),
        }
        open = end == pair[1];
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_run_on_round_a_bend_and_keep_their_length() {
        let bend = [(0.0, 0.0), (5.0, 0.0), (5.0, 30.0)];
        let pieces = dashed(&bend, 7.0, 4.0);
        assert_eq!(pieces[0], [(0.0, 0.0), (5.0, 0.0), (5.0, 2.0)]);
        assert_eq!(pieces[1], [(5.0, 6.0), (5.0, 13.0)]);
        assert_eq!(pieces.len(), 4);
    }

    #[test]
    fn a_curve_that_leaves_and_comes_back_is_two_runs() {
        let area = Area::new(0.0, 0.0, 10.0, 10.0);
        let curve = [
            (0.0, 5.0),
            (4.0, 5.0),
            (4.0, 20.0),
            (8.0, 20.0),
            (8.0, 2.0),
            (9.0, 2.0),
        ];
        let runs = inside(&curve, &area);
        assert_eq!(runs.len(), 2);
        assert_eq!(runs[0], [(0.0, 5.0), (4.0, 5.0), (4.0, 10.0)]);
        assert_eq!(runs[1], [(8.0, 10.0), (8.0, 2.0), (9.0, 2.0)]);
        assert!(inside(&[(20.0, 20.0), (30.0, 20.0)], &area).is_empty());
    }

    #[test]
    fn an_endless_curve_is_not_cut_into_endless_dashes() {
        let curve = [(0.0, 0.0), (f64::INFINITY, 0.0)];
        assert_eq!(dashed(&curve, 7.0, 4.0).len(), 1);
        assert_eq!(Stroke::Solid.pieces(&curve).len(), 1);
    }
}
