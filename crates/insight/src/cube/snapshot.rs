//! A cube as text to be kept, and back: JSON with the version of the format, the digest and base64 of its bytes. The
//! same cube is always the same text.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use survey::{AreaCode, Mode};

use super::{
    Cube, Quality,
    bytes::{Reader, Unreadable, put_int, put_uint, put_word},
    cross::{Block, PairSums, PanelSums, pairs},
    digest::Digest,
    exact::{Numbers, Sums},
    margins::{Margin, Margins},
    moments::IndexColumn,
    pack::ItemColumn,
    panel::PanelColumn,
    person::Slot,
    plan::{IndexKey, PanelKey},
    quality::KINDS,
};
use crate::tally::Cell;

/// Version of the format; counted up when what is folded or how it is written changes.
const VERSION: u32 = 6;

const MODES: [Mode; 4] = [Mode::Web, Mode::Kiosk, Mode::Phone, Mode::Paper];

/// Why a snapshot cannot be read. Either way its wave is to be folded again: the responses are still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// Written by another version of the program.
    #[error("the snapshot has another format than version {VERSION}; fold the wave again")]
    OtherVersion,
    /// Damaged.
    #[error("the snapshot cannot be read; fold the wave again")]
    Unreadable,
}

impl From<Unreadable> for SnapshotError {
    fn from(_: Unreadable) -> Self {
        Self::Unreadable
    }
}

#[derive(Serialize)]
struct Written {
    cube: u32,
    sha256: String,
    data: String,
}

#[derive(Deserialize)]
struct Read {
    cube: Option<u32>,
    #[serde(default)]
    sha256: String,
    #[serde(default)]
    data: String,
}

impl Cube {
    /// The text of the cube: `{"cube":6,"sha256":"…","data":"…"}`.
    pub fn to_snapshot(&self) -> String {
        let bytes = self.to_bytes();
        let written = Written {
            cube: VERSION,
            sha256: self.digest.get(|| bytes.as_slice().into()),
            data: STANDARD.encode(bytes),
        };
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// Reads what [`Cube::to_snapshot`] wrote.
    ///
    /// # Errors
    /// The text is of another version (the tallies before cubes too), or damaged.
    pub fn from_snapshot(text: &str) -> Result<Self, SnapshotError> {
        let read: Read = serde_json::from_str(text).map_err(|_| SnapshotError::Unreadable)?;
        if read.cube != Some(VERSION) {
            return Err(SnapshotError::OtherVersion);
        }
        let bytes = STANDARD
            .decode(read.data)
            .map_err(|_| SnapshotError::Unreadable)?;
        let digest = Digest::default();
        if digest.get(|| bytes.as_slice().into()) != read.sha256 {
            return Err(SnapshotError::Unreadable);
        }
        Ok(Self {
            digest,
            ..Self::from_bytes(&bytes)?
        })
    }

    /// Every byte of the cube: two cubes are the same when these are.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Vec::new();
        let (ages, sexes) = (words(self, |c| &c.age), words(self, |c| &c.sex));
        let areas: Vec<&str> = self.villages.iter().map(AreaCode::as_str).collect();
        for list in [&areas, &ages, &sexes] {
            put_uint(&mut to, list.len() as u128);
            list.iter().for_each(|word| put_word(&mut to, word));
        }
        put_uint(&mut to, self.cells.len() as u128);
        for (cell, total) in self.cells.iter().zip(&self.totals) {
            // 0 is not stated
            let of = |list: &[&str], word: &Option<String>| {
                word.as_deref()
                    .and_then(|w| list.binary_search(&w).ok())
                    .map_or(0, |at| at + 1)
            };
            let area = areas.binary_search(&cell.area.as_str()).unwrap_or_default();
            let mode = MODES.iter().position(|m| *m == cell.mode).unwrap_or_default();
            for at in [area, of(&ages, &cell.age), of(&sexes, &cell.sex), mode] {
                put_uint(&mut to, at as u128);
            }
            put_sums(&mut to, *total);
        }
        put_uint(&mut to, self.items.len() as u128);
        self.items.iter().for_each(|item| put_item(&mut to, item));
        put_keys(&mut to, &self.indices.keys);
        let units = self.indices.units.iter().flatten();
        units.for_each(|unit| put_uint(&mut to, *unit));
        to.extend_from_slice(&self.indices.records.bytes);
        put_uint(&mut to, self.panels.len() as u128);
        self.panels.iter().for_each(|panel| put_panel(&mut to, panel));
        for q in &self.quality {
            let counts = [
                q.people,
                q.judged,
                q.identical,
                q.ceiling,
                q.device,
                q.fast,
                q.straight,
                q.helped,
            ];
            for n in counts {
                put_uint(&mut to, u128::from(n));
            }
            let kinds = q.kinds.iter().enumerate().filter(|(_, n)| **n > 0);
            put_uint(&mut to, kinds.clone().count() as u128);
            for (kind, n) in kinds {
                put_uint(&mut to, kind as u128);
                put_uint(&mut to, u128::from(*n));
            }
        }
        let days = days(self);
        put_uint(&mut to, days.len() as u128);
        days.iter().for_each(|day| put_word(&mut to, day));
        for q in self.quality.iter().filter(|_| !days.is_empty()) {
            put_uint(&mut to, q.days.len() as u128);
            for (day, n) in &q.days {
                let at = days.binary_search(&day.as_str()).unwrap_or_default();
                put_uint(&mut to, at as u128);
                put_uint(&mut to, u128::from(*n));
            }
        }
        to
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let mut from = Reader::new(bytes);
        let [areas, ages, sexes] = [list(&mut from)?, list(&mut from)?, list(&mut from)?];
        let villages = areas
            .iter()
            .map(|code| AreaCode::parse(code).ok_or(Unreadable))
            .collect::<Result<Vec<_>, _>>()?;
        let (mut cells, mut totals) = (Vec::new(), Vec::new());
        for _ in 0..from.count()? {
            let at = [from.uint()?, from.uint()?, from.uint()?, from.uint()?];
            let [area, age, sex, mode] = at.map(|at| usize::try_from(at).unwrap_or(usize::MAX));
            let of = |list: &[String], at: usize| match at.checked_sub(1) {
                None => Ok(None),
                Some(at) => list.get(at).cloned().map(Some).ok_or(Unreadable),
            };
            cells.push(Cell {
                area: villages.get(area).cloned().ok_or(Unreadable)?,
                age: of(&ages, age)?,
                sex: of(&sexes, sex)?,
                mode: *MODES.get(mode).ok_or(Unreadable)?,
            });
            totals.push(get_sums(&mut from)?);
        }
        // what reads the cube goes through villages and cells side by side
        let ordered = villages.is_sorted_by(|a, b| a < b) && cells.is_sorted_by(|a, b| a.area <= b.area);
        if !ordered {
            return Err(Unreadable);
        }
        let margins = Margins::of(&cells, &totals);
        if margins.groups(Margin::Villages).first.len() != villages.len() {
            return Err(Unreadable);
        }
        let items = (0..from.count()?)
            .map(|_| get_item(&mut from, &totals, &margins))
            .collect::<Result<Vec<_>, _>>()?;
        let keys = get_keys(&mut from)?;
        let indices = IndexColumn::unpack(keys, &mut from, cells.len())?;
        let panels = (0..from.count()?)
            .map(|_| get_panel(&mut from, villages.len()))
            .collect::<Result<Vec<_>, _>>()?;
        let mut quality = Vec::new();
        for _ in &villages {
            let mut one = Quality {
                people: from.small()?,
                judged: from.small()?,
                identical: from.small()?,
                ceiling: from.small()?,
                device: from.small()?,
                fast: from.small()?,
                straight: from.small()?,
                helped: from.small()?,
                ..Quality::default()
            };
            for _ in 0..from.count()? {
                let kind = usize::try_from(from.uint()?).unwrap_or(usize::MAX);
                let n = u32::try_from(from.uint()?).map_err(|_| Unreadable)?;
                if kind >= KINDS {
                    return Err(Unreadable);
                }
                one.of_kind(kind, n);
            }
            quality.push(one);
        }
        let days = list(&mut from)?;
        for q in quality.iter_mut().filter(|_| !days.is_empty()) {
            for _ in 0..from.count()? {
                let day = usize::try_from(from.uint()?).ok().and_then(|at| days.get(at));
                q.day(day.ok_or(Unreadable)?, from.small()?);
            }
        }
        let cube = Self {
            cells,
            totals,
            items,
            indices,
            panels,
            villages,
            quality,
            margins,
            digest: Digest::default(),
        };
        from.is_done().then_some(cube).ok_or(Unreadable)
    }
}

/// What cells say of one kind, in order.
fn words(cube: &Cube, what: impl Fn(&Cell) -> &Option<String>) -> Vec<&str> {
    let mut all: Vec<&str> = cube.cells.iter().filter_map(|c| what(c).as_deref()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Days on which anybody answered, in order.
fn days(cube: &Cube) -> Vec<&str> {
    let all = cube.quality.iter().flat_map(|q| q.days.keys());
    let all: BTreeSet<&str> = all.map(String::as_str).collect();
    all.into_iter().collect()
}

fn list(from: &mut Reader<'_>) -> Result<Vec<String>, Unreadable> {
    (0..from.count()?).map(|_| from.word()).collect()
}

fn put_sums(to: &mut Vec<u8>, sums: Sums) {
    for n in [u128::from(sums.n), sums.w, sums.w2] {
        put_uint(to, n);
    }
}

fn get_sums(from: &mut Reader<'_>) -> Result<Sums, Unreadable> {
    Ok(Sums {
        n: from.small()?,
        w: from.uint()?,
        w2: from.uint()?,
    })
}

fn put_item(to: &mut Vec<u8>, item: &ItemColumn) {
    put_word(to, &item.code);
    put_uint(to, item.slots.len() as u128);
    for slot in &item.slots {
        let (tag, code) = match slot {
            Slot::NotAsked => (0, None),
            Slot::Skipped => (1, None),
            Slot::Special(code) => (2, Some(code)),
            Slot::Option(code) => (3, Some(code)),
            Slot::Answered => (4, None),
            Slot::Pick(code) => (5, Some(code)),
        };
        to.push(tag);
        code.into_iter().for_each(|code| put_word(to, code));
    }
    to.extend_from_slice(&item.records.bytes);
    put_uint(to, item.numbers.len() as u128);
    for (cell, numbers) in &item.numbers {
        put_uint(to, *cell as u128);
        numbers.0.iter().for_each(|sum| put_int(to, *sum));
    }
}

fn get_item(from: &mut Reader<'_>, totals: &[Sums], margins: &Margins) -> Result<ItemColumn, Unreadable> {
    let code = from.word()?;
    let mut slots = Vec::new();
    for _ in 0..from.count()? {
        slots.push(match from.byte()? {
            0 => Slot::NotAsked,
            1 => Slot::Skipped,
            2 => Slot::Special(from.word()?),
            3 => Slot::Option(from.word()?),
            4 => Slot::Answered,
            5 => Slot::Pick(from.word()?),
            _ => return Err(Unreadable),
        });
    }
    let mut item = ItemColumn::unpack(code, slots, from, totals, margins)?;
    for _ in 0..from.count()? {
        let cell = from.count()?;
        let numbers = Numbers([from.int()?, from.int()?, from.int()?]);
        if item.numbers.last().is_some_and(|(before, _)| *before >= cell) {
            return Err(Unreadable);
        }
        item.numbers.push((cell, numbers));
    }
    Ok(item)
}

fn put_key(to: &mut Vec<u8>, key: &IndexKey) {
    let (tag, word) = match key {
        IndexKey::Domain(id) => (0, Some(id)),
        IndexKey::Harmony => (1, None),
        IndexKey::Item(code) => (2, Some(code)),
    };
    to.push(tag);
    word.into_iter().for_each(|word| put_word(to, word));
}

fn get_key(from: &mut Reader<'_>) -> Result<IndexKey, Unreadable> {
    match from.byte()? {
        0 => Ok(IndexKey::Domain(from.word()?)),
        1 => Ok(IndexKey::Harmony),
        2 => Ok(IndexKey::Item(from.word()?)),
        _ => Err(Unreadable),
    }
}

fn put_keys(to: &mut Vec<u8>, keys: &[IndexKey]) {
    put_uint(to, keys.len() as u128);
    keys.iter().for_each(|key| put_key(to, key));
}

fn get_keys(from: &mut Reader<'_>) -> Result<Vec<IndexKey>, Unreadable> {
    (0..from.count()?).map(|_| get_key(from)).collect()
}

fn put_panel(to: &mut Vec<u8>, panel: &PanelColumn) {
    match &panel.key {
        PanelKey::Indices => to.push(0),
        PanelKey::ItemsOf(index) => {
            to.push(1);
            put_key(to, index);
        }
    }
    put_keys(to, &panel.variables);
    for village in &panel.villages {
        for pair in &village.pairs {
            put_uint(to, u128::from(pair.n));
            let sums = pair.sums.iter().filter(|_| pair.n > 0);
            sums.for_each(|sum| put_uint(to, *sum));
        }
        put_uint(to, village.complete.len() as u128);
        for (of, block) in &village.complete {
            put_uint(to, of.len() as u128);
            of.iter().for_each(|at| put_uint(to, *at as u128));
            put_uint(to, u128::from(block.n));
            put_uint(to, block.w);
            let sums = block.wx.iter().chain(&block.wxx);
            sums.for_each(|sum| put_uint(to, *sum));
        }
    }
}

fn get_panel(from: &mut Reader<'_>, villages: usize) -> Result<PanelColumn, Unreadable> {
    let key = match from.byte()? {
        0 => PanelKey::Indices,
        1 => PanelKey::ItemsOf(get_key(from)?),
        _ => return Err(Unreadable),
    };
    let variables = get_keys(from)?;
    let villages = (0..villages)
        .map(|_| get_panel_sums(from, variables.len()))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(PanelColumn {
        key,
        variables,
        villages,
    })
}

fn get_panel_sums(from: &mut Reader<'_>, variables: usize) -> Result<PanelSums, Unreadable> {
    let mut found = PanelSums::default();
    for _ in 0..pairs(variables) {
        let mut pair = PairSums {
            n: from.small()?,
            ..PairSums::default()
        };
        if pair.n > 0 {
            for sum in &mut pair.sums {
                *sum = from.uint()?;
            }
        }
        found.pairs.push(pair);
    }
    for _ in 0..from.count()? {
        let mut of = Vec::new();
        for _ in 0..from.count()? {
            let at = usize::try_from(from.uint()?).map_err(|_| Unreadable)?;
            (at < variables).then(|| of.push(at)).ok_or(Unreadable)?;
        }
        let mut block = Block::of(of.len());
        block.n = from.small()?;
        block.w = from.uint()?;
        for sum in block.wx.iter_mut().chain(&mut block.wxx) {
            *sum = from.uint()?;
        }
        found.complete.push((of, block));
    }
    Ok(found)
}
