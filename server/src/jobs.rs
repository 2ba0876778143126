//! Work beside the pages: closed waves are folded into tally cubes, once; then what pages will ask for is made ahead.

use std::{collections::HashSet, time::Duration};

use insight::{Cube, Fold, ResponseRow};
use survey::{Wave, WaveState};

use crate::{ahead, state::AppState};

const PAGE: u32 = 5_000;

/// Looks for closed waves whose snapshot is missing or out of date every few seconds, and makes ahead what follows from
/// what has changed, until told to stop. First, snapshots
/// that another version of the program wrote are made anew.
pub async fn run(state: AppState, mut stop: tokio::sync::watch::Receiver<bool>) {
    if let Err(e) = refold_unreadable(&state).await {
        tracing::error!(error = %e, "old snapshots could not be made anew; each will be when it is asked for");
    }
    let (mut looked, mut made_of) = (HashSet::new(), None);
    loop {
        if let Err(e) = snapshot_closed(&state, &mut looked).await {
            tracing::error!(error = %e, "a snapshot could not be made; it will be tried again");
        }
        tokio::select! {
            _ = stop.wait_for(|s| *s) => return,
            made = ahead::make_new(&state, &mut made_of) => if let Err(e) = made {
                tracing::error!(error = ?e, "nothing is made ahead; each page makes what it needs");
            },
        }
        tokio::select! {
            _ = stop.wait_for(|s| *s) => return,
            () = tokio::time::sleep(Duration::from_secs(5)) => {}
        }
    }
}

/// Folds every closed wave that has no snapshot yet, or one of other people than are counted now: a wave that was opened
/// again, or that a wrong clock had closed, has taken answers since. `looked` holds the waves that were looked at since they
/// closed; gives how many were folded.
///
/// # Errors
/// What the store says.
pub async fn snapshot_closed(state: &AppState, looked: &mut HashSet<String>) -> store::Result<usize> {
    let now = (state.now)();
    let mut made = 0;
    for wave in state.store.waves().await? {
        if wave.state(now) != WaveState::Closed {
            looked.remove(&wave.id);
        } else if !looked.contains(&wave.id) {
            if kept(state, &wave).await?.is_none() {
                snapshot(state, &wave).await?;
                made += 1;
            }
            looked.insert(wave.id);
        }
    }
    Ok(made)
}

/// Folds again every closed wave whose snapshot this version of the program cannot read; gives how many.
///
/// # Errors
/// What the store says.
pub async fn refold_unreadable(state: &AppState) -> store::Result<usize> {
    let mut made = 0;
    for wave in state.store.waves().await? {
        if let Some(text) = state.store.snapshot(&wave.id).await?
            && Cube::from_snapshot(&text).is_err()
        {
            snapshot(state, &wave).await?;
            made += 1;
        }
    }
    Ok(made)
}

/// Folds the counted responses of a wave into its cube and keeps it.
///
/// # Errors
/// What the store says.
pub async fn snapshot(state: &AppState, wave: &Wave) -> store::Result<Cube> {
    let mut fold = Fold::default();
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
                quality: r.quality,
            };
            fold.add(&version, &row);
        }
    }
    for of_day in state.store.web_counts_by_day(&wave.id).await? {
        fold.add_day(&of_day.area, &of_day.day, of_day.count);
    }
    let cube = fold.finish();
    state
        .store
        .save_snapshot(&wave.id, &cube.to_snapshot(), (state.now)())
        .await?;
    Ok(cube)
}

/// The cube of a closed wave, made now if none of the people who are counted is kept.
///
/// # Errors
/// What the store says.
pub async fn cube(state: &AppState, wave: &Wave) -> store::Result<Cube> {
    match kept(state, wave).await? {
        Some(cube) => Ok(cube),
        None => snapshot(state, wave).await,
    }
}

/// The cube that is kept, if this version of the program can read it and it is of the people who are counted.
async fn kept(state: &AppState, wave: &Wave) -> store::Result<Option<Cube>> {
    let Some(text) = state.store.snapshot(&wave.id).await? else {
        return Ok(None);
    };
    let cube = match Cube::from_snapshot(&text) {
        Ok(cube) => cube,
        Err(e) => {
            tracing::info!(wave = %wave.id, reason = %e, "folding again");
            return Ok(None);
        }
    };
    let counted = state.store.wave_counts(&wave.id).await?.counted;
    Ok((cube.people() == counted).then_some(cube))
}
