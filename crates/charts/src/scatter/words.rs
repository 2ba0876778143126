//! What is written over the points of a scatter: their names, the corners' words, notes on line and cross.

use super::bands::{DrawnLine, bands, corners};
use super::plot::Plot;
use super::{Cross, Point, Scatter};
use crate::FONT;
use crate::geometry::{Area, Segment};
use crate::labels::{Ground, Placed, Wanted, nearest_free};
use crate::paint::Paint;
use crate::sheet::{Anchor, Sheet, Words, words_width};
use crate::text::{ASCENT, clean, fit, wrap_evenly};

pub(super) fn written_name(point: &Point, narrow: bool) -> String {
    let short = clean(&point.short);
    let name = if short.is_empty() {
        clean(&point.name)
    } else {
        short
    };
    fit(&name, FONT, if narrow { 150.0 } else { 190.0 })
}

pub(super) fn write_names(sheet: &mut Sheet, placed: &[Placed], points: &[&Point], names: &[String]) {
    for leader in placed.iter().filter_map(|place| place.leader) {
        sheet.line(leader, Paint::Edge, 0.8, None);
    }
    for place in placed {
        let (x, y) = place.hold();
        let words = Words::new(&names[place.index], x, y)
            .halo()
            .strong(points[place.index].emphasis);
        sheet.words(Words {
            anchor: place.anchor,
            ..words
        });
    }
}

/// A corner's words where they would stand if no name were written: names keep off if they can.
pub(super) fn reserve_corners(cross: &Cross, plot: &Plot, points: &[Wanted]) -> Vec<Segment> {
    let places = place_corners(cross, plot, &Ground::default(), points);
    let rows = |area: Area| {
        [0.0, 0.5, 1.0].map(|share| Segment::level(area.top + share * area.height(), area.left, area.right))
    };
    places
        .into_iter()
        .flat_map(|(_, area, _)| rows(area.grown(4.0)))
        .collect()
}

/// Writes the words of the tinted corners, as far out as points and names allow.
pub(super) fn write_corners(
    sheet: &mut Sheet,
    cross: &Cross,
    plot: &Plot,
    ground: &mut Ground,
    points: &[Wanted],
) {
    for (block, area, right) in place_corners(cross, plot, ground, points) {
        block.write(sheet, area, right);
        ground.taken.push(area);
    }
}

/// The words of each corner, their place, and whether they stand flush right. In two lines where one does not
/// come near its corner; not at all where neither does.
fn place_corners(cross: &Cross, plot: &Plot, ground: &Ground, points: &[Wanted]) -> Vec<(Block, Area, bool)> {
    let place = |(area, words, _): (Area, &str, Paint)| {
        let inside = area.grown(-4.0);
        let right = area.left > plot.area.left;
        let low = area.top > plot.area.top;
        let aim = (
            if right { inside.right } else { inside.left },
            if low { inside.bottom } else { inside.top },
        );
        let inner = Ground {
            inside: Some(inside),
            lines: Vec::new(),
            ..ground.clone()
        };
        [220.0_f64, 110.0].into_iter().find_map(|room| {
            let block = Block::new(words, Paint::Muted, room.min(inside.width()));
            let free = nearest_free(block.width, block.height(), aim, &inner, points)?;
            (free.distance(aim) < 45.0).then_some((block, free, right))
        })
    };
    corners(cross, plot).into_iter().filter_map(place).collect()
}

/// What the line and the cross mean, where there is room near them.
pub(super) fn write_notes(
    sheet: &mut Sheet,
    chart: &Scatter,
    line: Option<DrawnLine>,
    plot: &Plot,
    ground: &mut Ground,
    points: &[Wanted],
) {
    let (room, far) = if plot.narrow {
        (180.0, 90.0)
    } else {
        (175.0, 150.0)
    };
    let mut notes = Vec::new();
    if let (Some(model), Some(drawn)) = (&chart.line, line) {
        ground.lines.extend(drawn.edges);
        let drawn = drawn.line;
        let aim = (
            drawn.x1 + 0.78 * (drawn.x2 - drawn.x1),
            (drawn.y1 + drawn.y2) / 2.0,
        );
        notes.push((Block::new(&model.label, Paint::Accent, room), aim));
    }
    if let Some((cross, band)) = chart
        .cross
        .as_ref()
        .and_then(|cross| Some((cross, bands(cross, plot)?)))
    {
        let aim = (
            plot.area.right - 0.12 * plot.area.width(),
            (band.top + band.bottom) / 2.0,
        );
        notes.push((Block::new(&cross.label, Paint::Muted, room), aim));
    }
    for (block, aim) in notes.into_iter().filter(|(block, _)| !block.lines.is_empty()) {
        let free = nearest_free(block.width, block.height(), aim, ground, points);
        if let Some(area) = free.filter(|area| area.distance(aim) <= far) {
            block.write(sheet, area, false);
            ground.taken.push(area);
        }
    }
}

/// Some lines of text that belong together.
struct Block {
    lines: Vec<String>,
    width: f64,
    paint: Paint,
}

impl Block {
    fn new(words: &str, paint: Paint, room: f64) -> Self {
        let lines = wrap_evenly(&clean(words), FONT, room);
        let width = lines
            .iter()
            .map(|line| words_width(line, false))
            .fold(0.0, f64::max);
        Self { lines, width, paint }
    }

    fn height(&self) -> f64 {
        1.3 * FONT * self.lines.len() as f64
    }

    /// Writes the block into a place of its size.
    fn write(&self, sheet: &mut Sheet, area: Area, flush_right: bool) {
        let (x, anchor) = if flush_right {
            (area.right, Anchor::End)
        } else {
            (area.left, Anchor::Start)
        };
        for (i, line) in self.lines.iter().enumerate() {
            let y = area.top + ASCENT * FONT + 1.3 * FONT * i as f64;
            sheet.words(Words {
                anchor,
                ..Words::new(line, x, y).paint(self.paint).halo()
            });
        }
    }
}
