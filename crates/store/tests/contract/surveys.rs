//! Instruments, rounds, waves, drafts, snapshots, settings, backups.

use std::sync::Arc;

use store::{Brought, Draft, Error, Statement, Store};
use survey::{Domain, DomainId, Wave, WaveState};

use crate::sample::{self, NOON, round, submission, version, wave, with_waves};

pub async fn a_published_version_cannot_change(store: &Arc<dyn Store>) {
    store.publish(&version(1, "一"), NOON).await.unwrap();
    store.publish(&version(2, "二"), NOON).await.unwrap();
    store.publish(&version(1, "一"), NOON + 1).await.unwrap();
    let changed = store.publish(&version(1, "改"), NOON).await;
    assert!(
        matches!(
            changed,
            Err(Error::Published {
                version: 1,
                next: 3,
                ..
            })
        ),
        "{changed:?}"
    );
    assert_eq!(
        store.version("livelihood", 1).await.unwrap(),
        Some(version(1, "一"))
    );
    assert_eq!(store.version("livelihood", 3).await.unwrap(), None);
}

pub async fn what_a_version_brings_is_stored_with_it_or_not_at_all(store: &Arc<dyn Store>) {
    let lamps = Domain::own(DomainId::parse("lamps").unwrap());
    let brought = |value: &str| Brought {
        domains: vec![lamps.clone()],
        settings: vec![("modes".to_owned(), value.to_owned())],
    };
    store.publish(&version(1, "一"), NOON).await.unwrap();
    let refused = store.publish_file(&version(1, "改"), &brought("a"), NOON).await;
    assert!(matches!(refused, Err(Error::Published { .. })), "{refused:?}");
    assert_eq!(store.setting("modes").await.unwrap(), None);
    assert!(store.own_domains().await.unwrap().is_empty());
    let new = version(2, "二");
    store.publish_file(&new, &brought("b"), NOON).await.unwrap();
    assert_eq!(store.version("livelihood", 2).await.unwrap(), Some(new));
    assert_eq!(store.setting("modes").await.unwrap().as_deref(), Some("b"));
    assert_eq!(store.own_domains().await.unwrap(), std::slice::from_ref(&lamps));
    // a replayed file changes nothing
    store
        .publish_file(&version(2, "二"), &brought("c"), NOON)
        .await
        .unwrap();
    assert_eq!(store.setting("modes").await.unwrap().as_deref(), Some("b"));
}

pub async fn instruments_show_their_newest_version(store: &Arc<dyn Store>) {
    for number in [2, 10, 1] {
        store
            .publish(&version(number, &number.to_string()), NOON)
            .await
            .unwrap();
    }
    let all = store.instruments().await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].newest, all[0].title.get("zh-Hans")), (10, "10"));
}

pub async fn waves_keep_their_ids_and_change_their_dates(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    let again = store.add_wave(&wave("w", NOON + 5)).await;
    assert!(
        matches!(&again, Err(Error::Exists { what: "wave", id }) if id == "w"),
        "{again:?}"
    );
    assert_eq!(store.wave("w").await.unwrap(), Some(wave("w", NOON)));
    store
        .set_wave_dates("w", NOON + 10, NOON + 1010, NOON + 2010, 2027)
        .await
        .unwrap();
    let moved = Wave {
        year: 2027,
        ..wave("w", NOON + 10)
    };
    assert_eq!(store.wave("w").await.unwrap(), Some(moved.clone()));
    store.withdraw_wave("w", "2026-07-01").await.unwrap();
    let withdrawn = Wave {
        withdrawn: Some("2026-07-01".to_owned()),
        ..moved
    };
    assert_eq!(withdrawn.state(NOON + 11), WaveState::Withdrawn);
    assert_eq!(store.wave("w").await.unwrap(), Some(withdrawn));
    let ids: Vec<_> = store.waves().await.unwrap().into_iter().map(|w| w.id).collect();
    assert_eq!(ids, ["w", "v"]);
    for unknown in [
        store.set_wave_dates("x", 0, 1, 2, 2026).await,
        store.withdraw_wave("x", "2026-07-01").await,
    ] {
        assert!(
            matches!(unknown, Err(Error::Missing { what: "wave", .. })),
            "{unknown:?}"
        );
    }
    assert_eq!(store.wave("x").await.unwrap(), None);
}

pub async fn a_wave_needs_its_version_and_round(store: &Arc<dyn Store>) {
    let unpublished = store.add_wave(&wave("w", NOON)).await;
    assert!(
        matches!(unpublished, Err(Error::Missing { what: "version", .. })),
        "{unpublished:?}"
    );
    store.publish(&version(1, "一"), NOON).await.unwrap();
    let mut in_round = wave("w", NOON);
    in_round.round = Some("r".to_owned());
    let no_round = store.add_wave(&in_round).await;
    assert!(
        matches!(no_round, Err(Error::Missing { what: "round", .. })),
        "{no_round:?}"
    );
    store
        .add_round(&version(1, "一"), &round("r", NOON), NOON)
        .await
        .unwrap();
    store.add_wave(&in_round).await.unwrap();
    assert_eq!(store.waves().await.unwrap(), [in_round]);
}

pub async fn a_draft_becomes_a_wave_whole_or_stays_a_draft(store: &Arc<dyn Store>) {
    let draft = |id: &str| Draft {
        id: id.to_owned(),
        kind: "wave".to_owned(),
        body: "{}".to_owned(),
        updated: NOON,
    };
    store.save_draft(&draft("w")).await.unwrap();
    store.publish(&version(1, "一"), NOON).await.unwrap();
    store.add_wave(&wave("taken", NOON)).await.unwrap();
    let second = |id: &str| Wave {
        version: 2,
        ..wave(id, NOON)
    };
    let mut in_no_round = second("w");
    in_no_round.round = Some("nowhere".to_owned());
    // the wave cannot be added, then the draft is not there: what came before is undone
    for (which, becomes) in [("w", second("taken")), ("w", in_no_round), ("gone", second("w"))] {
        let refused = store
            .publish_draft(which, &version(2, "二"), &becomes, NOON)
            .await;
        assert!(
            matches!(&refused, Err(Error::Exists { .. } | Error::Missing { .. })),
            "{refused:?}"
        );
        assert_eq!(store.draft("w").await.unwrap(), Some(draft("w")));
        assert_eq!(store.version("livelihood", 2).await.unwrap(), None);
        assert_eq!(store.waves().await.unwrap(), [wave("taken", NOON)]);
    }
    let changed = store
        .publish_draft("w", &version(1, "改"), &wave("w", NOON), NOON)
        .await;
    assert!(
        matches!(changed, Err(Error::Published { next: 2, .. })),
        "{changed:?}"
    );
    assert!(store.draft("w").await.unwrap().is_some());

    store
        .publish_draft("w", &version(2, "二"), &second("w"), NOON)
        .await
        .unwrap();
    assert_eq!(store.draft("w").await.unwrap(), None);
    assert_eq!(store.wave("w").await.unwrap(), Some(second("w")));
    assert_eq!(
        store.version("livelihood", 2).await.unwrap(),
        Some(version(2, "二"))
    );
}

pub async fn rounds_come_newest_first(store: &Arc<dyn Store>) {
    let core = version(1, "一");
    for (id, opens) in [("old", NOON), ("new", NOON + 1)] {
        store.add_round(&core, &round(id, opens), NOON).await.unwrap();
    }
    assert_eq!(
        store.rounds().await.unwrap(),
        [round("new", NOON + 1), round("old", NOON)]
    );
    let again = store.add_round(&core, &round("old", NOON + 2), NOON).await;
    assert!(
        matches!(again, Err(Error::Exists { what: "round", .. })),
        "{again:?}"
    );
}

pub async fn a_round_and_its_core_are_stored_together_or_not_at_all(store: &Arc<dyn Store>) {
    let core = version(1, "一");
    store.add_round(&core, &round("r", NOON), NOON).await.unwrap();
    assert_eq!(store.version("livelihood", 1).await.unwrap(), Some(core));
    // a round whose id is taken leaves no core behind
    let taken = store.add_round(&version(2, "二"), &round("r", NOON), NOON).await;
    assert!(
        matches!(taken, Err(Error::Exists { what: "round", .. })),
        "{taken:?}"
    );
    assert_eq!(store.version("livelihood", 2).await.unwrap(), None);
    // a core that says something else leaves no round behind
    let changed = store.add_round(&version(1, "改"), &round("s", NOON), NOON).await;
    assert!(matches!(changed, Err(Error::Published { .. })), "{changed:?}");
    assert_eq!(store.rounds().await.unwrap(), [round("r", NOON)]);
}

pub async fn drafts_are_kept_replaced_and_removed(store: &Arc<dyn Store>) {
    let draft = |id: &str, updated| Draft {
        id: id.to_owned(),
        kind: "wave".to_owned(),
        body: format!("{{\"at\":{updated}}}"),
        updated,
    };
    store.save_draft(&draft("a", 1)).await.unwrap();
    store.save_draft(&draft("b", 2)).await.unwrap();
    store.save_draft(&draft("a", 3)).await.unwrap();
    assert_eq!(store.drafts().await.unwrap(), [draft("a", 3), draft("b", 2)]);
    assert_eq!(store.draft("b").await.unwrap(), Some(draft("b", 2)));
    store.delete_draft("b").await.unwrap();
    assert_eq!(store.draft("b").await.unwrap(), None);
    let gone = store.delete_draft("b").await;
    assert!(
        matches!(gone, Err(Error::Missing { what: "draft", .. })),
        "{gone:?}"
    );
}

pub async fn a_snapshot_is_kept_for_its_wave(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    assert_eq!(store.snapshot("w").await.unwrap(), None);
    store.save_snapshot("w", "{}", NOON).await.unwrap();
    store.save_snapshot("w", "{\"n\":1}", NOON + 1).await.unwrap();
    assert_eq!(store.snapshot("w").await.unwrap().as_deref(), Some("{\"n\":1}"));
    let unknown = store.save_snapshot("x", "{}", NOON).await;
    assert!(
        matches!(unknown, Err(Error::Missing { what: "wave", .. })),
        "{unknown:?}"
    );
}

pub async fn a_statement_replaces_the_one_before_and_an_empty_one_takes_it_away(store: &Arc<dyn Store>) {
    let said = |area: &str, text: &str| Statement {
        wave: "r1".into(),
        area: survey::AreaCode::parse(area).unwrap(),
        domain: survey::DomainId::parse("roads").unwrap(),
        text: text.into(),
        day: "2026-12-31".into(),
    };
    for (area, text) in [("b", "路去年十月才通"), ("a", "一"), ("a", "二")] {
        store.save_statement(&said(area, text)).await.unwrap();
    }
    assert_eq!(
        store.statements("r1").await.unwrap(),
        [said("a", "二"), said("b", "路去年十月才通")]
    );
    assert_eq!(store.statements("r2").await.unwrap(), []);
    store.save_statement(&said("a", "")).await.unwrap();
    assert_eq!(
        store.statements("r1").await.unwrap(),
        [said("b", "路去年十月才通")]
    );
}

pub async fn the_revision_changes_with_what_reports_are_made_from_and_with_nothing_else(
    store: &Arc<dyn Store>,
) {
    let mut before = store.revision().await.unwrap();
    store.set_setting("report", "{}").await.unwrap();
    with_waves(&**store).await;
    let after = store.revision().await.unwrap();
    assert_ne!(before, after);
    before = after;
    store.set_setting("drivers/w", "[]").await.unwrap();
    store.set_setting("errors/w", "[]").await.unwrap();
    store.set_setting("patterns/w", "[]").await.unwrap();
    store.record(submission(1, 1)).await.unwrap();
    assert_eq!(before, store.revision().await.unwrap());
    store.save_snapshot("w", "{}", NOON).await.unwrap();
    assert_ne!(before, store.revision().await.unwrap());
}

pub async fn settings_are_replaced(store: &Arc<dyn Store>) {
    assert_eq!(store.setting("k").await.unwrap(), None);
    store.set_setting("k", "10").await.unwrap();
    store.set_setting("k", "20").await.unwrap();
    assert_eq!(store.setting("k").await.unwrap().as_deref(), Some("20"));
}

pub async fn a_backup_holds_everything(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    store.record(submission(1, 5)).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.sqlite");
    let made = store.backup(&file, "2026-11-24").await.unwrap();
    assert_eq!(made.answers, 1);
    let again = store.backup(&file, "2026-11-24").await;
    assert!(
        matches!(again, Err(Error::Exists { what: "file", .. })),
        "{again:?}"
    );
    let copy = store::sqlite::SqliteStore::open(&file).await.unwrap();
    assert_eq!(
        sample::everything(&copy).await,
        sample::everything(&**store).await
    );
    copy.close().await;
}

pub async fn the_database_reports_its_promises(store: &Arc<dyn Store>) {
    let health = store.health().await.unwrap();
    assert_eq!((health.journal_mode.as_str(), health.synchronous), ("wal", 2));
    assert!(health.engine.starts_with("SQLite 3."), "{}", health.engine);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/sqlite");
    let number = |name: std::ffi::OsString| name.to_str().unwrap()[..4].parse().unwrap();
    let newest = std::fs::read_dir(folder)
        .unwrap()
        .map(|f| number(f.unwrap().file_name()))
        .max();
    assert_eq!(Some(health.migration), newest);
}

pub async fn a_closed_store_refuses_writes(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..20 {
        let store = Arc::clone(store);
        tasks.spawn(async move { store.record(submission(number, 5)).await });
    }
    store.close().await;
    tasks.join_all().await;
    assert!(store.record(submission(99, 5)).await.is_err());
}
