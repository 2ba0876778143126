//! `/surveys/rounds/new` and `/surveys/rounds/{id}`: opening a round publishes its core, which locks it.

use app::{
    desk::{
        shell::Room,
        surveys::{
            form::Form,
            list::{NO_AREAS, NO_AREAS_GO, NO_AREAS_WHAT},
            round::{NewRound, RoundPage, new_page, page},
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
use survey::{Area, AreaCode, Level, Round, content::ready_form};

use super::{compile, fields::Fields, ids, index, outcome, places, plan::Plan, ready, titles, with_status};
use crate::{
    desk::Desk,
    error::{PageError, PageResult},
    scope::Scope,
    state::AppState,
};

const TITLE: Words = Words("开一轮全县调查", "開一輪全縣調查", "Open a county round");
const WHERE: Words = Words("请选县", "請選縣", "County: please choose one");
const CORE: Words = Words("请选核心题", "請選核心題", "Core: please choose one");

/// `GET /surveys/rounds/new`
pub async fn ask(State(state): State<AppState>, scope: Scope, desk: Desk) -> PageResult {
    let areas = state.store.areas().await?;
    let counties = counties(&scope, &areas)?;
    let mut form = Form::default();
    Plan::suggested(&state.zone, (state.now)()).write(&mut form);
    form.set("core", "short");
    if let [only] = &counties[..] {
        form.set("area", only.code.to_string());
        form.set("asker", only.name.clone());
    }
    Ok(render(&state, &desk, &areas, &counties, form))
}

/// `POST /surveys/rounds/new`
pub async fn open(State(state): State<AppState>, scope: Scope, desk: Desk, body: Bytes) -> PageResult {
    let (fields, now, locale) = (Fields::parse(&body), (state.now)(), desk.locale);
    let areas = state.store.areas().await?;
    let counties = counties(&scope, &areas)?;
    let mut form = fields.kept();
    let title = titles::read(&fields, &mut form, locale);
    let area = AreaCode::parse(fields.raw("area")).filter(|a| counties.iter().any(|c| &c.code == a));
    if area.is_none() {
        form.refuse("area", WHERE.get(locale));
    }
    let id = ids::fresh();
    let core = ready_form(fields.raw("core"), &id, 1);
    if core.is_none() {
        form.refuse("core", CORE.get(locale));
    }
    let plan = Plan::read(&fields, &mut form, &state.zone, now, locale);
    let (true, Some(area), Some(core), Some(m)) = (form.is_fine(), area, core, plan.moments(&state.zone))
    else {
        let page = render(&state, &desk, &areas, &counties, form);
        return Ok(with_status(page, StatusCode::UNPROCESSABLE_ENTITY));
    };
    let round = Round {
        core: compile::codes(Some(&core)),
        title,
        area,
        opens: m.opens,
        closes: m.closes,
        grace_until: m.grace_until,
        results_on: plan.results_on,
        reply_by: plan.reply_by,
        publication: plan.publication,
        approval: plan.approval,
        keep_years: plan.keep_years,
        asker: plan.asker,
        open_link: !plan.drawn,
        id,
    };
    // the core is an instrument of its own under the round's id: whoever looks at the round finds it word for word
    let core = survey::Version {
        title: round.title.clone(),
        ..core
    };
    state.store.add_round(&core, &round, now).await?;
    Ok(outcome(&format!("/surveys/rounds/{}", round.id)))
}

/// Counties that this person may open a round in; nobody else sees the page.
fn counties<'a>(scope: &Scope, areas: &'a [Area]) -> Result<Vec<&'a Area>, PageError> {
    let found: Vec<&Area> = areas
        .iter()
        .filter(|a| a.level == Level::County && scope.covers(&a.code, areas))
        .collect();
    if found.is_empty() && *scope != Scope::County {
        Err(PageError::NotFound)
    } else {
        Ok(found)
    }
}

fn render(state: &AppState, desk: &Desk, areas: &[Area], counties: &[&Area], form: Form) -> Response {
    let locale = desk.locale;
    let shell = desk
        .shell(state, TITLE.get(locale), Some(Room::Surveys), areas)
        .refused(!form.is_fine());
    if counties.is_empty() {
        return desk.page(&shell, || {
            app::desk::parts::empty_page(
                NO_AREAS.get(locale),
                NO_AREAS_WHAT.get(locale),
                "/data",
                NO_AREAS_GO.get(locale),
            )
        });
    }
    let rows = counties
        .iter()
        .map(|a| (a.code.to_string(), a.name.clone()))
        .collect();
    let shown = NewRound {
        locale,
        form,
        counties: rows,
        cores: ready::forms(false, locale),
    };
    desk.page(&shell, || new_page(shown))
}

/// `GET /surveys/rounds/{id}`
pub async fn show(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
) -> PageResult {
    let areas = state.store.areas().await?;
    let round = places::round(&state, &scope, &id, &areas).await?;
    let core = state
        .cache
        .version(&*state.store, &round.id, 1)
        .await?
        .ok_or(PageError::NotFound)?;
    let waves = state.store.waves().await?;
    let mut inside: Vec<_> = waves
        .iter()
        .filter(|w| w.round.as_ref() == Some(&round.id) && scope.covers(&w.area, &areas))
        .collect();
    inside.sort_by_key(|w| places::rank(&w.area, &areas));
    let free = free(&scope, &round, &areas, &waves);
    let tag = desk.locale.tag();
    let shown = RoundPage {
        locale: desk.locale,
        title: round.title.get(tag).to_owned(),
        area: places::name(&round.area, &areas),
        facts: Plan::of_round(&round, &state.zone).facts(desk.locale),
        core: core
            .items
            .iter()
            .map(|i| {
                let scale = core.scale_of(i).map_or("", |s| s.name.get(tag));
                (i.code.clone(), i.text.get(tag).to_owned(), scale.to_owned())
            })
            .collect(),
        asked: compile::asked(&core).0,
        seconds: core.seconds(),
        without: free.iter().filter(|a| a.level == Level::Township).count(),
        waves: index::rows(&state, inside, &[], &areas, &desk).await?,
        over: round.closes <= (state.now)(),
        id: round.id,
    };
    let shell = desk.shell(&state, &shown.title.clone(), Some(Room::Surveys), &areas);
    Ok(desk.page(&shell, || page(shown)))
}

/// Areas of the scope inside the round that have no wave in it yet, as a tree.
pub fn free<'a>(scope: &Scope, round: &Round, areas: &'a [Area], waves: &[survey::Wave]) -> Vec<&'a Area> {
    let taken = |a: &Area| {
        waves
            .iter()
            .any(|w| w.round.as_ref() == Some(&round.id) && w.area == a.code)
    };
    places::tree(scope, Some(&round.area), areas)
        .into_iter()
        .filter(|a| !taken(a))
        .collect()
}
