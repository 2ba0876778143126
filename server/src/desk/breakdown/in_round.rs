//! A wave beside the others of its round. What a round shows of all townships together could be taken away from what one
//! of them shows alone; so what is hidden of a wave follows from its round, and comes when the round is complete.

use insight::{
    Breakdown,
    breakdown::{Group, ItemBreakdown, Row},
};
use survey::{Area, Level, Version, Wave, WaveState};

use crate::{
    state::AppState,
    tables::{self, Table},
};

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
    (areas, version): (&[Area], &Version),
) -> store::Result<Option<Breakdown>> {
    let level = areas.iter().find(|a| a.code == wave.area).map(|a| a.level);
    let level = match level {
        Some(Level::Township) => Table::Townships,
        Some(Level::Village) => Table::Villages,
        _ => return Ok(None),
    };
    let (name, rows) = match by {
        "all" => ("all", None),
        "area" | "village" => ("area", Some(Table::Villages)),
        "age" => ("age", Some(Table::Crossed(Group::Age))),
        "sex" => ("sex", Some(Table::Crossed(Group::Sex))),
        _ => ("mode", Some(Table::Crossed(Group::Mode))),
    };
    let totals = tables::of(state, waves, version, level).await?;
    let rows = match rows {
        Some(table) => Some(tables::of(state, waves, version, table).await?),
        None => None,
    };
    let here = wave.area.as_str();
    let items = totals.items.iter().filter_map(|item| {
        let total = item.rows.iter().find(|r| r.key.as_deref() == Some(here))?;
        let mine = |r: &&Row| r.within.as_deref() == Some(here);
        let rows = rows
            .as_ref()
            .and_then(|b| b.items.iter().find(|i| i.item == item.item))
            .map_or_else(Vec::new, |i| i.rows.iter().filter(mine).cloned().collect());
        Some(ItemBreakdown {
            item: item.item.clone(),
            total: total.clone(),
            rows,
            // villages of one township are few, and the round's test is of all of them
            tested: None,
        })
    });
    Ok(Some(Breakdown {
        cut: name,
        k: totals.k,
        items: items.collect(),
    }))
}
