//! `/surveys/drafts/{id}/settings`: title, and of a survey that stands alone its days.

use app::{
    desk::{
        shell::Room,
        surveys::{
            form::Form,
            start::{StartPage, page},
        },
    },
    words::Words,
};
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use super::{
    fields::Fields,
    loaded::{Loaded, ONE_AT_A_TIME, load},
    outcome,
    plan::Plan,
    titles, with_status,
};
use crate::{desk::Desk, error::PageResult, scope::Scope, state::AppState};

const TITLE: Words = Words("改标题和日子", "改標題和日子", "Title and days");
const TITLE_ALONE: Words = Words("改标题", "改標題", "Change the title");
const STALE: Words = Words(
    "这份草稿刚在别处改过；看一遍您填的，再存一次",
    "這份草稿剛在別處改過；看一遍您填的，再存一次",
    "This draft was just changed elsewhere; look over what you typed and save again",
);

/// `GET /surveys/drafts/{id}/settings`
pub async fn ask(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
) -> PageResult {
    let loaded = load(&state, &scope, &id, desk.locale).await?;
    let mut form = Form::default();
    titles::write(&loaded.body.title, &mut form);
    loaded.plan(&state).write(&mut form);
    Ok(render(&state, &desk, &loaded, form))
}

/// `POST /surveys/drafts/{id}/settings`
pub async fn save(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
    body: Bytes,
) -> PageResult {
    let fields = Fields::parse(&body);
    let _one = ONE_AT_A_TIME.lock().await;
    let mut loaded = load(&state, &scope, &id, desk.locale).await?;
    let mut form = fields.kept();
    if !loaded.is_fresh(&fields) {
        form.refuse(&format!("title.{}", desk.locale.tag()), STALE.get(desk.locale));
        return Ok(with_status(
            render(&state, &desk, &loaded, form),
            StatusCode::CONFLICT,
        ));
    }
    let title = titles::read(&fields, &mut form, desk.locale);
    let plan = loaded
        .round
        .is_none()
        .then(|| Plan::read(&fields, &mut form, &state.zone, (state.now)(), desk.locale));
    if !form.is_fine() {
        return Ok(with_status(
            render(&state, &desk, &loaded, form),
            StatusCode::UNPROCESSABLE_ENTITY,
        ));
    }
    loaded.body.title = title;
    loaded.body.plan = plan;
    loaded.save(&state).await?;
    Ok(outcome(&format!("/surveys/drafts/{}", loaded.id)))
}

fn render(state: &AppState, desk: &Desk, loaded: &Loaded, mut form: Form) -> Response {
    let locale = desk.locale;
    form.set("revision", loaded.body.revision.to_string());
    let here = format!("/surveys/drafts/{}", loaded.id);
    let shown = StartPage {
        locale,
        action: format!("{here}/settings"),
        form,
        round: loaded
            .round
            .as_ref()
            .map(|r| (r.id.clone(), r.title.get(locale.tag()).to_owned())),
        areas: Vec::new(),
        starts: Vec::new(),
        draft: Some(here),
    };
    let title = if loaded.round.is_some() {
        TITLE_ALONE
    } else {
        TITLE
    };
    let shell = desk
        .shell(state, title.get(locale), Some(Room::Surveys), &loaded.areas)
        .refused(!shown.form.is_fine());
    desk.page(&shell, || page(shown))
}
