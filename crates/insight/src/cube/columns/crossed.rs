//! Part two of the cube from columns, and the indices of part one: person by person, village after village, on every
//! core; exact sums make it the same however they are shared out.

use std::borrow::Cow;

use rayon::prelude::*;

use super::{
    Coded, NOT_ASKED,
    cells::{Layout, Stretch},
    groups::Groups,
};
use crate::cube::{
    Quality,
    cross::{PairSums, PanelSums, pairs},
    exact::{IndexSums, Sums, Weight},
    pack::IndexColumn,
    panel::PanelColumn,
    person::half_rule,
    plan::{IndexKey, PanelKey, Plan},
};

/// People whose sums are kept apart before they are added up; no block can overflow with so few.
const MOST: usize = 1 << 12;

/// What comes out.
pub(super) struct Crossed {
    pub(super) indices: IndexColumn,
    pub(super) panels: Vec<PanelColumn>,
    pub(super) quality: Vec<Quality>,
}

/// One thread's share.
#[derive(Clone)]
struct Partial {
    /// By cell and index.
    indices: Vec<IndexSums>,
    /// By panel and village.
    panels: Vec<Vec<PanelSums>>,
    quality: Vec<Quality>,
}

struct Source<'a> {
    plan: &'a Plan,
    layout: &'a Layout,
    items: &'a [Cow<'a, [u8]>],
    coded: &'a [Coded],
}

pub(super) fn fold(plan: &Plan, layout: &Layout, items: &[Cow<'_, [u8]>], coded: &[Coded]) -> Crossed {
    let source = Source {
        plan,
        layout,
        items,
        coded,
    };
    let partial = layout
        .stretches
        .par_iter()
        .fold(
            || None,
            |sums: Option<Partial>, stretch| {
                let mut sums = sums.unwrap_or_else(|| source.nothing());
                source.stretch(stretch, &mut sums);
                Some(sums)
            },
        )
        .reduce(
            || None,
            |one, other| match (one, other) {
                (Some(mut one), Some(other)) => {
                    one.add(&other);
                    Some(one)
                }
                (one, other) => one.or(other),
            },
        );
    source.finish(partial)
}

impl Partial {
    fn add(&mut self, other: &Self) {
        self.indices
            .iter_mut()
            .zip(&other.indices)
            .for_each(|(own, more)| own.add(*more));
        self.quality
            .iter_mut()
            .zip(&other.quality)
            .for_each(|(own, more)| own.add(more));
        for (own, more) in self
            .panels
            .iter_mut()
            .flatten()
            .zip(other.panels.iter().flatten())
        {
            own.pairs
                .iter_mut()
                .zip(&more.pairs)
                .for_each(|(own, more)| own.add(more, 1));
            for (of, block) in &more.complete {
                own.complete_of(of).add(block, 1);
            }
        }
    }
}

/// What is read of a person.
struct Person {
    values: Vec<u8>,
    scores: Vec<Option<u64>>,
    indices: Vec<Option<u64>>,
}

impl Source<'_> {
    fn nothing(&self) -> Partial {
        let villages = self.layout.villages.len();
        let panel = |variables: usize| PanelSums {
            pairs: vec![PairSums::default(); pairs(variables)],
            complete: Vec::new(),
        };
        Partial {
            indices: vec![IndexSums::default(); self.layout.cells.len() * self.plan.indices.len()],
            panels: self
                .plan
                .panels
                .iter()
                .map(|p| vec![panel(p.variables.len()); villages])
                .collect(),
            quality: vec![Quality::default(); villages],
        }
    }

    fn stretch(&self, stretch: &Stretch, sums: &mut Partial) {
        let columns: Vec<&[u8]> = self
            .items
            .iter()
            .map(|c| {
                c.get(stretch.first..stretch.first + stretch.len)
                    .unwrap_or_default()
            })
            .collect();
        let rows = by_row(&columns, stretch.len);
        let mut person = Person {
            values: vec![0; columns.len()],
            scores: vec![None; columns.len()],
            indices: vec![None; self.plan.indices.len()],
        };
        let mut groups: Vec<Groups<'_>> = self.plan.panels.iter().map(Groups::of).collect();
        let (mut from, mut village, mut held) = (0, usize::MAX, 0);
        for &(cell, to) in &stretch.runs {
            let here = self.layout.village_of.get(cell).copied().unwrap_or_default();
            for at in from..to {
                if here != village || held >= MOST {
                    self.flush(&mut groups, village, sums);
                    (village, held) = (here, 0);
                }
                held += 1;
                let (Some(&row), Some(&weight)) = (stretch.order.get(at), stretch.weights.get(at)) else {
                    continue;
                };
                self.read(&rows, row as usize, &mut person);
                self.add(&person, weight, cell, here, sums);
                for (groups, panel) in groups.iter_mut().zip(&self.plan.panels) {
                    let from = match panel.key {
                        PanelKey::Indices => &person.indices,
                        PanelKey::ItemsOf(_) => &person.scores,
                    };
                    let scores = panel
                        .variables
                        .iter()
                        .map(|(_, at)| from.get(*at).copied().flatten());
                    groups.add(weight, scores);
                }
            }
            from = to;
        }
        self.flush(&mut groups, village, sums);
    }

    fn read(&self, rows: &[u8], row: usize, person: &mut Person) {
        let width = person.values.len();
        let own = rows.get(row * width..(row + 1) * width).unwrap_or_default();
        let places = person.values.iter_mut().zip(&mut person.scores);
        for (((value, score), given), coded) in places.zip(own).zip(self.coded) {
            *value = *given;
            *score = coded.scores[usize::from(*value)];
        }
        for (x, index) in person.indices.iter_mut().zip(&self.plan.indices) {
            let of = |at: &usize| Some((*person.values.get(*at)? != NOT_ASKED, *person.scores.get(*at)?));
            *x = half_rule(index.members.iter().filter_map(of));
        }
    }

    fn add(&self, person: &Person, weight: Weight, cell: usize, village: usize, sums: &mut Partial) {
        let width = person.indices.len();
        let own = sums
            .indices
            .get_mut(cell * width..(cell + 1) * width)
            .unwrap_or_default();
        let one = Sums::one(weight);
        for (own, x) in own.iter_mut().zip(&person.indices) {
            if let Some(x) = x {
                own.add(IndexSums::one(one, weight, *x));
            }
        }
        if let Some(quality) = sums.quality.get_mut(village) {
            // one scale throughout, so that a value is the same option everywhere
            let all = person.values.iter().zip(&person.scores).zip(&self.plan.battery);
            let battery = all.filter(|(_, inside)| **inside);
            quality.person(battery.filter_map(|((value, score), _)| Some((value, (*score)?))));
        }
    }

    fn flush(&self, groups: &mut [Groups<'_>], village: usize, sums: &mut Partial) {
        for (groups, own) in groups.iter_mut().zip(&mut sums.panels) {
            if let Some(own) = own.get_mut(village) {
                groups.flush(own);
            }
        }
    }

    fn finish(&self, partial: Option<Partial>) -> Crossed {
        let Some(mut partial) = partial else {
            return Crossed {
                indices: IndexColumn::pack(Vec::new(), std::iter::empty()),
                panels: Vec::new(),
                quality: Vec::new(),
            };
        };
        let keys: Vec<IndexKey> = self.plan.indices.iter().map(|i| i.key.clone()).collect();
        let width = keys.len();
        let cells = (0..self.layout.cells.len()).map(|cell| {
            let own = partial.indices.get(cell * width..(cell + 1) * width);
            own.unwrap_or_default().to_vec()
        });
        let indices = IndexColumn::pack(keys, cells);
        partial
            .panels
            .iter_mut()
            .flatten()
            .for_each(|p| p.complete.sort_by(|a, b| a.0.cmp(&b.0)));
        let mut panels: Vec<PanelColumn> = self
            .plan
            .panels
            .iter()
            .zip(partial.panels)
            .map(|(panel, villages)| PanelColumn {
                key: panel.key.clone(),
                variables: panel.variables.iter().map(|(key, _)| key.clone()).collect(),
                villages,
            })
            .collect();
        panels.sort_by(|a, b| a.key.cmp(&b.key));
        Crossed {
            indices,
            panels,
            quality: partial.quality,
        }
    }
}

/// Values person by person instead of item by item, so that one person is in one place in memory.
fn by_row(columns: &[&[u8]], len: usize) -> Vec<u8> {
    const TILE: usize = 1 << 9;
    let width = columns.len().max(1);
    let mut rows = vec![0; len * width];
    for (tile, rows) in rows.chunks_mut(TILE * width).enumerate() {
        for (at, column) in columns.iter().enumerate() {
            let values = column.get(tile * TILE..).unwrap_or_default();
            for (row, value) in rows.chunks_exact_mut(width).zip(values) {
                if let Some(place) = row.get_mut(at) {
                    *place = *value;
                }
            }
        }
    }
    rows
}
