//! Draws series over years, with their names at their ends.

use super::{Lines, Series};
use crate::axis::Scale;
use crate::geometry::{Area, Segment};
use crate::key::{Key, Sign};
use crate::labels::LINE;
use crate::paint::Paint;
use crate::sheet::{Sheet, Words, base_line};
use crate::spread::spread;
use crate::text::{BOLD, clean, fit};
use crate::{FONT, text_width};

impl Lines {
    /// The points of a series that have a place, in order of years, parted where a value is missing.
    fn runs(&self, series: &Series) -> Vec<Vec<(i32, f64)>> {
        let mut points = series.points.clone();
        points.sort_by_key(|point| point.0);
        points.dedup_by_key(|point| point.0);
        points
            .split(|point| point.1.is_none_or(|v| !self.y.holds(v)))
            .map(|run| {
                run.iter()
                    .filter_map(|&(year, value)| Some((year, value?)))
                    .collect()
            })
            .filter(|run: &Vec<_>| !run.is_empty())
            .collect()
    }

    pub(super) fn sheet(&self, width: f64) -> Option<Sheet> {
        let narrow = width < 480.0;
        let runs: Vec<_> = self.series.iter().map(|series| self.runs(series)).collect();
        let values = || runs.iter().flatten().flatten().map(|&(_, value)| value);
        let years = || runs.iter().flatten().flatten().map(|&(year, _)| year);
        let (first, last) = (years().min()?, years().max()?);

        let ends = self.end_words(&runs, if narrow { 0.36 } else { 0.28 } * width);
        let room = ends.iter().flat_map(|(lines, strong)| {
            let bold = if *strong { BOLD } else { 1.0 };
            lines.iter().map(move |words| text_width(words, FONT) * bold)
        });
        let room = room.fold(0.0, f64::max);
        let tall = LINE
            * ends
                .iter()
                .map(|(lines, _)| lines.len())
                .max()
                .unwrap_or(1)
                .max(1) as f64;
        let lowest = tall * ends.iter().filter(|(lines, _)| !lines.is_empty()).count() as f64;
        let height = (if narrow { 230.0_f64 } else { 280.0 }).max(lowest + 6.0 * FONT);
        let (top, bottom) = (2.2 * FONT, height - 2.0 * FONT);
        let window = self.window.as_ref().filter(|w| w.from <= last && w.to >= first);
        let key = Key::new(&[(Sign::Band, window.map_or("", |w| w.label.as_str()))], width);
        let zero = (self.from_zero && !self.y.log).then_some(0.0);
        let mut y = Scale::new(&self.y, values().chain(zero), bottom, top, true)?;
        if self.from_zero && values().all(|v| v >= 0.0) && !self.y.log {
            let most = values().fold(0.0, f64::max);
            y = Scale::exact(
                &self.y,
                (0.0, if most > 0.0 { 1.06 * most } else { 1.0 }),
                bottom,
                top,
                true,
            );
        }
        let ticks = y
            .ticks
            .iter()
            .map(|(_, text)| text_width(text, FONT))
            .fold(0.0, f64::max);
        let (left, right) = (ticks.min(0.4 * width) + 9.0, width - room - 12.0);
        let span = f64::from(last.saturating_sub(first)).max(1.0);
        let inner = (left + 14.0, right - 6.0);
        let x = |year: i32| match last == first {
            true => (inner.0 + inner.1) / 2.0,
            false => inner.0 + f64::from(year.saturating_sub(first)) / span * (inner.1 - inner.0),
        };

        let below = if key.height > 0.0 {
            key.height + 0.4 * FONT
        } else {
            0.0
        };
        let mut sheet = Sheet::new(width, (height + below).ceil());
        key.draw(&mut sheet, height + 0.4 * FONT);
        if let Some(window) = window {
            let half = (inner.1 - inner.0) / (2.0 * span);
            let from = (x(window.from.max(first)) - half).max(left);
            let to = (x(window.to.min(last)) + half).min(right);
            sheet.rect(
                Area::new(from, top, to, bottom),
                (Paint::GreyMark, 0.12),
                None,
                "",
            );
        }
        for (value, text) in &y.ticks {
            let at = y.px(*value);
            sheet.line(Segment::level(at, left, right), Paint::Grid, 1.0, None);
            sheet.words(Words::new(text, left - 7.0, base_line(at)).end().muted());
        }
        sheet.line(Segment::level(bottom, left, right), Paint::Edge, 1.0, None);
        for year in shown_years(first, last, inner.1 - inner.0) {
            let at = x(year);
            sheet.line(Segment::upright(at, bottom, bottom + 4.0), Paint::Edge, 1.0, None);
            sheet.words(
                Words::new(&year.to_string(), at, bottom + 4.0 + 1.1 * FONT)
                    .middle()
                    .muted(),
            );
        }
        let label = fit(&clean(&self.y.label), FONT, width);
        sheet.words(Words::new(&label, 0.0, FONT).muted());

        for (series, runs) in self.series.iter().zip(&runs).rev() {
            self.draw_series(&mut sheet, series, runs, &x, &y);
        }
        let heights: Vec<f64> = runs
            .iter()
            .map(|r| r.last().map_or(0.0, |run| y.px(run[run.len() - 1].1)))
            .collect();
        let shown: Vec<usize> = (0..ends.len()).filter(|&i| !ends[i].0.is_empty()).collect();
        let wanted: Vec<f64> = shown.iter().map(|&i| heights[i]).collect();
        // a name above its number reaches half a line farther
        let more = (tall - LINE) / 2.0;
        for (&i, at) in shown
            .iter()
            .zip(spread(&wanted, tall + 2.0, top + more, bottom - more))
        {
            let (lines, strong) = &ends[i];
            let first = at - LINE * (lines.len() as f64 - 1.0) / 2.0;
            for (line, words) in (0_u8..).zip(lines) {
                let at = base_line(first + LINE * f64::from(line));
                sheet.words(Words::new(words, right + 8.0, at).strong(*strong));
            }
        }
        Some(sheet)
    }

    /// What stands at the end of each series: name and last number in a line, or the number below its name, or as much of
    /// that as there is room for.
    fn end_words(&self, runs: &[Vec<Vec<(i32, f64)>>], room: f64) -> Vec<(Vec<String>, bool)> {
        let words = |series: &Series, runs: &Vec<Vec<(i32, f64)>>| {
            let Some(&(_, value)) = runs.last().and_then(|run| run.last()) else {
                return Vec::new();
            };
            let room = if series.emphasis { room / BOLD } else { room };
            let value = self.y.tick_text(value, self.y.decimals);
            let name = clean(&series.name);
            let both = format!("{name} {value}");
            if text_width(&both, FONT) <= room {
                return vec![both];
            }
            vec![fit(&name, FONT, room), fit(&value, FONT, room)]
        };
        self.series
            .iter()
            .zip(runs)
            .map(|(series, runs)| (words(series, runs), series.emphasis))
            .collect()
    }

    fn draw_series(
        &self,
        sheet: &mut Sheet,
        series: &Series,
        runs: &[Vec<(i32, f64)>],
        x: &dyn Fn(i32) -> f64,
        y: &Scale,
    ) {
        let paint = series.tone.stroke();
        for run in runs {
            let places: Vec<(f64, f64)> = run.iter().map(|&(year, value)| (x(year), y.px(value))).collect();
            let width = if series.emphasis { 2.5 } else { 1.5 };
            if self.steps {
                sheet.curve(&stepped(&places), paint, width, series.stroke);
            } else {
                sheet.curve(&places, paint, width, series.stroke);
            }
            for (&place, &(year, value)) in places.iter().zip(run) {
                let tip = format!(
                    "{} {year} {}",
                    series.name,
                    self.y.tick_text(value, self.y.decimals)
                );
                let (r, fill) = if series.emphasis {
                    (4.0, paint)
                } else {
                    (3.0, Paint::Paper)
                };
                sheet.circle(place, r, Some((fill, 1.0)), Some(paint), &tip);
            }
        }
    }
}

/// A line that changes half-way between two places.
fn stepped(places: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let turns = places.windows(2).flat_map(|pair| {
        let half = (pair[0].0 + pair[1].0) / 2.0;
        [pair[0], (half, pair[0].1), (half, pair[1].1)]
    });
    turns.chain(places.last().copied()).collect()
}

/// The last year and as many before it, at equal steps, as have room.
fn shown_years(first: i32, last: i32, room: f64) -> Vec<i32> {
    let each = text_width("2026", FONT) + 1.4 * FONT;
    let most = (room / each).floor().max(1.0);
    let step = (f64::from(last.saturating_sub(first)) / most).ceil().max(1.0) as i32;
    (0..=most as i32)
        .map(|i| last.saturating_sub(i.saturating_mul(step)))
        .take_while(|&year| year >= first)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Axis, Chart, Window};

    fn chart(series: usize) -> Lines {
        let series = (0..series).map(|s| Series {
            emphasis: s == 0,
            ..Series::new(
                format!("河口镇财政所{s}"),
                (2015..2026).map(move |year| (year, 400.0 + (s % 3) as f64)),
            )
        });
        Lines {
            y: Axis::new("元/人"),
            series: series.collect(),
            from_zero: true,
            ..Lines::default()
        }
    }

    #[test]
    fn no_two_texts_overlap_however_close_the_series_end() {
        for count in [1, 2, 6, 14] {
            for width in [340.0, 540.0, 780.0] {
                crate::sheet::tests::assert_legible(&chart(count).sheet(width).unwrap(), width);
            }
        }
    }

    #[test]
    fn a_long_name_stands_above_its_number_and_is_not_cut() {
        for name in ["Clackmannanshire", "Shetland Islands", "同样条件通常花"] {
            let mut chart = chart(3);
            chart.series[1].name = name.to_owned();
            for width in [340.0, 540.0] {
                let sheet = chart.sheet(width).unwrap();
                crate::sheet::tests::assert_legible(&sheet, width);
                assert!(
                    sheet.texts.iter().any(|(text, _)| text.starts_with(name)),
                    "{name}, {width}"
                );
            }
        }
    }

    #[test]
    fn a_missing_year_parts_the_line() {
        let mut chart = chart(1);
        chart.series[0].points[4].1 = None;
        chart.series[0].points[6].1 = Some(f64::NAN);
        assert_eq!(
            chart
                .runs(&chart.series[0])
                .iter()
                .map(Vec::len)
                .collect::<Vec<_>>(),
            [4, 1, 4]
        );
        assert_eq!(chart.table().rows[4][1].shown, "–");
    }

    #[test]
    fn years_are_shown_as_room_allows_and_the_last_always() {
        assert_eq!(shown_years(2019, 2022, 400.0), [2022, 2021, 2020, 2019]);
        assert_eq!(shown_years(2011, 2020, 150.0).first(), Some(&2020));
        assert_eq!(shown_years(i32::MIN, i32::MAX, 100.0).first(), Some(&i32::MAX));
    }

    #[test]
    fn a_step_changes_half_way_between_two_years() {
        let line = stepped(&[(0.0, 5.0), (10.0, 9.0)]);
        assert_eq!(line, [(0.0, 5.0), (5.0, 5.0), (5.0, 9.0), (10.0, 9.0)]);
        assert_eq!(stepped(&[(3.0, 4.0)]), [(3.0, 4.0)]);
    }

    #[test]
    fn the_years_that_count_stand_on_a_ground_with_words_below() {
        let mut chart = chart(3);
        chart.window = Some(Window {
            from: 2023,
            to: 2030,
            label: "这三年算进本次判断".into(),
        });
        for width in [340.0, 540.0, 780.0] {
            let sheet = chart.sheet(width).unwrap();
            crate::sheet::tests::assert_legible(&sheet, width);
            assert!(sheet.texts.iter().any(|(text, _)| text.starts_with("这三年")));
        }
        chart.window = Some(Window {
            from: 1999,
            to: 2001,
            label: "早先".into(),
        });
        assert!(!chart.svg("a", 780.0).unwrap().contains("早先"));
    }

    #[test]
    fn a_series_without_a_number_draws_nothing() {
        let empty = Series {
            points: vec![(2020, None), (2021, Some(f64::INFINITY))],
            ..Series::default()
        };
        assert!(
            Lines {
                series: vec![empty],
                ..Lines::default()
            }
            .svg("a", 780.0)
            .is_none()
        );
    }
}
