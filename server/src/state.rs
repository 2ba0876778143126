//! What every handler is given.

use std::{sync::Arc, time::Duration};

use app::render::Assets;
use insight::Breakdown;
use store::Store;

use crate::{
    cache::Cache, clock::Zone, counts::Counts, kept::Kept, keys::Keys, loading::Loading, reports::Reports,
    uploads::Uploads,
};

/// Shared by all handlers.
#[derive(Clone)]
pub struct AppState {
    /// What is remembered.
    pub store: Arc<dyn Store>,
    /// Waves and versions read a moment ago.
    pub cache: Arc<Cache>,
    /// Answers counted a moment ago.
    pub counts: Arc<Counts>,
    /// Breakdowns of closed waves.
    pub breakdowns: Arc<Kept<Breakdown>>,
    /// What opens sealed answers.
    pub keys: Arc<Keys>,
    /// Reports made a moment ago.
    pub reports: Arc<Reports>,
    /// Files that wait for the second click.
    pub uploads: Arc<Uploads>,
    /// Files being read or stored.
    pub loading: Arc<Loading>,
    /// How long a page waits for a file before it shows how far the work is.
    pub patience: Duration,
    /// Names of the built files.
    pub assets: Arc<Assets>,
    /// The county's time zone.
    pub zone: Zone,
    /// The clock, an argument so that tests can turn it.
    pub now: fn() -> i64,
}

impl AppState {
    /// State over a store, without a master key.
    pub fn new(store: Arc<dyn Store>, zone: Zone) -> Self {
        Self {
            cache: Arc::new(Cache::new()),
            counts: Arc::default(),
            breakdowns: Arc::default(),
            keys: Arc::default(),
            reports: Arc::default(),
            uploads: Arc::default(),
            loading: Arc::default(),
            patience: Duration::from_secs(1),
            assets: Arc::new(crate::assets::named()),
            store,
            zone,
            now: crate::clock::now,
        }
    }
}
