//! `GET /association/{domain}?wave=`: spending and satisfaction of one service.

use std::{collections::BTreeMap, sync::Arc};

use app::desk::{
    association::{Choice, NAMED, Page, view},
    finding::{Facts, not_given::What, relation},
    format::Currency,
    parts::empty_page,
    shell::Room,
};
use app::words::{Locale, Words};
use axum::extract::{Path, Query, State};
use insight::associate::{self as assoc, AssociateError, Association, Ledger, Price, Request, Row};
use serde::Deserialize;
use survey::{AreaCode, DomainId};

use super::{
    Desk, being_asked,
    facts::{Ready, judged_by, ready},
    in_the_field, ledger, names, not_given,
};
use crate::{
    error::{PageError, PageResult},
    judgements,
    scope::Scope,
    state::AppState,
};

/// What the address asks.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    wave: Option<String>,
}

/// The first service with a finding, or what to do where there is none.
pub async fn index(State(state): State<AppState>, desk: Desk, scope: Scope) -> PageResult {
    let own = ready(&state, &desk, &scope, None).await?.facts.filter(own);
    if let Some(first) = own.and_then(|facts| related(&facts).into_iter().next()) {
        return Ok(desk.onward(&format!("/association/{}", super::encode(&first))));
    }
    let ledger = scoped(&state, &scope).await?;
    let first = match associate(&ledger)? {
        Relations::Known(found) => latest(&found)
            .first()
            .map(|r| format!("/association/{}", super::encode(r.domain.as_str()))),
        Relations::Unpriced(_) => None,
    };
    if let Some(first) = first {
        return Ok(desk.onward(&first));
    }
    let locale = desk.locale;
    let title = Words("投入与满意", "投入與滿意", "Spending and satisfaction").get(locale);
    let shell = desk.shell(&state, title, Some(Room::Association), &ledger.areas);
    let asking = in_the_field(&state).await?;
    Ok(desk.page(&shell, move || {
        if asking {
            return being_asked(locale);
        }
        empty_page(
            Words(
                "还没有可以对照的投入和满意度",
                "還沒有可以對照的投入和滿意度",
                "There is no spending and satisfaction to compare yet",
            )
            .get(locale),
            Words(
                "同一项服务，至少要有 5 个地方既有投入又有得分，这里才能对照。",
                "同一項服務，至少要有 5 個地方既有投入又有得分，這裡才能對照。",
                "At least 5 places with both spending and scores of one service are needed.",
            )
            .get(locale),
            "/data",
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
    let ledger = scoped(&state, &scope).await?;
    // a published wave keeps its page; what the county asked itself is in the report
    let published = |wave: &String| ledger.scores.iter().any(|s| &s.wave == wave);
    let mut reported = None;
    if !asked.wave.as_ref().is_some_and(published) {
        let ready = ready(&state, &desk, &scope, asked.wave.as_deref()).await?;
        let here = |f: &Facts| own(f) && f.report.association.per_domain.contains_key(&domain);
        if ready.facts.as_ref().is_some_and(here) {
            return relation_of(&state, &desk, ready, domain);
        }
        reported = ready.facts;
    }
    let found = match associate(&ledger)? {
        Relations::Known(found) => found,
        Relations::Unpriced(years) => return Err(PageError::Bad(unpriced(desk.locale, &years))),
    };
    let rows: Vec<&Row> = found
        .rows
        .iter()
        .filter(|r| r.domain.as_str() == domain)
        .collect();
    let row = match &asked.wave {
        Some(wave) => rows.iter().find(|r| &r.wave == wave).copied(),
        None => rows.iter().max_by_key(|r| r.year).copied(),
    };
    let domains = names::domains(&state).await?;
    let locale = desk.locale;
    let name = |id: &DomainId| names::of(&domains, id, locale);
    let Some(row) = row else {
        let facts = reported.as_ref();
        let asked = not_given::Asked {
            what: What::Relation,
            code: not_given::why(&ledger, facts, &domain, asked.wave.as_deref()),
            domain: &domain,
            domains: match facts.filter(|f| own(f)) {
                Some(facts) => shown(facts, None),
                None => published_links(&found, None, name),
            },
            facts,
        };
        return not_given::show(&state, &desk, &ledger, asked).await;
    };
    let points = assoc::points(&ledger, &Request::default(), &row.domain, &row.wave)
        .map_err(|e| PageError::Bad(e.to_string()))?
        .ok_or(PageError::NotFound)?;
    let newest = ready(&state, &desk, &scope, None).await?.facts;
    let judged = judged_by(&state, newest.as_ref()).await?;
    let newest = newest.is_some_and(|f| f.report.wave.id == row.wave);
    let ledger_of = |area: &AreaCode| {
        let (domain, area) = (super::encode(row.domain.as_str()), super::encode(area.as_str()));
        let wave = match newest {
            true => String::new(),
            false => format!("?wave={}", super::encode(&row.wave)),
        };
        format!("/ledger/{domain}/{area}{wave}")
    };
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
        domains: published_links(&found, Some(&row.domain), name),
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
            .max_by_key(|c| year_of(&ledger, &row.domain, &c.from))
            .cloned(),
        within: found.within.iter().find(|w| w.domain == row.domain).cloned(),
        within_interval: assoc::within_interval(&ledger, &Request::default(), &row.domain)
            .map_err(|e| PageError::Bad(e.to_string()))?,
        without: without(&ledger, row, found.price),
        ledgers: points.areas.iter().map(ledger_of).collect(),
        names: area_names(&ledger),
        price: found.price,
        price_year: ledger.deflator.iter().map(|d| d.year).max(),
        window: found.window,
        source: source(&state, desk.locale).await?,
        settings: judgements::settings(&*state.store).await?,
        row: row.clone(),
        points,
        judged,
    };
    let title = title(locale, &page.domain);
    let shell = desk.shell(&state, &title, Some(Room::Association), &ledger.areas);
    Ok(desk.page(&shell, move || view(&page)))
}

/// Is there a page of this service? Where too few places have both spending and scores there is none.
///
/// # Errors
/// What the store says.
pub async fn is_shown(
    state: &AppState,
    desk: &Desk,
    scope: &Scope,
    ledger: &Ledger,
    domain: &DomainId,
) -> Result<bool, PageError> {
    let facts = ready(state, desk, scope, None).await?.facts;
    let here = |f: &Facts| own(f) && f.report.association.per_domain.contains_key(domain.as_str());
    if facts.as_ref().is_some_and(here) {
        return Ok(true);
    }
    // the other services are not looked at
    let ledger = Ledger {
        scores: (ledger.scores.iter())
            .filter(|s| &s.domain == domain)
            .cloned()
            .collect(),
        ..ledger.clone()
    };
    Ok(match associate(&ledger)? {
        Relations::Known(found) => !found.rows.is_empty(),
        Relations::Unpriced(_) => false,
    })
}

/// Title of the page in the browser's tab.
fn title(locale: Locale, domain: &str) -> String {
    Words(
        "{d}：投入与满意",
        "{d}：投入與滿意",
        "{d}: spending and satisfaction",
    )
    .fill(locale, &[("d", domain)])
}

/// Is the report of the county's own survey?
pub fn own(facts: &Facts) -> bool {
    facts.report.wave.source == insight::report::scores::Source::Own
}

/// Services with a relation to show, in the order of the catalogue.
fn related(facts: &Facts) -> Vec<String> {
    let at = |id: &String| {
        let known = survey::content::DOMAINS.iter().position(|d| d.id.as_str() == id);
        known.unwrap_or(usize::MAX)
    };
    let mut ids: Vec<String> = facts.report.association.per_domain.keys().cloned().collect();
    ids.sort_by_key(at);
    ids
}

/// Links to the services of published scores that have a relation to show.
fn published_links(
    found: &Association,
    current: Option<&DomainId>,
    name: impl Fn(&DomainId) -> String,
) -> Vec<Choice> {
    let links = latest(found).into_iter().map(|r| Choice {
        href: format!("/association/{}", super::encode(r.domain.as_str())),
        label: name(&r.domain),
        current: current == Some(&r.domain),
    });
    links.collect()
}

/// The same of the county's own survey.
fn shown(facts: &Facts, current: Option<&str>) -> Vec<Choice> {
    let links = related(facts).into_iter().map(|id| Choice {
        href: format!("/association/{}{}", super::encode(&id), facts.query),
        label: facts.domain(&id),
        current: current == Some(&id),
    });
    links.collect()
}

/// One service of the county's own survey.
fn relation_of(state: &AppState, desk: &Desk, ready: Ready, domain: String) -> PageResult {
    let facts = ready.facts.ok_or(PageError::NotFound)?;
    let found = facts.report.association.per_domain.get(&domain).cloned();
    let page = relation::Page {
        found: found.ok_or(PageError::NotFound)?,
        domains: shown(&facts, Some(&domain)),
        domain,
        facts,
    };
    let title = title(desk.locale, &page.facts.domain(&page.domain));
    let shell = desk.shell(state, &title, Some(Room::Association), &ready.known.areas);
    Ok(desk.page(&shell, move || relation::view(&page)))
}

/// The ledger as far as the scope may see it.
///
/// # Errors
/// What the store says.
pub async fn scoped(state: &AppState, scope: &Scope) -> Result<Arc<Ledger>, PageError> {
    let whole = ledger::kept(state).await?;
    if *scope == Scope::County {
        return Ok(whole);
    }
    let mut ledger = Ledger::clone(&whole);
    ledger.scores.retain(|s| scope.covers(&s.area, &whole.areas));
    ledger.spending.retain(|s| scope.covers(&s.area, &whole.areas));
    Ok(Arc::new(ledger))
}

/// What a ledger says of spending and scores.
pub enum Relations {
    /// All there is to say.
    Known(Association),
    /// Nothing yet: the price index lacks these years, and money of different years must not be added as paid.
    Unpriced(Vec<i32>),
}

/// The association of a ledger.
///
/// # Errors
/// A ledger that cannot be associated, in words.
pub fn associate(ledger: &Ledger) -> Result<Relations, PageError> {
    match assoc::associate(ledger, &Request::default()) {
        Ok(found) => Ok(Relations::Known(found)),
        Err(AssociateError::NoIndex { years }) => Ok(Relations::Unpriced(years)),
        Err(e) => Err(PageError::Bad(e.to_string())),
    }
}

/// What years without a price index mean, as a sentence.
pub fn unpriced(locale: Locale, years: &[i32]) -> String {
    let years: Vec<String> = years.iter().map(i32::to_string).collect();
    let between = if locale == Locale::En { ", " } else { "、" };
    Words(
        "价格指数缺 {y} 年，不同年份的支出折不成同一价格；补上之前，各年之间不比，也不和满意度比。",
        "價格指數缺 {y} 年，不同年份的支出折不成同一價格；補上之前，各年之間不比，也不和滿意度比。",
        "The price index lacks {y}, so spending of different years cannot be brought to one price; until it is added, years are compared neither with each other nor with scores.",
    )
    .fill(locale, &[("y", &years.join(between))])
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

/// The year of a published wave: its name says nothing of the order.
fn year_of(ledger: &Ledger, domain: &DomainId, wave: &str) -> Option<i32> {
    let here = (ledger.scores.iter()).filter(|s| &s.domain == domain && s.wave == wave);
    here.map(|s| s.year).max()
}

/// The relation of `row` without each area that decides about it; empty where these are many.
fn without(ledger: &Ledger, row: &Row, price: Price) -> Vec<(AreaCode, Row)> {
    let fragile = row.notices.iter().filter(|n| n.code == "FRAGILE");
    let areas: Vec<&AreaCode> = fragile.filter_map(|n| n.area.as_ref()).collect();
    if areas.is_empty() || areas.len() > NAMED {
        return Vec::new();
    }
    // one service and wave only: nothing else is looked at
    let here = Ledger {
        scores: (ledger.scores.iter())
            .filter(|s| s.domain == row.domain && s.wave == row.wave)
            .cloned()
            .collect(),
        ..ledger.clone()
    };
    let left = |area: &AreaCode| {
        let asked = Request {
            price: Some(price),
            exclude: vec![area.clone()],
            ..Request::default()
        };
        let found = assoc::associate(&here, &asked).ok()?.rows.pop()?;
        Some((area.clone(), found))
    };
    areas.into_iter().filter_map(left).collect()
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

/// Where published scores and spending come from: as the county wrote it in the reader's language (`source.en`), else as
/// it wrote it at all.
///
/// # Errors
/// What the store says.
pub async fn source(state: &AppState, locale: Locale) -> Result<String, PageError> {
    let own = format!("source.{}", locale.tag());
    for key in [own.as_str(), "source"] {
        if let Some(text) = state.store.setting(key).await? {
            return Ok(text);
        }
    }
    Ok(
        Words("本县导入的数据", "本縣匯入的資料", "data loaded by the county")
            .get(locale)
            .to_owned(),
    )
}
