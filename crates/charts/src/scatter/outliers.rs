//! Which points of a scatter stand out: far from the line, or far along from most.

use super::{Point, Scatter};

/// How far each point stands out, in spreads (median absolute deviations): up from the robust line, or from the
/// middle where none is drawn, and along from the middle, together by Pythagoras. 0 where nothing spreads.
pub(super) fn standing_out(chart: &Scatter, points: &[&Point]) -> Vec<f64> {
    let along: Vec<f64> = points.iter().map(|p| chart.x.straight(p.x)).collect();
    let expected = |x: f64| chart.line.as_ref().map_or(0.0, |l| l.intercept + l.slope * x);
    let up: Vec<f64> = points
        .iter()
        .zip(&along)
        .map(|(p, &x)| p.y - expected(x))
        .collect();
    let (along, up) = (in_spreads(&along), in_spreads(&up));
    along.iter().zip(&up).map(|(a, u)| a.hypot(*u)).collect()
}

/// Beyond so many spreads a point is one that everybody asks about.
const FAR: f64 = 4.0;

/// The few that are asked about first, to be named even where that takes a leader: at most three beyond [`FAR`].
pub(super) fn farthest(standing_out: &[f64]) -> Vec<usize> {
    let mut far: Vec<usize> = (0..standing_out.len())
        .filter(|&i| standing_out.get(i).is_some_and(|far| *far > FAR))
        .collect();
    far.sort_by(|&a, &b| standing_out[b].total_cmp(&standing_out[a]).then(a.cmp(&b)));
    far.truncate(3);
    far
}

fn in_spreads(values: &[f64]) -> Vec<f64> {
    let middle = median(values);
    let off: Vec<f64> = values.iter().map(|v| (v - middle).abs()).collect();
    let spread = median(&off);
    let scaled = |v: &f64| if spread > 0.0 { v / spread } else { 0.0 };
    off.iter().map(scaled).collect()
}

/// 0 of no values.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        n => (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Axis, RobustLine};

    #[test]
    fn the_point_off_the_line_and_the_point_far_along_stand_out_most() {
        let mut points: Vec<Point> = (0..9)
            .map(f64::from)
            .map(|x| Point::new("on the line", x, 50.0 + 2.0 * x + (x % 3.0), 1.0))
            .collect();
        points.push(Point::new("off", 4.0, 80.0, 1.0));
        points.push(Point::new("far", 30.0, 111.0, 1.0));
        let chart = Scatter {
            x: Axis::new("x"),
            line: Some(RobustLine {
                intercept: 50.0,
                slope: 2.0,
                ..RobustLine::default()
            }),
            ..Scatter::default()
        };
        let found = standing_out(&chart, &points.iter().collect::<Vec<_>>());
        let most = found[..9].iter().copied().fold(0.0, f64::max);
        assert!(found[9] > most && found[10] > most, "{found:?}");
    }

    #[test]
    fn at_most_three_are_named_by_all_means_the_farthest_first() {
        assert_eq!(farthest(&[5.0, 1.0, 9.0, 4.0, 6.0, 7.0]), [2, 5, 4]);
        assert!(farthest(&[3.0, 0.5]).is_empty());
    }

    #[test]
    fn where_nothing_spreads_nothing_stands_out() {
        let points = [Point::new("a", 1.0, 5.0, 1.0), Point::new("b", 1.0, 5.0, 1.0)];
        let found = standing_out(&Scatter::default(), &points.iter().collect::<Vec<_>>());
        assert_eq!(found, [0.0, 0.0]);
        assert!(standing_out(&Scatter::default(), &[]).is_empty());
    }
}
