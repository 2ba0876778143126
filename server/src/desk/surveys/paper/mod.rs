//! Paper questionnaires at the desk: stacks, two passes, differences, and the same intake as every other answer.

mod differences;
mod entry;
mod overview;
mod print;
mod room;
mod take;

use axum::{
    Router,
    routing::{get, post},
};

use crate::state::AppState;

/// Routes of paper.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/surveys/{wave}/paper", get(overview::show).post(overview::make))
        .route("/surveys/{wave}/paper/stacks/{first}", get(print::show))
        .route(
            "/surveys/{wave}/paper/type/{pass}",
            get(entry::show).post(entry::save),
        )
        .route(
            "/surveys/{wave}/paper/differences",
            get(differences::show).post(differences::decide),
        )
        .route("/surveys/{wave}/paper/undo", post(overview::undo))
        .route("/surveys/{wave}/paper/take", post(overview::take))
}
