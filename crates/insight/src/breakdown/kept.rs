//! What is hidden of every table of a survey: decided once, kept with its snapshot, looked up ever after
//! (STATISTICS §2.15).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use survey::{Area, AreaCode, Level, Version};

use super::{
    AreaCut, Breakdown, Crossing, Cut, Group, area_cut::Place, breakdowns_until, hiding::Hiding, rows::Rows,
};
use crate::{
    cube::{Cube, IndexKey},
    suppress::{Base, Hidden, Threshold},
};

/// The tables of a survey and what is hidden of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patterns {
    /// Fewest answers shown.
    k: u64,
    /// By name of the cut; villages are `village`.
    cuts: BTreeMap<String, KeptCut>,
}

/// One cut.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct KeptCut {
    /// Rows of any item: line and key.
    rows: Vec<(Option<AreaCode>, Option<String>)>,
    /// By item a letter a row: shown, not there, or why it is hidden.
    items: BTreeMap<String, String>,
    /// Of a crossing the same by index of several items: `harmony`, or `domain/` and the id of a domain.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    indices: BTreeMap<String, String>,
}

const SHOWN: char = '.';
const NOT_THERE: char = '-';

fn letter(hidden: Option<Hidden>) -> char {
    match hidden {
        None => SHOWN,
        Some(Hidden::Primary) => 'p',
        Some(Hidden::Dominated) => 'd',
        Some(Hidden::Complementary) => 'c',
    }
}

/// The outer none is a row that is not there. A letter nobody wrote hides.
fn meaning(letter: char) -> Option<Option<Hidden>> {
    match letter {
        NOT_THERE => None,
        SHOWN => Some(None),
        'p' => Some(Some(Hidden::Primary)),
        'd' => Some(Some(Hidden::Dominated)),
        _ => Some(Some(Hidden::Complementary)),
    }
}

impl Patterns {
    /// Decides every table that can be asked for: by township, by village, by age, sex and mode, and by township and each
    /// of these. Takes as long as all of them together; what is kept takes a byte a row and item.
    pub fn decide(cube: &Cube, version: &Version, areas: &[Area], threshold: Threshold) -> Self {
        Self::decide_until(cube, version, areas, threshold, &|| false).expect("nothing stops it")
    }

    /// The same, broken off soon after `stopped` says so; none then.
    pub fn decide_until(
        cube: &Cube,
        version: &Version,
        areas: &[Area],
        threshold: Threshold,
        stopped: &(dyn Fn() -> bool + Sync),
    ) -> Option<Self> {
        let of_level = |level| Cut::Area(AreaCut::at_level(areas, level));
        let crossed = |group| Cut::Crossing(Crossing::of_townships(areas, group));
        let cuts = [
            Cut::Age,
            Cut::Sex,
            Cut::Mode,
            of_level(Level::Township),
            of_level(Level::Village),
            crossed(Group::Age),
            crossed(Group::Sex),
            crossed(Group::Mode),
        ];
        let made = breakdowns_until(cube, version, &cuts, threshold, stopped)?;
        let kept = cuts.iter().zip(&made).map(|(cut, made)| {
            let mut kept = KeptCut::of(made);
            if stopped() {
                return None;
            }
            if matches!(cut, Cut::Crossing(_)) {
                kept.add_indices(cube, cut, threshold);
            }
            Some((cut.kept_as(), kept))
        });
        Some(Self {
            k: threshold.k(),
            cuts: kept.collect::<Option<_>>()?,
        })
    }

    /// The same on one thread of its own, so that nothing else waits for it.
    pub fn decide_beside(
        cube: &Cube,
        version: &Version,
        areas: &[Area],
        threshold: Threshold,
        stopped: &(dyn Fn() -> bool + Sync),
    ) -> Option<Self> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().ok()?;
        pool.install(|| Self::decide_until(cube, version, areas, threshold, stopped))
    }

    /// Fewest answers shown.
    pub fn threshold(&self) -> Threshold {
        Threshold::raised_to(self.k)
    }

    /// The rows of an item in a cut, each with why it is hidden, if it is; none where the cut was not decided.
    pub(super) fn rows(&self, cut: &Cut, item: &str) -> Option<BTreeMap<Place, Option<Hidden>>> {
        let kept = self.cuts.get(&cut.kept_as())?;
        let letters = kept.items.get(item)?.chars();
        let rows = kept.rows.iter().zip(letters).filter_map(|(row, letter)| {
            let (within, key) = row.clone();
            Some((Place { within, key }, meaning(letter)?))
        });
        Some(rows.collect())
    }

    /// Why a cell of a township and a group is hidden for an item, if it is: `key` as in the group's own cut. What was not
    /// decided is hidden.
    pub fn crossed(
        &self,
        item: &str,
        group: Group,
        township: &AreaCode,
        key: Option<&str>,
    ) -> Option<Hidden> {
        let kept = self.cuts.get(group.crossed());
        let found = kept.and_then(|kept| kept.at(kept.items.get(item)?, township, key));
        found.unwrap_or(Some(Hidden::Complementary))
    }

    /// The same of an index.
    pub fn crossed_index(
        &self,
        index: &IndexKey,
        group: Group,
        township: &AreaCode,
        key: Option<&str>,
    ) -> Option<Hidden> {
        let name = match index {
            IndexKey::Item(item) => return self.crossed(item, group, township, key),
            other => index_name(other),
        };
        let kept = self.cuts.get(group.crossed());
        let found = kept.and_then(|kept| kept.at(kept.indices.get(&name)?, township, key));
        found.unwrap_or(Some(Hidden::Complementary))
    }

    /// The values of a group that a township has rows for, in order.
    pub(super) fn keys<'a>(
        &'a self,
        group: Group,
        township: &'a AreaCode,
    ) -> impl Iterator<Item = Option<&'a str>> {
        let rows = self.cuts.get(group.crossed()).map(|kept| kept.rows.as_slice());
        let rows = rows.unwrap_or_default();
        let from = rows.partition_point(|(within, _)| within.as_ref() < Some(township));
        let own = rows.iter().skip(from);
        own.take_while(move |(within, _)| within.as_ref() == Some(township))
            .map(|(_, key)| key.as_deref())
    }
}

impl Cut {
    /// Its name among kept ones: villages and townships are not the same.
    fn kept_as(&self) -> String {
        match self {
            Self::Area(areas) if areas.level() == Level::Village => "village".to_owned(),
            other => other.name().to_owned(),
        }
    }
}

impl KeptCut {
    fn of(made: &Breakdown) -> Self {
        let place = |row: &super::Row| {
            let within = row.within.as_deref().and_then(AreaCode::parse);
            (within, row.key.clone())
        };
        let mut rows: Vec<_> = made
            .items
            .iter()
            .flat_map(|item| item.rows.iter().map(place))
            .collect();
        rows.sort();
        rows.dedup();
        let mut kept = Self {
            rows,
            ..Self::default()
        };
        for item in &made.items {
            let mut letters = vec![NOT_THERE; kept.rows.len()];
            for row in &item.rows {
                if let Ok(at) = kept.rows.binary_search(&place(row)) {
                    letters[at] = letter(row.hidden);
                }
            }
            kept.items
                .insert(item.item.clone(), letters.into_iter().collect());
        }
        kept
    }
    /// Decides what is hidden of every index of several items: as of an item which those answered who have the index. An
    /// index of a single item is hidden as that is.
    fn add_indices(&mut self, cube: &Cube, cut: &Cut, threshold: Threshold) {
        let rows = Rows::new(cube, cut);
        let hiding = Hiding::from_people(threshold, cube, cut, &rows);
        let (whole, people) = rows.people(cube);
        let n = rows.places.len();
        let group: Vec<usize> = rows.of_cell.iter().map(|row| row.unwrap_or(n)).collect();
        let valid = cube.index_people(&group, n);
        let given: BTreeMap<&Place, usize> = rows.places.iter().zip(0..).collect();
        let places: Vec<Place> = self
            .rows
            .iter()
            .map(|(within, key)| Place {
                within: within.clone(),
                key: key.clone(),
            })
            .collect();
        for (at, index) in cube.indices().iter().enumerate() {
            if matches!(index, IndexKey::Item(_)) {
                continue;
            }
            let base = |place: &Place| {
                let row = given.get(place).copied();
                let people = row.and_then(|row| people.get(row)).map_or(0, |p| p.people);
                let valid = row.and_then(|row| valid.get(row)?.get(at).copied());
                Base {
                    valid: valid.unwrap_or(0),
                    people,
                    ..Base::default()
                }
            };
            let bases: Vec<Base> = places.iter().map(base).collect();
            let whole = Base {
                valid: bases.iter().map(|base| base.valid).sum(),
                people: whole.people,
                ..Base::default()
            };
            let hidden = hiding.item(&whole, &places, &bases);
            self.indices
                .insert(index_name(index), hidden.into_iter().map(letter).collect());
        }
    }

    /// What one letter of a cell of a township and a value means; none where there is none.
    fn at(&self, letters: &str, township: &AreaCode, key: Option<&str>) -> Option<Option<Hidden>> {
        let row = (Some(township.clone()), key.map(str::to_owned));
        let at = self.rows.binary_search(&row).ok()?;
        meaning(char::from(*letters.as_bytes().get(at)?))
    }
}

fn index_name(index: &IndexKey) -> String {
    match index {
        IndexKey::Domain(id) => format!("domain/{id}"),
        IndexKey::Harmony => "harmony".to_owned(),
        IndexKey::Item(code) => code.clone(),
    }
}
