//! `serve` and `demo`.

use std::{net::SocketAddr, sync::Arc};

use clap::Args;
use tokio::net::TcpListener;

use super::{Context, Done, Refused, say};
use crate::{
    assets,
    demo::{self, County},
    earlier::Earlier,
    http::{self, Doors},
    keys, metrics,
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
    let doors = Doors::open(args.listen, args.public).await.map_err(Refused)?;
    let figures = match args.metrics {
        Some(at) => Some(http::taken("--metrics", at).await.map_err(Refused)?),
        None => None,
    };
    let mut state = serving(&context).await?;
    if args.no_offline {
        state.offline = Arc::new(Offline::new(&state.assets).without_worker());
    }
    if let Some(listener) = figures {
        watched(&state, listener)?;
    }
    answer(state, doors).await
}

/// Figures at an address of their own, as long as the server runs.
fn watched(state: &AppState, listener: TcpListener) -> Result<(), Refused> {
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
    let doors = Doors::open(args.listen, None).await.map_err(Refused)?;
    let state = serving(&context).await?;
    demo::fill(&state, args.county, say).await.map_err(Refused)?;
    say(&format!("sample wave: http://{}/s/{}", doors.desk()?, demo::WAVE));
    answer(state, doors).await
}

async fn answer(state: AppState, doors: Doors) -> Done {
    http::serve(state, doors, |desk, public| {
        say(&format!("Minxin answers at http://{desk}"));
        if let Some(public) = public {
            say(&format!("residents are served at http://{public}"));
        }
    })
    .await?;
    Ok(String::new())
}
