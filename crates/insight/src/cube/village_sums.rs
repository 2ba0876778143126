//! Sums and counts by village of one item, every answer counted alike, for several measures and ways to put cells into
//! groups at once.

use stats::design::PsuSums;
use survey::{ScaleKind, Version, score::option_score};

use super::{Cube, Margin, Measure, QueryError, pack::ItemColumn, person::Slot, query::Source};

/// Groups of cells: for each cell, in the order of [`Cube::cells`], its group, none for a cell that is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    /// By cell.
    pub of_cell: Vec<Option<usize>>,
    /// So many groups there are.
    pub groups: usize,
}

impl Grouping {
    /// One group of all cells.
    fn everyone(&self) -> bool {
        self.groups == 1 && self.of_cell.iter().all(|group| *group == Some(0))
    }
}

/// By grouping, measure and group: the sums of every village, in the order of [`Cube::villages`]; zeros where nobody of the
/// group is in it.
pub type GroupedSums = Vec<Vec<Vec<Vec<PsuSums>>>>;

/// People by option of one item, village by village, in each group by group: the answers that count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionCounts {
    /// So many options.
    pub options: usize,
    /// Villages × groups × options of them.
    pub people: Vec<u64>,
}

impl Cube {
    /// People by option in every group of every village, for each way to put cells into groups, in their order. Only of
    /// items with one answer out of several: scored options where the scale has scores, else any. None for other items, and
    /// for one that is not in the cube.
    pub fn options_by_village(
        &self,
        version: &Version,
        code: &str,
        groupings: &[Grouping],
    ) -> Option<Vec<OptionCounts>> {
        let (column, item) = (self.item(code)?, version.item(code)?);
        let scale = version.scale_of(item)?;
        let one = [ScaleKind::Ordinal, ScaleKind::Numeric, ScaleKind::SingleChoice];
        if !one.contains(&scale.kind) {
            return None;
        }
        let counts = |option: &str| !scale.scored || option_score(scale, item, option).is_some();
        let slots = column.slots.iter().enumerate();
        let used: Vec<usize> = slots
            .filter(|(_, slot)| matches!(slot, Slot::Option(option) if counts(option)))
            .map(|(at, _)| at)
            .collect();
        let (villages, options) = (self.villages.len(), used.len());
        let none = |grouping: &Grouping| OptionCounts {
            options,
            people: vec![0; villages * grouping.groups * options],
        };
        let mut found: Vec<OptionCounts> = groupings.iter().map(none).collect();
        self.count_villages(column, groupings, |grouping, group, village, people| {
            let groups = groupings.get(grouping).map_or(0, |g| g.groups);
            let from = (village * groups + group) * options;
            let own = found
                .get_mut(grouping)
                .and_then(|f| f.people.get_mut(from..from + options));
            for (slot, at) in own.into_iter().flatten().zip(&used) {
                *slot = people.get(*at).copied().unwrap_or(0);
            }
        });
        Some(found)
    }

    /// Sums of several measures of items with weight 1 for every answer, one without weight included, over all villages:
    /// the sampling units of a breakdown, which counts answers as they came. Every record is read once for all groupings
    /// and, where measures of an item follow each other, for all of these; where every grouping is of everyone, the
    /// counts of villages are read and no cell.
    ///
    /// # Errors
    /// A measure is not in the cube, or an index: of people who have it only their weighted sums are kept.
    pub fn villages_alike(
        &self,
        measures: &[Measure<'_>],
        groupings: &[Grouping],
    ) -> Result<GroupedSums, QueryError> {
        let mut items = Vec::with_capacity(measures.len());
        for measure in measures {
            match (self.source(*measure)?, measure) {
                (Source::Item(item, values), _) => items.push((item, values)),
                (Source::Index(_), Measure::Index(key)) => {
                    return Err(QueryError::UnknownIndex((*key).clone()));
                }
                (Source::Index(_), _) => {}
            }
        }
        let none = |grouping: &Grouping| {
            let groups = vec![vec![PsuSums::default(); self.villages.len()]; grouping.groups];
            vec![groups; measures.len()]
        };
        let mut found: GroupedSums = groupings.iter().map(none).collect();
        let whole = groupings.iter().all(Grouping::everyone);
        let mut at = 0;
        while let Some((item, _)) = items.get(at) {
            let same = items
                .iter()
                .skip(at)
                .take_while(|(other, _)| other.code == item.code);
            let run = at..at + same.count();
            let tell = |grouping: usize, group: usize, village: usize, people: &[u64]| {
                for at in run.clone() {
                    let values = items
                        .get(at)
                        .map(|(_, values)| values.as_slice())
                        .unwrap_or_default();
                    let slot = found
                        .get_mut(grouping)
                        .and_then(|f| f.get_mut(at)?.get_mut(group)?.get_mut(village));
                    if let Some(slot) = slot {
                        *slot = alike(people, values);
                    }
                }
            };
            match whole {
                true => self.count_whole_villages(item, groupings.len(), tell),
                false => self.count_villages(item, groupings, tell),
            }
            at = run.end;
        }
        Ok(found)
    }

    /// [`Cube::count_villages`] for so many groupings of everyone, from the margin that is kept of the item.
    fn count_whole_villages(
        &self,
        item: &ItemColumn,
        groupings: usize,
        mut tell: impl FnMut(usize, usize, usize, &[u64]),
    ) {
        let (villages, records) = (
            self.margins.groups(Margin::Villages),
            item.margin(Margin::Villages),
        );
        let mut room = vec![0; item.slots.len()];
        for (village, total) in villages.totals.iter().enumerate() {
            records.people_into(village, total.n, &mut room);
            if room.iter().any(|n| *n > 0) {
                (0..groupings).for_each(|grouping| tell(grouping, 0, village, &room));
            }
        }
    }

    /// Tells how many people of every group of every village gave each answer to an item, where there is anybody:
    /// grouping, group, village, people by slot.
    fn count_villages(
        &self,
        item: &ItemColumn,
        groupings: &[Grouping],
        mut tell: impl FnMut(usize, usize, usize, &[u64]),
    ) {
        let slots = item.slots.len();
        let mut room = vec![0; slots];
        let mut counts: Vec<Vec<u64>> = groupings.iter().map(|g| vec![0; g.groups * slots]).collect();
        for village in 0..self.villages.len() {
            for cell in self.cells_of_village(village) {
                let total = self.totals.get(cell).map_or(0, |total| total.n);
                item.records.people_into(cell, total, &mut room);
                for (grouping, counts) in groupings.iter().zip(&mut counts) {
                    let group = grouping.of_cell.get(cell).copied().flatten();
                    let own = group.and_then(|g| counts.get_mut(g * slots..(g + 1) * slots));
                    own.into_iter()
                        .flatten()
                        .zip(&room)
                        .for_each(|(sum, n)| *sum += n);
                }
            }
            for (grouping, counts) in counts.iter_mut().enumerate() {
                for (group, people) in counts.chunks_exact_mut(slots.max(1)).enumerate() {
                    if people.iter().any(|n| *n > 0) {
                        tell(grouping, group, village, people);
                        people.fill(0);
                    }
                }
            }
        }
    }
}

/// The people of every option that has a value, each with weight 1.
fn alike(people: &[u64], values: &[Option<f64>]) -> PsuSums {
    let mut sums = PsuSums::default();
    for (count, value) in people.iter().zip(values) {
        if let Some(y) = value.filter(|_| *count > 0) {
            let w = *count as f64;
            sums.merge(&PsuSums {
                n: *count,
                w,
                w2: w,
                wy: w * y,
                wyy: w * y * y,
            });
        }
    }
    sums
}
