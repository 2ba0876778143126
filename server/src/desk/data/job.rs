//! `/data/jobs/{id}`: how far the work on a file is, and its result once there is one.

use std::sync::Arc;

use app::desk::data::{AtWork, Page, Preview, Stage, Working};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use charts::{Cell, Header, Table};

use super::{
    Desk, Words, page, refuse,
    told::{refused, told},
    whole,
};
use crate::{
    desk::surveys::see_other,
    error::PageResult,
    loading::{Ended, Job},
    scope::Scope,
    state::AppState,
};

/// See the module.
pub async fn show(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    Path(id): Path<String>,
) -> PageResult {
    whole(&scope)?;
    let Some(job) = state.loading.find(&id) else {
        return lost(&state, &desk).await;
    };
    match job.ended() {
        None => page(&state, &desk, working(&job)).await,
        Some(ended) => match &*ended {
            // a preview whose second click has come is over: "not stored yet" would be untrue
            Ended::Read { key, .. } if !state.uploads.holds(key) => stored_by(&state, &desk, key).await,
            ended => result(&state, &desk, &job, ended).await,
        },
    }
}

/// The way to the job that stores the file which had waited under `key`, once more where it was asked before.
pub async fn stored_by(state: &AppState, desk: &Desk, key: &str) -> PageResult {
    match state.loading.storing(key) {
        Some(id) => Ok(see_other(&format!("/data/jobs/{id}"))),
        None => lost(state, desk).await,
    }
}

async fn lost(state: &AppState, desk: &Desk) -> PageResult {
    let lost = Page {
        lost: true,
        ..Page::default()
    };
    let mut response = page(state, desk, lost).await?;
    *response.status_mut() = StatusCode::NOT_FOUND;
    Ok(response)
}

/// The files being worked on and those that wait for the second click, newest first.
pub fn at_work(state: &AppState) -> Vec<AtWork> {
    let listed = |(id, job): (String, Arc<Job>)| {
        let stage = match job.ended().as_deref() {
            None if job.storing() => Stage::Storing,
            None => Stage::Reading,
            Some(Ended::Read { key, .. }) if state.uploads.holds(key) => Stage::Waiting,
            Some(_) => return None,
        };
        Some(AtWork {
            href: format!("/data/jobs/{id}"),
            file: job.file.clone(),
            stage,
            since: state.zone.minute(job.since),
        })
    };
    state.loading.all().into_iter().filter_map(listed).collect()
}

fn working(job: &Job) -> Page {
    let progress = job.progress();
    Page {
        kind: job.kind.as_str().to_owned(),
        working: Some(Working {
            file: job.file.clone(),
            storing: job.storing(),
            rows: progress.rows,
            percent: progress
                .bytes
                .saturating_mul(100)
                .checked_div(progress.bytes_total)
                .map(|share| share.min(100)),
        }),
        ..Page::default()
    }
}

/// The page of what came out.
pub async fn result(state: &AppState, desk: &Desk, job: &Job, ended: &Ended) -> PageResult {
    let kind = job.kind.as_str();
    match ended {
        Ended::Refused(why) => refuse(state, desk, kind, refused(desk.locale, why)).await,
        Ended::Stored(report) => {
            let done = told(desk.locale, report);
            page(
                state,
                desk,
                Page {
                    done,
                    nothing_new: !report.changed(),
                    ..Page::default()
                },
            )
            .await
        }
        Ended::Read { report, key, replace } => {
            let preview = Preview {
                kind: kind.to_owned(),
                file: report.file.clone(),
                lines: told(desk.locale, report),
                table: table(desk, report),
                replace: *replace,
                key: key.clone(),
            };
            page(
                state,
                desk,
                Page {
                    kind: kind.to_owned(),
                    preview: Some(preview),
                    ..Page::default()
                },
            )
            .await
        }
    }
}

const FIRST_ROW: Words = Words(
    "第一行，照文件原样",
    "第一列，照檔案原樣",
    "The first row, as in the file",
);
const FIRST_ROWS: Words = Words(
    "前 {n} 行，照文件原样",
    "前 {n} 列，照檔案原樣",
    "The first {n} {n:row|rows}, as in the file",
);

fn table(desk: &Desk, report: &import::Report) -> Table {
    let n = report.preview.rows.len();
    let words = if n == 1 { FIRST_ROW } else { FIRST_ROWS };
    let caption = words.fill(desk.locale, &[("n", &n.to_string())]);
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
