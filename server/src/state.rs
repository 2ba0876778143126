//! What every handler is given.

use std::{sync::Arc, time::Duration};

use app::render::Assets;
use insight::{
    Breakdown,
    associate::Ledger,
    report::{County, Fieldwork},
};
use store::Store;

use crate::{
    cache::Cache, clock::Zone, counts::Counts, earlier::Earlier, kept::Kept, keys::Keys, loading::Loading,
    metrics::Metrics, reports::Reports, resident::offline::Offline, uploads::Uploads,
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
    /// What is loaded, but for answers that came since.
    pub loaded: Arc<Kept<Vec<store::Loaded>>>,
    /// Breakdowns of closed waves.
    pub breakdowns: Arc<Kept<Breakdown>>,
    /// Surveys that pages were asked about last, with their tallies.
    pub surveys: Arc<Kept<Fieldwork>>,
    /// Everything loaded, with spending summed.
    pub ledgers: Arc<Kept<Ledger>>,
    /// What each payer paid, by area, year and service.
    pub payers: Arc<Kept<Vec<store::PayerTotal>>>,
    /// The same as the report takes it.
    pub counties: Arc<Kept<County>>,
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
    /// What is counted for whoever watches the machine.
    pub metrics: Arc<Metrics>,
    /// Names of the built files.
    pub assets: Arc<Assets>,
    /// What works without a network.
    pub offline: Arc<Offline>,
    /// Files of the releases before.
    pub earlier: Arc<Earlier>,
    /// The county's time zone.
    pub zone: Zone,
    /// The clock, an argument so that tests can turn it.
    pub now: fn() -> i64,
}

/// Tallies of a large county take tens of megabytes.
const SURVEYS: usize = 2;

impl AppState {
    /// State over a store, without a master key.
    pub fn new(store: Arc<dyn Store>, zone: Zone) -> Self {
        let assets = crate::assets::named();
        Self {
            offline: Arc::new(Offline::new(&assets)),
            earlier: Arc::default(),
            cache: Arc::new(Cache::new()),
            counts: Arc::default(),
            loaded: Arc::default(),
            breakdowns: Arc::default(),
            surveys: Arc::new(Kept::at_most(SURVEYS)),
            ledgers: Arc::default(),
            payers: Arc::default(),
            counties: Arc::default(),
            keys: Arc::default(),
            reports: Arc::default(),
            uploads: Arc::default(),
            loading: Arc::default(),
            metrics: Arc::default(),
            patience: Duration::from_secs(1),
            assets: Arc::new(assets),
            store,
            zone,
            now: crate::clock::now,
        }
    }
}
