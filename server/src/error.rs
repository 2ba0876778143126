//! What goes wrong on a desk page, as a status and a plain sentence. Internals go to the log, never to the page.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// A page that cannot be shown.
#[derive(Debug)]
pub enum PageError {
    /// No such thing.
    NotFound,
    /// The store failed.
    Store(store::Error),
    /// The request makes no sense; the sentence says why and what to do.
    Bad(String),
}

impl From<store::Error> for PageError {
    fn from(e: store::Error) -> Self {
        Self::Store(e)
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let (status, text) = match self {
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "没有这个页面 · There is no such page".to_owned(),
            ),
            Self::Bad(why) => (StatusCode::UNPROCESSABLE_ENTITY, why),
            Self::Store(e) => {
                tracing::error!(error = %e, "the store failed");
                let (status, wait) = store_status(&e);
                let text = "现在存取不了数据,请稍后再试 · The data cannot be reached; try again shortly";
                return (status, [(header::RETRY_AFTER, wait)], plain(text)).into_response();
            }
        };
        (status, plain(&text)).into_response()
    }
}

fn plain(text: &str) -> ([(header::HeaderName, &'static str); 1], String) {
    let text = app::render::escape(text);
    let page = format!(
        "<!doctype html><html lang=\"zh-Hans\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>民心 Minxin</title><main><h1>{text}</h1><p><a href=\"/\">民心 Minxin</a></p></main></html>"
    );
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page)
}

/// Status and seconds to wait for a failing store: 507 when the disk is full, else 503.
pub fn store_status(e: &store::Error) -> (StatusCode, &'static str) {
    match e {
        store::Error::Full => (StatusCode::INSUFFICIENT_STORAGE, "60"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "2"),
    }
}

/// Result of a desk page.
pub type PageResult = Result<Response, PageError>;
