//! Sums by village of one item, every answer counted alike, for several measures and ways to put cells into groups at once.

use stats::design::PsuSums;

use super::{Cube, Measure, QueryError, exact::Sums, query::Source};

/// Groups of cells: for each cell, in the order of [`Cube::cells`], its group, none for a cell that is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    /// By cell.
    pub of_cell: Vec<Option<usize>>,
    /// So many groups there are.
    pub groups: usize,
}

/// By grouping, measure and group: the sums of every village, in the order of [`Cube::villages`]; zeros where nobody of the
/// group is in it.
pub type GroupedSums = Vec<Vec<Vec<Vec<PsuSums>>>>;

impl Cube {
    /// Sums of several measures of items with weight 1 for every answer, one without weight included, over all villages:
    /// the sampling units of a breakdown, which counts answers as they came. Every record is read once for all groupings
    /// and, where measures of an item follow each other, for all of these.
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
        let mut room: Vec<Sums> = Vec::new();
        for village in 0..self.villages.len() {
            for cell in self.cells_of_village(village) {
                let mut last: Option<&str> = None;
                for (at, (item, values)) in items.iter().enumerate() {
                    if last != Some(item.code.as_str()) {
                        room.clear();
                        room.resize(item.slots.len(), Sums::default());
                        let total = self.totals.get(cell).copied().unwrap_or_default();
                        item.records.read_into(cell, total, &mut room);
                        last = Some(&item.code);
                    }
                    let own = alike(&room, values);
                    if own.n == 0 {
                        continue;
                    }
                    for (grouping, found) in groupings.iter().zip(&mut found) {
                        let group = grouping.of_cell.get(cell).copied().flatten();
                        let slot = group.and_then(|g| found.get_mut(at)?.get_mut(g)?.get_mut(village));
                        if let Some(slot) = slot {
                            slot.merge(&own);
                        }
                    }
                }
            }
        }
        Ok(found)
    }
}

/// The people of every option that has a value, each with weight 1.
fn alike(room: &[Sums], values: &[Option<f64>]) -> PsuSums {
    let mut sums = PsuSums::default();
    for (slot, value) in room.iter().zip(values) {
        let count = slot.count().n;
        if let Some(y) = value.filter(|_| count > 0) {
            let w = count as f64;
            sums.merge(&PsuSums {
                n: count,
                w,
                w2: w,
                wy: w * y,
                wyy: w * y * y,
            });
        }
    }
    sums
}
