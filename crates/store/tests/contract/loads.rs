//! What was loaded is read back as it was given, and summed as the ledger says.

use std::sync::Arc;

use store::{ImportChunk, Recorded, Rows, Store};
use survey::{Deflator, Domain, Indicator, LedgerKind, Money, Population, PublishedScore, Spending, Stage};

use crate::{
    imports::{spending, with_areas},
    sample::{NOON, PLAIN, areas, code, domain, import, line, numbered, submission, with_waves},
};

pub async fn every_kind_of_file_is_read_back_as_it_was_given(store: &Arc<dyn Store>) {
    let places = areas(3);
    let people = Population {
        area: code("510001"),
        year: 2024,
        sex: Some("female".to_owned()),
        age_from: Some(0),
        age_to: Some(14),
        population: 1234.5,
    };
    let paid = Spending {
        payer: Some("省".to_owned()),
        project: Some("村路".to_owned()),
        stage: Stage::InService,
        amount: Money(1_234_567),
        ..line("510001", 2024, 0)
    };
    let price = Deflator {
        year: 2024,
        index: 1.0 / 3.0,
    };
    let score = PublishedScore {
        area: code("510002"),
        wave: "2017-20".to_owned(),
        year: 2020,
        domain: domain("schools"),
        score: 73.7,
        n: Some(311.0),
        se: None,
    };
    let indicator = Indicator {
        area: code("510003"),
        year: 2024,
        indicator: "income".to_owned(),
        value: -0.1,
    };
    let rows = vec![
        Rows::Areas(places.clone()),
        Rows::Population(numbered([people.clone()])),
        Rows::Spending(numbered([paid.clone()])),
        Rows::Deflator(numbered([price])),
        Rows::Scores(numbered([score.clone()])),
        Rows::Indicators(numbered([indicator.clone()])),
    ];
    assert_eq!(import(store, rows, PLAIN).await.unwrap().added, 9);
    let wanted: Vec<_> = places.into_iter().map(|(_, area)| area).collect();
    assert_eq!(store.areas().await.unwrap(), wanted);
    assert_eq!(store.population().await.unwrap(), [people]);
    let filter = store::LineFilter {
        limit: 5,
        ..Default::default()
    };
    assert_eq!(store.spending_lines(&filter).await.unwrap(), [paid]);
    assert_eq!(store.deflator().await.unwrap(), [price]);
    assert_eq!(store.scores().await.unwrap(), [score]);
    assert_eq!(store.indicators().await.unwrap(), [indicator]);
    let loaded = store.loaded().await.unwrap();
    let seen: Vec<_> = loaded
        .iter()
        .map(|l| (l.kind, l.rows, l.years, l.imported_at))
        .collect();
    assert_eq!(
        seen,
        [
            ("areas", 4, None, Some(NOON)),
            ("population", 1, Some((2024, 2024)), Some(NOON)),
            ("spending", 1, Some((2024, 2024)), Some(NOON)),
            ("deflator", 1, Some((2024, 2024)), Some(NOON)),
            ("scores", 1, Some((2020, 2020)), Some(NOON)),
            ("indicators", 1, Some((2024, 2024)), Some(NOON)),
            ("responses", 0, None, None),
        ]
    );
}

pub async fn own_domains_and_indicators_are_added_once(store: &Arc<dyn Store>) {
    let file = || {
        vec![
            Rows::OwnDomains(vec![Domain::own(domain("ponds")), Domain::own(domain("bridges"))]),
            Rows::OwnIndicators(vec!["wifi".to_owned(), "wifi".to_owned()]),
        ]
    };
    for _ in 0..2 {
        import(store, file(), PLAIN).await.unwrap();
        let expected = [Domain::own(domain("bridges")), Domain::own(domain("ponds"))];
        assert_eq!(store.own_domains().await.unwrap(), expected);
        assert_eq!(store.own_indicators().await.unwrap(), ["wifi"]);
    }
}

pub async fn capital_that_is_there_as_paid_and_as_in_service_is_summed_once(store: &Arc<dyn Store>) {
    with_areas(store).await;
    let built = |project: &str, stage, year, yuan| Spending {
        kind: LedgerKind::Capital,
        stage,
        project: (!project.is_empty()).then(|| project.to_owned()),
        ..line("510001", year, yuan)
    };
    let back = Spending {
        kind: LedgerKind::Reversal,
        ..built("bridge", Stage::Paid, 2021, -2)
    };
    let running = Spending {
        kind: LedgerKind::Recurrent,
        ..built("bridge", Stage::Paid, 2020, 3)
    };
    let lines = [
        built("bridge", Stage::Paid, 2020, 100),
        built("bridge", Stage::InService, 2021, 98),
        back,
        running,
        built("ford", Stage::Paid, 2020, 10),
        built("", Stage::Paid, 2022, 20),
        built("", Stage::InService, 2022, 19),
        built("", Stage::Paid, 2023, 7),
        built("", Stage::InService, 2023, 7),
    ];
    import(store, vec![spending(lines)], PLAIN).await.unwrap();
    let sums = |totals: Vec<store::Total>| -> Vec<(i32, i64)> {
        totals.iter().map(|t| (t.year, t.amount.0 / 100)).collect()
    };
    // a year whose money counts elsewhere is there all the same
    let once = [(2020, 13), (2021, 98), (2022, 39), (2023, 7)];
    assert_eq!(sums(store.spending_totals().await.unwrap()), once);
    let by_payer = store.spending_by_payer().await.unwrap();
    assert_eq!(sums(by_payer.into_iter().map(|t| t.total).collect()), once);
    // who sums by kind and stage is told the project of capital, so that it can do the same
    let all = store.spending_sums().await.unwrap();
    let of = |kind: LedgerKind| -> Vec<Option<&str>> {
        let own = all.iter().filter(|l| l.kind == kind);
        own.map(|l| l.project.as_deref()).collect()
    };
    assert_eq!(of(LedgerKind::Recurrent), [None]);
    assert_eq!(of(LedgerKind::Reversal), [Some("bridge")]);
    assert_eq!(
        of(LedgerKind::Capital),
        [
            Some("bridge"),
            Some("ford"),
            Some("bridge"),
            None,
            None,
            None,
            None
        ]
    );
}

pub async fn budget_lines_are_kept_but_never_summed(store: &Arc<dyn Store>) {
    with_areas(store).await;
    let staged = |stage, yuan| Spending {
        stage,
        ..line("510001", 2020, yuan)
    };
    let back = Spending {
        kind: LedgerKind::Reversal,
        ..line("510001", 2020, -3)
    };
    let lines = [
        staged(Stage::Budget, 100),
        staged(Stage::Paid, 10),
        staged(Stage::InService, 1),
        back,
    ];
    import(store, vec![spending(lines)], PLAIN).await.unwrap();
    let totals = store.spending_totals().await.unwrap();
    assert_eq!(
        (totals.len(), totals[0].amount, totals[0].lines),
        (1, Money(800), 3)
    );
    let of_roads = store::LineFilter {
        domain: Some(domain("roads")),
        area: Some(code("510001")),
        year: Some(2020),
        limit: 10,
        ..Default::default()
    };
    assert_eq!(store.spending_lines(&of_roads).await.unwrap().len(), 4);
    let elsewhere = store::LineFilter {
        year: Some(2021),
        ..of_roads
    };
    assert!(store.spending_lines(&elsewhere).await.unwrap().is_empty());
}

pub async fn lines_of_an_area_and_what_lies_in_it_are_read_piece_by_piece(store: &Arc<dyn Store>) {
    with_areas(store).await;
    let village = survey::Area {
        code: code("510002001"),
        level: survey::Level::Village,
        parent: Some(code("510002")),
        ..areas(2).pop().unwrap().1
    };
    import(store, vec![Rows::Areas(vec![(2, village)])], PLAIN)
        .await
        .unwrap();
    let mut file = Vec::new();
    for area in ["510000", "510001", "510002", "510002001"] {
        for payer in ["a", "b", "c"] {
            file.push(Spending {
                payer: Some(payer.to_owned()),
                ..line(area, 2020, 1)
            });
        }
    }
    import(store, vec![spending(file)], PLAIN).await.unwrap();
    let all = store::LineFilter {
        limit: 100,
        ..Default::default()
    };
    let whole = store.spending_lines(&all).await.unwrap();
    assert_eq!(whole.len(), 12);
    let of = |top: &str| store::LineFilter {
        within: Some(code(top)),
        ..all.clone()
    };
    let areas = store.areas().await.unwrap();
    for top in areas.iter().map(|a| a.code.as_str()).chain(["999999"]) {
        let inside = |area: &survey::AreaCode| {
            let up = |at: &survey::AreaCode| areas.iter().find(|a| &a.code == at)?.parent.clone();
            std::iter::successors(Some(area.clone()), up).any(|at| at.as_str() == top)
        };
        let wanted: Vec<Spending> = whole.iter().filter(|l| inside(&l.area)).cloned().collect();
        assert_eq!(store.spending_lines(&of(top)).await.unwrap(), wanted, "{top}");
        let counted = store.count_spending_lines(&of(top)).await.unwrap();
        assert_eq!(counted, wanted.len() as u64, "{top}");
    }
    let mut pieces = Vec::new();
    for skip in [0, 5, 10, 15] {
        let piece = store::LineFilter {
            limit: 5,
            skip,
            ..all.clone()
        };
        assert_eq!(store.count_spending_lines(&piece).await.unwrap(), 12);
        pieces.extend(store.spending_lines(&piece).await.unwrap());
    }
    assert_eq!(pieces, whole, "every line once, in order");
}

pub async fn a_hundred_thousand_rows_come_in_while_residents_answer(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    with_areas(store).await;
    let (sender, receiver) = tokio::sync::mpsc::channel(2);
    let feed = async move {
        for chunk in 0..100_u64 {
            let rows = (0..1000_u64).map(|n| {
                let number = chunk * 1000 + n;
                let project = Some(format!("项目{number}"));
                (
                    number + 2,
                    Spending {
                        project,
                        ..line("510001", 2020, 1)
                    },
                )
            });
            sender
                .send(ImportChunk::Rows(Rows::Spending(rows.collect())))
                .await
                .unwrap();
        }
        sender.send(ImportChunk::End).await.unwrap();
    };
    let answers = async {
        for number in 0..50 {
            assert_eq!(
                store.record(submission(number, 5)).await.unwrap(),
                Recorded::Stored
            );
        }
    };
    let (outcome, (), ()) = tokio::join!(store.import(receiver, PLAIN), feed, answers);
    assert_eq!(outcome.unwrap().added, 100_000);
    let totals = store.spending_totals().await.unwrap();
    assert_eq!((totals[0].lines, totals[0].amount), (100_000, Money(10_000_000)));
    assert_eq!(store.wave_counts("w").await.unwrap().counted, 50);
}
