//! `/surveys/new[?round=ID]`: where and under which name; then the builder.

use app::{
    desk::{
        shell::Room,
        surveys::{
            form::Form,
            list::{NO_AREAS, NO_AREAS_GO, NO_AREAS_WHAT},
            start::{StartPage, page},
        },
    },
    words::Words,
};
use axum::{
    body::Bytes,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use survey::{Area, AreaCode, Round, content::FORMS};

use super::{
    draft::SurveyDraft, fields::Fields, ids, loaded, outcome, places, plan::Plan, ready, rounds, titles,
    with_status,
};
use crate::{
    desk::Desk,
    error::{PageError, PageResult},
    scope::Scope,
    state::AppState,
};

const TITLE: Words = Words("做一份调查", "做一份調查", "Make a survey");
const WHERE: Words = Words("请选在哪里做", "請選在哪裡做", "Area: please choose one");
const START: Words = Words(
    "请选从哪里开始",
    "請選從哪裡開始",
    "Starting point: please choose one",
);
const OVER: Words = Words(
    "这一轮已经截止，不能再加入",
    "這一輪已經截止，不能再加入",
    "This round has closed; nobody can join it any more",
);

/// What the address may ask.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    round: Option<String>,
}

struct Ground {
    areas: Vec<Area>,
    round: Option<Round>,
    free: Vec<Area>,
}

async fn ground(state: &AppState, scope: &Scope, round: Option<&str>) -> Result<Ground, PageError> {
    let areas = state.store.areas().await?;
    let (round, free) = match round.filter(|r| !r.is_empty()) {
        None => (
            None,
            places::tree(scope, None, &areas).into_iter().cloned().collect(),
        ),
        Some(id) => {
            let round = places::round(state, scope, id, &areas).await?;
            let waves = state.store.waves().await?;
            let free = rounds::free(scope, &round, &areas, &waves)
                .into_iter()
                .cloned()
                .collect();
            (Some(round), free)
        }
    };
    Ok(Ground { areas, round, free })
}

/// `GET /surveys/new`
pub async fn ask(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> PageResult {
    let ground = ground(&state, &scope, asked.round.as_deref()).await?;
    let mut form = Form::default();
    match &ground.round {
        Some(round) => titles::write(&round.title, &mut form),
        None => {
            Plan::suggested(&state.zone, (state.now)()).write(&mut form);
            form.set("start", "short");
        }
    }
    Ok(render(&state, &desk, &ground, form))
}

/// `POST /surveys/new`
pub async fn make(State(state): State<AppState>, scope: Scope, desk: Desk, body: Bytes) -> PageResult {
    let (fields, now, locale) = (Fields::parse(&body), (state.now)(), desk.locale);
    let ground = ground(&state, &scope, Some(fields.raw("round"))).await?;
    let mut form = fields.kept();
    let area = AreaCode::parse(fields.raw("area")).filter(|a| ground.free.iter().any(|f| &f.code == a));
    if area.is_none() {
        form.refuse("area", WHERE.get(locale));
    }
    let title = titles::read(&fields, &mut form, locale);
    if ground.round.as_ref().is_some_and(|r| r.closes <= now) {
        form.refuse("area", OVER.get(locale));
    }
    let start = fields.raw("start");
    let known = start == ready::EMPTY || FORMS.iter().any(|f| f.id == start);
    let plan = ground.round.is_none().then(|| {
        if !known {
            form.refuse("start", START.get(locale));
        }
        Plan::read(&fields, &mut form, &state.zone, now, locale)
    });
    let (true, Some(area)) = (form.is_fine(), area) else {
        return Ok(with_status(
            render(&state, &desk, &ground, form),
            StatusCode::UNPROCESSABLE_ENTITY,
        ));
    };
    let body = match (ground.round, plan) {
        (None, Some(plan)) => SurveyDraft::starting(area, title, start, plan),
        (round, _) => SurveyDraft::in_round(area, title, round.map(|r| r.id).unwrap_or_default()),
    };
    let id = ids::fresh();
    loaded::keep(&state, &id, &body).await?;
    Ok(outcome(&format!("/surveys/drafts/{id}")))
}

fn render(state: &AppState, desk: &Desk, ground: &Ground, form: Form) -> Response {
    let locale = desk.locale;
    let shell = desk
        .shell(state, TITLE.get(locale), Some(Room::Surveys), &ground.areas)
        .refused(!form.is_fine());
    if ground.areas.is_empty() {
        return desk.page(&shell, || {
            app::desk::parts::empty_page(
                NO_AREAS.get(locale),
                NO_AREAS_WHAT.get(locale),
                "/data",
                NO_AREAS_GO.get(locale),
            )
        });
    }
    let rows: Vec<&Area> = ground.free.iter().collect();
    let shown = StartPage {
        locale,
        action: "/surveys/new".to_owned(),
        form,
        round: ground
            .round
            .as_ref()
            .map(|r| (r.id.clone(), r.title.get(locale.tag()).to_owned())),
        areas: places::options(&rows, locale),
        starts: if ground.round.is_none() {
            ready::forms(true, locale)
        } else {
            Vec::new()
        },
        draft: None,
    };
    desk.page(&shell, || page(shown))
}
