//! What changed since the county's own survey before: per measure, place and the county (STATISTICS §2.3).

mod stacked;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use stats::{
    design::wave::{self, Direction, WaveMean},
    multiple::benjamini_hochberg,
};
use survey::{AreaCode, Mode};

use super::{
    asked::asks_the_same,
    own::{Fieldwork, code},
    scores::{Measure, Score, Scores, Source},
    settings::Settings,
    villages::Villages,
};

/// Share of answers that would have to be given in another way for the modes of both waves to be alike, from which it is
/// said.
const OTHER_MODES: f64 = 0.2;

/// The change since the wave before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct WaveChange {
    /// The wave compared with.
    pub before: Option<String>,
    /// Year it closed.
    pub before_year: Option<i32>,
    /// Why there is none: `ONE_WAVE`; `NO_SAMPLING_ERROR` for scores somebody else measured.
    pub status: Option<&'static str>,
    /// `OPT_IN` where one of the waves was an open link, `MODES_DIFFER` where people answered in other ways.
    pub notices: Vec<&'static str>,
    /// In the order of the scores.
    pub measures: Vec<MeasureChange>,
}

/// One measure.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MeasureChange {
    /// Domain id or outcome code.
    pub measure: String,
    /// A service that money is spent on?
    pub domain: bool,
    /// `OTHER_QUESTIONS`: the wave before did not ask the same; then there are no places and no county.
    pub status: Option<&'static str>,
    /// In the order of the scores.
    pub places: Vec<Changed>,
    /// The county as a whole.
    pub county: Option<Changed>,
}

/// One place: this wave less the one before.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Changed {
    /// Place.
    #[schemars(with = "String")]
    pub area: AreaCode,
    /// Score of the wave before; none where it or this one is hidden.
    pub before: Option<f64>,
    /// Points of 100.
    pub difference: Option<f64>,
    /// Standard error, with what the waves share through villages asked both times.
    pub se: Option<f64>,
    /// Its degrees of freedom.
    pub df: Option<f64>,
    /// 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Two-sided p of no change.
    pub p: Option<f64>,
    /// The same, adjusted for the places of the measure (Benjamini–Hochberg). None for the county and for few answers.
    pub q: Option<f64>,
    /// Villages asked both times; 0 where the samples are separate.
    pub villages_twice: usize,
    /// `UP` and `DOWN` where the 95 % interval leaves out zero, `ABOUT_THE_SAME` where the 90 % interval lies within the
    /// materiality, else `CANNOT_TELL`. None without a difference.
    pub code: Option<&'static str>,
    /// What stands in the way: why the place is hidden in one of the waves, `OPT_IN`, `SMALL_BASE`, `LONELY_PSU`,
    /// `NOT_ENOUGH_DATA`; or `VARIANCE_BORROWED`.
    pub status: Option<&'static str>,
}

/// One wave, as far as a change needs it.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// Scores.
    pub scores: &'a Scores,
    /// Sums behind them.
    pub villages: &'a Villages,
    /// The fieldwork; none for scores somebody else measured.
    pub field: Option<&'a Fieldwork>,
}

impl WaveChange {
    /// A place on a measure.
    pub fn of(&self, measure: &str, place: &AreaCode) -> Option<&Changed> {
        let measure = self.measures.iter().find(|m| m.measure == measure)?;
        measure.places.iter().find(|p| p.area == *place)
    }
}

/// The change between two of the county's own surveys.
///
/// Where villages were asked both times, the waves are stacked and share their villages ([`stats::design::Design::change`],
/// golden g40), townships being the strata for the county; else the samples are separate, with Welch–Satterthwaite
/// degrees of freedom (golden g29).
pub fn change(now: Side<'_>, then: Option<Side<'_>>, settings: &Settings) -> WaveChange {
    let none = |status| WaveChange {
        status: Some(status),
        ..WaveChange::default()
    };
    if now.scores.source != Source::Own {
        return none("NO_SAMPLING_ERROR");
    }
    let Some(then) = then else {
        return none("ONE_WAVE");
    };
    let (Some(asked), Some(asked_then)) = (now.field, then.field) else {
        return none("ONE_WAVE");
    };
    let open = now.scores.open_link || then.scores.open_link;
    let modes = other_modes(asked, asked_then) > OTHER_MODES;
    let measures = now.scores.measures.iter().map(|m| {
        let alike = asks_the_same(&asked.version, &asked_then.version, &m.measure, m.domain);
        match then.scores.measure(&m.measure).filter(|_| alike) {
            Some(old) => between(now, then, (m, old), open, settings),
            None => MeasureChange {
                measure: m.measure.clone(),
                domain: m.domain,
                status: Some("OTHER_QUESTIONS"),
                places: Vec::new(),
                county: None,
            },
        }
    });
    WaveChange {
        before: Some(then.scores.wave.clone()),
        before_year: Some(then.scores.year),
        status: None,
        measures: measures.collect(),
        notices: [(open, "OPT_IN"), (modes, "MODES_DIFFER")]
            .into_iter()
            .filter(|(applies, _)| *applies)
            .map(|(_, code)| code)
            .collect(),
    }
}

fn between(
    now: Side<'_>,
    then: Side<'_>,
    (measure, old): (&Measure, &Measure),
    open: bool,
    settings: &Settings,
) -> MeasureChange {
    let stacks = stacked::Stacks::new(now, then, &measure.measure);
    let gone = |area: &AreaCode| Score::none(area, "NO_DATA");
    let mut places: Vec<Changed> = Vec::new();
    for (unit, score) in measure.places.iter().enumerate() {
        let before = old.places.iter().find(|p| p.area == score.area).cloned();
        let before = before.unwrap_or_else(|| gone(&score.area));
        let mut one = if modes.places.get(unit) == Some(&true) {
            Modes::not_compared(score, &before)
        } else {
            pair(score, &before, stacks.place(unit).as_ref(), open, settings)
        };
        if one.interval.is_some() && (score.thin(settings) || before.thin(settings)) {
            (one.code, one.status) = (Some("CANNOT_TELL"), Some("SMALL_BASE"));
        }
        places.push(one);
    }
    let family = |c: &Changed| c.p.filter(|_| c.status != Some("SMALL_BASE"));
    let p: Vec<f64> = places.iter().filter_map(family).collect();
    let mut adjusted = benjamini_hochberg(&p).unwrap_or_default().into_iter();
    for place in places.iter_mut().filter(|c| family(c).is_some()) {
        place.q = adjusted.next();
    }
    let county = measure.county.as_ref().map(|score| {
        let before = old.county.clone().unwrap_or_else(|| gone(&score.area));
        pair(score, &before, stacks.county().as_ref(), open, settings)
    });
    MeasureChange {
        measure: measure.measure.clone(),
        domain: measure.domain,
        status: None,
        places,
        county,
    }
}

/// One place in two waves.
fn pair(
    now: &Score,
    then: &Score,
    stack: Option<&stacked::Stack>,
    open: bool,
    settings: &Settings,
) -> Changed {
    let mut found = Changed {
        area: now.area.clone(),
        before: None,
        difference: None,
        se: None,
        df: None,
        interval: None,
        p: None,
        q: None,
        villages_twice: 0,
        code: None,
        status: None,
    };
    // hidden in one wave, hidden here: the other wave's score and the change would give it away
    let (Some(value), Some(before)) = (now.value, then.value) else {
        let missing = if now.value.is_none() { now } else { then };
        found.status = Some(missing.status.unwrap_or("NO_DATA"));
        return found;
    };
    found.before = Some(before);
    found.difference = Some(value - before);
    found.villages_twice = stack.map_or(0, |s| s.twice);
    found.code = Some("CANNOT_TELL");
    if open {
        found.status = Some("OPT_IN");
        return found;
    }
    let together = stack.filter(|s| s.twice > 0).map(|s| &s.estimate);
    let told = together.and_then(|e| wave::change_from(e, settings.materiality));
    let apart = || {
        let mean = |s: &Score| {
            Some(WaveMean {
                value: s.value?,
                se: s.se?,
                df: s.df?,
            })
        };
        wave::independent_change(mean(then)?, mean(now)?, settings.materiality)
    };
    let borrowed = [now, then].iter().any(|s| s.status == Some("VARIANCE_BORROWED"));
    match told.or_else(apart) {
        Some(told) => {
            found.se = Some(told.se);
            found.df = Some(told.df);
            found.interval = Some([told.interval.low, told.interval.high]);
            found.p = Some(told.p);
            found.code = Some(written(told.direction));
            found.status = (borrowed && told_apart(together)).then_some("VARIANCE_BORROWED");
        }
        None => {
            let why = together.map(|e| code(e.status)).filter(|c| *c == "LONELY_PSU");
            found.status = Some(why.unwrap_or("NOT_ENOUGH_DATA"));
        }
    }
    found
}

/// Was there no standard error of both waves together?
fn told_apart(together: Option<&stats::design::Estimate>) -> bool {
    together.is_none_or(|e| e.se.is_none())
}

fn written(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "UP",
        Direction::Down => "DOWN",
        Direction::Unchanged => "ABOUT_THE_SAME",
        Direction::Unclear => "CANNOT_TELL",
    }
}

/// Half the sum of the differences of shares by mode, 0–1.
fn other_modes(now: &Fieldwork, then: &Fieldwork) -> f64 {
    let shares = |field: &Fieldwork| -> BTreeMap<Mode, f64> {
        let mut found: BTreeMap<Mode, f64> = BTreeMap::new();
        for (mode, people) in field.cube.mode_people() {
            *found.entry(mode).or_default() += people as f64;
        }
        let all: f64 = found.values().sum();
        found.values_mut().for_each(|n| *n /= all.max(1.0));
        found
    };
    let (a, b) = (shares(now), shares(then));
    let modes: std::collections::BTreeSet<Mode> = a.keys().chain(b.keys()).copied().collect();
    let share = |of: &BTreeMap<Mode, f64>, mode| of.get(mode).copied().unwrap_or(0.0);
    modes
        .iter()
        .map(|m| (share(&a, m) - share(&b, m)).abs())
        .sum::<f64>()
        / 2.0
}
