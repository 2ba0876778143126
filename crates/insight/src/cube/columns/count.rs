//! Part one of the cube from columns: every item by itself, so that threads share nothing.

use std::borrow::Cow;

use rayon::prelude::*;
use survey::Version;

use super::{Coded, NOT_ASKED, cells::Layout};
use crate::cube::{exact::Sums, fold::ItemCell, pack::ItemColumn, person::Slot};

/// Everyone in each cell.
pub(super) fn totals(layout: &Layout) -> Vec<Sums> {
    let mut totals = vec![Sums::default(); layout.cells.len()];
    for stretch in &layout.stretches {
        let mut from = 0;
        for &(cell, to) in &stretch.runs {
            if let Some(total) = totals.get_mut(cell) {
                let weights = stretch.weights.get(from..to).unwrap_or_default();
                weights.iter().for_each(|w| total.add(Sums::one(*w)));
            }
            from = to;
        }
    }
    totals
}

/// The items, in order of code.
pub(super) fn items(
    version: &Version,
    layout: &Layout,
    columns: &[Cow<'_, [u8]>],
    coded: &[Coded],
    totals: &[Sums],
) -> Vec<ItemColumn> {
    if totals.is_empty() {
        return Vec::new();
    }
    let squares: Vec<Vec<u128>> = layout
        .stretches
        .par_iter()
        .map(|s| s.weights.iter().map(|w| w.square()).collect())
        .collect();
    let all: Vec<_> = version.items.iter().zip(columns).zip(coded).collect();
    let mut items: Vec<ItemColumn> = all
        .into_par_iter()
        .map(|((item, column), coded)| {
            let counted = count(layout, column, coded, &squares);
            pack(item.code.clone(), coded, &counted, totals)
        })
        .collect();
    items.sort_by(|a, b| a.code.cmp(&b.code));
    items
}

/// Counts by cell and, in each, by slot: those of the codes, then not asked.
fn count(layout: &Layout, column: &[u8], coded: &Coded, squares: &[Vec<u128>]) -> Vec<Sums> {
    let width = coded.slots.len() + 1;
    let mut slot_of = [(width - 1) as u8; 256];
    for (value, slot) in slot_of.iter_mut().enumerate().take(width - 1) {
        *slot = value as u8;
    }
    debug_assert!(width <= usize::from(NOT_ASKED) + 1, "codes() keeps it so");
    let mut sums = vec![Sums::default(); layout.cells.len() * width];
    for (stretch, squares) in layout.stretches.iter().zip(squares) {
        let Some(values) = column.get(stretch.first..stretch.first + stretch.len) else {
            continue;
        };
        let mut from = 0;
        for &(cell, to) in &stretch.runs {
            let (Some(own), Some(order), Some(weights), Some(squares)) = (
                sums.get_mut(cell * width..(cell + 1) * width),
                stretch.order.get(from..to),
                stretch.weights.get(from..to),
                squares.get(from..to),
            ) else {
                continue;
            };
            for ((row, weight), square) in order.iter().zip(weights).zip(squares) {
                let value = values.get(*row as usize).copied().unwrap_or_default();
                if let Some(slot) = own.get_mut(usize::from(slot_of[usize::from(value)])) {
                    slot.n += 1;
                    slot.w += u128::from(weight.0);
                    slot.w2 += square;
                }
            }
            from = to;
        }
    }
    sums
}

fn pack(code: String, coded: &Coded, counted: &[Sums], totals: &[Sums]) -> ItemColumn {
    let width = coded.slots.len() + 1;
    let occurs = |at: &usize| counted.iter().skip(*at).step_by(width).any(|s| s.n > 0);
    let mut slots: Vec<(Slot, usize)> = (0..width)
        .filter(occurs)
        .map(|at| (coded.slots.get(at).cloned().unwrap_or(Slot::NotAsked), at))
        .collect();
    slots.sort();
    let (slots, places): (Vec<Slot>, Vec<usize>) = slots.into_iter().unzip();
    let cells = counted.chunks(width).map(|own| ItemCell {
        slots: places
            .iter()
            .map(|at| own.get(*at).copied().unwrap_or_default())
            .collect(),
        numbers: None,
    });
    ItemColumn::pack(code, slots, cells, totals)
}
