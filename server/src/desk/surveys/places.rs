//! Areas a person may work on, what lies inside what, and who may see a round.

use app::words::{Locale, Words};
use survey::{Area, AreaCode, Level, Round, Wave};

use crate::{error::PageError, scope::Scope, state::AppState};

/// Does `area` lie in `top`, or is it `top`?
pub fn within(area: &AreaCode, top: &AreaCode, areas: &[Area]) -> bool {
    Scope::Area(top.clone()).covers(area, areas)
}

/// Name of an area; its code where it is not loaded any more.
pub fn name(area: &AreaCode, areas: &[Area]) -> String {
    areas
        .iter()
        .find(|a| &a.code == area)
        .map_or_else(|| area.to_string(), |a| a.name.clone())
}

/// Place of an area in the county's own order.
pub fn rank(area: &AreaCode, areas: &[Area]) -> usize {
    areas.iter().position(|a| &a.code == area).unwrap_or(areas.len())
}

/// May this person see the round? A township sees the rounds it can take part in.
pub fn sees_round(scope: &Scope, round: &Round, areas: &[Area]) -> bool {
    match scope {
        Scope::Area(own) if !scope.covers(&round.area, areas) => within(own, &round.area, areas),
        _ => scope.covers(&round.area, areas),
    }
}

/// Areas of the scope below `top`, as a tree: a county, its townships each followed by its villages.
pub fn tree<'a>(scope: &Scope, top: Option<&AreaCode>, areas: &'a [Area]) -> Vec<&'a Area> {
    let mut out = Vec::new();
    let mut stack: Vec<&Area> = areas.iter().filter(|a| is_root(a, areas)).collect();
    stack.reverse();
    while let Some(area) = stack.pop() {
        if out.len() > areas.len() {
            break;
        }
        if scope.covers(&area.code, areas) && top.is_none_or(|t| within(&area.code, t, areas)) {
            out.push(area);
        }
        let mut below: Vec<&Area> = areas
            .iter()
            .filter(|a| a.parent.as_ref() == Some(&area.code))
            .collect();
        below.reverse();
        stack.extend(below);
    }
    out
}

fn is_root(area: &Area, areas: &[Area]) -> bool {
    area.parent
        .as_ref()
        .is_none_or(|p| !areas.iter().any(|a| &a.code == p))
}

/// The tree as rows of a `<select>`, with what each place is; the first row asks to choose.
pub fn options(tree: &[&Area], locale: Locale) -> Vec<(String, String)> {
    let word = |level| match level {
        Level::County => Words("县", "縣", "county"),
        Level::Township => Words("乡镇", "鄉鎮", "township"),
        Level::Village => Words("村", "村", "village"),
    };
    let indent = |level| match level {
        Level::County => "",
        Level::Township => "\u{3000}",
        Level::Village => "\u{3000}\u{3000}",
    };
    let choose = Words("请选择", "請選擇", "Please choose").get(locale).to_owned();
    let rows = tree.iter().map(|a| {
        (
            a.code.to_string(),
            format!("{}{} ({})", indent(a.level), a.name, word(a.level).get(locale)),
        )
    });
    std::iter::once((String::new(), choose)).chain(rows).collect()
}

/// A wave that this person may see, and all areas.
///
/// # Errors
/// There is none for this person, or what the store says.
pub async fn wave(state: &AppState, scope: &Scope, id: &str) -> Result<(Wave, Vec<Area>), PageError> {
    let areas = state.store.areas().await?;
    let wave = state
        .store
        .wave(id)
        .await?
        .filter(|w| scope.covers(&w.area, &areas))
        .ok_or(PageError::NotFound)?;
    Ok((wave, areas))
}

/// A round that this person may see.
///
/// # Errors
/// There is none for this person, or what the store says.
pub async fn round(state: &AppState, scope: &Scope, id: &str, areas: &[Area]) -> Result<Round, PageError> {
    let rounds = state.store.rounds().await?;
    rounds
        .into_iter()
        .find(|r| r.id == id && sees_round(scope, r, areas))
        .ok_or(PageError::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(code: &str, level: Level, parent: Option<&str>) -> Area {
        Area {
            code: AreaCode::parse(code).unwrap(),
            name: code.to_uppercase(),
            level,
            parent: parent.and_then(AreaCode::parse),
            settlement: None,
            aliases: vec![],
        }
    }

    #[test]
    fn the_tree_follows_the_county_and_the_scope() {
        let areas = [
            area("c", Level::County, None),
            area("t1", Level::Township, Some("c")),
            area("t2", Level::Township, Some("c")),
            area("v1", Level::Village, Some("t1")),
        ];
        let codes = |scope: &Scope| -> Vec<String> {
            tree(scope, None, &areas)
                .into_iter()
                .map(|a| a.code.to_string())
                .collect()
        };
        assert_eq!(codes(&Scope::County), ["c", "t1", "v1", "t2"]);
        assert_eq!(codes(&Scope::Area(AreaCode::parse("t1").unwrap())), ["t1", "v1"]);
    }
}
