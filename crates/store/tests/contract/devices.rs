//! Tablets: a code is good once and for a while, a token until it is revoked or old.

use std::sync::Arc;

use store::{DevicePlan, Error, NewDevice, Store};

use crate::sample::{NOON, code};

const DAY: &str = "2026-11-23";

fn device(id: &str, secret: u8) -> NewDevice {
    NewDevice {
        id: id.to_owned(),
        plan: DevicePlan {
            name: "平板 3".to_owned(),
            waves: vec!["w".to_owned()],
            villages: vec![code("510001")],
        },
        code: [secret; 32],
        code_until: NOON + 10,
        expires: NOON + 100,
        day: DAY.to_owned(),
    }
}

pub async fn a_code_is_good_once_and_for_a_while(store: &Arc<dyn Store>) {
    store.add_device(&device("a", 1)).await.unwrap();
    store.add_device(&device("b", 2)).await.unwrap();
    let again = store.add_device(&device("a", 3)).await;
    assert!(
        matches!(again, Err(Error::Exists { what: "device", .. })),
        "{again:?}"
    );
    assert!(store.enrol_device(&[1; 32], &[11; 32], NOON, DAY).await.unwrap());
    assert!(!store.enrol_device(&[1; 32], &[12; 32], NOON, DAY).await.unwrap());
    assert!(
        !store
            .enrol_device(&[2; 32], &[12; 32], NOON + 10, DAY)
            .await
            .unwrap()
    );
    assert!(!store.enrol_device(&[9; 32], &[12; 32], NOON, DAY).await.unwrap());
    let found = store.device(&[11; 32], NOON).await.unwrap().unwrap();
    assert_eq!((found.id.as_str(), &found.plan), ("a", &device("a", 1).plan));
    assert_eq!(found.enrolled.as_deref(), Some(DAY));
    assert_eq!(store.device(&[12; 32], NOON).await.unwrap(), None);
}

pub async fn a_token_is_good_until_it_is_revoked_or_old(store: &Arc<dyn Store>) {
    for (id, secret) in [("a", 1), ("b", 2)] {
        store.add_device(&device(id, secret)).await.unwrap();
        let token = [secret + 10; 32];
        assert!(
            store
                .enrol_device(&[secret; 32], &token, NOON, DAY)
                .await
                .unwrap()
        );
    }
    assert!(store.report_device(&[11; 32], 3, NOON + 99, DAY).await.unwrap());
    assert!(!store.report_device(&[11; 32], 0, NOON + 100, DAY).await.unwrap());
    assert_eq!(store.device(&[11; 32], NOON + 100).await.unwrap(), None);
    assert!(store.revoke_device("b", DAY).await.unwrap());
    assert!(!store.revoke_device("b", DAY).await.unwrap());
    assert!(!store.report_device(&[12; 32], 0, NOON, DAY).await.unwrap());
    let all = store.devices().await.unwrap();
    let told: Vec<_> = all
        .iter()
        .map(|d| (d.id.as_str(), d.pending, d.revoked.is_some()))
        .collect();
    assert_eq!(told, [("a", Some(3), false), ("b", None, true)]);
}
