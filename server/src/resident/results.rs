//! `GET /results/{wave}`: the public page of a closed wave, by its publication level.

use app::{
    desk::sheets::Kind,
    resident::{NotShown, PageMessage, PlaceRow, ResultRow, ResultsPage, Wanted, message_page, results_page},
    words::Locale,
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
};
use insight::{
    Breakdown, Hidden, Threshold,
    breakdown::{Figures, Row, share_of_sample},
    report::hypothesis::hash_of,
};
use serde::Deserialize;
use survey::{Area, Level, PublicationLevel, Version, WaveState, score::in_top_box};

use super::{
    form::{Asked, Frame, message},
    intake::Refused,
};
use crate::{
    cache::OpenWave,
    desk::{breakdown, encode},
    guard::Nonce,
    judgements,
    sheets::{self, About},
    state::AppState,
};

/// Shows the page.
pub async fn show(
    State(state): State<AppState>,
    Path(wave): Path<String>,
    Query(asked): Query<Asked>,
    Query(file): Query<File>,
    Extension(nonce): Extension<Nonce>,
    headers: HeaderMap,
) -> Response {
    let frame = Frame::new(&[], asked.lang(), &headers, &nonce);
    let open = match state.cache.wave(&*state.store, &wave, (state.now)()).await {
        Ok(Some(open)) => open,
        Ok(None) => {
            let page = message_page(&frame.chrome(), "", PageMessage::NotFound);
            return (StatusCode::NOT_FOUND, Html(page)).into_response();
        }
        Err(e) => return message(&state, &frame, &Refused::Store(e)),
    };
    let lang = frame.chrome().lang.to_owned();
    let found = match shown(&state, &open, &lang).await {
        Ok(found) => found,
        Err(e) => {
            return message(&state, &frame, &Refused::Store(e));
        }
    };
    let judged = match judgements::settings(&*state.store).await {
        Ok(settings) => hash_of(&settings),
        Err(e) => return message(&state, &frame, &Refused::Store(e)),
    };
    let here = format!("/results/{}", encode(&wave));
    let page = ResultsPage {
        chrome: frame.chrome(),
        title: open.wave.title.get(&lang),
        area_name: &open.area_name,
        counted: found.counted,
        open_link: open.wave.open_link,
        in_part: found.in_part,
        rows: found.rows,
        wanted: found.wanted,
        townships: found.townships,
        villages: found.villages,
        k: found.k,
        judged: &judged,
        here: &here,
    };
    let Some((name, kind)) = file.wanted() else {
        return Html(results_page(&page)).into_response();
    };
    let Some(sheet) = page.sheet(&name) else {
        let page = message_page(&page.chrome, "", PageMessage::NotFound);
        return (StatusCode::NOT_FOUND, Html(page)).into_response();
    };
    let about = About {
        locale: Locale::nearest(&lang).unwrap_or_default(),
        title: page.title,
        address: &here,
        day: &state.zone.day((state.now)()),
    };
    sheets::response(kind, &name, &sheet, &about).unwrap_or_else(|e| {
        tracing::error!(error = %e, "a table could not be written");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}

/// A table of the page that is asked for as a file.
#[derive(Debug, Default, Deserialize)]
pub struct File {
    table: Option<String>,
    #[serde(rename = "as")]
    kind: Option<String>,
}

impl File {
    fn wanted(self) -> Option<(String, Kind)> {
        self.table.zip(self.kind.as_deref().and_then(Kind::parse))
    }
}

/// What the page shows.
struct Shown {
    counted: u64,
    in_part: bool,
    rows: Result<Vec<ResultRow>, NotShown>,
    wanted: Vec<Wanted>,
    townships: Vec<PlaceRow>,
    villages: Vec<(String, PlaceRow)>,
    k: u64,
}

impl Shown {
    fn not(why: NotShown) -> Self {
        Self {
            counted: 0,
            in_part: false,
            rows: Err(why),
            wanted: Vec::new(),
            townships: Vec::new(),
            villages: Vec::new(),
            k: Threshold::default().k(),
        }
    }
}

async fn shown(state: &AppState, open: &OpenWave, lang: &str) -> store::Result<Shown> {
    let wave = &open.wave;
    let now = (state.now)();
    let areas = state.store.areas().await?;
    let level = areas
        .iter()
        .find(|a| a.code == wave.area)
        .map_or(Level::County, |a| a.level);
    let down_to = match wave.publication {
        PublicationLevel::County => Level::County,
        PublicationLevel::Township => Level::Township,
        PublicationLevel::Village => Level::Village,
    };
    if wave.state(now) == WaveState::Withdrawn {
        return Ok(Shown::not(NotShown::Withdrawn));
    }
    if level > down_to {
        return Ok(Shown::not(NotShown::NotPublished));
    }
    if let Some(day) = &wave.results_on
        && state.zone.start_of(day).is_some_and(|start| now < start)
    {
        return Ok(Shown::not(NotShown::On(day.clone())));
    }
    if wave.state(now) != WaveState::Closed {
        return Ok(Shown::not(NotShown::AfterClosing));
    }
    let revision = state.store.revision().await?;
    let counted = state.counts.of(state, wave, &revision).await?.wave.counted;
    let version = state
        .cache
        .version(&*state.store, &wave.instrument, wave.version)
        .await?;
    let (Ok(found), Some(version)) = (breakdown::compute(state, wave, "all").await, version) else {
        return Ok(Shown::not(NotShown::AfterClosing));
    };
    let page = Wording {
        version: &version,
        lang,
        open_link: wave.open_link,
    };
    let rows = found
        .items
        .iter()
        .filter_map(|i| page.row(&i.item, &i.total))
        .collect();
    let figures = |wanted: &dyn Fn(&str) -> bool| {
        let found = found.items.iter().find(|i| wanted(&i.item));
        found.and_then(|i| i.total.figures.as_ref())
    };
    // what these answers are worth beside drawn people is measured on overall satisfaction
    let overall = |code: &str| {
        let item = version.item(code);
        item.is_some_and(|i| i.outcome.as_deref() == Some("overall"))
    };
    let deff = match figures(&overall).and_then(|f| f.score_sampled.as_ref()) {
        Some(sampled) => sampled.deff,
        None => Some(1.0),
    };
    let wanted = figures(&|code| code == "R_TOP3").map_or_else(Vec::new, |f| page.wanted(f, deff));
    // a level is shown if it is below the wave's own and no lower than the county publishes
    let mut shown = Shown {
        counted,
        in_part: in_part(&version),
        rows: Ok(rows),
        wanted,
        k: found.k.k(),
        ..Shown::not(NotShown::AfterClosing)
    };
    if level < Level::Township && Level::Township <= down_to {
        let found = breakdown::compute(state, wave, "area").await.ok();
        let townships = page.places(found.as_deref(), &areas, Level::Township);
        shown.townships = townships.into_iter().map(|(_, row)| row).collect();
    }
    if level < Level::Village && Level::Village <= down_to {
        let found = breakdown::compute(state, wave, "village").await.ok();
        shown.villages = page.places(found.as_deref(), &areas, Level::Village);
    }
    Ok(shown)
}

/// Is any question that may be shown put to a part of the people: in a rotating block, or after another answer?
fn in_part(version: &Version) -> bool {
    let public = |i: &survey::Item| !i.county_only && !i.sensitive;
    version.blocks.len() > 1 || version.items.iter().any(|i| public(i) && i.condition.is_some())
}

/// The scale from very satisfied to very dissatisfied; points out of a hundred say little of any other.
const SATISFACTION: &str = "S5";

/// Figures in the words of a version.
struct Wording<'a> {
    version: &'a Version,
    lang: &'a str,
    open_link: bool,
}

impl Wording<'_> {
    /// A scored item that may be public; none for others.
    fn row(&self, code: &str, row: &Row) -> Option<ResultRow> {
        let figures = row.figures.as_ref();
        let item = self
            .version
            .item(code)
            .filter(|i| !i.county_only && !i.sensitive)?;
        let scale = self.version.scale_of(item).filter(|s| s.scored)?;
        let top = figures.and_then(|f| f.top_two.as_ref());
        let sampled = figures.and_then(|f| f.score_sampled.as_ref());
        let best: Vec<&str> = scale
            .options
            .iter()
            .filter(|o| in_top_box(scale, item, &o.code.0))
            .map(|o| o.label.get(self.lang))
            .collect();
        let or = if self.lang == "en" { " or " } else { "或" };
        Some(ResultRow {
            text: item.text.get(self.lang).to_owned(),
            n: figures.map_or(Err(row.hidden.unwrap_or(Hidden::Primary)), |f| Ok(f.n_valid)),
            score: figures.and_then(|f| f.score),
            score_interval: sampled.filter(|_| !self.open_link).map(|s| s.interval),
            points: scale.id == SATISFACTION || item.outcome.as_deref() == Some("overall"),
            share: top.map(|t| t.share),
            interval: top.filter(|_| !self.open_link).map(|t| [t.low, t.high]),
            top_words: best.join(or),
        })
    }

    /// Services by how many named them; `deff`: how many of these answers are worth one of a simple random sample, without
    /// which there is no interval.
    fn wanted(&self, figures: &Figures, deff: Option<f64>) -> Vec<Wanted> {
        let named = |code: &str| {
            let option = self.version.domain_options.iter().find(|o| o.code.0 == code)?;
            Some(option.label.get(self.lang).to_owned())
        };
        let mut all: Vec<Wanted> = figures
            .distribution
            .iter()
            .filter_map(|c| {
                Some(Wanted {
                    service: named(&c.code)?,
                    share: c.share,
                    interval: deff
                        .filter(|_| !self.open_link)
                        .and_then(|deff| share_of_sample(c.n, figures.n_valid, deff))
                        .map(|s| [s.low, s.high]),
                    n: figures.n_valid,
                })
            })
            .collect();
        all.sort_by(|a, b| {
            b.share
                .total_cmp(&a.share)
                .then_with(|| a.service.cmp(&b.service))
        });
        all
    }

    /// Areas of a level on overall satisfaction, in order of code, each with the name of the area above it.
    fn places(&self, found: Option<&Breakdown>, areas: &[Area], level: Level) -> Vec<(String, PlaceRow)> {
        let overall = self
            .version
            .items
            .iter()
            .find(|i| i.outcome.as_deref() == Some("overall"));
        let Some((found, overall)) = found.zip(overall) else {
            return Vec::new();
        };
        let item = found.items.iter().find(|i| i.item == overall.code);
        item.map_or(&[][..], |i| &i.rows)
            .iter()
            .filter_map(|r| {
                let key = r.key.as_deref()?;
                let area = areas
                    .iter()
                    .find(|a| a.code.as_str() == key && a.level == level)?;
                let above = areas.iter().find(|a| area.parent.as_ref() == Some(&a.code));
                let row = PlaceRow {
                    name: area.name.clone(),
                    row: self.row(&overall.code, r)?,
                };
                Some((above.map_or_else(String::new, |a| a.name.clone()), row))
            })
            .collect()
    }
}
