//! Signs that answers were coached or not free, for the county to look at: never a verdict (STATISTICS §2.12).

mod bursts;
mod identical;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use stats::design::quality::{Marked, marked_excess, upper_outliers};
use survey::AreaCode;

use super::{Named, county::Places, own::Fieldwork, scores::Scores};
use crate::cube::{Margin, Quality};

/// Answers a place needs before it is looked at.
const LEAST: u64 = 30;
/// Expected share of mistakes among the places with a sign.
const RATE: f64 = 0.10;

/// Places with fewer people than this cannot be told from one another by subtraction.
const FEWEST_LEFT: u64 = 10;

/// One sign in one place.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Flag {
    /// Place.
    pub place: Named,
    /// `CEILING` (the best answer throughout, far more often than elsewhere), `IDENTICAL_ANSWERS` (one answer throughout,
    /// or the same answers as others of the place, more often than chance; of the latter `found` and `usual` are shares of pairs), `TOLD_HOW_TO_ANSWER` (more people say so than elsewhere); and what devices say more often
    /// than chance: `TOO_FAST`, `STRAIGHT_THROUGH`, `HELPED`. `DAY_BURST`: more answers from people's own devices on one
    /// day than the days of the others lead one to expect. All of these are looked for in villages, too.
    /// `FAR_FROM_RESIDENTS`: by sex or age the answers are not those of the residents; `found` is the part that would have to
    /// be other people, `usual` what chance gives.
    pub sign: &'static str,
    /// The share found, 0–1.
    pub found: f64,
    /// The share in the county.
    pub usual: f64,
    /// People it rests on.
    pub n: u64,
    /// p adjusted over the places (Benjamini–Hochberg), where the sign is a test.
    pub q: Option<f64>,
    /// The day of a `DAY_BURST`, `YYYY-MM-DD`.
    pub day: Option<String>,
}

/// People of one place, and those with a mark.
type Counts = Vec<Marked>;

/// Signs by place, in order of sign, then place.
pub fn flags(
    field: &Fieldwork,
    places: &Places<'_>,
    scores: &Scores,
    names: &(dyn Fn(&AreaCode) -> Named + Sync),
) -> Vec<Flag> {
    let units: Vec<&AreaCode> = scores.units.iter().collect();
    let set: BTreeSet<&AreaCode> = units.iter().copied().collect();
    let unit_of = |village: &AreaCode| -> Option<usize> {
        let found = places.unit_of_any(village, &set)?;
        units.binary_search(&found).ok()
    };
    let below: Vec<Below<'_>> = field
        .cube
        .villages()
        .iter()
        .filter_map(|v| Some((v, unit_of(v)?, field.cube.quality(v)?)))
        .collect();
    let judged = |marked: fn(&Quality) -> u64| by_village(&below, |q| mark(q.judged, marked(q)));
    let (whole, villages) = both_levels(&units, &judged(|q| q.ceiling));
    let mut found = outliers(&units, &whole, names);
    // few answers make a share far out by chance: in a village it must be above the county's by more than that, too
    let out = outliers(&villages.0, &villages.1, names);
    let sure = excess("CEILING", &villages.0, &villages.1, names).into_iter();
    found.extend(sure.filter(|f| out.iter().any(|o| o.place.area == f.place.area)));
    found.extend(identical::identical(&units, &below, names));
    if let Some(told) = told(field, &unit_of) {
        found.extend(in_both("TOLD_HOW_TO_ANSWER", &units, &told, names));
    }
    for (sign, marked) in BITS {
        let each = by_village(&below, |q| mark(q.device, marked(q)));
        found.extend(in_both(sign, &units, &each, names));
    }
    found.extend(bursts::bursts(field, &units, &unit_of, names));
    found
}

/// A sign that devices give, and how many have it.
type Sign = (&'static str, fn(&Quality) -> u64);

/// The three bits.
const BITS: [Sign; 3] = [
    ("TOO_FAST", |q| q.fast),
    ("STRAIGHT_THROUGH", |q| q.straight),
    ("HELPED", |q| q.helped),
];

/// A village, the position of its unit, and how its answers came about.
type Below<'a> = (&'a AreaCode, usize, &'a Quality);

/// A village, the position of its unit, and its marks.
type Village<'a> = (&'a AreaCode, usize, Marked);

fn by_village<'a>(below: &[Below<'a>], marks: impl Fn(&Quality) -> Marked) -> Vec<Village<'a>> {
    let each = below.iter();
    each.map(|(village, unit, quality)| (*village, *unit, marks(quality)))
        .collect()
}

fn mark(n: u64, marked: u64) -> Marked {
    Marked { n, marked }
}

/// Marks by unit and by village. A village is left out where the others of its unit are fewer than ten: the unit's figure
/// less the village's would be theirs.
fn both_levels<'a>(units: &[&AreaCode], below: &[Village<'a>]) -> (Counts, (Vec<&'a AreaCode>, Counts)) {
    let mut whole = vec![mark(0, 0); units.len()];
    for (_, unit, marks) in below {
        add(&mut whole, *unit, marks.n, marks.marked);
    }
    let told = below.iter().filter(|(village, unit, marks)| {
        let left = whole.get(*unit).map_or(0, |w| w.n.saturating_sub(marks.n));
        units.get(*unit) != Some(village) && (left == 0 || left >= FEWEST_LEFT)
    });
    let villages = told.map(|(village, _, marks)| (*village, *marks)).unzip();
    (whole, villages)
}

/// More marks than chance gives, in units and in villages.
fn in_both(
    sign: &'static str,
    units: &[&AreaCode],
    below: &[Village<'_>],
    names: &(dyn Fn(&AreaCode) -> Named + Sync),
) -> Vec<Flag> {
    let (whole, (villages, counts)) = both_levels(units, below);
    let mut found = excess(sign, units, &whole, names);
    found.extend(excess(sign, &villages, &counts, names));
    found
}

fn add(counts: &mut Counts, unit: usize, n: u64, marked: u64) {
    if let Some(slot) = counts.get_mut(unit) {
        slot.n += n;
        slot.marked += marked;
    }
}

fn share(m: &Marked) -> f64 {
    if m.n == 0 {
        0.0
    } else {
        m.marked as f64 / m.n as f64
    }
}

fn whole(counts: &Counts) -> Marked {
    Marked {
        n: counts.iter().map(|c| c.n).sum(),
        marked: counts.iter().map(|c| c.marked).sum(),
    }
}

/// Far out: above the third quartile by three interquartile ranges.
fn outliers(units: &[&AreaCode], counts: &Counts, names: &(dyn Fn(&AreaCode) -> Named + Sync)) -> Vec<Flag> {
    let enough: Vec<usize> = (0..units.len()).filter(|i| counts[*i].n >= LEAST).collect();
    let shares: Vec<f64> = enough.iter().map(|i| share(&counts[*i])).collect();
    let out = upper_outliers(&shares).unwrap_or_default();
    let usual = share(&whole(counts));
    enough
        .iter()
        .zip(out)
        .filter(|(_, out)| *out)
        .map(|(i, _)| Flag {
            place: names(units[*i]),
            sign: "CEILING",
            found: share(&counts[*i]),
            usual,
            n: counts[*i].n,
            q: None,
            day: None,
        })
        .collect()
}

/// More marks than chance gives, adjusted over the places.
fn excess(
    sign: &'static str,
    units: &[&AreaCode],
    counts: &Counts,
    names: &(dyn Fn(&AreaCode) -> Named + Sync),
) -> Vec<Flag> {
    let county = whole(counts);
    let tests: BTreeMap<usize, f64> = (0..units.len())
        .filter(|i| counts[*i].n >= LEAST)
        .filter_map(|i| Some((i, marked_excess(counts[i], county)?.p)))
        .collect();
    let p: Vec<f64> = tests.values().copied().collect();
    let q = stats::benjamini_hochberg(&p).unwrap_or_default();
    tests
        .keys()
        .zip(q)
        .filter(|(_, q)| *q <= RATE)
        .map(|(i, q)| Flag {
            place: names(units[*i]),
            sign,
            found: share(&counts[*i]),
            usual: share(&county),
            n: counts[*i].n,
            q: Some(q),
            day: None,
        })
        .collect()
}

/// By village, people who say that somebody told them how to answer, of those who said yes or no.
fn told<'a>(field: &'a Fieldwork, unit_of: &dyn Fn(&AreaCode) -> Option<usize>) -> Option<Vec<Village<'a>>> {
    let item = field
        .version
        .items
        .iter()
        .find(|i| i.outcome.as_deref() == Some("coaching"))?;
    let found = field.cube.along(&item.code, Margin::Villages)?;
    let each = field.cube.villages().iter().enumerate();
    let of = |(group, village): (usize, &'a AreaCode)| {
        let tally = found.tally([group]).unwrap_or_default();
        let yes = tally.codes.get(YES).map_or(0, |c| c.n);
        Some((village, unit_of(village)?, mark(tally.answered.n, yes)))
    };
    Some(each.filter_map(of).collect())
}

/// The code of “yes” in the bank's scale of the coaching item.
const YES: &str = "1";
