//! `GET /surveys/drafts/{id}`: bank, survey, phone.

use app::{
    desk::{
        shell::Room,
        surveys::{
            builder::{BuilderPage, page},
            form::Form,
            order::{Hold, Order, OrderRow},
        },
    },
    words::{Locale, Words},
};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use serde::Deserialize;
use survey::{Item, Version, content};

use super::{
    bank, compile,
    draft::{BLOCK, COACH},
    loaded::{Loaded, load},
    places,
};
use crate::{desk::Desk, error::PageResult, scope::Scope, state::AppState};

/// What the address may ask: a search, the group unfolded.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What is searched for in the bank.
    pub q: String,
    /// The group unfolded.
    pub open: String,
}

/// What happened just before.
#[derive(Clone, Debug, Default)]
pub struct Happened {
    /// Somebody else changed the draft meanwhile.
    pub stale: bool,
    /// A step that was not taken.
    pub message: Option<String>,
    /// The own item as typed, with what is wrong.
    pub own: Option<Form>,
}

const ROTATING: Words = Words("轮换的题", "輪換的題", "Rotating items");
const MONEY: Words = Words("对应投入：{name}", "對應投入：{name}", "Spending: {name}");
const OWN: Words = Words("自己的题", "自己的題", "Own item");
const IF: Words = Words("看情况才问", "看情況才問", "depends on an answer");
const NOT_PUT: Words = Words(
    "这里下面没有村（社区），不问这一题",
    "這裡下面沒有村（社區），不問這一題",
    "not asked: there are no smaller places here",
);
const COUNTY: Words = Words("只汇总到县", "只匯總到縣", "county level only");

/// The page.
pub async fn show(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let loaded = load(&state, &scope, &id, desk.locale).await?;
    Ok(render(&state, &desk, &loaded, &asked, Happened::default()))
}

/// The page after a step that could not be taken, or as it is.
pub fn render(state: &AppState, desk: &Desk, loaded: &Loaded, asked: &Asked, happened: Happened) -> Response {
    let locale = desk.locale;
    let version = loaded.version(1);
    let query: String = asked.q.chars().take(100).collect();
    let own_open = happened.own.is_some();
    let mut own = happened.own.unwrap_or_default();
    if own.value("kind").is_empty() {
        own.set("kind", "single");
    }
    let shown = BuilderPage {
        locale,
        id: loaded.id.clone(),
        revision: loaded.body.revision,
        title: loaded.body.title.get(locale.tag()).to_owned(),
        area: places::name(&loaded.body.area, &loaded.areas),
        round: loaded
            .round
            .as_ref()
            .map(|r| (r.id.clone(), r.title.get(locale.tag()).to_owned())),
        saved: state.zone.minute(loaded.updated),
        stale: happened.stale,
        message: happened.message,
        bank: bank::column(
            &loaded.body,
            &loaded.core_codes(),
            query.trim(),
            &asked.open,
            locale,
        ),
        order: order(loaded, &version, locale),
        own,
        own_open,
    };
    let amiss = shown.stale || shown.message.is_some() || !shown.own.is_fine();
    let shell = desk
        .shell(state, &shown.title.clone(), Some(Room::Surveys), &loaded.areas)
        .refused(amiss);
    desk.page(&shell, || page(shown))
}

fn order(loaded: &Loaded, version: &Version, locale: Locale) -> Order {
    let put = compile::put(version, &loaded.body.area, &loaded.areas);
    let problem = compile::problem(version, locale).and_then(|(item, why)| Some((item?, why)));
    let row = |item: &Item, hold: Hold| OrderRow {
        code: item.code.clone(),
        text: item.text.get(locale.tag()).to_owned(),
        about: about(item, version, put.item(&item.code).is_some(), locale),
        problem: problem
            .as_ref()
            .filter(|(code, _)| code == &item.code)
            .map(|(_, why)| why.clone()),
        hold,
        put: put.item(&item.code).is_some(),
        blocks: Vec::new(),
    };
    let blocks = || OrderRow {
        code: BLOCK.to_owned(),
        text: ROTATING.get(locale).to_owned(),
        about: String::new(),
        problem: None,
        hold: Hold::Free,
        put: true,
        blocks: version
            .blocks
            .iter()
            .map(|b| {
                let words = |code: &String| version.item(code).map(|i| i.text.get(locale.tag()).to_owned());
                (b.id.clone(), b.items.iter().filter_map(words).collect())
            })
            .collect(),
    };
    let in_block = |code: &str| version.blocks.iter().any(|b| b.items.iter().any(|c| c == code));
    let mut rows = Vec::new();
    for item in loaded.core.iter().flat_map(|c| &c.items) {
        if !in_block(&item.code) {
            rows.push(row(item, Hold::Core));
        } else if !rows.iter().any(|r: &OrderRow| r.code == BLOCK) {
            rows.push(OrderRow {
                hold: Hold::Core,
                ..blocks()
            });
        }
    }
    for code in &loaded.body.order {
        if code == BLOCK {
            rows.push(blocks());
        } else if let Some(item) = version.item(code) {
            rows.push(row(item, if code == COACH { Hold::Last } else { Hold::Free }));
        }
    }
    let (asked, conditional) = compile::asked(&put);
    Order {
        rows,
        asked,
        conditional,
        seconds: put.seconds(),
    }
}

/// `S_ROADS · 满意五级 · 对应投入：道路`
fn about(item: &Item, version: &Version, is_put: bool, locale: Locale) -> String {
    let tag = locale.tag();
    let mut parts = vec![item.code.clone()];
    let scale = version.scale_of(item).map_or("", |s| s.name.get(tag));
    if !scale.is_empty() {
        parts.push(scale.to_owned());
    }
    if item.outcome.as_deref() == Some("own") {
        parts[0] = OWN.get(locale).to_owned();
    }
    if let Some(domain) = content::DOMAINS
        .iter()
        .find(|d| Some(&d.id) == item.domain.as_ref())
    {
        parts.push(MONEY.fill(locale, &[("name", domain.name.get(tag))]));
    }
    for (holds, words) in [
        (item.condition.is_some(), IF),
        (item.county_only, COUNTY),
        (!is_put, NOT_PUT),
    ] {
        if holds {
            parts.push(words.get(locale).to_owned());
        }
    }
    parts.join(" · ")
}
