//! Paper: two passes, then nothing of the answers beside the serial.

use std::sync::Arc;

use store::{Error, PaperPrint, PaperState, Pass, Store};
use survey::{
    Answers, Choice,
    answer::{Atom, Value},
};

use crate::sample::{code, id, with_waves};

fn print() -> PaperPrint {
    PaperPrint {
        version: 1,
        lang: "zh-Hans".to_owned(),
        village: Some(code("510001")),
        places: vec![Choice {
            code: "510001".to_owned(),
            label: "东街".to_owned(),
        }],
    }
}

fn answers(n: i64) -> Answers {
    Answers([("Q1".to_owned(), Value::One(Atom::Int(n)))].into())
}

pub async fn serials_run_on_from_stack_to_stack(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    let day = "2026-11-23";
    assert_eq!(store.add_paper_stack("w", 50, &print(), day).await.unwrap(), 1);
    assert_eq!(store.add_paper_stack("w", 1, &print(), day).await.unwrap(), 51);
    assert_eq!(store.add_paper_stack("v", 10, &print(), day).await.unwrap(), 1);
    let stacks = store.paper_stacks("w").await.unwrap();
    let ranges: Vec<(u32, u32)> = stacks.iter().map(|s| (s.first, s.last)).collect();
    assert_eq!(ranges, [(1, 50), (51, 51)]);
    assert_eq!((&stacks[0].print, stacks[0].day.as_str()), (&print(), day));
    let nowhere = store.add_paper_stack("nowhere", 1, &print(), day).await;
    assert!(
        matches!(nowhere, Err(Error::Missing { what: "wave", .. })),
        "{nowhere:?}"
    );
}

pub async fn a_sheet_is_typed_twice_and_no_third_time(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    let pass = |pass, n| {
        let store = store.clone();
        async move { store.paper_pass("w", 7, pass, &answers(n)).await.unwrap() }
    };
    assert!(!pass(Pass::Second, 1).await, "the second pass needs a first");
    assert!(pass(Pass::First, 1).await);
    assert!(!pass(Pass::First, 2).await);
    assert!(!store.paper_agree("w", 7, id(1), "{}").await.unwrap());
    assert!(pass(Pass::Second, 2).await);
    assert!(!pass(Pass::Second, 3).await);
    let sheet = store.paper_sheet("w", 7).await.unwrap().unwrap();
    assert_eq!((sheet.first, sheet.second), (Some(answers(1)), Some(answers(2))));
    assert_eq!(store.paper_states("w").await.unwrap(), [(7, PaperState::Twice)]);
    assert_eq!(store.paper_sheet("v", 7).await.unwrap(), None);
}

pub async fn what_is_taken_in_leaves_no_answer_beside_its_serial(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    for pass in [Pass::First, Pass::Second] {
        store.paper_pass("w", 7, pass, &answers(1)).await.unwrap();
    }
    assert!(store.paper_agree("w", 7, id(1), "body").await.unwrap());
    assert!(!store.paper_agree("w", 7, id(2), "other").await.unwrap());
    let agreed = store.paper_sheet("w", 7).await.unwrap().unwrap().agreed;
    assert_eq!(agreed, Some((id(1), "body".to_owned())));
    assert!(!store.paper_undo("w", 7).await.unwrap(), "it may be in already");
    store.paper_taken("w", 7).await.unwrap();
    let sheet = store.paper_sheet("w", 7).await.unwrap().unwrap();
    assert!(sheet.taken);
    assert_eq!((sheet.first, sheet.second, sheet.agreed), (None, None, None));
    assert_eq!(store.paper_states("w").await.unwrap(), [(7, PaperState::Taken)]);
    assert!(!store.paper_pass("w", 7, Pass::First, &answers(1)).await.unwrap());
    assert!(!store.paper_undo("w", 7).await.unwrap());
}

pub async fn an_unfinished_sheet_can_be_undone(store: &Arc<dyn Store>) {
    with_waves(&**store).await;
    store.paper_pass("w", 7, Pass::First, &answers(1)).await.unwrap();
    assert!(store.paper_undo("w", 7).await.unwrap());
    assert_eq!(store.paper_sheet("w", 7).await.unwrap(), None);
    assert!(!store.paper_undo("w", 7).await.unwrap());
    assert!(store.paper_pass("w", 7, Pass::First, &answers(2)).await.unwrap());
}
