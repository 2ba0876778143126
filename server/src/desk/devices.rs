//! `/devices`: the tablets that the county lent out, one more, one taken out of use.

use app::{
    desk::{
        devices::{DeviceRow, DevicesPage, Made, NAME, page},
        shell::Room,
        surveys::form::Form,
    },
    words::Words,
};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};
use store::{Device, DevicePlan, NewDevice};
use survey::{Area, AreaCode, Wave, WaveState};

use super::surveys::{
    address,
    fields::{self, Fields},
    ids, places, qr, see_other,
};
use crate::{
    desk::Desk,
    error::{PageError, PageResult},
    resident::device::{fresh_code, hash},
    scope::Scope,
    state::AppState,
};

const DAY: i64 = 86_400_000;
/// How long a code waits to be used.
const CODE_FOR: i64 = 7 * DAY;
/// How long a tablet may be used.
const GOOD_FOR: i64 = 90 * DAY;

const LABEL: Words = Words("名字", "名字", "Name");
const NO_WAVE: Words = Words(
    "请至少勾一份调查",
    "請至少勾一份調查",
    "Please tick at least one survey",
);
const TOO_MANY: Words = Words(
    "一台平板最多带 50 个村",
    "一台平板最多帶 50 個村",
    "One tablet takes at most 50 villages",
);

/// Routes of tablets.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/devices", get(show).post(lend))
        .route("/devices/{id}/revoke", post(revoke))
        .layer(DefaultBodyLimit::max(64 * 1024))
}

/// The page.
pub async fn show(State(state): State<AppState>, scope: Scope, desk: Desk) -> PageResult {
    draw(&state, &scope, &desk, None, Form::default(), &Ticked::default()).await
}

/// What was ticked, to be shown again.
#[derive(Default)]
struct Ticked {
    waves: Vec<String>,
    villages: Vec<String>,
}

/// Lends a tablet out. Its code is in the answer and nowhere else, so the answer is the page itself.
pub async fn lend(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    headers: HeaderMap,
    body: Bytes,
) -> PageResult {
    let (fields, locale) = (Fields::parse(&body), desk.locale);
    let mut form = fields.kept();
    let name = fields::needed(&fields, &mut form, "name", LABEL, 40, locale);
    let ticked = Ticked {
        waves: fields.all("wave"),
        villages: fields.all("village"),
    };
    let areas = state.store.areas().await?;
    let known = waves(&state, &scope, &areas).await?;
    let waves: Vec<String> = known
        .iter()
        .filter(|w| ticked.waves.contains(&w.id))
        .map(|w| w.id.clone())
        .collect();
    if waves.is_empty() {
        form.refuse("wave", NO_WAVE.get(locale));
    }
    let villages: Vec<AreaCode> = areas
        .iter()
        .filter(|a| scope.covers(&a.code, &areas) && ticked.villages.iter().any(|v| v == a.code.as_str()))
        .map(|a| a.code.clone())
        .collect();
    if villages.len() > 50 {
        form.refuse("village", TOO_MANY.get(locale));
    }
    if !form.is_fine() {
        let mut page = draw(&state, &scope, &desk, None, form, &ticked).await?;
        *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page);
    }
    let (now, code) = ((state.now)(), fresh_code());
    let device = NewDevice {
        id: ids::fresh(),
        plan: DevicePlan {
            name,
            waves,
            villages,
        },
        code: hash(&code),
        code_until: now + CODE_FOR,
        expires: now + GOOD_FOR,
        day: state.zone.day(now),
    };
    state.store.add_device(&device).await?;
    let base = address::base(&state, &headers).await?;
    let link = format!("{base}/kiosk#{code}");
    let made = Made {
        name: device.plan.name,
        qr: qr::code(&link),
        local_only: address::is_local(&base),
        link,
        until: state.zone.day(device.code_until),
    };
    draw(
        &state,
        &scope,
        &desk,
        Some(made),
        Form::default(),
        &Ticked::default(),
    )
    .await
}

/// Takes a tablet out of use; what it still holds can be sent all the same.
pub async fn revoke(State(state): State<AppState>, scope: Scope, Path(id): Path<String>) -> PageResult {
    let areas = state.store.areas().await?;
    let waves = waves(&state, &scope, &areas).await?;
    let devices = state.store.devices().await?;
    if !devices.iter().any(|d| d.id == id && seen(d, &waves, &scope)) {
        return Err(PageError::NotFound);
    }
    state
        .store
        .revoke_device(&id, &state.zone.day((state.now)()))
        .await?;
    Ok(see_other("/devices"))
}

/// Waves of the scope, newest opening first.
async fn waves(state: &AppState, scope: &Scope, areas: &[Area]) -> Result<Vec<Wave>, PageError> {
    let all = state.store.waves().await?;
    Ok(all.into_iter().filter(|w| scope.covers(&w.area, areas)).collect())
}

/// May this person see the tablet? All of its waves have to be theirs.
fn seen(device: &Device, waves: &[Wave], scope: &Scope) -> bool {
    *scope == Scope::County
        || device
            .plan
            .waves
            .iter()
            .all(|id| waves.iter().any(|w| &w.id == id))
}

async fn draw(
    state: &AppState,
    scope: &Scope,
    desk: &Desk,
    made: Option<Made>,
    form: Form,
    ticked: &Ticked,
) -> Result<Response, PageError> {
    let locale = desk.locale;
    let areas = state.store.areas().await?;
    let waves = waves(state, scope, &areas).await?;
    let now = (state.now)();
    let title = |id: &String| {
        let found = waves.iter().find(|w| &w.id == id);
        found.map_or_else(
            || id.clone(),
            |w| {
                format!(
                    "{} · {}",
                    places::name(&w.area, &areas),
                    w.title.get(locale.tag())
                )
            },
        )
    };
    let devices = state.store.devices().await?;
    let rows = devices
        .into_iter()
        .filter(|d| seen(d, &waves, scope))
        .map(|d| DeviceRow {
            waves: d.plan.waves.iter().map(title).collect(),
            villages: d.plan.villages.iter().map(|v| places::name(v, &areas)).collect(),
            until: state.zone.day(d.expires),
            old: d.expires <= now,
            id: d.id,
            name: d.plan.name,
            enrolled: d.enrolled,
            revoked: d.revoked,
            pending: d.pending,
            reported: d.reported,
        })
        .collect();
    let open = waves
        .iter()
        .filter(|w| matches!(w.state(now), WaveState::Open | WaveState::Upcoming));
    let villages = areas.iter().filter(|a| {
        scope.covers(&a.code, &areas) && !areas.iter().any(|b| b.parent.as_ref() == Some(&a.code))
    });
    let shown = DevicesPage {
        locale,
        rows,
        waves: open
            .map(|w| (w.id.clone(), title(&w.id), ticked.waves.contains(&w.id)))
            .collect(),
        villages: villages
            .map(|a| {
                let code = a.code.to_string();
                let on = ticked.villages.contains(&code);
                (code, a.name.clone(), on)
            })
            .collect(),
        made,
        form,
    };
    let shell = desk
        .shell(state, NAME.get(locale), Some(Room::Surveys), &areas)
        .refused(!shown.form.is_fine());
    Ok(desk.page(&shell, || page(shown)))
}
