//! Work beside the pages: closed waves are folded into tallies, once.

use std::time::Duration;

use insight::tally::{ResponseRow, Tally};
use survey::{Wave, WaveState};

use crate::state::AppState;

const PAGE: u32 = 5_000;

/// Looks for closed waves without a snapshot every few seconds, until told to stop.
pub async fn run(state: AppState, mut stop: tokio::sync::watch::Receiver<bool>) {
    loop {
        if let Err(e) = snapshot_closed(&state).await {
            tracing::error!(error = %e, "a snapshot could not be made; it will be tried again");
        }
        tokio::select! {
            _ = stop.wait_for(|s| *s) => return,
            () = tokio::time::sleep(Duration::from_secs(5)) => {}
        }
    }
}

/// Folds every closed wave that has no snapshot yet; gives how many.
///
/// # Errors
/// What the store says.
pub async fn snapshot_closed(state: &AppState) -> store::Result<usize> {
    let now = (state.now)();
    let mut made = 0;
    for wave in state.store.waves().await? {
        if wave.state(now) == WaveState::Closed && state.store.snapshot(&wave.id).await?.is_none() {
            snapshot(state, &wave).await?;
            made += 1;
        }
    }
    Ok(made)
}

/// Folds the counted responses of a wave into its tally and keeps it.
///
/// # Errors
/// What the store says.
pub async fn snapshot(state: &AppState, wave: &Wave) -> store::Result<Tally> {
    let mut tally = Tally::default();
    let mut after = None;
    loop {
        let page = state.store.responses(&wave.id, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for r in page {
            let Some(version) = state
                .cache
                .version(&*state.store, &wave.instrument, r.version)
                .await?
            else {
                return Err(store::Error::Missing {
                    what: "version",
                    id: format!("{} {}", wave.instrument, r.version),
                });
            };
            let block = (!version.blocks.is_empty()).then(|| r.id.block(version.blocks.len()));
            let row = ResponseRow {
                area: r.area,
                age: r.age,
                sex: r.sex,
                mode: r.mode,
                weight: r.weight,
                block,
                answers: r.answers,
            };
            tally.fold(&version, &row);
        }
    }
    let json = serde_json::to_string(&tally).map_err(|source| store::Error::Corrupt {
        what: "tally",
        source,
    })?;
    state.store.save_snapshot(&wave.id, &json, (state.now)()).await?;
    Ok(tally)
}

/// The tally of a closed wave, made now if it is not there yet.
///
/// # Errors
/// What the store says, or a snapshot that cannot be read back.
pub async fn tally(state: &AppState, wave: &Wave) -> store::Result<Tally> {
    match state.store.snapshot(&wave.id).await? {
        Some(json) => serde_json::from_str(&json).map_err(|source| store::Error::Corrupt {
            what: "tally",
            source,
        }),
        None => snapshot(state, wave).await,
    }
}
