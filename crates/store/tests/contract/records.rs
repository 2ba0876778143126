//! Submissions: nothing acknowledged is lost, nothing is stored twice, nothing is dropped silently.

use std::sync::Arc;

use store::{Apart, AreaCount, DayCount, Error, Recorded, Store, WaveCounts};
use survey::Mode;

use crate::sample::{self, id, submission, with_waves};

pub async fn a_replayed_submission_is_a_duplicate_and_changes_nothing(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    assert_eq!(store.record(submission(1, 5)).await.unwrap(), Recorded::Stored);
    let before = sample::everything(&**store).await;
    let mut replay = submission(1, 5);
    replay.day = "2026-11-24".to_owned(); // the day it arrived again
    assert_eq!(
        store.record(replay).await.unwrap(),
        Recorded::Duplicate { late: false }
    );
    assert_eq!(sample::everything(&**store).await, before);
}

pub async fn a_second_payload_under_a_known_id_is_quarantined_once(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    store.record(submission(1, 5)).await.unwrap();
    for _ in 0..2 {
        assert_eq!(store.record(submission(1, 4)).await.unwrap(), Recorded::Conflict);
    }
    assert_eq!(store.record(submission(1, 3)).await.unwrap(), Recorded::Conflict);
    let counts = store.wave_counts("w").await.unwrap();
    assert_eq!((counts.counted, counts.quarantined), (1, 2));
    let stored = store.responses("w", None, 10).await.unwrap();
    assert_eq!(stored[0].answers, submission(1, 5).answers);
}

pub async fn the_same_bytes_for_another_wave_are_a_conflict(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    store.record(submission(1, 5)).await.unwrap();
    let mut elsewhere = submission(1, 5);
    elsewhere.wave = "v".to_owned();
    assert_eq!(store.record(elsewhere).await.unwrap(), Recorded::Conflict);
    assert_eq!(store.wave_counts("v").await.unwrap().quarantined, 1);
    assert_eq!(store.wave_counts("w").await.unwrap().counted, 1);
}

pub async fn parallel_identical_records_store_one_row_each(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..5 {
        for number in 0..200 {
            let store = Arc::clone(store);
            tasks.spawn(async move { store.record(submission(number, 5)).await.unwrap() });
        }
    }
    let outcomes = tasks.join_all().await;
    let stored = outcomes.iter().filter(|o| **o == Recorded::Stored).count();
    let duplicates = outcomes
        .iter()
        .filter(|o| **o == Recorded::Duplicate { late: false })
        .count();
    assert_eq!((stored, duplicates), (200, 800));
    assert_eq!(store.wave_counts("w").await.unwrap().counted, 200);
    let ids: Vec<_> = store
        .responses("w", None, 1000)
        .await
        .unwrap()
        .iter()
        .map(|r| r.id)
        .collect();
    assert_eq!(ids.len(), 200);
    assert!(ids.is_sorted());
}

pub async fn many_are_recorded_at_once_in_their_order(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    store.record(submission(1, 5)).await.unwrap();
    let mut late = submission(4, 5);
    late.late = true;
    let lot = vec![
        submission(1, 5), // known
        submission(2, 5),
        submission(2, 5), // twice in one lot
        submission(3, 5),
        submission(3, 4), // a conflict inside the lot: the first counts
        late,
    ];
    let outcomes: Vec<_> = store
        .record_all(lot)
        .await
        .unwrap()
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let again = Recorded::Duplicate { late: false };
    assert_eq!(
        outcomes,
        [
            again,
            Recorded::Stored,
            again,
            Recorded::Stored,
            Recorded::Conflict,
            Recorded::Late
        ]
    );
    let counts = store.wave_counts("w").await.unwrap();
    assert_eq!((counts.counted, counts.late, counts.quarantined), (3, 1, 1));
    assert!(store.record_all(Vec::new()).await.unwrap().is_empty());
    // a rehearsal says the same words and stores nothing
    let before = sample::everything(&**store).await;
    let lot = vec![
        submission(1, 5),
        submission(1, 4),
        submission(9, 5),
        submission(9, 5),
    ];
    let words = async || -> Vec<_> {
        let said = store.rehearse_all(lot.clone()).await.unwrap();
        said.into_iter().map(Result::unwrap).collect()
    };
    let expected = [again, Recorded::Conflict, Recorded::Stored, again];
    assert_eq!(
        (words().await, words().await),
        (expected.to_vec(), expected.to_vec())
    );
    assert_eq!(sample::everything(&**store).await, before);
}

pub async fn one_of_many_that_cannot_be_stored_leaves_the_others_alone(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    let mut lot: Vec<_> = (0..5).map(|n| submission(n, 5)).collect();
    lot[2].wave = "nowhere".to_owned();
    let outcomes = store.record_all(lot).await.unwrap();
    for (n, outcome) in outcomes.into_iter().enumerate() {
        match outcome {
            Err(Error::Missing { what: "wave", id }) => assert_eq!((n, id.as_str()), (2, "nowhere")),
            outcome => assert_eq!(outcome.unwrap(), Recorded::Stored, "{n}"),
        }
    }
    assert_eq!(store.wave_counts("w").await.unwrap().counted, 4);
}

pub async fn five_equal_lots_at_once_store_one_row_each(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..5 {
        let store = Arc::clone(store);
        tasks.spawn(async move {
            let lot = (0..200).map(|n| submission(n, 5)).collect();
            store.record_all(lot).await.unwrap()
        });
    }
    let outcomes: Vec<_> = tasks
        .join_all()
        .await
        .into_iter()
        .flatten()
        .map(Result::unwrap)
        .collect();
    let stored = outcomes.iter().filter(|o| **o == Recorded::Stored).count();
    assert_eq!((stored, outcomes.len()), (200, 1000));
    assert_eq!(store.wave_counts("w").await.unwrap().counted, 200);
}

pub async fn a_late_submission_is_kept_apart(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    let mut late = submission(1, 5);
    late.late = true;
    assert_eq!(store.record(late.clone()).await.unwrap(), Recorded::Late);
    assert_eq!(
        store.record(late).await.unwrap(),
        Recorded::Duplicate { late: true }
    );
    let expected = WaveCounts {
        late: 1,
        ..WaveCounts::default()
    };
    assert_eq!(store.wave_counts("w").await.unwrap(), expected);
    assert!(store.responses("w", None, 10).await.unwrap().is_empty());
}

pub async fn a_submission_to_an_unknown_wave_is_refused_and_poisons_nobody(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..40 {
        let store = Arc::clone(store);
        tasks.spawn(async move {
            let mut one = submission(number, 5);
            if number == 20 {
                one.wave = "nowhere".to_owned();
            }
            (number, store.record(one).await)
        });
    }
    for (number, outcome) in tasks.join_all().await {
        match outcome {
            Err(Error::Missing { what: "wave", id }) => assert_eq!((number, id.as_str()), (20, "nowhere")),
            outcome => assert_eq!(outcome.unwrap(), Recorded::Stored),
        }
    }
    assert_eq!(store.wave_counts("w").await.unwrap().counted, 39);
}

pub async fn the_have_list_names_what_is_stored_for_the_wave(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    for number in 0..700 {
        let mut one = submission(number, 5);
        one.late = number == 3;
        one.wave = if number == 4 { "v" } else { "w" }.to_owned();
        store.record(one).await.unwrap();
    }
    let asked: Vec<_> = (0..1400).map(id).collect();
    let have = store.have("w", &asked).await.unwrap();
    assert!(have.iter().all(|h| !h.backed_up));
    assert!(
        have.iter()
            .all(|h| h.late == (h.id == id(3)) && h.hash == submission(0, 5).hash)
    );
    let mut have: Vec<_> = have.into_iter().map(|h| h.id).collect();
    let mut expected: Vec<_> = (0..700).filter(|n| *n != 4).map(id).collect();
    have.sort();
    expected.sort();
    assert_eq!(have, expected);
    assert!(store.have("w", &[]).await.unwrap().is_empty());
}

pub async fn a_receipt_tells_wave_and_lateness_and_nothing_else(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    store.record(submission(1, 5)).await.unwrap();
    let state = store.receipt(&id(1).receipt()).await.unwrap().unwrap();
    assert_eq!((state.wave.as_str(), state.late), ("w", false));
    assert_eq!(store.receipt(&id(2).receipt()).await.unwrap(), None);
}

pub async fn responses_come_in_pages_in_the_order_of_their_ids(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    for number in 0..25 {
        store.record(submission(number, 5)).await.unwrap();
    }
    let whole = store.responses("w", None, 100).await.unwrap();
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let page = store.responses("w", after, 10).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        pages.extend(page);
    }
    assert_eq!(pages, whole);
    assert_eq!(whole.len(), 25);
    assert!(whole.is_sorted_by_key(|r| r.id));
    let one = submission(7, 5);
    let stored = whole.iter().find(|r| r.id == one.id).unwrap();
    assert_eq!(
        (stored.version, stored.mode, &stored.area),
        (1, one.mode, &one.area)
    );
    assert_eq!(
        (&stored.age, &stored.sex, stored.weight),
        (&one.age, &one.sex, one.weight)
    );
    assert_eq!(stored.answers, one.answers);
    assert_eq!(stored.quality.unwrap().number(), 7);
}

pub async fn counts_by_area_leave_late_answers_out(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    for number in 0..7 {
        let mut one = submission(number, 5);
        one.late = number == 6;
        store.record(one).await.unwrap();
    }
    let count = |area, count| AreaCount {
        area: sample::code(area),
        count,
    };
    assert_eq!(
        store.counts_by_area("w").await.unwrap(),
        [count("510001", 3), count("510002", 3)]
    );
}

pub async fn counts_by_day_are_of_own_devices_alone(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    for (number, day, mode, late) in [
        (0, "2026-11-02", Mode::Web, false),
        (2, "2026-11-02", Mode::Web, false),
        (4, "2026-11-01", Mode::Web, false),
        (6, "2026-11-01", Mode::Kiosk, false),
        (8, "2026-11-01", Mode::Web, true),
        (1, "2026-11-03", Mode::Web, false),
    ] {
        let mut one = submission(number, 5);
        (one.day, one.mode, one.late) = (day.to_owned(), mode, late);
        store.record(one).await.unwrap();
    }
    let count = |area, day: &str, count| DayCount {
        area: sample::code(area),
        day: day.to_owned(),
        count,
    };
    assert_eq!(
        store.web_counts_by_day("w").await.unwrap(),
        [
            count("510001", "2026-11-01", 1),
            count("510001", "2026-11-02", 2),
            count("510002", "2026-11-03", 1)
        ]
    );
}

pub async fn what_is_kept_apart_is_counted_by_reason_and_day(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    assert_eq!(store.counts_apart("w").await.unwrap(), []);
    for (number, day, late) in [
        (1, "2026-11-02", true),
        (2, "2026-11-01", true),
        (3, "2026-11-02", true),
        (4, "2026-11-03", false),
    ] {
        let mut one = submission(number, 5);
        one.day = day.to_owned();
        one.late = late;
        store.record(one).await.unwrap();
    }
    let mut other = submission(4, 1);
    other.day = "2026-11-04".to_owned();
    assert_eq!(store.record(other).await.unwrap(), Recorded::Conflict);
    let found: Vec<_> = store
        .counts_apart("w")
        .await
        .unwrap()
        .into_iter()
        .map(|c| (c.reason, c.day, c.count))
        .collect();
    let of = |reason, day: &str, count| (reason, day.to_owned(), count);
    assert_eq!(
        found,
        [
            of(Apart::Late, "2026-11-01", 1),
            of(Apart::Late, "2026-11-02", 2),
            of(Apart::Conflict, "2026-11-04", 1),
        ]
    );
    assert_eq!(store.counts_apart("v").await.unwrap(), []);
}
