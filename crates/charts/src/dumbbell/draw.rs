//! Draws two panels of dots beside each other, or nothing where no row has a name or a number.

use super::{Dumbbell, DumbbellRow, Pair};
use crate::axis::Scale;
use crate::geometry::Segment;
use crate::key::{Key, Sign};
use crate::paint::Paint;
use crate::rows::{RowWords, Rows};
use crate::sheet::{Sheet, Words, base_line};
use crate::text::{clean, fit, wrap_evenly};
use crate::{Axis, FONT, Tone};

/// Height of a line of words above a panel.
const LINE: f64 = 1.3 * FONT;

/// One panel: its axis, its ends, and its scale where any row has a number.
struct Panel<'a> {
    axis: &'a Axis,
    left: f64,
    right: f64,
    scale: Option<Scale>,
    pair: fn(&DumbbellRow) -> &Pair,
}

impl Dumbbell {
    pub(super) fn sheet(&self, width: f64) -> Option<Sheet> {
        if self.rows.is_empty() {
            return None;
        }
        let entries = [
            (Sign::Filled, self.own_label.as_str()),
            (Sign::Hollow, &self.other_label),
        ];
        let key = Key::new(&entries, width);
        let words: Vec<RowWords> = self.rows.iter().map(DumbbellRow::words).collect();
        // Once for the width of the panels, which decides how many lines stand above them.
        let panels = self.panels(&lay_out(&words, width, 0.0));
        let titles = panels.each_ref().map(|panel| title(panel));
        let lines = titles.iter().map(Vec::len).max().unwrap_or(0) as f64;
        let head = key.height + LINE * lines + 0.9 * FONT;
        let rows = lay_out(&words, width, head);
        let mut sheet = Sheet::new(width, (rows.bottom + 2.0 * FONT).ceil());
        key.draw(&mut sheet, 0.0);
        for (panel, title) in panels.iter().zip(&titles) {
            for (i, line) in title.iter().enumerate() {
                let below = (title.len() - 1 - i) as f64;
                sheet.words(Words::new(line, panel.left, head - 0.7 * FONT - LINE * below).muted());
            }
            draw_grid(&mut sheet, panel, head, rows.bottom);
        }
        for (i, row) in self.rows.iter().enumerate() {
            rows.write(&mut sheet, i, &words[i]);
            for panel in &panels {
                self.draw_pair(&mut sheet, row, panel, rows.middle(i));
            }
        }
        Some(sheet)
    }

    fn panels(&self, rows: &Rows) -> [Panel<'_>; 2] {
        let gap = if rows.stacked { 18.0 } else { 30.0 };
        let half = (rows.right - rows.left - gap) / 2.0;
        let panel = |axis, left, pair| {
            let right = left + half;
            Panel {
                axis,
                left,
                right,
                scale: self.scale(axis, (left, right), pair),
                pair,
            }
        };
        [
            panel(&self.left, rows.left, |row| &row.left),
            panel(&self.right, rows.right - half, |row| &row.right),
        ]
    }

    fn scale(&self, axis: &Axis, ends: (f64, f64), pair: fn(&DumbbellRow) -> &Pair) -> Option<Scale> {
        let open = self.rows.iter().map(pair).filter(|pair| pair.hidden.is_none());
        let values = open.flat_map(|pair| [pair.own, pair.other]).flatten();
        Scale::new(axis, values, ends.0 + 8.0, ends.1 - 8.0, false)
    }

    fn draw_pair(&self, sheet: &mut Sheet, row: &DumbbellRow, panel: &Panel<'_>, y: f64) {
        let pair = (panel.pair)(row);
        if let Some(hidden) = &pair.hidden {
            let text = fit(&clean(hidden), FONT, panel.right - panel.left - 4.0);
            sheet.words(Words::new(&text, panel.left + 4.0, base_line(y)).muted().halo());
            return;
        }
        let Some(scale) = &panel.scale else { return };
        sheet.line(Segment::level(y, panel.left, panel.right), Paint::Grid, 1.0, None);
        let place = |value: Option<f64>| value.filter(|&v| panel.axis.holds(v)).map(|v| scale.px(v));
        let (own, other) = (place(pair.own), place(pair.other));
        if let Some((own, other)) = own.zip(other) {
            // Thin where nothing can be told, so that print in grey shows it too.
            let width = if pair.tone == Tone::Unclear { 2.0 } else { 5.0 };
            sheet.line(Segment::level(y, own, other), pair.tone.fill(), width, None);
        }
        let tip = if pair.tip.is_empty() {
            self.tip(row, pair, panel.axis)
        } else {
            pair.tip.clone()
        };
        if let Some(x) = other {
            sheet.circle(
                (x, y),
                6.5,
                Some((Paint::Paper, 1.0)),
                Some(pair.tone.stroke()),
                &tip,
            );
        }
        if let Some(x) = own {
            sheet.circle((x, y), 5.0, Some((pair.tone.stroke(), 1.0)), None, &tip);
        }
    }

    fn tip(&self, row: &DumbbellRow, pair: &Pair, axis: &Axis) -> String {
        let shown = |value: Option<f64>| axis.tick_text(value.unwrap_or(f64::NAN), axis.decimals);
        let (own, other) = (shown(pair.own), shown(pair.other));
        format!(
            "{} {} {own}, {} {other}",
            row.label, self.own_label, self.other_label
        )
    }
}

impl DumbbellRow {
    fn words(&self) -> RowWords<'_> {
        RowWords {
            label: &self.label,
            strong: self.emphasis,
            ..RowWords::default()
        }
    }
}

/// Two panels need most of the width.
fn lay_out(words: &[RowWords<'_>], width: f64, head: f64) -> Rows {
    Rows::lay_out_wide(words, width, head, 29.0, 0.75)
}

/// What a panel measures, in three lines at most.
fn title(panel: &Panel<'_>) -> Vec<String> {
    let room = panel.right - panel.left;
    let mut lines = wrap_evenly(&clean(&panel.axis.label), FONT, room);
    if lines.len() > 3 {
        let rest = lines.split_off(2).concat();
        lines.push(fit(&rest, FONT, room));
    }
    lines
}

fn draw_grid(sheet: &mut Sheet, panel: &Panel<'_>, top: f64, bottom: f64) {
    for (value, text) in panel.scale.iter().flat_map(|scale| &scale.ticks) {
        let x = panel.scale.as_ref().map_or(panel.left, |scale| scale.px(*value));
        sheet.line(Segment::upright(x, top, bottom), Paint::Grid, 1.0, None);
        sheet.tick(
            text,
            x,
            bottom + 1.4 * FONT,
            (panel.left - 6.0, panel.right + 6.0),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chart;
    use crate::sheet::tests::assert_legible;

    fn chart(name: &str, count: usize) -> Dumbbell {
        let pair = |value: f64| Pair {
            own: Some(value),
            other: Some(value * 1.1),
            ..Pair::default()
        };
        let row = |i: usize| DumbbellRow {
            label: format!("{name}{i}"),
            left: pair(100.0 + 20.0 * i as f64),
            right: Pair {
                hidden: (i == 1).then(|| "少于 10 份,不显示".into()),
                ..pair(50.0)
            },
            emphasis: i == 0,
        };
        Dumbbell {
            left: Axis::new("人均投入,元/人(三年平均,2026 年价格)"),
            right: Axis::score("满意度,0–100 分"),
            own_label: "城关镇".into(),
            other_label: "全县".into(),
            rows: (0..count).map(row).collect(),
            row_heading: "服务".into(),
            ..Dumbbell::default()
        }
    }

    #[test]
    fn no_two_texts_overlap_within_a_panel_or_between_the_two() {
        for name in [
            "道路",
            "Culture and sport ",
            "城关镇环境卫生和垃圾处理满意度调查办公室主任科员及其他工作人员",
        ] {
            for count in [1, 2, 12, 200] {
                for width in [340.0, 540.0, 780.0] {
                    assert_legible(&chart(name, count).sheet(width).unwrap(), width);
                }
            }
        }
    }

    #[test]
    fn a_hidden_pair_shows_its_reason_and_the_other_panel_its_dots() {
        let mut chart = chart("路", 2);
        chart.rows[1].right.own = Some(33.3);
        let svg = chart.svg("a", 780.0).unwrap();
        assert!(svg.contains("少于 10 份,不显示") && !svg.contains("33.3"));
        let cells: Vec<_> = chart.table().rows[1]
            .iter()
            .map(|cell| cell.shown.clone())
            .collect();
        assert_eq!(cells, ["路1", "120", "132", "少于 10 份,不显示", "–"]);
    }

    #[test]
    fn a_panel_without_a_number_stays_empty() {
        let mut chart = chart("路", 3);
        for row in &mut chart.rows {
            row.right = Pair::default();
        }
        let svg = chart.svg("a", 540.0).unwrap();
        // Two dots in each of three rows, and two in the key.
        assert_eq!(svg.matches("<circle").count(), 8);
        assert_eq!(chart.table().rows[0][3].shown, "–");
    }
}
