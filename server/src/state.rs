//! What every handler is given.

use std::sync::Arc;

use app::render::Assets;
use store::Store;

use crate::{cache::Cache, clock::Zone, uploads::Uploads};

/// Shared by all handlers.
#[derive(Clone)]
pub struct AppState {
    /// What is remembered.
    pub store: Arc<dyn Store>,
    /// Waves and versions read a moment ago.
    pub cache: Arc<Cache>,
    /// Files that wait for the second click.
    pub uploads: Arc<Uploads>,
    /// Names of the built files.
    pub assets: Arc<Assets>,
    /// The county's time zone.
    pub zone: Zone,
    /// The clock, an argument so that tests can turn it.
    pub now: fn() -> i64,
}

impl AppState {
    /// State over a store.
    pub fn new(store: Arc<dyn Store>, zone: Zone) -> Self {
        Self {
            cache: Arc::new(Cache::new()),
            uploads: Arc::default(),
            assets: Arc::new(crate::assets::named()),
            store,
            zone,
            now: crate::clock::now,
        }
    }
}
