//! Rounds, drafts and waves at the desk. One page a file; the draft itself is edited by pure functions in `draft`.

pub(super) mod address;
mod apart;
mod bank;
mod builder;
mod close;
mod compile;
pub(crate) mod days;
mod draft;
mod edit;
pub(super) mod fields;
pub(super) mod ids;
mod index;
mod loaded;
mod own;
mod own_form;
mod paper;
pub(super) mod places;
mod plan;
mod plan_form;
mod poster;
mod preview;
mod publish;
pub(super) mod qr;
mod ready;
mod rounds;
mod settings;
mod start;
mod titles;
mod wave;
pub(crate) mod written;

#[cfg(test)]
mod tests;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};

use super::encode;
use crate::state::AppState;
use app::desk::parts::OUTCOME;

/// Largest form taken, bytes.
const MAX_FORM: usize = 512 * 1024;

/// Routes that make and watch surveys.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/surveys", get(index::show))
        .route("/surveys/rounds/new", get(rounds::ask).post(rounds::open))
        .route("/surveys/rounds/{id}", get(rounds::show))
        .route("/surveys/new", get(start::ask).post(start::make))
        .route("/surveys/drafts/{id}", get(builder::show).post(edit::post))
        .route("/surveys/drafts/{id}/preview", get(preview::show))
        .route(
            "/surveys/drafts/{id}/settings",
            get(settings::ask).post(settings::save),
        )
        .route(
            "/surveys/drafts/{id}/publish",
            get(publish::ask).post(publish::publish),
        )
        .route("/surveys/{wave}", get(wave::show))
        .route("/surveys/{wave}/apart", get(apart::show).post(apart::decide))
        .route("/surveys/{wave}/written", get(written::show))
        .route("/surveys/{wave}/poster", get(poster::show))
        .route("/surveys/{wave}/close", post(close::close))
        .route("/surveys/{wave}/dates", post(days::change))
        .route("/surveys/{wave}/address", post(address::save))
        .merge(paper::routes())
        .layer(DefaultBodyLimit::max(MAX_FORM))
}

/// 303: look there.
pub(super) fn see_other(to: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(value) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

/// 303: look there, where its headline says what has come of it: the focus lands on it.
fn outcome(page: &str) -> Response {
    see_other(&format!("{page}#{OUTCOME}"))
}

/// A page that shows what is wrong with a form: 422, or 409 when somebody else was faster.
fn with_status(mut response: Response, status: StatusCode) -> Response {
    *response.status_mut() = status;
    response
}
