//! Sheets that are alike: one answer throughout, or whole sheets that others in the place gave as well, more often than the
//! county's people shuffled over its places would show (STATISTICS §2.12).
//!
//! Sheets of one answer throughout are common and counted apart, or they would drown the others.

use stats::design::{
    alike::{Alike, alike_excess},
    quality::{Marked, marked_excess},
};
use survey::AreaCode;

use super::{Below, FEWEST_LEFT, Flag, LEAST, RATE, share};
use crate::{cube::Quality, report::Named};

/// Pairs are alike at least so many times as often as in the county: places differ a little for good reasons, too.
const TIMES: f64 = 2.0;

/// Townships, then villages, in their order. A village is left out where the others of its township are fewer than ten.
pub(super) fn identical(
    units: &[&AreaCode],
    below: &[Below<'_>],
    names: &(dyn Fn(&AreaCode) -> Named + Sync),
) -> Vec<Flag> {
    let mut whole = vec![Quality::default(); units.len()];
    let mut county = Quality::default();
    for (_, unit, own) in below {
        if let Some(sums) = whole.get_mut(*unit) {
            add(sums, own);
            add(&mut county, own);
        }
    }
    let told = below.iter().filter(|(village, unit, own)| {
        let left = whole
            .get(*unit)
            .map_or(0, |w| w.judged.saturating_sub(own.judged));
        units.get(*unit) != Some(village) && (left == 0 || left >= FEWEST_LEFT)
    });
    let villages: Vec<(&AreaCode, &Quality)> = told.map(|(village, _, own)| (*village, *own)).collect();
    let townships: Vec<(&AreaCode, &Quality)> = units.iter().copied().zip(&whole).collect();
    [townships, villages]
        .iter()
        .flat_map(|places| standing_out(places, &county, names))
        .collect()
}

fn add(sums: &mut Quality, own: &Quality) {
    sums.judged += own.judged;
    sums.identical += own.identical;
    for (kind, n) in own.kinds.iter().enumerate() {
        sums.of_kind(kind, *n);
    }
}

fn standing_out(
    places: &[(&AreaCode, &Quality)],
    county: &Quality,
    names: &(dyn Fn(&AreaCode) -> Named + Sync),
) -> Vec<Flag> {
    let all: Vec<(Flag, f64)> = places
        .iter()
        .filter_map(|(area, own)| of_place(names(area), own, county))
        .collect();
    let p: Vec<f64> = all.iter().map(|(_, p)| *p).collect();
    let q = stats::benjamini_hochberg(&p).unwrap_or_default();
    let found = all.into_iter().zip(q).filter(|(_, q)| *q <= RATE);
    found.map(|((flag, _), q)| Flag { q: Some(q), ..flag }).collect()
}

/// The stronger of the two signs, and its p: doubled, for two were looked for.
fn of_place(place: Named, own: &Quality, county: &Quality) -> Option<(Flag, f64)> {
    if own.judged < LEAST {
        return None;
    }
    let (here, all) = (straight(own), straight(county));
    let one = marked_excess(here, all)?.p;
    let pairs = sheets(own, county);
    let sheets = pairs.filter(|a| a.n >= LEAST && a.share >= TIMES * a.expected);
    let flag = |found, usual, n| Flag {
        place,
        sign: "IDENTICAL_ANSWERS",
        found,
        usual,
        n,
        q: None,
        day: None,
    };
    let p = |p: f64| (2.0 * p).min(1.0);
    Some(match sheets {
        Some(alike) if alike.p < one => (flag(alike.share, alike.expected, alike.n), p(alike.p)),
        _ => (flag(share(&here), share(&all), here.n), p(one)),
    })
}

fn straight(of: &Quality) -> Marked {
    Marked {
        n: of.judged,
        marked: of.identical,
    }
}

fn sheets(own: &Quality, county: &Quality) -> Option<Alike> {
    let numbers = |of: &Quality| -> Vec<u64> { of.kinds.iter().map(|n| u64::from(*n)).collect() };
    alike_excess(&numbers(own), &numbers(county))
}
