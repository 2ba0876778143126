//! Imports: all or nothing, the same file twice is no news, another value is a conflict.

use std::sync::Arc;

use store::{Error, ImportChunk, NewSubmission, Recorded, Rows, Store, import::Conflict};
use survey::{Domain, Population, Spending, Wave};

use crate::sample::{
    self, DRY, NOON, PLAIN, REPLACE, areas, code, domain, everything, import, import_chunks, line, numbered,
    submission, with_waves,
};

pub async fn with_areas(store: &Arc<dyn Store>) {
    import(store, vec![Rows::Areas(areas(9))], PLAIN).await.unwrap();
}

pub fn spending(rows: impl IntoIterator<Item = Spending>) -> Rows {
    Rows::Spending(numbered(rows))
}

pub async fn the_same_file_twice_changes_nothing_and_says_so(store: &Arc<dyn Store>) {
    with_areas(store).await;
    let file = || vec![spending((2015..2025).map(|year| line("510001", year, 7)))];
    let first = import(store, file(), PLAIN).await.unwrap();
    assert_eq!((first.added, first.unchanged), (10, 0));
    let before = everything(&**store).await;
    let mut later = PLAIN;
    later.now += 1;
    let second = import(store, file(), later).await.unwrap();
    assert_eq!(
        (second.added, second.unchanged, second.conflict_count),
        (0, 10, 0)
    );
    assert_eq!(everything(&**store).await, before);
}

pub async fn a_stored_key_with_another_value_is_told_and_nothing_is_stored(store: &Arc<dyn Store>) {
    with_areas(store).await;
    import(store, vec![spending([line("510001", 2020, 7)])], PLAIN)
        .await
        .unwrap();
    let before = everything(&**store).await;
    let file = || vec![spending([line("510002", 2020, 1), line("510001", 2020, 8)])];
    for mode in [PLAIN, DRY] {
        let outcome = import(store, file(), mode).await.unwrap();
        let told = Conflict {
            row: 3,
            column: "amount",
            stored: "7.00".to_owned(),
            given: "8.00".to_owned(),
        };
        assert_eq!(outcome.conflicts, [told]);
        assert_eq!((outcome.added, outcome.conflict_count), (0, 1));
        assert_eq!(everything(&**store).await, before);
    }
}

pub async fn replace_lets_the_file_win(store: &Arc<dyn Store>) {
    with_areas(store).await;
    import(
        store,
        vec![spending([line("510001", 2020, 7), line("510002", 2020, 7)])],
        PLAIN,
    )
    .await
    .unwrap();
    let file = || {
        vec![spending([
            line("510001", 2020, 8),
            line("510002", 2020, 7),
            line("510003", 2020, 9),
        ])]
    };
    let dry = import(store, file(), sample::DRY_REPLACE).await.unwrap();
    let done = import(store, file(), REPLACE).await.unwrap();
    assert_eq!(dry, done);
    assert_eq!(
        (done.added, done.unchanged, done.replaced, done.conflict_count),
        (1, 1, 1, 0)
    );
    let sums: Vec<_> = store
        .spending_totals()
        .await
        .unwrap()
        .iter()
        .map(|t| t.amount.0)
        .collect();
    assert_eq!(sums, [800, 700, 900]);
}

pub async fn a_dry_run_looks_and_does_not_touch(store: &Arc<dyn Store>) {
    with_areas(store).await;
    let before = everything(&**store).await;
    let file = || {
        vec![
            Rows::OwnDomains(vec![Domain::own(domain("ponds"))]),
            spending([line("510001", 2020, 7)]),
        ]
    };
    let dry = import(store, file(), DRY).await.unwrap();
    assert_eq!(everything(&**store).await, before);
    assert_eq!(import(store, file(), PLAIN).await.unwrap(), dry);
    assert_eq!(dry.added, 1);
}

pub async fn a_file_that_breaks_off_leaves_everything_as_it_was(store: &Arc<dyn Store>) {
    with_areas(store).await;
    let before = everything(&**store).await;
    let chunks = vec![
        ImportChunk::Rows(Rows::OwnIndicators(vec!["wifi".to_owned()])),
        ImportChunk::Rows(spending((0..1000).map(|n| line("510001", n, 7)))),
    ];
    let outcome = import_chunks(store, chunks, PLAIN).await;
    assert!(matches!(outcome, Err(Error::Interrupted)), "{outcome:?}");
    assert_eq!(everything(&**store).await, before);
}

pub async fn a_wave_comes_with_its_answers_or_not_at_all(store: &Arc<dyn Store>) {
    with_areas(store).await;
    let (first, second) = (sample::wave("first", NOON), sample::wave("second", NOON));
    store.publish(&sample::version(1, "一"), NOON).await.unwrap();
    let file = |wave: &Wave, answer| {
        let one = NewSubmission {
            wave: wave.id.clone(),
            ..submission(1, answer)
        };
        vec![
            Rows::Wave(Box::new(wave.clone())),
            Rows::Responses(vec![(2, one)]),
        ]
    };
    assert_eq!(import(store, file(&first, 5), PLAIN).await.unwrap().added, 1);
    assert_eq!(store.wave("first").await.unwrap().as_ref(), Some(&first));
    let before = everything(&**store).await;
    // the same person with other answers, into a wave that would have to be made
    let outcome = import(store, file(&second, 4), PLAIN).await.unwrap();
    assert_eq!((outcome.added, outcome.conflict_count), (0, 1));
    assert_eq!(store.wave("second").await.unwrap(), None);
    let chunks = vec![ImportChunk::Rows(Rows::Wave(Box::new(second)))];
    let broken_off = import_chunks(store, chunks, PLAIN).await;
    assert!(matches!(broken_off, Err(Error::Interrupted)), "{broken_off:?}");
    assert_eq!(store.wave("second").await.unwrap(), None);
    assert_eq!(everything(&**store).await, before);
}

pub async fn the_same_key_twice_in_one_file_is_refused(store: &Arc<dyn Store>) {
    with_areas(store).await;
    let before = everything(&**store).await;
    let first = spending((1..300).map(|n| line("510001", n, 7)));
    let second = Rows::Spending(vec![(301, line("510001", 5, 7))]);
    let outcome = import(store, vec![first, second], REPLACE).await;
    assert!(
        matches!(outcome, Err(Error::Twice { row: 301, first: 6 })),
        "{outcome:?}"
    );
    assert_eq!(everything(&**store).await, before);
}

pub async fn the_first_twenty_conflicts_are_told_and_all_are_counted(store: &Arc<dyn Store>) {
    with_areas(store).await;
    let file = |yuan| {
        vec![spending(
            (0..50).rev().map(move |n| line("510001", 2000 + n, yuan)),
        )]
    };
    import(store, file(7), PLAIN).await.unwrap();
    let outcome = import(store, file(8), PLAIN).await.unwrap();
    assert_eq!(outcome.conflict_count, 50);
    let rows: Vec<_> = outcome.conflicts.iter().map(|c| c.row).collect();
    assert_eq!(rows, (2..22).collect::<Vec<_>>());
}

pub async fn absent_parts_of_a_key_are_equal(store: &Arc<dyn Store>) {
    with_areas(store).await;
    let people = Population {
        area: code("510001"),
        year: 2024,
        sex: None,
        age_from: None,
        age_to: None,
        population: 10.0,
    };
    let children = Population {
        age_from: Some(0),
        age_to: Some(0),
        population: 1.0,
        ..people.clone()
    };
    let file = || {
        let paid_by_province = Spending {
            payer: Some("省".to_owned()),
            ..line("510001", 2020, 7)
        };
        vec![
            Rows::Population(numbered([people.clone(), children.clone()])),
            spending([line("510001", 2020, 7), paid_by_province]),
        ]
    };
    assert_eq!(import(store, file(), PLAIN).await.unwrap().added, 4);
    assert_eq!(import(store, file(), PLAIN).await.unwrap().unchanged, 4);
    assert_eq!(
        store.population().await.unwrap(),
        [people.clone(), children.clone()]
    );
    let payers: Vec<_> = store
        .spending_by_payer()
        .await
        .unwrap()
        .into_iter()
        .map(|t| t.payer)
        .collect();
    assert_eq!(payers, [None, Some("省".to_owned())]);
    let sums = store.spending_sums().await.unwrap();
    let amounts: Vec<i64> = sums.iter().map(|s| s.amount.0).collect();
    assert_eq!(amounts, [700, 700]);
    assert_eq!(sums[1].payer.as_deref(), Some("省"));
    assert!(sums.iter().all(|s| s.project.is_none() && s.source.is_none()));
}

pub async fn a_parent_may_come_later_in_the_file(store: &Arc<dyn Store>) {
    let mut rows = areas(3);
    rows.reverse();
    assert_eq!(
        import(store, vec![Rows::Areas(rows)], PLAIN).await.unwrap().added,
        4
    );
    assert_eq!(store.areas().await.unwrap()[3].parent, Some(code("510000")));
}

pub async fn an_unknown_area_is_named(store: &Arc<dyn Store>) {
    with_areas(store).await;
    for mode in [PLAIN, DRY] {
        let outcome = import(store, vec![spending([line("999999", 2020, 7)])], mode).await;
        assert!(
            matches!(&outcome, Err(Error::Missing { what: "area", id }) if id == "999999"),
            "{outcome:?}"
        );
    }
    let mut orphan = areas(1);
    orphan[1].1.code = code("520001");
    orphan[1].1.parent = Some(code("520000"));
    let outcome = import(store, vec![Rows::Areas(orphan)], PLAIN).await;
    assert!(
        matches!(&outcome, Err(Error::Missing { what: "area", id }) if id == "520000"),
        "{outcome:?}"
    );
}

pub async fn the_areas_column_that_differs_is_named(store: &Arc<dyn Store>) {
    with_areas(store).await;
    let changed = |change: fn(&mut survey::Area)| {
        let mut rows = areas(9);
        change(&mut rows[1].1);
        vec![Rows::Areas(rows)]
    };
    type Case = (fn(&mut survey::Area), &'static str, &'static str, &'static str);
    let cases: [Case; 5] = [
        (|a| a.name = "新乡".to_owned(), "name", "第1乡", "新乡"),
        (
            |a| a.level = survey::Level::Village,
            "level",
            "township",
            "village",
        ),
        (|a| a.parent = None, "parent", "510000", ""),
        (|a| a.settlement = None, "settlement", "121", ""),
        (|a| a.aliases.truncate(1), "aliases", "一乡|首乡", "一乡"),
    ];
    for (change, column, stored, given) in cases {
        let outcome = import(store, changed(change), PLAIN).await.unwrap();
        let told = Conflict {
            row: 3,
            column,
            stored: stored.to_owned(),
            given: given.to_owned(),
        };
        assert_eq!((outcome.conflicts, outcome.unchanged), (vec![told], 9));
    }
}

pub async fn imported_responses_are_known_by_their_bytes(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    let file = |answer| {
        vec![Rows::Responses(numbered(
            (0..30).map(move |n| submission(n, answer)),
        ))]
    };
    assert_eq!(import(store, file(5), PLAIN).await.unwrap().added, 30);
    assert_eq!(import(store, file(5), PLAIN).await.unwrap().unchanged, 30);
    let outcome = import(store, file(4), PLAIN).await.unwrap();
    assert_eq!(
        (outcome.conflict_count, outcome.conflicts[0].column),
        (30, "answers")
    );
    assert_eq!(
        store.record(submission(3, 5)).await.unwrap(),
        Recorded::Duplicate { late: false }
    );
    assert_eq!(import(store, file(4), REPLACE).await.unwrap().replaced, 30);
    let stored = store.responses("w", None, 100).await.unwrap();
    assert!(stored.iter().all(|r| r.answers == submission(0, 4).answers));
    assert_eq!(store.wave_counts("w").await.unwrap().counted, 30);
    assert_eq!(
        store.record(submission(3, 4)).await.unwrap(),
        Recorded::Duplicate { late: false }
    );
}
