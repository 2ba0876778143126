//! How many answers a place needs so that a difference that matters can be told: what fieldwork is held against where no
//! round plans a number of its own.

use stats::relation::power::needed_answers;
use survey::AreaCode;

use super::{Settings, verdicts::Cell};

/// Answers to aim for in one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// Random answers in the whole place.
    pub answers: u64,
    /// The difference from what is expected that so many show with a power of 80 % at 5 %, points: twice the one that matters.
    pub difference: f64,
    /// From the spread and design effect of the answers at hand, rather than the planning values of the settings.
    pub measured: bool,
}

/// The middle one of what the services of a place need; without any, what the planning values say. None for settings that
/// leave nothing to be told.
pub fn target(cells: &[Cell], settings: &Settings, area: &AreaCode) -> Option<Target> {
    let difference = 2.0 * settings.materiality;
    let own = cells.iter().filter(|c| &c.place.area == area && c.n.is_some());
    let mut needed: Vec<u64> = own.filter_map(|c| c.needed_answers).collect();
    needed.sort_unstable();
    let measured = needed.get(needed.len() / 2).copied();
    let planned = || {
        needed_answers(
            difference,
            settings.planning_sd,
            settings.planning_deff,
            false,
            0.8,
            0.05,
        )
    };
    Some(Target {
        answers: measured.or_else(planned)?,
        difference,
        measured: measured.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_survey_the_planning_values_say_how_many_answers_are_needed() {
        let settings = Settings::default();
        let area = AreaCode::parse("t").unwrap();
        let found = target(&[], &settings, &area).unwrap();
        // 1.8 × 24² × (1.96 + 0.84)² / 4²
        assert_eq!((found.answers, found.difference), (509, 4.0));
        assert!(!found.measured);
        let nothing = Settings {
            materiality: 0.0,
            ..settings
        };
        assert_eq!(target(&[], &nothing, &area), None);
    }
}
