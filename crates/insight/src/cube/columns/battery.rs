//! Answering patterns of a person, from all values at once.

use super::Coded;
use crate::cube::{Quality, exact};

/// The items of the battery, see [`crate::cube::plan::Plan::battery`].
pub(super) struct Battery {
    /// By item: values from 1 up to this have a score; 0 for those outside.
    scored: Vec<u8>,
    /// By item: the value whose score is 100, or 0.
    top: Vec<u8>,
    /// For scales of which this cannot be said: scores by value of the items inside.
    other: Option<Vec<Option<[Option<u64>; 256]>>>,
}

/// Items looked at together; they can be counted in a byte.
const TOGETHER: usize = 128;

impl Battery {
    pub(super) fn new(inside: &[bool], coded: &[Coded]) -> Self {
        let all = || {
            inside
                .iter()
                .zip(coded)
                .map(|(inside, coded)| inside.then_some(coded))
        };
        let plain: Option<Vec<(u8, u8)>> = all().map(|coded| coded.map_or(Some((0, 0)), plain)).collect();
        let other = plain.is_none();
        let (scored, top) = plain.unwrap_or_default().into_iter().unzip();
        Self {
            scored,
            top,
            other: other.then(|| all().map(|coded| coded.map(|c| c.scores)).collect()),
        }
    }

    /// One person; values by item.
    pub(super) fn person(&self, row: &[u8], quality: &mut Quality) {
        if let Some(items) = &self.other {
            let score = |scores: &Option<[Option<u64>; 256]>, value: u8| scores.as_ref()?[usize::from(value)];
            let all = row.iter().zip(items);
            return quality.person(all.filter_map(|(value, scores)| Some((value, score(scores, *value)?))));
        }
        // without a branch, and bytes only: the compiler takes sixteen items at a time
        let (mut n, mut low, mut high, mut below) = (0, u8::MAX, 0, 0);
        let items = self.scored.chunks(TOGETHER).zip(self.top.chunks(TOGETHER));
        for (row, (scored, top)) in row.chunks(TOGETHER).zip(items) {
            let mut own = 0_u8;
            for ((&value, &scored), &top) in row.iter().zip(scored).zip(top) {
                let mask = u8::from(value.wrapping_sub(1) < scored).wrapping_neg();
                own = own.wrapping_add(mask & 1);
                low = low.min(value | !mask);
                high = high.max(value & mask);
                below |= mask & (value ^ top);
            }
            n += u64::from(own);
        }
        // one scale throughout, so that a value is the same option everywhere
        quality.judge(n, low == high, below == 0);
    }
}

/// The last value with a score, where all before it have one, and the only one with 100.
fn plain(coded: &Coded) -> Option<(u8, u8)> {
    let scored = coded.scores.iter().skip(1).take_while(|s| s.is_some()).count();
    let top = exact::score(100.0);
    let best = |value: &u8| coded.scores[usize::from(*value)] == top;
    let mut tops = (0..=u8::MAX).filter(best);
    let (first, more) = (tops.next(), tops.next());
    let all = coded.scores.iter().flatten().count();
    (all == scored && more.is_none()).then_some((scored as u8, first.unwrap_or_default()))
}
