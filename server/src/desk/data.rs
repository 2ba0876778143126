//! `/data`: a file is read and previewed, then stored or left. The same code as `minxin import`.

mod fields;
mod job;
mod told;

use std::sync::Arc;

use app::{
    desk::{
        data::{LoadedRow, MOST, Page, TOO_LARGE, Told, view},
        shell::Room,
    },
    words::Words,
};
use axum::{
    Form, Router,
    extract::{DefaultBodyLimit, Multipart, Query, State},
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use import::{FileKind, Progress, Refusal, Report, Request, Source};
use serde::Deserialize;
use survey::WaveState;

use self::{fields::Fields, job::result};
use super::{Desk, surveys::see_other};
use crate::{
    counts,
    error::{PageError, PageResult},
    jobs,
    loading::{Ended, Job},
    rescue,
    scope::Scope,
    state::AppState,
    uploads::Upload,
};

/// So much is heard out, and forgotten, of a form that is too large: who is cut off in the middle never sees why.
const HEARD: usize = 16 * MOST;

const CHOOSE: Words = Words(
    "请选数据种类和文件。",
    "請選資料種類和檔案。",
    "Choose what is in the file, and the file.",
);
const BROKEN: Words = Words(
    "文件没有传完；请再选一次。",
    "檔案沒有傳完；請再選一次。",
    "The file did not arrive whole; choose it again.",
);
const BUSY: Words = Words(
    "同时在处理的文件太多了；等其中一个处理完再来。",
    "同時在處理的檔案太多了；等其中一個處理完再來。",
    "Too many files are being worked on; come back when one of them is done.",
);

/// The routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/data", get(show).post(read).layer(DefaultBodyLimit::disable()))
        .route("/data/store", post(store))
        .route("/data/jobs/{id}", get(job::show))
        .method_not_allowed_fallback(super::stands_on)
}

/// What the address asks.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    kind: String,
}

/// What is loaded, in counts, and a form for a file; the county's only.
async fn show(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    Query(asked): Query<Asked>,
) -> PageResult {
    whole(&scope)?;
    page(
        &state,
        &desk,
        Page {
            kind: asked.kind,
            ..Page::default()
        },
    )
    .await
}

async fn read(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    headers: HeaderMap,
    mut form: Multipart,
) -> PageResult {
    whole(&scope)?;
    let mut fields = Fields::default();
    if let Err(unfit) = take(&mut form, &mut fields).await {
        let why = match unfit {
            Unfit::TooLarge => TOO_LARGE,
            Unfit::Broken => BROKEN,
        };
        return refuse(&state, &desk, &fields.kind, told::own(why.get(desk.locale))).await;
    }
    let Some(request) = fields.request(&state) else {
        return refuse(&state, &desk, &fields.kind, told::own(CHOOSE.get(desk.locale))).await;
    };
    let Some((id, job)) = state
        .loading
        .start(request.kind, request.source.name(), None, (state.now)())
    else {
        return refuse(&state, &desk, &fields.kind, told::own(BUSY.get(desk.locale))).await;
    };
    job.run(look(state.clone(), Arc::clone(&job), request));
    answer(&state, &desk, &headers, &id, &job).await
}

/// Files are of the whole county, and so are those who load them.
fn whole(scope: &Scope) -> Result<(), PageError> {
    match scope {
        Scope::County => Ok(()),
        Scope::Area(_) => Err(PageError::NotFound),
    }
}

/// Why a form was not taken.
enum Unfit {
    TooLarge,
    Broken,
}

/// Takes a form field by field, at most [`MOST`] bytes of it into memory.
async fn take(form: &mut Multipart, fields: &mut Fields) -> Result<(), Unfit> {
    let mut heard = 0_usize;
    while let Some(mut field) = form.next_field().await.map_err(|_| Unfit::Broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|_| Unfit::Broken)? {
            heard = heard.saturating_add(chunk.len());
            if heard > HEARD {
                return Err(Unfit::TooLarge);
            }
            if heard > MOST {
                bytes = Vec::new();
            } else {
                bytes.extend_from_slice(&chunk);
            }
        }
        fields.set(&name, file, &bytes);
    }
    if heard > MOST {
        Err(Unfit::TooLarge)
    } else {
        Ok(())
    }
}

/// Reads a file and keeps it for the second click.
async fn look(state: AppState, job: Arc<Job>, request: Request) -> Ended {
    let dry = Request {
        dry_run: true,
        ..request.clone()
    };
    match load(&state, dry, move |p| job.hear(p)).await {
        Err(refusal) => Ended::Refused(Arc::new(refusal)),
        Ok(report) => Ended::Read {
            report,
            replace: request.replace,
            key: state.uploads.keep(Upload { request }),
        },
    }
}

/// The second click.
#[derive(Debug, Deserialize)]
pub struct Store {
    key: String,
}

async fn store(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    headers: HeaderMap,
    Form(asked): Form<Store>,
) -> PageResult {
    whole(&scope)?;
    let Some(upload) = state.uploads.take(&asked.key) else {
        return job::stored_by(&state, &desk, &asked.key).await;
    };
    let request = Request {
        now: (state.now)(),
        ..upload.request.clone()
    };
    let kind = request.kind;
    let key = Some(asked.key.clone());
    let Some((id, job)) = state
        .loading
        .start(kind, request.source.name(), key, (state.now)())
    else {
        state.uploads.put_back(asked.key, upload);
        return refuse(&state, &desk, kind.as_str(), told::own(BUSY.get(desk.locale))).await;
    };
    job.run(put(state.clone(), Arc::clone(&job), request));
    answer(&state, &desk, &headers, &id, &job).await
}

/// Stores a file; answers of a closed wave are folded at once.
async fn put(state: AppState, job: Arc<Job>, request: Request) -> Ended {
    let wave = request.wave.clone();
    let report = match load(&state, request, move |p| job.hear(p)).await {
        Err(refusal) => return Ended::Refused(Arc::new(refusal)),
        Ok(report) => report,
    };
    match fold(&state, wave).await {
        Ok(()) => Ended::Stored(report),
        Err(e) => {
            // the rows are stored and the next round of jobs folds them; only this message is worse
            tracing::error!(error = %e, "the tally of imported answers could not be made");
            Ended::Stored(report)
        }
    }
}

/// A file of the county through `import`, answers carried by hand through the intake.
async fn load(
    state: &AppState,
    request: Request,
    progress: impl Fn(Progress) + Send + Sync + 'static,
) -> Result<Report, Refusal> {
    match (request.kind, &request.source) {
        (FileKind::Rescue, Source::Bytes { name, bytes }) => {
            rescue::run(state, name, bytes, request.dry_run, progress).await
        }
        _ => import::run(state.store.clone(), request, progress).await,
    }
}

async fn fold(state: &AppState, wave: Option<String>) -> store::Result<()> {
    if let Some(id) = wave
        && let Some(wave) = state.store.wave(&id).await?
        && wave.state((state.now)()) == WaveState::Closed
    {
        jobs::snapshot(state, &wave).await?;
    }
    Ok(())
}

/// The result if it is there soon, else the way to the page that shows how far it is. A script asks for the way in
/// any case (`Prefer: respond-async`), for it cannot show a page that has no address.
async fn answer(state: &AppState, desk: &Desk, headers: &HeaderMap, id: &str, job: &Job) -> PageResult {
    let wants_address = headers.get("prefer").is_some_and(|p| p == "respond-async");
    match job.wait(state.patience).await {
        Some(ended) if !wants_address => {
            let desk = desk.at(format!("/data/jobs/{id}"));
            result(state, &desk, job, &ended).await
        }
        _ => Ok(see_other(&format!("/data/jobs/{id}"))),
    }
}

async fn refuse(state: &AppState, desk: &Desk, kind: &str, refused: Vec<Told>) -> PageResult {
    let mut response = page(
        state,
        desk,
        Page {
            kind: kind.to_owned(),
            refused,
            ..Page::default()
        },
    )
    .await?;
    *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn page(state: &AppState, desk: &Desk, mut page: Page) -> Result<Response, PageError> {
    page.locale = desk.locale;
    page.at_work = job::at_work(state);
    page.loaded = counts::loaded(state)
        .await?
        .into_iter()
        .map(|l| LoadedRow {
            kind: l.kind.to_owned(),
            rows: l.rows,
            years: l
                .years
                .map_or_else(String::new, |(a, b)| app::desk::format::from_to([a, b])),
            at: l.imported_at.map(|t| state.zone.minute(t)).unwrap_or_default(),
        })
        .collect();
    let areas = state.store.areas().await?;
    let title = Words("数据", "資料", "Data").get(desk.locale);
    let mut shell = desk
        .shell(state, title, Some(Room::Data), &areas)
        .refused(!page.refused.is_empty());
    shell.refresh = page.working.is_some();
    Ok(desk.page(&shell, move || view(page)))
}
