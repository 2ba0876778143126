//! Draws rows of bars or dots: names at the left or above, numbers at the right.

use super::{Bar, Bars};
use crate::axis::Scale;
use crate::geometry::{Area, Segment};
use crate::paint::Paint;
use crate::rows::{RowWords, Rows};
use crate::sheet::{Sheet, Words, words_width};
use crate::text::{clean, fit};
use crate::{Axis, FONT};

impl Bars {
    pub(super) fn sheet(&self, width: f64) -> Option<Sheet> {
        if self.rows.is_empty() {
            return None;
        }
        let head = self.head();
        let words: Vec<RowWords> = self.rows.iter().map(Bar::words).collect();
        let rows = Rows::lay_out(&words, width, head, 29.0);
        let foot = if self.dots { 3.6 * FONT } else { 2.0 * FONT };
        let scale = self.scale(&rows);
        let mut sheet = Sheet::new(width, (rows.bottom + foot).ceil());
        if let Some(scale) = &scale {
            self.draw_axis(&mut sheet, scale, &rows);
        }
        let label = fit(&clean(&self.x.label), FONT, width);
        let label_y = rows.bottom + if self.dots { 3.1 } else { 1.5 } * FONT;
        let label_x = rows.right.max(words_width(&label, false));
        sheet.words(Words::new(&label, label_x, label_y).end().muted());
        for (i, row) in self.rows.iter().enumerate() {
            if let (true, Some(scale)) = (rows.write(&mut sheet, i, &words[i]), &scale) {
                self.draw_row(&mut sheet, row, rows.middle(i), scale);
            }
        }
        if let Some(scale) = &scale {
            self.draw_reference(&mut sheet, scale, &rows, head, width);
        }
        Some(sheet)
    }

    /// Room for the words above the rows.
    fn head(&self) -> f64 {
        let reference = self.reference.as_ref().is_some_and(|r| !r.label.is_empty());
        let lines = usize::from(reference) + usize::from(!self.expected_label.is_empty());
        4.0 + 1.5 * FONT * lines as f64
    }

    fn scale(&self, columns: &Rows) -> Option<Scale> {
        let rows = self.rows.iter().filter(|row| row.drawable().is_some());
        let values = rows
            .flat_map(|row| [row.value, row.low, row.high, row.expected])
            .flatten();
        let values = values.chain(self.reference.iter().map(|r| r.value));
        let axis = Axis {
            log: false,
            ..self.x.clone()
        };
        if self.dots {
            return Scale::new(&axis, values, columns.left + 8.0, columns.right - 8.0, false);
        }
        let (low, high) = values
            .filter(|v| axis.holds(*v))
            .fold((0.0_f64, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
        let high = if low == high { 1.0 } else { high };
        let has_bars = self.rows.iter().any(|row| row.drawable().is_some());
        has_bars.then(|| Scale::exact(&axis, (low, high), columns.left, columns.right - 2.0, false))
    }

    fn draw_axis(&self, sheet: &mut Sheet, scale: &Scale, rows: &Rows) {
        if self.dots {
            for (value, text) in &scale.ticks {
                let x = scale.px(*value);
                rows.draw_upright(sheet, x, Paint::Grid);
                sheet.tick(text, x, rows.bottom + 1.4 * FONT, (0.0, rows.width));
            }
        } else {
            rows.draw_base(sheet, scale.px(0.0));
        }
    }

    fn draw_row(&self, sheet: &mut Sheet, row: &Bar, middle: f64, scale: &Scale) {
        let Some(value) = row.drawable() else {
            return;
        };
        let tip = if row.tip.is_empty() {
            format!("{} {}", row.label, row.shown)
        } else {
            row.tip.clone()
        };
        let x = scale.px(value);
        let interval = row
            .low
            .zip(row.high)
            .filter(|(low, high)| low.is_finite() && high.is_finite());
        if self.dots {
            if let Some((low, high)) = interval {
                let whisker = Segment::level(middle, scale.px(low), scale.px(high));
                sheet.line(whisker, row.tone.fill(), 4.0, None);
            }
            sheet.circle((x, middle), 6.0, Some((row.tone.stroke(), 1.0)), None, &tip);
        } else {
            let zero = scale.px(0.0);
            let bar = Area::new(x.min(zero), middle - 8.0, x.max(zero), middle + 8.0);
            sheet.rect(bar, (row.tone.fill(), 1.0), None, &tip);
            if let Some((low, high)) = interval {
                draw_whisker(sheet, scale.px(low), scale.px(high), middle);
            }
        }
        if let Some(expected) = row.expected.filter(|v| v.is_finite()) {
            let x = scale.px(expected);
            sheet.line(
                Segment::upright(x, middle - 10.0, middle + 10.0),
                Paint::Ink,
                2.0,
                None,
            );
        }
    }

    fn draw_reference(&self, sheet: &mut Sheet, scale: &Scale, at: &Rows, head: f64, width: f64) {
        if let Some(reference) = self.reference.as_ref().filter(|r| r.value.is_finite()) {
            let x = scale.px(reference.value);
            sheet.line(
                Segment::upright(x, head - 2.0, at.bottom),
                Paint::Ink,
                1.0,
                Some("3 3"),
            );
            let label = fit(&clean(&reference.label), FONT, width);
            let half = words_width(&label, false) / 2.0;
            let middle = x.clamp(half, (width - half).max(half));
            sheet.words(Words::new(&label, middle, head - 0.5 * FONT).middle().muted());
        }
        let key = fit(&clean(&self.expected_label), FONT, width - 12.0);
        if !key.is_empty() {
            sheet.line(
                Segment::upright(at.left, 1.0, 1.0 + 1.2 * FONT),
                Paint::Ink,
                2.0,
                None,
            );
            let x = (at.left + 7.0).min(width - words_width(&key, false));
            sheet.words(Words::new(&key, x, 1.1 * FONT).muted());
        }
    }
}

impl Bar {
    fn words(&self) -> RowWords<'_> {
        RowWords {
            heading: &self.heading,
            label: &self.label,
            shown: &self.shown,
            hidden: self.hidden.as_deref(),
            strong: self.emphasis,
        }
    }
}

/// An interval over a bar: paper below ink, so that it is seen on the bar and beside it.
fn draw_whisker(sheet: &mut Sheet, from: f64, to: f64, y: f64) {
    for (paint, width) in [(Paint::Paper, 4.0), (Paint::Ink, 1.5)] {
        sheet.line(Segment::level(y, from, to), paint, width, None);
    }
    for x in [from, to] {
        sheet.line(Segment::upright(x, y - 4.0, y + 4.0), Paint::Ink, 1.5, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Chart, Reference};

    fn chart(names: &str, count: usize, dots: bool) -> Bars {
        let row = |i: usize| Bar {
            low: Some(40.0 + i as f64),
            high: Some(52.0 + i as f64),
            expected: Some(50.0),
            heading: if i.is_multiple_of(4) {
                "第一档".into()
            } else {
                String::new()
            },
            emphasis: i == 1,
            hidden: (i == 2).then(|| "少于 10 份,不显示".to_owned()),
            ..Bar::new(
                format!("{names}{i}"),
                46.0 + i as f64,
                format!("{}.0 (40.0–52.0)", 46 + i),
            )
        };
        Bars {
            x: Axis::score("0–100 分"),
            rows: (0..count).map(row).collect(),
            reference: Some(Reference {
                value: 47.0,
                label: "全县中位数 47.0".into(),
            }),
            expected_label: "模型预期".into(),
            dots,
            ..Bars::default()
        }
    }

    #[test]
    fn no_two_texts_overlap_with_short_names_and_with_long_ones() {
        for names in [
            "镇",
            "Dumfries & Galloway ",
            "城关镇环境卫生和垃圾处理满意度调查办公室主任科员及其他工作人员",
        ] {
            for (count, dots) in [(1, true), (8, true), (24, false)] {
                for width in [340.0, 540.0, 780.0] {
                    let sheet = chart(names, count, dots).sheet(width).unwrap();
                    crate::sheet::tests::assert_legible(&sheet, width);
                }
            }
        }
    }

    #[test]
    fn a_hidden_row_shows_its_reason_and_never_its_number() {
        let mut chart = chart("镇", 3, false);
        chart.interval_heading = "95%".into();
        let svg = chart.svg("a", 780.0).unwrap();
        assert!(svg.contains("少于 10 份,不显示") && !svg.contains("48.0"));
        let row = &chart.table().rows[2];
        assert_eq!((row[1].shown.as_str(), row[1].value), ("少于 10 份,不显示", None));
        assert_eq!(row[2].shown, "–");
    }

    #[test]
    fn a_group_is_named_once_in_the_drawing_and_in_every_row_of_the_table() {
        let mut chart = chart("镇", 6, false);
        chart.group_heading = "档".into();
        chart.rows[4].heading = "第二档".into();
        let sheet = chart.sheet(780.0).unwrap();
        assert_eq!(sheet.texts.iter().filter(|(text, _)| text == "第一档").count(), 1);
        let table = chart.table();
        let groups: Vec<&str> = table.rows.iter().map(|row| row[1].shown.as_str()).collect();
        assert_eq!(
            groups,
            ["第一档", "第一档", "第一档", "第一档", "第二档", "第二档"]
        );
    }

    #[test]
    fn bars_start_at_zero_on_either_side() {
        let rows = vec![Bar::new("a", -4.0, "−4"), Bar::new("b", 8.0, "8")];
        let chart = Bars {
            rows,
            ..Bars::default()
        };
        let words: Vec<RowWords> = chart.rows.iter().map(Bar::words).collect();
        let rows = Rows::lay_out(&words, 780.0, 0.0, 29.0);
        let scale = chart.scale(&rows).unwrap();
        assert!(scale.px(-4.0) < scale.px(0.0) && scale.px(0.0) < scale.px(8.0));
        assert!(Bars::default().svg("a", 780.0).is_none());
    }
}
