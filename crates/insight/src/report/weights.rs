//! Weights of a fieldwork's cells: each township's sample raked to its residents by sex and by age, where the county
//! loaded them; else to its residents in all (STATISTICS §2.2).

mod bands;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use stats::{
    design::{
        trim::{BOUNDS, rake_bounded},
        weights::{Margin, Stop, WeightCell, WeightError, collapse, kish},
    },
    status::Status,
};
use survey::AreaCode;

use super::{
    county::{County, Places},
    own::Fieldwork,
};

use bands::Residents;

/// Fewest people in a category of a margin; smaller ones are merged with a neighbour.
const LEAST_PEOPLE: u64 = 20;
/// Kish's design effect above which weights deserve a notice.
const UNEASY: f64 = 2.0;

/// Factors of a fieldwork, one a cell of its cube.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Multiply the weights of each cell.
    pub factors: Vec<f64>,
    /// What would multiply them were all answers of a place weighted alike.
    pub alike: Vec<f64>,
    /// For each margin that is raked to, the category of each cell: numbers that no two places share.
    pub categories: [Vec<Option<usize>>; 2],
    /// What was done in each township.
    pub places: Vec<PlaceWeights>,
}

/// What was done in one township.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaceWeights {
    /// Place.
    #[schemars(with = "String")]
    pub area: AreaCode,
    /// `sex_and_age`, `sex`, `age`, `residents` (all answers of the place alike), or `none` (as collected).
    pub method: &'static str,
    /// Kish's design effect of the base weights.
    pub kish_before: Option<f64>,
    /// And of the final ones.
    pub kish_after: Option<f64>,
    /// Times raked weights were cut to 0.3–3 mean weights and raked again, at most five; 0 where none was outside. What was
    /// cut off is carried by the others of the place.
    pub trim_rounds: usize,
    /// Margins that the weights do not meet, `sex` or `age`, where raking did not settle (`NOT_CONVERGED`): the weights are
    /// those of its last round, which meet the others.
    pub not_met: Vec<&'static str>,
    /// `NOT_CONVERGED`, `NO_SAMPLE_IN_MARGIN`, `UNEVEN_WEIGHTS`; `WEIGHTS_TRIMMED`, and `WEIGHTS_BEYOND_BOUNDS` where margins
    /// and bounds could not both be met: margins win.
    pub notices: Vec<&'static str>,
}

/// Weights of a fieldwork.
pub fn weights(field: &Fieldwork, county: &County, places: &Places<'_>, units: &[&AreaCode]) -> Weights {
    let members = members(field, places, units);
    let counts: Vec<WeightCell> = field
        .cube
        .cell_counts()
        .map(|c| WeightCell {
            n: c.n,
            w: c.w,
            w2: c.w2,
        })
        .collect();
    let mut found = Weights {
        factors: vec![1.0; counts.len()],
        alike: vec![1.0; counts.len()],
        categories: [vec![None; counts.len()], vec![None; counts.len()]],
        places: Vec::new(),
    };
    let mut next = 0;
    for (unit, cells) in members {
        let own: Vec<WeightCell> = cells.iter().filter_map(|i| counts.get(*i)).copied().collect();
        let (factors, alike, place, margins) = place(field, county, places, unit, &cells, &own);
        for (at, (i, factor)) in cells.iter().zip(factors).enumerate() {
            if let Some((slot, own)) = found.factors.get_mut(*i).zip(found.alike.get_mut(*i)) {
                (*slot, *own) = (factor, alike);
            }
            for (to, margin) in found.categories.iter_mut().zip(&margins) {
                if let Some(slot) = to.get_mut(*i) {
                    *slot = margin.category.get(at).map(|c| next + c);
                }
            }
        }
        next += margins.iter().map(OneMargin::most).max().unwrap_or(0);
        found.places.push(place);
    }
    found
}

/// The cells of each unit that has any.
fn members<'a>(
    field: &Fieldwork,
    places: &Places<'a>,
    units: &[&'a AreaCode],
) -> BTreeMap<&'a AreaCode, Vec<usize>> {
    let set = units.iter().copied().collect();
    let mut members: BTreeMap<&AreaCode, Vec<usize>> = BTreeMap::new();
    let mut from = 0;
    for village in field.cube.cells().chunk_by(|a, b| a.area == b.area) {
        let to = from + village.len();
        let known = village.first().and_then(|cell| places.area(&cell.area));
        if let Some(unit) = known.and_then(|area| places.unit_of(&area.code, &set)) {
            members.entry(unit).or_default().extend(from..to);
        }
        from = to;
    }
    members
}

/// People who answered and residents by group, groups under `least` people merged with a neighbour.
pub(super) struct Groups {
    /// Answers.
    pub(super) people: Vec<u64>,
    /// Residents of 18 or over.
    pub(super) residents: Vec<f64>,
}

/// For each unit its groups by sex and by age; none where residents are not loaded so, or nobody answered.
pub(super) fn groups(
    field: &Fieldwork,
    county: &County,
    places: &Places<'_>,
    units: &[AreaCode],
    least: u64,
) -> Vec<[Option<Groups>; 2]> {
    let units: Vec<&AreaCode> = units.iter().collect();
    let members = members(field, places, &units);
    let counts: Vec<u64> = field.cube.cell_counts().map(|c| c.n).collect();
    let of = |unit: &AreaCode| {
        let cells = members.get(unit)?;
        let raw = Residents::of(county, unit, field.year).groups(field, cells);
        Some(raw.map(|raw| {
            let raw = raw?;
            let mut people = vec![0; raw.residents.len()];
            for (cell, group) in cells.iter().zip(&raw.of_cell) {
                if let Some(slot) = group.and_then(|g| people.get_mut(g)) {
                    *slot += counts.get(*cell).copied().unwrap_or(0);
                }
            }
            let merged = collapse(&people, &raw.residents, least)?;
            let groups = merged.iter().max().map_or(0, |m| m + 1);
            let mut found = Groups {
                people: vec![0; groups],
                residents: vec![0.0; groups],
            };
            for ((to, n), r) in merged.iter().zip(people).zip(raw.residents) {
                found.people[*to] += n;
                found.residents[*to] += r;
            }
            Some(found)
        }))
    };
    units.iter().map(|unit| of(unit).unwrap_or_default()).collect()
}

/// Residents of 18 or over where ages are loaded, else of any age, of the year or the nearest one.
pub(super) fn adults_or_residents(
    county: &County,
    places: &Places<'_>,
    unit: &AreaCode,
    year: i32,
) -> Option<f64> {
    let people = Residents::of(county, unit, year);
    people.adults().or_else(|| places.residents_near(unit, year))
}

impl Weights {
    /// Which (place, measure) must be weighted alike although the place is raked: where a category of a margin has some
    /// answers to the measure, but fewer than k. Raked and plain figures stand side by side in a report, and two sums with
    /// different weights would give such a category away. `of_place` says of each cell in which of `places` it is, `people`
    /// gives n by measure for each group of cells. By place, then measure.
    pub fn too_few(
        &self,
        of_place: &[Option<usize>],
        places: usize,
        people: impl Fn(&[usize], usize) -> Vec<Vec<u64>>,
        k: u64,
    ) -> Vec<Vec<bool>> {
        let mut found: Vec<Vec<bool>> = vec![Vec::new(); places];
        for margin in &self.categories {
            let count = margin.iter().flatten().max().map_or(0, |most| most + 1);
            let group: Vec<usize> = margin.iter().map(|c| c.unwrap_or(count)).collect();
            let mut place_of = vec![None; count];
            for (category, place) in margin.iter().zip(of_place) {
                if let Some(slot) = category.and_then(|c| place_of.get_mut(c)) {
                    *slot = *place;
                }
            }
            for (place, own) in place_of.iter().zip(people(&group, count)) {
                let Some(measures) = place.and_then(|p| found.get_mut(p)) else {
                    continue;
                };
                measures.resize(own.len(), false);
                measures
                    .iter_mut()
                    .zip(own)
                    .for_each(|(few, n)| *few |= n > 0 && n < k);
            }
        }
        found
    }
}

fn place(
    field: &Fieldwork,
    county: &County,
    places: &Places<'_>,
    unit: &AreaCode,
    cells: &[usize],
    own: &[WeightCell],
) -> (Vec<f64>, f64, PlaceWeights, Vec<OneMargin>) {
    let before = kish(own, &vec![1.0; own.len()]);
    let mut told = PlaceWeights {
        area: unit.clone(),
        method: "none",
        kish_before: before,
        kish_after: before,
        trim_rounds: 0,
        not_met: Vec::new(),
        notices: Vec::new(),
    };
    let weight: f64 = own.iter().map(|c| c.w).sum();
    let as_collected = vec![1.0; own.len()];
    if weight <= 0.0 {
        return (as_collected, 1.0, told, Vec::new());
    }
    let people = Residents::of(county, unit, field.year);
    let margins = people.margins(field, cells, own);
    let all = people
        .adults()
        .or_else(|| places.residents_near(unit, field.year))
        .filter(|n| *n > 0.0);
    let Some(all) = all else {
        return (as_collected, 1.0, told, Vec::new());
    };
    let one = all / weight;
    let alike = vec![one; own.len()];
    let scaled: Vec<(Vec<usize>, Vec<f64>)> = margins
        .iter()
        .map(|m| {
            let total: f64 = m.target.iter().sum();
            (
                m.category.clone(),
                m.target.iter().map(|t| t * all / total).collect(),
            )
        })
        .collect();
    if scaled.is_empty() {
        told.method = "residents";
        return (alike, one, told, Vec::new());
    }
    let asked: Vec<Margin<'_>> = scaled
        .iter()
        .map(|(category, target)| Margin { category, target })
        .collect();
    match rake_bounded(own, &asked, &vec![0; own.len()], BOUNDS, Stop::default()) {
        // weights that did not settle are kept and labelled (STATISTICS §2.2), unless somebody is left without one
        Ok(bounded) if bounded.raked.factors.iter().all(|f| *f > 0.0) => {
            told.trim_rounds = bounded.rounds;
            if bounded.raked.status != Status::Ok {
                told.notices.push("NOT_CONVERGED");
            }
            let open = bounded.raked.open.iter();
            told.not_met = open.filter_map(|at| margins.get(*at)).map(|m| m.name).collect();
            let trimmed = [
                (bounded.rounds > 0, "WEIGHTS_TRIMMED"),
                (bounded.outside > 0, "WEIGHTS_BEYOND_BOUNDS"),
            ];
            let said = trimmed.iter().filter(|(applies, _)| *applies);
            told.notices.extend(said.map(|(_, code)| code));
            let found = bounded.raked;
            told.method = match margins.as_slice() {
                [one] => one.name,
                _ => "sex_and_age",
            };
            told.kish_after = found.kish_after;
            if found.kish_after.is_some_and(|k| k > UNEASY) {
                told.notices.push("UNEVEN_WEIGHTS");
            }
            (found.factors, one, told, margins)
        }
        Ok(_) => {
            told.notices.push("NOT_CONVERGED");
            told.method = "residents";
            (alike, one, told, Vec::new())
        }
        Err(why) => {
            told.notices.push(match why {
                WeightError::NoSampleInMargin { .. } => "NO_SAMPLE_IN_MARGIN",
                _ => "NO_DATA",
            });
            told.method = "residents";
            (alike, one, told, Vec::new())
        }
    }
}

/// One margin of one township: the category of each cell, and residents by category.
struct OneMargin {
    name: &'static str,
    category: Vec<usize>,
    target: Vec<f64>,
}

impl OneMargin {
    /// Categories.
    fn most(&self) -> usize {
        self.target.len()
    }

    /// Categories with too few people are merged; those who did not say stand for themselves. None where fewer than two
    /// categories are left.
    fn new(
        name: &'static str,
        of_cell: &[Option<usize>],
        residents: &[f64],
        own: &[WeightCell],
    ) -> Option<Self> {
        let mut people = vec![0; residents.len()];
        for (category, cell) in of_cell.iter().zip(own) {
            if let Some(slot) = category.and_then(|c| people.get_mut(c)) {
                *slot += cell.n;
            }
        }
        let merged = collapse(&people, residents, LEAST_PEOPLE)?;
        let groups = merged.iter().max().map_or(0, |m| m + 1);
        if groups < 2 {
            return None;
        }
        let mut target = vec![0.0; groups];
        merged.iter().zip(residents).for_each(|(g, r)| target[*g] += r);
        let weight = |of: &dyn Fn(&Option<usize>) -> bool| -> f64 {
            of_cell
                .iter()
                .zip(own)
                .filter(|(c, _)| of(c))
                .map(|(_, cell)| cell.w)
                .sum()
        };
        let (known, silent) = (weight(&Option::is_some), weight(&Option::is_none));
        let category = of_cell
            .iter()
            .map(|c| c.and_then(|c| merged.get(c).copied()).unwrap_or(groups))
            .collect();
        if silent > 0.0 {
            let total: f64 = target.iter().sum();
            target.push(total * silent / known.max(f64::MIN_POSITIVE));
        }
        (known > 0.0).then_some(Self {
            name,
            category,
            target,
        })
    }
}
