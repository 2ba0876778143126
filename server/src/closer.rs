//! Closer looks at places of a report: townships by age, sex, mode or village, one item at a time, kept with the report.
//! What is hidden is looked up where it is decided ([`crate::stored`]); until then each look decides for itself.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};

use insight::{
    Breakdown, Cut, Threshold,
    breakdown::{AreaCut, Crossing, Group, Patterns, Sample, breakdown_from, breakdown_kept},
    report::{Fieldwork, Settings},
};
use survey::{Area, Level};

use crate::metrics::{Metrics, Work};

/// What townships can be broken down by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// How the answers were drawn; none for those of an open link.
    sample: Option<Sample>,
    /// What is hidden, once that is decided.
    patterns: OnceLock<Patterns>,
    metrics: Arc<Metrics>,
    made: Mutex<HashMap<(By, String), Arc<Breakdown>>>,
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
    pub fn new(field: Fieldwork, areas: Vec<Area>, settings: &Settings, metrics: Arc<Metrics>) -> Self {
        let sample = (!field.open_link).then(|| Sample::of_villages(&areas, settings.planning_deff));
        Self {
            k: settings.k,
            sample,
            field,
            areas,
            patterns: OnceLock::new(),
            metrics,
            made: Mutex::default(),
        }
    }

    /// Is it over this survey, with the same answers?
    pub fn is_of(&self, field: &Fieldwork) -> bool {
        self.field.id == field.id && self.field.hash() == field.hash()
    }

    /// Goes by what was decided of the same survey, areas and k from now on.
    pub fn look_up(&self, patterns: Patterns) {
        if patterns.threshold() == Threshold::raised_to(self.k) {
            let _again = self.patterns.set(patterns);
        }
    }

    /// One item of every township by `by`, small cells hidden over the whole county at once: what is hidden of an item
    /// follows from people and from the item alone, so that other items need not be looked at. Costs some time the first
    /// time it is asked for: ask on a thread that may block.
    pub fn by(&self, by: By, item: &str) -> Arc<Breakdown> {
        let key = (by, item.to_owned());
        let kept = self.made.lock().ok().and_then(|made| made.get(&key).cloned());
        if let Some(found) = kept {
            return found;
        }
        let crossing = |group| Cut::Crossing(Crossing::of_townships(&self.areas, group));
        let cut = match by {
            By::Age => crossing(Group::Age),
            By::Sex => crossing(Group::Sex),
            By::Mode => crossing(Group::Mode),
            By::Village => Cut::Area(AreaCut::at_level(&self.areas, Level::Village)),
        };
        let mut version = self.field.version.clone();
        version.items.retain(|i| i.code == item);
        let cube = &self.field.cube;
        let mut found = if let Some(patterns) = self.patterns.get() {
            breakdown_kept(cube, &version, &cut, patterns)
        } else {
            self.metrics.made(Work::OnPage);
            breakdown_from(cube, &version, &cut, Threshold::raised_to(self.k))
        };
        if let Some(sample) = &self.sample {
            let mut told = sample.with_errors(vec![found], &[cut], cube, &version);
            found = told.pop().expect("one breakdown gives one");
        }
        let found = Arc::new(found);
        if let Ok(mut made) = self.made.lock() {
            made.insert(key, found.clone());
        }
        found
    }
}
