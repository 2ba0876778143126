//! Closer looks at places of a report: townships by age, sex, mode or village, each made once and kept with the report.

use std::sync::{Arc, OnceLock};

use insight::{
    Breakdown, Cut, Threshold,
    breakdown::{AreaCut, Crossing, Group, breakdown_from},
    report::Fieldwork,
};
use survey::{Area, Level};

/// What townships can be broken down by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Age band.
    Age,
    /// Sex.
    Sex,
    /// Mode.
    Mode,
    /// Village.
    Village,
}

impl By {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Age, Self::Sex, Self::Mode, Self::Village];

    /// As an address says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Sex => "sex",
            Self::Mode => "mode",
            Self::Village => "village",
        }
    }

    /// From an address; age where it says nothing known.
    pub fn parse(word: Option<&str>) -> Self {
        let found = Self::ALL.into_iter().find(|b| Some(b.word()) == word);
        found.unwrap_or(Self::Age)
    }
}

/// See the module.
pub struct Closer {
    field: Fieldwork,
    areas: Vec<Area>,
    k: u64,
    made: [OnceLock<Arc<Breakdown>>; 4],
}

impl std::fmt::Debug for Closer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Closer")
            .field("field", &self.field.id)
            .finish_non_exhaustive()
    }
}

impl Closer {
    /// Over a survey.
    pub fn new(field: Fieldwork, areas: Vec<Area>, k: u64) -> Self {
        Self {
            field,
            areas,
            k,
            made: Default::default(),
        }
    }

    /// Every item of every township by `by`, small cells hidden over the whole county at once. Costs some hundred
    /// milliseconds the first time: ask on a thread that may block.
    pub fn by(&self, by: By) -> Arc<Breakdown> {
        let at = By::ALL.iter().position(|b| *b == by).unwrap_or(0);
        self.made[at]
            .get_or_init(|| {
                let crossing = |group| Cut::Crossing(Crossing::of_townships(&self.areas, group));
                let cut = match by {
                    By::Age => crossing(Group::Age),
                    By::Sex => crossing(Group::Sex),
                    By::Mode => crossing(Group::Mode),
                    By::Village => Cut::Area(AreaCut::at_level(&self.areas, Level::Village)),
                };
                let threshold = Threshold::raised_to(self.k);
                Arc::new(breakdown_from(
                    &self.field.cube,
                    &self.field.version,
                    &cut,
                    threshold,
                ))
            })
            .clone()
    }
}
