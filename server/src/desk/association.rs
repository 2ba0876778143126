//! `GET /association/{domain}?wave=`: spending and satisfaction of one service.

use std::collections::BTreeMap;

use app::desk::{
    association::{Choice, Page, view},
    format::Currency,
    shell::Room,
};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Redirect},
};
use insight::associate::{self as assoc, Association, Ledger, Price, Request, Row};
use serde::Deserialize;
use survey::{AreaCode, DomainId};

use super::{Desk, ledger, names};
use crate::{
    error::{PageError, PageResult},
    scope::Scope,
    state::AppState,
};

/// What the address asks.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    wave: Option<String>,
}

/// The first service with a finding, or the front page that says what is missing.
pub async fn index(State(state): State<AppState>, scope: Scope) -> PageResult {
    let ledger = scoped(&state, &scope).await?;
    let found = associate(&ledger)?;
    let first = latest(&found)
        .first()
        .map(|r| format!("/association/{}", super::encode(r.domain.as_str())));
    Ok(Redirect::to(first.as_deref().unwrap_or("/")).into_response())
}

/// One service.
pub async fn show(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    Path(domain): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let ledger = scoped(&state, &scope).await?;
    let found = associate(&ledger)?;
    let rows: Vec<&Row> = found
        .rows
        .iter()
        .filter(|r| r.domain.as_str() == domain)
        .collect();
    let row = match &asked.wave {
        Some(wave) => rows.iter().find(|r| &r.wave == wave).copied(),
        None => rows.iter().max_by_key(|r| r.year).copied(),
    }
    .ok_or(PageError::NotFound)?;
    let points = assoc::points(&ledger, &Request::default(), &row.domain, &row.wave)
        .map_err(|e| PageError::Bad(e.to_string()))?
        .ok_or(PageError::NotFound)?;
    let domains = names::domains(&state).await?;
    let locale = desk.locale;
    let name = |id: &DomainId| names::of(&domains, id, locale);
    let here = |r: &Row| {
        format!(
            "/association/{}?wave={}",
            super::encode(r.domain.as_str()),
            super::encode(&r.wave)
        )
    };
    let page = Page {
        locale,
        currency: currency(&state).await?,
        domain: name(&row.domain),
        domains: latest(&found)
            .into_iter()
            .map(|r| Choice {
                href: format!("/association/{}", super::encode(r.domain.as_str())),
                label: name(&r.domain),
                current: r.domain == row.domain,
            })
            .collect(),
        waves: rows
            .iter()
            .map(|r| Choice {
                href: here(r),
                label: r.wave.clone(),
                current: r.wave == row.wave,
            })
            .collect(),
        tested: found.rows.iter().filter(|r| r.wave == row.wave).count(),
        change: found
            .change
            .iter()
            .filter(|c| c.domain == row.domain && c.to == row.wave)
            .max_by(|a, b| a.from.cmp(&b.from))
            .cloned(),
        within: found.within.iter().find(|w| w.domain == row.domain).cloned(),
        names: area_names(&ledger),
        price: found.price,
        price_year: ledger.deflator.iter().map(|d| d.year).max(),
        window: found.window,
        source: source(&state).await?,
        row: row.clone(),
        points,
    };
    let shell = desk.shell(
        &state,
        &page.domain.clone(),
        Some(Room::Association),
        &ledger.areas,
    );
    Ok(desk.page(&shell, move || view(&page)))
}

/// The ledger as far as the scope may see it.
///
/// # Errors
/// What the store says.
pub async fn scoped(state: &AppState, scope: &Scope) -> Result<Ledger, PageError> {
    let mut ledger = ledger::load(&*state.store).await?;
    if *scope != Scope::County {
        let areas = ledger.areas.clone();
        ledger.scores.retain(|s| scope.covers(&s.area, &areas));
        ledger.spending.retain(|s| scope.covers(&s.area, &areas));
    }
    Ok(ledger)
}

/// The association of a ledger; without the index of a year, in cash with its notice.
///
/// # Errors
/// A ledger that cannot be associated, in words.
pub fn associate(ledger: &Ledger) -> Result<Association, PageError> {
    let asked = Request::default();
    assoc::associate(ledger, &asked)
        .or_else(|_| {
            assoc::associate(
                ledger,
                &Request {
                    price: Some(Price::Cash),
                    ..asked
                },
            )
        })
        .map_err(|e| PageError::Bad(e.to_string()))
}

/// The latest wave of each service.
pub fn latest(found: &Association) -> Vec<&Row> {
    let mut by: BTreeMap<&DomainId, &Row> = BTreeMap::new();
    for row in &found.rows {
        let newest = by.entry(&row.domain).or_insert(row);
        if row.year >= newest.year {
            *newest = row;
        }
    }
    let mut rows: Vec<&Row> = by.into_values().collect();
    rows.sort_by(|a, b| {
        b.spearman
            .unwrap_or(0.0)
            .abs()
            .total_cmp(&a.spearman.unwrap_or(0.0).abs())
    });
    rows
}

/// Code → name.
pub fn area_names(ledger: &Ledger) -> BTreeMap<AreaCode, String> {
    ledger
        .areas
        .iter()
        .map(|a| (a.code.clone(), a.name.clone()))
        .collect()
}

/// The county's money.
///
/// # Errors
/// What the store says.
pub async fn currency(state: &AppState) -> Result<Currency, PageError> {
    Ok(Currency::new(
        state.store.setting("currency").await?.as_deref().unwrap_or("元"),
    ))
}

/// Where published scores and spending come from, as the county wrote it.
///
/// # Errors
/// What the store says.
pub async fn source(state: &AppState) -> Result<String, PageError> {
    Ok(state
        .store
        .setting("source")
        .await?
        .unwrap_or_else(|| "本县导入的数据 · data loaded by the county".to_owned()))
}
