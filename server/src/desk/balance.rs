//! `GET /balance`: town against country.

use app::desk::{
    finding::{
        Settlement,
        balance::{Page, TITLE, view},
    },
    shell::Room,
};
use axum::extract::{Query, State};
use insight::report::balance::balance;
use survey::AreaCode;

use super::{
    Desk,
    facts::{Asked, ready},
    in_the_field, nothing_measured,
};
use crate::{error::PageResult, scope::Scope, state::AppState};

/// Shows them side by side.
pub async fn show(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    Query(asked): Query<Asked>,
) -> PageResult {
    let ready = ready(&state, &desk, &scope, asked.wave.as_deref()).await?;
    let title = TITLE.get(desk.locale);
    let shell = desk.shell(&state, title, Some(Room::Association), &ready.known.areas);
    let Some(facts) = ready.facts else {
        let asking = in_the_field(&state).await?;
        return Ok(desk.page(&shell, move || nothing_measured(desk.locale, asking)));
    };
    let of = |settlement: Option<Settlement>| -> Vec<AreaCode> {
        let groups = facts.groups.iter().filter(|g| g.settlement == settlement);
        groups.flat_map(|g| g.places.clone()).collect()
    };
    let (town, country) = (of(Some(Settlement::Town)), of(Some(Settlement::Country)));
    let mut balances = balance(&facts.report, [&town, &country]);
    let at = |id: &str| survey::content::DOMAINS.iter().position(|d| d.id.as_str() == id);
    balances.sort_by_key(|b| at(&b.domain).unwrap_or(usize::MAX));
    let page = Page {
        places: [town.len(), country.len(), of(None).len()],
        balances,
        facts,
    };
    Ok(desk.page(&shell, move || view(&page)))
}
