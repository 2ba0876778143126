//! A wave beside the others of its round. What a round shows of all townships together could be taken away from what one
//! of them shows alone; so what is hidden of a wave follows from its round, and comes when the round is complete.

use insight::{
    Breakdown, Cut, Threshold,
    breakdown::{AreaCut, Crossing, Group, ItemBreakdown, Row, Sample, breakdowns_from},
};
use survey::{Area, Level, Version, Wave, WaveState};

use crate::{report::merged, state::AppState};

/// The waves of a round, if there are several.
///
/// # Errors
/// What the store says.
pub(super) async fn neighbours(state: &AppState, wave: &Wave) -> store::Result<Vec<Wave>> {
    let Some(round) = &wave.round else {
        return Ok(Vec::new());
    };
    let mut waves = state.store.waves().await?;
    waves.retain(|w| w.round.as_ref() == Some(round) && w.withdrawn.is_none());
    if waves.len() < 2 {
        waves.clear();
    }
    Ok(waves)
}

/// Has every wave of the round closed?
pub(super) fn complete(waves: &[Wave], now: i64) -> bool {
    waves.iter().all(|w| w.state(now) == WaveState::Closed)
}

/// The part of `wave` in the breakdown of its round, in the shape of a breakdown of its own. `by` is one of all, area,
/// village, age, sex, mode; none for a wave of the whole county, which has no part.
///
/// # Errors
/// What the store says.
pub(super) async fn part(
    state: &AppState,
    (wave, waves): (&Wave, &[Wave]),
    by: &str,
    (areas, version, threshold): (&[Area], &Version, Threshold),
    sample: &Sample,
) -> store::Result<Option<Breakdown>> {
    let level = areas.iter().find(|a| a.code == wave.area).map(|a| a.level);
    let Some(level @ (Level::Township | Level::Village)) = level else {
        return Ok(None);
    };
    let crossing = |group| Cut::Crossing(Crossing::of_townships(areas, group));
    let villages = Cut::Area(AreaCut::at_level(areas, Level::Village));
    let (name, rows) = match by {
        "all" => ("all", None),
        "area" | "village" => ("area", Some(villages)),
        "age" => ("age", Some(crossing(Group::Age))),
        "sex" => ("sex", Some(crossing(Group::Sex))),
        _ => ("mode", Some(crossing(Group::Mode))),
    };
    let mut cuts = vec![Cut::Area(AreaCut::at_level(areas, level))];
    cuts.extend(rows);
    let cube = merged(state, waves).await?;
    let mut found = breakdowns_from(&cube, version, &cuts, threshold);
    if !waves.iter().any(|w| w.open_link) {
        found = sample.with_errors(found, &cuts, &cube, version);
    }
    let mut found = found.into_iter();
    let Some(totals) = found.next() else {
        return Ok(None);
    };
    let rows = found.next();
    let here = wave.area.as_str();
    let items = totals.items.into_iter().filter_map(|item| {
        let total = item.rows.into_iter().find(|r| r.key.as_deref() == Some(here))?;
        let mine = |r: &&Row| r.within.as_deref() == Some(here);
        let rows = rows
            .as_ref()
            .and_then(|b| b.items.iter().find(|i| i.item == item.item))
            .map_or_else(Vec::new, |i| i.rows.iter().filter(mine).cloned().collect());
        Some(ItemBreakdown {
            item: item.item,
            total,
            rows,
        })
    });
    Ok(Some(Breakdown {
        cut: name,
        k: threshold,
        items: items.collect(),
    }))
}
