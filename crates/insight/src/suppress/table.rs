//! Which cells of a two-way table stay hidden beside those that must: the fewest answers lost that leave an attacker
//! with the margins in doubt, as long as that hides no more than a quarter more cells than would do. Added by cheapest
//! ways around each cell, then taken back where not needed.

use super::{
    Base,
    flow::{Network, Room, UNLIMITED},
};

/// So often, at most, is room made for answers that are stuck: what makes room in one place may take it from another.
const ROOM_MADE: usize = 12;

/// A table to be decided. Arcs are numbered as in [`Network`].
pub(super) struct Table<'a> {
    pub(super) k: u64,
    pub(super) rows: usize,
    pub(super) cols: usize,
    pub(super) cells: &'a [Base],
    /// Arcs hidden for every item, of which nobody knows the people; none while these are being chosen.
    pub(super) fixed: Option<&'a [bool]>,
    /// Arcs hidden at the start.
    pub(super) start: Vec<bool>,
    /// Sets tried, at most, to find one that loses less than those built cell by cell.
    pub(super) tries: usize,
    /// Cells to be protected.
    pub(super) own: Vec<bool>,
}

/// How far a hidden cell must be able to move.
#[derive(Clone, Copy)]
struct Need {
    arc: usize,
    up: bool,
    by: u64,
}

/// A table made ready for flows.
pub(super) struct Search<'a> {
    table: &'a Table<'a>,
    network: Network,
    /// Room of every arc that is or may be hidden; of one whose people may be known, by people who gave no answer.
    room: Room,
    /// Room of the arcs hidden for every item, by people who are in another of them instead.
    instead: Option<Room>,
    /// May be hidden in addition.
    candidates: Vec<bool>,
    /// Answers lost with each, and twice k more: for a few answers less no further cell is hidden.
    cost: Vec<u64>,
    needs: Vec<Need>,
}

impl<'a> Search<'a> {
    pub(super) fn new(table: &'a Table<'a>) -> Self {
        let sums = margins(table.rows, table.cols, table.cells);
        let arcs: Vec<&Base> = table.cells.iter().chain(&sums).collect();
        let cells = table.cells.len();
        let candidates: Vec<bool> = (0..arcs.len())
            .map(|a| a < cells && arcs[a].people > 0 && !table.start[a])
            .collect();
        let usable = |a: usize| candidates[a] || table.start[a];
        let room = |limit: &dyn Fn(usize) -> Option<u64>| Room {
            up: (0..arcs.len())
                .map(|a| limit(a).filter(|_| usable(a)).unwrap_or(0))
                .collect(),
            down: (0..arcs.len())
                .map(|a| limit(a).filter(|_| usable(a)).map_or(0, |_| arcs[a].valid))
                .collect(),
        };
        let gaps = |a: usize| Some(arcs[a].people.saturating_sub(arcs[a].valid));
        let (room, instead) = match table.fixed {
            None => (room(&|_| Some(UNLIMITED)), None),
            Some(fixed) => (room(&gaps), Some(room(&|a| fixed[a].then_some(UNLIMITED)))),
        };
        let all: Vec<bool> = (0..arcs.len()).map(usable).collect();
        let mut search = Self {
            table,
            network: Network::of_table(table.rows, table.cols),
            room,
            instead,
            candidates,
            cost: arcs
                .iter()
                .map(|base| base.valid.max(1).saturating_add(2 * table.k))
                .collect(),
            needs: Vec::new(),
        };
        let width = table.k / 2;
        let own = (0..cells).filter(|&a| table.own[a]);
        search.needs = own
            .flat_map(|arc| [true, false].map(|up| Need { arc, up, by: width }))
            .map(|need| Need {
                by: search.reach(&all, need),
                ..need
            })
            .filter(|need| need.by > 0)
            .collect();
        search
    }

    /// Arcs to be hidden: those of fewest answers, or the fewest, where those are more than a quarter more.
    pub(super) fn best(&mut self) -> Vec<bool> {
        let fewest_answers = self.found();
        if self.table.fixed.is_some() {
            return fewest_answers;
        }
        let all = self.cost.iter().fold(0_u64, |sum, c| sum.saturating_add(*c));
        self.cost.iter_mut().for_each(|c| *c = c.saturating_add(all));
        let fewest_cells = self.found();
        let cells = |hidden: &[bool]| {
            let inside = self.table.cells.iter().zip(hidden);
            inside.filter(|(cell, h)| **h && cell.people > 0).count()
        };
        if 4 * cells(&fewest_answers) > 5 * cells(&fewest_cells) {
            fewest_cells
        } else {
            fewest_answers
        }
    }

    fn found(&self) -> Vec<bool> {
        let mut hidden = self.cheapest();
        self.unpin(&mut hidden);
        hidden
    }

    /// Hides more where a cell that is hidden for the sake of others could only be what it is, though it need not be with
    /// everything hidden: who knows one more number knows more of the others.
    fn unpin(&self, hidden: &mut [bool]) {
        let all: Vec<bool> = (0..hidden.len())
            .map(|a| hidden[a] || self.candidates[a])
            .collect();
        let nothing = vec![false; hidden.len()];
        for arc in 0..self.table.cells.len() {
            if !hidden[arc] || self.table.own[arc] || self.table.cells[arc].people == 0 {
                continue;
            }
            let one = [true, false].map(|up| Need { arc, up, by: 1 });
            if one.iter().any(|need| self.reach(hidden, *need) > 0) {
                continue;
            }
            if let Some(need) = one.into_iter().find(|need| self.reach(&all, *need) > 0) {
                while self.reach(hidden, need) == 0 && self.widen(hidden, need, &nothing).is_some() {}
            }
        }
    }

    fn cheapest(&self) -> Vec<bool> {
        let nothing = vec![false; self.cost.len()];
        let mut needs = self.needs.clone();
        let mut best = self.build(&needs, &nothing).unwrap_or_else(|| self.everything());
        if self.lost(&best) == 0 {
            return best;
        }
        for downwards in [false, true] {
            needs.sort_by_key(|need| self.cost[need.arc]);
            if downwards {
                needs.reverse();
            }
            best = self.better(best, self.build(&needs, &nothing));
        }
        let nothing = vec![false; self.cost.len()];
        self.branch(
            &self.table.start,
            &nothing,
            &mut needs,
            &mut best,
            &mut self.table.tries.clone(),
        );
        best
    }

    /// Every cell that may be, less what is not needed.
    fn everything(&self) -> Vec<bool> {
        let mut hidden: Vec<bool> = (0..self.cost.len())
            .map(|a| self.table.start[a] || self.candidates[a])
            .collect();
        self.take_back(&mut hidden, &self.needs);
        hidden
    }

    /// Branch and bound: whatever protects must hide one of the cells across a narrowest place, so each of these is
    /// tried, the cheapest first, without those before it.
    fn branch(
        &self,
        hidden: &[bool],
        banned: &[bool],
        needs: &mut [Need],
        best: &mut Vec<bool>,
        left: &mut usize,
    ) {
        let (lost, least) = (self.lost(hidden), self.lost(best));
        if lost >= least || *left == 0 {
            return;
        }
        *left -= 1;
        let Some(mut across) = self.lacking(hidden, needs) else {
            *best = hidden.to_vec();
            return;
        };
        across.retain(|&a| !banned[a]);
        across.sort_by_key(|&a| self.cost[a]);
        let mut banned = banned.to_vec();
        for arc in across {
            let mut more = hidden.to_vec();
            more[arc] = true;
            self.branch(&more, &banned, needs, best, left);
            banned[arc] = true;
        }
    }

    /// The cells of which one at least must be hidden in addition; none if all is protected.
    fn lacking(&self, hidden: &[bool], needs: &mut [Need]) -> Option<Vec<usize>> {
        let Some(at) = needs.iter().position(|need| self.reach(hidden, *need) < need.by) else {
            let line = self.bare_line(hidden)?;
            return Some(
                line.into_iter()
                    .filter(|&a| !hidden[a] && self.candidates[a])
                    .collect(),
            );
        };
        // what is lacking is asked first the next time
        needs[..=at].rotate_right(1);
        let need = needs[0];
        let (_, room) = self.moved(hidden, need);
        let open: Vec<bool> = (0..hidden.len())
            .map(|a| !hidden[a] && self.candidates[a])
            .collect();
        let open = self.masked(&self.room, &open);
        Some(self.network.across(&room, &open, (need.arc, need.up)))
    }

    fn better(&self, one: Vec<bool>, other: Option<Vec<bool>>) -> Vec<bool> {
        match other {
            Some(other) if self.lost(&other) < self.lost(&one) => other,
            _ => one,
        }
    }

    /// Answers of cells hidden for the sake of others.
    fn lost(&self, hidden: &[bool]) -> u64 {
        let chosen = (0..hidden.len()).filter(|&a| hidden[a] && self.candidates[a]);
        chosen.fold(0_u64, |sum, a| sum.saturating_add(self.cost[a]))
    }

    /// Protects one need after another; none if that takes a banned cell.
    fn build(&self, needs: &[Need], banned: &[bool]) -> Option<Vec<bool>> {
        let mut hidden = self.table.start.clone();
        for need in needs {
            while self.reach(&hidden, *need) < need.by {
                self.widen(&mut hidden, *need, banned)?;
            }
        }
        while let Some(line) = self.bare_line(&hidden) {
            let open = line
                .into_iter()
                .filter(|&a| !hidden[a] && self.candidates[a] && !banned[a]);
            let next = open.min_by_key(|&a| self.cost[a])?;
            hidden[next] = true;
        }
        self.take_back(&mut hidden, needs);
        Some(hidden)
    }

    /// Hides the cheapest cells by which more of the need can be moved.
    fn widen(&self, hidden: &mut [bool], need: Need, banned: &[bool]) -> Option<()> {
        let (reached, mut room) = self.moved(hidden, need);
        let free: Vec<usize> = (0..hidden.len())
            .filter(|&a| !hidden[a] && self.candidates[a] && !banned[a])
            .collect();
        let mut cost = vec![0; hidden.len()];
        for &arc in &free {
            cost[arc] = self.cost[arc];
            (room.up[arc], room.down[arc]) = (self.room.up[arc], self.room.down[arc]);
        }
        let missing = need.by.saturating_sub(reached).max(1);
        let way = [missing, 1]
            .into_iter()
            .find_map(|least| self.network.cheapest(&room, &cost, (need.arc, need.up), least))?;
        let more: Vec<usize> = way.into_iter().filter(|&a| !hidden[a]).collect();
        more.iter().for_each(|&a| hidden[a] = true);
        (!more.is_empty()).then_some(())
    }

    /// Shows again what is not needed, the largest first.
    fn take_back(&self, hidden: &mut [bool], needs: &[Need]) {
        let mut chosen: Vec<usize> = (0..hidden.len())
            .filter(|&a| hidden[a] && self.candidates[a])
            .collect();
        chosen.sort_by_key(|&a| std::cmp::Reverse(self.cost[a]));
        let mut needs = needs.to_vec();
        for arc in chosen {
            hidden[arc] = false;
            let broken = needs.iter().position(|need| self.reach(hidden, *need) < need.by);
            if let Some(at) = broken {
                // what breaks first is asked first the next time
                needs.swap(0, at);
            }
            hidden[arc] = broken.is_some() || self.bare_line(hidden).is_some();
        }
    }

    fn masked(&self, room: &Room, hidden: &[bool]) -> Room {
        let only = |limits: &[u64]| {
            limits
                .iter()
                .zip(hidden)
                .map(|(l, h)| if *h { *l } else { 0 })
                .collect()
        };
        Room {
            up: only(&room.up),
            down: only(&room.down),
        }
    }

    /// How far the hidden cells let the need be moved, up to what is needed.
    fn reach(&self, hidden: &[bool], need: Need) -> u64 {
        self.moved(hidden, need).0
    }

    /// The same with the room that is left: people are moved first, and their answers with them, then answers alone, and
    /// where these are stuck, people without an answer make room for more.
    fn moved(&self, hidden: &[bool], need: Need) -> (u64, Room) {
        let Need { arc, up, by } = need;
        let mut room = self.masked(&self.room, hidden);
        let Some(instead) = &self.instead else {
            let answers = self.network.push(&mut room, arc, up, by);
            return (answers, room);
        };
        let mut left = instead.clone();
        let people = self.network.push(&mut left, arc, up, by);
        room.keep_down(&left, |a| a != arc && instead.up[a] > 0);
        room.lower(arc, if up { 0 } else { people });
        let mut own = if up { room.up[arc] } else { room.down[arc] };
        let mut moved = people;
        for _ in 0..ROOM_MADE {
            (room.up[arc], room.down[arc]) = if up { (own, 0) } else { (0, own) };
            let answers = self.network.push(&mut room, arc, up, by - moved);
            (moved, own) = (moved + answers, own - answers);
            let lacking = by - moved;
            if lacking == 0 || !self.make_room(&mut room, instead, (arc, up), (&mut own, lacking)) {
                break;
            }
        }
        (moved, room)
    }

    /// Moves people without an answer, `lacking` at most, into a row of which nobody knows the people and that keeps the
    /// need from being moved: its own, of which `own` is left, or one on the way. False where none can be.
    fn make_room(
        &self,
        room: &mut Room,
        instead: &Room,
        (arc, up): (usize, bool),
        (own, lacking): (&mut u64, u64),
    ) -> bool {
        let unknown = |a: usize| instead.up[a] > 0;
        let limits = |of: &dyn Fn(usize) -> u64| -> Vec<u64> {
            let limit = |a| if unknown(a) { of(a) } else { 0 };
            (0..room.up.len()).map(limit).collect()
        };
        // answers that move up leave people without one, and the other way round: what is free upwards are those people
        let free = Room {
            up: limits(&|_| UNLIMITED),
            down: limits(&|a| if a == arc { 0 } else { room.up[a] }),
        };
        let stuck = if *own > 0 {
            let open = Room {
                up: free.up.clone(),
                down: vec![0; room.up.len()],
            };
            self.network.across(room, &open, (arc, up))
        } else if up && unknown(arc) {
            vec![arc]
        } else {
            return false;
        };
        for a in stuck {
            let mut left = free.clone();
            let more = self.network.push(&mut left, a, true, lacking);
            if more == 0 {
                continue;
            }
            for (b, slot) in room.up.iter_mut().enumerate() {
                if unknown(b) && b != arc && b != a {
                    *slot = left.down[b];
                }
            }
            match a == arc {
                true => *own += more,
                false => room.up[a] += more,
            }
            return true;
        }
        false
    }

    /// The cells of a line whose hidden ones together could not be shown, though its total is.
    fn bare_line(&self, hidden: &[bool]) -> Option<Vec<usize>> {
        let Table {
            k, rows, cols, cells, ..
        } = *self.table;
        let row = |r: usize| (0..cols).map(|c| r * cols + c).collect::<Vec<_>>();
        let col = |c: usize| (0..rows).map(|r| r * cols + c).collect::<Vec<_>>();
        let lines = (0..rows).map(row).chain((0..cols).map(col)).enumerate();
        let shown = lines
            .filter(|(i, _)| !hidden[cells.len() + i])
            .map(|(_, line)| line);
        shown
            .filter(|line| {
                let inside = || line.iter().filter(|&&a| hidden[a]).map(|&a| &cells[a]);
                let together = inside().fold(Base::default(), Base::plus);
                together.people > 0 && !together.showable(k)
            })
            .find(|line| line.iter().any(|&a| !hidden[a] && self.candidates[a]))
    }
}

/// Sums of the rows, then of the columns.
pub(super) fn margins(rows: usize, cols: usize, cells: &[Base]) -> Vec<Base> {
    let sum = |of: &dyn Fn(usize) -> usize, n: usize| {
        (0..n)
            .filter_map(|i| cells.get(of(i)))
            .fold(Base::default(), Base::plus)
    };
    let above = (0..rows).map(|r| sum(&|c| r * cols + c, cols));
    above
        .chain((0..cols).map(|c| sum(&|r| r * cols + c, rows)))
        .collect()
}
