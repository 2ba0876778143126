//! What `insight` needs of the ledger, read from the store.

use std::sync::Arc;

use insight::associate::{Ledger, SpendingTotal};
use store::{Result, Store};

use crate::state::AppState;

/// Areas, populations, sums of spending, deflator and scores.
///
/// # Errors
/// What the store says.
pub async fn load(store: &dyn Store) -> Result<Ledger> {
    let spending = store
        .spending_totals()
        .await?
        .into_iter()
        .map(|t| SpendingTotal {
            area: t.area,
            year: t.year,
            domain: t.domain,
            amount: t.amount,
        })
        .collect();
    Ok(Ledger {
        areas: store.areas().await?,
        population: store.population().await?,
        spending,
        deflator: store.deflator().await?,
        scores: store.scores().await?,
    })
}

/// The same, read once for a state of the store.
///
/// # Errors
/// What the store says.
pub async fn kept(state: &AppState) -> Result<Arc<Ledger>> {
    let revision = state.store.revision().await?;
    match state.ledgers.get("", &revision) {
        Some(ledger) => Ok(ledger),
        None => Ok(state.ledgers.put("", &revision, load(&*state.store).await?)),
    }
}
