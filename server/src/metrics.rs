//! `/metrics`, on a listener of its own: how many requests and submissions there were since the start, for whoever watches
//! the machine. Sums only: no wave, place, address or time.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use store::Recorded;

use crate::state::AppState;

/// Which listener was asked.
#[derive(Clone, Copy, Debug)]
pub enum Door {
    /// The desk's.
    Desk,
    /// The residents'.
    Public,
}

/// What is made of a survey's tallies and takes a while.
#[derive(Clone, Copy, Debug)]
pub enum Work {
    /// A report for the pages.
    Report,
    /// Its drivers.
    Drivers,
    /// The errors of the report's breakdowns.
    Errors,
    /// What is hidden of all its tables.
    Patterns,
    /// What is hidden of a table that a page shows, because that of all tables is not stored.
    OnPage,
}

const WORKS: [&str; 5] = ["reports", "drivers", "errors", "patterns", "patterns_on_page"];
const DOORS: [&str; 2] = ["desk", "public"];
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
const OUTCOMES: [&str; 5] = ["stored", "late", "duplicate", "replaced", "quarantined"];

/// What was counted since the start.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: [[AtomicU64; 5]; 2],
    submissions: [AtomicU64; 5],
    works: [AtomicU64; 5],
    ahead: AtomicBool,
}

impl Metrics {
    /// A request was answered.
    fn answered(&self, door: Door, status: StatusCode) {
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        self.requests[door as usize][class].fetch_add(1, Relaxed);
    }

    /// A submission was taken.
    pub fn taken(&self, recorded: &Recorded) {
        let outcome = match recorded {
            Recorded::Stored => 0,
            Recorded::Late => 1,
            Recorded::Duplicate { .. } => 2,
            Recorded::Replaced => 3,
            Recorded::Conflict => 4,
        };
        self.submissions[outcome].fetch_add(1, Relaxed);
    }

    /// Something was made that is to be stored, or was not found stored.
    pub fn made(&self, work: Work) {
        self.works[work as usize].fetch_add(1, Relaxed);
    }

    /// How often that was since the start.
    pub fn times(&self, work: Work) -> u64 {
        self.works[work as usize].load(Relaxed)
    }

    /// Is what pages ask for first made for what is stored now?
    pub fn ahead(&self, made: bool) {
        self.ahead.store(made, Relaxed);
    }

    /// The text that Prometheus reads, version 0.0.4.
    fn text(&self, ready: bool) -> String {
        let mut out = String::new();
        let mut family = |name: &str, kind: &str, help: &str, lines: Vec<(String, u64)>| {
            out.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
            for (labels, value) in lines {
                out.push_str(&format!("{name}{labels} {value}\n"));
            }
        };
        let version = format!("{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"));
        family(
            "minxin_build_info",
            "gauge",
            "The release that answers.",
            vec![(version, 1)],
        );
        family(
            "minxin_ready",
            "gauge",
            "1 if the database answers.",
            vec![(String::new(), u64::from(ready))],
        );
        family(
            "minxin_pages_ahead",
            "gauge",
            "1 if what pages ask for first has been made for the data as they are.",
            vec![(String::new(), u64::from(self.ahead.load(Relaxed)))],
        );
        let works = self.works.iter().zip(WORKS);
        family(
            "minxin_made_total",
            "counter",
            "Made because it was not there from an earlier time.",
            works
                .map(|(count, work)| (format!("{{what=\"{work}\"}}"), count.load(Relaxed)))
                .collect(),
        );
        let requests = self.requests.iter().zip(DOORS).flat_map(|(classes, door)| {
            let line = move |(count, class): (&AtomicU64, &str)| {
                (
                    format!("{{door=\"{door}\",status=\"{class}\"}}"),
                    count.load(Relaxed),
                )
            };
            classes.iter().zip(CLASSES).map(line)
        });
        family(
            "minxin_requests_total",
            "counter",
            "Requests answered, by listener and class of status.",
            requests.collect(),
        );
        let submissions = self.submissions.iter().zip(OUTCOMES);
        family(
            "minxin_submissions_total",
            "counter",
            "Submissions taken, by what became of them.",
            submissions
                .map(|(count, outcome)| (format!("{{outcome=\"{outcome}\"}}"), count.load(Relaxed)))
                .collect(),
        );
        out
    }
}

/// Counts the answers of a door.
pub async fn count(State((state, door)): State<(AppState, Door)>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    state.metrics.answered(door, response.status());
    response
}

/// The listener's one route.
pub fn routes(state: AppState) -> Router {
    Router::new().route("/metrics", get(show)).with_state(state)
}

async fn show(State(state): State<AppState>) -> Response {
    let ready = state.store.health().await.is_ok();
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, state.metrics.text(ready)).into_response()
}
