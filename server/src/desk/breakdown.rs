//! `GET /surveys/{wave}/breakdown?by=&item=`: a closed wave, one item and one cut at a time.

mod in_round;

use std::sync::Arc;

use app::desk::{
    association::Choice,
    breakdown::{GroupRow, ItemRow, Page, Picked, view},
    shell::Room,
};
use app::words::{Locale, Words};
use axum::extract::{Path, Query, State};
use insight::{
    Threshold,
    breakdown::{Breakdown, Group, Row, Sample, breakdowns_from},
};
use serde::Deserialize;
use survey::{Area, Item, Level, Scale, Version, Wave, WaveState};

use super::{Desk, county::state_word, encode, facts::judged_by};
use crate::{
    error::{PageError, PageResult},
    jobs, judgements,
    scope::Scope,
    state::AppState,
    tables::{self, Table},
};

/// What the address asks.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    by: Option<String>,
    item: Option<String>,
}

/// The breakdown of a closed wave by `all`, `area` (the level below its own), `village`, `age`, `sex` or `mode`; small
/// cells are hidden in it.
///
/// # Errors
/// A sentence: an unknown cut, or what the store says.
pub async fn compute(state: &AppState, wave: &Wave, by: &str) -> Result<Arc<Breakdown>, String> {
    let revision = state.store.revision().await.map_err(|e| e.to_string())?;
    let name = format!("{by} {}", wave.id);
    if let Some(kept) = state.breakdowns.get(&name, &revision) {
        return Ok(kept);
    }
    let say = |e: store::Error| e.to_string();
    let areas = state.store.areas().await.map_err(say)?;
    let table = match by {
        "all" => Table::All,
        "area" if rows_level(&areas, wave) == Level::Township => Table::Townships,
        "area" | "village" => Table::Villages,
        "age" => Table::People(Group::Age),
        "sex" => Table::People(Group::Sex),
        "mode" => Table::People(Group::Mode),
        other => {
            return Err(format!(
                "--by {other}: is not a cut; one of all, area, village, age, sex, mode"
            ));
        }
    };
    let version = state
        .cache
        .version(&*state.store, &wave.instrument, wave.version)
        .await
        .map_err(say)?
        .ok_or_else(|| format!("instrument {} has no version {}", wave.instrument, wave.version))?;
    let waves = in_round::neighbours(state, wave).await.map_err(say)?;
    if !in_round::complete(&waves, (state.now)()) {
        return Err(
            "other waves of this round are not closed; findings are made once, when the last has closed"
                .to_owned(),
        );
    }
    let here = below(&areas, wave);
    if waves.is_empty() && here.len() == areas.len() {
        let whole = [wave.clone()];
        return tables::of(state, &whole, &version, table).await.map_err(say);
    }
    let part = match waves.is_empty() {
        true => None,
        false => in_round::part(state, (wave, &waves), by, (&areas, &version))
            .await
            .map_err(say)?,
    };
    let found = match part {
        Some(part) => part,
        None => alone(state, wave, table, (&areas, &here, &version))
            .await
            .map_err(say)?,
    };
    // folding it may have been what changed the store
    let revision = state.store.revision().await.map_err(say)?;
    Ok(state.breakdowns.put(&name, &revision, found))
}

/// A wave of a part of the county by itself: its table is of its own places, and decides for itself.
async fn alone(
    state: &AppState,
    wave: &Wave,
    table: Table,
    (areas, here, version): (&[Area], &[Area], &Version),
) -> store::Result<Breakdown> {
    let settings = judgements::settings(&*state.store).await?;
    let (cube, cuts) = (jobs::cube(state, wave).await?, [table.cut(here)]);
    let threshold = Threshold::raised_to(settings.k);
    let mut found = breakdowns_from(&cube, version, &cuts, threshold);
    // a sample nobody drew has no margin of error
    if !wave.open_link {
        let sample = Sample::of_villages(areas, settings.planning_deff);
        found = sample.with_errors(found, &cuts, &cube, version);
    }
    Ok(found.pop().expect("one cut gives one breakdown"))
}

/// Are findings of this wave made? It is closed, and so is every other wave of its round.
///
/// # Errors
/// What the store says.
pub async fn is_made(state: &AppState, wave: &Wave) -> store::Result<bool> {
    let now = (state.now)();
    let waves = in_round::neighbours(state, wave).await?;
    Ok(wave.state(now) == WaveState::Closed && in_round::complete(&waves, now))
}

/// The wave's area and everything below it.
fn below(areas: &[Area], wave: &Wave) -> Vec<Area> {
    let scope = Scope::Area(wave.area.clone());
    areas
        .iter()
        .filter(|a| scope.covers(&a.code, areas))
        .cloned()
        .collect()
}

/// Rows are the level below the wave's area.
fn rows_level(areas: &[Area], wave: &Wave) -> Level {
    let level = areas
        .iter()
        .find(|a| a.code == wave.area)
        .map_or(Level::County, |a| a.level);
    let has = |wanted: Level| below(areas, wave).iter().any(|a| a.level == wanted);
    match level {
        Level::County if has(Level::Township) => Level::Township,
        _ => Level::Village,
    }
}

/// Shows the page.
pub async fn show(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let areas = state.store.areas().await?;
    let wave = state
        .store
        .wave(&id)
        .await?
        .filter(|w| scope.covers(&w.area, &areas))
        .ok_or(PageError::NotFound)?;
    let locale = desk.locale;
    let status = wave.state((state.now)());
    let version = state
        .cache
        .version(&*state.store, &wave.instrument, wave.version)
        .await?
        .ok_or(PageError::NotFound)?;
    let base = format!("/surveys/{}/breakdown", encode(&wave.id));
    let revision = state.store.revision().await?;
    let counted = state.counts.of(&state, &wave, &revision).await?;
    let mut page = Page {
        locale,
        title: wave.title.get(locale.tag()).to_owned(),
        area: areas
            .iter()
            .find(|a| a.code == wave.area)
            .map_or_else(|| wave.area.to_string(), |a| a.name.clone()),
        state: state_word(locale, status).to_owned(),
        closed: status == WaveState::Closed
            && in_round::complete(&in_round::neighbours(&state, &wave).await?, (state.now)()),
        wave_href: format!("/surveys/{}", encode(&wave.id)),
        counted: counted.wave.counted,
        closes: state.zone.day(wave.closes - 1),
        open_link: wave.open_link,
        k: 10,
        items: Vec::new(),
        cuts: Vec::new(),
        picked: None,
        judged: judged_by(&state, None).await?,
    };
    if page.closed {
        let by = asked.by.as_deref().unwrap_or("area");
        let found = compute(&state, &wave, by).await.map_err(PageError::Bad)?;
        page.k = found.k.k();
        page.items = found
            .items
            .iter()
            .filter_map(|i| {
                let item = version.item(&i.item)?;
                let href = format!("{base}?item={}&by={by}", encode(&i.item));
                Some(item_row(&version, item, &i.total, locale, href))
            })
            .collect();
        let wanted = asked
            .item
            .as_deref()
            .filter(|code| version.item(code).is_some())
            .or_else(|| {
                found
                    .items
                    .iter()
                    .map(|i| i.item.as_str())
                    .find(|c| first_shown(&version, c))
            });
        if let Some(picked) = found.items.iter().find(|i| Some(i.item.as_str()) == wanted)
            && let Some(item) = version.item(&picked.item)
        {
            page.cuts = cuts(locale, &base, &picked.item, by);
            page.picked = pick(&version, item, picked, found.cut, &areas, locale);
        }
    }
    let title = Words("{t} · {a} · 细看", "{t} · {a} · 細看", "{t} · {a}: a closer look")
        .fill(page.locale, &[("t", &page.title), ("a", &page.area)]);
    let shell = desk.shell(&state, &title, Some(Room::Surveys), &areas);
    Ok(desk.page(&shell, move || view(page)))
}

pub(super) fn first_shown(version: &Version, code: &str) -> bool {
    version
        .item(code)
        .and_then(|i| version.scale_of(i))
        .is_some_and(|s| s.scored)
}

fn cuts(locale: Locale, base: &str, item: &str, by: &str) -> Vec<Choice> {
    [
        ("area", Words("按地区", "按地區", "By area")),
        ("age", Words("按年龄", "按年齡", "By age")),
        ("sex", Words("按性别", "按性別", "By sex")),
        ("mode", Words("按填写方式", "按填寫方式", "By mode")),
    ]
    .into_iter()
    .map(|(word, name)| Choice {
        href: format!("{base}?item={}&by={word}#rows", encode(item)),
        label: name.get(locale).to_owned(),
        current: word == by,
    })
    .collect()
}

fn item_row(version: &Version, item: &Item, total: &Row, locale: Locale, href: String) -> ItemRow {
    let scale = version.scale_of(item);
    ItemRow {
        code: item.code.clone(),
        text: app::desk::breakdown::printed(locale, item.text.get(locale.tag())),
        href,
        scored: scale.is_some_and(|s| s.scored),
        good: scale.map_or(0, |s| good(s, item)),
        sensitive: item.sensitive,
        figures: total.figures.clone(),
    }
}

pub(super) fn pick(
    version: &Version,
    item: &Item,
    found: &insight::breakdown::ItemBreakdown,
    cut: &str,
    areas: &[Area],
    locale: Locale,
) -> Option<Picked> {
    let scale = version.scale_of(item)?;
    let mut options: Vec<(String, String)> = scale
        .options
        .iter()
        .map(|o| (o.code.0.clone(), o.label.get(locale.tag()).to_owned()))
        .collect();
    if scale.options_from.as_deref() == Some("domains") {
        options.splice(
            0..0,
            version
                .domain_options
                .iter()
                .map(|o| (o.code.0.clone(), o.label.get(locale.tag()).to_owned())),
        );
    }
    if scale.scored {
        options.sort_by(|a, b| score(scale, item, &a.0).total_cmp(&score(scale, item, &b.0)));
    }
    let rows = found
        .rows
        .iter()
        .map(|r| GroupRow {
            label: label(version, r, areas, locale, cut),
            hidden: r.hidden,
            figures: r.figures.clone(),
        })
        .collect();
    Some(Picked {
        code: item.code.clone(),
        text: app::desk::breakdown::printed(locale, item.text.get(locale.tag())),
        scored: scale.scored,
        good: good(scale, item),
        sensitive: item.sensitive,
        ordered: scale.scored && options.len() > 1,
        of_places: ["area", "village"].contains(&cut),
        options,
        total: GroupRow {
            label: Words("合计", "合計", "All").get(locale).to_owned(),
            hidden: found.total.hidden,
            figures: found.total.figures.clone(),
        },
        rows,
        tested: found.tested.clone(),
    })
}

/// How many options count as good answers.
fn good(scale: &Scale, item: &Item) -> usize {
    let options = scale.options.iter();
    options
        .filter(|o| survey::score::in_top_box(scale, item, &o.code.0))
        .count()
}

fn score(scale: &Scale, item: &Item, code: &str) -> f64 {
    survey::score::option_score(scale, item, code).unwrap_or(0.0)
}

/// The name of a row, looked up where its cut has its codes from and nowhere else: the code of a sex may also be that of
/// an age band or an area.
fn label(version: &Version, row: &Row, areas: &[Area], locale: Locale, cut: &str) -> String {
    let Some(key) = &row.key else {
        return Words("没有写明", "沒有寫明", "Not stated").get(locale).to_owned();
    };
    let option = |item: &Option<String>| {
        let scale = version.scale_of(version.item(item.as_deref()?)?)?;
        let option = scale.option(key).map(|o| &o.label);
        let label = option.or_else(|| scale.special(key).map(|s| &s.label))?;
        Some(label.get(locale.tag()).to_owned())
    };
    let named = match cut.strip_prefix("area_").unwrap_or(cut) {
        "age" => option(&version.profile.age),
        "sex" => option(&version.profile.sex),
        "mode" => survey::Mode::parse(key).map(|m| app::desk::breakdown::mode_word(locale, m).to_owned()),
        _ => areas
            .iter()
            .find(|a| a.code.as_str() == key)
            .map(|a| a.name.clone()),
    };
    named.unwrap_or_else(|| key.clone())
}
