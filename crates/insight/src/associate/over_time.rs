//! Change against change between two waves, and the relation within areas over waves that do not overlap.

use std::collections::BTreeMap;

use stats::relation::{
    domain_effects::{Cell, domain_effects},
    regression::inference,
};
use survey::DomainId;

use super::{
    AssociateError, Ledger, Panel, Request, WaveKey,
    battery::{Battery, all_without_rounding, differences_without_rounding, largest, parts, tied_among},
    result::{Change, Notice, Within},
    row::LEAST_AREAS,
    units::Units,
};
use crate::report::association::over_time::standardised_interval;

/// Fewer area × wave pairs give no relation within areas.
const LEAST_PAIRS: usize = 9;

/// Every pair of waves of a domain at least `window` years apart, with five areas or more in both.
pub(super) fn changes(panel: &Panel, window: u32) -> Vec<Change> {
    let mut found = Vec::new();
    for (domain, waves) in panel {
        for (from, before) in waves {
            for (to, after) in waves.iter().filter(|(to, _)| apart(from, to, window)) {
                let (mut dx, mut dy) = (Vec::new(), Vec::new());
                for (i, area) in before.areas.iter().enumerate() {
                    if let Some((x, y)) = after.get(area) {
                        dx.push(x - before.x[i]);
                        dy.push(y - before.y[i]);
                    }
                }
                if dx.len() < LEAST_AREAS {
                    continue;
                }
                let (dx, dy) = (
                    differences_without_rounding(&dx, largest(&before.x).max(largest(&after.x))),
                    all_without_rounding(&dy, largest(&before.y).max(largest(&after.y))),
                );
                let battery = Battery::new(&dx, &dy);
                let (pearson, pearson_p) = parts(battery.pearson);
                let (spearman, spearman_p) = parts(battery.spearman);
                let (kendall, kendall_p) = parts(battery.kendall);
                found.push(Change {
                    domain: domain.clone(),
                    from: from.name.clone(),
                    to: to.name.clone(),
                    n: dx.len(),
                    pearson,
                    pearson_p,
                    spearman,
                    spearman_p,
                    kendall,
                    kendall_p,
                    notices: ties(&dx, &dy),
                });
            }
        }
    }
    found
}

/// Per domain its latest wave, then repeatedly the latest one at least `window` years earlier; areas that have them
/// all, x and y about the area's own mean.
pub(super) fn within(panel: &Panel, window: u32) -> Vec<Within> {
    panel
        .iter()
        .filter_map(|(domain, waves)| {
            let picked = spaced(waves, window);
            let (x, y) = about_own_mean(&picked)?;
            let scale =
                |of: fn(&Units) -> &[f64]| picked.iter().map(|(_, u)| largest(of(u))).fold(0.0, f64::max);
            let x = differences_without_rounding(&x, scale(|u| &u.x));
            let y = all_without_rounding(&y, scale(|u| &u.y));
            if picked.len() < 2 || x.len() < LEAST_PAIRS {
                return None;
            }
            let product = |a: &[f64], b: &[f64]| -> f64 {
                stats::sum(&a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<_>>())
            };
            let battery = Battery::new(&x, &y);
            let slope = product(&x, &y) / product(&x, &x);
            Some(Within {
                domain: domain.clone(),
                n: x.len(),
                waves: picked.iter().map(|(wave, _)| wave.name.clone()).collect(),
                pearson: parts(battery.pearson).0,
                spearman: parts(battery.spearman).0,
                slope: Some(slope).filter(|s| s.is_finite()),
                notices: ties(&x, &y),
            })
        })
        .collect()
}

/// What the relation within areas of a domain could be: each area one witness, however many waves it gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WithinInterval {
    /// Points for one currency unit per resident, 95 %.
    pub slope: [f64; 2],
    /// Pearson's r, 95 %: the slope's interval in standard deviations; it may reach beyond −1 and 1.
    pub pearson: Option<[f64; 2]>,
    /// Satterthwaite's degrees of freedom.
    pub df: f64,
}

/// The interval of [`Within`], CR2 by area. None where there is no such relation, or no error of it.
///
/// Source: Bell & McCaffrey (2002); Pustejovsky & Tipton (2018), as [`domain_effects`].
///
/// # Errors
/// As [`super::associate`].
pub fn within_interval(
    ledger: &Ledger,
    request: &Request,
    domain: &DomainId,
) -> Result<Option<WithinInterval>, AssociateError> {
    let (panel, _, _) = super::panel(ledger, request)?;
    let Some(waves) = panel.get(domain) else {
        return Ok(None);
    };
    let picked = spaced(waves, request.window);
    let mut cells = Vec::new();
    for (place, area) in picked
        .first()
        .map_or(&[][..], |(_, u)| &u.areas)
        .iter()
        .enumerate()
    {
        let own: Option<Vec<(f64, f64)>> = picked.iter().map(|(_, units)| units.get(area)).collect();
        cells.extend(own.into_iter().flatten().map(|(x, y)| Cell {
            place,
            domain: 0,
            x,
            y,
        }));
    }
    if picked.len() < 2 || cells.len() < LEAST_PAIRS {
        return Ok(None);
    }
    let Some(fit) = domain_effects(&cells, true) else {
        return Ok(None);
    };
    let r = about_own_mean(&picked)
        .and_then(|(x, y)| stats::pearson(&x, &y))
        .map(|c| c.r);
    let slope = fit.slope;
    Ok(
        inference(slope.estimate, slope.standard_error, slope.df, 0.95).map(|at95| WithinInterval {
            slope: [at95.interval.low, at95.interval.high],
            pearson: r.and_then(|r| standardised_interval(r, &slope)),
            df: slope.df,
        }),
    )
}

/// Waves at least `window` years apart, from the latest back; earliest first.
fn spaced(waves: &BTreeMap<WaveKey, Units>, window: u32) -> Vec<(&WaveKey, &Units)> {
    let mut picked: Vec<(&WaveKey, &Units)> = Vec::new();
    for (wave, units) in waves.iter().rev() {
        if picked.last().is_none_or(|(later, _)| apart(wave, later, window)) {
            picked.push((wave, units));
        }
    }
    picked.reverse();
    picked
}

/// x and y of the areas that are in every wave, each less the area's mean over them.
fn about_own_mean(waves: &[(&WaveKey, &Units)]) -> Option<(Vec<f64>, Vec<f64>)> {
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for area in &waves.first()?.1.areas {
        let own: Option<Vec<(f64, f64)>> = waves.iter().map(|(_, units)| units.get(area)).collect();
        if let Some(own) = own {
            let (own_x, own_y): (Vec<f64>, Vec<f64>) = own.into_iter().unzip();
            let (mean_x, mean_y) = (mean_as_referenced(&own_x), mean_as_referenced(&own_y));
            x.extend(own_x.iter().map(|v| v - mean_x));
            y.extend(own_y.iter().map(|v| v - mean_y));
        }
    }
    Some((x, y))
}

/// The mean by a sum with Kahan's compensation (1965, CACM 8:40), as the reference takes it: scores with one decimal tie
/// about their means but for the last bit, and the ranks of the relation within areas follow that bit.
fn mean_as_referenced(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0, 0.0);
    for value in values {
        let next = value - lost;
        let total: f64 = sum + next;
        lost = (total - sum) - next;
        sum = total;
    }
    sum / values.len() as f64
}

fn apart(earlier: &WaveKey, later: &WaveKey, window: u32) -> bool {
    i64::from(later.year) - i64::from(earlier.year) >= i64::from(window)
}

/// The notice that numbers are null because one series, rounding taken from it, does not vary.
fn ties(x: &[f64], y: &[f64]) -> Vec<Notice> {
    if tied_among(x, 0.0) || tied_among(y, 0.0) {
        vec![Notice::plain("ALL_TIED")]
    } else {
        Vec::new()
    }
}
