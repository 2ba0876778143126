//! The fast way in: millions of responses to one version as columns of codes, folded on every core.
//!
//! Only single answers (ordinal, single choice, numeric) have columns here; forms with other items are folded one
//! response at a time. Both ways give the same bytes. While folding, the responses are in memory a second time, in order of
//! cell: each village is then added up at one go, in sums that stay in the cache, and in 64 bits where they suffice.

mod battery;
mod cells;
mod finish;
mod groups;
mod number;
mod reading;
mod village;

use std::{borrow::Cow, ops::Range};

use rayon::prelude::*;
use survey::{AreaCode, Item, Mode, ScaleKind, Version};

use super::{Cube, exact, person::Slot, plan::Plan};
use crate::tally::ResponseRow;
use cells::Layout;
use reading::Reading;
use village::{Room, Source};

/// Column value of an item that was left blank.
const BLANK: u8 = 0;
/// Column value of an item that was not asked; only inside.
const NOT_ASKED: u8 = u8::MAX;

/// Responses to one version, a column for each thing known about them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// Areas that `area` points to.
    pub areas: Vec<AreaCode>,
    /// Age bands that `age` points to; none is not stated.
    pub ages: Vec<Option<String>>,
    /// Sexes that `sex` points to; none is not stated.
    pub sexes: Vec<Option<String>>,
    /// Place in `areas`.
    pub area: Vec<u16>,
    /// Place in `ages`.
    pub age: Vec<u8>,
    /// Place in `sexes`.
    pub sex: Vec<u8>,
    /// Mode.
    pub mode: Vec<Mode>,
    /// Base weight, as in [`ResponseRow::weight`].
    pub weight: Vec<f64>,
    /// Which rotating block was asked; empty where everyone is asked everything.
    pub block: Vec<u8>,
    /// By item of the version: 0 for blank or unreadable, else 1 + the place among the codes of the item's scale
    /// ([`codes`]).
    pub items: Vec<Vec<u8>>,
}

/// Why columns cannot be folded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnError {
    /// Columns are of different lengths, or there are not as many as items.
    #[error("column {0} is missing or of another length; give each as many values as there are responses")]
    Length(String),
    /// A value that points nowhere.
    #[error(
        "column {0} holds a value that is not in its list; use places in the list, and of items 1 + the place"
    )]
    Value(String),
    /// A kind of item that has no column.
    #[error("item {0} takes more than one code; fold these responses one at a time")]
    Kind(String),
}

/// Codes that a column of the item holds, in order: the options of its scale, then the special ones. None for an item
/// that takes more than one code, or a scale with more codes than fit.
pub fn codes<'a>(version: &'a Version, item: &Item) -> Option<Vec<&'a str>> {
    let scale = version.scale_of(item)?;
    let single = matches!(
        scale.kind,
        ScaleKind::Ordinal | ScaleKind::SingleChoice | ScaleKind::Numeric
    );
    let options = scale.options.iter().map(|o| o.code.0.as_str());
    let codes: Vec<&str> = options
        .chain(scale.special.iter().map(|s| s.code.0.as_str()))
        .collect();
    (single && codes.len() < usize::from(NOT_ASKED)).then_some(codes)
}

impl Columns {
    /// Appends a response. What it answers to items the version does not have is left out.
    ///
    /// # Errors
    /// An item of the version has no column, or the areas, ages or sexes are more than fit.
    pub fn push(&mut self, version: &Version, row: &ResponseRow) -> Result<(), ColumnError> {
        let mut values = Vec::with_capacity(version.items.len());
        for item in &version.items {
            let codes = codes(version, item).ok_or_else(|| ColumnError::Kind(item.code.clone()))?;
            let code = row.answers.get(&item.code).and_then(survey::Value::code);
            let at = code.and_then(|code| codes.iter().position(|c| *c == code));
            values.push(at.map_or(BLANK, |at| at as u8 + 1));
        }
        self.push_values(&values, row)
    }

    /// Appends a response whose values by item are these; nothing is appended where one of the lists is full.
    pub(super) fn push_values(&mut self, values: &[u8], row: &ResponseRow) -> Result<(), ColumnError> {
        let full = |name: &str| ColumnError::Value(name.to_owned());
        let area = u16::try_from(place(&mut self.areas, &row.area)).map_err(|_| full("area"))?;
        let age = u8::try_from(place(&mut self.ages, &row.age)).map_err(|_| full("age"))?;
        let sex = u8::try_from(place(&mut self.sexes, &row.sex)).map_err(|_| full("sex"))?;
        let block = row
            .block
            .map(u8::try_from)
            .transpose()
            .map_err(|_| full("block"))?;
        self.area.push(area);
        self.age.push(age);
        self.sex.push(sex);
        self.mode.push(row.mode);
        self.weight.push(row.weight);
        self.block.extend(block);
        self.items.resize(values.len(), Vec::new());
        self.items
            .iter_mut()
            .zip(values)
            .for_each(|(column, value)| column.push(*value));
        Ok(())
    }

    /// Responses.
    pub fn len(&self) -> usize {
        self.area.len()
    }

    /// No response?
    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// The cube of all responses: the same, byte for byte, as from folding them one at a time, and whatever the number
    /// of threads.
    ///
    /// # Errors
    /// Columns that do not fit each other or the version.
    pub fn fold(&self, version: &Version) -> Result<Cube, ColumnError> {
        self.check(version)?;
        let plan = Plan::new(version);
        let coded: Vec<Coded> = version
            .items
            .iter()
            .map(|item| Coded::new(version, item))
            .collect();
        let layout = Layout::of(self);
        let last: Vec<u8> = coded.iter().map(Coded::last).collect();
        let stretches: Vec<_> = cells::stretches(self.len())
            .into_par_iter()
            .map(|within| {
                let items = self.effective(version, &plan, within.clone());
                layout.stretch(self, within, &items, &last)
            })
            .collect();
        let reading = Reading::new(&plan, &coded);
        let source = Source {
            units: reading.units(&plan),
            plan: &plan,
            layout: &layout,
            reading,
            stretches: &stretches,
        };
        let rooms = || (Room::new(&source), Room::new(&source));
        let villages: Vec<_> = (0..layout.villages.len())
            .into_par_iter()
            .map_init(rooms, |rooms, number| source.village(number, rooms))
            .collect();
        Ok(finish::cube(version, &source, villages))
    }

    fn check(&self, version: &Version) -> Result<(), ColumnError> {
        let n = self.len();
        let block = if self.block.is_empty() {
            n
        } else {
            self.block.len()
        };
        let lengths = [
            ("age", self.age.len()),
            ("sex", self.sex.len()),
            ("mode", self.mode.len()),
            ("weight", self.weight.len()),
            ("block", block),
        ];
        if let Some((name, _)) = lengths.iter().find(|(_, length)| *length != n) {
            return Err(ColumnError::Length((*name).to_owned()));
        }
        let within = |all: usize, largest: Option<usize>| largest.is_none_or(|at| at < all);
        let largest = |column: &[u8]| largest(column).map(usize::from);
        let places = [
            (
                "area",
                within(
                    self.areas.len(),
                    self.area.iter().max().map(|at| usize::from(*at)),
                ),
            ),
            ("age", within(self.ages.len(), largest(&self.age))),
            ("sex", within(self.sexes.len(), largest(&self.sex))),
        ];
        if let Some((name, _)) = places.iter().find(|(_, fits)| !fits) {
            return Err(ColumnError::Value((*name).to_owned()));
        }
        let items = version.items.par_iter().enumerate();
        let wrong = items.find_map_first(|(at, item)| self.check_item(version, at, item).err());
        wrong.map_or(Ok(()), Err)
    }

    fn check_item(&self, version: &Version, at: usize, item: &Item) -> Result<(), ColumnError> {
        let codes = codes(version, item).ok_or_else(|| ColumnError::Kind(item.code.clone()))?;
        if self.is_empty() {
            return Ok(());
        }
        let column = self.items.get(at).filter(|column| column.len() == self.len());
        let column = column.ok_or_else(|| ColumnError::Length(item.code.clone()))?;
        match largest(column) {
            Some(largest) if usize::from(largest) > codes.len() => Err(ColumnError::Value(item.code.clone())),
            _ => Ok(()),
        }
    }

    /// The item columns of some responses, with [`NOT_ASKED`] where an item was not asked.
    fn effective(&self, version: &Version, plan: &Plan, within: Range<usize>) -> Vec<Cow<'_, [u8]>> {
        let given = |at: usize| self.items.get(at).and_then(|all| all.get(within.clone()));
        let asked = self.block.get(within.clone()).unwrap_or_default();
        let mut done: Vec<Cow<'_, [u8]>> = Vec::with_capacity(version.items.len());
        for (at, item) in version.items.iter().enumerate() {
            let mut column = Cow::Borrowed(given(at).unwrap_or_default());
            let blocks: Vec<bool> = (0..=255).map(|block| plan.left_out(at, Some(block))).collect();
            if !self.block.is_empty() && blocks.contains(&true) {
                hide(&mut column, |row| {
                    let block = asked.get(row).map_or(0, |block| usize::from(*block));
                    blocks.get(block) == Some(&true)
                });
            }
            for term in item.condition.iter().flat_map(|c| &c.all) {
                let on = version.items.iter().position(|i| i.code == term.item);
                let holds: Vec<bool> = on
                    .and_then(|on| codes(version, version.items.get(on)?))
                    .unwrap_or_default()
                    .iter()
                    .map(|code| term.any_of.iter().any(|c| c.0 == *code))
                    .collect();
                // an item that comes later is looked at as it was given
                let source = on.and_then(|on| match done.get(on) {
                    Some(column) => Some(column.as_ref()),
                    None => given(on),
                });
                hide(&mut column, |row| {
                    let value = source.and_then(|s| s.get(row)).copied().unwrap_or(BLANK);
                    let code = usize::from(value).checked_sub(1);
                    !code.and_then(|code| holds.get(code)).copied().unwrap_or(false)
                });
            }
            done.push(column);
        }
        done
    }
}

fn place<T: PartialEq + Clone>(list: &mut Vec<T>, value: &T) -> usize {
    list.iter().position(|v| v == value).unwrap_or_else(|| {
        list.push(value.clone());
        list.len() - 1
    })
}

/// The largest value; sixteen at a time, which `Iterator::max` is not.
fn largest(column: &[u8]) -> Option<u8> {
    let all = column.iter().fold(0_u8, |most, value| most.max(*value));
    (!column.is_empty()).then_some(all)
}

fn hide(column: &mut Cow<'_, [u8]>, hidden: impl Fn(usize) -> bool) {
    let values = column.to_mut().iter_mut().enumerate();
    values
        .filter(|(row, _)| hidden(*row))
        .for_each(|(_, value)| *value = NOT_ASKED);
}

/// What the values of an item's column mean.
struct Coded {
    /// By value.
    slots: Vec<Slot>,
    /// By value, in steps; none has no score.
    scores: [Option<u64>; 256],
}

impl Coded {
    fn new(version: &Version, item: &Item) -> Self {
        let mut slots = vec![Slot::Skipped];
        let mut scores = [None; 256];
        let scale = version.scale_of(item);
        for code in codes(version, item).unwrap_or_default() {
            let special = scale.is_some_and(|s| s.special(code).is_some());
            let score = scale.and_then(|s| survey::score::option_score(s, item, code));
            if let Some(place) = scores.get_mut(slots.len()).filter(|_| !special) {
                *place = score.and_then(exact::score);
            }
            slots.push(if special {
                Slot::Special(code.to_owned())
            } else {
                Slot::Option(code.to_owned())
            });
        }
        Self { slots, scores }
    }
}
