//! Names beside points, none over another: each takes the best free place around its point, the hardest to
//! place first. A name that must stand goes farther away on a leader; another that finds no room is left out.

use crate::FONT;
use crate::geometry::{Area, Segment};
use crate::sheet::Anchor;
use crate::text::{ASCENT, DESCENT};

/// Free space kept around every name.
const GAP: f64 = 1.5;

/// A name that asks for a place.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// The point: its centre and radius.
    pub centre: (f64, f64),
    pub r: f64,
    /// The width of the name.
    pub width: f64,
    /// Placed before all others, on a leader if need be.
    pub must: bool,
    /// Among equals, the greater first.
    pub weight: f64,
}

/// A place found for the name of `wanted[index]`.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub index: usize,
    pub area: Area,
    pub anchor: Anchor,
    pub leader: Option<Segment>,
}

impl Placed {
    /// Where the text is held: x by its anchor, y of its base line.
    pub fn hold(&self) -> (f64, f64) {
        let x = match self.anchor {
            Anchor::Start => self.area.left,
            Anchor::Middle => (self.area.left + self.area.right) / 2.0,
            Anchor::End => self.area.right,
        };
        (x, self.area.bottom - DESCENT * FONT)
    }
}

/// What names keep clear of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ground {
    /// Names stay inside.
    pub inside: Option<Area>,
    /// No name overlaps these.
    pub taken: Vec<Area>,
    /// Names avoid these where they can.
    pub lines: Vec<Segment>,
    /// Leaders of names placed so far: no later name overlaps them.
    pub leaders: Vec<Segment>,
}

#[derive(Clone, Debug)]
struct Candidate {
    place: Placed,
    cost: f64,
}

/// Height of one line of text.
pub(crate) const LINE: f64 = (ASCENT + DESCENT) * FONT;

/// Places the names that must stand (`must`) or those that need not; all points are kept clear of either way.
/// `sparing` takes the heaviest first, and of those that need not stand only the ones that find a place beside their
/// point, on no line and close to no other point: whose name it is must be plain.
pub(crate) fn place(wanted: &[Wanted], must: bool, ground: &mut Ground, sparing: bool) -> Vec<Placed> {
    let mut open: Vec<(usize, Vec<Candidate>)> = (0..wanted.len())
        .filter(|&i| wanted[i].must == must)
        .map(|i| (i, candidates(i, wanted, ground, sparing && !must)))
        .collect();
    let mut placed = Vec::new();
    while let Some(next) = hardest(&open, wanted, sparing) {
        let (index, mut choices) = open.swap_remove(next);
        choices.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        let choice = choices.into_iter().next().map(|choice| choice.place);
        let far = || {
            if wanted[index].must {
                anywhere(index, wanted, ground)
            } else {
                None
            }
        };
        let Some(place) = choice.or_else(far) else {
            continue;
        };
        for (_, others) in &mut open {
            others.retain(|other| !clash(&other.place, &place));
        }
        ground.taken.push(place.area);
        ground.leaders.extend(place.leader);
        placed.push(place);
    }
    placed
}

/// The free place for a box of `width` and `height` nearest to `aim` (its middle), clear of points and lines.
pub(crate) fn nearest_free(
    width: f64,
    height: f64,
    aim: (f64, f64),
    ground: &Ground,
    points: &[Wanted],
) -> Option<Area> {
    let inside = ground.inside?;
    let mut best: Option<(f64, Area)> = None;
    let steps = |from: f64, to: f64| {
        (0..=((to - from) / 5.0).max(0.0) as usize)
            .map(move |i| from + 5.0 * i as f64)
            .chain([to])
    };
    for top in steps(inside.top, inside.bottom - height) {
        for left in steps(inside.left, inside.right - width) {
            let area = Area::new(left, top, left + width, top + height);
            let off = (left + width / 2.0 - aim.0).hypot(top + height / 2.0 - aim.1);
            if best.as_ref().is_some_and(|(least, _)| off >= *least) || !inside.contains(&area) {
                continue;
            }
            let roomy = area.grown(3.0);
            let free = !ground.taken.iter().any(|taken| taken.overlaps(&roomy))
                && !ground
                    .lines
                    .iter()
                    .chain(&ground.leaders)
                    .any(|line| roomy.meets(line))
                && !points.iter().any(|point| roomy.distance(point.centre) < point.r);
            if free {
                best = Some((off, area));
            }
        }
    }
    best.map(|(_, area)| area)
}

/// The next to place: the one with the fewest places left or, sparing, the heaviest.
fn hardest(open: &[(usize, Vec<Candidate>)], wanted: &[Wanted], sparing: bool) -> Option<usize> {
    let near = |choices: &[Candidate]| choices.iter().filter(|c| c.place.leader.is_none()).count();
    (0..open.len()).min_by(|&a, &b| {
        let ((ia, ca), (ib, cb)) = (&open[a], &open[b]);
        let (wa, wb) = (&wanted[*ia], &wanted[*ib]);
        let room = if sparing {
            std::cmp::Ordering::Equal
        } else {
            near(ca).cmp(&near(cb))
        };
        room.then(wb.weight.total_cmp(&wa.weight)).then(ia.cmp(ib))
    })
}

fn clash(a: &Placed, b: &Placed) -> bool {
    a.area.grown(GAP).overlaps(&b.area)
        || b.leader.is_some_and(|line| a.area.grown(GAP).meets(&line))
        || a.leader.is_some_and(|line| b.area.grown(GAP).meets(&line))
}

/// Directions around a point in half-widths and half-heights of the name, with their cost: right, left,
/// above, below, then the corners.
const AROUND: [(f64, f64, f64); 16] = [
    (1.0, 0.0, 0.0),
    (-1.0, 0.0, 0.6),
    (0.0, -1.0, 1.0),
    (0.0, 1.0, 1.1),
    (1.0, -0.7, 0.9),
    (1.0, 0.7, 1.0),
    (-1.0, -0.7, 1.3),
    (-1.0, 0.7, 1.4),
    (0.5, -1.0, 1.2),
    (0.5, 1.0, 1.3),
    (-0.5, -1.0, 1.4),
    (-0.5, 1.0, 1.5),
    (1.0, -0.35, 0.5),
    (1.0, 0.35, 0.5),
    (-1.0, -0.35, 0.9),
    (-1.0, 0.35, 0.9),
];

fn candidates(index: usize, wanted: &[Wanted], ground: &Ground, near_only: bool) -> Vec<Candidate> {
    let point = &wanted[index];
    let rings: &[f64] = if near_only {
        &[0.0]
    } else {
        &[0.0, 9.0, 18.0, 28.0]
    };
    let mut found = Vec::new();
    for (ring, &away) in rings.iter().enumerate() {
        for (across, down, cost) in AROUND {
            let place = beside(index, point, across, down, away);
            if !fits(&place, wanted, ground, true) {
                continue;
            }
            let crossed = ground.lines.iter().filter(|line| place.area.meets(line)).count();
            let crowd = wanted
                .iter()
                .enumerate()
                .filter(|(i, other)| *i != index && place.area.distance(other.centre) < other.r + 4.0);
            let crowd = crowd.count();
            if near_only && crossed + crowd > 0 {
                continue;
            }
            let cost = cost + 3.0 * ring as f64 + 2.0 * crossed as f64 + 0.8 * crowd as f64;
            found.push(Candidate { place, cost });
        }
    }
    found
}

/// The name of a point in one direction, `away` px farther than touching it.
fn beside(index: usize, point: &Wanted, across: f64, down: f64, away: f64) -> Placed {
    let (cx, cy) = point.centre;
    let gap = point.r + 3.5 + away;
    // Letters leave air above and below them that a name beside a point does not need.
    let (half_width, half_height) = (point.width / 2.0, LINE / 2.0);
    let (x, y) = if across.abs() >= 1.0 {
        let lean = if away > 0.0 { away * down * 1.4 } else { 0.0 };
        (
            cx + across * (gap - down.abs() * 2.0 + half_width),
            cy + down * 2.0 * half_height * 0.6 + lean,
        )
    } else {
        (
            cx + across * half_width * 1.2,
            cy + down * (gap - 2.5 + half_height),
        )
    };
    let area = Area::new(x - half_width, y - half_height, x + half_width, y + half_height);
    let anchor = match across {
        a if a >= 0.5 => Anchor::Start,
        a if a <= -0.5 => Anchor::End,
        _ => Anchor::Middle,
    };
    Placed {
        index,
        area,
        anchor,
        leader: (away > 0.0).then(|| leader(point, &area)),
    }
}

/// From the rim of the point to the nearest place of the name.
fn leader(point: &Wanted, area: &Area) -> Segment {
    let (cx, cy) = point.centre;
    let (x, y) = (
        cx.clamp(area.left, area.right),
        cy.clamp(area.top + 3.0, area.bottom - 3.0),
    );
    let length = (x - cx).hypot(y - cy).max(1e-9);
    let (x1, y1) = (cx + (x - cx) / length * point.r, cy + (y - cy) / length * point.r);
    Segment {
        x1,
        y1,
        x2: x - (x - cx) / length * 1.5,
        y2: y - (y - cy) / length * 1.5,
    }
}

fn fits(place: &Placed, wanted: &[Wanted], ground: &Ground, leader_matters: bool) -> bool {
    let roomy = place.area.grown(GAP);
    ground.inside.is_none_or(|inside| inside.contains(&place.area))
        && !ground.taken.iter().any(|taken| taken.overlaps(&roomy))
        && !ground.leaders.iter().any(|line| roomy.meets(line))
        && !wanted
            .iter()
            .any(|point| place.area.distance(point.centre) < point.r + 1.0)
        && (!leader_matters
            || place.leader.is_none_or(|line| {
                !ground.taken.iter().any(|taken| taken.meets(&line))
                    && !wanted
                        .iter()
                        .enumerate()
                        .any(|(i, point)| i != place.index && line.distance(point.centre) < point.r + 1.5)
            }))
}

/// The free place nearest to a point, wherever it is, on a leader.
fn anywhere(index: usize, wanted: &[Wanted], ground: &Ground) -> Option<Placed> {
    let inside = ground.inside?;
    let point = &wanted[index];
    let mut best: Option<(f64, Placed)> = None;
    for row in 0..=(inside.height() / 6.0) as usize {
        for column in 0..=(inside.width() / 8.0) as usize {
            let (left, top) = (inside.left + 8.0 * column as f64, inside.top + 6.0 * row as f64);
            let area = Area::new(left, top, left + point.width, top + LINE);
            let off = area.distance(point.centre);
            if best.as_ref().is_some_and(|(least, _)| off >= *least) {
                continue;
            }
            let anchor = Anchor::Start;
            let place = Placed {
                index,
                area,
                anchor,
                leader: Some(leader(point, &area)),
            };
            if fits(&place, wanted, ground, false) {
                best = Some((off, place));
            }
        }
    }
    best.map(|(_, place)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(count: usize, inside: Area, must: bool) -> (Vec<Wanted>, Ground) {
        let mut state = 7_u64;
        let mut next = move || {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (state >> 33) as f64 / (1_u64 << 31) as f64
        };
        let wanted = (0..count)
            .map(|i| Wanted {
                centre: (
                    inside.left + next() * inside.width(),
                    inside.top + next() * inside.height(),
                ),
                r: 3.0 + 4.0 * next(),
                width: 20.0 + 80.0 * next(),
                must,
                weight: i as f64,
            })
            .collect();
        (
            wanted,
            Ground {
                inside: Some(inside),
                ..Ground::default()
            },
        )
    }

    #[test]
    fn no_two_names_overlap_and_none_covers_a_point_however_dense_the_crowd() {
        for count in [5, 40, 150] {
            for sparing in [false, true] {
                for must in [false, true] {
                    let (wanted, mut ground) = crowd(count, Area::new(0.0, 0.0, 500.0, 400.0), must);
                    let placed = place(&wanted, must, &mut ground, sparing);
                    assert!(!placed.is_empty());
                    for (i, a) in placed.iter().enumerate() {
                        assert!(ground.inside.unwrap().contains(&a.area));
                        assert!(placed[i + 1..].iter().all(|b| !a.area.overlaps(&b.area)));
                        assert!(
                            wanted
                                .iter()
                                .all(|point| a.area.distance(point.centre) >= point.r)
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_lone_point_has_its_name_at_its_right_without_a_leader() {
        let wanted = [Wanted {
            centre: (50.0, 50.0),
            r: 5.0,
            width: 40.0,
            must: false,
            weight: 1.0,
        }];
        let mut ground = Ground {
            inside: Some(Area::new(0.0, 0.0, 200.0, 100.0)),
            ..Ground::default()
        };
        let placed = place(&wanted, false, &mut ground, false);
        assert_eq!(placed[0].anchor, Anchor::Start);
        assert!(placed[0].leader.is_none() && placed[0].area.left > 55.0);
    }

    #[test]
    fn a_name_that_must_stand_goes_away_on_a_leader_where_another_is_left_out() {
        let inside = Area::new(0.0, 0.0, 200.0, 100.0);
        for must in [false, true] {
            let point = Wanted {
                centre: (100.0, 50.0),
                r: 5.0,
                width: 40.0,
                must,
                weight: 1.0,
            };
            let taken = vec![Area::new(40.0, 20.0, 160.0, 80.0)];
            let mut ground = Ground {
                inside: Some(inside),
                taken,
                ..Ground::default()
            };
            let placed = place(&[point], must, &mut ground, true);
            assert_eq!(
                placed.iter().filter(|p| p.leader.is_some()).count(),
                usize::from(must)
            );
        }
    }
}
