//! Days on which a place sent far more answers than the days of the others lead one to expect (STATISTICS §2.12).
//!
//! Only answers from people's own devices count: a shared tablet is in a village for a day and paper is typed in by the
//! stack, which is how fieldwork goes. A campaign of a township's own also makes a day: a burst asks for a look.

use std::collections::BTreeMap;

use stats::design::quality::{DayBurst, day_burst};
use survey::AreaCode;

use super::{FEWEST_LEFT, Flag, LEAST, RATE};
use crate::report::{Named, own::Fieldwork};

/// Days with answers that the county needs before a day can stand out.
const FEWEST_DAYS: usize = 5;
/// The day has at least this share of the place's answers.
const SHARE: f64 = 0.5;
/// And at least this many times what the county's days lead one to expect.
const TIMES: f64 = 3.0;

type Days = BTreeMap<String, u64>;

/// Townships, then villages, in their order. A village is left out where the others of its township are fewer than ten.
pub(super) fn bursts(
    field: &Fieldwork,
    units: &[&AreaCode],
    unit_of: &dyn Fn(&AreaCode) -> Option<usize>,
    names: &(dyn Fn(&AreaCode) -> Named + Sync),
) -> Vec<Flag> {
    let below: Vec<(&AreaCode, usize, &Days)> = field
        .cube
        .villages()
        .iter()
        .filter_map(|v| Some((v, unit_of(v)?, &field.cube.quality(v)?.days)))
        .collect();
    let mut townships = vec![Days::new(); units.len()];
    for (_, unit, days) in &below {
        if let Some(sums) = townships.get_mut(*unit) {
            add(sums, days);
        }
    }
    let mut county = Days::new();
    townships.iter().for_each(|days| add(&mut county, days));
    if county.len() < FEWEST_DAYS {
        return Vec::new();
    }
    let told = below.iter().filter(|(village, unit, days)| {
        let whole = townships.get(*unit).map_or(0, people);
        let left = whole.saturating_sub(people(days));
        units.get(*unit) != Some(village) && (left == 0 || left >= FEWEST_LEFT)
    });
    let whole: Vec<(&AreaCode, &Days)> = units.iter().copied().zip(&townships).collect();
    let villages: Vec<(&AreaCode, &Days)> = told.map(|(village, _, days)| (*village, *days)).collect();
    [whole, villages]
        .iter()
        .flat_map(|places| standing_out(places, &county, names))
        .collect()
}

fn add(sums: &mut Days, days: &Days) {
    for (day, n) in days {
        *sums.entry(day.clone()).or_default() += n;
    }
}

fn people(days: &Days) -> u64 {
    days.values().sum()
}

/// Places whose burst stands out, adjusted over all that were looked at.
fn standing_out(
    places: &[(&AreaCode, &Days)],
    county: &Days,
    names: &(dyn Fn(&AreaCode) -> Named + Sync),
) -> Vec<Flag> {
    let all: Vec<u64> = county.values().copied().collect();
    let days: Vec<&String> = county.keys().collect();
    let looked_at: Vec<(&AreaCode, u64, DayBurst)> = places
        .iter()
        .filter_map(|(area, own)| {
            let n = people(own);
            let by_day: Vec<u64> = days
                .iter()
                .map(|day| own.get(*day).copied().unwrap_or(0))
                .collect();
            (n >= LEAST).then(|| Some((*area, n, day_burst(&by_day, &all)?)))?
        })
        .collect();
    let p: Vec<f64> = looked_at.iter().map(|(_, _, burst)| burst.p).collect();
    let q = stats::benjamini_hochberg(&p).unwrap_or_default();
    looked_at
        .iter()
        .zip(q)
        .filter(|((_, n, burst), q)| {
            let (found, whole) = (burst.n as f64, *n as f64);
            *q <= RATE && found >= SHARE * whole && found >= TIMES * burst.expected
        })
        .map(|((area, n, burst), q)| Flag {
            place: names(area),
            sign: "DAY_BURST",
            found: burst.n as f64 / *n as f64,
            usual: burst.expected / *n as f64,
            n: *n,
            q: Some(q),
            day: days.get(burst.day).map(|day| (*day).clone()),
        })
        .collect()
}
