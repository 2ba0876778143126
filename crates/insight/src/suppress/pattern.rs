//! What is hidden of a two-way table, chosen once from people.

use super::{
    Base, Hidden, Threshold,
    table::{Search, Table},
};

/// Sets of cells tried for a pattern: enough to find the optimum of golden g28, and of nearly every small table.
const TRIES: usize = 400;

/// Sets tried for what an item needs in addition, which is little.
const TRIES_OF_ITEM: usize = 40;

/// The hidden cells of a two-way table whose margins are published, the same for every item.
///
/// A row or column whose margin is hidden is hidden as a whole. That keeps several tables apart that share such a margin
/// (township × age, × sex, × mode, × village): whatever one table leaves open, the others can follow, so that joining
/// them tells no more than each by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    k: u64,
    rows: usize,
    cols: usize,
    /// Cells row by row, then row margins, then column margins.
    hidden: Vec<bool>,
}

impl Pattern {
    /// Chooses from the people of every cell, row by row in `cols` columns; `rows_hidden` and `cols_hidden` say whose
    /// margins are ([`super::chosen`]; false where they are shorter).
    ///
    /// Cells of fewer than k people are hidden, and beside them cells of the fewest people found by which every such cell
    /// of v keeps v ± k/2 possible to someone who knows all margins and visible cells, cut off at what is possible with
    /// every cell hidden; the hidden cells of a line together could be shown. Where these are more than a quarter more
    /// than the fewest cells found that do the same, the fewest cells are hidden. None where the cells do not fill the
    /// columns. Cells of nobody stay visible and empty. Golden g28.
    pub fn from_people(
        threshold: Threshold,
        people: &[u64],
        cols: usize,
        rows_hidden: &[bool],
        cols_hidden: &[bool],
    ) -> Option<Self> {
        let rows = people.len().checked_div(cols)?;
        if rows * cols != people.len() {
            return None;
        }
        let base = |&n: &u64| Base {
            valid: n,
            people: n,
            ..Base::default()
        };
        let cells: Vec<Base> = people.iter().map(base).collect();
        let empty = Self {
            k: threshold.k(),
            rows,
            cols,
            hidden: vec![false; people.len() + rows + cols],
        };
        let hidden = empty.decide(&cells, rows_hidden, cols_hidden, None);
        Some(Self { hidden, ..empty })
    }

    /// Is the cell hidden for every item? So is one that is not in the table.
    pub fn hides(&self, row: usize, col: usize) -> bool {
        let inside = row < self.rows && col < self.cols;
        !inside || self.hidden.get(row * self.cols + col).is_none_or(|h| *h)
    }

    /// What an item hides: what every item does, and what it needs in addition where fewer than k gave it an answer that
    /// counts. `cells` row by row; `rows_hidden` and `cols_hidden` as decided for the item.
    ///
    /// The attacker also knows the people of every cell that is visible for some item. Here v ± k/2 is cut off at what is
    /// possible with every cell hidden as far as people are moved with their answers, answers alone, and people without
    /// an answer one after the other; all at once, as a linear programme does it, may leave an answer more. No reasons are told: everything hidden says `Complementary`. One answer per
    /// cell; everything is hidden where `cells` is of another shape.
    pub fn item(&self, cells: &[Base], rows_hidden: &[bool], cols_hidden: &[bool]) -> Vec<Option<Hidden>> {
        if cells.len() != self.rows * self.cols {
            return vec![Some(Hidden::Complementary); cells.len()];
        }
        let hidden = self.decide(cells, rows_hidden, cols_hidden, Some(&self.hidden));
        let hidden = hidden.iter().take(cells.len());
        hidden.map(|h| h.then_some(Hidden::Complementary)).collect()
    }

    fn decide(
        &self,
        cells: &[Base],
        rows_hidden: &[bool],
        cols_hidden: &[bool],
        fixed: Option<&[bool]>,
    ) -> Vec<bool> {
        let whole = cells.iter().fold(Base::default(), Base::plus);
        if !whole.showable(self.k) {
            return vec![true; self.hidden.len()];
        }
        let own: Vec<bool> = cells
            .iter()
            .map(|cell| cell.people > 0 && !cell.showable(self.k))
            .collect();
        let table = Table {
            k: self.k,
            rows: self.rows,
            cols: self.cols,
            cells,
            fixed,
            tries: if fixed.is_some() { TRIES_OF_ITEM } else { TRIES },
            start: self.start(&own, rows_hidden, cols_hidden, fixed),
            own,
        };
        Search::new(&table).best()
    }

    /// Arcs hidden before anything is added.
    fn start(
        &self,
        own: &[bool],
        rows_hidden: &[bool],
        cols_hidden: &[bool],
        fixed: Option<&[bool]>,
    ) -> Vec<bool> {
        let margin = |given: &[bool], n: usize, first: usize| -> Vec<bool> {
            let before = |i: usize| fixed.is_some_and(|f| f.get(first + i).is_some_and(|h| *h));
            (0..n)
                .map(|i| before(i) || given.get(i).is_some_and(|h| *h))
                .collect()
        };
        let above = margin(rows_hidden, self.rows, own.len());
        let beside = margin(cols_hidden, self.cols, own.len() + self.rows);
        let before = |a: usize| fixed.is_some_and(|f| f.get(a).is_some_and(|h| *h));
        let cell = |a: usize| own[a] || before(a) || above[a / self.cols] || beside[a % self.cols];
        let mut start: Vec<bool> = (0..own.len()).map(cell).collect();
        start.extend(above.iter().chain(&beside));
        start
    }
}
