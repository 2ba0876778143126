//! What is in the field: counts only.

use std::collections::BTreeMap;

use app::{
    desk::county::{Coverage, FieldRow, Reached},
    words::Locale,
};
use store::AreaCount;
use survey::{Area, AreaCode, Level, WaveState};

use super::state_word;
use crate::{desk::encode, error::PageError, judgements, scope::Scope, state::AppState};

/// Waves of the scope, and of open ones how far their villages are reached.
pub async fn field(
    state: &AppState,
    scope: &Scope,
    areas: &[Area],
    locale: Locale,
) -> Result<(Vec<FieldRow>, Vec<Coverage>), PageError> {
    let now = (state.now)();
    let revision = state.store.revision().await?;
    let k = judgements::settings(&*state.store).await?.k;
    let (mut rows, mut coverage) = (Vec::new(), Vec::new());
    for wave in state.store.waves().await? {
        if !scope.covers(&wave.area, areas) {
            continue;
        }
        let counted = state.counts.of(state, &wave, &revision).await?;
        let status = wave.state(now);
        let area = areas.iter().find(|a| a.code == wave.area);
        let row = FieldRow {
            href: format!("/surveys/{}", encode(&wave.id)),
            title: wave.title.get(locale.tag()).to_owned(),
            area: area.map_or_else(|| wave.area.to_string(), |a| a.name.clone()),
            state: state_word(locale, status).to_owned(),
            closes: state.zone.day(wave.closes - 1),
            answers: counted.wave.counted,
            form: (status == WaveState::Open).then(|| format!("/s/{}", encode(&wave.id))),
        };
        if status == WaveState::Open {
            let places = reached(areas, &wave.area, &counted.by_area, k);
            coverage.extend((!places.is_empty()).then(|| Coverage {
                href: row.href.clone(),
                title: row.title.clone(),
                closes: row.closes.clone(),
                k,
                places,
            }));
        }
        rows.push(row);
    }
    Ok((rows, coverage))
}

/// Villages below an area that have `k` answers, by township in order of code.
fn reached(areas: &[Area], top: &AreaCode, counts: &[AreaCount], k: u64) -> Vec<Reached> {
    let counts: BTreeMap<&AreaCode, u64> = counts.iter().map(|c| (&c.area, c.count)).collect();
    let names: BTreeMap<&AreaCode, &Area> = areas.iter().map(|a| (&a.code, a)).collect();
    let above = |area: &Area| area.parent.as_ref().and_then(|p| names.get(p)).copied();
    let inside = |area: &Area| {
        let up = std::iter::successors(Some(area), |a| above(a));
        up.take(areas.len()).any(|a| &a.code == top)
    };
    let mut found: BTreeMap<&AreaCode, Reached> = BTreeMap::new();
    for village in areas.iter().filter(|a| a.level == Level::Village) {
        let Some(township) = above(village).filter(|t| inside(t)) else {
            continue;
        };
        let at = found.entry(&township.code).or_insert_with(|| Reached {
            name: township.name.clone(),
            villages: 0,
            covered: 0,
        });
        at.villages += 1;
        at.covered += usize::from(counts.get(&village.code).is_some_and(|n| *n >= k));
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn villages_are_reached_from_k_answers_on_and_townships_keep_their_order() {
        let area = |code: &str, level, parent: Option<&str>| Area {
            code: AreaCode::parse(code).unwrap(),
            name: code.to_uppercase(),
            level,
            parent: parent.and_then(AreaCode::parse),
            settlement: None,
            aliases: vec![],
        };
        let areas = [
            area("c", Level::County, None),
            area("t2", Level::Township, Some("c")),
            area("t1", Level::Township, Some("c")),
            area("v1", Level::Village, Some("t1")),
            area("v2", Level::Village, Some("t1")),
            area("v3", Level::Village, Some("t2")),
        ];
        let count = |code: &str, count| AreaCount {
            area: AreaCode::parse(code).unwrap(),
            count,
        };
        let at =
            |top: &str, counts: &[AreaCount]| reached(&areas, &AreaCode::parse(top).unwrap(), counts, 10);
        let counts = [count("v1", 10), count("v2", 9), count("v3", 500)];
        let of = |name: &str, villages, covered| Reached {
            name: name.to_owned(),
            villages,
            covered,
        };
        assert_eq!(at("c", &counts), [of("T1", 2, 1), of("T2", 1, 1)]);
        assert_eq!(at("t1", &counts), [of("T1", 2, 1)]);
        assert_eq!(at("t1", &[]), [of("T1", 2, 0)]);
    }
}
