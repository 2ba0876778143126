//! Responses that wait to be folded together, which takes a tenth of the time.

use survey::{Version, answer::Value};

use super::{
    Cube,
    columns::{Columns, codes},
};
use crate::tally::ResponseRow;

/// Responses folded together at most; each takes a byte an item until then.
const MOST: usize = 1 << 20;
/// Combinations of area, age and sex that they may have.
const COMBINATIONS: usize = 1 << 20;

/// Responses to one version, either all with a rotating block or all without.
pub(super) struct Waiting {
    version: Version,
    /// By item.
    codes: Vec<Vec<String>>,
    columns: Columns,
}

impl Waiting {
    /// None where a version has items that have no columns.
    pub(super) fn new(version: &Version) -> Option<Self> {
        let owned = |codes: Vec<&str>| codes.into_iter().map(str::to_owned).collect();
        let own = |item| codes(version, item).map(owned);
        let codes = version.items.iter().map(own).collect::<Option<_>>()?;
        let terms = version.items.iter().filter_map(|item| item.condition.as_ref());
        let mut terms = terms.flat_map(|condition| &condition.all);
        terms
            .all(|term| version.item(&term.item).is_some())
            .then(|| Self {
                version: version.clone(),
                codes,
                columns: Columns::default(),
            })
    }

    /// Takes a response, unless it holds something that columns do not tell: several codes, one that the scale does not
    /// have, one more area than fits.
    pub(super) fn take(&mut self, row: &ResponseRow) -> bool {
        let values: Option<Vec<u8>> = self
            .version
            .items
            .iter()
            .zip(&self.codes)
            .map(|(item, codes)| match row.answers.get(&item.code) {
                None => Some(0),
                Some(Value::One(atom)) => {
                    let code = atom.as_code();
                    codes.iter().position(|c| *c == code).map(|at| at as u8 + 1)
                }
                Some(Value::Many(_)) => None,
            })
            .collect();
        values.is_some_and(|values| self.columns.push_values(&values, row).is_ok())
    }

    pub(super) fn is_full(&self) -> bool {
        let columns = &self.columns;
        let places = columns.areas.len() * columns.ages.len() * columns.sexes.len();
        columns.len() >= MOST || places >= COMBINATIONS
    }

    /// The cube of those who wait; none where nobody does.
    pub(super) fn fold(&mut self) -> Option<Cube> {
        let columns = std::mem::take(&mut self.columns);
        let cube = (!columns.is_empty()).then(|| columns.fold(&self.version));
        cube.map(|cube| cube.expect("only values of the version's codes and places of the lists were taken"))
    }
}
