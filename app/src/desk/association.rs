//! Spending and satisfaction, one service: the finding, the doubt, three ways to ask, the points.

mod fragile;
mod sentences;
pub(in crate::desk) mod views;

use std::collections::BTreeMap;

use charts::{Axis, Point, RobustLine, Scatter};
use insight::{
    associate::{Change, Points, Price, Row, Within, WithinInterval},
    report::Settings,
};
use leptos::prelude::*;
use survey::AreaCode;

use super::{
    finding::relation,
    format::{Currency, number},
    parts::{Figure, Order, doubt_beside, notices as quoting, phrases, source},
};
use crate::words::{Locale, Words};

pub use fragile::NAMED;
pub use sentences::headline;

/// A link of a row of choices.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Where it leads.
    pub href: String,
    /// Words.
    pub label: String,
    /// The one shown.
    pub current: bool,
}

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// Language.
    pub locale: Locale,
    /// Money.
    pub currency: Currency,
    /// Service, by name.
    pub domain: String,
    /// Links to the services.
    pub domains: Vec<Choice>,
    /// Links to the waves of this service.
    pub waves: Vec<Choice>,
    /// How many services were tested in this wave.
    pub tested: usize,
    /// The relation between areas.
    pub row: Row,
    /// The latest change between waves that do not overlap.
    pub change: Option<Change>,
    /// Within areas.
    pub within: Option<Within>,
    /// What it could be.
    pub within_interval: Option<WithinInterval>,
    /// The relation between the areas that are left when one is left out, for each that decides about it.
    pub without: Vec<(AreaCode, Row)>,
    /// The points.
    pub points: Points,
    /// Addresses of the ledger lines behind each of the points, in their order.
    pub ledgers: Vec<String>,
    /// Names of areas.
    pub names: BTreeMap<AreaCode, String>,
    /// Prices used.
    pub price: Price,
    /// Base year of real prices.
    pub price_year: Option<i32>,
    /// Years of spending behind a score.
    pub window: u32,
    /// Where the scores come from, in words.
    pub source: String,
    /// What the county holds to be the same: margins of spending and of points.
    pub settings: Settings,
    /// Hash of the settings.
    pub judged: String,
}

impl Page {
    /// Name of an area.
    pub fn name(&self, area: &AreaCode) -> String {
        self.names.get(area).cloned().unwrap_or_else(|| area.to_string())
    }

    /// May the robust line be drawn: its sign survives leaving out any one area.
    pub fn line_holds(&self) -> bool {
        let range = self.row.leave_one_out.theil_sen;
        range.is_some_and(|[lo, hi]| (lo > 0.0 && hi > 0.0) || (lo < 0.0 && hi < 0.0))
    }

    fn prices(&self) -> String {
        match (self.price, self.price_year) {
            (Price::Real, Some(year)) => Words("{y} 年不变价", "{y} 年不變價", "real, in prices of {y}")
                .fill(self.locale, &[("y", &year.to_string())]),
            (Price::Real, None) => Words("不变价", "不變價", "real").get(self.locale).to_owned(),
            (Price::Cash, _) => Words("当年价", "當年價", "cash").get(self.locale).to_owned(),
        }
    }
}

const BEFORE_QUOTING: Words = Words(
    "引用之前，先看这几点",
    "引用之前，先看這幾點",
    "Before you quote it",
);
const THREE_WAYS: Words = Words("换三种问法", "換三種問法", "Three ways to ask");
const DOMAINS: Words = Words("服务", "服務", "Service");
const WAVES: Words = Words("哪一轮", "哪一輪", "Wave");
const AREA: Words = Words("地区", "地區", "Area");
const RESIDENTS: Words = Words("人口", "人口", "Residents");
const SCORE_AXIS: Words = Words("满意度（0–100）", "滿意度（0–100）", "Satisfaction (0–100)");

/// The page's body.
pub fn view(page: &Page) -> AnyView {
    let locale = page.locale;
    let headline = headline(locale, &page.domain, &page.row);
    let kicker = Words(
        "{d} · {w} · {n} 个地区",
        "{d} · {w} · {n} 個地區",
        "{d} · {w} · {n} {n:area|areas}",
    )
    .fill(
        locale,
        &[
            ("d", &page.domain),
            ("w", &page.row.wave),
            ("n", &page.row.n.to_string()),
        ],
    );
    let doubts = sentences::doubts(page);
    let notices = sentences::notices(page);
    view! {
        <header class="lede">
            <div>
                <p class="kicker">{kicker}</p>
                <h1>{phrases(&headline)}</h1>
                <p class="standfirst">{sentences::standfirst(page)}</p>
            </div>
            {doubt_beside(locale, doubts)}
        </header>
        <div class="picks">{choices(DOMAINS.get(locale), page.domains.clone())}{choices(WAVES.get(locale), page.waves.clone())}{super::finding::together(locale)}</div>
        <section class="section" aria-label=THREE_WAYS.get(locale)>
            <div class="lede chart-beside">
                {scatter(page).linked(locale, Order::Reader, |row, column| page.ledgers.get(row).filter(|_| column == 0).cloned())}
                <div class="stack"><h2>{THREE_WAYS.get(locale)}</h2>{views::list(page)}</div>
            </div>
        </section>
        <section class="section" aria-labelledby="no">
            <h2 id="no">{BEFORE_QUOTING.get(locale)}</h2>
            {quoting(notices)}
        </section>
        {source(sentences::source(page))}
        {super::finding::judged_by(locale, &page.judged)}
    }
    .into_any()
}

/// A row of links, the current one marked.
pub fn choices(label: &'static str, all: Vec<Choice>) -> AnyView {
    if all.len() < 2 {
        return ().into_any();
    }
    view! {
        <nav aria-label=label><ul class="domains">{
            all.into_iter().map(|c| {
                let class = if c.current { "btn primary" } else { "btn" };
                view! { <li><a class=class href=c.href aria-current=c.current.then_some("page")>{c.label}</a></li> }
            }).collect_view()
        }</ul></nav>
    }
    .into_any()
}

fn scatter(page: &Page) -> Figure {
    let locale = page.locale;
    let unit = page.currency.per_resident(locale);
    let points = &page.points;
    let marks = points.areas.iter().enumerate().map(|(i, area)| {
        let (x, y) = (points.x[i], points.y[i]);
        let name = page.name(area);
        let tip = format!("{name}: {}, {}", page.currency.amount(locale, x, 0), number(y, 1));
        Point {
            tip,
            emphasis: page.row.notices.iter().any(|n| n.area.as_ref() == Some(area)),
            ..Point::new(name, x, y, points.population[i].unwrap_or(1.0))
        }
    });
    let line = page
        .row
        .theil_sen
        .zip(points.intercept)
        .filter(|_| page.line_holds())
        .map(|(slope, intercept)| RobustLine {
            intercept,
            slope,
            slope_interval: page.row.theil_sen_interval.map(|[lo, hi]| (lo, hi)),
            label: sentences::line_label(page, slope),
        });
    let title = sentences::chart_title(page);
    let chart = Scatter {
        title: title.clone(),
        desc: headline(locale, &page.domain, &page.row),
        x: Axis::new(Words("人均投入，{u}", "人均投入，{u}", "Spending, {u}").fill(locale, &[("u", &unit)])),
        y: Axis::score(SCORE_AXIS.get(locale)),
        points: marks.collect(),
        line,
        cross: relation::cross(
            locale,
            &page.settings,
            Some(points.median_x),
            Some(points.median_y),
        ),
        name_heading: AREA.get(locale).to_owned(),
        interval_heading: String::new(),
        weight_heading: RESIDENTS.get(locale).to_owned(),
    };
    let mut base = Words(
        "每个点是一个地区，面积是人口。投入：截至 {y} 年的 {k} 年人均，{p}。",
        "每個點是一個地區，面積是人口。投入：截至 {y} 年的 {k} 年人均，{p}。",
        "Each point is an area, its size the population. Spending: per resident over {k} {k:year|years} to {y}, {p}.",
    )
    .fill(
        locale,
        &[
            ("y", &page.row.year.to_string()),
            ("k", &page.window.to_string()),
            ("p", &page.prices()),
        ],
    );
    if chart.cross.is_some() {
        base.push_str(locale.space());
        base.push_str(&relation::bands(locale, &page.settings));
    }
    Figure::of("scatter", &chart, title, base, sentences::chart_foot(page))
}
