//! Days on which a place sent far more answers than others: planted ones are named, usual ones and small ones never.

use insight::report::quality::Flag;

use crate::{TOWNSHIPS, VILLAGES, code, county, made, people, quick, version};

/// Answers of each village on each of so many days.
type Plan<'a> = &'a dyn Fn(usize, usize) -> Vec<u64>;

fn flags(plan: Plan<'_>) -> Vec<Flag> {
    let mut fold = insight::Fold::default();
    for row in &people(20, 7) {
        fold.add(&version(), row);
    }
    for township in 0..TOWNSHIPS {
        for village in 0..VILLAGES {
            let area = code(&format!("T{township:02}V{village}"));
            for (day, n) in plan(township, village).into_iter().enumerate() {
                fold.add_day(&area, &format!("2025-03-{:02}", day + 1), n);
            }
        }
    }
    let field = insight::report::Fieldwork {
        cube: fold.finish(),
        ..crate::fieldwork(&[])
    };
    let mut found = made(&county(), &[field], &quick()).unwrap().quality;
    found.retain(|f| f.sign == "DAY_BURST");
    found
}

fn evenly(days: usize) -> Vec<u64> {
    vec![5; days]
}

#[test]
fn a_day_far_from_those_of_the_others_is_named_with_its_township_and_village() {
    let found = flags(&|township, village| match (township, village) {
        (2, 1) => vec![2, 2, 200, 2, 2, 2, 2, 2],
        _ => evenly(8),
    });
    let places: Vec<&str> = found.iter().map(|f| f.place.area.as_str()).collect();
    assert_eq!(places, ["T02", "T02V1"]);
    for flag in &found {
        assert_eq!(flag.day.as_deref(), Some("2025-03-03"));
        assert!(
            flag.found >= 0.5 && flag.usual < 0.25 && flag.q.unwrap() <= 0.1,
            "{flag:?}"
        );
    }
    assert_eq!(found[1].n, 214);
}

#[test]
fn a_day_on_which_everybody_answers_is_no_burst() {
    assert_eq!(flags(&|_, _| vec![1, 1, 60, 1, 1, 1]), []);
    assert_eq!(flags(&|_, _| evenly(8)), []);
}

#[test]
fn few_days_few_answers_and_what_is_left_of_a_township_name_nobody() {
    // four days in the whole county
    let short = flags(&|township, _| {
        if township == 2 {
            vec![0, 0, 200, 0]
        } else {
            evenly(4)
        }
    });
    assert_eq!(short, []);
    // 24 answers of a township
    let few = flags(&|township, _| {
        if township == 2 {
            vec![0, 0, 6, 0, 0, 0]
        } else {
            evenly(6)
        }
    });
    assert_eq!(few, []);
    // eight answers are left beside the village, whose own figure would tell theirs
    let beside = flags(&|township, village| match (township, village) {
        (2, 1) => vec![0, 0, 200, 0, 0, 0],
        (2, 0) => vec![2, 2, 0, 2, 1, 1],
        (2, _) => vec![0; 6],
        _ => evenly(6),
    });
    let places: Vec<&str> = beside.iter().map(|f| f.place.area.as_str()).collect();
    assert_eq!(places, ["T02"]);
}
