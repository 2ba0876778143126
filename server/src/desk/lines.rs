//! `GET /ledger/{domain}/{area}?page=&shared=`: every ledger line behind the spending of a card.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    desk::{
        ledger::{Counted, LINES_A_PAGE, Line, Page, Part, Year, view},
        shell::Room,
    },
    words::Words,
};
use axum::extract::{Path, Query, State};
use insight::{
    associate::Price,
    report::{
        Places, Report,
        exposure::{Book, Counts, Made, Span},
    },
};
use serde::Deserialize;
use store::LineFilter;
use survey::{Area, AreaCode, DomainId, Spending, Stage};

use super::{
    Desk, association as assoc, encode,
    facts::{judged_by, ready},
    names,
};
use crate::{
    error::{PageError, PageResult},
    report,
    scope::Scope,
    state::AppState,
};

/// What the address asks: pages of the two tables from 1, and the wave.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    page: Option<usize>,
    shared: Option<usize>,
    wave: Option<String>,
}

/// Shows the lines.
pub async fn show(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    Path((domain, area)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let (Some(domain), Some(area)) = (DomainId::parse(&domain), AreaCode::parse(&area)) else {
        return Err(PageError::NotFound);
    };
    let ready = ready(&state, &desk, &scope, asked.wave.as_deref()).await?;
    let areas = &ready.known.areas;
    let known = ready.known.domains.iter().any(|d| d.id == domain);
    if !known || !areas.iter().any(|a| a.code == area) || !scope.covers(&area, areas) {
        return Err(PageError::NotFound);
    }
    let locale = desk.locale;
    let spent = lines(&state, &domain).await?;
    let of = |areas: &BTreeSet<AreaCode>| -> Vec<Spending> {
        let lines = spent.iter().filter(|l| areas.contains(&l.area));
        lines.cloned().collect()
    };
    let (own, shared) = (of(&inside(areas, &area)), of(&above(areas, &area)));
    let all: Vec<Spending> = own.iter().chain(&shared).cloned().collect();
    let taken = taken_apart(&state, ready.known.report.as_ref(), &domain, &area, &all).await?;
    let (counts, counted) = match taken {
        Some((made, span, year, price)) => (made.counts.clone(), Some((made, span, year, price))),
        None => (Vec::new(), None),
    };
    let place = ready.known.area_name(&area);
    let service = names::of(&ready.known.domains, &domain, locale);
    let named = |(i, line): (usize, &Spending), from: usize| Line {
        area: ready.known.area_name(&line.area),
        counts: counts.get(from + i).copied(),
        line: line.clone(),
    };
    let pages = (asked.page.unwrap_or(1).max(1), asked.shared.unwrap_or(1).max(1));
    let here = |page: usize, other: usize| {
        let mut query: Vec<String> = Vec::new();
        query.extend((page > 1).then(|| format!("page={page}")));
        query.extend((other > 1).then(|| format!("shared={other}")));
        query.extend(asked.wave.as_ref().map(|w| format!("wave={}", encode(w))));
        let path = format!("/ledger/{}/{}", encode(domain.as_str()), encode(area.as_str()));
        if query.is_empty() {
            path
        } else {
            format!("{path}?{}", query.join("&"))
        }
    };
    let page = Page {
        locale,
        currency: assoc::currency(&state).await?,
        of: Words("{p}·{d}", "{p}·{d}", "{p}, {d}").fill(locale, &[("p", &place), ("d", &service)]),
        card: ready
            .facts
            .as_ref()
            .filter(|f| f.cell(&area, domain.as_str()).is_some())
            .map(|f| f.card_of(&area, domain.as_str())),
        years: years(&own, counted.as_ref().map(|c| &c.0)),
        tally: tally(&counts[..own.len().min(counts.len())]),
        counted: counted.map(|(made, span, year, price)| Counted {
            sum: made.sum(),
            residents: made.residents,
            per_resident: ready
                .facts
                .as_ref()
                .and_then(|f| f.cell(&area, domain.as_str()))
                .and_then(|c| c.per_resident),
            shares: made
                .shares
                .iter()
                .map(|(area, share)| (ready.known.area_name(area), *share))
                .collect(),
            year,
            window: span == Span::Window,
            prices: prices(locale, price),
        }),
        own: Part {
            lines: paged(&own, pages.0, |x| named(x, 0)),
            ..part(own.len(), pages.0, |p| format!("{}#lines", here(p, pages.1)))
        },
        shared: Part {
            lines: paged(&shared, pages.1, |x| named(x, own.len())),
            ..part(shared.len(), pages.1, |p| format!("{}#shared", here(pages.0, p)))
        },
        source: assoc::source(&state, desk.locale).await?,
        judged: judged_by(&state, ready.facts.as_ref()).await?,
    };
    let title =
        Words("{o}：每一条支出", "{o}：每一條支出", "{o}: every line").fill(desk.locale, &[("o", &page.of)]);
    let shell = desk.shell(&state, &title, Some(Room::Spending), areas);
    Ok(desk.page(&shell, move || view(&page)))
}

/// The place and everything in it.
fn inside(areas: &[Area], top: &AreaCode) -> BTreeSet<AreaCode> {
    let within = Scope::Area(top.clone());
    let all = areas
        .iter()
        .map(|a| &a.code)
        .filter(|code| within.covers(code, areas));
    all.cloned().collect()
}

/// Areas it lies in.
fn above(areas: &[Area], code: &AreaCode) -> BTreeSet<AreaCode> {
    let parent = |code: &AreaCode| areas.iter().find(|a| &a.code == code)?.parent.clone();
    let mut found = BTreeSet::new();
    let mut at = parent(code);
    while let Some(code) = at.filter(|c| !found.contains(c)) {
        at = parent(&code);
        found.insert(code);
    }
    found
}

/// All lines of a service, newest first: a question for each of 300 villages takes longer.
async fn lines(state: &AppState, domain: &DomainId) -> Result<Vec<Spending>, PageError> {
    let filter = LineFilter {
        domain: Some(domain.clone()),
        limit: u32::MAX,
        ..LineFilter::default()
    };
    let mut found = state.store.spending_lines(&filter).await?;
    // stable: within a year the store's order stays
    found.sort_by_key(|l| std::cmp::Reverse(l.year));
    Ok(found)
}

/// The figure of the card taken apart, with the span, year and prices it has; none where there is no such figure.
async fn taken_apart(
    state: &AppState,
    report: Option<&std::sync::Arc<Report>>,
    domain: &DomainId,
    area: &AreaCode,
    lines: &[Spending],
) -> Result<Option<(Made, Span, i32, Price)>, PageError> {
    let Some(report) = report else {
        return Ok(None);
    };
    let Some(figure) = report.exposure.iter().find(|e| &e.domain == domain) else {
        return Ok(None);
    };
    let (span, year, price) = (figure.span, figure.year, figure.price);
    let county = report::kept_county(state).await?;
    let places = Places::new(&county);
    let book = Book::new(&county, &places, &report.judgements.settings);
    let wanted: BTreeSet<&AreaCode> = report.places.iter().map(|p| &p.area).collect();
    let mut units: Vec<&AreaCode> = county
        .areas
        .iter()
        .map(|a| &a.code)
        .filter(|c| wanted.contains(c))
        .collect();
    units.sort();
    let made = book.made(domain, &units, area, (year, span), lines);
    Ok(made.map(|made| (made, span, year, price)))
}

fn years(own: &[Spending], made: Option<&Made>) -> Vec<Year> {
    let mut by: BTreeMap<i32, Year> = BTreeMap::new();
    let mut at = |year: i32, of: &dyn Fn(&mut Year)| {
        of(by.entry(year).or_insert(Year {
            year,
            lines: 0,
            cash: 0.0,
            budget: 0.0,
            own: None,
            shared: None,
            residents: None,
        }));
    };
    for line in own {
        let amount = line.amount.units();
        at(line.year, &|y| {
            if line.stage == Stage::Budget {
                y.budget += amount;
            } else {
                y.lines += 1;
                y.cash += amount;
            }
        });
    }
    for counted in made.map_or(&[][..], |m| &m.years) {
        at(counted.year, &|y| {
            y.own = Some(counted.own);
            y.shared = Some(counted.shared);
            y.residents = counted.residents;
        });
    }
    by.into_values().rev().collect()
}

fn tally(counts: &[Counts]) -> [usize; 5] {
    let of = |wanted: fn(&Counts) -> bool| counts.iter().filter(|c| wanted(c)).count();
    [
        of(|c| matches!(c, Counts::Share(_))),
        of(|c| *c == Counts::NotInService),
        of(|c| *c == Counts::AsInService),
        of(|c| *c == Counts::Budget),
        of(|c| *c == Counts::OtherYears),
    ]
}

fn paged(all: &[Spending], page: usize, named: impl Fn((usize, &Spending)) -> Line) -> Vec<Line> {
    let shown = all
        .iter()
        .enumerate()
        .skip((page - 1).saturating_mul(LINES_A_PAGE));
    shown.take(LINES_A_PAGE).map(named).collect()
}

fn part(of: usize, page: usize, here: impl Fn(usize) -> String) -> Part {
    let skipped = (page - 1).saturating_mul(LINES_A_PAGE);
    Part {
        lines: Vec::new(),
        of,
        skipped: skipped.min(of),
        before: (page > 1).then(|| here(page - 1)),
        after: (of > skipped.saturating_add(LINES_A_PAGE)).then(|| here(page + 1)),
    }
}

fn prices(locale: app::words::Locale, price: Price) -> String {
    match price {
        Price::Real => Words("不变价", "不變價", "in constant prices"),
        Price::Cash => Words("当年价", "當年價", "as paid"),
    }
    .get(locale)
    .to_owned()
}
