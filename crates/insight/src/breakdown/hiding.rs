//! What is hidden of a cut: chosen once from its people, then for each item what that needs in addition.

use std::collections::{BTreeMap, BTreeSet};

use survey::AreaCode;

use super::{Cut, area_cut::Place, crossed::Crossed, rows::Rows};
use crate::{
    cube::Cube,
    suppress::{Base, Hidden, Threshold, chosen, line},
};

/// The rows of a cut that are hidden for every item.
pub(super) struct Hiding {
    pub(super) threshold: Threshold,
    /// Lines of the level above.
    lines: BTreeSet<Option<AreaCode>>,
    rows: BTreeSet<Place>,
    /// Of them those that are nearly all one area, with their people.
    dominated: BTreeMap<Place, Base>,
    /// Of a crossing the table; it has no lines of its own.
    crossed: Option<Box<Crossed>>,
}

impl Hiding {
    /// Chooses them from the people of every row, whatever they answered.
    pub(super) fn from_people(threshold: Threshold, cube: &Cube, cut: &Cut, rows: &Rows) -> Self {
        let (everyone, people) = rows.people(cube);
        let Cut::Crossing(crossing) = cut else {
            return Self::choose(threshold, &everyone, &rows.places, &people);
        };
        let [above, beside] = crossing
            .margins()
            .map(|cut| Self::from_people(threshold, cube, &cut, &Rows::new(cube, &cut)));
        let people = rows.places.iter().cloned().zip(people.iter().map(|p| p.people));
        let crossed = Crossed::from_people(above, beside, crossing, &people.collect());
        Self {
            threshold,
            lines: BTreeSet::new(),
            rows: BTreeSet::new(),
            dominated: BTreeMap::new(),
            crossed: Some(Box::new(crossed)),
        }
    }

    /// Is the row hidden for every item?
    pub(super) fn hides(&self, place: &Place) -> bool {
        self.rows.contains(place)
    }

    /// Rows that are told even where nobody is in them, so that their absence tells nothing.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.crossed.iter().flat_map(|crossed| crossed.places())
    }

    fn choose(threshold: Threshold, whole: &Base, places: &[Place], people: &[Base]) -> Self {
        let lines = lines(places);
        let above = chosen(threshold, whole, &sums(&lines, people));
        let mut hiding = Self {
            threshold,
            lines: BTreeSet::new(),
            rows: BTreeSet::new(),
            dominated: BTreeMap::new(),
            crossed: None,
        };
        for ((within, rows), hidden) in lines.iter().zip(above) {
            if hidden {
                hiding.lines.insert((*within).clone());
            }
            let own = pick(people, rows);
            let decided = match hidden {
                true => vec![true; rows.len()],
                false => chosen(threshold, &sum(&own), &own),
            };
            let line_dominated = sum(&own).dominated();
            for ((&i, people), _) in rows.iter().zip(own).zip(decided).filter(|(_, hidden)| *hidden) {
                let Some(place) = places.get(i) else { continue };
                if people.dominated() && !line_dominated {
                    hiding.dominated.insert(place.clone(), people);
                }
                hiding.rows.insert(place.clone());
            }
        }
        hiding
    }

    /// What is hidden of an item's rows: the lines of the level above first, then each of these lines by itself.
    pub(super) fn item(&self, whole: &Base, places: &[Place], bases: &[Base]) -> Vec<Option<Hidden>> {
        if let Some(crossed) = &self.crossed {
            return crossed.item(whole, places, bases);
        }
        let bases: Vec<Base> = places
            .iter()
            .zip(bases)
            .map(|(place, base)| match self.dominated.get(place) {
                Some(people) => Base {
                    areas: people.areas,
                    largest: people.largest,
                    ..base.clone()
                },
                None => base.clone(),
            })
            .collect();
        let lines = lines(places);
        let sums = sums(&lines, &bases);
        let fixed: Vec<bool> = lines.keys().map(|within| self.lines.contains(*within)).collect();
        let above = line(self.threshold, whole, &sums, &fixed);
        let mut hidden = vec![None; places.len()];
        for ((rows, sum), line_hidden) in lines.values().zip(&sums).zip(above) {
            let fixed: Vec<bool> = pick(places, rows)
                .iter()
                .map(|place| self.rows.contains(place))
                .collect();
            let decided = match line_hidden {
                Some(_) => vec![Some(Hidden::Complementary); rows.len()],
                None => line(self.threshold, sum, &pick(&bases, rows), &fixed),
            };
            for (&i, decision) in rows.iter().zip(decided) {
                if let Some(row) = hidden.get_mut(i) {
                    *row = decision;
                }
            }
        }
        hidden
    }
}

/// Which rows make each line.
fn lines(places: &[Place]) -> BTreeMap<&Option<AreaCode>, Vec<usize>> {
    let mut lines: BTreeMap<&Option<AreaCode>, Vec<usize>> = BTreeMap::new();
    for (i, place) in places.iter().enumerate() {
        lines.entry(&place.within).or_default().push(i);
    }
    lines
}

fn pick<T: Clone>(all: &[T], rows: &[usize]) -> Vec<T> {
    rows.iter().filter_map(|&i| all.get(i).cloned()).collect()
}

pub(super) fn sum<'a>(bases: impl IntoIterator<Item = &'a Base>) -> Base {
    bases.into_iter().fold(Base::default(), Base::plus)
}

fn sums(lines: &BTreeMap<&Option<AreaCode>, Vec<usize>>, bases: &[Base]) -> Vec<Base> {
    lines.values().map(|rows| sum(&pick(bases, rows))).collect()
}
