//! One row per domain and wave: correlations, robust slope, and how far they hang on single areas.

use std::collections::BTreeMap;

use stats::{Correlation, leave_one_out, range};
use survey::DomainId;

use super::{
    Panel, WaveKey,
    battery::{Battery, parts, tied, without_rounding},
    result::{LeaveOneOut, Notice, Row},
    units::Units,
};

/// Fewer areas give no figure at all.
pub(super) const LEAST_AREAS: usize = 5;
/// Fewer areas than this cannot be compared in earnest.
const ENOUGH_AREAS: usize = 8;
/// Spending that differs by less than this factor does not vary.
const LEAST_RATIO: f64 = 1.05;
/// Pearson and Spearman further apart than this: a few extreme values decide.
const OUTLIER_GAP: f64 = 0.25;
/// The level whose crossing makes an area decisive.
const ALPHA: f64 = 0.05;
/// Of intervals.
const CONFIDENCE: f64 = 0.95;

/// Rows in the order of domains and waves; `fell_back` puts the notice on cash prices in each.
pub(super) fn rows(panel: &Panel, fell_back: bool) -> Vec<Row> {
    let mut rows: Vec<Row> = panel
        .iter()
        .flat_map(|(domain, waves)| waves.iter().map(move |(wave, units)| (domain, wave, units)))
        .filter(|(.., units)| units.areas.len() >= LEAST_AREAS)
        .map(|(domain, wave, units)| row(domain, wave, units, fell_back))
        .collect();
    adjust(&mut rows);
    rows
}

/// Fills `q_bh`, one family per wave; a row without p is in none.
fn adjust(rows: &mut [Row]) {
    let mut families: BTreeMap<(i32, String), Vec<&mut Row>> = BTreeMap::new();
    for row in rows.iter_mut().filter(|row| row.spearman_p.is_some()) {
        families
            .entry((row.year, row.wave.clone()))
            .or_default()
            .push(row);
    }
    for family in families.values_mut() {
        let p: Vec<f64> = family.iter().filter_map(|row| row.spearman_p).collect();
        for (row, q) in family
            .iter_mut()
            .zip(stats::benjamini_hochberg(&p).unwrap_or_default())
        {
            row.q_bh = Some(q);
        }
    }
}

fn row(domain: &DomainId, wave: &WaveKey, units: &Units, fell_back: bool) -> Row {
    let (x, y) = (without_rounding(&units.x), without_rounding(&units.y));
    let battery = Battery::new(&x, &y);
    let line = stats::theil_sen(&x, &y, CONFIDENCE);
    let without = leave_one_out(&x, &y, stats::pearson);
    let coefficients: Vec<Option<f64>> = without.iter().map(|c| c.map(|c| c.r)).collect();
    let (pearson, pearson_p) = parts(battery.pearson);
    let (spearman, spearman_p) = parts(battery.spearman);
    let (kendall, kendall_p) = parts(battery.kendall);
    let mut notices: Vec<Notice> = fell_back
        .then(|| Notice::plain("CASH_PRICES"))
        .into_iter()
        .collect();
    notices.extend(of_shape(&x, &y));
    notices.extend(of_fragility(units, &battery, &without));
    Row {
        domain: domain.clone(),
        wave: wave.name.clone(),
        year: wave.year,
        n: x.len(),
        left_out: units.left_out.clone(),
        mean_x: stats::mean(&x),
        mean_y: stats::mean(&y),
        pearson,
        pearson_p,
        spearman,
        spearman_p,
        kendall,
        kendall_p,
        q_bh: None,
        theil_sen: line.map(|l| l.slope),
        theil_sen_interval: line.and_then(|l| l.interval).map(|i| [i.low, i.high]),
        leave_one_out: LeaveOneOut {
            pearson: range(&coefficients),
            theil_sen: range(&stats::theil_sen_leave_one_out(&x, &y)),
        },
        notices,
    }
}

/// Too few areas, too little variation.
fn of_shape(x: &[f64], y: &[f64]) -> Vec<Notice> {
    let low = x.iter().copied().fold(f64::INFINITY, f64::min);
    let high = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let level = tied(x) || (low > 0.0 && high < LEAST_RATIO * low);
    [
        (x.len() < ENOUGH_AREAS, "INSUFFICIENT_UNITS"),
        (level, "NO_VARIATION"),
        (tied(x) || tied(y), "ALL_TIED"),
    ]
    .into_iter()
    .filter(|(applies, _)| *applies)
    .map(|(_, code)| Notice::plain(code))
    .collect()
}

/// Extreme values that decide, and areas without which the sign or the side of .05 is another.
fn of_fragility(units: &Units, all: &Battery, without: &[Option<Correlation>]) -> Vec<Notice> {
    let Some(whole) = all.pearson else {
        return Vec::new();
    };
    let mut notices = Vec::new();
    if all.spearman.is_some_and(|s| (whole.r - s.r).abs() > OUTLIER_GAP) {
        notices.push(Notice::plain("OUTLIER_DRIVEN"));
    }
    let low = |c: &Correlation| c.p.is_some_and(|p| p < ALPHA);
    let changed = |c: &Correlation| c.r * whole.r < 0.0 || low(c) != low(&whole);
    for (area, rest) in units.areas.iter().zip(without) {
        if rest.as_ref().is_none_or(changed) {
            notices.push(Notice {
                code: "FRAGILE",
                area: Some(area.clone()),
            });
        }
    }
    notices
}
