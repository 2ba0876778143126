//! The panels of a cube, and their sums over villages.

use super::{
    cross::{Block, Complete, Cross, Pair, PairSums, PanelSums, pairs},
    plan::{IndexKey, PanelKey},
};

/// One panel, by village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PanelColumn {
    pub(super) key: PanelKey,
    /// In order of key.
    pub(super) variables: Vec<IndexKey>,
    pub(super) villages: Vec<PanelSums>,
}

impl PanelColumn {
    /// The sums over the villages, each as often as `times` says.
    pub(super) fn cross(&self, times: impl Fn(usize) -> u32) -> Cross {
        let mut sums = vec![PairSums::default(); pairs(self.variables.len())];
        let mut complete: Vec<(&[usize], Block)> = Vec::new();
        for (number, village) in self.villages.iter().enumerate() {
            let times = times(number);
            if times == 0 {
                continue;
            }
            sums.iter_mut()
                .zip(&village.pairs)
                .for_each(|(own, more)| own.add(more, times));
            for (of, block) in &village.complete {
                match complete.iter_mut().find(|(own, _)| own == of) {
                    Some((_, own)) => own.add(block, times),
                    None => {
                        let mut own = Block::of(of.len());
                        own.add(block, times);
                        complete.push((of, own));
                    }
                }
            }
        }
        complete.sort_by(|a, b| a.0.cmp(b.0));
        let named = |of: &[usize]| {
            of.iter()
                .filter_map(|&i| self.variables.get(i).cloned())
                .collect()
        };
        Cross {
            panel: self.key.clone(),
            variables: self.variables.clone(),
            pairs: sums.iter().map(Pair::of).collect(),
            complete: complete
                .into_iter()
                .map(|(of, block)| Complete::of(named(of), &block))
                .collect(),
        }
    }
}
