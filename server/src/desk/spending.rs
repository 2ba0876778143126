//! `GET /spending/{domain}?year=&page=`: what was spent, per resident, by area, year and payer.

use std::collections::BTreeMap;

use app::{
    desk::{
        association::Choice,
        finding::not_given::What,
        ledger::{LINES_A_PAGE, Line, Part},
        parts::empty_page,
        shell::Room,
        spending::{AreaRow, OverYears, Page, PayerRow, view},
    },
    words::Words,
};
use axum::extract::{Path, Query, State};
use insight::associate::{self as lines, AssociateError, Ledger, Price, YearOfSpending};
use serde::Deserialize;
use store::LineFilter;
use survey::{AreaCode, Level};

use super::{
    Desk, association as assoc,
    facts::{judged_by, ready},
    names, not_given,
};
use crate::{
    error::{PageError, PageResult},
    scope::Scope,
    state::AppState,
};

/// What the address asks: a year, and the page of its ledger lines from 1.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    year: Option<i32>,
    page: Option<u32>,
}

/// The first service with spending, or what to do when there is none.
pub async fn index(State(state): State<AppState>, desk: Desk, scope: Scope) -> PageResult {
    let ledger = assoc::scoped(&state, &scope).await?;
    if let Some(first) = ledger.spending.iter().map(|s| &s.domain).min() {
        return Ok(desk.onward(&format!("/spending/{}", super::encode(first.as_str()))));
    }
    let locale = desk.locale;
    let title = Words("投入", "投入", "Spending").get(locale);
    let shell = desk.shell(&state, title, Some(Room::Spending), &ledger.areas);
    Ok(desk.page(&shell, move || {
        let what = Words(
            "导入支出和人口，就能看到人均投入。",
            "匯入支出和人口，就能看到人均投入。",
            "Load spending and population to see spending per resident.",
        );
        empty_page(
            Words("还没有支出", "還沒有支出", "There is no spending yet").get(locale),
            what.get(locale),
            "/data?kind=spending",
            Words("去导入", "去匯入", "Load data").get(locale),
        )
    }))
}

/// One service.
pub async fn show(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    Path(domain): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let ledger = assoc::scoped(&state, &scope).await?;
    let locale = desk.locale;
    let (all, price) = priced(&ledger, &domain)?;
    let base = |d: &str| format!("/spending/{}", super::encode(d));
    let mut ids: Vec<&survey::DomainId> = ledger.spending.iter().map(|s| &s.domain).collect();
    let domains = names::domains(&state).await?;
    // as everywhere: in the order of the catalogue, then the county's own
    let at = |id: &survey::DomainId| domains.iter().position(|d| &d.id == id).unwrap_or(usize::MAX);
    ids.sort_by_key(|id| (at(id), *id));
    ids.dedup();
    let links = |current: Option<&survey::DomainId>| -> Vec<Choice> {
        let link = |d: &&survey::DomainId| Choice {
            href: base(d.as_str()),
            label: names::of(&domains, d, locale),
            current: current == Some(*d),
        };
        ids.iter().map(link).collect()
    };
    let Some(id) = all.first().map(|r| r.domain.clone()) else {
        let facts = ready(&state, &desk, &scope, None).await?.facts;
        let asked = not_given::Asked {
            what: What::Spending,
            domain: &domain,
            code: "NO_SPENDING",
            facts: facts.as_ref(),
            domains: links(None),
        };
        return not_given::show(&state, &desk, &ledger, asked).await;
    };
    let mut years: Vec<i32> = all.iter().map(|r| r.year).collect();
    years.sort_unstable();
    years.dedup();
    let year = asked
        .year
        .filter(|y| years.contains(y))
        .or_else(|| years.last().copied())
        .ok_or(PageError::NotFound)?;
    let level = level(&all, &ledger.areas);
    let compared: Vec<&YearOfSpending> = all
        .iter()
        .filter(|r| ledger.areas.iter().any(|a| a.code == r.area && a.level == level))
        .collect();
    let area_names = assoc::area_names(&ledger);
    let name = |code: &AreaCode| area_names.get(code).cloned().unwrap_or_else(|| code.to_string());
    let mut rows: Vec<&YearOfSpending> = compared.iter().copied().filter(|r| r.year == year).collect();
    // those without residents have no place in the order: they stand below it
    rows.sort_by(|a, b| {
        let of = |r: &YearOfSpending| r.per_resident.unwrap_or(f64::NEG_INFINITY);
        of(b).total_cmp(&of(a))
    });
    let areas: Vec<AreaRow> = (rows.iter())
        .map(|r| AreaRow {
            name: name(&r.area),
            href: format!(
                "/ledger/{}/{}",
                super::encode(&domain),
                super::encode(r.area.as_str())
            ),
            per_resident: r.per_resident,
            total: r.amount,
        })
        .collect();
    let over_years = match &price {
        Prices::Known(_) => Ok(OverYears {
            medians: medians(&compared, &years),
            extremes: (extremes(&rows).into_iter())
                .map(|area| (name(area), line(&compared, area)))
                .collect(),
        }),
        Prices::Unknown(lacking) => Err(assoc::unpriced(locale, lacking)),
    };
    let (payers, total) = payers(&state, &scope, &ledger.areas, &domain, year).await?;
    let currency = assoc::currency(&state).await?;
    let here = |page: u32| format!("{}?year={year}&page={page}#ledger", base(&domain));
    let ledger_lines = ledger_lines(&state, &scope, (&id, year), asked.page, (&name, &here)).await?;
    let page = Page {
        locale,
        domain: names::of(&domains, &id, locale),
        domains: links(Some(&id)),
        years: years
            .iter()
            .map(|y| Choice {
                href: format!("{}?year={y}", base(&domain)),
                label: y.to_string(),
                current: *y == year,
            })
            .collect(),
        prices: prices(locale, &price, ledger.deflator.iter().map(|d| d.year).max()),
        median: stats::median(&areas.iter().filter_map(|a| a.per_resident).collect::<Vec<_>>()),
        association: assoc::is_shown(&state, &desk, &scope, &ledger, &id)
            .await?
            .then(|| format!("/association/{}", super::encode(&domain))),
        judged: judged_by(&state, ready(&state, &desk, &scope, None).await?.facts.as_ref()).await?,
        lines: ledger_lines,
        currency,
        year,
        areas,
        over_years,
        payers,
        total,
    };
    let title = Words("{d}：投入", "{d}：投入", "{d}: spending").fill(locale, &[("d", &page.domain)]);
    let shell = desk.shell(&state, &title, Some(Room::Spending), &ledger.areas);
    Ok(desk.page(&shell, move || view(page)))
}

/// The level compared: that of most areas with spending, townships before villages.
fn level(rows: &[YearOfSpending], areas: &[survey::Area]) -> Level {
    let mut counts: BTreeMap<Level, usize> = BTreeMap::new();
    for area in areas.iter().filter(|a| rows.iter().any(|r| r.area == a.code)) {
        *counts.entry(area.level).or_default() += 1;
    }
    if counts.get(&Level::Township).is_some_and(|n| *n > 1) {
        return Level::Township;
    }
    counts
        .into_iter()
        .max_by_key(|(_, n)| *n)
        .map_or(Level::Township, |(l, _)| l)
}

/// In which prices the amounts of a service are.
enum Prices {
    /// All its years in the same.
    Known(Price),
    /// As paid, for the index lacks these years: one year can be looked at, years cannot be compared.
    Unknown(Vec<i32>),
}

/// Spending on a service by area and year.
fn priced(ledger: &Ledger, domain: &str) -> Result<(Vec<YearOfSpending>, Prices), PageError> {
    // an index that lacks a year of another service is enough for this one
    let ledger = Ledger {
        areas: ledger.areas.clone(),
        population: ledger.population.clone(),
        deflator: ledger.deflator.clone(),
        spending: (ledger.spending.iter())
            .filter(|s| s.domain.as_str() == domain)
            .cloned()
            .collect(),
        scores: Vec::new(),
    };
    let bad = |e: AssociateError| PageError::Bad(e.to_string());
    match lines::per_resident_by_year(&ledger, None) {
        Ok(all) if ledger.deflator.is_empty() => Ok((all, Prices::Known(Price::Cash))),
        Ok(all) => Ok((all, Prices::Known(Price::Real))),
        Err(AssociateError::NoIndex { years }) => {
            let all = lines::per_resident_by_year(&ledger, Some(Price::Cash)).map_err(bad)?;
            Ok((all, Prices::Unknown(years)))
        }
        Err(e) => Err(bad(e)),
    }
}

/// (year, median per resident over the areas).
fn medians(compared: &[&YearOfSpending], years: &[i32]) -> Vec<(i32, f64)> {
    let median = |year: &i32| {
        let of = compared.iter().filter(|r| r.year == *year);
        let values: Vec<f64> = of.filter_map(|r| r.per_resident).collect();
        Some((*year, stats::median(&values)?))
    };
    years.iter().filter_map(median).collect()
}

/// Where most and least was spent per resident, of rows in that order; none where there are two or fewer to tell.
fn extremes<'a>(rows: &[&'a YearOfSpending]) -> Vec<&'a AreaCode> {
    let known: Vec<&AreaCode> = (rows.iter())
        .filter(|r| r.per_resident.is_some())
        .map(|r| &r.area)
        .collect();
    match known.as_slice() {
        [most, .., least] if known.len() > 2 => vec![most, least],
        _ => Vec::new(),
    }
}

/// (year, per resident) of an area.
fn line(compared: &[&YearOfSpending], area: &AreaCode) -> Vec<(i32, f64)> {
    let own = compared.iter().filter(|r| &r.area == area);
    own.filter_map(|r| Some((r.year, r.per_resident?))).collect()
}

fn prices(locale: app::words::Locale, price: &Prices, year: Option<i32>) -> String {
    match (price, year) {
        (Prices::Known(Price::Real), Some(y)) => {
            Words("{y} 年不变价", "{y} 年不變價", "in prices of {y}").fill(locale, &[("y", &y.to_string())])
        }
        _ => Words("当年价", "當年價", "cash prices").get(locale).to_owned(),
    }
}

/// A page of the ledger lines of a service and year that the scope may see; one past the last is the last.
async fn ledger_lines(
    state: &AppState,
    scope: &Scope,
    (domain, year): (&survey::DomainId, i32),
    asked: Option<u32>,
    (name, here): (&impl Fn(&AreaCode) -> String, &impl Fn(u32) -> String),
) -> Result<Part, PageError> {
    let a_page = u32::try_from(LINES_A_PAGE).expect("a few hundred");
    let mut filter = LineFilter {
        domain: Some(domain.clone()),
        year: Some(year),
        within: match scope {
            Scope::County => None,
            Scope::Area(top) => Some(top.clone()),
        },
        limit: a_page,
        ..LineFilter::default()
    };
    let of = state.store.count_spending_lines(&filter).await?;
    let pages = u32::try_from(of.div_ceil(u64::from(a_page)))
        .unwrap_or(u32::MAX)
        .max(1);
    let page = asked.unwrap_or(1).clamp(1, pages);
    filter.skip = (page - 1).saturating_mul(a_page);
    let lines = state.store.spending_lines(&filter).await?;
    Ok(Part {
        lines: lines
            .into_iter()
            .map(|line| Line {
                area: name(&line.area),
                counts: None,
                line,
            })
            .collect(),
        of: usize::try_from(of).unwrap_or(usize::MAX),
        skipped: filter.skip as usize,
        before: (page > 1).then(|| here(page - 1)),
        after: (page < pages).then(|| here(page + 1)),
    })
}

async fn payers(
    state: &AppState,
    scope: &Scope,
    areas: &[survey::Area],
    domain: &str,
    year: i32,
) -> Result<(Vec<PayerRow>, f64), PageError> {
    let mut by: BTreeMap<Option<String>, f64> = BTreeMap::new();
    let revision = state.store.revision().await?;
    let all = match state.payers.get("", &revision) {
        Some(all) => all,
        None => state
            .payers
            .put("", &revision, state.store.spending_by_payer().await?),
    };
    for row in all.iter() {
        if row.total.domain.as_str() == domain
            && row.total.year == year
            && scope.covers(&row.total.area, areas)
        {
            *by.entry(row.payer.clone()).or_default() += row.total.amount.units();
        }
    }
    let total: f64 = stats::sum(&by.values().copied().collect::<Vec<_>>());
    let mut rows: Vec<PayerRow> = by
        .into_iter()
        .map(|(name, sum)| PayerRow {
            name,
            total: sum,
            share: if total == 0.0 { 0.0 } else { sum / total },
        })
        .collect();
    rows.sort_by(|a, b| b.total.total_cmp(&a.total));
    Ok((rows, total))
}
