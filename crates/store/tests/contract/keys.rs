//! Keys of waves: added, never changed, and gone only all together.

use std::sync::Arc;

use store::{Error, SealKey, Store};

use crate::sample::with_waves;

fn key(number: u8, wave: &str) -> SealKey {
    SealKey {
        kid: format!("{number:016x}"),
        wave: wave.to_owned(),
        suite: 1,
        public: vec![number; 65],
        wrapped: vec![number; 60],
        day: "2026-11-23".to_owned(),
    }
}

pub async fn the_newest_key_of_a_wave_is_given_out_and_all_are_kept(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    assert_eq!(store.newest_seal_key("w").await.unwrap(), None);
    for n in [5, 1, 3] {
        store.add_seal_key(&key(n, "w"), b"canary", false).await.unwrap();
    }
    store.add_seal_key(&key(9, "v"), b"canary", false).await.unwrap();
    assert_eq!(store.newest_seal_key("w").await.unwrap(), Some(key(3, "w")));
    assert_eq!(store.seal_key(&key(5, "w").kid).await.unwrap(), Some(key(5, "w")));
    assert_eq!(store.seal_key("ffffffffffffffff").await.unwrap(), None);
    let all = store.seal_keys().await.unwrap();
    assert_eq!(all, [key(9, "v"), key(3, "w"), key(1, "w"), key(5, "w")]);
    let nowhere = store.add_seal_key(&key(8, "nowhere"), b"canary", false).await;
    assert!(
        matches!(nowhere, Err(Error::Missing { what: "wave", .. })),
        "{nowhere:?}"
    );
    assert!(
        store.add_seal_key(&key(5, "v"), b"canary", false).await.is_err(),
        "a name is taken once"
    );
    let shown = format!("{:?}", key(5, "w"));
    assert!(
        shown.contains("0000000000000005") && !shown.contains("5, 5"),
        "{shown}"
    );
}

pub async fn a_first_key_is_made_once(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 1..=20 {
        let store = Arc::clone(store);
        tasks.spawn(async move { store.add_seal_key(&key(n, "w"), b"canary", true).await.unwrap() });
    }
    tasks.join_all().await;
    assert_eq!(store.seal_keys().await.unwrap().len(), 1);
    store.add_seal_key(&key(30, "v"), b"canary", true).await.unwrap();
    assert_eq!(store.seal_keys().await.unwrap().len(), 2);
}

pub async fn the_canary_is_that_of_the_first_key(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    assert_eq!(store.seal_canary().await.unwrap(), None);
    store.add_seal_key(&key(1, "w"), b"first", false).await.unwrap();
    store.add_seal_key(&key(2, "w"), b"second", false).await.unwrap();
    assert_eq!(store.seal_canary().await.unwrap().as_deref(), Some(&b"first"[..]));
    assert_eq!(store.remove_seal_keys().await.unwrap(), 2);
    assert_eq!(store.seal_canary().await.unwrap(), None);
    assert!(store.seal_keys().await.unwrap().is_empty());
}
