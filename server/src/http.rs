//! The two doors: a desk on loopback, and a public door that knows only the resident's routes.

use std::{io, net::SocketAddr, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use tokio::net::TcpListener;
use tower_http::{
    compression::{CompressionLayer, CompressionLevel},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

use crate::{
    assets, desk,
    error::{self, PageError},
    guard,
    metrics::{self, Door},
    resident,
    state::AppState,
};

/// Routes of residents, the same on both doors.
pub fn resident_routes() -> Router<AppState> {
    Router::new()
        .route(
            "/s/{wave}",
            get(resident::form::show)
                .post(resident::form::submit)
                .layer(DefaultBodyLimit::max(resident::intake::MAX_FORM)),
        )
        .route("/s/{wave}/done/{receipt}", get(resident::form::done))
        .route("/results/{wave}", get(resident::results::show))
        .route("/check", get(resident::check::ask))
        .route("/check/{receipt}", get(resident::check::show))
        .route("/api/v1/waves/{wave}/submissions/{id}", put(resident::api::put))
        .route(
            "/api/v1/waves/{wave}/submissions:batch",
            post(resident::batch::post).layer(DefaultBodyLimit::max(outbox::wire::MAX_BYTES)),
        )
        .route(
            "/api/v1/waves/{wave}/submissions:have",
            post(resident::have::post).layer(DefaultBodyLimit::max(outbox::wire::MAX_BYTES)),
        )
        .route("/api/v1/waves/{wave}/key", get(resident::key::show))
        .layer(DefaultBodyLimit::max(resident::intake::MAX_BODY))
        .route("/api/v1/devices:enrol", post(resident::device::enrol))
        .route("/api/v1/device", get(resident::device::show))
        .route("/api/v1/device/report", post(resident::device::report))
        .route("/api/ping", get(resident::ping::pong))
        .route("/api/v1/openapi.json", get(crate::openapi::document))
        .route("/pkg/{*path}", get(assets::pkg))
        .route("/sw.js", get(resident::offline::service_worker))
        .route("/offline", get(resident::offline::page))
        .route("/kiosk", get(resident::offline::kiosk))
        .route("/kiosk.webmanifest", get(resident::offline::manifest))
        .route(
            "/favicon.svg",
            get(async |h: HeaderMap| assets::root_file("favicon.svg", &h)),
        )
        .route(
            "/favicon.ico",
            get(async |h: HeaderMap| assets::root_file("favicon.svg", &h)),
        )
        .route("/robots.txt", get(async || "User-agent: *\nDisallow: /\n"))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
}

/// The public door: residents only.
pub fn public(state: AppState) -> Router {
    finish(
        timely(resident_routes().fallback(resident::form::not_found)),
        state,
        Door::Public,
    )
}

/// The desk's door: everything, for this machine.
pub fn desk(state: AppState) -> Router {
    let door = || middleware::from_fn(guard::desk_door);
    let pages = resident_routes()
        .merge(desk::routes().layer(door()))
        .fallback(async || PageError::NotFound);
    // a large file may come up a slow line: it has the time it needs
    let files = desk::data::routes().layer(door());
    let all = timely(pages)
        .merge(files)
        .layer(middleware::from_fn_with_state(state.clone(), error::in_words));
    finish(all, state, Door::Desk)
}

/// Longest that requests under way may take once the server is asked to end.
const FAREWELL: Duration = Duration::from_secs(5);

/// Gives up after a minute, and says when to come back.
fn timely(routes: Router<AppState>) -> Router<AppState> {
    routes
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(60),
        ))
        .layer(middleware::map_response(async |mut response: Response| {
            if response.status() == StatusCode::SERVICE_UNAVAILABLE {
                let wait = header::HeaderValue::from_static("2");
                response.headers_mut().entry(header::RETRY_AFTER).or_insert(wait);
            }
            response
        }))
}

fn finish(routes: Router<AppState>, state: AppState, door: Door) -> Router {
    let counted = middleware::from_fn_with_state((state.clone(), door), metrics::count);
    let routes = routes
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(5)))
        .layer(middleware::from_fn(guard::headers))
        .layer(counted)
        .layer(
            TraceLayer::new_for_http().make_span_with(|r: &axum::extract::Request| {
                // never the path of a resident's page: it may hold a receipt
                tracing::info_span!("request", method = %r.method())
            }),
        )
        .with_state(state);
    // before the routes are looked at, which is why it is no layer of theirs
    Router::new().fallback_service(tower::util::MapRequest::new(routes, guard::readable))
}

async fn ready(State(state): State<AppState>) -> Response {
    match state.store.health().await {
        Ok(_) => "ready\n".into_response(),
        Err(e) => {
            tracing::error!(error = %e, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                [(header::RETRY_AFTER, "2")],
                "not ready\n",
            )
                .into_response()
        }
    }
}

/// The addresses of a server, taken and not yet answered at: whoever takes them first leaves no trace where one cannot be
/// had.
#[derive(Debug)]
pub struct Doors {
    desk: TcpListener,
    public: Option<TcpListener>,
}

impl Doors {
    /// The desk at `listen` and, if given, residents at `public`.
    ///
    /// # Errors
    /// A desk that other machines could reach, and an address that cannot be had: a sentence with the remedy.
    pub async fn open(listen: SocketAddr, public: Option<SocketAddr>) -> Result<Self, String> {
        if !listen.ip().is_loopback() {
            return Err(format!(
                "--listen {listen}: the desk answers only at a loopback address until there are accounts; residents are served with --public {listen}"
            ));
        }
        Ok(Self {
            desk: taken("--listen", listen).await?,
            public: match public {
                Some(at) => Some(taken("--public", at).await?),
                None => None,
            },
        })
    }

    /// Where the desk will answer.
    ///
    /// # Errors
    /// What the system says.
    pub fn desk(&self) -> io::Result<SocketAddr> {
        self.desk.local_addr()
    }
}

/// An address, taken for the option that names it.
///
/// # Errors
/// A sentence: it is in use, or not of this machine.
pub async fn taken(option: &str, at: SocketAddr) -> Result<TcpListener, String> {
    let listener = TcpListener::bind(at).await;
    listener.map_err(|e| format!("{option} {at}: {e}; choose another address"))
}

/// Serves at these doors until told to stop. What is under way then may be finished, but not for ever: a phone that stalled
/// in the middle of a form must not keep the county from an update.
///
/// # Errors
/// What the system says.
pub async fn serve(
    state: AppState,
    doors: Doors,
    ready: impl FnOnce(SocketAddr, Option<SocketAddr>),
) -> io::Result<()> {
    let public_at = doors.public.as_ref().map(TcpListener::local_addr).transpose()?;
    ready(doors.desk()?, public_at);
    let (stop, stopped) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        shutdown_signal().await;
        let _ = stop.send(true);
    });
    let wait = |mut rx: tokio::sync::watch::Receiver<bool>| async move {
        let _ = rx.wait_for(|s| *s).await;
    };
    let jobs = tokio::spawn(crate::jobs::run(state.clone(), stopped.clone()));
    let desk_server =
        axum::serve(doors.desk, desk(state.clone())).with_graceful_shutdown(wait(stopped.clone()));
    let public_server = async {
        if let Some(listener) = doors.public {
            axum::serve(listener, public(state.clone()))
                .with_graceful_shutdown(wait(stopped.clone()))
                .await?;
        }
        Ok(())
    };
    let all = async {
        let served = tokio::try_join!(desk_server.into_future(), public_server);
        let _ = jobs.await;
        served.map(drop)
    };
    let late = async {
        wait(stopped.clone()).await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        served = all => served?,
        () = late => tracing::warn!("somebody did not finish in time; ending now"),
    }
    state.store.close().await;
    Ok(())
}

async fn shutdown_signal() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupt => {}
                _ = term.recv() => {}
            }
            return;
        }
    }
    interrupt.await;
}
