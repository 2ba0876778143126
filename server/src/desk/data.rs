//! `/data`: a file is read and previewed, then stored or left. The same code as `minxin import`.

use app::{
    desk::{
        data::{LoadedRow, Page, Preview, view},
        shell::Room,
    },
    words::Words,
};
use axum::{
    Form, Router,
    extract::{DefaultBodyLimit, Multipart, Query, State},
    response::Response,
    routing::{get, post},
};
use charts::{Cell, Header, Table};
use import::{FileKind, Request, Source};
use serde::Deserialize;
use survey::WaveState;

use super::Desk;
use crate::{
    error::{PageError, PageResult},
    jobs,
    scope::Scope,
    state::AppState,
    uploads::Upload,
};

/// Largest file taken by the page; larger ones go through `minxin import`, which streams.
const MOST: usize = 64 * 1024 * 1024;

/// The routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/data", get(show).post(read).layer(DefaultBodyLimit::max(MOST)))
        .route("/data/store", post(store))
}

/// What the address asks.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    kind: String,
}

async fn show(State(state): State<AppState>, desk: Desk, _: Scope, Query(asked): Query<Asked>) -> PageResult {
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

async fn read(State(state): State<AppState>, desk: Desk, _: Scope, mut form: Multipart) -> PageResult {
    let mut fields = Fields::default();
    loop {
        match form.next_field().await {
            Ok(None) => break,
            Ok(Some(field)) => {
                let name = field.name().unwrap_or_default().to_owned();
                let file = field.file_name().map(str::to_owned);
                match field.bytes().await {
                    Ok(bytes) => fields.set(&name, file, &bytes),
                    Err(_) => return refuse(&state, &desk, &fields.kind, too_large(&desk)).await,
                }
            }
            Err(_) => return refuse(&state, &desk, &fields.kind, too_large(&desk)).await,
        }
    }
    let Some(request) = fields.request(&state) else {
        let what = Words(
            "请选数据种类和文件。",
            "請選資料種類和檔案。",
            "Choose what is in the file, and the file.",
        );
        return refuse(&state, &desk, &fields.kind, what.get(desk.locale).to_owned()).await;
    };
    match import::run(
        state.store.clone(),
        Request {
            dry_run: true,
            ..request.clone()
        },
        |_| {},
    )
    .await
    {
        Err(refusal) => refuse(&state, &desk, &fields.kind, refusal.to_string()).await,
        Ok(report) => {
            let preview = Preview {
                kind: fields.kind.clone(),
                file: report.file.clone(),
                lines: report.to_string().lines().map(str::to_owned).collect(),
                table: table(&desk, &report),
                replace: request.replace,
                key: state.uploads.keep(Upload { request }),
            };
            page(
                &state,
                &desk,
                Page {
                    kind: fields.kind,
                    preview: Some(preview),
                    ..Page::default()
                },
            )
            .await
        }
    }
}

/// The second click.
#[derive(Debug, Deserialize)]
pub struct Store {
    key: String,
}

async fn store(State(state): State<AppState>, desk: Desk, _: Scope, Form(asked): Form<Store>) -> PageResult {
    let Some(upload) = state.uploads.take(&asked.key) else {
        let what = Words(
            "这个文件已经处理过了，或等得太久；请再选一次。",
            "這個檔案已經處理過了，或等得太久；請再選一次。",
            "This file was dealt with already, or waited too long; choose it again.",
        );
        return refuse(&state, &desk, "", what.get(desk.locale).to_owned()).await;
    };
    let request = Request {
        now: (state.now)(),
        ..upload.request.clone()
    };
    let wave = request.wave.clone();
    match import::run(state.store.clone(), request, |_| {}).await {
        Err(refusal) => refuse(&state, &desk, upload.request.kind.as_str(), refusal.to_string()).await,
        Ok(report) => {
            if let Some(id) = wave
                && let Some(wave) = state.store.wave(&id).await?
                && wave.state((state.now)()) == WaveState::Closed
            {
                jobs::snapshot(&state, &wave).await?;
            }
            let done = report.to_string().lines().map(str::to_owned).collect();
            page(
                &state,
                &desk,
                Page {
                    done,
                    ..Page::default()
                },
            )
            .await
        }
    }
}

#[derive(Default)]
struct Fields {
    kind: String,
    file: Option<(String, Vec<u8>)>,
    replace: bool,
    wave: Option<String>,
    instrument: Option<String>,
    year: Option<i32>,
}

impl Fields {
    fn set(&mut self, name: &str, file: Option<String>, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes).trim().to_owned();
        let given = (!text.is_empty()).then(|| text.clone());
        match name {
            "kind" => self.kind = text,
            "replace" => self.replace = true,
            "wave" => self.wave = given,
            "instrument" => self.instrument = given,
            "year" => self.year = text.parse().ok(),
            "file" => self.file = file.filter(|f| !f.is_empty()).map(|f| (f, bytes.to_vec())),
            _ => {}
        }
    }

    fn request(&self, state: &AppState) -> Option<Request> {
        let kind = FileKind::parse(&self.kind)?;
        let (name, bytes) = self.file.clone()?;
        let now = (state.now)();
        Some(Request {
            replace: self.replace,
            wave: self.wave.clone().filter(|_| kind == FileKind::Responses),
            instrument: self.instrument.clone(),
            year: self.year,
            ..Request::new(
                kind,
                Source::Bytes {
                    name,
                    bytes: bytes.into(),
                },
                now,
                state.zone.day(now),
            )
        })
    }
}

fn too_large(desk: &Desk) -> String {
    Words(
        "文件超过 64 MB 或没有传完；大文件请在本机用 minxin import 导入。",
        "檔案超過 64 MB 或沒有傳完；大檔案請在本機用 minxin import 匯入。",
        "The file is over 64 MB or did not arrive whole; load large files with `minxin import` on this machine.",
    )
    .get(desk.locale)
    .to_owned()
}

async fn refuse(state: &AppState, desk: &Desk, kind: &str, why: String) -> PageResult {
    let refused = why.lines().map(str::to_owned).collect();
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
    page.loaded = state
        .store
        .loaded()
        .await?
        .into_iter()
        .map(|l| LoadedRow {
            kind: l.kind.to_owned(),
            rows: l.rows,
            years: l.years.map_or_else(String::new, |(a, b)| format!("{a}–{b}")),
            at: l.imported_at.map(|t| state.zone.minute(t)).unwrap_or_default(),
        })
        .collect();
    let areas = state.store.areas().await?;
    let title = Words("数据", "資料", "Data").get(desk.locale);
    let shell = desk.shell(state, title, Some(Room::Data), &areas);
    Ok(desk.page(&shell, move || view(page)))
}

fn table(desk: &Desk, report: &import::Report) -> Table {
    let caption = Words(
        "前 {n} 行，照文件原样",
        "前 {n} 列，照檔案原樣",
        "The first {n} {n:row|rows}, as in the file",
    )
    .fill(desk.locale, &[("n", &report.preview.rows.len().to_string())]);
    Table {
        caption,
        headers: report
            .preview
            .header
            .iter()
            .map(|h| Header {
                text: h.clone(),
                number: false,
            })
            .collect(),
        rows: report
            .preview
            .rows
            .iter()
            .map(|r| {
                r.iter()
                    .map(|c| Cell {
                        shown: c.clone(),
                        value: None,
                    })
                    .collect()
            })
            .collect(),
    }
}
