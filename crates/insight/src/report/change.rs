//! What changed since the county's own survey before: per measure, place and the county (STATISTICS §2.3).

mod stacked;

use std::collections::{BTreeMap, BTreeSet};

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

/// Share of answers that would have to be given in another way for the modes of both waves to be alike, above which they
/// are not compared.
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
    /// `OPT_IN` where one of the waves was an open link, `MODES_DIFFER` where people answered in other ways, in the county or
    /// in one of its places.
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
    /// The county as a whole; none where the waves reached other places.
    pub county: Option<Changed>,
}

/// One place: this wave less the one before.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Changed {
    /// Place.
    #[schemars(with = "String")]
    pub area: AreaCode,
    /// Score of the wave before; none where it or this one is hidden, or they cannot be compared.
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
    /// What stands in the way: why the place is hidden in one of the waves, `MODES_DIFFER` (there is no difference then: more
    /// than a fifth answered in another way), `OPT_IN`, `SMALL_BASE`, `LONELY_PSU`, `NOT_ENOUGH_DATA`; or
    /// `VARIANCE_BORROWED`.
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
    let modes = Modes::new(now, then, (asked, asked_then));
    let measures = now.scores.measures.iter().map(|m| {
        let alike = asks_the_same(&asked.version, &asked_then.version, &m.measure, m.domain);
        match then.scores.measure(&m.measure).filter(|_| alike) {
            Some(old) => between(now, then, (m, old), (open, &modes), settings),
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
        notices: [(open, "OPT_IN"), (modes.any(), "MODES_DIFFER")]
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
    (open, modes): (bool, &Modes),
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
    let county = measure.county.as_ref().filter(|_| alike(now, then));
    let county = county.map(|score| {
        let before = old.county.clone().unwrap_or_else(|| gone(&score.area));
        if modes.county {
            return Modes::not_compared(score, &before);
        }
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

/// Were at least half of the places that either wave reached reached by both? Else what is called the county is two things.
fn alike(now: Side<'_>, then: Side<'_>) -> bool {
    let reached = |side: Side<'_>| -> BTreeSet<AreaCode> {
        let at = side.villages.areas.iter().filter_map(|(_, unit)| *unit);
        at.filter_map(|unit| side.scores.units.get(unit).cloned())
            .collect()
    };
    let (now, then) = (reached(now), reached(then));
    2 * now.intersection(&then).count() >= now.union(&then).count()
}

/// One place in two waves.
fn pair(
    now: &Score,
    then: &Score,
    stack: Option<&stacked::Stack>,
    open: bool,
    settings: &Settings,
) -> Changed {
    let mut found = Changed::none(&now.area);
    // hidden in one wave, hidden here: the other wave's score and the change would give it away
    let (Some(value), Some(before)) = (now.value, then.value) else {
        found.status = Some(hidden(now, then));
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

impl Changed {
    fn none(area: &AreaCode) -> Self {
        Self {
            area: area.clone(),
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
        }
    }
}

/// Why one of two scores, one of which is missing, is.
fn hidden(now: &Score, then: &Score) -> &'static str {
    let missing = if now.value.is_none() { now } else { then };
    missing.status.unwrap_or("NO_DATA")
}

/// Where people answered in so much other ways that the waves are not compared (STATISTICS §2.3).
struct Modes {
    county: bool,
    /// By unit of the wave now.
    places: Vec<bool>,
}

/// People by mode.
type ByMode = BTreeMap<Mode, f64>;

impl Modes {
    fn new(now: Side<'_>, then: Side<'_>, (asked, asked_then): (&Fieldwork, &Fieldwork)) -> Self {
        let (whole, units) = by_mode(asked, now.villages, now.scores.units.len());
        let (whole_then, units_then) = by_mode(asked_then, then.villages, then.scores.units.len());
        let none = ByMode::new();
        let of = |unit: &AreaCode| then.scores.units.binary_search(unit).ok();
        let places = now.scores.units.iter().zip(&units).map(|(unit, own)| {
            let before = of(unit).and_then(|at| units_then.get(at)).unwrap_or(&none);
            !own.is_empty() && !before.is_empty() && apart(own, before) > OTHER_MODES
        });
        Self {
            county: apart(&whole, &whole_then) > OTHER_MODES,
            places: places.collect(),
        }
    }

    fn any(&self) -> bool {
        self.county || self.places.contains(&true)
    }

    /// A place that is not compared; one that is hidden says that.
    fn not_compared(now: &Score, then: &Score) -> Changed {
        let both = now.value.is_some() && then.value.is_some();
        Changed {
            status: Some(if both { "MODES_DIFFER" } else { hidden(now, then) }),
            ..Changed::none(&now.area)
        }
    }
}

/// People of the whole fieldwork and of each unit.
fn by_mode(field: &Fieldwork, villages: &Villages, units: usize) -> (ByMode, Vec<ByMode>) {
    let (mut whole, mut found) = (ByMode::new(), vec![ByMode::new(); units]);
    for (mode, people) in field.cube.mode_people() {
        *whole.entry(mode).or_default() += people as f64;
    }
    // in the order of the cube's villages
    let unit: Vec<Option<usize>> = villages.areas.iter().map(|(_, unit)| *unit).collect();
    let cells = field.cube.cells().iter().zip(field.cube.cell_counts());
    for ((cell, count), unit) in cells.zip(field.cube.of_villages(&unit)) {
        if let Some(own) = unit.and_then(|u| found.get_mut(u)) {
            *own.entry(cell.mode).or_default() += count.n as f64;
        }
    }
    (whole, found)
}

/// Half the sum of the differences of shares by mode, 0–1.
fn apart(a: &ByMode, b: &ByMode) -> f64 {
    let share = |of: &ByMode, mode: &Mode| {
        let all: f64 = of.values().sum();
        of.get(mode).copied().unwrap_or(0.0) / all.max(1.0)
    };
    let modes: BTreeSet<&Mode> = a.keys().chain(b.keys()).collect();
    modes
        .into_iter()
        .map(|m| (share(a, m) - share(b, m)).abs())
        .sum::<f64>()
        / 2.0
}
