//! `serve` and `demo`.

use std::net::SocketAddr;

use clap::Args;

use super::{Context, Done, Refused, say};
use crate::{
    demo::{self, County},
    http,
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
    let state = context.taking().await?;
    listen(state, args.listen, args.public).await
}

pub(super) async fn demo(context: Context, args: Demo) -> Done {
    let state = context.taking().await?;
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
