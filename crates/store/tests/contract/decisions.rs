//! What a county decides about submissions kept apart.

use std::sync::Arc;

use store::{Decision, Error, Recorded, Ruling, Store};

use crate::sample::{self, id, submission, with_waves};

const DAY: &str = "2026-11-22";

async fn put(store: &dyn Store, number: u64, value: u8, late: bool, day: &str) -> Recorded {
    let mut one = submission(number, value.into());
    one.late = late;
    one.day = day.to_owned();
    store.record(one).await.unwrap()
}

fn ruling(ruling: Ruling, submissions: u64) -> Decision {
    Decision {
        wave: "w".to_owned(),
        ruling,
        received: DAY.to_owned(),
        submissions,
        reason: "the bus did not come".to_owned(),
        day: "2026-11-24".to_owned(),
    }
}

async fn counts(store: &dyn Store) -> (u64, u64, u64) {
    let counts = store.wave_counts("w").await.unwrap();
    (counts.counted, counts.late, counts.quarantined)
}

pub async fn late_ones_of_a_day_are_counted_when_the_county_says_so(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    put(&**store, 1, 5, true, DAY).await;
    put(&**store, 2, 5, true, DAY).await;
    put(&**store, 3, 5, true, "2026-11-23").await;
    assert_eq!(store.decidable("w", Ruling::CountLate, DAY).await.unwrap(), 2);
    let keep = ruling(Ruling::KeepLate, 2);
    store.decide(&keep).await.unwrap();
    assert_eq!(counts(&**store).await, (0, 3, 0), "said, and nothing changed");
    let count = ruling(Ruling::CountLate, 2);
    store.decide(&count).await.unwrap();
    assert_eq!(counts(&**store).await, (2, 1, 0));
    let receipt = store.receipt(&id(1).receipt()).await.unwrap().unwrap();
    assert!(!receipt.late && !receipt.replaced);
    assert_eq!(store.decisions("w").await.unwrap(), [keep, count]);
    assert_eq!(store.decisions("v").await.unwrap(), []);
}

pub async fn a_second_takes_the_place_of_the_first_and_neither_is_lost(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    put(&**store, 1, 5, false, "2026-11-20").await;
    assert_eq!(put(&**store, 1, 4, false, DAY).await, Recorded::Conflict);
    put(&**store, 2, 5, false, DAY).await;
    store.decide(&ruling(Ruling::TakeSecond, 1)).await.unwrap();
    assert_eq!(counts(&**store).await, (2, 0, 0));
    let stored = store.responses("w", None, 10).await.unwrap();
    let one = stored.iter().find(|r| r.id == id(1)).unwrap();
    assert_eq!(one.answers, submission(1, 4).answers);
    assert!(store.receipt(&id(1).receipt()).await.unwrap().unwrap().replaced);
    assert!(!store.receipt(&id(2).receipt()).await.unwrap().unwrap().replaced);
    // both devices send once more: neither is told anything untrue, and nothing is kept twice
    assert_eq!(
        put(&**store, 1, 4, false, DAY).await,
        Recorded::Duplicate { late: false }
    );
    assert_eq!(put(&**store, 1, 5, false, DAY).await, Recorded::Replaced);
    assert_eq!(counts(&**store).await, (2, 0, 0));
    // a third is a conflict again
    assert_eq!(put(&**store, 1, 3, false, DAY).await, Recorded::Conflict);
    assert_eq!(counts(&**store).await, (2, 0, 1));
    assert_eq!(
        store.decidable("w", Ruling::TakeSecond, DAY).await.unwrap(),
        0,
        "there is a first beside it"
    );
    store.decide(&ruling(Ruling::KeepFirst, 1)).await.unwrap();
    assert_eq!(counts(&**store).await, (2, 0, 0));
    assert_eq!(
        put(&**store, 1, 3, false, DAY).await,
        Recorded::Conflict,
        "it never counted"
    );
    assert_eq!(counts(&**store).await, (2, 0, 0), "and is kept once");
}

pub async fn what_nobody_can_tell_apart_stays_apart(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    put(&**store, 1, 5, false, DAY).await;
    put(&**store, 1, 4, false, DAY).await;
    put(&**store, 1, 3, false, DAY).await; // two seconds
    let mut elsewhere = submission(2, 5);
    elsewhere.wave = "v".to_owned();
    store.record(elsewhere).await.unwrap();
    put(&**store, 2, 5, false, DAY).await; // its first answers another wave
    put(&**store, 3, 5, false, DAY).await;
    put(&**store, 3, 4, false, DAY).await; // a plain second
    assert_eq!(counts(&**store).await, (2, 0, 4));
    assert_eq!(store.decidable("w", Ruling::TakeSecond, DAY).await.unwrap(), 1);
    assert_eq!(store.decidable("w", Ruling::KeepFirst, DAY).await.unwrap(), 4);
    store.decide(&ruling(Ruling::TakeSecond, 1)).await.unwrap();
    assert_eq!(counts(&**store).await, (2, 0, 3));
    let stored = store.responses("w", None, 10).await.unwrap();
    let answers = |n| &stored.iter().find(|r| r.id == id(n)).unwrap().answers;
    assert_eq!(answers(1), &submission(1, 5).answers);
    assert_eq!(answers(3), &submission(3, 4).answers);
    assert_eq!(store.wave_counts("v").await.unwrap().counted, 1);
}

pub async fn nothing_is_decided_once_findings_are_made_or_behind_somebodys_back(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    put(&**store, 1, 5, true, DAY).await;
    put(&**store, 2, 5, true, DAY).await;
    for said in [0, 1, 3] {
        let refused = store.decide(&ruling(Ruling::CountLate, said)).await;
        assert!(matches!(refused, Err(Error::Changed { now: 2 })), "{refused:?}");
    }
    let nothing = store.decide(&ruling(Ruling::TakeSecond, 0)).await;
    assert!(matches!(nothing, Err(Error::Changed { now: 0 })), "{nothing:?}");
    store.save_snapshot("w", "{}", sample::NOON).await.unwrap();
    let late = store.decide(&ruling(Ruling::CountLate, 2)).await;
    assert!(matches!(late, Err(Error::Settled { .. })), "{late:?}");
    assert_eq!(counts(&**store).await, (0, 2, 0));
    assert_eq!(store.decisions("w").await.unwrap(), []);
}
