//! Draws places as rows of two dots and an interval.

use super::{Dot, Dots};
use crate::axis::{Scale, number};
use crate::geometry::Segment;
use crate::key::{HATCH, Key, Sign};
use crate::paint::Paint;
use crate::rows::{RowWords, Rows};
use crate::sheet::{Sheet, Words, words_width};
use crate::text::{clean, fit};
use crate::{Axis, FONT, Tone};

impl Dots {
    pub(super) fn sheet(&self, width: f64) -> Option<Sheet> {
        if self.rows.is_empty() {
            return None;
        }
        let key = self.key(width);
        let reference = self.reference.as_ref().filter(|r| r.value.is_finite());
        let long = self.rows.len() > 20;
        let lines =
            f64::from(u8::from(reference.is_some_and(|r| !r.label.is_empty()))) + f64::from(u8::from(long));
        let head = 4.0 + key.height + 1.5 * FONT * lines;
        let labels: Vec<String> = self.rows.iter().map(Dot::signed).collect();
        let words = self.rows.iter().zip(&labels).map(|(row, label)| row.words(label));
        let words: Vec<RowWords> = words.collect();
        let rows = Rows::lay_out(&words, width, head, if long { 24.0 } else { 29.0 });
        let scale = self.scale(&rows);
        let foot = if scale.is_some() { 3.6 } else { 2.0 } * FONT;
        let mut sheet = Sheet::new(width, (rows.bottom + foot).ceil());
        key.draw(&mut sheet, 0.0);
        if let Some(scale) = &scale {
            draw_grid(&mut sheet, scale, &rows, head, long);
            if let Some(reference) = reference {
                let x = scale.px(reference.value);
                sheet.line(
                    Segment::upright(x, head - 2.0, rows.bottom),
                    Paint::Ink,
                    1.0,
                    Some("3 3"),
                );
                let label = fit(&clean(&reference.label), FONT, width);
                let half = words_width(&label, false) / 2.0;
                let middle = x.clamp(half, (width - half).max(half));
                let y = head - 0.5 * FONT - if long { 1.5 * FONT } else { 0.0 };
                sheet.words(Words::new(&label, middle, y).middle().muted());
            }
        }
        let label = fit(&clean(&self.x.label), FONT, width);
        let label_y = rows.bottom + foot - 0.5 * FONT;
        sheet.words(
            Words::new(&label, rows.right.max(words_width(&label, false)), label_y)
                .end()
                .muted(),
        );
        for (i, row) in self.rows.iter().enumerate() {
            if let (true, Some(scale)) = (rows.write(&mut sheet, i, &words[i]), &scale) {
                self.draw_row(&mut sheet, row, rows.middle(i), scale, &rows);
            }
        }
        Some(sheet)
    }

    fn key(&self, width: f64) -> Key {
        let any = self.rows.iter().any(|row| row.hatched && row.low.is_some());
        let hatched = if any { self.hatched_label.as_str() } else { "" };
        let entries = [
            (Sign::Hollow, self.direct_label.as_str()),
            (Sign::Filled, &self.smoothed_label),
            (Sign::Interval, &self.interval_label),
            (Sign::Hatched, hatched),
        ];
        Key::new(&entries, width)
    }

    fn scale(&self, rows: &Rows) -> Option<Scale> {
        let open = self.rows.iter().filter(|row| row.hidden.is_none());
        let values = open
            .flat_map(|row| [row.direct, row.smoothed, row.low, row.high])
            .flatten();
        let axis = Axis {
            log: false,
            ..self.x.clone()
        };
        let values: Vec<f64> = values.filter(|&v| axis.holds(v)).collect();
        let reference = self
            .reference
            .iter()
            .map(|r| r.value)
            .filter(|_| !values.is_empty());
        Scale::new(
            &axis,
            values.iter().copied().chain(reference),
            rows.left + 8.0,
            rows.right - 8.0,
            false,
        )
    }

    fn draw_row(&self, sheet: &mut Sheet, row: &Dot, y: f64, scale: &Scale, rows: &Rows) {
        sheet.line(Segment::level(y, rows.left, rows.right), Paint::Grid, 1.0, None);
        let tip = if row.tip.is_empty() {
            self.tip(row)
        } else {
            row.tip.clone()
        };
        let place = |value: Option<f64>| {
            value
                .filter(|&v| v.is_finite() && v.abs() < 1e12)
                .map(|v| scale.px(v))
        };
        if let Some((low, high)) = place(row.low).zip(place(row.high)) {
            let dashes = row.hatched.then_some(HATCH);
            sheet.line(Segment::level(y, low, high), row.tone.fill(), 4.0, dashes);
        }
        if let Some(x) = place(row.direct) {
            sheet.circle(
                (x, y),
                6.5,
                Some((Paint::Paper, 1.0)),
                Some(row.tone.stroke()),
                &tip,
            );
        }
        if let Some(x) = place(row.smoothed) {
            let (fill, stroke) = if row.hatched {
                (Paint::Paper, Some(row.tone.stroke()))
            } else {
                (row.tone.stroke(), None)
            };
            sheet.circle((x, y), 5.0, Some((fill, 1.0)), stroke, &tip);
        }
    }

    fn tip(&self, row: &Dot) -> String {
        let value = row.smoothed.or(row.direct).unwrap_or(f64::NAN);
        format!("{} {} {}", row.label, number(value, self.x.decimals), row.rank)
    }
}

impl Dot {
    /// The name and what the colour says, for those who print in grey.
    fn signed(&self) -> String {
        let sign = match self.tone {
            Tone::Above if self.hidden.is_none() => " ▲",
            Tone::Below if self.hidden.is_none() => " ▽",
            _ => "",
        };
        format!("{}{sign}", self.label)
    }

    fn words<'a>(&'a self, label: &'a str) -> RowWords<'a> {
        RowWords {
            heading: &self.heading,
            label,
            shown: &self.rank,
            hidden: self.hidden.as_deref(),
            strong: self.emphasis,
        }
    }
}

/// Upright grid lines with their numbers below, and above too where the drawing is long.
fn draw_grid(sheet: &mut Sheet, scale: &Scale, rows: &Rows, top: f64, above: bool) {
    for (value, text) in &scale.ticks {
        let x = scale.px(*value);
        rows.draw_upright(sheet, x, Paint::Grid);
        sheet.tick(text, x, rows.bottom + 1.4 * FONT, (0.0, rows.width));
        if above {
            sheet.tick(text, x, top - 0.5 * FONT, (0.0, rows.width));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::tests::assert_legible;
    use crate::{Chart, Reference};

    fn chart(name: &str, count: usize) -> Dots {
        let row = |i: usize| Dot {
            heading: match i {
                0 => "镇".into(),
                5 => "乡".into(),
                _ => String::new(),
            },
            label: format!("{name}{i}"),
            direct: Some(44.0 + i as f64),
            smoothed: Some(46.0 + i as f64),
            low: Some(41.0 + i as f64),
            high: Some(51.0 + i as f64),
            rank: format!("第 {i}–{} 名之间", i + 6),
            emphasis: i == 1,
            hidden: (i == 2).then(|| "少于 10 份,不显示".to_owned()),
            ..Dot::default()
        };
        Dots {
            x: Axis::score("0–100 分"),
            rows: (0..count).map(row).collect(),
            reference: Some(Reference {
                value: 50.0,
                label: "全县平均 50.0".into(),
            }),
            direct_label: "本镇答卷".into(),
            smoothed_label: "平滑后".into(),
            interval_label: "90% 区间".into(),
            row_heading: "乡镇".into(),
            group_heading: "类别".into(),
            rank_heading: "名次范围".into(),
            ..Dots::default()
        }
    }

    #[test]
    fn no_two_texts_overlap_with_one_row_and_with_two_hundred() {
        for name in [
            "镇",
            "Dumfries & Galloway ",
            "城关镇环境卫生和垃圾处理满意度调查办公室主任科员及其他工作人员",
        ] {
            for count in [1, 3, 24, 200] {
                for width in [340.0, 540.0, 780.0] {
                    assert_legible(&chart(name, count).sheet(width).unwrap(), width);
                }
            }
        }
    }

    #[test]
    fn equal_values_are_drawn_in_one_line_below_each_other() {
        let mut chart = chart("镇", 24);
        for row in &mut chart.rows {
            (row.direct, row.smoothed, row.low, row.high) = (Some(50.0), Some(50.0), Some(50.0), Some(50.0));
        }
        for width in [340.0, 780.0] {
            assert_legible(&chart.sheet(width).unwrap(), width);
        }
    }

    #[test]
    fn a_row_without_a_figure_shows_its_reason_in_drawing_and_table_and_no_number() {
        let mut chart = chart("镇", 3);
        chart.rows[2].direct = Some(33.3);
        let svg = chart.svg("a", 780.0).unwrap();
        assert!(svg.contains("少于 10 份,不显示") && !svg.contains("33.3"));
        let cells: Vec<_> = chart.table().rows[2]
            .iter()
            .map(|cell| cell.shown.clone())
            .collect();
        assert_eq!(cells[..5], ["镇2", "镇", "少于 10 份,不显示", "–", "–"]);
        assert!(chart.table().rows[2].iter().all(|cell| cell.value.is_none()));
    }

    #[test]
    fn a_hatched_row_is_told_from_the_others_in_grey_and_the_key_says_what_it_is() {
        let mut chart = chart("镇", 3);
        chart.hatched_label = "份数太少".into();
        let plain = chart.svg("a", 780.0).unwrap();
        assert!(!plain.contains("份数太少") && !plain.contains(HATCH));
        chart.rows[1].hatched = true;
        // no answers of its own: the model's dot alone
        chart.rows[1].direct = None;
        let hatched = chart.svg("a", 780.0).unwrap();
        assert!(hatched.contains("份数太少"));
        // the interval and its sign in the key
        assert_eq!(
            hatched.matches(&format!("stroke-dasharray=\"{HATCH}\"")).count(),
            2
        );
        for width in [340.0, 540.0, 780.0] {
            assert_legible(&chart.sheet(width).unwrap(), width);
        }
    }

    #[test]
    fn rows_that_have_nothing_but_reasons_are_still_drawn() {
        let mut chart = chart("镇", 3);
        for row in &mut chart.rows {
            row.hidden = Some("没有答卷".into());
        }
        let sheet = chart.sheet(340.0).unwrap();
        assert_legible(&sheet, 340.0);
        assert_eq!(
            sheet.texts.iter().filter(|(text, _)| text == "没有答卷").count(),
            3
        );
    }

    #[test]
    fn what_the_colour_says_is_printed_as_a_sign_too() {
        let mut chart = chart("镇", 4);
        (chart.rows[0].tone, chart.rows[1].tone, chart.rows[2].tone) =
            (Tone::Above, Tone::Below, Tone::Above);
        let texts: Vec<String> = chart
            .sheet(780.0)
            .unwrap()
            .texts
            .into_iter()
            .map(|(text, _)| text)
            .collect();
        assert!(texts.contains(&"镇0 ▲".to_owned()) && texts.contains(&"镇1 ▽".to_owned()));
        assert!(texts.contains(&"镇2".to_owned()) && texts.contains(&"镇3".to_owned()));
    }

    #[test]
    fn both_dots_stay_visible_when_they_agree() {
        let mut chart = chart("镇", 1);
        chart.rows[0].direct = chart.rows[0].smoothed;
        let svg = chart.svg("a", 780.0).unwrap();
        assert!(svg.contains("r=\"6.5\"") && svg.contains("r=\"5\""), "{svg}");
    }
}
