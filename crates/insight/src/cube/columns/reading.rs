//! What values mean, made ready for millions of responses: scores as small whole numbers of a unit of their own, and
//! indices of few items looked up by all their values at once.

use super::{Coded, NOT_ASKED, battery::Battery};
use crate::cube::{
    person::half_rule,
    plan::{Index, Panel, PanelKey, Plan},
};

/// Stands for no score.
pub(super) const MISSING: u32 = u32::MAX;
/// Values of an index's items together take no more bits than this, or they are not looked up.
const BITS: u32 = 12;

/// A number that people may have, in whole units.
pub(super) struct Unit {
    /// Steps in a unit.
    pub(super) steps: u64,
    /// The largest number of units that occurs.
    most: u64,
}

impl Unit {
    /// The largest unit of which all of `steps` are whole numbers.
    fn of(steps: impl Iterator<Item = u64> + Clone) -> Self {
        let unit = steps.clone().fold(0, gcd).max(1);
        Self {
            steps: unit,
            most: steps.max().unwrap_or_default() / unit,
        }
    }

    fn units(&self, steps: Option<u64>) -> u32 {
        steps.map_or(MISSING, |steps| (steps / self.steps) as u32)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// One item.
pub(super) struct ItemUnits {
    pub(super) unit: Unit,
    /// By value.
    pub(super) units: Vec<u32>,
}

/// One index.
pub(super) struct IndexUnits {
    pub(super) unit: Unit,
    /// Places of its items.
    members: Vec<usize>,
    /// Units by the values of all members, [`IndexUnits::value`]; empty where they are too many.
    pub(super) table: Vec<u32>,
    bits: u32,
}

/// How to read responses to a version.
pub(super) struct Reading<'a> {
    pub(super) coded: &'a [Coded],
    pub(super) items: Vec<ItemUnits>,
    pub(super) indices: Vec<IndexUnits>,
    /// By panel, the index whose values also tell everything about the panel.
    pub(super) looked_up: Vec<Option<usize>>,
    pub(super) battery: Battery,
    /// Places for each item's values: as many for every item.
    pub(super) values: usize,
}

impl<'a> Reading<'a> {
    pub(super) fn new(plan: &Plan, coded: &'a [Coded]) -> Self {
        let values = coded.iter().map(Coded::values).max().unwrap_or_default();
        let values = values.next_power_of_two();
        let indices: Vec<IndexUnits> = plan
            .indices
            .iter()
            .map(|index| IndexUnits::new(&index.members, coded, values))
            .collect();
        let same = |key: &PanelKey| {
            let of = |index: &Index| *key == PanelKey::ItemsOf(index.key.clone());
            plan.indices.iter().position(of)
        };
        let told = |at: &usize| indices.get(*at).is_some_and(|index| !index.table.is_empty());
        Self {
            items: coded.iter().map(ItemUnits::new).collect(),
            battery: Battery::new(plan, coded),
            looked_up: plan.panels.iter().map(|p| same(&p.key).filter(told)).collect(),
            indices,
            coded,
            values,
        }
    }

    /// The unit of each variable of each panel.
    pub(super) fn units(&self, plan: &Plan) -> Vec<Vec<u64>> {
        let unit = |key: &PanelKey, at: usize| match key {
            PanelKey::Indices => self.indices.get(at).map_or(1, |index| index.unit.steps),
            PanelKey::ItemsOf(_) => self.items.get(at).map_or(1, |item| item.unit.steps),
        };
        let of = |panel: &Panel| -> Vec<u64> {
            let variables = panel.variables.iter();
            variables.map(|(_, at)| unit(&panel.key, *at)).collect()
        };
        plan.panels.iter().map(of).collect()
    }

    /// The largest number of units of any item or index.
    pub(super) fn most(&self) -> u64 {
        let items = self.items.iter().map(|item| item.unit.most);
        let indices = self.indices.iter().map(|index| index.unit.most);
        items.chain(indices).max().unwrap_or_default()
    }

    /// Units of the variables of a panel of items, by their values.
    pub(super) fn items_of(&self, panel: &Panel, value: impl Fn(usize) -> u8, to: &mut Vec<u32>) {
        let units = |at: usize| {
            let item = self.items.get(at)?;
            item.units.get(usize::from(value(at))).copied()
        };
        to.clear();
        to.extend(
            panel
                .variables
                .iter()
                .map(|(_, at)| units(*at).unwrap_or(MISSING)),
        );
    }

    /// Units of a person's index that is not looked up.
    pub(super) fn one_by_one(&self, index: &IndexUnits, row: &[u8]) -> u32 {
        index.unit.units(steps(&index.members, self.coded, row))
    }
}

/// The index of a person, in steps.
fn steps(members: &[usize], coded: &[Coded], row: &[u8]) -> Option<u64> {
    half_rule(members.iter().filter_map(|&at| {
        let (coded, value) = (coded.get(at)?, *row.get(at)?);
        Some((usize::from(value) < coded.slots.len(), coded.score(value)))
    }))
}

impl ItemUnits {
    fn new(coded: &Coded) -> Self {
        let unit = Unit::of(coded.scores.iter().copied().flatten());
        Self {
            units: coded.scores.iter().map(|s| unit.units(*s)).collect(),
            unit,
        }
    }
}

impl IndexUnits {
    fn new(members: &[usize], coded: &[Coded], values: usize) -> Self {
        let bits = values.trailing_zeros();
        let mut own = Self {
            unit: Unit { steps: 1, most: 0 },
            members: members.to_vec(),
            table: Vec::new(),
            bits,
        };
        if bits * members.len() as u32 > BITS {
            own.unit = unit_of_many(members, coded);
            return own;
        }
        let mut row = vec![0; coded.len()];
        let all: Vec<Option<u64>> = (0..1_usize << (bits * members.len() as u32))
            .map(|place| {
                for at in members {
                    if let Some(value) = row.get_mut(*at) {
                        *value = own.value(place, *at);
                    }
                }
                steps(members, coded, &row)
            })
            .collect();
        own.unit = Unit::of(all.iter().copied().flatten());
        own.table = all.iter().map(|steps| own.unit.units(*steps)).collect();
        own
    }

    /// Where in the table each person is, of rows of so many items; false where there is no table.
    pub(super) fn places(&self, rows: &[u8], width: usize, to: &mut [u16]) -> bool {
        if self.table.is_empty() {
            return false;
        }
        match *self.members {
            [a] => put_places(rows, width, [a], self.bits, to),
            [a, b] => put_places(rows, width, [a, b], self.bits, to),
            [a, b, c] => put_places(rows, width, [a, b, c], self.bits, to),
            [a, b, c, d] => put_places(rows, width, [a, b, c, d], self.bits, to),
            ref more => {
                for (row, place) in rows.chunks_exact(width).zip(to) {
                    *place = place_of(row, more, self.bits);
                }
            }
        }
        true
    }

    /// The value of an item at a place of the table.
    pub(super) fn value(&self, place: usize, item: usize) -> u8 {
        let after = self.members.iter().rev().position(|at| *at == item);
        let shift = self.bits * after.unwrap_or_default() as u32;
        (place >> shift & ((1 << self.bits) - 1)) as u8
    }
}

/// [`place_of`] of every row; how many members there are is known to the compiler.
fn put_places<const N: usize>(rows: &[u8], width: usize, members: [usize; N], bits: u32, to: &mut [u16]) {
    for (row, place) in rows.chunks_exact(width).zip(to) {
        *place = place_of(row, &members, bits);
    }
}

/// The values of some items side by side, `bits` each.
fn place_of(row: &[u8], members: &[usize], bits: u32) -> u16 {
    let value = |at: &usize| row.get(*at).map_or(0, |value| u16::from(*value));
    members.iter().fold(0, |place, at| place << bits | value(at))
}

/// Of every mean that can be, where all are whole steps; else a step.
fn unit_of_many(members: &[usize], coded: &[Coded]) -> Unit {
    let of = |at: &usize| coded.get(*at).map(|c| c.scores.iter().copied().flatten());
    let scores = members.iter().filter_map(of).flatten();
    let all = Unit::of(scores.clone());
    let within = |sum: u64, n: u64| sum.checked_mul(n / gcd(sum, n)).filter(|l| *l <= all.steps);
    let together = (1..=members.len() as u64).try_fold(1, within);
    let steps = together
        .filter(|l| all.steps.is_multiple_of(*l))
        .map_or(1, |l| all.steps / l);
    Unit {
        steps,
        most: scores.max().unwrap_or_default() / steps,
    }
}

impl Coded {
    /// How many values there are, not asked among them.
    pub(super) fn values(&self) -> usize {
        self.slots.len() + 1
    }

    /// Not asked, in a row.
    pub(super) fn last(&self) -> u8 {
        self.slots.len().min(usize::from(NOT_ASKED)) as u8
    }

    fn score(&self, value: u8) -> Option<u64> {
        self.scores[usize::from(value)]
    }
}
