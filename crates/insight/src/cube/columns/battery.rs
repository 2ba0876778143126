//! Answering patterns of a person, from all values at once.

use super::Coded;
use crate::cube::{Quality, exact, plan::Plan, quality::mark};

/// The items of the battery, see [`crate::cube::plan::Plan::battery`].
pub(super) struct Battery {
    /// By item: values from 1 up to this have a score; 0 for those outside.
    scored: Vec<u8>,
    /// By item: the value whose score is 100, or 0.
    top: Vec<u8>,
    /// For scales of which this cannot be said: scores by value of the items inside.
    other: Option<Vec<Option<[Option<u64>; 256]>>>,
    /// By item and value, [`VALUES`] an item: the mark of the answer, 0 where it has no score or the item is outside.
    marks: Vec<u64>,
}

/// Values that a column may hold.
const VALUES: usize = 256;

/// Items looked at together; they can be counted in a byte.
const TOGETHER: usize = 128;

impl Battery {
    pub(super) fn new(plan: &Plan, coded: &[Coded]) -> Self {
        let all = || {
            plan.battery
                .iter()
                .zip(coded)
                .map(|(inside, coded)| inside.then_some(coded))
        };
        let plain: Option<Vec<(u8, u8)>> = all().map(|coded| coded.map_or(Some((0, 0)), plain)).collect();
        let other = plain.is_none();
        let marks = all().zip(&plan.names).flat_map(|(coded, name)| {
            let scores = coded.map_or([None; VALUES], |c| c.scores);
            scores.map(|score| score.map_or(0, |score| mark(*name, score)))
        });
        let marks = marks.collect();
        let (scored, top) = plain.unwrap_or_default().into_iter().unzip();
        Self {
            scored,
            top,
            other: other.then(|| all().map(|coded| coded.map(|c| c.scores)).collect()),
            marks,
        }
    }

    /// One person; values by item.
    pub(super) fn person(&self, row: &[u8], quality: &mut Quality) {
        if let Some(items) = &self.other {
            let score = |scores: &Option<[Option<u64>; 256]>, value: u8| scores.as_ref()?[usize::from(value)];
            let all = row.iter().zip(items).zip(self.marks.chunks_exact(VALUES));
            return quality.person(all.filter_map(|((value, scores), marks)| {
                Some((value, score(scores, *value)?, marks[usize::from(*value)]))
            }));
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
        quality.judge(n, low == high, below == 0, || {
            let own = row.iter().zip(self.marks.chunks_exact(VALUES));
            own.fold(0, |sum: u64, (value, marks)| {
                sum.wrapping_add(marks[usize::from(*value)])
            })
        });
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
