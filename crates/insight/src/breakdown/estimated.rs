//! A township by a group with design-based errors: what is hidden is looked up, everything else comes from the cube.

use stats::design::{Design, Estimate, PsuSums};
use survey::AreaCode;

use super::{Crossing, Group, Patterns};
use crate::{
    cube::{Cube, Measure, QueryError},
    suppress::Hidden,
    tally::Cell,
};

/// One value of the group in the township.
#[derive(Clone, Debug, PartialEq)]
pub struct EstimatedRow {
    /// Age band, sex or mode; none for those who did not say.
    pub key: Option<String>,
    /// Why it is hidden, if it is.
    pub hidden: Option<Hidden>,
    /// Mean of the measure with its error, villages being the sampling units; none where hidden.
    pub estimate: Option<Estimate>,
}

impl Group {
    /// The value of a cell.
    pub(super) fn key(self, cell: &Cell) -> Option<&str> {
        match self {
            Self::Age => cell.age.as_deref(),
            Self::Sex => cell.sex.as_deref(),
            Self::Mode => Some(cell.mode.as_str()),
        }
    }
}

/// The rows of one township in a crossing: a mean of `measure` for each value of the group that the county has, with its
/// cluster-robust error (Taylor, ultimate clusters; villages without anybody of the group still count, STATISTICS §2.2).
/// `patterns` are those of the same cube and version; an item, index or township they do not know has only hidden rows. Weights
/// are those of the answers, as in the breakdown whose patterns these are.
///
/// # Errors
/// The measure is not in the cube.
pub fn estimated(
    cube: &Cube,
    patterns: &Patterns,
    crossing: &Crossing,
    township: &AreaCode,
    measure: Measure<'_>,
) -> Result<Vec<EstimatedRow>, QueryError> {
    let what_hides = |key: Option<&str>| match measure {
        Measure::Score(_, item) | Measure::TopBox(_, item) | Measure::BottomBox(_, item) => {
            patterns.crossed(item, crossing.group(), township, key)
        }
        Measure::Index(index) => patterns.crossed_index(index, crossing.group(), township, key),
    };
    let group = crossing.group();
    let keys: Vec<Option<&str>> = patterns.keys(group, township).collect();
    let at = |cell: &Cell| keys.iter().position(|key| *key == group.key(cell));
    let inside = |area: &AreaCode| crossing.township(area) == Some(township);
    let sums: Vec<Vec<PsuSums>> = cube.by_village_and_row(measure, inside, at, keys.len())?;
    let rows = keys.iter().zip(sums).map(|(key, villages)| {
        let hidden = what_hides(*key);
        EstimatedRow {
            key: key.map(str::to_owned),
            hidden,
            estimate: hidden
                .is_none()
                .then(|| Design::clusters(villages.len()).mean(&villages)),
        }
    });
    Ok(rows.collect())
}
