//! A table with its margins as a network: cells are arcs from row to column, margins arcs from and to the total. What
//! the published arcs leave open of a hidden one is the largest flow around it (Fischetti & Salazar 2001 audit by linear
//! programmes; a two-way table is a network, so that flows give the same bounds, whole numbers included).

use std::collections::VecDeque;

/// No limit; sums of a few of them still fit.
pub(super) const UNLIMITED: u64 = u64::MAX / 8;

/// Which node each arc joins. Arcs: cells row by row, then row margins, then column margins.
pub(super) struct Network {
    ends: Vec<(usize, usize)>,
    /// At each node its arcs, and whether they leave it.
    at: Vec<Vec<(usize, bool)>>,
}

/// How far each arc can be moved.
#[derive(Clone)]
pub(super) struct Room {
    pub(super) up: Vec<u64>,
    pub(super) down: Vec<u64>,
}

impl Room {
    fn of(&self, arc: usize, up: bool) -> u64 {
        if up { self.up[arc] } else { self.down[arc] }
    }

    /// Takes over how far down some arcs can still go.
    pub(super) fn keep_down(&mut self, left: &Self, which: impl Fn(usize) -> bool) {
        let down = self.down.iter_mut().zip(&left.down).enumerate();
        down.filter(|(arc, _)| which(*arc))
            .for_each(|(_, (own, left))| *own = *left);
    }

    /// Takes so much from how far down an arc can go.
    pub(super) fn lower(&mut self, arc: usize, by: u64) {
        self.down[arc] = self.down[arc].saturating_sub(by);
    }

    fn moved(&mut self, arc: usize, up: bool, by: u64) {
        let (less, more) = if up {
            (&mut self.up[arc], &mut self.down[arc])
        } else {
            (&mut self.down[arc], &mut self.up[arc])
        };
        *less = less.saturating_sub(by);
        *more = more.saturating_add(by);
    }
}

/// The way to a node: its last arc, whether that is moved up, and the node before.
type Step = Option<(usize, bool, usize)>;

impl Network {
    /// Of a table of so many rows and columns.
    pub(super) fn of_table(rows: usize, cols: usize) -> Self {
        let (source, sink) = (rows + cols, rows + cols + 1);
        let cells = (0..rows).flat_map(|r| (0..cols).map(move |c| (r, rows + c)));
        let above = (0..rows).map(|r| (source, r));
        let ends: Vec<_> = cells
            .chain(above)
            .chain((0..cols).map(|c| (rows + c, sink)))
            .collect();
        let mut at = vec![Vec::new(); rows + cols + 2];
        for (arc, &(from, to)) in ends.iter().enumerate() {
            at[from].push((arc, true));
            at[to].push((arc, false));
        }
        Self { ends, at }
    }

    /// Where a flow that moves the arc starts and ends: it goes round by the others.
    fn around(&self, arc: usize, up: bool) -> (usize, usize) {
        let (from, to) = self.ends[arc];
        if up { (to, from) } else { (from, to) }
    }

    /// Moves an arc by the others, `wanted` at most; says by how much. `room` becomes what is left, without the arc.
    pub(super) fn push(&self, room: &mut Room, arc: usize, up: bool, wanted: u64) -> u64 {
        let wanted = wanted.min(room.of(arc, up));
        (room.up[arc], room.down[arc]) = (0, 0);
        let (start, end) = self.around(arc, up);
        let mut pushed = 0;
        while pushed < wanted {
            let Some(way) = self.way(room, start, end) else {
                break;
            };
            let by = way.iter().map(|&(arc, up)| room.of(arc, up)).min().unwrap_or(0);
            let by = by.min(wanted - pushed);
            way.iter().for_each(|&(arc, up)| room.moved(arc, up, by));
            pushed += by;
        }
        pushed
    }

    /// The arcs with room in `open` that lead on from where a flow round the arc is stuck.
    pub(super) fn across(&self, room: &Room, open: &Room, (arc, up): (usize, bool)) -> Vec<usize> {
        let (start, end) = self.around(arc, up);
        let steps = self.steps(room, start, end);
        let reached = |node: usize| node == start || steps[node].is_some();
        (0..self.ends.len())
            .filter(|&a| {
                let (from, to) = self.ends[a];
                (reached(from) && !reached(to) && open.up[a] > 0)
                    || (reached(to) && !reached(from) && open.down[a] > 0)
            })
            .collect()
    }

    /// A shortest way with room on every arc.
    fn way(&self, room: &Room, start: usize, end: usize) -> Option<Vec<(usize, bool)>> {
        back(&self.steps(room, start, end), start, end)
    }

    /// How each node is reached over arcs with room, until the end is.
    fn steps(&self, room: &Room, start: usize, end: usize) -> Vec<Step> {
        let mut steps: Vec<Step> = vec![None; self.at.len()];
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for &(arc, leaves) in &self.at[node] {
                let next = self.other(arc, leaves);
                if next != start && steps[next].is_none() && room.of(arc, leaves) > 0 {
                    steps[next] = Some((arc, leaves, node));
                    if next == end {
                        return steps;
                    }
                    queue.push_back(next);
                }
            }
        }
        steps
    }

    fn other(&self, arc: usize, leaves: bool) -> usize {
        let (from, to) = self.ends[arc];
        if leaves { to } else { from }
    }

    /// The way around an arc that costs least, over arcs with `least` of room; its arcs.
    pub(super) fn cheapest(
        &self,
        room: &Room,
        cost: &[u64],
        (arc, up): (usize, bool),
        least: u64,
    ) -> Option<Vec<usize>> {
        let (start, end) = self.around(arc, up);
        let mut steps: Vec<Step> = vec![None; self.at.len()];
        let mut paid = vec![u64::MAX; self.at.len()];
        let mut done = vec![false; self.at.len()];
        paid[start] = 0;
        loop {
            let open = (0..paid.len()).filter(|&n| !done[n] && paid[n] < u64::MAX);
            let node = open.min_by_key(|&n| paid[n])?;
            if node == end {
                let way = back(&steps, start, end)?;
                return Some(way.into_iter().map(|(arc, _)| arc).collect());
            }
            done[node] = true;
            for &(other, leaves) in &self.at[node] {
                let next = self.other(other, leaves);
                let price = paid[node].saturating_add(cost[other]);
                if other != arc && room.of(other, leaves) >= least && price < paid[next] {
                    paid[next] = price;
                    steps[next] = Some((other, leaves, node));
                }
            }
        }
    }
}

fn back(steps: &[Step], start: usize, end: usize) -> Option<Vec<(usize, bool)>> {
    let (mut way, mut node) = (Vec::new(), end);
    while node != start {
        let (arc, up, before) = steps[node]?;
        way.push((arc, up));
        node = before;
    }
    Some(way)
}
