//! Draws the scale of a gap: three lines of words, so that none stands in another's way.

use super::Gap;
use crate::axis::{Scale, decimals_of, nice_ticks};
use crate::geometry::{Area, Segment};
use crate::key::{Key, Sign};
use crate::paint::Paint;
use crate::sheet::{Sheet, Words, base_line, words_width};
use crate::text::{clean, fit};
use crate::{Axis, FONT};

/// Top of the scale, below the words of what is expected.
const TOP: f64 = 1.8 * FONT;
/// Where the dot stands, below its words.
const DOT: f64 = TOP + 2.6 * FONT;
/// Where the plain mean stands.
const PLAIN: f64 = DOT + 1.7 * FONT;

impl Gap {
    pub(super) fn sheet(&self, width: f64) -> Option<Sheet> {
        let scale = self.scale(width)?;
        let held = |value: Option<f64>| value.filter(|&v| self.x.holds(v));
        let bottom = if held(self.direct).is_some() {
            PLAIN + FONT
        } else {
            DOT + 1.4 * FONT
        };
        let margin = if self.margin > 0.0 && held(self.expected).is_some() {
            self.margin_label.as_str()
        } else {
            ""
        };
        let interval = held(self.low)
            .and(held(self.high))
            .map_or("", |_| self.interval_label.as_str());
        let key = Key::new(&[(Sign::Interval, interval), (Sign::Band, margin)], width);
        let key_top = bottom + 3.7 * FONT;
        let mut sheet = Sheet::new(width, (key_top + key.height).ceil());

        self.draw_axis(&mut sheet, &scale, bottom, width);
        let tick = held(self.expected).map(|expected| {
            let x = scale.px(expected);
            let (from, to) = (scale.px(expected - self.margin), scale.px(expected + self.margin));
            if self.margin > 0.0 && from.is_finite() && to.is_finite() {
                sheet.rect(
                    Area::new(from, TOP, to, bottom),
                    (Paint::GreyMark, 0.16),
                    None,
                    "",
                );
            }
            sheet.line(Segment::upright(x, TOP, bottom), Paint::Ink, 2.0, None);
            let words = self.named(&self.expected_name, expected, width);
            write_over(&mut sheet, &words, x, TOP - 0.5 * FONT, width, false, None);
            x
        });
        if let Some(observed) = held(self.observed) {
            let x = scale.px(observed);
            if let Some((low, high)) = held(self.low).zip(held(self.high)) {
                sheet.line(
                    Segment::level(DOT, scale.px(low), scale.px(high)),
                    self.tone.fill(),
                    4.0,
                    None,
                );
            }
            let words = self.named(&self.observed_name, observed, width / 1.13);
            sheet.circle((x, DOT), 6.5, Some((self.tone.stroke(), 1.0)), None, &words);
            write_over(&mut sheet, &words, x, DOT - 1.1 * FONT, width, true, tick);
        }
        if let Some(direct) = held(self.direct) {
            self.draw_direct(&mut sheet, direct, scale.px(direct), tick, width);
        }
        key.draw(&mut sheet, key_top);
        Some(sheet)
    }

    /// From a round number below all values to one above, both printed.
    fn scale(&self, width: f64) -> Option<Scale> {
        let (low, high, step) = self.range()?;
        let axis = Axis {
            log: false,
            ..self.x.clone()
        };
        let decimals = decimals_of(&[low, high, low + step]).min(3);
        let ends = [low, high].map(|end| (end, axis.tick_text(end, decimals)));
        let half = |text: &str| words_width(text, false) / 2.0;
        let inset = ends
            .each_ref()
            .map(|(_, text)| (half(text) + 1.0).clamp(8.0, width / 3.0));
        let mut scale = Scale::exact(&axis, (low, high), inset[0], width - inset[1], false);
        // Between the ends every step is written, or none where there is no room.
        let steps = ((high - low) / step).round().clamp(1.0, 20.0) as usize;
        let between = (1..steps)
            .map(|i| low + step * i as f64)
            .filter(|tick| tick + 0.5 * step < high);
        let [first, last] = ends;
        let all: Vec<_> = [first.clone()]
            .into_iter()
            .chain(between.map(|tick| (tick, axis.tick_text(tick, decimals))))
            .chain([last.clone()])
            .collect();
        let roomy = all.windows(2).all(|pair| {
            scale.px(pair[1].0) - scale.px(pair[0].0) > half(&pair[0].1) + half(&pair[1].1) + FONT
        });
        scale.ticks = if roomy { all } else { vec![first, last] };
        Some(scale)
    }

    /// The lower and upper end of the scale, within the limits of the axis, and the step they are rounded to.
    fn range(&self) -> Option<(f64, f64, f64)> {
        let band = self.expected.map(|e| [e - self.margin, e + self.margin]);
        let values = [self.expected, self.observed, self.direct, self.low, self.high];
        let values = values.into_iter().flatten().chain(band.into_iter().flatten());
        let (low, high) = values
            .filter(|&v| self.x.holds(v))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| {
                (l.min(v), h.max(v))
            });
        if low > high {
            return None;
        }
        let pad = if high > low {
            0.15 * (high - low)
        } else {
            low.abs().max(1.0) * 0.1
        };
        let (low, high) = (low - pad, high + pad);
        let ticks = nice_ticks(low, high, 4);
        let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).next();
        let step = step.unwrap_or(high - low);
        let (from, to) = ((low / step).floor() * step, (high / step).ceil() * step);
        let limits = self
            .x
            .limits
            .filter(|&(least, most)| self.x.holds(least) && self.x.holds(most) && least < most);
        Some(match limits {
            Some((least, most)) if from.max(least) < to.min(most) => (from.max(least), to.min(most), step),
            Some((least, most)) => (least, most, step),
            None => (from, to, step),
        })
    }

    fn draw_axis(&self, sheet: &mut Sheet, scale: &Scale, bottom: f64, width: f64) {
        let ends = (scale.ticks.first(), scale.ticks.last());
        if let (Some(first), Some(last)) = ends {
            let line = Segment::level(bottom, scale.px(first.0), scale.px(last.0));
            sheet.line(line, Paint::Edge, 1.0, None);
        }
        for (value, text) in &scale.ticks {
            let x = scale.px(*value);
            sheet.line(Segment::upright(x, TOP, bottom), Paint::Grid, 1.0, None);
            sheet.line(Segment::upright(x, bottom, bottom + 4.0), Paint::Edge, 1.0, None);
            sheet.words(Words::new(text, x, bottom + 4.0 + 1.1 * FONT).middle().muted());
        }
        let label = fit(&clean(&self.x.label), FONT, width);
        sheet.words(Words::new(&label, width, bottom + 3.1 * FONT).end().muted());
    }

    /// The plain mean: a small hollow dot with its words at the side away from what is expected.
    fn draw_direct(&self, sheet: &mut Sheet, value: f64, x: f64, tick: Option<f64>, width: f64) {
        let (left, right) = (x - 9.0, width - x - 9.0);
        let words = self.named(&self.direct_name, value, left.max(right));
        let wide = words_width(&words, false);
        let to_left = if wide <= left.min(right) {
            tick.is_some_and(|tick| x <= tick)
        } else {
            left > right
        };
        let grey = Some(Paint::GreyMark);
        sheet.circle((x, PLAIN), 4.5, Some((Paint::Paper, 1.0)), grey, &words);
        let written = Words::new(&words, if to_left { left } else { x + 9.0 }, base_line(PLAIN));
        sheet.words(if to_left { written.end() } else { written }.muted().halo());
    }

    fn named(&self, name: &str, value: f64, room: f64) -> String {
        let number = self.x.tick_text(value, self.x.decimals);
        let name = fit(&clean(name), FONT, room - words_width(&number, false) - 5.0);
        let between = if name.is_empty() { "" } else { " " };
        format!("{name}{between}{number}")
    }
}

/// Words over a mark at `x`, held on the sheet and, where there is room, beside the tick instead of across it.
fn write_over(sheet: &mut Sheet, words: &str, x: f64, y: f64, width: f64, strong: bool, tick: Option<f64>) {
    let half = words_width(words, strong) / 2.0;
    let mut middle = x;
    if let Some(tick) = tick.filter(|tick| (tick - x).abs() < half + 5.0) {
        let aside = half + 5.0;
        middle = if x <= tick { tick - aside } else { tick + aside };
        if middle < half || middle > width - half {
            middle = if x <= tick { tick + aside } else { tick - aside };
        }
    }
    let middle = middle.min(width - half).max(half);
    sheet.words(Words::new(words, middle, y).middle().strong(strong).halo());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::tests::assert_legible;
    use crate::{Chart, Tone};

    fn chart(expected: f64, observed: f64, half: f64) -> Gap {
        Gap {
            x: Axis::score("0–100 分"),
            expected: Some(expected),
            expected_name: "模型预期".into(),
            margin: 2.0,
            margin_label: "上下 2 分以内算相当".into(),
            observed: Some(observed),
            observed_name: "城关镇".into(),
            low: Some(observed - half),
            high: Some(observed + half),
            interval_label: "90% 区间".into(),
            direct: Some(observed - 0.8),
            direct_name: "原始平均".into(),
            tone: Tone::Below,
            row_heading: "项目".into(),
            ..Gap::default()
        }
    }

    #[test]
    fn no_two_texts_overlap_wherever_the_two_values_stand() {
        for expected in [0.0, 3.0, 54.4, 99.0, 100.0] {
            for observed in [0.0, 1.0, 48.8, 54.4, 55.0, 98.0, 100.0] {
                for width in [340.0, 540.0, 780.0] {
                    let mut gap = chart(expected, observed, 3.1);
                    assert_legible(&gap.sheet(width).unwrap(), width);
                    gap.observed_name =
                        "城关镇环境卫生和垃圾处理满意度调查办公室主任科员及其他工作人员".into();
                    gap.expected_name = gap.observed_name.clone();
                    gap.direct_name = gap.observed_name.clone();
                    assert_legible(&gap.sheet(width).unwrap(), width);
                }
            }
        }
    }

    #[test]
    fn both_ends_of_the_scale_are_printed_and_stay_inside_the_limits() {
        let sheet = chart(54.4, 48.8, 3.1).sheet(340.0).unwrap();
        let texts: Vec<&str> = sheet.texts.iter().map(|(text, _)| text.as_str()).collect();
        assert!(texts.contains(&"40") && texts.contains(&"60"), "{texts:?}");
        let sheet = chart(99.0, 97.0, 4.0).sheet(340.0).unwrap();
        assert!(sheet.texts.iter().any(|(text, _)| text == "100"));
        assert!(!sheet.texts.iter().any(|(text, _)| text == "105"));
    }

    #[test]
    fn the_words_of_the_dot_stand_beside_the_tick_of_what_is_expected() {
        let sheet = chart(54.4, 53.0, 3.1).sheet(540.0).unwrap();
        let area = |name: &str| {
            sheet
                .texts
                .iter()
                .find(|(text, _)| text.starts_with(name))
                .map(|(_, area)| *area)
        };
        let tick = area("模型预期").map(|a| (a.left + a.right) / 2.0).unwrap();
        assert!(area("城关镇").unwrap().right < tick);
    }

    #[test]
    fn what_is_not_known_is_left_out_and_nothing_known_is_no_drawing() {
        let mut gap = chart(54.4, 48.8, 3.1);
        (gap.expected, gap.low, gap.direct) = (None, None, Some(f64::NAN));
        let svg = gap.svg("a", 540.0).unwrap();
        assert!(
            !svg.contains("模型预期") && !svg.contains("90%") && !svg.contains("原始"),
            "{svg}"
        );
        gap.observed = None;
        gap.high = None;
        assert!(gap.svg("a", 540.0).is_none());
    }
}
