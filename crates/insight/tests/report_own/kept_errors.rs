//! Errors of breakdowns are kept with the snapshot: a report with them is the same, and goes by them.

use insight::{
    breakdown::{Breakdown, Errors},
    report::breakdowns::{breakdowns, errors},
};

use super::*;

/// Men and women of unlike villages, one township with too few to be shown.
fn surveyed(seed: u64) -> Fieldwork {
    let mut rows = people(30, seed);
    let mut few = 0;
    rows.retain(|row| {
        !row.area.as_str().starts_with("T07") || {
            few += 1;
            few % 23 == 1
        }
    });
    for (i, row) in rows.iter_mut().enumerate() {
        row.sex = Some((1 + i % 2).to_string());
        row.age = Some((1 + i % 3).to_string());
    }
    fieldwork(&rows)
}

fn written(field: &Fieldwork, kept: Option<&Errors>) -> String {
    let kept: BTreeMap<String, Errors> = kept.map(|e| (field.id.clone(), e.clone())).into_iter().collect();
    let made = report(&Input {
        county: &county(),
        fieldworks: std::slice::from_ref(field),
        settings: &quick(),
        frozen: &Frozen::proposed(),
        wave: None,
        drivers: &BTreeMap::new(),
        errors: &kept,
    });
    serde_json::to_string(&made.unwrap()).unwrap()
}

fn read_back(errors: &Errors) -> Errors {
    serde_json::from_str(&serde_json::to_string(errors).unwrap()).unwrap()
}

#[test]
fn a_report_with_kept_errors_has_the_same_bytes_with_one_thread_or_two() {
    let field = surveyed(11);
    let kept = errors(&field, &county().areas, &quick()).unwrap();
    assert_eq!(read_back(&kept), kept);
    let bytes = |threads, kept: Option<&Errors>| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| written(&field, kept))
    };
    let fresh = bytes(1, None);
    assert!(
        fresh.contains("\"score_sampled\"") && fresh.contains("SUPPRESSED"),
        "{fresh}"
    );
    for threads in [1, 2] {
        assert_eq!(bytes(threads, None), fresh);
        assert_eq!(bytes(threads, Some(&read_back(&kept))), fresh);
    }
}

#[test]
fn a_report_goes_by_the_errors_that_are_kept() {
    let field = surveyed(12);
    let kept = errors(&field, &county().areas, &quick()).unwrap();
    let told = breakdowns(&field, &county().areas, &quick(), Some(&kept));
    let se = told[0].items[0]
        .total
        .figures
        .as_ref()
        .unwrap()
        .score_sampled
        .unwrap()
        .se
        .unwrap();
    let other = (se * 2.0).to_bits().to_string();
    let text = serde_json::to_string(&kept)
        .unwrap()
        .replace(&se.to_bits().to_string(), &other);
    let other: Errors = serde_json::from_str(&text).unwrap();
    let found = breakdowns(&field, &county().areas, &quick(), Some(&other));
    let doubled = found[0].items[0]
        .total
        .figures
        .as_ref()
        .unwrap()
        .score_sampled
        .unwrap();
    assert_eq!(doubled.se, Some(se * 2.0));
}

#[test]
fn errors_of_rows_that_are_hidden_now_are_not_put_on_anything() {
    let (field, areas) = (surveyed(13), county().areas);
    let fresh = breakdowns(&field, &areas, &quick(), None);
    // of everybody, so that T07 is shown; of townships that are not there; of a status nobody gives
    let other_people = errors(&fieldwork(&people(30, 13)), &areas, &quick()).unwrap();
    let fewer: Vec<_> = areas
        .iter()
        .filter(|a| a.code.as_str() != "T03")
        .cloned()
        .collect();
    let other_areas = errors(&field, &fewer, &quick()).unwrap();
    let kept = errors(&field, &areas, &quick()).unwrap();
    // after a number, the last in a list: no status
    let text = serde_json::to_string(&kept).unwrap();
    let said =
        |text: String, digit: u8| text.replace(&format!("{digit},null]"), &format!("{digit},\"WHATEVER\"]"));
    let unknown: Errors = serde_json::from_str(&(0..10).fold(text, said)).unwrap();
    assert_ne!(unknown, kept);
    for stale in [other_people, other_areas, unknown, Errors::default()] {
        assert_eq!(stale.put_on(fresh.clone()), None);
        assert_eq!(breakdowns(&field, &areas, &quick(), Some(&stale)), fresh);
    }
}

#[test]
fn a_sample_nobody_drew_has_no_errors_to_keep() {
    let open = Fieldwork {
        open_link: true,
        ..surveyed(14)
    };
    assert_eq!(errors(&open, &county().areas, &quick()), None);
    let kept = errors(&surveyed(14), &county().areas, &quick());
    let told = breakdowns(&open, &county().areas, &quick(), kept.as_ref());
    assert_eq!(told, breakdowns(&open, &county().areas, &quick(), None));
    // and so is the test of groups: of a sample nobody drew there is none
    let tested = |told: &[Breakdown]| told.iter().flat_map(|b| &b.items).any(|i| i.tested.is_some());
    let drawn = breakdowns(&surveyed(14), &county().areas, &quick(), kept.as_ref());
    assert!(tested(&drawn) && !tested(&told));
}
