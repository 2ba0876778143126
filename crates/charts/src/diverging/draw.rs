//! Draws rows of answers about the middle of the neutral one, with the key above them.

use super::columns::Columns;
use super::{Diverging, DivergingRow};
use crate::axis::number;
use crate::geometry::{Area, Segment};
use crate::paint::Paint;
use crate::sheet::{Sheet, Words, base_line};
use crate::text::{BOLD, clean, fit};
use crate::{FONT, text_width};

impl Diverging {
    pub(super) fn sheet(&self, width: f64) -> Option<Sheet> {
        if self.rows.is_empty() || self.options.is_empty() {
            return None;
        }
        let columns = self.columns(width);
        let key = self.key(width);
        let key_height = key.last().map_or(0.0, |(_, _, y, _)| y + 1.2 * FONT);
        let head = key_height + 2.3 * FONT;
        let bottom = head + columns.row * self.rows.len() as f64;
        let mut sheet = Sheet::new(width, (bottom + 6.0).ceil());
        for (i, x, y, text) in &key {
            let (fill, _) = shade(*i, self.options.len());
            let swatch = Area::new(*x, y + 1.5, x + 11.0, y + 12.5);
            sheet.rect(
                swatch,
                (fill, 1.0),
                (fill == Paint::Even).then_some(Paint::Edge),
                "",
            );
            sheet.words(Words::new(text, x + 16.0, y + 0.92 * FONT));
        }
        self.write_heads(&mut sheet, &columns, key_height + 1.5 * FONT, width);

        let (worst, best) = self.reach();
        let unit = (columns.right - columns.left) / (worst + best);
        let middle = columns.left + worst * unit;
        for (i, row) in self.rows.iter().enumerate() {
            let top = head + columns.row * i as f64;
            self.draw_row(&mut sheet, row, top, (middle, unit), &columns, width);
        }
        for (from, to) in self.runs() {
            let (y1, y2) = (head + columns.row * from as f64, head + columns.row * to as f64);
            let (x1, x2) = (middle, middle);
            for i in from..to {
                let top = head + columns.row * i as f64;
                let bar = if columns.stacked { top + 22.0 } else { top + 4.0 };
                sheet.line(
                    Segment {
                        x1,
                        y1: bar - 4.0,
                        x2,
                        y2: bar,
                    },
                    Paint::Edge,
                    1.0,
                    None,
                );
            }
            sheet.line(
                Segment {
                    x1,
                    y1: y2 - 4.0,
                    x2,
                    y2: y2.max(y1),
                },
                Paint::Edge,
                1.0,
                None,
            );
        }
        Some(sheet)
    }

    /// The farthest that any row reaches to either side of the middle.
    fn reach(&self) -> (f64, f64) {
        let (mut worst, mut best) = (0.0_f64, 0.0_f64);
        for row in self.rows.iter().filter(|row| row.hidden.is_none()) {
            let shares = self.shares(row);
            worst = worst.max(left_of_middle(&shares));
            best = best.max(shares.iter().sum::<f64>() - left_of_middle(&shares));
        }
        if worst + best > 0.0 {
            (worst, best)
        } else {
            (0.5, 0.5)
        }
    }

    /// One share for each option, those not sound as 0, and never more than a whole together.
    fn shares(&self, row: &DivergingRow) -> Vec<f64> {
        let shares: Vec<f64> = (0..self.options.len())
            .map(|i| sound(row.shares.get(i)))
            .collect();
        let whole = shares.iter().sum::<f64>().max(1.0);
        shares.into_iter().map(|share| share / whole).collect()
    }

    /// Runs of rows that are not hidden: the middle is marked along them.
    fn runs(&self) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (i, _) in self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.hidden.is_none())
        {
            match runs.last_mut() {
                Some((_, to)) if *to == i => *to = i + 1,
                _ => runs.push((i, i + 1)),
            }
        }
        runs
    }

    fn write_heads(&self, sheet: &mut Sheet, at: &Columns, y: f64, width: f64) {
        if !at.stacked {
            for (special, &(right, own)) in self.specials.iter().zip(&at.specials) {
                sheet.words(Words::new(&fit(&clean(special), FONT, own), right - own, y).muted());
            }
        }
        for (heading, right, room) in [
            (&self.mean_heading, width - at.n, at.mean),
            (&self.n_heading, width, at.n),
        ] {
            let text = if room > 0.0 {
                fit(&clean(heading), FONT, room - 14.0)
            } else {
                String::new()
            };
            sheet.words(Words::new(&text, right, y).end().muted());
        }
    }

    fn draw_row(
        &self,
        sheet: &mut Sheet,
        row: &DivergingRow,
        top: f64,
        middle: (f64, f64),
        at: &Columns,
        width: f64,
    ) {
        let bar = if at.stacked { top + 22.0 } else { top + 4.0 };
        let text_y = base_line(bar + 14.0);
        let name_y = if at.stacked { top + 1.2 * FONT } else { text_y };
        let name = fit(
            &clean(&row.label),
            FONT,
            (at.names - if at.stacked { 0.0 } else { 14.0 }) / BOLD,
        );
        sheet.words(Words::new(&name, 0.0, name_y).strong(true));
        if let Some(hidden) = &row.hidden {
            let text = fit(&clean(hidden), FONT, width - at.left);
            sheet.words(Words::new(&text, at.left, text_y).muted());
            return;
        }
        let n = fit(&clean(&row.n), FONT, at.n - 14.0);
        let mean = fit(&clean(&row.mean), FONT, at.mean - 14.0);
        sheet.words(Words::new(&n, width, name_y).end().muted());
        sheet.words(Words::new(&mean, width - at.n, name_y).end());
        self.draw_segments(sheet, row, bar, middle);
        if at.stacked {
            self.write_specials(sheet, row, bar, at);
        } else {
            self.draw_specials(sheet, row, bar, at);
        }
    }

    /// Each special answer as a short bar in its column. Their scale is their own.
    fn draw_specials(&self, sheet: &mut Sheet, row: &DivergingRow, top: f64, at: &Columns) {
        let rows = self.rows.iter().filter(|row| row.hidden.is_none());
        let most = rows
            .flat_map(|row| &row.specials)
            .map(|share| sound(Some(share)))
            .fold(0.25, f64::max);
        for (i, &(right, own)) in at.specials.iter().enumerate() {
            let (share, left) = (sound(row.specials.get(i)), right - own);
            let text = format!("{}%", number(100.0 * share, 0));
            let tip = format!("{} · {} {text}", row.label, self.specials[i]);
            let room = own - text_width("100%", FONT) - 6.0;
            let length = if share > 0.0 {
                (share / most * room).max(1.5)
            } else {
                0.0
            };
            let area = Area::new(left, top, left + length, top + 28.0);
            if share > 0.0 {
                sheet.rect(area, (Paint::Hatch, 1.0), None, &tip);
            }
            let x = if share > 0.0 { area.right + 5.0 } else { left };
            sheet.words(Words::new(&text, x, base_line(top + 14.0)).muted());
        }
    }

    /// Each special answer in words, one below the other beside the bar.
    fn write_specials(&self, sheet: &mut Sheet, row: &DivergingRow, top: f64, at: &Columns) {
        let first = top + 14.0 - 7.5 * (self.specials.len().min(2) as f64 - 1.0);
        for (i, &(right, own)) in at.specials.iter().enumerate() {
            let percent = format!("{}%", number(100.0 * sound(row.specials.get(i)), 0));
            let name = fit(&clean(&self.specials[i]), FONT, own - text_width(" 100%", FONT));
            let y = base_line(first + 15.0 * i as f64);
            sheet.words(Words::new(&format!("{name} {percent}"), right, y).end().muted());
        }
    }

    fn draw_segments(&self, sheet: &mut Sheet, row: &DivergingRow, top: f64, (middle, unit): (f64, f64)) {
        let shares = self.shares(row);
        let mut left = middle - left_of_middle(&shares) * unit;
        for (i, share) in shares.iter().enumerate() {
            let right = left + share * unit;
            let (fill, ink) = shade(i, shares.len());
            let percent = number(100.0 * share, 0);
            let tip = format!("{} · {} {percent}%", row.label, self.options[i]);
            // A px of paper parts the segments, where there is room for it.
            let gap = if right - left > 3.0 { 0.5 } else { 0.0 };
            let area = Area::new(left + gap, top, right - gap, top + 28.0);
            if *share > 0.0 {
                sheet.rect(
                    area,
                    (fill, 1.0),
                    (fill == Paint::Even).then_some(Paint::Edge),
                    &tip,
                );
            }
            if area.width() >= text_width(&percent, FONT) + 6.0 {
                let x = (area.left + area.right) / 2.0;
                sheet.words(Words::new(&percent, x, base_line(top + 14.0)).middle().paint(ink));
            }
            left = right;
        }
    }
}

/// A share that can be drawn: 0 to 1.
fn sound(share: Option<&f64>) -> f64 {
    share
        .copied()
        .filter(|s| s.is_finite())
        .unwrap_or(0.0)
        .clamp(0.0, 1.0)
}

/// What lies left of the middle: the worse options, and half of the neutral one.
fn left_of_middle(shares: &[f64]) -> f64 {
    let half = shares.len() / 2;
    let neutral = if shares.len() % 2 == 1 {
        shares[half] / 2.0
    } else {
        0.0
    };
    shares[..half].iter().sum::<f64>() + neutral
}

/// Fill and ink of option `i` of `count`: the farther from the middle, the stronger.
fn shade(i: usize, count: usize) -> (Paint, Paint) {
    const BELOW: [(Paint, Paint); 3] = [
        (Paint::Below3, Paint::OnBelow3),
        (Paint::Below2, Paint::OnBelow2),
        (Paint::Below1, Paint::OnBelow1),
    ];
    const ABOVE: [(Paint, Paint); 3] = [
        (Paint::Above3, Paint::OnAbove3),
        (Paint::Above2, Paint::OnAbove2),
        (Paint::Above1, Paint::OnAbove1),
    ];
    // With one option on each side the middle shade is enough.
    let first = usize::from(count <= 3);
    match (2 * i + 1).cmp(&count) {
        std::cmp::Ordering::Less => BELOW[(first + i).min(2)],
        std::cmp::Ordering::Equal => (Paint::Even, Paint::OnEven),
        std::cmp::Ordering::Greater => ABOVE[(first + count - 1 - i).min(2)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chart;

    fn chart(label: &str) -> Diverging {
        let row = |i: usize| DivergingRow {
            label: format!("{label}{i}"),
            shares: [
                [0.05, 0.13, 0.21, 0.39, 0.22],
                [0.0, 0.0, 1.0, 0.0, 0.0],
                [0.9, 0.1, 0.0, 0.0, 0.0],
            ][i % 3]
                .to_vec(),
            specials: vec![0.03, 1.0],
            mean: "71.4 (68.9–73.8)".into(),
            n: "1,408".into(),
            hidden: (i == 3).then(|| "少于 10 份,不显示".to_owned()),
        };
        Diverging {
            options: ["很不满意", "不太满意", "一般", "比较满意", "非常满意"]
                .map(String::from)
                .to_vec(),
            specials: vec!["不了解".into(), "Have not used it".into()],
            rows: (0..6).map(row).collect(),
            mean_heading: "得分".into(),
            n_heading: "份".into(),
            ..Diverging::default()
        }
    }

    #[test]
    fn no_two_texts_overlap_with_short_names_and_with_long_ones() {
        for label in [
            "路",
            "Roads and getting about ",
            "城关镇环境卫生和垃圾处理满意度调查办公室主任科员及其他工作人员",
        ] {
            for width in [340.0, 540.0, 780.0] {
                crate::sheet::tests::assert_legible(&chart(label).sheet(width).unwrap(), width);
            }
        }
    }

    #[test]
    fn the_middle_of_the_neutral_answer_is_the_middle_of_the_row() {
        assert!((left_of_middle(&[0.1, 0.2, 0.4, 0.2, 0.1]) - 0.5).abs() < 1e-12);
        assert!((left_of_middle(&[0.1, 0.2, 0.3, 0.4]) - 0.3).abs() < 1e-12);
    }

    #[test]
    fn shades_grow_stronger_away_from_the_middle() {
        let five: Vec<Paint> = (0..5).map(|i| shade(i, 5).0).collect();
        assert_eq!(
            five,
            [
                Paint::Below3,
                Paint::Below2,
                Paint::Even,
                Paint::Above2,
                Paint::Above3
            ]
        );
        let two: Vec<Paint> = (0..2).map(|i| shade(i, 2).0).collect();
        assert_eq!(two, [Paint::Below2, Paint::Above2]);
    }

    #[test]
    fn a_hidden_row_shows_its_reason_and_never_its_numbers() {
        let mut chart = chart("路");
        chart.rows = vec![chart.rows.remove(3)];
        let svg = chart.svg("a", 780.0).unwrap();
        assert!(svg.contains("少于 10 份,不显示") && !svg.contains("71.4") && !svg.contains("1,408"));
        let cells = &chart.table().rows[0];
        assert_eq!(cells.len(), chart.table().headers.len());
        assert!(cells.iter().all(|cell| cell.value.is_none()));
    }

    #[test]
    fn shares_that_are_not_sound_draw_nothing_beyond_the_sheet() {
        let mut chart = chart("路");
        chart.rows[0].shares = vec![f64::NAN, f64::INFINITY, -3.0, 40.0];
        let svg = chart.svg("a", 340.0).unwrap();
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
        assert!(Diverging::default().svg("a", 780.0).is_none());
    }
}
