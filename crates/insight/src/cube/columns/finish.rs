//! Villages side by side become the columns of a cube.

use std::borrow::Cow;

use rayon::prelude::*;
use survey::Version;

use super::{
    Coded,
    village::{Source, Village},
};
use crate::cube::{
    Cube, digest::Digest, exact::Sums, fold::ItemCell, margins::Margins, moments::IndexColumn,
    pack::ItemColumn, panel::PanelColumn, person::Slot, plan::IndexKey,
};

/// The cube of all villages, which are in order.
pub(super) fn cube(version: &Version, source: &Source<'_>, mut villages: Vec<Village>) -> Cube {
    let totals: Vec<Sums> = villages.iter().flat_map(|v| &v.totals).copied().collect();
    let margins = Margins::of(&source.layout.cells, &totals);
    let mut items: Vec<ItemColumn> = Vec::new();
    let mut keys: Vec<IndexKey> = Vec::new();
    let mut panels: Vec<PanelColumn> = Vec::new();
    if !totals.is_empty() {
        let all: Vec<_> = version.items.iter().zip(source.reading.coded).collect();
        let width = all.len() * source.reading.values;
        items = all
            .into_par_iter()
            .enumerate()
            .map(|(at, (item, coded))| {
                let from = at * source.reading.values;
                let cells = villages.iter().flat_map(|v| v.items.chunks(width));
                let cells: Vec<&[Sums]> = cells
                    .map(|cell| cell.get(from..from + coded.values()).unwrap_or_default())
                    .collect();
                pack(item.code.clone(), coded, &cells, &totals, &margins)
            })
            .collect();
        items.sort_by(|a, b| a.code.cmp(&b.code));
        keys = source.plan.indices.iter().map(|i| i.key.clone()).collect();
    }
    let width = keys.len();
    let cells = villages.iter().flat_map(|v| {
        let own = (0..v.totals.len()).map(move |at| v.indices.get(at * width..(at + 1) * width));
        own.map(|own| Cow::Borrowed(own.unwrap_or_default()))
    });
    let indices = IndexColumn::pack(keys, cells);
    for (at, panel) in source
        .plan
        .panels
        .iter()
        .enumerate()
        .filter(|_| !totals.is_empty())
    {
        let own = |village: &mut Village| village.panels.get_mut(at).map(std::mem::take).unwrap_or_default();
        panels.push(PanelColumn {
            key: panel.key.clone(),
            variables: panel.variables.iter().map(|(key, _)| key.clone()).collect(),
            villages: villages.iter_mut().map(own).collect(),
        });
    }
    panels.sort_by(|a, b| a.key.cmp(&b.key));
    Cube {
        items,
        indices,
        panels,
        quality: villages.into_iter().map(|v| v.quality).collect(),
        villages: source.layout.villages.clone(),
        cells: source.layout.cells.clone(),
        totals,
        margins,
        digest: Digest::default(),
    }
}

/// An item whose counts are by cell and value.
fn pack(code: String, coded: &Coded, cells: &[&[Sums]], totals: &[Sums], margins: &Margins) -> ItemColumn {
    let count = |cell: &&[Sums], at: usize| cell.get(at).copied().unwrap_or_default();
    let occurs = |at: &usize| cells.iter().any(|cell| count(cell, *at).n > 0);
    let mut slots: Vec<(Slot, usize)> = (0..coded.values())
        .filter(occurs)
        .map(|at| (coded.slots.get(at).cloned().unwrap_or(Slot::NotAsked), at))
        .collect();
    slots.sort();
    let (slots, places): (Vec<Slot>, Vec<usize>) = slots.into_iter().unzip();
    let records = cells.iter().map(|cell| ItemCell {
        slots: places.iter().map(|at| count(cell, *at)).collect(),
        numbers: None,
    });
    ItemColumn::pack(code, slots, records, totals, margins)
}
