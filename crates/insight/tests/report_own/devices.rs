//! What devices say of how answers came about: planted places are named, small ones never.

use insight::{ResponseRow, report::quality::Flag};
use survey::quality::Bits;

use crate::{code, county, fieldwork, made, people, quick};

/// One person in ten is helped and none too fast, but in these places half are.
fn rows(each: usize, too_fast: &str, helped: &str) -> Vec<ResponseRow> {
    let mut rows = people(each, 7);
    for (i, row) in rows.iter_mut().enumerate() {
        let here = |place: &str| !place.is_empty() && row.area.as_str().starts_with(place);
        row.quality = Some(Bits {
            fast: here(too_fast) && i % 2 == 0,
            straight: i % 10 == 1,
            helped: i % 10 == 0 || (here(helped) && i % 2 == 0),
        });
    }
    rows
}

fn flags(rows: &[ResponseRow]) -> Vec<Flag> {
    let mut found = made(&county(), &[fieldwork(rows)], &quick()).unwrap().quality;
    found.retain(|f| ["TOO_FAST", "STRAIGHT_THROUGH", "HELPED"].contains(&f.sign));
    found
}

#[test]
fn a_township_and_a_village_far_from_the_others_are_named() {
    let found = flags(&rows(40, "T02V1", "T05"));
    let places = |sign: &str| -> Vec<String> {
        let these = found.iter().filter(|f| f.sign == sign);
        these.map(|f| f.place.area.to_string()).collect()
    };
    assert_eq!(places("TOO_FAST"), ["T02", "T02V1"]);
    assert_eq!(places("HELPED"), ["T05", "T05V0", "T05V1", "T05V2", "T05V3"]);
    assert_eq!(places("STRAIGHT_THROUGH"), Vec::<String>::new());
    let village = found.iter().find(|f| f.place.area == code("T02V1")).unwrap();
    assert_eq!((village.found, village.n), (0.5, 40));
    assert!(village.usual < 0.02 && village.q.unwrap() < 0.1);
}

#[test]
fn without_devices_that_judge_there_is_nothing_to_name() {
    assert_eq!(flags(&people(40, 7)), []);
}

#[test]
fn a_small_village_is_not_named_nor_the_one_beside_it_that_would_give_it_away() {
    let mut rows = rows(40, "T02V1", "");
    // in the other villages of the township only eight people stay: what is left beside T02V1 is under ten
    let mut kept = 0;
    rows.retain(|r| {
        !r.area.as_str().starts_with("T02") || r.area.as_str() == "T02V1" || {
            kept += 1;
            kept <= 8
        }
    });
    let places: Vec<String> = flags(&rows).iter().map(|f| f.place.area.to_string()).collect();
    assert_eq!(places, ["T02"]);
}
