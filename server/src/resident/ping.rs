//! `GET /api/ping`: is it this server that answers? Sign-in pages of networks answer everything with 200, so a device
//! compares the body.

use axum::http::header;
use axum::response::IntoResponse;
use outbox::wire::PING;

/// See the module.
pub async fn pong() -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], PING)
}
