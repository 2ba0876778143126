//! Draws rows of bars or dots: names at the left or above, numbers at the right.

use super::{Bar, Bars};
use crate::axis::Scale;
use crate::geometry::{Area, Segment};
use crate::paint::Paint;
use crate::sheet::{Sheet, Words, base_line, words_width};
use crate::text::{BOLD, clean, fit};
use crate::{Axis, FONT, text_width};

/// Where the columns of the drawing stand.
struct Columns {
    /// Names stand above their bars, not beside them.
    stacked: bool,
    names: f64,
    values: f64,
    left: f64,
    right: f64,
    head: f64,
    row: f64,
}

impl Bars {
    pub(super) fn sheet(&self, width: f64) -> Option<Sheet> {
        if self.rows.is_empty() {
            return None;
        }
        let columns = self.columns(width);
        let bottom = columns.head + columns.row * self.rows.len() as f64;
        let foot = if self.dots { 3.6 * FONT } else { 2.0 * FONT };
        let scale = self.scale(&columns);
        let mut sheet = Sheet::new(width, (bottom + foot).ceil());
        if let Some(scale) = &scale {
            self.draw_axis(&mut sheet, scale, &columns, bottom);
        }
        let label = fit(&clean(&self.x.label), FONT, width);
        let label_y = bottom + if self.dots { 3.1 } else { 1.5 } * FONT;
        sheet.words(Words::new(&label, columns.right, label_y).end().muted());
        for (i, row) in self.rows.iter().enumerate() {
            let top = columns.head + columns.row * i as f64;
            self.draw_row(&mut sheet, row, top, scale.as_ref(), &columns, width);
        }
        if let Some(scale) = &scale {
            self.draw_reference(&mut sheet, scale, &columns, bottom, width);
        }
        Some(sheet)
    }

    fn columns(&self, width: f64) -> Columns {
        let widest = |text: fn(&Bar) -> &String| {
            self.rows
                .iter()
                .map(|row| text_width(&clean(text(row)), FONT))
                .fold(0.0, f64::max)
                * BOLD
        };
        let (names, values) = (
            widest(|row| &row.label),
            widest(|row| &row.shown).min(0.45 * width),
        );
        let inline = width - names - values - 26.0;
        let stacked = names > 0.34 * width || inline < 0.42 * width;
        let reference = self.reference.as_ref().is_some_and(|r| !r.label.is_empty());
        let heads = usize::from(reference) + usize::from(!self.expected_label.is_empty());
        Columns {
            stacked,
            names: if stacked { width - values - 12.0 } else { names },
            left: if stacked { 4.0 } else { names + 14.0 },
            values,
            right: width
                - if values > 0.0 && !stacked {
                    values + 12.0
                } else {
                    8.0
                },
            head: 4.0 + 1.5 * FONT * heads as f64,
            row: if stacked { 44.0 } else { 29.0 },
        }
    }

    fn scale(&self, columns: &Columns) -> Option<Scale> {
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

    fn draw_axis(&self, sheet: &mut Sheet, scale: &Scale, columns: &Columns, bottom: f64) {
        let upright = |x: f64| Segment::upright(x, columns.head, bottom);
        if self.dots {
            for (value, text) in &scale.ticks {
                let x = scale.px(*value);
                sheet.line(upright(x), Paint::Grid, 1.0, None);
                sheet.words(Words::new(text, x, bottom + 1.4 * FONT).middle().muted());
            }
        } else {
            sheet.line(upright(scale.px(0.0)), Paint::Edge, 1.0, None);
        }
    }

    fn draw_row(
        &self,
        sheet: &mut Sheet,
        row: &Bar,
        top: f64,
        scale: Option<&Scale>,
        at: &Columns,
        width: f64,
    ) {
        let middle = top + if at.stacked { 30.0 } else { at.row / 2.0 };
        let name_y = if at.stacked {
            top + 1.2 * FONT
        } else {
            base_line(middle)
        };
        let name_room = if row.emphasis { at.names / BOLD } else { at.names };
        let name = fit(&clean(&row.label), FONT, name_room);
        sheet.words(Words::new(&name, 0.0, name_y).strong(row.emphasis).halo());
        if let Some(hidden) = &row.hidden {
            let text = fit(&clean(hidden), FONT, width - at.left - 7.0);
            sheet.words(Words::new(&text, at.left + 7.0, base_line(middle)).muted());
            return;
        }
        let shown = fit(&clean(&row.shown), FONT, at.values / BOLD);
        sheet.words(
            Words::new(&shown, width, if at.stacked { name_y } else { base_line(middle) })
                .halo()
                .end()
                .strong(row.emphasis),
        );
        let (Some(value), Some(scale)) = (row.drawable(), scale) else {
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

    fn draw_reference(&self, sheet: &mut Sheet, scale: &Scale, at: &Columns, bottom: f64, width: f64) {
        if let Some(reference) = self.reference.as_ref().filter(|r| r.value.is_finite()) {
            let x = scale.px(reference.value);
            sheet.line(
                Segment::upright(x, at.head - 2.0, bottom),
                Paint::Ink,
                1.0,
                Some("3 3"),
            );
            let label = fit(&clean(&reference.label), FONT, width);
            let half = words_width(&label, false) / 2.0;
            let middle = x.clamp(half, (width - half).max(half));
            sheet.words(Words::new(&label, middle, at.head - 0.5 * FONT).middle().muted());
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
    fn bars_start_at_zero_on_either_side() {
        let rows = vec![Bar::new("a", -4.0, "−4"), Bar::new("b", 8.0, "8")];
        let chart = Bars {
            rows,
            ..Bars::default()
        };
        let scale = chart.scale(&chart.columns(780.0)).unwrap();
        assert!(scale.px(-4.0) < scale.px(0.0) && scale.px(0.0) < scale.px(8.0));
        assert!(Bars::default().svg("a", 780.0).is_none());
    }
}
