//! `serve` and `demo`.

use std::{net::SocketAddr, sync::Arc};

use clap::Args;

use super::{Context, Done, Refused, say};
use crate::{
    assets,
    demo::{self, County},
    earlier::Earlier,
    http, keys, metrics,
    resident::offline::Offline,
    state::AppState,
};

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address of the desk; loopback until there are accounts.
    #[arg(long, default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// A second address that serves residents only.
    #[arg(long)]
    public: Option<SocketAddr>,
    /// A third address with nothing but /metrics: sums for whoever watches the machine.
    #[arg(long)]
    metrics: Option<SocketAddr>,
    /// Take the service worker back from every phone that comes by: forms start online only. Answers that wait on
    /// phones stay, and are sent.
    #[arg(long)]
    no_offline: bool,
}

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Address of the desk.
    #[arg(long, default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Which demo county.
    #[arg(long, value_enum, default_value_t = County::Lgbf)]
    county: County,
}

pub(super) async fn serve(context: Context, args: Serve) -> Done {
    let mut state = serving(&context).await?;
    if args.no_offline {
        state.offline = Arc::new(Offline::new(&state.assets).without_worker());
    }
    if let Some(at) = args.metrics {
        watched(&state, at).await?;
    }
    listen(state, args.listen, args.public).await
}

/// Figures at an address of their own, as long as the server runs.
async fn watched(state: &AppState, at: SocketAddr) -> Result<(), Refused> {
    let listener = tokio::net::TcpListener::bind(at)
        .await
        .map_err(|e| Refused(format!("--metrics {at}: {e}; choose another address")))?;
    say(&format!(
        "figures are at http://{}/metrics",
        listener.local_addr()?
    ));
    tokio::spawn(axum::serve(listener, metrics::routes(state.clone())).into_future());
    Ok(())
}

/// State that leaves its files for the releases after it, and serves those of the releases before.
async fn serving(context: &Context) -> Result<AppState, Refused> {
    let mut state = context.taking().await?;
    let folder = context.place.folder.join("assets");
    match tokio::task::spawn_blocking(move || Earlier::leave(&folder, assets::packed())).await {
        Ok(Ok(earlier)) => state.earlier = Arc::new(earlier),
        Ok(Err(error)) => say(&format!(
            "the files of earlier releases are not served: {error}; pages that are open now may have to be reloaded"
        )),
        Err(error) => return Err(error.into()),
    }
    if let Err(error) = keys::prepare(&state).await {
        say(&format!(
            "keys for open surveys are made when they are first asked for: {error}"
        ));
    }
    Ok(state)
}

pub(super) async fn demo(context: Context, args: Demo) -> Done {
    let state = serving(&context).await?;
    demo::fill(&state, args.county, say).await.map_err(Refused)?;
    say(&format!("sample wave: http://{}/s/{}", args.listen, demo::WAVE));
    listen(state, args.listen, None).await
}

async fn listen(state: AppState, desk: SocketAddr, public: Option<SocketAddr>) -> Done {
    if !desk.ip().is_loopback() {
        return Err(Refused(format!(
            "--listen {desk}: the desk answers only at a loopback address until there are accounts; residents are served with --public {desk}"
        )));
    }
    http::serve(state, desk, public, |desk, public| {
        say(&format!("Minxin answers at http://{desk}"));
        if let Some(public) = public {
            say(&format!("residents are served at http://{public}"));
        }
    })
    .await?;
    Ok(String::new())
}
