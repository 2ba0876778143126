//! From answers to figures: points of a scale to 0–100, the index of a domain, top and bottom boxes.

use serde::{Deserialize, Serialize};

/// Score 0–100 of point `value` on a scale of 1..=`points`: 100(v−1)/(K−1), turned round for reversed items.
///
/// `None` for a point off the scale (so for codes like "don't know") or a scale of fewer than two points. Golden g32.
///
/// Source: STATISTICS §2.1.
pub fn rescale(value: u32, points: u32, reverse: bool) -> Option<f64> {
    if points < 2 || !(1..=points).contains(&value) {
        return None;
    }
    let score = 100.0 * f64::from(value - 1) / f64::from(points - 1);
    Some(if reverse { 100.0 - score } else { score })
}

/// Index of a domain for one person: mean of the answered items, if at least ⌈k/2⌉ of k items are answered.
///
/// Scores in any one unit; `None` among them is an item not answered. `None` for too few answers, no item, or a score
/// that is not finite. Golden g32.
///
/// Source: STATISTICS §2.1.
pub fn half_rule_index(scores: &[Option<f64>]) -> Option<f64> {
    let answered: Vec<f64> = scores.iter().copied().flatten().collect();
    (answered.len() >= scores.len().div_ceil(2))
        .then(|| crate::mean(&answered))
        .flatten()
}

/// Shares of the answers at the two ends of a scale, 0–1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Boxes {
    /// Share in the top box.
    pub top: f64,
    /// Share in the bottom box.
    pub bottom: f64,
    /// Top less bottom, −1 to 1.
    pub net: f64,
}

/// Top and bottom boxes of `width` points each, from the weighted counts of the points 1..=K in order; special answers
/// are not among them.
///
/// `None` where the boxes overlap, nobody answered, or a count is negative or not finite. Golden g32.
///
/// Source: STATISTICS §2.1.
pub fn boxes(counts: &[f64], width: usize) -> Option<Boxes> {
    let usable = counts.iter().all(|c| c.is_finite() && *c >= 0.0) && 2 * width <= counts.len() && width > 0;
    let all: f64 = counts.iter().sum();
    if !(usable && all > 0.0 && all.is_finite()) {
        return None;
    }
    let bottom = counts.iter().take(width).sum::<f64>() / all;
    let top = counts.iter().rev().take(width).sum::<f64>() / all;
    Some(Boxes {
        top,
        bottom,
        net: top - bottom,
    })
}

/// Weighted share of one special answer among those asked, 0–1. `None` where nobody was asked or the part is not within
/// the whole. Golden g32.
///
/// Source: STATISTICS §2.1.
pub fn share_of_asked(special: f64, asked: f64) -> Option<f64> {
    (asked > 0.0 && asked.is_finite() && (0.0..=asked).contains(&special)).then(|| special / asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_off_the_scale_have_no_score() {
        assert_eq!(rescale(5, 5, false), Some(100.0));
        assert_eq!(rescale(5, 5, true), Some(0.0));
        assert_eq!(rescale(0, 5, false), None);
        assert_eq!(rescale(6, 5, false), None);
        assert_eq!(rescale(1, 1, false), None);
    }

    #[test]
    fn half_of_the_items_is_enough_and_less_is_not() {
        assert_eq!(half_rule_index(&[Some(40.0), None]), Some(40.0));
        assert_eq!(half_rule_index(&[Some(40.0), None, None]), None);
        assert_eq!(half_rule_index(&[]), None);
        assert_eq!(half_rule_index(&[Some(f64::NAN)]), None);
    }

    #[test]
    fn boxes_that_overlap_or_hold_nobody_are_none() {
        assert_eq!(boxes(&[1.0, 1.0, 1.0], 2), None);
        assert_eq!(boxes(&[0.0; 5], 2), None);
        assert_eq!(boxes(&[-1.0, 2.0, 1.0, 1.0], 1), None);
        assert_eq!(share_of_asked(2.0, 1.0), None);
    }
}
