//! Cross-products of the variables of a panel, of one village or of several.

use serde::{Deserialize, Serialize};

use super::{
    exact::{Weight, weighted_scores, weighted_squares, weights},
    plan::{IndexKey, PanelKey},
};

/// Place of the pair (a, b), a ≤ b, among all pairs; a new variable only adds places at the end.
pub(super) fn place(a: usize, b: usize) -> usize {
    let (a, b) = (a.min(b), a.max(b));
    b * (b + 1) / 2 + a
}

/// How many pairs, each variable with itself among them.
pub(super) fn pairs(variables: usize) -> usize {
    variables * (variables + 1) / 2
}

/// People who all have the same variables: n, Σw, Σwx of each and Σwxx of each pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) n: u64,
    pub(super) w: u128,
    pub(super) wx: Vec<u128>,
    pub(super) wxx: Vec<u128>,
}

impl Block {
    pub(super) fn of(variables: usize) -> Self {
        Self {
            n: 0,
            w: 0,
            wx: vec![0; variables],
            wxx: vec![0; pairs(variables)],
        }
    }

    /// One person's scores, as many as the block has variables.
    pub(super) fn person(&mut self, weight: Weight, scores: &[u64]) {
        let w = u128::from(weight.0);
        self.n += 1;
        self.w += w;
        let mut left = self.wxx.as_mut_slice();
        for (b, (&x, wx)) in scores.iter().zip(&mut self.wx).enumerate() {
            *wx += w * u128::from(x);
            let Some((row, rest)) = left.split_at_mut_checked(b + 1) else {
                return;
            };
            for (&y, sum) in scores.iter().zip(row) {
                *sum += w * u128::from(x * y);
            }
            left = rest;
        }
    }

    pub(super) fn add(&mut self, other: &Self, times: u32) {
        add(&mut self.w, other.w, times);
        self.n = self.n.saturating_add(other.n.saturating_mul(u64::from(times)));
        let own = self.wx.iter_mut().chain(&mut self.wxx);
        own.zip(other.wx.iter().chain(&other.wxx))
            .for_each(|(own, more)| add(own, *more, times));
    }
}

fn add(own: &mut u128, more: u128, times: u32) {
    let more = if times == 1 {
        more
    } else {
        more.saturating_mul(u128::from(times))
    };
    *own = own.saturating_add(more);
}

/// People who have both of two variables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PairSums {
    pub(super) n: u64,
    /// Σw, Σwx_a, Σwx_b, Σwx_a², Σwx_b², Σwx_ax_b.
    pub(super) sums: [u128; 6],
}

impl PairSums {
    pub(super) fn add(&mut self, other: &Self, times: u32) {
        self.n = self.n.saturating_add(other.n.saturating_mul(u64::from(times)));
        for (own, more) in self.sums.iter_mut().zip(other.sums) {
            add(own, more, times);
        }
    }

    pub(super) fn turned(self) -> Self {
        let [w, a, b, aa, bb, ab] = self.sums;
        Self {
            n: self.n,
            sums: [w, b, a, bb, aa, ab],
        }
    }
}

/// What is kept of one panel in one village.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PanelSums {
    /// By [`place`].
    pub(super) pairs: Vec<PairSums>,
    /// Those who have all of some variables: their numbers, and the sums.
    pub(super) complete: Vec<(Vec<usize>, Block)>,
}

impl PanelSums {
    /// Adds people who have just these variables, `ids` by number, of whom `complete` (places in `ids`) are the ones
    /// that are kept together.
    pub(super) fn block(&mut self, ids: &[usize], block: &Block, complete: Option<&[usize]>) {
        // wxx holds the pairs in order: (0,0), (0,1), (1,1), (0,2) …
        let mut wxx = block.wxx.iter();
        let square = |at: usize| block.wxx.get(place(at, at)).copied().unwrap_or_default();
        let own: Vec<[u128; 2]> = block
            .wx
            .iter()
            .enumerate()
            .map(|(at, wx)| [*wx, square(at)])
            .collect();
        for (j, (&b, [wb, wbb])) in ids.iter().zip(&own).enumerate() {
            for ((&a, [wa, waa]), wab) in ids.iter().zip(&own).take(j + 1).zip(&mut wxx) {
                let sums = PairSums {
                    n: block.n,
                    sums: [block.w, *wa, *wb, *waa, *wbb, *wab],
                };
                let sums = if a <= b { sums } else { sums.turned() };
                self.pair(a, b, &sums);
            }
        }
        if let Some(complete) = complete.filter(|c| !c.is_empty()) {
            let (kept, ids) = restricted(block, ids, complete);
            self.complete_of(&ids).add(&kept, 1);
        }
    }

    /// `sums` are those of the smaller number, then of the larger.
    pub(super) fn pair(&mut self, a: usize, b: usize, sums: &PairSums) {
        let at = place(a, b);
        if self.pairs.len() <= at {
            self.pairs.resize(pairs(a.max(b) + 1), PairSums::default());
        }
        if let Some(own) = self.pairs.get_mut(at) {
            own.add(sums, 1);
        }
    }

    pub(super) fn heap(&self) -> usize {
        let block = |(of, block): &(Vec<usize>, Block)| {
            of.capacity() * size_of::<usize>()
                + (block.wx.capacity() + block.wxx.capacity()) * size_of::<u128>()
        };
        self.pairs.capacity() * size_of::<PairSums>() + self.complete.iter().map(block).sum::<usize>()
    }

    pub(super) fn complete_of(&mut self, ids: &[usize]) -> &mut Block {
        let at = self
            .complete
            .iter()
            .position(|(of, _)| of == ids)
            .unwrap_or_else(|| {
                self.complete.push((ids.to_vec(), Block::of(ids.len())));
                self.complete.len() - 1
            });
        &mut self.complete[at].1
    }
}

/// The block's sums of some of its variables.
fn restricted(block: &Block, ids: &[usize], some: &[usize]) -> (Block, Vec<usize>) {
    let get = |all: &[u128], at: usize| all.get(at).copied().unwrap_or_default();
    let pairs = some.iter().enumerate();
    let kept = Block {
        n: block.n,
        w: block.w,
        wx: some.iter().map(|&i| get(&block.wx, i)).collect(),
        wxx: pairs
            .flat_map(|(at, &j)| some.iter().take(at + 1).map(move |&i| place(i, j)))
            .map(|at| get(&block.wxx, at))
            .collect(),
    };
    (kept, some.iter().filter_map(|&i| ids.get(i).copied()).collect())
}

/// People who have both of two variables, and their weighted sums; scores are 0–100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// People.
    pub n: u64,
    /// Σw.
    pub w: f64,
    /// Σw·a.
    pub wa: f64,
    /// Σw·b.
    pub wb: f64,
    /// Σw·a².
    pub waa: f64,
    /// Σw·b².
    pub wbb: f64,
    /// Σw·a·b.
    pub wab: f64,
}

/// People who have all of some variables, and their weighted sums.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Complete {
    /// The variables: those that are put to everyone; in the panel of indices domains and overall satisfaction.
    pub variables: Vec<IndexKey>,
    /// People.
    pub n: u64,
    /// Σw.
    pub w: f64,
    /// Σwx by variable.
    pub wx: Vec<f64>,
    /// Σwx_ax_b, b over the variables and a over those up to b: (0,0), (0,1), (1,1), (0,2) …
    pub wxx: Vec<f64>,
}

/// The cross-products of a panel over some villages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cross {
    /// Which panel.
    pub panel: PanelKey,
    /// Its variables, in order.
    pub variables: Vec<IndexKey>,
    /// Pairs (a, b), b over the variables and a over those up to b, as in [`Complete::wxx`].
    pub pairs: Vec<Pair>,
    /// By set of variables; more than one where versions differ in what is put to everyone.
    pub complete: Vec<Complete>,
}

impl Cross {
    /// The sums of two variables, the first as `a`; none where one is not of this panel.
    pub fn pair(&self, a: &IndexKey, b: &IndexKey) -> Option<Pair> {
        let at = |key: &IndexKey| self.variables.iter().position(|v| v == key);
        let (i, j) = (at(a)?, at(b)?);
        let pair = *self.pairs.get(place(i, j))?;
        Some(if i <= j { pair } else { pair.turned() })
    }
}

impl Pair {
    /// Weighted covariance of the two over the people who have both, points², with n − 1 below the line. None for fewer than
    /// two people or no weight.
    pub fn covariance(&self) -> Option<f64> {
        if self.n < 2 || self.w <= 0.0 {
            return None;
        }
        let scale = self.n as f64 / (self.n - 1) as f64;
        let found = scale * (self.wab / self.w - self.wa / self.w * (self.wb / self.w));
        found.is_finite().then_some(found)
    }

    fn turned(self) -> Self {
        Self {
            wa: self.wb,
            wb: self.wa,
            waa: self.wbb,
            wbb: self.waa,
            ..self
        }
    }

    pub(super) fn of(sums: &PairSums) -> Self {
        let [w, wa, wb, waa, wbb, wab] = sums.sums;
        Self {
            n: sums.n,
            w: weights(w),
            wa: weighted_scores(wa),
            wb: weighted_scores(wb),
            waa: weighted_squares(waa),
            wbb: weighted_squares(wbb),
            wab: weighted_squares(wab),
        }
    }
}

impl Complete {
    pub(super) fn of(variables: Vec<IndexKey>, block: &Block) -> Self {
        Self {
            variables,
            n: block.n,
            w: weights(block.w),
            wx: block.wx.iter().map(|s| weighted_scores(*s)).collect(),
            wxx: block.wxx.iter().map(|s| weighted_squares(*s)).collect(),
        }
    }
}
