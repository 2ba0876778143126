//! Axes: their words, their ticks at round numbers, and the way from a value to a place.

use crate::FONT;
use crate::text::{clean, fit, text_width};

/// One axis: what it measures and how its numbers are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// What it measures, with the unit.
    pub label: String,
    /// Equal ratios at equal distances. Ticks stay plain numbers.
    pub log: bool,
    /// Stands before each tick, at most 4 em wide: `£`.
    pub before: String,
    /// Stands after each tick, at most 4 em wide: `%`.
    pub after: String,
    /// Decimals of numbers in the table.
    pub decimals: usize,
    /// The axis never reaches beyond: `(0.0, 100.0)` for scores.
    pub limits: Option<(f64, f64)>,
    /// The axis shows its limits whole, however little of them the values need: −1 to 1 for coefficients.
    pub whole: bool,
    /// Ticks at whole numbers alone: of things that are counted.
    pub counts: bool,
}

impl Axis {
    /// A linear axis with this label.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..Self::default()
        }
    }

    /// The same axis in logarithms.
    pub fn log(self) -> Self {
        Self { log: true, ..self }
    }

    /// A score axis: nothing outside 0 to 100, one decimal in the table.
    pub fn score(label: impl Into<String>) -> Self {
        Self {
            limits: Some((0.0, 100.0)),
            decimals: 1,
            ..Self::new(label)
        }
    }

    /// Whether a value has a place on this axis.
    pub(crate) fn holds(&self, value: f64) -> bool {
        value.is_finite() && value.abs() < 1e12 && (!self.log || value > 1e-9)
    }

    /// The value in which the axis is straight.
    pub(crate) fn straight(&self, value: f64) -> f64 {
        if self.log { value.ln() } else { value }
    }

    pub(crate) fn tick_text(&self, tick: f64, decimals: usize) -> String {
        let sign = if tick < 0.0 { "−" } else { "" };
        format!(
            "{sign}{}{}{}",
            affix(&self.before),
            number(tick.abs(), decimals),
            affix(&self.after)
        )
    }
}

/// What stands before or after a number: short, and with its space.
fn affix(text: &str) -> String {
    let space = |there: bool| if there { " " } else { "" };
    let words = fit(&clean(text), FONT, 4.0 * FONT);
    if words.is_empty() {
        return words;
    }
    format!(
        "{}{words}{}",
        space(text.starts_with(' ')),
        space(text.ends_with(' '))
    )
}

/// A number as it is printed: thousands separators, a true minus sign, `–` when it is not finite.
///
/// ```
/// assert_eq!(charts::number(-1234.56, 1), "−1,234.6");
/// ```
pub fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let plain = format!("{:.*}", decimals.min(9), value.abs());
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut out = String::new();
    if value < 0.0 && plain.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// An axis laid out between two places in px.
#[derive(Clone, Debug)]
pub(crate) struct Scale {
    log: bool,
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    /// Ticks inside the scale, with their words.
    pub ticks: Vec<(f64, String)>,
}

impl Scale {
    /// A scale that holds all `values` and a little more; `most` ticks at most, `upright` for a vertical axis,
    /// where words stand one above the other.
    pub fn new(
        axis: &Axis,
        values: impl Iterator<Item = f64>,
        from: f64,
        to: f64,
        upright: bool,
    ) -> Option<Self> {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.filter(|&v| axis.holds(v)) {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            return None;
        }
        let (mut a, mut b) = (axis.straight(low), axis.straight(high));
        if let Some((least, most)) = axis.limits.filter(|_| axis.whole && !axis.log) {
            (a, b) = (a.min(least), b.max(most));
        }
        let pad = if b > a {
            0.05 * (b - a)
        } else if axis.log {
            0.3
        } else {
            low.abs().max(1.0) * 0.1
        };
        (a, b) = (a - pad, b + pad);
        if let Some((least, most)) = axis
            .limits
            .filter(|&(l, m)| axis.holds(l) && axis.holds(m) && l < m)
        {
            a = a.max(axis.straight(least));
            b = b.min(axis.straight(most));
            if a >= b {
                (a, b) = (axis.straight(least), axis.straight(most));
            }
        }
        let mut scale = Self {
            log: axis.log,
            low: a,
            high: b,
            from,
            to,
            ticks: Vec::new(),
        };
        scale.ticks = scale.choose_ticks(axis, upright);
        Some(scale)
    }

    /// A linear scale from exactly `low` to exactly `high`, with ticks.
    pub fn exact(axis: &Axis, (low, high): (f64, f64), from: f64, to: f64, upright: bool) -> Self {
        let mut scale = Self {
            log: false,
            low,
            high,
            from,
            to,
            ticks: Vec::new(),
        };
        scale.ticks = scale.choose_ticks(axis, upright);
        scale
    }

    /// The place of a value in px; a value outside the scale is held at its end.
    pub fn px(&self, value: f64) -> f64 {
        let straight = if self.log {
            value.max(f64::MIN_POSITIVE).ln()
        } else {
            value
        };
        self.px_straight(straight.clamp(self.low, self.high))
    }

    /// The place of a value in which the scale is straight; not held at the ends.
    pub fn px_straight(&self, straight: f64) -> f64 {
        self.from + (straight - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    fn choose_ticks(&self, axis: &Axis, upright: bool) -> Vec<(f64, String)> {
        let length = (self.to - self.from).abs();
        let (low, high) = if self.log {
            (self.low.exp(), self.high.exp())
        } else {
            (self.low, self.high)
        };
        let mut sets: Vec<Vec<f64>> = Vec::new();
        if self.log {
            sets.extend(
                LOG_STEPS
                    .iter()
                    .map(|steps| log_ticks(steps, low, high))
                    .filter(|ticks| ticks.len() > 1),
            );
        }
        sets.extend((2..=8).rev().map(|count| nice_ticks(low, high, count)));
        if axis.counts {
            sets.retain(|ticks| decimals_of(ticks) == 0);
        }
        let fits = |ticks: &[f64]| {
            let words: Vec<_> = ticks
                .iter()
                .map(|&t| (self.px(t), axis.tick_text(t, decimals_of(ticks))))
                .collect();
            words.windows(2).all(|pair| {
                let gap = (pair[1].0 - pair[0].0).abs();
                let half = |text: &str| text_width(text, FONT) / 2.0;
                if upright {
                    gap >= 2.6 * FONT
                } else {
                    gap >= half(&pair[0].1) + half(&pair[1].1) + 1.6 * FONT
                }
            }) && ticks.len() as f64 <= (length / 40.0).max(2.0)
        };
        let ticks = sets
            .into_iter()
            .find(|ticks| !ticks.is_empty() && fits(ticks))
            .unwrap_or_default();
        let decimals = decimals_of(&ticks);
        ticks
            .into_iter()
            .map(|tick| (tick, axis.tick_text(tick, decimals)))
            .collect()
    }
}

const LOG_STEPS: [&[f64]; 7] = [
    &[1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0],
    &[1.0, 1.5, 2.0, 3.0, 5.0, 7.0],
    &[1.0, 2.0, 5.0],
    &[1.0, 5.0],
    &[1.0],
    &[5.0],
    &[2.0],
];

fn log_ticks(steps: &[f64], low: f64, high: f64) -> Vec<f64> {
    let decades = low.log10().floor() as i32..=high.log10().ceil() as i32;
    decades
        .flat_map(|decade| steps.iter().map(move |step| round_off(step * 10f64.powi(decade))))
        .filter(|tick| (low..=high).contains(tick))
        .collect()
}

/// Multiples of 1, 2, 2.5 or 5 times a power of ten within `low..=high`, about `count` of them.
pub(crate) fn nice_ticks(low: f64, high: f64, count: usize) -> Vec<f64> {
    let rough = (high - low) / count.max(1) as f64;
    if !(rough.is_finite() && rough > 0.0) {
        return Vec::new();
    }
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|s| s * power)
        .find(|s| *s >= rough * 0.999);
    let step = step.unwrap_or(10.0 * power);
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last.min(first.saturating_add(50)))
        .map(|i| round_off(i as f64 * step))
        .collect()
}

fn round_off(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let scale = 10f64.powi(11 - value.abs().log10().floor() as i32);
    (value * scale).round() / scale
}

/// The decimals that tell all ticks apart.
pub(crate) fn decimals_of(ticks: &[f64]) -> usize {
    (0..9)
        .find(|&d| {
            ticks
                .iter()
                .all(|t| (t * 10f64.powi(d) - (t * 10f64.powi(d)).round()).abs() < 1e-6)
        })
        .unwrap_or(9) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_separators_and_a_true_minus() {
        assert_eq!(number(1234567.0, 0), "1,234,567");
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(number(-999.95, 1), "−1,000.0");
        assert_eq!(number(f64::NAN, 1), "–");
    }

    #[test]
    fn ticks_are_round_numbers_inside_the_range() {
        assert_eq!(
            nice_ticks(56.0, 90.0, 7),
            [60.0, 65.0, 70.0, 75.0, 80.0, 85.0, 90.0]
        );
        assert_eq!(nice_ticks(0.11, 0.29, 4), [0.15, 0.2, 0.25]);
        assert!(nice_ticks(1.0, 1.0, 5).is_empty() && nice_ticks(f64::NAN, 1.0, 5).is_empty());
    }

    #[test]
    fn things_that_are_counted_have_no_half_ticks() {
        let ticks = |counts| {
            let axis = Axis {
                counts,
                ..Axis::new("answers")
            };
            let scale = Scale::new(&axis, [231.0, 246.0].into_iter(), 0.0, 600.0, false).unwrap();
            scale.ticks.into_iter().map(|(_, text)| text).collect::<Vec<_>>()
        };
        assert!(ticks(false).iter().any(|t| t.contains('.')));
        assert!(ticks(true).len() > 1 && ticks(true).iter().all(|t| !t.contains('.')));
    }

    #[test]
    fn a_log_axis_has_plain_ticks_that_do_not_touch() {
        let axis = Axis {
            before: "£".into(),
            ..Axis::new("spend").log()
        };
        let scale = Scale::new(&axis, [624.0, 1522.0].into_iter(), 40.0, 766.0, false).unwrap();
        let words: Vec<_> = scale.ticks.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(words, ["£600", "£800", "£1,000", "£1,200", "£1,500"]);
    }

    #[test]
    fn a_narrow_log_range_still_has_two_ticks() {
        let scale = Scale::new(
            &Axis::new("").log(),
            [401.0, 409.0].into_iter(),
            0.0,
            300.0,
            false,
        )
        .unwrap();
        assert!(scale.ticks.len() >= 2, "{:?}", scale.ticks);
    }

    #[test]
    fn one_value_many_times_still_makes_a_scale_and_none_makes_none() {
        let axis = Axis::score("score");
        let scale = Scale::new(&axis, [70.0, 70.0].into_iter(), 0.0, 100.0, true).unwrap();
        assert!((scale.px(70.0) - 50.0).abs() < 1e-9);
        assert!(Scale::new(&axis, [f64::NAN, f64::INFINITY].into_iter(), 0.0, 100.0, true).is_none());
    }

    #[test]
    fn limits_hold_the_axis_and_what_lies_beyond_sits_at_its_end() {
        let scale = Scale::new(&Axis::score("s"), [99.0, 104.0].into_iter(), 0.0, 100.0, true).unwrap();
        assert_eq!(scale.px(104.0), 100.0);
        assert!(scale.ticks.iter().all(|(tick, _)| *tick <= 100.0));
    }
}
