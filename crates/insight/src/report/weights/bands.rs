//! Residents by sex and age, matched with what an instrument calls them.

use std::collections::BTreeMap;

use stats::design::weights::WeightCell;
use survey::{AreaCode, Population, Version};

use super::{super::own::Fieldwork, OneMargin};
use crate::report::county::County;

/// Rows of one place and year that say sex or age.
pub(super) struct Residents<'a> {
    rows: Vec<&'a Population>,
}

/// The group of each cell, and the residents of each group.
pub(super) struct Raw {
    pub(super) of_cell: Vec<Option<usize>>,
    pub(super) residents: Vec<f64>,
}

/// Ages from and to, both included.
type Band = (i32, i32);

/// As old as anybody gets.
const OLDEST: i32 = 130;

impl<'a> Residents<'a> {
    /// Of the latest year up to `year` that has them, within ten.
    pub(super) fn of(county: &'a County, area: &AreaCode, year: i32) -> Self {
        let said = |p: &&Population| {
            p.area == *area
                && (p.sex.is_some() || p.age_from.is_some())
                && p.year <= year
                && p.year > year - 10
                && p.population.is_finite()
                && p.population >= 0.0
        };
        let last = county.population.iter().filter(said).map(|p| p.year).max();
        let rows = county.population.iter().filter(said);
        Self {
            rows: rows.filter(|p| Some(p.year) == last).collect(),
        }
    }

    /// Everyone of 18 or over; none where ages are not loaded or straddle 18.
    pub(super) fn adults(&self) -> Option<f64> {
        self.within((18, OLDEST), None)
    }

    /// Residents of a band and sex; none where bands of the file reach over its ends or leave a gap.
    fn within(&self, band: Band, sex: Option<&str>) -> Option<f64> {
        let mut found: Vec<(Band, f64)> = Vec::new();
        for row in &self.rows {
            let ages = (row.age_from.unwrap_or(0), row.age_to.unwrap_or(OLDEST));
            let overlaps = ages.0 <= band.1 && ages.1 >= band.0;
            let of_sex = sex.is_none_or(|wanted| row.sex.as_deref().map(normal) == Some(normal(wanted)));
            if !overlaps || !of_sex || (row.age_from.is_none() && row.age_to.is_none()) {
                continue;
            }
            // the oldest band of a file may begin inside ours, its end is open
            if ages.0 < band.0 || (ages.1 > band.1 && band.1 < OLDEST) {
                return None;
            }
            found.push((ages, row.population));
        }
        (!found.is_empty()).then(|| stats::sum(&found.iter().map(|f| f.1).collect::<Vec<_>>()))
    }

    /// Sex and age margins of the cells, as far as both sides say them.
    pub(super) fn margins(&self, field: &Fieldwork, cells: &[usize], own: &[WeightCell]) -> Vec<OneMargin> {
        if self.rows.is_empty() {
            return Vec::new();
        }
        let [by_sex, by_age] = self.groups(field, cells);
        let margin = |name, raw: Option<Raw>| {
            let raw = raw?;
            OneMargin::new(name, &raw.of_cell, &raw.residents, own)
        };
        let found = [margin("sex", by_sex), margin("age", by_age)];
        found.into_iter().flatten().collect()
    }

    /// By sex and by age, as far as both sides say them; small groups are not merged yet.
    pub(super) fn groups(&self, field: &Fieldwork, cells: &[usize]) -> [Option<Raw>; 2] {
        if self.rows.is_empty() {
            return [None, None];
        }
        let of = |i: &usize| field.cube.cells().get(*i);
        let sexes: Vec<Option<&str>> = cells.iter().map(|i| of(i)?.sex.as_deref()).collect();
        let ages: Vec<Option<&str>> = cells.iter().map(|i| of(i)?.age.as_deref()).collect();
        [
            self.by_sex(&field.version, &sexes),
            self.by_age(&field.version, &ages),
        ]
    }

    fn by_sex(&self, version: &Version, said: &[Option<&str>]) -> Option<Raw> {
        let residents: Option<Vec<f64>> = ["male", "female"]
            .iter()
            .map(|sex| self.within((18, OLDEST), Some(sex)))
            .collect();
        let group = |code: &str| {
            let label = label(version, version.profile.sex.as_deref(), code)?;
            ["male", "female"].iter().position(|s| normal(&label) == *s)
        };
        Some(Raw {
            of_cell: each(said, group),
            residents: residents?,
        })
    }

    fn by_age(&self, version: &Version, said: &[Option<&str>]) -> Option<Raw> {
        let band = |code: &str| band(&label(version, version.profile.age.as_deref(), code)?);
        let of_cell: Vec<Option<Band>> = each(said, band);
        let mut bands: Vec<Band> = of_cell.iter().flatten().copied().collect();
        bands.sort_unstable();
        bands.dedup();
        // bands that overlap would count people twice
        if bands.windows(2).any(|pair| pair[0].1 >= pair[1].0) {
            return None;
        }
        let residents: Option<Vec<f64>> = bands.iter().map(|b| self.within(*b, None)).collect();
        let position = |own: Band| bands.iter().position(|b| *b == own);
        Some(Raw {
            of_cell: of_cell.into_iter().map(|own| position(own?)).collect(),
            residents: residents?,
        })
    }
}

/// What a code means, asked once for each code however many cells say it.
fn each<T: Copy>(said: &[Option<&str>], meaning: impl Fn(&str) -> Option<T>) -> Vec<Option<T>> {
    let mut known: BTreeMap<&str, Option<T>> = BTreeMap::new();
    let mut found = Vec::with_capacity(said.len());
    for code in said {
        found.push(code.and_then(|code| *known.entry(code).or_insert_with(|| meaning(code))));
    }
    found
}

/// What an instrument calls a code, in English where it can; a code without a label is its own.
fn label(version: &Version, item: Option<&str>, code: &str) -> Option<String> {
    let scale = item
        .and_then(|item| version.item(item))
        .and_then(|item| version.scale_of(item));
    let option = scale.and_then(|s| s.options.iter().find(|o| o.code.0 == code));
    Some(option.map_or_else(|| code.to_owned(), |o| o.label.get("en").to_owned())).filter(|l| !l.is_empty())
}

/// `male` or `female` for the usual words; other words as they are.
fn normal(sex: &str) -> &str {
    match sex.trim() {
        "male" | "Male" | "M" | "m" | "Man" | "man" | "男" => "male",
        "female" | "Female" | "F" | "f" | "Woman" | "woman" | "女" => "female",
        other => other,
    }
}

/// “18–29”, “30-44”, “70 or over”, “70+”, “60岁以上”, “under 30”.
fn band(label: &str) -> Option<Band> {
    let numbers: Vec<i32> = label
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse().ok())
        .collect();
    let open = ["over", "older", "+", "above", "以上", "≥"]
        .iter()
        .any(|w| label.contains(w));
    let under = ["under", "below", "以下"]
        .iter()
        .any(|w| label.to_lowercase().contains(w));
    match numbers.as_slice() {
        [from, to] if from <= to && *to <= OLDEST => Some((*from, *to)),
        [from] if open && *from < OLDEST => Some((*from, OLDEST)),
        [to] if under && *to > 18 => Some((18, to - 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_read_from_labels() {
        assert_eq!(band("18–29"), Some((18, 29)));
        assert_eq!(band("30到44岁"), Some((30, 44)));
        assert_eq!(band("70 or over"), Some((70, OLDEST)));
        assert_eq!(band("70岁及以上"), Some((70, OLDEST)));
        assert_eq!(band("under 30"), Some((18, 29)));
        assert_eq!(band("prefer not to say"), None);
        assert_eq!(band("44-30"), None);
    }
}
