//! `/surveys/drafts/{id}/publish`: the draft becomes a version that never changes, and a wave.

use app::{
    desk::{
        format::when,
        shell::Room,
        surveys::{
            form::Form,
            length,
            publish::{PublishPage, page},
        },
    },
    words::{Locale, Words},
};
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use survey::Wave;

use super::{
    compile, encode,
    fields::Fields,
    loaded::{Loaded, ONE_AT_A_TIME, load},
    outcome, places, with_status,
};
use crate::{cache, desk::Desk, error::PageResult, scope::Scope, state::AppState};

const TITLE: Words = Words("发布", "發布", "Publish");
const TICK: Words = Words(
    "发布以前，请先勾选这一句",
    "發布以前，請先勾選這一句",
    "Please tick the sentence before publishing",
);
const STALE: Words = Words(
    "这份草稿刚在别处改过；请再看一遍，再勾选发布",
    "這份草稿剛在別處改過；請再看一遍，再勾選發布",
    "This draft was just changed elsewhere; look it over and tick again",
);
const PAST: Words = Words(
    "最后一天（{day}）已经过了",
    "最後一天（{day}）已經過了",
    "The last day ({day}) is past",
);
const ROUND_PAST: Words = Words(
    "这一轮已在{day}截止，不能再加入",
    "這一輪已在{day}截止，不能再加入",
    "The round closed on {day}; nobody can join it any more",
);
const NO_DAYS: Words = Words("还没有定日子", "還沒有定日子", "No days are set yet");
const TAKEN: Words = Words(
    "{area}在这一轮里已经有一份调查",
    "{area}在這一輪裡已經有一份調查",
    "{area} has a survey in this round already",
);

/// `GET /surveys/drafts/{id}/publish`
pub async fn ask(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
) -> PageResult {
    let loaded = load(&state, &scope, &id, desk.locale).await?;
    let in_the_way = hindrances(&state, &loaded, desk.locale).await?;
    Ok(render(&state, &desk, &loaded, in_the_way, Form::default()))
}

/// `POST /surveys/drafts/{id}/publish`
pub async fn publish(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
    body: Bytes,
) -> PageResult {
    let (fields, locale) = (Fields::parse(&body), desk.locale);
    let _one = ONE_AT_A_TIME.lock().await;
    if state.store.draft(&id).await?.is_none() && state.store.wave(&id).await?.is_some() {
        return Ok(outcome(&format!("/surveys/{}", encode(&id)))); // the second of two clicks
    }
    let loaded = load(&state, &scope, &id, locale).await?;
    let in_the_way = hindrances(&state, &loaded, locale).await?;
    let mut form = Form::default();
    let fresh = loaded.is_fresh(&fields);
    if !fresh {
        form.refuse("confirm", STALE.get(locale));
    } else if fields.raw("confirm") != "yes" {
        form.refuse("confirm", TICK.get(locale));
    }
    let (true, true, Some(wave)) = (form.is_fine(), in_the_way.is_empty(), wave(&state, &loaded)) else {
        let status = if fresh {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::CONFLICT
        };
        return Ok(with_status(
            render(&state, &desk, &loaded, in_the_way, form),
            status,
        ));
    };
    put(&state, &loaded, &wave).await?;
    state.cache.forget(&loaded.id);
    Ok(outcome(&format!("/surveys/{}", encode(&loaded.id))))
}

/// Publishes the version and adds the wave in place of the draft. An earlier release could break off between the two: where
/// it left a version of this id behind and the draft changed since, the next.
async fn put(state: &AppState, loaded: &Loaded, wave: &Wave) -> store::Result<()> {
    let now = (state.now)();
    let numbered = async |number| {
        let wave = Wave {
            version: number,
            ..wave.clone()
        };
        let version = loaded.version(number);
        state.store.publish_draft(&loaded.id, &version, &wave, now).await
    };
    match numbered(1).await {
        Err(store::Error::Published { next, .. }) => numbered(next).await,
        done => done,
    }
}

/// The wave a draft would become; none while it has no days.
pub fn wave(state: &AppState, loaded: &Loaded) -> Option<Wave> {
    let plan = loaded.plan(state);
    let m = plan.moments(&state.zone)?;
    Some(Wave {
        id: loaded.id.clone(),
        round: loaded.body.round.clone(),
        area: loaded.body.area.clone(),
        title: loaded.body.title.clone(),
        instrument: loaded.id.clone(),
        version: 1,
        opens: m.opens,
        closes: m.closes,
        grace_until: m.grace_until,
        year: state.zone.year(m.closes - 1),
        results_on: plan.results_on,
        asker: plan.asker,
        keep_years: plan.keep_years,
        publication: plan.publication,
        approval: plan.approval,
        open_link: !plan.drawn,
        withdrawn: None,
    })
}

/// What is in the way, and where to mend it.
async fn hindrances(
    state: &AppState,
    loaded: &Loaded,
    locale: Locale,
) -> store::Result<Vec<(String, String)>> {
    let here = format!("/surveys/drafts/{}", loaded.id);
    let settings = format!("{here}/settings");
    let mut found = Vec::new();
    if let Some((_, why)) = compile::problem(&loaded.version(1), locale) {
        found.push((why, here.clone()));
    }
    match wave(state, loaded) {
        None => found.push((NO_DAYS.get(locale).to_owned(), settings)),
        Some(wave) if wave.closes <= (state.now)() => {
            let day = state.zone.day(wave.closes - 1);
            let (words, href) = match &loaded.round {
                Some(round) => (ROUND_PAST, format!("/surveys/rounds/{}", round.id)),
                None => (PAST, settings),
            };
            found.push((words.fill(locale, &[("day", &when(locale, &day))]), href));
        }
        Some(_) => {}
    }
    if let Some(round) = &loaded.round {
        let waves = state.store.waves().await?;
        if waves
            .iter()
            .any(|w| w.round.as_ref() == Some(&round.id) && w.area == loaded.body.area)
        {
            let area = places::name(&loaded.body.area, &loaded.areas);
            found.push((
                TAKEN.fill(locale, &[("area", &area)]),
                format!("/surveys/rounds/{}", round.id),
            ));
        }
    }
    Ok(found)
}

fn render(
    state: &AppState,
    desk: &Desk,
    loaded: &Loaded,
    hindrances: Vec<(String, String)>,
    form: Form,
) -> Response {
    let locale = desk.locale;
    let version = loaded.version(1);
    let put = compile::put(&version, &loaded.body.area, &loaded.areas);
    let area = places::name(&loaded.body.area, &loaded.areas);
    let title = loaded.body.title.get(locale.tag()).to_owned();
    let mut facts = vec![
        (
            Words("标题", "標題", "Title").get(locale).to_owned(),
            title.clone(),
        ),
        (
            Words("在哪里", "在哪裡", "Area").get(locale).to_owned(),
            area.clone(),
        ),
        (
            Words("长短", "長短", "Length").get(locale).to_owned(),
            length(locale, compile::asked(&put).0, put.seconds()),
        ),
    ];
    if let Some(round) = &loaded.round {
        let name = Words("属于这一轮", "屬於這一輪", "Round").get(locale).to_owned();
        facts.insert(1, (name, round.title.get(locale.tag()).to_owned()));
    }
    facts.extend(loaded.plan(state).facts(locale));
    let has_places = !cache::places(&loaded.areas, &loaded.body.area).is_empty();
    let shown = PublishPage {
        locale,
        id: loaded.id.clone(),
        revision: loaded.body.revision,
        title,
        area,
        facts,
        hindrances,
        warnings: compile::warnings(&version, has_places, locale),
        form,
    };
    let shell = desk
        .shell(state, TITLE.get(locale), Some(Room::Surveys), &loaded.areas)
        .refused(!shown.form.is_fine());
    desk.page(&shell, || page(shown))
}
