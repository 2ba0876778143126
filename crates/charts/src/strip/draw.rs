//! Draws lines over columns: thin and grey where a place stays, thick with its rank sets where it moves.

use super::{Strip, StripRow};
use crate::axis::{Scale, number};
use crate::curve::{Look, Stroke};
use crate::geometry::Segment;
use crate::key::{Key, Sign};
use crate::labels::LINE;
use crate::paint::Paint;
use crate::sheet::{Sheet, Words, base_line, words_width};
use crate::spread::spread;
use crate::text::{clean, fit, wrap_evenly};
use crate::{Axis, FONT, text_width};

/// Names are written beside all places up to this many.
const NAMED: usize = 12;
/// Movers stand this far apart in a column, so that their rank sets are told from each other.
const APART: f64 = 5.0;
const GAP: f64 = 12.0;

/// Where columns and ranks stand.
struct Plot {
    columns: Vec<f64>,
    ranks: Scale,
    last: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Strip {
    pub(super) fn sheet(&self, width: f64) -> Option<Sheet> {
        let count = self.columns.len();
        let rows: Vec<&StripRow> = self
            .rows
            .iter()
            .filter(|row| (0..count).any(|c| row.rank(c).is_some()))
            .collect();
        let ranks = rows.iter().flat_map(|row| (0..count).filter_map(|c| row.rank(c)));
        let last = ranks.map(|(_, worst)| worst).fold(0.0, f64::max);
        if last < 1.0 {
            return None;
        }
        let named = |row: &StripRow| row.mover || rows.len() <= NAMED;
        let room = 0.34 * width;
        let names: Vec<String> = rows
            .iter()
            .map(|row| {
                if named(row) {
                    fit(&clean(&row.label), FONT, room / 1.13)
                } else {
                    String::new()
                }
            })
            .collect();
        let widest = names
            .iter()
            .zip(&rows)
            .map(|(name, row)| words_width(name, row.mover))
            .fold(0.0, f64::max);
        let shown = names.iter().filter(|name| !name.is_empty()).count();
        let key = self.key(&rows, width);
        let left = text_width(&number(last, 0), FONT).max(FONT) + 20.0;
        let right = width - widest - if widest > 0.0 { GAP + 12.0 } else { 20.0 };
        let step = (right - left) / (count.max(2) - 1) as f64;
        let columns: Vec<f64> = (0..count)
            .map(|c| {
                if count == 1 {
                    (left + right) / 2.0
                } else {
                    left + step * c as f64
                }
            })
            .collect();
        let heads = self.heads(&columns, width, step);
        let lines = heads.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0) as f64;
        let top = key.height + LINE * 1.2 * (lines + 1.0) + 0.9 * FONT;
        let tall = (17.0 * rows.len() as f64)
            .clamp(200.0, 640.0)
            .max((LINE + 2.0) * shown as f64);
        let scale = Scale::exact(&Axis::default(), (0.5, last + 0.5), top, top + tall, true);
        let plot = Plot {
            columns,
            ranks: scale,
            last,
            left,
            right,
            top,
            bottom: top + tall,
        };

        let mut sheet = Sheet::new(width, (plot.bottom + 0.8 * FONT).ceil());
        key.draw(&mut sheet, 0.0);
        self.draw_scales(&mut sheet, &plot, &heads, key.height, width);
        let mut ends = Vec::new();
        let mut turn = 0;
        for movers in [false, true] {
            for (row, name) in rows.iter().zip(&names).filter(|(row, _)| row.mover == movers) {
                let aside = if movers {
                    APART * [0.0, 1.0, -1.0, 2.0, -2.0][turn % 5]
                } else {
                    0.0
                };
                let look = look(movers, turn);
                turn += usize::from(movers);
                let end = draw_row(&mut sheet, row, &plot, look, aside);
                ends.extend(end.map(|end| (end, name, movers)));
            }
        }
        write_names(&mut sheet, &ends, &plot);
        Some(sheet)
    }

    fn key(&self, rows: &[&StripRow], width: f64) -> Key {
        let words = |mover: bool, label| {
            if rows.iter().any(|row| row.mover == mover) {
                label
            } else {
                ""
            }
        };
        let entries = [
            (
                Sign::Stroke(look(true, 0)),
                words(true, self.mover_label.as_str()),
            ),
            (Sign::Stroke(look(false, 0)), words(false, &self.stays_label)),
        ];
        Key::new(&entries, width)
    }

    /// The words over each column and the middle they stand at, each in its own part of the width; none where columns
    /// are too close for words.
    fn heads(&self, columns: &[f64], width: f64, step: f64) -> Vec<(f64, Vec<String>)> {
        let count = columns.len();
        let head = |(c, name): (usize, &String)| {
            let x = columns[c];
            let from = if c == 0 { 0.0 } else { x - step / 2.0 + 4.0 };
            let to = if c + 1 == count {
                width
            } else {
                x + step / 2.0 - 4.0
            };
            let room = (to - from).min(if count == 1 { width } else { step - 8.0 });
            if room < 2.0 * FONT {
                return (x, Vec::new());
            }
            let mut lines = wrap_evenly(&clean(name), FONT, room);
            if lines.len() > 3 {
                let rest = lines.split_off(2).concat();
                lines.push(fit(&rest, FONT, room));
            }
            let half = lines
                .iter()
                .map(|line| text_width(line, FONT))
                .fold(0.0, f64::max)
                / 2.0;
            (x.min(to - half).max(from + half), lines)
        };
        self.columns.iter().enumerate().map(head).collect()
    }

    fn draw_scales(
        &self,
        sheet: &mut Sheet,
        plot: &Plot,
        heads: &[(f64, Vec<String>)],
        head: f64,
        width: f64,
    ) {
        for rank in shown_ranks(plot.last, plot.bottom - plot.top) {
            let y = plot.ranks.px(rank);
            sheet.words(
                Words::new(&number(rank, 0), plot.left - 16.0, base_line(y))
                    .end()
                    .muted(),
            );
        }
        for (x, (middle, lines)) in plot.columns.iter().zip(heads) {
            sheet.line(
                Segment::upright(*x, plot.top, plot.bottom),
                Paint::Edge,
                1.0,
                None,
            );
            for (i, line) in lines.iter().enumerate() {
                let below = (lines.len() - 1 - i) as f64;
                let y = plot.top - 0.7 * FONT - 1.2 * LINE * below;
                sheet.words(Words::new(line, *middle, y).middle().muted());
            }
        }
        let label = fit(&clean(&self.rank_label), FONT, width);
        sheet.words(Words::new(&label, 0.0, head + 1.1 * FONT).muted());
    }
}

/// Draws one place; where its line ends.
fn draw_row(sheet: &mut Sheet, row: &StripRow, plot: &Plot, look: Look, aside: f64) -> Option<(f64, f64)> {
    let tip = if row.tip.is_empty() { &row.label } else { &row.tip };
    let places: Vec<Option<(f64, f64, f64)>> = (0..plot.columns.len())
        .map(|c| {
            let (best, worst) = row.rank(c)?;
            Some((plot.columns[c] + aside, plot.ranks.px(best), plot.ranks.px(worst)))
        })
        .collect();
    let middle = |(x, best, worst): (f64, f64, f64)| (x, (best + worst) / 2.0);
    for run in places.split(Option::is_none) {
        let line: Vec<(f64, f64)> = run.iter().flatten().copied().map(middle).collect();
        sheet.curve(&line, look.paint, look.width, look.stroke);
    }
    for place in places.iter().flatten() {
        if row.mover {
            sheet.line(Segment::upright(place.0, place.1, place.2), look.paint, 2.0, None);
        }
        let (r, fill) = if row.mover {
            (4.5, look.paint)
        } else {
            (2.5, Paint::Paper)
        };
        sheet.circle(middle(*place), r, Some((fill, 1.0)), Some(look.paint), tip);
    }
    places.iter().flatten().last().copied().map(middle)
}

/// Names at the right, on thin lines to where their own lines end.
fn write_names(sheet: &mut Sheet, ends: &[((f64, f64), &String, bool)], plot: &Plot) {
    let shown: Vec<_> = ends.iter().filter(|(_, name, _)| !name.is_empty()).collect();
    let wanted: Vec<f64> = shown.iter().map(|(end, _, _)| end.1).collect();
    for ((end, name, mover), y) in shown
        .iter()
        .zip(spread(&wanted, LINE + 2.0, plot.top, plot.bottom))
    {
        let x = plot.right + GAP + 8.0;
        sheet.line(
            Segment::new(end.0 + 5.0, end.1, x - 3.0, y),
            Paint::Hatch,
            1.0,
            None,
        );
        let paint = if *mover { Paint::Ink } else { Paint::Muted };
        sheet.words(Words::new(name, x, base_line(y)).paint(paint).strong(*mover));
    }
}

/// Movers differ by their strokes, stayers are thin and grey.
fn look(mover: bool, turn: usize) -> Look {
    if mover {
        let stroke = [Stroke::Solid, Stroke::Dashed, Stroke::Dotted][turn % 3];
        Look {
            paint: Paint::Accent,
            width: 2.0,
            stroke,
        }
    } else {
        Look {
            paint: Paint::GreyMark,
            width: 0.8,
            stroke: Stroke::Solid,
        }
    }
}

/// The first rank, and every rank that is a round number with room for it.
fn shown_ranks(last: f64, height: f64) -> Vec<f64> {
    let most = height / (2.0 * FONT);
    let step = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]
        .into_iter()
        .find(|step| last / step <= most);
    let step = step.unwrap_or(last.ceil().max(1.0));
    let rounds = (1..=(last / step) as usize).map(|i| step * i as f64);
    let first = if step > 1.0 { Some(1.0) } else { None };
    first
        .into_iter()
        .chain(rounds.filter(|rank| step == 1.0 || *rank > 2.0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chart;
    use crate::sheet::tests::assert_legible;

    fn chart(name: &str, count: usize, columns: usize) -> Strip {
        let row = |i: usize| {
            let ranks = (0..columns).map(|c| {
                let moved = if i % 6 == 1 { (3 * c) as f64 } else { 0.0 };
                let best = 1.0 + (i as f64 + moved) % count as f64;
                (i + c != 4).then_some((best, (best + 3.0).min(count as f64)))
            });
            StripRow {
                label: format!("{name}{i}"),
                ranks: ranks.collect(),
                mover: i % 6 == 1,
                ..StripRow::default()
            }
        };
        Strip {
            columns: (0..columns).map(|c| format!("只数前两项的比例{c}")).collect(),
            rows: (0..count).map(row).collect(),
            rank_label: "名次".into(),
            mover_label: "位次会变".into(),
            stays_label: "位次不变".into(),
            ..Strip::default()
        }
    }

    #[test]
    fn no_two_texts_overlap_however_many_places_and_columns() {
        for name in [
            "镇",
            "Dumfries & Galloway ",
            "城关镇环境卫生和垃圾处理满意度调查办公室主任科员及其他工作人员",
        ] {
            for count in [1, 2, 12, 24, 200] {
                for columns in [1, 2, 5, 40] {
                    for width in [340.0, 540.0, 780.0] {
                        assert_legible(&chart(name, count, columns).sheet(width).unwrap(), width);
                    }
                }
            }
        }
    }

    #[test]
    fn places_that_all_share_one_rank_set_are_named_below_each_other() {
        let mut chart = chart("镇", 12, 3);
        for row in &mut chart.rows {
            row.ranks = vec![Some((1.0, 12.0)); 3];
        }
        for width in [340.0, 780.0] {
            let sheet = chart.sheet(width).unwrap();
            assert_legible(&sheet, width);
            assert!(
                chart
                    .rows
                    .iter()
                    .all(|row| sheet.texts.iter().any(|(text, _)| *text == row.label))
            );
        }
    }

    #[test]
    fn among_many_places_only_movers_are_named() {
        let chart = chart("第", 24, 4);
        let sheet = chart.sheet(780.0).unwrap();
        for row in &chart.rows {
            assert_eq!(
                sheet.texts.iter().any(|(text, _)| *text == row.label),
                row.mover,
                "{}",
                row.label
            );
        }
    }

    #[test]
    fn a_column_without_a_rank_parts_the_line_and_shows_a_dash_in_the_table() {
        let mut chart = chart("镇", 1, 3);
        chart.rows[0].ranks = vec![Some((1.0, 2.0)), None, Some((2.0, 1.0))];
        let svg = chart.svg("a", 540.0).unwrap();
        assert!(!svg.contains("<polyline"));
        let shown: Vec<_> = chart.table().rows[0]
            .iter()
            .map(|cell| cell.shown.clone())
            .collect();
        assert_eq!(shown, ["镇0", "1–2", "–", "1–2"]);
    }

    #[test]
    fn ranks_are_whole_numbers_from_the_first_on() {
        assert_eq!(shown_ranks(4.0, 200.0), [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(shown_ranks(24.0, 200.0), [1.0, 5.0, 10.0, 15.0, 20.0]);
        assert!(Strip::default().svg("a", 340.0).is_none());
    }
}
