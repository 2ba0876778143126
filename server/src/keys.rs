//! Keys of waves: given to devices, and used at the door to open what they sealed (docs/sealing.md).

pub mod master;

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use seal::{KeyPair, Master, SUITE};
use store::{SealKey, Store};

use crate::{cache::OpenWave, state::AppState};

/// How long a form waits for its key to be made.
const SOON: Duration = Duration::from_secs(1);

/// Why a sealed answer cannot be opened now.
#[derive(Debug, thiserror::Error)]
pub enum Locked {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// No master key, or one that does not fit this key. The answer must not be refused for that.
    #[error("the key {kid} cannot be opened: {why}")]
    Master {
        /// Which key.
        kid: String,
        /// Why.
        why: &'static str,
    },
}

/// The master key in memory, and the keys of waves that it has opened.
#[derive(Debug, Default)]
pub struct Keys {
    master: Option<Master>,
    opened: RwLock<HashMap<String, Arc<KeyPair>>>,
}

impl Keys {
    /// With a master key; without one (`default`) no key is made or opened.
    pub fn with(master: Master) -> Self {
        Self {
            master: Some(master),
            opened: RwLock::default(),
        }
    }

    /// The key pair with this name; none where the county never had it.
    ///
    /// # Errors
    /// [`Locked`].
    pub async fn pair(&self, store: &dyn Store, kid: &str) -> Result<Option<Arc<KeyPair>>, Locked> {
        if let Some(known) = self.known(kid) {
            return Ok(Some(known));
        }
        let Some(key) = store.seal_key(kid).await? else {
            return Ok(None);
        };
        let locked = |why| Locked::Master {
            kid: kid.to_owned(),
            why,
        };
        let master = self.master.as_ref().ok_or_else(|| locked("no master key"))?;
        let pair = master
            .unwrap(&key.wrapped, &key.wave, kid)
            .map_err(|_| locked("another master key wrapped it"))?;
        let pair = Arc::new(pair);
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        opened.insert(kid.to_owned(), Arc::clone(&pair));
        Ok(Some(pair))
    }

    fn known(&self, kid: &str) -> Option<Arc<KeyPair>> {
        let opened = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        opened.get(kid).cloned()
    }

    /// Makes a key for a wave; with `only_first` only where it has none. Gives the one that devices are given.
    ///
    /// # Errors
    /// [`Locked`].
    pub async fn make(
        &self,
        store: &dyn Store,
        wave: &str,
        day: &str,
        only_first: bool,
    ) -> Result<Option<SealKey>, Locked> {
        let master = self.master.as_ref().ok_or_else(|| Locked::Master {
            kid: String::new(),
            why: "no master key",
        })?;
        let pair = KeyPair::from_seed(&random());
        let key = SealKey {
            kid: pair.kid().to_owned(),
            wave: wave.to_owned(),
            suite: SUITE,
            public: pair.public().bytes().to_vec(),
            wrapped: master.wrap(&pair, wave, random()),
            day: day.to_owned(),
        };
        store
            .add_seal_key(&key, &master.canary(random()), only_first)
            .await?;
        Ok(store.newest_seal_key(wave).await?)
    }
}

/// The key to give to devices for a wave, made at the first time. None where there is no master key or the store does
/// not let it be made now: a form without a key is sent as it is.
pub async fn offered(state: &AppState, open: &OpenWave) -> Option<SealKey> {
    if open.key.is_some() || state.keys.master.is_none() {
        return open.key.clone();
    }
    let now = (state.now)();
    if open.wave.state(now).keeps_apart() {
        return None;
    }
    let day = state.zone.day(now);
    let made = state.keys.make(&*state.store, &open.wave.id, &day, true);
    match tokio::time::timeout(SOON, made).await {
        Ok(Ok(key)) => {
            state.cache.forget(&open.wave.id);
            key
        }
        Ok(Err(e)) => {
            tracing::error!(error = %e, "no key could be made; answers are not sealed");
            None
        }
        // the page does not wait for a disk that is full or a database that is held
        Err(_) => {
            tracing::error!("no key could be made in time; answers are not sealed");
            None
        }
    }
}

/// Makes the keys that waves in the field lack, before anybody opens a form.
///
/// # Errors
/// What the store says.
pub async fn prepare(state: &AppState) -> store::Result<()> {
    let now = (state.now)();
    for wave in state.store.waves().await? {
        if wave.state(now).keeps_apart() {
            continue;
        }
        if let Some(open) = state.cache.wave(&*state.store, &wave.id, now).await? {
            offered(state, &open).await;
        }
    }
    Ok(())
}

/// Random bytes of the operating system.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
