//! population: area★ year★ population★ [sex age_from age_to]; rows without sex and age are totals.

use std::{collections::HashMap, sync::Arc};

use store::Rows;
use survey::Population;

use super::{Columns, Header, Rules, chunks};
use crate::{
    areas::AreaIndex,
    cell::Cell,
    keys::{Keys, print, twice},
    problem::{Problems, Wrong},
    read::Record,
    report::Report,
    said::said,
};

/// The last year of age.
const OLDEST: i32 = 150;
const OLDEST_WRITTEN: i64 = OLDEST as i64;
/// No area has more residents.
const MOST_RESIDENTS: f64 = 2e9;

/// Reads residents.
pub(crate) struct PopulationRules {
    areas: Arc<AreaIndex>,
    columns: Columns<6>,
    keys: Keys,
    /// Ages given so far, one bit a year, by area, year and sex.
    ages: HashMap<u64, [u64; 3]>,
    /// Bands of ages that are stored and stay, by area, year and sex.
    stored: HashMap<u64, Vec<Band>>,
    rows: Vec<(u64, Population)>,
}

/// First and last age; open where none is given.
type Band = (Option<i32>, Option<i32>);

impl PopulationRules {
    /// # Parameters
    /// `stored`: the residents that are stored already and do not give way; none where the file replaces them.
    pub fn new(areas: Arc<AreaIndex>, stored: &[Population]) -> Self {
        let mut bands: HashMap<u64, Vec<Band>> = HashMap::new();
        for p in stored.iter().filter(|p| is_band((p.age_from, p.age_to))) {
            let of = bands.entry(print(&(&p.area, p.year, &p.sex))).or_default();
            of.push((p.age_from, p.age_to));
        }
        Self {
            areas,
            columns: Columns::unread(),
            keys: Keys::default(),
            ages: HashMap::new(),
            stored: bands,
            rows: Vec::new(),
        }
    }
}

impl Rules for PopulationRules {
    fn header(&mut self, header: &Header, found: &mut Problems) {
        let known = &["area★", "year★", "population★", "sex", "age_from", "age_to"];
        self.columns = header.resolve(known, found);
    }

    fn row(&mut self, record: &Record, found: &mut Problems) {
        let columns = self.columns;
        let [area, year, residents, sex, age_from, age_to] = columns.of(record);
        let hint = !found.full();
        let place = found
            .keep(&area, area.name().and_then(|t| self.areas.find(t, hint)))
            .map(|a| a.code.clone());
        let in_year = found.keep(&year, year.year());
        let sex = found.keep(&sex, sex.word().map(|s| s.map(sex_code)));
        let from = found.keep(&age_from, age(&age_from));
        let to = found.keep(&age_to, age(&age_to).and_then(|to| above(from.flatten(), to)));
        let total = matches!((&sex, from, to), (Some(None), Some(None), Some(None)));
        let count = found.keep(&residents, people(&residents, total));
        let (Some(area), Some(year), Some(sex), Some(age_from), Some(age_to), Some(population)) =
            (place, in_year, sex, from, to, count)
        else {
            return;
        };
        if let Some(first) = self
            .keys
            .seen_at(&(&area, year, &sex, age_from, age_to), record.row)
        {
            let same = if total {
                "area and year"
            } else {
                "area, year, sex and ages"
            };
            return found.push(twice(record.row, first, same, "keep one of the two"));
        }
        let band = (age_from, age_to);
        if is_band(band) {
            let (given, of) = (years_of_age(band), print(&(&area, year, &sex)));
            // the same band is the same key: whether its number may change is for the store to say
            let other = |b: &&Band| **b != band && overlap(years_of_age(**b), given);
            if let Some(other) = self.stored.get(&of).and_then(|all| all.iter().find(other)) {
                let wrong = Wrong::new(
                    said!("has ages that the data folder has under {0}", in_words(*other)),
                    "give the bands of ages that are stored for this area, year and sex, or import with --replace to put these in their place",
                );
                return found.push(wrong.at(record.row));
            }
            let before = self.ages.entry(of).or_default();
            if overlap(*before, given) {
                let wrong = Wrong::new(
                    "has ages that a row above it has already",
                    "give each age of an area, year and sex in one row only",
                );
                return found.push(wrong.at(record.row));
            }
            for (a, b) in before.iter_mut().zip(given) {
                *a |= b;
            }
        }
        self.rows.push((
            record.row,
            Population {
                area,
                year,
                sex,
                age_from,
                age_to,
                population,
            },
        ));
    }

    fn waiting(&self) -> usize {
        self.rows.len()
    }

    fn take(&mut self) -> Vec<Rows> {
        chunks(&mut self.rows, Rows::Population)
    }

    fn tell(&self, _report: &mut Report) {}
}

/// `male`, `female`, or as written.
fn sex_code(word: String) -> String {
    match word.to_lowercase().as_str() {
        "male" | "男" => "male".to_owned(),
        "female" | "女" => "female".to_owned(),
        _ => word,
    }
}

/// Does a row tell of some ages only?
fn is_band((from, to): Band) -> bool {
    from.is_some() || to.is_some()
}

/// One bit for each year of age of a band.
fn years_of_age((from, to): Band) -> [u64; 3] {
    let mut bits = [0_u64; 3];
    for age in from.unwrap_or(0).max(0)..=to.unwrap_or(OLDEST).min(OLDEST) {
        bits[age as usize / 64] |= 1 << (age % 64);
    }
    bits
}

fn overlap(one: [u64; 3], other: [u64; 3]) -> bool {
    one.iter().zip(other).any(|(a, b)| a & b != 0)
}

/// `18–39`, `60–`, `–17`.
fn in_words((from, to): Band) -> String {
    let age = |age: Option<i32>| age.map_or_else(String::new, |a| a.to_string());
    format!("{}–{}", age(from), age(to))
}

fn age(cell: &Cell<'_>) -> Result<Option<i32>, Wrong> {
    let remedy = "write an age in whole years from 0 to 150";
    match cell.whole(remedy)? {
        None => Ok(None),
        Some(years @ 0..=OLDEST_WRITTEN) => Ok(Some(years as i32)),
        Some(years) => Err(Wrong::new(said!("{0} is not an age", years), remedy)),
    }
}

fn above(from: Option<i32>, to: Option<i32>) -> Result<Option<i32>, Wrong> {
    match (from, to) {
        (Some(from), Some(to)) if to < from => Err(Wrong::new(
            said!("{0} is below age_from, {1}", to, from),
            "write the first age under age_from and the last under age_to",
        )),
        _ => Ok(to),
    }
}

fn people(cell: &Cell<'_>, total: bool) -> Result<f64, Wrong> {
    let remedy = "write the number of residents";
    // a mid-year mean may have a fraction
    let n = cell.number(remedy)?;
    if n < 0.0 {
        return Err(Wrong::new("is negative", remedy));
    }
    if n > MOST_RESIDENTS {
        return Err(Wrong::new("is more than two thousand million", remedy));
    }
    if total && n == 0.0 {
        return Err(Wrong::new(
            "is zero for the whole area",
            "write the number of residents, or leave the row out",
        ));
    }
    Ok(n)
}
