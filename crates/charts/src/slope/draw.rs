//! Draws two upright scales and the lines between; names stand at the right, each as near to its line as may be.

use super::{Change, Slope, SlopeRow};
use crate::axis::Scale;
use crate::curve::{Look, Stroke};
use crate::geometry::Segment;
use crate::key::{Key, Sign};
use crate::labels::LINE;
use crate::paint::Paint;
use crate::sheet::{Sheet, Words, base_line, words_width};
use crate::spread::spread;
use crate::text::{BOLD, clean, fit};
use crate::{Axis, FONT, Tone, text_width};

/// Names are written beside all places up to this many.
const NAMED: usize = 12;
/// Intervals at one end stand this far apart, so that they are told from each other.
const APART: f64 = 5.0;
/// From a scale to the words beside it.
const GAP: f64 = 14.0;

/// Where the two scales stand.
struct Plot {
    y: Scale,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// One place laid out: its two ends, as far as they are known, and how it is drawn.
struct Line<'a> {
    row: &'a SlopeRow,
    before: Option<(f64, f64)>,
    after: Option<(f64, f64)>,
    /// How far inside the scales its intervals stand.
    inset: f64,
    named: bool,
}

impl Slope {
    pub(super) fn sheet(&self, width: f64) -> Option<Sheet> {
        let narrow = width < 480.0;
        let rows: Vec<&SlopeRow> = self.rows.iter().filter(|row| self.drawable(row)).collect();
        let named = |row: &SlopeRow| rows.len() <= NAMED || row.emphasis || row.change != Change::CannotSay;
        let names = rows.iter().filter(|row| named(row)).count();
        let words: Vec<String> = rows
            .iter()
            .map(|row| {
                if named(row) {
                    self.words(row, narrow, 0.44 * width)
                } else {
                    String::new()
                }
            })
            .collect();
        let room = words
            .iter()
            .zip(&rows)
            .map(|(words, row)| words_width(words, row.emphasis))
            .fold(0.0, f64::max);
        let numbers = if narrow {
            0.0
        } else {
            self.number_room(&rows, &named)
        };

        let signs = [
            (Change::Up, format!("▲ {}", self.up_label), &self.up_label),
            (Change::Down, format!("▽ {}", self.down_label), &self.down_label),
            (
                Change::CannotSay,
                self.cannot_say_label.clone(),
                &self.cannot_say_label,
            ),
        ];
        let used = |change: Change| rows.iter().any(|row| row.change == change);
        let entries = signs
            .iter()
            .filter(|(change, _, word)| used(*change) && !word.is_empty());
        let entries: Vec<(Sign, &str)> = entries
            .map(|(change, words, _)| (Sign::Stroke(look(*change)), words.as_str()))
            .collect();
        let key = Key::new(&entries, width);

        let head = 4.0 + key.height + 3.9 * FONT;
        let tall = (if narrow { 260.0_f64 } else { 320.0 }).max((LINE + 2.0) * names as f64);
        let (top, bottom) = (head, head + tall);
        let values = rows.iter().flat_map(|row| self.values(row));
        let axis = Axis {
            log: false,
            ..self.y.clone()
        };
        let y = Scale::new(&axis, values, bottom, top, true)?;
        let ticks = y
            .ticks
            .iter()
            .map(|(_, text)| text_width(text, FONT))
            .fold(0.0, f64::max)
            .min(0.3 * width);
        let left = ticks + 9.0 + if numbers > 0.0 { numbers + GAP } else { 4.0 };
        let right = width - room - if room > 0.0 { GAP } else { 8.0 };
        let plot = Plot {
            y,
            left,
            right,
            top,
            bottom,
        };

        let mut sheet = Sheet::new(width, (bottom + 0.8 * FONT).ceil());
        key.draw(&mut sheet, 0.0);
        self.draw_scales(&mut sheet, &plot, ticks, 4.0 + key.height, width);
        let lines = self.lines(&rows, &named, &plot);
        // Grey first, so that what can be told lies on top.
        for told in [false, true] {
            for line in lines
                .iter()
                .filter(|line| (line.row.change != Change::CannotSay) == told)
            {
                self.draw_line(&mut sheet, line, &plot);
            }
        }
        write_names(&mut sheet, &lines, &words, &plot);
        if numbers > 0.0 {
            self.write_numbers(&mut sheet, &lines, &plot);
        }
        Some(sheet)
    }

    fn held(&self, value: Option<f64>) -> Option<f64> {
        value.filter(|&v| v.is_finite() && v.abs() < 1e12)
    }

    fn drawable(&self, row: &SlopeRow) -> bool {
        self.held(row.before).or(self.held(row.after)).is_some()
    }

    fn values(&self, row: &SlopeRow) -> impl Iterator<Item = f64> {
        let ends = [row.before_interval, row.after_interval].into_iter().flatten();
        [row.before, row.after]
            .into_iter()
            .flatten()
            .chain(ends.flat_map(|(low, high)| [low, high]))
    }

    /// What stands at the right: sign, name, later value where there is room for it, change.
    fn words(&self, row: &SlopeRow, narrow: bool, room: f64) -> String {
        let room = if row.emphasis { room / BOLD } else { room };
        let value = self
            .held(row.after)
            .filter(|_| !narrow)
            .map(|v| self.y.tick_text(v, self.y.decimals));
        let change = clean(&row.change_shown);
        let mut numbers = value.map_or(String::new(), |value| format!(" {value}"));
        if !change.is_empty() {
            numbers += &if numbers.is_empty() {
                format!(" {change}")
            } else {
                format!(" ({change})")
            };
        }
        let mark = row.change.mark();
        let left = room - text_width(&numbers, FONT) - text_width(mark, FONT);
        let name = fit(&clean(&row.label), FONT, left.max(3.0 * FONT));
        fit(format!("{mark}{name}{numbers}").trim(), FONT, room)
    }

    fn number_room(&self, rows: &[&SlopeRow], named: &dyn Fn(&SlopeRow) -> bool) -> f64 {
        let shown = rows
            .iter()
            .filter(|row| named(row))
            .filter_map(|row| self.held(row.before));
        shown
            .map(|v| text_width(&self.y.tick_text(v, self.y.decimals), FONT))
            .fold(0.0, f64::max)
    }

    /// Every dot stands on its scale; intervals take turns in standing a little inside, where they are told from each other.
    fn lines<'a>(
        &self,
        rows: &[&'a SlopeRow],
        named: &dyn Fn(&SlopeRow) -> bool,
        plot: &Plot,
    ) -> Vec<Line<'a>> {
        let told = rows.iter().filter(|row| named(row)).count().clamp(1, 6);
        let mut turn = 0;
        let line = |row: &&'a SlopeRow| {
            let named = named(row);
            let inset = if named && plot.right - plot.left > 4.0 * APART * told as f64 {
                turn += 1;
                APART * (1 + (turn - 1) % told) as f64
            } else {
                0.0
            };
            Line {
                row,
                before: self.held(row.before).map(|v| (plot.left, plot.y.px(v))),
                after: self.held(row.after).map(|v| (plot.right, plot.y.px(v))),
                inset,
                named,
            }
        };
        rows.iter().map(line).collect()
    }

    fn draw_scales(&self, sheet: &mut Sheet, plot: &Plot, ticks: f64, head: f64, width: f64) {
        for (value, text) in &plot.y.ticks {
            let y = plot.y.px(*value);
            sheet.line(Segment::level(y, ticks + 7.0, plot.right), Paint::Grid, 1.0, None);
            sheet.words(Words::new(text, ticks, base_line(y)).end().muted());
        }
        for x in [plot.left, plot.right] {
            sheet.line(Segment::upright(x, plot.top, plot.bottom), Paint::Edge, 1.0, None);
        }
        let label = fit(&clean(&self.y.label), FONT, width);
        sheet.words(Words::new(&label, 0.0, head + FONT).muted());
        let half = (plot.right - plot.left) / 2.0 - 0.5 * FONT;
        let middle = (plot.left + plot.right) / 2.0;
        // The waves stand over their scales, each on its own side of the middle.
        let before = fit(&clean(&self.before), FONT, (half + plot.left).max(FONT) / BOLD);
        let half_width = words_width(&before, true) / 2.0;
        let x = plot.left.min(middle - 0.5 * FONT - half_width).max(half_width);
        sheet.words(Words::new(&before, x, head + 2.7 * FONT).middle().strong(true));
        let after = fit(
            &clean(&self.after),
            FONT,
            (width - middle - 0.5 * FONT).max(FONT) / BOLD,
        );
        let half_width = words_width(&after, true) / 2.0;
        let x = plot
            .right
            .max(middle + 0.5 * FONT + half_width)
            .min(width - half_width);
        sheet.words(Words::new(&after, x, head + 2.7 * FONT).middle().strong(true));
    }

    fn draw_line(&self, sheet: &mut Sheet, line: &Line<'_>, plot: &Plot) {
        let look = look(line.row.change);
        if line.named {
            for (end, interval, inset) in [
                (line.before, line.row.before_interval, line.inset),
                (line.after, line.row.after_interval, -line.inset),
            ] {
                let ends = interval
                    .filter(|(low, high)| self.held(Some(*low)).and(self.held(Some(*high))).is_some());
                if let Some(((x, _), (low, high))) = end.zip(ends) {
                    let whisker = Segment::upright(x + inset, plot.y.px(low), plot.y.px(high));
                    sheet.line(whisker, look.paint, 1.0, None);
                }
            }
        }
        if let Some((from, to)) = line.before.zip(line.after) {
            let across = Segment::new(from.0, from.1, to.0, to.1);
            sheet.line(across, look.paint, look.width, look.stroke.dashes());
        }
        let tip = if line.row.tip.is_empty() {
            self.tip(line.row)
        } else {
            line.row.tip.clone()
        };
        let radius = if line.named { 4.0 } else { 2.5 };
        for centre in [line.before, line.after].into_iter().flatten() {
            let fill = if line.row.change == Change::CannotSay {
                Paint::Paper
            } else {
                look.paint
            };
            sheet.circle(centre, radius, Some((fill, 1.0)), Some(look.paint), &tip);
        }
    }

    fn tip(&self, row: &SlopeRow) -> String {
        let shown = |value: Option<f64>| self.y.tick_text(value.unwrap_or(f64::NAN), self.y.decimals);
        format!(
            "{} {} → {} {}",
            row.label,
            shown(row.before),
            shown(row.after),
            row.change_shown
        )
    }

    /// The earlier values of the named places, at the left.
    fn write_numbers(&self, sheet: &mut Sheet, lines: &[Line<'_>], plot: &Plot) {
        let shown: Vec<_> = lines
            .iter()
            .filter(|line| line.named)
            .filter_map(|line| Some((line, line.before?)))
            .collect();
        let wanted: Vec<f64> = shown.iter().map(|(_, at)| at.1).collect();
        for ((line, at), y) in shown
            .iter()
            .zip(spread(&wanted, LINE + 2.0, plot.top, plot.bottom))
        {
            let text = self
                .y
                .tick_text(line.row.before.unwrap_or(f64::NAN), self.y.decimals);
            draw_leader(sheet, (plot.left - GAP + 3.0, y), *at);
            sheet.words(
                Words::new(&text, plot.left - GAP, base_line(y))
                    .end()
                    .strong(line.row.emphasis)
                    .halo(),
            );
        }
    }
}

/// Names at the right, on a thin line to their ends where they had to move.
fn write_names(sheet: &mut Sheet, lines: &[Line<'_>], words: &[String], plot: &Plot) {
    let shown: Vec<_> = lines
        .iter()
        .zip(words)
        .filter(|(_, words)| !words.is_empty())
        .collect();
    let wanted: Vec<f64> = shown
        .iter()
        .map(|(line, _)| line.after.or(line.before).map_or(0.0, |at| at.1))
        .collect();
    for ((line, words), y) in shown
        .iter()
        .zip(spread(&wanted, LINE + 2.0, plot.top, plot.bottom))
    {
        if let Some(at) = line.after {
            draw_leader(sheet, (plot.right + GAP - 3.0, y), at);
        }
        sheet.words(Words::new(words, plot.right + GAP, base_line(y)).strong(line.row.emphasis));
    }
}

/// From words to the dot at the end of their line.
fn draw_leader(sheet: &mut Sheet, words: (f64, f64), end: (f64, f64)) {
    sheet.line(
        Segment::new(words.0, words.1, end.0, end.1),
        Paint::Hatch,
        1.0,
        None,
    );
}

/// How a change is drawn.
fn look(change: Change) -> Look {
    let (tone, width, stroke) = match change {
        Change::Up => (Tone::Above, 2.5, Stroke::Solid),
        Change::Down => (Tone::Below, 2.5, Stroke::Dashed),
        Change::CannotSay => (Tone::Unclear, 1.0, Stroke::Solid),
    };
    Look {
        paint: tone.stroke(),
        width,
        stroke,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chart;
    use crate::sheet::tests::assert_legible;

    fn chart(name: &str, count: usize, same: bool) -> Slope {
        let row = |i: usize| {
            let before = if same {
                60.0
            } else {
                50.0 + ((i * 7919) % 301) as f64 / 10.0
            };
            let change = match i % 5 {
                0 => Change::Up,
                1 => Change::Down,
                _ => Change::CannotSay,
            };
            let after = before
                + if same {
                    0.0
                } else {
                    ((i * 104_729) % 97) as f64 / 10.0 - 4.0
                };
            SlopeRow {
                label: format!("{name}{i}"),
                before: Some(before),
                before_interval: Some((before - 4.0, before + 4.0)),
                after: (i != 3).then_some(after),
                after_interval: Some((after - 3.0, after + 3.0)),
                change,
                change_shown: "+7.9".into(),
                emphasis: i == 2,
                ..SlopeRow::default()
            }
        };
        Slope {
            y: Axis::score("0–100 分"),
            before: "2024 年秋季".into(),
            after: "2026 年秋季".into(),
            rows: (0..count).map(row).collect(),
            up_label: "升".into(),
            down_label: "降".into(),
            cannot_say_label: "无法判断".into(),
            interval_heading: "90% 区间".into(),
            ..Slope::default()
        }
    }

    #[test]
    fn no_two_texts_overlap_however_many_places_end_together() {
        for name in [
            "镇",
            "Dumfries & Galloway ",
            "城关镇环境卫生和垃圾处理满意度调查办公室主任科员及其他工作人员",
        ] {
            for count in [1, 2, 12, 24, 200] {
                for width in [340.0, 540.0, 780.0] {
                    assert_legible(&chart(name, count, false).sheet(width).unwrap(), width);
                    assert_legible(&chart(name, count, true).sheet(width).unwrap(), width);
                }
            }
        }
    }

    #[test]
    fn among_many_places_those_that_rose_or_fell_are_named_and_no_others() {
        let chart = chart("第", 24, false);
        let sheet = chart.sheet(780.0).unwrap();
        for (i, row) in chart.rows.iter().enumerate() {
            let named = sheet
                .texts
                .iter()
                .any(|(text, _)| text.contains(&format!("{} ", row.label)));
            assert_eq!(named, row.change != Change::CannotSay || row.emphasis, "{i}");
        }
        let signs = |sign: &str| {
            sheet
                .texts
                .iter()
                .filter(|(text, _)| text.starts_with(sign))
                .count()
        };
        // The key has one of each too.
        assert_eq!((signs("▲"), signs("▽")), (6, 6));
    }

    #[test]
    fn every_dot_stands_on_one_of_the_two_scales() {
        for count in [1, 8, 24] {
            let svg = chart("第", count, false).svg("a", 780.0).unwrap();
            let mut at: Vec<&str> = svg
                .match_indices("<circle")
                .filter_map(|(i, _)| svg[i..].split("cx=\"").nth(1)?.split('"').next())
                .collect();
            assert!(at.len() >= 2 * count - 1, "{}", at.len());
            at.sort_unstable();
            at.dedup();
            assert_eq!(at.len(), 2, "{at:?}");
        }
    }

    #[test]
    fn rise_fall_and_neither_differ_without_colour() {
        let looks = [Change::Up, Change::Down, Change::CannotSay].map(look);
        assert_ne!(looks[0].stroke, looks[1].stroke);
        assert!(looks[2].width < looks[0].width);
    }

    #[test]
    fn a_place_seen_once_has_a_dot_and_no_line() {
        let mut chart = chart("镇", 1, false);
        chart.rows[0].before = None;
        chart.rows[0].before_interval = None;
        let svg = chart.svg("a", 540.0).unwrap();
        assert_eq!(svg.matches("<circle").count(), 1);
        assert_eq!(chart.table().rows[0][1].shown, "–");
        chart.rows[0].after = Some(f64::NAN);
        assert!(chart.svg("a", 540.0).is_none());
    }
}
