//! `GET /results/{wave}`: the public page of a closed wave, by its publication level.

use app::{
    desk::format::{number, percent},
    resident::{NotShown, PageMessage, ResultRow, ResultsPage, message_page, results_page},
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
};
use survey::{Level, PublicationLevel, WaveState};

use super::form::{Asked, Frame};
use crate::{cache::OpenWave, desk::breakdown, error::store_status, guard::Nonce, state::AppState};

/// Shows the page.
pub async fn show(
    State(state): State<AppState>,
    Path(wave): Path<String>,
    Query(asked): Query<Asked>,
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
        Err(e) => return store_status(&e).0.into_response(),
    };
    let lang = frame.chrome().lang.to_owned();
    let (counted, rows) = match shown(&state, &open, &lang).await {
        Ok(found) => found,
        Err(e) => {
            tracing::error!(error = %e, "results could not be made");
            return store_status(&e).0.into_response();
        }
    };
    let page = results_page(&ResultsPage {
        chrome: frame.chrome(),
        title: open.wave.title.get(&lang),
        area_name: &open.area_name,
        counted,
        open_link: open.wave.open_link,
        rows,
    });
    Html(page).into_response()
}

type Shown = (u64, Result<Vec<ResultRow>, NotShown>);

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
    if level > down_to {
        return Ok((0, Err(NotShown::NotPublished)));
    }
    if let Some(day) = &wave.results_on
        && state.zone.start_of(day).is_some_and(|start| now < start)
    {
        return Ok((0, Err(NotShown::On(day.clone()))));
    }
    if wave.state(now) != WaveState::Closed {
        return Ok((0, Err(NotShown::AfterClosing)));
    }
    let counted = state.store.wave_counts(&wave.id).await?.counted;
    let Ok(found) = breakdown::compute(state, wave, "all").await else {
        return Ok((0, Err(NotShown::AfterClosing)));
    };
    let version = state
        .cache
        .version(&*state.store, &wave.instrument, wave.version)
        .await?;
    let rows = found.items.iter().filter_map(|i| {
        let version = version.as_ref()?;
        let item = version
            .item(&i.item)
            .filter(|item| !item.county_only && !item.sensitive)?;
        version.scale_of(item).filter(|s| s.scored)?;
        let figures = i.total.figures.as_ref();
        Some(ResultRow {
            text: item.text.get(lang).to_owned(),
            n: figures.map(|f| f.n_valid),
            score: figures
                .and_then(|f| f.score)
                .map_or_else(String::new, |s| number(s, 1)),
            top_two: figures
                .and_then(|f| f.top_two.as_ref())
                .map_or_else(String::new, |t| percent(t.share, 0)),
        })
    });
    Ok((counted, Ok(rows.collect())))
}
