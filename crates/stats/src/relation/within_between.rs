//! Does a relation hold within groups as it holds between them? Simpson's paradox from sums by group.

use serde::{Deserialize, Serialize};

use crate::moments::sum;
use crate::status::Status;

/// Sums of one group (villages of a township, or the rural places).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupSums {
    /// Points or their weights.
    pub weight: f64,
    /// Mean of x.
    pub mean_x: f64,
    /// Mean of y.
    pub mean_y: f64,
    /// Σ w (x − mean)².
    pub xx: f64,
    /// Σ w (x − mean)(y − mean).
    pub xy: f64,
    /// Σ w (y − mean)².
    pub yy: f64,
}

impl GroupSums {
    /// From the points of one group. `None`: unequal lengths, no point, or a value that is not finite.
    pub fn of(x: &[f64], y: &[f64]) -> Option<Self> {
        if x.len() != y.len() {
            return None;
        }
        let (mean_x, mean_y) = (crate::mean(x)?, crate::mean(y)?);
        let about = |f: &dyn Fn(f64, f64) -> f64| {
            let terms: Vec<f64> = x.iter().zip(y).map(|(x, y)| f(x - mean_x, y - mean_y)).collect();
            sum(&terms)
        };
        Some(Self {
            weight: x.len() as f64,
            mean_x,
            mean_y,
            xx: about(&|a, _| a * a),
            xy: about(&|a, b| a * b),
            yy: about(&|_, b| b * b),
        })
    }
}

/// One relation, three ways. Slopes: y per x. A figure is none where x (or, for r, either) does not vary that way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WithinBetween {
    /// Groups with points.
    pub groups: usize,
    /// Slope of all points.
    pub pooled: Option<f64>,
    /// Slope inside the groups.
    pub within: Option<f64>,
    /// Slope of the group means, weighted.
    pub between: Option<f64>,
    /// Correlation of all points.
    pub r_total: Option<f64>,
    /// Inside the groups.
    pub r_within: Option<f64>,
    /// Of the group means.
    pub r_between: Option<f64>,
    /// Share of the spread of x that lies between groups.
    pub eta2_x: Option<f64>,
    /// Share of the spread of y that lies between groups.
    pub eta2_y: Option<f64>,
    /// `SIMPSON` where the sign within differs from that between or from that of all points.
    pub notices: Vec<Status>,
}

/// Spread below this part of the whole is rounding.
const ROUNDING: f64 = 1e-12;

/// Splits a relation into its parts within and between `groups`.
///
/// `None`: a weight below zero, a figure that is not finite, or fewer than two groups with points.
/// Source: Duncan, Cuzzort & Duncan (1961), Statistical Geography; Robinson (1950), ASR 15:351. Golden g22.
pub fn within_between(groups: &[GroupSums]) -> Option<WithinBetween> {
    let sound = |g: &GroupSums| {
        let all = [g.weight, g.mean_x, g.mean_y, g.xx, g.xy, g.yy];
        all.iter().all(|v| v.is_finite()) && g.weight >= 0.0 && g.xx >= 0.0 && g.yy >= 0.0
    };
    let used: Vec<&GroupSums> = groups.iter().filter(|g| g.weight > 0.0).collect();
    if used.len() < 2 || !groups.iter().all(sound) {
        return None;
    }
    let total = |f: &dyn Fn(&GroupSums) -> f64| sum(&used.iter().map(|g| f(g)).collect::<Vec<f64>>());
    let weight = total(&|g| g.weight);
    let centre_x = total(&|g| g.weight * g.mean_x) / weight;
    let centre_y = total(&|g| g.weight * g.mean_y) / weight;
    let within = Spread {
        xx: total(&|g| g.xx),
        xy: total(&|g| g.xy),
        yy: total(&|g| g.yy),
    };
    let between = Spread {
        xx: total(&|g| g.weight * (g.mean_x - centre_x).powi(2)),
        xy: total(&|g| g.weight * (g.mean_x - centre_x) * (g.mean_y - centre_y)),
        yy: total(&|g| g.weight * (g.mean_y - centre_y).powi(2)),
    };
    let whole = Spread {
        xx: within.xx + between.xx,
        xy: within.xy + between.xy,
        yy: within.yy + between.yy,
    };
    let finite = [whole.xx, whole.xy, whole.yy].iter().all(|v| v.is_finite());
    let floor = Spread {
        xx: ROUNDING * (whole.xx + weight * ROUNDING * centre_x * centre_x),
        xy: 0.0,
        yy: ROUNDING * (whole.yy + weight * ROUNDING * centre_y * centre_y),
    };
    let r = [&whole, &within, &between].map(|s| s.r(&floor));
    let apart = |a: Option<f64>, b: Option<f64>| a.zip(b).is_some_and(|(a, b)| a * b < 0.0);
    let simpson = apart(r[1], r[2]) || apart(r[1], r[0]);
    finite.then(|| WithinBetween {
        groups: used.len(),
        pooled: whole.slope(&floor),
        within: within.slope(&floor),
        between: between.slope(&floor),
        r_total: r[0],
        r_within: r[1],
        r_between: r[2],
        eta2_x: (whole.xx > floor.xx).then(|| between.xx / whole.xx),
        eta2_y: (whole.yy > floor.yy).then(|| between.yy / whole.yy),
        notices: if simpson {
            vec![Status::Simpson]
        } else {
            Vec::new()
        },
    })
}

/// Sums of squares and products about a centre.
struct Spread {
    xx: f64,
    xy: f64,
    yy: f64,
}

impl Spread {
    fn slope(&self, floor: &Self) -> Option<f64> {
        (self.xx > floor.xx)
            .then(|| self.xy / self.xx)
            .filter(|b| b.is_finite())
    }

    fn r(&self, floor: &Self) -> Option<f64> {
        let varies = self.xx > floor.xx && self.yy > floor.yy;
        let r = self.xy / (self.xx.sqrt() * self.yy.sqrt());
        (varies && r.is_finite()).then(|| r.clamp(-1.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_up_inside_and_down_between_is_noticed() {
        let groups = [
            GroupSums::of(&[1.0, 2.0, 3.0], &[9.0, 10.0, 11.0]).unwrap(),
            GroupSums::of(&[6.0, 7.0, 8.0], &[4.0, 5.0, 6.0]).unwrap(),
        ];
        let found = within_between(&groups).unwrap();
        assert!((found.within.unwrap() - 1.0).abs() < 1e-15 && (found.between.unwrap() + 1.0).abs() < 1e-15);
        assert_eq!(found.notices, vec![Status::Simpson]);
    }

    #[test]
    fn one_direction_throughout_is_not_and_what_does_not_vary_is_none() {
        let alike = [
            GroupSums::of(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]).unwrap(),
            GroupSums::of(&[4.0, 5.0], &[4.0, 6.0]).unwrap(),
            GroupSums::default(),
        ];
        let found = within_between(&alike).unwrap();
        assert!(found.notices.is_empty() && found.groups == 2);
        let single = [
            GroupSums::of(&[1.0], &[1.0]).unwrap(),
            GroupSums::of(&[2.0], &[5.0]).unwrap(),
        ];
        let found = within_between(&single).unwrap();
        assert_eq!(
            (found.within, found.r_within, found.between),
            (None, None, Some(4.0))
        );
        assert_eq!(within_between(&alike[..1]), None);
        assert_eq!(GroupSums::of(&[1.0, f64::NAN], &[1.0, 2.0]), None);
    }
}
