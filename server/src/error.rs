//! What goes wrong on a desk page, as a status and a plain sentence in the reader's language. Internals go to the log,
//! never to the page.

use app::desk::fault::{Fault, title, view};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{desk::Desk, state::AppState};

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
    /// A status, with what [`in_words`] makes a page of.
    fn into_response(self) -> Response {
        let (mut response, fault) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND.into_response(), Fault::NotFound),
            Self::Bad(why) => (StatusCode::UNPROCESSABLE_ENTITY.into_response(), Fault::Bad(why)),
            Self::Store(e) => {
                tracing::error!(error = %e, "the store failed");
                let (status, wait) = store_status(&e);
                let response = (status, [(header::RETRY_AFTER, wait)]).into_response();
                (response, Fault::Unreachable)
            }
        };
        response.extensions_mut().insert(fault);
        response
    }
}

/// Makes a page of every [`PageError`], for only the request tells the language. Where the store failed, it is not asked
/// again what the county and its places are.
pub async fn in_words(State(state): State<AppState>, desk: Desk, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let Some(fault) = response.extensions_mut().remove::<Fault>() else {
        return response;
    };
    let areas = match fault {
        Fault::Unreachable => None,
        _ => state.store.areas().await.ok(),
    };
    let known = areas.as_deref().unwrap_or_default();
    let mut shell = desk.shell(&state, title(desk.locale, &fault), None, known);
    if areas.is_none() {
        shell.unit = None;
    }
    let mut page = desk.page(&shell, move || view(desk.locale, &fault));
    *page.status_mut() = response.status();
    if let Some(wait) = response.headers_mut().remove(header::RETRY_AFTER) {
        page.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    page
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
